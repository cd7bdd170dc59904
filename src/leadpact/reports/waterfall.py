"""The daily waterfall: how a count grows over a period, beside its goal.

Source: docs/explanation/reports.md.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars import day_start
from leadpact.language.nodes import Aggregate, Comparison
from leadpact.model.policy import Period
from leadpact.planning import period_before, period_of
from leadpact.reports.output import DATA, NAME, NUMBER, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from leadpact.compile.plan import GoalPlan
    from leadpact.model.policy import Policy
    from leadpact.reports.material import Material

_SEVERAL = 3


@attrs.frozen
class WaterfallDay:
    """One day of a period.

    Attributes:
        goal_name: The goal.
        day: The day.
        new: What the day added; ``None`` for a day to come.
        so_far: All of the period up to this day; ``None`` for a day to come.
        goal: Where the goal line is: its last day ends at the goal.
        last_period: How much it was as many days into the period before; ``None`` if
            nothing had ever been counted by its end.
        last_year: The same of a year before.
        last_three: The mean of that over the three periods before.
        unit: Of all of them: `count`, `number`, or a currency.
    """

    goal_name: str = attrs.field(metadata=NAME)
    day: date
    new: Fraction | None = attrs.field(metadata=NUMBER)
    so_far: Fraction | None = attrs.field(metadata=NUMBER)
    goal: Fraction = attrs.field(metadata=NUMBER)
    last_period: Fraction | None = attrs.field(metadata=NUMBER)
    last_year: Fraction | None = attrs.field(metadata=NUMBER)
    last_three: Fraction | None = attrs.field(metadata=NUMBER)
    unit: str = attrs.field(default="count", metadata=DATA)


def counted_goals(policy: Policy) -> tuple[str, ...]:
    """The goals that a waterfall can show: so many, or so much, of all leads."""
    return tuple(
        name
        for name in policy.ranked(policy.goals)
        if policy.goals[name].require.aggregate in {Aggregate.COUNT, Aggregate.SUM}
        and policy.goals[name].require.comparison is Comparison.GE
        and policy.goals[name].by is None
    )


def waterfall(
    material: Material,
    name: str,
    first: date | None = None,
    *,
    amount: Decimal | None = None,
    working_days: bool = False,
) -> tuple[WaterfallDay, ...]:
    """How the count or the sum of a goal adds up, day by day of one of its periods.

    A lead that enters a stage counts once in a period, from its first entry on. The
    goal line grows by the same part of the goal every day.

    Args:
        material: The goals.
        name: One of ``counted_goals``.
        first: The first day of the period; by default that of ``now``.
        amount: Another goal to compare with than that of the policy.
        working_days: Whether the line grows on days alone on which the calendar of the
            party is open.

    Raises:
        ValueError: The goal is none of them, ``first`` begins no period, or the party
            has no calendar, or none that opens in the period.
    """
    policy = material.policy
    if name not in counted_goals(policy):
        msg = f"`{name}` neither counts nor adds up, or asks for no amount of it"
        raise ValueError(msg)
    goal = material.goal(name)
    start = period_of(goal.per, material.today) if first is None else first
    if period_of(goal.per, start) != start:
        msg = f"{start} is not the first day of a {goal.per.value}"
        raise ValueError(msg)
    whole = Fraction(goal.amount if amount is None else amount)
    after = period_before(goal.per, start, -1)
    line = _line(material, goal, start, after, working_days=working_days)
    return tuple(_days(material, goal, start, [whole * part for part in line]))


def _line(
    material: Material, goal: GoalPlan, first: date, after: date, *, working_days: bool
) -> Sequence[Fraction]:
    """The part of the goal that is to be reached by the end of each day."""
    days = [first + timedelta(days=place) for place in range((after - first).days)]
    if not working_days:
        return [Fraction(place, len(days)) for place in range(1, len(days) + 1)]
    if not goal.calendar:
        msg = f"`{goal.party}` has no calendar, so that no day is a working day"
        raise ValueError(msg)
    bound, zone = material.pact.bound, material.span.zone
    calendar = bound.usual_calendar(goal.calendar)
    ends = [calendar.open_time(day_start(zone, day)) for day in (*days, after)]
    opened = [*accumulate(end > start for start, end in pairwise(ends))]
    if not opened[-1]:
        msg = f"`{goal.calendar}` opens on no day from {first} to before {after}"
        raise ValueError(msg)
    return [Fraction(count, opened[-1]) for count in opened]


@attrs.frozen
class _Period:
    """What each day of a period added, and all up to it."""

    first: date
    after: date
    days: Sequence[date]
    sums: Sequence[Fraction]

    @classmethod
    def of(cls, added: Mapping[date, Fraction], first: date, after: date) -> _Period:
        days = [day for day in sorted(added) if first <= day < after]
        return cls(first, after, days, [*accumulate(added[day] for day in days)])

    def follows(self, earliest: date | None) -> bool:
        """Whether it ends after anything was ever counted."""
        return earliest is not None and earliest < self.after

    def up_to(self, days: int) -> Fraction:
        """How much there is within so many days."""
        place = bisect.bisect_left(self.days, self.first + timedelta(days=days))
        return self.sums[place - 1] if place else Fraction()


def _days(
    material: Material, goal: GoalPlan, first: date, line: Sequence[Fraction]
) -> Iterator[WaterfallDay]:
    per, after = goal.per, period_before(goal.per, first, -1)
    added = {
        day: value
        for result in material.goals
        if result.goal == goal.name
        for day, value in result.added
    }
    now = _Period.of(added, first, after)
    past = [
        _Period.of(added, period_before(per, first, back), start)
        for back, start in (
            (back, period_before(per, first, back - 1))
            for back in range(1, _SEVERAL + 1)
        )
    ]
    year = _year_before(goal, added, first)
    earliest = min(added, default=None)
    unit = unit_of(goal.kind, material.policy.currency)
    for number, mark in enumerate(line, start=1):
        day = first + timedelta(days=number - 1)
        is_past = day <= material.today
        so_far = now.up_to(number)
        known = [one.up_to(number) for one in past if one.follows(earliest)]
        yield WaterfallDay(
            goal_name=goal.name,
            day=day,
            new=so_far - now.up_to(number - 1) if is_past else None,
            so_far=so_far if is_past else None,
            goal=mark,
            last_period=known[0] if known else None,
            last_year=year.up_to(number) if year.follows(earliest) else None,
            last_three=sum(known, Fraction()) / _SEVERAL
            if len(known) == _SEVERAL
            else None,
            unit=unit,
        )


def _year_before(
    goal: GoalPlan, added: Mapping[date, Fraction], first: date
) -> _Period:
    """The same period a year before; of weeks and days, 52 weeks before."""
    if goal.per in {Period.DAY, Period.WEEK}:
        start = first - timedelta(weeks=52)
    else:
        start = first.replace(year=first.year - 1)
    return _Period.of(added, start, period_before(goal.per, start, -1))
