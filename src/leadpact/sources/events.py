"""Rows of the file of events: what happened to which lead."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

import attrs

from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import RecordError
from leadpact.model.lead import Event
from leadpact.sources.cells import REMEMBERED, filled, rank
from leadpact.sources.clocks import InstantReader, instant_reader
from leadpact.sources.columns import Places, note_absent, note_unknown, require
from leadpact.sources.event_plans import Maker, Plan, mapped_plan, own_plan
from leadpact.sources.leads import named
from leadpact.sources.ledger import RowError

if TYPE_CHECKING:
    from leadpact.model.mapping import Clock, EventColumns
    from leadpact.sources.cells import Schema
    from leadpact.sources.ledger import Ledger
    from leadpact.sources.tables import Table


@attrs.frozen
class Occurrence:
    """One row that became events of one lead.

    Two occurrences are equal if they tell the same events, wherever they stand.

    Attributes:
        at: When it happened, in UTC.
        seq: The source's order of rows at one instant.
        events: The events; beside each the number of its rule if that takes only the
            first of each lead, else ``EVERY``.
        id: The source's identity of the row; may be empty.
        fields: Fields of the lead that the row tells.
        line: Where the row starts.
    """

    at: datetime
    seq: int
    events: tuple[tuple[int, Event], ...]
    id: str
    fields: Mapping[str, object] = attrs.field(eq=False)
    line: int = attrs.field(eq=False, repr=False)


#: Occurrences of each lead, by its id.
History: TypeAlias = dict[str, list[Occurrence]]


def read_history(
    table: Table,
    columns: EventColumns | None,
    schema: Schema,
    places: Places,
    ledger: Ledger,
) -> History:
    """What happened to every lead that the rows name, in the order of the file.

    Without columns the rows have leadpact's own shape: `lead`, `type`, `at`, and if
    wanted `actor`, `recorded_at`, `id`, `seq`; the data stand in columns of their own
    in CSV, in JSON Lines in an object `data`.

    Raises:
        RecordError: LP4010 if a column is not there, or a clock means nothing; what
            the table and the ledger raise.
    """
    if columns is None:
        plan = own_plan(table, schema)
    else:
        plan = mapped_plan(columns, schema, places, ledger)
    require(table, plan.asked)
    read = _Reader(plan, places)
    history: History = {}
    for words, values in table.rows(read.words, plan.values):
        try:
            makers = read.makers(words)
            if not makers:
                ledger.ignored += 1
                continue
            occurrence = read.occurrence(makers, words, values, table.line)
        except RowError as error:
            ledger.refuse(error, table.place(error.column))
            continue
        history.setdefault(words[0], []).append(occurrence)
    note_absent(table, plan.asked, ledger)
    if plan.known is not None:
        note_unknown(table, plan.known, ledger)
    return history


class _Reader:
    """Rows to occurrences, as a plan says."""

    #: The words before the deciding ones: lead, at, order, id, recorded_at, actor.
    _FIXED = 6

    def __init__(self, plan: Plan, places: Places) -> None:
        columns = plan.columns
        recorded = columns.recorded_at
        actor = columns.actor
        self.words = (
            columns.lead,
            columns.at.column,
            columns.order,
            columns.id,
            recorded.column if recorded else "",
            actor.column if actor else "",
            *plan.deciding,
        )
        self._plan = plan
        self._choose = functools.lru_cache(maxsize=REMEMBERED)(plan.choose)
        self._at = _clock(columns.at, "events.at", places)
        self._recorded = (
            _clock(recorded, "events.recorded_at", places) if recorded else self._at
        )
        self._actor = plan.actor

    def makers(self, words: tuple[str, ...]) -> tuple[Maker, ...]:
        """What a row becomes; nothing if no rule matches it."""
        return self._choose(words[self._FIXED :])

    def occurrence(
        self,
        makers: tuple[Maker, ...],
        words: tuple[str, ...],
        values: tuple[object, ...],
        line: int,
    ) -> Occurrence:
        """The events of a row.

        Raises:
            RowError: A cell cannot be read.
        """
        columns = self._plan.columns
        lead, at_text, order, identity, recorded_text, actor_text = words[: self._FIXED]
        named(lead, columns.lead)
        at = self._at(at_text)
        seq = rank(order, columns.order)
        recorded_at = self._recorded(recorded_text) if recorded_text else None
        actor = self._actor(actor_text)
        events: list[tuple[int, Event]] = []
        for maker in makers:
            data = maker.data(values)
            own_id = identity
            if identity and events:
                # One row may become several events, but an id is that of one event.
                own_id = f"{identity}/{len(events) + 1}"
            event = Event(
                maker.type, at, data, maker.actor or actor, recorded_at, own_id, seq
            )
            events.append((maker.number, event))
        fields = filled(self._plan.fields, values)
        return Occurrence(at, seq, tuple(events), identity, fields, line)


def _clock(clock: Clock, path: str, places: Places) -> InstantReader:
    try:
        return instant_reader(clock)
    except ValueError as error:
        span = places.at(path) or Span("<mapping>")
        raise RecordError([Diagnostic("LP4010", str(error), span)]) from None
