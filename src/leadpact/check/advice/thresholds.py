"""LP2204: comparisons of scores that the reach of the score decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.diagnostics import Diagnostic, Severity
from leadpact.language.printer import print_literal, print_phrase
from leadpact.units import DECIMAL_PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from leadpact.check.advice.findings import Ends
    from leadpact.check.subject import Subject


def check_thresholds(subject: Subject) -> Iterator[Diagnostic]:
    """Thresholds that a score never falls below, or never comes to."""
    for found in subject.survey.constants:
        if not found.scores:
            continue
        reaches = " and ".join(
            f"`{text}` {_told(ends)}" for text, ends in found.scores.items()
        )
        held = found.constancy.value
        message = f"`{print_phrase(found.node)}` {held} holds: {reaches}"
        hint = "move the threshold, or change the points"
        yield Diagnostic("LP2204", message, found.node.span, hint, Severity.WARNING)


def _told(ends: Ends) -> str:
    least, most = ends
    if least is None:
        return f"is at most {_number(most)}"
    if most is None:
        return f"is at least {_number(least)}"
    if least == most:
        return f"is always {_number(most)}"
    return f"lies between {_number(least)} and {_number(most)}"


def _number(value: Decimal | None) -> str:
    """A number of points, with no more places than a policy can give it."""
    return "anything" if value is None else print_literal(round(value, DECIMAL_PLACES))
