"""Business time against slow computations that share no code with it."""

from __future__ import annotations

import functools
import itertools
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpact.calendars import (
    BusinessClock,
    Calendar,
    CalendarSpec,
    Holidays,
    Hours,
    zone_names,
)

MINUTE = 60_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: A zone, and a local date on which its clock changes.
CHANGES = [
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Europe/London", date(2020, 10, 25)),
    ("Australia/Lord_Howe", date(2025, 4, 6)),  # By half an hour.
    ("Australia/Lord_Howe", date(2025, 10, 5)),
    ("America/Sao_Paulo", date(2018, 2, 18)),  # From midnight to eleven.
    ("America/Sao_Paulo", date(2018, 11, 4)),  # No midnight.
    ("Africa/Cairo", date(2010, 8, 11)),
    ("Africa/Cairo", date(2023, 4, 28)),  # No midnight.
    ("Asia/Tehran", date(2021, 3, 22)),
    ("Asia/Tehran", date(2021, 9, 22)),
    ("America/St_Johns", date(2010, 11, 7)),  # One minute after midnight.
    ("Pacific/Apia", date(2011, 12, 30)),  # The date is left out.
    ("Antarctica/Troll", date(2024, 3, 31)),  # By two hours.
    ("Asia/Kathmandu", date(1986, 1, 1)),  # By a quarter of an hour.
    ("Asia/Kolkata", date(2026, 1, 26)),  # No change.
]

OFFICE = (Hours(540, 750), Hours(780, 1050))
NIGHT = (Hours(22 * 60, 30 * 60),)
ALL_DAY = (Hours(0, 1440),)


def specs(around: date) -> list[CalendarSpec]:
    """Weeks of several shapes, with dated hours and holidays around a date."""
    before, after = around - timedelta(days=1), around + timedelta(days=1)
    return [
        CalendarSpec("UTC", (*[OFFICE] * 4, (Hours(540, 960),), (), ())),
        CalendarSpec("UTC", (NIGHT,) * 7),
        CalendarSpec("UTC", (ALL_DAY,) * 7),
        # Edges in the middle of the hours that clocks repeat or leave out.
        CalendarSpec("UTC", ((Hours(5, 35), Hours(95, 150), Hours(1397, 1530)),) * 7),
        # Shifts that run into the hours of the next day.
        CalendarSpec("UTC", ((Hours(240, 1680),),) * 7),
        CalendarSpec("UTC", (NIGHT,) * 7, Holidays(also=(around,))),
        CalendarSpec(
            "UTC",
            ((), NIGHT, OFFICE, (), NIGHT, OFFICE, OFFICE),
            Holidays("US", "NY", also=(before, after)),
            days=((before, ()), (around, (Hours(1200, 2100),)), (after, OFFICE)),
        ),
    ]


@functools.cache
def zone_info(name: str) -> ZoneInfo:
    """A zone of the package tzdata, whatever the machine has."""
    file = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    with file.open("rb") as data:
        return ZoneInfo.from_file(data)


@functools.cache
def public(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    """Public holidays."""
    import holidays  # noqa: PLC0415 - slow to import

    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))


def hours_on(spec: CalendarSpec, day: date) -> tuple[Hours, ...]:
    """Hours of a date: its own, else none on a holiday, else those of the week."""
    for own, hours in spec.days:
        if own == day:
            return hours
    if spec.holidays is not None:
        if day in spec.holidays.also:
            return ()
        country, subdivision = spec.holidays.country, spec.holidays.subdivision
        if country and day in public(country, subdivision, day.year):
            return ()
    return spec.open[day.weekday()]


def open_at(spec: CalendarSpec, zone: ZoneInfo, at: datetime) -> bool:
    """Whether the clock on the wall shows an open time."""
    local = at.astimezone(zone)
    minute, today = local.hour * 60 + local.minute, local.date()
    yesterday = today - timedelta(days=1)
    return any(h.start <= minute < h.end for h in hours_on(spec, today)) or any(
        h.start <= minute + 1440 < h.end for h in hours_on(spec, yesterday)
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
