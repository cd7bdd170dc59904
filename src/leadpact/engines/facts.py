"""One lead as a plan sees it: matches, definitions, scores and stage at any instant."""

from __future__ import annotations

import bisect
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

import attrs

from leadpact.calendars import zone_names
from leadpact.compile.plan import (
    Apply,
    Expression,
    Operator,
    Origin,
    Query,
    Read,
)
from leadpact.diagnostics import near
from leadpact.engines.history import Record
from leadpact.errors import refusal
from leadpact.language.nodes import Source
from leadpact.language.types import Kind
from leadpact.model.evaluation import Finding, Score, ScoreLine, Verdict
from leadpact.units import ARITHMETIC, LENGTHS, Duration, Money, Percent, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from leadpact.calendars import Away, BusinessClock
    from leadpact.engines.bound import BoundCase, BoundLine, BoundPlan
    from leadpact.engines.expressions import Value
    from leadpact.engines.history import History
    from leadpact.language.types import Type
    from leadpact.model.values import FieldValue

T = TypeVar("T")

_NONE: AbstractSet[str] = frozenset()
_NOTHING, _ENDLESS = Decimal(0), Decimal("Infinity")


@attrs.frozen(eq=False)
class EventMoment:
    """One event, for the condition of a pattern."""

    record: Record


class Facts:
    """What holds for one lead; grows while stages and timers are worked out.

    Attributes:
        bound: The plan.
        history: Events and fields.
        derived: Stage entries and outcomes of timers, by source and name, in order.
        passes: Instants and the stage from then on, in order.
        findings: About the data.
    """

    __slots__ = (
        "_all_matches",
        "_moments",
        "bound",
        "derived",
        "findings",
        "history",
        "passes",
    )

    def __init__(self, bound: BoundPlan, history: History) -> None:
        self.bound = bound
        self.history = history
        self.derived: dict[tuple[Source, str], list[Record]] = {}
        self.passes: list[tuple[int, str | None]] = []
        self.findings: set[Finding] = set()
        self._all_matches: dict[int, list[Record]] = {}
        self._moments: dict[int, LeadMoment] = {}

    def find(self, code: str, message: str) -> None:
        """Note something about the data."""
        self.findings.add(Finding(code, message))

    def at(self, instant: int) -> LeadMoment:
        """The lead at an instant; asked again, the same object answers."""
        moment = self._moments.get(instant)
        if moment is None:
            moment = self._moments[instant] = LeadMoment(self, instant)
        return moment

    def matches(self, pattern: int) -> Sequence[Record]:
        """All events that a pattern picks, whatever its window, in order."""
        found = self._all_matches.get(pattern)
        if found is None:
            found = self._all_matches[pattern] = list(self._select(pattern))
        return found

    def all_matches(self, patterns: Iterable[int]) -> list[Record]:
        """Events that any of some patterns picks, each once, in order."""
        found = {
            record.id: record for each in patterns for record in self.matches(each)
        }
        return sorted(found.values(), key=lambda record: record.rank)

    def _select(self, pattern: int) -> Iterable[Record]:
        bound = self.bound.patterns[pattern]
        plan = bound.plan
        if plan.source is not Source.EVENT:
            records: Iterable[Record] = self.derived.get((plan.source, plan.name), ())
        else:
            records = (
                record
                for record in self.history.records or ()
                if record.type == plan.name
            )
        for record in records:
            if bound.where is None:
                yield record
                continue
            holds = bound.where(EventMoment(record))
            if holds:
                yield record
            elif holds is None:
                self.find(
                    "LP4008",
                    f"event `{record.id}` does not tell whether it is "
                    f"`{plan.text}`; it does not count",
                )

    def owner(self, at: int) -> str | None:
        """The last assigned owner at an instant."""
        return self.history.owner(at)


class LeadMoment:
    """One lead at one instant; every answer is worked out once."""

    __slots__ = ("_definitions", "_missing", "_scores", "at", "facts")

    def __init__(self, facts: Facts, at: int) -> None:
        self.facts = facts
        self.at = at
        self._definitions: dict[str, tuple[Value, bool]] = {}
        self._scores: dict[str, tuple[Decimal, Decimal]] = {}
        self._missing: dict[tuple[Origin, str], AbstractSet[str]] = {}

    def field(self, name: str) -> Value:
        """A field at the instant; one that nobody can tell is a finding."""
        history = self.facts.history
        value = history.field(name, self.at)
        if value is None and history.is_blank(name, self.at):
            self.facts.find(
                "LP4007",
                f"`{name}` is not known before its first change, which does not "
                "tell what was there",
            )
        return value

    def definition(self, name: str) -> tuple[Value, bool]:
        """A definition's value, and whether nothing unknown stood in its way."""
        known = self._definitions.get(name)
        if known is None:
            bound = self.facts.bound.definitions[name]
            if bound.condition is not None:
                value = bound.condition(self)
                known = (value, value is not None)
            else:
                known = self.choose(bound.cases)
            self._definitions[name] = known
        return known

    def choose(self, cases: Sequence[BoundCase[T]]) -> tuple[T, bool]:
        """The first case that holds, and whether no unknown one was passed over."""
        certain = True
        for case in cases:
            holds = case.holds is None or case.holds(self)
            if holds:
                return case.value, certain
            if holds is None:
                certain = False
        msg = "a checked policy has a last case without a condition"
        raise AssertionError(msg)

    def stage(self) -> str | None:
        """The furthest stage of this pass; `stage is X` is false without one."""
        passes = self.facts.passes
        past = bisect.bisect_right(passes, self.at, key=lambda entry: entry[0])
        return (passes[past - 1][1] if past else None) or ""

    def calendar(self, name: str, away: Away | None = None) -> BusinessClock:
        """A calendar, in the lead's own zones at this instant where it asks so.

        Args:
            name: Name of the calendar.
            away: When the owner, whose calendar it is, is absent.

        Raises:
            RecordError: LP4009, the lead's zone is not a zone.
        """
        bound = self.facts.bound
        zones = tuple(map(self._zone, bound.zone_fields(name)))
        return bound.calendar(name, zones, away)

    def _zone(self, field: str) -> str | None:
        """The zone that a field names."""
        zone = self.field(field)
        if zone is None:
            return None
        if zone not in zone_names():
            lead = self.facts.history.lead
            message = f"lead `{lead}`: `{field}`: `{zone}` is not an IANA zone"
            raise refusal("LP4009", message, near(str(zone), zone_names()))
        return str(zone)

    def is_open(self, calendar: str) -> bool:
        """Whether a calendar is open."""
        return self.calendar(calendar).is_open(self.at)

    def matches(self, pattern: int) -> Sequence[Record] | None:
        """Events up to the instant, inside the window; ``None`` without a history."""
        facts = self.facts
        if facts.history.records is None:
            return None
        found = facts.matches(pattern)
        end = bisect.bisect_right(found, self.at, key=lambda record: record.at)
        window = facts.bound.plan.patterns[pattern].window
        if window is None:
            return found[:end]
        start = bisect.bisect_right(
            found, self.at - window, key=lambda record: record.at
        )
        return found[start:end]

    def score(self, name: str) -> tuple[Decimal, Decimal]:
        """The least and the most that a score can be."""
        known = self._scores.get(name)
        if known is None:
            low = high = _NOTHING
            for line in self.facts.bound.scores[name]:
                least, most = self._line(line)
                low, high = ARITHMETIC.add(low, least), ARITHMETIC.add(high, most)
            known = self._scores[name] = (low, high)
        return known

    def _line(self, line: BoundLine) -> tuple[Decimal, Decimal]:
        """The least and the most that a line adds; alike when it is known."""
        plan = line.plan
        if line.holds is not None:
            holds = line.holds(self)
            if holds is None:
                return min(_NOTHING, plan.points), max(_NOTHING, plan.points)
            points = plan.points if holds else _NOTHING
            return points, points
        found = self.matches(plan.each) if plan.each is not None else ()
        if found is None:
            most = plan.cap if plan.cap is not None else _ENDLESS
            return (-most, _NOTHING) if plan.points < 0 else (_NOTHING, most)
        points = ARITHMETIC.multiply(plan.points, Decimal(len(found)))
        if plan.cap is not None:
            points = max(points, -plan.cap) if points < 0 else min(points, plan.cap)
        return points, points

    def full_score(self, name: str) -> Score:
        """A score with the lines behind it."""
        low, high = self.score(name)
        certain = _NOTHING
        lines = []
        for line in self.facts.bound.scores[name]:
            least, most = self._line(line)
            if least == most:
                certain = ARITHMETIC.add(certain, least)
            if least or most:
                lines.append(ScoreLine(line.plan.text, most or least, least == most))
        return Score(name, certain, low, high, tuple(lines))

    def verdict(self, name: str) -> Verdict:
        """A definition with what is missing behind an unknown."""
        value, certain = self.definition(name)
        missing = self._behind_definition(name)
        plan = self.facts.bound.definitions[name].plan
        shown = self._with_unit(value, plan.type)
        return Verdict(name, shown, certain, tuple(sorted(missing)))

    def _with_unit(self, value: Value, kind: Type) -> FieldValue | None:
        """A bare value as the reader knows it."""
        match kind.kind:
            case Kind.MONEY:
                return Money(Decimal(value), self.facts.bound.plan.currency)
            case Kind.PERCENT:
                return Percent(Decimal(value))
            case Kind.DURATION:
                return Duration(Decimal(value) / LENGTHS[Unit.MINUTE], Unit.MINUTE)
        return value  # type: ignore[no-any-return]

    def behind(self, expression: Expression) -> tuple[str, ...]:
        """What is missing behind an unknown expression, sorted."""
        return tuple(sorted(self._behind(expression)))

    def _behind(self, expression: Expression) -> AbstractSet[str]:
        match expression:
            case Read(Origin.FIELD, name):
                return _NONE if self.field(name) is not None else {name}
            case Read(Origin.DEFINITION, name):
                return self._behind_definition(name)
            case Read(Origin.SCORE, name):
                return self._behind_score(name)
            case Query(_, pattern):
                known = self._value(expression) is not None
                return _NONE if known else {self._pattern(pattern)}
            case Apply(operator, operands):
                missing: set[str] = set()
                for operand in self._undecided(operator, operands):
                    missing |= self._behind(operand)
                return missing
        return _NONE

    def _undecided(
        self, kind: Operator, operands: Sequence[Expression]
    ) -> Sequence[Expression]:
        """Only undecided sides of `and` and `or` stand behind an unknown."""
        if kind not in {Operator.AND, Operator.OR}:
            return operands
        return [operand for operand in operands if self._value(operand) is None]

    # Many things may need one definition or score, and it others, so that each is
    # looked behind once.

    def _behind_definition(self, name: str) -> AbstractSet[str]:
        known = self._missing.get((Origin.DEFINITION, name))
        if known is not None:
            return known
        missing: set[str] = set()
        if not self.definition(name)[1]:
            bound = self.facts.bound.definitions[name]
            if bound.plan.condition is not None:
                missing |= self._behind(bound.plan.condition)
            for when in self._passed_over(bound.cases):
                missing |= self._behind(when)
        self._missing[Origin.DEFINITION, name] = missing
        return missing

    def _passed_over(self, cases: Sequence[BoundCase[Value]]) -> Iterator[Expression]:
        """The unknown conditions before the first case that holds."""
        for case in cases:
            if case.when is None or case.holds is None or (holds := case.holds(self)):
                return
            if holds is None:
                yield case.when

    def _behind_score(self, name: str) -> AbstractSet[str]:
        known = self._missing.get((Origin.SCORE, name))
        if known is not None:
            return known
        missing: set[str] = set()
        for line in self.facts.bound.scores[name]:
            least, most = self._line(line)
            if least == most:
                continue
            if line.plan.when is not None:
                missing |= self._behind(line.plan.when)
            elif line.plan.each is not None:
                missing.add(self._pattern(line.plan.each))
        self._missing[Origin.SCORE, name] = missing
        return missing

    def _value(self, part: Expression) -> Value:
        """The value of a part of an expression."""
        return self.facts.bound.function(part)(self)

    def _pattern(self, pattern: int) -> str:
        """A pattern in canonical text."""
        return self.facts.bound.plan.patterns[pattern].text
