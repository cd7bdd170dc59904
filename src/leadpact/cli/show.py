"""`leadpact show`: a policy in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from leadpact.cli.options import policy_argument
from leadpact.cli.terminal import printable
from leadpact.diagnostics import near
from leadpact.pact import load
from leadpact.show import SECTIONS, show_policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from leadpact.show import Entry, Section


@click.command(
    epilog="""\b
Examples:
  leadpact show policy.yaml
  leadpact show policy.yaml timers goals
"""
)
@policy_argument
@click.argument("sections", metavar="[SECTION]...", nargs=-1)
def command(policy: Path, sections: tuple[str, ...]) -> None:
    """Say in sentences what a policy says, all of it or some of its sections.

    Sections are named by their keys in the file, such as `timers`.
    """
    for name in sections:
        if name not in SECTIONS:
            hint = near(name, SECTIONS)
            msg = f"there is no section `{name}`" + (f": {hint}" if hint else "")
            raise click.UsageError(msg)
    shown = show_policy(load(policy).checked)
    chosen = [each for each in shown if not sections or each.key in sections]
    for number, section in enumerate(chosen):
        if number:
            click.echo()
        _print(section)
    _tell_empty(sections, chosen)


def _print(section: Section) -> None:
    click.secho(printable(section.heading), bold=True)
    for entry in section.entries:
        _print_entry(entry)


def _print_entry(entry: Entry) -> None:
    """A title with its lines below it; a single short line stands beside it."""
    if not entry.title:
        for line in entry.lines:
            click.echo(f"  {printable(line)}")
        return
    title = click.style(printable(entry.title), fg="cyan")
    if len(entry.lines) == 1:
        click.echo(f"  {title}: {printable(entry.lines[0])}")
        return
    click.echo(f"  {title}")
    for line in entry.lines:
        click.echo(f"    {printable(line)}")


def _tell_empty(asked: Sequence[str], shown: Iterable[Section]) -> None:
    """Say which of the sections that were asked for the policy leaves empty."""
    filled = {section.key for section in shown}
    for name in dict.fromkeys(asked):
        if name not in filled:
            click.echo(f"the policy has no `{name}`", err=True)
