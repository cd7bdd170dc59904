"""What the regions of a policy's conditions tell; the rules beside it report it.

A condition is looked at from the inside out. Where a part of it always or never holds,
the whole is not reported as well, and a name of a definition stands for what was said
of that definition.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from leadpact.check.advice.findings import Constancy, Constant, Ends, Whole
from leadpact.check.graph import Node, dependencies, in_dependency_order
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
    Decision,
    Form,
    Reader,
    Space,
    TooManyRegionsError,
    Witness,
    can_be,
    reach,
    with_values,
    witness,
)
from leadpact.regions.decisions import all_of, any_of
from leadpact.regions.values import Scored

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
        self._can_be: dict[Form, bool | None] = {}
        self._found: list[Constant] = []
        self._settled: set[str] = set()
        # What depends on others comes after them, so that nothing is read in depth.
        for kind, name in in_dependency_order(dependencies(policy)):
            if kind is Node.DEFINITION:
                self._read_definition(name)
            elif kind is Node.SCORE:
                self.reader.score(name)
        self.reader.read(phrases)

    def _read_definition(self, name: str) -> None:
        if isinstance(self.policy.definitions[name].body, Classification):
            self.reader.classification(name)
        else:
            self.reader.definition(name)

    def can_be(self, form: Form) -> bool:
        """Whether some lead is as a form says, as far as is known."""
        return self._found_for(form) is not False

    def _found_for(self, form: Form) -> bool | None:
        """Whether some lead is as a form says; ``None`` if it has too many regions."""
        if form not in self._can_be:
            try:
                self._can_be[form] = can_be(form)
            except TooManyRegionsError:
                self._can_be[form] = None
        return self._can_be[form]

    def is_unproven(self, decision: Decision) -> bool:
        """Whether it is not known if a condition can hold, or if it can be false."""
        return None in {self._found_for(decision.sure), self._found_for(decision.maybe)}

    def example(self, form: Form, *, given: Form) -> Witness | None:
        """A lead that is as a form says; ``None`` if none is found."""
        try:
            return witness(form, given=given)
        except TooManyRegionsError:
            return None

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
        for kind, name in in_dependency_order(dependencies(self.policy)):
            if kind is Node.DEFINITION and self._settle_definition(name):
                self._settled.add(name)
        bodies = [one.body for one in self.policy.definitions.values()]
        seen = {id(body) for body in bodies}
        for body in bodies:
            if isinstance(body, Lines):
                seen.update(map(id, body.conditions))
        for whole in self.wholes:
            if id(whole.node) not in seen:
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
        unknown = self.can_be(self.reader.definition(name).unknown)
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
        decision = self.reader.condition(node, event)
        constancy = self._constancy(decision)
        if constancy is None:
            return False
        if self._asks_classification(node, event) or self._asks_constant(node):
            # What it asks says why: cases that are not reached, a `where` that no
            # event is like.
            return True
        core: tuple[Condition, ...] = ()
        if isinstance(node, Logic):
            core = self._core(node.joint, node.operands, event)
        self._found.append(
            Constant(
                node,
                constancy,
                self.can_be(decision.unknown),
                core,
                scores=self._reaches(node, event),
            )
        )
        return True

    def _asks_classification(self, node: Condition, event: str) -> bool:
        """Whether a test is of a classification, as `band is hot`."""
        match node:
            case Is(Name(name)) | Member(Name(name)) if not event:
                return name in self.policy.definitions
        return False

    def _asks_constant(self, node: Condition) -> bool:
        """Whether the `where` of a pattern in a test always or never holds."""
        wheres = [self.reader.where(pattern) for pattern in patterns_in(node)]
        return any(where and self._constancy(where) is not None for where in wheres)

    def _constancy(self, decision: Decision) -> Constancy | None:
        if not self.can_be(decision.sure):
            return Constancy.NEVER
        # A condition that is unknown of known values, as where they divide by zero,
        # does not hold.
        if self.can_be(decision.false) or self.can_be(with_values(decision.unknown)):
            return None
        return Constancy.ALWAYS

    def _core(
        self, joint: Joint, operands: tuple[Condition, ...], event: str
    ) -> tuple[Condition, ...]:
        """The fewest of some operands that decide what all of them do."""
        join = all_of if joint is Joint.AND else any_of
        core = list(operands)
        for operand in operands:
            fewer = [each for each in core if each is not operand]
            rest = [self.reader.condition(each, event) for each in fewer]
            if rest and self._constancy(join(self.space, rest)) is not None:
                core = fewer
        return tuple(core)

    def _reaches(self, node: Condition, event: str) -> Mapping[str, Ends]:
        """The reach of the scores in a comparison, where it alone decides.

        In a chain or between two ends the links may contradict each other instead.
        """
        operands = _operands(node)
        values = [self.reader.value(operand, event) for operand in operands]
        scores = [each for each in values if isinstance(each, Scored)]
        if not scores or not any(
            self._constancy(self.reader.condition(link, event)) for link in _links(node)
        ):
            return {}
        found = {score.text: reach(score) for score in scores}
        return {text: (ends.least, ends.most) for text, ends in found.items() if ends}

    @functools.cached_property
    def unproven(self) -> tuple[Whole, ...]:
        """Whole conditions, and lines together, with too many regions of their own."""
        told: list[Whole] = []
        passed_on = self._unproven_names()
        crowded = {each.name for each in self.space.crowded}
        for whole in self.wholes:
            names = names_in(whole.node)
            if names & passed_on or not self.is_unproven(
                self.reader.condition(whole.node, whole.event)
            ):
                continue
            told.append(whole)
            # What is asked too much of one field is said where it is asked first.
            passed_on |= names & crowded
        return (*told, *self._unproven_lines())

    def _unproven_lines(self) -> Iterator[Whole]:
        """Definitions whose lines have too many regions together, and not alone."""
        for name, definition in self.policy.definitions.items():
            if isinstance(definition.body, Lines):
                lines = definition.body.conditions
                alone = (self.is_unproven(self.reader.condition(one)) for one in lines)
                together = self.is_unproven(self.reader.definition(name))
                if together and not any(alone):
                    yield Whole(lines[0], definition=name)

    def _unproven_names(self) -> set[str]:
        """Definitions and scores that pass on what is said of their own conditions."""
        definitions = {
            name
            for name, definition in self.policy.definitions.items()
            if not isinstance(definition.body, Classification)
            and self.is_unproven(self.reader.definition(name))
        }
        scores = {
            name
            for name, lines in self.policy.scoring.items()
            for line in lines
            if line.when is not None
            and self.is_unproven(self.reader.condition(line.when))
        }
        return definitions | scores


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
