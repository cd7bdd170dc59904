"""One instance: its clock, what ended it, and how a result tells it."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from leadpact.model.evaluation import Ending, Holding, Instance, Outcome
from leadpact.units import ARITHMETIC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from leadpact.calendars import BusinessClock
    from leadpact.engines.bound import BoundTimer
    from leadpact.engines.clocks import Clock, Span
    from leadpact.engines.facts import Facts
    from leadpact.engines.history import Record

#: Outcomes of a breached instance.
BREACHED = frozenset({Outcome.MET_LATE, Outcome.NEVER_MET})

# Enumerations look their members up slowly, and this happens for each instance.
_UNTIL, _ENOUGH, _UNLESS, _WAIVED = (
    Ending.UNTIL,
    Ending.ENOUGH,
    Ending.UNLESS,
    Ending.WAIVED,
)
_MET, _MET_LATE, _NEVER_MET, _RUNNING = (
    Outcome.MET,
    Outcome.MET_LATE,
    Outcome.NEVER_MET,
    Outcome.RUNNING,
)
_NO_EVENTS: Sequence[Record] = ()


class Run:
    """One instance while the history is folded.

    Attributes:
        facts: The lead as the version sees it that judges the instance.
        timer: Its timer.
        opener: The event that opened it.
        start: Instant of that event.
        clock: What counts.
        calendar: The calendar fixed at the start; ``None`` where there is none.
        calendar_name: Its name.
        within: The time allowed.
        needed: How many `until` events it takes.
        apart: The least time between two that count.
        due: When it is missed; ``None`` while the clock stands still.
        counted: The `until` events that counted.
        end: Instant of its end.
        ending: What ended it.
        ender: The event that ended it.
    """

    __slots__ = (
        "apart",
        "calendar",
        "calendar_name",
        "clock",
        "counted",
        "due",
        "end",
        "ender",
        "ending",
        "facts",
        "needed",
        "opener",
        "start",
        "timer",
        "within",
    )

    def __init__(  # noqa: PLR0913, PLR0917 - one is made for each instance
        self,
        facts: Facts,
        timer: BoundTimer,
        opener: Record,
        clock: Clock,
        calendar: BusinessClock | None,
        calendar_name: str,
        within: Span,
    ) -> None:
        self.facts = facts
        self.timer = timer
        self.opener = opener
        self.start = opener.at
        self.clock = clock
        self.calendar = calendar
        self.calendar_name = calendar_name
        self.within = within
        self.needed = 1
        self.apart: Span | None = None
        self.due = clock.due() if clock.stretches else clock.unpaused
        self.counted = _NO_EVENTS
        self.end: int | None = None
        self.ending: Ending | None = None
        self.ender: Record | None = None

    def is_past_due(self, at: int) -> bool:
        """Whether the due instant has come."""
        return self.due is not None and self.due <= at

    def is_open(self, at: int) -> bool:
        """Whether the promise is still open at an instant."""
        return self.end is None or at < self.end

    def is_over_before(self, at: int) -> bool:
        """Whether it had ended when the starts of an instant come.

        What ends an older instance comes before them, what ends a new one after.
        """
        return self.end is not None and (
            self.end < at or (self.end == at and self.start < at)
        )

    @property
    def is_late(self) -> bool:
        """Whether it ended too late, or by what does not keep the promise."""
        if self.end is None or self.due is None:
            return False
        if self.ending is _UNTIL or self.ending is _ENOUGH:
            return self.end > self.due
        return self.end >= self.due

    def finish(self, at: int, ending: Ending, record: Record) -> None:
        """End it, earlier than was thought before if need be."""
        self.end, self.ending, self.ender = at, ending, record

    def settle(self) -> None:
        """Forget what came after the end."""
        if self.end is not None:
            self.clock = self.clock.ended(self.end)
            self.due = self.clock.due()

    def outcome(self, now: int) -> Outcome:
        """What a summary counts it as."""
        ending = self.ending
        if ending is None:
            return self._open_outcome(now)
        if ending is _UNTIL or ending is _ENOUGH:
            return _MET_LATE if self.is_late else _MET
        if self.is_late or ending is Ending.SUPERSEDED:
            return _NEVER_MET
        return Outcome.EXCUSED if ending is _WAIVED else Outcome.VOID

    def _open_outcome(self, now: int) -> Outcome:
        if self.due is not None and self.due <= now:
            return _NEVER_MET
        if self.clock.stretches and self.clock.is_paused(now):
            return Outcome.PAUSED
        if self.timer.warn and any(at <= now for at in self.warnings()):
            return Outcome.AT_RISK
        return _RUNNING

    def warnings(self) -> list[int]:
        """Instants of the warnings before due that are known."""
        found = (self.warning_at(index) for index in range(len(self.timer.warn)))
        return [at for at in found if at is not None]

    def warning_at(self, index: int) -> int | None:
        """When a warning is due: a share of the budget, or a span before due.

        Never before the start; ``None`` while a pause without an end lies before it.
        """
        step = self.timer.warn[index]
        if step.plan.share is not None:
            return self.clock.reach(_part(self.clock.budget, step.plan.share))
        if step.duration is None:
            return self.due
        return self.clock.before_due(step.duration, self.calendar)


def _part(budget: int, share: Decimal) -> int:
    """A percentage of a budget; a part of a microsecond counts as one."""
    exact = ARITHMETIC.divide(ARITHMETIC.multiply(Decimal(budget), share), Decimal(100))
    return int(exact.to_integral_value(ROUND_CEILING))


def instance(run: Run, now: int) -> Instance:
    """A run as the result tells it."""
    facts = run.facts
    clock, due, end, ender = run.clock, run.due, run.end, run.ender
    until = now if end is None else end
    held_until = until if due is None or until < due else due
    outcome = run.outcome(now)
    used = clock.used(until)
    if facts.history.owners:
        owner = facts.owner(held_until)
        held = tuple(holdings(facts, run.start, held_until, clock.elapsed))
    else:
        owner = None
        elapsed = used if held_until == until else clock.used(held_until)
        held = (Holding(None, elapsed),)
    plan = run.timer.plan
    ended_by, ended_as, late = "", "", ""
    if ender is not None:
        ended_by, ended_as = ender.id, ender.type
        if (run.ending is _UNLESS or run.ending is _WAIVED) and run.is_late:
            late = ended_by
    return Instance(
        plan.name,
        plan.party,
        run.start,
        run.opener.id,
        outcome.state,
        outcome,
        due,
        run.within.text,
        run.calendar_name if clock.calendar is not None else "",
        clock.budget,
        used,
        end,
        run.ending,
        ended_by,
        ended_as,
        len(run.counted),
        run.needed,
        owner,
        held,
        late,
        facts.bound.plan.version,
        run.opener.recorded_apart,
        None if ender is None else ender.recorded_apart,
    )


def holdings(
    facts: Facts, start: int, until: int, elapsed: Callable[[int, int], int]
) -> Iterable[Holding]:
    """Who held the lead between two instants, and for how long on a clock."""
    changes = [at for at, _ in facts.history.owners if start < at < until]
    for since, end in pairwise([start, *changes, until]):
        yield Holding(facts.owner(since), elapsed(since, end))
