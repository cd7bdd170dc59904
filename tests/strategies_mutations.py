"""Strategies for files that were sound before somebody changed them."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

#: What people type by mistake, and what YAML, phrases or a terminal may trip over.
SNIPPETS = (
    *(" ", "\t", "\n", "\r\n", "\0", "\x1b[31m", "\x85", "\u00a0", "\u200b", "\u202e"),
    *(
        "{",
        "}",
        "[",
        "]",
        ",",
        ", ",
        ":",
        ": ",
        "- ",
        "#",
        " #",
        "'",
        '"',
        "\\",
        "\\u12",
    ),
    *("&a ", "*a", "<<: ", "!!str ", "? ", "| ", "> ", "%", "@", "`", "---\n", "...\n"),
    *("NO", "010", "12:30", "1.10", "~", "null", "", "2026-13-01", "é", "🚀", "²", "_"),
    *("when", "and", "not ", "is ", "in last ", "where ", "(", ")", "==", "=", "<>"),
    *("5", "-5", "5%", "5 USD", "5 EUR", "4 days", "4 business hours", "9" * 400),
    *("[" * 40, "(" * 60, "not " * 60, "a" * 2100, "leadpact", "owner", "stage"),
)


@st.composite
def mutants(draw: st.DrawFn, text: str) -> bytes:
    """A text with a few changes to its lines and characters, as bytes."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 5))):
        change = draw(st.sampled_from((_line, _line, _characters, _characters)))
        lines = change(draw, lines) or [""]
    data = "\n".join(lines).encode()
    if draw(st.integers(0, 9)) == 0:
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.binary(min_size=1, max_size=4)) + data[at:]
    return data


def _line(draw: st.DrawFn, lines: list[str]) -> list[str]:
    """Lines with one of them deleted, copied, moved, retyped, indented or joined."""
    at = draw(st.integers(0, len(lines) - 1))
    to = draw(st.integers(0, len(lines) - 1))
    line, rest = lines[at], lines[:at] + lines[at + 1 :]
    key = line.split(":")[0]
    edits: Sequence[Callable[[], list[str]]] = (
        lambda: rest,
        lambda: [*lines[:to], line, *lines[to:]],
        lambda: [*rest[:to], line, *rest[to:]],
        lambda: [*lines[:at], f"{key}: {draw(st.sampled_from(SNIPPETS))}", *rest[at:]],
        lambda: [*lines[:at], f"{key}:", *rest[at:]],
        lambda: [*lines[:at], " " * draw(st.integers(1, 4)) + line, *rest[at:]],
        lambda: [*lines[:at], line.removeprefix(" "), *rest[at:]],
        lambda: [
            *lines[:at],
            line + (rest[at] if at < len(rest) else ""),
            *rest[at + 1 :],
        ],
        lambda: lines[: at + 1],
    )
    return draw(st.sampled_from(edits))()


def _characters(draw: st.DrawFn, lines: list[str]) -> list[str]:
    """Lines with some characters of one of them replaced."""
    at = draw(st.integers(0, len(lines) - 1))
    line = lines[at]
    start = draw(st.integers(0, len(line)))
    end = draw(st.integers(start, min(len(line), start + 3)))
    new = draw(st.one_of(st.sampled_from(SNIPPETS), st.just(""), st.text(max_size=2)))
    new = new.encode("utf-8", "replace").decode()
    return [*lines[:at], line[:start] + new + line[end:], *lines[at + 1 :]]


@st.composite
def reshaped(draw: st.DrawFn, text: str) -> str:
    """A YAML file with some keys renamed, deleted or moved, or values reshaped."""
    root = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes texts only
    for _ in range(draw(st.integers(1, 3))):
        holder, key = draw(st.sampled_from(list(_places(root))))
        value = holder[key]
        change = draw(st.sampled_from(("delete", "rename", "shape", "swap")))
        if change == "shape":
            holder[key] = draw(st.sampled_from(([value], {"a": value}, "5", [], {})))
        elif change == "swap":
            other, name = draw(st.sampled_from(list(_places(root))))
            # Copies, since one of the two may stand inside the other.
            holder[key], other[name] = copy.deepcopy((other[name], value))
        else:
            del holder[key]
            if change == "rename":
                _add(holder, draw(st.sampled_from(_KEYS)), value)
        if not (isinstance(root, dict) and root):
            break
    return json.dumps(root, ensure_ascii=False)  # JSON is YAML, and quickly written.


#: Keys that are known somewhere, or nowhere, or that YAML takes for something else.
_KEYS = (
    *("from", "until", "party", "when", "label", "type", "choices", "all", "first"),
    *("colour", "mon", "mon-fri", "2026-01-05", "NO", "on", "~", "12:30", "lead day"),
)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - YAML
    """Every mapping and list with each of its keys or indices."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, held in inner:
        yield value, key
        if isinstance(held, dict | list):
            yield from _places(held)


def _add(holder: Any, key: str, value: object) -> None:  # noqa: ANN401 - YAML
    if isinstance(holder, dict):
        holder[key] = value
    else:
        holder.append({key: value})
