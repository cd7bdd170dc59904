"""LP2107: a party without duties signs for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check.subject import Subject


def check_duties(subject: Subject) -> Iterator[Diagnostic]:
    """Parties that owe no timer, limit or goal."""
    policy = subject.policy
    owing = {
        promise.party.name
        for promises in (policy.timers, policy.limits, policy.goals)
        for promise in promises.values()
    }
    for name in policy.parties:
        if name not in owing:
            message = f"`{name}` owes no timer, limit or goal"
            hint = "an agreement binds both sides: say what it promises"
            place = subject.span(f"parties.{name}")
            yield Diagnostic("LP2107", message, place, hint, Severity.WARNING)
