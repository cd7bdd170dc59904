"""Durations, money and percentages: exact, and printed as they are read."""

from __future__ import annotations

import enum
import re
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow

import attrs

#: Whole numbers beyond this are refused: a double holds all that lie within.
LARGEST_INTEGER = 2**53
#: Digits of a decimal in all, and after the point.
DECIMAL_DIGITS, DECIMAL_PLACES = 18, 6
#: What an operation on decimals raises where it has no result.
NO_RESULT = (DivisionByZero, InvalidOperation, Overflow)
#: The arithmetic of the language: 38 digits, whatever the caller's context is.
ARITHMETIC = Context(prec=38, traps=list(NO_RESULT))

MICROSECONDS = 1_000_000
_MINUTE = 60 * MICROSECONDS
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
_DURATION = re.compile(r"(\S+) +([a-z]+(?: +[a-z]+)?)")
_MONEY = re.compile(r"(\S+) +([A-Z]{3})", re.ASCII)


class Unit(enum.Enum):
    """Units of time; the value is the singular word of the language."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    BUSINESS_MINUTE = "business minute"
    BUSINESS_HOUR = "business hour"
    BUSINESS_DAY = "business day"
    CALENDAR_DAY = "calendar day"

    @property
    def is_business(self) -> bool:
        """Whether the unit counts open time, so that it needs a calendar."""
        return self in _BUSINESS


_BUSINESS = (Unit.BUSINESS_MINUTE, Unit.BUSINESS_HOUR, Unit.BUSINESS_DAY)

#: Microseconds of the units that have a fixed length, elapsed or open.
LENGTHS = {
    Unit.MINUTE: _MINUTE,
    Unit.HOUR: _HOUR,
    Unit.DAY: _DAY,
    Unit.WEEK: 7 * _DAY,
    Unit.BUSINESS_MINUTE: _MINUTE,
    Unit.BUSINESS_HOUR: _HOUR,
}

#: Every spelling of a unit, singular and plural.
UNITS = {unit.value: unit for unit in Unit} | {f"{unit.value}s": unit for unit in Unit}


def number(text: str) -> Decimal:
    """An exact number within the limits of the language.

    Raises:
        ValueError: The text is no number, or lies outside the limits.

    Example:
        >>> number("2.50")
        Decimal('2.50')
    """
    if not _NUMBER.fullmatch(text):
        msg = f"`{text}` is not a number"
        raise ValueError(msg)
    value = Decimal(text)
    check_number(value)
    return value


def check_number(value: Decimal) -> None:
    """Refuse a number outside the limits with a ``ValueError``."""
    if value == value.to_integral_value():
        if abs(value) > LARGEST_INTEGER:
            msg = f"whole numbers lie within 2^53, `{value}` does not"
            raise ValueError(msg)
        return
    # Not `normalize`, which would round to the precision of the caller's context.
    whole, _, places = format(value.copy_abs(), "f").partition(".")
    places = places.rstrip("0")
    digits = len(whole.lstrip("0")) + len(places)
    if digits > DECIMAL_DIGITS or len(places) > DECIMAL_PLACES:
        msg = (
            f"decimals have at most {DECIMAL_DIGITS} digits, {DECIMAL_PLACES} of "
            f"them after the point, `{value}` has more"
        )
        raise ValueError(msg)


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros.

    Example:
        >>> plain(Decimal("2.50"))
        '2.5'
    """
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


@attrs.frozen
class Duration:
    """A length of time in the unit that its author chose.

    Attributes:
        amount: How many; whole for days, weeks and months.
        unit: Of what.
    """

    amount: Decimal
    unit: Unit

    def __attrs_post_init__(self) -> None:
        if self.amount < 0:
            msg = f"`{self}` is negative"
            raise ValueError(msg)
        length = LENGTHS.get(self.unit)
        whole_days = self.unit in {Unit.DAY, Unit.WEEK} or length is None
        if whole_days and self.amount != self.amount.to_integral_value():
            msg = f"`{self}`: {self.unit.value}s are whole"
            raise ValueError(msg)
        if length and (self.amount * length) % 1:
            msg = f"`{self}` is finer than a microsecond"
            raise ValueError(msg)
        if length and self.amount * length > LARGEST_INTEGER:
            msg = f"`{self}` is longer than 285 years"
            raise ValueError(msg)

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read a duration.

        Raises:
            ValueError: The text is no duration; the message says why.

        Example:
            >>> Duration.parse("8 business hours").unit.is_business
            True
        """
        match = _DURATION.fullmatch(text.strip())
        unit = UNITS.get(" ".join(match[2].split())) if match else None
        if match is None or unit is None:
            msg = f"`{text}` is not a duration such as `8 business hours`"
            raise ValueError(msg)
        return cls(number(match[1]), unit)

    @property
    def microseconds(self) -> int:
        """Length in microseconds.

        Raises:
            KeyError: The unit has no fixed length (months, business and calendar
                days).
        """
        return int(self.amount * LENGTHS[self.unit])

    def __str__(self) -> str:
        plural = "" if self.amount == 1 else "s"
        return f"{plain(self.amount)} {self.unit.value}{plural}"


@attrs.frozen
class Money:
    """An exact amount with its currency, an ISO 4217 code.

    Example:
        >>> str(Money.parse("500000 USD"))
        '500000 USD'
    """

    amount: Decimal
    currency: str

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read ``AMOUNT CURRENCY``; ``ValueError`` if the text is no money."""
        match = _MONEY.fullmatch(text.strip())
        if match is None:
            msg = f"`{text}` is not money such as `100 USD`"
            raise ValueError(msg)
        return cls(number(match[1]), match[2])

    def __str__(self) -> str:
        return f"{plain(self.amount)} {self.currency}"


@attrs.frozen
class Percent:
    """An exact percentage: ``amount`` 40 is a share of 0.4.

    Example:
        >>> Percent.parse("2.5%").share
        Decimal('0.025')
    """

    amount: Decimal

    @classmethod
    def parse(cls, text: str) -> Percent:
        """Read ``NUMBER%``; ``ValueError`` if the text is no percentage."""
        text = text.strip()
        if not text.endswith("%"):
            msg = f"`{text}` is not a percentage such as `40%`"
            raise ValueError(msg)
        return cls(number(text[:-1].rstrip()))

    @property
    def share(self) -> Decimal:
        """The fraction of one."""
        return self.amount / 100

    def __str__(self) -> str:
        return f"{plain(self.amount)}%"
