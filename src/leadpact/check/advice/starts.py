"""LP2102: a timer that can never start is a promise that is never tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.check.advice.occurrence import Occurrence
from leadpact.diagnostics import Diagnostic, Severity
from leadpact.language.printer import print_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.check.subject import Subject
    from leadpact.language.nodes import Pattern


def check_starts(subject: Subject) -> Iterator[Diagnostic]:
    """Timers whose every start waits for what cannot be, or whose guard does."""
    occurrence = Occurrence.of(subject.policy)
    for name, timer in subject.policy.timers.items():
        if not occurrence.any_of(timer.starts):
            message = f"`{name}` never starts: {cannot_be(timer.starts)}"
            hint = "start it at an event that can come"
            place = subject.span(f"timers.{name}.from")
        elif stages := occurrence.closed_stages(timer):
            shown = listed(stages)
            message = f"`{name}` never starts: no lead is in {shown} at its start"
            hint = "look at the events that enter the stage, and at `from`"
            place = subject.span(f"timers.{name}.when")
        else:
            continue
        yield Diagnostic("LP2102", message, place, hint, Severity.WARNING)


def cannot_be(patterns: Sequence[Pattern]) -> str:
    """That none of some patterns can match, in words."""
    return f"{listed([print_phrase(one) for one in patterns])} can never happen"


def listed(phrases: Sequence[str]) -> str:
    """Phrases of which any one would do: `` `a` or `b` ``."""
    return " or ".join(f"`{phrase}`" for phrase in phrases)
