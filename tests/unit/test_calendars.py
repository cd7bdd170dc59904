from __future__ import annotations

import functools
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

import attrs
import pytest

from leadpact.business_time import Calendar
from leadpact.calendars import (
    Absence,
    Away,
    BusinessClock,
    CalendarSpec,
    Day,
    Holidays,
    Hours,
    Joined,
    Rule,
    ZoneField,
    check_holidays,
    clock_of,
    countries,
    data_versions,
    day_hours,
    days_later,
    holiday_names,
    parse_absences,
    parse_days,
    parse_hours,
    parts_of,
    reading,
    subdivisions,
    time_zone,
    zone_fields,
    zone_names,
)
from leadpact.calendars.public_data import public_holidays
from leadpact.calendars.tables import common, merged
from leadpact.calendars.wall_clock import instant
from leadpact.errors import RecordError
from leadpact.instants import format_instant, parse_instant
from leadpact.units import Duration

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def week(**days: str) -> tuple[tuple[Hours, ...], ...]:
    """A week from keywords such as ``mon_fri="09:00-12:00 13:00-17:00"``."""
    found: list[tuple[Hours, ...]] = [()] * 7
    for names, hours in days.items():
        for day in parse_days(names.replace("_", "-")):
            found[day] = tuple(map(parse_hours, hours.split()))
    return tuple(found)


OFFICE = CalendarSpec("America/New_York", week(mon_fri="09:00-17:00"))
LUNCH = CalendarSpec("Europe/Oslo", week(mon_fri="09:00-12:30 13:00-17:30"))
NIGHT = CalendarSpec("Asia/Manila", week(sun_thu="22:00-06:00"))
ALWAYS = CalendarSpec("Europe/Paris", week(mon_sun="00:00-24:00"))
NEVER = CalendarSpec("UTC", week())
#: Open on one day only, from nine to noon.
ONCE = attrs.evolve(NEVER, days=((date(2026, 3, 4), (Hours(540, 720),)),))


def due(spec: CalendarSpec, start: str, budget: str) -> str:
    """When a budget is used up, by a clock of its own."""
    found = BusinessClock(spec).deadline(parse_instant(start), Duration.parse(budget))
    return format_instant(found)


def code(error: pytest.ExceptionInfo[RecordError]) -> str:
    """The code of the only diagnostic of an error."""
    (found,) = error.value.diagnostics
    return found.code


class TestHours:
    """Hours of one day."""

    @pytest.mark.parametrize(
        ("text", "start", "end"),
        [
            ("09:00-12:30", 540, 750),
            ("22:00-06:00", 1320, 1800),
            ("00:00-24:00", 0, 1440),
            ("22:00-24:00", 1320, 1440),
            ("22:00-00:00", 1320, 1440),
            ("00:01-00:00", 1, 1440),
            (" 09:00-09:01 ", 540, 541),
        ],
    )
    def test_parse(self, text: str, start: int, end: int) -> None:
        """Hours are minutes after midnight, past 1440 for a shift over midnight."""
        assert parse_hours(text) == Hours(start, end)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("9:00-17:00", "`9:00-17:00` is not hours such as `09:00-17:30`"),
            ("09:00", "`09:00` is not hours such as `09:00-17:30`"),
            ("09:00-17:00 ET", "`09:00-17:00 ET` is not hours such as"),
            ("09:60-17:00", "`09:60` is not a time of day"),
            ("09:00-24:01", "`24:01` is not a time of day"),
            ("24:00-06:00", "write `00:00` on the next day"),
            ("09:00-09:00", "write `00:00-24:00` for the whole day"),
        ],
    )
    def test_refuse(self, text: str, message: str) -> None:
        """What is no stretch of a day is refused, and the message says why."""
        with pytest.raises(ValueError, match=message):
            parse_hours(text)

    @pytest.mark.parametrize(
        ("start", "end"), [(-1, 60), (1440, 1500), (60, 60), (60, 1501)]
    )
    def test_range(self, start: int, end: int) -> None:
        """Hours from data start on their day and last at most 24 hours."""
        with pytest.raises(ValueError, match="minute"):
            Hours(start, end)

    @pytest.mark.parametrize("text", ["09:00-12:30", "22:00-06:00", "00:00-24:00"])
    def test_print(self, text: str) -> None:
        """Hours print as they are read."""
        assert str(parse_hours(text)) == text

    def test_order(self) -> None:
        """Hours of a day are put in order; they may touch."""
        early, late = Hours(540, 720), Hours(720, 780)
        assert day_hours([late, early]) == (early, late)

    def test_overlap(self) -> None:
        """Hours of a day do not overlap."""
        with pytest.raises(ValueError, match="`09:00-12:00` and `11:59-13:00` overlap"):
            day_hours([Hours(719, 780), Hours(540, 720)])


class TestDays:
    """Days of the week."""

    @pytest.mark.parametrize(
        ("text", "days"),
        [
            ("mon", (0,)),
            ("mon-thu", (0, 1, 2, 3)),
            ("sun-thu", (6, 0, 1, 2, 3)),
            ("fri-fri", (4,)),
            ("mon-sun", (0, 1, 2, 3, 4, 5, 6)),
        ],
    )
    def test_parse(self, text: str, days: tuple[int, ...]) -> None:
        """A day, or a range that may run over the end of the week."""
        assert parse_days(text) == days

    @pytest.mark.parametrize(
        ("text", "name"),
        [("monday", "monday"), ("mon-", ""), ("mon-fry", "fry"), ("Mon", "Mon")],
    )
    def test_refuse(self, text: str, name: str) -> None:
        """What is no day is named."""
        with pytest.raises(ValueError, match=f"`{name}` is not a day such as `mon`"):
            parse_days(text)


class TestSpec:
    """What a policy says, as plain data."""

    def test_order(self) -> None:
        """The order in which dates and hours are given makes no difference."""
        hours = (Hours(780, 840), Hours(540, 720))
        one, other = date(2026, 12, 23), date(2026, 12, 24)
        spec = CalendarSpec(
            "UTC",
            [*[hours] * 5, (), ()],
            Holidays(also=(other, one, other)),
            ((other, ()), (one, hours)),
        )
        assert spec.open[4] == (Hours(540, 720), Hours(780, 840))
        assert spec.holidays == Holidays(also=(one, other))
        assert spec.days == ((one, hours[::-1]), (other, ()))
        assert hash(spec) == hash(attrs.evolve(spec, days=spec.days[::-1]))

    def test_week(self) -> None:
        """A week has seven days."""
        with pytest.raises(ValueError, match="a week has 7 days, not 5"):
            CalendarSpec("UTC", [()] * 5)

    def test_zone(self) -> None:
        """A zone that a field names has one to fall back on."""
        spec = attrs.evolve(OFFICE, timezone=ZoneField("lead_zone", "Asia/Tokyo"))
        assert (OFFICE.zone, spec.zone) == ("America/New_York", "Asia/Tokyo")
        assert BusinessClock(spec).zone == "Asia/Tokyo"

    def test_has_open_time(self) -> None:
        """Hours on a date are enough, a closed date is not."""
        closed = attrs.evolve(NEVER, days=((date(2026, 3, 4), ()),))
        found = [spec.has_open_time() for spec in (OFFICE, ONCE, NEVER, closed)]
        assert found == [True, True, False, False]


class TestPublicData:
    """Zones and holidays of the packages."""

    def test_zones(self) -> None:
        """Links count as zones, files of the machine do not."""
        assert {"Europe/Oslo", "US/Eastern", "UTC"} < zone_names()
        assert "localtime" not in zone_names()
        assert time_zone("Europe/Oslo").key == "Europe/Oslo"

    @pytest.mark.parametrize("name", ["Europe/Olso", "", "../zones", "localtime"])
    def test_unknown_zone(self, name: str) -> None:
        """A zone that is not known is refused, by a clock too."""
        with pytest.raises(ValueError, match=f"`{name}` is not a time zone"):
            time_zone(name)
        with pytest.raises(ValueError, match=f"`{name}` is not a time zone"):
            BusinessClock(OFFICE, name)

    def test_places(self) -> None:
        """Countries and their parts are known by their ISO codes."""
        assert {"US", "NO"} < countries()
        assert not {"USA", "UK", "EU"} & countries()
        assert {"NY", "CA"} < subdivisions("US")

    @pytest.mark.parametrize(
        ("country", "subdivision"), [(None, None), ("NO", None), ("US", "NY")]
    )
    def test_known(self, country: str | None, subdivision: str | None) -> None:
        """Known places pass."""
        check_holidays(country, subdivision)

    @pytest.mark.parametrize(
        ("country", "subdivision", "message"),
        [
            (None, "NY", "`NY` needs its `country`"),
            ("USA", None, "`USA` is not a country with known holidays"),
            ("date", None, "`date` is not a country with known holidays"),
            ("US", "Bavaria", "`Bavaria` is not a subdivision of `US`"),
        ],
    )
    def test_unknown(
        self, country: str | None, subdivision: str | None, message: str
    ) -> None:
        """A place whose holidays are not known is refused."""
        with pytest.raises(ValueError, match=message):
            check_holidays(country, subdivision)

    def test_names(self) -> None:
        """Holidays have names, observed days too; own dates have none."""
        also = (date(2026, 2, 16), date(2026, 12, 24), date(2027, 12, 24))
        names = holiday_names(Holidays("US", "NY", also), 2026)
        assert list(names) == sorted(names)
        assert names[date(2026, 7, 3)] == "Independence Day (observed)"
        assert names[date(2026, 2, 12)] == "Lincoln's Birthday"
        assert names[date(2026, 2, 16)] == "Washington's Birthday"
        assert names[date(2026, 12, 24)] == ""
        assert {day.year for day in names} == {2026}
        assert holiday_names(Holidays(also=also), 2027) == {date(2027, 12, 24): ""}

    @pytest.mark.parametrize(
        ("country", "name"), [("CA", "Christmas Day"), ("FR", "Christmas Day")]
    )
    def test_language(
        self, country: str, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The language of the machine does not change the names."""
        monkeypatch.setenv("LANGUAGE", "fr")
        public_holidays.cache_clear()
        assert public_holidays(country, None, 2026)[date(2026, 12, 25)] == name

    def test_versions(self) -> None:
        """The versions are those of the installed data."""
        versions = data_versions()
        assert set(versions) == {"holidays", "tzdata"}
        assert versions["tzdata"][:4].isdigit()
        assert versions["holidays"][0].isdigit()

    def test_lazy(self) -> None:
        """A calendar without a country does not load the holidays of the world."""
        script = (
            "import sys\n"
            "from leadpact.calendars import BusinessClock, CalendarSpec, Hours\n"
            "BusinessClock(CalendarSpec('UTC', [[Hours(0, 60)]] * 7)).open_time(0)\n"
            "assert 'holidays' not in sys.modules\n"
        )
        subprocess.run([sys.executable, "-c", script], check=True)


class TestWallClock:
    """Readings of the clock on the wall."""

    def test_reading(self) -> None:
        """A reading is what the clock shows, as microseconds without a zone."""
        shown = reading("Asia/Kathmandu", parse_instant("2026-01-05T20:00Z"))
        assert shown == parse_instant("2026-01-06T01:45Z")

    @pytest.mark.parametrize(
        ("zone", "shown", "at"),
        [
            ("America/New_York", "2026-03-08T01:59", "2026-03-08T06:59:00Z"),
            ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:00:00Z"),
            ("America/New_York", "2026-03-08T03:00", "2026-03-08T07:00:00Z"),
            ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00Z"),
            ("America/New_York", "2026-11-01T02:00", "2026-11-01T07:00:00Z"),
            ("America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T03:00:00Z"),
            ("Australia/Lord_Howe", "2025-04-06T01:45", "2025-04-05T14:45:00Z"),
            ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00:00Z"),
            ("Pacific/Kiritimati", "2027-01-01T01:00", "2026-12-31T11:00:00Z"),
            ("Pacific/Niue", "2026-12-31T23:00", "2027-01-01T10:00:00Z"),
        ],
    )
    def test_instant(self, zone: str, shown: str, at: str) -> None:
        """A reading left out comes with the change, one shown twice the first time."""
        assert format_instant(instant(zone, parse_instant(shown + "Z"))) == at


class TestOpenTime:
    """Open time between two instants."""

    @pytest.mark.parametrize(
        ("spec", "start", "end", "minutes"),
        [
            # A working day, and a weekend between two.
            (OFFICE, "2026-01-05T08:00-05:00", "2026-01-05T18:00-05:00", 480),
            (OFFICE, "2026-01-09T16:00-05:00", "2026-01-12T10:00-05:00", 120),
            (LUNCH, "2026-01-05T12:00+01:00", "2026-01-05T13:15+01:00", 45),
            # A night shift that starts on Thursday is its last of the week.
            (NIGHT, "2026-01-08T22:00+08:00", "2026-01-11T22:00+08:00", 480),
            # The nights in which the clocks go forward and back.
            (
                CalendarSpec("America/New_York", week(sat="22:00-06:00")),
                "2026-03-07T12:00-05:00",
                "2026-03-08T12:00-04:00",
                420,
            ),
            (
                CalendarSpec("America/New_York", week(sat="22:00-06:00")),
                "2026-10-31T12:00-04:00",
                "2026-11-01T12:00-05:00",
                540,
            ),
            # Half past one comes twice: open until it first comes, and again.
            (
                CalendarSpec("America/New_York", week(sun="01:00-01:30")),
                "2026-11-01T00:00-04:00",
                "2026-11-01T12:00-05:00",
                60,
            ),
            # A Sunday without its first hour, and one with half an hour more.
            (
                CalendarSpec("America/Sao_Paulo", week(sun="00:00-24:00")),
                "2018-11-03T00:00-03:00",
                "2018-11-06T00:00-02:00",
                23 * 60,
            ),
            (
                CalendarSpec("Australia/Lord_Howe", week(sun="00:00-24:00")),
                "2025-04-05T00:00+11:00",
                "2025-04-08T00:00+10:30",
                24 * 60 + 30,
            ),
            # Shifts of two days that overlap count once.
            (
                CalendarSpec("UTC", week(mon="20:00-08:00", tue="06:00-10:00")),
                "2026-01-05T00:00Z",
                "2026-01-07T00:00Z",
                14 * 60,
            ),
            (ALWAYS, "2026-01-01T00:00Z", "2027-01-01T00:00Z", 365 * 1440),
        ],
    )
    def test_between(
        self, spec: CalendarSpec, start: str, end: str, minutes: int
    ) -> None:
        """It is what the clock on the wall says."""
        calendar = Calendar(spec)
        a, b = datetime.fromisoformat(start), datetime.fromisoformat(end)
        assert calendar.elapsed(a, b) == timedelta(minutes=minutes)
        assert calendar.elapsed(b, a) == -timedelta(minutes=minutes)

    @pytest.mark.parametrize(
        ("day", "minutes"),
        [
            ("2026-12-22", 480),  # The week.
            ("2026-12-23", 180),  # Its own hours.
            ("2026-12-24", 0),  # A date that the policy closes.
            ("2026-12-25", 0),  # A public holiday.
            ("2027-01-01", 60),  # Its own hours, though it is a public holiday.
            ("2026-12-28", 30),  # Its own hours, though the policy closes it too.
            ("2026-12-29", 0),  # Closed, though the week is open.
        ],
    )
    def test_precedence(self, day: str, minutes: int) -> None:
        """Own hours win over holidays, and holidays over the week."""
        spec = attrs.evolve(
            OFFICE,
            holidays=Holidays("US", "NY", (date(2026, 12, 24), date(2026, 12, 28))),
            days=(
                (date(2026, 12, 23), (Hours(540, 720),)),
                (date(2027, 1, 1), (Hours(600, 660),)),
                (date(2026, 12, 28), (Hours(600, 630),)),
                (date(2026, 12, 29), ()),
            ),
        )
        start = datetime.fromisoformat(day).replace(tzinfo=UTC)
        elapsed = Calendar(spec).elapsed(start, start + timedelta(days=1))
        assert elapsed == timedelta(minutes=minutes)

    def test_shift_before_a_holiday(self) -> None:
        """A shift that starts before a holiday runs to its end on the holiday."""
        spec = CalendarSpec(
            "UTC", week(mon_sun="22:00-06:00"), Holidays(also=(date(2026, 1, 6),))
        )
        clock = BusinessClock(spec)
        start = parse_instant("2026-01-05T00:00Z")
        periods = clock.periods(start, start + 3 * DAY)
        assert [tuple(map(format_instant, found)) for found in periods] == [
            ("2026-01-05T00:00:00Z", "2026-01-05T06:00:00Z"),
            ("2026-01-05T22:00:00Z", "2026-01-06T06:00:00Z"),
            ("2026-01-07T22:00:00Z", "2026-01-08T00:00:00Z"),
        ]

    def test_far_years(self) -> None:
        """There is no last year, and none before the first table."""
        clock = BusinessClock(OFFICE)
        years = [
            clock.open_time(parse_instant(f"{year + 1}-01-01T00:00-05:00"))
            - clock.open_time(parse_instant(f"{year}-01-01T00:00-05:00"))
            for year in (1901, 2400, 1970)
        ]
        # 2400 starts on a Saturday and ends on a Sunday.
        assert years == [261 * 8 * HOUR, 260 * 8 * HOUR, 261 * 8 * HOUR]

    @pytest.mark.parametrize("at", ["0001-12-31T23:59Z", "9999-01-01T00:00Z"])
    def test_beyond(self, at: str) -> None:
        """Years whose dates have no neighbours are refused."""
        with pytest.raises(RecordError, match="outside the years") as error:
            BusinessClock(ALWAYS).open_time(parse_instant(at))
        assert code(error) == "LP4006"

    def test_beyond_all_dates(self) -> None:
        """So is what is no date at all."""
        with pytest.raises(RecordError, match="outside the years") as error:
            BusinessClock(ALWAYS).is_open(10**18)
        assert code(error) == "LP4006"


class TestDue:
    """When a budget of open time is used up."""

    @pytest.mark.parametrize(
        ("spec", "start", "budget", "expected"),
        [
            # Over the weekend; to closing time; from closed hours.
            (OFFICE, "2026-01-09T16:00-05:00", "2 business hours", "12T15:00:00Z"),
            (OFFICE, "2026-01-09T16:00-05:00", "1 business hour", "09T22:00:00Z"),
            (OFFICE, "2026-01-09T17:00-05:00", "8 business hours", "12T22:00:00Z"),
            (OFFICE, "2026-01-10T12:00-05:00", "5 business minutes", "12T14:05:00Z"),
            # A budget of nothing: at once, or when it opens.
            (OFFICE, "2026-01-09T16:00-05:00", "0 business hours", "09T21:00:00Z"),
            (OFFICE, "2026-01-09T17:00-05:00", "0 business hours", "12T14:00:00Z"),
            # At the start of a break.
            (LUNCH, "2026-01-05T11:30+01:00", "60 business minutes", "05T11:30:00Z"),
            (LUNCH, "2026-01-05T11:30+01:00", "61 business minutes", "05T12:01:00Z"),
            (NIGHT, "2026-01-09T05:00+08:00", "2 business hours", "11T15:00:00Z"),
            (ALWAYS, "2026-01-01T00:00Z", "36 business hours", "02T12:00:00Z"),
            # Elapsed hours run at night too.
            (OFFICE, "2026-01-09T16:00-05:00", "8 hours", "10T05:00:00Z"),
            (OFFICE, "2026-01-09T16:00-05:00", "0 minutes", "09T21:00:00Z"),
        ],
    )
    def test_budget(
        self, spec: CalendarSpec, start: str, budget: str, expected: str
    ) -> None:
        """It is the earliest such instant, closing time if it ends with the day."""
        assert due(spec, start, budget) == f"2026-01-{expected}"

    @pytest.mark.parametrize("budget", ["4 days", "2 weeks", "1 month"])
    def test_unclear_unit(self, budget: str) -> None:
        """A unit that can be counted in several ways is refused."""
        with pytest.raises(
            ValueError, match=f"`{budget}`: say hours, business days or"
        ):
            due(OFFICE, "2026-01-05T09:00Z", budget)

    def test_negative(self) -> None:
        """Budgets are not negative."""
        clock = BusinessClock(OFFICE)
        with pytest.raises(ValueError, match="`-1` is"):
            clock.due(0, -1)
        with pytest.raises(ValueError, match="`-2` is"):
            clock.due_before(0, -2)
        with pytest.raises(ValueError, match="`-3` is"):
            clock.calendar_days(0, -3)

    def test_reach(self) -> None:
        """Amounts are counted from the same origin, forwards and backwards."""
        clock = BusinessClock(OFFICE)
        closing = parse_instant("2015-01-09T17:00-05:00")
        assert clock.open_time(closing) < 0
        assert clock.reach(clock.open_time(closing + DAY)) == closing
        assert BusinessClock(OFFICE).reach(clock.open_time(closing)) == closing


class TestBusinessDays:
    """The same local time on a later open day."""

    @pytest.mark.parametrize(
        ("spec", "start", "budget", "expected"),
        [
            # Thursday to Friday, over the weekend, and over the clock change.
            (OFFICE, "2026-03-05T11:00-05:00", "1 business day", "06T16:00:00Z"),
            (OFFICE, "2026-03-05T11:00-05:00", "2 business days", "09T15:00:00Z"),
            # Outside hours: as if at the next opening.
            (OFFICE, "2026-03-05T08:00-05:00", "1 business day", "06T14:00:00Z"),
            (OFFICE, "2026-03-05T17:00-05:00", "1 business day", "09T13:00:00Z"),
            (OFFICE, "2026-03-07T11:00-05:00", "0 business days", "09T13:00:00Z"),
            (LUNCH, "2026-03-05T12:45+01:00", "1 business day", "06T12:00:00Z"),
            # Small hours belong to the shift of the day before.
            (NIGHT, "2026-03-05T02:00+08:00", "1 business day", "05T18:00:00Z"),
            (NIGHT, "2026-03-06T02:00+08:00", "1 business day", "08T18:00:00Z"),
            (NIGHT, "2026-03-04T23:00+08:00", "1 business day", "05T15:00:00Z"),
        ],
    )
    def test_due(
        self, spec: CalendarSpec, start: str, budget: str, expected: str
    ) -> None:
        """Days are those on which a shift starts."""
        assert due(spec, start, budget) == f"2026-03-{expected}"

    @pytest.mark.parametrize(
        ("hours", "expected"),
        [
            ("12:00-17:00", "12:00"),  # It opens later: at the opening.
            ("06:00-10:30", "10:30"),  # It closes earlier: at the closing.
            ("06:00-10:30 12:00-17:00", "10:30"),  # A break: the closing before.
            ("06:00-11:00 12:00-17:00", "11:00"),
            ("06:00-09:00 11:00-17:00", "11:00"),
        ],
    )
    def test_held(self, hours: str, expected: str) -> None:
        """The time is held within the hours of the day."""
        own = tuple(map(parse_hours, hours.split()))
        spec = CalendarSpec(
            "UTC", week(mon_fri="09:00-17:00"), days=((date(2026, 3, 4), own),)
        )
        found = due(spec, "2026-03-03T11:00Z", "1 business day")
        assert found == f"2026-03-04T{expected}:00Z"

    def test_change_of_the_clock(self) -> None:
        """A time that the clock leaves out is when it changes."""
        spec = CalendarSpec("America/New_York", week(mon_sun="00:00-24:00"))
        found = due(spec, "2026-03-07T02:30-05:00", "1 business day")
        assert found == "2026-03-08T07:00:00Z"

    def test_date_left_out(self) -> None:
        """A date that the clock leaves out is no open day: Samoa had no 30th."""
        spec = CalendarSpec("Pacific/Apia", week(mon_sun="09:00-17:00"))
        found = due(spec, "2011-12-29T11:00-10:00", "1 business day")
        assert found == "2011-12-30T21:00:00Z"

    def test_overlapping_shifts(self) -> None:
        """Once the hours of a date have begun, an instant is of that date."""
        spec = CalendarSpec(
            "UTC", week(mon="22:00-08:00", tue="00:00-04:00 06:00-09:00")
        )
        # At seven on Tuesday both shifts are at work: the next open day is Monday.
        found = due(spec, "2026-03-03T07:00Z", "1 business day")
        assert found == "2026-03-09T22:00:00Z"
        spec = CalendarSpec("UTC", week(mon="22:00-08:00", tue="00:00-04:00"))
        # At five on Tuesday only Monday's shift is, but Tuesday's hours have begun.
        found = due(spec, "2026-03-03T05:00Z", "1 business day")
        assert found == "2026-03-09T22:00:00Z"
        # Monday's shift has Tuesday's early hours to itself, and no more than them.
        spec = CalendarSpec("UTC", week(mon="22:00-20:00", tue="08:00-12:00"))
        found = due(spec, "2026-03-03T07:00Z", "1 business day")
        assert found == "2026-03-03T12:00:00Z"
        found = due(spec, "2026-02-24T10:00Z", "1 business day")
        assert found == "2026-03-02T22:00:00Z"

    def test_over_years(self) -> None:
        """Open days are counted from year to year."""
        spec = CalendarSpec("UTC", week(mon="09:00-17:00"))
        found = due(spec, "2026-01-05T10:00Z", "520 business days")
        assert found == "2035-12-24T10:00:00Z"

    @pytest.mark.parametrize("days", [2**53, 9_000 * 366])
    def test_too_many(self, days: int) -> None:
        """More days than dates have an end."""
        with pytest.raises(RecordError, match="outside the years") as error:
            BusinessClock(OFFICE).business_days(0, days)
        assert code(error) == "LP4006"


class TestBusinessDaysBack:
    """The same local time on an earlier open day."""

    @pytest.mark.parametrize(
        ("spec", "start", "days", "expected"),
        [
            (OFFICE, "2026-03-10T11:00-04:00", -1, "2026-03-09T15:00:00Z"),
            # Over the weekend and over the change of the clock.
            (OFFICE, "2026-03-10T11:00-04:00", -2, "2026-03-06T16:00:00Z"),
            # Outside hours: as if at the closing before.
            (OFFICE, "2026-03-07T11:00-05:00", -1, "2026-03-05T22:00:00Z"),
            (OFFICE, "2026-03-06T08:00-05:00", -1, "2026-03-04T22:00:00Z"),
            (OFFICE, "2026-03-06T17:00-05:00", -1, "2026-03-05T22:00:00Z"),
            (LUNCH, "2026-03-06T12:45+01:00", -1, "2026-03-05T11:30:00Z"),
            # Small hours belong to the shift of the day before.
            (NIGHT, "2026-03-06T02:00+08:00", -1, "2026-03-04T18:00:00Z"),
            (NIGHT, "2026-03-09T02:00+08:00", -1, "2026-03-05T18:00:00Z"),
            # From year to year.
            (OFFICE, "2026-01-05T11:00-05:00", -520, "2024-01-08T16:00:00Z"),
        ],
    )
    def test_back(
        self, spec: CalendarSpec, start: str, days: int, expected: str
    ) -> None:
        """Days are those on which a shift starts."""
        found = BusinessClock(spec).business_days(parse_instant(start), days)
        assert format_instant(found) == expected

    def test_overlapping_shifts(self) -> None:
        """Where shifts overlap, the hours of a date end where the next ones begin."""
        spec = CalendarSpec("UTC", week(mon="22:00-20:00", tue="00:00-04:00"))
        start = parse_instant("2026-03-03T05:00Z")
        clock = BusinessClock(spec)
        # Tuesday's hours have begun; the day before opens in the evening.
        monday = parse_instant("2026-03-02T22:00Z")
        assert clock.business_days(start, -1) == monday
        # Then Monday's are over, and Tuesday a week ago closed at four.
        assert clock.business_days(monday, -1) == parse_instant("2026-02-24T04:00Z")

    def test_too_many(self) -> None:
        """Open days before the first one are refused."""
        start = parse_instant("2026-03-05T10:00Z")
        with pytest.raises(RecordError, match="no open time before") as error:
            BusinessClock(ONCE).business_days(start, -1)
        assert code(error) == "LP2005"
        with pytest.raises(RecordError, match="outside the years") as error:
            BusinessClock(OFFICE).business_days(0, -(2**53))
        assert code(error) == "LP4006"


class TestBefore:
    """The latest start whose deadline is not after an instant."""

    @pytest.mark.parametrize(
        ("spec", "end", "budget", "expected"),
        [
            (OFFICE, "2026-01-12T10:00-05:00", "30 business minutes", "12T14:30:00Z"),
            (OFFICE, "2026-01-12T10:00-05:00", "2 business hours", "09T21:00:00Z"),
            # Used up at an opening: whoever starts in the night has as much.
            (OFFICE, "2026-01-12T10:00-05:00", "1 business hour", "12T14:00:00Z"),
            (OFFICE, "2026-01-10T10:00-05:00", "8 business hours", "09T14:00:00Z"),
            # Nothing: the last open instant; closing time is none.
            (OFFICE, "2026-01-09T12:00-05:00", "0 business hours", "09T17:00:00Z"),
            (
                OFFICE,
                "2026-01-09T17:00-05:00",
                "0 business hours",
                "09T21:59:59.999999Z",
            ),
            (
                OFFICE,
                "2026-01-10T12:00-05:00",
                "0 business days",
                "09T21:59:59.999999Z",
            ),
            (OFFICE, "2026-01-10T12:00-05:00", "3 hours", "10T14:00:00Z"),
            (OFFICE, "2026-01-12T11:00-05:00", "1 business day", "09T16:00:00Z"),
            # What is due at an opening could start at the opening before.
            (OFFICE, "2026-01-12T09:00-05:00", "1 business day", "09T14:00:00Z"),
            # A start after hours on Friday counts as Monday's opening.
            (OFFICE, "2026-01-13T09:00-05:00", "1 business day", "12T14:00:00Z"),
            (OFFICE, "2026-01-12T17:00-05:00", "1 business day", "09T21:59:59.999999Z"),
            (OFFICE, "2026-01-12T11:00-05:00", "2 calendar days", "10T16:00:00Z"),
        ],
    )
    def test_units(
        self, spec: CalendarSpec, end: str, budget: str, expected: str
    ) -> None:
        """Each unit is counted as in a deadline, backwards."""
        clock = BusinessClock(spec)
        found = clock.before(parse_instant(end), Duration.parse(budget))
        assert format_instant(found) == f"2026-01-{expected}"

    def test_all_of_it(self) -> None:
        """The whole of a calendar's time starts with its only opening."""
        end = parse_instant("2031-01-01T00:00Z")
        assert BusinessClock(ONCE).due_before(end, 3 * HOUR) == parse_instant(
            "2026-03-04T09:00Z"
        )

    @pytest.mark.parametrize("end", ["2014-01-01T00:00Z", "2031-01-01T00:00Z"])
    @pytest.mark.parametrize("budget", ["4 business hours", "2 business days"])
    def test_never(self, end: str, budget: str) -> None:
        """A calendar that was not open for that long refuses."""
        with pytest.raises(RecordError, match="no open time before") as error:
            BusinessClock(ONCE).before(parse_instant(end), Duration.parse(budget))
        assert code(error) == "LP2005"

    def test_beyond_all_dates(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A search that runs out of dates is refused."""
        for module in ("clocks", "wall_clock"):
            monkeypatch.setattr(f"leadpact.calendars.{module}.FIRST_YEAR", 2025)
        with pytest.raises(RecordError, match="outside the years") as error:
            BusinessClock(OFFICE).before(
                parse_instant("2025-03-01T00:00Z"), Duration.parse("99 calendar days")
            )
        assert code(error) == "LP4006"

    def test_unclear_unit(self) -> None:
        """A unit that can be counted in several ways is refused."""
        with pytest.raises(ValueError, match="`4 days`: say hours"):
            BusinessClock(OFFICE).before(0, Duration.parse("4 days"))

    def test_repeated_hour(self) -> None:
        """Of an hour that the clock shows twice, the latest start is told."""
        clock = BusinessClock(attrs.evolve(ALWAYS, timezone="America/New_York"))
        end = parse_instant("2026-11-02T01:15-05:00")
        found = clock.before(end, Duration.parse("1 business day"))
        assert found == parse_instant("2026-11-01T01:15-05:00")

    def test_leave(self) -> None:
        """An amount is left at the next opening, if one comes."""
        clock = BusinessClock(OFFICE)
        opening = parse_instant("2026-01-12T09:00-05:00")
        assert clock.leave(clock.open_time(opening)) == opening
        assert clock.reach(clock.open_time(opening)) == opening - 64 * HOUR
        with pytest.raises(RecordError, match="no open time after") as error:
            BusinessClock(ONCE).leave(3 * HOUR)
        assert code(error) == "LP2005"


class TestPreviousOpen:
    """The last open instant, and the next closing."""

    @pytest.mark.parametrize(
        ("at", "last", "closing"),
        [
            ("2026-01-09T16:59-05:00", "09T21:59:00Z", "09T22:00:00Z"),
            ("2026-01-09T17:00-05:00", "09T21:59:59.999999Z", "12T22:00:00Z"),
            ("2026-01-12T08:59-05:00", "09T21:59:59.999999Z", "12T22:00:00Z"),
            ("2026-01-12T09:00-05:00", "12T14:00:00Z", "12T22:00:00Z"),
        ],
    )
    def test_around(self, at: str, last: str, closing: str) -> None:
        """At closing time it is closed, at opening time it is open."""
        clock, moment = BusinessClock(OFFICE), parse_instant(at)
        assert format_instant(clock.previous_open(moment)) == f"2026-01-{last}"
        found = clock.next_close(moment)
        assert found is not None
        assert format_instant(found) == f"2026-01-{closing}"

    def test_finite(self) -> None:
        """A calendar has a first opening, and a last closing."""
        clock, after = BusinessClock(ONCE), parse_instant("2031-01-01T00:00Z")
        assert clock.previous_open(after) == parse_instant("2026-03-04T12:00Z") - 1
        assert clock.next_close(after) is None
        before = parse_instant("2020-01-01T00:00Z")
        assert clock.next_close(before) == parse_instant("2026-03-04T12:00Z")
        with pytest.raises(RecordError, match="before 2020-01-01") as error:
            clock.previous_open(before)
        assert code(error) == "LP2005"
        assert BusinessClock(ALWAYS).next_close(0) is None


class TestJoined:
    """Calendars that are open together."""

    #: Nine to half past twelve and one to half past five in Oslo, eight to one in
    #: New York: open from two to half past five in Oslo, but for three weeks in March.
    CALENDARS: ClassVar[Mapping[str, CalendarSpec | Joined]] = {
        "oslo": LUNCH,
        "york": CalendarSpec("America/New_York", week(mon_thu="08:00-13:00")),
        "lead": attrs.evolve(NIGHT, timezone=ZoneField("zone", "Asia/Manila")),
        "both": Joined(("oslo", "york")),
        "more": Joined(("both", "oslo", "lead")),
    }

    def test_parts(self) -> None:
        """Parts of parts count once, in order; each may have a field for its zone."""
        found = parts_of(self.CALENDARS, "more")
        assert list(found) == ["oslo", "york", "lead"]
        assert parts_of(self.CALENDARS, "oslo") == {"oslo": LUNCH}
        assert zone_fields(self.CALENDARS, "more") == ("zone",)
        assert zone_fields(self.CALENDARS, "both") == ()
        clock = clock_of(self.CALENDARS, "more", {"zone": "Asia/Tokyo"})
        assert clock.zone == "Europe/Oslo"
        assert [other.zone for other in clock.others] == [
            "America/New_York",
            "Asia/Tokyo",
        ]

    def test_open(self) -> None:
        """It is open when all are, by the clock of each."""
        clock = clock_of(self.CALENDARS, "both")
        start = parse_instant("2026-03-05T00:00Z")
        found = [
            tuple(map(format_instant, one))
            for one in clock.periods(start, start + 5 * DAY)
        ]
        assert found == [
            ("2026-03-05T13:00:00Z", "2026-03-05T16:30:00Z"),
            # On Friday New York is closed; on Monday its clock has changed.
            ("2026-03-09T12:00:00Z", "2026-03-09T16:30:00Z"),
        ]

    @pytest.mark.parametrize(
        ("start", "days", "expected"),
        [
            ("2026-03-04T15:30+01:00", 1, "2026-03-05T14:30:00Z"),
            # Over the Friday, and before what is left of the day.
            ("2026-03-05T14:15+01:00", 1, "2026-03-09T13:15:00Z"),
            ("2026-03-10T13:15+01:00", -3, "2026-03-04T13:00:00Z"),
            ("2026-03-06T14:15+01:00", 1, "2026-03-10T12:00:00Z"),
            ("2026-03-06T14:15+01:00", -1, "2026-03-04T16:30:00Z"),
        ],
    )
    def test_business_days(self, start: str, days: int, expected: str) -> None:
        """Days are those of the first, as far as all are open."""
        clock = clock_of(self.CALENDARS, "both")
        found = clock.business_days(parse_instant(start), days)
        assert format_instant(found) == expected

    def test_has_open_time(self) -> None:
        """Calendars that never meet are found out."""
        calendars: dict[str, CalendarSpec | Joined] = {
            "oslo": LUNCH,
            "once": ONCE,
            "never": CalendarSpec("Europe/Oslo", week(mon_fri="17:30-24:00")),
            "sat": CalendarSpec("UTC", week(sat="09:00-12:00")),
            "a": Joined(("oslo", "once")),
            "b": Joined(("oslo", "never")),
            "c": Joined(("sat", "once")),
        }
        found = {name: clock_of(calendars, name).has_open_time() for name in "abc"}
        assert found == {"a": True, "b": False, "c": False}
        with pytest.raises(RecordError, match="no open time") as error:
            clock_of(calendars, "b").next_open(0)
        assert code(error) == "LP2005"

    def test_dates_far_apart(self) -> None:
        """Dates of any part are looked for, however far they are."""
        late = attrs.evolve(NEVER, days=((date(2071, 3, 4), (Hours(540, 720),)),))
        calendars: dict[str, CalendarSpec | Joined] = {
            "always": ALWAYS,
            "late": late,
            "both": Joined(("always", "late")),
        }
        clock = clock_of(calendars, "both")
        assert clock.next_open(0) == parse_instant("2071-03-04T09:00Z")
        assert clock.previous_open(parse_instant("2099-01-01T00:00Z")) == (
            parse_instant("2071-03-04T12:00Z") - 1
        )

    def test_sharing(self) -> None:
        """A joined clock is a value, and travels to other processes."""
        clock = clock_of(self.CALENDARS, "both")
        copy = pickle.loads(pickle.dumps(clock))  # noqa: S301 - our own bytes
        assert copy == clock
        assert hash(copy) == hash(clock)
        assert clock != BusinessClock(LUNCH)
        assert copy.open_time(0) == clock.open_time(0)


class TestAbsence:
    """Dates on which somebody does not work."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", []),
            (" ", []),
            ("2026-12-23", ["2026-12-23/2026-12-23"]),
            (
                "2026-07-06/2026-07-17; 2026-12-23",
                ["2026-07-06/2026-07-17", "2026-12-23/2026-12-23"],
            ),
        ],
    )
    def test_parse(self, text: str, expected: list[str]) -> None:
        """One date or two, several joined by semicolons; they print as read."""
        found = parse_absences(text)
        assert [str(absence) for absence in found] == expected
        assert parse_absences(";".join(expected)) == found

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("2026-07-06/", None),
            ("20260706", "`20260706` is not a date"),
            ("2026-07-06 to 2026-07-17", "is not a date"),
            ("2026-07-06;", "`` is not a date"),
            ("2026-07-17/2026-07-06", "ends before it starts"),
        ],
    )
    def test_refuse(self, text: str, message: str | None) -> None:
        """What is no date is refused; an open end is the first date alone."""
        if message is None:
            assert len(parse_absences(text)) == 1
            return
        with pytest.raises(ValueError, match=message):
            parse_absences(text)

    def test_closed(self) -> None:
        """Shifts that start on a date of absence are off, whatever else is said."""
        week_off = Absence(date(2026, 3, 9), date(2026, 3, 10))
        spec = attrs.evolve(
            CalendarSpec("UTC", week(mon_fri="22:00-06:00")),
            days=((date(2026, 3, 10), (Hours(540, 720),)),),
        )
        clock = BusinessClock(spec, away=Away("Ann", (week_off,)))
        start = parse_instant("2026-03-07T00:00Z")
        found = clock.periods(start, start + 5 * DAY)
        assert [tuple(map(format_instant, one)) for one in found] == [
            ("2026-03-07T00:00:00Z", "2026-03-07T06:00:00Z"),
            ("2026-03-11T22:00:00Z", "2026-03-12T00:00:00Z"),
        ]
        assert [
            (day.rule, day.name) for day in clock.days(start + 2 * DAY, start + 4 * DAY)
        ] == [
            (Rule.ABSENCE, "Ann"),
            (Rule.ABSENCE, "Ann"),
            (Rule.WEEK, ""),
        ]
        due = clock.business_days(parse_instant("2026-03-06T23:00Z"), 1)
        assert format_instant(due) == "2026-03-11T23:00:00Z"
        assert pickle.loads(pickle.dumps(clock)) == clock  # noqa: S301 - our own bytes

    def test_long(self) -> None:
        """A calendar opens again after an absence of many years."""
        years = Absence(date(2026, 1, 1), date(2055, 12, 31))
        clock = BusinessClock(ALWAYS, away=Away("Ann", (years,)))
        start = parse_instant("2026-06-01T00:00Z")
        assert format_instant(clock.next_open(start)) == "2055-12-31T23:00:00Z"
        assert format_instant(clock.previous_open(start)) == (
            "2025-12-31T22:59:59.999999Z"
        )


class TestForEver:
    """Dates and amounts at the ends of all years, some of which people write."""

    CLOSING = parse_instant("2026-01-08T17:00:00-05:00")

    def test_left(self) -> None:
        """Somebody who has left for good never opens again, which is told at once."""
        away = Away("Ann", parse_absences("2026-01-09/9999-12-31"))
        clock = BusinessClock(OFFICE, away=away)
        assert clock.has_open_time()
        assert clock.previous_open(self.CLOSING + DAY) == self.CLOSING - 1
        assert clock.next_change(self.CLOSING) is None
        for ask in (clock.due, clock.business_days):
            with pytest.raises(RecordError) as error:
                ask(self.CLOSING, 1)
            assert code(error) == "LP2005"

    def test_not_yet(self) -> None:
        """Somebody who was away until today opens tomorrow, and never did before."""
        away = Away("Ann", parse_absences("0001-01-01/2026-01-08"))
        clock = BusinessClock(OFFICE, away=away)
        assert clock.next_open(self.CLOSING) == self.CLOSING + 16 * HOUR
        with pytest.raises(RecordError) as error:
            clock.previous_open(self.CLOSING)
        assert code(error) == "LP2005"

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            ("0001-01-01", False),
            ("0002-01-01", True),
            ("9998-12-31", True),
            ("9999-12-31", False),
        ],
    )
    def test_joined(self, day: str, expected: bool) -> None:  # noqa: FBT001 - a fact
        """A calendar of one date is ever open if an instant reaches it."""
        spec = attrs.evolve(NEVER, days=((date.fromisoformat(day), (Hours(0, 1440),)),))
        clock = BusinessClock(spec, others=(BusinessClock(ALWAYS),))
        assert clock.has_open_time() is expected

    @pytest.mark.parametrize("amount", [10**18, -(10**18), 10**30])
    def test_amount(self, amount: int) -> None:
        """An amount that all years cannot hold is refused before they are counted."""
        clock = BusinessClock(OFFICE)
        for ask in (clock.reach, clock.leave):
            with pytest.raises(RecordError) as error:
                ask(amount)
            assert code(error) == "LP4006"


class TestReasonsOfStretches:
    """Why each stretch of a span is closed."""

    def told(self, clock: BusinessClock, start: str, days: int) -> list[str]:
        """End and reason of each stretch, by the clock of the calendar."""
        first, zone = parse_instant(start), time_zone(clock.zone)
        found = []
        for one in clock.stretches(first, first + days * DAY):
            reason = one.closed.value if one.closed else "open"
            end = one.end_at.astimezone(zone).strftime("%a %d %H:%M")
            found.append(" ".join(filter(None, (end, reason, one.name, one.calendar))))
        return found

    def test_each(self) -> None:
        """Every rule of a calendar is told, a night and a weekend as one."""
        spec = attrs.evolve(
            OFFICE,
            holidays=Holidays("US", also=(date(2026, 12, 24),)),
            days=((date(2026, 12, 23), (Hours(540, 720),)), (date(2026, 12, 28), ())),
        )
        away = Away("Ann", (Absence(date(2026, 12, 30), date(2026, 12, 30)),))
        clock = BusinessClock(spec, away=away)
        assert self.told(clock, "2026-12-22T16:00-05:00", 9) == [
            "Tue 22 17:00 open",
            "Wed 23 00:00 outside hours",
            "Wed 23 09:00 hours of the date",
            "Wed 23 12:00 open",
            "Thu 24 00:00 hours of the date",
            "Fri 25 00:00 own holiday",
            "Sat 26 00:00 public holiday Christmas Day",
            "Mon 28 00:00 closed weekday",
            "Tue 29 00:00 hours of the date",
            "Tue 29 09:00 outside hours",
            "Tue 29 17:00 open",
            "Wed 30 00:00 outside hours",
            "Thu 31 00:00 absence Ann",
            "Thu 31 09:00 outside hours",
            "Thu 31 16:00 open",
        ]

    def test_night_of_a_holiday(self) -> None:
        """The small hours of a shift that is off have the reason of its own date."""
        spec = CalendarSpec(
            "UTC", week(mon_sun="22:00-06:00"), Holidays(also=(date(2026, 1, 6),))
        )
        assert self.told(BusinessClock(spec), "2026-01-05T23:00Z", 2) == [
            "Tue 06 06:00 open",
            "Wed 07 06:00 own holiday",
            "Wed 07 22:00 outside hours",
            "Wed 07 23:00 open",
        ]

    def test_joined(self) -> None:
        """The first part that is closed is named, with its reason."""
        clock = clock_of(TestJoined.CALENDARS, "both")
        assert self.told(clock, "2026-03-05T08:30+01:00", 1) == [
            "Thu 05 09:00 outside hours oslo",
            "Thu 05 12:30 outside hours york",
            "Thu 05 13:00 outside hours oslo",
            "Thu 05 14:00 outside hours york",
            "Thu 05 17:30 open",
            "Fri 06 08:30 outside hours oslo",
        ]

    def test_midnight_twice(self) -> None:
        """Where the clock goes back over midnight, dates come twice, and in order."""
        clock = BusinessClock(
            CalendarSpec(
                "America/St_Johns",
                week(mon_fri="09:00-17:00"),
                Holidays(also=(date(2010, 11, 7),)),
            )
        )
        found = self.told(clock, "2010-11-06T12:00-02:30", 2)
        assert found == [
            "Sun 07 00:00 closed weekday",
            "Sat 06 23:01 own holiday",
            "Sun 07 00:00 closed weekday",
            "Mon 08 00:00 own holiday",
            "Mon 08 09:00 outside hours",
            "Mon 08 11:00 open",
        ]


class TestStretches:
    """Stretches of instants in order."""

    def test_merged(self) -> None:
        """Those that touch, overlap or hold each other become one."""
        found = list(merged([(0, 9), (2, 4), (9, 10), (11, 12)]))
        assert found == [(0, 10), (11, 12)]
        assert list(merged([])) == []

    def test_common(self) -> None:
        """What lies in both, at the ends of neither."""
        one = [(0, 9), (2, 4), (10, 20), (30, 40)]
        assert list(common(one, [(3, 12), (13, 14), (20, 30), (39, 50)])) == [
            (3, 9),
            (10, 12),
            (13, 14),
            (39, 40),
        ]
        assert list(common(one, [])) == []


class TestCalendarDays:
    """The same local time on a later date."""

    @pytest.mark.parametrize(
        ("start", "days", "expected"),
        [
            ("2026-03-07T09:00-05:00", 1, "2026-03-08T13:00:00Z"),
            ("2026-03-07T02:30-05:00", 1, "2026-03-08T07:00:00Z"),
            ("2026-10-31T01:30-04:00", 1, "2026-11-01T05:30:00Z"),
            ("2026-11-01T01:30-05:00", 0, "2026-11-01T06:30:00Z"),
            ("2026-01-30T09:00-05:00", 30, "2026-03-01T14:00:00Z"),
        ],
    )
    def test_due(self, start: str, days: int, expected: str) -> None:
        """Closed days count, and hours of the day stay."""
        at = parse_instant(start)
        found = BusinessClock(OFFICE).calendar_days(at, days)
        assert format_instant(found) == expected
        assert days_later("America/New_York", at, days) == found

    def test_unit(self) -> None:
        """A duration in calendar days is counted so."""
        found = due(OFFICE, "2026-03-07T09:00-05:00", "1 calendar day")
        assert found == "2026-03-08T13:00:00Z"


class TestChanges:
    """Openings and closings."""

    def test_edges(self) -> None:
        """Hours are half-open: closing time is closed."""
        clock = BusinessClock(OFFICE)
        opening = parse_instant("2026-01-05T09:00-05:00")
        closing = opening + 8 * HOUR
        edges = (opening - 1, opening, closing - 1, closing)
        assert [clock.is_open(at) for at in edges] == [False, True, True, False]
        assert [clock.next_change(at) for at in edges] == [
            opening,
            closing,
            closing,
            opening + DAY,
        ]
        assert [clock.next_open(at) for at in edges] == [
            opening,
            opening,
            closing - 1,
            opening + DAY,
        ]

    def test_end_of_year(self) -> None:
        """A shift over the end of a year is one stretch."""
        clock = BusinessClock(CalendarSpec("UTC", week(mon_sun="22:00-06:00")))
        start = parse_instant("2026-12-31T12:00Z")
        assert clock.next_change(start + 11 * HOUR) == start + 18 * HOUR
        assert list(clock.periods(start, start + DAY)) == [
            (start + 10 * HOUR, start + 18 * HOUR)
        ]

    @pytest.mark.parametrize(
        "hours", ["00:00-24:00", "06:00-18:00 18:00-06:00", "12:00-11:00 11:00-12:00"]
    )
    def test_always_open(self, hours: str) -> None:
        """Stretches that touch are one, and an endless one has no end."""
        clock = BusinessClock(CalendarSpec("Europe/Paris", week(mon_sun=hours)))
        start = parse_instant("2026-10-24T00:00Z")
        assert clock.next_change(start) is None
        assert clock.next_open(start) == start
        assert list(clock.periods(start, start + 9 * DAY)) == [(start, start + 9 * DAY)]
        assert clock.due(start, 2**50) == start + 2**50
        assert clock.reach(clock.open_time(0)) == 0

    def test_finite(self) -> None:
        """A calendar of dates only ends with the last one, without a long search."""
        clock = BusinessClock(ONCE)
        opening = parse_instant("2026-03-04T09:00Z")
        assert clock.next_open(0) == opening
        assert clock.due(0, 3 * HOUR) == opening + 3 * HOUR
        assert clock.business_days(0, 0) == opening
        assert clock.next_change(opening + 3 * HOUR) is None
        assert list(clock.periods(0, opening + 900 * DAY)) == [
            (opening, opening + 3 * HOUR)
        ]
        refused: list[Callable[[], int]] = [
            lambda: clock.due(0, 3 * HOUR + 1),
            lambda: clock.next_open(opening + 3 * HOUR),
            lambda: clock.business_days(0, 1),
            lambda: clock.reach(clock.open_time(opening)),
        ]
        for call in refused:
            with pytest.raises(RecordError, match="the calendar has no open") as error:
                call()
            assert code(error) == "LP2005"

    def test_dates_far_apart(self) -> None:
        """Years without open time between two dates are no end."""
        later = (date(2055, 6, 1), (Hours(600, 660),))
        clock = BusinessClock(attrs.evolve(ONCE, days=(*ONCE.days, later)))
        opening = parse_instant("2055-06-01T10:00Z")
        start = parse_instant("2026-03-05T00:00Z")
        assert clock.next_open(start) == opening
        assert clock.business_days(start - DAY, 1) == opening
        assert clock.reach(clock.open_time(opening)) == start - 12 * HOUR

    def test_end_of_dates(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A search that runs out of dates is refused."""
        # The real last year takes seconds to reach.
        for module in ("clocks", "open_days"):
            monkeypatch.setattr(f"leadpact.calendars.{module}.LAST_YEAR", 2025)
        clock = BusinessClock(OFFICE)
        start = parse_instant("2025-12-30T09:00-05:00")
        assert clock.business_days(start, 1) == start + DAY
        refused: list[Callable[[], int]] = [
            lambda: clock.due(start, 17 * HOUR),
            lambda: clock.business_days(start, 2),
        ]
        for call in refused:
            with pytest.raises(RecordError, match="outside the years") as error:
                call()
            assert code(error) == "LP4006"


class TestReasons:
    """Which rule decides a date."""

    def test_days(self) -> None:
        """Each date between two instants tells its hours and their reason."""
        own = (Hours(540, 720),)
        spec = attrs.evolve(
            OFFICE,
            holidays=Holidays("US", also=(date(2026, 12, 24),)),
            days=((date(2026, 12, 23), own),),
        )
        days = BusinessClock(spec).days(
            parse_instant("2026-12-23T04:59Z"), parse_instant("2026-12-26T12:00Z")
        )
        assert list(days) == [
            Day(date(2026, 12, 22), (Hours(540, 1020),), Rule.WEEK),
            Day(date(2026, 12, 23), own, Rule.DATE),
            Day(date(2026, 12, 24), (), Rule.HOLIDAY),
            Day(date(2026, 12, 25), (), Rule.HOLIDAY, "Christmas Day"),
            Day(date(2026, 12, 26), (), Rule.WEEK),
        ]


class TestSharing:
    """Clocks are shared by threads, and copied to other processes."""

    def test_threads(self) -> None:
        """Threads that ask a new clock at the same time get the same answers."""
        spec = attrs.evolve(OFFICE, holidays=Holidays("US", "NY"))
        points = [year * 365 * DAY + 7 * HOUR for year in range(44, 60)] * 4
        alone = BusinessClock(spec)
        expected = [alone.open_time(at) for at in points]
        shared = BusinessClock(spec)
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(shared.open_time, points)) == expected

    def test_tables_that_grow_apart(self) -> None:
        """Each thread goes on with the table that it made, whoever kept another."""
        starts = [year * 365 * DAY + 7 * HOUR for year in range(30, 62, 2)]
        expected = [BusinessClock(OFFICE).due(start, 8 * HOUR) for start in starts]
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            with ThreadPoolExecutor(8) as pool:
                for _ in range(40):
                    due = functools.partial(BusinessClock(OFFICE).due, budget=8 * HOUR)
                    assert list(pool.map(due, starts)) == expected
        finally:
            sys.setswitchinterval(interval)

    def test_pickle(self) -> None:
        """A pickled clock keeps what it was made from, not its tables."""
        clock = BusinessClock(OFFICE, "Asia/Tokyo")
        before = pickle.dumps(clock)
        clock.open_time(0)
        assert pickle.dumps(clock) == before
        assert pickle.loads(before) == clock  # noqa: S301 - our own bytes
        assert clock != BusinessClock(OFFICE)

    def test_frozen(self) -> None:
        """What a clock was made from does not change under its tables."""
        clock = BusinessClock(OFFICE)
        with pytest.raises(attrs.exceptions.FrozenAttributeError):
            clock.zone = "Asia/Tokyo"
