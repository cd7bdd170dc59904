"""Which hours a date has, and which rule says so."""

from __future__ import annotations

import enum
from datetime import date
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars.hours import Hours
from leadpact.calendars.public_data import holiday_names
from leadpact.calendars.wall_clock import day_date, day_number

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from leadpact.calendars.specs import Away, CalendarSpec


class Rule(enum.Enum):
    """What decides the hours of a date, the strongest first."""

    ABSENCE = "absence"
    DATE = "date"
    HOLIDAY = "holiday"
    WEEK = "week"


@attrs.frozen
class Day:
    """The hours of one local date, and why.

    Attributes:
        date: The date on the calendar's own clock.
        hours: Hours of the shifts that start on it, in order; none if it is closed.
        rule: What decides them.
        name: Of the holiday that decides them, if it has one, or of who is absent.
    """

    date: date
    hours: tuple[Hours, ...]
    rule: Rule
    name: str = ""


class Agenda:
    """The days of a calendar, by their number since 1970-01-01.

    Attributes:
        spec: The opening hours.
    """

    def __init__(self, spec: CalendarSpec, away: Away | None = None) -> None:
        self.spec = spec
        self._away = away
        self._absences = tuple(
            (day_number(absence.first), day_number(absence.last))
            for absence in (away.absences if away else ())
        )
        self._own = {day_number(day): hours for day, hours in spec.days}
        self._holidays: dict[int, Mapping[date, str]] = {}

    @property
    def own(self) -> Collection[int]:
        """The days with hours of their own, and those around absences."""
        edges = (edge for absence in self._absences for edge in absence)
        return {*self._own, *edges}

    def hours(self, number: int) -> tuple[Hours, ...]:
        """Hours of the day with a number, in order; none if it is closed."""
        return self._decide(number)[1]

    def day(self, number: int) -> Day:
        """The day with a number, and why it has its hours."""
        rule, hours = self._decide(number)
        day = day_date(number)
        name = self._names(day.year)[day] if rule is Rule.HOLIDAY else ""
        if rule is Rule.ABSENCE and self._away:
            name = self._away.who
        return Day(day, hours, rule, name)

    def _decide(self, number: int) -> tuple[Rule, tuple[Hours, ...]]:
        """The strongest rule for a day, and its hours."""
        if self._absences and self._is_absent(number):
            return Rule.ABSENCE, ()
        own = self._own.get(number)
        if own is not None:
            return Rule.DATE, own
        day = day_date(number)
        if day in self._names(day.year):
            return Rule.HOLIDAY, ()
        return Rule.WEEK, self.spec.open[day.weekday()]

    def _is_absent(self, number: int) -> bool:
        """Whether whoever works by the calendar is absent on a day."""
        return any(first <= number <= last for first, last in self._absences)

    def _names(self, year: int) -> Mapping[date, str]:
        """Names of a year's holidays."""
        names = self._holidays.get(year)
        if names is None:
            holidays = self.spec.holidays
            names = holiday_names(holidays, year) if holidays else {}
            self._holidays[year] = names
        return names
