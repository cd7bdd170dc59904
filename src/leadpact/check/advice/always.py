"""LP2201: conditions that always hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.check.advice.findings import Constancy
from leadpact.diagnostics import Diagnostic, Severity
from leadpact.language.printer import print_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check.advice.findings import Constant
    from leadpact.check.subject import Subject


def check_always(subject: Subject) -> Iterator[Diagnostic]:
    """Conditions, and parts of them, that are false for no lead."""
    for found in subject.survey.constants:
        if found.constancy is Constancy.ALWAYS and not found.scores:
            yield _told(found)


def _told(found: Constant) -> Diagnostic:
    held = "always holds"
    if found.needs_values:
        held = "holds for every lead whose values are known"
    if found.definition:
        message = f"`{found.definition}` {held}"
        lines = " or ".join(f"`{print_phrase(line)}`" for line in found.core)
        hint = f"each lead is {lines}: change one of them"
    else:
        message = f"`{print_phrase(found.node)}` {held}"
        hint = "it decides nothing: change it, or leave it out"
    return Diagnostic("LP2201", message, found.node.span, hint, Severity.WARNING)
