"""What the language does with values: comparisons, arithmetic, ranges of scores.

A range is the least and the most that a sum with scores in it can be.
"""

from __future__ import annotations

import operator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from leadpact.language.nodes import ArithmeticOperator, Comparison
from leadpact.units import ARITHMETIC, NO_RESULT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: A value without its unit, or ``None`` where it is missing.
Bare: TypeAlias = Any
Range: TypeAlias = tuple[Decimal | int, Decimal | int]

COMPARISONS: Mapping[Comparison, Callable[[Bare, Bare], bool]] = {
    Comparison.EQ: operator.eq,
    Comparison.NE: operator.ne,
    Comparison.LT: operator.lt,
    Comparison.LE: operator.le,
    Comparison.GT: operator.gt,
    Comparison.GE: operator.ge,
}


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
    except NO_RESULT:
        return None


#: The range of what is not known at all.
ENDLESS = Decimal("Infinity")
UNKNOWN: Range = (-ENDLESS, ENDLESS)


def range_arithmetic(kind: ArithmeticOperator, left: Range, right: Range) -> Range:
    """The range of an operation: the extremes lie at the corners.

    A divisor whose range holds zero leaves nothing known.
    """
    if kind is ArithmeticOperator.DIVIDE and right[0] <= 0 <= right[1]:
        return UNKNOWN
    corners = [arithmetic(kind, one, other) for one in left for other in right]
    return UNKNOWN if None in corners else (min(corners), max(corners))
