"""What may stand at a place of a file, in a few words."""

from __future__ import annotations

from typing import assert_never

from leadpact.loading.format.shapes import (
    Choice,
    Either,
    ListOf,
    MapOf,
    Section,
    Shape,
    Text,
)


def told(shape: Shape) -> str:  # noqa: PLR0911 - one case a type
    """A shape in a few words, such as `event, or a list of events`."""
    match shape:
        case Text(kind):
            return kind.name
        case Choice(_, words):
            return joined([f"`{word}`" for word in words])
        case ListOf(item) if is_text(item):
            return f"{told(item)}, or a list of {plural(told(item))}"
        case ListOf(item):
            return f"list of {plural(told(item))}"
        case MapOf(keys, value):
            many = told(value)
            if isinstance(value, Text | Section):
                many = plural(many)
            return f"{many}, by {keys.name}"
        case Section(name):
            return name
        case Either(forms):
            return joined([told(form) for form in forms])
        case _:
            assert_never(shape)


def is_text(shape: Shape) -> bool:
    """Whether one text may stand there, so that it stands for a list of one."""
    return isinstance(shape, Text | Choice)


def joined(words: list[str]) -> str:
    """Words as alternatives: `a, b or c`."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def plural(name: str) -> str:
    """The plural of a name of the format: `parties`, `durations by case`."""
    first, by, rest = name.partition(" by case")
    if first.endswith("s"):
        return name
    many = f"{first.removesuffix('y')}ies" if first.endswith("y") else f"{first}s"
    return f"{many}{by}{rest}"
