"""What may stand at a place of a file, in a few words."""

from __future__ import annotations

from typing import assert_never

from leadpact.loading.format.kinds import TEXT
from leadpact.loading.format.shapes import (
    CASED,
    Choice,
    Either,
    ListOf,
    MapOf,
    Section,
    Shape,
    Text,
)

#: Words of a choice that are listed; more are told by what they stand for.
_MOST_WORDS = 6


def told(shape: Shape) -> str:
    """A shape in a few words, such as `event, or a list of events`."""
    match shape:
        case Text(kind):
            return kind.name
        case Section(name):
            return name
        case Choice():
            return _choice(shape)
        case ListOf(item):
            return _list(item)
        case MapOf():
            return shape.name or _map(shape)
        case Either(forms):
            return joined([told(form) for form in forms])
        case _:
            assert_never(shape)


def _choice(choice: Choice) -> str:
    if len(choice.words) > _MOST_WORDS:
        return choice.name
    return joined([f"`{word}`" for word in choice.words])


def _list(item: Shape) -> str:
    name = told(item)
    if not is_text(item):
        return f"list of {plural(name)}"
    if name.endswith(CASED):
        return f"{name.removesuffix(CASED)}, or a list of cases"
    return f"{name}, or a list of {plural(name)}"


def _map(shape: MapOf) -> str:
    held = told(shape.value)
    if isinstance(shape.value, Text | Section):
        held = plural(held)
    return f"{held}, by {'name' if shape.keys is TEXT else shape.keys.name}"


def is_text(shape: Shape) -> bool:
    """Whether one text may stand there, so that it stands for a list of one."""
    return isinstance(shape, Text | Choice)


def joined(words: list[str]) -> str:
    """Words as alternatives: `a, b or c`."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def plural(name: str) -> str:
    """The plural of a name of the format: `parties`, `points`, `stages`."""
    if name.endswith("s"):
        return name
    return f"{name.removesuffix('y')}ies" if name.endswith("ty") else f"{name}s"
