"""`leadpact export-signature`: one signature, as `ssh-keygen` checks it."""

from __future__ import annotations

from pathlib import Path

import click

from leadpact.cli.options import policy_argument
from leadpact.cli.output import opened
from leadpact.contract import load_with_signatures, require_party
from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import TrustError
from leadpact.signing.envelope import envelope_file


@click.command(
    epilog="""\b
Examples:
  leadpact export-signature policies/inbound/1.0.0.yaml --as marketing -o proof
  ssh-keygen -Y verify -f allowed_signers -I ana@example.com \\
      -n marketing@leadpact.v1 -s proof/marketing.json.sig < proof/marketing.json
"""
)
@policy_argument
@click.option("--as", "party", required=True, metavar="PARTY", help="Whose signature.")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where to write the statement and its signature.",
)
def command(policy: Path, party: str, output: Path) -> None:
    """Write what a party signed, and its signature, for `ssh-keygen -Y verify`."""
    pact, envelope = load_with_signatures(policy)
    require_party(pact, party)
    entries = [one for one in envelope.signatures if one.statement.party == party]
    if not entries:
        place = Span(str(envelope_file(policy)))
        raise TrustError([Diagnostic("LP6001", f"`{party}` has not signed", place)])
    statement = output / f"{party}.json"
    signature = output / f"{party}.json.sig"
    output.mkdir(parents=True, exist_ok=True)
    with opened(str(statement)) as stream:
        stream.write(entries[0].statement.bytes())
    with opened(str(signature)) as stream:
        stream.write(entries[0].signature.encode())
    click.echo(f"wrote {statement} and {signature}; check them with:")
    click.echo(
        f"  ssh-keygen -Y verify -f allowed_signers -I WHO -n "
        f"{entries[0].statement.namespace} -s {signature} < {statement}"
    )
