"""The way of a lead through the funnel.

A pass begins anew after `recycled` or `rejected`. A stage with `enter` is entered at
its event, a stage with `when` alone as soon as its condition holds; in a later pass
only when the condition turns true anew, or holds at a `reconverted` or `handed_off`.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from leadpact.engines.history import Record
from leadpact.language.nodes import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from leadpact.engines.bound import BoundStage, Edges
    from leadpact.engines.facts import Facts

#: Events that end the pass, and events that begin it again for `when` stages.
ENDS_PASS = frozenset({"recycled", "rejected"})
_BEGINS_PASS = frozenset({"reconverted", "handed_off"})


def follow_stages(facts: Facts, now: int) -> None:
    """Work out every stage entry up to ``now``.

    Fills ``facts.passes`` and the derived `entered` events. The conditions of stages
    do not ask for stages: a checked policy has no such circle.
    """
    funnel = _Funnel(facts)
    for at, group in groupby(_instants(facts, now), key=lambda pair: pair[0]):
        funnel.step(at, [record for _, record in group if record is not None])
    if not facts.history.records:
        _tell_unentered(facts, now)


def _tell_unentered(facts: Facts, now: int) -> None:
    """Without any event nobody knows since when a condition holds."""
    for stage in facts.bound.stages:
        holds = stage.holds is not None and stage.holds(facts.at(now))
        if holds and not stage.plan.enter:
            facts.find(
                "LP4014",
                f"stage `{stage.plan.name}` is not entered: the lead has no event "
                "that tells since when its condition holds",
            )


def edge_instants(facts: Facts, edges: Edges, after: int, until: int) -> Iterator[int]:
    """Instants in ``(after, until]`` at which windows end and calendars change.

    An event at ``t`` lies in a window of length ``w`` until just before ``t + w``.
    """
    for pattern in edges.patterns:
        window = facts.bound.plan.patterns[pattern].window or 0
        for record in facts.matches(pattern):
            if after < record.at + window <= until:
                yield record.at + window
    for name in edges.calendars:
        moves = {
            change.at
            for field in facts.bound.zone_fields(name)
            for change in facts.history.changes.get(field, ())
            if after < change.at < until
        }
        # A lead that moves to another zone has another calendar from then on.
        spans = [after, *sorted(moves), until]
        for start, end in pairwise(spans):
            calendar = facts.at(start).calendar(name)
            at = calendar.next_change(start)
            while at is not None and at <= end:
                yield at
                at = calendar.next_change(at)


def _instants(facts: Facts, now: int) -> list[tuple[int, Record | None]]:
    """Instants to look at, each with one of its events, in order."""
    records = facts.history.records or ()
    looks: list[tuple[int, Record | None]] = [(record.at, record) for record in records]
    watched = [stage for stage in facts.bound.stages if not stage.plan.enter]
    for stage in watched if records else ():
        edges = edge_instants(facts, stage.edges, records[0].at, now)
        looks.extend((at, None) for at in edges)
    looks.extend((record.at, record) for record in _derived(facts, now))
    looks.sort(key=lambda pair: (pair[0], *(pair[1].rank if pair[1] else ())))
    return looks


def _derived(facts: Facts, now: int) -> Iterator[Record]:
    for records in facts.derived.values():
        yield from (record for record in records if record.at <= now)


class _Funnel:
    """Where the lead stands while its instants are walked."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.entered: set[str] = set()
        self.held: dict[str, bool] = {}
        self.first_pass = True
        self.stages = facts.bound.stages
        self.enters = {
            stage.plan.name: {
                record.id for record in facts.all_matches(stage.plan.enter)
            }
            for stage in self.stages
            if stage.plan.enter
        }

    def step(self, at: int, records: Iterable[Record]) -> None:
        """Walk over the events of one instant, then look at the conditions."""
        begins = False
        for record in records:
            if record.type in ENDS_PASS:
                self.end_pass(at)
                begins = False
            begins = begins or record.type in _BEGINS_PASS
            for stage in self.stages:
                if record.id in self.enters.get(stage.plan.name, ()):
                    self.try_entering(stage, at, record)
        for stage in self.stages:
            if not stage.plan.enter:
                self.watch(stage, at, begins=begins)

    def end_pass(self, at: int) -> None:
        self.first_pass = False
        self.entered.clear()
        self.facts.passes.append((at, None))

    def try_entering(self, stage: BoundStage, at: int, record: Record) -> None:
        moment = self.facts.at(at)
        holds = stage.holds is None or stage.holds(moment)
        if holds:
            self.enter(stage, at, record.seq, record.id)
        elif holds is None and stage.plan.when is not None:
            missing = ", ".join(f"`{name}`" for name in moment.behind(stage.plan.when))
            self.facts.find(
                "LP4008",
                f"stage `{stage.plan.name}`: `when` is unknown, so it is not entered: "
                f"{missing} is missing",
            )

    def watch(self, stage: BoundStage, at: int, *, begins: bool) -> None:
        """Enter a stage whose condition holds, by the rules of the pass."""
        name = stage.plan.name
        holds = stage.holds is not None and stage.holds(self.facts.at(at)) is True
        turned = holds and not self.held.get(name, False)
        self.held[name] = holds
        if turned or (holds and begins and not self.first_pass):
            self.enter(stage, at, 0, f"entered:{name}:{at}")

    def enter(self, stage: BoundStage, at: int, seq: int, identity: str) -> None:
        name = stage.plan.name
        if name in self.entered:
            return
        self.entered.add(name)
        entry = Record(at, seq, identity, f"entered {name}")
        self.facts.derived.setdefault((Source.ENTERED, name), []).append(entry)
        furthest = [
            one.plan.name for one in self.stages if one.plan.name in self.entered
        ]
        self.facts.passes.append((at, furthest[-1]))
