"""The record engine: one lead, plain Python; the reference for every other engine."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import attrs

from leadpact.compile.plan import kind_of
from leadpact.engines.consequences import consequence, due_steps
from leadpact.engines.facts import Facts, LeadMoment
from leadpact.engines.history import History, Source
from leadpact.engines.runs import instance
from leadpact.engines.stages import follow_stages
from leadpact.engines.straight import straight_folds
from leadpact.engines.timeline import Timeline
from leadpact.engines.timers import (
    derive,
    fold_timer,
    openings,
    starts,
    unjudged,
)
from leadpact.errors import NeverOpenError
from leadpact.instants import format_instant
from leadpact.language.nodes import Source as From
from leadpact.model.evaluation import (
    Consequence,
    Ending,
    Evaluation,
    Finding,
    Instance,
    Outcome,
    StageEntry,
    State,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leadpact.engines.bound import BoundLimit, BoundPlan
    from leadpact.engines.history import Record
    from leadpact.engines.runs import Run
    from leadpact.engines.straight import Straight
    from leadpact.model.lead import Lead, Person

#: How many changes of calendars are looked at for one that changes an answer. The
#: last of them is told as the next instant then: too early does no harm.
_MOST_EDGES = 64


class RecordEngine:
    """Judges leads by one policy, whenever that is in force; threads may share it.

    Attributes:
        bound: The policy.
    """

    def __init__(self, bound: BoundPlan) -> None:
        self.bound = bound
        self._straight = straight_folds(bound)

    def evaluate(
        self,
        lead: Lead,
        now: int,
        people: Mapping[str, Person],
        *,
        signed: bool = False,
    ) -> Evaluation:
        """Judge one lead at an instant.

        Args:
            lead: The lead with its events, in any order.
            now: Microseconds since the epoch; later events do not count.
            people: Owners by id; may be empty.
            signed: Whether every party's signature was verified.

        Returns:
            The same for the same input, whatever the order of the events.

        Raises:
            RecordError: The lead cannot be judged as it is; see ``Source.read``.
        """
        source = Source.read(lead, self.bound.types)
        return self.judge(source, now, people, signed=signed)

    def judge(
        self,
        source: Source,
        now: int,
        people: Mapping[str, Person],
        *,
        signed: bool = False,
    ) -> Evaluation:
        """Judge one lead that has been read already; as ``evaluate``."""
        if self._straight is not None and "waived" not in source.by_type:
            found = self._told_straight(self._straight, source, now, signed=signed)
            if found is not None:
                return found
        timeline = Timeline.alone(self.bound, source, now)
        return evaluated(timeline, self.bound.plan.order, people, signed=signed)[0]

    def _told_straight(
        self, straight: Sequence[Straight], source: Source, now: int, *, signed: bool
    ) -> Evaluation | None:
        """What plain timers and the instant say; ``None`` if a lead needs more."""
        facts = Facts(self.bound, History(source, now))
        instances: list[Instance] = []
        turn: int | None = None
        try:
            for tell in straight:
                due = tell(facts, now, instances)
                if due is not None and (turn is None or due < turn):
                    turn = due
        except NeverOpenError:
            return None
        result = _evaluation(LeadMoment(facts, now), (), instances, (), signed=signed)
        result.next = turn
        return result


def evaluated(
    timeline: Timeline,
    order: Sequence[str],
    people: Mapping[str, Person],
    *,
    signed: bool = False,
) -> tuple[Evaluation, Sequence[Run]]:
    """Judge one lead, with the run behind each instance of a timer, in their order.

    Args:
        timeline: The lead until ``now``, as one policy sees it, or its versions.
        order: Names of timers, each after what it depends on; the empty name, once,
            stands for the stages.
        people: Owners by id; may be empty.
        signed: Whether every party's signature was verified.
    """
    judged = _Judged(timeline, order, people)
    return judged.evaluation(signed=signed), judged.runs


def all_starts(
    timeline: Timeline, order: Sequence[str], people: Mapping[str, Person]
) -> Iterator[tuple[str, Record, Facts | None]]:
    """What starts timers: the timer, the event, and the version that judges it.

    Args:
        timeline: As for ``evaluated``, like the others.
        order: Names of timers, each after what it depends on.
        people: Owners by id; may be empty.
    """
    _Judged(timeline, order, people)
    for name in filter(None, order):
        for record, facts in starts(timeline, name, people):
            yield name, record, facts


def all_openings(
    timeline: Timeline, order: Sequence[str], people: Mapping[str, Person], name: str
) -> Sequence[Run]:
    """Each start of one timer, with the instance that it would open by itself.

    Args:
        timeline: As for ``evaluated``, like the others.
        order: Names of timers, each after what it depends on.
        people: Owners by id; may be empty.
        name: Name of the timer.
    """
    _Judged(timeline, order[: order.index(name)], people)
    return openings(timeline, name, people)


def _evaluation(
    present: LeadMoment,
    entries: Sequence[StageEntry],
    instances: Sequence[Instance],
    consequences: Sequence[Consequence],
    *,
    signed: bool,
) -> Evaluation:
    """A result but for the next instant: what was worked out, and of the instant."""
    facts, now = present.facts, present.at
    bound = facts.bound
    plan = bound.plan
    present.know_all()
    return Evaluation(
        plan.policy,
        plan.version,
        plan.digest,
        signed,
        {**bound.data},
        facts.history.lead,
        now,
        present.stage() or None,
        tuple(entries),
        {name: present.full_score(name) for name in bound.scores},
        {name: present.verdict(name) for name in bound.definitions},
        facts.owner(now),
        tuple(instances),
        tuple(consequences),
        tuple(sorted(facts.findings, key=Finding.rank)) if facts.findings else (),
    )


class _Judged:
    """One lead's facts, runs and steps at an instant; steps may be yet to come.

    Attributes:
        timeline: The lead until the instant.
        order: Names of timers, each after what it depends on.
        people: Owners by id.
        now: The instant.
        runs: Every run, by the name of the timer.
        steps: What follows from them.
    """

    def __init__(
        self, timeline: Timeline, order: Sequence[str], people: Mapping[str, Person]
    ) -> None:
        self.timeline = timeline
        self.order = order
        self.people = people
        self.now = timeline.now
        runs_of: dict[str, list[Run]] = {}
        for name in order:
            if not name:
                follow_stages(timeline)
                continue
            runs = runs_of[name] = fold_timer(timeline, name, people)
            if any(facts.bound.follows(name) for facts in timeline.facts):
                derive(timeline, name, runs)
        self.runs = [run for name in sorted(runs_of) for run in runs_of[name]]
        self.steps = [
            (run, step)
            for run in self.runs
            if run.timer.has_steps
            for step in due_steps(run, self.now)
        ]

    def _tell_unjudged(self) -> None:
        """A start between two versions, or after the last one, promises nothing.

        Before the first version nobody had promised anything yet.
        """
        timeline = self.timeline
        if not timeline.terms:
            return
        for name in filter(None, self.order):
            for record in unjudged(timeline, name, self.people):
                if record.at >= timeline.turns[0]:
                    at = format_instant(record.at)
                    timeline.present.find(
                        "LP4015",
                        f"timer `{name}`: no version judges what started at {at}, so "
                        "that nothing is promised",
                    )

    def later(self, at: int) -> Evaluation:
        """What will be said at a later instant if nothing happens until then."""
        then = _Judged(self.timeline.at(at), self.order, self.people)
        return then.present((), signed=False)

    def consequences(self) -> list[Consequence]:
        """Those due by now."""
        return [
            consequence(run, step, self.people)
            for run, step in self.steps
            if step.at <= self.now
        ]

    def evaluation(self, *, signed: bool) -> Evaluation:
        """Everything that is said."""
        result = self.present(_withdrawn(self), signed=signed)
        result.next = _next_change(self, result)
        for facts in self.timeline.facts:
            facts.forget()
        return result

    def present(self, withdrawn: Sequence[Consequence], *, signed: bool) -> Evaluation:
        """Everything but the next instant."""
        self.timeline.tell_gap()
        self._tell_unjudged()
        _tell_stray_waivers(self.timeline)
        instances = [instance(run, self.now) for run in self.runs]
        consequences = [*self.consequences(), *withdrawn]
        consequences.sort(key=lambda one: (one.due, one.key))
        return _evaluation(
            self.timeline.present.at(self.now),
            _entries(self.timeline),
            [*instances, *_violations(self.timeline)],
            consequences,
            signed=signed,
        )


def _tell_stray_waivers(timeline: Timeline) -> None:
    """A waiver that names no timer of the policy excuses nothing."""
    facts = timeline.present
    for record in facts.history.by_type.get("waived", ()):
        timer = record.data.get("timer")
        if not any(timer in each.bound.timers for each in timeline.facts):
            named = "no timer" if timer is None else f"an unknown timer `{timer}`"
            message = f"waiver `{record.id}` names {named}; it has no effect"
            facts.find("LP4012", message)


def _entries(timeline: Timeline) -> list[StageEntry]:
    """Entries into stages, by instant and order of the funnel."""
    facts = timeline.present
    present = facts.at(timeline.now)
    # The order is that of the version at `now`; stages that it dropped come first.
    complete: dict[str, tuple[str, ...]] = {}
    for each in timeline.facts:
        complete |= {stage.plan.name: () for stage in each.bound.stages}
    for stage in facts.bound.stages:
        del complete[stage.plan.name]
        complete[stage.plan.name] = stage.plan.complete
    found = [
        StageEntry(
            name,
            record.at,
            tuple(field for field in fields if present.field(field) is None),
        )
        for name, fields in complete.items()
        for record in facts.derived.get(kind_of(From.ENTERED, name), ())
    ]
    return sorted(found, key=lambda entry: entry.entered)


def _violations(timeline: Timeline) -> list[Instance]:
    """Events that limits forbid, by limit and event."""
    found: list[Instance] = []
    for facts in timeline.facts:
        for limit in facts.bound.limits:
            found += _violations_of(timeline, facts, limit)
    if timeline.terms:
        found.sort(key=lambda one: (one.timer, one.start))
    return found


def _violations_of(
    timeline: Timeline, facts: Facts, limit: BoundLimit
) -> Iterator[Instance]:
    """Events that a limit forbids, each a breached instance without a span."""
    for record in facts.all_matches(limit.plan.never):
        if timeline.judging(record.at) is not facts:
            continue
        moment = facts.at(record.at)
        holds = limit.holds is None or limit.holds(moment)
        if holds is None and limit.plan.when is not None:
            missing = ", ".join(f"`{name}`" for name in moment.behind(limit.plan.when))
            facts.find(
                "LP4008",
                f"limit `{limit.plan.name}`: `when` is unknown: {missing} is missing",
            )
        if holds:
            yield Instance(
                timer=limit.plan.name,
                party=limit.plan.party,
                start=record.at,
                start_event=record.id,
                state=State.BREACHED,
                outcome=Outcome.NEVER_MET,
                due=record.at,
                within="",
                calendar="",
                budget=0,
                used=0,
                end=record.at,
                ending=Ending.VIOLATED,
                end_event=record.id,
                end_type=record.type,
                needed=0,
                owner_at_due=facts.owner(record.at),
                version=facts.bound.plan.version,
                start_recorded=record.recorded_apart,
                end_recorded=record.recorded_apart,
            )


def _withdrawn(judged: _Judged) -> list[Consequence]:
    """Consequences that were due before a back-dated event was written down.

    For each such event the lead is judged by what was known just before it; what was
    due then, and is not due by all that is known now, has been withdrawn.
    """
    timeline = judged.timeline
    if not timeline.owes:
        return []
    records = timeline.present.history.records or ()
    late = sorted(
        {record.recorded for record in records if record.recorded > record.at}
    )
    if not late:
        return []
    due = {one.key for one in judged.consequences()}
    withdrawn: dict[str, Consequence] = {}
    for recorded in late:
        before = timeline.known_before(recorded, min(timeline.now, recorded - 1))
        then = _Judged(before, judged.order, judged.people)
        for one in then.consequences():
            if one.key not in due:
                withdrawn[one.key] = attrs.evolve(one, withdrawn=True)
    return list(withdrawn.values())


def _next_change(judged: _Judged, result: Evaluation) -> int | None:
    """The first later instant at which a verdict changes without a new event."""
    instants = [at for at in _timed(judged) if at > judged.now]
    timed = min(instants, default=None)
    present = judged.timeline.present.bound.present
    if not present.patterns and not present.calendars:
        return timed
    for at, is_horizon in _edges(judged):
        if timed is not None and at >= timed:
            break
        if is_horizon or _is_change(judged, result, at):
            return at
    return timed


def _is_change(judged: _Judged, result: Evaluation, at: int) -> bool:
    """Whether anything but used and remaining time is said anew at a later instant.

    It is the end of a window or a change of a calendar, and nothing happens until then.
    Scores and definitions tell at once; only where a stage may be entered, and open
    timers, is everything looked at.
    """
    facts = judged.timeline.present
    known = len(facts.findings)
    present, then = facts.at(judged.now), facts.at(at)
    then.know_all()
    if (
        any(then.full_score(name) != score for name, score in result.scores.items())
        or any(then.verdict(name) != one for name, one in result.definitions.items())
        or len(facts.findings) > known
    ):
        return True
    turns = any(
        stage.holds(then) is True and stage.holds(present) is not True
        for stage in facts.bound.stages
        if stage.holds is not None and not stage.plan.enter
    )
    return turns and _verdicts(judged.later(at)) != _verdicts(result)


def _timed(judged: _Judged) -> Iterator[int]:
    """Instants at which instances and their steps change."""
    for run in judged.runs:
        if run.end is None:
            if run.timer.warn:
                yield from run.warnings()
            if run.due is not None:
                yield run.due
    yield from (step.at for _, step in judged.steps)
    yield from judged.timeline.turns


def _edges(judged: _Judged) -> Iterator[tuple[int, bool]]:
    """Later ends of windows and changes of calendars, in order.

    The flag marks the last change of a calendar that is looked at.
    """
    facts, now = judged.timeline.present, judged.now
    present, plan = facts.bound.present, facts.bound.plan
    windows = {
        (record.at + window, False)
        for pattern in present.patterns
        if (window := plan.patterns[pattern].window)
        for record in facts.matches(pattern)
        if record.at + window > now
    }
    changes = (_changes(facts, name, now) for name in sorted(present.calendars))
    return heapq.merge(sorted(windows), *changes)


def _changes(facts: Facts, calendar: str, now: int) -> Iterator[tuple[int, bool]]:
    clock = facts.at(now).calendar(calendar)
    at = clock.next_change(now)
    for count in range(1, _MOST_EDGES + 1):
        if at is None:
            return
        yield at, count == _MOST_EDGES
        at = clock.next_change(at)


def _verdicts(result: Evaluation) -> object:
    """What of a result counts as a change: all but used and remaining time.

    What was withdrawn stays so, and a later instant is judged without it.
    """
    instances = [attrs.evolve(one, used=0, held=()) for one in result.instances]
    owed = [one for one in result.consequences if not one.withdrawn]
    return attrs.evolve(
        result,
        now=0,
        next=None,
        signed=False,
        instances=tuple(instances),
        consequences=tuple(owed),
    )
