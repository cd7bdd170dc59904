"""Opening hours of two versions: whether a clock runs at more times or at fewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.calendars import CalendarSpec
from leadpact.review.difference.model import Direction, Effect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.model.policy import Policy, Timer


def calendar_effects(before: Policy, after: Policy, name: str) -> Iterator[Effect]:
    """What a change of a calendar is for those whose promises it counts.

    Where more hours count, a promise in open time is due sooner.
    """
    old, new = before.calendars.get(name), after.calendars.get(name)
    if old is None or new is None or old == new:
        return
    direction, reason = Direction.DIFFERENT, "other hours count"
    if isinstance(old, CalendarSpec) and isinstance(new, CalendarSpec):
        direction, reason = _direction(old, new)
    for party in sorted(users(after, name)):
        yield Effect(party, direction, reason)


def _direction(old: CalendarSpec, new: CalendarSpec) -> tuple[Direction, str]:
    different = Direction.DIFFERENT, "other hours count"
    if (old.timezone, old.holidays, old.days) != (new.timezone, new.holidays, new.days):
        return different
    were, are = _minutes(old), _minutes(new)
    if were < are:
        return Direction.HARDER, "more hours count, so that it is due sooner"
    if are < were:
        return Direction.EASIER, "fewer hours count, so that it is due later"
    return different


def _minutes(spec: CalendarSpec) -> set[tuple[int, int]]:
    """Every open minute of a week, by the day that it belongs to."""
    return {
        (day, minute)
        for day, stretches in enumerate(spec.open)
        for hours in stretches
        for minute in range(hours.start, hours.end)
    }


def users(policy: Policy, name: str) -> set[str]:
    """The parties that owe a promise in the open time of a calendar."""
    return {
        timer.party.name
        for timer in policy.timers.values()
        if any(case.value.unit.is_business for case in timer.within)
        and name in _calendars(policy, timer)
    }


def _calendars(policy: Policy, timer: Timer) -> set[str]:
    """The calendars that a timer may count by, and those that these are made of."""
    named = {case.value.name for case in timer.calendar}
    own = policy.parties[timer.party.name].calendar
    if (not named or "owner" in named) and own is not None:
        named.add(own.name)
    for each in tuple(named):
        joined = policy.calendars.get(each)
        if joined is not None and not isinstance(joined, CalendarSpec):
            named.update(joined.all)
    return named
