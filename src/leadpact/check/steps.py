"""Steps: known verbs and recipients, and timings that fit where the step stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.check.parties import OWNER
from leadpact.check.subject import unknown
from leadpact.diagnostics import Diagnostic
from leadpact.language.lexer import STEP_WORDS
from leadpact.language.nodes import Timing
from leadpact.units import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check.subject import Subject
    from leadpact.language.nodes import Step

#: What a step can ask for.
VERBS = (
    "alert",
    "celebrate",
    "escalate",
    "flag",
    "make_good",
    "meet",
    "remediate",
    "reroute",
    "return",
)

_AFTER = (Timing.AT_ONCE, Timing.AFTER)
#: Timings that have a meaning in each list of steps, with an example.
_TIMINGS: dict[str, tuple[tuple[Timing, ...], str]] = {
    "warn": ((Timing.AT_SHARE, Timing.BEFORE_DUE), "`at 75%` or `1 hour before due`"),
    "missed": (_AFTER, "`after 1 hour`"),
    "met": (_AFTER, "`after 1 hour`"),
}
_GOAL_TIMINGS = ((*_AFTER, Timing.BY), "`by 5 business days`")
_NO_OWNER = "a period has no owner: name a party or a role"
_WHOLE = 100
#: Repetitions of one step: nobody reads more, and each is worked out for each lead.
MOST_TIMES = 100


def check_steps(subject: Subject) -> Iterator[Diagnostic]:
    """Every step of every timer and goal."""
    people = subject.names("parties", "roles")
    verbs = frozenset(VERBS) | subject.names("actions")
    yield from _actions(subject)
    for timer in subject.policy.timers.values():
        for section, (timings, example) in _TIMINGS.items():
            for step in getattr(timer, section):
                yield from _step(step, verbs, people | {OWNER})
                yield from _timing(step, timings, f"`{section}` of a timer", example)
    for goal in subject.policy.goals.values():
        for step in (*goal.missed, *goal.met):
            yield from _step(step, verbs, people)
            timings, example = _GOAL_TIMINGS
            yield from _timing(step, timings, "a goal", example)


def _actions(subject: Subject) -> Iterator[Diagnostic]:
    """Verbs of the policy's own are none of the language, and no word of a step."""
    for name in subject.policy.actions:
        if name in VERBS or name in STEP_WORDS:
            what = "a verb" if name in VERBS else "a word"
            message = f"`{name}` is {what} of the language already"
            span = subject.span(f"actions.{name}")
            yield Diagnostic("LP2002", message, span, "give the action another name")


def _step(
    step: Step, verbs: frozenset[str], people: frozenset[str]
) -> Iterator[Diagnostic]:
    yield from unknown(step.verb, verbs, "verb")
    for name in step.to:
        if name.name == OWNER and OWNER not in people:
            message, hint = f"unknown party or role `{OWNER}`", _NO_OWNER
            yield Diagnostic("LP2001", message, name.span, hint)
        else:
            yield from unknown(name, people, "party or role")


def _timing(
    step: Step, timings: tuple[Timing, ...], where: str, example: str
) -> Iterator[Diagnostic]:
    if step.timing not in timings:
        word = "without a time" if step.timing is Timing.AT_ONCE else "with this time"
        yield Diagnostic(
            "LP2007",
            f"a step {word} has no meaning in {where}",
            step.span,
            f"say {example}",
        )
    elif step.share is not None and not 0 < step.share.amount < _WHOLE:
        yield Diagnostic(
            "LP2007",
            f"`{step.share}` is not within 0% and 100%",
            step.span,
            "a warning comes after the start and before due",
        )
    elif (
        step.timing is Timing.BEFORE_DUE
        and step.duration is not None
        and step.duration.unit in {Unit.BUSINESS_DAY, Unit.CALENDAR_DAY}
    ):
        yield Diagnostic(
            "LP2007",
            f"`{step.duration}` before due is not one instant",
            step.span,
            "count it in hours or business hours",
        )
    elif step.times > MOST_TIMES:
        yield Diagnostic(
            "LP2007",
            f"{step.times:,} repetitions of one step",
            step.span,
            f"at most {MOST_TIMES} are told",
        )
    elif step.every is not None and step.every.amount == 0:
        yield Diagnostic(
            "LP2007",
            "repetitions without time between them",
            step.span,
            "say `every 1 hour`",
        )
