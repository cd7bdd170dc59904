"""Expressions of a plan, bound to functions of a moment.

Three kinds of results: a decision is true, false or ``None`` (unknown); a value is a
bare value or ``None`` (missing); a range is the least and the most that a sum with
scores in it can be. Kleene's tables hold throughout.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from leadpact.compile.plan import (
    Apply,
    Constant,
    Expression,
    Operator,
    Origin,
    Query,
    Read,
)
from leadpact.language.nodes import Question
from leadpact.units import ARITHMETIC, NO_RESULT

if TYPE_CHECKING:
    from leadpact.engines.history import Record

#: A bare value, or ``None`` where it is missing or unknown.
Value: TypeAlias = Any
#: The least and the most; ``None`` where even that is unknown.
Range: TypeAlias = tuple[Decimal, Decimal] | None


class Moment(Protocol):
    """What an expression can ask: the lead at one instant, or one event."""

    @property
    def at(self) -> int:
        """The instant, in microseconds since the epoch."""

    @property
    def record(self) -> Record:
        """The event that a pattern's condition judges."""

    def field(self, name: str) -> Value:
        """A field at the instant."""

    def definition(self, name: str) -> tuple[Value, bool]:
        """A definition's value, and whether it is certain."""

    def score(self, name: str) -> tuple[Decimal, Decimal]:
        """The least and the most that a score can be."""

    def stage(self) -> Value:
        """The furthest stage of this pass."""

    def is_open(self, calendar: str) -> bool:
        """Whether a calendar is open."""

    def matches(self, pattern: int) -> Sequence[Record] | None:
        """Events up to the instant and inside the window that match."""


Bound: TypeAlias = Callable[[Any], Value]


def bind(expression: Expression) -> Bound:
    """A function of a moment that gives a decision or a value.

    A range that is not one number is unknown as a value.
    """
    if is_range(expression):
        ranged = _bind_range(expression)

        def exact(moment: Moment) -> Value:
            found = ranged(moment)
            return found[0] if found and found[0] == found[1] else None

        return exact
    match expression:
        case Constant(value):
            return lambda _: value
        case Read(origin, name):
            return _bind_read(origin, name)
        case Query(question, pattern):
            return _bind_query(question, pattern)
        case Apply(kind, operands):
            return _bind_apply(kind, operands)


def is_range(expression: Expression) -> bool:
    """Whether a score stands in an expression that has a number as its value."""
    match expression:
        case Read(Origin.SCORE, _):
            return True
        case Apply(kind, operands) if kind in _RANGES or kind is Operator.NEGATE:
            return any(is_range(operand) for operand in operands)
        case _:
            return False


def _bind_read(origin: Origin, name: str) -> Bound:
    """Every origin but scores, which are bound as ranges."""
    return _READERS[origin](name)


#: From the name that is read to its reader.
_READERS: Mapping[Origin, Callable[[str], Bound]] = {
    Origin.FIELD: lambda name: lambda moment: moment.field(name),
    Origin.DEFINITION: lambda name: lambda moment: moment.definition(name)[0],
    Origin.STAGE: lambda _: lambda moment: moment.stage(),
    Origin.OPEN: lambda name: lambda moment: moment.is_open(name),
    Origin.DATUM: lambda name: lambda moment: moment.record.data.get(name),
    Origin.ACTOR: lambda _: lambda moment: moment.record.actor,
    Origin.AT: lambda _: lambda moment: moment.record.at,
    Origin.RECORDED_AT: lambda _: lambda moment: moment.record.recorded,
}


def _bind_query(question: Question, pattern: int) -> Bound:
    def ask(moment: Moment) -> Value:
        found = moment.matches(pattern)
        if found is None:
            return None
        match question:
            case Question.HAPPENED:
                return bool(found)
            case Question.COUNT:
                return len(found)
            case Question.FIRST:
                return found[0].at if found else None
            case Question.LAST:
                return found[-1].at if found else None

    return ask


def _bind_apply(kind: Operator, operands: tuple[Expression, ...]) -> Bound:
    match kind:
        case Operator.KNOWN:
            return _bind_known(operands[0])
        case Operator.AND | Operator.OR:
            return _bind_joint([bind(operand) for operand in operands], kind)
        case Operator.NOT:
            inner = bind(operands[0])
            return lambda moment: _negate(inner(moment))
    if kind in _COMPARISONS and any(is_range(operand) for operand in operands):
        return _bind_range_comparison(kind, operands)
    function = _FUNCTIONS[kind]
    if len(operands) == 1:
        single = bind(operands[0])
        return lambda moment: _call(function, single(moment))
    left, right = (bind(operand) for operand in operands)
    return lambda moment: _call(function, left(moment), right(moment))


def _call(function: Callable[..., Value], *values: Value) -> Value:
    """A function of known values; missing ones, and no result, are unknown."""
    if any(value is None for value in values):
        return None
    try:
        return function(*values)
    except NO_RESULT:
        return None


def _negate(value: Value) -> Value:
    return None if value is None else not value


def _bind_joint(operands: list[Bound], kind: Operator) -> Bound:
    """`and` and `or`: one decisive operand decides, whatever the others are."""
    decisive = kind is Operator.OR

    def joint(moment: Moment) -> Value:
        result: Value = not decisive
        for operand in operands:
            value = operand(moment)
            if value is decisive:
                return decisive
            if value is None:
                result = None
        return result

    return joint


def _bind_known(operand: Expression) -> Bound:
    """A classification is known when no unknown case stands before its value."""
    match operand:
        case Read(Origin.DEFINITION, name):

            def certain(moment: Moment) -> bool:
                value, is_certain = moment.definition(name)
                return is_certain and value is not None

            return certain
    inner = bind(operand)
    return lambda moment: inner(moment) is not None


def _decimal(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(value)


def _arithmetic(
    decimal: Callable[..., Decimal], whole: Callable[[int, int], int] | None = None
) -> Callable[..., Value]:
    """Exact on whole numbers and instants, 38 digits on decimals."""

    def compute(left: Value, right: Value) -> Value:
        if whole and isinstance(left, int) and isinstance(right, int):
            return whole(left, right)
        return decimal(_decimal(left), _decimal(right))

    return compute


def _text_test(test: Callable[[str, str], bool]) -> Callable[..., Value]:
    """A test of text that does not tell capitals; the needle is folded already."""
    return lambda text, needle: test(text.casefold(), needle)


def _contains(value: str | frozenset[str], needle: str) -> bool:
    """Whether a text has a part, or a set a choice, whatever the capitals."""
    if isinstance(value, str):
        return needle in value.casefold()
    return any(needle == choice.casefold() for choice in value)


_COMPARISONS: dict[Operator, Callable[[Value, Value], bool]] = {
    Operator.EQ: operator.eq,
    Operator.NE: operator.ne,
    Operator.LT: operator.lt,
    Operator.LE: operator.le,
    Operator.GT: operator.gt,
    Operator.GE: operator.ge,
}

_FUNCTIONS: dict[Operator, Callable[..., Value]] = {
    **_COMPARISONS,
    Operator.CONTAINS: _contains,
    Operator.STARTS_WITH: _text_test(str.startswith),
    Operator.ENDS_WITH: _text_test(str.endswith),
    Operator.ADD: _arithmetic(ARITHMETIC.add, operator.add),
    Operator.SUBTRACT: _arithmetic(ARITHMETIC.subtract, operator.sub),
    Operator.MULTIPLY: _arithmetic(ARITHMETIC.multiply, operator.mul),
    Operator.DIVIDE: _arithmetic(ARITHMETIC.divide),
    Operator.NEGATE: operator.neg,
}


# Ranges: what sums with scores in them can be.

_RANGES = {Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY, Operator.DIVIDE}

RangeBound: TypeAlias = Callable[[Any], Range]


def _bind_range(expression: Expression) -> RangeBound:
    match expression:
        case Read(Origin.SCORE, name):
            return lambda moment: moment.score(name)
        case Apply(Operator.NEGATE, operands):
            inner = _bind_range(operands[0])
            return lambda moment: _negated(inner(moment))
        case Apply(kind, operands) if is_range(expression):
            left, right = (_bind_range(operand) for operand in operands)
            return lambda moment: _combine(kind, left(moment), right(moment))
    exact = bind(expression)

    def point(moment: Moment) -> Range:
        value = exact(moment)
        return None if value is None else (_decimal(value), _decimal(value))

    return point


def _negated(found: Range) -> Range:
    return None if found is None else (-found[1], -found[0])


def _combine(kind: Operator, left: Range, right: Range) -> Range:
    """The range of an operation: the extremes lie at the corners.

    A divisor whose range holds zero leaves nothing known.
    """
    if left is None or right is None:
        return None
    if kind is Operator.DIVIDE and right[0] <= 0 <= right[1]:
        return None
    function = _FUNCTIONS[kind]
    try:
        corners = [function(one, other) for one in left for other in right]
    except NO_RESULT:
        return None
    return min(corners), max(corners)


def _bind_range_comparison(kind: Operator, operands: tuple[Expression, ...]) -> Bound:
    """A comparison that both ends decide alike is decided; any other is unknown."""
    left, right = (_bind_range(operand) for operand in operands)

    def compare(moment: Moment) -> bool | None:
        one, other = left(moment), right(moment)
        if one is None or other is None:
            return None
        return _decide(kind, one, other)

    return compare


def _decide(
    kind: Operator, one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]
) -> bool | None:
    if kind in {Operator.EQ, Operator.NE}:
        apart = one[1] < other[0] or other[1] < one[0]
        same = one[0] == one[1] == other[0] == other[1]
        if not apart and not same:
            return None
        return same is (kind is Operator.EQ)
    function = _COMPARISONS[kind]
    ends = {function(one[0], other[1]), function(one[1], other[0])}
    return ends.pop() if len(ends) == 1 else None
