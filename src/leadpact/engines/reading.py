"""Values of leads and events, typed at the edge: functions made for a policy.

Most values already are what the policy wants; a test of the kind alone lets them pass.
Every other one is read by ``from_native``, which refuses what it must.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from leadpact.errors import refusal
from leadpact.language.types import Kind
from leadpact.model.values import Bare, FieldError, bare, from_native
from leadpact.units import LARGEST_INTEGER

if TYPE_CHECKING:
    from leadpact.language.types import Type

#: Reads one value; the place is for the message of a refusal.
ReadValue: TypeAlias = Callable[[object, str], Bare | None]
#: Reads the declared fields of a lead with an id; missing ones are left out.
ReadFields: TypeAlias = Callable[[Mapping[str, object], str], dict[str, Bare]]

_NUMBER = f"type(x) is int and -{LARGEST_INTEGER} <= x <= {LARGEST_INTEGER}"
#: What lets a value pass as it is: whole amounts are bare as they stand.
_PASSES = {
    Kind.INTEGER: _NUMBER,
    Kind.DECIMAL: _NUMBER,
    Kind.MONEY: _NUMBER,
    Kind.PERCENT: _NUMBER,
    Kind.TEXT: "type(x) is str and x and not x.isspace()",
    Kind.FLAG: "x is True or x is False",
    Kind.DATE: "type(x) is date",
}


def value_reader(name: str, expected: Type, currency: str) -> ReadValue:
    """The reader of one value.

    Args:
        name: Name of the field or datum.
        expected: Its type.
        currency: Of the policy.
    """
    names = _names(0, name, expected, currency)
    lines = [
        f"if {_passes(0, expected)}:",
        "    return x",
        "return read0(x, place)",
    ]
    made: ReadValue = _made("x, place", lines, names)
    return made


def fields_reader(types: Mapping[str, Type], currency: str) -> ReadFields:
    """The reader of all fields of a lead, as one function."""
    lines = ["fields = {}", "get = given.get"]
    names: dict[str, object] = {}
    for number, (name, expected) in enumerate(types.items()):
        names |= _names(number, name, expected, currency)
        lines += [
            f"x = get({name!r})",
            "if x is not None:",
            f"    if {_passes(number, expected)}:",
            f"        fields[{name!r}] = x",
            "    else:",
            f"        x = read{number}(x, 'lead `' + lead + '`')",
            "        if x is not None:",
            f"            fields[{name!r}] = x",
        ]
    made: ReadFields = _made("given, lead", [*lines, "return fields"], names)
    return made


def _passes(number: int, expected: Type) -> str:
    """Code of the test that lets a value pass."""
    if expected.kind is not Kind.CHOICE:
        return _PASSES.get(expected.kind, "False")
    if expected.choices is None:
        return "type(x) is str and x and x == x.strip()"
    return f"type(x) is str and x in words{number}"


def _names(
    number: int, name: str, expected: Type, currency: str
) -> Mapping[str, object]:
    """What the code of one value refers to."""

    def read(value: object, place: str) -> Bare | None:
        try:
            typed = from_native(value, expected, currency)
        except FieldError as error:
            message = f"{place}: `{name}`: {error}"
            raise refusal(error.code, message, error.hint) from None
        return None if typed is None else bare(typed)

    # Blanks around a choice do not count, so that none with blanks is ever found.
    words = frozenset(word for word in expected.choices or () if word == word.strip())
    return {"date": date, f"read{number}": read, f"words{number}": words}


def _made(arguments: str, lines: list[str], names: Mapping[str, object]) -> Any:  # noqa: ANN401 - the two kinds of readers
    """A function of some lines, which hold nothing but names of the policy."""
    body = "\n    ".join(lines)
    text = f"def written({arguments}):\n    {body}"
    made: dict[str, Any] = dict(names)
    exec(compile(text, "<leadpact fields>", "exec"), made)  # noqa: S102 - see above
    return made["written"]
