"""The hours of one calendar as instants: what the clock on the wall makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.calendars.agenda import Agenda, Day, Rule
from leadpact.calendars.stretches import Stretch, closed_by
from leadpact.calendars.tables import Period, merged
from leadpact.calendars.wall_clock import (
    DAY,
    MINUTE,
    instant,
    reading,
    segments,
    year_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@attrs.frozen
class LocalHours:
    """The days of a calendar in a zone, whatever other calendars say.

    Attributes:
        agenda: Which hours a date has, and why.
        zone: IANA zone whose clock they are read on.
    """

    agenda: Agenda
    zone: str

    def periods(self, first: int, last: int) -> Iterator[Period]:
        """Open periods of a span in order; they may touch or overlap."""
        for start, end, offset in self._segments(first, last):
            # A shift of the date before may run into the first date.
            day, until = (start + offset) // DAY - 1, (end + offset - 1) // DAY
            for number in range(day, until + 1):
                midnight = number * DAY - offset
                for hours in self.agenda.hours(number):
                    opening = max(start, midnight + hours.start * MINUTE)
                    closing = min(end, midnight + hours.end * MINUTE)
                    if opening < closing:
                        yield opening, closing

    def shifts(self, number: int) -> list[Period]:
        """Open time of the shifts that start on a date, in order.

        Those that a change of the clock leaves out are none.
        """
        midnight = number * DAY
        found = [
            (
                instant(self.zone, midnight + hours.start * MINUTE),
                instant(self.zone, midnight + hours.end * MINUTE),
            )
            for hours in self.agenda.hours(number)
        ]
        return [(opening, closing) for opening, closing in found if opening < closing]

    def days(self, start: int, end: int) -> Iterator[Day]:
        """The local dates from an instant to another, both dates included."""
        first, last = reading(self.zone, start), reading(self.zone, end)
        return map(self.agenda.day, range(first // DAY, last // DAY + 1))

    def stretches(self, first: int, last: int, calendar: str) -> Iterator[Stretch]:
        """Every stretch of a span in order, open or closed with its reason.

        Args:
            first: First instant.
            last: The instant after the last one.
            calendar: What the calendar is called.
        """
        for start, end in merged(self.periods(first, last)):
            yield from self._closed_stretches(first, start, calendar)
            yield Stretch(start, end)
            first = end
        yield from self._closed_stretches(first, last, calendar)

    def _closed_stretches(
        self, first: int, last: int, calendar: str
    ) -> Iterator[Stretch]:
        """The stretches of a closed span, one for each reason."""
        found: Stretch | None = None
        for start, end, day in self._closed_dates(first, last):
            closed, name = closed_by(day)
            if found and (found.closed, found.name) == (closed, name):
                found = attrs.evolve(found, end=end)
                continue
            if found:
                yield found
            found = Stretch(start, end, closed, name, calendar)
        if found:
            yield found

    def _closed_dates(self, first: int, last: int) -> Iterator[tuple[int, int, Day]]:
        """The dates of a closed span, each with its part of the span, in order.

        The small hours belong to the date before, if that is why its shift is off.
        """
        for start, end, offset in self._segments(first, last):
            at = start
            while at < end:
                number, time = divmod(at + offset, DAY)
                midnight = at - time
                late = midnight + self._missing_hours(number - 1)
                until, owner = midnight + DAY, number
                if at < late:
                    until, owner = late, number - 1
                until = min(until, end)
                yield at, until, self.agenda.day(owner)
                at = until

    def _missing_hours(self, number: int) -> int:
        """How far into the next day shifts would run that a day has by its week."""
        day = self.agenda.day(number)
        if day.rule is Rule.WEEK:
            return 0
        hours = self.agenda.spec.open[day.date.weekday()]
        return max((each.end * MINUTE - DAY for each in hours), default=0)

    def _segments(self, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        """A span, cut where the year ends or the offset of the zone changes."""
        if first >= last:
            return
        for year in range(year_of(first), year_of(last - 1) + 1):
            for start, end, offset in segments(self.zone, year):
                if start < last and first < end:
                    yield max(start, first), min(end, last), offset
