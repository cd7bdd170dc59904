"""Opening hours in the words of a language."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars import WEEKDAYS, Hours, ZoneField, parts_of
from leadpact.wording.amounts import Amounts
from leadpact.wording.names import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from leadpact.calendars import Calendars, CalendarSpec

_HOUR = 60
_DAY = 24 * _HOUR
_WEEK = len(WEEKDAYS)
_BOTH = 2


@attrs.frozen
class OpeningHours:
    """Writes calendars."""

    amounts: Amounts

    def calendar(self, calendars: Calendars, name: str) -> str:
        """A whole calendar: its week, dates of its own, zone and holidays."""
        return self._of_parts(parts_of(calendars, name), self._whole)

    def week(self, calendars: Calendars, name: str) -> str:
        """The week alone: hours by days, such as Monday to Thursday."""
        return self._of_parts(parts_of(calendars, name), self._week)

    def _of_parts(
        self,
        parts: Mapping[str, CalendarSpec],
        tell: Callable[[CalendarSpec], list[str]],
    ) -> str:
        """A calendar, or what must all be open: `when both A (…) and B (…) are`."""
        told = {name: self._joined(tell(spec), "more") for name, spec in parts.items()}
        if len(told) == 1:
            return told.popitem()[1]
        shown = [
            self._text(
                "calendars.part",
                calendar=self._text("names.word", name=words(name)),
                hours=hours,
            )
            for name, hours in told.items()
        ]
        key = "calendars.both" if len(shown) == _BOTH else "calendars.all"
        return self._text(key, parts=self._joined(shown, "and"))

    def _whole(self, spec: CalendarSpec) -> list[str]:
        return [*self._week(spec), *self._dates(spec), *self._rest(spec)]

    def _week(self, spec: CalendarSpec) -> list[str]:
        return [
            self._text("calendars.week", days=self._days(run), hours=self._hours(hours))
            for run, hours in _runs(spec.open)
            if hours
        ]

    def _dates(self, spec: CalendarSpec) -> list[str]:
        return [self._own_date(day, hours) for day, hours in spec.days]

    def _own_date(self, day: date, hours: Sequence[Hours]) -> str:
        shown = self.amounts.date(day)
        if not hours:
            return self._text("calendars.closed_date", day=shown)
        return self._text("calendars.own_date", day=shown, hours=self._hours(hours))

    def _rest(self, spec: CalendarSpec) -> list[str]:
        """The zone, and the closed dates."""
        zone = self._text("calendars.zone", place=_place(spec.zone))
        if isinstance(spec.timezone, ZoneField):
            zone = self._text("calendars.lead_zone", zone=zone)
        rest = [zone]
        holidays = spec.holidays
        if holidays is not None and holidays.country:
            region = "-".join(filter(None, (holidays.country, holidays.subdivision)))
            rest.append(self._text("calendars.public_holidays", region=region))
        if holidays is not None and holidays.also:
            days = self._joined(
                [self.amounts.date(day) for day in holidays.also], "and"
            )
            rest.append(self._text("calendars.other_holidays", days=days))
        return rest

    def _days(self, run: Sequence[int]) -> str:
        if len(run) == _WEEK:
            return self._text("calendars.every_day")
        first, last = self.amounts.weekday(run[0]), self.amounts.weekday(run[-1])
        if len(run) == 1:
            return first
        return self._text("calendars.days", first=first, last=last)

    def _hours(self, hours: Sequence[Hours]) -> str:
        return self._joined([self._stretch(stretch) for stretch in hours], "and")

    def _stretch(self, stretch: Hours) -> str:
        if (stretch.start, stretch.end) == (0, _DAY):
            return self._text("calendars.all_day")
        # A shift ends on the next day; midnight at the end of a day is 24:00.
        end = stretch.end if stretch.end <= _DAY else stretch.end - _DAY
        return self._text(
            "calendars.hours", opens=self._time(stretch.start), closes=self._time(end)
        )

    def _time(self, minutes: int) -> str:
        hour, minute = divmod(minutes, _HOUR)
        return self._text("calendars.time", hour=str(hour), minute=f"{minute:02}")

    def _joined(self, items: Sequence[str], joint: str) -> str:
        return self.amounts.catalogue.joined(items, joint)

    def _text(self, key: str, /, **places: str) -> str:
        return self.amounts.catalogue.text(key, None, **places)


def _runs(
    week: Sequence[tuple[Hours, ...]],
) -> list[tuple[list[int], tuple[Hours, ...]]]:
    """Neighbouring days with the same hours, Monday first.

    A run over the week's end starts before it, as in Sun-Thu, and stands first.
    """
    groups = itertools.groupby(range(_WEEK), key=lambda day: week[day])
    runs = [(list(days), hours) for hours, days in groups]
    if len(runs) > 1 and runs[0][1] == runs[-1][1]:
        wrapped, hours = runs.pop()
        runs[0] = (wrapped + runs[0][0], hours)
    return runs


def _place(zone: str) -> str:
    """The place that an IANA zone is named after: `New York`."""
    return words(zone.rpartition("/")[2])
