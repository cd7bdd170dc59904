"""Arithmetic with values: what can still be cut, and where."""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import TYPE_CHECKING

from leadpact.language.nodes import ArithmeticOperator
from leadpact.regions import kleene
from leadpact.regions.diagrams import Operation
from leadpact.regions.values import (
    Beyond,
    Constant,
    Reading,
    Scored,
    Table,
    Value,
    endless_of,
    form_of,
    mapped,
    points_of,
    size_of,
    space_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from leadpact.regions.kleene import Bare

_ARITHMETIC = {
    kind: Operation(functools.partial(kleene.arithmetic, kind))
    for kind in ArithmeticOperator
}
_RANGE_ARITHMETIC = {
    kind: Operation(functools.partial(kleene.range_arithmetic, kind))
    for kind in ArithmeticOperator
}
_PAIR = Operation(lambda low, high: (low, high))
_LEAST = Operation(lambda found, _: found[0])
_MOST = Operation(lambda found, _: found[1])
_NEGATIVE = Operation(lambda value, _: -value)

_ADD, _SUBTRACT = ArithmeticOperator.ADD, ArithmeticOperator.SUBTRACT
_MULTIPLY, _DIVIDE = ArithmeticOperator.MULTIPLY, ArithmeticOperator.DIVIDE


def combine_values(
    kind: ArithmeticOperator, left: Value, right: Value, text: str
) -> Value:
    """The value of `LEFT + RIGHT` and its like."""
    for value in (left, right):
        if isinstance(value, Beyond):
            return Beyond(value.reason, text)
    match left, right:
        case Constant(one, _), Constant(other, _):
            return _constant(kleene.arithmetic(kind, one, other), text)
        case Reading(), Constant(other, _):
            return _with_constant(kind, left, other, text)
        case Constant(one, _), Reading():
            return _to_constant(kind, one, right, text)
        case Reading(), Reading():
            return _with_itself(kind, left, right, text)
    return _combine_tables(kind, left, right, text)


def _combine_tables(
    kind: ArithmeticOperator, left: Value, right: Value, text: str
) -> Value:
    """Scores, classifications and constants with each other."""
    if isinstance(left, Reading) or isinstance(right, Reading):
        return Beyond(f"it computes with `{left.text}` and `{right.text}`", text)
    if isinstance(left, Scored) or isinstance(right, Scored):
        return _of_points(kind, left, right, text)
    if kind is _DIVIDE and not (isinstance(right, Constant) and right.value):
        return Beyond(f"it divides by `{right.text}`", text)
    space = space_of(left, right)
    form = space.combine(_ARITHMETIC[kind], form_of(space, left), form_of(space, right))
    return Table(form, text, _size(kind, left, right) or Fraction(0))


def _size(kind: ArithmeticOperator, left: Value, right: Value) -> Fraction | None:
    """How far from zero a result is at most; ``None`` where it cannot be told."""
    one, other = size_of(left), size_of(right)
    if one is None or other is None:
        return None
    if kind is _DIVIDE:
        return one / other if isinstance(right, Constant) and other else None
    return one * other if kind is _MULTIPLY else one + other


def _constant(value: Bare, text: str) -> Constant | Beyond:
    """The result of an operation on constants, which division may lack."""
    return Beyond("it has no result", text) if value is None else Constant(value, text)


def _with_constant(
    kind: ArithmeticOperator, reading: Reading, other: Bare, text: str
) -> Value:
    """A reading, then a constant."""
    if reading.slope is None or (kind is _DIVIDE and not other):
        return Beyond(f"`{text}` is no number that can be cut", text)
    number, one = Fraction(other), Fraction(1)
    factor = {_MULTIPLY: number, _DIVIDE: one / (number or one)}.get(kind, one)
    shift = {_ADD: number, _SUBTRACT: -number}.get(kind, Fraction(0))
    return Reading(
        reading.variable,
        text,
        _strict(lambda value: kleene.arithmetic(kind, value, other), reading.compute),
        reading.slope * factor,
        reading.intercept * factor + shift,
        reading.rounds or kind is _DIVIDE,
    )


def _to_constant(
    kind: ArithmeticOperator, one: Bare, reading: Reading, text: str
) -> Value:
    """A constant, then a reading."""
    if kind is _DIVIDE or reading.slope is None:
        return Beyond(f"it divides by `{reading.text}`", text)
    sign = -1 if kind is _SUBTRACT else 1
    factor = Fraction(one) if kind is _MULTIPLY else Fraction(sign)
    shift = Fraction(0) if kind is _MULTIPLY else Fraction(one)
    return Reading(
        reading.variable,
        text,
        _strict(lambda value: kleene.arithmetic(kind, one, value), reading.compute),
        reading.slope * factor,
        reading.intercept * factor + shift,
        reading.rounds,
    )


def _with_itself(
    kind: ArithmeticOperator, left: Reading, right: Reading, text: str
) -> Value:
    """Two readings, which only of one variable are a reading again."""
    if left.variable is not right.variable or left.slope is None or right.slope is None:
        return Beyond(f"it computes with `{left.text}` and `{right.text}`", text)
    if kind not in {_ADD, _SUBTRACT}:
        return Beyond(f"`{text}` is no straight line", text)
    sign = 1 if kind is _ADD else -1
    one, other = left.compute, right.compute

    def compute(value: Bare) -> Bare:
        return kleene.arithmetic(kind, one(value), other(value))

    return Reading(
        left.variable,
        text,
        lambda value: None if value is None else compute(value),
        left.slope + sign * right.slope,
        left.intercept + sign * right.intercept,
        left.rounds or right.rounds,
    )


def _strict(
    outer: Callable[[Bare], Bare], inner: Callable[[Bare], Bare]
) -> Callable[[Bare], Bare]:
    """A function after another; nothing comes of nothing."""

    def compute(value: Bare) -> Bare:
        found = inner(value)
        return None if found is None else outer(found)

    return compute


def _of_points(kind: ArithmeticOperator, left: Value, right: Value, text: str) -> Value:
    """Scores with each other, with classifications and with constants."""
    space = space_of(left, right)
    one, other = points_of(space, left), points_of(space, right)
    endless = endless_of(kind, one, other)
    if endless is None:
        return Beyond(f"`{text}` has no bound that is known", text)
    scores = one.scores | other.scores
    if kind is _ADD:
        low = space.combine(_ARITHMETIC[kind], one.low, other.low)
        high = space.combine(_ARITHMETIC[kind], one.high, other.high)
    elif kind is _SUBTRACT:
        low = space.combine(_ARITHMETIC[kind], one.low, other.high)
        high = space.combine(_ARITHMETIC[kind], one.high, other.low)
    else:
        pairs = [space.combine(_PAIR, each.low, each.high) for each in (one, other)]
        joint = space.combine(_RANGE_ARITHMETIC[kind], *pairs)
        low, high = mapped(_LEAST, joint), mapped(_MOST, joint)
    return Scored(low, high, text, scores, endless, _size(kind, left, right))


def negative(value: Value, text: str) -> Value:
    """The value of `-VALUE`."""
    match value:
        case Constant(number, _):
            return Constant(-number, text)
        case Reading():
            return _to_constant(_SUBTRACT, 0, value, text)
        case Table(form, _, size):
            return Table(mapped(_NEGATIVE, form), text, size)
        case Scored(low, high, _, scores, endless, size):
            turned = frozenset(-way for way in endless)
            ends = (mapped(_NEGATIVE, high), mapped(_NEGATIVE, low))
            return Scored(*ends, text, scores, turned, size)
    return Beyond(value.reason, text)
