"""LP2114: a promise in words of its own that say another number than the timer."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from leadpact.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check.subject import Subject
    from leadpact.language.nodes import Step
    from leadpact.model.policy import Timer
    from leadpact.units import Duration

_NUMBERS = {
    word: Decimal(number)
    for number, word in enumerate(
        (
            *("one", "two", "three", "four", "five", "six"),
            *("seven", "eight", "nine", "ten", "eleven", "twelve"),
        ),
        start=1,
    )
}
# No end of a range or of a larger number: `2-3 days`, `2 or 3 days`, `twenty four`.
_NUMBER = (
    r"(?<![-–.\d])(?<!\bor )(?<!\bto )(?<!ty )"  # noqa: RUF001 - a range
    rf"\b(\d+(?:\.\d+)?|{'|'.join(_NUMBERS)})"
)
# Not a rate: `24 hours a day`, `three times a week`.
_NO_RATE = r"\b(?! (?:a|an|per|each|every|of) )"
# Only a number with such a unit is surely one of the promise: `Top 10 accounts` is not.
_TIME = re.compile(
    rf"{_NUMBER}[ -](?:(business|working|calendar) )?(minute|hour|day)s?{_NO_RATE}",
    re.IGNORECASE,
)
_TRIES = re.compile(rf"{_NUMBER} (?:times|tries|attempts){_NO_RATE}", re.IGNORECASE)


_MINUTES = {"minute": 1, "hour": 60, "day": 1}


def check_own_words(subject: Subject) -> Iterator[Diagnostic]:
    """Times and tries in the words of a promise that its timer does not have."""
    policy = subject.policy
    for name, timer in policy.timers.items():
        span = policy.spans.get(f"timers.{name}.promise:", timer.span)
        for said, meant in _wrong(timer):
            message = f"the words of `{name}` say `{said}`, the timer says {meant}"
            hint = "correct one of them: both parties sign the words and the timer"
            yield Diagnostic("LP2114", message, span, hint, Severity.WARNING)


def _wrong(timer: Timer) -> Iterator[tuple[str, str]]:
    """What the words say, and what the timer says of the kind."""
    durations = tuple(dict.fromkeys(_durations(timer)))
    for found in _TIME.finditer(timer.promise):
        if not any(_agrees(found, duration) for duration in durations):
            yield found[0], _listed(map(str, durations))
    times = [case.value for case in timer.times] or [1]
    for found in _TRIES.finditer(timer.promise):
        if _number(found[1]) not in times:
            yield (
                found[0],
                _listed(f"{count} times" if count > 1 else "once" for count in times),
            )


def _durations(timer: Timer) -> Iterator[Duration]:
    for case in (*timer.within, *timer.apart):
        yield case.value
    for step in (*timer.warn, *timer.missed, *timer.met):
        yield from _of_step(step)


def _of_step(step: Step) -> Iterator[Duration]:
    if step.duration is not None:
        yield step.duration
    if step.every is not None:
        yield step.every


def _agrees(found: re.Match[str], duration: Duration) -> bool:
    """Whether words mean a duration; without more they mean any kind of hours."""
    kind, _, base = duration.unit.value.rpartition(" ")
    said = (found[2] or "").lower().replace("working", "business")
    if said not in {"", kind} or (found[3].lower() == "day") != (base == "day"):
        return False
    # An hour has sixty minutes; how long a day is depends.
    return _number(found[1]) * _MINUTES[found[3].lower()] == (
        duration.amount * _MINUTES.get(base, 0)
    )


def _number(text: str) -> Decimal:
    return _NUMBERS.get(text.lower()) or Decimal(text)


def _listed(texts: Iterator[str]) -> str:
    return ", ".join(f"`{text}`" for text in dict.fromkeys(texts))
