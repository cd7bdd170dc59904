"""LP2108: a consequence that nobody is told of, or that is not there at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.check.advice.contacts import steps_of
from leadpact.diagnostics import Diagnostic, Severity
from leadpact.language.nodes import Source
from leadpact.language.walk import patterns_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check.subject import Subject

#: Verbs that speak to somebody; the others ask for something to be done.
_SPEAKING = {"alert", "escalate", "meet"}


def check_unheard(subject: Subject) -> Iterator[Diagnostic]:
    """Steps that speak to nobody, and promises whose breach has no consequence."""
    policy = subject.policy
    for step in steps_of(policy):
        if step.verb.name in _SPEAKING and not step.to:
            verb = step.verb.name
            message = f"`{verb}` does not say whom"
            hint = f"name a party or a role, as `{verb} {min(policy.parties)}`"
            yield Diagnostic("LP2108", message, step.span, hint, Severity.WARNING)
    heeded = _heeded(subject)
    for name, timer in policy.timers.items():
        if timer.promise and not timer.missed and name not in heeded:
            message = f"nothing follows if the promise of `{name}` is missed"
            hint = "add steps as `missed`, a goal over it, or words in `consequences`"
            place = subject.span(f"timers.{name}")
            yield Diagnostic("LP2108", message, place, hint, Severity.NOTE)


def _heeded(subject: Subject) -> set[str]:
    """Timers of which a breach has a meaning elsewhere: in words, goals, phrases."""
    policy = subject.policy
    measures = [goal.require for goal in policy.goals.values()]
    patterns = [found for phrase in subject.phrases for found in patterns_in(phrase)]
    return (
        {*policy.consequences}
        | {one.timer.name for one in measures if one.timer is not None}
        | {one.name.name for one in patterns if one.source is Source.MISSED}
    )
