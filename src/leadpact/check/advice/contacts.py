"""LP2106: a role that steps tell needs an address to be told at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check.subject import Subject
    from leadpact.language.nodes import Step
    from leadpact.model.policy import Policy


def check_contacts(subject: Subject) -> Iterator[Diagnostic]:
    """Roles without a contact whom a step tells."""
    policy = subject.policy
    told = {who.name for step in steps_of(policy) for who in step.to}
    for name, role in policy.roles.items():
        if name in told and not role.contact:
            message = f"steps tell `{name}`, which has no `contact`"
            hint = "give it an address, such as that of its team"
            place = subject.span(f"roles.{name}")
            yield Diagnostic("LP2106", message, place, hint, Severity.WARNING)


def steps_of(policy: Policy) -> Iterator[Step]:
    """Every step of timers and goals."""
    for timer in policy.timers.values():
        yield from (*timer.warn, *timer.missed, *timer.met)
    for goal in policy.goals.values():
        yield from (*goal.missed, *goal.met)
