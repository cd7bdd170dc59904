"""Business time against slow computations that share no code with it."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle_calendars import (
    CHANGES,
    EPOCH,
    MINUTE,
    OFFICE,
    hours_on,
    open_at,
    specs,
    zone_info,
)

from leadpact.business_time import Calendar
from leadpact.calendars import (
    BusinessClock,
    CalendarSpec,
    Holidays,
    Hours,
    zone_names,
)


@pytest.mark.parametrize(("name", "around"), CHANGES)
@pytest.mark.parametrize("index", range(len(specs(date(2026, 1, 1)))))
def test_every_minute(name: str, around: date, index: int) -> None:
    """Around a change of the clock, every minute agrees with the wall clock."""
    spec = specs(around)[index]
    clock = BusinessClock(spec, name)
    noon_before = datetime.combine(around, time(12), UTC) - timedelta(days=2)
    moments = [noon_before + timedelta(minutes=step) for step in range(3 * 1440)]
    expected = [open_at(spec, zone_info(name), moment) for moment in moments]

    first = (noon_before - EPOCH) // timedelta(microseconds=1)
    instants = [first + step * MINUTE for step in range(len(moments))]
    assert [clock.is_open(at) for at in instants] == expected

    counts = list(itertools.accumulate(expected, initial=0))[:-1]
    start = clock.open_time(first)
    assert [clock.open_time(at) - start for at in instants] == [
        count * MINUTE for count in counts
    ]

    reached: dict[int, int] = {}
    for count, at in zip(counts, instants, strict=True):
        reached.setdefault(count, at)
    # A budget of nothing has a rule of its own.
    del reached[0]
    assert {count: clock.due(first, count * MINUTE) for count in reached} == reached

    end = instants[-1]
    listed = [at for a, b in clock.periods(first, end) for at in range(a, b, MINUTE)]
    assert listed == [
        at for at, is_open in zip(instants[:-1], expected[:-1], strict=True) if is_open
    ]


@given(
    zone=st.sampled_from(sorted(zone_names())),
    minute=st.integers(15 * 365 * 1440, 75 * 365 * 1440),
    index=st.integers(0, len(specs(date(2026, 1, 1))) - 1),
)
def test_any_zone(zone: str, minute: int, index: int) -> None:
    """At any minute of sixty years, in any zone, the wall clock decides."""
    moment = EPOCH + timedelta(minutes=minute)
    spec = specs(moment.date())[index]
    expected = open_at(spec, zone_info(zone), moment)
    assert BusinessClock(spec, zone).is_open(minute * MINUTE) == expected


@given(
    zone=st.sampled_from(sorted({name for name, _ in CHANGES} - {"Pacific/Apia"})),
    first=st.dates(date(2005, 1, 1), date(2030, 1, 1)),
    length=st.integers(0, 800),
)
def test_long_spans(zone: str, first: date, length: int) -> None:
    """Over years, office hours add up as the sum over local dates."""
    spec = CalendarSpec("UTC", (*[OFFICE] * 5, (), ()), Holidays("US", "NY"))

    def utc(day: date, minute: int) -> datetime:
        wall = datetime.combine(day, time(minute // 60, minute % 60))
        return wall.replace(tzinfo=zone_info(zone)).astimezone(UTC)

    days = [first + timedelta(days=step) for step in range(length)]
    # At half past four no office is open, and no clock of these zones changes.
    start, end = utc(first, 270), utc(first + timedelta(days=length), 270)
    total = sum(
        (
            utc(day, hours.end) - utc(day, hours.start)
            for day in days
            for hours in hours_on(spec, day)
        ),
        timedelta(0),
    )
    calendar = Calendar(spec, zone)
    assert calendar.elapsed(start, end) == total
    assert calendar.elapsed(end, start) == -total


@given(
    zone=st.sampled_from(sorted({name for name, _ in CHANGES} - {"Pacific/Apia"})),
    start=st.datetimes(datetime(2005, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
    days=st.integers(1, 300),
)
def test_business_days(zone: str, start: datetime, days: int) -> None:
    """Business days are found by walking dates, and the time is held in the hours."""
    spec = CalendarSpec("UTC", (*[(Hours(540, 1050),)] * 5, (), ()), Holidays("US"))
    opens, closes = time(9), time(17, 30)
    rules = zone_info(zone)
    given_at = start.replace(tzinfo=rules).astimezone(UTC)

    local = given_at.astimezone(rules)
    day, at = local.date(), local.time()
    if hours_on(spec, day) and at < closes:
        at, count = max(at, opens), days
    else:
        at, count = opens, days + 1
    left = count
    while left:
        day += timedelta(days=1)
        left -= bool(hours_on(spec, day))
    expected = datetime.combine(day, at).replace(tzinfo=rules)
    clock = BusinessClock(spec, zone)
    due = clock.business_days((given_at - EPOCH) // timedelta(microseconds=1), days)
    assert due == (expected.astimezone(UTC) - EPOCH) // timedelta(microseconds=1)
