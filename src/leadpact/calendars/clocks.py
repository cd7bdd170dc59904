"""Business time on whole microseconds: open time so far, and back from it."""

from __future__ import annotations

import bisect
import itertools
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars.agenda import Agenda, Day
from leadpact.calendars.local_hours import LocalHours
from leadpact.calendars.open_days import OpenDays
from leadpact.calendars.public_data import time_zone
from leadpact.calendars.specs import Away, Calendars, CalendarSpec, parts_of
from leadpact.calendars.tables import ORIGIN, ORIGIN_YEAR, Period, Table, common
from leadpact.calendars.wall_clock import (
    DAY,
    FIRST_YEAR,
    LAST_YEAR,
    days_later,
    steady_spans,
    year_of,
    year_start,
)
from leadpact.diagnostics import NOWHERE, Diagnostic
from leadpact.errors import NeverOpenError, RecordError
from leadpact.instants import beyond_all_dates, format_instant
from leadpact.units import Duration, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from leadpact.calendars.stretches import Stretch


#: First instant of all tables, and the one after the last.
_FIRST, _LAST = year_start(FIRST_YEAR), year_start(LAST_YEAR + 1)

# A week repeats, and so do the rules of holidays within a few years. A calendar that
# has neither opened nor closed for this long, on a stretch without dates of its own,
# never will.
_SETTLED = 10 * 366 * DAY
# Every way in which the weeks of two zones lie to each other comes within a year.
_TYPICAL = year_start(2030), year_start(2032)


def _known_zone(_: object, __: object, name: str) -> None:
    """Refuse a zone that is not known with a ``ValueError``."""
    time_zone(name)


@attrs.define(unsafe_hash=True)
class BusinessClock:
    """One calendar in one zone: open time as a monotone function of instants.

    Instants are microseconds since the Unix epoch in UTC, amounts are microseconds.
    The calendar is open at an instant if the clock on the wall then shows a time
    within the hours of a date: an hour that the clock shows twice counts twice, one
    that it leaves out does not count. Tables are built when first needed; instants
    outside the years 2 to 9998 are refused with LP4006. Threads may share a clock,
    and a pickled one keeps only what it was made from.

    Attributes:
        spec: The opening hours.
        zone: IANA zone whose clock they are read on: that of the spec, unless a lead
            names another. ``ValueError`` if there is no such zone.
        others: Calendars that must be open too. Days and shifts, for business days,
            are those of ``spec``, narrowed to when all of them are open.
        away: Dates on which whoever works by ``spec`` is absent: no shift starts.
        name: What the calendar is called where it is told why it is closed.
    """

    spec: CalendarSpec = attrs.field(on_setattr=attrs.setters.frozen)
    zone: str = attrs.field(validator=_known_zone, on_setattr=attrs.setters.frozen)
    others: tuple[BusinessClock, ...] = attrs.field(
        default=(), on_setattr=attrs.setters.frozen
    )
    away: Away | None = attrs.field(default=None, on_setattr=attrs.setters.frozen)
    name: str = attrs.field(default="", on_setattr=attrs.setters.frozen)
    _hours: LocalHours = attrs.field(init=False, eq=False, repr=False)
    _table: Table = attrs.field(init=False, eq=False, repr=False)
    _days: OpenDays = attrs.field(init=False, eq=False, repr=False)

    @zone.default
    def _spec_zone(self) -> str:
        return self.spec.zone

    @_hours.default
    def _new_hours(self) -> LocalHours:
        return LocalHours(Agenda(self.spec, self.away), self.zone)

    @_days.default
    def _new_days(self) -> OpenDays:
        return OpenDays(self._hours, self.others)

    @_table.default
    def _new_table(self) -> Table:
        return Table.build(ORIGIN_YEAR, ORIGIN_YEAR)

    def __reduce__(self) -> tuple[type[BusinessClock], tuple[object, ...]]:
        made_from = (self.spec, self.zone, self.others, self.away, self.name)
        return BusinessClock, made_from

    def has_open_time(self) -> bool:
        """Whether it is ever open: by its week, or around a date of its own."""
        spans = [
            _TYPICAL,
            *(
                (max(_FIRST, start - DAY), min(start + 2 * DAY, _LAST))
                for start in self._own_starts()
            ),
        ]
        return any(True for span in spans for _ in self._open_between(*span))

    def open_time(self, at: int) -> int:
        """Open time from a fixed origin to an instant, negative before the origin."""
        table = self._table
        if not table.start <= at < table.end:
            table = self._covering(at)
        # `Table.open_time`, spelt out: nothing else runs as often.
        index = bisect.bisect_right(table.opens, at) - 1
        closing = table.closes[index]
        until = at if at < closing else closing  # noqa: FURB136 - twice as fast
        return table.before[index] + until - table.opens[index]

    def reach(self, amount: int) -> int:
        """The earliest instant at which ``open_time`` is an amount.

        An amount that is used up at closing time is reached at closing time.

        Raises:
            RecordError: LP2005 if the calendar is never open for that long.
        """
        table = self._table
        if not table.before[0] < amount <= table.total:
            table = self._reaching(amount - 1, amount)
        index = bisect.bisect_left(table.before, amount) - 1
        return table.opens[index] + amount - table.before[index]

    def leave(self, amount: int) -> int:
        """The latest instant at which ``open_time`` is an amount.

        An amount that is used up at closing time is left at the next opening.

        Raises:
            RecordError: LP2005 if there is none: the calendar never opens again, or
                is never open for that long.
        """
        table = self._table
        if not table.before[0] <= amount < table.total:
            table = self._reaching(amount, amount + 1)
        index = bisect.bisect_right(table.before, amount) - 1
        return table.opens[index] + amount - table.before[index]

    def is_open(self, at: int) -> bool:
        """Whether the calendar is open at an instant; at closing time it is not."""
        table = self._covering(at)
        return at < table.closes[table.index(at)]

    def next_change(self, at: int) -> int | None:
        """The first opening or closing after an instant, or none if none comes."""
        table = self._covering(at)
        while True:
            index = table.index(at)
            if at < table.closes[index] < table.end:
                return table.closes[index]
            if table.closes[index] <= at and index + 1 < len(table.opens):
                return table.opens[index + 1]
            if self._is_settled_after(table):
                return None
            table = self._grown(table, last=table.last + _step(table))

    def next_open(self, at: int) -> int:
        """The first open instant not before an instant.

        Raises:
            RecordError: LP2005 if the calendar never opens again.
        """
        if self.is_open(at):
            return at
        opening = self.next_change(at)
        if opening is None:
            raise _never_open("after", at)
        return opening

    def previous_open(self, at: int) -> int:
        """The last open instant not after an instant.

        While the calendar is closed it is one microsecond before the closing, since
        at closing time it is closed already.

        Raises:
            RecordError: LP2005 if the calendar was never open before.
        """
        table = self._covering(at)
        while not (index := table.index(at)):
            if self._is_closed_before(table):
                raise _never_open("before", at)
            table = self._grown(table, first=table.first - _step(table))
        return min(at, table.closes[index] - 1)

    def next_close(self, at: int) -> int | None:
        """The first closing after an instant, or none if none comes."""
        change = self.next_change(at)
        if change is None or self.is_open(at):
            return change
        return self.next_change(change)

    def due(self, start: int, budget: int) -> int:
        """The earliest instant at which a budget of open time is used up.

        A budget of nothing is due at the first open instant.

        Raises:
            ValueError: The budget is negative.
            RecordError: LP2005 if the calendar is not open for that long.
        """
        if budget > 0:
            return self.reach(self.open_time(start) + budget)
        _refuse_negative(budget)
        return self.next_open(start)

    def business_days(self, start: int, days: int) -> int:
        """The same local time some open days later, held within that day's hours.

        A start outside hours counts as the next opening, and no days end there. A
        shift belongs to the date on which it starts, so its small hours are late
        hours of that date. On a day that opens later than the time, the due instant
        is the opening; in a break or after the end, the closing before. It is never
        before the start.

        Args:
            start: Inside opening hours or not.
            days: How many; negative for open days before the start. Then a start
                outside hours counts as the closing before it, and the result is never
                after the start.

        Raises:
            RecordError: LP2005 if the calendar has not that many open days.
        """
        if days < 0:
            return self._business_days_back(start, -days)
        start = self.next_open(start)
        if days == 0:
            return start
        today, time = self._days.owner(start)
        day = self._days.after(today, days, self.next_open)
        return max(start, self._days.held(day, time))

    def due_before(self, end: int, budget: int) -> int:
        """The latest start at which a budget of open time is used up by an instant.

        Where that falls between two stretches it is the opening of the later one. A
        budget of nothing gives the last open instant.

        Raises:
            ValueError: The budget is negative.
            RecordError: LP2005 if the calendar was not open for that long.
        """
        if budget > 0:
            return self.leave(self.open_time(end) - budget)
        _refuse_negative(budget)
        return self.previous_open(end)

    def calendar_days(self, start: int, days: int) -> int:
        """The same local time some dates later, open or not.

        A time that the clock leaves out gives the instant of its change, one that it
        shows twice the first of both.

        Raises:
            ValueError: The number is negative.
        """
        _refuse_negative(days)
        return days_later(self.zone, start, days)

    def deadline(self, start: int, budget: Duration) -> int:
        """When a budget is used up, counted as its unit says.

        Raises:
            ValueError: The unit does not say how to count: days, weeks, months.
            RecordError: LP2005 if the calendar is not open for that long.
        """
        match budget.unit:
            case Unit.MINUTE | Unit.HOUR:
                return start + budget.microseconds
            case Unit.BUSINESS_MINUTE | Unit.BUSINESS_HOUR:
                return self.due(start, budget.microseconds)
            case Unit.BUSINESS_DAY:
                return self.business_days(start, int(budget.amount))
            case Unit.CALENDAR_DAY:
                return self.calendar_days(start, int(budget.amount))
        msg = f"`{budget}`: say hours, business days or calendar days instead"
        raise ValueError(msg)

    def before(self, end: int, budget: Duration) -> int:
        """The latest start whose deadline is not after an instant.

        The same as ``deadline``, backwards. For a budget of nothing it is the last
        open instant, and for one that is used up at an opening that opening.

        Raises:
            ValueError: The unit does not say how to count: days, weeks, months.
            RecordError: LP2005 if the calendar was not open for that long.
        """
        match budget.unit:
            case Unit.MINUTE | Unit.HOUR:
                return end - budget.microseconds
            case Unit.BUSINESS_MINUTE | Unit.BUSINESS_HOUR:
                return self.due_before(end, budget.microseconds)
        return self._latest_start(end, budget)

    def periods(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Open stretches within ``[start, end)`` in order, each half-open."""
        while start < end:
            change = self.next_change(start)
            until = end if change is None else min(change, end)
            if self.is_open(start):
                yield start, until
            start = until

    def stretches(self, start: int, end: int) -> Iterator[Stretch]:
        """Every stretch of ``[start, end)`` in order, open or closed with its reason.

        There are none if the end is not after the start.
        """
        found = self._hours.stretches(start, end, self.name)
        for other in self.others:
            found = _narrowed(found, other)
        return found

    def days(self, start: int, end: int) -> Iterator[Day]:
        """The local dates from an instant to another, both dates included."""
        return self._hours.days(start, end)

    def _business_days_back(self, start: int, days: int) -> int:
        """The same local time some open days before, as ``business_days`` says."""
        last = self.previous_open(start)
        today, time = self._days.owner(last)
        # A closing is no open instant: it comes right after the last one.
        closing = last < start
        day = self._days.before(today, days, self.previous_open)
        return min(last + closing, self._days.held(day, time + closing))

    def _latest_start(self, end: int, budget: Duration) -> int:
        """The latest start whose deadline, a number of days later, has passed.

        Deadlines in days come in the order of their starts, but for an hour that the
        clock shows twice: between two changes of the clock they always do.
        """
        for first, last in steady_spans(self.zone, end):
            starts = range(first, last + 1)
            if self._has_passed(first, budget, end):
                late = bisect.bisect_left(
                    starts, x=True, key=lambda at: not self._has_passed(at, budget, end)
                )
                return starts[late - 1]
            if budget.unit.is_business:
                # Refuses where the calendar was never open before.
                self.previous_open(first)
        raise beyond_all_dates()

    def _has_passed(self, start: int, budget: Duration, end: int) -> bool:
        """Whether the deadline of a start is not after an instant."""
        try:
            return self.deadline(start, budget) <= end
        except RecordError:
            return False  # The calendar is not open for that long.

    def _open_between(self, first: int, last: int) -> Iterable[Period]:
        """Open periods of a span in order; they may touch or overlap."""
        found: Iterable[Period] = self._hours.periods(first, last)
        for other in self.others:
            theirs = other._open_between(first, last)  # noqa: SLF001 - its own kind
            found = common(found, theirs)
        return found

    def _open_in(self, year: int) -> Iterable[Period]:
        """Open periods of a UTC year in order; they may touch or overlap."""
        return self._open_between(year_start(year), year_start(year + 1))

    def _covering(self, at: int) -> Table:
        """A table that holds an instant."""
        table = self._table
        if table.start <= at < table.end:
            return table
        year = year_of(at)
        return self._grown(table, first=year, last=year + 1)

    def _reaching(self, first: int, last: int) -> Table:
        """A table in which ``open_time`` comes from one amount to another.

        Raises:
            RecordError: LP2005 if it never does, LP4006 beyond all years.
        """
        table = self._table
        # An amount of open time takes at least as much time: this refuses at once
        # what would be refused after all years.
        year_of(ORIGIN + first)
        year_of(ORIGIN + last)
        while first < table.before[0]:
            if self._is_closed_before(table):
                raise _never_open("before", table.start)
            table = self._grown(table, first=table.first - _step(table))
        while last > table.total:
            if table.ends_closed and self._is_settled_after(table):
                raise _never_open("after", table.closes[-1])
            table = self._grown(table, last=table.last + _step(table))
        return table

    def _grown(
        self, table: Table, *, first: int | None = None, last: int | None = None
    ) -> Table:
        """A table that reaches further than a given one; it is kept.

        Tables are never changed, only replaced, so no thread sees half of one.
        """
        first = max(FIRST_YEAR, min(first or table.first, table.first))
        last = min(LAST_YEAR + 1, max(last or table.last, table.last))
        if (first, last) == (table.first, table.last):
            raise beyond_all_dates()
        earlier = map(self._open_in, range(first, table.first))
        later = map(self._open_in, range(table.last, last))
        pieces = itertools.chain(*earlier, table.stretches, *later)
        grown = Table.build(first, last, pieces)
        self._table = grown
        # Not `self._table`, which another thread may have replaced in the meantime.
        return grown

    def _is_closed_before(self, table: Table) -> bool:
        """Whether the calendar was never open before a table."""
        first = min((table.first_opening, *self._own_starts()))
        return first - table.start > _SETTLED

    def _is_settled_after(self, table: Table) -> bool:
        """Whether nothing changes after a table."""
        last = max((table.last_change, *self._own_starts()))
        return table.end - last > _SETTLED

    def _own_starts(self) -> Iterator[int]:
        """Where days with hours of their own begin, of all the calendars.

        In UTC, so a day off at most. Those that no instant reaches are none: people
        write 9999-12-31 where they mean for ever.
        """
        for number in self._hours.agenda.own:
            if _FIRST <= number * DAY < _LAST:
                yield number * DAY
        for other in self.others:
            yield from other._own_starts()  # noqa: SLF001 - another clock


def _narrowed(stretches: Iterable[Stretch], other: BusinessClock) -> Iterator[Stretch]:
    """Stretches that are open only when another calendar is open too."""
    for stretch in stretches:
        if stretch.is_open:
            yield from other.stretches(stretch.start, stretch.end)
        else:
            yield stretch


def clock_of(
    calendars: Calendars,
    name: str,
    zones: Mapping[str, str] | None = None,
    away: Away | None = None,
) -> BusinessClock:
    """The clock of a calendar, joined or not.

    Args:
        calendars: All of them, without unknown names and circles.
        name: The name of one.
        zones: What the fields of a lead that name zones hold, where they are filled.
        away: When whoever works by it, or by its first part, is absent.
    """
    first, *others = (
        BusinessClock(spec, spec.zone_for(zones or {}), name=part)
        for part, spec in parts_of(calendars, name).items()
    )
    return attrs.evolve(first, others=tuple(others), away=away)


def _step(table: Table) -> int:
    """How many years to add when looking further: more, the longer the search."""
    return 1 + (table.last - table.first) // 4


def _refuse_negative(amount: int) -> None:
    """Refuse a negative amount of time with a ``ValueError``."""
    if amount < 0:
        msg = f"a budget is not negative, `{amount}` is"
        raise ValueError(msg)


def _never_open(side: str, at: int) -> NeverOpenError:
    """What to raise when the search for open time has no end."""
    message = f"the calendar has no open time {side} {format_instant(at)}"
    return NeverOpenError([Diagnostic("LP2005", message, NOWHERE)])
