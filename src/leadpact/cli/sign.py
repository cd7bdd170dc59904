"""`leadpact sign`: one party's signature under a version."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from leadpact.agreement import Paper
from leadpact.cli.options import (
    FILE,
    policy_argument,
    present_option_of,
    template_option,
)
from leadpact.cli.output import STREAM, opened
from leadpact.cli.signers import signer_of
from leadpact.cli.terminal import printable
from leadpact.contract import (
    load_with_signatures,
    propose,
    read_signed,
    require_party,
    require_sound,
    signed_by,
    with_signature,
)
from leadpact.review.difference import compare_policies
from leadpact.review.difference.reports import text_lines
from leadpact.signed import replaced
from leadpact.signing.envelope import envelope_file

if TYPE_CHECKING:
    from pathlib import Path

    from leadpact.pact import Pact
    from leadpact.signing.statement import Statement

_SECOND = 1_000_000


@click.command(
    epilog="""\b
Examples:
  leadpact sign policies/inbound/1.0.0.yaml --as marketing --name "Ana Duarte" \\
      --key ~/.ssh/id_ed25519
  leadpact sign policies/inbound/1.0.0.yaml --as sales --name "Tom Reed" --agent

\b
With `ssh-keygen` in three steps:
  leadpact sign 1.0.0.yaml --as sales --name "Tom Reed" --print > sales.json
  ssh-keygen -Y sign -f ~/.ssh/id_ed25519 -n sales@leadpact.v1 sales.json
  leadpact sign 1.0.0.yaml --as sales --signed sales.json
"""
)
@policy_argument
@click.option("--as", "party", required=True, metavar="PARTY", help="Who signs.")
@click.option("--name", help="Name of the person who signs.")
@click.option(
    "--key",
    type=FILE,
    metavar="FILE",
    help="Private key in OpenSSH's format; with `--agent`, the public one.",
)
@click.option("--agent", is_flag=True, help="Let the SSH agent sign.")
@click.option(
    "--signed",
    type=FILE,
    metavar="FILE",
    help="Take in what `ssh-keygen -Y sign` signed: FILE and its signature FILE.sig.",
)
@click.option(
    "--print", "only_prints", is_flag=True, help="Print what is to be signed, and end."
)
@click.option(
    "--paper",
    type=click.Choice([paper.value for paper in Paper]),
    default=Paper.A4.value,
    show_default=True,
    help="Paper of the page that is signed; the same for all parties.",
)
@template_option
@present_option_of("--date", "When it is signed; the present unless given.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(  # noqa: PLR0913, PLR0917 - one an option
    policy: Path,
    party: str,
    name: str | None,
    key: Path | None,
    agent: bool,  # noqa: FBT001 - a flag
    signed: Path | None,
    only_prints: bool,  # noqa: FBT001 - a flag
    paper: str,
    template: Path | None,
    date: int,
    yes: bool,  # noqa: FBT001 - a flag
) -> None:
    """Sign a version of a policy for one party, with an SSH key.

    It shows what the version changes and what exactly is signed, and asks. The
    signature is written to the file `VERSION.signatures.json` beside the policy.
    """
    pact, envelope = load_with_signatures(policy)
    require_party(pact, party)
    if signed is not None:
        entry = read_signed(signed)
    else:
        if not name:
            msg = "say with `--name` who signs"
            raise click.UsageError(msg)
        signer = None if only_prints else signer_of(key, agent=agent)
        at = date - date % _SECOND
        statement = propose(
            policy,
            pact,
            party,
            name=name,
            date=at,
            paper=Paper(paper),
            template=template,
        )
        if signer is None:
            with opened(STREAM) as stream:
                stream.write(statement.bytes())
            return
        _show(policy, pact, statement)
        if not yes:
            click.confirm("Sign this?", err=True, abort=True)
        entry = signed_by(statement, signer)
    require_sound(policy, pact, party, entry, date)
    target = envelope_file(policy)
    with opened(str(target)) as stream:
        stream.write(with_signature(envelope, entry).bytes())
    click.echo(f"{target}: signed for {party} by {printable(entry.statement.name)}")


def _show(policy: Path, pact: Pact, statement: Statement) -> None:
    """What is signed, and what it changes, on standard error."""
    older = replaced(policy, pact.checked.policy)
    if older is not None:
        found = compare_policies(older.checked, pact.checked)
        click.echo(f"What changes from {older.checked.policy.version}:", err=True)
        for line in text_lines(found):
            click.echo(printable(f"  {line}".rstrip()), err=True)
    click.echo("What is signed:", err=True)
    shown = json.dumps(statement.data(), indent=2, ensure_ascii=False)
    click.echo(printable(shown), err=True)
