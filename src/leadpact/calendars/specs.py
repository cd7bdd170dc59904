"""What a policy says about a calendar, as plain data."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars.hours import WEEKDAYS, Hours, day_hours

if TYPE_CHECKING:
    from collections.abc import Iterable


def _in_order(dates: Iterable[date]) -> tuple[date, ...]:
    """Dates in order, each once."""
    return tuple(sorted(set(dates)))


@attrs.frozen
class Holidays:
    """Dates on which the week's hours do not count.

    Attributes:
        country: ISO 3166-1 code whose public holidays are closed, or none.
        subdivision: Code of a part of the country with holidays of its own, as ISO
            3166-2 writes it after the hyphen, or none.
        also: Further closed dates, in order.
    """

    country: str | None = None
    subdivision: str | None = None
    also: tuple[date, ...] = attrs.field(default=(), converter=_in_order)


@attrs.frozen
class ZoneField:
    """The zone that a field of the lead names.

    Attributes:
        field: Name of the field.
        otherwise: IANA zone for a lead whose field is empty.
    """

    field: str
    otherwise: str


def _week(days: Iterable[Iterable[Hours]]) -> tuple[tuple[Hours, ...], ...]:
    """Seven days, each in order; ``ValueError`` if there are more or fewer."""
    week = tuple(day_hours(hours) for hours in days)
    if len(week) != len(WEEKDAYS):
        msg = f"a week has 7 days, not {len(week)}"
        raise ValueError(msg)
    return week


def _dated(
    days: Iterable[tuple[date, Iterable[Hours]]],
) -> tuple[tuple[date, tuple[Hours, ...]], ...]:
    """Dates in order, each with its hours in order."""
    return tuple(sorted((day, day_hours(hours)) for day, hours in days))


@attrs.frozen
class CalendarSpec:
    """Opening hours as a policy states them.

    A date's own hours win over holidays, and holidays win over the week. Hours that
    two days claim, when a shift runs into the next morning, count once.

    Attributes:
        timezone: IANA zone whose clock the hours are read on.
        open: Hours of each weekday, Monday first; nothing means closed.
        holidays: Closed dates, or none.
        days: Dates with hours of their own, in order; nothing means closed.
    """

    timezone: str | ZoneField
    open: tuple[tuple[Hours, ...], ...] = attrs.field(converter=_week)
    holidays: Holidays | None = None
    days: tuple[tuple[date, tuple[Hours, ...]], ...] = attrs.field(
        default=(), converter=_dated
    )

    @property
    def zone(self) -> str:
        """The zone of the calendar itself, for leads that name none."""
        stated = self.timezone
        return stated.otherwise if isinstance(stated, ZoneField) else stated

    def has_open_time(self) -> bool:
        """Whether there are hours at all, in the week or on a date."""
        return any(self.open) or any(hours for _, hours in self.days)
