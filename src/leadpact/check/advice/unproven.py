"""LP2206: conditions that are not analysed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.diagnostics import Diagnostic, Severity
from leadpact.language.printer import print_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check.subject import Subject
    from leadpact.language.nodes import Condition

_HINT = "nothing is said of it here; test it with leads of your own"


def check_unproven(subject: Subject) -> Iterator[Diagnostic]:
    """Comparisons that are not cut into regions, and conditions with too many."""
    for unread in subject.survey.reader.unread:
        yield _told(unread.node, unread.reason)
    for whole in subject.survey.unproven:
        yield _told(whole.node, "it has too many regions to look at each")


def _told(node: Condition, reason: str) -> Diagnostic:
    message = f"`{print_phrase(node)}` is not analysed: {reason}"
    return Diagnostic("LP2206", message, node.span, _HINT, Severity.NOTE)
