"""`leadpact attest`: somebody's word that a party signed on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import click

from leadpact.cli.options import FILE, policy_argument, present_option_of
from leadpact.cli.output import opened
from leadpact.cli.signers import signer_of
from leadpact.contract import attested_by, load_with_signatures, require_party, sha256
from leadpact.signing.envelope import envelope_file
from leadpact.signing.statement import Attestation

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    epilog="""\b
Examples:
  leadpact attest policies/inbound/1.0.0.yaml --party sales --scan signed.pdf \\
      --name "Kim Park" --key ~/.ssh/id_ed25519
"""
)
@policy_argument
@click.option("--party", required=True, help="Whose signature stands on the paper.")
@click.option(
    "--scan", required=True, type=FILE, metavar="FILE", help="Scan of the signed page."
)
@click.option("--name", required=True, help="Name of the person who attests.")
@click.option("--key", type=FILE, metavar="FILE", help="Their key, as for `sign`.")
@click.option("--agent", is_flag=True, help="Let the SSH agent sign.")
@present_option_of("--date", "When; the present unless given.")
def command(  # noqa: PLR0913, PLR0917 - one an option
    policy: Path,
    party: str,
    scan: Path,
    name: str,
    key: Path | None,
    agent: bool,  # noqa: FBT001 - a flag
    date: int,
) -> None:
    """Attest that a party signed the page on paper.

    An attestation is no signature: the policy does not count as signed by it. It tells
    who has seen which scan. Its namespace is `attest-paper@leadpact.v1`.
    """
    pact, envelope = load_with_signatures(policy)
    require_party(pact, party)
    signer = signer_of(key, agent=agent)
    attestation = Attestation(
        policy=pact.checked.policy.policy,
        version=pact.checked.policy.version,
        digest=pact.digest,
        party=party,
        name=name,
        date=date,
        scan=sha256(scan.read_bytes()),
    )
    entry = attested_by(attestation, signer)
    whole = attrs.evolve(envelope, attestations=(*envelope.attestations, entry))
    target = envelope_file(policy)
    with opened(str(target)) as stream:
        stream.write(whole.bytes())
    click.echo(f"{target}: attested for {party} with {signer.key.fingerprint}")
