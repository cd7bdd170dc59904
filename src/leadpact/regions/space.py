"""Where conditions are compared: variables with their classes, and diagrams over them.

A question of two conditions, be they of one policy or of two versions of it, is asked
in one space, in which a field of one name and type is one variable.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from leadpact.regions.diagrams import (
    LEAF,
    NODE_STEPS,
    Budget,
    Diagram,
    Diagrams,
    Operation,
    TooManyRegionsError,
)
from leadpact.regions.variables import ANSWER_STEPS, Fixed, Key, Region, Role, Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from leadpact.regions.kleene import Bare

#: Steps that one operation on two forms may take.
MOST_STEPS = 20_000

#: Steps that all questions in one space may take, by the values that are looked at:
#: what a computer does in a second or two.
MOST_STEPS_TOGETHER = 8_000_000

#: Why a condition that passes the limit is not proven.
TOO_MANY = "it has too many regions to look at each"

Kind = TypeVar("Kind", bound=Variable)
#: Variables with one class of each; the others do not matter.
Path: TypeAlias = list[tuple[Variable, Region]]

_NOT = Operation(lambda value, _: not value)
_AND = Operation(operator.and_, decisive=False)
_OR = Operation(operator.or_, decisive=True)


class Form:
    """A function of the variables of a space, such as a condition; built when asked.

    Attributes:
        space: Where it is asked.
    """

    def __init__(self, space: Space, build: Callable[[], Diagram]) -> None:
        self.space = space
        self._build = build
        self._built: tuple[int, Diagram | None] = (-1, None)

    def diagram(self) -> Diagram:
        """The diagram of the function.

        Raises:
            TooManyRegionsError: It has too many regions.
        """
        generation, found = self._built
        if generation != self.space.generation:
            try:
                found = self.space.within_limit(self._build)
            except TooManyRegionsError:
                found = None
            # Building forms of parts settles variables, and so may begin a generation.
            self._built = (self.space.generation, found)
        if found is None:
            raise TooManyRegionsError
        return found


class Space:
    """Variables, and the functions of them that have been asked about.

    Attributes:
        budget: Steps that are left for all questions together.
        diagrams: The functions of this generation.
        generation: Counts how often new questions made the classes anew.
        history: Whether the history of the lead is given.
    """

    def __init__(self) -> None:
        self._variables: dict[Key, Variable] = {}
        self._is_stale = True
        self._depth = 0
        self._crowded: set[Variable] = set()
        self._order: list[Variable] = []
        self.generation = 0
        self.budget = Budget(MOST_STEPS_TOGETHER)
        self.diagrams = Diagrams(self.budget)
        self.history = self.variable(
            Key(Role.HISTORY, "history"), lambda: Fixed("history", (True, None))
        )
        self.history.ask("given", lambda given: given)

    # Variables.

    def variable(self, key: Key, make: Callable[[], Kind]) -> Kind:
        """The variable of a key, made when first met."""
        found = self._variables.get(key)
        if found is None:
            found = self._variables[key] = make()
            found.key = key
            self._is_stale = True
        return found  # type: ignore[return-value]

    @property
    def variables(self) -> tuple[Variable, ...]:
        """All variables, in the order of their first question."""
        return tuple(self._variables.values())

    @property
    def crowded(self) -> frozenset[Variable]:
        """Variables with too many classes: nothing is known of what asks them."""
        return frozenset(self._crowded)

    def ask(
        self,
        variable: Variable,
        key: Hashable,
        question: Callable[[Bare], Hashable],
        marks: Iterable[Any] = (),
        mapped: Callable[[Hashable], Hashable] = lambda answer: answer,
    ) -> Form:
        """The form of a question about one variable.

        Args:
            variable: What is asked about.
            key: The question's identity among those about the variable.
            question: The answer for a value, ``None`` if missing.
            marks: Values at which the answer may change.
            mapped: Gives the value of the form for an answer.
        """
        if variable.ask(key, question, marks):
            self._is_stale = True
        return Form(self, lambda: self._answers(variable, question, mapped))

    def outdate(self) -> None:
        """Have the classes made anew before the next answer."""
        self._is_stale = True

    def _answers(
        self,
        variable: Variable,
        question: Callable[[Bare], Hashable],
        mapped: Callable[[Hashable], Hashable],
    ) -> Diagram:
        answers = [question(region.value) for region in self._classes(variable)]
        parts = [self.diagrams.leaf(mapped(answer)) for answer in answers]
        return self.diagrams.node(variable.level, parts)

    def _classes(self, variable: Variable) -> tuple[Region, ...]:
        if variable in self._crowded:
            raise TooManyRegionsError
        self.budget.spend(NODE_STEPS + ANSWER_STEPS * len(variable.classes))
        return variable.classes

    def table(self, variable: Variable, answer: Callable[[Region], bool]) -> Form:
        """The form of an answer for each class of a variable, which is no question."""

        def build() -> Diagram:
            parts = [self.diagrams.leaf(answer(one)) for one in self._classes(variable)]
            return self.diagrams.node(variable.level, parts)

        return Form(self, build)

    def relation(
        self,
        one: Variable,
        other: Variable,
        answer: Callable[[Region, Region], bool],
    ) -> Form:
        """The form of an answer for each pair of classes of two variables."""

        def build() -> Diagram:
            node, leaf = self.diagrams.node, self.diagrams.leaf
            ones, others = self._classes(one), self._classes(other)
            self.budget.spend(ANSWER_STEPS * len(ones) * len(others))
            if one.level < other.level:
                rows = [
                    node(other.level, [leaf(answer(a, b)) for b in others])
                    for a in ones
                ]
                return node(one.level, rows)
            rows = [node(one.level, [leaf(answer(a, b)) for a in ones]) for b in others]
            return node(other.level, rows)

        return Form(self, build)

    def in_history(self, form: Form, unknown: Hashable) -> Form:
        """A form about events, with another value where the history is not given."""

        def build() -> Diagram:
            below = (form.diagram(), self.diagrams.leaf(unknown))
            return self.diagrams.node(self.history.level, below)

        return Form(self, build)

    def settle(self) -> None:
        """Make the classes anew if questions came since; forms follow by themselves."""
        if not self._is_stale:
            return
        self._is_stale = False
        self.generation += 1
        self.diagrams = Diagrams(self.budget)
        self._crowded.clear()
        # What is in doubt is asked last, so that a path meets it only where it must.
        self._order = sorted(self._variables.values(), key=lambda one: bool(one.doubt))
        for level, variable in enumerate(self._order):
            variable.level = level
            try:
                variable.settle(self.budget)
            except TooManyRegionsError:
                self._crowded.add(variable)

    def within_limit(self, build: Callable[[], Diagram]) -> Diagram:
        """What a function builds, within ``MOST_STEPS`` of its own.

        Raises:
            TooManyRegionsError: It takes more.
        """
        if not self._depth:
            self.settle()
        left = self.diagrams.allowance
        self.diagrams.allowance = MOST_STEPS
        self._depth += 1
        try:
            return build()
        except RecursionError:
            # A path of hundreds of variables is as good as too many regions.
            raise TooManyRegionsError from None
        finally:
            self._depth -= 1
            self.diagrams.allowance = left

    # Forms of forms.

    def constant(self, value: Hashable) -> Form:
        """The form that is one value everywhere."""
        return Form(self, lambda: self.diagrams.leaf(value))

    def combine(self, operation: Operation, left: Form, right: Form) -> Form:
        """The form of an operation on two."""

        def build() -> Diagram:
            return self.diagrams.combine(operation, left.diagram(), right.diagram())

        return Form(self, build)

    def negation(self, form: Form) -> Form:
        """`not`."""
        return self.combine(_NOT, form, self.constant(None))

    def all_of(self, forms: Iterable[Form]) -> Form:
        """`and`; true of none."""
        return self.fold(_AND, forms, start=True)

    def any_of(self, forms: Iterable[Form]) -> Form:
        """`or`; false of none."""
        return self.fold(_OR, forms, start=False)

    def fold(
        self, operation: Operation, forms: Iterable[Form], start: Hashable
    ) -> Form:
        """The form of an operation on a value and some forms, from the left."""
        operands = tuple(forms)

        def build() -> Diagram:
            found = self.diagrams.leaf(start)
            for form in operands:
                below = form.diagram()
                # A long fold is many operations, none of which is too large.
                self.diagrams.allowance = MOST_STEPS
                found = self.diagrams.combine(operation, found, below)
            return found

        return Form(self, build)

    # Points.

    def support(self, diagram: Diagram) -> list[Variable]:
        """The variables that a diagram asks, in order."""
        return [self._order[level] for level in sorted(self.diagrams.support(diagram))]

    def path(self, diagram: Diagram) -> Path | None:
        """The plainest way to where a diagram is true, or ``None``.

        Of all ways it is the one that asks the fewest and plainest values; variables
        that are not on it do not matter.

        Raises:
            TooManyRegionsError: The diagram has too many of them.
        """
        levels, parts, true = (
            self.diagrams.levels,
            self.diagrams.parts,
            self.diagrams.true,
        )
        best: dict[Diagram, tuple[int, int]] = {true: (0, -1)}
        for node in sorted(self.diagrams.below(diagram)):
            # A part of a diagram was made before it, so that its number is less.
            if levels[node] == LEAF:
                continue
            classes = self._order[levels[node]].classes
            ways = [
                (best[part][0] + classes[at].cost, at)
                for at, part in enumerate(parts[node])
                if part in best
            ]
            # A node that leads nowhere but to false would be that leaf itself.
            best[node] = min(ways)
        if diagram not in best:
            return None
        way: dict[int, int] = {}
        node = diagram
        while node != true:
            at = best[node][1]
            way[levels[node]] = at
            node = parts[node][at]
        return [
            (self._order[level], self._order[level].classes[at])
            for level, at in self._needed(diagram, way).items()
        ]

    def _needed(self, diagram: Diagram, way: dict[int, int]) -> dict[int, int]:
        """The classes on a way without which a diagram would not be true."""
        needed = dict(way)
        for level in way:
            fewer = {each: at for each, at in needed.items() if each != level}
            if self._is_true(diagram, fewer, {}):
                needed = fewer
        return needed

    def _is_true(
        self, diagram: Diagram, fixed: dict[int, int], seen: dict[Diagram, bool]
    ) -> bool:
        """Whether a diagram is true whatever the variables are that are not fixed."""
        if self.diagrams.levels[diagram] == LEAF:
            return diagram == self.diagrams.true
        found = seen.get(diagram)
        if found is None:
            parts = self.diagrams.parts[diagram]
            self.budget.spend(NODE_STEPS + len(parts))
            at = fixed.get(self.diagrams.levels[diagram])
            below = parts if at is None else parts[at : at + 1]
            found = all(self._is_true(part, fixed, seen) for part in below)
            seen[diagram] = found
        return found
