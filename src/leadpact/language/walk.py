"""Walking over trees: what a phrase asks about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leadpact.language.nodes import (
    Arithmetic,
    Ask,
    Between,
    Case,
    Compare,
    Is,
    Literal,
    Logic,
    Measure,
    Member,
    Name,
    Negative,
    Not,
    OpenAt,
    Pattern,
    Phrase,
    Points,
    Presence,
    Step,
    TextTest,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# The conditions and patterns of each node, in order of the phrase. Names of events,
# calendars, timers and people, and words to compare with, are no conditions.
_CHILDREN: Mapping[type, tuple[str, ...]] = {
    Literal: (),
    Name: (),
    Not: ("operand",),
    Logic: ("operands",),
    Compare: ("operands",),
    Between: ("value", "low", "high"),
    Member: ("value",),
    Is: ("value",),
    Presence: ("value",),
    TextTest: ("value",),
    Arithmetic: ("left", "right"),
    Negative: ("operand",),
    OpenAt: (),
    Ask: ("pattern",),
    Pattern: ("where",),
    Case: ("when",),
    Points: ("when", "each"),
    Step: (),
    Measure: ("value", "pattern", "base", "amount"),
}


def children(node: Phrase) -> Sequence[Phrase]:
    """The conditions and patterns that a node is made of, in order of the phrase."""
    found: list[Phrase] = []
    for field in _CHILDREN[type(node)]:
        child: Any = getattr(node, field)
        if isinstance(child, tuple):
            found.extend(child)
        elif child is not None:
            found.append(child)
    return found


def walk(node: Phrase) -> Iterator[Phrase]:
    """A node and all below it, each before those below it."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(children(found)))


def depth(node: Phrase) -> int:
    """How many nodes a tree has above one another."""
    level: list[Phrase] = [node]
    found = 0
    while level:
        level = [child for each in level for child in children(each)]
        found += 1
    return found


def names_in(node: Phrase) -> set[str]:
    """The names that a phrase asks of a lead, but not those it asks of an event."""
    return asked_in(node)[0]


def asked_in(node: Phrase) -> tuple[set[str], list[Pattern]]:
    """The names that a phrase asks of a lead, and its patterns, itself included."""
    names: set[str] = set()
    patterns: list[Pattern] = []
    waiting = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Name):
            names.add(found.name)
        elif isinstance(found, Pattern):
            patterns.extend(patterns_in(found))
        else:
            waiting.extend(children(found))
    return names, patterns


def patterns_in(node: Phrase) -> Iterator[Pattern]:
    """The patterns of a phrase, in its order, itself included."""
    return (found for found in walk(node) if isinstance(found, Pattern))


def calendars_in(node: Phrase) -> set[str]:
    """The calendars that a phrase asks about."""
    return {found.calendar.name for found in walk(node) if isinstance(found, OpenAt)}
