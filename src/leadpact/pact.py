"""A policy ready to judge leads: load, check and compile in one step."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from leadpact.business_time import Calendar
from leadpact.check import CheckedPolicy, check_policy
from leadpact.compile.policy import compile_policy
from leadpact.diagnostics import near
from leadpact.engines.bound import BoundPlan
from leadpact.engines.decide import Decision, decide
from leadpact.engines.history import Record, Source, read_event, unique_in_order
from leadpact.engines.record import RecordEngine, evaluated
from leadpact.engines.refusing import judge_or_refuse
from leadpact.engines.timeline import Timeline
from leadpact.errors import refusal
from leadpact.instants import to_instant
from leadpact.loading.files import read_bytes, read_file
from leadpact.loading.policy import load_policy
from leadpact.model.lead import Event, Lead, Person
from leadpact.model.plain import other
from leadpact.model.records import (
    SomeLead,
    SomePerson,
    as_lead,
    event_from_data,
    people_by_id,
)
from leadpact.signing.canonical import digest
from leadpact.signing.ending import ending_alert

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from leadpact.compile.plan import Plan
    from leadpact.engines.runs import Run
    from leadpact.explain import Explanation
    from leadpact.model.evaluation import Evaluation, Finding, Refused
    from leadpact.model.values import Bare
    from leadpact.tally import Tally


class Pact:
    """A checked policy that judges leads; safe to share between threads.

    Attributes:
        checked: The policy with its names and types.
        digest: SHA-256 of its canonical form, 64 hexadecimal digits.
        plan: What the engines interpret.
        bound: The plan with its conditions as functions.
        engine: What judges leads by it.
        signed: Whether every party's signature was verified; see ``load_signed``.
    """

    def __init__(self, checked: CheckedPolicy, *, signed: bool = False) -> None:
        self.checked = checked
        self.signed = signed
        self.digest = digest(checked.policy)
        self.plan: Plan = compile_policy(checked, self.digest)
        self.bound = BoundPlan(self.plan)
        self.engine = RecordEngine(self.bound)
        self._alert = ending_alert(checked.policy) if signed else None

    def __reduce__(self) -> tuple[Callable[..., Pact], tuple[CheckedPolicy, bool]]:
        return _pact, (self.checked, self.signed)

    def __repr__(self) -> str:
        policy = self.checked.policy
        return f"Pact({policy.policy} {policy.version}, {self.digest[:12]})"

    def evaluate(
        self, lead: SomeLead, *, now: datetime, people: Iterable[SomePerson] = ()
    ) -> Evaluation:
        """Judge one lead at an instant.

        Args:
            lead: The lead with its events, in any order, or the same as plain data;
                see ``lead_from_data``. Money without a currency is in the policy's, a
                number in a percentage field is in percent.
            now: Aware instant; events after it do not count.
            people: Owners of leads, for `calendar: owner` and for addresses.

        Returns:
            Scores, definitions, stage, timers, consequences due by ``now``, and the
            instant to look again at. The same input gives the same answer, whatever
            the order of the events.

        Raises:
            RecordError: LP4002 an instant without a zone, LP4004 a value of the
                wrong type, LP4005 one id with two contents, LP4009 an unknown
                zone of the lead, LP4017 plain data of another shape.

        Source: docs/explanation/evaluation.md.
        """
        return self._judge(as_lead(lead), to_instant(now), people_by_id(people))

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
            Sentences in the policy's language, with instants in its zone, and the
            values behind them.

        Raises:
            RecordError: As ``evaluate``.
        """
        # Services that only judge need neither.
        from leadpact.engines.accounts import accounts  # noqa: PLC0415
        from leadpact.explain import explain_lead  # noqa: PLC0415

        by_id = people_by_id(people)
        evaluation, timeline, runs = self._evaluated(
            as_lead(lead), to_instant(now), by_id
        )
        return explain_lead(
            evaluation,
            accounts(evaluation, timeline, runs),
            {evaluation.version: self.checked.policy},
            by_id,
            stretches=stretches,
        )

    def evaluate_many(
        self,
        leads: Iterable[SomeLead],
        *,
        now: datetime,
        people: Iterable[SomePerson] = (),
    ) -> Iterator[Evaluation | Refused]:
        """Judge leads one after the other, in their order, each when it is asked for.

        Args:
            leads: As for ``evaluate``, in any number.
            now: Aware instant; events after it do not count.
            people: Owners of leads.

        Returns:
            One result for each lead: what ``evaluate`` returns or, where it would
            raise, a ``Refused``, which has nothing in common with a verdict.

        Raises:
            RecordError: ``now`` or one of the people is wrong, before any lead.
        """
        judge = partial(self._judge, now=to_instant(now), people=people_by_id(people))
        return (judge_or_refuse(judge, lead) for lead in leads)

    def tally(self, *, now: datetime, people: Iterable[SomePerson] = ()) -> Tally:
        """Judge leads at an instant, and count what the goals measure on the way.

        Args:
            now: Aware instant; events after it do not count.
            people: Owners of leads, and the teams that they are in.

        Raises:
            RecordError: ``now`` or one of the people is wrong.
        """
        # Services that judge no goals need neither.
        from leadpact.engines.goals import GoalTally  # noqa: PLC0415
        from leadpact.tally import Tally  # noqa: PLC0415

        at, by_id = to_instant(now), people_by_id(people)

        def judge(lead: Lead) -> tuple[Evaluation, Timeline]:
            found, timeline, _ = self._evaluated(lead, at, by_id)
            return found, timeline

        return Tally(judge, [GoalTally(self.bound, by_id)], at)

    def decide(self, fields: Mapping[str, object], *, now: datetime) -> Decision:
        """Decide about a lead by its fields alone, in a microsecond or two.

        Args:
            fields: Values of the policy's fields; others are not looked at.
            now: Aware instant, for conditions that ask for opening hours.

        Returns:
            Scores and definitions, as ``evaluate`` tells them of a lead whose history
            is not known: every question about events is unknown.

        Raises:
            RecordError: LP4002 an instant without a zone, LP4004 a value of the wrong
                type or fields that are no mapping, LP4006 a number outside the
                limits, LP4009 an unknown zone of the lead.
        """
        try:
            return decide(self.bound, fields, now)
        except (AttributeError, TypeError):
            # Looked at only here: nothing may be slower for those who give a mapping.
            if isinstance(fields, Mapping):
                raise
            error = other("an object", fields)  # type: ignore[unreachable]
            raise refusal(error.code, f"the fields: {error}") from None

    def begin(
        self, lead: SomeLead, *, people: Iterable[SomePerson] = ()
    ) -> LeadSession:
        """Follow one lead: take in its events one by one, and judge it at any instant.

        Args:
            lead: The lead with the events that are known so far; ``None`` for its
                events is taken for none.
            people: Owners of leads, as for ``evaluate``.

        Raises:
            RecordError: As ``evaluate``.
        """
        known = as_lead(lead)
        source = Source.read(known, self.bound.types)
        return LeadSession(
            self,
            known.id,
            source.fields,
            source.records or [],
            people_by_id(people),
            self.bound.types.unread(known.fields),
        )

    def calendar(self, name: str, zones: Mapping[str, str] | None = None) -> Calendar:
        """A calendar of the policy, to compute with.

        Args:
            name: Its name.
            zones: For a calendar on the lead's own clock, what the fields hold that
                `timezone: {field: ...}` names; without one that of `otherwise`.

        Raises:
            KeyError: The policy has no such calendar.
            ValueError: There is no such zone.
        """
        specs = {each.name: each.spec for each in self.plan.calendars}
        if name not in specs:
            msg = f"no calendar `{name}`: {near(name, specs) or 'the policy has none'}"
            raise KeyError(msg)
        return Calendar.of(specs, name).for_lead(zones or {})

    def _tell_ending(self, result: Evaluation) -> None:
        """Add the alert that a signed version ends, or when it will be due."""
        alert = self._alert
        if alert is None:
            return
        if result.now < alert.due:
            result.next = min(result.next or alert.due, alert.due)
            return
        owed = [*result.consequences, alert]
        owed.sort(key=lambda one: (one.due, one.key))
        result.consequences = tuple(owed)

    def _evaluated(
        self, lead: Lead, now: int, people: Mapping[str, Person]
    ) -> tuple[Evaluation, Timeline, Sequence[Run]]:
        """The result of one lead, with all that is behind it."""
        bound = self.bound
        timeline = Timeline.alone(bound, Source.read(lead, bound.types), now)
        order = bound.plan.order
        result, runs = evaluated(timeline, order, people, signed=self.signed)
        self._tell_ending(result)
        if unread := bound.types.unread(lead.fields):
            result.add(unread)
        return result, timeline, runs

    def _judge(self, lead: Lead, now: int, people: Mapping[str, Person]) -> Evaluation:
        result = self.engine.evaluate(lead, now, people, signed=self.signed)
        self._tell_ending(result)
        if unread := self.bound.types.unread(lead.fields):
            result.add(unread)
        return result


class LeadSession:
    """One lead that a service follows; made by ``Pact.begin``.

    What it says is what ``Pact.evaluate`` says of a lead with the same events, whatever
    order they came in. It keeps the events, typed and in order, and nothing that could
    drift: no running totals. One thread at a time may apply events.
    """

    __slots__ = ("_fields", "_lead", "_pact", "_people", "_records", "_unread")

    def __init__(
        self,
        pact: Pact,
        lead: str,
        fields: Mapping[str, Bare],
        records: list[Record],
        people: Mapping[str, Person],
        unread: Finding | None,
    ) -> None:
        self._pact = pact
        self._lead = lead
        self._fields = fields
        self._records = records
        self._people = people
        self._unread = unread

    def __repr__(self) -> str:
        return f"LeadSession({self._lead}, {len(self._records)} events)"

    def apply(self, event: Event | Mapping[str, object]) -> LeadSession:
        """Take in one event; one that is known already changes nothing.

        Returns:
            The session itself.

        Raises:
            RecordError: LP4002 a naive instant, LP4004 a value of the wrong type,
                LP4005 an id that is known with another content. Nothing has changed
                then.
        """
        known = event if isinstance(event, Event) else event_from_data(event)
        record = read_event(self._lead, known, self._pact.bound.types)
        self._records = unique_in_order(self._lead, [*self._records, record])
        return self

    def at(self, now: datetime) -> Evaluation:
        """Judge the lead at an instant; events after it do not count.

        Raises:
            RecordError: LP4002 an instant without a zone, LP4009 an unknown zone of
                the lead.
        """
        source = Source(self._lead, self._fields, self._records)
        pact, at = self._pact, to_instant(now)
        result = pact.engine.judge(source, at, self._people, signed=pact.signed)
        pact._tell_ending(result)  # noqa: SLF001 - a session is part of its pact
        if self._unread:
            result.add(self._unread)
        return result


def _pact(checked: CheckedPolicy, signed: bool) -> Pact:  # noqa: FBT001 - unpickled
    return Pact(checked, signed=signed)


def load(path: str | os.PathLike[str]) -> Pact:
    """Load, check and compile a policy file, with the files that it includes.

    Args:
        path: The file of one version, such as `policies/inbound/1.0.0.yaml`.

    Raises:
        PolicyError: The file cannot be read or has mistakes; ``diagnostics`` lists
            them all, by place.

    Example:
        >>> load("no-such-file.yaml")
        Traceback (most recent call last):
        leadpact.errors.PolicyError: no-such-file.yaml:1:1: error[LP1001]: ...
    """
    file = os.fsdecode(path)
    return Pact(check_policy(load_policy(file, read_bytes(file), read_file)))


def loads(data: bytes | str, file: str = "<policy>") -> Pact:
    """Load, check and compile the text of a policy, which includes no files.

    Args:
        data: The text, or its bytes in UTF-8.
        file: Name for places in diagnostics.

    Raises:
        PolicyError: It has mistakes; ``diagnostics`` lists them all, by place.
    """
    raw = data.encode(errors="surrogatepass") if isinstance(data, str) else data
    return Pact(check_policy(load_policy(file, raw)))
