"""What the names of a policy are called in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import attrs

from leadpact.language.nodes import (
    Ask,
    Between,
    Compare,
    Condition,
    Is,
    Logic,
    Member,
    Name,
    Not,
    OpenAt,
    Presence,
    Question,
    TextTest,
)
from leadpact.language.types import Kind, Type
from leadpact.model.lead import EVENT_ATTRIBUTES, STANDARD_EVENTS
from leadpact.model.policy import Classification, Lines, Policy
from leadpact.wording.catalogue import Catalogue

#: Nodes that are true or false. What is left has an amount, a word or a text.
_STATEMENTS = (Not, Logic, Compare, Between, Member, Is, Presence, TextTest, OpenAt)


def words(name: str) -> str:
    """A name as words: `sales_manager` is `sales manager`."""
    return name.replace("_", " ")


class Names(Protocol):
    """The names that a condition sees: those of a lead, or those of an event."""

    def noun(self, name: str) -> str:
        """A name where a value stands: `employees`."""

    def is_statement(self, name: str) -> bool:
        """Whether the name stands for a condition rather than for a value."""

    def is_sentence(self, name: str) -> bool:
        """Whether the name of a condition is called a whole sentence."""

    def kind(self, name: str) -> Kind | None:
        """The kind of its values, where it matters to how they are said."""


@attrs.frozen
class LeadNames:
    """Fields, definitions and scores of a policy, and `stage`."""

    catalogue: Catalogue
    policy: Policy

    def noun(self, name: str) -> str:
        """The label of a field or definition, else the name as words."""
        if name == "stage":
            return self.catalogue.text("names.stage")
        named = self.policy.fields.get(name) or self.policy.definitions.get(name)
        if named is not None and named.label:
            return self.catalogue.text("names.label", label=named.label)
        return self.catalogue.text("names.word", name=words(name))

    def is_statement(self, name: str) -> bool:
        """Whether a definition of that name is a condition."""
        definition = self.policy.definitions.get(name)
        if definition is None:
            return False
        body = definition.body
        if isinstance(body, Name):
            field = self.policy.fields.get(body.name)
            is_flag = field is not None and field.type.kind is Kind.FLAG
            return is_flag or self.is_statement(body.name)
        return not isinstance(body, Classification) and (
            isinstance(body, Lines) or is_statement(body)
        )

    def is_sentence(self, name: str) -> bool:
        """Whether the label of a definition begins as a sentence does."""
        definition = self.policy.definitions.get(name)
        if definition is None:
            return False
        first = definition.label.partition(" ")[0].lower()
        return first in self.catalogue.text("names.sentence").split()

    def kind(self, name: str) -> Kind | None:
        """The kind of a field, or of a definition with cases of words."""
        if name == "stage":
            return Kind.CHOICE
        if field := self.policy.fields.get(name):
            return field.type.kind
        definition = self.policy.definitions.get(name)
        if definition is not None and isinstance(definition.body, Classification):
            is_word = isinstance(definition.body.cases[0].value.value, str)
            return Kind.CHOICE if is_word else None
        return None


@attrs.frozen
class EventNames:
    """What can be asked of one event: its data, who did it, and when."""

    catalogue: Catalogue
    types: Mapping[str, Type]

    @classmethod
    def of(cls, catalogue: Catalogue, policy: Policy, event: str) -> EventNames:
        """The names of a type of event, or of a derived one, which has no data."""
        own = policy.events.get(event)
        data = STANDARD_EVENTS.get(event, {})
        return cls(catalogue, {**data, **(own.data if own else {}), **EVENT_ATTRIBUTES})

    def noun(self, name: str) -> str:
        """A datum in the words of the language, else its name as words."""
        key = f"event_data.{name}"
        if key in self.catalogue.messages:
            return self.catalogue.text(key)
        return self.catalogue.text("names.word", name=words(name))

    def is_statement(self, name: str) -> bool:
        """Only `automated` says something of the event itself."""
        return name == "automated"

    def is_sentence(self, name: str) -> bool:  # noqa: ARG002 - an event has no labels
        """Never: an event is called by its words."""
        return False

    def kind(self, name: str) -> Kind | None:
        """The kind of a datum."""
        return self.types[name].kind if name in self.types else None


def is_statement(node: Condition) -> bool:
    """Whether a node, not a name, is true or false rather than a value."""
    return isinstance(node, _STATEMENTS) or (
        isinstance(node, Ask) and node.question is Question.HAPPENED
    )
