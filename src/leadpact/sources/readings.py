"""Leads with their histories, gathered from files of leads and of events."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import attrs

from leadpact.diagnostics import Diagnostic, Span, in_order
from leadpact.model.lead import Event, Lead
from leadpact.sources.columns import Places
from leadpact.sources.event_plans import EVERY
from leadpact.sources.events import History, Occurrence, read_history
from leadpact.sources.inputs import Input, Meter, Progress, opened
from leadpact.sources.leads import Fields, read_fields
from leadpact.sources.ledger import Ledger, OnError, RowError
from leadpact.sources.tables import open_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from leadpact.model.mapping import DataMapping
    from leadpact.sources.cells import Schema


@attrs.frozen
class Reading:
    """What files of leads and events hold.

    Attributes:
        leads: Sorted by id, each with its events in order.
        rows: Rows read, of all files together.
        ignored: Rows of events that no rule of the mapping matches.
        skipped: One diagnostic for each row left out, by file and place. A row is
            skipped, ignored, or has its part in ``leads``.
        notes: What is odd about the files but leaves no row out.
    """

    leads: tuple[Lead, ...]
    rows: int
    ignored: int
    skipped: tuple[Diagnostic, ...]
    notes: tuple[Diagnostic, ...]


def read_leads(
    *,
    leads: Input | None = None,
    events: Input | None = None,
    schema: Schema,
    mapping: DataMapping | None = None,
    on_error: OnError = OnError.STOP,
    progress: Progress | None = None,
) -> Reading:
    """Leads from a file of leads, a file of events, or both.

    The order of rows has no meaning. Without a file of leads, the rows of events make
    the leads, and tell their fields where the mapping says so. Without a file of
    events no history is known, and ``Lead.events`` is ``None``.

    A file whose part of the mapping is not given has leadpact's own shape, as
    ``read_fields`` and ``read_history`` describe it.

    Args:
        leads: Rows of leads.
        events: Rows of events.
        schema: What the policy knows of its data.
        mapping: Which columns mean what.
        on_error: Whether a row that cannot be read ends the reading, or is skipped.
        progress: Told how far the reading is.

    Raises:
        RecordError: A file cannot be read (LP4001) or does not fit the mapping
            (LP4010), whatever ``on_error`` says; or rows cannot be read and
            ``on_error`` is ``STOP``: then the first of them are listed.
    """
    ledger = Ledger(on_error)
    meter = Meter(tuple(filter(None, (leads, events))), progress)
    places = Places(mapping.spans if mapping else {})
    fields: Fields | None = None
    if leads:
        columns = mapping.leads if mapping else None
        with opened(leads, meter) as stream:
            table = open_table(leads, stream, ledger)
            fields = read_fields(table, columns, schema, places, ledger)
        # Without its lead, every event of a refused row would be refused as well.
        ledger.settle()
    history: History | None = None
    if events:
        event_columns = mapping.events if mapping else None
        if event_columns and leads:
            event_columns = attrs.evolve(event_columns, fields={})
        with opened(events, meter) as stream:
            table = open_table(events, stream, ledger)
            history = read_history(table, event_columns, schema, places, ledger)
        history = _without_conflicts(history, events.name, ledger)
        if fields is not None:
            _refuse_strangers(history, fields, events.name, ledger)
    ledger.settle()
    return Reading(
        tuple(_leads(fields, history)),
        ledger.rows,
        ledger.ignored,
        tuple(in_order(ledger.refused)),
        tuple(in_order(ledger.notes)),
    )


def _without_conflicts(history: History, name: str, ledger: Ledger) -> History:
    """The history without ids that stand for different events."""
    by_id: dict[str, list[tuple[str, Occurrence]]] = {}
    for lead, occurrences in history.items():
        for one in occurrences:
            if one.id:
                by_id.setdefault(one.id, []).append((lead, one))
    torn = {
        identity: found
        for identity, found in by_id.items()
        if any(other != found[0] for other in found)
    }
    if not torn:
        return history
    for identity, found in torn.items():
        (_, first), (_, second) = found[:2]
        for _, one in found:
            other = second if one is first else first
            message = (
                f"the event `{identity:.40}` stands on line {other.line} too, "
                "with another content"
            )
            hint = "give each event an id of its own"
            ledger.refuse(RowError("LP4005", message, hint=hint), _line(name, one))
    kept = {
        lead: [one for one in occurrences if one.id not in torn]
        for lead, occurrences in history.items()
    }
    return {lead: occurrences for lead, occurrences in kept.items() if occurrences}


def _refuse_strangers(
    history: History, fields: Fields, name: str, ledger: Ledger
) -> None:
    """Refuse events of leads that the file of leads does not have."""
    for lead, occurrences in history.items():
        if lead not in fields:
            message = f"the lead `{lead:.40}` is not in the file of leads"
            for one in occurrences:
                ledger.refuse(RowError("LP4011", message), _line(name, one))


def _line(name: str, occurrence: Occurrence) -> Span:
    return Span(name, occurrence.line, 1, occurrence.line, 2)


def _leads(fields: Fields | None, history: History | None) -> Iterator[Lead]:
    for lead in sorted(fields if fields is not None else history or ()):
        told = fields[lead] if fields is not None else {}
        if history is None:
            yield Lead(lead, told, None)
            continue
        occurrences = _in_order(history.get(lead, ()))
        if fields is None:
            told = _first_values(occurrences)
        yield Lead(lead, told, tuple(_events(occurrences)))


def _when(occurrence: Occurrence) -> tuple[datetime, int]:
    return occurrence.at, occurrence.seq


def _in_order(occurrences: Iterable[Occurrence]) -> list[Occurrence]:
    """Occurrences by instant, the source's order, and content.

    The content decides last, so that no order of the file shows.
    """
    ordered: list[Occurrence] = []
    for _, tied in itertools.groupby(sorted(occurrences, key=_when), _when):
        found = list(tied)
        ordered += found if len(found) == 1 else sorted(found, key=repr)
    return ordered


def _events(occurrences: Sequence[Occurrence]) -> Iterator[Event]:
    """The events, without those that a rule takes no more after its first."""
    taken: set[int] = set()
    for occurrence in occurrences:
        for number, event in occurrence.events:
            if number not in taken:
                yield event
            if number != EVERY:
                taken.add(number)


def _first_values(occurrences: Sequence[Occurrence]) -> dict[str, object]:
    """Each field as the first row that has a value for it tells it."""
    values: dict[str, object] = {}
    for occurrence in occurrences:
        for name, value in occurrence.fields.items():
            values.setdefault(name, value)
    return dict(sorted(values.items()))
