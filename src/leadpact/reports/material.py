"""What reports are made from: the tables of a result, and what a policy promises."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars import time_zone
from leadpact.engines.history import Source
from leadpact.errors import RecordError
from leadpact.instants import from_instant, to_instant
from leadpact.model.goals import GoalResult
from leadpact.model.lead import Lead, Person
from leadpact.pact import Pact
from leadpact.results.tables import Span, Tables

if TYPE_CHECKING:
    from leadpact.compile.plan import GoalPlan
    from leadpact.model.policy import Policy
    from leadpact.results.rows import Row

#: A group of those that nobody owned.
NOBODY = "nobody"


@attrs.frozen
class Material:
    """What reports are made from.

    Attributes:
        pact: What was promised; of several versions the one in force at ``now``.
        leads: The leads with their events.
        tables: What the policy, or its versions, say of them.
        now: The instant of the evaluation, in microseconds since the epoch.
        span: Which days a report tells of.
        people: Owners by id; may be empty.
        goals: What became of the goals, from the first lead to ``now``.
    """

    pact: Pact
    leads: Sequence[Lead]
    tables: Tables
    now: int
    span: Span
    people: Mapping[str, Person] = attrs.field(factory=dict)
    goals: Sequence[GoalResult] = ()

    @property
    def policy(self) -> Policy:
        """The policy as its file says it."""
        return self.pact.checked.policy

    @property
    def histories(self) -> Iterator[Source]:
        """What is given of each lead as engines see it: typed, and each event once.

        Leads that cannot be judged are passed over, as in the tables.
        """
        for lead in self.leads:
            with contextlib.suppress(RecordError):
                yield Source.read(lead, self.pact.bound.types)

    def goal(self, name: str) -> GoalPlan:
        """A goal as engines see it.

        Raises:
            KeyError: The policy has none of that name.
        """
        return {goal.name: goal for goal in self.pact.plan.goals}[name]

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
