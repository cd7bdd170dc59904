"""Values of conditions: constants, readings of one variable, tables, and the rest.

What is compared decides how its variable is cut. A reading is one variable with some
arithmetic around it: a comparison with a constant cuts it where the two are equal. A
table is a value that takes a few known values, such as a score. All else is beyond the
analysis, and says why.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias, cast

import attrs

from leadpact.language.nodes import ArithmeticOperator, Comparison
from leadpact.regions import kleene
from leadpact.regions.counts import Count
from leadpact.regions.decisions import (
    Decision,
    any_of,
    ask,
    certain,
    in_history,
    negation,
)
from leadpact.regions.diagrams import Operation
from leadpact.regions.kleene import Bare
from leadpact.regions.numbers import Number, cut_of
from leadpact.regions.space import Form, Space
from leadpact.regions.variables import Variable

if TYPE_CHECKING:
    from collections.abc import Iterable


@attrs.frozen
class Constant:
    """A value that is always the same."""

    value: Bare
    text: str


@attrs.frozen
class Reading:
    """One variable, with arithmetic of constants around it.

    Attributes:
        variable: What is read.
        text: The value as the policy says it.
        compute: The value for a value of the variable, as an engine computes it.
        slope: How fast it grows with the variable; ``None`` for what has no order.
        intercept: What it is where a number would be zero.
        rounds: Whether a division stands in it, whose result may be rounded.
    """

    variable: Variable
    text: str
    compute: Callable[[Bare], Bare]
    slope: Fraction | None = None
    intercept: Fraction = Fraction(0)
    rounds: bool = False


@attrs.frozen
class Table:
    """A value that takes a few values, such as a classification.

    Attributes:
        form: Gives the values.
        text: The value as the policy says it.
    """

    form: Form
    text: str

    @property
    def space(self) -> Space:
        """Where it is asked."""
        return self.form.space


@attrs.frozen
class Scored:
    """A value with scores in it, from the least to the most that it can be.

    Attributes:
        low: Gives the least.
        high: Gives the most.
        text: The value as the policy says it.
        scores: The scores in it.
        endless: In which directions it has no bound: 1 and -1.
    """

    low: Form
    high: Form
    text: str
    scores: frozenset[str]
    endless: frozenset[int] = frozenset()

    @property
    def space(self) -> Space:
        """Where it is asked."""
        return self.low.space


@attrs.frozen
class Beyond:
    """A value, or a comparison, that is not cut into regions.

    Attributes:
        reason: Why, as a clause about the condition.
        text: The value as the policy says it.
    """

    reason: str
    text: str


Value: TypeAlias = Constant | Reading | Table | Scored | Beyond

_COMPARE = {kind: Operation(holds) for kind, holds in kleene.COMPARISONS.items()}
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


def read(variable: Variable) -> Reading:
    """The value of a variable as it is."""
    ordered = isinstance(variable, Number | Count)
    slope = Fraction(1) if ordered else None
    return Reading(variable, variable.name, lambda value: value, slope)


# Arithmetic.


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
    space = _space(left, right)
    form = space.combine(_ARITHMETIC[kind], _form(space, left), _form(space, right))
    return Table(form, text)


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


def _space(left: Value, right: Value) -> Space:
    """The space of two values, one of which at least is no constant."""
    return next(
        each.space for each in (left, right) if isinstance(each, Table | Scored)
    )


def _form(space: Space, value: Value) -> Form:
    """The form of a constant or of a table; other values do not come here."""
    if isinstance(value, Table):
        return value.form
    return space.constant(cast("Constant", value).value)


def _points(space: Space, value: Value) -> Scored:
    """A value as points, from itself to itself if it has no scores."""
    if isinstance(value, Scored):
        return value
    form = _form(space, value)
    return Scored(form, form, value.text, frozenset())


def _of_points(kind: ArithmeticOperator, left: Value, right: Value, text: str) -> Value:
    """Scores with each other, with classifications and with constants."""
    space = _space(left, right)
    one, other = _points(space, left), _points(space, right)
    endless = _endless(kind, one, other)
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
        low, high = _map(_LEAST, joint), _map(_MOST, joint)
    return Scored(low, high, text, scores, endless)


def _endless(
    kind: ArithmeticOperator, one: Scored, other: Scored
) -> frozenset[int] | None:
    """In which directions a result has no bound; ``None`` if it cannot be told."""
    if not (one.endless or other.endless):
        return frozenset()
    if kind not in {_ADD, _SUBTRACT} or one.scores & other.scores:
        return None
    sign = 1 if kind is _ADD else -1
    found = one.endless | {sign * way for way in other.endless}
    return found if len(found) == 1 else None


def _map(operation: Operation, form: Form) -> Form:
    return form.space.combine(operation, form, form.space.constant(None))


def negative(value: Value, text: str) -> Value:
    """The value of `-VALUE`."""
    match value:
        case Constant(number, _):
            return Constant(-number, text)
        case Reading():
            return _to_constant(_SUBTRACT, 0, value, text)
        case Table(form):
            return Table(_map(_NEGATIVE, form), text)
        case Scored(low, high, _, scores, endless):
            turned = frozenset(-way for way in endless)
            ends = (_map(_NEGATIVE, high), _map(_NEGATIVE, low))
            return Scored(*ends, text, scores, turned)
    return Beyond(value.reason, text)


# Comparisons.


def compare(
    space: Space, kind: Comparison, left: Value, right: Value
) -> Decision | Beyond:
    """The decision of a comparison, or why there is none."""
    for value in (left, right):
        if isinstance(value, Beyond):
            return value
    match left, right:
        case Constant(one, _), Constant(other, _):
            return certain(space.constant(kleene.COMPARISONS[kind](one, other)))
        case Reading(), Constant(other, _):
            return _cut(space, kind, left, other)
        case Constant(one, _), Reading():
            return _cut(space, _TURNED[kind], right, one)
        case Reading(), Reading():
            return _difference(space, kind, left, right)
    return _compare_tables(space, kind, left, right)


def _compare_tables(
    space: Space, kind: Comparison, left: Value, right: Value
) -> Decision | Beyond:
    """Scores, classifications and constants compared with each other."""
    if isinstance(left, Reading) or isinstance(right, Reading):
        return _unlike(left, right)
    if isinstance(left, Scored) or isinstance(right, Scored):
        return _compare_points(space, kind, _points(space, left), _points(space, right))
    form = space.combine(_COMPARE[kind], _form(space, left), _form(space, right))
    return certain(form)


def _compare_points(
    space: Space, kind: Comparison, one: Scored, other: Scored
) -> Decision | Beyond:
    """A comparison that both ends decide alike is decided; any other is unknown."""
    if _endless(_SUBTRACT, one, other) is None:
        return Beyond("the points in it have no bound that is known", one.text)
    if kind in {Comparison.EQ, Comparison.NE}:
        equal = _equal_points(space, one, other)
        return equal if kind is Comparison.EQ else negation(equal)
    if kind in {Comparison.LT, Comparison.LE}:
        one, other, kind = other, one, _TURNED[kind]
    return Decision(
        space.combine(_COMPARE[kind], one.low, other.high),
        space.combine(_COMPARE[kind], one.high, other.low),
    )


def _equal_points(space: Space, one: Scored, other: Scored) -> Decision:
    """Equal if both are one number and the same, unequal if they lie apart."""
    equal, reaches = _COMPARE[Comparison.EQ], _COMPARE[Comparison.GE]
    same = space.all_of(
        (
            space.combine(equal, one.low, one.high),
            space.combine(equal, other.low, other.high),
            space.combine(equal, one.low, other.low),
        )
    )
    meet = space.all_of(
        (
            space.combine(reaches, one.high, other.low),
            space.combine(reaches, other.high, one.low),
        )
    )
    return Decision(same, meet)


_TURNED = {
    Comparison.EQ: Comparison.EQ,
    Comparison.NE: Comparison.NE,
    Comparison.LT: Comparison.GT,
    Comparison.LE: Comparison.GE,
    Comparison.GT: Comparison.LT,
    Comparison.GE: Comparison.LE,
}


def _unlike(left: Value, right: Value) -> Beyond:
    return Beyond(f"it compares `{left.text}` with `{right.text}`", left.text)


def _cut(
    space: Space, kind: Comparison, reading: Reading, other: Bare
) -> Decision | Beyond:
    """A reading compared with a constant."""
    compute, holds = reading.compute, kleene.COMPARISONS[kind]

    def question(value: Bare) -> Bare:
        found = compute(value)
        return None if found is None else holds(found, other)

    marks: list[object] = [other]
    if reading.slope is not None:
        constant = cut_of(other)
        if constant is None or (reading.rounds and not reading.slope):
            return Beyond(
                f"`{reading.text}` is no number that can be cut", reading.text
            )
        gap = constant - reading.intercept
        marks = [gap / reading.slope] if reading.slope else []
    return about(space, reading.variable, (kind, reading.text, other), question, marks)


def _difference(
    space: Space, kind: Comparison, left: Reading, right: Reading
) -> Decision | Beyond:
    """Two readings compared, which can be cut if they are of one variable."""
    if left.variable is not right.variable or left.slope is None or right.slope is None:
        return _unlike(left, right)
    slope = left.slope - right.slope
    if not slope and (left.rounds or right.rounds):
        return Beyond(f"`{left.text}` and `{right.text}` are rounded", left.text)
    one, other, holds = left.compute, right.compute, kleene.COMPARISONS[kind]

    def question(value: Bare) -> Bare:
        return None if value is None else holds(one(value), other(value))

    marks = [(right.intercept - left.intercept) / slope] if slope else []
    return about(space, left.variable, (kind, left.text, right.text), question, marks)


def about(
    space: Space,
    variable: Variable,
    key: tuple[object, ...],
    question: Callable[[Bare], Bare],
    marks: Iterable[object] = (),
) -> Decision:
    """The decision of a question about a variable; about events it needs a history."""
    found = ask(space, variable, key, question, marks)
    return in_history(found) if isinstance(variable, Count) else found


def is_member(
    space: Space, value: Value, members: tuple[Bare, ...]
) -> Decision | Beyond:
    """The decision `VALUE in [A, B]`, or why there is none."""
    if isinstance(value, Reading) and value.slope is None:
        known = frozenset(members)
        return about(
            space,
            value.variable,
            ("in", known),
            lambda found: None if found is None else found in known,
            members,
        )
    found: list[Decision] = []
    for member in members:
        equal = compare(space, Comparison.EQ, value, Constant(member, str(member)))
        if isinstance(equal, Beyond):
            return equal
        found.append(equal)
    return any_of(space, found)


def is_present(space: Space, value: Value) -> Decision | Beyond:
    """The decision `VALUE is known`, or why there is none."""
    match value:
        case Constant() | Table():
            return certain(space.constant(value=True))
        case Reading(variable, text, compute):
            found = about(
                space,
                variable,
                ("known", text),
                lambda found: compute(found) is not None,
            )
            # What is counted in no history is not known, rather than unknown.
            return certain(found.sure)
        case Scored(low, high):
            return certain(space.combine(_COMPARE[Comparison.EQ], low, high))
    return value
