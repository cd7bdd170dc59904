"""The way of a lead through the funnel.

A pass begins anew after `recycled` or `rejected`. A stage with `enter` is entered at
its event, a stage with `when` alone as soon as its condition holds; in a later pass
only when the condition turns true anew, or holds at a `reconverted` or `handed_off`.
"""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING

from leadpact.compile.plan import kind_of
from leadpact.engines.history import Record, derived_record, in_order
from leadpact.language.nodes import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from leadpact.engines.bound import BoundStage, Edges
    from leadpact.engines.facts import Facts
    from leadpact.engines.timeline import Timeline

#: Events that end the pass, and events that begin it again for `when` stages.
ENDS_PASS = frozenset({"recycled", "rejected"})
_BEGINS_PASS = frozenset({"reconverted", "handed_off"})


def follow_stages(timeline: Timeline) -> None:
    """Work out every stage entry up to ``now``.

    Fills ``passes`` and the derived `entered` events, which all versions share. The
    conditions of stages do not ask for stages: a checked policy has no such circle.
    """
    if not timeline.terms and not timeline.present.bound.stages:
        return
    views = {id(facts): _View(facts, timeline.now) for facts in timeline.facts}
    funnel = _Funnel(timeline.present)
    for at in sorted(_instants(timeline)):
        facts = timeline.in_force(at)
        if facts is None:
            # Nobody watches, yet a lead may go back.
            funnel.leave(at, views[id(timeline.present)].events(at))
        else:
            funnel.step(at, views[id(facts)])
    if not timeline.present.history.records:
        _tell_unentered(timeline.present, timeline.now)


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


def _instants(timeline: Timeline) -> set[int]:
    """Instants to look at: events, what follows from them, edges, new versions."""
    records = timeline.present.history.records
    if not records:
        return set()
    first = records[0].at
    found = {record.at for record in records}
    found.update(record.at for record in _derived(timeline.present, timeline.now))
    for facts, start, last in timeline.spans():
        if first < start <= last:
            found.add(start)
        for stage in facts.bound.stages:
            if not stage.plan.enter:
                found.update(edge_instants(facts, stage.edges, max(first, start), last))
    return found


def _derived(facts: Facts, now: int) -> Iterator[Record]:
    for records in facts.derived.values():
        yield from (record for record in records if record.at <= now)


class _View:
    """The events of a lead by instant, as one version sees them."""

    def __init__(self, facts: Facts, now: int) -> None:
        self.facts = facts
        self.stages = facts.bound.stages
        self._records: dict[int, list[Record]] = {}
        for record in chain(facts.history.records or (), _derived(facts, now)):
            self._records.setdefault(record.at, []).append(record)
        #: Stages without events of their own, whose conditions are watched.
        self.watched = [stage for stage in self.stages if not stage.plan.enter]
        #: By the identity of an event, the stages that it enters, in order.
        self.enters: dict[int, list[BoundStage]] = {}
        for stage in self.stages:
            if stage.plan.enter:
                for record in facts.all_matches(stage.plan.enter):
                    self.enters.setdefault(id(record), []).append(stage)

    def events(self, at: int) -> Sequence[Record]:
        """The events of an instant in order."""
        found = self._records.get(at, ())
        return in_order(found) if len(found) > 1 else found


class _Funnel:
    """Where the lead stands while its instants are walked."""

    def __init__(self, facts: Facts) -> None:
        self.passes = facts.passes
        self.derived = facts.derived
        self.entered: set[str] = set()
        self.held: dict[str, bool] = {}
        self.first_pass = True

    def leave(self, at: int, records: Iterable[Record]) -> None:
        """Walk over the events of an instant at which no version is in force."""
        if any(record.type in ENDS_PASS for record in records):
            self.end_pass(at)

    def step(self, at: int, view: _View) -> None:
        """Walk over the events of one instant, then look at the conditions."""
        begins = False
        for record in view.events(at):
            if record.type in ENDS_PASS:
                self.end_pass(at)
                begins = False
            begins = begins or record.type in _BEGINS_PASS
            for stage in view.enters.get(id(record), ()):
                self.try_entering(view, stage, record)
        for stage in view.watched:
            self.watch(view, stage, at, begins=begins)

    def end_pass(self, at: int) -> None:
        """Send the lead back to before the first stage."""
        self.first_pass = False
        self.entered.clear()
        self.passes.append((at, None))

    def try_entering(self, view: _View, stage: BoundStage, record: Record) -> None:
        """Enter a stage at its event, if its condition holds then."""
        moment = view.facts.at(record.at)
        holds = stage.holds is None or stage.holds(moment)
        if holds:
            self.enter(view, stage, record.at, record.seq, record.id)
        elif holds is None and stage.plan.when is not None:
            missing = ", ".join(f"`{name}`" for name in moment.behind(stage.plan.when))
            view.facts.find(
                "LP4008",
                f"stage `{stage.plan.name}`: `when` is unknown, so it is not entered: "
                f"{missing} is missing",
            )

    def watch(self, view: _View, stage: BoundStage, at: int, *, begins: bool) -> None:
        """Enter a stage whose condition holds, by the rules of the pass."""
        name = stage.plan.name
        holds = stage.holds is not None and stage.holds(view.facts.at(at)) is True
        turned = holds and not self.held.get(name, False)
        self.held[name] = holds
        if turned or (holds and begins and not self.first_pass):
            self.enter(view, stage, at, 0, f"entered:{name}:{at}")

    def enter(
        self, view: _View, stage: BoundStage, at: int, seq: int, identity: str
    ) -> None:
        """Note an entry, once in a pass."""
        name = stage.plan.name
        if name in self.entered:
            return
        self.entered.add(name)
        kind = kind_of(Source.ENTERED, name)
        entry = derived_record(at, seq, identity, kind)
        self.derived.setdefault(kind, []).append(entry)
        furthest = [
            one.plan.name for one in view.stages if one.plan.name in self.entered
        ]
        self.passes.append((at, furthest[-1]))
