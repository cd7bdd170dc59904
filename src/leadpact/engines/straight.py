"""Instances of timers that ask for nothing but instants, told without runs.

The plainest promise is "from this event until that one, within so long": nothing else
decides about it, and nothing follows. Of such a timer a run would be made only to be
told at once, so that each instance is told as it is found. What is said is what
``fold_timer`` and ``instance`` would say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from leadpact.engines.runs import holdings
from leadpact.model.evaluation import Ending, Holding, Instance, Outcome
from leadpact.model.policy import Repeat

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from leadpact.engines.bound import BoundPlan, BoundTimer
    from leadpact.engines.facts import Facts
    from leadpact.engines.history import Record

#: Adds the instances of a lead at an instant, by start, and returns when the last of
#: them is missed if it may still be met. ``NeverOpenError`` where a start finds no open
#: hours, which is for the longer way to tell.
Straight: TypeAlias = "Callable[[Facts, int, list[Instance]], int | None]"

#: Before every instant.
_NEVER = -(2**63)
# Enumerations look their members up slowly.
_UNTIL = Ending.UNTIL
_MET, _MET_LATE, _NEVER_MET, _RUNNING = (
    Outcome.MET,
    Outcome.MET_LATE,
    Outcome.NEVER_MET,
    Outcome.RUNNING,
)


def straight_folds(bound: BoundPlan) -> tuple[Straight, ...] | None:
    """What tells the instances of every timer, in the order of their names.

    ``None`` for a policy that has more to work out than plain timers, and than scores
    and definitions that hold until something happens.
    """
    plan = bound.plan
    has_more = plan.stages or plan.limits or bound.present.patterns
    if has_more or bound.present.calendars or bound.follows_any:
        return None
    if not all(map(_is_plain, bound.timers.values())):
        return None
    return tuple(_fold(bound, timer) for _, timer in sorted(bound.timers.items()))


def _is_plain(timer: BoundTimer) -> bool:
    """Whether there is one start, one end and one time allowed, and nothing follows."""
    plan = timer.plan
    return (
        timer.is_plain
        and not timer.has_steps
        and plan.repeat is Repeat.KEEP
        and not (plan.enough or plan.unless or plan.pause)
    )


def _counting(
    timer: BoundTimer,
) -> tuple[str, Callable[[int], int], Callable[[int], int]]:
    """The name of the calendar that counts, what it reads, and when it reads that.

    Without a calendar the clock never stops.
    """
    calendar = timer.fixed_calendar
    if calendar is None or not timer.within[0].value.is_business:
        return "", int, int
    return timer.plan.fallback, calendar.open_time, calendar.reach


def _elapsed(reading: Callable[[int], int]) -> Callable[[int, int], int]:
    """What passes on a clock between two instants."""
    return lambda since, at: reading(at) - reading(since)


def _kind(bound: BoundPlan, patterns: Sequence[int]) -> str | None:
    """The type of event that some patterns pick, each of them, if it is but one."""
    return bound.patterns[patterns[0]].event if len(patterns) == 1 else None


def _fold(bound: BoundPlan, timer: BoundTimer) -> Straight:
    """The function that tells the instances of a plain timer."""
    plan, within, calendar = timer.plan, timer.within[0].value, timer.fixed_calendar
    name, party, starts, until = plan.name, plan.party, plan.starts, plan.until
    text, length = within.text, within.length
    opening, keeping = _kind(bound, starts), _kind(bound, until)
    zone, version = bound.plan.timezone, bound.plan.version
    calendar_name, reading, reached = _counting(timer)

    elapsed = _elapsed(reading)

    # One long function: it runs for each timer of each lead, and calls cost.
    def tell(facts: Facts, now: int, found: list[Instance]) -> int | None:
        by_type = facts.history.by_type
        openers = by_type.get(opening) if opening else facts.all_matches(starts)
        if not openers:
            return None
        keepers = by_type.get(keeping, ()) if keeping else facts.all_matches(until)
        start = origin = due = end = _NEVER
        ender: Record | None = None
        for opener in openers:
            at = opener.at
            if start != _NEVER and (ender is None or at < end or at == end == start):
                # The last instance is not over.
                if not start < at >= due:
                    continue
                _supersede(found[-1], opener, reading(at) - origin)
            start, origin = at, reading(at)
            if length:
                budget, due = length, reached(origin + length)
            else:
                due = within.later(start, calendar, zone)
                budget = reading(due) - origin
            for ender in keepers:
                if ender.at >= start and ender is not opener:
                    end = last = ender.at
                    outcome = _MET_LATE if due < end else _MET
                    break
            else:
                ender, last = None, now
                outcome = _NEVER_MET if due <= now else _RUNNING
            used = reading(last) - origin
            last = last if last < due else due  # noqa: FURB136 - twice as fast
            if facts.history.owners:
                owner = facts.owner(last)
                held = tuple(holdings(facts, start, last, elapsed))
            else:
                owner = None
                held = (Holding(None, used if last != due else reading(due) - origin),)
            found.append(
                Instance(
                    name,
                    party,
                    start,
                    opener.id,
                    outcome.state,
                    outcome,
                    due,
                    text,
                    calendar_name,
                    budget,
                    used,
                    None if ender is None else end,
                    None if ender is None else _UNTIL,
                    "" if ender is None else ender.id,
                    "" if ender is None else ender.type,
                    0 if ender is None else 1,
                    1,
                    owner,
                    held,
                    "",
                    version,
                    None if opener.recorded == start else opener.recorded,
                    None if ender is None else ender.recorded_apart,
                )
            )
        return due if ender is None and now < due else None

    return tell


def _supersede(instance: Instance, opener: Record, used: int) -> None:
    """End a breached instance by a start that came before what would have ended it."""
    instance.outcome, instance.state = _NEVER_MET, _NEVER_MET.state
    instance.end, instance.ending = opener.at, Ending.SUPERSEDED
    instance.end_event, instance.end_type = opener.id, opener.type
    instance.end_recorded = opener.recorded_apart
    instance.counted, instance.used = 0, used
