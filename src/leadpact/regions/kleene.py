"""What the language does with values: decisions, arithmetic, and ranges of scores.

A decision is true, false or ``None`` (unknown). A range is the least and the most that
a sum with scores in it can be, or ``None`` where even that is unknown.
"""

from __future__ import annotations

import operator
from datetime import date, datetime
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import TYPE_CHECKING, Any, TypeAlias

from leadpact.instants import to_instant
from leadpact.language.nodes import ArithmeticOperator, Comparison
from leadpact.units import Duration, Money, Percent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: A value without its unit, or ``None`` where it is missing.
Bare: TypeAlias = Any
Decision: TypeAlias = bool | None
Range: TypeAlias = tuple[Decimal | int, Decimal | int] | None

#: The arithmetic of the language: 38 digits, whatever the caller's context is.
ARITHMETIC = Context(prec=38, traps=[DivisionByZero, InvalidOperation, Overflow])
_NO_RESULT = (DivisionByZero, InvalidOperation, Overflow)

COMPARISONS: Mapping[Comparison, Callable[[Bare, Bare], bool]] = {
    Comparison.EQ: operator.eq,
    Comparison.NE: operator.ne,
    Comparison.LT: operator.lt,
    Comparison.LE: operator.le,
    Comparison.GT: operator.gt,
    Comparison.GE: operator.ge,
}


def bare(value: object) -> Bare:
    """A value without its unit; whole numbers as integers, instants as such."""
    match value:
        case Money() | Percent():
            value = value.amount
        case Duration():
            return value.microseconds
        case datetime():
            return to_instant(value)
        case date():
            return value
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


def negation(value: Decision) -> Decision:
    """`not`."""
    return None if value is None else not value


def conjunction(left: Decision, right: Decision) -> Decision:
    """`and`: one false operand decides."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def disjunction(left: Decision, right: Decision) -> Decision:
    """`or`: one true operand decides."""
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


_WHOLE: Mapping[ArithmeticOperator, Callable[[int, int], int]] = {
    ArithmeticOperator.ADD: operator.add,
    ArithmeticOperator.SUBTRACT: operator.sub,
    ArithmeticOperator.MULTIPLY: operator.mul,
}
_DECIMAL: Mapping[ArithmeticOperator, Callable[[Decimal, Decimal], Decimal]] = {
    ArithmeticOperator.ADD: ARITHMETIC.add,
    ArithmeticOperator.SUBTRACT: ARITHMETIC.subtract,
    ArithmeticOperator.MULTIPLY: ARITHMETIC.multiply,
    ArithmeticOperator.DIVIDE: ARITHMETIC.divide,
}


def arithmetic(kind: ArithmeticOperator, left: Bare, right: Bare) -> Bare:
    """An operation on known numbers; ``None`` where it has no result.

    Exact on whole numbers, 38 digits on decimals.
    """
    if kind in _WHOLE and isinstance(left, int) and isinstance(right, int):
        return _WHOLE[kind](left, right)
    try:
        return _DECIMAL[kind](Decimal(left), Decimal(right))
    except _NO_RESULT:
        return None


def range_of(value: Bare) -> Range:
    """The range that one value is."""
    return None if value is None else (value, value)


def negative_range(found: Range) -> Range:
    """The range of a negative."""
    return None if found is None else (-found[1], -found[0])


def range_arithmetic(kind: ArithmeticOperator, left: Range, right: Range) -> Range:
    """The range of an operation: the extremes lie at the corners.

    A divisor whose range holds zero leaves nothing known.
    """
    if left is None or right is None:
        return None
    if kind is ArithmeticOperator.DIVIDE and right[0] <= 0 <= right[1]:
        return None
    if kind is ArithmeticOperator.ADD:
        # The corners of a sum are known, and sums are what scores are made of.
        corners = [arithmetic(kind, left[at], right[at]) for at in (0, 1)]
    else:
        corners = [arithmetic(kind, one, other) for one in left for other in right]
    if None in corners:
        return None
    return min(corners), max(corners)


def compare_ranges(kind: Comparison, one: Range, other: Range) -> Decision:
    """A comparison that both ends decide alike is decided; any other is unknown."""
    if one is None or other is None:
        return None
    if kind in {Comparison.EQ, Comparison.NE}:
        apart = one[1] < other[0] or other[1] < one[0]
        same = one[0] == one[1] == other[0] == other[1]
        if not apart and not same:
            return None
        return same is (kind is Comparison.EQ)
    function = COMPARISONS[kind]
    first, second = function(one[0], other[1]), function(one[1], other[0])
    return first if first is second else None
