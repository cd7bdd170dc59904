"""`leadpact which`: which version of a policy judges a lead, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from leadpact.book import load_book
from leadpact.cli.desk import (
    Source,
    find_lead,
    people_of,
    read_data,
    require_data,
    tell_reading,
)
from leadpact.cli.options import data_options, folder_argument, lead_option
from leadpact.cli.progress import Track
from leadpact.cli.terminal import tell_explanation
from leadpact.instants import from_instant
from leadpact.which import explain_which

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    epilog="""\b
Examples:
  leadpact which policies/inbound --leads leads.csv --events events.csv \\
      --mapping mapping.yaml --lead L-1005 --now 2026-03-13T19:30:00Z
"""
)
@folder_argument
@data_options
@lead_option
def command(folder: Path, lead: str, **files: Any) -> None:  # noqa: ANN401 - what a source is made of
    """Tell which version of a policy judges what starts the timers of a lead.

    FOLDER holds the versions of one policy, each in its file `<version>.yaml`.
    """
    source = Source(policy=folder, **files)
    require_data(source)
    book = load_book(folder)
    with Track() as track:
        plans = [version.pact.plan for version in book.versions]
        reading = read_data(source, plans, track)
    tell_reading(reading)
    found = book.which(
        find_lead(reading, lead), now=from_instant(source.now), people=people_of(source)
    )
    tell_explanation(explain_which(book, found))
