"""A plan with its expressions as functions and its calendars at hand.

It is made once for a policy and shared by all leads and threads; only the caches of
calendars grow, each by one assignment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import attrs

from leadpact.calendars import BusinessClock, ZoneField, data_versions
from leadpact.compile.plan import (
    Apply,
    DefinitionPlan,
    Expression,
    LimitPlan,
    LinePlan,
    Origin,
    PatternPlan,
    Plan,
    Query,
    Read,
    StagePlan,
    TimerPlan,
)
from leadpact.engines.expressions import Bound, Value, bind
from leadpact.engines.history import Types
from leadpact.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.compile.plan import DurationCase, ValueCase

T = TypeVar("T")


def bind_or_none(expression: Expression | None) -> Bound | None:
    """A function, or ``None`` where there is no condition."""
    return None if expression is None else bind(expression)


@attrs.frozen(eq=False)
class BoundCase(Generic[T]):
    """A value, if the condition holds; ``when`` is the condition's plan."""

    value: T
    holds: Bound | None
    when: Expression | None


@attrs.frozen(eq=False)
class BoundPattern:
    """A pattern with its condition as a function."""

    plan: PatternPlan
    where: Bound | None


@attrs.frozen(eq=False)
class BoundLine:
    """A line of a score."""

    plan: LinePlan
    holds: Bound | None


@attrs.frozen(eq=False)
class BoundDefinition:
    """A condition, or cases."""

    plan: DefinitionPlan
    condition: Bound | None
    cases: tuple[BoundCase[Value], ...]


@attrs.frozen(eq=False)
class BoundStage:
    """A stage; ``edges`` are the windows and calendars its condition watches."""

    plan: StagePlan
    holds: Bound | None
    edges: Edges


@attrs.frozen(eq=False)
class BoundTimer:
    """A timer."""

    plan: TimerPlan
    holds: Bound | None
    within: tuple[BoundCase[Duration], ...]
    times: tuple[BoundCase[int], ...]
    apart: tuple[BoundCase[Duration], ...]
    calendar: tuple[BoundCase[str], ...]


@attrs.frozen(eq=False)
class BoundLimit:
    """A limit."""

    plan: LimitPlan
    holds: Bound | None


@attrs.frozen
class Edges:
    """What can change a value without an event: windows that end, calendars."""

    patterns: frozenset[int] = frozenset()
    calendars: frozenset[str] = frozenset()

    def __or__(self, other: Edges) -> Edges:
        return Edges(self.patterns | other.patterns, self.calendars | other.calendars)


class BoundPlan:
    """A plan, ready to judge leads."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.types = Types.of(plan)
        self.data = data_versions()
        self.contacts = {contact.name: contact for contact in plan.contacts}
        self.patterns = tuple(
            BoundPattern(pattern, bind_or_none(pattern.where))
            for pattern in plan.patterns
        )
        self.definitions = {
            definition.name: BoundDefinition(
                definition,
                bind_or_none(definition.condition),
                _bind_cases(definition.cases),
            )
            for definition in plan.definitions
        }
        self.scores = {
            score.name: tuple(
                BoundLine(line, bind_or_none(line.when)) for line in score.lines
            )
            for score in plan.scores
        }
        self.stages = tuple(
            BoundStage(stage, bind_or_none(stage.when), self.edges(stage.when))
            for stage in plan.stages
        )
        self.timers = {timer.name: _bind_timer(timer) for timer in plan.timers}
        self.limits = tuple(
            BoundLimit(limit, bind_or_none(limit.when)) for limit in plan.limits
        )
        self.present = self._present_edges()
        self._specs = {calendar.name: calendar.spec for calendar in plan.calendars}
        self._calendars: dict[tuple[str, str], BusinessClock] = {}

    def calendar(self, name: str, zone: object) -> BusinessClock:
        """A calendar, in a lead's own zone where the calendar asks for that.

        Args:
            name: Name of the calendar.
            zone: The IANA zone that the field named by ``zone_field`` holds, if any.
        """
        spec = self._specs[name]
        own = spec.zone
        if isinstance(spec.timezone, ZoneField) and zone is not None:
            own = str(zone)
        made = self._calendars.get((name, own))
        if made is None:
            made = self._calendars[name, own] = BusinessClock(spec, own)
        return made

    def zone_field(self, name: str) -> str | None:
        """The field that tells a calendar's zone, if there is one."""
        zone = self._specs[name].timezone
        return zone.field if isinstance(zone, ZoneField) else None

    def edges(self, expression: Expression | None) -> Edges:
        """What can change an expression without an event, through definitions."""
        found = Edges()
        for part in _parts(expression):
            match part:
                case Query(_, pattern) if self.plan.patterns[pattern].window:
                    found |= Edges(patterns=frozenset({pattern}))
                case Read(Origin.OPEN, name):
                    found |= Edges(calendars=frozenset({name}))
                case Read(Origin.DEFINITION, name):
                    for inner in self._definition_parts(name):
                        found |= self.edges(inner)
                case Read(Origin.SCORE, name):
                    found |= self._score_edges(name)
                case _:
                    pass
        return found

    def _definition_parts(self, name: str) -> Iterator[Expression | None]:
        plan = next(one for one in self.plan.definitions if one.name == name)
        yield plan.condition
        yield from (case.when for case in plan.cases)

    def _score_edges(self, name: str) -> Edges:
        plan = next(one for one in self.plan.scores if one.name == name)
        found = Edges()
        for line in plan.lines:
            found |= self.edges(line.when)
            if line.each is not None and self.plan.patterns[line.each].window:
                found |= Edges(patterns=frozenset({line.each}))
        return found

    def _present_edges(self) -> Edges:
        """What can change scores, definitions and stages without an event."""
        found = Edges()
        for score in self.plan.scores:
            found |= self._score_edges(score.name)
        for definition in self.plan.definitions:
            for part in self._definition_parts(definition.name):
                found |= self.edges(part)
        for stage in self.stages:
            found |= stage.edges
        return found


def _parts(expression: Expression | None) -> Iterator[Expression]:
    if expression is None:
        return
    yield expression
    if isinstance(expression, Apply):
        for operand in expression.operands:
            yield from _parts(operand)


def _bind_cases(
    cases: tuple[DurationCase, ...] | tuple[ValueCase, ...],
) -> tuple[BoundCase[Value], ...]:
    return tuple(
        BoundCase(case.value, bind_or_none(case.when), case.when) for case in cases
    )


def _bind_timer(plan: TimerPlan) -> BoundTimer:
    return BoundTimer(
        plan,
        bind_or_none(plan.when),
        _bind_cases(plan.within),
        _bind_cases(plan.times),
        _bind_cases(plan.apart),
        _bind_cases(plan.calendar),
    )
