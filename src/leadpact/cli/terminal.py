"""Diagnostics on standard error, in colour where that is a terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from leadpact.diagnostics import Severity, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from leadpact.diagnostics import Diagnostic
    from leadpact.explain import Explanation

_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


#: Characters that would do something to a terminal instead of being shown.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


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
    """Print an explanation, part by part."""
    click.secho(printable(explanation.title), bold=True)
    for part in explanation.parts:
        click.echo()
        click.secho(part.heading, bold=True)
        for line in part.lines:
            click.echo(f"  {printable(line)}")
