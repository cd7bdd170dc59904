"""Leads and people as plain data: what ``lead_from_data`` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, cast

from leadpact.instants import format_instant, to_instant
from leadpact.results.values import value_to_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadpact.model.lead import Event, Lead, Person
    from leadpact.model.values import FieldValue

#: An object of JSON.
Data: TypeAlias = dict[str, Any]


def lead_to_data(lead: Lead) -> Data:
    """A lead as plain data that ``lead_from_data`` reads; it is judged alike.

    What has its own value is left out. Amounts and spans are text with their unit.
    """
    events = None if lead.events is None else [*map(event_to_data, lead.events)]
    return {"id": lead.id, "fields": _values(lead.fields), "events": events}


def event_to_data(event: Event) -> Data:
    """An event as plain data that ``event_from_data`` reads."""
    recorded = event.recorded_at
    told = {
        "type": event.type,
        "at": format_instant(to_instant(event.at)),
        "data": _values(event.data),
        "actor": event.actor.value,
        "recorded_at": recorded and format_instant(to_instant(recorded)),
        "id": event.id,
        "seq": event.seq,
    }
    return {key: value for key, value in told.items() if value}


def person_to_data(person: Person) -> Data:
    """A person as plain data that ``person_from_data`` reads."""
    told = {
        "id": person.id,
        "name": person.name,
        "calendar": person.calendar,
        "address": person.address,
        "team": person.team,
        "manager": person.manager,
        "absences": [*map(str, person.absences)],
    }
    return {key: value for key, value in told.items() if value}


def _values(values: Mapping[str, object]) -> Data:
    return {name: _value(value) for name, value in values.items() if value is not None}


def _value(value: object) -> object:
    """A value as JSON holds it, of which the same is read."""
    if isinstance(value, float | list | dict):
        return value
    if isinstance(value, tuple | set):
        return sorted(value)
    return value_to_data(cast("FieldValue", value))
