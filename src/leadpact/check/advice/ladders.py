"""LP2104: a step at a time at which it makes no sense, or out of order."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from leadpact.check.advice.lengths import calendar_of, is_longer, plain_calendar
from leadpact.diagnostics import Diagnostic, Severity
from leadpact.language.nodes import Timing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.calendars import CalendarSpec
    from leadpact.check.subject import Subject
    from leadpact.language.nodes import Step
    from leadpact.model.policy import Policy, Timer


def check_ladders(subject: Subject) -> Iterator[Diagnostic]:
    """Steps of timers and goals, each against its neighbours."""
    policy = subject.policy
    for timer in policy.timers.values():
        spec = calendar_of(policy, timer)
        yield from _before_start(timer, spec)
        yield from _after_return(timer.missed, spec)
        for steps in (timer.warn, timer.missed, timer.met):
            yield from _out_of_order(steps, spec)
    for goal in policy.goals.values():
        spec = _of_party(policy, goal.party.name)
        for steps in (goal.missed, goal.met):
            yield from _out_of_order(steps, spec)


def _of_party(policy: Policy, party: str) -> CalendarSpec | None:
    name = policy.parties[party].calendar
    return None if name is None else plain_calendar(policy, name.name)


def _before_start(timer: Timer, spec: CalendarSpec | None) -> Iterator[Diagnostic]:
    """Warnings that are due before the start in a case whose days bound its time.

    Where both are plain lengths, a warning before the start is an error. A pause puts
    off what is due.
    """
    for step in timer.warn if timer.pause is None else ():
        before = step.duration
        if step.timing is not Timing.BEFORE_DUE or before is None:
            continue
        for case in timer.within:
            if is_longer(before, case.value, spec):
                message = (
                    f"`{before}` before due lies before the start of `{case.value}`"
                )
                yield _found(message, step, "warn later")
                break


def _after_return(
    steps: Sequence[Step], spec: CalendarSpec | None
) -> Iterator[Diagnostic]:
    """Steps after the lead went back: `recycled` stops a ladder that returns it."""
    returning = [step for step in steps if step.verb.name == "return"]
    for step in steps:
        for back in returning:
            if step is not back and _comes_after(step, back, spec):
                message = "this step comes after the lead went back"
                if not _is_later(step, back, spec):
                    message = "the last repetitions come after the lead went back"
                hint = f"act before line {back.span.line} returns it, or return it last"
                yield _found(message, step, hint)
                break


def _comes_after(step: Step, other: Step, spec: CalendarSpec | None) -> bool:
    """Whether a step, or a repetition of it, is certainly due after another one."""
    return _is_later(step, other, spec) or _goes_on_after(step, other, spec)


def _goes_on_after(step: Step, other: Step, spec: CalendarSpec | None) -> bool:
    """Whether a step is still repeated after another one."""
    first, every, wait = step.duration, step.every, other.duration
    if first is None or every is None or step.times == 1:
        return False
    if wait is None:  # At once.
        return True
    if first.unit is every.unit is wait.unit:
        return first.amount + every.amount * (step.times - 1) > wait.amount
    return is_longer(every, wait, spec, times=step.times - 1)


def _is_later(step: Step, other: Step, spec: CalendarSpec | None) -> bool:
    """Whether a step of a ladder is certainly due after another one."""
    timings = {step.timing, other.timing}
    if len(timings) > 1 and not timings <= {Timing.AT_ONCE, Timing.AFTER}:
        return False
    if step.share is not None and other.share is not None:
        return step.share.amount > other.share.amount
    if step.timing is Timing.BEFORE_DUE:
        step, other = other, step
    if step.duration is None or other.duration is None:
        return step.duration is not None and step.duration.amount > 0
    return is_longer(step.duration, other.duration, spec)


def _out_of_order(
    steps: Sequence[Step], spec: CalendarSpec | None
) -> Iterator[Diagnostic]:
    for earlier, later in itertools.pairwise(steps):
        if _is_later(earlier, later, spec):
            message = "this step is due before the one above it"
            hint = "write steps in the order of their time, as the page prints them"
            yield _found(message, later, hint, Severity.NOTE)


def _found(
    message: str, step: Step, hint: str, severity: Severity = Severity.WARNING
) -> Diagnostic:
    return Diagnostic("LP2104", message, step.span, hint, severity)
