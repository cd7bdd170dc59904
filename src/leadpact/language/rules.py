"""The rules of types: what goes together in conditions and patterns.

A rule returns the type of a node, or ``None`` after a report or where a type is not
known, so that one mistake does not lead to another report further up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from functools import singledispatch
from typing import NamedTuple

import attrs

from leadpact.diagnostics import Diagnostic, near
from leadpact.language.advice import (
    described,
    event_hint,
    is_hint,
    listed_hint,
    mismatch_hint,
    name_hint,
    nothing_hint,
    shown,
)
from leadpact.language.conditions import ELAPSED_UNITS
from leadpact.language.nodes import (
    Arithmetic,
    ArithmeticOperator,
    Ask,
    Between,
    Compare,
    Comparison,
    Condition,
    Is,
    Literal,
    Logic,
    Member,
    Name,
    Negative,
    Not,
    OpenAt,
    Pattern,
    Presence,
    Question,
    Source,
    TextOperator,
    TextTest,
)
from leadpact.language.printer import print_literal, print_phrase
from leadpact.language.scope import Scope
from leadpact.language.types import Kind, Type
from leadpact.units import Duration, Money, Percent

Report = Callable[[Diagnostic], None]
_Node = Condition | Pattern

FLAG = Type(Kind.FLAG)
_ORDERING = (Comparison.LT, Comparison.LE, Comparison.GT, Comparison.GE)
_ORDERED = (
    *(Kind.DECIMAL, Kind.MONEY, Kind.PERCENT),
    *(Kind.DATE, Kind.INSTANT, Kind.DURATION),
)
_LISTED = (
    *(Kind.CHOICE, Kind.TEXT, Kind.DECIMAL),
    *(Kind.MONEY, Kind.PERCENT, Kind.DATE),
)
_ANSWERS = {
    Question.HAPPENED: FLAG,
    Question.COUNT: Type(Kind.INTEGER),
    Question.FIRST: Type(Kind.INSTANT),
    Question.LAST: Type(Kind.INSTANT),
}
_UNORDERED = "`==` and `!=` compare it"


@attrs.frozen
class Judge:
    """Where a condition stands: its names, and who hears of mistakes.

    Attributes:
        scope: All that the policy names.
        report: Called with every mistake.
        names: What names mean here.
        event: The pattern whose `where` this is, or ``None`` for the lead.
        elsewhere: What to do about a condition on the lead in such a `where`.
    """

    scope: Scope
    report: Report
    names: Mapping[str, Type | None]
    event: Pattern | None = None
    elsewhere: str = "conditions on the lead stand in `when`"

    def fail(self, node: _Node, code: str, message: str, hint: str = "") -> None:
        """Report a mistake at a node; the caller returns no type."""
        self.report(Diagnostic(code, message, node.span, hint))


class _Value(NamedTuple):
    """A part of a test, with its type."""

    node: Condition
    type_: Type | None


def family(type_: Type) -> Kind:
    """The kind of a type, with whole numbers among the decimals."""
    return Kind.DECIMAL if type_.is_number else type_.kind


@singledispatch
def judge(node: Condition, at: Judge) -> Type | None:
    """The type of a node, or ``None`` after a report."""
    raise TypeError(node, at)


def judge_flag(node: Condition, at: Judge, hint: str = "") -> Type | None:
    """The type of a node that must be true or false; ``hint`` is for any other."""
    found = judge(node, at)
    if found is None or found.kind is Kind.FLAG:
        return found
    text = print_phrase(node)
    message = f"`{text}` is {described(found)}, not true or false"
    hint = hint or f"compare it, or ask whether `{text} is known`"
    at.fail(node, "LP3002", message, hint)
    return None


def literal_type(node: Literal) -> Type:
    """The type of a constant as the value of a case; a word is a choice."""
    match node.value:
        case Decimal() as value:
            whole = value == value.to_integral_value()
            return Type(Kind.INTEGER if whole else Kind.DECIMAL)
        case str():
            return Type(Kind.CHOICE)
        case Money():
            return Type(Kind.MONEY)
        case Percent():
            return Type(Kind.PERCENT)
        case Duration():
            return Type(Kind.DURATION)
    return Type(Kind.DATE)


@judge.register(Literal)
def _(node: Literal, at: Judge) -> Type | None:
    match node.value:
        case Money(_, currency) if at.scope.currency not in {"", currency}:
            message = f"`{node.value}` is not in the currency of the policy"
            hint = f"all money is in {at.scope.currency}"
            at.fail(node, "LP3002", message, hint)
            return None
        case Duration(_, unit) if unit not in ELAPSED_UNITS:
            message = f"`{node.value}` is not elapsed time"
            hint = "time between instants is in minutes, hours, days of 24 hours, weeks"
            at.fail(node, "LP3002", message, hint)
            return None
        case str():
            return Type(Kind.TEXT)
    return literal_type(node)


@judge.register(Name)
def _(node: Name, at: Judge) -> Type | None:
    name = node.name
    if name in at.names:
        return at.names[name]
    hint = name_hint(name, at.names, at.scope)
    if at.event is None:
        at.fail(node, "LP2001", f"unknown name `{name}`", hint)
        return None
    if name in at.scope.names:
        message = f"`{name}` belongs to the lead, not to the event"
        at.fail(node, "LP3004", message, at.elsewhere)
        return None
    message = f"`{at.event.name.name}` has no `{name}`"
    at.fail(node, "LP2001", message, hint)
    return None


@judge.register(Not)
def _(node: Not, at: Judge) -> Type | None:
    return judge_flag(node.operand, at)


@judge.register(Logic)
def _(node: Logic, at: Judge) -> Type | None:
    types = [
        judge_flag(operand, at, listed_hint(node, index))
        for index, operand in enumerate(node.operands)
    ]
    return FLAG if all(types) else None


@judge.register(Compare)
def _(node: Compare, at: Judge) -> Type | None:
    values = [_operand(node, index, at) for index in range(len(node.operands))]
    fits = [
        _compares(values[index], values[index + 1], at, ordered=operator in _ORDERING)
        for index, operator in enumerate(node.operators)
    ]
    return FLAG if all(fits) else None


def _operand(node: Compare, index: int, at: Judge) -> _Value:
    """One value of a chain; a word beside a choice is no unknown name."""
    operand, neighbour = node.operands[index], node.operands[index - 1 if index else 1]
    choice = at.names.get(neighbour.name) if isinstance(neighbour, Name) else None
    unknown = isinstance(operand, Name) and operand.name not in at.names
    if not unknown or choice is None or choice.kind is not Kind.CHOICE:
        return _Value(operand, judge(operand, at))
    word = print_phrase(operand)
    differs = node.operators[max(index - 1, 0)] is Comparison.NE
    test = f"{print_phrase(neighbour)} is {'not ' if differs else ''}{word}"
    hint = f"a choice is compared with `is`: `{test}`"
    written = Literal(word, span=operand.span)
    hint = nothing_hint(written, neighbour, negated=differs) or hint
    at.fail(operand, "LP3002", f"`{word}` is not a name", hint)
    return _Value(operand, None)


def _compares(left: _Value, right: _Value, at: Judge, *, ordered: bool) -> bool:
    """Whether two values compare."""
    if left.type_ is None or right.type_ is None:
        return False
    kind = family(left.type_)
    if _is_named_choice(left, right) or _is_named_choice(right, left):
        return _compares_choice(left, right, at, ordered=ordered)
    if kind is not family(right.type_) or kind is Kind.FLAG:
        _mismatch(left.node, left.type_, right.node, right.type_, at)
        return False
    if ordered and kind not in _ORDERED:
        message = f"{described(left.type_)} has no order"
        at.fail(right.node, "LP3002", message, _UNORDERED)
        return False
    return True


def _is_named_choice(value: _Value, word: _Value) -> bool:
    """Whether a choice stands beside a parameter whose value is a word."""
    return (
        value.type_ is not None
        and value.type_.kind is Kind.CHOICE
        and isinstance(word.node, Literal)
        and bool(word.node.parameter)
        and isinstance(word.node.value, str)
    )


def _compares_choice(left: _Value, right: _Value, at: Judge, *, ordered: bool) -> bool:
    """Whether a choice compares with a parameter, which must be one of its words."""
    value, word = (right, left) if isinstance(left.node, Literal) else (left, right)
    if ordered:
        at.fail(right.node, "LP3002", "a choice has no order", _UNORDERED)
        return False
    return (
        value.type_ is not None
        and isinstance(word.node, Literal)
        and _is_choice(word.node, value.type_, value.node, at)
    )


def _mismatch(
    left: Condition, left_type: Type, right: Condition, right_type: Type, at: Judge
) -> None:
    """Report two values of different kinds, at the constant if only one is."""
    message = (
        f"`{shown(left)}` is {described(left_type)}, "
        f"`{shown(right)}` is {described(right_type)}"
    )
    constant = isinstance(left, Literal) and not isinstance(right, Literal)
    hint = mismatch_hint(left, left_type, right, right_type, at.scope.currency)
    at.fail(left if constant else right, "LP3002", message, hint)


@judge.register(Between)
def _(node: Between, at: Judge) -> Type | None:
    value, low, high = (
        _Value(part, judge(part, at)) for part in (node.value, node.low, node.high)
    )
    fits = [_compares(value, end, at, ordered=True) for end in (low, high)]
    return FLAG if all(fits) else None


@judge.register(Is)
def _(node: Is, at: Judge) -> Type | None:
    found = judge(node.value, at)
    if found is None:
        return None
    if found.kind is Kind.CHOICE:
        sound = _is_choice(node.word, found, node.value, at, negated=node.negated)
        return FLAG if sound else None
    value = print_phrase(node.value)
    message = f"`is` tests a choice, `{value}` is {described(found)}"
    at.fail(node, "LP3002", message, is_hint(node, found))
    return None


def _is_choice(
    word: Literal, type_: Type, value: Condition, at: Judge, *, negated: bool = False
) -> bool:
    """Whether a word is one of the choices of a value."""
    if type_.choices is None or type_.takes(word.value):
        return True
    message = f"`{print_literal(word.value)}` is not a choice of `{shown(value)}`"
    hint = nothing_hint(word, value, negated=negated)
    hint = hint or near(str(word.value), type_.choices)
    at.fail(word, "LP3003", message, hint)
    return False


@judge.register(Presence)
def _(node: Presence, at: Judge) -> Type | None:
    return FLAG if judge(node.value, at) else None


@judge.register(Member)
def _(node: Member, at: Judge) -> Type | None:
    found = judge(node.value, at)
    if found is None:
        return None
    if family(found) not in _LISTED:
        message = f"`{print_phrase(node.value)}` is {described(found)}"
        hint = "lists hold choices, texts, numbers, money, percentages or dates"
        at.fail(node, "LP3002", message, hint)
        return None
    fits = [_is_member(member, found, node.value, at) for member in node.members]
    return FLAG if all(fits) else None


def _is_member(member: Literal, found: Type, value: Condition, at: Judge) -> bool:
    """Whether a value may be compared with a member of a list."""
    own = judge(member, at)
    if own is None:
        return False
    expected = Kind.TEXT if found.kind is Kind.CHOICE else family(found)
    if family(own) is not expected:
        _mismatch(value, found, member, own, at)
        return False
    return found.kind is not Kind.CHOICE or _is_choice(member, found, value, at)


@judge.register(TextTest)
def _(node: TextTest, at: Judge) -> Type | None:
    found = judge(node.value, at)
    if found is None:
        return None
    is_set = found.kind is Kind.SET and node.operator is TextOperator.CONTAINS
    if found.kind is Kind.TEXT or is_set:
        fits = [_is_needle(needle, found, node.value, at) for needle in node.needles]
        return FLAG if all(fits) else None
    value = print_phrase(node.value)
    message = f"`{node.operator.value}` tests text, `{value}` is {described(found)}"
    first = print_literal(node.needles[0].value)
    hint = ""
    if found.kind is Kind.CHOICE:
        hint = f"compare a choice with `is` or `in`: `{value} is {first}`"
    elif found.kind is Kind.SET:
        hint = f"write `{value} contains {first}`"
    at.fail(node, "LP3002", message, hint)
    return None


def _is_needle(needle: Literal, found: Type, value: Condition, at: Judge) -> bool:
    """Whether a text or a set may be asked for a word."""
    if not isinstance(needle.value, str):  # Only a parameter can be anything else.
        _mismatch(value, found, needle, literal_type(needle), at)
        return False
    return found.kind is Kind.TEXT or _is_choice(needle, found, value, at)


@judge.register(Arithmetic)
def _(node: Arithmetic, at: Judge) -> Type | None:
    left, right = judge(node.left, at), judge(node.right, at)
    if left is None or right is None:
        return None
    kind = _RESULTS.get((node.operator, family(left), family(right)))
    if kind is None:
        what = f"{described(left)} and {described(right)}"
        message = f"`{node.operator.value}` has no meaning for {what}"
        hint = ""
        if node.operator in _SIGNS:
            hint = mismatch_hint(node.left, left, node.right, right, at.scope.currency)
        at.fail(node, "LP3002", message, hint)
        return None
    if node.operator is ArithmeticOperator.DIVIDE and _is_zero(node.right):
        message = f"`{print_phrase(node)}` divides by zero"
        at.fail(node.right, "LP3002", message, "such a value is never known")
        return None
    if left.kind is right.kind is Kind.INTEGER and kind is Kind.DECIMAL:
        divided = node.operator is ArithmeticOperator.DIVIDE
        return Type(Kind.DECIMAL if divided else Kind.INTEGER)
    return Type(kind)


def _is_zero(node: Condition) -> bool:
    """Whether a constant is nothing, of whatever unit."""
    value = node.value if isinstance(node, Literal) else None
    amount = value.amount if isinstance(value, Money) else value
    return isinstance(amount, Decimal) and amount == 0


def _results() -> Mapping[tuple[ArithmeticOperator, Kind, Kind], Kind]:
    """The kind of each operation that has a meaning."""
    add, subtract = _SIGNS
    multiply, divide = ArithmeticOperator.MULTIPLY, ArithmeticOperator.DIVIDE
    number, money = Kind.DECIMAL, Kind.MONEY
    return {
        **{(sign, kind, kind): kind for sign in (add, subtract) for kind in _SUMMED},
        (subtract, Kind.INSTANT, Kind.INSTANT): Kind.DURATION,
        (multiply, number, number): number,
        (multiply, money, number): money,
        (multiply, number, money): money,
        (divide, number, number): number,
        (divide, money, number): money,
        (divide, money, money): number,
    }


_SIGNS = (ArithmeticOperator.ADD, ArithmeticOperator.SUBTRACT)
_SUMMED = (Kind.DECIMAL, Kind.MONEY, Kind.PERCENT)
_RESULTS = _results()


@judge.register(Negative)
def _(node: Negative, at: Judge) -> Type | None:
    found = judge(node.operand, at)
    if found is None or family(found) in (*_SUMMED, Kind.DURATION):
        return found
    message = f"`{print_phrase(node.operand)}` is {described(found)}"
    at.fail(node, "LP3002", message, "only amounts can be negative")
    return None


@judge.register(OpenAt)
def _(node: OpenAt, at: Judge) -> Type | None:
    name = node.calendar.name
    if at.event:
        at.fail(node, "LP3004", "an event has no calendar", at.elsewhere)
        return None
    if name in at.scope.calendars:
        return FLAG
    hint = near(name, at.scope.calendars)
    at.fail(node.calendar, "LP2001", f"unknown calendar `{name}`", hint)
    return None


@judge.register(Ask)
def _(node: Ask, at: Judge) -> Type | None:
    if at.event:
        message = "an event knows nothing of other events"
        at.fail(node, "LP3004", message, at.elsewhere)
        return None
    return _ANSWERS[node.question] if judge_pattern(node.pattern, at) else None


def judge_pattern(
    node: Pattern, at: Judge, enterable: Collection[str] | None = None
) -> bool:
    """Whether the events of a pattern exist and are asked what they know.

    Args:
        node: The pattern.
        at: Where it stands.
        enterable: Definitions that `entered` may name there beside the stages.
    """
    name, scope = node.name.name, at.scope
    known: tuple[Collection[str], ...]
    match node.source:
        case Source.EVENT:
            what, known = "event", (scope.events,)
        case Source.ENTERED:
            what = "stage" if enterable is None else "stage or definition"
            known = (scope.stages, enterable or ())
        case _:
            what, known = "timer", (scope.timers,)
    if not any(name in some for some in known):
        recorded = node.source is Source.EVENT
        every = {each for some in known for each in some}
        hint = event_hint(name, scope) if recorded else near(name, every)
        at.fail(node.name, "LP2001", f"unknown {what} `{name}`", hint)
        return False
    if node.where is None:
        return True
    if node.source is not Source.EVENT:
        message = f"`{node.source.value} {name}` is not recorded and has no data"
        at.fail(node.where, "LP3004", message, at.elsewhere)
        return False
    data = scope.events[name]
    if data is None:
        return True
    names = {**scope.event_attributes, **data}
    return judge_flag(node.where, attrs.evolve(at, names=names, event=node)) is not None
