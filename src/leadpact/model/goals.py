"""What became of goals: one result for each period, and for each group if they differ.

Instants are whole microseconds since the epoch, UTC, in the fields, and aware
datetimes in the properties whose names end in ``_at``.
"""

from __future__ import annotations

import enum
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadpact.instants import from_instant
from leadpact.language.nodes import Comparison
from leadpact.language.types import Kind
from leadpact.model.evaluation import Recipient
from leadpact.model.policy import Period

if TYPE_CHECKING:
    from datetime import datetime


class GoalState(enum.Enum):
    """How a goal stands at ``now``.

    ``AHEAD``: today's mark of the goal line is reached. ``ON_TRACK``: yesterday's is,
    or a measure without a line is within its amount. ``BEHIND``: neither. ``MET`` and
    ``MISSED``: nothing can change it any more. ``NO_DATA``: there is nothing yet, or
    was nothing, to measure.
    """

    AHEAD = "ahead"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    MET = "met"
    MISSED = "missed"
    NO_DATA = "no_data"


@attrs.frozen
class GoalConsequence:
    """A request that follows from a goal: what to do, for whom, due at an instant.

    Attributes:
        key: The same for the same request, whenever and how often it is computed.
        step: `missed` or `met`, and the place in that list from 1.
        repetition: From 1.
        due: Instant at which it is due.
        by: Until when it is to be done, as `by 5 business days` says; ``None`` where
            nothing is said.
        verb: What to do.
        to: For whom.
        place: Where to, as in `for nurture`.
        note: Free words.
    """

    key: str
    step: str
    repetition: int
    due: int
    by: int | None
    verb: str
    to: tuple[Recipient, ...]
    place: str
    note: str

    @property
    def due_at(self) -> datetime:
        """Instant at which it is due, UTC."""
        return from_instant(self.due)

    @property
    def by_at(self) -> datetime | None:
        """Instant until which it is to be done, UTC."""
        return None if self.by is None else from_instant(self.by)


@attrs.frozen
class GoalResult:
    """One goal in one of its periods, for all or for one group.

    Attributes:
        goal: Name of the goal.
        party: Who owes it.
        version: The version of the policy that judges it.
        per: Its kind of period.
        first: The first day of the period, in the zone of the policy.
        last: Its last day.
        group: The owner's id, the team, or the value of the field that it is judged
            for; ``None`` for all, empty for those without any.
        measure: What is asked for, in the language of policies.
        kind: What ``value`` and ``amount`` are: a number, a part of one (`percent`),
            money of the policy, or a time in microseconds.
        comparison: Whether the amount is to be reached, or not to be passed.
        amount: The amount.
        value: What was measured by ``now``; ``None`` where nothing was, and where it
            lies beyond any amount.
        beyond: Whether so many promises were never kept that the measure lies beyond
            any amount.
        observed: How many things the value was made of.
        left_out: How many were not counted: promises that are undecided, and values
            that are not known.
        line: Where the goal line is at the end of the day of ``now``; ``None`` for a
            measure without one.
        settled: The instant from which it is met or missed: the end of the period or,
            with `counting: cohort`, a sales cycle later.
        state: How it stands.
        added: Of a count or a sum, what each day with anything added, in order.
        consequences: What follows, due by ``now``, in order.
    """

    goal: str
    party: str
    version: str
    per: Period
    first: date
    last: date
    group: str | None
    measure: str
    kind: Kind
    comparison: Comparison
    amount: Fraction
    value: Fraction | None
    beyond: bool
    observed: int
    left_out: int
    line: Fraction | None
    settled: int
    state: GoalState
    added: tuple[tuple[date, Fraction], ...] = ()
    consequences: tuple[GoalConsequence, ...] = ()

    @property
    def settled_at(self) -> datetime:
        """The instant from which it is met or missed, UTC."""
        return from_instant(self.settled)
