"""What the parts of a policy use of each other, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars import Joined, ZoneField
from leadpact.language.nodes import Is, Literal, Member, Name, Pattern, Source
from leadpact.language.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.model.policy import Policy

#: Attributes whose names use nothing that a policy may leave out: places, lists of
#: the page, and names of parties, verbs and timers.
_PASSED_OVER = {"span", "spans", "order", "annex", "kpis", "party", "verb", "timer"}


@attrs.frozen
class Uses:
    """Names that a policy uses.

    Attributes:
        events: Events that patterns pick.
        names: What conditions, calendars, steps and lists name, but for the data of
            events. A name that two sections declare is used in both.
    """

    events: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, policy: Policy) -> Uses:
        """The names that the parts of a policy use, of whatever class they are."""
        events: set[str] = set()
        names: set[str] = set()
        for found in nodes_of(policy):
            match found:
                case Name(name) | ZoneField(name):
                    names.add(name)
                case Joined(parts):
                    names.update(parts)
                case Pattern(Source.EVENT, Name(event)):
                    events.add(event)
                    names |= _fields_named(found)
                case Pattern(Source.ENTERED, Name(entered)):
                    names.add(entered)
        return cls(frozenset(events), frozenset(names))


def nodes_of(value: object) -> Iterator[object]:
    """Values and nodes inside a value, but for what patterns say of events."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        yield found
        match found:
            case Pattern():
                pass
            case Mapping():
                waiting += found.values()
            case tuple():
                waiting += found
            case _ if attrs.has(type(found)):
                waiting += _parts(found)


def _parts(value: object) -> Iterator[object]:
    for attribute in attrs.fields(type(value)):  # type: ignore[arg-type]
        if attribute.name not in _PASSED_OVER:
            yield getattr(value, attribute.name)


def _fields_named(pattern: Pattern) -> set[str]:
    """The fields whose changes a pattern picks: `changed where field is country`."""
    if pattern.name.name != "changed":
        return set()
    words: list[Literal] = []
    for node in walk(pattern):
        match node:
            case Is(Name("field"), word):
                words.append(word)
            case Member(Name("field"), members):
                words += members
    return {str(word.value) for word in words}
