"""Calendars that are joined: they are known, need no circle, and open together."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from leadpact.calendars import Joined, clock_of, parts_of
from leadpact.check.circles import told_circle
from leadpact.check.subject import unknown
from leadpact.diagnostics import Diagnostic
from leadpact.language.nodes import Name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from leadpact.calendars import Calendars
    from leadpact.check.subject import Subject
    from leadpact.diagnostics import Span

#: Calendars that one is made of, parts of parts among them.
MOST_PARTS = 20


def check_calendars(subject: Subject) -> Iterator[Diagnostic]:
    """What is wrong with joined calendars of a policy."""
    known = subject.names("calendars")
    return joined_mistakes(
        subject.policy.calendars, known, lambda path: subject.span(f"calendars.{path}")
    )


def joined_mistakes(
    calendars: Calendars, known: Collection[str], span: Callable[[str], Span]
) -> Iterator[Diagnostic]:
    """What is wrong with joined calendars.

    Args:
        calendars: All that could be read, by name.
        known: Their names, and those of calendars that could not be read.
        span: The place of a dotted path, from the name of a calendar on.
    """
    joined = {
        name: found.all
        for name, found in calendars.items()
        if isinstance(found, Joined)
    }
    for name, parts in joined.items():
        for number, part in enumerate(parts):
            place = span(f"{name}.all.{number}:")
            yield from unknown(Name(part, span=place), known, "calendar")
    try:
        order = tuple(TopologicalSorter(joined).static_order())
    except CycleError as error:
        circle = error.args[1][:0:-1]
        yield told_circle(circle, [span(name) for name in circle])
        return
    made_of: dict[str, set[str]] = {name: set() for name in calendars.keys() - joined}
    for name in order:
        # What cannot be read, or is unknown, has been told of.
        if name in joined and made_of.keys() >= {*joined[name]}:
            whole = {*joined[name]}.union(*(made_of[part] for part in joined[name]))
            if len(whole) > MOST_PARTS:
                yield _too_many(name, len(whole), span(name))
                continue
            made_of[name] = whole
            if not clock_of(calendars, name).has_open_time():
                yield _never_open(calendars, name, span(name))
                return  # It takes long to find, and one is enough to refuse all.


def _too_many(name: str, count: int, span: Span) -> Diagnostic:
    return Diagnostic(
        "LP1013",
        f"`{name}` is made of {count} calendars",
        span,
        f"at most {MOST_PARTS} are joined, parts of parts among them",
    )


def _never_open(calendars: Calendars, name: str, span: Span) -> Diagnostic:
    parts = ", ".join(f"`{part}`" for part in parts_of(calendars, name))
    return Diagnostic(
        "LP2005",
        f"`{name}` is never open: {parts} have no open time in common",
        span,
        "let the hours of all of them meet",
    )
