"""Phrases: known names, types that go together, choices that exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.calendars import CalendarSpec, ZoneField
from leadpact.check.subject import definition_type, unknown
from leadpact.diagnostics import Diagnostic
from leadpact.language.advice import described
from leadpact.language.inference import (
    Report,
    Scope,
    check_condition,
    check_measure,
    check_pattern,
    check_points,
    literal_type,
    type_of,
)
from leadpact.language.nodes import (
    Aggregate,
    Case,
    Literal,
    Measure,
    Name,
    Pattern,
    Phrase,
    Points,
    Step,
)
from leadpact.language.printer import print_literal, print_phrase
from leadpact.language.rules import family
from leadpact.language.types import Kind
from leadpact.model.policy import Classification
from leadpact.units import Money, Percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.check.subject import Subject

#: Measures that are a part of all, in percent.
_PARTS = (Aggregate.SHARE, Aggregate.RATE)
_ALL = 100


def check_phrases(subject: Subject) -> Iterator[Diagnostic]:
    """Everything that the types of phrases tell."""
    for phrase in subject.phrases:
        found: list[Diagnostic] = []
        _check_phrase(phrase, subject.scope, found.append)
        yield from found
    yield from _cases(subject)
    yield from _parameters(subject)
    yield from _shares(subject)
    yield from _zones(subject)


def _check_phrase(phrase: Phrase, scope: Scope, report: Report) -> None:
    match phrase:
        case Case(value, when):
            if isinstance(value, Literal):
                type_of(value, scope, report)
            if when is not None:
                check_condition(when, scope, report)
        case Pattern():
            check_pattern(phrase, scope, report)
        case Points():
            check_points(phrase, scope, report)
        case Measure():
            check_measure(phrase, scope, report)
        case Step():
            pass  # A step names people and verbs only, which another rule judges.
        case condition:
            check_condition(condition, scope, report)


def _cases(subject: Subject) -> Iterator[Diagnostic]:
    """The last case has no condition, every other one has."""
    policy = subject.policy
    for name, definition in policy.definitions.items():
        if isinstance(definition.body, Classification):
            yield from _ordered(definition.body.cases)
            if definition_type(definition) is None:
                yield Diagnostic(
                    "LP3002",
                    f"the cases of `{name}` are of several types",
                    definition.body.cases[0].span,
                    _cases_hint(definition.body.cases),
                )
    for timer in policy.timers.values():
        for cases in (timer.within, timer.times, timer.apart, timer.calendar):
            yield from _ordered(cases)
    for role in policy.roles.values():
        if not isinstance(role.who, str):
            yield from _ordered(role.who)
            yield from _words(role.who)


def _cases_hint(cases: Sequence[Case[Literal]]) -> str:
    """What to do about cases of several types; a word may be a parameter."""
    for case in cases:
        if name := case.value.parameter:
            value = print_literal(case.value.value)
            return f"`{name}` is `{value}`: see `parameters`"
    return "give all cases words, numbers or money"


def _words(cases: Sequence[Case[Literal]]) -> Iterator[Diagnostic]:
    """Who somebody is, is a text."""
    for case in cases:
        if not isinstance(case.value.value, str):
            message = f"`{print_phrase(case.value)}` is not a name"
            hint = 'write the name in double quotes, as `"Ana Duarte" when …`'
            yield Diagnostic("LP3002", message, case.span, hint)


def _parameters(subject: Subject) -> Iterator[Diagnostic]:
    """Money is in the currency of the policy; the values of a list are of one type."""
    for name, parameter in subject.policy.parameters.items():
        found: list[Diagnostic] = []
        value = parameter.value
        values = (value,) if isinstance(value, Literal) else value
        for literal in values:
            if isinstance(literal.value, Money):
                type_of(literal, subject.scope, found.append)
        yield from found
        if len({family(literal_type(literal)) for literal in values}) > 1:
            yield Diagnostic(
                "LP3002",
                f"the values of `{name}` are of several types",
                values[0].span,
                "give all of them words, numbers or money",
            )


def _shares(subject: Subject) -> Iterator[Diagnostic]:
    """What goals ask for as a part of all lies within none and all."""
    for goal in subject.policy.goals.values():
        measure, amount = goal.require, goal.require.amount
        if measure.aggregate not in _PARTS or not isinstance(amount, Literal):
            continue
        share = amount.value
        if isinstance(share, Percent) and not 0 <= share.amount <= _ALL:
            yield Diagnostic(
                "LP2007",
                f"`{share}` is not within 0% and 100%",
                amount.span,
                f"`{measure.aggregate.value}` is a part of all: ask for 0% to 100%",
            )


def _ordered(cases: Sequence[Case[object]]) -> Iterator[Diagnostic]:
    for case in cases[:-1]:
        if case.when is None:
            yield Diagnostic(
                "LP2007",
                "the cases after this one are never reached",
                case.span,
                "only the last case has no `when`",
            )
    if cases and cases[-1].when is not None:
        yield Diagnostic(
            "LP2007",
            "the last case has a `when`, so some leads have no value",
            cases[-1].span,
            "add a last case without `when`",
        )


def _zones(subject: Subject) -> Iterator[Diagnostic]:
    """The field that tells a zone is a text field."""
    policy, fields = subject.policy, subject.names("fields")
    for calendar, spec in policy.calendars.items():
        if not isinstance(spec, CalendarSpec):
            continue
        if not isinstance(spec.timezone, ZoneField):
            continue
        name = spec.timezone.field
        span = subject.span(f"calendars.{calendar}.timezone.field:")
        yield from unknown(Name(name, span=span), fields, "field")
        field = policy.fields.get(name)
        if field is not None and field.type.kind is not Kind.TEXT:
            message = f"`{name}` is {described(field.type)}, a zone is text"
            yield Diagnostic("LP3002", message, span, "name a field of type `text`")
