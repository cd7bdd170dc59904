"""Amounts of time that people read at a glance, as limits of a promise."""

from __future__ import annotations

import bisect
from decimal import Decimal
from typing import TYPE_CHECKING

from leadpact.units import LENGTHS, Duration, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Up to how many minutes an amount goes, and by how many it grows there: by the minute,
#: by five, by a quarter, by the hour for two days, by four hours for ten, then by days.
#: Nobody promises 47 minutes.
_GRAINS = ((10, 1), (60, 5), (120, 15), (2 * 1440, 60), (10 * 1440, 240))
_COARSEST = 1440
_HOUR = 60
#: From how many minutes on whole hours are told as hours, whatever the unit was.
_HOURS_FROM = 120
_DAYS = frozenset({Unit.BUSINESS_DAY, Unit.CALENDAR_DAY})


def is_days(unit: Unit) -> bool:
    """Whether a unit counts days, which have no length of their own."""
    return unit in _DAYS


def amounts_up_to(present: Duration, most: int) -> Sequence[Duration]:
    """The amounts that may be proposed instead of one, from the least on.

    Args:
        present: The amount that stands in the policy, which is one of them.
        most: Microseconds or, where the present amount is in days, days. The last of
            the amounts is the first that is no shorter.

    Example:
        >>> [str(one) for one in amounts_up_to(Duration.parse("45 minutes"), 10**7)]
        ['1 minute', '45 minutes']
        >>> len(amounts_up_to(Duration.parse("2 business days"), 30))
        30
    """
    if is_days(present.unit):
        whole = max(most, 1)
        found = [Duration(Decimal(day), present.unit) for day in range(1, whole + 1)]
        return _with(found, present, [*range(1, whole + 1)], int(present.amount))
    minute = LENGTHS[Unit.MINUTE]
    minutes = [*_minutes(-(-most // minute))]
    found = [_of_minutes(count, present.unit) for count in minutes]
    lengths = [count * minute for count in minutes]
    return _with(found, present, lengths, present.microseconds)


def _with(
    found: list[Duration], present: Duration, lengths: Sequence[int], length: int
) -> Sequence[Duration]:
    """Amounts with the present one in its place."""
    place = bisect.bisect_left(lengths, length)
    if place < len(lengths) and lengths[place] == length:
        return [*found[:place], present, *found[place + 1 :]]
    return [*found[:place], present, *found[place:]]


def _minutes(most: int) -> Iterator[int]:
    """Amounts in minutes, until one is no shorter than the most."""
    minutes = 0
    while minutes < max(most, 1):
        grains = (grain for end, grain in _GRAINS if minutes < end)
        minutes += next(grains, _COARSEST)
        yield minutes


def _of_minutes(minutes: int, like: Unit) -> Duration:
    """An amount in hours where these are whole, and people would say so."""
    hours = Unit.BUSINESS_HOUR if like.is_business else Unit.HOUR
    is_whole = minutes % _HOUR == 0
    if is_whole and (like is hours or minutes >= _HOURS_FROM):
        return Duration(Decimal(minutes // _HOUR), hours)
    unit = Unit.BUSINESS_MINUTE if like.is_business else Unit.MINUTE
    return Duration(Decimal(minutes), unit)
