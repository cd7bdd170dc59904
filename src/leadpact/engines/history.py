"""The history of one lead: events in their order, and what was true when."""

from __future__ import annotations

import bisect
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from leadpact.errors import RecordError, refusal
from leadpact.instants import to_instant
from leadpact.language.types import Type
from leadpact.model.lead import CHANGED_VALUES
from leadpact.model.values import Bare, FieldError, bare, from_native

if TYPE_CHECKING:
    from datetime import datetime

    from leadpact.compile.plan import Plan
    from leadpact.model.lead import Event, Lead


@attrs.define(eq=False)
class Record:
    """An event as the engine sees it, or one that was derived.

    Attributes:
        at: Instant at which it happened.
        seq: The source's order at one instant.
        id: Its identity.
        type: Its type.
        actor: Who did it.
        recorded: Instant at which it was written down.
        data: Typed data; absent where missing.
    """

    at: int
    seq: int
    id: str
    type: str = ""
    actor: str = "unknown"
    recorded: int = 0
    data: Mapping[str, Bare] = attrs.field(factory=dict)

    @property
    def rank(self) -> tuple[int, int, str]:
        """The order of events: instant, source's order, id."""
        return (self.at, self.seq, self.id)


@attrs.frozen
class Types:
    """Types of fields and of the data of events, by name."""

    fields: Mapping[str, Type]
    events: Mapping[str, Mapping[str, Type]]
    currency: str

    @classmethod
    def of(cls, plan: Plan) -> Types:
        """The types that a plan declares."""
        return cls(
            {field.name: field.type for field in plan.fields},
            {
                event.name: {datum.name: datum.type for datum in event.data}
                for event in plan.events
            },
            plan.currency,
        )


@attrs.define(eq=False)
class History:
    """One lead, typed and in order, up to an instant.

    Attributes:
        lead: Id of the lead.
        fields: The lead's own values; a missing field is absent.
        records: Events up to ``now`` in order; ``None`` where not known.
        changes: Per field, its `changed` events in order, later ones included.
        owners: Instants and ids of assignments, in order.
        until: The last instant that the history knows of; later ones are like it.
    """

    lead: str
    fields: Mapping[str, Bare]
    records: tuple[Record, ...] | None
    changes: Mapping[str, list[Record]]
    owners: tuple[tuple[int, str | None], ...]
    until: int

    def field(self, name: str, at: int) -> Bare | None:
        """A field at an instant.

        Its last change up to then tells; before the first, what that change says
        was there before; without changes, the lead's own value.
        """
        changes = self.changes.get(name)
        if not changes:
            return self.fields.get(name)
        at = min(at, self.until)
        past = bisect.bisect_right(changes, at, key=lambda change: change.at)
        if past:
            return changes[past - 1].data.get("value")
        return changes[0].data.get("before")

    def is_blank(self, name: str, at: int) -> bool:
        """Whether a field's first change is later and hides what was before."""
        changes = self.changes.get(name)
        if not changes:
            return False
        first = changes[0]
        return first.at > min(at, self.until) and "before" not in first.data

    def owner(self, at: int) -> str | None:
        """The last assigned owner at an instant."""
        past = bisect.bisect_right(self.owners, at, key=lambda held: held[0])
        return self.owners[past - 1][1] if past else None


@attrs.frozen(eq=False)
class Source:
    """All that is given of one lead, typed and in order.

    Attributes:
        lead: Id of the lead.
        fields: The lead's own values.
        records: Every event in order; ``None`` where the history is not known.
    """

    lead: str
    fields: Mapping[str, Bare]
    records: tuple[Record, ...] | None

    @classmethod
    def read(cls, lead: Lead, types: Types) -> Source:
        """Type and order a lead.

        Raises:
            RecordError: LP4002 a naive instant, LP4004 a value of the wrong type,
                LP4005 one event id with two contents.
        """
        fields = _values(lead.fields, types.fields, types.currency, f"lead `{lead.id}`")
        if lead.events is None:
            return cls(lead.id, fields, None)
        records = [_record(lead.id, event, types) for event in lead.events]
        return cls(lead.id, fields, tuple(_unique(lead.id, records)))

    def until(self, now: int) -> History:
        """The history up to an instant; later changes tell what was there before."""
        if self.records is None:
            return History(self.lead, self.fields, None, {}, (), now)
        past = tuple(record for record in self.records if record.at <= now)
        changes: dict[str, list[Record]] = {}
        for record in self.records:
            if record.type == "changed" and "field" in record.data:
                changes.setdefault(str(record.data["field"]), []).append(record)
        return History(self.lead, self.fields, past, changes, _owners(past), now)

    def known_before(self, instant: int) -> Source:
        """What had been written down before an instant."""
        known = (record for record in self.records or () if record.recorded < instant)
        return attrs.evolve(self, records=tuple(known))


def _owners(records: Sequence[Record]) -> tuple[tuple[int, str | None], ...]:
    """Assignments; of several at one instant the last counts."""
    owners: dict[int, str | None] = {}
    for record in records:
        if record.type in {"assigned", "reassigned"}:
            to = record.data.get("to")
            owners[record.at] = None if to is None else str(to)
    return tuple(owners.items())


def _record(lead: str, event: Event, types: Types) -> Record:
    place = f"lead `{lead}`, event `{event.type}`"
    at = _instant(event.at, place)
    recorded = at if event.recorded_at is None else _instant(event.recorded_at, place)
    declared = types.events.get(event.type, {})
    if event.type == "changed":
        declared = _change_types(event, types)
    data = _values(event.data, declared, types.currency, place) if event.data else {}
    identity = event.id or _content_id(event, at, recorded)
    return Record(
        at, event.seq, identity, event.type, event.actor.value, recorded, data
    )


def _change_types(event: Event, types: Types) -> Mapping[str, Type]:
    """The values of a change have the type of the field that changed."""
    of_field = types.fields.get(str(event.data.get("field")))
    declared = types.events["changed"]
    values = dict.fromkeys(CHANGED_VALUES, of_field) if of_field else {}
    return {**declared, **values}


def _instant(value: datetime, place: str) -> int:
    try:
        return to_instant(value)
    except RecordError as error:
        raise RecordError(
            [
                attrs.evolve(found, message=f"{place}: {found.message}")
                for found in error.diagnostics
            ]
        ) from None


def _values(
    given: Mapping[str, object], types: Mapping[str, Type], currency: str, place: str
) -> dict[str, Bare]:
    """Bare values; undeclared ones as text, missing ones left out."""
    values: dict[str, Bare] = {}
    for name, value in given.items():
        if value is None or value == "":
            continue
        declared = types.get(name)
        if declared is None:
            values[name] = str(value)
            continue
        try:
            typed = from_native(value, declared, currency)
        except FieldError as error:
            message = f"{place}: `{name}`: {error}"
            raise refusal(error.code, message, error.hint) from None
        if typed is not None:
            values[name] = bare(typed)
    return values


def _content(type_: str, at: int, recorded: int, record: Event | Record) -> str:
    """The content of an event as text, alike for alike contents."""
    actor = record.actor if isinstance(record.actor, str) else record.actor.value
    data = {name: str(value) for name, value in record.data.items()}
    return json.dumps([type_, at, recorded, record.seq, actor, data], sort_keys=True)


def _content_id(event: Event, at: int, recorded: int) -> str:
    content = _content(event.type, at, recorded, event)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _unique(lead: str, records: list[Record]) -> list[Record]:
    """Events in order, each id once."""
    by_id: dict[str, Record] = {}
    for record in records:
        twin = by_id.setdefault(record.id, record)
        if twin is not record and _same(twin) != _same(record):
            raise refusal(
                "LP4005",
                f"lead `{lead}`: event id `{record.id}` has two contents",
                "an id names one event; correct one of them",
            )
    return sorted(by_id.values(), key=lambda record: record.rank)


def _same(record: Record) -> str:
    return _content(record.type, record.at, record.recorded, record)
