"""A policy and the leads that it is to judge, from the files that options name."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from leadpact.book import Book, load_book
from leadpact.cli.output import STREAM
from leadpact.cli.terminal import tell
from leadpact.compile.plan import Plan
from leadpact.diagnostics import near
from leadpact.engines.types import Types
from leadpact.errors import RecordError, refusal
from leadpact.instants import from_instant
from leadpact.loading.files import read_bytes
from leadpact.loading.policy import load_mapping
from leadpact.model.evaluation import Refused
from leadpact.model.lead import Lead, Person
from leadpact.pact import Pact, load
from leadpact.results import Results
from leadpact.signed import load_signed
from leadpact.sources import Input, OnError, Reading, Schema, read_leads, read_people

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from leadpact.cli.progress import Track
    from leadpact.language.types import Type
    from leadpact.model.mapping import DataMapping


#: Rows left out that are printed.
_LISTED = 20


@attrs.frozen
class Source:
    """The files and the instant that a command was given.

    Attributes:
        policy: File of the policy, or folder of its versions.
        leads: File of leads, or ``-``.
        events: File of events, or ``-``.
        mapping: File of the mapping.
        people: File of people, or ``-``.
        now: Microseconds since the epoch.
        on_error: What to do about rows and leads that cannot be read.
        trust: Whose signatures the policy must have; ``None`` for none.
    """

    policy: Path
    leads: str | None
    events: str | None
    mapping: Path | None
    people: str | None
    now: int
    on_error: OnError = attrs.field(converter=OnError)
    trust: Path | None = None

    @property
    def paths(self) -> tuple[str | Path | None, ...]:
        """Every path that was given."""
        read = (self.leads, self.events, self.mapping, self.people, self.trust)
        return self.policy, *read


@attrs.frozen
class Desk:
    """A policy, and what is to be judged by it.

    Attributes:
        judge: The policy, or its versions.
        plans: What may judge something of it; last the version at ``now``.
        reading: The leads, and what became of the rows.
        people: Owners of leads.
        now: Microseconds since the epoch.
        on_error: What to do about leads that cannot be judged.
    """

    judge: Pact | Book
    plans: Sequence[Plan]
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
        signed = isinstance(self.judge, Pact) and self.judge.signed
        results = Results(*self.plans, now=self.now, signed=signed)
        now = from_instant(self.now)
        for found in self.judge.evaluate_many(leads, now=now, people=self.people):
            if isinstance(found, Refused) and self.on_error is OnError.STOP:
                raise RecordError(found.diagnostics)
            results.add(found)
        results.account(
            read=self.reading.rows,
            ignored=self.reading.ignored,
            skipped=self.reading.skipped,
        )
        return results


def read_desk(source: Source, track: Track) -> Desk:
    """Load the policy, and read the leads.

    Raises:
        PolicyError: The policy, one of its versions or the mapping has mistakes.
        RecordError: The files cannot be read, or a row cannot and that ends the work;
            LP4015 no version has come into force yet.
        TrustError: The policy is to be signed by every party, and is not.
        UsageError: The same is asked of a folder.
    """
    require_data(source)
    judge: Pact | Book
    plans: Sequence[Plan]
    if source.trust is not None:
        if source.policy.is_dir():
            msg = "`--trust` goes with the file of a version, not with a folder"
            raise click.UsageError(msg)
        now = from_instant(source.now)
        judge = load_signed(source.policy, trust=source.trust, now=now)
        plans = [judge.plan]
    elif source.policy.is_dir():
        judge = load_book(source.policy)
        begun = judge.begun(from_instant(source.now))
        plans = [version.pact.plan for version in begun]
    else:
        judge = load(source.policy)
        plans = [judge.plan]
    reading = read_data(source, plans, track)
    people = people_of(source)
    return Desk(judge, plans, reading, people, source.now, source.on_error)


def require_data(source: Source) -> None:
    """Refuse a command that was given no leads.

    Raises:
        UsageError: Neither leads nor events are named.
    """
    if source.leads is None and source.events is None:
        msg = "name the leads with `--leads`, their events with `--events`, or both"
        raise click.UsageError(msg)


def read_data(source: Source, plans: Sequence[Plan], track: Track) -> Reading:
    """Read the leads.

    Args:
        source: The files.
        plans: Those that will judge them, at least one. Where they differ about a
            type, the last of them tells.
        track: Shows how far it is.

    Raises:
        PolicyError: The mapping has mistakes.
        RecordError: The files cannot be read, or a row cannot and that ends the work.
    """
    return read_leads(
        leads=_input(source.leads),
        events=_input(source.events),
        schema=_schema([Types.of(plan) for plan in plans]),
        mapping=_mapping(source.mapping),
        on_error=source.on_error,
        progress=track.read,
    )


def _schema(known: Sequence[Types]) -> Schema:
    fields: dict[str, Type] = {}
    events: dict[str, Mapping[str, Type]] = {}
    for types in known:
        fields |= types.fields
        for name, data in types.events.items():
            events[name] = {**events.get(name, {}), **data}
    return Schema(fields, events, known[-1].currency)


def people_of(source: Source) -> tuple[Person, ...]:
    """The owners of leads, if they are named."""
    people = _input(source.people)
    return read_people(people) if people else ()


def find_lead(reading: Reading, lead: str) -> Lead:
    """The lead of an id.

    Raises:
        RecordError: LP4011, there is none.
    """
    for found in reading.leads:
        if found.id == lead:
            return found
    ids = [found.id for found in reading.leads]
    raise refusal("LP4011", f"there is no lead `{lead}`", near(lead, ids))


def tell_reading(reading: Reading) -> None:
    """Print what is odd about the files, and the first of the rows left out."""
    skipped = reading.skipped
    tell([*reading.notes, *skipped[:_LISTED]], {})
    if len(skipped) > _LISTED:
        more = len(skipped) - _LISTED
        click.echo(f"and {more} more rows that cannot be read", err=True)


def _mapping(file: Path | None) -> DataMapping | None:
    return load_mapping(str(file), read_bytes(str(file))) if file else None


def _input(file: str | None) -> Input | None:
    return None if file is None else input_of(file)


def input_of(file: str) -> Input:
    """A file of data, or standard input."""
    if file == STREAM:
        return Input("stdin", sys.stdin.buffer)
    return Input.of(Path(file))
