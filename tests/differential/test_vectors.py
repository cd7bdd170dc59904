"""Answers that several other projects expect of themselves, asked of `Calendar`.

The facts are theirs, so nobody who wrote the code had a hand in them. Where another
project's rule is deliberately not ours, the test says so and states both answers.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from leadpact import Calendar

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Calendars by what is special about them; all are open by the clock of UTC, unless
#: the name tells a city.
CALENDARS: Mapping[str, Mapping[str, Any]] = {
    "office": {"open": {"mon-fri": "09:00-17:00"}},
    "uneven": {
        "open": {
            "mon": "09:00-17:00",
            "tue": "10:00-16:00",
            "wed": "09:00-17:00",
            "thu": "10:00-16:00",
            "fri": "09:00-17:00",
            "sat": "11:00-14:30",
        }
    },
    "long weekend": {
        "open": {"mon-fri": "09:00-17:00"},
        "holidays": {"also": ["2010-07-05", "2014-04-09"]},
    },
    "saturdays": {
        "open": {"mon": "09:00-17:00", "fri": "09:00-17:00", "sat": "10:00-15:00"}
    },
    "whole days": {
        "open": {"mon": "00:00-24:00", "fri": "00:00-24:00", "sat": "11:00-15:00"}
    },
    "fridays": {"open": {"fri": "09:00-17:00"}},
    "no pause": {"open": {"fri-mon": "00:00-24:00"}},
    "mondays": {"open": {"mon": "00:00-24:00"}},
    "midnight": {"open": {"mon": "00:00-24:00", "tue": "08:00-18:00"}},
    "lunch": {"open": {"mon": ["07:00-12:00", "13:00-18:00"]}},
    "sparse": {
        "open": {"mon": "09:00-17:00", "wed-thu": "09:00-17:00", "sun": "09:00-17:00"}
    },
    "late": {
        "open": {"thu-fri": "08:00-18:00"},
        "days": {"2019-12-27": "10:00-18:00"},
    },
    "early": {
        "open": {"thu-fri": "08:00-18:00"},
        "days": {"2019-12-27": "08:00-17:00"},
    },
    "longer lunch": {
        "open": {"thu": "08:00-18:00", "fri": ["08:00-12:00", "13:00-18:00"]},
        "days": {"2019-12-27": ["08:00-12:00", "14:00-18:00"]},
    },
    "Tokyo": {"timezone": "Asia/Tokyo", "open": {"mon-fri": "09:00-17:00"}},
    "Sundays in Paris": {"timezone": "Europe/Paris", "open": {"sun": "08:00-21:00"}},
}


def calendar(name: str) -> Calendar:
    """One of the calendars."""
    return Calendar.parse({"timezone": "UTC", **CALENDARS[name]})


def at(text: str) -> datetime:
    """An instant in UTC, written without its zone."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def amount(text: str) -> timedelta:
    """An amount of time, as ``H:MM`` or ``H:MM:SS``."""
    hours, minutes, *seconds = map(float, text.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))


@pytest.mark.parametrize(
    ("name", "start", "end", "expected"),
    [
        ("uneven", "2006-01-01", "2006-01-08", "39:30"),
        ("saturdays", "2010-12-24 15:00", "2010-12-27 11:00", "9:00"),
        ("whole days", "2010-12-24 15:00", "2010-12-27 11:00", "24:00"),
        ("no pause", "2010-12-24 15:00", "2010-12-27 11:00", "68:00"),
        ("mondays", "2014-04-06 12:00", "2016-04-06 12:00", "2520:00"),
        ("lunch", "2014-04-07 11:59", "2014-04-07 13:01", "0:02"),
        ("lunch", "2014-04-07 11:00", "2014-04-14 13:00", "11:00"),
        ("office", "2014-04-11 20:00", "2014-04-14 05:00", "0:00"),
        ("office", "2014-04-07 07:00", "2014-04-07 20:00", "8:00"),
        ("office", "2018-05-18 05:30", "2018-05-21 10:30", "9:30"),
        ("office", "2018-05-14 09:45", "2018-05-15 09:30", "7:45"),
        # Clocks that change on a day that is open, once and over nineteen years.
        ("Sundays in Paris", "2020-03-29 01:00", "2020-03-30", "13:00"),
        ("Sundays in Paris", "2019-10-27 01:00", "2019-10-28", "13:00"),
        ("Sundays in Paris", "2002-10-27 06:00", "2021-10-30", "12896:00"),
    ],
)
def test_elapsed(name: str, start: str, end: str, expected: str) -> None:
    """Open time between two instants, and the same backwards."""
    found = calendar(name)
    assert found.elapsed(at(start), at(end)) == amount(expected)
    assert found.elapsed(at(end), at(start)) == -amount(expected)


@pytest.mark.parametrize(
    ("name", "start", "budget", "expected"),
    [
        ("uneven", "2006-01-04 15:58:30", "0:01:30", "2006-01-04 16:00"),
        ("uneven", "2006-01-03", "0:00", "2006-01-03 10:00"),
        ("office", "2010-08-04 09:35", "8:00", "2010-08-05 09:35"),
        ("office", "2010-04-09 16:50", "1:00", "2010-04-12 09:50"),
        ("office", "2010-04-10 12:33", "0:00", "2010-04-12 09:00"),
        ("long weekend", "2010-07-02 16:50", "1:00", "2010-07-06 09:50"),
        ("saturdays", "2010-12-24 08:00", "15:00", "2010-12-27 11:00"),
        ("whole days", "2010-12-25 08:00", "15:00", "2010-12-27 11:00"),
        # Used up at closing time, it is due then, after one day and after two.
        ("fridays", "2010-12-24 08:00", "8:00", "2010-12-24 17:00"),
        ("office", "2018-05-14 09:00", "16:00", "2018-05-15 17:00"),
        ("office", "2018-05-14 09:00", "8:15", "2018-05-15 09:15"),
        ("office", "2018-05-18 17:00", "1:00", "2018-05-21 10:00"),
        ("office", "1991-11-15 16:59:42.250", "0:02:00.4", "1991-11-18 09:01:42.650"),
        ("Tokyo", "1991-11-15 07:00", "3:00", "1991-11-18 02:00"),
        ("lunch", "1991-11-11 05:00", "6:00", "1991-11-11 14:00"),
        ("mondays", "2014-04-07 23:59:30", "0:01", "2014-04-14 00:00:30"),
        ("late", "2019-12-27 09:00", "0:02", "2019-12-27 10:02"),
        ("early", "2019-12-27 17:59", "0:02", "2020-01-02 08:02"),
        ("early", "2019-12-27 16:00", "2:00", "2020-01-02 09:00"),
        ("longer lunch", "2019-12-27 12:59", "0:02", "2019-12-27 14:02"),
        ("longer lunch", "2019-12-27 10:00", "4:00", "2019-12-27 16:00"),
    ],
)
def test_deadline(name: str, start: str, budget: str, expected: str) -> None:
    """The earliest instant at which a budget is used up."""
    assert calendar(name).deadline(at(start), amount(budget)) == at(expected)


@pytest.mark.parametrize(
    ("name", "end", "budget", "expected"),
    [
        ("uneven", "2006-01-04 16:01:30", "0:01:30", "2006-01-04 16:00"),
        ("uneven", "2006-01-04 17:00", "3:00", "2006-01-04 14:00"),
        ("office", "2010-08-04 09:35", "8:00", "2010-08-03 09:35"),
        ("office", "2010-04-12 09:50", "1:00", "2010-04-09 16:50"),
        ("office", "2010-04-25 12:06:56", "1:00", "2010-04-23 16:00"),
        ("long weekend", "2010-07-06 09:50", "1:00", "2010-07-02 16:50"),
        ("saturdays", "2010-12-27 11:00", "15:00", "2010-12-24 09:00"),
        ("whole days", "2010-12-27 11:00", "15:00", "2010-12-25 11:00"),
        ("midnight", "2014-04-08 00:00:30", "0:01", "2014-04-07 23:59"),
        ("late", "2019-12-27 11:00", "2:00", "2019-12-26 17:00"),
        ("early", "2019-12-27 18:00", "0:02", "2019-12-27 16:58"),
        ("longer lunch", "2019-12-27 16:00", "4:00", "2019-12-27 10:00"),
    ],
)
def test_before(name: str, end: str, budget: str, expected: str) -> None:
    """The latest start whose budget is used up by an instant."""
    assert calendar(name).before(at(end), amount(budget)) == at(expected)


@pytest.mark.parametrize(
    ("name", "start", "days", "expected"),
    [
        ("uneven", "2006-01-09 12:30:52", -2, "2006-01-06 12:30:52"),
        ("uneven", "2006-01-05 08:00", -2, "2006-01-02 17:00"),
        ("uneven", "2006-01-05 18:00", -2, "2006-01-03 16:00"),
        ("uneven", "2006-01-02 13:00", 0, "2006-01-02 13:00"),
        ("uneven", "2006-01-06 12:30:52", 2, "2006-01-09 12:30:52"),
        ("uneven", "2006-01-03 08:00", 2, "2006-01-05 10:00"),
        ("uneven", "2006-01-03 18:00", 2, "2006-01-06 09:00"),
        ("office", "2010-04-10 12:33", 0, "2010-04-12 09:00"),
        ("office", "2010-04-10 23:55", 1, "2010-04-13 09:00"),
        ("office", "2015-10-14 01:54", 1, "2015-10-15 09:00"),
        ("office", "2015-10-14 21:54", 1, "2015-10-16 09:00"),
        ("office", "1991-11-15 12:00", -7, "1991-11-06 12:00"),
        ("long weekend", "2010-07-02 16:50", 1, "2010-07-06 16:50"),
        ("long weekend", "2014-04-09 12:00", 1, "2014-04-11 09:00"),
        ("long weekend", "2014-04-09 12:00", -1, "2014-04-07 17:00"),
        ("sparse", "2014-04-08 12:00", 1, "2014-04-10 09:00"),
        ("sparse", "2014-04-08 12:00", -1, "2014-04-06 17:00"),
    ],
)
def test_business_days(name: str, start: str, days: int, expected: str) -> None:
    """The same time some open days later or before, held within the hours."""
    assert calendar(name).add_business_days(at(start), days) == at(expected)


class TestOtherwise:
    """Another project's rule, and ours: docs/explanation/business-time.md."""

    def test_last_instant(self) -> None:
        """Elsewhere a closing is open too: there the last open instant is 17:00."""
        saturday, closing = at("2016-01-30 12:33"), at("2016-01-29 17:00")
        found = calendar("office").before(saturday, timedelta(0))
        assert found == closing - timedelta(microseconds=1)
        assert calendar("office").next_close(found) == closing

    def test_holiday_with_hours(self) -> None:
        """Elsewhere a holiday closes a date with hours of its own."""
        data = {**CALENDARS["office"], "holidays": {"also": ["2006-01-11"]}}
        days = {"2006-01-11": "09:00-11:00"}
        found = Calendar.parse({"timezone": "UTC", **data, "days": days})
        assert found.is_open(at("2006-01-11 10:00"))

    def test_hour_left_out(self) -> None:
        """Elsewhere hours that start in a gap of the clock are dropped as a whole."""
        week = {"sun": "02:30-03:15", "mon": "09:00-17:00"}
        found = Calendar.parse({"timezone": "America/Los_Angeles", "open": week})
        day = at("2006-04-02")
        assert found.elapsed(day, day + timedelta(days=1)) == timedelta(minutes=15)

    def test_hour_twice(self) -> None:
        """Elsewhere the day on which an hour comes twice has 24 of them."""
        week = {"sun": "00:00-24:00"}
        found = Calendar.parse({"timezone": "Europe/Paris", "open": week})
        start, end = at("2020-10-24 22:00"), at("2020-10-25 23:00")
        assert found.elapsed(start, end) == timedelta(hours=25)

    def test_business_day_outside_hours(self) -> None:
        """Elsewhere the time of day stays outside hours, or a night is no start."""
        tokyo, office = calendar("Tokyo"), calendar("office")
        # There Monday, 06:00.
        monday = at("1991-11-18 00:00")
        assert tokyo.add_business_days(at("1991-11-14 21:00"), 1) == monday
        # There Monday, 17:00.
        tuesday = at("2018-05-22 09:00")
        assert office.add_business_days(at("2018-05-19 15:00"), 1) == tuesday
        # There Thursday, 09:00.
        thursday = at("2010-04-08 17:00")
        assert office.add_business_days(at("2010-04-10 11:00"), -1) == thursday
