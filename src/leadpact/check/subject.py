"""What rules judge: a policy, its names, and what could not be read of it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from leadpact.diagnostics import Diagnostic, Span, near
from leadpact.language.inference import literal_type
from leadpact.language.nodes import Phrase
from leadpact.language.scope import Scope
from leadpact.language.types import Kind, Type
from leadpact.model.lead import EVENT_ATTRIBUTES, STANDARD_EVENTS
from leadpact.model.policy import Classification, Definition, Policy
from leadpact.planning import PLAN_NAMES, PLAN_NEEDS, plan_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from leadpact.check.advice.survey import Survey
    from leadpact.language.nodes import Name
    from leadpact.loading.policy import Loaded

_FLAG = Type(Kind.FLAG)


@attrs.frozen
class Subject:
    """A policy under judgement.

    Attributes:
        policy: What is sound of it.
        phrases: Every phrase that could be read, in whatever it stands.
        parameters: Names of parameters that phrases use.
        broken: By section, names of things that could not be read: they are known,
            and nothing more is said of them.
        unread: Sections that could not be read at all.
    """

    policy: Policy
    phrases: tuple[Phrase, ...]
    parameters: frozenset[str]
    broken: Mapping[str, frozenset[str]]
    unread: frozenset[str]

    @classmethod
    def of(cls, loaded: Loaded) -> Subject:
        """The subject that a file makes."""
        document = loaded.document
        phrases, used = tuple(document.phrases), frozenset(document.used)
        return cls(loaded.policy, phrases, used, loaded.broken, loaded.unread)

    @functools.cached_property
    def scope(self) -> Scope:
        """Names with their types, as phrases see them."""
        policy, broken = self.policy, self.broken
        return Scope(
            names=self._types(),
            events={**event_types(policy), **dict.fromkeys(broken.get("events", ()))},
            event_attributes=EVENT_ATTRIBUTES,
            stages=self.names("stages"),
            statements=self._statements(),
            timers=self.names("timers"),
            calendars=self.names("calendars"),
            currency=policy.currency,
            segments=None if "plan" in self.unread else self._segments(),
            planned=PLAN_NEEDS,
        )

    @functools.cached_property
    def survey(self) -> Survey:
        """What regions tell of the conditions of a policy without errors."""
        # Those who load policies do not ask for it, and need not import it.
        from leadpact.check.advice.survey import Survey  # noqa: PLC0415

        return Survey(self.policy, self.scope, self.phrases)

    def _segments(self) -> frozenset[str]:
        plan = self.policy.plan
        return frozenset(each.name for each in plan.segments) if plan else frozenset()

    def _types(self) -> dict[str, Type | None]:
        """One namespace: fields, definitions, scores, parameters, plan numbers."""
        policy = self.policy
        unread = "stages" in self.unread
        stages = None if unread else tuple(self._named("stages"))
        names: dict[str, Type | None] = {"stage": Type(Kind.CHOICE, stages)}
        if policy.plan is not None:
            names |= plan_names(policy.plan)
        elif "plan" in self.unread:
            names |= PLAN_NAMES
        names |= dict.fromkeys(policy.scoring, Type(Kind.DECIMAL))
        names |= {
            name: definition_type(definition)
            for name, definition in policy.definitions.items()
        }
        names |= {name: field.type for name, field in policy.fields.items()}
        # Phrases hold the values of parameters; their names are for near matches.
        names |= dict.fromkeys(policy.parameters)
        for section in ("fields", "definitions", "scoring", "parameters"):
            names |= dict.fromkeys(self.broken.get(section, ()))
        return names

    def _statements(self) -> frozenset[str]:
        """Definitions that are true or false, broken ones among them."""
        sound = (
            name
            for name, definition in self.policy.definitions.items()
            if definition_type(definition) == _FLAG
        )
        return frozenset(sound) | self.broken.get("definitions", frozenset())

    def names(self, *sections: str) -> frozenset[str]:
        """The names of some sections, broken ones among them."""
        return frozenset(name for each in sections for name in self._named(each))

    def _named(self, section: str) -> Iterator[str]:
        for named in getattr(self.policy, section):
            yield named if isinstance(named, str) else named.name
        yield from self.broken.get(section, ())

    def span(self, path: str) -> Span:
        """The place of a key by its dotted path, or with a final colon of its value."""
        return self.policy.spans[path]


def unknown(name: Name, among: Collection[str], what: str) -> Iterator[Diagnostic]:
    """LP2001 if a name is not among those known."""
    if name.name not in among:
        message = f"unknown {what} `{name.name}`"
        yield Diagnostic("LP2001", message, name.span, near(name.name, among))


def definition_type(definition: Definition) -> Type | None:
    """The type of a definition; ``None`` where its cases are of several types."""
    if not isinstance(definition.body, Classification):
        return _FLAG
    values = [case.value for case in definition.body.cases]
    kinds = {literal_type(value).kind for value in values}
    if kinds == {Kind.CHOICE}:
        words = dict.fromkeys(str(value.value) for value in values)
        return Type(Kind.CHOICE, tuple(words))
    if kinds <= {Kind.INTEGER, Kind.DECIMAL}:
        return Type(Kind.DECIMAL)
    return Type(kinds.pop()) if len(kinds) == 1 else None


def event_types(policy: Policy) -> dict[str, Mapping[str, Type]]:
    """Standard events as the policy narrows them, and its own."""
    events = dict(STANDARD_EVENTS)
    for name, event in policy.events.items():
        events[name] = {**events.get(name, {}), **event.data}
    return events
