"""`leadpact sign-page`: a party's signature inside the PDF of the agreement."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import click

from leadpact.cli.options import (
    FILE,
    policy_argument,
    present_option_of,
    template_option,
)
from leadpact.cli.output import opened
from leadpact.cli.terminal import printable
from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import TrustError
from leadpact.pact import load
from leadpact.signed_page import read_page, sign_page, stated

if TYPE_CHECKING:
    from pathlib import Path

    from leadpact.signing.pades import PersonalKey

_SECOND = 1_000_000


@click.command(
    epilog="""\b
Examples:
  leadpact agreement 1.0.0.yaml -o page.pdf
  leadpact sign-page 1.0.0.yaml page.pdf --as marketing --certificate ana.p12 \\
      -o page-1.pdf
  leadpact sign-page 1.0.0.yaml page-1.pdf --as sales --certificate tom.p12 \\
      -o page-2.pdf
"""
)
@policy_argument
@click.argument("page", type=FILE)
@click.option("--as", "party", required=True, metavar="PARTY", help="Who signs.")
@click.option(
    "--certificate",
    required=True,
    type=FILE,
    metavar="FILE",
    help="Key and certificate of the person who signs: a PKCS #12 file, `.p12` or "
    "`.pfx`. It asks for the pass phrase.",
)
@template_option
@present_option_of("--date", "When it is signed; the present unless given.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="Where to write the signed page; `-` is standard output.",
)
def command(  # noqa: PLR0913, PLR0917 - one an option
    policy: Path,
    page: Path,
    party: str,
    certificate: Path,
    template: Path | None,
    date: int,
    yes: bool,  # noqa: FBT001 - a flag
    output: str,
) -> None:
    """Put a party's signature inside the PDF of the agreement, for viewers of PDFs.

    PAGE is the page as `leadpact agreement` wrote it, or as another party signed it.
    Services do not ask for this signature: they trust that of `leadpact sign`.
    """
    # What is odd about a PDF is told once, by leadpact.
    logging.getLogger("pyhanko").addHandler(logging.NullHandler())
    pact = load(policy)
    found = read_page(policy, pact, page, template=template)
    key = _key(certificate)
    at = date - date % _SECOND
    pdf = sign_page(policy, pact, found, party, key, at)
    click.echo(printable(f"{key.certificate.name} signs {page} as"), err=True)
    click.echo(printable(f"  {stated(pact, party)}"), err=True)
    if not yes:
        click.confirm("Sign this?", err=True, abort=True)
    with opened(output, policy, certificate) as stream:
        stream.write(pdf)


def _key(file: Path) -> PersonalKey:
    """The key in a file, after the pass phrase was asked for.

    Raises:
        TrustError: LP6023, it cannot sign.
    """
    from leadpact.signing.pades import PersonalKey  # noqa: PLC0415 - needs an extra

    phrase = click.prompt(
        f"Pass phrase of {file}",
        hide_input=True,
        err=True,
        default="",
        show_default=False,
    )
    try:
        return PersonalKey.parse(file.read_bytes(), phrase)
    except ValueError:
        message = "it is no PKCS #12 file, or its pass phrase is another one"
        raise TrustError([Diagnostic("LP6023", message, Span(str(file)))]) from None
