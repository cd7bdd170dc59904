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
    """The first circle, from its first thing by place."""
    circle = find_circle(subject.policy)
    if not circle:
        return
    # The last thing of the circle is the first one again.
    spans = [subject.span(_SECTIONS[kind].format(name)) for kind, name in circle[1:]]
    words = [f"`{name}`" if name else "the stages" for _, name in circle]
    yield Diagnostic(
        "LP2003",
        "a circle: " + " needs ".join(reversed(words)),
        min(spans),
        "let one of them do without the others",
    )
