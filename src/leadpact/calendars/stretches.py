"""Stretches of time that are open or closed, and why."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars.agenda import Day, Rule
from leadpact.instants import from_instant

if TYPE_CHECKING:
    from datetime import datetime


class Closed(enum.Enum):
    """Why a calendar is closed."""

    HOURS = "outside hours"
    WEEKDAY = "closed weekday"
    DATE = "hours of the date"
    HOLIDAY = "public holiday"
    OWN_HOLIDAY = "own holiday"
    ABSENCE = "absence"


@attrs.frozen
class Stretch:
    """A stretch of time, half-open, in which a calendar is open or closed.

    Attributes:
        start: Its first instant, in microseconds since the Unix epoch.
        end: The instant after its last one.
        closed: Why it is closed; ``None`` if it is open.
        name: Of the public holiday, or of whoever is absent.
        calendar: Name of the calendar that is closed, which for a joined one is the
            first such part; empty if it is open or has no name.
    """

    start: int
    end: int
    closed: Closed | None = None
    name: str = ""
    calendar: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is open."""
        return self.closed is None

    @property
    def start_at(self) -> datetime:
        """Its first instant, in UTC."""
        return from_instant(self.start)

    @property
    def end_at(self) -> datetime:
        """The instant after its last one, in UTC."""
        return from_instant(self.end)


def closed_by(day: Day) -> tuple[Closed, str]:
    """Why time of a day is closed, and the name that goes with it."""
    match day.rule:
        case Rule.WEEK:
            return Closed.HOURS if day.hours else Closed.WEEKDAY, ""
        case Rule.HOLIDAY:
            return Closed.HOLIDAY if day.name else Closed.OWN_HOLIDAY, day.name
        case Rule.DATE:
            return Closed.DATE, ""
    return Closed.ABSENCE, day.name
