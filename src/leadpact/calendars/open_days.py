"""The open dates of a calendar: whose an instant is, and how they are counted."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING, Protocol

from leadpact.calendars.wall_clock import (
    DAY,
    FIRST_YEAR,
    LAST_YEAR,
    day_date,
    instant,
    reading,
    year_of,
    year_start,
)
from leadpact.instants import beyond_all_dates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from leadpact.calendars.local_hours import LocalHours
    from leadpact.calendars.tables import Period

    class _Other(Protocol):
        """Another calendar that must be open too."""

        def periods(self, start: int, end: int) -> Iterator[Period]:
            """Open stretches of a span in order."""


class OpenDays:
    """The dates on which shifts start, by their number since 1970-01-01.

    They come one after the other, or a later start could be due earlier: a shift that
    runs into the hours of the next date is of that date from then on.

    Args:
        hours: Whose dates and shifts they are.
        others: Calendars that must be open too; they narrow the shifts.
    """

    def __init__(self, hours: LocalHours, others: Iterable[_Other]) -> None:
        self._hours = hours
        self._others = tuple(others)
        self._days: dict[int, Sequence[Period]] = {}
        self._years: dict[int, Sequence[int]] = {}

    def owner(self, at: int) -> tuple[int, int]:
        """The day whose hours hold an open instant, and the time since its midnight.

        Once the hours of a date have begun it is that date, be it in a break of them
        while the shift before is still at work.
        """
        shown = reading(self._hours.zone, at)
        number = shown // DAY
        today = self._opened(number)
        if not today or at < today[0][0]:
            number -= 1
        return number, shown - number * DAY

    def held(self, day: int, time: int) -> int:
        """A time after the midnight of an open day, held within its shifts.

        In a break it is the closing before.
        """
        stretches = self._shifts(day)
        at = instant(self._hours.zone, day * DAY + time)
        held = stretches[0][0]
        for opening, closing in stretches:
            if at < opening:
                break
            held = min(at, closing)
        return held

    def after(self, day: int, count: int, search: Callable[[int], object]) -> int:
        """The open day that comes a number of open days after a day.

        Args:
            day: Open or not.
            count: How many, at least one.
            search: Refuses an instant that no open one follows.
        """
        # That many days take at least as many dates.
        year_of((day + count) * DAY)
        year = day_date(day).year
        found = self._of(year)
        index = bisect.bisect_right(found, day)
        while index + count > len(found):
            count -= len(found) - index
            index, year = 0, year + 1
            found = self._of(year)
            if not found:
                search(year_start(year))
        return found[index + count - 1]

    def before(self, day: int, count: int, search: Callable[[int], object]) -> int:
        """The open day that comes a number of open days before a day.

        Args:
            day: Open or not.
            count: How many, at least one.
            search: Refuses an instant that no open one precedes.
        """
        year_of((day - count) * DAY)
        year = day_date(day).year
        found = self._of(year)
        index = bisect.bisect_left(found, day)
        while index < count:
            count -= index
            year -= 1
            found = self._of(year)
            index = len(found)
            if not found:
                search(year_start(year))
        return found[index - count]

    def _of(self, year: int) -> Sequence[int]:
        """The open days of a year."""
        found = self._years.get(year)
        if found is None:
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise beyond_all_dates()
            dates = range(year_start(year) // DAY, year_start(year + 1) // DAY)
            found = [day for day in dates if self._shifts(day)]
            self._years[year] = found
        return found

    def _shifts(self, day: int) -> Sequence[Period]:
        """Open time that is of a date, in order: till that of the next one begins."""
        return _until(self._opened(day), self._opened(day + 1))

    def _opened(self, day: int) -> Sequence[Period]:
        """Open time of the shifts that start on a date, in order."""
        found = self._days.get(day)
        if found is None:
            found = self._hours.shifts(day)
            for other in self._others:
                found = [part for shift in found for part in other.periods(*shift)]
            self._days[day] = found
        return found


def _until(today: Sequence[Period], tomorrow: Sequence[Period]) -> Sequence[Period]:
    """The open time of a date, without what comes after that of the next begins."""
    if not tomorrow:
        return today
    begun = tomorrow[0][0]
    return [(start, min(end, begun)) for start, end in today if start < begun]
