"""A policy ready to judge leads: load, check and compile in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.check import CheckedPolicy, check_policy
from leadpact.compile.policy import compile_policy
from leadpact.engines.bound import BoundPlan
from leadpact.engines.decide import Decision, decide
from leadpact.engines.history import Record, Source, read_event, unique_in_order
from leadpact.engines.record import evaluate, evaluate_lead
from leadpact.engines.timeline import Timeline
from leadpact.instants import to_instant
from leadpact.loading.files import read_bytes, read_file
from leadpact.loading.policy import load_policy
from leadpact.signing.canonical import digest

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from leadpact.compile.plan import Plan
    from leadpact.model.evaluation import Evaluation
    from leadpact.model.lead import Event, Lead, Person
    from leadpact.model.values import Bare


class Pact:
    """A checked policy that judges leads; safe to share between threads.

    Attributes:
        checked: The policy with its names and types.
        digest: SHA-256 of its canonical form, 64 hexadecimal digits.
        plan: What the engines interpret.
        bound: The plan with its conditions as functions.
    """

    def __init__(self, checked: CheckedPolicy) -> None:
        self.checked = checked
        self.digest = digest(checked.policy)
        self.plan: Plan = compile_policy(checked, self.digest)
        self.bound = BoundPlan(self.plan)

    def __reduce__(self) -> tuple[type[Pact], tuple[CheckedPolicy]]:
        return Pact, (self.checked,)

    def __repr__(self) -> str:
        policy = self.checked.policy
        return f"Pact({policy.policy} {policy.version}, {self.digest[:12]})"

    def evaluate(
        self, lead: Lead, *, now: datetime, people: Iterable[Person] = ()
    ) -> Evaluation:
        """Judge one lead at an instant.

        Args:
            lead: The lead with its events, in any order. Money without a currency is
                in the policy's, a number in a percentage field is in percent.
            now: Aware instant; events after it do not count.
            people: Owners of leads, for `calendar: owner` and for addresses.

        Returns:
            Scores, definitions, stage, timers, consequences due by ``now``, and the
            instant to look again at. The same input gives the same answer, whatever
            the order of the events.

        Raises:
            RecordError: LP4002 an instant without a zone, LP4004 a value of the
                wrong type, LP4005 one event id with two contents, LP4009 an unknown
                zone of the lead.

        Source: docs/explanation/evaluation.md.
        """
        known = {person.id: person for person in people} if people else {}
        return evaluate_lead(self.bound, lead, to_instant(now), known)

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
                type, LP4006 a number outside the limits, LP4009 an unknown zone of
                the lead.
        """
        return decide(self.bound, fields, now)

    def begin(self, lead: Lead, *, people: Iterable[Person] = ()) -> LeadSession:
        """Follow one lead: take in its events one by one, and judge it at any instant.

        Args:
            lead: The lead with the events that are known so far; ``None`` for its
                events is taken for none.
            people: Owners of leads, as for ``evaluate``.

        Raises:
            RecordError: As ``evaluate``.
        """
        types = self.bound.types
        source = Source.read(lead, types)
        known = {person.id: person for person in people} if people else {}
        return LeadSession(self, lead.id, source.fields, source.records or [], known)


class LeadSession:
    """One lead that a service follows; made by ``Pact.begin``.

    What it says is what ``Pact.evaluate`` says of a lead with the same events, whatever
    order they came in. It keeps the events, typed and in order, and nothing that could
    drift: no running totals. One thread at a time may apply events.
    """

    __slots__ = ("_fields", "_lead", "_pact", "_people", "_records")

    def __init__(
        self,
        pact: Pact,
        lead: str,
        fields: Mapping[str, Bare],
        records: list[Record],
        people: Mapping[str, Person],
    ) -> None:
        self._pact = pact
        self._lead = lead
        self._fields = fields
        self._records = records
        self._people = people

    def __repr__(self) -> str:
        return f"LeadSession({self._lead}, {len(self._records)} events)"

    def apply(self, event: Event) -> LeadSession:
        """Take in one event; one that is known already changes nothing.

        Returns:
            The session itself.

        Raises:
            RecordError: LP4002 a naive instant, LP4004 a value of the wrong type,
                LP4005 an id that is known with another content. Nothing has changed
                then.
        """
        record = read_event(self._lead, event, self._pact.bound.types)
        self._records = unique_in_order(self._lead, [*self._records, record])
        return self

    def at(self, now: datetime) -> Evaluation:
        """Judge the lead at an instant; events after it do not count.

        Raises:
            RecordError: LP4002 an instant without a zone, LP4009 an unknown zone of
                the lead.
        """
        source = Source(self._lead, self._fields, self._records)
        bound = self._pact.bound
        timeline = Timeline.alone(bound, source, to_instant(now))
        return evaluate(timeline, bound.plan.order, self._people)


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
    file = str(path)
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
