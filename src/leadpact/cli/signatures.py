"""`leadpact signatures`: who has signed a version so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from leadpact.cli.options import FILE, policy_argument, present_option_of
from leadpact.cli.terminal import printable, tell
from leadpact.contract import load_with_signatures
from leadpact.instants import format_instant, from_instant
from leadpact.signed import read_trust, status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from leadpact.pact import Pact
    from leadpact.signing.envelope import Envelope
    from leadpact.signing.verification import Verdict


@click.command(
    epilog="""\b
Examples:
  leadpact signatures policies/inbound/1.0.0.yaml
  leadpact signatures policies/inbound/1.0.0.yaml --trust ~/trust/allowed_signers
"""
)
@policy_argument
@click.option(
    "--trust",
    type=FILE,
    metavar="FILE",
    help="OpenSSH's `allowed_signers`. Without it nothing is verified.",
)
@present_option_of("--at", "When to verify; the present unless given.")
def command(policy: Path, trust: Path | None, at: int) -> None:
    """Tell who has signed a version of a policy so far, and who has not.

    The exit code is 0, whatever is found: `leadpact verify` refuses.
    """
    if trust is None:
        pact, envelope = load_with_signatures(policy)
        lines = _claims(pact, envelope)
    else:
        known = read_trust(trust, policy)
        pact, verdict = status(policy, trust=known, now=from_instant(at))
        lines = status_lines(pact, verdict)
        tell(verdict.problems, {})
    for line in lines:
        click.echo(printable(line))


def status_lines(pact: Pact, verdict: Verdict) -> Iterator[str]:
    """Party by party, what was verified."""
    policy = pact.checked.policy
    yield f"{policy.policy} {policy.version} sha256:{pact.digest}"
    for party in sorted(policy.parties):
        signed = verdict.signed.get(party)
        if signed is not None:
            stated = signed.statement
            at = format_instant(stated.date)
            yield (
                f"{party}: signed by {stated.name}, {stated.role}, at {at} "
                f"with {signed.fingerprint} of {signed.principals}"
            )
        elif party in verdict.missing:
            yield f"{party}: not signed"
        else:
            yield f"{party}: signature refused"
    for one in verdict.attested:
        stated_ = one.attestation
        at = format_instant(stated_.date)
        yield (
            f"{stated_.party}: attested on paper, not verified, by {stated_.name} at "
            f"{at} with {one.fingerprint}, scan sha256:{stated_.scan}"
        )


def _claims(pact: Pact, envelope: Envelope) -> Iterator[str]:
    """Party by party, what is claimed and not verified."""
    policy = pact.checked.policy
    yield f"{policy.policy} {policy.version} sha256:{pact.digest}"
    claims = {one.statement.party: one.statement for one in envelope.signatures}
    for party in sorted({*policy.parties, *claims}):
        claim = claims.get(party)
        if claim is None:
            yield f"{party}: not signed"
        else:
            at = format_instant(claim.date)
            yield f"{party}: claims to be signed by {claim.name} at {at}, not verified"
