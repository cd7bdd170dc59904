"""LP2103: an end of a timer that can never come, so that it says another thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.check.advice.occurrence import (
    Occurrence,
    is_void_at_first,
    takes_all,
)
from leadpact.check.advice.starts import cannot_be, listed
from leadpact.diagnostics import Diagnostic, Severity, Span
from leadpact.language.printer import print_phrase
from leadpact.model.policy import Repeat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check.subject import Subject
    from leadpact.language.nodes import Pattern
    from leadpact.model.policy import Timer


def check_ends(subject: Subject) -> Iterator[Diagnostic]:
    """Timers that are never met, and events that never end them as they should."""
    occurrence = Occurrence.of(subject.policy)
    for name, timer in subject.policy.timers.items():
        place = subject.span(f"timers.{name}.until")
        yield from _never_met(occurrence, name, timer, place)
        yield from _starts_again(name, timer, place)
        yield from _too_tight(occurrence, timer)
        yield from _outdone(timer)


def _never_met(
    occurrence: Occurrence, name: str, timer: Timer, place: Span
) -> Iterator[Diagnostic]:
    keeping = (*timer.until, *timer.enough)
    if not occurrence.comes_later(keeping):
        came = occurrence.any_of(keeping)
        why = "a lead is `created` before anything else" if came else cannot_be(keeping)
        hint = "wait for an event that comes after the start"
        yield _found(f"`{name}` is never met: {why}", place, hint)
    elif is_void_at_first(timer):
        patterns = listed([print_phrase(one) for one in timer.until])
        message = f"`{name}` is never met: the first {patterns} voids it"
        yield _found(message, place, "delete it from `unless`")


def _starts_again(name: str, timer: Timer, place: Span) -> Iterator[Diagnostic]:
    """Every event that keeps the promise makes it anew, and nothing else ends it."""
    others = (timer.when, *timer.enough, *timer.unless, *timer.times)
    meant = timer.repeat is not Repeat.KEEP or any(each is not None for each in others)
    if meant or not all(_is_in(until, timer.starts) for until in timer.until):
        return
    message = f"`{name}` is missed in the end: what meets it starts it again"
    hint = "say in `unless` after which event it is no longer owed"
    yield _found(message, place, hint)


def _is_in(pattern: Pattern, others: tuple[Pattern, ...]) -> bool:
    return any(takes_all(other, pattern) for other in others)


def _too_tight(occurrence: Occurrence, timer: Timer) -> Iterator[Diagnostic]:
    for case in occurrence.tight_cases(timer):
        least = min(one.value for one in timer.times)
        apart = timer.apart[-1].value
        message = f"{least} tries that are `{apart}` apart take more than this"
        hint = "allow more time, or ask for fewer tries"
        yield _found(message, case.span, hint)


def _outdone(timer: Timer) -> Iterator[Diagnostic]:
    """Events that another end takes first: `until` beats `enough` beats `unless`."""
    once = all(case.value == 1 for case in timer.times)
    for enough in timer.enough:
        shown = print_phrase(enough)
        if once and _is_in(enough, timer.until):
            message = f"`{shown}` meets it as `until` already"
            yield _found(message, enough.span, "delete it from `enough`")
        elif not once and all(takes_all(enough, until) for until in timer.until):
            message = f"the first `{shown}` is enough, so `times` says nothing"
            hint = "delete it from `enough`, or delete `times`"
            yield _found(message, enough.span, hint)
    meeting = (*timer.enough, *(timer.until if once else ()))
    # With `each` an event that meets the oldest instance may void the others.
    for unless in () if timer.repeat is Repeat.EACH else timer.unless:
        if _is_in(unless, meeting):
            message = f"`{print_phrase(unless)}` never voids it, since it meets it"
            yield _found(message, unless.span, "delete it from `unless`")


def _found(message: str, place: Span, hint: str) -> Diagnostic:
    return Diagnostic("LP2103", message, place, hint, Severity.WARNING)
