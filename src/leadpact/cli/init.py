"""`leadpact init`: a starter policy with leads to try it on."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from leadpact.cli.starter import NAMES, write_starter


@click.command(
    epilog="""\b
Examples:
  leadpact init .
  leadpact init our-agreement
"""
)
@click.argument(
    "folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path)
)
def command(folder: Path) -> None:
    """Write a starter policy, its mapping, and sample leads that work at once.

    Nothing is overwritten.
    """
    starter = write_starter(folder)
    click.echo(f"wrote {', '.join(NAMES)} to {folder}; try them:")
    for arguments in starter.tour:
        click.echo(f"  {shlex.join(['leadpact', *arguments])}")
