"""`leadpact verify-page`: whether every party signed inside the PDF."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import click

from leadpact.cli.exits import Exit
from leadpact.cli.options import (
    FILE,
    policy_argument,
    present_option_of,
    template_option,
)
from leadpact.cli.terminal import printable, tell
from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import TrustError
from leadpact.instants import format_instant
from leadpact.loading.files import read_bytes
from leadpact.pact import load
from leadpact.signed_page import page_problems, read_page

if TYPE_CHECKING:
    from pathlib import Path

    from leadpact.signing.pades import Certificate


@click.command(
    epilog="""\b
Examples:
  leadpact verify-page 1.0.0.yaml page.pdf --signer marketing=ana.pem \\
      --signer sales=tom.pem
"""
)
@policy_argument
@click.argument("page", type=FILE)
@click.option(
    "--signer",
    "signers",
    multiple=True,
    metavar="PARTY=FILE",
    help="The certificate of a party's signatory, PEM or DER; once for each party. It "
    "must be this very one: nobody else's word is taken for it.",
)
@template_option
@present_option_of("--at", "When it is verified; the present unless given.")
@click.pass_context
def command(
    ctx: click.Context,
    policy: Path,
    page: Path,
    signers: tuple[str, ...],
    template: Path | None,
    at: int,
) -> None:
    """Verify that every party signed inside the PDF, and that it is the policy's page.

    The date of a signature is what the signer says it is. The exit code is 5 if
    anything is wrong.
    """
    # What is odd about a PDF is told once, by leadpact.
    logging.getLogger("pyhanko").addHandler(logging.NullHandler())
    pact = load(policy)
    found = read_page(policy, pact, page, template=template)
    known = dict(map(_signer, signers))
    signatures = found.signatures()
    for one in signatures:
        when = format_instant(one.date)
        who = f"certificate of {one.certificate.name}"
        line = f"{one.party}: {who}, by their clock {when}"
        click.echo(printable(line))
        click.echo(f"  certificate SHA256:{one.certificate.fingerprint}")
    if problems := [*page_problems(pact, found, signatures, known, at)]:
        tell(problems, {})
        ctx.exit(Exit.TRUST)
    click.echo(f"{page}: the page of {pact.digest}, signed by every party")


def _signer(word: str) -> tuple[str, Certificate]:
    """A party with the certificate of its signatory.

    Raises:
        UsageError: It is not written so.
        TrustError: LP6017, the file holds none.
    """
    from leadpact.signing.pades import Certificate  # noqa: PLC0415 - needs an extra

    party, equals, file = word.partition("=")
    if not equals:
        msg = f"`--signer {word}` is not written as `PARTY=FILE`"
        raise click.UsageError(msg)
    try:
        return party, Certificate.parse(read_bytes(file))
    except ValueError:
        found = Diagnostic("LP6017", "it is no certificate", Span(file))
        raise TrustError([found]) from None
