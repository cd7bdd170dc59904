"""LP2105: a first touch that may take longer than acceptance."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from leadpact.check.advice.lengths import calendar_of, calendars_of, is_longer
from leadpact.check.advice.occurrence import is_event
from leadpact.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from leadpact.check.subject import Subject
    from leadpact.language.nodes import Case
    from leadpact.model.policy import Policy, Timer
    from leadpact.units import Duration

_ANSWERS = ("accepted", "rejected")
_TOUCHES = ("attempt", "connected", "meeting")


def check_touches(subject: Subject) -> Iterator[Diagnostic]:
    """First touches of a party that may come after it must have taken the lead."""
    policy = subject.policy
    timers = policy.timers.items()
    touches = [(name, timer) for name, timer in timers if _is_touch(timer)]
    answers = [(name, timer) for name, timer in timers if _is_answer(timer)]
    for (name, touch), (other, answer) in itertools.product(touches, answers):
        if _run_together(policy, touch, answer):
            for case in _longer(policy, touch, answer):
                yield _found(name, other, answer, case)


def _is_touch(timer: Timer) -> bool:
    """Whether one touch keeps the promise."""
    once = all(case.value == 1 for case in timer.times)
    return once and _waits_for(timer, _TOUCHES) and not _is_answer(timer)


def _is_answer(timer: Timer) -> bool:
    return _waits_for(timer, _ANSWERS)


def _waits_for(timer: Timer, events: Collection[str]) -> bool:
    return any(is_event(until, event) for until in timer.until for event in events)


def _run_together(policy: Policy, touch: Timer, answer: Timer) -> bool:
    """Whether both are owed from one start on, and by one calendar."""
    return (
        touch.party == answer.party
        and any(start in answer.starts for start in touch.starts)
        and answer.when in (None, touch.when)
        and calendars_of(policy, touch) == calendars_of(policy, answer)
    )


def _longer(policy: Policy, touch: Timer, answer: Timer) -> Iterator[Case[Duration]]:
    """The cases that allow more than acceptance does in every case of its own."""
    spec = calendar_of(policy, touch)
    for case in touch.within:
        if all(is_longer(case.value, one.value, spec) for one in answer.within):
            yield case


def _found(
    touch: str, acceptance: str, answer: Timer, case: Case[Duration]
) -> Diagnostic:
    first = answer.within[0]
    closes = f"after `{first.value}`" if len(answer.within) == 1 else "sooner"
    hint = (
        f"`{acceptance}` closes {closes} (line {first.span.line}): shorten `{touch}` "
        f"or extend `{acceptance}`"
    )
    message = f"`{touch}` may take longer than `{acceptance}`"
    return Diagnostic("LP2105", message, case.span, hint, Severity.WARNING)
