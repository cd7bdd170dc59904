"""`leadpact autopsy`: everything about one disputed lead, in one sealed file."""

from __future__ import annotations

from typing import Any

import click

from leadpact.cli.desk import Source, find_lead, read_desk, tell_reading
from leadpact.cli.options import (
    data_options,
    lead_option,
    trust_option,
    versions_argument,
)
from leadpact.cli.output import opened
from leadpact.cli.progress import Track
from leadpact.cli.terminal import printable
from leadpact.review.autopsy import autopsy
from leadpact.review.papers import papers_of
from leadpact.review.sealing import sealed, unsealed


@click.command(
    epilog="""\b
Examples:
  leadpact autopsy policy.yaml --leads leads.csv --events events.csv \\
      --mapping mapping.yaml --lead L-1015 --now 2026-03-13T19:30:00Z \\
      -o L-1015.json
"""
)
@versions_argument
@data_options
@trust_option
@lead_option
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="Where to write; `-` is standard output.",
)
def command(lead: str, output: str, **files: Any) -> None:  # noqa: ANN401 - what a source is made of
    """Write all that the verdict on one lead rests on into one sealed file.

    The file holds the policy with its signatures, the lead with its events, the verdict
    and its reasons. `leadpact replay` judges it once more, without anything else.
    """
    source = Source(**files)
    papers = papers_of(source.policy)
    with opened(output, *source.paths) as stream:
        with Track() as track:
            desk = read_desk(source, track)
        tell_reading(desk.reading)
        found = find_lead(desk.reading, lead)
        kept = autopsy(desk.judge, papers, found, desk.people, desk.now)
        data = sealed(kept).encode()
        _, seal = unsealed(data, output)
        stream.write(data)
    click.echo(printable(f"lead {lead}: verdict {kept.decision[:12]}"), err=True)
    click.echo(f"seal {seal}", err=True)
    click.echo("note the seal where both sides see it", err=True)
