"""Opening hours of one day: read, checked and printed."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable

MINUTES_A_DAY = 24 * 60
#: The days of a week in order, as policies spell them; Monday is day 0.
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_MINUTES_AN_HOUR = 60
# Two digits each: `9:00-5:00` would otherwise be read as a shift of twenty hours.
_HOURS = re.compile(r"([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})")


@attrs.frozen(order=True)
class Hours:
    """One stretch of open time, half-open, by the clock on the wall.

    Attributes:
        start: Minutes after the midnight that the day begins with, 0 to 1439.
        end: Minutes after the same midnight, more than ``start``. Beyond 1440 the
            stretch is a shift that ends on the next date; at most 24 hours.
    """

    start: int
    end: int

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.start < MINUTES_A_DAY:
            msg = f"hours start at minute 0 to {MINUTES_A_DAY - 1}, not {self.start}"
            raise ValueError(msg)
        if not self.start < self.end <= self.start + MINUTES_A_DAY:
            msg = f"hours end 1 to {MINUTES_A_DAY} minutes after their start"
            raise ValueError(msg)

    def __str__(self) -> str:
        end = self.end if self.end <= MINUTES_A_DAY else self.end - MINUTES_A_DAY
        return f"{_clock(self.start)}-{_clock(end)}"


def parse_hours(text: str) -> Hours:
    """Read hours such as ``09:00-12:30``, ``22:00-06:00`` or ``00:00-24:00``.

    An end before the start is a shift over midnight: it belongs to the day on which
    it starts.

    Raises:
        ValueError: The text is no hours; the message says why.

    Example:
        >>> parse_hours("22:00-06:00")
        Hours(start=1320, end=1800)
    """
    match = _HOURS.fullmatch(text.strip())
    if match is None:
        msg = f"`{text}` is not hours such as `09:00-17:30`"
        raise ValueError(msg)
    start, end = _minute(match[1]), _minute(match[2])
    if start == MINUTES_A_DAY:
        msg = f"`{text}` starts where the day ends: write `00:00` on the next day"
        raise ValueError(msg)
    if start == end:
        msg = f"`{text}` is empty: write `00:00-24:00` for the whole day"
        raise ValueError(msg)
    return Hours(start, end if end > start else end + MINUTES_A_DAY)


def parse_days(text: str) -> tuple[int, ...]:
    """Read ``mon`` or a range such as ``mon-thu`` or ``sun-thu``, which wraps.

    Returns:
        Days in the order of the range; Monday is 0.

    Raises:
        ValueError: The text names no day.

    Example:
        >>> parse_days("sat-mon")
        (5, 6, 0)
    """
    first, dash, last = text.strip().partition("-")
    for name in (first, last) if dash else (first,):
        if name not in WEEKDAYS:
            msg = f"`{name}` is not a day such as `mon` or a range such as `mon-fri`"
            raise ValueError(msg)
    start = WEEKDAYS.index(first)
    count = (WEEKDAYS.index(last) - start) % 7 if dash else 0
    return tuple((start + step) % 7 for step in range(count + 1))


def day_hours(hours: Iterable[Hours]) -> tuple[Hours, ...]:
    """The hours of one day in order.

    Raises:
        ValueError: Two of them overlap.
    """
    ordered = tuple(sorted(hours))
    for one, other in itertools.pairwise(ordered):
        if other.start < one.end:
            msg = f"`{one}` and `{other}` overlap"
            raise ValueError(msg)
    return ordered


def _minute(text: str) -> int:
    """Minutes after midnight of ``HH:MM``, up to ``24:00``."""
    hour, minute = int(text[:2]), int(text[3:])
    total = hour * _MINUTES_AN_HOUR + minute
    if minute >= _MINUTES_AN_HOUR or total > MINUTES_A_DAY:
        msg = f"`{text}` is not a time of day"
        raise ValueError(msg)
    return total


def _clock(minute: int) -> str:
    """Minutes after midnight as ``HH:MM``."""
    return "{:02}:{:02}".format(*divmod(minute, _MINUTES_AN_HOUR))
