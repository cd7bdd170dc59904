"""What the clock on the wall shows in a zone, in whole microseconds.

A reading is an ``int`` too: microseconds since 1970-01-01 00:00 by that clock, so that
a day of readings always has 24 hours. Dates are days since 1970-01-01.
"""

from __future__ import annotations

import bisect
import functools
import itertools
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from leadpact.calendars.public_data import time_zone
from leadpact.instants import beyond_all_dates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE

#: Years in which every instant has a date on every clock: the others touch the ends
#: of what a date can be.
FIRST_YEAR, LAST_YEAR = 2, 9998

_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the zone is put on when it is known
_NOTHING = timedelta(0)
_MICROSECOND = timedelta(microseconds=1)
# No zone changed its clock and changed it back within less than 6.9 days. A closer
# pair of changes would be missed, and nothing else depends on this number.
_PROBE_SECONDS = 6 * 86_400


def day_number(day: date) -> int:
    """Days from 1970-01-01 to a date."""
    return day.toordinal() - _EPOCH_ORDINAL


def day_date(number: int) -> date:
    """The date of a number of days since 1970-01-01."""
    return date.fromordinal(number + _EPOCH_ORDINAL)


def year_of(at: int) -> int:
    """The year of an instant in UTC, or of a reading.

    Raises:
        RecordError: LP4006 outside of ``FIRST_YEAR`` to ``LAST_YEAR``.
    """
    try:
        year = day_date(at // DAY).year
    except (ValueError, OverflowError):
        raise beyond_all_dates() from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise beyond_all_dates()
    return year


def year_start(year: int) -> int:
    """The first instant of a year in UTC, or its first reading."""
    return day_number(date(year, 1, 1)) * DAY


@functools.lru_cache(maxsize=8192)
def segments(zone: str, year: int) -> tuple[tuple[int, int, int], ...]:
    """A year in UTC, cut where a zone's offset changes.

    Returns:
        ``(start, end, offset)`` of each piece: instants ``[start, end)``, and what
        to add to an instant for the reading, in microseconds.
    """
    rules = time_zone(zone)
    first, last = year_start(year) // SECOND, year_start(year + 1) // SECOND
    cuts = [first]
    probes = [*range(first, last, _PROBE_SECONDS), last]
    offsets = [_offset(rules, probe) for probe in probes]
    for index, (before, after) in enumerate(itertools.pairwise(offsets)):
        if before != after:
            cuts.append(_change(rules, probes[index], probes[index + 1], before))
    return tuple(
        (start * SECOND, end * SECOND, _offset(rules, start))
        for start, end in itertools.pairwise([*cuts, last])
        if start < end
    )


def steady_spans(zone: str, end: int) -> Iterator[tuple[int, int]]:
    """Spans without a change of the clock, both ends included, back from an instant."""
    for year in range(year_of(end), FIRST_YEAR - 1, -1):
        for first, last, _ in reversed(segments(zone, year)):
            if first <= end:
                yield first, min(end, last - 1)


def reading(zone: str, at: int) -> int:
    """What the clock shows at an instant."""
    for _, end, offset in segments(zone, year_of(at)):
        if at < end:
            return at + offset
    raise AssertionError  # pragma: no cover - a year's segments reach its end


def instant(zone: str, shown: int) -> int:
    """The first instant at which the clock shows a reading or a later one.

    So a reading that a change of the clock leaves out gives the instant of the
    change, and one that comes twice gives the first of both.
    """
    # No offset is as large as a day, so the instant lies within a day of the reading.
    for year in range(year_of(shown - DAY), year_of(shown + DAY) + 1):
        for start, end, offset in segments(zone, year):
            if shown - offset < end:
                return max(start, shown - offset)
    raise AssertionError  # pragma: no cover - the last year ends after the instant


def day_start(zone: str, day: date) -> int:
    """The first instant of a day, even where the clock shows no midnight on it.

    A day that a zone leaves out altogether starts with the day after it.

    Raises:
        RecordError: LP4006 a day or less from the years that ``year_of`` refuses.
    """
    return instant(zone, day_number(day) * DAY)


def days_later(zone: str, start: int, days: int) -> int:
    """The instant with the same reading a number of dates later, never before it."""
    return max(start, instant(zone, reading(zone, start) + days * DAY))


def _change(rules: ZoneInfo, first: int, last: int, before: int) -> int:
    """The second in ``(first, last]`` from which on an offset is no longer used."""
    seconds = range(first, last + 1)
    return seconds[
        bisect.bisect_left(seconds, x=True, key=lambda at: _offset(rules, at) != before)
    ]


def _offset(rules: ZoneInfo, second: int) -> int:
    """What a zone adds at an instant in seconds, in microseconds."""
    # What `fromutc` takes is UTC, though it bears the zone.
    moment = _EPOCH.replace(tzinfo=rules) + timedelta(seconds=second)
    return (rules.fromutc(moment).utcoffset() or _NOTHING) // _MICROSECOND
