"""Leads, their events, and the people who work them: the input of an evaluation."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TypeAlias, TypeVar

import attrs

from leadpact.calendars import Absence, Away
from leadpact.errors import refusal
from leadpact.language.types import Kind, Type
from leadpact.model.plain import other

T = TypeVar("T")
_Validator: TypeAlias = Callable[[object, "attrs.Attribute[T]", object], None]


def _must_be(expected: str, *kinds: type) -> _Validator[T]:
    """What refuses a value that is none of some kinds."""

    def check(owner: object, attribute: attrs.Attribute[T], value: object) -> None:
        if not isinstance(value, kinds):
            place = f"`{attribute.name}` of {type(owner).__name__}"
            error = other(expected, value)
            raise refusal(error.code, f"{place}: {error}")

    return check


class Actor(enum.Enum):
    """Who did it: an automatic reply is not a first touch."""

    HUMAN = "human"
    AUTOMATION = "automation"
    SYSTEM = "system"
    UNKNOWN = "unknown"


@attrs.frozen
class Event:
    """Something that happened to a lead.

    ``RecordError`` for an attribute of another kind; instants and data are looked at
    when the lead is judged.

    Attributes:
        type: A word of the standard vocabulary, or one that the policy names.
        at: Aware instant at which it happened.
        data: What the type asks for, such as the `channel` of an `attempt`.
        actor: Who did it.
        recorded_at: Aware instant at which it was written down; ``at`` where ``None``.
        id: The source's identity of it; made from the content where empty.
        seq: The source's order of events at one instant.
    """

    type: str = attrs.field(validator=_must_be("text", str))
    at: datetime
    data: Mapping[str, object] = attrs.field(
        factory=dict, validator=_must_be("an object", dict, Mapping)
    )
    actor: Actor = attrs.field(default=Actor.UNKNOWN, converter=Actor)
    recorded_at: datetime | None = None
    id: str = attrs.field(default="", validator=_must_be("text", str))
    seq: int = attrs.field(default=0, validator=_must_be("a whole number", int))


def _events(given: Iterable[Event] | None) -> tuple[Event, ...] | None:
    """Events as a lead keeps them; a generator, too, can be read only once."""
    if given is None:
        return None
    # Callers without types get into both.
    if not isinstance(given, Iterable):
        error = other("events", given)  # type: ignore[unreachable]
        raise refusal(error.code, f"`events` of Lead: {error}")
    events = tuple(given)
    for index, event in enumerate(events):
        if not isinstance(event, Event):
            error = other("an event", event)  # type: ignore[unreachable]
            hint = "make events of plain data with `event_from_data`"
            raise refusal(error.code, f"`events[{index}]` of Lead: {error}", hint)
    return events


@attrs.frozen
class Lead:
    """One person or account that is handed between the parties.

    ``RecordError`` for an attribute of another kind; fields are looked at when the
    lead is judged.

    Attributes:
        id: Identity in the source.
        fields: Values of the policy's fields, as the source has them now.
        events: The history in any order, as a tuple of whatever is given, or ``None``
            where it is not known: then every question about events is unknown.
    """

    id: str = attrs.field(validator=_must_be("text", str))
    fields: Mapping[str, object] = attrs.field(
        factory=dict, validator=_must_be("an object", dict, Mapping)
    )
    events: tuple[Event, ...] | None = attrs.field(default=(), converter=_events)


@attrs.frozen
class Person:
    """Somebody who owns leads.

    ``RecordError`` for an `id` that is no text.

    Attributes:
        id: The word that `assigned` and `reassigned` events name.
        name: For the reader.
        calendar: Name of a calendar of the policy, for timers with `calendar: owner`.
        address: Where alerts go.
        team: The team that they are in.
        manager: The ``id`` of the person whom they report to.
        absences: Dates on which they do not work. For timers with `calendar: owner`
            these are closed, by the clock of their calendar.
    """

    id: str = attrs.field(validator=_must_be("text", str))
    name: str = ""
    calendar: str = ""
    address: str = ""
    team: str = ""
    manager: str = ""
    absences: tuple[Absence, ...] = ()

    @property
    def away(self) -> Away | None:
        """Their absences with their name, if there are any."""
        return Away(self.name or self.id, self.absences) if self.absences else None


_WORD = Type(Kind.CHOICE)
_TEXT = Type(Kind.TEXT)
_MONEY = Type(Kind.MONEY)

#: What every event can be asked besides its data.
EVENT_ATTRIBUTES: Mapping[str, Type] = {
    "actor": Type(Kind.CHOICE, tuple(actor.value for actor in Actor)),
    "automated": Type(Kind.FLAG),
    "at": Type(Kind.INSTANT),
    "recorded_at": Type(Kind.INSTANT),
}

#: What `changed` tells beside the name of the field: values of its type.
CHANGED_VALUES = ("value", "before")

#: The standard events, with the types of their data. A choice without a list takes
#: any word; policies may narrow it.
STANDARD_EVENTS: Mapping[str, Mapping[str, Type]] = {
    "created": {},
    "reconverted": {},
    "touched": {"channel": _WORD},
    "changed": {"field": _WORD},
    "scored": {},
    "handed_off": {},
    "notified": {},
    "notice_acknowledged": {},
    "assigned": {"to": _TEXT},
    "reassigned": {"to": _TEXT},
    "accepted": {},
    "rejected": {"reason": _WORD},
    "attempt": {"channel": _WORD, "outcome": _WORD},
    "connected": {"channel": _WORD},
    "meeting": {},
    "note": {},
    "qualified": {},
    "disqualified": {"reason": _WORD},
    "stage_changed": {"stage": _WORD},
    "opportunity_opened": {"amount": _MONEY},
    "recycled": {"reason": _WORD},
    "won": {"amount": _MONEY},
    "lost": {"reason": _WORD},
    "paused": {"reason": _WORD},
    "resumed": {},
    "waived": {"timer": _WORD, "by": _TEXT, "why": _TEXT, "until": Type(Kind.INSTANT)},
    "consent_changed": {"consent": _WORD},
    "unsubscribed": {"channel": _WORD},
    "merged": {"into": _TEXT},
}
