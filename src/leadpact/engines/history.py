"""The history of one lead: events in their order, and what was true when."""

from __future__ import annotations

import bisect
import hashlib
import json
import operator
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import attrs

from leadpact.engines.types import Lenient
from leadpact.errors import RecordError, refusal
from leadpact.instants import to_instant
from leadpact.model.values import Bare

if TYPE_CHECKING:
    from leadpact.engines.types import Types
    from leadpact.model.lead import Event, Lead

#: Events that give a lead to an owner.
ASSIGNING = frozenset({"assigned", "reassigned"})

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NO_DATA: Mapping[str, Bare] = {}
_NO_CHANGES: Mapping[str, list[Record]] = {}
_quoted = json.encoder.encode_basestring_ascii


@attrs.define(eq=False, weakref_slot=False)
class Record:
    """An event as the engine sees it, or one that was derived.

    Attributes:
        at: Instant at which it happened.
        seq: The source's order at one instant.
        type: Its type.
        actor: Who did it.
        recorded: Instant at which it was written down.
        data: Typed data; absent where missing. What the policy does not declare is
            kept as it was given.
        raw: The data as they were given.
        given: Its identity in the source; empty where that gives none.
    """

    at: int
    seq: int
    type: str
    actor: str
    recorded: int
    data: Mapping[str, Bare]
    raw: Mapping[str, object]
    given: str

    @property
    def id(self) -> str:
        """Its identity: that of the source, or one that is made from the content.

        It is made of the data as they were given, so that no policy changes it.
        """
        if not self.given:
            content = self.content(self.raw).encode()
            self.given = hashlib.sha256(content).hexdigest()[:16]
        return self.given

    @property
    def recorded_apart(self) -> int | None:
        """When it was written down, unless that was when it happened."""
        return None if self.recorded == self.at else self.recorded

    def content(self, data: Mapping[str, object]) -> str:
        """The content with some data as text, alike for alike contents."""
        # JSON, spelt out: ids are made of this, often.
        shown = ", ".join(
            [
                f"{_quoted(str(name))}: {_quoted(str(data[name]))}"
                for name in sorted(data, key=str)
            ]
        )
        return (
            f"[{_quoted(self.type)}, {self.at}, {self.recorded}, {self.seq}, "
            f'"{self.actor}", {{{shown}}}]'
        )

    @property
    def rank(self) -> tuple[int, int, str]:
        """The order of events: instant, source's order, id."""
        return (self.at, self.seq, self.id)


def derived_record(at: int, seq: int, identity: str, kind: str) -> Record:
    """A record of something that follows from the events."""
    return Record(at, seq, kind, "unknown", at, _NO_DATA, _NO_DATA, identity)


_BEFORE_ALL = -(2**63)

AT = operator.attrgetter("at")
RANK = operator.attrgetter("rank")


def in_order(records: Iterable[Record]) -> list[Record]:
    """Records in their order; ids are made only where two share an instant."""
    ordered = list(records)
    last, is_sorted = _BEFORE_ALL, True
    for record in ordered:
        if record.at <= last:
            is_sorted = False
            break
        last = record.at
    if is_sorted:
        return ordered
    ordered.sort(key=AT)
    if any(one.at == other.at for one, other in pairwise(ordered)):
        ordered.sort(key=RANK)
    return ordered


class History:
    """One lead, typed and in order, up to an instant.

    Attributes:
        source: All that is given.
        lead: Id of the lead.
        fields: The lead's own values; a missing field is absent.
        records: Events up to ``until`` in order; ``None`` where not known.
        by_type: The same by type.
        changes: Per field, its `changed` events in order, later ones included.
        hidden: The same, of those that were not yet written down.
        owners: Instants and ids of assignments, in order.
        until: The last instant that the history knows of; later ones are like it.
    """

    __slots__ = (
        "by_type",
        "changes",
        "fields",
        "hidden",
        "lead",
        "owners",
        "records",
        "source",
        "until",
    )

    def __init__(self, source: Source, until: int) -> None:
        self.source = source
        self.lead = source.lead
        self.fields = source.fields
        self.until = until
        self.records: Sequence[Record] | None = source.records
        self.by_type = source.by_type
        self.changes = source.changes
        self.hidden = source.hidden
        self.owners: Sequence[tuple[int, str | None]] = ()
        if self.records and self.records[-1].at > until:
            past = bisect.bisect_right(self.records, until, key=AT)
            self.records = self.records[:past]
            self.by_type = _by_type(self.records)
        if not ASSIGNING.isdisjoint(self.by_type):
            self.owners = _owners(self.records or ())

    def field(self, name: str, at: int) -> Bare | None:
        """A field at an instant.

        Its last change up to then tells; before the first, what that change says
        was there before; without changes, the lead's own value.
        """
        last, first = self._around(name, at)
        if last is not None:
            return last.data.get("value")
        if first is not None:
            return first.data.get("before")
        return self.fields.get(name)

    def is_blank(self, name: str, at: int) -> bool:
        """Whether a field's first change is later and hides what was before."""
        last, first = self._around(name, at)
        return last is None and first is not None and "before" not in first.data

    def _around(self, name: str, at: int) -> tuple[Record | None, Record | None]:
        """The last change of a field up to an instant, else the first later one.

        One that was not yet written down is later than all that was.
        """
        changes = self.changes.get(name, ())
        past = bisect.bisect_right(changes, min(at, self.until), key=AT)
        if past:
            return changes[past - 1], None
        later = [*changes[:1], *self.hidden.get(name, ())[:1]]
        return None, min(later, key=RANK, default=None)

    def owner(self, at: int) -> str | None:
        """The last assigned owner at an instant."""
        if not self.owners:
            return None
        past = bisect.bisect_right(self.owners, at, key=_INSTANT)
        return self.owners[past - 1][1] if past else None


_INSTANT = operator.itemgetter(0)


def _owners(records: Sequence[Record]) -> Sequence[tuple[int, str | None]]:
    """Assignments; of several at one instant the last counts."""
    owners: dict[int, str | None] = {}
    for record in records:
        if record.type in ASSIGNING:
            to = record.data.get("to")
            owners[record.at] = None if to is None else str(to)
    return tuple(owners.items())


def _by_type(records: Iterable[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for record in records:
        kind = record.type
        if kind in found:
            found[kind].append(record)
        else:
            found[kind] = [record]
    return found


def _changes(records: Iterable[Record]) -> Mapping[str, list[Record]]:
    """Changes by the field that they name."""
    found: dict[str, list[Record]] = {}
    for record in records:
        if "field" in record.data:
            found.setdefault(str(record.data["field"]), []).append(record)
    return found


class Source:
    """All that is given of one lead, typed and in order.

    Attributes:
        lead: Id of the lead.
        fields: The lead's own values.
        records: Every event in order; ``None`` where the history is not known.
        by_type: The same by type.
        changes: Per field, its `changed` events in order.
        hidden: The same, of those that were not yet written down.
    """

    __slots__ = ("by_type", "changes", "fields", "hidden", "lead", "records")

    def __init__(
        self, lead: str, fields: Mapping[str, Bare], records: list[Record] | None
    ) -> None:
        self.lead = lead
        self.fields = fields
        self.records = records
        self.by_type = _by_type(records or ())
        self.changes: Mapping[str, list[Record]] = _NO_CHANGES
        self.hidden: Mapping[str, list[Record]] = _NO_CHANGES
        if "changed" in self.by_type:
            self.changes = _changes(self.by_type["changed"])

    @classmethod
    def read(
        cls, lead: Lead, types: Types, refusals: list[str] | None = None
    ) -> Source:
        """Type and order a lead.

        Args:
            lead: The lead.
            types: What the policy declares.
            refusals: Where given, a value of the wrong type is missing, and why is
                added here, instead of raising.

        Raises:
            RecordError: LP4002 a naive instant, LP4004 a value of the wrong type,
                LP4005 one event id with two contents.
        """
        identity = lead.id
        reads = types if refusals is None else Lenient(types, refusals)
        fields = reads.read_fields(lead.fields, identity)
        if lead.events is None:
            return cls(identity, fields, None)
        records = [read_event(identity, event, reads) for event in lead.events]
        return cls(identity, fields, unique_in_order(identity, records))

    def known_before(self, instant: int) -> Source:
        """What had been written down before an instant."""
        known = [record for record in self.records or () if record.recorded < instant]
        source = Source(self.lead, self.fields, known)
        if self.changes:
            later = (one for one in self.by_type["changed"] if one.recorded >= instant)
            source.hidden = _changes(later)
        return source


def unique_in_order(lead: str, records: list[Record]) -> list[Record]:
    """Events in order, each id once; ids are made only where they could tell.

    Raises:
        RecordError: LP4005 one event id with two contents.
    """
    named = {record.given for record in records}
    if "" not in named:
        if len(named) < len(records):
            records = _unique(lead, records)
    elif len(named) > 1 or _has_twins(records):
        # An id that the source gives may be the one that is made from a content.
        records = _unique(lead, records)
    return in_order(records)


def _has_twins(records: Sequence[Record]) -> bool:
    """Whether two events could have the same content."""
    return len({(record.at, record.type) for record in records}) < len(records)


def read_event(lead: str, event: Event, types: Types | Lenient) -> Record:
    """One event, typed.

    Raises:
        RecordError: LP4002 a naive instant, LP4004 a value of the wrong type.
    """
    # `to_instant`, spelt out: nothing else runs as often.
    try:
        since = event.at - _EPOCH
        at = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    except (TypeError, AttributeError):
        at = _instant(event.at, lead, event)
    recorded, data = event.recorded_at, event.data
    return Record(
        at,
        event.seq,
        event.type,
        event.actor._value_,
        at if recorded is None else _instant(recorded, lead, event),
        types.read_data(lead, event) if data else _NO_DATA,
        data,
        event.id,
    )


def _instant(value: datetime, lead: str, event: Event) -> int:
    try:
        return to_instant(value)
    except RecordError as error:
        place = f"lead `{lead}`, event `{event.type}`"
        raise RecordError(
            [
                attrs.evolve(found, message=f"{place}: {found.message}")
                for found in error.diagnostics
            ]
        ) from None


def _unique(lead: str, records: Iterable[Record]) -> list[Record]:
    """Events, each id once."""
    by_id: dict[str, Record] = {}
    for record in records:
        twin = by_id.setdefault(record.id, record)
        if twin is not record and twin.content(twin.data) != record.content(
            record.data
        ):
            raise refusal(
                "LP4005",
                f"lead `{lead}`: event id `{record.id}` has two contents",
                "an id names one event; correct one of them",
            )
    return list(by_id.values())
