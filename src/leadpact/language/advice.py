"""Types in words, and what an author may have meant by a mistake."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from leadpact.diagnostics import near
from leadpact.language.lexer import quoted
from leadpact.language.nodes import Condition, Literal
from leadpact.language.printer import print_literal, print_phrase
from leadpact.language.types import Kind, Type

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
#: What is missing behind a number where another kind is asked for.
_SUFFIXES = {Kind.MONEY: " {}", Kind.PERCENT: "%", Kind.DURATION: " hours"}

#: Kinds whose constants start with a digit.
_DIGITS = {Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT, Kind.DATE}

#: Words of other languages, with what stands for them here.
_FOREIGN = {
    "true": "a flag stands bare, as in `free_mail` or `not free_mail`",
    "false": "a flag stands bare, as in `free_mail` or `not free_mail`",
    "null": "a value without content `is missing`",
    "none": "a value without content `is missing`",
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
        case Literal(Decimal()) if wanted.kind is Kind.MONEY and not currency:
            return "write its currency behind it"
        case Literal(Decimal() as value) if wanted.kind in _SUFFIXES:
            suffix = _SUFFIXES[wanted.kind].format(currency)
            return f"write `{print_literal(value)}{suffix}`"
        case Literal(Decimal() as value) if wanted.kind in {Kind.TEXT, Kind.CHOICE}:
            return f"text stands in double quotes: `{quoted(print_literal(value))}`"
        case Literal(str() as text) if wanted.kind in _DIGITS and text[:1].isdigit():
            return f"only text stands in quotes: `{text}`"
        case Literal(date()) if wanted.kind is Kind.INSTANT:
            return "instants compare with instants, such as `first(created)`"
    return ""


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
