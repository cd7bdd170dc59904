"""`leadpact demo`: the whole way, from a policy file to the page to sign."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from leadpact.cli.starter import write_starter


@click.command(
    epilog="""\b
Examples:
  leadpact demo
  leadpact demo /tmp/demo
"""
)
@click.argument(
    "folder",
    metavar="[DIR]",
    default="leadpact-demo",
    type=click.Path(file_okay=False, path_type=Path),
)
@click.pass_context
def command(ctx: click.Context, folder: Path) -> None:
    """Try everything on a starter policy and its sample leads.

    Writes the starter into DIR, ./leadpact-demo if left out, checks it, judges the
    sample leads for the instant that they were made for, and prints the agreement.
    """
    starter = write_starter(folder, again=True)
    for arguments in starter.tour:
        click.secho(f"$ {shlex.join(['leadpact', *arguments])}", bold=True)
        root = ctx.find_root().command
        code = root.main(arguments, prog_name="leadpact", standalone_mode=False)
        if code:
            ctx.exit(code)
        click.echo()
    click.echo(f"The page to sign is {starter.agreement}")
