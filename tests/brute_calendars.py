"""Random calendars against a count of every minute, which shares no code with them.

Each calendar is asked around random instants and around changes of the clock of its
zone. There, for some days, the wall clock says of every minute whether it is open;
the answers of ``BusinessClock`` at many instants are compared with that list.

Run it with ``python tests/brute_calendars.py --calendars 400``, a million instants.
"""

from __future__ import annotations

import argparse
import bisect
import collections
import functools
import random
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import attrs
from oracle_calendars import EPOCH, MINUTE, open_at, zone_info

from leadpact.calendars import (
    Absence,
    Away,
    BusinessClock,
    CalendarSpec,
    Holidays,
    Hours,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_YEAR, LAST_YEAR = 1980, 2040
WINDOWS, INSTANTS, DAYS = 5, 500, 4

#: Thirty zones: whole, half and quarter hours, changes by an hour, two hours and half
#: an hour, at midnight and a minute after it, and dates that are left out.
ZONES = (
    "UTC",
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Asuncion",
    "America/Caracas",
    "America/Havana",
    "America/Los_Angeles",
    "America/New_York",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Amman",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Manila",
    "Asia/Pyongyang",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Europe/London",
    "Europe/Moscow",
    "Europe/Oslo",
    "Pacific/Apia",
    "Pacific/Chatham",
)
PLACES = (("US", "NY"), ("NO", None), ("BR", "SP"), ("DE", "BY"))

#: A calendar's hours and zone, as both sides understand them.
Part: TypeAlias = tuple[CalendarSpec, str]


def micros(moment: datetime) -> int:
    """Microseconds since the epoch."""
    return (moment - EPOCH) // timedelta(microseconds=1)


@functools.cache
def changes(zone: str) -> tuple[datetime, ...]:
    """Noons in UTC before a change of the clock."""
    rules, day = zone_info(zone), datetime(FIRST_YEAR, 1, 1, 12, tzinfo=UTC)
    found = []
    while day.year < LAST_YEAR:
        after = day + timedelta(days=1)
        if day.astimezone(rules).utcoffset() != after.astimezone(rules).utcoffset():
            found.append(day)
        day = after
    return tuple(found)


@attrs.frozen
class Minutes:
    """Every minute of some days, open or not.

    Attributes:
        start: First instant.
        open: Of each minute, whether it is open.
        before: Of each minute, how many open ones come before it.
    """

    start: int
    open: Sequence[bool]
    before: Sequence[int]

    @classmethod
    def of(cls, parts: Sequence[Part], start: datetime) -> Minutes:
        """The minutes of some days by the clocks on the wall."""
        moments = [start + timedelta(minutes=step) for step in range(DAYS * 1440)]
        found = [
            all(open_at(spec, zone_info(zone), moment) for spec, zone in parts)
            for moment in moments
        ]
        before = [0]
        for is_open in found:
            before.append(before[-1] + is_open)
        return cls(micros(start), found, before)

    def minute(self, at: int) -> int:
        """The minute of an instant."""
        return (at - self.start) // MINUTE

    def open_time(self, at: int) -> int:
        """Open time from the start."""
        minute = self.minute(at)
        part = (at - self.start) % MINUTE if self.open[minute] else 0
        return self.before[minute] * MINUTE + part

    def first_with(self, amount: int) -> int:
        """The first instant with an amount of open time before it, more than none."""
        minute = bisect.bisect_left(self.before, -(-amount // MINUTE)) - 1
        return self.start + minute * MINUTE + amount - self.before[minute] * MINUTE

    def last_with(self, amount: int) -> int:
        """The last instant with an amount of open time before it, less than all."""
        minute = bisect.bisect_right(self.before, amount // MINUTE) - 1
        return self.start + minute * MINUTE + amount - self.before[minute] * MINUTE

    def next_open(self, at: int) -> int | None:
        """The first open instant not before one, if it is among the minutes."""
        first = self.minute(at)
        for minute in range(first, len(self.open)):
            if self.open[minute]:
                return max(at, self.start + minute * MINUTE)
        return None

    def previous_open(self, at: int) -> int | None:
        """The last open instant not after one, if it is among the minutes."""
        for minute in range(self.minute(at), -1, -1):
            if self.open[minute]:
                return min(at, self.start + (minute + 1) * MINUTE - 1)
        return None

    def next_close(self, at: int) -> int | None:
        """The first closing after an instant, if it is among the minutes."""
        for minute in range(self.minute(at) + 1, len(self.open)):
            if self.open[minute - 1] and not self.open[minute]:
                return self.start + minute * MINUTE
        return None


class Trial:
    """One random calendar, and what is asked of it.

    Attributes:
        differences: Answers that differ, in words.
        compared: How many answers of each kind were compared.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
        self.differences: list[str] = []
        self.compared: collections.Counter[str] = collections.Counter()
        count = self.chance.choice([1, 1, 1, 2])
        zones = [self.chance.choice(ZONES) for _ in range(count)]
        self.starts = [self._start(zones[0]) for _ in range(WINDOWS)]
        specs = [self._spec() for _ in zones]
        self.parts = list(zip(specs, zones, strict=True))
        self.clock = self._clock()
        self.name = f"seed {seed}, {' and '.join(zones)}"

    def run(self, instants: int) -> Trial:
        """Ask around each start."""
        for start in self.starts:
            minutes = Minutes.of(self.parts, start)
            edges = [
                minute
                for minute in range(1, len(minutes.open))
                if minutes.open[minute] != minutes.open[minute - 1]
            ]
            for _ in range(instants):
                self._ask(minutes, self._instant(minutes, edges))
        return self

    def _start(self, zone: str) -> datetime:
        """Some time before a change of the clock, or whenever."""
        if changes(zone) and self.chance.random() < 0.5:
            return self.chance.choice(changes(zone)) - timedelta(days=1)
        first = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
        days = (LAST_YEAR - FIRST_YEAR) * 365
        return first + timedelta(days=self.chance.randrange(days))

    def _spec(self) -> CalendarSpec:
        dates = self._dates(9)
        holidays = None
        if self.chance.random() < 0.7:
            country, subdivision = self.chance.choice(PLACES)
            holidays = Holidays(country, subdivision, tuple(self._dates(4)))
        week = [self._hours() for _ in range(7)]
        if not any(week):
            week[0] = (Hours(540, 1020),)
        own = {day: self._hours() for day in dates}
        return CalendarSpec("UTC", tuple(week), holidays, tuple(own.items()))

    def _dates(self, most: int) -> list[date]:
        """Dates around the instants that are asked about."""
        near = [start.date() for start in self.starts]
        return [
            self.chance.choice(near) + timedelta(days=self.chance.randint(-2, DAYS))
            for _ in range(self.chance.randint(0, most))
        ]

    def _hours(self) -> tuple[Hours, ...]:
        """Hours of a day: none, a few stretches, a night, or the whole day."""
        kind = self.chance.random()
        if kind < 0.15:
            return ()
        if kind < 0.25:
            return (Hours(0, 1440),)
        if kind < 0.45:
            start = self.chance.randrange(1440)
            return (Hours(start, start + self.chance.randint(1, 1440)),)
        step = self.chance.choice([1, 15, 30])
        count = 2 * self.chance.randint(1, 3)
        edges = sorted(self.chance.sample(range(0, 1441, step), count))
        return tuple(map(Hours, edges[::2], edges[1::2]))

    def _clock(self) -> BusinessClock:
        """The clock under trial; sometimes its owner is absent, which closes dates."""
        spec, zone = self.parts[0]
        others = tuple(BusinessClock(spec, zone) for spec, zone in self.parts[1:])
        absences = tuple(
            Absence(day, day + timedelta(days=self.chance.randint(0, 2)))
            for day in self._dates(2)
        )
        own = dict(spec.days)
        for absence in absences:
            for step in range((absence.last - absence.first).days + 1):
                own[absence.first + timedelta(days=step)] = ()
        closed = attrs.evolve(spec, days=tuple(own.items()))
        self.parts[0] = (closed, zone)
        return BusinessClock(spec, zone, others, Away("Ann", absences))

    def _instant(self, minutes: Minutes, edges: Sequence[int]) -> int:
        """An instant at, right before or after an edge, or anywhere."""
        length = len(minutes.open) * MINUTE
        if edges and self.chance.random() < 0.5:
            at = self.chance.choice(edges) * MINUTE + self.chance.randint(-1, 1)
        else:
            at = self.chance.randrange(length)
        return minutes.start + at

    def _ask(self, minutes: Minutes, at: int) -> None:
        clock, chance = self.clock, self.chance
        other = minutes.start + chance.randrange(len(minutes.open) * MINUTE)
        here, all_of_it = minutes.open_time(at), minutes.before[-1] * MINUTE
        elapsed = clock.open_time(other) - clock.open_time(at)
        self._same("is_open", at, clock.is_open(at), minutes.open[minutes.minute(at)])
        self._same("elapsed", at, elapsed, minutes.open_time(other) - here)
        if here < all_of_it:
            budget = self._budget(all_of_it - here)
            due = minutes.first_with(here + budget)
            self._same("deadline", at, clock.due(at, budget), due)
        if here:
            budget = self._budget(here)
            start = minutes.last_with(here - budget)
            self._same("before", at, clock.due_before(at, budget), start)
        if (opening := minutes.next_open(at)) is not None:
            self._same("next_open", at, clock.next_open(at), opening)
            self._same("deadline", at, clock.due(at, 0), opening)
        if (last := minutes.previous_open(at)) is not None:
            self._same("previous_open", at, clock.previous_open(at), last)
            self._same("before", at, clock.due_before(at, 0), last)
        if (closing := minutes.next_close(at)) is not None:
            self._same("next_close", at, clock.next_close(at), closing)

    def _budget(self, most: int) -> int:
        """Open time, in whole minutes or not."""
        budget = self.chance.randint(1, most)
        if self.chance.random() < 0.5:
            return budget
        return budget // MINUTE * MINUTE or budget

    def _same(self, what: str, at: int, found: object, expected: object) -> None:
        self.compared[what] += 1
        if found != expected:
            self.differences.append(
                f"{self.name}: {what} at {at}: {found}, expected {expected}"
            )


def trial(seed: int, instants: int = INSTANTS) -> tuple[list[str], dict[str, int]]:
    """What one random calendar shows: differences, and answers compared by kind."""
    found = Trial(seed).run(instants)
    return found.differences, found.compared


def report(differences: Sequence[str], compared: dict[str, int]) -> Iterator[str]:
    """What many of them show, in lines."""
    for kind, count in sorted(compared.items()):
        yield f"{kind:<14} {count:>9,} answers compared"
    yield f"differences    {len(differences):>9,}"
    yield from differences[:20]


def main() -> int:
    """Try many calendars, on all cores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calendars", type=int, default=400)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    given = parser.parse_args()
    differences: list[str] = []
    compared: collections.Counter[str] = collections.Counter()
    seeds = range(given.first, given.first + given.calendars)
    with ProcessPoolExecutor() as pool:
        for found, counts in pool.map(trial, seeds):
            differences += found
            compared.update(counts)
    pairs = given.calendars * WINDOWS * INSTANTS
    lines = [
        f"{given.calendars} calendars in {len(ZONES)} zones, {pairs:,} instants",
        f"of the years {FIRST_YEAR} to {LAST_YEAR - 1}",
        *report(differences, compared),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return bool(differences)


if __name__ == "__main__":
    sys.exit(main())
