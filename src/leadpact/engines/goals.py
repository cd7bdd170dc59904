"""Goals: what was measured over a period, how that stands, and what follows.

Every lead is looked at once; what it has for a goal is kept by period and group. The
results are the same whatever the order of the leads.

Source: docs/explanation/goals.md.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

import attrs

from leadpact.calendars import day_start, time_zone
from leadpact.engines.bound import bind_step
from leadpact.engines.consequences import key_of, ladder
from leadpact.engines.measures import LINED, Line, amount_of, in_time, measured, state
from leadpact.engines.observations import Observer
from leadpact.instants import from_instant
from leadpact.language.nodes import Timing
from leadpact.model.evaluation import Recipient
from leadpact.model.goals import GoalConsequence, GoalResult, GoalState
from leadpact.planning import day_after, period_before, period_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leadpact.calendars import BusinessClock
    from leadpact.compile.plan import GoalPlan
    from leadpact.engines.bound import BoundPlan, BoundStep
    from leadpact.engines.clocks import Span as Length
    from leadpact.engines.consequences import DueStep
    from leadpact.engines.facts import Facts
    from leadpact.engines.observations import Observation
    from leadpact.engines.timeline import Timeline
    from leadpact.model.evaluation import Evaluation
    from leadpact.model.lead import Person
#: What was found for a goal, by the first day of its period, then by group.
_Cells: TypeAlias = "defaultdict[date, defaultdict[str | None, list[Observation]]]"


@attrs.frozen
class _Span:
    """One period of a goal.

    Attributes:
        first: Its first day.
        after: The day after its last.
        settled: The instant from which the goal is met or missed.
    """

    first: date
    after: date
    settled: int

    @classmethod
    def of(cls, goal: GoalPlan, zone: str, first: date) -> _Span:
        after = period_before(goal.per, first, -1)
        settled = after if goal.cycle is None else day_after(after, goal.cycle)
        return cls(first, after, day_start(zone, settled))


class GoalTally:
    """The goals of one version, while leads are added.

    Args:
        bound: The version.
        people: Owners by id.
        start: The first instant in force; ``None`` for a policy alone, which judges
            all periods.
        end: The first instant no longer in force.
    """

    def __init__(
        self,
        bound: BoundPlan,
        people: Mapping[str, Person],
        start: int | None = None,
        end: int | None = None,
    ) -> None:
        self.bound = bound
        self._people = people
        self._start, self._end = start, end
        self._zone = time_zone(bound.plan.timezone)
        self._earliest: int | None = None
        self._observers = [Observer(goal, bound, people) for goal in bound.plan.goals]
        self._found: dict[str, _Cells] = {
            goal.name: defaultdict(lambda: defaultdict(list))
            for goal in bound.plan.goals
        }

    def add(self, timeline: Timeline, evaluation: Evaluation) -> None:
        """Look at a lead.

        Args:
            timeline: The lead, as it was judged.
            evaluation: What was said of it.
        """
        records = timeline.present.history.records
        if records:
            first = records[0].at
            known = self._earliest
            self._earliest = first if known is None else min(known, first)
        for facts in timeline.facts:
            if facts.bound is self.bound:
                for observer in self._observers:
                    self._add(observer, facts, evaluation)
                facts.forget()

    def _add(self, observer: Observer, facts: Facts, found: Evaluation) -> None:
        cells = self._found[observer.goal.name]
        seen: set[tuple[date, bool]] = set()
        for one in observer.observations(facts, found):
            first = period_of(observer.goal.per, self._day(one.dated))
            if observer.is_once(base=one.is_base):
                if (first, one.is_base) in seen:
                    continue
                seen.add((first, one.is_base))
            cells[first][one.group].append(one)

    def _day(self, at: int) -> date:
        return from_instant(at).astimezone(self._zone).date()

    def results(self, now: int) -> Iterator[GoalResult]:
        """Every goal in each of its periods, from the first lead to ``now``.

        Args:
            now: Microseconds since the epoch, of the evaluations.
        """
        for goal in self.bound.plan.goals:
            for span in self._spans(goal, now):
                for group in self._groups(goal, span.first):
                    yield self._result(goal, span, group, now)

    def _spans(self, goal: GoalPlan, now: int) -> Iterator[_Span]:
        zone = self.bound.plan.timezone
        earliest = now if self._earliest is None else min(self._earliest, now)
        first = period_of(goal.per, self._day(earliest))
        last = period_of(goal.per, self._day(now))
        while first <= last:
            start = day_start(zone, first)
            if self._judges(start):
                yield _Span.of(goal, zone, first)
            first = period_before(goal.per, first, -1)

    def _judges(self, start: int) -> bool:
        """Whether this version is in force when a period starts."""
        is_begun = self._start is None or self._start <= start
        return is_begun and (self._end is None or start < self._end)

    def _groups(self, goal: GoalPlan, first: date) -> Sequence[str | None]:
        """Those whom a period is judged for: who has anything in it, and people."""
        if not goal.by:
            return (None,)
        found = set(self._found[goal.name].get(first, ()))
        if goal.aggregate in LINED:
            if goal.by == "owner":
                found |= set(self._people)
            if goal.by == "team":
                found |= {one.team for one in self._people.values() if one.team}
        return sorted(found, key=lambda group: group or "")

    def _result(
        self, goal: GoalPlan, span: _Span, group: str | None, now: int
    ) -> GoalResult:
        cells = self._found[goal.name].get(span.first)
        observations = [] if cells is None else cells.get(group, [])
        found = measured(goal, observations, span.settled)
        line = Line.of(goal, span.first, span.after, self._day(now))
        result = GoalResult(
            goal=goal.name,
            party=goal.party,
            version=self.bound.plan.version,
            per=goal.per,
            first=span.first,
            last=span.after - timedelta(days=1),
            group=group,
            measure=goal.text,
            kind=goal.kind,
            comparison=goal.comparison,
            amount=amount_of(goal),
            value=found.value,
            beyond=found.beyond,
            observed=found.observed,
            left_out=found.left_out,
            line=None if line is None else line.today,
            settled=span.settled,
            state=state(goal, found, line, is_settled=span.settled <= now),
            added=self._added(goal, observations, span.settled),
        )
        owed = self._consequences(goal, result, now)
        return attrs.evolve(result, consequences=tuple(owed))

    def _added(
        self, goal: GoalPlan, observations: Sequence[Observation], settled: int
    ) -> tuple[tuple[date, Fraction], ...]:
        """What each day added to a measure that grows."""
        if goal.aggregate not in LINED:
            return ()
        days: defaultdict[date, Fraction] = defaultdict(Fraction)
        for one in in_time(observations, settled):
            if one.value is not None:
                days[self._day(one.dated)] += one.value
        return tuple(sorted(days.items()))

    def _consequences(
        self, goal: GoalPlan, result: GoalResult, now: int
    ) -> Iterator[GoalConsequence]:
        """What follows from a goal that is settled, due by now."""
        if result.settled > now or result.state is GoalState.NO_DATA:
            return
        is_met = result.state is GoalState.MET
        name, plans = ("met", goal.met) if is_met else ("missed", goal.missed)
        steps = tuple(map(bind_step, plans))
        calendar = self._calendar(goal.calendar)
        zone = self.bound.plan.timezone
        due = ladder(steps, name, result.settled, calendar, zone)
        for step in sorted(due, key=lambda one: one.at):
            if step.at <= now:
                span = _by(step, steps)
                until = None if span is None else span.later(step.at, calendar, zone)
                yield self._consequence(result, step, until)

    def _consequence(
        self, result: GoalResult, step: DueStep, until: int | None
    ) -> GoalConsequence:
        plan = self.bound.plan
        return GoalConsequence(
            key=key_of(
                plan.policy,
                plan.version,
                result.goal,
                result.first.isoformat(),
                result.group or "",
                step.name,
                str(step.repetition),
            ),
            step=step.name,
            repetition=step.repetition,
            due=step.at,
            by=until,
            verb=step.plan.verb,
            to=tuple(self._recipient(name, step.at) for name in step.plan.to),
            place=step.plan.place,
            note=step.plan.note,
        )

    def _recipient(self, name: str, at: int) -> Recipient:
        contact = self.bound.contacts[name]
        calendar = self._calendar(contact.deliver)
        delivered = at if calendar is None else calendar.next_open(at)
        return Recipient(name, address=contact.address, delivered=delivered)

    def _calendar(self, name: str) -> BusinessClock | None:
        return self.bound.usual_calendar(name) if name else None


def _by(step: DueStep, steps: Sequence[BoundStep]) -> Length | None:
    """The time that a step leaves to do what it asks for, if it tells one."""
    own = next(one for one in steps if one.plan is step.plan)
    return own.duration if step.plan.timing is Timing.BY else None
