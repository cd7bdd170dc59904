"""What reports are made from: the tables of a result, and what a policy promises."""

from __future__ import annotations

import bisect
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars import time_zone
from leadpact.engines.history import AT, Source
from leadpact.instants import from_instant, to_instant
from leadpact.model.goals import GoalResult
from leadpact.model.lead import Person
from leadpact.model.policy import Policy
from leadpact.model.records import SomeLead, SomePerson, people_by_id
from leadpact.pact import Pact
from leadpact.results.tables import Span, Tables

if TYPE_CHECKING:
    from leadpact.book import Book
    from leadpact.compile.plan import GoalPlan
    from leadpact.engines.history import Record
    from leadpact.results.rows import Row

#: A group of those that nobody owned.
NOBODY = "nobody"


def amount_of(record: Record) -> Decimal:
    """The amount that an event tells, in the currency of the policy; else zero."""
    amount = record.data.get("amount")
    return Decimal(amount) if isinstance(amount, int | Decimal) else Decimal()


@attrs.frozen
class Material:
    """What reports are made from.

    Attributes:
        pact: What was promised; of several versions the one in force at ``now``.
        histories: What is known of each lead that could be judged, as engines see it:
            typed, in order, and each event once.
        tables: What the policy, or its versions, say of them.
        now: The instant of the evaluation, in microseconds since the epoch.
        span: Which days a report tells of.
        people: Owners by id; may be empty.
        goals: What became of the goals, from the first lead to ``now``.
        policies: Every version that judged something, by its number.
    """

    pact: Pact
    histories: Sequence[Source]
    tables: Tables
    now: int
    span: Span
    people: Mapping[str, Person] = attrs.field(factory=dict)
    goals: Sequence[GoalResult] = ()
    policies: Mapping[str, Policy] = attrs.field(factory=dict)

    @classmethod
    def of(
        cls,
        judge: Pact | Book,
        leads: Iterable[SomeLead],
        *,
        now: datetime,
        people: Iterable[SomePerson] = (),
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Material:
        """Judge leads, and keep what reports are made from.

        Args:
            judge: A policy, or its versions.
            leads: The leads with their events, each once.
            now: Aware instant; events after it do not count.
            people: Owners of leads.
            since: The first instant that a report tells of; ``None`` for all.
            until: The instant behind the last.

        Raises:
            RecordError: ``now`` or one of the people is wrong, or no version has come
                into force yet.
        """
        known = [*people]
        tally = judge.tally(now=now, people=known)
        histories: list[Source] = []
        tables = Tables.of(tally.evaluate_many(leads, histories=histories))
        # Of several versions the one in force tells goals, stages and the zone.
        pacts = (
            [judge]
            if isinstance(judge, Pact)
            else [version.pact for version in judge.begun(now)]
        )
        pact = pacts[-1]
        span = Span(
            None if since is None else to_instant(since),
            None if until is None else to_instant(until),
            pact.checked.policy.timezone,
        )
        by_id = people_by_id(known)
        policies = {each.checked.policy.version: each.checked.policy for each in pacts}
        at, goals = to_instant(now), tally.goals()
        return cls(pact, histories, tables, at, span, by_id, goals, policies)

    @property
    def policy(self) -> Policy:
        """The policy as its file says it."""
        return self.pact.checked.policy

    def goal(self, name: str) -> GoalPlan:
        """A goal as engines see it.

        Raises:
            KeyError: The policy has none of that name.
        """
        return {goal.name: goal for goal in self.pact.plan.goals}[name]

    def past(self, source: Source) -> Sequence[Record]:
        """The events of a lead up to ``now``, in order."""
        records = source.records or ()
        return records[: bisect.bisect_right(records, self.now, key=AT)]

    def require_statement(self, name: str) -> None:
        """Refuse a name that is no definition which is true or false.

        Raises:
            ValueError: It is none.
        """
        found = self.pact.bound.definitions.get(name)
        if found is None or found.condition is None:
            msg = f"the policy has no definition `{name}` that is true or false"
            raise ValueError(msg)

    def holding(self, name: str | None) -> Collection[str]:
        """The leads for which a definition holds at ``now``; without one, all.

        Raises:
            ValueError: The policy has no definition of that name that is true or false.
        """
        rows = self.tables.leads
        if name is None:
            return {row["lead"] for row in rows}
        self.require_statement(name)
        return {
            row["lead"] for row in rows if row["definitions"][name]["value"] is True
        }

    @property
    def timers(self) -> Iterator[Row]:
        """The rows of timers and limits, as the policy orders them."""
        policy = self.policy
        names = [*policy.ranked(policy.timers), *policy.ranked(policy.limits)]
        ranks = {name: rank for rank, name in enumerate(names)}
        found = (row for row in self.tables.timers if row["timer"] in ranks)
        yield from sorted(found, key=lambda row: ranks[row["timer"]])

    def day(self, text: str) -> date:
        """The day of an instant of a row, in the zone of the policy."""
        zone = time_zone(self.span.zone)
        return datetime.fromisoformat(text).astimezone(zone).date()

    @property
    def today(self) -> date:
        """The day of the evaluation."""
        return from_instant(self.now).astimezone(time_zone(self.span.zone)).date()

    def is_past(self, text: str) -> bool:
        """Whether an instant of a row is not after the evaluation."""
        return to_instant(datetime.fromisoformat(text)) <= self.now

    def owner(self, row: Row) -> str:
        """Who held a lead when its promise was due, by name if it is known."""
        identity = row["owner_at_due"]
        if not identity:
            return NOBODY
        person = self.people.get(identity)
        return person.name if person is not None and person.name else str(identity)

    def team(self, row: Row) -> str:
        """The team of who held a lead when its promise was due."""
        person = self.people.get(row["owner_at_due"] or "")
        return person.team if person is not None and person.team else NOBODY
