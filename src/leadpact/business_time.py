"""The calendar as Python services use it: over aware datetimes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars import BusinessClock, CalendarSpec, parts_of
from leadpact.diagnostics import in_order
from leadpact.errors import PolicyError
from leadpact.instants import from_instant, to_instant
from leadpact.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.calendars import Calendars, Stretch

#: What the calendar that is parsed is called among others; no name looks like it.
_ITSELF = "<calendar>"
_MICROSECOND = timedelta(microseconds=1)


@attrs.frozen
class Calendar:
    """Opening hours, holidays and zone of a party, over aware datetimes.

    Hours are half-open, ``[opens, closes)``, on the clock of the calendar's own zone.
    Every datetime given back is in UTC. All methods raise ``RecordError``: LP4002 for
    a datetime without a zone, LP4004 for what is no datetime, LP4006 outside the years
    2 to 9998. Threads may share a calendar, and it can be pickled.

    Attributes:
        spec: The opening hours.
        zone: IANA zone whose clock they are read on: that of the spec, unless given.
            ``ValueError`` if there is no such zone.
        others: Calendars that must be open too. Days and shifts, for business days,
            are those of ``spec``, narrowed to when all of them are open.
        name: What ``stretches`` calls it, as a part of a joined one.

    Example:
        >>> from datetime import UTC
        >>> week = {"mon-thu": ["09:00-12:30", "13:00-17:30"], "fri": "09:00-16:00"}
        >>> sales = Calendar.parse({"timezone": "Europe/Oslo", "open": week})
        >>> friday = datetime(2026, 1, 9, 14, tzinfo=UTC)
        >>> str(sales.deadline(friday, Duration.parse("2 business hours")))
        '2026-01-12 09:00:00+00:00'
        >>> str(sales.deadline(friday, timedelta(hours=1)))
        '2026-01-09 15:00:00+00:00'
    """

    spec: CalendarSpec
    zone: str = attrs.field()
    others: tuple[Calendar, ...] = ()
    name: str = attrs.field(default="", eq=False)
    _clock: BusinessClock = attrs.field(init=False, eq=False, repr=False)

    @zone.default
    def _spec_zone(self) -> str:
        return self.spec.zone

    @_clock.default
    def _new_clock(self) -> BusinessClock:
        others = tuple(other._clock for other in self.others)  # noqa: SLF001 - its own kind
        return BusinessClock(self.spec, self.zone, others, name=self.name)

    @classmethod
    def parse(
        cls, data: Mapping[str, object], others: Mapping[str, object] | None = None
    ) -> Calendar:
        """The calendar that a mapping states.

        Args:
            data: What stands below the name of one calendar in the section
                `calendars` of a policy, as mappings, lists, texts and dates.
            others: By name, the calendars that a joined one may name, such as the
                whole section.

        Raises:
            PolicyError: It has mistakes; ``diagnostics`` lists them all, with the
                codes that a policy file would have.

        Example:
            >>> Calendar.parse({"timezone": "Europe/Oslo", "open": {"mon": "9-17"}})
            Traceback (most recent call last):
            leadpact.errors.PolicyError: <calendars>:2:17: error[LP1009]: `9-17` is ...
        """
        # Slow to import, and a calendar without a file needs neither.
        from leadpact.check.calendars import joined_mistakes  # noqa: PLC0415
        from leadpact.loading.data import load_calendars  # noqa: PLC0415

        section = {} if others is None else others
        if isinstance(section, Mapping):  # Else it is refused as what it is.
            section = {**section, _ITSELF: data}
        loaded = load_calendars(section)
        calendars, spans = loaded.calendars, loaded.spans
        if found := list(joined_mistakes(calendars, calendars, spans.__getitem__)):
            raise PolicyError(in_order(found), loaded.sources)
        return cls.of(calendars, _ITSELF)

    @classmethod
    def of(cls, calendars: Calendars, name: str) -> Calendar:
        """One of some calendars, joined with the others that it names."""
        first, *rest = (
            cls(spec, name="" if part == _ITSELF else part)
            for part, spec in parts_of(calendars, name).items()
        )
        return attrs.evolve(first, others=tuple(rest))

    def for_lead(self, zones: Mapping[str, str | None]) -> Calendar:
        """The calendar in a lead's own zone, where it asks for that.

        Args:
            zones: What the fields hold that `timezone: {field: ...}` names. Where one
                is missing or empty, the zone that stands under `otherwise` counts.

        Raises:
            ValueError: One of them is no IANA zone.
        """
        others = tuple(other.for_lead(zones) for other in self.others)
        zone = self.spec.zone_for(zones)
        return attrs.evolve(self, zone=zone, others=others)

    def is_open(self, at: datetime) -> bool:
        """Whether the calendar is open at an instant; at closing time it is not."""
        return self._clock.is_open(to_instant(at))

    def next_open(self, at: datetime) -> datetime:
        """The first open instant not before an instant.

        Raises:
            RecordError: LP2005 if the calendar never opens again.
        """
        return from_instant(self._clock.next_open(to_instant(at)))

    def previous_open(self, at: datetime) -> datetime:
        """The last open instant not after an instant.

        While the calendar is closed it is one microsecond before the last closing,
        since at closing time it is closed already.

        Raises:
            RecordError: LP2005 if the calendar was never open before.
        """
        return from_instant(self._clock.previous_open(to_instant(at)))

    def next_close(self, at: datetime) -> datetime | None:
        """The first closing after an instant, or ``None`` if none comes.

        At closing time itself it is that of the next stretch of open time.
        """
        closing = self._clock.next_close(to_instant(at))
        return None if closing is None else from_instant(closing)

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
            TypeError: The budget is neither of the two.
            ValueError: It is negative, or its unit does not say how to count.
            RecordError: LP2005 if the calendar is not open for that long.
        """
        at = to_instant(start)
        if isinstance(budget, Duration):
            return from_instant(self._clock.deadline(at, budget))
        return from_instant(self._clock.due(at, _microseconds(budget)))

    def before(self, end: datetime, budget: timedelta | Duration) -> datetime:
        """The latest start whose deadline is not after an instant.

        Whoever starts later misses it. This is ``deadline`` backwards, so where a
        budget is used up between two stretches of open time it is the opening of the
        later one.

        Args:
            end: When the budget must be used up, inside opening hours or not.
            budget: Open time, or a duration, whose unit says how to count. One of
                nothing gives the last open instant, as ``previous_open`` tells it.

        Raises:
            TypeError: The budget is neither of the two.
            ValueError: It is negative, or its unit does not say how to count.
            RecordError: LP2005 if the calendar was not open for that long.

        Example:
            >>> from datetime import UTC
            >>> week = {"mon-fri": "09:00-17:00"}
            >>> office = Calendar.parse({"timezone": "UTC", "open": week})
            >>> monday = datetime(2026, 1, 12, 10, tzinfo=UTC)
            >>> str(office.before(monday, timedelta(hours=2)))
            '2026-01-09 16:00:00+00:00'
        """
        at = to_instant(end)
        if isinstance(budget, Duration):
            return from_instant(self._clock.before(at, budget))
        return from_instant(self._clock.due_before(at, _microseconds(budget)))

    def add_business_days(self, start: datetime, days: int) -> datetime:
        """The same local time some open days later, held within that day's hours.

        Args:
            start: Inside opening hours or not.
            days: How many. For 0 or more a start outside hours counts as the next
                opening; for less than 0, open days before the start, as the closing
                before it.

        Raises:
            RecordError: LP2005 if the calendar has not that many open days.

        Source: docs/explanation/business-time.md, "What a unit means".
        """
        return from_instant(self._clock.business_days(to_instant(start), days))

    def periods(
        self, start: datetime, end: datetime
    ) -> Iterator[tuple[datetime, datetime]]:
        """Open stretches within ``[start, end)`` in order, each half-open.

        There are none if the end is not after the start.
        """
        found = self._clock.periods(to_instant(start), to_instant(end))
        return ((from_instant(one), from_instant(other)) for one, other in found)

    def stretches(self, start: datetime, end: datetime) -> Iterator[Stretch]:
        """Every stretch of ``[start, end)`` in order, open or closed with its reason.

        There are none if the end is not after the start.

        Example:
            >>> from datetime import UTC
            >>> week, dates = {"mon-fri": "09:00-17:00"}, {"country": "NO"}
            >>> office = Calendar.parse(
            ...     {"timezone": "UTC", "open": week, "holidays": dates}
            ... )
            >>> friday = datetime(2026, 5, 15, 16, tzinfo=UTC)
            >>> for one in office.stretches(friday, friday + timedelta(days=2)):
            ...     print(one.end_at, one.closed.value if one.closed else "open")
            2026-05-15 17:00:00+00:00 open
            2026-05-16 00:00:00+00:00 outside hours
            2026-05-17 00:00:00+00:00 closed weekday
            2026-05-17 16:00:00+00:00 public holiday
        """
        return self._clock.stretches(to_instant(start), to_instant(end))


def _microseconds(budget: timedelta) -> int:
    """A budget in whole microseconds."""
    try:
        # Not `//`: a subclass may divide in a way of its own, or not at all.
        return timedelta.__floordiv__(budget, _MICROSECOND)
    except TypeError:
        msg = f"a budget is a `timedelta` or a `Duration`, not `{budget!r}`"
        raise TypeError(msg) from None
