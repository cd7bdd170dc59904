"""What is wrong with a policy, in short words for tests."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from builders import make_policy

import leadpact
from leadpact.check import advise_policy, check_policy
from leadpact.loading.policy import load_policy

if TYPE_CHECKING:
    from datetime import date

    from leadpact.diagnostics import Diagnostic, Span

#: One line; lower case except for names and abbreviations; no full stop at its end.
_MESSAGE = re.compile(r"[^A-Z\n][^\n]*[^.\n]")


def is_inside(span: Span, text: str) -> bool:
    """Whether a span lies within a text, or right behind one of its lines."""
    lines = text.split("\n")
    if not 1 <= span.line <= span.end_line <= len(lines):
        return False
    starts = 1 <= span.column <= len(lines[span.line - 1]) + 1
    ends = 1 <= span.end_column <= len(lines[span.end_line - 1]) + 2
    return (
        starts and ends and (span.line, span.column) < (span.end_line, span.end_column)
    )


def is_well_said(found: Diagnostic) -> bool:
    """Whether message and hint are in the style of all others."""
    message = found.message.replace("\u2028", "")
    return bool(_MESSAGE.fullmatch(message)) and not found.hint.endswith(".")


def marked(span: Span, text: str) -> str:
    """The part of a file that a span stands for."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    start = starts[span.line - 1] + span.column - 1
    return text[start : starts[span.end_line - 1] + span.end_column - 1]


def diagnostics(text: str) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with a policy."""
    try:
        return leadpact.loads(text).checked.diagnostics
    except leadpact.PolicyError as error:
        return error.diagnostics


def mistakes(**sections: str) -> list[tuple[str, str, str]]:
    """Code, marked text and message of every mistake of ``make_policy``."""
    text = make_policy(**sections)
    return [
        (found.code, marked(found.span, text), found.message)
        for found in diagnostics(text)
    ]


def hints(**sections: str) -> list[str]:
    """The hints of every mistake of ``make_policy``."""
    return [found.hint for found in diagnostics(make_policy(**sections))]


def advised(
    text: str, *codes: str, today: date | None = None
) -> list[tuple[str, str, str]]:
    """Severity, marked text and message of the advice on a policy, of some codes."""
    loaded = load_policy("policy.yaml", text.encode())
    check_policy(loaded)
    return [
        (found.severity.value, marked(found.span, text), found.message)
        for found in advise_policy(loaded, today=today)
        if found.code in codes
    ]


def timers(*texts: str) -> str:
    """The `timers` section: timers owed by sales, `NAME / KEY: VALUE / ...` each."""
    lines = []
    for text in texts:
        name, *parts = (part.strip("\n") for part in text.split(" / "))
        lines += [
            f"{name.strip()}:",
            "  party: sales",
            *(f"  {part}" for part in parts),
        ]
    return "\n" + textwrap.indent("\n".join(lines), "  ")
