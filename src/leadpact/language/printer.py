"""From trees back to text: one spelling for each tree, with the fewest brackets.

The text of a tree reads back as that tree, unless its spaces make it too long a phrase.
"""

from __future__ import annotations

import enum
from datetime import date
from decimal import Decimal
from functools import singledispatch
from typing import TYPE_CHECKING

from leadpact.language.lexer import STEP_WORDS, is_name, quoted
from leadpact.language.nodes import (
    Arithmetic,
    ArithmeticOperator,
    Ask,
    Between,
    Case,
    Compare,
    Condition,
    Is,
    Joint,
    Literal,
    LiteralValue,
    Logic,
    Measure,
    Member,
    Name,
    Negative,
    Not,
    OpenAt,
    Pattern,
    Phrase,
    Points,
    Presence,
    Source,
    Step,
    TextTest,
    Timing,
)
from leadpact.units import Duration, Money, Percent, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Verbs that read better with `to` before the people; it means nothing.
_VERBS_WITH_TO = frozenset({"escalate", "reroute", "return"})


class _Level(enum.IntEnum):
    """How tightly a condition holds together, from `or` to a single value."""

    OR = 0
    AND = 1
    NOT = 2
    TEST = 3
    SUM = 4
    PRODUCT = 5
    SIGN = 6
    VALUE = 7


_LEVELS: dict[type, _Level] = {
    Not: _Level.NOT,
    Compare: _Level.TEST,
    Between: _Level.TEST,
    Member: _Level.TEST,
    Is: _Level.TEST,
    Presence: _Level.TEST,
    TextTest: _Level.TEST,
    Negative: _Level.SIGN,
}
_SUMS = (ArithmeticOperator.ADD, ArithmeticOperator.SUBTRACT)


def print_phrase(node: Phrase) -> str:
    """The canonical text of a phrase.

    Example:
        >>> from leadpact.language.parser import parse_condition
        >>> from leadpact.language.source import Source
        >>> print_phrase(parse_condition(Source.inline('(a) and ("b" == b  or c)')))
        'a and ("b" == b or c)'
    """
    return _text(node)


def print_amount(node: Measure) -> str:
    """What a measure is compared with: `800`, `planned_leads of enterprise`."""
    amount = _text(node.amount)
    return amount if node.segment is None else f"{amount} of {node.segment.name}"


def print_literal(value: LiteralValue) -> str:
    """A literal as it stands in a list: quoted only where it must be.

    Example:
        >>> print_literal("no-budget"), print_literal("student")
        ('"no-budget"', 'student')
    """
    match value:
        case str():
            return value if is_name(value) else quoted(value)
        case Decimal():
            return plain(value)
        case date():
            return value.isoformat()
    return str(value)


def _level(node: Condition) -> _Level:
    match node:
        case Logic(joint):
            return _Level.OR if joint is Joint.OR else _Level.AND
        case Arithmetic(operator):
            return _Level.SUM if operator in _SUMS else _Level.PRODUCT
    return _LEVELS.get(type(node), _Level.VALUE)


def _inner(node: Condition, level: _Level) -> str:
    """An operand, in brackets where it holds less tightly than it must."""
    return _text(node) if _level(node) >= level else f"({_text(node)})"


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _list(literals: Iterable[Literal]) -> str:
    return f"[{', '.join(print_literal(literal.value) for literal in literals)}]"


@singledispatch
def _text(node: Phrase) -> str:
    """The text of a node, without brackets around it."""
    raise TypeError(type(node))


@_text.register(Literal)
def _(node: Literal) -> str:
    # Among values a bare word is a name, so that text must be quoted.
    value = node.value
    return quoted(value) if isinstance(value, str) else print_literal(value)


@_text.register(Name)
def _(node: Name) -> str:
    return node.name


@_text.register(Not)
def _(node: Not) -> str:
    return f"not {_inner(node.operand, _Level.NOT)}"


@_text.register(Logic)
def _(node: Logic) -> str:
    tighter = _Level.AND if node.joint is Joint.OR else _Level.NOT
    operands = (_inner(operand, tighter) for operand in node.operands)
    return f" {node.joint.value} ".join(operands)


@_text.register(Compare)
def _(node: Compare) -> str:
    first, *rest = (_inner(operand, _Level.SUM) for operand in node.operands)
    pairs = zip(node.operators, rest, strict=True)
    return _joined(first, *(f"{operator.value} {text}" for operator, text in pairs))


@_text.register(Between)
def _(node: Between) -> str:
    value, low, high = (
        _inner(operand, _Level.SUM) for operand in (node.value, node.low, node.high)
    )
    return f"{value} between {low} and {high}"


@_text.register(Member)
def _(node: Member) -> str:
    value = _inner(node.value, _Level.SUM)
    return _joined(value, "not" if node.negated else "", "in", _list(node.members))


@_text.register(Is)
def _(node: Is) -> str:
    value, word = _inner(node.value, _Level.SUM), print_literal(node.word.value)
    return _joined(value, "is", "not" if node.negated else "", word)


@_text.register(Presence)
def _(node: Presence) -> str:
    value = _inner(node.value, _Level.SUM)
    return f"{value} is {'known' if node.known else 'missing'}"


@_text.register(TextTest)
def _(node: TextTest) -> str:
    value, operator = _inner(node.value, _Level.SUM), node.operator.value
    if len(node.needles) == 1:
        return f"{value} {operator} {print_literal(node.needles[0].value)}"
    return f"{value} {operator} any {_list(node.needles)}"


@_text.register(Arithmetic)
def _(node: Arithmetic) -> str:
    level = _level(node)
    right = _Level.PRODUCT if level is _Level.SUM else _Level.SIGN
    left_text, right_text = _inner(node.left, level), _inner(node.right, right)
    return f"{left_text} {node.operator.value} {right_text}"


@_text.register(Negative)
def _(node: Negative) -> str:
    text = _inner(node.operand, _Level.SIGN)
    # A minus sign right before a number is a part of the number, if it can have one.
    match node.operand:
        case Literal(Decimal() | Money() | Percent()) if not text.startswith("-"):
            return f"-({text})"
    return f"-{text}"


@_text.register(OpenAt)
def _(node: OpenAt) -> str:
    return f"open({node.calendar.name})"


@_text.register(Ask)
def _(node: Ask) -> str:
    return f"{node.question.value}({_text(node.pattern)})"


@_text.register(Pattern)
def _(node: Pattern) -> str:
    return _joined(
        "" if node.source is Source.EVENT else node.source.value,
        node.name.name,
        f"in last {node.window}" if node.window else "",
        f"where {_text(node.where)}" if node.where else "",
    )


@_text.register(Case)
def _(node: Case[Literal | Duration | int | Name]) -> str:
    match node.value:
        case Literal(value):
            text = print_literal(value)
        case Name(name):
            text = name
        case value:
            text = str(value)
    return f"{text} when {_text(node.when)}" if node.when else text


@_text.register(Points)
def _(node: Points) -> str:
    cap = "" if node.cap is None else f", up to {plain(node.cap)} points"
    return _joined(
        plain(node.points),
        f"when {_text(node.when)}" if node.when else "",
        f"each {_text(node.each)}{cap}" if node.each else "",
    )


@_text.register(Step)
def _(node: Step) -> str:
    people = " and ".join(person.name for person in node.to)
    return _joined(
        node.verb.name,
        "to" if people and node.verb.name in _VERBS_WITH_TO else "",
        people,
        "" if node.place is None else f"for {_place(node.place)}",
        _timing(node),
        "" if node.note is None else quoted(node.note),
    )


def _place(place: str) -> str:
    return quoted(place) if place in STEP_WORDS else print_literal(place)


def _timing(step: Step) -> str:
    match step.timing:
        case Timing.AT_ONCE:
            return ""
        case Timing.AFTER:
            every = f"every {step.every} at most {step.times} times"
            return _joined(f"after {step.duration}", every if step.every else "")
        case Timing.AT_SHARE:
            return f"at {step.share}"
        case Timing.BEFORE_DUE:
            return f"{step.duration} before due"
    return f"by {step.duration}"


@_text.register(Measure)
def _(node: Measure) -> str:
    first = node.timer or node.value or node.pattern
    second = node.base or (node.pattern if node.value else None)
    subject = " of ".join(_text(part) for part in (first, second) if part)
    target = f"{node.comparison.value} {print_amount(node)}"
    return f"{node.aggregate.value}({subject}) {target}"
