"""What a policy says about a calendar, as plain data."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

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

    def zone_for(self, fields: Mapping[str, str | None]) -> str:
        """The zone for a lead, by the fields that name its zones, empty or not."""
        if isinstance(self.timezone, ZoneField):
            return fields.get(self.timezone.field) or self.timezone.otherwise
        return self.timezone

    def has_open_time(self) -> bool:
        """Whether there are hours at all, in the week or on a date."""
        return any(self.open) or any(hours for _, hours in self.days)


@attrs.frozen
class Absence:
    """Dates on which somebody does not work, by the clock of their calendar.

    Dates rather than instants: that is how people and their tools tell it, and a
    shift that starts on such a date is off as a whole, as on a holiday.

    Attributes:
        first: The first date.
        last: The last one, not before the first.
    """

    first: date
    last: date

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            msg = f"`{self}` ends before it starts"
            raise ValueError(msg)

    def __str__(self) -> str:
        return f"{self.first}/{self.last}"


def parse_absences(text: str) -> tuple[Absence, ...]:
    """Read dates such as `2026-07-06/2026-07-17; 2026-12-23`, the last one included.

    Raises:
        ValueError: A part is neither a date nor two of them.

    Example:
        >>> [str(absence) for absence in parse_absences("2026-12-23")]
        ['2026-12-23/2026-12-23']
    """
    return tuple(map(_absence, text.split(";"))) if text.strip() else ()


def _absence(text: str) -> Absence:
    first, _, last = text.strip().partition("/")
    return Absence(_date(first), _date(last or first))


def _date(text: str) -> date:
    with contextlib.suppress(ValueError):
        day = date.fromisoformat(text)
        if str(day) == text:  # Python reads `20260706` too.
            return day
    msg = f"`{text}` is not a date: write `2026-07-06/2026-07-17`, or one date"
    raise ValueError(msg)


@attrs.frozen
class Away:
    """Whose calendar it is, and when they do not work.

    Attributes:
        who: For the reader.
        absences: In any order; they may overlap.
    """

    who: str
    absences: tuple[Absence, ...]


@attrs.frozen
class Joined:
    """Calendars by name, open together when each of them is.

    Attributes:
        all: Their names. Days, shifts and the zone are those of the first one,
            narrowed to when the others are open too.
    """

    all: tuple[str, ...]


#: What a policy says of the calendars that it names.
Calendars: TypeAlias = Mapping[str, CalendarSpec | Joined]


def parts_of(calendars: Calendars, name: str) -> Mapping[str, CalendarSpec]:
    """The calendars that one stands for, in order, each once: itself, or its parts.

    Args:
        calendars: All of them, without unknown names and circles.
        name: The name of one.
    """
    parts: dict[str, CalendarSpec] = {}
    waiting, seen = [name], set()
    while waiting:
        part = waiting.pop()
        if part in seen:
            continue
        seen.add(part)
        found = calendars[part]
        if isinstance(found, Joined):
            waiting += reversed(found.all)
        else:
            parts[part] = found
    return parts


def zone_fields(calendars: Calendars, name: str) -> tuple[str, ...]:
    """The fields of a lead that tell the zones of a calendar, each once."""
    zones = (spec.timezone for spec in parts_of(calendars, name).values())
    return tuple(
        dict.fromkeys(zone.field for zone in zones if isinstance(zone, ZoneField))
    )
