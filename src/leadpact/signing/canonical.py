"""The canonical form of a policy: the same for the same meaning, whatever the layout.

It is the model as JSON, keys as in the file, phrases in canonical text, and nothing
that is absent. RFC 8785 turns it into bytes.
"""

from __future__ import annotations

import enum
import functools
import hashlib
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import attrs
import rfc8785

from leadpact.calendars import WEEKDAYS, CalendarSpec, Holidays, Hours, ZoneField
from leadpact.language import nodes
from leadpact.language.printer import print_phrase
from leadpact.language.types import Type
from leadpact.model.policy import Classification, Definition, Event, Field, Lines
from leadpact.units import Duration, Money, Percent

if TYPE_CHECKING:
    from leadpact.model.policy import Policy

Json: TypeAlias = "str | int | dict[str, Json] | list[Json]"

_PHRASES = (
    nodes.Literal,
    nodes.Name,
    nodes.Not,
    nodes.Logic,
    nodes.Compare,
    nodes.Between,
    nodes.Member,
    nodes.Is,
    nodes.Presence,
    nodes.TextTest,
    nodes.Arithmetic,
    nodes.Negative,
    nodes.OpenAt,
    nodes.Ask,
    nodes.Pattern,
    nodes.Points,
    nodes.Step,
    nodes.Measure,
)
#: Where things stand; an included file counts by what it holds.
_PLACES = {"span", "spans", "include"}


def canonical(policy: Policy) -> bytes:
    """The canonical form of a policy, as RFC 8785 JSON in UTF-8."""
    return rfc8785.dumps(to_json(policy))


def digest(policy: Policy) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(policy)).hexdigest()


def to_json(value: object) -> Json:  # noqa: C901, PLR0911, PLR0912 - one case a type
    """A value of the model as JSON; texts in NFC."""
    match value:
        case bool():
            raise TypeError(type(value))
        case int():
            return value
        case str():
            return unicodedata.normalize("NFC", value)
        case enum.Enum():
            return str(value.value)
        case date() | Duration() | Money() | Percent() | Hours():
            return str(value)
        case tuple():
            return [to_json(inner) for inner in value]
        case Mapping():
            return {to_text(key): to_json(inner) for key, inner in value.items()}
        case nodes.Case():
            return _case(value)
        case CalendarSpec():
            return _calendar(value)
        case Definition():
            return _definition(value)
        case Type():
            return _type(value)
        case Field(kind, label):
            return _typed(kind, label)
        case Event(data):
            return to_json(data)
    if isinstance(value, _PHRASES):
        return to_text(print_phrase(value))
    return _class(value)


def to_text(text: str) -> str:
    """Text in the one form of its characters."""
    return unicodedata.normalize("NFC", text)


def _class(value: object) -> dict[str, Json]:
    """A class of the model by the keys of the file, without what is absent."""
    kind: type = type(value)
    return {
        key: to_json(inner)
        for name, key, absent in _keys(kind)
        if (inner := getattr(value, name)) not in (None, "", (), {}, absent)
    }


@functools.cache
def _keys(kind: type) -> tuple[tuple[str, str, object], ...]:
    """Attributes of a class that count, with their keys and what counts as absent.

    A key that is newer than its format is absent while it has its default, so that
    it changes no digest.
    """
    return tuple(
        (
            attribute.name,
            attribute.metadata.get("key", attribute.name),
            attribute.metadata.get("absent"),
        )
        for attribute in attrs.fields(kind)
        if attribute.name not in _PLACES
    )


def _case(case: nodes.Case[object]) -> Json:
    value = case.value
    literal = isinstance(value, nodes.Literal | nodes.Name)
    text = print_phrase(value) if literal else str(value)  # type: ignore[arg-type]
    if case.when is not None:
        text = f"{text} when {print_phrase(case.when)}"
    return to_text(text)


def _calendar(spec: CalendarSpec) -> Json:
    zone = spec.timezone
    found: dict[str, Json] = {
        "timezone": _class(zone) if isinstance(zone, ZoneField) else zone,
        "open": {
            name: to_json(hours)
            for name, hours in zip(WEEKDAYS, spec.open, strict=True)
            if hours
        },
    }
    if isinstance(spec.holidays, Holidays):
        found["holidays"] = _class(spec.holidays)
    if spec.days:
        found["days"] = {str(day): to_json(hours) for day, hours in spec.days}
    return found


def _definition(definition: Definition) -> Json:
    label = {"label": to_text(definition.label)} if definition.label else {}
    match definition.body:
        case Classification(cases):
            return {"first": to_json(cases), **label}
        case Lines(quantifier, conditions):
            return {quantifier.value: to_json(conditions), **label}
        case condition:
            text = to_text(print_phrase(condition))
            return {"all": [text], **label} if label else text


def _type(kind: Type) -> Json:
    if kind.choices is None:
        return kind.kind.value
    return {
        "type": kind.kind.value,
        "choices": [to_text(word) for word in kind.choices],
    }


def _typed(kind: Type, label: str) -> Json:
    found = _type(kind)
    if not label:
        return found
    typed: dict[str, Json] = found if isinstance(found, dict) else {"type": found}
    return {**typed, "label": to_text(label)}
