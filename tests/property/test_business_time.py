"""Laws of business time, for any week, dates of their own, holidays and zone."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import attrs
from hypothesis import assume, example, given
from hypothesis import strategies as st

from leadpact.business_time import Calendar
from leadpact.calendars import (
    BusinessClock,
    CalendarSpec,
    Holidays,
    Hours,
    day_hours,
    days_later,
    parse_hours,
    reading,
)
from leadpact.calendars.wall_clock import instant
from leadpact.instants import format_instant, from_instant, parse_instant, to_instant
from leadpact.units import Duration, Unit

MINUTE = 60_000_000
DAY = 1440 * MINUTE
#: Microseconds from the epoch to 2018 and to 2030: clocks change, at midnight too.
FIRST, LAST = 17532 * DAY, 21915 * DAY

ZONES = (
    "UTC",
    "America/New_York",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Asia/Kolkata",
)

HOURS = st.builds(
    lambda start, length: Hours(start, start + length),
    st.integers(0, 1439),
    st.integers(1, 1440),
)


def _apart(hours: list[Hours]) -> tuple[Hours, ...]:
    """Hours of one day, without those that overlap an earlier one."""
    kept: list[Hours] = []
    for one in sorted(hours):
        if not kept or kept[-1].end <= one.start:
            kept.append(one)
    return tuple(kept)


# Near one another and near changes of the clock, so that they meet.
DATES = st.dates(date(2018, 10, 25), date(2018, 11, 15)) | st.dates(
    date(2018, 1, 1), date(2029, 12, 31)
)


DAYS = st.lists(HOURS, max_size=3).map(_apart)
HOLIDAYS = st.builds(
    Holidays, st.sampled_from([None, "BR", "US"]), also=st.lists(DATES, max_size=9)
)
SPECS = st.builds(
    CalendarSpec,
    st.sampled_from(ZONES),
    st.tuples(*[DAYS] * 7).filter(any),
    st.none() | HOLIDAYS,
    st.dictionaries(DATES, DAYS, max_size=9).map(lambda own: tuple(own.items())),
)
CLOCKS = SPECS.map(BusinessClock)
#: When people are awake, on some clock.
AWAKE = st.sampled_from(ZONES).map(
    lambda zone: BusinessClock(CalendarSpec(zone, ((Hours(480, 1200),),) * 7))
)
#: Calendars whose days do not lie as those of the other one, and which open for ever.
JOINED = st.builds(
    lambda clock, other: attrs.evolve(clock, others=(other,)), CLOCKS, AWAKE
).filter(lambda clock: any(True for _ in clock.periods(LAST, LAST + 400 * DAY)))
INSTANTS = st.integers(17829 * DAY, 17850 * DAY) | st.integers(FIRST, LAST)
# Weeks of a few minutes are among the weeks: larger budgets would take centuries.
BUDGETS = st.integers(0, 600 * MINUTE) | st.integers(0, 5 * DAY)
#: Monday's shift is still at work in a break of Tuesday's hours.
OVERLAPPING = BusinessClock(
    CalendarSpec(
        "UTC",
        (
            (parse_hours("22:00-08:00"),),
            (parse_hours("00:00-04:00"), parse_hours("12:00-13:00")),
            *[()] * 5,
        ),
    )
)
#: Of Tuesday's own hours nothing is left: all that is open on it is Monday's.
NARROWED = BusinessClock(
    CalendarSpec(
        "UTC", ((parse_hours("12:00-11:00"),), (parse_hours("02:00-03:00"),), *[()] * 5)
    ),
    others=(
        BusinessClock(
            CalendarSpec("UTC", ((Hours(720, 900),), (Hours(300, 600),), *[()] * 5))
        ),
    ),
)


class TestOpenTime:
    """Open time so far is a monotone function that grows with time when open."""

    @given(clock=CLOCKS, one=INSTANTS, other=INSTANTS)
    def test_slope(self, clock: BusinessClock, one: int, other: int) -> None:
        """It never falls, and never grows faster than time."""
        one, other = sorted((one, other))
        assert 0 <= clock.open_time(other) - clock.open_time(one) <= other - one

    @given(clock=CLOCKS, at=INSTANTS)
    def test_grows_when_open(self, clock: BusinessClock, at: int) -> None:
        """It grows by each open microsecond and by no other."""
        grown = clock.open_time(at + 1) - clock.open_time(at)
        assert grown == clock.is_open(at)

    @given(spec=SPECS, points=st.lists(INSTANTS, min_size=1))
    def test_order_of_questions(self, spec: CalendarSpec, points: list[int]) -> None:
        """What was asked before makes no difference, nor does pickling."""
        clock = BusinessClock(spec)
        forwards = [clock.open_time(at) for at in points]
        other = BusinessClock(spec)
        assert [other.open_time(at) for at in points[::-1]] == forwards[::-1]
        copy = pickle.loads(pickle.dumps(clock))  # noqa: S301 - our own bytes
        assert copy == clock
        assert hash(copy) == hash(clock)
        assert [copy.open_time(at) for at in points] == forwards

    @given(spec=SPECS, one=INSTANTS, two=INSTANTS, three=INSTANTS)
    def test_adds_up(self, spec: CalendarSpec, one: int, two: int, three: int) -> None:
        """Elapsed time adds up, in any order of the instants."""
        calendar = Calendar(spec)
        a, b, c = map(from_instant, (one, two, three))
        whole = calendar.elapsed(a, c)
        assert calendar.elapsed(a, b) + calendar.elapsed(b, c) == whole
        assert calendar.elapsed(c, a) == -whole


class TestDue:
    """A due instant is the earliest at which the budget is used up."""

    @given(clock=CLOCKS, start=INSTANTS, budget=BUDGETS)
    def test_uses_the_budget(
        self, clock: BusinessClock, start: int, budget: int
    ) -> None:
        """Between start and due lies exactly the budget, and before it less."""
        due = clock.due(start, budget)
        used = clock.open_time(start)
        assert due >= start
        assert clock.open_time(due) - used == budget
        if budget:
            assert clock.open_time(due - 1) - used == budget - 1

    @given(clock=CLOCKS, start=INSTANTS)
    def test_nothing(self, clock: BusinessClock, start: int) -> None:
        """A budget of nothing is due at the first open instant."""
        due = clock.due(start, 0)
        assert clock.is_open(due)
        assert due == start or not clock.is_open(start)
        assert list(clock.periods(start, due)) == []

    @given(clock=CLOCKS, start=INSTANTS, later=BUDGETS, budget=BUDGETS, more=BUDGETS)
    def test_monotone(
        self, clock: BusinessClock, start: int, later: int, budget: int, more: int
    ) -> None:
        """A later start and a larger budget are never due earlier."""
        due = clock.due(start, budget + 1)
        assert clock.due(start + later, budget + 1) >= due
        assert clock.due(start, budget + 1 + more) >= due

    @given(clock=CLOCKS, at=INSTANTS)
    def test_closing_time(self, clock: BusinessClock, at: int) -> None:
        """A budget that lasts until closing time is due at closing time."""
        start = clock.next_open(at)
        closing = clock.next_change(start)
        assume(closing is not None)
        assert closing is not None
        assert clock.due(start, closing - start) == closing
        assert not clock.is_open(closing)

    @given(clock=CLOCKS, amount=st.integers(-2 * DAY, 5 * DAY))
    def test_reach(self, clock: BusinessClock, amount: int) -> None:
        """Reaching an amount is the inverse of open time, from the left."""
        at = clock.reach(amount)
        assert clock.open_time(at) == amount
        assert clock.open_time(at - 1) == amount - 1


class TestChanges:
    """Openings, closings and the stretches between them."""

    @given(clock=CLOCKS, at=INSTANTS)
    def test_next_change(self, clock: BusinessClock, at: int) -> None:
        """Nothing changes before the next change, which changes."""
        change = clock.next_change(at)
        if change is None:
            assert clock.is_open(at)
            return
        now = clock.is_open(at)
        assert change > at
        assert clock.is_open(change) is not now
        assert clock.open_time(change) - clock.open_time(at) == (change - at) * now

    @given(clock=CLOCKS, start=INSTANTS, length=st.integers(-DAY, 20 * DAY))
    def test_periods(self, clock: BusinessClock, start: int, length: int) -> None:
        """Stretches lie apart, inside the range, and hold all its open time."""
        periods = list(clock.periods(start, start + length))
        edges = [edge for period in periods for edge in period]
        assert edges == sorted(set(edges))
        assert all(start <= edge <= start + length for edge in edges)
        held = sum(closing - opening for opening, closing in periods)
        elapsed = clock.open_time(start + length) - clock.open_time(start)
        assert held == max(0, elapsed)


class TestBefore:
    """The latest start whose deadline is not after an instant."""

    @given(clock=CLOCKS, end=INSTANTS, budget=BUDGETS)
    def test_latest(self, clock: BusinessClock, end: int, budget: int) -> None:
        """Its deadline is not after the end, and that of the next instant is."""
        start = clock.due_before(end, budget)
        assert start <= end
        assert clock.due(start, budget) <= end < clock.due(start + 1, budget)

    @given(clock=CLOCKS, start=INSTANTS, budget=BUDGETS)
    def test_inverse(self, clock: BusinessClock, start: int, budget: int) -> None:
        """From a deadline it leads back to the start, or to the opening after it."""
        before = clock.due_before(clock.due(start, budget), budget)
        assert before == clock.next_open(start)

    @given(clock=CLOCKS, one=INSTANTS, other=INSTANTS, budget=BUDGETS, more=BUDGETS)
    def test_monotone(
        self, clock: BusinessClock, one: int, other: int, budget: int, more: int
    ) -> None:
        """A later end and a smaller budget leave more time."""
        one, other = sorted((one, other))
        assert clock.due_before(one, budget) <= clock.due_before(other, budget)
        assert clock.due_before(one, budget + more) <= clock.due_before(one, budget)

    @given(
        clock=CLOCKS | JOINED,
        end=INSTANTS,
        amount=st.integers(0, 40),
        unit=st.sampled_from([Unit.BUSINESS_DAY, Unit.CALENDAR_DAY, Unit.HOUR]),
    )
    def test_days(
        self, clock: BusinessClock, end: int, amount: int, unit: Unit
    ) -> None:
        """The law holds for days too, and for time on the wall."""
        budget = Duration(Decimal(amount), unit)
        start = clock.before(end, budget)
        assert start <= end
        assert clock.deadline(start, budget) <= end
        # An hour that comes twice: some of it may be due before what precedes it.
        for later in (start + 1, start + MINUTE, start + 60 * MINUTE, end + 1):
            assert clock.deadline(later, budget) > end


class TestEdges:
    """The open instants and the closings around an instant."""

    @given(clock=CLOCKS, at=INSTANTS)
    def test_previous_open(self, clock: BusinessClock, at: int) -> None:
        """It is open, and between it and the instant nothing is."""
        last = clock.previous_open(at)
        assert last <= at
        assert clock.is_open(last)
        assert clock.open_time(at) - clock.open_time(last) <= 1
        assert last == at or not clock.is_open(last + 1)

    @given(clock=CLOCKS, at=INSTANTS)
    def test_next_close(self, clock: BusinessClock, at: int) -> None:
        """It is the end of the stretch that is open at the next opening."""
        closing = clock.next_close(at)
        if closing is None:
            return
        opening = clock.next_open(at)
        assert opening < closing
        assert clock.open_time(closing) - clock.open_time(at) == closing - opening
        assert not clock.is_open(closing)


class TestJoined:
    """A joined calendar is open exactly when all its parts are."""

    @given(parts=st.lists(SPECS, min_size=2, max_size=3), at=INSTANTS)
    def test_open(self, parts: list[CalendarSpec], at: int) -> None:
        """Whatever the parts are, and wherever their clocks hang."""
        clocks = [BusinessClock(spec) for spec in parts]
        joined = attrs.evolve(clocks[0], others=tuple(clocks[1:]))
        grown = joined.open_time(at + 1) - joined.open_time(at)
        assert grown == all(clock.is_open(at) for clock in clocks)

    @given(one=SPECS, other=SPECS, start=INSTANTS, length=st.integers(0, 20 * DAY))
    def test_order(
        self, one: CalendarSpec, other: CalendarSpec, start: int, length: int
    ) -> None:
        """Open time does not depend on which part is the first."""
        a, b = BusinessClock(one), BusinessClock(other)
        ab, ba = attrs.evolve(a, others=(b,)), attrs.evolve(b, others=(a,))
        end = start + length
        assert list(ab.periods(start, end)) == list(ba.periods(start, end))

    @given(spec=SPECS, start=INSTANTS, days=st.integers(-9, 9))
    def test_with_itself(self, spec: CalendarSpec, start: int, days: int) -> None:
        """Joined with one that is always open, or with itself, nothing changes."""
        clock = BusinessClock(spec)
        always = BusinessClock(CalendarSpec("Asia/Tokyo", ((Hours(0, 1440),),) * 7))
        for other in (clock, always):
            joined = attrs.evolve(clock, others=(other,))
            assert joined.open_time(start) == clock.open_time(start)
            due = joined.business_days(start, days)
            assert due == clock.business_days(start, days)


class TestReasons:
    """Stretches tell every instant of a span, open or closed with a reason."""

    @given(
        parts=st.lists(SPECS, min_size=1, max_size=3),
        start=INSTANTS,
        length=st.integers(-DAY, 20 * DAY),
    )
    def test_tiles(self, parts: list[CalendarSpec], start: int, length: int) -> None:
        """They tile the span, and the open ones are the open time."""
        clocks = [BusinessClock(spec) for spec in parts]
        joined = attrs.evolve(clocks[0], others=tuple(clocks[1:]))
        found, end = list(joined.stretches(start, start + length)), start
        for stretch in found:
            assert stretch.start == end < stretch.end
            end = stretch.end
        assert end == max(start, start + length)
        periods = [(one.start, one.end) for one in found if one.is_open]
        assert periods == list(joined.periods(start, start + length))

    @given(parts=st.tuples(SPECS, SPECS), start=INSTANTS)
    def test_part(self, parts: tuple[CalendarSpec, ...], start: int) -> None:
        """What is told to be closed is closed, and the parts before it are open."""
        clocks = [
            BusinessClock(spec, name=name)
            for name, spec in zip("ab", parts, strict=True)
        ]
        joined = attrs.evolve(clocks[0], others=(clocks[1],))
        for stretch in joined.stretches(start, start + 9 * DAY):
            states = [clock.is_open(stretch.start) for clock in clocks]
            names = [
                name for name, state in zip("ab", states, strict=True) if not state
            ]
            assert stretch.calendar == "".join(names[:1])


class TestPrecedence:
    """Hours of a date win over holidays, and holidays over the week."""

    @given(spec=SPECS, day=DATES, hours=DAYS, at=INSTANTS)
    def test_own_hours(
        self, spec: CalendarSpec, day: date, hours: tuple[Hours, ...], at: int
    ) -> None:
        """Closing a date that has hours of its own changes nothing."""
        days = (*(own for own in spec.days if own[0] != day), (day, hours))
        owned = attrs.evolve(spec, days=days)
        known = spec.holidays or Holidays()
        closed = attrs.evolve(known, also=(*known.also, day))
        both = attrs.evolve(owned, holidays=closed)
        start = (day - date(1970, 1, 1)).days * DAY
        for moment in (start, start + DAY // 2, start + DAY, at):
            assert BusinessClock(both).is_open(moment) == BusinessClock(owned).is_open(
                moment
            )

    @given(spec=SPECS, day=DATES)
    def test_holiday(self, spec: CalendarSpec, day: date) -> None:
        """A holiday is like a date with hours of its own that is closed."""
        assume(day not in dict(spec.days))
        known = spec.holidays or Holidays()
        holiday = attrs.evolve(
            spec, holidays=attrs.evolve(known, also=(*known.also, day))
        )
        closed = attrs.evolve(spec, days=(*spec.days, (day, ())))
        start = (day - date(1970, 1, 1)).days * DAY - DAY
        assert list(BusinessClock(holiday).periods(start, start + 3 * DAY)) == list(
            BusinessClock(closed).periods(start, start + 3 * DAY)
        )


class TestDays:
    """Business days and calendar days keep the local time."""

    @given(clock=CLOCKS | JOINED, start=INSTANTS, days=st.integers(0, 40))
    def test_business_days(self, clock: BusinessClock, start: int, days: int) -> None:
        """They fall in or at the end of open time, not before the start, in order."""
        due = clock.business_days(start, days)
        assert due >= start
        assert clock.is_open(due) or clock.is_open(due - 1)
        assert clock.business_days(start, days + 1) >= due

    @given(
        clock=CLOCKS | JOINED,
        start=INSTANTS,
        later=st.integers(0, 3 * DAY),
        days=st.integers(-40, 40),
    )
    @example(OVERLAPPING, parse_instant("2026-03-03T03:30Z"), 90 * MINUTE, 1)
    @example(NARROWED, parse_instant("2026-03-02T13:00Z"), 20 * 60 * MINUTE, 1)
    def test_in_order(
        self, clock: BusinessClock, start: int, later: int, days: int
    ) -> None:
        """A later start is never due earlier, unless the clock changed in between."""
        shown = reading(clock.zone, start + later) - reading(clock.zone, start)
        assume(shown == later)
        due = clock.business_days(start, days)
        assert clock.business_days(start + later, days) >= due

    @given(clock=CLOCKS | JOINED, start=INSTANTS, days=st.integers(0, 40))
    def test_business_days_back(
        self, clock: BusinessClock, start: int, days: int
    ) -> None:
        """Backwards they fall in or at the end of open time too, in order."""
        found = clock.business_days(start, -days - 1)
        assert found <= start
        assert clock.is_open(found) or clock.is_open(found - 1)
        assert clock.business_days(start, -days - 2) <= found

    @given(
        days=st.integers(-40, 40),
        minute=st.integers(540, 1019),
        weekday=st.integers(0, 4),
        zone=st.sampled_from(ZONES),
    )
    def test_there_and_back(
        self, days: int, minute: int, weekday: int, zone: str
    ) -> None:
        """Where each open day has the same hours, the way back leads to the start."""
        clock = BusinessClock(CalendarSpec(zone, (*[(Hours(540, 1020),)] * 5, (), ())))
        monday = days_later("UTC", parse_instant("2018-10-22T00:00Z"), weekday)
        start = instant(zone, monday + minute * MINUTE)
        there = clock.business_days(start, days)
        assert clock.business_days(there, -days) == start

    @given(clock=CLOCKS, start=INSTANTS, days=st.integers(0, 40))
    def test_calendar_days(self, clock: BusinessClock, start: int, days: int) -> None:
        """They show the same time on a later date, unless the clock leaves it out."""
        due = clock.calendar_days(start, days)
        shown = reading(clock.zone, start) + days * DAY
        assert due >= start
        if reading(clock.zone, due) != shown:
            assert reading(clock.zone, due - 1) < shown < reading(clock.zone, due)


class TestNotation:
    """What is printed reads back."""

    @given(hours=HOURS)
    def test_hours(self, hours: Hours) -> None:
        """Hours read back, except a day from one time to the same time."""
        assume(hours.end - hours.start < 1440 or hours.start == 0)
        assert parse_hours(str(hours)) == hours

    @given(hours=st.lists(HOURS, max_size=3))
    def test_day_hours(self, hours: list[Hours]) -> None:
        """Hours are refused exactly if two of them share a minute."""
        minutes = [minute for one in hours for minute in range(one.start, one.end)]
        try:
            assert list(day_hours(hours)) == sorted(hours)
            refused = False
        except ValueError:
            refused = True
        assert refused == (len(minutes) != len(set(minutes)))

    @given(at=st.integers(-60_000_000_000_000_000, 250_000_000_000_000_000))
    def test_instants(self, at: int) -> None:
        """Instants read back from text and from datetimes."""
        assert parse_instant(format_instant(at)) == at
        assert to_instant(from_instant(at)) == at

    @given(moment=st.datetimes(timezones=st.timezones()))
    def test_datetimes(self, moment: datetime) -> None:
        """A datetime of any zone is the same instant in UTC."""
        assume(datetime(1, 1, 3) < moment.replace(tzinfo=None) < datetime(9999, 12, 30))  # noqa: DTZ001
        back = from_instant(to_instant(moment))
        assert back.utcoffset() == timedelta(0)
        assert back == moment.astimezone(UTC)
