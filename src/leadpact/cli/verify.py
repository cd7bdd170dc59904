"""`leadpact verify`: whether every party signed a version, and what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from leadpact.cli.exits import Exit
from leadpact.cli.options import (
    FILE,
    policy_argument,
    present_option_of,
    template_option,
)
from leadpact.cli.signatures import status_lines
from leadpact.cli.terminal import printable, tell
from leadpact.contract import compare_document, compare_page
from leadpact.instants import from_instant
from leadpact.signed import broken_chain, deceiving, out_of_force, read_trust, status
from leadpact.signing.ending import ending
from leadpact.signing.envelope import envelope_file
from leadpact.signing.verification import Verdict, unsigned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from leadpact.check import CheckedPolicy
    from leadpact.diagnostics import Diagnostic


@click.command(
    epilog="""\b
Examples:
  leadpact verify policies/inbound/1.0.0.yaml --trust ~/trust/allowed_signers
  leadpact verify 1.0.0.yaml --trust ../trust/allowed_signers --at 2026-03-13T00:00:00Z
  leadpact verify 1.0.0.yaml --trust ../trust/allowed_signers --document page.pdf
"""
)
@policy_argument
@click.option(
    "--trust",
    required=True,
    type=FILE,
    metavar="FILE",
    help="OpenSSH's `allowed_signers`: which key may sign for whom. It lies elsewhere "
    "than the policy.",
)
@click.option(
    "--revoked",
    type=FILE,
    metavar="FILE",
    help="Keys that are trusted no more: public keys or fingerprints, one a line.",
)
@present_option_of(
    "--at", "At which instant it must be in force; the present unless given."
)
@click.option(
    "--document",
    type=FILE,
    metavar="FILE",
    help="A PDF that is said to be the signed page.",
)
@template_option
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one an option
    ctx: click.Context,
    policy: Path,
    trust: Path,
    revoked: Path | None,
    at: int,
    document: Path | None,
    template: Path | None,
) -> None:
    """Verify that every party signed a version of a policy, and that it is in force.

    The page is made anew and compared, where leadpact and Typst have the versions that
    made it; else the last line says that it was not. The exit code is 5 if anything is
    wrong.
    """
    known = read_trust(trust, policy, revoked)
    pact, verdict = status(policy, trust=known, now=from_instant(at))
    file = str(envelope_file(policy))
    for line in status_lines(pact, verdict):
        click.echo(printable(line))
    problems = [
        *unsigned(verdict, file),
        *out_of_force(pact.checked.policy, at),
        *deceiving(pact.checked.policy),
        *broken_chain(policy, pact.checked.policy),
        *_page(policy, pact.checked, verdict, document, template),
    ]
    if warning := ending(pact.checked.policy, at):
        tell([warning], {})
    if problems:
        tell(problems, {})
        ctx.exit(Exit.TRUST)


def _page(
    policy: Path,
    checked: CheckedPolicy,
    verdict: Verdict,
    document: Path | None,
    template: Path | None,
) -> Iterator[Diagnostic]:
    """What is wrong with the page that the first party signed."""
    signed = next(iter(verdict.signed.values()), None)
    if signed is None:
        return
    page = signed.statement.document
    found = compare_page(policy, checked, page, template=template)
    yield from found.problems
    if found.why_not:
        click.echo(f"page: not compared: {found.why_not}")
    elif not found.problems:
        click.echo(f"page: made anew, and the same: sha256:{page.sha256}")
    if document is not None:
        wrong = compare_document(page, document)
        yield from wrong
        if not wrong:
            click.echo(f"{document}: the signed page")
