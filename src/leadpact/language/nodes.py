"""The trees of the language: conditions, patterns, cases, points, steps, measures.

Conditions and patterns are separate families: a condition is true, false or
unknown (or has a value) at an instant, a pattern picks events of a history. Every
node has the span it was read from. Spans do not count in comparisons, so that two
spellings of one phrase are equal.
"""

from __future__ import annotations

import enum
from datetime import date
from decimal import Decimal
from typing import Generic, TypeAlias, TypeVar

import attrs

from leadpact.diagnostics import Span
from leadpact.units import Duration, Money, Percent

#: A value as written: a number, a word or quoted text, money, a share, a span, a day.
LiteralValue: TypeAlias = Decimal | str | Money | Percent | Duration | date


@attrs.frozen
class Literal:
    """A constant, such as `50`, `hot`, `"head of"`, `100 USD`, `40%`, `2026-01-05`.

    Attributes:
        value: The constant.
        parameter: Name of the parameter that it was written as, or empty. It does not
            count in comparisons: a parameter is nothing but its value.
    """

    value: LiteralValue
    parameter: str = attrs.field(default="", eq=False, repr=False, kw_only=True)
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Name:
    """A field, definition, score, plan number, event datum, or `stage`."""

    name: str
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Not:
    """`not OPERAND`."""

    operand: Condition
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


class Joint(enum.Enum):
    """How the operands of a `Logic` join."""

    AND = "and"
    OR = "or"


@attrs.frozen
class Logic:
    """Two or more operands joined by `and`, or by `or`."""

    joint: Joint
    operands: tuple[Condition, ...]
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


class Comparison(enum.Enum):
    """Operators that compare two values."""

    EQ = "=="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="

    @property
    def mirrored(self) -> Comparison:
        """The same comparison with its sides exchanged."""
        return _MIRRORED.get(self, self)


_MIRRORED = {
    Comparison.LT: Comparison.GT,
    Comparison.LE: Comparison.GE,
    Comparison.GT: Comparison.LT,
    Comparison.GE: Comparison.LE,
}


@attrs.frozen
class Compare:
    """A chain: `a < b <= c` has three operands and two operators."""

    operands: tuple[Condition, ...]
    operators: tuple[Comparison, ...]
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Between:
    """`VALUE between LOW and HIGH`, both ends included."""

    value: Condition
    low: Condition
    high: Condition
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Member:
    """`VALUE [not] in [A, B]`."""

    value: Condition
    members: tuple[Literal, ...]
    negated: bool = False
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Is:
    """`VALUE is [not] WORD`: a choice, a band or a stage."""

    value: Condition
    word: Literal
    negated: bool = False
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Presence:
    """`VALUE is known` or `VALUE is missing`; never unknown itself."""

    value: Condition
    known: bool
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


class TextOperator(enum.Enum):
    """Case-insensitive tests of text."""

    CONTAINS = "contains"
    STARTS_WITH = "starts with"
    ENDS_WITH = "ends with"


@attrs.frozen
class TextTest:
    """`VALUE contains WORD`, or `VALUE contains any [A, B]`."""

    value: Condition
    operator: TextOperator
    needles: tuple[Literal, ...]
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


class ArithmeticOperator(enum.Enum):
    """The four operations on numbers."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"


@attrs.frozen
class Arithmetic:
    """`LEFT + RIGHT` and its like."""

    operator: ArithmeticOperator
    left: Condition
    right: Condition
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Negative:
    """`-OPERAND`."""

    operand: Condition
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class OpenAt:
    """`open(CALENDAR)`: whether the calendar is open at the instant in question."""

    calendar: Name
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


class Question(enum.Enum):
    """What is asked of the events that match a pattern."""

    HAPPENED = "happened"
    COUNT = "count"
    FIRST = "first"
    LAST = "last"


@attrs.frozen
class Ask:
    """`happened(P)`, `count(P)`, `first(P)`, `last(P)`."""

    question: Question
    pattern: Pattern
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


Condition: TypeAlias = (
    Literal
    | Name
    | Not
    | Logic
    | Compare
    | Between
    | Member
    | Is
    | Presence
    | TextTest
    | Arithmetic
    | Negative
    | OpenAt
    | Ask
)


class Source(enum.Enum):
    """Where the events of a pattern come from: the history, or derived from it."""

    EVENT = "event"
    ENTERED = "entered"
    MISSED = "missed"
    MET = "met"


@attrs.frozen
class Pattern:
    """`EVENT [in last DURATION] [where CONDITION]`, or `entered STAGE` and its like.

    Attributes:
        source: Recorded events, or stage entries and outcomes of timers.
        name: The event type, stage or timer.
        window: Only events of the last so long: ``(t - window, t]``.
        where: Judged on each event's own data.
    """

    source: Source
    name: Name
    window: Duration | None = None
    where: Condition | None = None
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


Value_co = TypeVar("Value_co", covariant=True)


@attrs.frozen
class Case(Generic[Value_co]):
    """`VALUE when CONDITION`; the last case of a list has no condition."""

    value: Value_co
    when: Condition | None = None
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Points:
    """`POINTS when CONDITION`, or `POINTS each PATTERN, up to N points`.

    Exactly one of ``when`` and ``each`` is set. ``cap`` bounds the sum over all
    events in the direction of ``points`` and goes with ``each`` alone.
    """

    points: Decimal
    when: Condition | None = None
    each: Pattern | None = None
    cap: Decimal | None = None
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


class Timing(enum.Enum):
    """What the instant of a step is counted from."""

    AT_ONCE = "at once"
    AFTER = "after"
    AT_SHARE = "at"
    BEFORE_DUE = "before due"
    BY = "by"


@attrs.frozen
class Step:
    """`VERB [[to] WHO {and WHO}] [for PLACE] [TIMING] ["note"]`.

    Attributes:
        verb: What to do, such as `escalate`.
        to: Parties, roles, or `owner`; may be empty.
        place: Where to, as in `for nurture`.
        timing: Which of the timings below is meant.
        duration: The span of `after`, `before due` and `by`.
        share: The share of `at`.
        every: Span between repetitions of `after`.
        times: How often at most; 1 without `every`.
        note: Free words for the reader.
    """

    verb: Name
    to: tuple[Name, ...] = ()
    place: str | None = None
    timing: Timing = Timing.AT_ONCE
    duration: Duration | None = None
    share: Percent | None = None
    every: Duration | None = None
    times: int = 1
    note: str | None = None
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


class Aggregate(enum.Enum):
    """What a measure makes of a period."""

    COUNT = "count"
    SHARE = "share"
    RATE = "rate"
    SUM = "sum"
    AVERAGE = "average"
    MEDIAN = "median"
    P90 = "p90"


@attrs.frozen
class Measure:
    """`AGGREGATE(SUBJECT) >= AMOUNT [of SEGMENT]`, or `<=`.

    Attributes:
        aggregate: The function.
        timer: The subject of `share(TIMER)`, `median(TIMER)` and their like.
        value: X of `sum(X of P)`, `average(X of P)` and their like.
        pattern: P of `count(P)`, `rate(P of P)`, `sum(X of P)`.
        base: The second P of `rate(P of P)`.
        comparison: ``GE`` or ``LE``.
        amount: A literal or the name of a plan number.
        segment: The part of the plan whose number it is; not with a literal.
    """

    aggregate: Aggregate
    comparison: Comparison
    amount: Literal | Name
    timer: Name | None = None
    value: Condition | None = None
    pattern: Pattern | None = None
    base: Pattern | None = None
    segment: Name | None = None
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


Phrase: TypeAlias = (
    Condition
    | Pattern
    | Points
    | Step
    | Measure
    | Case[Literal]
    | Case[Duration]
    | Case[int]
    | Case[Name]
)
