"""Which days the numbers of a plan are averaged over.

Source: docs/explanation/planning.md, "Where the numbers come from".
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import TYPE_CHECKING

from leadpact.model.policy import Period
from leadpact.units import Unit

if TYPE_CHECKING:
    from leadpact.model.policy import Plan
    from leadpact.units import Duration

#: Periods as a number of one of the two steps in which dates are counted.
MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}
DAYS = {Period.DAY: 1, Period.WEEK: 7}
#: Units as dates are counted in them. A day of 24 hours is a date here as well: a
#: sales cycle is an average, and no clock runs on it.
UNIT_MONTHS = {Unit.MONTH: 1}
UNIT_DAYS = {Unit.DAY: 1, Unit.CALENDAR_DAY: 1, Unit.WEEK: 7}


def averaged_days(plan: Plan, first: date) -> tuple[date, date] | None:
    """The days whose numbers a period is planned from.

    Leads of the latest periods have not had the time to become customers yet. So as
    many whole periods before ``first`` are skipped as cover the sales cycle, and the
    average is taken over the time before those.

    Args:
        plan: A plan without mistakes.
        first: The first day of a period of the plan.

    Returns:
        The first day, and the day after the last one; ``None`` if the plan does not
        tell its averages.

    Raises:
        ValueError: ``first`` is not the first day of a period.
    """
    if plan.averages is None:
        return None
    if not is_first_day(plan.per, first):
        msg = f"{first} is not the first day of a {plan.per.value}"
        raise ValueError(msg)
    latest = first if plan.sales_cycle is None else _before(first, plan.sales_cycle)
    skipped = 0
    while (end := _periods_before(first, plan.per, skipped)) > latest:
        skipped += 1
    return _before(end, plan.averages.over), end


def periods_in(over: Duration, per: Period) -> int | None:
    """How many periods a length of time holds, if it holds whole ones alone."""
    for periods, units in ((MONTHS, UNIT_MONTHS), (DAYS, UNIT_DAYS)):
        if per in periods and over.unit in units:
            count, rest = divmod(int(over.amount) * units[over.unit], periods[per])
            return None if rest or not count else count
    return None


def periods_between(per: Period, first: date, after: date) -> tuple[date, ...]:
    """The first days of the periods from one day until before another."""
    found: list[date] = []
    while not found or found[-1] > first:
        found.append(_periods_before(after, per, len(found) + 1))
    return tuple(reversed(found))


def period_before(per: Period, first: date, count: int = 1) -> date:
    """The first day of the period so many before the one of a first day.

    Args:
        per: The period.
        first: The first day of one.
        count: How many before; after, if negative.
    """
    return _periods_before(first, per, count)


def period_of(per: Period, day: date) -> date:
    """The first day of the period that a day lies in; weeks begin on Monday."""
    if per is Period.DAY:
        return day
    if per is Period.WEEK:
        return day - timedelta(days=day.weekday())
    months = MONTHS[per]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def day_after(day: date, length: Duration) -> date:
    """The day that lies a length of time, in days, weeks or months, after another."""
    amount = int(length.amount)
    if length.unit in UNIT_MONTHS:
        return _months_before(day, -amount)
    return day + timedelta(days=UNIT_DAYS[length.unit] * amount)


def is_first_day(per: Period, day: date) -> bool:
    """Whether a period begins on a day."""
    if per is Period.DAY:
        return True
    if per is Period.WEEK:
        return day.weekday() == 0
    return day.day == 1 and (day.month - 1) % MONTHS[per] == 0


def _periods_before(day: date, per: Period, count: int) -> date:
    if per in MONTHS:
        return _months_before(day, MONTHS[per] * count)
    return day - timedelta(days=DAYS[per] * count)


def _before(day: date, length: Duration) -> date:
    """The day that lies a length of time before another."""
    amount = int(length.amount)
    if length.unit in UNIT_MONTHS:
        return _months_before(day, amount)
    return day - timedelta(days=UNIT_DAYS[length.unit] * amount)


def _months_before(day: date, count: int) -> date:
    """The same day of an earlier month, or the last day of a month without it."""
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
