"""A policy and the leads that it is to judge, from the files that options name."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from leadpact.cli.output import STREAM
from leadpact.cli.terminal import tell
from leadpact.engines.history import Types
from leadpact.errors import RecordError
from leadpact.instants import from_instant
from leadpact.loading.files import read_bytes
from leadpact.loading.policy import load_mapping
from leadpact.model.lead import Lead, Person
from leadpact.pact import Pact, load
from leadpact.results import Results
from leadpact.sources import Input, OnError, Reading, Schema, read_leads, read_people

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leadpact.cli.progress import Track
    from leadpact.model.mapping import DataMapping


#: Rows left out that are printed.
_LISTED = 20


@attrs.frozen
class Source:
    """The files and the instant that a command was given.

    Attributes:
        policy: File of the policy.
        leads: File of leads, or ``-``.
        events: File of events, or ``-``.
        mapping: File of the mapping.
        people: File of people, or ``-``.
        now: Microseconds since the epoch.
        on_error: What to do about rows and leads that cannot be read.
    """

    policy: Path
    leads: str | None
    events: str | None
    mapping: Path | None
    people: str | None
    now: int
    on_error: OnError = attrs.field(converter=OnError)


@attrs.frozen
class Desk:
    """A policy, and what is to be judged by it.

    Attributes:
        pact: The policy.
        reading: The leads, and what became of the rows.
        people: Owners of leads.
        now: Microseconds since the epoch.
        on_error: What to do about leads that cannot be judged.
    """

    pact: Pact
    reading: Reading
    people: tuple[Person, ...]
    now: int
    on_error: OnError

    def results(self, leads: Iterable[Lead]) -> Results:
        """The result for all leads.

        Args:
            leads: The leads of the reading, as their progress is shown.

        Raises:
            RecordError: A lead cannot be judged, and that ends the work.
        """
        results = Results(self.pact.plan, now=self.now)
        now = from_instant(self.now)
        for lead in leads:
            try:
                results.add(self.pact.evaluate(lead, now=now, people=self.people))
            except RecordError as error:
                if self.on_error is OnError.STOP:
                    raise
                results.skip_lead(lead.id, error.diagnostics)
        results.account(
            read=self.reading.rows,
            ignored=self.reading.ignored,
            skipped=self.reading.skipped,
        )
        return results

    def tell(self) -> None:
        """Print what is odd about the files, and the first of the rows left out."""
        skipped = self.reading.skipped
        tell([*self.reading.notes, *skipped[:_LISTED]], {})
        if len(skipped) > _LISTED:
            more = len(skipped) - _LISTED
            click.echo(f"and {more} more rows that cannot be read", err=True)


def read_desk(source: Source, track: Track) -> Desk:
    """Load the policy, and read the leads.

    Raises:
        PolicyError: The policy or the mapping has mistakes.
        RecordError: The files cannot be read, or a row cannot and that ends the work.
    """
    if source.leads is None and source.events is None:
        msg = "name the leads with `--leads`, their events with `--events`, or both"
        raise click.UsageError(msg)
    pact = load(source.policy)
    types = Types.of(pact.plan)
    reading = read_leads(
        leads=_input(source.leads),
        events=_input(source.events),
        schema=Schema(types.fields, types.events, types.currency),
        mapping=_mapping(source.mapping),
        on_error=source.on_error,
        progress=track.read,
    )
    people = _input(source.people)
    return Desk(
        pact,
        reading,
        read_people(people) if people else (),
        source.now,
        source.on_error,
    )


def _mapping(file: Path | None) -> DataMapping | None:
    return load_mapping(str(file), read_bytes(str(file))) if file else None


def _input(file: str | None) -> Input | None:
    if file is None:
        return None
    if file == STREAM:
        return Input("stdin", sys.stdin.buffer)
    return Input.of(Path(file))
