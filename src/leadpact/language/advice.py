"""Types in words, and what an author may have meant by a mistake."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from leadpact.diagnostics import near
from leadpact.language.lexer import quoted
from leadpact.language.nodes import (
    Compare,
    Comparison,
    Condition,
    Is,
    Joint,
    Literal,
    Logic,
)
from leadpact.language.printer import print_literal, print_phrase
from leadpact.language.types import Kind, Type
from leadpact.units import Duration, Percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadpact.language.scope import Scope

_DESCRIPTIONS: Mapping[Kind, str] = {
    Kind.INTEGER: "a number",
    Kind.DECIMAL: "a number",
    Kind.TEXT: "text",
    Kind.CHOICE: "a choice",
    Kind.FLAG: "true or false",
    Kind.DATE: "a date",
    Kind.INSTANT: "an instant",
    Kind.DURATION: "a duration",
    Kind.MONEY: "money",
    Kind.PERCENT: "a percentage",
    Kind.SET: "a set of choices",
}

#: Kinds whose constants start with a digit.
_DIGITS = {Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT, Kind.DATE}

#: Words of other languages for a value that is not there.
_NOTHING = ("null", "none", "nil", "empty", "blank")

#: Words of other languages, with what stands for them here.
_FOREIGN = {
    "true": "a flag stands bare, as in `free_mail` or `not free_mail`",
    "false": "a flag stands bare, as in `free_mail` or `not free_mail`",
    **dict.fromkeys(_NOTHING, "a value without content `is missing`"),
}


def name_hint(name: str, names: Mapping[str, Type | None], scope: Scope) -> str:
    """What to do about a name that is none of ``names``."""
    if foreign := _FOREIGN.get(name.lower()):
        return foreign
    if name in scope.events:
        return f"ask about events with `happened({name})`; alternatives are a list"
    if name in scope.stages:
        return f"ask for the stage with `stage is {name}`"
    if name in scope.timers:
        return f"ask about timers with `happened(missed {name})` or `happened(met …)`"
    for owner, type_ in names.items():
        if type_ and name in (type_.choices or ()):
            return f"`{name}` is a choice of `{owner}`: write `{owner} is {name}`"
    return near(name, names)


def nothing_hint(word: Literal, value: Condition, *, negated: bool = False) -> str:
    """How to ask for a value that is not there, if a word stands for that."""
    if word.parameter or str(word.value).lower() not in _NOTHING:
        return ""
    return f"write `{shown(value)} is {'known' if negated else 'missing'}`"


def is_hint(node: Is, found: Type) -> str:
    """How to ask what `is` cannot: it compares choices."""
    if hint := nothing_hint(node.word, node.value, negated=node.negated):
        return hint
    value, word = print_phrase(node.value), print_phrase(node.word)
    operator = "!=" if node.negated else "=="
    match found.kind:
        case Kind.FLAG:
            return flag_hint(node.value)
        case Kind.TEXT:
            return f"compare it with `{operator}`: `{value} {operator} {word}`"
        case Kind.SET:
            return f"write `{'not ' if node.negated else ''}{value} contains {word}`"
    return f"compare it with `{operator}`"


def listed_hint(node: Logic, index: int) -> str:
    """How to write a constant behind `or`, as in `employees == 5 or 6`, or nothing."""
    operands = node.operands
    if node.joint is not Joint.OR or not isinstance(operands[index], Literal):
        return ""
    while index and isinstance(operands[index], Literal):
        index -= 1
    match operands[index]:
        case Compare((value, Literal() as first), (Comparison.EQ,)):
            pass
        case Is(value, first, negated=False):
            pass
        case _:
            return ""
    if isinstance(first.value, Duration):  # Lists hold none.
        return ""
    words = [print_literal(first.value)]
    for other in operands[index + 1 :]:
        if not isinstance(other, Literal):
            break
        words.append(print_literal(other.value))
    return f"write `{print_phrase(value)} in [{', '.join(words)}]`"


def event_hint(name: str, scope: Scope) -> str:
    """What to do about a name that is no event."""
    if name in scope.stages:
        return f"the events of a stage are `entered {name}`"
    if name in scope.timers:
        return f"the events of a timer are `missed {name}` and `met {name}`"
    return near(name, scope.events)


def shown(node: Condition) -> str:
    """A value as its author wrote it: a parameter by its name."""
    if isinstance(node, Literal) and node.parameter:
        return node.parameter
    return print_phrase(node)


def described(type_: Type) -> str:
    """A type in words, such as `a number`."""
    return _DESCRIPTIONS[type_.kind]


def flag_hint(node: Condition) -> str:
    """How to use what is true or false."""
    text = print_phrase(node)
    return f"true or false stands bare: `{text}` or `not {text}`"


def literal_hint(node: Condition, wanted: Type, currency: str) -> str:
    """How to write a constant of the wrong kind, or an empty string."""
    if isinstance(node, Literal) and node.parameter:
        return f"`{node.parameter}` is `{print_literal(node.value)}`: see `parameters`"
    return _constant_hint(node, wanted, currency)


def _constant_hint(node: Condition, wanted: Type, currency: str) -> str:
    match node:
        case Literal(Decimal() as value):
            return _number_hint(value, wanted, currency)
        case Literal(str() as text) if wanted.kind in _DIGITS and text[:1].isdigit():
            return f"only text stands in quotes: `{text}`"
        case Literal(date()) if wanted.kind is Kind.INSTANT:
            return "instants compare with instants, such as `first(created)`"
    return ""


def _number_hint(value: Decimal, wanted: Type, currency: str) -> str:
    """How to write a bare number as a constant of another kind."""
    match wanted.kind:
        case Kind.MONEY:
            written = f"`{print_literal(value)} {currency}`"
            return f"write {written}" if currency else "write its currency behind it"
        case Kind.PERCENT:
            return f"write `{percent_meant(value)}`"
        case Kind.DURATION:
            return f"write `{print_literal(value)} hours`"
        case Kind.TEXT | Kind.CHOICE:
            return f"text stands in double quotes: `{quoted(print_literal(value))}`"
    return ""


def percent_meant(value: Decimal) -> Percent:
    """The percentage that is meant by a number: below 1 it is a part of one."""
    # Numbers have few digits, so that times a hundred they are exact.
    return Percent(value * 100 if 0 < abs(value) < 1 else value)


def mismatch_hint(
    left: Condition, left_type: Type, right: Condition, right_type: Type, currency: str
) -> str:
    """How to write two values of different kinds so that they go together."""
    for node, type_, other, other_type in (
        (left, left_type, right, right_type),
        (right, right_type, left, left_type),
    ):
        if type_.kind is Kind.FLAG:
            return flag_hint(node)
        match node:
            case Literal(str() as word) if other_type.kind is Kind.CHOICE:
                test = f"{print_phrase(other)} is {print_literal(word)}"
                return f"a choice is compared with `is`: `{test}`"
        if hint := literal_hint(node, other_type, currency):
            return hint
    return ""
