"""Calendars by the clock on the wall: slow, plain, and no code of the engine.

A calendar is open at a minute if the wall clock of its zone then shows a time within
the hours of today, or within those of a shift that began yesterday. The hours of a
date are its own, else none on a holiday, else those of its day of the week.
"""

from __future__ import annotations

import functools
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

from leadpact.calendars import CalendarSpec, Holidays, Hours

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
