"""Values of fields and of event data: cells of files and Python values, made exact.

Nothing is guessed: a value of another kind is refused, with what was expected beside
what was found. A missing value is ``None``.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from leadpact.diagnostics import near
from leadpact.instants import to_instant
from leadpact.language.types import Kind, Type
from leadpact.units import Duration, Money, Percent, check_number, number

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

#: What a field or an event datum may hold. Instants are in UTC.
FieldValue: TypeAlias = (
    int
    | Decimal
    | str
    | bool
    | date
    | datetime
    | Money
    | Percent
    | Duration
    | frozenset[str]
)

#: A value without its unit; a set of choices only as the value of a field.
Bare: TypeAlias = int | Decimal | str | date | frozenset[str]

#: Found values are shown no longer than this: a message is for reading.
_SHOWN = 40

_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
#: What parts the choices of a set in one cell, as CRMs export them.
_PARTING = ";"
_DIGITS = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
_AMOUNT = re.compile(r"(\S+)(?: +([A-Z]{3}))?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def bare(value: FieldValue) -> Bare:
    """A value without its unit; whole numbers as integers, instants as such."""
    match value:
        case Money() | Percent():
            value = value.amount
        case Duration():
            return value.microseconds
        case datetime():
            return to_instant(value)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


class FieldError(ValueError):
    """A value that a field or an event datum cannot hold.

    Attributes:
        code: LP4004 for a value of another type, LP4006 for a number outside the
            limits, LP4002 for an instant without a zone.
        hint: What to do next, or an empty string.
    """

    def __init__(self, message: str, *, code: str = "LP4004", hint: str = "") -> None:
        self.code = code
        self.hint = hint
        super().__init__(message)


def from_text(text: str, expected: Type, currency: str) -> FieldValue | None:
    """The value that a cell of text stands for; ``None`` if the cell is blank.

    Blanks around a value do not count, except in a text. The choices of a set are
    parted by `;`. Dates are ``YYYY-MM-DD``,
    instants ISO 8601 with an offset; ``true``, ``yes``, ``1`` and their opposites are
    flags, in any case; a plain number is an amount in ``currency`` or, for a percent,
    percent points: ``40`` is ``40%``.

    Raises:
        FieldError: The text is no value of that type.

    Example:
        >>> from_text("40", Type(Kind.PERCENT), "USD")
        Percent(amount=Decimal('40'))
    """
    word = text.strip()
    if not word:
        return None
    if expected.kind is Kind.TEXT:
        return text
    if expected.kind is Kind.CHOICE:
        return _choice(word, expected)
    if expected.kind is Kind.SET:
        return _set(word.split(_PARTING), expected)
    if expected.kind is Kind.MONEY:
        return _money(word, currency)
    return _FROM_TEXT[expected.kind](word)


def from_native(value: object, expected: Type, currency: str) -> FieldValue | None:
    """The value that a Python or JSON value stands for; ``None`` if it is missing.

    A ``str`` is read as ``from_text`` reads it, whatever the type, since exports put
    numbers in quotes; a set is also read from a list of texts. Otherwise nothing is
    converted across kinds: an integer is no text, a float is no integer even if it is
    whole, 1 is no flag. A float stands for the decimal that Python prints for it.

    Raises:
        FieldError: The value is none of that type.

    Example:
        >>> from_native(0.1, Type(Kind.DECIMAL), "USD")
        Decimal('0.1')
    """
    if value is None:
        return None
    if isinstance(value, str):
        return from_text(value, expected, currency)
    if expected.kind is Kind.SET and isinstance(value, list | tuple | set | frozenset):
        return _set(value, expected)
    if expected.kind is Kind.MONEY:
        found: FieldValue | None = _native_money(value, currency)
    else:
        found = _FROM_NATIVE[expected.kind](value)
    if found is None:
        raise _other(expected.kind, f"`{shown(value)}` ({type(value).__name__})")
    return found


def _other(kind: Kind, found: str, hint: str = "") -> FieldError:
    return FieldError(f"expected {kind.value}, found {found}", hint=hint)


def shown(value: object) -> str:
    """A value as a message shows it, cut where it is long."""
    try:
        text = str(value)
    except (ValueError, RecursionError):  # Digits by the thousand, lists in lists.
        return "…"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _beyond(value: object) -> FieldError:
    message = (
        "whole numbers lie within 2^53, decimals have at most 18 digits, 6 of them "
        f"after the point: found `{shown(value)}`"
    )
    return FieldError(message, code="LP4006")


def _number(text: str, kind: Kind) -> Decimal:
    if not _DIGITS.fullmatch(text):
        raise _other(kind, f"`{shown(text)}`")
    try:
        return number(text)
    except ValueError:  # It is written as a number, so only the limits are left.
        raise _beyond(text) from None


def _within(value: Decimal) -> Decimal:
    try:
        check_number(value)
    except ValueError:
        raise _beyond(value) from None
    return value


def _choice(word: str, expected: Type) -> str:
    if expected.choices is not None and not expected.takes(word):
        raise _other(
            expected.kind, f"`{shown(word)}`", near(word[:_SHOWN], expected.choices)
        )
    return word


def _set(values: Collection[object], expected: Type) -> frozenset[str]:
    """Choices of a set, each a text; blanks around them do not count."""
    words = []
    for value in values:
        if not isinstance(value, str):
            raise _other(expected.kind, f"`{shown(value)}` in it")
        words.append(value.strip())
    return frozenset(_choice(word, expected) for word in words if word)


def _money(text: str, currency: str) -> Money:
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise _other(Kind.MONEY, f"`{shown(text)}`")
    money = Money(_number(match[1], Kind.MONEY), match[2] or currency)
    return _of_currency(money, currency)


def _of_currency(money: Money, currency: str) -> Money:
    _within(money.amount)
    if money.currency != currency:
        message = f"expected an amount in {currency}, found `{shown(money)}`"
        raise FieldError(message)
    return money


def _integer(text: str) -> int:
    value = _number(text, Kind.INTEGER)
    if "." in text:
        raise _other(Kind.INTEGER, f"`{shown(text)}`")
    return int(value)


def _decimal(text: str) -> Decimal:
    return _number(text, Kind.DECIMAL)


def _percent(text: str) -> Percent:
    return Percent(_number(text.removesuffix("%").rstrip(), Kind.PERCENT))


def _flag(text: str) -> bool:
    flag = _FLAGS.get(text.lower())
    if flag is None:
        hint = "write `true` or `false`, `yes` or `no`, `1` or `0`"
        raise _other(Kind.FLAG, f"`{shown(text)}`", hint)
    return flag


def _date(text: str) -> date:
    hint = "write it as `2026-01-05`"
    # Python alone would take `20260105` and `2026-W01-1` as well.
    if not _DATE.fullmatch(text):
        raise _other(Kind.DATE, f"`{shown(text)}`", hint)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _other(Kind.DATE, f"`{shown(text)}`", hint) from None


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        hint = "write it as `2026-01-05T09:30:00Z`"
        raise _other(Kind.INSTANT, f"`{shown(text)}`", hint) from None
    return _in_utc(moment)


def _in_utc(moment: datetime) -> datetime:
    # Not `moment.utcoffset()`: `NaT` of pandas is a datetime to Python, and has none.
    if datetime.utcoffset(moment) is None:
        raise FieldError(
            f"expected an instant with a zone, found `{moment.isoformat()}`",
            code="LP4002",
            hint="add `Z` or an offset such as `+01:00`",
        )
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise _other(Kind.INSTANT, f"`{moment.isoformat()}`") from None


def _duration(text: str) -> Duration:
    try:
        return Duration.parse(text)
    except ValueError:
        hint = "write it as `8 business hours`"
        raise _other(Kind.DURATION, f"`{shown(text)}`", hint) from None


_FROM_TEXT: Mapping[Kind, Callable[[str], FieldValue]] = {
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.FLAG: _flag,
    Kind.DATE: _date,
    Kind.INSTANT: _instant,
    Kind.DURATION: _duration,
    Kind.PERCENT: _percent,
}


def _native_integer(value: object) -> int | None:
    if isinstance(value, Decimal):
        _native_decimal(value)  # A huge number is outside the limits first of all.
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return int(_within(Decimal(value)))


def _native_decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return _within(exact) if exact.is_finite() else None


def _native_money(value: object, currency: str) -> Money | None:
    if isinstance(value, Money):
        return _of_currency(value, currency)
    amount = _native_decimal(value)
    return None if amount is None else Money(amount, currency)


def _native_percent(value: object) -> Percent | None:
    if isinstance(value, Percent):
        _within(value.amount)
        return value
    amount = _native_decimal(value)
    return None if amount is None else Percent(amount)


def _native_flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _native_date(value: object) -> date | None:
    # A datetime is a date to Python, but its day depends on the zone.
    if isinstance(value, datetime) or not isinstance(value, date):
        return None
    return value


def _native_instant(value: object) -> datetime | None:
    return _in_utc(value) if isinstance(value, datetime) else None


def _native_duration(value: object) -> Duration | None:
    return value if isinstance(value, Duration) else None


def _never(_: object) -> None:
    """Texts and choices are ``str``, which are read as text."""


_FROM_NATIVE: Mapping[Kind, Callable[[object], FieldValue | None]] = {
    Kind.INTEGER: _native_integer,
    Kind.DECIMAL: _native_decimal,
    Kind.TEXT: _never,
    Kind.CHOICE: _never,
    Kind.SET: _never,
    Kind.FLAG: _native_flag,
    Kind.DATE: _native_date,
    Kind.INSTANT: _native_instant,
    Kind.DURATION: _native_duration,
    Kind.PERCENT: _native_percent,
}
