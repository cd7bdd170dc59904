"""Values of leads and events, typed at the edge: functions made for a policy.

Most values already are what the policy wants; a test of the kind alone lets them pass.
Every other one is read by ``from_native``, which refuses what it must.
"""

from __future__ import annotations

import re
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
#: Reads the declared fields of a lead; missing ones are left out. Its id, which may be
#: empty, is for the message of a refusal.
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
        f"if {_passes(0, expected, 'x')}:",
        "    return x",
        "return read0(x, place)",
    ]
    made: ReadValue = _made("x, place", lines, names)
    return made


def fields_reader(types: Mapping[str, Type], currency: str) -> ReadFields:
    """The reader of all fields of a lead, as one function."""
    lines, names = fields_code(types, currency)
    for number, name in enumerate(types):
        lines += [f"if x{number} is not None:", f"    fields[{name!r}] = x{number}"]
    body = ["fields = {}", *lines, "return fields"]
    made: ReadFields = _made("given, lead", body, names)
    return made


def fields_code(
    types: Mapping[str, Type], currency: str
) -> tuple[list[str], Mapping[str, object]]:
    """Code that reads all fields of ``given``, a lead with the id ``lead``.

    Returns:
        Lines that leave the fields in ``x0``, ``x1`` and so on, and what they refer to.
    """
    lines = ["get = given.get"]
    names: dict[str, object] = {"place_of": _place}
    for number, (name, expected) in enumerate(types.items()):
        names |= _names(number, name, expected, currency)
        x = f"x{number}"
        lines += [
            f"{x} = get({name!r})",
            f"if {x} is not None and not ({_passes(number, expected, x)}):",
            f"    {x} = read{number}({x}, place_of(lead))",
        ]
    return lines, names


def _place(lead: str) -> str:
    """How a message names a lead, which need not have an id."""
    return f"lead `{lead}`" if lead else "the lead"


def _passes(number: int, expected: Type, x: str) -> str:
    """Code of the test that lets a value pass."""
    test = _PASSES.get(expected.kind, "False")
    if expected.kind is Kind.CHOICE:
        test = "type(x) is str and x and x == x.strip()"
        if expected.choices is not None:
            test = f"type(x) is str and x in words{number}"
    return re.sub(r"\bx\b", x, test)


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
