"""`leadpact completion`: the script that completes commands in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command(
    epilog="""\b
Examples:
  leadpact completion bash > ~/.local/share/bash-completion/completions/leadpact
  leadpact completion zsh > ~/.zfunc/_leadpact
  leadpact completion fish > ~/.config/fish/completions/leadpact.fish
"""
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands, options and files in a shell."""
    found = get_completion_class(shell)
    # The choices are the shells that click knows.
    assert found is not None  # noqa: S101
    root = ctx.find_root().command
    click.echo(found(root, {}, "leadpact", "_LEADPACT_COMPLETE").source())
