"""`leadpact explain`: why a lead has its verdict, in sentences."""

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
from leadpact.cli.progress import Track
from leadpact.cli.terminal import tell_explanation
from leadpact.instants import from_instant


@click.command(
    epilog="""\b
Examples:
  leadpact explain policy.yaml --leads leads.csv --events events.csv \\
      --mapping mapping.yaml --lead L-1005 --now 2026-03-13T19:30:00Z
"""
)
@versions_argument
@data_options
@trust_option
@lead_option
@click.option(
    "--stretches",
    is_flag=True,
    help="Below each promise, tell every stretch of time that its clock used or "
    "skipped up to the due instant, and why.",
)
def command(lead: str, *, stretches: bool, **files: Any) -> None:  # noqa: ANN401 - what a source is made of
    """Tell in sentences why a lead has its verdict.

    POLICY is a policy file, or a folder with the versions of one: then each promise
    names the version that judges it.
    """
    with Track() as track:
        desk = read_desk(Source(**files), track)
    tell_reading(desk.reading)
    explanation = desk.judge.explain(
        find_lead(desk.reading, lead),
        now=from_instant(desk.now),
        people=desk.people,
        stretches=stretches,
    )
    tell_explanation(explanation)
