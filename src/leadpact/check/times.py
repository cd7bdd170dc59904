"""Durations: units that timers can count, and calendars for business units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.check.parties import OWNER
from leadpact.check.subject import unknown
from leadpact.diagnostics import Diagnostic
from leadpact.model.versions import rank
from leadpact.units import LENGTHS, Duration, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check.subject import Subject
    from leadpact.diagnostics import Span
    from leadpact.language.nodes import Step
    from leadpact.model.policy import Timer

#: Events that one promise may ask for.
MOST_TRIES = 1000

#: Years that a timer or a step waits, so that what is due lies in the calendar.
MOST_YEARS = 10

_DAY = LENGTHS[Unit.DAY]
_ELAPSED = {Unit.MINUTE, Unit.HOUR}
_OPEN = {Unit.BUSINESS_MINUTE, Unit.BUSINESS_HOUR}
_BARE = {Unit.DAY, Unit.WEEK, Unit.MONTH}


def check_times(subject: Subject) -> Iterator[Diagnostic]:
    """Units, calendars and dates."""
    policy, calendars = subject.policy, subject.names("calendars")
    for name, timer in policy.timers.items():
        yield from _calendars(timer, calendars)
        for duration, span in _durations(timer):
            yield from _unit(duration, span)
            if duration.unit.is_business and not _has_calendar(subject, timer):
                yield _no_calendar(duration, span, timer.party.name, "timer")
        yield from _tries(subject, name, timer)
        yield from _before_due(timer)
    for goal in policy.goals.values():
        party = policy.parties.get(goal.party.name)
        for step in (*goal.missed, *goal.met):
            for duration in _step_durations(step):
                yield from _unit(duration, step.span)
                if duration.unit.is_business and party and party.calendar is None:
                    yield _no_calendar(duration, step.span, goal.party.name, "goal")
    if policy.ends is not None and policy.ends < policy.effective:
        yield Diagnostic(
            "LP2008",
            f"it ends on {policy.ends}, before it is effective on {policy.effective}",
            subject.span("ends:"),
            "`ends` is the last day in force",
        )
    yield from _supersedes(subject)


def _supersedes(subject: Subject) -> Iterator[Diagnostic]:
    """A version replaces an earlier one."""
    version, earlier = subject.policy.version, subject.policy.supersedes
    if "version" in subject.unread or not earlier:
        return
    if rank(earlier) >= rank(version):
        yield Diagnostic(
            "LP2007",
            f"version `{version}` does not come after `{earlier}`, which it supersedes",
            subject.span("supersedes:"),
            "name the version before this one, or count `version` up",
        )


def _calendars(timer: Timer, calendars: frozenset[str]) -> Iterator[Diagnostic]:
    """Time may be counted in the calendar of the owner; messages wait for others."""
    for case in timer.calendar:
        yield from unknown(case.value, calendars | {OWNER}, "calendar")
    if timer.deliver is not None:
        yield from unknown(timer.deliver, calendars, "calendar")


def _tries(subject: Subject, name: str, timer: Timer) -> Iterator[Diagnostic]:
    """A promise needs one event at least; a distance needs two."""
    if timer.apart and not timer.times:
        yield Diagnostic(
            "LP2007",
            "`apart` without `times` has no meaning",
            subject.span(f"timers.{name}.apart"),
            "say how many, as `times: 6`",
        )
    for case in timer.times:
        if not 1 <= case.value <= MOST_TRIES:
            yield Diagnostic(
                "LP2007",
                f"`times` of {case.value:,}",
                case.span,
                f"a number from 1 to {MOST_TRIES}",
            )


def _before_due(timer: Timer) -> Iterator[Diagnostic]:
    """A span before due lies after the start, on the clock of the timer."""
    for step in timer.warn:
        if step.duration is None:
            continue
        yield from _before_start(step, step.duration, timer)
        is_open_time = all(case.value.unit.is_business for case in timer.within)
        if step.duration.unit.is_business and not is_open_time:
            yield Diagnostic(
                "LP2007",
                f"`{step.duration}` before the end of a time that is not open time",
                step.span,
                "count it in hours, or count `within` in business hours",
            )


def _before_start(step: Step, before: Duration, timer: Timer) -> Iterator[Diagnostic]:
    """A warning comes after the start, in every case that can be compared."""
    for case in timer.within:
        allowed = case.value
        units = {before.unit, allowed.unit}
        if not (units <= _ELAPSED or units <= _OPEN):
            continue
        if before.microseconds >= allowed.microseconds:
            yield Diagnostic(
                "LP2007",
                f"`{before}` before due is not after the start of `{allowed}`",
                step.span,
                "warn later",
            )
            return


def _has_calendar(subject: Subject, timer: Timer) -> bool:
    """Whether every case leads to a calendar; that of an owner may be missing."""
    party = subject.policy.parties.get(timer.party.name)
    if party is None or party.calendar is not None:
        return True
    named = [case.value.name for case in timer.calendar]
    return bool(named) and OWNER not in named


def _no_calendar(duration: Duration, span: Span, party: str, what: str) -> Diagnostic:
    hint = f"give the party `{party}` a `calendar`"
    if what == "timer":
        hint = f"give the timer or the party `{party}` a `calendar`"
    return Diagnostic("LP2004", f"`{duration}` needs a calendar", span, hint)


def _durations(timer: Timer) -> Iterator[tuple[Duration, Span]]:
    """Every duration of a timer with its place."""
    yield from ((case.value, case.span) for case in (*timer.within, *timer.apart))
    for step in (*timer.warn, *timer.missed, *timer.met):
        yield from ((duration, step.span) for duration in _step_durations(step))


def _step_durations(step: Step) -> Iterator[Duration]:
    if step.duration is not None:
        yield step.duration
    if step.every is not None:
        yield step.every


def _unit(duration: Duration, span: Span) -> Iterator[Diagnostic]:
    """A day has three readings, and its author means one of them; none are endless."""
    if duration.unit in _BARE:
        message = f"`{duration}` can be counted in several ways"
        yield Diagnostic("LP2006", message, span, _counted(duration))
    elif duration.amount * LENGTHS.get(duration.unit, _DAY) > MOST_YEARS * 365 * _DAY:
        message = f"`{duration}` is longer than {MOST_YEARS} years"
        hint = "no lead waits so long: leave the timer or the step out"
        yield Diagnostic("LP2007", message, span, hint)


def _counted(duration: Duration) -> str:
    """How to say a duration in units that have one meaning."""
    if duration.unit is Unit.MONTH:
        return "count it in `calendar days` or `business days`"
    working, days = (5, 7) if duration.unit is Unit.WEEK else (1, 1)
    one, two, three = (
        Duration(duration.amount * count, unit)
        for count, unit in (
            (working, Unit.BUSINESS_DAY),
            (days, Unit.CALENDAR_DAY),
            (days * 24, Unit.HOUR),
        )
    )
    return f"say `{one}`, `{two}` or `{three}`"
