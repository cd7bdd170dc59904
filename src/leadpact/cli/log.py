"""`leadpact log`: the versions of a policy, and what each changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from leadpact.book import load_book
from leadpact.calendars import time_zone
from leadpact.cli.options import FILE, folder_argument, present_option_of
from leadpact.cli.terminal import printable
from leadpact.instants import from_instant
from leadpact.review.history import history
from leadpact.signed import read_trust, status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from leadpact.book import Version
    from leadpact.review.difference import PolicyDifference
    from leadpact.review.history import Step


@click.command(
    epilog="""\b
Examples:
  leadpact log policies/inbound
  leadpact log policies/inbound --trust ~/trust/allowed_signers
"""
)
@folder_argument
@click.option(
    "--trust",
    type=FILE,
    metavar="FILE",
    help="OpenSSH's `allowed_signers`. Without it no signature is verified.",
)
@present_option_of("--at", "When signatures are verified; the present unless given.")
def command(folder: Path, trust: Path | None, at: int) -> None:
    """Tell the versions of a policy, the newest first, and what each changed.

    FOLDER holds the versions of one policy. Of each it is told from when to when it is
    in force, who signed it, and for whom it made what harder.
    """
    blocks = []
    for step in history(load_book(folder)):
        signers = _claimed(step) if trust is None else _verified(step, trust, at)
        blocks.append([*_lines(step, signers)])
    for block in reversed(blocks):
        for line in block:
            click.echo(printable(line))


def _lines(step: Step, signers: str) -> Iterator[str]:
    version = step.version
    grade = step.difference and step.difference.grade
    word = f" ({grade.value})" if grade else ""
    yield f"{version.number}{word}, {_force(version)}"
    yield f"  sha256:{version.pact.digest}"
    yield f"  {signers}"
    if step.difference is None:
        yield "  the first version"
    elif grade is None:
        yield "  changes nothing"
    else:
        yield from _changes(step.difference)


def _force(version: Version) -> str:
    """From which day to which it is in force, in its own zone."""
    zone = time_zone(version.policy.timezone)
    first = from_instant(version.start).astimezone(zone).date()
    if version.end is None:
        return f"in force from {first}"
    # An end is the first instant of the day behind the last.
    last = from_instant(version.end - 1).astimezone(zone).date()
    return f"in force from {first} to {last}"


def _changes(found: PolicyDifference) -> Iterator[str]:
    for party in found.parties:
        for clause, effect in found.effects(party):
            said = f"{clause.label}: {effect.reason}"
            yield f"  {effect.direction.value} for {party}: {said}"
    words = [clause.title for clause in found.clauses if not clause.effects]
    if words:
        yield f"  also changed: {', '.join(words)}"


def _claimed(step: Step) -> str:
    names = [
        f"{entry.statement.name} for {entry.statement.party}"
        for entry in step.envelope.signatures
    ]
    if not names:
        return "not signed"
    return f"claims to be signed by {', '.join(names)}; not verified"


def _verified(step: Step, trust: Path, at: int) -> str:
    file = step.version.policy.spans["version:"].file
    known = read_trust(trust, file)
    _, verdict = status(file, trust=known, now=from_instant(at))
    names = [
        f"{one.statement.name} for {party}"
        for party, one in sorted(verdict.signed.items())
    ]
    if not names:
        return "not signed" if not verdict.problems else "signatures refused"
    told = f"signed by {', '.join(names)}, verified"
    return told if verdict.is_signed else f"{told}; not signed by every party"
