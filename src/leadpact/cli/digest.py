"""`leadpact digest`: the name of what a policy means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from leadpact.cli.options import policy_argument
from leadpact.cli.output import STREAM, opened
from leadpact.pact import load
from leadpact.signing.canonical import canonical

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    epilog="""\b
Examples:
  leadpact digest policies/inbound/1.0.0.yaml
  leadpact digest policies/inbound/1.0.0.yaml --canonical | sha256sum
"""
)
@policy_argument
@click.option(
    "--canonical",
    "whole",
    is_flag=True,
    help="Print the canonical form itself, which the digest is made of.",
)
def command(policy: Path, whole: bool) -> None:  # noqa: FBT001 - a flag
    """Print the digest of a policy: SHA-256 of its canonical form.

    Comments and layout do not change it; every change of what is agreed does.
    """
    pact = load(policy)
    with opened(STREAM) as stream:
        form = canonical(pact.checked.policy)
        stream.write(form if whole else f"{pact.digest}\n".encode())
