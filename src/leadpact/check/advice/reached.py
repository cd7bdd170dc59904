"""LP2203: cases that are never reached; LP2206 where they are too many to tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from leadpact.check.advice.findings import line_of
from leadpact.diagnostics import Diagnostic, Severity, Span
from leadpact.language.nodes import Case, Condition, Measure, Pattern, Points, Step
from leadpact.language.printer import print_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.check.advice.survey import Survey
    from leadpact.check.subject import Subject


#: Cases that are held against earlier ones in one policy: each pair takes its time.
MOST_PAIRS = 10_000


def check_reached(subject: Subject) -> Iterator[Diagnostic]:
    """Cases whose `when` holds only where that of an earlier case does."""
    left = MOST_PAIRS
    for cases in case_lists(subject.policy):
        left -= len(cases) * (len(cases) - 1) // 2
        if left < 0:
            yield _passed_over(cases)
            return
        for at in range(1, len(cases)):
            if takers := _takers(subject.survey, cases, at):
                yield _told(cases[at], takers)


def case_lists(value: Any) -> Iterator[tuple[Case[Any], ...]]:  # noqa: ANN401
    """The lists of cases in a policy, whatever they stand under."""
    if isinstance(value, tuple):
        if value and isinstance(value[0], Case):
            yield value
        else:
            for item in value:
                yield from case_lists(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from case_lists(item)
    elif not isinstance(value, _WITHOUT_CASES):
        for field in getattr(type(value), "__attrs_attrs__", ()):
            if field.name != "spans":
                yield from case_lists(getattr(value, field.name))


#: Parts of a policy that hold no lists of cases.
_WITHOUT_CASES = (Span, Condition, Pattern, Points, Step, Measure)


def _takers(survey: Survey, cases: Sequence[Case[Any]], at: int) -> list[Case[Any]]:
    """The earlier cases that take every lead of a case; none if it is reached.

    A case that never holds has no leads, which is said elsewhere.
    """
    when = cases[at].when
    if when is None:
        return []
    space, own = survey.space, survey.reader.condition(when).sure
    if not survey.can_be(own):
        return []
    takers = []
    left = own
    for case in cases[:at]:
        # A checked policy has a condition in each case but the last.
        holds = survey.reader.condition(cast("Condition", case.when)).sure
        if survey.can_be(space.all_of((left, holds))):
            takers.append(case)
        left = space.all_of((left, space.negation(holds)))
    return [] if survey.can_be(left) else takers


def _told(case: Case[Any], takers: Sequence[Case[Any]]) -> Diagnostic:
    message = f"`{print_phrase(case)}` is never reached"
    told = [
        f"`{print_phrase(each)}` ({line_of(each.span, case.span)})" for each in takers
    ]
    take = "takes" if len(told) == 1 else "take"
    hint = f"{' and '.join(told)} {take} all its leads: move it up, or delete it"
    return Diagnostic("LP2203", message, case.span, hint, Severity.WARNING)


def _passed_over(cases: Sequence[Case[Any]]) -> Diagnostic:
    """What is said of the first list that is too long, and stands for all behind it."""
    message = f"{len(cases)} cases are not held against each other: there are too many"
    hint = "give groups of them a definition of their own"
    return Diagnostic("LP2206", message, cases[0].span, hint, Severity.NOTE)
