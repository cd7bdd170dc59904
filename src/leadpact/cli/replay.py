"""`leadpact replay`: a disputed lead, judged once more from its sealed file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leadpact.book import load_book
from leadpact.cli.exits import Exit
from leadpact.cli.options import FILE, trust_option
from leadpact.cli.terminal import printable, tell_explanation
from leadpact.instants import from_instant
from leadpact.pact import load
from leadpact.review.autopsy import replay
from leadpact.review.sealing import unsealed
from leadpact.signed import load_signed
from leadpact.signing.envelope import ENDING as SIGNATURES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.book import Book
    from leadpact.pact import Pact
    from leadpact.review.autopsy import Autopsy, Replay


@click.command(
    epilog="""\b
Examples:
  leadpact replay L-1015.json
  leadpact replay L-1015.json --explain
"""
)
@click.argument("file", type=FILE)
@trust_option
@click.option("--explain", is_flag=True, help="Tell in sentences why, as found now.")
@click.pass_context
def command(
    ctx: click.Context, file: Path, trust: Path | None, *, explain: bool
) -> None:
    """Judge a lead once more, from what `leadpact autopsy` sealed.

    The exit code is 0 if the verdict is the same, and 1 if it is not.
    """
    kept, seal = unsealed(file.read_bytes(), str(file))
    with tempfile.TemporaryDirectory(prefix="leadpact-") as folder:
        judge = _judge(kept, Path(folder), trust)
    found = replay(kept, judge)
    for line in _lines(kept, seal, found, trust):
        click.echo(printable(line))
    if explain:
        click.echo()
        tell_explanation(
            judge.explain(kept.lead, now=from_instant(kept.now), people=kept.people)
        )
    ctx.exit(Exit.FINE if found.is_same else Exit.FINDINGS)


def _judge(kept: Autopsy, folder: Path, trust: Path | None) -> Pact | Book:
    """The policy of a sealed file, loaded as any other."""
    policy = kept.papers.write(folder)
    if policy.is_dir():
        if trust is not None:
            msg = "`--trust` goes with a version, and the file holds a folder of them"
            raise click.UsageError(msg)
        return load_book(policy)
    if trust is not None:
        return load_signed(policy, trust=trust, now=from_instant(kept.now))
    return load(policy)


def _lines(
    kept: Autopsy, seal: str, found: Replay, trust: Path | None
) -> Iterator[str]:
    """What became of a verdict, for whoever disputes it."""
    yield str(kept.explanation.get("title", f"Lead {kept.lead.id}"))
    yield f"  seal {seal}"
    yield "    the file is as it was sealed; compare the seal with the one you noted"
    yield f"  signatures: {_signatures(kept, trust)}"
    same = "the same" if found.is_same else "another one"
    yield f"  verdict: {same}, {found.decision[:12]}"
    for change in found.changes:
        yield f"    {change}"
    for change in found.surroundings:
        yield f"    judged here with another {change}"


def _signatures(kept: Autopsy, trust: Path | None) -> str:
    if trust is not None:
        return "of every party, verified"
    if any(name.endswith(SIGNATURES) for name in kept.papers.files):
        return "held, not verified; name whom you trust with `--trust FILE`"
    return "none in the file"
