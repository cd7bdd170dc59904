"""Leads, events and people from plain data, as a service gets them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final, TypeAlias

from leadpact.calendars import Absence, parse_absences
from leadpact.diagnostics import near
from leadpact.errors import refusal
from leadpact.model.lead import Actor, Event, Lead, Person
from leadpact.model.plain import (
    SHAPE,
    Members,
    a_text,
    a_whole_number,
    an_instant,
    an_object,
)
from leadpact.model.values import FieldError, shown

#: What is judged, and who owns it: objects, or the same as plain data.
SomeLead: TypeAlias = Lead | Mapping[str, object]
SomePerson: TypeAlias = Person | Mapping[str, object]

#: Stands where an instant is wrong, until the whole is refused.
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NOBODY: Final[Mapping[str, Person]] = {}
_EVENT: Final = ("type", "at"), ("data", "actor", "recorded_at", "id", "seq")
_PERSON: Final = (
    ("id",),
    ("name", "calendar", "address", "team", "manager", "absences"),
)


def as_lead(given: SomeLead) -> Lead:
    """A lead, whichever way it is given.

    Raises:
        RecordError: As ``lead_from_data``.
    """
    return given if isinstance(given, Lead) else lead_from_data(given)


def people_by_id(people: Iterable[SomePerson]) -> Mapping[str, Person]:
    """People by their ids, whichever way they are given.

    Raises:
        RecordError: As ``lead_from_data``; LP4005 for two people with one id.
    """
    if not people:
        return _NOBODY
    known: dict[str, Person] = {}
    for each in people:
        person = each if isinstance(each, Person) else person_from_data(each)
        if known.setdefault(person.id, person) != person:
            message = f"person `{shown(person.id)}` is told twice, with two contents"
            raise refusal("LP4005", message, "an id names one person; correct one")
    return known


def lead_from_data(data: Mapping[str, object]) -> Lead:
    """A lead from plain data: the attributes of ``Lead`` and ``Event`` by name.

    Instants are aware datetimes or ISO 8601 texts with an offset. Events may also be
    ``Event`` objects. Values of fields and of event data are judged when the lead is.

    Args:
        data: `id`, and where known `fields` and `events`; without `events` nothing
            has happened, and where they are ``None`` the history is not known.

    Raises:
        RecordError: For all mistakes at once, the first 200, with their places such
            as `events[3].at`: LP4017 a key that is unknown or missing, LP4004 a value
            of the wrong type, LP4002 an instant without a zone.

    Example:
        >>> lead_from_data({"id": "L-1", "fields": {"employees": 250}}).fields
        {'employees': 250}
    """
    members = Members.of(data, ("id",), ("fields", "events"))
    identity = members.read("id", _named, "")
    fields = members.read("fields", an_object, dict[str, object]())
    events = tuple(
        value
        if isinstance(value, Event)
        else _event(members.inside(place, value, *_EVENT))
        for place, value in members.items("events")
    )
    members.settle(f"lead `{identity}`" if identity else "a lead")
    unknown = members.given.get("events", ()) is None
    return Lead(identity, fields, None if unknown else events)


def event_from_data(data: Mapping[str, object]) -> Event:
    """An event from plain data: `type`, `at`, and the other attributes of ``Event``.

    Raises:
        RecordError: As ``lead_from_data`` does.
    """
    members = Members.of(data, *_EVENT)
    event = _event(members)
    members.settle("an event")
    return event


def person_from_data(data: Mapping[str, object]) -> Person:
    """A person from plain data: `id`, and the other attributes of ``Person``.

    Raises:
        RecordError: As ``lead_from_data`` does.
    """
    members = Members.of(data, *_PERSON)
    identity = members.read("id", _named, "")
    none: tuple[Absence, ...] = ()
    person = Person(
        identity,
        members.read("name", a_text, ""),
        members.read("calendar", a_text, ""),
        members.read("address", a_text, ""),
        members.read("team", a_text, ""),
        members.read("manager", a_text, ""),
        members.read("absences", _absences, none),
    )
    members.settle(f"person `{identity}`" if identity else "a person")
    return person


def _event(members: Members) -> Event:
    return Event(
        members.read("type", _named, ""),
        members.read("at", an_instant, _NEVER),
        members.read("data", an_object, dict[str, object]()),
        members.read("actor", _actor, Actor.UNKNOWN),
        members.read("recorded_at", an_instant, None),
        members.read("id", a_text, ""),
        members.read("seq", a_whole_number, 0),
    )


def _absences(value: object) -> tuple[Absence, ...]:
    """Absences as a people file tells them, or a list of texts like that."""
    texts = value if isinstance(value, list | tuple) else [value]
    try:
        return parse_absences("; ".join(map(a_text, texts)))
    except FieldError:
        raise
    except ValueError as error:
        raise FieldError(str(error)) from None


def _named(value: object) -> str:
    """A text that names something; blanks name nothing."""
    text = a_text(value)
    if not text.strip():
        raise FieldError("expected text, found blanks", code=SHAPE)
    return text


def _actor(value: object) -> Actor:
    if isinstance(value, Actor):
        return value
    words = [actor.value for actor in Actor]
    word = a_text(value)
    if word not in words:
        raise FieldError(f"unknown actor `{shown(word)}`", hint=near(word, words))
    return Actor(word)
