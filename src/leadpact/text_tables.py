"""Tables of texts, as reports print them, and texts in Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A number or a percentage, or nothing.
_NUMBER = re.compile(r"[0-9.,]*%?")


@attrs.frozen
class Table:
    """A table of a report: its heading, its columns, and its rows as texts."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def aligned(table: Table) -> Iterator[str]:
    """The rows of a table below each other, numbers to the right."""
    rows = [table.columns, *table.rows]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    numeric = [
        all(is_numeric(row[place]) for row in table.rows)
        for place in range(len(widths))
    ]
    for row in rows:
        cells = [
            cell.rjust(width) if is_number else cell.ljust(width)
            for cell, width, is_number in zip(row, widths, numeric, strict=True)
        ]
        yield f"  {'  '.join(cells)}".rstrip()


def is_numeric(cell: str) -> bool:
    """Whether a cell holds a number or a percentage, or nothing."""
    return _NUMBER.fullmatch(cell) is not None


def escaped(text: str, *, code: bool = False) -> str:
    """A text that Markdown shows as it is.

    Args:
        text: Any text of one line.
        code: Whether names in backticks are shown as code.
    """
    if not code:
        return _MARKS.sub(r"\\\g<0>", text)
    # Every second part is what the brackets of the pattern hold.
    parts = _CODE.split(text)
    return "".join(
        part if place % 2 else escaped(part) for place, part in enumerate(parts)
    )


_MARKS = re.compile(r"[\\`*_{}\[\]<>#|~]")
_CODE = re.compile(r"(`[\w .:/@-]+`)")
