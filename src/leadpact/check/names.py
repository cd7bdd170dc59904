"""Names: each once in its namespace, and each one that is used is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.check.parties import OWNER
from leadpact.check.subject import unknown
from leadpact.diagnostics import Diagnostic
from leadpact.language.advice import described
from leadpact.language.nodes import Name
from leadpact.language.types import Kind
from leadpact.model.lead import CHANGED_VALUES, STANDARD_EVENTS
from leadpact.planning import PLAN_NAMES
from leadpact.wording import languages

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from leadpact.check.subject import Subject
    from leadpact.diagnostics import Span
    from leadpact.model.policy import Event

#: Reports that `kpis` may name beside the goals and timers of the policy.
REPORTS = ("waterfall", "speed", "depth", "funnel", "closed_loop", "dashboard")

#: Sections that may move to the annex as a whole.
ANNEXED = (
    *("timers", "limits", "goals", "plan", "scoring", "roles", "commitments"),
    *("personas", "handoff", "playbook", "reject_reasons", "disqualify_reasons"),
    *("aims", "needs", "kpis", "review", "cancellation"),
)

#: Sections that put the reasons of an event into words.
_REASONS = {"rejected": "reject_reasons", "disqualified": "disqualify_reasons"}


def check_names(subject: Subject) -> Iterator[Diagnostic]:
    """Names that stand twice, events that contradict the standard, unknown texts."""
    yield from _unique(_namespace(subject))
    yield from _unique(_promises(subject))
    yield from _parameters(subject)
    yield from _stages(subject)
    yield from _events(subject)
    yield from _groups(subject)
    yield from _texts(subject)


def _namespace(subject: Subject) -> Iterator[tuple[str, Span, str]]:
    """What conditions name: the name, its place, what it is."""
    policy = subject.policy
    sections = (
        ("fields", "a field", policy.fields),
        ("definitions", "a definition", policy.definitions),
        ("scoring", "a score", policy.scoring),
        ("parameters", "a parameter", policy.parameters),
    )
    for section, what, names in sections:
        for name in names:
            yield name, subject.span(f"{section}.{name}"), what
            if name == "stage" or (policy.plan and name in PLAN_NAMES):
                yield name, subject.span(f"{section}.{name}"), "a name of the language"


def _promises(subject: Subject) -> Iterator[tuple[str, Span, str]]:
    """Timers, limits and goals stand together in results and on the page."""
    policy = subject.policy
    for section, what, names in (
        ("timers", "a timer", policy.timers),
        ("limits", "a limit", policy.limits),
        ("goals", "a goal", policy.goals),
    ):
        for name in names:
            yield name, subject.span(f"{section}.{name}"), what


def _parameters(subject: Subject) -> Iterator[Diagnostic]:
    """A parameter would hide somebody, a choice, or what an event knows."""
    if not subject.policy.parameters:
        return
    scope, people = subject.scope, subject.names("parties", "roles") | {OWNER}
    known = {
        datum: event for event, data in scope.events.items() for datum in data or ()
    }
    choices = dict(_choices(subject))
    for name in subject.policy.parameters:
        if name in people:
            other = "a party or a role"
        elif name in known:
            other = f"something that `{known[name]}` tells"
        elif name in scope.event_attributes:
            other = "something that every event tells"
        elif name in choices:
            other = f"a choice of `{choices[name]}`"
        else:
            continue
        message = f"`{name}` is a parameter, and {other}"
        span = subject.span(f"parameters.{name}")
        yield Diagnostic("LP2002", message, span, "give the parameter another name")


def _choices(subject: Subject) -> Iterator[tuple[str, str]]:
    """The choices of fields and of the data of events, each with its owner."""
    for owner, field in subject.policy.fields.items():
        yield from ((choice, owner) for choice in field.type.choices or ())
    for event in subject.policy.events.values():
        for owner, datum in event.data.items():
            yield from ((choice, owner) for choice in datum.choices or ())


def _unique(things: Iterable[tuple[str, Span, str]]) -> Iterator[Diagnostic]:
    seen: dict[str, tuple[Span, str]] = {}
    for name, span, what in things:
        if name in seen:
            first, other = seen[name]
            place = _place(first, span)
            message = f"`{name}` is {what}, and {other}{place}"
            if what == other:
                message = f"`{name}` is {what} already{place}"
            yield Diagnostic("LP2002", message, span, "give one of them another name")
        else:
            seen[name] = (span, what)


def _place(first: Span, second: Span) -> str:
    """Where the first of two things stands, for a reader who sees the second."""
    if first == second:
        return ""
    file = "" if first.file == second.file else f"{first.file}, "
    return f" in {file}line {first.line}"


def _stages(subject: Subject) -> Iterator[Diagnostic]:
    """Stages stand in a list, so that YAML does not find equal names."""
    policy, fields = subject.policy, subject.names("fields")
    yield from _unique((each.name, each.span, "a stage") for each in policy.stages)
    for stage in policy.stages:
        if not stage.enter and stage.when is None:
            yield Diagnostic(
                "LP1006",
                f"stage `{stage.name}` has neither `enter` nor `when`",
                stage.span,
                "say by which event, or when, a lead enters it",
            )
        for field in stage.complete:
            yield from unknown(field, fields, "field")


def _events(subject: Subject) -> Iterator[Diagnostic]:
    """A policy narrows a standard event; it does not change what a datum is."""
    for name, event in subject.policy.events.items():
        if name == "changed":
            yield from _values_of_changes(subject, event)
        standard = STANDARD_EVENTS.get(name, {})
        for datum, narrowed in event.data.items():
            wide = standard.get(datum)
            if wide is not None and wide.kind is not narrowed.kind:
                yield Diagnostic(
                    "LP2007",
                    f"`{datum}` of the standard event `{name}` is {described(wide)}",
                    subject.span(f"events.{name}.{datum}"),
                    f"keep the type `{wide}`, or use an event of your own",
                )


def _values_of_changes(subject: Subject, event: Event) -> Iterator[Diagnostic]:
    """They have the type of whichever field changed, so that no other one holds."""
    for datum in event.data.keys() & CHANGED_VALUES:
        yield Diagnostic(
            "LP2007",
            f"`{datum}` of the standard event `changed` is of the field that changed",
            subject.span(f"events.changed.{datum}"),
            "leave it out: `fields` tells its type",
        )


def _texts(subject: Subject) -> Iterator[Diagnostic]:
    """Words of the page that stand for something of the policy."""
    policy = subject.policy
    if policy.language not in languages():
        yield Diagnostic(
            "LP1009",
            f"`{policy.language}` is not a language of the page",
            subject.span("language:"),
            "shipped: " + ", ".join(f"`{code}`" for code in languages()),
        )
    promises = subject.names("goals", "timers", "limits")
    reported = promises.union(REPORTS)
    for name in policy.kpis:
        yield from unknown(name, reported, "goal or report")
    ranked = promises | subject.names("roles", "parties", "definitions")
    for name in policy.order:
        yield from unknown(name, ranked, "name")
    yield from _annex(subject, promises)
    yield from _keys(subject, "consequences", promises, "goal, timer or limit")
    for event, section in _REASONS.items():
        reason = (subject.scope.events[event] or {}).get("reason")
        if reason and reason.kind is Kind.CHOICE and reason.choices is not None:
            yield from _keys(subject, section, reason.choices, "reason")
    parties = subject.names("parties")
    yield from _keys(subject, "commitments", parties, "party")
    for play in policy.playbook:
        if play.party is not None:
            yield from unknown(play.party, parties, "party")
    for index, persona in enumerate(policy.personas):
        owners = f"personas.{index}.owners"
        for party in persona.owners:
            name = Name(party, span=subject.span(f"{owners}.{party}"))
            yield from unknown(name, parties, "party")


def _annex(subject: Subject, promises: frozenset[str]) -> Iterator[Diagnostic]:
    """What moves to the annex stands on the page: the annex has something in it."""
    policy = subject.policy
    known = {
        *promises,
        *subject.names("scoring", "roles"),
        *(name for name, each in policy.definitions.items() if each.label),
        *(section for section in ANNEXED if getattr(policy, section)),
    }
    for name in policy.annex:
        yield from unknown(name, known, "part of the page")


def _groups(subject: Subject) -> Iterator[Diagnostic]:
    """A goal is judged for owners, for teams, or for the values of a field."""
    groups = subject.names("fields") | {"owner", "team"}
    for goal in subject.policy.goals.values():
        if goal.by is not None:
            yield from unknown(goal.by, groups, "group")


def _keys(
    subject: Subject, section: str, known: Collection[str], what: str
) -> Iterator[Diagnostic]:
    for key in getattr(subject.policy, section):
        name = Name(key, span=subject.span(f"{section}.{key}"))
        yield from unknown(name, known, what)
