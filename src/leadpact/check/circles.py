"""Circles: nothing can need itself to be known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.check.graph import Node, find_circle
from leadpact.diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check.subject import Subject

_SECTIONS = {
    Node.DEFINITION: "definitions.{}",
    Node.SCORE: "scoring.{}",
    Node.STAGES: "stages",
    Node.TIMER: "timers.{}",
}


def check_circles(subject: Subject) -> Iterator[Diagnostic]:
    """A circle, told from the first of its things by place."""
    # The last thing of a circle is the first one again, and each is needed by the next.
    circle = find_circle(subject.policy)[:0:-1]
    if not circle:
        return
    spans = [subject.span(_SECTIONS[kind].format(name)) for kind, name in circle]
    start = spans.index(min(spans))
    words = [f"`{name}`" if name else "the stages" for _, name in circle]
    told = [*words[start:], *words[: start + 1]]
    yield Diagnostic(
        "LP2003",
        "a circle: " + " -> ".join(told),
        spans[start],
        "each needs the next one: let one of them do without",
    )
