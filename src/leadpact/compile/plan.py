"""The plan: a policy as plain data that an engine interprets.

Four kinds of expressions are left of the language. Names are resolved to what they
read, amounts are bare numbers of one unit (money in the policy's currency, shares in
percent, spans and instants in microseconds), and text to be sought is case-folded.
"""

from __future__ import annotations

import enum
from decimal import Decimal
from typing import TypeAlias

import attrs

from leadpact.calendars import CalendarSpec, Joined
from leadpact.language.nodes import Aggregate, Comparison, Question, Source, Timing
from leadpact.language.types import Kind, Type
from leadpact.model.policy import Counting, Period, Repeat
from leadpact.model.values import Bare
from leadpact.units import Duration


class Operator(enum.Enum):
    """What an `Apply` does with its operands; the Kleene tables hold throughout."""

    NOT = "not"
    AND = "and"
    OR = "or"
    EQ = "=="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    CONTAINS = "contains"
    STARTS_WITH = "starts with"
    ENDS_WITH = "ends with"
    KNOWN = "known"
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    NEGATE = "negate"


class Origin(enum.Enum):
    """What a `Read` reads.

    ``DATUM``, ``ACTOR``, ``AT`` and ``RECORDED_AT`` belong to the event that a
    pattern's condition judges; the others to the lead.
    """

    FIELD = "field"
    DEFINITION = "definition"
    SCORE = "score"
    STAGE = "stage"
    OPEN = "open"
    DATUM = "datum"
    ACTOR = "actor"
    AT = "at"
    RECORDED_AT = "recorded_at"


@attrs.frozen
class Constant:
    """A bare value."""

    value: Bare


@attrs.frozen
class Read:
    """A value of the lead, or of an event."""

    origin: Origin
    name: str = ""


@attrs.frozen
class Apply:
    """An operator over its operands."""

    operator: Operator
    operands: tuple[Expression, ...]


@attrs.frozen
class Query:
    """A question about the events that a pattern picks."""

    question: Question
    pattern: int


Expression: TypeAlias = Constant | Read | Apply | Query


def kind_of(source: Source, name: str) -> str:
    """What a pattern picks: a type of event, or `entered MQL`, `missed accept`.

    Names have no blanks, so that no two of them are alike.
    """
    return name if source is Source.EVENT else f"{source.value} {name}"


@attrs.frozen
class PatternPlan:
    """A pattern; plans refer to it by its place in ``Plan.patterns``.

    Attributes:
        source: Recorded events, stage entries, or outcomes of timers.
        name: Event type, stage or timer.
        window: Microseconds back from the instant in question.
        where: Judged on each event.
        text: The pattern in canonical text.
    """

    source: Source
    name: str
    window: int | None
    where: Expression | None
    text: str

    @property
    def kind(self) -> str:
        """What it picks: a type of event, or `entered MQL`, `missed accept`."""
        return kind_of(self.source, self.name)


@attrs.frozen
class ValueCase:
    """A constant, if the condition holds."""

    value: Bare
    when: Expression | None


@attrs.frozen
class DefinitionPlan:
    """A condition, or the cases of a classification; the other is empty.

    ``type`` says what the bare values stand for.
    """

    name: str
    type: Type
    condition: Expression | None
    cases: tuple[ValueCase, ...]


@attrs.frozen
class LinePlan:
    """One line of a score; ``each`` is a pattern's place."""

    points: Decimal
    when: Expression | None
    each: int | None
    cap: Decimal | None
    text: str


@attrs.frozen
class ScorePlan:
    """A score: its lines add up."""

    name: str
    lines: tuple[LinePlan, ...]


@attrs.frozen
class StagePlan:
    """A stage: patterns that enter it, its condition, the fields it asks for."""

    name: str
    enter: tuple[int, ...]
    when: Expression | None
    complete: tuple[str, ...]


@attrs.frozen
class StepPlan:
    """A step with its recipients; ``share`` is an exact percentage."""

    verb: str
    to: tuple[str, ...]
    place: str
    timing: Timing
    duration: Duration | None
    share: Decimal | None
    every: Duration | None
    times: int
    note: str


@attrs.frozen
class DurationCase:
    """A time allowed, if the condition holds."""

    value: Duration
    when: Expression | None


@attrs.frozen
class TimerPlan:
    """A timer; patterns by their places.

    Attributes:
        calendar: Cases of calendar names; `owner` means that of the owner.
        fallback: The party's calendar, or empty.
        deliver: The calendar that messages wait for, or empty.
    """

    name: str
    party: str
    starts: tuple[int, ...]
    when: Expression | None
    until: tuple[int, ...]
    enough: tuple[int, ...]
    unless: tuple[int, ...]
    within: tuple[DurationCase, ...]
    times: tuple[ValueCase, ...]
    apart: tuple[DurationCase, ...]
    pause: tuple[int, ...]
    resume: tuple[int, ...]
    repeat: Repeat
    calendar: tuple[ValueCase, ...]
    fallback: str
    deliver: str
    warn: tuple[StepPlan, ...]
    missed: tuple[StepPlan, ...]
    met: tuple[StepPlan, ...]


@attrs.frozen
class LimitPlan:
    """What must never happen; patterns by their places."""

    name: str
    party: str
    never: tuple[int, ...]
    when: Expression | None


@attrs.frozen
class GoalPlan:
    """A goal.

    Attributes:
        timer: The timer of which promises are measured, or empty.
        value: What is added up or averaged, each at its event.
        datum: The name in data of events that says the same as ``value``; else empty.
        pattern: The place of the pattern that is counted, else ``None``.
        base: The place of that which a rate is a part of, else ``None``.
        amount: What is to be reached, or not to be passed.
        kind: What the amount is.
        by: Whom it is judged for: empty for all.
        cycle: Of a cohort, the time after its period in which its leads become
            customers.
        calendar: That of the party, which steps go by; empty for none.
        text: The measure in canonical text.
    """

    name: str
    party: str
    aggregate: Aggregate
    timer: str
    value: Expression | None
    datum: str
    pattern: int | None
    base: int | None
    comparison: Comparison
    amount: Decimal
    kind: Kind
    per: Period
    by: str
    counting: Counting
    cycle: Duration | None
    calendar: str
    missed: tuple[StepPlan, ...]
    met: tuple[StepPlan, ...]
    text: str


@attrs.frozen
class FieldPlan:
    """A field, or a datum of an event, with its type."""

    name: str
    type: Type


@attrs.frozen
class EventPlan:
    """An event type with the types of its data."""

    name: str
    data: tuple[FieldPlan, ...]


@attrs.frozen
class CalendarPlan:
    """A calendar by name."""

    name: str
    spec: CalendarSpec | Joined


@attrs.frozen
class ContactPlan:
    """Where a party or role is reached.

    ``deliver`` is the calendar that messages to it wait for; where it is empty, that
    of the timer is, if there is one.
    """

    name: str
    address: str
    deliver: str


@attrs.frozen
class Plan:
    """Everything an engine needs, and nothing else.

    Attributes:
        order: Names of timers, each after what it depends on; the empty name, once,
            stands for the stages.
    """

    policy: str
    version: str
    digest: str
    timezone: str
    currency: str
    fields: tuple[FieldPlan, ...]
    events: tuple[EventPlan, ...]
    calendars: tuple[CalendarPlan, ...]
    contacts: tuple[ContactPlan, ...]
    patterns: tuple[PatternPlan, ...]
    definitions: tuple[DefinitionPlan, ...]
    scores: tuple[ScorePlan, ...]
    stages: tuple[StagePlan, ...]
    timers: tuple[TimerPlan, ...]
    limits: tuple[LimitPlan, ...]
    goals: tuple[GoalPlan, ...]
    order: tuple[str, ...]
