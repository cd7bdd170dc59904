"""Decisions: conditions that are true, false or unknown, as two functions.

One function tells where a condition holds, the other where it is not false. Kleene's
tables part in the same way: `a and b` holds where both hold, and is not false where
neither is. Each of the two stays small where both together would not: how far a score
may fall asks only for the least that its lines add, or only for the most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from leadpact.regions.space import Form, Space

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from leadpact.regions.kleene import Bare
    from leadpact.regions.variables import Variable


@attrs.frozen(eq=False)
class Decision:
    """A condition over a space.

    Attributes:
        sure: Where it holds.
        maybe: Where it is not false; the same form where it is never unknown.
    """

    sure: Form
    maybe: Form

    @property
    def space(self) -> Space:
        """Where it is asked."""
        return self.sure.space

    @property
    def is_two_valued(self) -> bool:
        """Whether it is never unknown."""
        return self.sure is self.maybe

    @property
    def false(self) -> Form:
        """Where it is false."""
        return self.space.negation(self.maybe)

    @property
    def unknown(self) -> Form:
        """Where it is unknown."""
        if self.is_two_valued:
            return self.space.constant(value=False)
        return self.space.all_of((self.maybe, self.space.negation(self.sure)))


def certain(form: Form) -> Decision:
    """The decision that is true or false as a form is."""
    return Decision(form, form)


def negation(decision: Decision) -> Decision:
    """`not`: true where it was false."""
    if decision.is_two_valued:
        return certain(decision.false)
    return Decision(decision.false, decision.space.negation(decision.sure))


def all_of(space: Space, decisions: Iterable[Decision]) -> Decision:
    """`and`; true of none."""
    return _joint(space.all_of, tuple(decisions))


def any_of(space: Space, decisions: Iterable[Decision]) -> Decision:
    """`or`; false of none."""
    return _joint(space.any_of, tuple(decisions))


def _joint(
    join: Callable[[Iterable[Form]], Form], decisions: tuple[Decision, ...]
) -> Decision:
    if len(decisions) == 1:
        return decisions[0]
    sure = join(each.sure for each in decisions)
    if all(each.is_two_valued for each in decisions):
        return certain(sure)
    return Decision(sure, join(each.maybe for each in decisions))


def known(decision: Decision) -> Decision:
    """`is known`: whether it is true or false."""
    if decision.is_two_valued:
        return certain(decision.space.constant(value=True))
    return certain(decision.space.any_of((decision.sure, decision.false)))


def ask(
    space: Space,
    variable: Variable,
    key: tuple[object, ...],
    question: Callable[[Bare], bool | None],
    marks: Iterable[Any] = (),
) -> Decision:
    """The decision that a question about one variable is; see ``Space.ask``."""
    seen = tuple(marks)
    sure = space.ask(variable, key, question, seen, _is_true)
    return Decision(sure, space.ask(variable, key, question, seen, _is_not_false))


def _is_true(answer: Hashable) -> bool:
    return answer is True


def _is_not_false(answer: Hashable) -> bool:
    return answer is not False


def in_history(decision: Decision) -> Decision:
    """A decision about events: unknown where the history is not given."""
    space = decision.space
    return Decision(
        space.in_history(decision.sure, unknown=False),
        space.in_history(decision.maybe, unknown=True),
    )
