from __future__ import annotations

from datetime import date

import pytest
from builders_plan import make_plan

from leadpact.model.policy import Counting, Weighing
from leadpact.planning import averaged_days


def averaged(first: str, **keys: str) -> tuple[str, str] | None:
    """First day and day after the last one, as ISO dates."""
    plan = make_plan(**{"averages": "{over: 6 months}", **keys})
    found = averaged_days(plan, date.fromisoformat(first))
    return None if found is None else (found[0].isoformat(), found[1].isoformat())


@pytest.mark.parametrize(
    ("first", "cycle", "expected"),
    [
        # The worked example of the sources: a cycle of three months, an agreement for
        # March 2013, the average of June to November 2012.
        ("2013-03-01", "3 months", ("2012-06-01", "2012-12-01")),
        ("2013-03-01", "", ("2012-09-01", "2013-03-01")),
        ("2013-03-01", "0 days", ("2012-09-01", "2013-03-01")),
        # January and February have 59 days: for 60 December is skipped as well.
        ("2013-03-01", "59 days", ("2012-07-01", "2013-01-01")),
        ("2013-03-01", "60 calendar days", ("2012-06-01", "2012-12-01")),
        ("2013-03-01", "9 weeks", ("2012-06-01", "2012-12-01")),
        ("2013-03-01", "1 day", ("2012-08-01", "2013-02-01")),
    ],
)
def test_months(first: str, cycle: str, expected: tuple[str, str]) -> None:
    """As many whole months as cover the sales cycle are skipped."""
    assert averaged(first, sales_cycle=cycle) == expected


def test_other_periods() -> None:
    """Quarters, years, weeks and days are skipped whole too."""
    quarter = averaged("2013-04-01", per="quarter", sales_cycle="2 months")
    assert quarter == ("2012-07-01", "2013-01-01")
    years = {"averages": "{over: 24 months}", "sales_cycle": "13 months"}
    year = averaged("2013-01-01", per="year", **years)
    assert year == ("2009-01-01", "2011-01-01")
    weeks = {"averages": "{over: 4 weeks}", "sales_cycle": "8 days"}
    assert averaged("2026-01-19", per="week", **weeks) == ("2025-12-08", "2026-01-05")
    days = {"averages": "{over: 10 days}", "sales_cycle": "1 week"}
    assert averaged("2026-01-19", per="day", **days) == ("2026-01-02", "2026-01-12")


def test_a_month_before_the_last_of_a_month() -> None:
    """A month before 30 March 2026, a Monday, is 28 February."""
    weeks = {"averages": "{over: 4 weeks}", "sales_cycle": "1 month"}
    assert averaged("2026-03-30", per="week", **weeks) == ("2026-01-26", "2026-02-23")


def test_nothing_is_averaged_where_the_plan_does_not_say() -> None:
    """A plan need not tell where its numbers come from."""
    assert averaged("2013-03-01", averages="") is None


@pytest.mark.parametrize(
    ("per", "first"),
    [
        ("month", "2013-03-02"),
        ("quarter", "2013-03-01"),
        ("year", "2013-04-01"),
        ("week", "2026-01-20"),
    ],
)
def test_a_day_within_a_period(per: str, first: str) -> None:
    """Only the first day of a period is planned from."""
    over = "{over: 12 weeks}" if per == "week" else "{over: 12 months}"
    with pytest.raises(ValueError, match=f"{first} is not the first day of a {per}"):
        averaged(first, per=per, averages=over)


def test_choices_are_recorded() -> None:
    """By size and by period unless the plan says otherwise."""
    averages = make_plan(averages="{over: 6 months}").averages
    assert averages is not None
    assert (averages.by, averages.closed) == (Weighing.SIZE, Counting.PERIOD)
    averages = make_plan(
        averages="{over: 6 months, by: month, closed: cohort}"
    ).averages
    assert averages is not None
    assert (averages.by, averages.closed) == (Weighing.MONTH, Counting.COHORT)
