"""What conditions can be, and how two differ, each with a lead that shows it."""

from __future__ import annotations

import enum
import operator
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from leadpact.regions.counts import bounds
from leadpact.regions.diagrams import Operation, TooManyRegionsError
from leadpact.regions.space import TOO_MANY, Form
from leadpact.regions.witness import Witness, witness_of

if TYPE_CHECKING:
    from leadpact.regions.decisions import Decision
    from leadpact.regions.diagrams import Diagram
    from leadpact.regions.values import Scored
    from leadpact.regions.variables import Region

_ONLY_IF = Operation(lambda value, possible: value if possible else None)


@attrs.frozen
class Verdict:
    """What a condition can be, over all leads.

    Attributes:
        true: A lead for which it holds, or ``None``: it never holds.
        false: A lead for which it is false, or ``None``.
        unknown: A lead of which too little is known, or ``None``.
        undecided: A lead whose values are all known, for which it is unknown all the
            same, as where something is divided by zero; or ``None``. It is looked for
            where no lead is ``false``.
        unproven: Why nothing is known; empty if the analysis came to an end.
    """

    true: Witness | None = None
    false: Witness | None = None
    unknown: Witness | None = None
    undecided: Witness | None = None
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
        """Whether it is proven to hold for every lead whose values are known.

        For others it may be unknown, and is never false; for some it holds.
        """
        return not self.can_be_false and self.can_be_true and self.undecided is None

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


def verdict(decision: Decision, *, given: Form | None = None) -> Verdict:
    """What a condition can be.

    Args:
        decision: The condition.
        given: Only leads for which this is so are looked at.
    """
    try:
        false = witness(decision.false, given=given)
        valued = with_values(decision.unknown)
        return Verdict(
            true=witness(decision.sure, given=given),
            false=false,
            unknown=witness(decision.unknown, given=given),
            undecided=None if false else witness(valued, given=given),
        )
    except TooManyRegionsError:
        return Verdict(unproven=TOO_MANY)


def witness(form: Form, *, given: Form | None = None) -> Witness | None:
    """The plainest lead that is as a form says, or ``None`` if no lead is.

    Args:
        form: Where a lead may be, such as ``sure`` of a decision.
        given: Only leads for which this is so are looked at.

    Raises:
        TooManyRegionsError: There are too many regions to look at each.
    """
    space = form.space
    found = space.path(_possible(form, given))
    return None if found is None else witness_of(found)


def can_be(form: Form, *, given: Form | None = None) -> bool:
    """Whether some lead is as a form says; it costs less than a witness.

    Raises:
        TooManyRegionsError: There are too many regions to look at each.
    """
    return _possible(form, given) != form.space.diagrams.false


def with_values(form: Form) -> Form:
    """A form that is false wherever a value that it asks for is missing."""
    space = form.space

    def build() -> Diagram:
        asked = space.support(form.diagram())
        known = [space.table(one, _has_value) for one in asked]
        return space.all_of((form, *known)).diagram()

    return Form(space, build)


def _has_value(region: Region) -> bool:
    return region.value is not None


def _possible(form: Form, given: Form | None) -> Diagram:
    """The points that a form takes and that leads can be at."""
    space = form.space
    space.settle()
    if given is not None:
        form = space.all_of((form, given))
    limits = bounds(space, space.support(form.diagram()))
    if limits is not None:
        form = space.all_of((form, limits))
    return form.diagram()


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


def difference(before: Decision, after: Decision) -> Difference:
    """How two conditions of one space differ, such as those of two versions."""
    space = before.space
    first, second = space.negation(before.sure), space.negation(after.sure)
    unlike = space.combine(_UNLIKE, before.maybe, after.maybe)
    try:
        return Difference(
            gained=witness(space.all_of((after.sure, first))),
            lost=witness(space.all_of((before.sure, second))),
            blurred=witness(space.all_of((unlike, first, second))),
        )
    except TooManyRegionsError:
        return Difference(unproven=TOO_MANY)


_UNLIKE = Operation(operator.ne)


@attrs.frozen
class Reach:
    """The least and the most points that a score, or a sum of scores, can be.

    Attributes:
        least: ``None`` where there is no bound.
        most: ``None`` where there is no bound.
    """

    least: Decimal | None
    most: Decimal | None


def reach(score: Scored) -> Reach | None:
    """The reach of a score: beyond it no lead is decided to be.

    Returns:
        The least of the most, and the most of the least points, over all leads: for a
        lead whose values are known both are its points. ``None`` if there are too many
        regions.
    """
    try:
        lows, highs = _values(score.low), _values(score.high)
    except TooManyRegionsError:
        return None
    return Reach(
        None if -1 in score.endless else min(highs),
        None if 1 in score.endless else max(lows),
    )


def _values(form: Form) -> list[Decimal]:
    """The values that a form has where leads can be."""
    space = form.space
    space.settle()
    limits = bounds(space, space.support(form.diagram()))
    if limits is not None:
        form = space.combine(_ONLY_IF, form, limits)
    values = space.diagrams.leaves(form.diagram())
    return [Decimal(value) for value in values if value is not None]
