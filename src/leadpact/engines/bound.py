"""A plan with its expressions as functions and its calendars at hand.

It is made once for a policy and shared by all leads and threads; only the caches of
calendars and functions grow, each by one assignment.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

import attrs

from leadpact.calendars import Away, BusinessClock, clock_of, data_versions, zone_fields
from leadpact.compile.plan import (
    DurationCase,
    Expression,
    LimitPlan,
    Origin,
    PatternPlan,
    Plan,
    Query,
    Read,
    StagePlan,
    StepPlan,
    TimerPlan,
)
from leadpact.engines.clocks import Span
from leadpact.engines.judge import (
    Judge,
    judges_events,
    parts_of,
    whole_scores,
    write_definition,
    write_score,
)
from leadpact.engines.python import Asked, Function, Writer
from leadpact.engines.types import Types
from leadpact.language.nodes import Source
from leadpact.model.policy import Repeat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from leadpact.compile.plan import ValueCase
    from leadpact.engines.judge import Row

T = TypeVar("T")

#: Clocks that are kept: of each calendar in the zones of leads, less the absences of
#: owners. They are built anew when they are more, so that memory has a bound.
_MOST_CLOCKS = 512
#: A calendar, the zones of its fields, and when its owner is away.
_ClockKey: TypeAlias = tuple[str, tuple[str | None, ...], Away | None]


@attrs.frozen(eq=False)
class BoundCase(Generic[T]):
    """A value, if the condition holds; ``when`` is the condition's plan."""

    value: T
    holds: Function | None
    when: Expression | None


@attrs.frozen(eq=False)
class BoundPattern:
    """A pattern with its condition as a function of an event.

    Attributes:
        plan: What it is made of.
        where: Its condition.
        event: The type of event that it picks, each of them; ``None`` where it asks
            for more.
    """

    plan: PatternPlan
    where: Function | None
    event: str | None


@attrs.frozen(eq=False)
class BoundStage:
    """A stage; ``edges`` are the windows and calendars its condition watches."""

    plan: StagePlan
    holds: Function | None
    edges: Edges


@attrs.frozen(eq=False)
class BoundStep:
    """A step with its spans, each ``None`` where the step has none."""

    plan: StepPlan
    duration: Span | None
    every: Span | None


@attrs.frozen(eq=False)
class BoundTimer:
    """A timer.

    Attributes:
        plan: What it is made of.
        holds: Its guard.
        within: Cases of the time allowed.
        times: Cases of how often; empty for once.
        apart: Cases of the least time between two that count.
        calendar: Cases of calendars; empty for the party's.
        warn: Steps before due.
        missed: Steps from due on.
        met: Steps once the promise is kept.
        fixed_within: The time allowed where there is but one case.
        fixed_calendar: The calendar where it is the same for every lead.
        is_plain: Whether nothing but the instant of the start decides how it runs.
        is_each: Whether each start opens an instance.
        has_steps: Whether anything follows from it at all.
    """

    plan: TimerPlan
    holds: Function | None
    within: tuple[BoundCase[Span], ...]
    times: tuple[BoundCase[int], ...]
    apart: tuple[BoundCase[Span], ...]
    calendar: tuple[BoundCase[str], ...]
    warn: tuple[BoundStep, ...]
    missed: tuple[BoundStep, ...]
    met: tuple[BoundStep, ...]
    fixed_within: Span | None
    fixed_calendar: BusinessClock | None
    is_plain: bool
    is_each: bool
    has_steps: bool


@attrs.frozen(eq=False)
class BoundLimit:
    """A limit."""

    plan: LimitPlan
    holds: Function | None


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
        self.definitions = {one.name: one for one in plan.definitions}
        self.scores = {one.name: one for one in plan.scores}
        self._whole = whole_scores(plan)
        self._functions: dict[object, Callable[..., Any]] = {}
        self._edges: dict[tuple[Origin, str], Edges] = {}
        self._specs = {calendar.name: calendar.spec for calendar in plan.calendars}
        self._calendars: dict[_ClockKey, BusinessClock] = {}
        self._zone_fields = {
            name: zone_fields(self._specs, name) for name in self._specs
        }
        self._fixed: dict[str, BusinessClock] = {}
        self.patterns = tuple(
            BoundPattern(pattern, self._of_event(pattern.where), _only_event(pattern))
            for pattern in plan.patterns
        )
        self.judge = Judge(plan, self._writer(Asked.JUDGE))
        #: Whether all scores and definitions can be worked out before stages and
        #: timers are.
        self.judges_events = judges_events(plan)
        self.stages = tuple(
            BoundStage(stage, self._when(stage.when), self.edges(stage.when))
            for stage in plan.stages
        )
        self.timers = {timer.name: self._timer(timer) for timer in plan.timers}
        self._followed = {
            one.name
            for one in plan.patterns
            if one.source in {Source.MISSED, Source.MET}
        }
        #: Whether anything follows from a promise, kept or not.
        self.owes = any(timer.has_steps for timer in self.timers.values())
        self.limits = tuple(
            BoundLimit(limit, self._when(limit.when)) for limit in plan.limits
        )
        self.present = self._present_edges()

    @functools.cached_property
    def decider(self) -> Judge:
        """Every score and definition of fields alone; made when it is first asked."""
        return Judge(self.plan, self._writer(Asked.DECIDE))

    @functools.cached_property
    def decide(self) -> Callable[..., Row] | None:
        """Decides about fields alone, if these are all that counts."""
        return None if self.decider.asks_moment else self.decider.row

    @property
    def follows_any(self) -> bool:
        """Whether anything asks what became of the instances of some timer."""
        return bool(self._followed)

    def follows(self, timer: str) -> bool:
        """Whether anything asks what became of the instances of a timer."""
        return timer in self._followed

    # Functions, each made when it is first asked for.

    def function(self, part: Expression) -> Function:
        """Any part of the plan's expressions as a function of a lead at an instant.

        Parts are told apart by identity: as values, `1` and `true` are alike.
        """
        made = self._functions.get(id(part))
        if made is None:
            writer = self._writer(Asked.MOMENT)
            writer.line(f"return {writer.value(part).code}")
            made = self._functions[id(part)] = writer.function("(m)")
        return made

    def definition(self, name: str) -> Callable[[Any], tuple[Any, bool]]:
        """A definition's value and whether it is certain, of a lead at an instant."""
        made = self._functions.get((Origin.DEFINITION, name))
        if made is None:
            writer = self._writer(Asked.MOMENT)
            value, certain = write_definition(writer, self.definitions[name])
            writer.line(f"return {value}, {certain}")
            made = writer.function("(m)")
            self._functions[Origin.DEFINITION, name] = made
        return made

    def score(self, name: str) -> Callable[[Any], tuple[Any, ...]]:
        """A score's points, least, most and lines, of a lead at an instant."""
        made = self._functions.get((Origin.SCORE, name))
        if made is None:
            writer = self._writer(Asked.MOMENT)
            names = write_score(writer, self.scores[name])
            writer.line(f"return {', '.join(names)}")
            made = self._functions[Origin.SCORE, name] = writer.function("(m)")
        return made

    def _writer(self, asked: Asked) -> Writer:
        return Writer(asked, self.types, self._part(asked), self._whole)

    def _part(self, asked: Asked) -> Callable[[Expression], Function]:
        """What gives a part that lies too deep a function of its own."""
        return self._event_function if asked is Asked.EVENT else self.function

    def _event_function(self, part: Expression) -> Function:
        made = self._functions.get((Asked.EVENT, id(part)))
        if made is None:
            writer = self._writer(Asked.EVENT)
            writer.line(f"return {writer.value(part).code}")
            made = self._functions[Asked.EVENT, id(part)] = writer.function("(m)")
        return made

    def _of_event(self, where: Expression | None) -> Function | None:
        return None if where is None else self._event_function(where)

    def _when(self, when: Expression | None) -> Function | None:
        return None if when is None else self.function(when)

    def _timer(self, plan: TimerPlan) -> BoundTimer:
        within = self._spans(plan.within)
        fixed_within = within[0].value if within[0].when is None else None
        fixed_calendar = None
        if plan.fallback and not plan.calendar:
            fixed_calendar = self.fixed_calendar(plan.fallback)
        is_fixed = not plan.calendar and bool(fixed_calendar) is bool(plan.fallback)
        return BoundTimer(
            plan,
            self._when(plan.when),
            within,
            self._cases(plan.times),
            self._spans(plan.apart),
            self._cases(plan.calendar),
            tuple(map(bind_step, plan.warn)),
            tuple(map(bind_step, plan.missed)),
            tuple(map(bind_step, plan.met)),
            fixed_within,
            fixed_calendar,
            is_fixed
            and fixed_within is not None
            and not (plan.when or plan.times or plan.apart),
            plan.repeat is Repeat.EACH,
            bool(plan.warn or plan.missed or plan.met),
        )

    def _cases(self, cases: tuple[ValueCase, ...]) -> tuple[BoundCase[Any], ...]:
        return tuple(
            BoundCase(case.value, self._when(case.when), case.when) for case in cases
        )

    def _spans(self, cases: tuple[DurationCase, ...]) -> tuple[BoundCase[Span], ...]:
        return tuple(
            BoundCase(Span.of(case.value), self._when(case.when), case.when)
            for case in cases
        )

    # Calendars.

    def fixed_calendar(self, name: str) -> BusinessClock | None:
        """A calendar whose zone is the same for every lead, else ``None``."""
        made = self._fixed.get(name)
        if made is None and not self.zone_fields(name):
            made = self._fixed[name] = self.calendar(name)
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

    def usual_calendar(self, name: str) -> BusinessClock:
        """A calendar where no lead moves it: in the zones that it names otherwise."""
        return self.calendar(name, (None,) * len(self.zone_fields(name)))

    def zone_fields(self, name: str) -> tuple[str, ...]:
        """The fields that tell a calendar's zones, one for each of its parts."""
        return self._zone_fields[name]

    # What can change an answer without an event.

    def edges(self, expression: Expression | None) -> Edges:
        """What can change an expression without an event, through definitions."""
        return Edges.joined(map(self._part_edges, parts_of(expression)))

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
            plan = self.definitions[name]
            parts = (plan.condition, *(case.when for case in plan.cases))
            known = Edges.joined(map(self.edges, parts))
            self._edges[Origin.DEFINITION, name] = known
        return known

    def _score_edges(self, name: str) -> Edges:
        known = self._edges.get((Origin.SCORE, name))
        if known is None:
            known = Edges.joined(
                edges
                for line in self.scores[name].lines
                for edges in (self.edges(line.when), self._window(line.each))
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


def _only_event(pattern: PatternPlan) -> str | None:
    is_plain = pattern.source is Source.EVENT and pattern.where is None
    return pattern.name if is_plain else None


def bind_step(plan: StepPlan) -> BoundStep:
    """A step with its spans made ready."""
    return BoundStep(
        plan,
        None if plan.duration is None else Span.of(plan.duration),
        None if plan.every is None else Span.of(plan.every),
    )
