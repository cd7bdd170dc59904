"""Conditions of two versions, compared for every lead that there can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from leadpact.check.graph import Node, dependencies, in_dependency_order
from leadpact.model.policy import Classification
from leadpact.planning import plan_numbers
from leadpact.regions import (
    Decision,
    Difference,
    Reader,
    Space,
    TooManyRegionsError,
    Witness,
    difference,
    witness,
)
from leadpact.regions.decisions import certain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.check import CheckedPolicy
    from leadpact.language.nodes import Case, Condition, Pattern
    from leadpact.regions import Form

V = TypeVar("V")


@attrs.frozen
class Move:
    """Leads that get another value of some cases than before.

    Attributes:
        before: The value that they had.
        after: The value that they get.
        lead: One of them.
    """

    before: Any
    after: Any
    lead: Witness


class Meanings:
    """The conditions of two versions in one space, so that they can be compared."""

    def __init__(self, before: CheckedPolicy, after: CheckedPolicy) -> None:
        self._space = Space()
        self._before = _reader(self._space, before)
        self._after = _reader(self._space, after)

    def condition(
        self, before: Condition | None, after: Condition | None
    ) -> Difference:
        """How two conditions differ; one that is not there always holds."""
        return difference(
            self._decision(self._before, before), self._decision(self._after, after)
        )

    def definition(self, name: str) -> Difference:
        """How a condition of both versions differs that has a name."""
        return difference(self._before.definition(name), self._after.definition(name))

    def pattern(self, before: Pattern, after: Pattern) -> Difference | None:
        """How two patterns differ that pick the same events but for their `where`.

        Returns:
            ``None`` if they pick other events, or of another time.
        """
        plain = attrs.evolve(before, where=None), attrs.evolve(after, where=None)
        if plain[0] != plain[1]:
            return None
        always = certain(self._space.constant(value=True))
        return difference(
            self._before.where(before) or always, self._after.where(after) or always
        )

    def _decision(self, reader: Reader, node: Condition | None) -> Decision:
        if node is None:
            return certain(self._space.constant(value=True))
        return reader.condition(node)

    def moves(
        self,
        before: Sequence[Case[V]],
        after: Sequence[Case[V]],
        guards: tuple[Condition | None, Condition | None] = (None, None),
    ) -> tuple[Move, ...] | None:
        """The leads that cases give another value than before, one for each pair.

        Args:
            before: The cases before.
            after: The cases after.
            guards: What must hold before and after for a lead to be looked at.

        Returns:
            ``None`` where there are too many regions to look at each.
        """
        asked = (
            self._decision(self._before, guards[0]).sure,
            self._decision(self._after, guards[1]).sure,
        )
        pairs = [
            (old, new, self._space.all_of((*asked, were, are)))
            for old, were in self._chosen(self._before, before)
            for new, are in self._chosen(self._after, after)
            if old != new
        ]
        try:
            found = [(old, new, witness(form)) for old, new, form in pairs]
        except TooManyRegionsError:
            return None
        moves: dict[tuple[Any, Any], Move] = {}
        for old, new, lead in found:
            if lead is not None:
                moves.setdefault((old, new), Move(old, new, lead))
        return tuple(moves.values())

    def _chosen(
        self, reader: Reader, cases: Sequence[Case[V]]
    ) -> Iterator[tuple[V, Form]]:
        """The value of each case, and for which leads it is that of the whole.

        An unknown case is passed over.
        """
        passed: list[Form] = []
        for case in cases:
            holds = self._decision(reader, case.when).sure
            yield case.value, self._space.all_of((*passed, holds))
            passed.append(self._space.negation(holds))


def _reader(space: Space, checked: CheckedPolicy) -> Reader:
    policy = checked.policy
    constants = {} if policy.plan is None else plan_numbers(policy.plan).named
    reader = Reader(space, policy, checked.scope, constants)
    # What depends on others comes after them, so that nothing is read in depth.
    for kind, name in in_dependency_order(dependencies(policy)):
        if kind is Node.SCORE:
            reader.score(name)
        elif kind is Node.DEFINITION:
            body = policy.definitions[name].body
            is_cases = isinstance(body, Classification)
            (reader.classification if is_cases else reader.definition)(name)
    return reader
