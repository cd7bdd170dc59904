"""Comparisons of values, which cut variables into regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from leadpact.regions.numbers import cut_of
from leadpact.regions.values import (
    Beyond,
    Constant,
    Reading,
    Scored,
    Table,
    Value,
    endless_of,
    form_of,
    points_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from leadpact.regions.kleene import Bare
    from leadpact.regions.space import Space
    from leadpact.regions.variables import Variable

_COMPARE = {kind: Operation(holds) for kind, holds in kleene.COMPARISONS.items()}


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
            return _cut(space, kind.mirrored, right, one)
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
        return _compare_points(
            space, kind, points_of(space, left), points_of(space, right)
        )
    form = space.combine(_COMPARE[kind], form_of(space, left), form_of(space, right))
    return certain(form)


def _compare_points(
    space: Space, kind: Comparison, one: Scored, other: Scored
) -> Decision | Beyond:
    """A comparison that both ends decide alike is decided; any other is unknown."""
    if endless_of(ArithmeticOperator.SUBTRACT, one, other) is None:
        return Beyond("the points in it have no bound that is known", one.text)
    if kind in {Comparison.EQ, Comparison.NE}:
        equal = _equal_points(space, one, other)
        return equal if kind is Comparison.EQ else negation(equal)
    if kind in {Comparison.LT, Comparison.LE}:
        one, other, kind = other, one, kind.mirrored
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
