"""Values of conditions: constants, readings of one variable, tables, and the rest.

A reading is one variable with some arithmetic of constants around it, so that it can be
cut. A table is a value that takes a few known values, and a score goes from one such
value to another. All else is beyond the analysis, and says why.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias, cast

import attrs

from leadpact.language.nodes import ArithmeticOperator
from leadpact.regions.counts import Count
from leadpact.regions.kleene import Bare
from leadpact.regions.numbers import Number
from leadpact.regions.space import Form, Space
from leadpact.regions.variables import Variable

if TYPE_CHECKING:
    from leadpact.regions.diagrams import Operation


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
        size: No number among them is further from zero.
    """

    form: Form
    text: str
    size: Fraction = Fraction(0)

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
        size: All in it that has a bound is together no further from zero; ``None``
            where that cannot be told.
    """

    low: Form
    high: Form
    text: str
    scores: frozenset[str]
    endless: frozenset[int] = frozenset()
    size: Fraction | None = Fraction(0)

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


def read(variable: Variable) -> Reading:
    """The value of a variable as it is."""
    ordered = isinstance(variable, Number | Count)
    slope = Fraction(1) if ordered else None
    return Reading(variable, variable.name, lambda value: value, slope)


def space_of(left: Value, right: Value) -> Space:
    """The space of two values, one of which at least is no constant."""
    return next(
        each.space for each in (left, right) if isinstance(each, Table | Scored)
    )


def form_of(space: Space, value: Value) -> Form:
    """The form of a constant or of a table; other values do not come here."""
    if isinstance(value, Table):
        return value.form
    return space.constant(cast("Constant", value).value)


def points_of(space: Space, value: Value) -> Scored:
    """A value as points, from itself to itself if it has no scores."""
    if isinstance(value, Scored):
        return value
    form = form_of(space, value)
    return Scored(form, form, value.text, frozenset(), size=size_of(value))


def size_of(value: Value) -> Fraction | None:
    """How far from zero a value is at most, apart from what has no bound in it.

    Returns:
        ``None`` where it cannot be told.
    """
    match value:
        case Table() | Scored():
            return value.size
        case Constant(number):
            return number_size(number)
    return Fraction(0)


def number_size(value: Bare) -> Fraction:
    """How far from zero a constant is; what is no number is at zero."""
    is_number = isinstance(value, int | Decimal)
    return abs(Fraction(value)) if is_number else Fraction(0)


def endless_of(
    kind: ArithmeticOperator, one: Scored, other: Scored
) -> frozenset[int] | None:
    """In which directions a result has no bound; ``None`` if it cannot be told."""
    if not (one.endless or other.endless):
        return frozenset()
    if (
        kind not in {ArithmeticOperator.ADD, ArithmeticOperator.SUBTRACT}
        or one.scores & other.scores
        or None in {one.size, other.size}
    ):
        return None
    sign = 1 if kind is ArithmeticOperator.ADD else -1
    found = one.endless | {sign * way for way in other.endless}
    return found if len(found) == 1 else None


def mapped(operation: Operation, form: Form) -> Form:
    """A form with each of its values mapped; the operation's other side is nothing."""
    return form.space.combine(operation, form, form.space.constant(None))
