"""What one lead has for a goal: events, or promises, each in its period and group."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadpact.compile.plan import Origin, Read
from leadpact.engines.history import Record, derived_record
from leadpact.engines.stages import edge_instants
from leadpact.language.nodes import Source
from leadpact.language.types import Kind
from leadpact.model.binding import creation
from leadpact.model.evaluation import Outcome
from leadpact.model.policy import Counting
from leadpact.units import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leadpact.compile.plan import GoalPlan
    from leadpact.engines.bound import BoundPlan
    from leadpact.engines.facts import Facts
    from leadpact.model.evaluation import Evaluation
    from leadpact.model.lead import Person

#: Those for whom no group is known.
NO_GROUP = ""
_PERCENT = 100
_ONE = Fraction(1)
_LEFT_OUT = frozenset({Outcome.VOID, Outcome.EXCUSED})


@attrs.frozen
class Observation:
    """One thing that a goal looks at.

    Attributes:
        dated: The instant that decides its period.
        at: When it happened: an event, or the end of a promise; ``None`` for a promise
            that nobody has kept.
        group: Whose it is; ``None`` for a goal of all.
        value: What it adds, or the time that a promise took; ``None`` where that is
            not known.
        outcome: How a promise stands; ``None`` for an event.
        is_base: Whether it is what a rate is a part of.
    """

    dated: int
    at: int | None
    group: str | None
    value: Fraction | None
    outcome: Outcome | None = None
    is_base: bool = False


class Observer:
    """Finds what leads have for one goal.

    Attributes:
        goal: The goal.
    """

    def __init__(
        self, goal: GoalPlan, bound: BoundPlan, people: Mapping[str, Person]
    ) -> None:
        self.goal = goal
        self._bound = bound
        self._people = people
        self._stages = {stage.plan.name for stage in bound.stages}

    def observations(
        self, facts: Facts, evaluation: Evaluation
    ) -> Iterator[Observation]:
        """Everything of one lead up to ``now``; void and excused promises left out.

        Args:
            facts: The lead, as it was judged.
            evaluation: What was said of it.
        """
        if self.goal.timer:
            return self._promises(facts, evaluation)
        if self.goal.base is not None:
            return self._of_rate(facts, self.goal.base)
        return self._of_events(facts)

    def is_once(self, *, base: bool) -> bool:
        """Whether a lead counts once in a period: it enters, or comes to be, something.

        Args:
            base: Whether this is asked of what a rate is a part of.
        """
        pattern = self.goal.base if base else self.goal.pattern
        if pattern is None:
            return False
        return self._bound.plan.patterns[pattern].source is Source.ENTERED

    # Promises.

    def _promises(self, facts: Facts, evaluation: Evaluation) -> Iterator[Observation]:
        until = facts.history.until
        for one in evaluation.instances:
            if one.timer != self.goal.timer or one.outcome in _LEFT_OUT:
                continue
            if one.due is None:
                # A clock that stands still is due in no period yet.
                continue
            yield Observation(
                dated=one.due,
                at=one.end,
                group=self._group(facts, min(one.due, until), one.owner_at_due),
                value=Fraction(one.used),
                outcome=one.outcome,
            )

    # Events.

    def _of_rate(self, facts: Facts, base: int) -> Iterator[Observation]:
        bases = self._records(facts, base)
        for record in bases:
            yield self._counted(facts, record, record.at, is_base=True)
        is_cohort = self.goal.counting is Counting.COHORT
        for record in self._records(facts, self.goal.pattern):
            dated = _last(bases, record.at) if is_cohort else record.at
            if dated is not None:
                yield self._counted(facts, record, dated)

    def _of_events(self, facts: Facts) -> Iterator[Observation]:
        records = facts.history.records or ()
        created = creation((record.at, record.type) for record in records)
        is_cohort = self.goal.counting is Counting.COHORT
        for record in self._records(facts, self.goal.pattern):
            dated = created if is_cohort and created is not None else record.at
            yield self._counted(facts, record, dated)

    def _counted(
        self, facts: Facts, record: Record, dated: int, *, is_base: bool = False
    ) -> Observation:
        at = record.at
        group = self._group(facts, at, facts.owner(at))
        value = _ONE if is_base else self._value(facts, record)
        return Observation(dated, at, group, value, is_base=is_base)

    def _records(self, facts: Facts, pattern: int | None) -> Sequence[Record]:
        """What a pattern picks, or when a lead came to be what a definition says."""
        if pattern is None:
            return ()
        plan = self._bound.plan.patterns[pattern]
        if plan.source is Source.ENTERED and plan.name not in self._stages:
            return _turns(facts, plan.name)
        return facts.matches(pattern)

    # Values and groups.

    def _value(self, facts: Facts, record: Record) -> Fraction | None:
        """What an event adds; what it tells itself comes before what the lead says."""
        goal = self.goal
        if goal.value is None:
            return _ONE
        found = self._told(facts, record) if goal.datum else None
        if found is None:
            found = self._bound.function(goal.value)(facts.at(record.at))
        if not isinstance(found, int | Decimal):
            return None
        value = Fraction(found)
        return value / _PERCENT if goal.kind is Kind.PERCENT else value

    def _told(self, facts: Facts, record: Record) -> object:
        """What the event says, also the one that entered a stage."""
        if record.data:
            return record.data.get(self.goal.datum)
        events = facts.history.records or ()
        same = (one for one in events if one.at == record.at and one.id == record.id)
        return next(same, record).data.get(self.goal.datum)

    def _group(self, facts: Facts, at: int, owner: str | None) -> str | None:
        """Whose an observation is."""
        match self.goal.by:
            case "":
                return None
            case "owner":
                return owner or NO_GROUP
            case "team":
                person = self._people.get(owner or "")
                return person.team if person is not None else NO_GROUP
            case field:
                return group_name(facts.at(at).field(field))


def _last(bases: Sequence[Record], at: int) -> int | None:
    """The instant of the last of some events that is not after another."""
    return max((one.at for one in bases if one.at <= at), default=None)


def group_name(value: object) -> str:
    """The value of a field as the name of a group."""
    match value:
        case None:
            return NO_GROUP
        case bool():
            return "true" if value else "false"
        case frozenset():
            return ", ".join(sorted(value))
        case int() | Decimal():
            return plain(Decimal(value))
    return str(value)


def _turns(facts: Facts, name: str) -> Sequence[Record]:
    """The instants at which a definition began to hold, as events."""
    records = facts.history.records or ()
    if not records:
        return ()
    first, now = records[0].at, facts.history.until
    instants = {record.at for record in records}
    for derived in facts.derived.values():
        instants.update(record.at for record in derived if record.at <= now)
    edges = facts.bound.edges(Read(Origin.DEFINITION, name))
    instants.update(edge_instants(facts, edges, first, now))
    return [*_turned(facts, name, sorted(instants))]


def _turned(facts: Facts, name: str, instants: Sequence[int]) -> Iterator[Record]:
    held = False
    for at in instants:
        holds = facts.at(at).definition(name)[0] is True
        if holds and not held:
            yield derived_record(at, 0, f"entered:{name}:{at}", f"entered {name}")
        held = holds
