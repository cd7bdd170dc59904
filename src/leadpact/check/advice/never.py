"""LP2202: conditions that never hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.check.advice.findings import Constancy, line_of
from leadpact.diagnostics import Diagnostic, Severity
from leadpact.language.printer import print_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check.advice.findings import Constant
    from leadpact.check.subject import Subject


def check_never(subject: Subject) -> Iterator[Diagnostic]:
    """Conditions, and parts of them, that hold for no lead."""
    for found in subject.survey.constants:
        if found.constancy is Constancy.NEVER and not found.scores:
            yield _of_lines(found) if found.definition else _of_condition(found)


def _of_condition(found: Constant) -> Diagnostic:
    message = f"`{print_phrase(found.node)}` never holds"
    hint = "no lead can be so: change it, or delete what waits for it"
    if found.core:
        parts = " and ".join(f"`{print_phrase(part)}`" for part in found.core)
        hint = f"{parts} exclude each other"
    return Diagnostic("LP2202", message, found.node.span, hint, Severity.WARNING)


def _of_lines(found: Constant) -> Diagnostic:
    """Lines of one definition that no lead is all of, or none of."""
    *others, last = found.core
    message = f"`{found.definition}` never holds with `{print_phrase(last)}`"
    told = [
        f"`{print_phrase(line)}` ({line_of(line.span, last.span)})" for line in others
    ]
    hint = f"it leaves nothing beside {' and '.join(told)}: change one of them"
    return Diagnostic("LP2202", message, last.span, hint, Severity.WARNING)
