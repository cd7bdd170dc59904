"""How instances came to their verdicts, told from the runs behind them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from leadpact.engines.history import ASSIGNING
from leadpact.instants import from_instant
from leadpact.model.account import Account, ClockStretch
from leadpact.model.evaluation import Ending, Outcome
from leadpact.model.lead import Actor, Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.calendars import BusinessClock
    from leadpact.engines.history import Record
    from leadpact.engines.runs import Run
    from leadpact.engines.timeline import Timeline
    from leadpact.model.evaluation import Evaluation, Instance


def accounts(
    evaluation: Evaluation, timeline: Timeline, runs: Sequence[Run]
) -> tuple[Account, ...]:
    """How each instance of an evaluation came to its verdict, in their order.

    Args:
        evaluation: What was found.
        timeline: The lead that it was found of.
        runs: The runs behind it, as ``evaluated`` gives them.
    """
    facts = timeline.present
    records = itertools.chain(facts.history.records or (), *facts.derived.values())
    by_id = {record.id: record for record in records}
    of_timers = evaluation.instances[: len(runs)]
    violations = evaluation.instances[len(runs) :]
    return (
        *(
            _account(run, told, evaluation.now)
            for run, told in zip(runs, of_timers, strict=True)
        ),
        *(Account(one, _event(by_id[one.start_event]), None) for one in violations),
    )


def _account(run: Run, told: Instance, now: int) -> Account:
    until = now if run.end is None else run.end
    assigned, assign_by = _late_assignment(run, told) or (None, None)
    return Account(
        told,
        _event(run.opener),
        None if run.ender is None else _event(run.ender),
        tuple(map(_event, run.counted)),
        None if run.apart is None else run.apart.duration,
        _waived_until(run),
        assigned,
        assign_by,
        tuple(_stretches(run, run.start, until)),
        () if run.due is None else tuple(_stretches(run, until, run.due)),
    )


def _event(record: Record) -> Event:
    """An event as it was given, with its id."""
    recorded = record.recorded_apart
    return Event(
        record.type,
        from_instant(record.at),
        record.raw,
        Actor(record.actor),
        None if recorded is None else from_instant(recorded),
        record.id,
        record.seq,
    )


def _late_assignment(run: Run, told: Instance) -> tuple[Event, int] | None:
    """An assignment that made a breach, and the latest one that would have been met.

    It tells something where one event was asked for, came late, and the clock ran all
    the time: several tries have a pace of their own, and a pause moves the due instant.
    """
    clock, due, end = run.clock, run.due, run.end
    if told.outcome is not Outcome.MET_LATE or due is None or end is None:
        return None
    records = run.facts.history.records or ()
    assigned = [
        record
        for record in records
        if record.type in ASSIGNING and run.start < record.at < end
    ]
    if not assigned or run.needed > 1 or clock.stretches:
        return None
    last = assigned[-1]
    taken = clock.elapsed(last.at, end)
    if taken <= 0:
        return None
    calendar = clock.calendar
    latest = due - taken if calendar is None else calendar.due_before(due, taken)
    return (_event(last), latest) if run.start < latest < last.at else None


def _waived_until(run: Run) -> int | None:
    """Until when the waiver lasts that ended a run, if it tells."""
    if run.ending is not Ending.WAIVED or run.ender is None:
        return None
    until = run.ender.data.get("until")
    return until if isinstance(until, int) else None


def _stretches(run: Run, start: int, end: int) -> Iterator[ClockStretch]:
    """What the clock of a run uses and skips: stretches between pauses, and pauses."""
    clock = run.clock
    for paused, resumed in clock.stretches:
        pause = max(paused, start)
        resume = end if resumed is None else min(resumed, end)
        if pause < resume:
            yield from _running(clock.calendar, start, pause)
            yield ClockStretch(pause, resume, pause=_event(_pausing(run, paused)))
            start = resume
    yield from _running(clock.calendar, start, end)


def _running(
    calendar: BusinessClock | None, start: int, end: int
) -> Iterator[ClockStretch]:
    """The stretches of a calendar; without one, all of the time is used."""
    if calendar is not None:
        for one in calendar.stretches(start, end):
            yield ClockStretch(one.start, one.end, one.closed, one.name, one.calendar)
    elif start < end:
        yield ClockStretch(start, end)


def _pausing(run: Run, at: int) -> Record:
    """The event that stopped the clock at an instant."""
    records = run.facts.all_matches(run.timer.plan.pause)
    return next(record for record in records if record.at == at)
