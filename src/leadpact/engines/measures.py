"""What a goal measures: from observations to a value, and how that stands.

Source: docs/explanation/goals.md.
"""

from __future__ import annotations

import math
import statistics
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadpact.language.nodes import Aggregate, Comparison
from leadpact.language.types import Kind
from leadpact.model.evaluation import Outcome
from leadpact.model.goals import GoalState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from leadpact.compile.plan import GoalPlan
    from leadpact.engines.observations import Observation

#: Measures that grow with their period, and so have a line to be compared with.
LINED = frozenset({Aggregate.COUNT, Aggregate.SUM})
_PERCENT = 100
_RANKS = {Aggregate.MEDIAN: Fraction(1, 2), Aggregate.P90: Fraction(9, 10)}
_LATE, _NEVER = Outcome.MET_LATE, Outcome.NEVER_MET
_DECIDED = frozenset({Outcome.MET, _LATE, _NEVER})


@attrs.frozen
class Measured:
    """What a goal comes to in a period; see ``GoalResult``."""

    value: Fraction | None
    observed: int
    left_out: int = 0
    beyond: bool = False


def amount_of(goal: GoalPlan) -> Fraction:
    """The amount of a goal; of shares, a part of one."""
    amount = Fraction(goal.amount)
    return amount / _PERCENT if goal.kind is Kind.PERCENT else amount


def measured(
    goal: GoalPlan, observations: Sequence[Observation], settled: int
) -> Measured:
    """What a goal comes to.

    Args:
        goal: The goal.
        observations: Those of one period, and one group.
        settled: The instant from which nothing counts any more.
    """
    if goal.timer:
        return _of_promises(goal.aggregate, observations, settled)
    counted = in_time(observations, settled)
    parts = [one for one in counted if not one.is_base]
    if goal.aggregate is Aggregate.RATE:
        base = len(counted) - len(parts)
        return Measured(Fraction(len(parts), base) if base else None, base)
    values = [one.value for one in parts if one.value is not None]
    left_out = len(parts) - len(values)
    return Measured(_of_values(goal.aggregate, values), len(values), left_out)


def in_time(observations: Sequence[Observation], settled: int) -> list[Observation]:
    """Those that happened before their period was settled."""
    return [one for one in observations if one.at is None or one.at < settled]


def _of_values(aggregate: Aggregate, values: Sequence[Fraction]) -> Fraction | None:
    if aggregate in LINED:
        return sum(values, Fraction())
    if not values:
        return None
    if aggregate is Aggregate.AVERAGE:
        return sum(values, Fraction()) / len(values)
    if aggregate is Aggregate.MEDIAN:
        return Fraction(statistics.median(values))
    return _ranked(sorted(values), len(values), _RANKS[aggregate])


def _of_promises(
    aggregate: Aggregate, observations: Sequence[Observation], settled: int
) -> Measured:
    """A measure of promises as they stood when their period was settled."""
    decided = [one for one in observations if one.outcome in _DECIDED]
    left_out, count = len(observations) - len(decided), len(decided)
    if not decided:
        return Measured(None, 0, left_out)
    if aggregate is Aggregate.SHARE:
        on_time = sum(one.outcome is Outcome.MET for one in decided)
        return Measured(Fraction(on_time, count), count, left_out)
    spans = sorted(_spans(decided, settled))
    if aggregate is Aggregate.AVERAGE:
        average = sum(spans, Fraction()) / len(spans) if spans else None
        return Measured(average, count, left_out, beyond=not spans)
    value = _ranked(spans, count, _RANKS[aggregate])
    return Measured(value, count, left_out, beyond=value is None)


def _spans(decided: Sequence[Observation], settled: int) -> Iterator[Fraction]:
    """The time that each promise took that was kept by then."""
    for one in decided:
        is_kept = one.outcome is not _NEVER and one.at is not None
        if is_kept and one.value is not None and (one.at or 0) < settled:
            yield one.value


def _ranked(spans: Sequence[Fraction], count: int, share: Fraction) -> Fraction | None:
    """The least value within which a share of all lies: the nearest rank."""
    rank = math.ceil(share * count)
    return spans[rank - 1] if rank <= len(spans) else None


@attrs.frozen
class Line:
    """Where the goal line is at the end of a day, and of the day before."""

    yesterday: Fraction
    today: Fraction

    @classmethod
    def of(cls, goal: GoalPlan, first: date, after: date, today: date) -> Line | None:
        """The line of a measure that grows, which rises by the same part every day.

        Args:
            goal: The goal.
            first: The first day of its period.
            after: The day after the last.
            today: The day of ``now``, not before the first.
        """
        if goal.aggregate not in LINED:
            return None
        days = (after - first).days
        passed = min((today - first).days + 1, days)
        amount = amount_of(goal)
        return cls(amount * (passed - 1) / days, amount * passed / days)


def state(
    goal: GoalPlan, found: Measured, line: Line | None, *, is_settled: bool
) -> GoalState:
    """How a goal stands.

    Args:
        goal: The goal.
        found: What it comes to by now.
        line: Where its line is, if it has one.
        is_settled: Whether its period is over, with the cycle of a cohort.
    """
    if found.value is None and not found.beyond:
        return GoalState.NO_DATA
    reaches = _reaches(goal, found, amount_of(goal))
    if is_settled:
        return GoalState.MET if reaches else GoalState.MISSED
    is_floor = goal.comparison is Comparison.GE
    # What has happened stays counted, so that only one of the two can still change.
    if goal.aggregate is Aggregate.COUNT and reaches is is_floor:
        return GoalState.MET if is_floor else GoalState.MISSED
    if line is None:
        return GoalState.ON_TRACK if reaches else GoalState.BEHIND
    ahead, behind = (
        (line.today, line.yesterday) if is_floor else (line.yesterday, line.today)
    )
    if _reaches(goal, found, ahead):
        return GoalState.AHEAD
    return GoalState.ON_TRACK if _reaches(goal, found, behind) else GoalState.BEHIND


def _reaches(goal: GoalPlan, found: Measured, amount: Fraction) -> bool:
    """Whether a value is on the side of an amount that is asked for."""
    if goal.comparison is Comparison.GE:
        return found.beyond or (found.value is not None and found.value >= amount)
    return not found.beyond and found.value is not None and found.value <= amount
