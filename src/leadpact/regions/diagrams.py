"""Decision diagrams: functions of many variables, each with a few classes of values.

A diagram is a number. It is a leaf with a value, or asks one variable and goes on with
one diagram for each class. Variables are asked in one order, equal diagrams are one
diagram, and a question whose answer does not matter is not asked. So two functions
are equal exactly if their diagrams are the same number.

Source: R. E. Bryant, "Graph-Based Algorithms for Boolean Function Manipulation"
(1986); here with more than two ways out of a node, and values of any kind at leaves.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeAlias

import attrs

#: A node of a table of diagrams.
Diagram: TypeAlias = int

#: Steps of a budget that a node takes, beside one for each way out of it.
NODE_STEPS = 20

#: The level of leaves, below every variable.
LEAF = sys.maxsize


class TooManyRegionsError(Exception):
    """An analysis passed its limit of steps; nothing is known of its question."""


class Budget:
    """Steps that all questions of one space may take together.

    They are counted and not timed, so that every machine finds the same.

    Attributes:
        left: How many are left.
        is_spent: Whether more was asked for than was left.
    """

    def __init__(self, left: int) -> None:
        self.left = left
        self.is_spent = False

    def spend(self, steps: int) -> None:
        """Take some steps.

        Raises:
            TooManyRegionsError: There are not as many.
        """
        if steps > self.left:
            self.is_spent = True
            raise TooManyRegionsError
        self.left -= steps


@attrs.frozen(eq=False)
class Operation:
    """A function of two leaves.

    Attributes:
        function: Gives the value of the leaf that comes of two.
        decisive: A leaf that decides whatever the other is, for `and` and `or`:
            there the opposite leaf changes nothing, and a diagram with itself gives
            itself.
    """

    function: Callable[[Any, Any], Hashable]
    decisive: bool | None = None


class Diagrams:
    """A table of diagrams over variables, which stand for their levels.

    Args:
        budget: Steps for all that is done with the diagrams, by the ways out of the
            nodes that are looked at.

    Attributes:
        levels: The variable that each diagram asks first, or ``LEAF``.
        parts: Its diagram for each class, empty for a leaf.
        values: The value of a leaf, else ``None``.
        budget: Steps that all questions together may take.
        allowance: Steps that may still be taken; each makes one node at most.
    """

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.levels: list[int] = []
        self.parts: list[tuple[Diagram, ...]] = []
        self.values: list[Any] = []
        self.allowance = 0
        self._leaves: dict[tuple[type, Hashable], Diagram] = {}
        self._nodes: dict[tuple[int, tuple[Diagram, ...]], Diagram] = {}
        self._known: dict[Operation, dict[tuple[Diagram, Diagram], Diagram]] = {}
        self.false, self.true = self.leaf(False), self.leaf(True)  # noqa: FBT003

    def leaf(self, value: Hashable) -> Diagram:
        """The diagram that is a value, whatever the variables are."""
        # True equals 1 to Python, but not here.
        key = (type(value), value)
        found = self._leaves.get(key)
        if found is None:
            found = self._leaves[key] = self._add(LEAF, (), value)
        return found

    def node(self, level: int, parts: Iterable[Diagram]) -> Diagram:
        """The diagram that asks a variable and goes on below it."""
        below = tuple(parts)
        if below.count(below[0]) == len(below):
            return below[0]
        found = self._nodes.get((level, below))
        if found is None:
            found = self._nodes[level, below] = self._add(level, below, None)
        return found

    def _add(self, level: int, parts: tuple[Diagram, ...], value: Any) -> Diagram:  # noqa: ANN401
        self.levels.append(level)
        self.parts.append(parts)
        self.values.append(value)
        return len(self.levels) - 1

    def combine(self, operation: Operation, left: Diagram, right: Diagram) -> Diagram:
        """The diagram of an operation on two.

        Raises:
            TooManyRegionsError: It takes more steps than are allowed.
        """
        known = self._known.setdefault(operation, {})
        decides = opposite = None
        if operation.decisive is not None:
            decides = self.true if operation.decisive else self.false
            opposite = self.false if operation.decisive else self.true
        levels, parts, values = self.levels, self.parts, self.values
        function = operation.function

        def combined(one: Diagram, other: Diagram) -> Diagram:
            if decides is not None:
                if one in (decides, other) or other == opposite:
                    return one
                if other == decides or one == opposite:
                    return other
            found = known.get((one, other))
            if found is not None:
                return found
            self._step(len(parts[one]) + len(parts[other]))
            first, second = levels[one], levels[other]
            if first == second == LEAF:
                found = self.leaf(function(values[one], values[other]))
            elif first == second:
                pairs = zip(parts[one], parts[other], strict=True)
                found = self.node(first, [combined(*pair) for pair in pairs])
            elif first < second:
                found = self.node(first, [combined(part, other) for part in parts[one]])
            else:
                found = self.node(
                    second, [combined(one, part) for part in parts[other]]
                )
            known[one, other] = found
            return found

        return combined(left, right)

    def _step(self, ways: int) -> None:
        self.budget.spend(NODE_STEPS + ways)
        self.allowance -= 1
        if self.allowance < 0:
            raise TooManyRegionsError

    def support(self, diagram: Diagram) -> set[int]:
        """The variables that a diagram asks."""
        return {self.levels[each] for each in self.below(diagram)} - {LEAF}

    def leaves(self, diagram: Diagram) -> list[Any]:
        """The values that a diagram can have."""
        below = self.below(diagram)
        return [self.values[each] for each in below if self.levels[each] == LEAF]

    def below(self, diagram: Diagram) -> set[Diagram]:
        """A diagram and all below it.

        Raises:
            TooManyRegionsError: They are more than the budget has steps for.
        """
        seen = {diagram}
        waiting = [diagram]
        while waiting:
            parts = self.parts[waiting.pop()]
            self.budget.spend(NODE_STEPS + len(parts))
            fresh = set(parts) - seen
            seen |= fresh
            waiting.extend(fresh)
        return seen
