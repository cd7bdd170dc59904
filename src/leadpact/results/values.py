"""Numbers and values in plain data, and back, with nothing lost.

A number is a number of JSON where a double holds all its digits, else text, such as
`Infinity`. A value has the word for its type beside it.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from leadpact.instants import format_instant, to_instant
from leadpact.language.types import Kind
from leadpact.model.plain import a_list, a_text, a_whole_number, an_instant, other
from leadpact.model.values import FieldError
from leadpact.units import (
    ARITHMETIC,
    LARGEST_INTEGER,
    MICROSECONDS,
    Duration,
    Money,
    Percent,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from leadpact.model.values import FieldValue

Number: TypeAlias = int | float | str

#: Seconds up to here are exact to the microsecond as a double.
_EXACT: Final = 2**52
#: Digits of a number; the arithmetic of the language has no more than 38.
_LONGEST: Final = 60
_NAN: Final = Decimal("NaN")
_NUMBER: Final = re.compile(r"-?(Infinity|[0-9]+(\.[0-9]+)?)", re.ASCII)

_KINDS: Final[Mapping[type, Kind]] = {
    bool: Kind.FLAG,
    int: Kind.INTEGER,
    Decimal: Kind.DECIMAL,
    str: Kind.TEXT,
    date: Kind.DATE,
    datetime: Kind.INSTANT,
    Money: Kind.MONEY,
    Percent: Kind.PERCENT,
    Duration: Kind.DURATION,
    frozenset: Kind.SET,
}


def kind_of(value: FieldValue | None) -> str | None:
    """The word for the type of a value."""
    return None if value is None else _KINDS[type(value)].value


def value_to_data(value: FieldValue | None) -> bool | Number | list[str] | None:
    """A value as JSON holds it; amounts and spans are text with their unit."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return number_to_data(value)
        case datetime():
            return format_instant(to_instant(value))
        case date():
            return value.isoformat()
        case frozenset():
            return sorted(value)
    return str(value)


def value_from_data(data: object, kind: str) -> FieldValue:
    """The value that ``value_to_data`` wrote.

    Raises:
        FieldError: It is none of that type, or there is no such type.
    """
    read = _READERS.get(kind)
    if read is None:
        raise FieldError(f"unknown type `{kind:.40}`")
    try:
        return read(data)
    except FieldError:
        raise
    except ValueError as error:
        raise FieldError(str(error)) from None


def number_to_data(value: Decimal) -> Number:
    """A number of JSON, or text where a double does not hold all digits."""
    if value.is_finite():
        if value == value.to_integral_value() and abs(value) <= LARGEST_INTEGER:
            return int(value)
        if Decimal(repr(float(value))) == value:
            return float(value)
        return format(value, "f")
    return str(value)


def a_number(value: object) -> Decimal:
    """A number that ``number_to_data`` wrote."""
    text = "" if isinstance(value, bool) else str(value)
    known = isinstance(value, int | float | Decimal) or _NUMBER.fullmatch(text)
    found = Decimal(text) if known and text and len(text) <= _LONGEST else _NAN
    if found.is_nan() or (found.is_finite() and found.adjusted() > _LONGEST):
        raise other("a number", value)
    return found


def seconds_to_data(microseconds: int) -> Number:
    """A span in seconds, exact to the microsecond."""
    whole, rest = divmod(microseconds, MICROSECONDS)
    if not rest:
        return whole
    if abs(microseconds) <= _EXACT:
        return microseconds / MICROSECONDS
    return number_to_data(ARITHMETIC.divide(Decimal(microseconds), MICROSECONDS))


def a_span(value: object) -> int:
    """Microseconds of a span that ``seconds_to_data`` wrote."""
    seconds = a_number(value)
    if seconds.is_finite():
        found = ARITHMETIC.multiply(seconds, MICROSECONDS)
        if found == found.to_integral_value():
            return int(found)
    raise other("seconds, to the microsecond", value)


def a_flag(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise other("true or false", value)
    return value


_READERS: Final[Mapping[str, Callable[[object], FieldValue]]] = {
    "flag": a_flag,
    "integer": a_whole_number,
    "decimal": a_number,
    "text": a_text,
    "date": lambda value: date.fromisoformat(a_text(value)),
    "instant": an_instant,
    "money": lambda value: Money.parse(a_text(value)),
    "percent": lambda value: Percent.parse(a_text(value)),
    "duration": lambda value: Duration.parse(a_text(value)),
    "set": lambda value: frozenset(map(a_text, a_list(value))),
}
