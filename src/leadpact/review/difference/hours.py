"""Opening hours of two versions: whether a clock runs at more times or at fewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.calendars import CalendarSpec
from leadpact.check.graph import Node
from leadpact.review.difference.model import Direction, Effect
from leadpact.units import LENGTHS, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.model.policy import Policy, Timer
    from leadpact.review.difference.needs import Needs
    from leadpact.review.difference.words import Key

#: Units whose ends move with the open hours, and those that move with the zone, too.
_OPEN = frozenset(unit for unit in Unit if unit.is_business)
_DATED = _OPEN | {Unit.CALENDAR_DAY}
_OTHER = Direction.DIFFERENT, "other hours count"


def calendar_effects(before: Policy, needs: Needs, name: str) -> Iterator[Effect]:
    """What a change of a calendar is for those whose promises rest on it.

    Where more hours count, a promise in open time is due sooner.

    Args:
        before: The version before.
        needs: What the clauses of the version after rest on.
        name: The calendar.
    """
    old, new = before.calendars.get(name), needs.policy.calendars.get(name)
    if old is None or new is None or old == new:
        return
    told, dates_move = _OTHER, True
    if isinstance(old, CalendarSpec) and isinstance(new, CalendarSpec):
        told, dates_move = _direction(old, new), old.timezone != new.timezone
    due, others = _owing(needs, name, _DATED if dates_move else _OPEN)
    yield from (Effect(party, *told) for party in sorted(due))
    yield from (Effect(party, *_OTHER) for party in sorted(others))


def _direction(old: CalendarSpec, new: CalendarSpec) -> tuple[Direction, str]:
    if (old.timezone, old.holidays, old.days) != (new.timezone, new.holidays, new.days):
        return _OTHER
    were, are = _minutes(old), _minutes(new)
    if were < are:
        return Direction.HARDER, "more hours count, so that it is due sooner"
    if are < were:
        return Direction.EASIER, "fewer hours count, so that it is due later"
    return _OTHER


def _minutes(spec: CalendarSpec) -> set[tuple[int, int]]:
    """Every open minute of a week, by the day that it belongs to."""
    return {
        (day, minute)
        for day, stretches in enumerate(spec.open)
        for hours in stretches
        for minute in range(hours.start, hours.end)
    }


def _owing(
    needs: Needs, name: str, units: frozenset[Unit]
) -> tuple[set[str], set[str]]:
    """Parties who owe something due by its open time, and who use it otherwise."""
    due: set[str] = set()
    others: set[str] = set()
    policy = needs.policy
    for each, timer in policy.timers.items():
        used = _units(timer) & units
        if used and name in _counted(needs, timer):
            is_plain = used <= LENGTHS.keys() and not timer.apart
            (due if is_plain else others).add(timer.party.name)
        if _asks(needs, ("timers", each), name, units):
            others.add(timer.party.name)
    clauses = [
        *((("limits", each), one.party) for each, one in policy.limits.items()),
        *((("goals", each), one.party) for each, one in policy.goals.items()),
        *((("stages", one.name), one.party) for one in policy.stages),
    ]
    others |= {party.name for key, party in clauses if _asks(needs, key, name, units)}
    return due, others


def _asks(needs: Needs, key: Key, name: str, units: frozenset[Unit]) -> bool:
    """Whether a clause asks if a calendar is open, or for timers that count by it."""
    timers = [
        needs.policy.timers[one]
        for kind, one in needs.things(key)
        if kind is Node.TIMER and key != ("timers", one)
    ]
    return name in needs.calendars(key) or any(
        name in _counted(needs, timer) for timer in timers if _units(timer) & units
    )


def _units(timer: Timer) -> set[Unit]:
    """The units of its amounts."""
    return {case.value.unit for case in (*timer.within, *timer.apart)}


def _counted(needs: Needs, timer: Timer) -> frozenset[str]:
    """The calendars that a timer may count by."""
    policy = needs.policy
    named = {case.value.name for case in timer.calendar}
    if "owner" in named:
        # Owners may have any calendar of the policy.
        return frozenset(policy.calendars)
    own = policy.parties[timer.party.name].calendar
    if not named and own is not None:
        named.add(own.name)
    return needs.with_parts(named)
