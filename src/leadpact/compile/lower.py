"""Conditions and patterns of a checked policy to expressions of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

import attrs

from leadpact.compile.plan import (
    Apply,
    Constant,
    Expression,
    Operator,
    Origin,
    PatternPlan,
    Query,
    Read,
)
from leadpact.language import nodes
from leadpact.language.printer import print_phrase
from leadpact.model.lead import Actor
from leadpact.model.values import bare

_TEXT_TESTS = {
    nodes.TextOperator.CONTAINS: Operator.CONTAINS,
    nodes.TextOperator.STARTS_WITH: Operator.STARTS_WITH,
    nodes.TextOperator.ENDS_WITH: Operator.ENDS_WITH,
}

#: What a pattern's condition reads of the event itself.
_OF_EVENT: Mapping[str, Expression] = {
    "actor": Read(Origin.ACTOR),
    "automated": Apply(Operator.NE, (Read(Origin.ACTOR), Constant(Actor.HUMAN.value))),
    "at": Read(Origin.AT),
    "recorded_at": Read(Origin.RECORDED_AT),
}


def constant(value: nodes.LiteralValue) -> Constant:
    """A literal as a constant."""
    return Constant(bare(value))


@attrs.frozen(eq=False)
class Lowering:
    """Names of one policy, and the patterns met so far.

    Attributes:
        names: What each name of a condition reads.
        patterns: Patterns in order of their first use, each once.
    """

    names: Mapping[str, Expression]
    patterns: dict[PatternPlan, int] = attrs.field(factory=dict)

    def pattern(self, node: nodes.Pattern) -> int:
        """The place of a pattern in the plan."""
        plan = PatternPlan(
            node.source,
            node.name.name,
            None if node.window is None else node.window.microseconds,
            None if node.where is None else self._where().condition(node.where),
            print_phrase(node),
        )
        return self.patterns.setdefault(plan, len(self.patterns))

    def all_patterns(self, found: tuple[nodes.Pattern, ...]) -> tuple[int, ...]:
        """The places of patterns."""
        return tuple(self.pattern(node) for node in found)

    def optional_pattern(self, node: nodes.Pattern | None) -> int | None:
        """The place of a pattern, if there is one."""
        return None if node is None else self.pattern(node)

    def optional(self, node: nodes.Condition | None) -> Expression | None:
        """A condition, if there is one."""
        return None if node is None else self.condition(node)

    def condition(self, node: nodes.Condition) -> Expression:  # noqa: C901, PLR0911, PLR0912 - one case a node
        """A condition or value as an expression."""
        match node:
            case nodes.Literal(value):
                return constant(value)
            case nodes.Name(name):
                return self.names.get(name) or Read(Origin.DATUM, name)
            case nodes.Not(operand):
                return _not(self.condition(operand))
            case nodes.Logic(joint, operands):
                kind = Operator.AND if joint is nodes.Joint.AND else Operator.OR
                return Apply(kind, tuple(map(self.condition, operands)))
            case nodes.Compare():
                return self._compare(node)
            case nodes.Between(value, low, high):
                inner = self.condition(value)
                above = Apply(Operator.GE, (inner, self.condition(low)))
                below = Apply(Operator.LE, (inner, self.condition(high)))
                return Apply(Operator.AND, (above, below))
            case nodes.Member(value, members, negated):
                inner = self.condition(value)
                return _any(Operator.EQ, inner, members, negated=negated)
            case nodes.Is(value, word, negated):
                kind = Operator.NE if negated else Operator.EQ
                return Apply(kind, (self.condition(value), constant(word.value)))
            case nodes.Presence(value, known):
                inner = _known(self.condition(value))
                return inner if known else _not(inner)
            case nodes.TextTest(value, operator, needles):
                folded = tuple(
                    attrs.evolve(needle, value=str(needle.value).casefold())
                    for needle in needles
                )
                return _any(_TEXT_TESTS[operator], self.condition(value), folded)
            case nodes.Arithmetic(operator, left, right):
                sides = (self.condition(left), self.condition(right))
                return Apply(Operator(operator.value), sides)
            case nodes.Negative(operand):
                return Apply(Operator.NEGATE, (self.condition(operand),))
            case nodes.OpenAt(calendar):
                return Read(Origin.OPEN, calendar.name)
            case nodes.Ask(question, pattern):
                return Query(question, self.pattern(pattern))
        assert_never(node)

    def _compare(self, node: nodes.Compare) -> Expression:
        """A chain as the conjunction of its links."""
        operands = [self.condition(operand) for operand in node.operands]
        links = tuple(
            Apply(Operator(operator.value), (operands[at], operands[at + 1]))
            for at, operator in enumerate(node.operators)
        )
        return links[0] if len(links) == 1 else Apply(Operator.AND, links)

    def _where(self) -> Lowering:
        """The names that a pattern's condition sees: those of the event alone."""
        return Lowering(_OF_EVENT, self.patterns)


def _not(operand: Expression) -> Expression:
    return Apply(Operator.NOT, (operand,))


def _known(operand: Expression) -> Expression:
    """Before any stage there is a stage of no name."""
    if operand == Read(Origin.STAGE):
        return Apply(Operator.NE, (operand, Constant("")))
    return Apply(Operator.KNOWN, (operand,))


def _any(
    kind: Operator,
    value: Expression,
    others: tuple[nodes.Literal, ...],
    *,
    negated: bool = False,
) -> Expression:
    """Whether an operator holds between a value and any of some constants."""
    tests = tuple(Apply(kind, (value, constant(other.value))) for other in others)
    found = tests[0] if len(tests) == 1 else Apply(Operator.OR, tests)
    return _not(found) if negated else found
