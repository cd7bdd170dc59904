"""`leadpact changes`: what a version changes from the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from leadpact.cli.options import FILE, policy_argument
from leadpact.cli.terminal import printable
from leadpact.pact import load
from leadpact.signed import broken_chain, replaced
from leadpact.signing.changes import changes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from leadpact.pact import Pact


@click.command(
    epilog="""\b
Examples:
  leadpact changes policies/inbound/1.1.0.yaml
  leadpact changes policies/inbound/1.1.0.yaml --since policies/inbound/0.9.0.yaml
"""
)
@policy_argument
@click.option(
    "--since",
    type=FILE,
    metavar="FILE",
    help="Another version to compare with than the one that it supersedes.",
)
def command(policy: Path, since: Path | None) -> None:
    """Tell what a version changes from the one that it supersedes, leaf by leaf."""
    pact = load(policy)
    older = load(since) if since else replaced(policy, pact.checked.policy)
    if older is None:
        told = [found.message for found in broken_chain(policy, pact.checked.policy)]
        reason = told[0] if told else "the policy supersedes no version"
        msg = f"{reason}: name the one to compare with, `--since FILE`"
        raise click.UsageError(msg)
    for line in change_lines(older, pact):
        click.echo(printable(line))


def change_lines(older: Pact, pact: Pact) -> Iterator[str]:
    """What changes, a line each, below a heading."""
    yield f"What changes from {older.checked.policy.version}:"
    found = changes(older.checked.policy, pact.checked.policy)
    yield from (f"  {change}" for change in found)
    if not found:
        yield "  nothing but its number and its days"
