"""A book: the versions of one policy, and which of them judges what."""

from __future__ import annotations

import os
from functools import partial
from graphlib import CycleError
from itertools import zip_longest
from typing import TYPE_CHECKING

import attrs

from leadpact.check import check_policy
from leadpact.check.graph import (
    Node,
    Thing,
    dependencies,
    in_dependency_order,
)
from leadpact.check.versions import check_versions, end_instant, first_instant
from leadpact.diagnostics import Diagnostic, Severity, Span, in_order
from leadpact.engines.record import all_starts, evaluated
from leadpact.engines.refusing import judge_or_refuse
from leadpact.engines.timeline import Term, Timeline
from leadpact.errors import PolicyError, RecordError, refusal
from leadpact.instants import from_instant, to_instant
from leadpact.loading.files import read_bytes, read_file
from leadpact.loading.policy import load_policy
from leadpact.loading.versions import version_files
from leadpact.model.binding import begun, in_force
from leadpact.model.records import SomeLead, SomePerson, as_lead, people_by_id
from leadpact.pact import Pact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from leadpact.engines.runs import Run
    from leadpact.explain import Explanation
    from leadpact.model.evaluation import Evaluation, Refused
    from leadpact.model.lead import Lead, Person
    from leadpact.model.policy import Bind, Policy
    from leadpact.tally import Tally


@attrs.frozen(eq=False)
class Version:
    """One version of a policy, and when it is in force: from start, before end.

    Attributes:
        pact: The policy.
        start: The first instant in force, in microseconds since the epoch: the start
            of the day `effective`, in the policy's `timezone`.
        end: The end of the day `ends`, or the start of the next version; ``None`` for
            a version that stays in force.
    """

    pact: Pact
    start: int
    end: int | None

    @property
    def policy(self) -> Policy:
        """The policy as its file says it."""
        return self.pact.checked.policy

    @property
    def number(self) -> str:
        """Its version, such as `1.0.0`."""
        return self.policy.version

    @property
    def bind(self) -> Bind:
        """Which version judges what starts while it is in force."""
        return self.policy.bind

    @property
    def start_at(self) -> datetime:
        """The first instant in force, UTC."""
        return from_instant(self.start)

    @property
    def end_at(self) -> datetime | None:
        """The first instant no longer in force, UTC; ``None`` if there is no such."""
        return None if self.end is None else from_instant(self.end)


@attrs.frozen
class Start:
    """A start of a timer, and which version judges what it opens.

    Attributes:
        timer: Name of the timer.
        start: Instant of the start, in microseconds since the epoch.
        event: Id of the event.
        kind: Type of the event; `missed accept` for one that was derived.
        at_start: The version in force at the start; ``None`` if none was.
        version: The version that judges it; ``None`` for a start that nobody judges.
    """

    timer: str
    start: int
    event: str
    kind: str
    at_start: Version | None
    version: Version | None


@attrs.frozen
class Which:
    """Which versions judge a lead, and why.

    Attributes:
        lead: Id of the lead.
        now: The instant asked for, in microseconds since the epoch.
        present: The version in force at it; ``None`` if none is.
        created: Instant at which the lead was created: that of its first `created`
            event, else of its first event; ``None`` for a lead without events.
        at_creation: The version in force then; ``None`` if none was.
        starts: Starts of timers by instant, also of those that found a timer running.
    """

    lead: str
    now: int
    present: Version | None
    created: int | None
    at_creation: Version | None
    starts: tuple[Start, ...]


class Book:
    """The versions of one policy; safe to share between threads.

    Attributes:
        versions: In order; no two of them are in force at one instant.
        diagnostics: Warnings about the versions beside each other, such as days
            without any.
    """

    def __init__(
        self, versions: Sequence[Version], diagnostics: Sequence[Diagnostic] = ()
    ) -> None:
        self.versions = tuple(versions)
        self.diagnostics = tuple(diagnostics)
        self._terms = [
            Term(version.pact.bound, version.start, version.end, version.bind)
            for version in self.versions
        ]
        graph: dict[Thing, set[Thing]] = {}
        for version in self.versions:
            for thing, asked in dependencies(version.policy).items():
                graph.setdefault(thing, set()).update(asked)
        self._order = [
            name
            for kind, name in in_dependency_order(graph)
            if kind in {Node.TIMER, Node.STAGES}
        ]

    def __reduce__(self) -> tuple[type[Book], tuple[object, ...]]:
        return Book, (self.versions, self.diagnostics)

    def __repr__(self) -> str:
        numbers = ", ".join(version.number for version in self.versions)
        return f"Book({self.policy} {numbers})"

    @property
    def policy(self) -> str:
        """The name of the policy, which all versions share."""
        return self.versions[0].policy.policy

    def in_force(self, at: datetime) -> Pact:
        """The version in force at an aware instant.

        Raises:
            RecordError: LP4015 if none is; LP4002 an instant without a zone.
        """
        instant = to_instant(at)
        found = in_force(self.versions, instant)
        if found is None:
            raise self._refusal(instant)
        return found.pact

    def _refusal(self, at: int) -> RecordError:
        """Why no version is in force at an instant."""
        count = begun(self.versions, at)
        past, later = self.versions[:count], self.versions[count:]
        parts = []
        if past:
            parts.append(f"`{past[-1].number}` ended at {past[-1].end_at}")
        if later:
            parts.append(f"`{later[0].number}` comes into force at {later[0].start_at}")
        message = f"no version of `{self.policy}` is in force at {from_instant(at)}"
        return refusal("LP4015", f"{message}: {', and '.join(parts)}")

    def evaluate(
        self, lead: SomeLead, *, now: datetime, people: Iterable[SomePerson] = ()
    ) -> Evaluation:
        """Judge one lead at an instant, each promise by the version that binds it.

        Args:
            lead: The lead with its events, in any order, or the same as plain data.
                What an older version cannot read, but the one at ``now`` can, is
                missing for that one, and a finding.
            now: Aware instant; events after it do not count.
            people: Owners of leads, for `calendar: owner` and for addresses.

        Returns:
            As ``Pact.evaluate``. Scores and definitions are those of the version in
            force at ``now``, in a gap of the one before it; each instance names the
            version that judges it.

        Raises:
            RecordError: As ``Pact.evaluate``; LP4015 if no version has come into
                force yet.

        Source: docs/explanation/versions.md.
        """
        return self._judge(as_lead(lead), to_instant(now), people_by_id(people))

    def evaluate_many(
        self,
        leads: Iterable[SomeLead],
        *,
        now: datetime,
        people: Iterable[SomePerson] = (),
    ) -> Iterator[Evaluation | Refused]:
        """Judge leads one after the other; as ``Pact.evaluate_many``.

        Raises:
            RecordError: ``now`` or one of the people is wrong, or no version has come
                into force yet, before any lead.
        """
        at = to_instant(now)
        self._begun(at)
        judge = partial(self._judge, now=at, people=people_by_id(people))
        return (judge_or_refuse(judge, lead) for lead in leads)

    def tally(self, *, now: datetime, people: Iterable[SomePerson] = ()) -> Tally:
        """Judge leads, and count what the goals measure on the way.

        Each period of a goal is judged by the version in force when it starts.

        Args:
            now: Aware instant; events after it do not count.
            people: Owners of leads, and the teams that they are in.

        Raises:
            RecordError: ``now`` or one of the people is wrong, or no version has come
                into force yet.
        """
        # Services that judge no goals need neither.
        from leadpact.engines.goals import GoalTally  # noqa: PLC0415
        from leadpact.tally import Tally  # noqa: PLC0415

        at, by_id = to_instant(now), people_by_id(people)
        goals = [
            GoalTally(version.pact.bound, by_id, version.start, version.end)
            for version in self._begun(at)
        ]

        def judge(lead: Lead) -> tuple[Evaluation, Timeline]:
            found, timeline, _ = self._evaluated(lead, at, by_id)
            return found, timeline

        return Tally(judge, goals, at)

    def begun(self, at: datetime) -> tuple[Version, ...]:
        """The versions that have come into force by an aware instant, in order.

        Scores and definitions at that instant are those of the last of them.

        Raises:
            RecordError: LP4015 if there is none; LP4002 an instant without a zone.
        """
        return self._begun(to_instant(at))

    def _begun(self, at: int) -> tuple[Version, ...]:
        found = self.versions[: begun(self.versions, at)]
        if not found:
            raise self._refusal(at)
        return found

    def explain(
        self,
        lead: SomeLead,
        *,
        now: datetime,
        people: Iterable[SomePerson] = (),
        stretches: bool = False,
    ) -> Explanation:
        """Tell in sentences why a lead has its verdict.

        Args:
            lead: As for ``evaluate``.
            now: Aware instant; events after it do not count.
            people: Owners of leads, also for their names.
            stretches: Whether to tell, below each promise, every stretch of time that
                its clock used or skipped up to the due instant.

        Returns:
            As ``Pact.explain``, in the language and zone of the version in force at
            ``now``; where there are several versions, each promise names its own.

        Raises:
            RecordError: As ``evaluate``.
        """
        # Services that only judge need neither.
        from leadpact.engines.accounts import accounts  # noqa: PLC0415
        from leadpact.explain import explain_lead  # noqa: PLC0415

        known, by_id = as_lead(lead), people_by_id(people)
        evaluation, timeline, runs = self._evaluated(known, to_instant(now), by_id)
        return explain_lead(
            evaluation,
            accounts(evaluation, timeline, runs),
            {version.number: version.policy for version in self.versions},
            by_id,
            stretches=stretches,
        )

    def _judge(self, lead: Lead, now: int, people: Mapping[str, Person]) -> Evaluation:
        return self._evaluated(lead, now, people)[0]

    def _evaluated(
        self, lead: Lead, now: int, people: Mapping[str, Person]
    ) -> tuple[Evaluation, Timeline, Sequence[Run]]:
        present = self._begun(now)[-1]
        timeline = Timeline.read(self._terms, lead, now)
        result, runs = evaluated(timeline, self._order, people)
        if unread := present.pact.bound.types.unread(lead.fields):
            result.add(unread)
        return result, timeline, runs

    def which(
        self, lead: SomeLead, *, now: datetime, people: Iterable[SomePerson] = ()
    ) -> Which:
        """Which versions judge a lead, and why.

        Args:
            lead: The lead with its events, in any order, or the same as plain data.
            now: Aware instant; events after it do not count.
            people: Owners of leads, for `calendar: owner`.

        Returns:
            What ``evaluate`` goes by. Before the first version nobody judges.

        Raises:
            RecordError: As ``Pact.evaluate``.

        Source: docs/explanation/versions.md.
        """
        instant, known = to_instant(now), as_lead(lead)
        timeline = Timeline.read(self._terms, known, instant)
        created = timeline.created
        return Which(
            known.id,
            instant,
            in_force(self.versions, instant),
            created,
            None if created is None else in_force(self.versions, created),
            self._starts(timeline, people_by_id(people)),
        )

    def _starts(
        self, timeline: Timeline, people: Mapping[str, Person]
    ) -> tuple[Start, ...]:
        """What starts timers, each by the version that judges it."""
        by_bound = {version.pact.bound: version for version in self.versions}
        found = {}
        for timer, record, judge in all_starts(timeline, self._order, people):
            found[record.at, timer, record.id] = Start(
                timer,
                record.at,
                record.id,
                record.type,
                in_force(self.versions, record.at),
                None if judge is None else by_bound[judge.bound],
            )
        return tuple(found[key] for key in sorted(found))


def load_book(folder: str | os.PathLike[str]) -> Book:
    """Load, check and compile all versions of a policy.

    Args:
        folder: Holds a file `<version>.yaml` for each version, such as
            `policies/inbound`.

    Raises:
        PolicyError: The folder cannot be read or holds no version, a version has
            mistakes, or two of them do not go together; ``diagnostics`` lists all
            mistakes of all files, by place.

    Example:
        >>> load_book("no-such-folder")
        Traceback (most recent call last):
        leadpact.errors.PolicyError: no-such-folder:1:1: error[LP1001]: ...
    """
    place = os.fsdecode(folder)
    found: list[Diagnostic] = []
    sources: dict[str, str] = {}
    pacts: dict[str, Pact | None] = {}
    for file in version_files(place):
        pacts[file] = None
        try:
            loaded = load_policy(file, read_bytes(file), read_file)
            sources |= loaded.document.sources
            pacts[file] = Pact(check_policy(loaded))
        except PolicyError as error:
            found += error.diagnostics
            sources |= error.sources
    policies = {
        file: None if pact is None else pact.checked.policy
        for file, pact in pacts.items()
    }
    found += check_versions(place, policies)
    if any(one.severity is Severity.ERROR for one in found):
        raise PolicyError(in_order(found), sources)
    sound = [pact for pact in pacts.values() if pact is not None]
    try:
        return Book(_in_order(sound), in_order(found))
    except CycleError as error:
        names = " -> ".join(f"`{name or 'stages'}`" for _, name in error.args[1])
        message = f"a circle between versions: {names}"
        hint = "each needs the next one in some version: name one of them anew"
        raise PolicyError([Diagnostic("LP2003", message, Span(place), hint)]) from None


def _in_order(pacts: Iterable[Pact]) -> tuple[Version, ...]:
    """Versions by their starts, each until its own end or the start of the next."""
    ordered = sorted(pacts, key=lambda pact: first_instant(pact.checked.policy))
    versions = []
    for pact, later in zip_longest(ordered, ordered[1:]):
        end = end_instant(pact.checked.policy)
        if end is None and later is not None:
            end = first_instant(later.checked.policy)
        versions.append(Version(pact, first_instant(pact.checked.policy), end))
    return tuple(versions)
