"""What generated code calls: operations on values that are known, and on ranges.

A range is the least and the most that a sum with scores in it can be.
"""

from __future__ import annotations

import operator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from leadpact.units import ARITHMETIC, NO_RESULT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: A bare value, or ``None`` where it is missing or unknown.
Value: TypeAlias = Any
#: The least and the most; ``None`` where even that is unknown.
Range: TypeAlias = tuple[Decimal, Decimal] | None


def _decimal(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(value)


def _arithmetic(
    decimal: Callable[..., Decimal], whole: Callable[[int, int], int] | None = None
) -> Callable[..., Value]:
    """Exact on whole numbers and instants, 38 digits on decimals."""

    def compute(left: Value, right: Value) -> Value:
        if whole and isinstance(left, int) and isinstance(right, int):
            return whole(left, right)
        try:
            return decimal(_decimal(left), _decimal(right))
        except NO_RESULT:
            return None

    return compute


def _has_any(text: str | frozenset[str], needles: Sequence[str]) -> bool:
    """Whether a text has a part, or a set a choice, whatever the capitals."""
    if isinstance(text, str):
        folded = text.casefold()
        return any(needle in folded for needle in needles)
    choices = {choice.casefold() for choice in text}
    return any(needle in choices for needle in needles)


def _negated(found: Range) -> Range:
    return None if found is None else (-found[1], -found[0])


def _combine(symbol: str, left: Range, right: Range) -> Range:
    """The range of an operation: the extremes lie at the corners.

    A divisor whose range holds zero leaves nothing known.
    """
    if left is None or right is None:
        return None
    if symbol == "/" and right[0] <= 0 <= right[1]:
        return None
    compute = _COMPUTED[symbol]
    corners = [compute(one, other) for one in left for other in right]
    if None in corners:
        return None
    return min(corners), max(corners)


def _decide(symbol: str, one: Range, other: Range) -> bool | None:
    """A comparison of ranges."""
    if one is None or other is None:
        return None
    if symbol in {"==", "!="}:
        apart = one[1] < other[0] or other[1] < one[0]
        same = one[0] == one[1] == other[0] == other[1]
        if not apart and not same:
            return None
        return same is (symbol == "==")
    compare = _COMPARED[symbol]
    ends = {compare(one[0], other[1]), compare(one[1], other[0])}
    return ends.pop() if len(ends) == 1 else None


_COMPARED: Mapping[str, Callable[[Value, Value], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COMPUTED: Mapping[str, Callable[[Value, Value], Value]] = {
    "+": _arithmetic(ARITHMETIC.add, operator.add),
    "-": _arithmetic(ARITHMETIC.subtract, operator.sub),
    "*": _arithmetic(ARITHMETIC.multiply, operator.mul),
    "/": _arithmetic(ARITHMETIC.divide),
}

#: By the name that generated code calls them by.
OPERATIONS: Mapping[str, object] = {
    "add": _COMPUTED["+"],
    "subtract": _COMPUTED["-"],
    "multiply": _COMPUTED["*"],
    "divide": _COMPUTED["/"],
    "combine": _combine,
    "decide": _decide,
    "decimal": _decimal,
    "has_any": _has_any,
    "negated": _negated,
}
