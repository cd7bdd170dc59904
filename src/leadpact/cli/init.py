"""`leadpact init`: a shipped policy to start from, in a folder of one's own."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from leadpact.cli.starter import (
    DEFAULT,
    load_shipped,
    shipped_policies,
    write_starter,
)
from leadpact.diagnostics import near


def known_name(ctx: click.Context, param: click.Parameter, name: str) -> str:
    """The name of a shipped policy, or a mistake that tells the nearest one."""
    known = shipped_policies()
    if name not in known:
        message = f"there is no policy `{name}` to start from: {near(name, known)}"
        raise click.BadParameter(message, ctx, param)
    return name


def complete_name(
    ctx: click.Context,  # noqa: ARG001
    param: click.Parameter,  # noqa: ARG001
    incomplete: str,
) -> list[str]:
    """Names of shipped policies that a word may become."""
    return [name for name in shipped_policies() if name.startswith(incomplete)]


def print_names(
    ctx: click.Context,
    param: click.Parameter,  # noqa: ARG001
    value: bool,  # noqa: FBT001 - click calls it
) -> None:
    """Print the names of the shipped policies with their titles, and end."""
    if value:
        names = shipped_policies()
        width = max(map(len, names))
        for name in names:
            click.echo(f"{name:<{width}}  {load_shipped(name).policy.title}")
        ctx.exit()


@click.command(
    epilog="""\b
Examples:
  leadpact init .
  leadpact init our-agreement --from speed-to-lead
  leadpact init --list
"""
)
@click.argument(
    "folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path)
)
@click.option(
    "--from",
    "name",
    metavar="NAME",
    default=DEFAULT,
    show_default=True,
    callback=known_name,
    shell_complete=complete_name,
    help="The policy to start from.",
)
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=print_names,
    help="List the policies to start from.",
)
def command(folder: Path, name: str) -> None:
    """Write a policy to start from into DIR, with all that it includes.

    With `starter` come a mapping and sample leads that work at once. Nothing is
    overwritten.
    """
    starter = write_starter(folder, name)
    click.echo(f"wrote {', '.join(starter.names)} to {folder}; try them:")
    for arguments in starter.tour:
        click.echo(f"  {shlex.join(['leadpact', *arguments])}")
