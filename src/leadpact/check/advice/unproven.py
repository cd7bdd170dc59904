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
    survey = subject.survey
    for unread in survey.reader.unread:
        yield _told(unread.node, unread.reason)
    unproven = survey.unproven
    if survey.space.budget.is_spent:
        # It may be any of them that took the steps, and any that lacked them.
        yield _spent((unproven or survey.wholes)[0].node)
        return
    crowded = {each.name for each in survey.space.crowded}
    for whole in unproven:
        reason = "it has too many regions to look at each"
        for name in sorted(names_in(whole.node) & crowded):
            reason = f"`{name}` is asked too many questions that go together"
        yield _told(whole.node, reason, whole.definition)


def _spent(node: Condition) -> Diagnostic:
    message = "not all conditions are analysed: together they have too many regions"
    hint = "ask fewer questions of one field, or add up fewer points in one score"
    return Diagnostic("LP2206", message, node.span, hint, Severity.NOTE)


def _told(node: Condition, reason: str, name: str = "") -> Diagnostic:
    message = f"`{name or print_phrase(node)}` is not analysed: {reason}"
    return Diagnostic("LP2206", message, node.span, _HINT, Severity.NOTE)
