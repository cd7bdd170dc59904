"""Instances of one timer: the history folded, never a running total.

At one instant, what ends an instance comes before what starts one, and an event never
ends the instance that it opened.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import attrs

from leadpact.calendars import Away, BusinessClock
from leadpact.diagnostics import near
from leadpact.engines.bound import BoundTimer
from leadpact.engines.clocks import Clock, later, pauses
from leadpact.engines.history import Record
from leadpact.errors import refusal
from leadpact.language.nodes import Source
from leadpact.model.evaluation import Ending, Holding, Instance, Outcome, State
from leadpact.model.policy import Repeat
from leadpact.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from leadpact.engines.bound import BoundCase
    from leadpact.engines.facts import Facts, LeadMoment
    from leadpact.model.lead import Person

T = TypeVar("T")

#: Outcomes of a breached instance.
BREACHED = frozenset({Outcome.MET_LATE, Outcome.NEVER_MET})

#: The word that stands for the calendar of whoever owns the lead.
OWNER = "owner"


@attrs.define(eq=False)
class Run:
    """One instance while the history is folded.

    Attributes:
        timer: Its timer.
        opener: The event that opened it.
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

    timer: BoundTimer
    opener: Record
    clock: Clock
    calendar: BusinessClock | None
    calendar_name: str
    within: Duration
    needed: int
    apart: Duration | None
    due: int | None
    counted: list[Record] = attrs.field(factory=list)
    end: int | None = None
    ending: Ending | None = None
    ender: Record | None = None

    @property
    def start(self) -> int:
        """Instant of the start."""
        return self.opener.at

    def is_past_due(self, at: int) -> bool:
        """Whether the due instant has come."""
        return self.due is not None and self.due <= at

    def is_open(self, at: int) -> bool:
        """Whether the promise is still open at an instant."""
        return self.end is None or at < self.end

    @property
    def is_late(self) -> bool:
        """Whether it ended too late, or by what does not keep the promise."""
        if self.end is None or self.due is None:
            return False
        if self.ending in {Ending.UNTIL, Ending.ENOUGH}:
            return self.end > self.due
        return self.end >= self.due

    def finish(self, at: int, ending: Ending, record: Record) -> None:
        """End it."""
        self.end, self.ending, self.ender = at, ending, record
        if self.clock.stretches:
            self.clock = self.clock.ended(at)
            self.due = self.clock.due()

    def outcome(self, now: int) -> Outcome:
        """What a summary counts it as."""
        match self.ending:
            case None:
                return self._open_outcome(now)
            case Ending.UNTIL | Ending.ENOUGH:
                return Outcome.MET_LATE if self.is_late else Outcome.MET
            case Ending.UNLESS | Ending.RESTARTED if not self.is_late:
                return Outcome.VOID
            case Ending.WAIVED if not self.is_late:
                return Outcome.EXCUSED
        return Outcome.NEVER_MET

    def _open_outcome(self, now: int) -> Outcome:
        if self.is_past_due(now):
            return Outcome.NEVER_MET
        if self.clock.is_paused(now):
            return Outcome.PAUSED
        if any(at <= now for at in self.warnings()):
            return Outcome.AT_RISK
        return Outcome.RUNNING

    def warnings(self) -> list[int]:
        """Instants of the warnings before due that are known."""
        found = (self.warning_at(index) for index in range(len(self.timer.plan.warn)))
        return [at for at in found if at is not None]

    def warning_at(self, index: int) -> int | None:
        """When a warning is due: a share of the budget, or a span before due.

        Never before the start; ``None`` while a pause without an end lies before it.
        """
        step = self.timer.plan.warn[index]
        if step.share is not None:
            amount = -(-self.clock.budget * step.share // 100)
            return self.clock.reach(int(amount))
        if step.duration is None:
            return self.due
        return self.clock.before_due(step.duration, self.calendar)


class TimerFold:
    """Folds one lead's history into the instances of one timer."""

    def __init__(
        self, facts: Facts, timer: BoundTimer, people: Mapping[str, Person]
    ) -> None:
        self.facts = facts
        self.timer = timer
        self.people = people
        plan = timer.plan
        self.starts = _by_instant(facts.all_matches(plan.starts))
        self.until = _by_instant(facts.all_matches(plan.until))
        self.enough = _by_instant(facts.all_matches(plan.enough))
        self.unless = _by_instant(facts.all_matches(plan.unless))
        self.waivers = _by_instant(self._waivers())
        self.stretches = pauses(
            facts.all_matches(plan.pause), facts.all_matches(plan.resume)
        )
        self.runs: list[Run] = []

    def fold(self) -> list[Run]:
        """All instances, by start."""
        if not self.starts:
            return []
        first = min(self.starts)
        roles = (self.starts, self.until, self.enough, self.unless, self.waivers)
        for at in sorted(set().union(*roles)):
            if at >= first:
                self._step(at)
        return self.runs

    def _step(self, at: int) -> None:
        spent: set[str] = set()
        before = len(self.runs)
        self._end(at, [run for run in self.runs if run.end is None], spent)
        for record in self.starts.get(at, ()):
            self._start(record)
        self._end(at, [run for run in self.runs[before:] if run.end is None], spent)

    def _end(self, at: int, runs: Iterable[Run], spent: set[str]) -> None:
        """End what the events of one instant end, oldest instance first.

        With `each`, an event that counted for one instance is spent for the others.
        """
        each = self.timer.plan.repeat is Repeat.EACH
        for run in runs:
            used = self._keep(run, at, spent if each else ())
            spent.update(used)
            if run.end is None:
                self._void(run, at)

    def _keep(self, run: Run, at: int, spent: Iterable[str]) -> list[str]:
        """Let `until` and `enough` events count; the ids of those that did."""
        used = []
        for record in self.until.get(at, ()):
            if record.id == run.opener.id or record.id in spent:
                continue
            if self._counts(run, record):
                run.counted.append(record)
                used.append(record.id)
            if len(run.counted) == run.needed:
                run.finish(at, Ending.UNTIL, record)
                return used
        for record in self.enough.get(at, ()):
            if record.id != run.opener.id and record.id not in spent:
                run.finish(at, Ending.ENOUGH, record)
                return [*used, record.id]
        return used

    def _counts(self, run: Run, record: Record) -> bool:
        """Whether a try lies far enough from the last one that counted."""
        if run.apart is None or not run.counted:
            return True
        zone = self.facts.bound.plan.timezone
        return record.at >= later(run.counted[-1].at, run.apart, run.calendar, zone)

    def _void(self, run: Run, at: int) -> None:
        for ending, records in (
            (Ending.UNLESS, self.unless.get(at, ())),
            (Ending.WAIVED, self.waivers.get(at, ())),
        ):
            for record in records:
                if record.id != run.opener.id:
                    run.finish(at, ending, record)
                    return

    def _start(self, record: Record) -> None:
        """Open an instance, if the guard holds and the rule of repetition lets it."""
        moment = self.facts.at(record.at)
        if self.timer.holds is not None:
            holds = self.timer.holds(moment)
            if holds is None:
                self._tell_unknown(moment)
            if not holds:
                return
        if self.timer.plan.repeat is Repeat.EACH or self._gives_way(record):
            self.runs.append(self._open(moment, record))

    def _gives_way(self, record: Record) -> bool:
        """End the instance that runs, if a start ends it; whether none runs now."""
        running = self.runs[-1] if self.runs and self.runs[-1].end is None else None
        if running is None:
            return True
        if running.start < record.at and running.is_past_due(record.at):
            running.finish(record.at, Ending.SUPERSEDED, record)
            return True
        if self.timer.plan.repeat is Repeat.RESTART:
            running.finish(record.at, Ending.RESTARTED, record)
            return True
        return False

    def _open(self, moment: LeadMoment, record: Record) -> Run:
        plan = self.timer.plan
        within = self._choose(moment, self.timer.within, "within")
        times = self.timer.times
        needed = self._choose(moment, times, "times") if times else 1
        distances = self.timer.apart
        apart = self._choose(moment, distances, "apart") if distances else None
        name, away = self._calendar_name(moment)
        calendar = moment.calendar(name, away) if name else None
        due = later(record.at, within, calendar, self.facts.bound.plan.timezone)
        counting = calendar if within.unit.is_business else None
        budget = (
            due - record.at
            if counting is None
            else counting.open_time(due) - counting.open_time(record.at)
        )
        stretches = self.stretches if plan.pause else ()
        clock = Clock(counting, record.at, budget, due, stretches)
        return Run(
            self.timer,
            record,
            clock,
            calendar,
            name,
            within,
            needed,
            apart,
            clock.due(),
        )

    def _calendar_name(self, moment: LeadMoment) -> tuple[str, Away | None]:
        """The calendar in force at the start, by name; empty for none.

        That of the owner, which is the party's where they have none, is closed while
        they are away.
        """
        cases = self.timer.calendar
        fallback = self.timer.plan.fallback
        name = self._choose(moment, cases, "calendar") if cases else fallback
        if name != OWNER:
            return name, None
        owner = self.facts.owner(moment.at)
        person = self.people.get(owner) if owner else None
        if person is None:
            return fallback, None
        if not person.calendar:
            return fallback, person.away
        known = [calendar.name for calendar in self.facts.bound.plan.calendars]
        if person.calendar not in known:
            message = f"person `{person.id}`: unknown calendar `{person.calendar}`"
            raise refusal("LP4012", message, near(person.calendar, known))
        return person.calendar, person.away

    def _choose(
        self, moment: LeadMoment, cases: Sequence[BoundCase[T]], what: str
    ) -> T:
        """The first case that holds; unknown ones that were passed over are told."""
        value, certain = moment.choose(cases)
        if not certain:
            missing = {
                name
                for case in cases
                if case.when is not None
                and case.holds is not None
                and case.holds(moment) is None
                for name in moment.behind(case.when)
            }
            self._tell(f"a case of `{what}` was passed over", sorted(missing))
        return value

    def _tell_unknown(self, moment: LeadMoment) -> None:
        when = self.timer.plan.when
        missing = moment.behind(when) if when is not None else ()
        self._tell("`when` is unknown, so it does not start", missing)

    def _tell(self, what: str, missing: Sequence[str]) -> None:
        names = ", ".join(f"`{name}`" for name in missing)
        self.facts.find(
            "LP4008", f"timer `{self.timer.plan.name}`: {what}: {names} is missing"
        )

    def _waivers(self) -> list[Record]:
        """Waivers of this timer that name who and why; the others are told."""
        found = []
        for record in self.facts.history.records or ():
            if record.type != "waived" or record.data.get("timer") != self.name:
                continue
            if record.data.get("by") and record.data.get("why"):
                found.append(record)
            else:
                self.facts.find(
                    "LP4013",
                    f"waiver `{record.id}` does not tell who and why; it has no effect",
                )
        return found

    @property
    def name(self) -> str:
        """Name of the timer."""
        return self.timer.plan.name


def derive(facts: Facts, name: str, runs: Iterable[Run], now: int) -> None:
    """Let other timers and questions see what became of a timer's instances."""
    missed, met = [], []
    for run in runs:
        outcome = run.outcome(now)
        if run.due is not None and outcome in BREACHED:
            missed.append(_outcome_record(Source.MISSED, run, run.due))
        if run.end is not None and outcome is Outcome.MET:
            met.append(_outcome_record(Source.MET, run, run.end))
    facts.derived[Source.MISSED, name] = sorted(missed, key=lambda one: one.rank)
    facts.derived[Source.MET, name] = sorted(met, key=lambda one: one.rank)


def _outcome_record(source: Source, run: Run, at: int) -> Record:
    name = run.timer.plan.name
    identity = f"{source.value}:{name}:{run.opener.id}"
    return Record(at, 0, identity, f"{source.value} {name}", recorded=at)


def instance(facts: Facts, run: Run, now: int) -> Instance:
    """A run as the result tells it."""
    until = min(now if run.end is None else run.end, now)
    outcome = run.outcome(now)
    held_until = until if run.due is None else min(until, run.due)
    late = run.is_late and run.ending in {Ending.UNLESS, Ending.WAIVED}
    return Instance(
        timer=run.timer.plan.name,
        party=run.timer.plan.party,
        start=run.start,
        start_event=run.opener.id,
        state=State.BREACHED if outcome in BREACHED else State(outcome.value),
        outcome=outcome,
        due=run.due,
        within=str(run.within),
        calendar=run.calendar_name if run.clock.calendar else "",
        budget=run.clock.budget,
        used=run.clock.used(until),
        end=run.end,
        ending=run.ending,
        end_event=run.ender.id if run.ender else "",
        end_type=run.ender.type if run.ender else "",
        counted=len(run.counted),
        needed=run.needed,
        owner_at_due=facts.owner(held_until),
        held=tuple(_holdings(facts, run, held_until)),
        late=run.ender.id if late and run.ender else "",
    )


def _holdings(facts: Facts, run: Run, until: int) -> Iterable[Holding]:
    """Who held the lead, and for how long on the timer's clock."""
    changes = [at for at, _ in facts.history.owners if run.start < at < until]
    for start, end in pairwise([run.start, *changes, until]):
        yield Holding(facts.owner(start), run.clock.elapsed(start, end))


def _by_instant(records: Iterable[Record]) -> dict[int, list[Record]]:
    """Records by their instants, in order."""
    found: dict[int, list[Record]] = {}
    for record in records:
        found.setdefault(record.at, []).append(record)
    return found
