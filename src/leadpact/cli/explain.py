"""`leadpact explain`: why a lead has its verdict, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from leadpact.cli.desk import Source, read_desk
from leadpact.cli.options import data_options, policy_argument
from leadpact.cli.progress import Track
from leadpact.cli.terminal import printable
from leadpact.diagnostics import near
from leadpact.errors import refusal
from leadpact.explain import explain_lead
from leadpact.instants import from_instant

if TYPE_CHECKING:
    from leadpact.model.lead import Lead
    from leadpact.sources import Reading


@click.command(
    epilog="""\b
Examples:
  leadpact explain policy.yaml --leads leads.csv --events events.csv \\
      --mapping mapping.yaml --lead L-1005 --now 2026-03-13T19:30:00Z
"""
)
@policy_argument
@data_options
@click.option("--lead", required=True, metavar="ID", help="Which lead.")
def command(lead: str, **files: Any) -> None:  # noqa: ANN401 - what a source is made of
    """Tell in sentences why a lead has its verdict."""
    with Track() as track:
        desk = read_desk(Source(**files), track)
    desk.tell()
    evaluation = desk.pact.evaluate(
        _find(desk.reading, lead), now=from_instant(desk.now), people=desk.people
    )
    explanation = explain_lead(desk.pact.checked.policy, evaluation)
    click.secho(printable(explanation.title), bold=True)
    for part in explanation.parts:
        click.echo()
        click.secho(part.heading, bold=True)
        for line in part.lines:
            click.echo(f"  {printable(line)}")


def _find(reading: Reading, lead: str) -> Lead:
    """The lead of an id.

    Raises:
        RecordError: LP4011, there is none.
    """
    for found in reading.leads:
        if found.id == lead:
            return found
    ids = [found.id for found in reading.leads]
    raise refusal("LP4011", f"there is no lead `{lead}`", near(lead, ids))
