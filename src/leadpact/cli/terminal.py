"""Diagnostics on standard error, in colour where that is a terminal."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING

import click

from leadpact.diagnostics import Severity, render
from leadpact.explain import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from leadpact.diagnostics import Diagnostic
    from leadpact.explain import Explanation

_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


#: Characters that would do something to a terminal instead of being shown: control
#: it, or turn the direction of what follows.
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def printable(text: str) -> str:
    """A text from a file with a mark for each character that controls a terminal."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def tell(diagnostics: Iterable[Diagnostic], sources: Mapping[str, str]) -> None:
    """Print diagnostics to standard error.

    Args:
        diagnostics: What is wrong.
        sources: Text of the files that they name, where it is known.
    """
    for found in diagnostics:
        click.echo(coloured(found, sources.get(found.span.file)), err=True)


def coloured(found: Diagnostic, source: str | None) -> str:
    """A diagnostic as text with colours."""
    head, *rest = printable(render(found, source)).split("\n")
    label = f"{found.severity.value}[{found.code}]"
    place, _, message = head.partition(f"{label}: ")
    tint = _COLORS[found.severity]
    shown = click.style(label, fg=tint, bold=True)
    lines = [f"{click.style(place, bold=True)}{shown}: {message}"]
    for line in rest:
        if line.startswith("  hint:"):
            lines.append(click.style(line, fg="cyan"))
        elif line.strip("|^ \t"):
            lines.append(line)
        else:
            lines.append(click.style(line, fg=tint))
    return "\n".join(lines)


def tell_explanation(explanation: Explanation) -> None:
    """Print an explanation, part by part, as wide as the terminal if it is one."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in explanation_lines(explanation, width):
        click.echo(line)


def explanation_lines(explanation: Explanation, width: int | None) -> Iterator[str]:
    """An explanation as text with styles.

    Args:
        explanation: What is told.
        width: Columns; ``None`` for lines as long as they are.
    """
    yield click.style(_folded(explanation.title, "", width), bold=True)
    for part in explanation.parts:
        yield ""
        yield from _part_lines(part, "", width)


def _part_lines(part: Part, indent: str, width: int | None) -> Iterator[str]:
    """The lines of a part, further in than its heading."""
    yield click.style(_folded(part.heading, indent, width), bold=True)
    inner = f"{indent}  "
    for line in part.lines:
        if isinstance(line, Part):
            yield from _part_lines(line, inner, width)
        else:
            yield _folded(line, inner, width)


def _folded(line: str, indent: str, width: int | None) -> str:
    """A line in its place; what is folded stands still further in."""
    text = f"{indent}{printable(line)}"
    if width is None:
        return text
    # Ids and dates stay whole.
    return textwrap.fill(
        text,
        width,
        subsequent_indent=f"{indent}    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
