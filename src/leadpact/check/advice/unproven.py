"""LP2206: conditions that are not analysed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.diagnostics import Diagnostic, Severity
from leadpact.language.printer import print_phrase
from leadpact.language.walk import names_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check.subject import Subject
    from leadpact.language.nodes import Condition

_HINT = "nothing is said of it here; test it with leads of your own"


def check_unproven(subject: Subject) -> Iterator[Diagnostic]:
    """Comparisons that are not cut into regions, and conditions with too many."""
    for unread in subject.survey.reader.unread:
        yield _told(unread.node, unread.reason)
    survey = subject.survey
    crowded = {each.name for each in survey.space.crowded}
    for whole in survey.unproven:
        reason = "it has too many regions to look at each"
        for name in sorted(names_in(whole.node) & crowded):
            reason = f"`{name}` is asked too many questions that go together"
        yield _told(whole.node, reason)


def _told(node: Condition, reason: str) -> Diagnostic:
    message = f"`{print_phrase(node)}` is not analysed: {reason}"
    return Diagnostic("LP2206", message, node.span, _HINT, Severity.NOTE)
