"""The daily waterfall: how a count grows over a period, beside its goal.

Source: docs/explanation/reports.md.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadpact.language.nodes import Aggregate, Comparison, Source
from leadpact.planning import period_before, period_of
from leadpact.reports.output import NAME, NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from leadpact.model.policy import Goal, Policy
    from leadpact.reports.material import Material

_SEVERAL = 3


@attrs.frozen
class WaterfallDay:
    """One day of a period.

    Attributes:
        goal_name: The goal.
        day: The day.
        new: Leads that count from this day on; ``None`` for a day to come.
        so_far: All of the period up to this day; ``None`` for a day to come.
        goal: Where the goal line is: its last day ends at the goal.
        last_period: How many there were as many days into the period before;
            ``None`` if no lead had ever entered the stage by its end.
        last_year: The same of a year before.
        last_three: The mean of that over the three periods before.
    """

    goal_name: str = attrs.field(metadata=NAME)
    day: date
    new: int | None
    so_far: int | None
    goal: Fraction = attrs.field(metadata=NUMBER)
    last_period: int | None
    last_year: int | None
    last_three: Fraction | None = attrs.field(metadata=NUMBER)


def counted_goals(policy: Policy) -> tuple[str, ...]:
    """The goals that a waterfall can show: so many leads that enter a stage."""
    stages = {stage.name for stage in policy.stages}
    return tuple(
        name
        for name in policy.ranked(policy.goals)
        if _counts_stage(policy.goals[name], stages)
    )


def _counts_stage(goal: Goal, stages: set[str]) -> bool:
    pattern = goal.require.pattern
    return (
        goal.require.aggregate is Aggregate.COUNT
        and goal.require.comparison is Comparison.GE
        and pattern is not None
        and pattern.source is Source.ENTERED
        and pattern.name.name in stages
        and goal.by is None
    )


def waterfall(
    material: Material, name: str, first: date | None = None
) -> tuple[WaterfallDay, ...]:
    """How the leads of a goal add up, day by day of one of its periods.

    A lead counts once in a period, from its first entry into the stage on. The goal
    line grows by the same part of the goal every day.

    Args:
        material: The tables.
        name: One of ``counted_goals``.
        first: The first day of the period; by default that of ``now``.

    Raises:
        ValueError: The goal is none of them, or ``first`` begins no period.
    """
    policy = material.policy
    if name not in counted_goals(policy):
        msg = f"`{name}` does not count leads that enter a stage"
        raise ValueError(msg)
    goal = policy.goals[name]
    pattern = goal.require.pattern
    assert pattern is not None  # noqa: S101 - it counts a stage
    entries = _entries(material, pattern.name.name)
    start = period_of(goal.per, material.today) if first is None else first
    if period_of(goal.per, start) != start:
        msg = f"{start} is not the first day of a {goal.per.value}"
        raise ValueError(msg)
    return tuple(_days(material, name, entries, start))


def _entries(material: Material, stage: str) -> Mapping[str, Sequence[date]]:
    """The days on which each lead entered a stage, the earliest first."""
    found: dict[str, list[date]] = {}
    for row in material.tables.leads:
        days = sorted(
            material.day(entry["entered_at"])
            for entry in row["entries"]
            if entry["stage"] == stage and material.is_past(entry["entered_at"])
        )
        if days:
            found[row["lead"]] = days
    return found


@attrs.frozen
class _Period:
    """The days of a period on which leads count for the first time in it."""

    first: date
    after: date
    days: Sequence[date]

    @classmethod
    def of(
        cls, entries: Mapping[str, Sequence[date]], first: date, after: date
    ) -> _Period:
        days = []
        for each in entries.values():
            place = bisect.bisect_left(each, first)
            if place < len(each) and each[place] < after:
                days.append(each[place])
        return cls(first, after, sorted(days))

    def follows(self, earliest: date | None) -> bool:
        """Whether it ends after the first lead of all had entered the stage."""
        return earliest is not None and earliest < self.after

    def up_to(self, days: int) -> int:
        """How many count within so many days."""
        return bisect.bisect_left(self.days, self.first + timedelta(days=days))


def _days(
    material: Material, name: str, entries: Mapping[str, Sequence[date]], first: date
) -> Iterator[WaterfallDay]:
    goal = material.policy.goals[name]
    per, after = goal.per, period_before(goal.per, first, -1)
    now = _Period.of(entries, first, after)
    past = [
        _Period.of(entries, period_before(per, first, back), start)
        for back, start in (
            (back, period_before(per, first, back - 1))
            for back in range(1, _SEVERAL + 1)
        )
    ]
    year = _year_before(goal, entries, first)
    earliest = min((days[0] for days in entries.values()), default=None)
    amount, total = Fraction(material.goal(name).amount), (after - first).days
    for number in range(1, total + 1):
        day = first + timedelta(days=number - 1)
        is_past = day <= material.today
        so_far = now.up_to(number)
        known = [one.up_to(number) for one in past if one.follows(earliest)]
        yield WaterfallDay(
            goal_name=name,
            day=day,
            new=so_far - now.up_to(number - 1) if is_past else None,
            so_far=so_far if is_past else None,
            goal=amount * number / total,
            last_period=known[0] if known else None,
            last_year=year.up_to(number) if year.follows(earliest) else None,
            last_three=Fraction(sum(known), _SEVERAL)
            if len(known) == _SEVERAL
            else None,
        )


def _year_before(
    goal: Goal, entries: Mapping[str, Sequence[date]], first: date
) -> _Period:
    """The same period a year before; of weeks and days, 52 weeks before."""
    if goal.per.value in {"day", "week"}:
        start = first - timedelta(weeks=52)
    else:
        start = first.replace(year=first.year - 1)
    return _Period.of(entries, start, period_before(goal.per, start, -1))
