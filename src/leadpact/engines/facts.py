"""One lead as a plan sees it: matches, definitions, scores and stage at any instant."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING, Any, TypeVar

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
from leadpact.engines.history import AT, Record, in_order
from leadpact.engines.judge import ends, with_unit
from leadpact.errors import refusal
from leadpact.language.nodes import Source
from leadpact.model.evaluation import Finding, Score, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from leadpact.calendars import Away, BusinessClock
    from leadpact.compile.plan import ValueCase
    from leadpact.engines.bound import BoundCase, BoundPlan
    from leadpact.engines.history import History
    from leadpact.engines.judge import Row
    from leadpact.engines.operations import Value
    from leadpact.model.values import Bare

T = TypeVar("T")

_NONE: AbstractSet[str] = frozenset()


class Facts:
    """What holds for one lead; grows while stages and timers are worked out.

    Attributes:
        bound: The plan.
        history: Events and fields.
        derived: Stage entries and outcomes of timers, in order, each by what a pattern
            calls it: `entered MQL`, `missed accept`, `met accept`.
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

    def __init__(
        self, bound: BoundPlan, history: History, beside: Facts | None = None
    ) -> None:
        """Begin with the events alone.

        Args:
            bound: The plan.
            history: Events and fields, as the plan types them.
            beside: The same lead by another version; what follows is shared.
        """
        self.bound = bound
        self.history = history
        self.derived: dict[str, list[Record]] = {}
        self.passes: list[tuple[int, str | None]] = []
        self.findings: set[Finding] = set()
        if beside is not None:
            self.derived = beside.derived
            self.passes = beside.passes
            self.findings = beside.findings
        self._all_matches: dict[int, Sequence[Record]] = {}
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

    def forget(self) -> None:
        """Let go of the lead's instants.

        They know these facts, and what lies in a circle is freed late.
        """
        self._moments.clear()

    def matches(self, pattern: int) -> Sequence[Record]:
        """All events that a pattern picks, whatever its window, in order."""
        event = self.bound.patterns[pattern].event
        if event is not None:
            return self.history.by_type.get(event, ())
        found = self._all_matches.get(pattern)
        if found is None:
            found = self._all_matches[pattern] = self._select(pattern)
        return found

    def all_matches(self, patterns: Sequence[int]) -> Sequence[Record]:
        """Events that any of some patterns picks, each once, in order."""
        if len(patterns) == 1:
            return self.matches(patterns[0])
        found = {
            id(record): record for each in patterns for record in self.matches(each)
        }
        return in_order(found.values())

    def _select(self, pattern: int) -> Sequence[Record]:
        bound = self.bound.patterns[pattern]
        plan = bound.plan
        is_event = plan.source is Source.EVENT
        known = self.history.by_type if is_event else self.derived
        records: Sequence[Record] = known.get(plan.kind, ())
        if bound.where is None:
            return records
        found = []
        for record in records:
            holds = bound.where(record)
            if holds:
                found.append(record)
            elif holds is None:
                self.find(
                    "LP4008",
                    f"event `{record.id}` does not tell whether it is "
                    f"`{plan.text}`; it does not count",
                )
        return found

    def owner(self, at: int) -> str | None:
        """The last assigned owner at an instant."""
        return self.history.owner(at)


class _Changing:
    """Fields of a lead whose fields change; asked like a mapping."""

    __slots__ = ("_at", "_facts")

    def __init__(self, facts: Facts, at: int) -> None:
        self._facts = facts
        self._at = at

    def get(self, name: str) -> Bare | None:
        """A field at the instant; one that nobody can tell is a finding."""
        history = self._facts.history
        value = history.field(name, self._at)
        if value is None and history.is_blank(name, self._at):
            self._facts.find(
                "LP4007",
                f"`{name}` is not known before its first change, which does not "
                "tell what was there",
            )
        return value


class LeadMoment:
    """One lead at one instant; every answer is worked out once.

    Attributes:
        facts: The lead.
        at: Microseconds since the epoch.
        fields: Its fields then, by name; a missing one is absent.
    """

    __slots__ = (
        "_definitions",
        "_missing",
        "_row",
        "_scores",
        "at",
        "facts",
        "fields",
    )

    def __init__(self, facts: Facts, at: int) -> None:
        self.facts = facts
        self.at = at
        history = facts.history
        self.fields: Any = (
            _Changing(facts, at)
            if history.changes or history.hidden
            else history.fields
        )
        #: Every score and definition, once all are known.
        self._row: Row | None = None
        self._definitions: dict[str, tuple[Value, bool]] = {}
        self._scores: dict[str, Row] = {}
        self._missing: dict[tuple[Origin, str], AbstractSet[str]] = {}

    def field(self, name: str) -> Value:
        """A field at the instant."""
        return self.fields.get(name)

    def know_all(self) -> Row:
        """Work out every score and definition at once."""
        if self._row is None:
            is_known = self.facts.history.records is not None
            matches = self.matches if is_known else None
            self._row = self.facts.bound.judge.row(self.fields, matches, self)
        return self._row

    def definition(self, name: str) -> tuple[Value, bool]:
        """A definition's value, and whether nothing unknown stood in its way."""
        bound = self.facts.bound
        if self._row is not None or bound.judges_events:
            return bound.judge.definition(self.know_all(), name)
        known = self._definitions.get(name)
        if known is None:
            known = self._definitions[name] = bound.definition(name)(self)
        return known

    def is_certain(self, name: str) -> bool:
        """Whether nothing unknown stood in the way of a definition's value."""
        return self.definition(name)[1]

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

    def stage(self) -> str:
        """The furthest stage of this pass; `stage is X` is false without one."""
        passes = self.facts.passes
        if not passes:
            return ""
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
        fixed = bound.fixed_calendar(name) if away is None else None
        if fixed is not None:
            return fixed
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
        if not found:
            return found
        window = facts.bound.patterns[pattern].plan.window
        if window is None and found[-1].at <= self.at:
            return found
        end = bisect.bisect_right(found, self.at, key=AT)
        if window is None:
            return found[:end]
        return found[bisect.bisect_right(found, self.at - window, key=AT) : end]

    def score(self, name: str) -> tuple[Value, Value]:
        """The least and the most that a score can be."""
        found = self._score(name)
        return found[1], found[2]

    def _score(self, name: str) -> Row:
        """Points, least, most, and what became of each line."""
        bound = self.facts.bound
        if self._row is not None or bound.judges_events:
            return bound.judge.scores[name].of(self.know_all())
        known = self._scores.get(name)
        if known is None:
            known = self._scores[name] = bound.score(name)(self)
        return known

    def full_score(self, name: str) -> Score:
        """A score with the lines behind it."""
        return self.facts.bound.judge.scores[name].tell(self.know_all())

    def verdict(self, name: str) -> Verdict:
        """A definition with what is missing behind an unknown."""
        value, certain = self.definition(name)
        if certain and (value is True or value is False):
            return Verdict(name, value, certain, ())
        missing = () if certain else tuple(sorted(self._behind_definition(name)))
        bound = self.facts.bound
        shown = with_unit(value, bound.definitions[name].type, bound.plan.currency)
        return Verdict(name, shown, certain, missing)

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
            plan = self.facts.bound.definitions[name]
            if plan.condition is not None:
                missing |= self._behind(plan.condition)
            for when in self._passed_over(plan.cases):
                missing |= self._behind(when)
        self._missing[Origin.DEFINITION, name] = missing
        return missing

    def _passed_over(self, cases: Sequence[ValueCase]) -> Iterator[Expression]:
        """The unknown conditions before the first case that holds."""
        for case in cases:
            if case.when is None or (holds := self._value(case.when)):
                return
            if holds is None:
                yield case.when

    def _behind_score(self, name: str) -> AbstractSet[str]:
        known = self._missing.get((Origin.SCORE, name))
        if known is not None:
            return known
        missing: set[str] = set()
        outcomes = self._score(name)[3:]
        lines = self.facts.bound.scores[name].lines
        for line, outcome in zip(lines, outcomes, strict=True):
            least, most = ends(line, outcome)
            if least == most:
                continue
            if line.when is not None:
                missing |= self._behind(line.when)
            elif line.each is not None:
                missing.add(self._pattern(line.each))
        self._missing[Origin.SCORE, name] = missing
        return missing

    def _value(self, part: Expression) -> Value:
        """The value of a part of an expression."""
        return self.facts.bound.function(part)(self)

    def _pattern(self, pattern: int) -> str:
        """A pattern in canonical text."""
        return self.facts.bound.plan.patterns[pattern].text
