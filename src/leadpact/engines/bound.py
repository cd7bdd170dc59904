"""A plan with its expressions as functions and its calendars at hand.

It is made once for a policy and shared by all leads and threads; only the caches of
calendars and functions grow, each by one assignment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

import attrs

from leadpact.calendars import Away, BusinessClock, clock_of, data_versions, zone_fields
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
    from collections.abc import Iterable, Iterator

    from leadpact.compile.plan import DurationCase, ValueCase

T = TypeVar("T")

#: Clocks that are kept: of each calendar in the zones of leads, less the absences of
#: owners. They are built anew when they are more, so that memory has a bound.
_MOST_CLOCKS = 512
#: A calendar, the zones of its fields, and when its owner is away.
_ClockKey: TypeAlias = tuple[str, tuple[str | None, ...], Away | None]


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

    @classmethod
    def joined(cls, parts: Iterable[Edges]) -> Edges:
        """All that some parts watch."""
        found = [each for each in parts if each.patterns or each.calendars]
        if not found:
            return _NO_EDGES
        return cls(
            frozenset().union(*(each.patterns for each in found)),
            frozenset().union(*(each.calendars for each in found)),
        )


_NO_EDGES = Edges()


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
        self._edges: dict[tuple[Origin, str], Edges] = {}
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
        self._calendars: dict[_ClockKey, BusinessClock] = {}
        self._zone_fields = {
            name: zone_fields(self._specs, name) for name in self._specs
        }
        self._functions: dict[int, Bound] = {}

    def function(self, part: Expression) -> Bound:
        """Any part of the plan's expressions as a function.

        Parts are told apart by identity: as values, `1` and `true` are alike.
        """
        made = self._functions.get(id(part))
        if made is None:
            made = self._functions[id(part)] = bind(part)
        return made

    def calendar(
        self, name: str, zones: tuple[str | None, ...] = (), away: Away | None = None
    ) -> BusinessClock:
        """A calendar, in a lead's own zones where the calendar asks for them.

        Args:
            name: Name of the calendar.
            zones: The IANA zone that each of its ``zone_fields`` holds, if any.
            away: When the owner, whose calendar it is, is absent.
        """
        made = self._calendars.get((name, zones, away))
        if made is None:
            fields = zip(self.zone_fields(name), zones, strict=True)
            known = {field: zone for field, zone in fields if zone is not None}
            made = clock_of(self._specs, name, known, away)
            if len(self._calendars) >= _MOST_CLOCKS:
                self._calendars = {}
            self._calendars[name, zones, away] = made
        return made

    def zone_fields(self, name: str) -> tuple[str, ...]:
        """The fields that tell a calendar's zones, one for each of its parts."""
        return self._zone_fields[name]

    def edges(self, expression: Expression | None) -> Edges:
        """What can change an expression without an event, through definitions."""
        return Edges.joined(map(self._part_edges, _parts(expression)))

    def _part_edges(self, part: Expression) -> Edges:
        match part:
            case Query(_, pattern):
                return self._window(pattern)
            case Read(Origin.OPEN, name):
                return Edges(calendars=frozenset({name}))
            case Read(Origin.DEFINITION, name):
                return self._definition_edges(name)
            case Read(Origin.SCORE, name):
                return self._score_edges(name)
        return _NO_EDGES

    def _window(self, pattern: int | None) -> Edges:
        """A pattern whose window ends, if it has one."""
        if pattern is None or not self.plan.patterns[pattern].window:
            return _NO_EDGES
        return Edges(patterns=frozenset({pattern}))

    # Many things may ask for one definition, and it for others, so that each is
    # looked through once.

    def _definition_edges(self, name: str) -> Edges:
        known = self._edges.get((Origin.DEFINITION, name))
        if known is None:
            plan = self.definitions[name].plan
            parts = (plan.condition, *(case.when for case in plan.cases))
            known = Edges.joined(map(self.edges, parts))
            self._edges[Origin.DEFINITION, name] = known
        return known

    def _score_edges(self, name: str) -> Edges:
        known = self._edges.get((Origin.SCORE, name))
        if known is None:
            plans = [line.plan for line in self.scores[name]]
            known = Edges.joined(
                edges
                for plan in plans
                for edges in (self.edges(plan.when), self._window(plan.each))
            )
            self._edges[Origin.SCORE, name] = known
        return known

    def _present_edges(self) -> Edges:
        """What can change scores, definitions and stages without an event."""
        return Edges.joined(
            (
                *map(self._score_edges, self.scores),
                *map(self._definition_edges, self.definitions),
                *(stage.edges for stage in self.stages),
            )
        )


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
