"""Circles, and rows of needs that are too long: nothing can need itself to be known."""

from __future__ import annotations

from graphlib import CycleError
from typing import TYPE_CHECKING

from leadpact.check.graph import (
    Graph,
    Node,
    Thing,
    dependencies,
    depths,
    in_dependency_order,
)
from leadpact.diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.check.subject import Subject
    from leadpact.diagnostics import Span

#: Operations within each other, through all definitions and scores that are needed.
#: Each is a call within a call when a lead is judged, and Python allows a thousand.
DEEPEST_NEED = 200

_SECTIONS = {
    Node.DEFINITION: "definitions.{}",
    Node.SCORE: "scoring.{}",
    Node.STAGES: "stages",
    Node.TIMER: "timers.{}",
}


def check_circles(subject: Subject) -> Iterator[Diagnostic]:
    """A circle, told from the first of its things by place; or a row too long."""
    # The last thing of a circle is the first one again, and each is needed by the next.
    graph = dependencies(subject.policy)
    try:
        order = in_dependency_order(graph)
    except CycleError as error:
        circle = error.args[1][:0:-1]
    else:
        yield from _rows(subject, graph, order)
        return
    spans = [subject.span(_SECTIONS[kind].format(name)) for kind, name in circle]
    yield told_circle([name for _, name in circle], spans)


def told_circle(names: Sequence[str], spans: Sequence[Span]) -> Diagnostic:
    """LP2003 for things of which each needs the next one; the stages have no name."""
    start = spans.index(min(spans))
    words = [f"`{name}`" if name else "the stages" for name in names]
    told = [*words[start:], *words[: start + 1]]
    return Diagnostic(
        "LP2003",
        "a circle: " + " -> ".join(told),
        spans[start],
        "each needs the next one: let one of them do without",
    )


def _rows(
    subject: Subject, graph: Graph, order: Sequence[Thing]
) -> Iterator[Diagnostic]:
    """The first thing that needs too much; all that need it in turn are not told."""
    for (kind, name), depth in depths(subject.policy, graph, order).items():
        if depth > DEEPEST_NEED:
            message = f"`{name}`, with all that it needs, is {depth} operations deep"
            hint = f"at most {DEEPEST_NEED} stand within each other: need fewer things"
            span = subject.span(_SECTIONS[kind].format(name))
            yield Diagnostic("LP1013", message, span, hint)
            return
