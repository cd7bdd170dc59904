"""The calendar as Python services use it: over aware datetimes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars.clocks import BusinessClock
from leadpact.calendars.specs import CalendarSpec
from leadpact.instants import from_instant, to_instant
from leadpact.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

_MICROSECOND = timedelta(microseconds=1)


@attrs.frozen
class Calendar:
    """Opening hours, holidays and zone of a party, over aware datetimes.

    Hours are half-open, ``[opens, closes)``, on the clock of the calendar's own zone.
    Every datetime given back is in UTC. All methods raise ``RecordError``: LP4002 for
    a datetime without a zone, LP4006 outside the years 2 to 9998.

    Attributes:
        spec: The opening hours.
        zone: IANA zone whose clock they are read on: that of the spec, unless given.
            ``ValueError`` if there is no such zone.

    Example:
        >>> from datetime import UTC
        >>> from leadpact.calendars import CalendarSpec, Hours
        >>> office = Hours(9 * 60, 17 * 60)
        >>> week = (*[(office,)] * 5, (), ())
        >>> sales = Calendar(CalendarSpec("Europe/Oslo", week))
        >>> friday = datetime(2026, 1, 9, 15, tzinfo=UTC)
        >>> str(sales.deadline(friday, Duration.parse("2 business hours")))
        '2026-01-12 09:00:00+00:00'
    """

    spec: CalendarSpec
    zone: str = attrs.field()
    _clock: BusinessClock = attrs.field(init=False, eq=False, repr=False)

    @zone.default
    def _spec_zone(self) -> str:
        return self.spec.zone

    @_clock.default
    def _new_clock(self) -> BusinessClock:
        return BusinessClock(self.spec, self.zone)

    def is_open(self, at: datetime) -> bool:
        """Whether the calendar is open at an instant; at closing time it is not."""
        return self._clock.is_open(to_instant(at))

    def next_open(self, at: datetime) -> datetime:
        """The first open instant not before an instant.

        Raises:
            RecordError: LP2005 if the calendar never opens again.
        """
        return from_instant(self._clock.next_open(to_instant(at)))

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Open time between two instants, negative if the end is before the start."""
        open_time = self._clock.open_time
        return timedelta(
            microseconds=open_time(to_instant(end)) - open_time(to_instant(start))
        )

    def deadline(self, start: datetime, budget: timedelta | Duration) -> datetime:
        """The earliest instant at which a budget is used up.

        Args:
            start: When the clock starts, inside opening hours or not.
            budget: Open time, or a duration, whose unit says how to count. A budget
                that is used up at closing time is due at closing time; one of nothing
                is due at the first open instant.

        Raises:
            ValueError: The budget is negative, or its unit does not say how to count.
            RecordError: LP2005 if the calendar is not open for that long.
        """
        at = to_instant(start)
        if isinstance(budget, Duration):
            return from_instant(self._clock.deadline(at, budget))
        return from_instant(self._clock.due(at, budget // _MICROSECOND))

    def periods(
        self, start: datetime, end: datetime
    ) -> Iterator[tuple[datetime, datetime]]:
        """Open stretches within ``[start, end)`` in order, each half-open."""
        for opening, closing in self._clock.periods(to_instant(start), to_instant(end)):
            yield from_instant(opening), from_instant(closing)
