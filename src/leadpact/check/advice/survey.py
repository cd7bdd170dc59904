"""What the regions of a policy's conditions tell; the rules beside it report it.

A condition is looked at from the inside out. Where a part of it always or never holds,
the whole is not reported as well, and a name of a definition stands for what was said
of that definition.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from leadpact.check.advice.findings import Constancy, Constant, Whole
from leadpact.check.graph import Node, in_dependency_order
from leadpact.language.nodes import (
    Between,
    Case,
    Compare,
    Comparison,
    Condition,
    Is,
    Joint,
    Logic,
    Member,
    Name,
    Not,
    Phrase,
    Points,
)
from leadpact.language.walk import names_in, patterns_in
from leadpact.model.policy import Classification, Lines, Quantifier
from leadpact.planning import plan_numbers
from leadpact.regions import (
    Form,
    Reach,
    Reader,
    Space,
    Witness,
    outcomes,
    reach,
    verdict,
)
from leadpact.regions.values import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leadpact.language.scope import Scope
    from leadpact.model.policy import Policy


class Survey:
    """The conditions of one policy, read into a space of their own.

    Args:
        policy: A policy without errors.
        scope: Its names with their types.
        phrases: Every phrase of its file.
    """

    def __init__(self, policy: Policy, scope: Scope, phrases: Sequence[Phrase]) -> None:
        self.policy = policy
        self.space = Space()
        constants = {} if policy.plan is None else plan_numbers(policy.plan).named
        self.reader = Reader(self.space, policy, scope, constants)
        self._phrases = phrases
        self._outcomes: dict[Form, frozenset[bool | None] | None] = {}
        self._found: list[Constant] = []
        self._settled: set[str] = set()
        # What depends on others comes after them, so that nothing is read in depth.
        for kind, name in in_dependency_order(policy):
            if kind is Node.DEFINITION:
                self.reader.definition(name)
            elif kind is Node.SCORE:
                self.reader.score(name)
        self.reader.read(phrases)

    def can_be(self, form: Form, outcome: bool | None) -> bool:  # noqa: FBT001
        """Whether a form can have an outcome, as far as is known."""
        found = self._outcomes_of(form)
        return found is None or outcome in found

    def is_unproven(self, form: Form) -> bool:
        """Whether a form has too many regions, so that nothing is known of it."""
        return self._outcomes_of(form) is None

    def _outcomes_of(self, form: Form) -> frozenset[bool | None] | None:
        if form not in self._outcomes:
            self._outcomes[form] = outcomes(form)
        return self._outcomes[form]

    def example(self, form: Form, *, given: Form) -> Witness | None:
        """A lead for which a form holds where another one does; ``None`` if none."""
        return verdict(form, given=given).true

    @functools.cached_property
    def wholes(self) -> tuple[Whole, ...]:
        """Every whole condition of the policy."""
        return tuple(self._wholes())

    def _wholes(self) -> Iterator[Whole]:
        for phrase in self._phrases:
            match phrase:
                case Case(_, when) | Points(_, when):
                    if when is not None:
                        yield Whole(when)
                case _ if isinstance(phrase, Condition):
                    yield Whole(phrase)
            for pattern in patterns_in(phrase):
                if pattern.where is not None:
                    yield Whole(pattern.where, pattern.name.name)

    @functools.cached_property
    def constants(self) -> tuple[Constant, ...]:
        """The parts of conditions that always or never hold."""
        for kind, name in in_dependency_order(self.policy):
            if kind is Node.DEFINITION and self._settle_definition(name):
                self._settled.add(name)
        bodies = {id(one.body) for one in self.policy.definitions.values()}
        lines = {
            id(line)
            for one in self.policy.definitions.values()
            if isinstance(one.body, Lines)
            for line in one.body.conditions
        }
        for whole in self.wholes:
            if id(whole.node) not in bodies | lines:
                self._settle(whole.node, whole.event)
        return tuple(self._found)

    def _settle_definition(self, name: str) -> bool:
        """Look at a definition; whether something is said of it."""
        match self.policy.definitions[name].body:
            case Classification():
                return False
            case Lines(quantifier, conditions):
                told = [self._settle(line) for line in conditions]
                return any(told) or self._settle_lines(name, quantifier, conditions)
            case condition:
                return self._settle(condition)

    def _settle_lines(
        self, name: str, quantifier: Quantifier, lines: tuple[Condition, ...]
    ) -> bool:
        constancy = self._constancy(self.reader.definition(name))
        if constancy is None:
            return False
        joint = Joint.AND if quantifier is Quantifier.ALL else Joint.OR
        core = self._core(joint, lines, "")
        unknown = self.can_be(self.reader.definition(name), outcome=None)
        self._found.append(Constant(core[-1], constancy, unknown, core, name))
        return True

    def _settle(self, node: Condition, event: str = "") -> bool:
        """Look at a condition; whether something is said of it or of a part of it."""
        match node:
            case Not(operand):
                return self._settle(operand, event)
            case Name(name) if not event and name in self.policy.definitions:
                return name in self._settled
            case Logic(_, operands):
                told = [self._settle(operand, event) for operand in operands]
                if any(told):
                    return True
        form = self.reader.condition(node, event)
        constancy = self._constancy(form)
        if constancy is None:
            return False
        core: tuple[Condition, ...] = ()
        if isinstance(node, Logic):
            core = self._core(node.joint, node.operands, event)
        self._found.append(
            Constant(
                node,
                constancy,
                self.can_be(form, outcome=None),
                core,
                scores=self._reaches(node, event),
            )
        )
        return True

    def _constancy(self, form: Form) -> Constancy | None:
        if not self.can_be(form, outcome=True):
            return Constancy.NEVER
        return None if self.can_be(form, outcome=False) else Constancy.ALWAYS

    def _core(
        self, joint: Joint, operands: tuple[Condition, ...], event: str
    ) -> tuple[Condition, ...]:
        """The fewest of some operands that decide what all of them do."""
        join = self.space.all_of if joint is Joint.AND else self.space.any_of
        core = list(operands)
        for operand in operands:
            fewer = [each for each in core if each is not operand]
            form = join(self.reader.condition(each, event) for each in fewer)
            if fewer and self._constancy(form) is not None:
                core = fewer
        return tuple(core)

    def _reaches(self, node: Condition, event: str) -> Mapping[str, Reach]:
        """The reach of the scores in a comparison, where it alone decides.

        In a chain or between two ends the links may contradict each other instead.
        """
        operands = _operands(node)
        values = [self.reader.value(operand, event) for operand in operands]
        tables = [each for each in values if isinstance(each, Table) and each.scores]
        if not tables or not any(
            self._constancy(self.reader.condition(link, event)) for link in _links(node)
        ):
            return {}
        found = {table.text: reach(table) for table in tables}
        return {text: ends for text, ends in found.items() if ends is not None}

    @functools.cached_property
    def unproven(self) -> tuple[Whole, ...]:
        """Whole conditions with too many regions, none that only names such a one."""
        definitions = {
            name
            for name, definition in self.policy.definitions.items()
            if not isinstance(definition.body, Classification)
            and self.is_unproven(self.reader.definition(name))
        }
        return tuple(
            whole
            for whole in self.wholes
            if self.is_unproven(self.reader.condition(whole.node, whole.event))
            and not names_in(whole.node) & definitions
        )


def _operands(node: Condition) -> tuple[Condition, ...]:
    match node:
        case Compare(operands):
            return operands
        case Between(value, low, high):
            return value, low, high
        case Member(value) | Is(value):
            return (value,)
    return ()


def _links(node: Condition) -> Iterator[Condition]:
    """The comparisons of two values that a comparison is made of."""
    match node:
        case Compare(operands, operators):
            for at, operator in enumerate(operators):
                pair = operands[at : at + 2]
                yield Compare(pair, (operator,), span=node.span)
        case Between(value, low, high):
            yield Compare((low, value), (Comparison.LE,), span=node.span)
            yield Compare((value, high), (Comparison.LE,), span=node.span)
        case _:
            yield node
