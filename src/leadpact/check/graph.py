"""What depends on what: definitions, scores, stages and timers."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, TypeAlias

from leadpact.language.nodes import Phrase, Source
from leadpact.language.walk import asked_in, depth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from leadpact.model.policy import Policy, Stage, Timer


class Node(enum.Enum):
    """Kinds of things that depend on each other; the stages are one thing."""

    DEFINITION = "definition"
    SCORE = "score"
    STAGES = "stages"
    TIMER = "timer"


#: A kind and a name; the stages have no name.
Thing: TypeAlias = tuple[Node, str]

#: What each thing asks for directly.
Graph: TypeAlias = Mapping[Thing, set[Thing]]

_DERIVED = {
    Source.ENTERED: Node.STAGES,
    Source.MISSED: Node.TIMER,
    Source.MET: Node.TIMER,
}


def timer_phrases(timer: Timer) -> Iterator[Phrase]:
    """The phrases that decide about instances of a timer."""
    yield from timer.starts
    yield from timer.until
    yield from timer.enough
    yield from timer.unless
    if timer.when is not None:
        yield timer.when
    if timer.pause is not None:
        yield from timer.pause.starts
        yield from timer.pause.until
    for cases in (timer.within, timer.times, timer.apart, timer.calendar):
        yield from (case.when for case in cases if case.when is not None)


def dependencies(policy: Policy) -> Graph:
    """What each thing asks for directly."""
    graph: dict[Thing, set[Thing]] = {}
    for name, definition in policy.definitions.items():
        graph[Node.DEFINITION, name] = asked_things(policy, definition.phrases)
    for name, lines in policy.scoring.items():
        graph[Node.SCORE, name] = asked_things(policy, lines)
    stages = [one for stage in policy.stages for one in stage_phrases(stage)]
    graph[Node.STAGES, ""] = asked_things(policy, stages)
    for name, timer in policy.timers.items():
        graph[Node.TIMER, name] = asked_things(policy, timer_phrases(timer))
    return graph


def stage_phrases(stage: Stage) -> Iterator[Phrase]:
    """The phrases that decide whether a lead enters a stage."""
    yield from stage.enter
    if stage.when is not None:
        yield stage.when


def asked_things(policy: Policy, phrases: Iterable[Phrase]) -> set[Thing]:
    """What phrases ask for directly."""
    asked: set[Thing] = set()
    for phrase in phrases:
        names, patterns = asked_in(phrase)
        for name in names:
            if name == "stage":
                asked.add((Node.STAGES, ""))
            elif name in policy.definitions:
                asked.add((Node.DEFINITION, name))
            elif name in policy.scoring:
                asked.add((Node.SCORE, name))
        for pattern in patterns:
            kind = _DERIVED.get(pattern.source)
            if kind is Node.STAGES:
                asked.add((kind, ""))
            elif kind is Node.TIMER and pattern.name.name in policy.timers:
                asked.add((kind, pattern.name.name))
    return asked


def in_dependency_order(graph: Graph) -> list[Thing]:
    """Things after what they ask for; by kind and name where the graph lets it.

    Raises:
        CycleError: There is a circle; its second argument tells it, from a thing by
            what asks for it, back to that thing.
    """
    sorter = TopologicalSorter(graph)
    sorter.prepare()
    order: list[Thing] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=lambda thing: (thing[0].value, thing[1]))
        order.extend(ready)
        sorter.done(*ready)
    return order


def depths(policy: Policy, graph: Graph, order: Iterable[Thing]) -> Mapping[Thing, int]:
    """How many nodes stand above one another in each thing and all that it needs.

    Args:
        policy: The policy.
        graph: Its ``dependencies``.
        order: Its things after what they ask for.
    """
    found: dict[Thing, int] = {}
    for thing in order:
        own = max((depth(each) for each in _phrases(policy, thing)), default=0)
        found[thing] = own + max((found[each] for each in graph[thing]), default=0)
    return found


def _phrases(policy: Policy, thing: Thing) -> Iterable[Phrase]:
    """What is worked out of definitions and scores within each other."""
    match thing:
        case (Node.DEFINITION, name):
            return policy.definitions[name].phrases
        case (Node.SCORE, name):
            return policy.scoring[name]
    return ()
