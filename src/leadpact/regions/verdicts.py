"""What conditions can be, and how two differ, each with a lead that shows it."""

from __future__ import annotations

import enum
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from leadpact.regions.counts import bounds
from leadpact.regions.diagrams import Diagram, Operation, TooManyRegionsError
from leadpact.regions.space import TOO_MANY, Form
from leadpact.regions.witness import Witness, witness_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from leadpact.regions.values import Table

#: The leaf of points that no lead can be at.
_IMPOSSIBLE = "impossible"
_ONLY_IF = Operation(lambda value, possible: value if possible else _IMPOSSIBLE)


@attrs.frozen
class Verdict:
    """What a condition can be, over all leads.

    Attributes:
        true: A lead for which it holds, or ``None``: it never holds.
        false: A lead for which it is false, or ``None``.
        unknown: A lead of which too little is known, or ``None``.
        unproven: Why nothing is known; empty if the analysis came to an end.
    """

    true: Witness | None = None
    false: Witness | None = None
    unknown: Witness | None = None
    unproven: str = ""

    @property
    def can_be_true(self) -> bool:
        """Whether it holds for some lead, as far as is known."""
        return bool(self.unproven) or self.true is not None

    @property
    def can_be_false(self) -> bool:
        """Whether it is false for some lead, as far as is known."""
        return bool(self.unproven) or self.false is not None

    @property
    def can_be_unknown(self) -> bool:
        """Whether missing values leave it unknown for some lead, as far as is known."""
        return bool(self.unproven) or self.unknown is not None

    @property
    def never_holds(self) -> bool:
        """Whether it is proven to hold for no lead."""
        return not self.can_be_true

    @property
    def always_holds(self) -> bool:
        """Whether it is proven to be false for no lead, and holds for some.

        More values make no unknown condition without `is missing` false, so that it
        holds for every lead whose values are known.
        """
        return not self.can_be_false and self.can_be_true

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why some outcome is possible as far as is known, and not proven."""
        witnesses = (self.true, self.false, self.unknown)
        found = [doubt for each in witnesses if each for doubt in each.rests_on]
        return tuple(dict.fromkeys([self.unproven] * bool(self.unproven) + found))

    @property
    def is_proven(self) -> bool:
        """Whether each outcome is proven to be possible or impossible."""
        return not self.doubts


def verdict(form: Form, *, given: Form | None = None) -> Verdict:
    """What a condition can be.

    Args:
        form: The condition.
        given: Only leads for which this holds are looked at.
    """
    try:
        points = Points(form, given=given)
    except TooManyRegionsError:
        return Verdict(unproven=TOO_MANY)
    return Verdict(
        true=points.find(lambda value: value is True),
        false=points.find(lambda value: value is False),
        unknown=points.find(lambda value: value is None),
    )


def outcomes(form: Form) -> frozenset[bool | None] | None:
    """What a condition can be, without leads to show it; ``None`` if it is too large.

    It costs less than a verdict, and tells the same.
    """
    try:
        return frozenset(Points(form).values)
    except TooManyRegionsError:
        return None


class Points:
    """A form over the points that leads can be at.

    Args:
        form: Any function of the variables.
        given: Only points at which this holds are looked at.

    Raises:
        TooManyRegionsError: They are too many.
    """

    def __init__(self, form: Form, *, given: Form | None = None) -> None:
        self._space = form.space
        self._space.settle()
        diagram = form.diagram()
        if given is not None:
            diagram = self._only_if(diagram, self._space.is_true(given))
        limits = bounds(self._space, self._space.support(diagram))
        if limits is not None:
            diagram = self._only_if(diagram, limits)
        self._diagram: Diagram = diagram

    def _only_if(self, diagram: Diagram, possible: Form) -> Diagram:
        below = possible.diagram()
        combine = self._space.diagrams.combine
        return self._space.within_limit(lambda: combine(_ONLY_IF, diagram, below))

    def find(self, wanted: Callable[[Any], bool]) -> Witness | None:
        """The plainest lead at which the form has a value that is wanted."""
        found = self._space.path(
            self._diagram, lambda value: value != _IMPOSSIBLE and wanted(value)
        )
        return None if found is None else witness_of(found[0])

    @property
    def values(self) -> list[Any]:
        """The values that the form has."""
        leaves = self._space.diagrams.leaves(self._diagram)
        return [value for value in leaves if value != _IMPOSSIBLE]


class Change(enum.Enum):
    """How a condition becomes another one."""

    NONE = "none"
    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    BOTH = "both"


@attrs.frozen
class Difference:
    """How two conditions treat leads differently; unknown does not hold.

    Attributes:
        gained: A lead for which the second holds and the first does not.
        lost: A lead for which the first holds and the second does not.
        blurred: A lead for which neither holds, and one alone is unknown.
        unproven: Why nothing is known; empty if the analysis came to an end.
    """

    gained: Witness | None = None
    lost: Witness | None = None
    blurred: Witness | None = None
    unproven: str = ""

    @property
    def change(self) -> Change:
        """Whether the second is tighter or looser, as far as is known."""
        if self.gained is not None or self.unproven:
            both = self.lost is not None or self.unproven
            return Change.BOTH if both else Change.LOOSENED
        return Change.NONE if self.lost is None else Change.TIGHTENED

    @property
    def is_equivalent(self) -> bool:
        """Whether both are proven to be the same for every lead, known or not."""
        return self.change is Change.NONE and self.blurred is None

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why some difference is possible as far as is known, and not proven."""
        witnesses = (self.gained, self.lost, self.blurred)
        found = [doubt for each in witnesses if each for doubt in each.rests_on]
        return tuple(dict.fromkeys([self.unproven] * bool(self.unproven) + found))


class _Step(enum.Enum):
    """What becomes of a lead from one condition to another."""

    SAME = enum.auto()
    GAINED = enum.auto()
    LOST = enum.auto()
    BLURRED = enum.auto()


def _step(before: bool | None, after: bool | None) -> _Step:  # noqa: FBT001
    if before is after:
        return _Step.SAME
    if after:
        return _Step.GAINED
    return _Step.LOST if before else _Step.BLURRED


_STEP = Operation(_step)


def difference(before: Form, after: Form) -> Difference:
    """How two conditions of one space differ, such as those of two versions."""
    try:
        points = Points(before.space.combine(_STEP, before, after))
    except TooManyRegionsError:
        return Difference(unproven=TOO_MANY)
    return Difference(
        gained=points.find(lambda step: step is _Step.GAINED),
        lost=points.find(lambda step: step is _Step.LOST),
        blurred=points.find(lambda step: step is _Step.BLURRED),
    )


@attrs.frozen
class Reach:
    """The least and the most points that a score, or a sum of scores, can be.

    Attributes:
        least: ``None`` where there is no bound.
        most: ``None`` where there is no bound.
    """

    least: Decimal | None
    most: Decimal | None


def reach(table: Table) -> Reach | None:
    """The reach of a score over all leads whose values are known.

    Returns:
        Both ends, each that of some lead; ``None`` if there are too many regions.
    """
    try:
        values = Points(table.form).values
    except TooManyRegionsError:
        return None
    # Every line is known for some lead, and so is their sum.
    exact = [Decimal(value[0]) for value in values if value and value[0] == value[1]]
    return Reach(
        None if -1 in table.endless else min(exact),
        None if 1 in table.endless else max(exact),
    )
