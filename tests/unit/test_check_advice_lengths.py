from __future__ import annotations

import pytest

from leadpact.calendars import CalendarSpec, day_hours, parse_hours
from leadpact.check.advice.lengths import is_longer
from leadpact.units import Duration


def spec(*week: str) -> CalendarSpec:
    """A calendar with hours for each weekday, Monday first; the rest is closed."""
    days = [day_hours([parse_hours(hours)]) for hours in week]
    return CalendarSpec("UTC", (*days, *[()] * (7 - len(days))))


OFFICE = spec(*["09:00-17:00"] * 5)
NIGHTS = spec(*["22:00-06:00"] * 5)


class TestIsLonger:
    """`is_longer`."""

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("3 business days", "2 business days"),
            ("61 minutes", "1 hour"),
            ("2 hours", "119 minutes"),
            ("90 business minutes", "1 business hour"),
            ("4 calendar days", "3 calendar days"),
            ("49 hours", "1 calendar day"),
            ("4 calendar days", "71 hours"),
            # At most eight hours of each of two days, and two for a clock change.
            ("21 business hours", "1 business day"),
            # At least the hours of two days between, two less for clock changes.
            ("3 business days", "11 business hours"),
        ],
    )
    def test_certain(self, one: str, other: str) -> None:
        """One that is longer from every start is longer, and not the other way."""
        first, second = Duration.parse(one), Duration.parse(other)
        assert is_longer(first, second, OFFICE)
        assert not is_longer(second, first, OFFICE)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("1 hour", "60 minutes"),
            ("2 business days", "2 business days"),
            ("1 business day", "8 business hours"),
            ("8 business hours", "1 business day"),
            ("1 calendar day", "24 hours"),
            ("1000 hours", "1 business hour"),
            ("1000 business hours", "1 hour"),
            ("30 calendar days", "1 business day"),
        ],
    )
    def test_uncertain(self, one: str, other: str) -> None:
        """Equal ones, other kinds of time, and days that may be short are left."""
        first, second = Duration.parse(one), Duration.parse(other)
        assert not is_longer(first, second, OFFICE)
        assert not is_longer(second, first, OFFICE)

    @pytest.mark.parametrize("calendar", [None, NIGHTS, spec()])
    def test_no_bounds(self, calendar: CalendarSpec | None) -> None:
        """Without a calendar, and with shifts over midnight, days have no bounds."""
        hours, day = (
            Duration.parse("100 business hours"),
            Duration.parse("1 business day"),
        )
        assert not is_longer(hours, day, calendar)
        assert not is_longer(Duration.parse("9 business days"), hours, calendar)

    def test_times(self) -> None:
        """The first one may pass several times; without any it is never longer."""
        four, day = Duration.parse("4 hours"), Duration.parse("20 hours")
        assert not is_longer(four, day, None, times=5)
        assert is_longer(four, day, None, times=6)
        assert not is_longer(four, Duration.parse("0 minutes"), None, times=0)
