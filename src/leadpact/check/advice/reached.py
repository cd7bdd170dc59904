"""LP2203: cases that are never reached; LP2206 where they are too many to tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from leadpact.check.advice.findings import line_of
from leadpact.diagnostics import Diagnostic, Severity, Span
from leadpact.language.nodes import Case, Condition, Measure, Pattern, Points, Step
from leadpact.language.printer import print_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.check.advice.survey import Survey
    from leadpact.check.subject import Subject
    from leadpact.regions import Form

#: Pairs of cases that are looked at for what takes the cases that are never reached.
MOST_PAIRS = 10_000


def check_reached(subject: Subject) -> Iterator[Diagnostic]:
    """Cases whose `when` holds only where that of an earlier case does."""
    left = MOST_PAIRS
    for cases in case_lists(subject.policy):
        for at in _unreached(subject.survey, cases):
            takers = _takers(subject.survey, cases[: at + 1])
            left -= takers.tried
            if left < 0:
                yield _passed_over(cases[at])
                return
            yield _told(cases[at], takers.found)


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


def _unreached(survey: Survey, cases: Sequence[Case[Any]]) -> Iterator[int]:
    """Places of the cases that are never reached.

    A case that never holds has no leads, which is said elsewhere.
    """
    space = survey.space
    rest = space.constant(value=True)
    for at, case in enumerate(cases):
        own = _holds(survey, case)
        if own is None or not survey.can_be(own):
            continue
        if not survey.can_be(space.all_of((rest, own))):
            yield at
        rest = space.all_of((rest, space.negation(own)))


def _holds(survey: Survey, case: Case[Any]) -> Form | None:
    """Where a case is taken; ``None`` for one that takes all that is left."""
    return None if case.when is None else survey.reader.condition(case.when).sure


class _Takers(NamedTuple):
    """The cases that take every lead of another one, and how many were looked at."""

    found: list[Case[Any]]
    tried: int


def _takers(survey: Survey, cases: Sequence[Case[Any]]) -> _Takers:
    """The earlier cases that take every lead of the last one."""
    space = survey.space
    *earlier, last = cases
    found: list[Case[Any]] = []
    left, tried = cast("Form", _holds(survey, last)), 0
    for case in earlier:
        # A checked policy has a condition in each case but the last.
        holds = cast("Form", _holds(survey, case))
        if not survey.can_be(left):
            break
        tried += 1
        if survey.can_be(space.all_of((left, holds))):
            found.append(case)
        left = space.all_of((left, space.negation(holds)))
    return _Takers(found, tried)


def _told(case: Case[Any], takers: Sequence[Case[Any]]) -> Diagnostic:
    message = f"`{print_phrase(case)}` is never reached"
    told = [
        f"`{print_phrase(each)}` ({line_of(each.span, case.span)})" for each in takers
    ]
    take = "takes" if len(told) == 1 else "take"
    hint = f"{' and '.join(told)} {take} all its leads: move it up, or delete it"
    return Diagnostic("LP2203", message, case.span, hint, Severity.WARNING)


def _passed_over(case: Case[Any]) -> Diagnostic:
    """What is said of the first case that is not looked at, and of all behind it."""
    message = f"`{print_phrase(case)}` is never reached, and so may be others"
    hint = "delete it; then check again for those behind it"
    return Diagnostic("LP2206", message, case.span, hint, Severity.NOTE)
