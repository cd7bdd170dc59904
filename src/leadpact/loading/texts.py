"""Texts of a file to the small values that they stand for."""

from __future__ import annotations

import contextlib
import re
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from leadpact.calendars import zone_names
from leadpact.diagnostics import near, nearest
from leadpact.language.lexer import LONGEST_NAME, is_name
from leadpact.loading.document import Node, Scalar, refuse, shape
from leadpact.model.versions import VERSION
from leadpact.units import number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

#: What to do about a value that is not there.
FILL = "write a value, or delete the key"
#: How names look.
_NAME_HINT = "a letter, then letters, digits and `_`; not a word of the language"


def name_hint(text: str) -> str:
    """What to do about a text that is no name."""
    too_long = len(text) > LONGEST_NAME
    return f"at most {LONGEST_NAME} characters" if too_long else _NAME_HINT


def text_of(node: Node) -> str:
    """The text of a scalar that is not empty."""
    if not isinstance(node, Scalar):
        hint = "write one value, in single quotes if it begins with a bracket"
        refuse(node, "LP1008", f"{shape(node)} where one value belongs", hint)
    if not node.text.strip():
        refuse(node, "LP1007", "an empty value", FILL)
    return node.text


def parsed(node: Node, read: Callable[[str], T], text: str | None = None) -> T:
    """What a text says; its own, if none is given.

    Args:
        node: Where the text stands.
        read: Raises ``ValueError`` with a message and, if there is one, a hint.
        text: The text.
    """
    try:
        return read(text_of(node) if text is None else text)
    except ValueError as error:
        return refuse(node, "LP1009", *error.args)


def choose(node: Node, words: Mapping[str, T], what: str) -> T:
    """What a text stands for that must be one of some words."""
    text = text_of(node)
    if text not in words:
        hint = "one of " + ", ".join(f"`{word}`" for word in words)
        if close := nearest(text, words):
            hint = f"did you mean `{close}`?"
        refuse(node, "LP1009", f"`{text}` is not {what}", hint)
    return words[text]


def read_date(text: str) -> date:
    """A day such as `2026-01-05`."""
    with contextlib.suppress(ValueError):
        day = date.fromisoformat(text)
        if day.isoformat() == text:  # Python reads `20260105` and `2026-W02-1` too.
            return day
    hint = "a day of the calendar, such as `2026-01-05`"
    raise ValueError(f"`{text}` is not a date", hint)


def read_integer(text: str) -> int:
    """A whole number as people write it; `010` is not one."""
    if text.isascii() and text.isdigit() and (text == "0" or text[0] != "0"):
        return int(number(text))
    raise ValueError(f"`{text}` is not a whole number")


def _zone(text: str) -> str:
    if text not in zone_names():
        raise ValueError(f"`{text}` is not an IANA zone", near(text, zone_names()))
    return text


def _currency(text: str) -> str:
    if not (len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()):  # noqa: PLR2004 - ISO 4217
        raise ValueError(f"`{text}` is not a currency code", "three capitals, as `USD`")
    return text


def _version(text: str) -> str:
    if re.fullmatch(VERSION, text) is None:
        hint = "three numbers, as `1.0.0`, or `1.0.0-draft.1` for a draft"
        raise ValueError(f"`{text}` is not a version", hint)
    return text


def _identifier(text: str) -> str:
    if not is_name(text):
        raise ValueError(f"`{text}` is not a name", name_hint(text))
    return text


def _slug(text: str) -> str:
    if not all(part.isascii() and part.isalnum() for part in text.split("-")):
        raise ValueError(
            f"`{text}` is not the name of a policy", "letters, digits and `-`"
        )
    return text


#: Checks of the texts that attributes name in their metadata.
_TEXTS: Mapping[str, Callable[[str], str]] = {
    "name": _identifier,
    "zone": _zone,
    "currency": _currency,
    "version": _version,
    "slug": _slug,
}


def checked_text(check: str, node: Node) -> str:
    """A text that passes one of the checks that attributes name."""
    return parsed(node, _TEXTS[check])
