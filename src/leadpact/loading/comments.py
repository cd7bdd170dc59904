"""The comments of a file, with certainty: a `#` inside a text begins none.

A comment has no meaning for a policy, and no node holds it. It is found between the
scalars that PyYAML tells, where nothing but indicators and white space stands.
"""

from __future__ import annotations

import bisect
import re
from typing import TYPE_CHECKING

import attrs
import yaml

from leadpact.diagnostics import Span
from leadpact.loading.composer import LOADER, offset

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHARACTER = re.compile(r"[^\n]")


@attrs.frozen
class Comment:
    """One comment.

    Attributes:
        text: From its `#` to the end of its line, without white space at the end.
        span: Where it stands.
        lines: The lines that it stands beside: its own, and where a text runs over
            several lines all of them, since no comment fits inside. None for a
            comment on a line of its own.
    """

    text: str
    span: Span
    lines: range


def comments(file: str, text: str) -> Iterator[Comment]:
    """The comments of a file, in order.

    Args:
        file: Its name, for places.
        text: Its text, which can be read as YAML, lines ended by line feeds alone.
    """
    texts = list(_texts(text))
    beside = dict(_beside(text, texts))
    for number, line in enumerate(_masked(text, texts).split("\n"), 1):
        before, hash_, comment = line.partition("#")
        if not hash_:
            continue
        column = len(before) + 1
        found = f"#{comment.rstrip()}"
        span = Span(file, number, column, number, column + len(found))
        own = range(number, number + 1) if before.strip() else range(0)
        yield Comment(found, span, beside.get(number, own))


def _texts(text: str) -> Iterator[tuple[int, int]]:
    """Where the scalars of a file stand, by offset; a block from its second line on."""
    for event in yaml.parse(text, Loader=LOADER):
        if not isinstance(event, yaml.ScalarEvent):
            continue
        start, end = offset(event.start_mark), offset(event.end_mark)
        if event.style in {"|", ">"}:
            # A comment may stand behind the mark that opens a block.
            opened = text.find("\n", start, end)
            start = end if opened < 0 else opened
        yield start, end


def _masked(text: str, texts: list[tuple[int, int]]) -> str:
    """A file with its scalars blotted out, of the same shape."""
    parts, at = [], 0
    for start, end in texts:
        parts += [text[at:start], _CHARACTER.sub("x", text[start:end])]
        at = end
    return "".join((*parts, text[at:]))


def _beside(text: str, texts: list[tuple[int, int]]) -> Iterator[tuple[int, range]]:
    """The line beside which a text of several lines can have a comment, and its lines.

    That is the first line of a block, and the last one of any other text.
    """
    breaks = [found.start() for found in re.finditer("\n", text)]
    for start, end in texts:
        trimmed = start + len(text[start:end].rstrip())
        first = bisect.bisect_left(breaks, start) + 1
        last = bisect.bisect_left(breaks, trimmed) + 1
        if first < last:
            is_block = text.startswith("\n", start)
            yield first if is_block else last, range(first, last + 1)
