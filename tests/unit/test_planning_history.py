from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from builders_plan import make_plan

from leadpact.errors import RecordError
from leadpact.model.past import PastPeriod
from leadpact.model.policy import Weighing
from leadpact.planning import (
    Average,
    averaged_days,
    history,
    periods_between,
    plan_numbers,
    replanned,
)

SIX = "{over: 6 months}"


def month(
    text: str, leads: int, customers: int, revenue: str, total: str = ""
) -> PastPeriod:
    """A month of all leads."""
    return PastPeriod(
        date.fromisoformat(f"{text}-01"),
        "",
        leads,
        customers,
        Decimal(revenue),
        Decimal(total) if total else None,
    )


#: The worked example of the sources: an agreement for March 2013 with a sales cycle of
#: three months takes June to November 2012; what lies around them must not count.
PAST = [
    month("2012-05", 1, 1, "999999", "999999"),
    month("2012-06", 1000, 20, "200000", "500000"),
    month("2012-07", 1000, 20, "200000", "500000"),
    month("2012-08", 1000, 20, "200000", "500000"),
    month("2012-09", 1000, 30, "300000", "750000"),
    month("2012-10", 500, 15, "150000", "375000"),
    month("2012-11", 500, 20, "200000", "500000"),
    month("2012-12", 1, 1, "999999", "999999"),
    month("2013-01", 1, 1, "999999", "999999"),
]


class TestAverages:
    """What past periods say."""

    def test_worked_example(self) -> None:
        """Sums are divided, or the ratios of the months averaged."""
        plan = make_plan(averages=SIX, sales_cycle="3 months")
        found = history(plan, PAST, date(2013, 3, 1))
        assert (found.first, found.after) == (date(2012, 6, 1), date(2012, 12, 1))
        assert found.periods == 6
        (part,) = found.parts
        assert (part.leads, part.customers, part.revenue) == (
            5000,
            125,
            Decimal(1250000),
        )
        assert part.rate == Average(
            by_size=Fraction(125, 5000),
            by_month=Fraction(2 + 2 + 2 + 3 + 3 + 4, 600),
        )
        assert part.rate.differs
        assert part.sale == Average(Fraction(10000), Fraction(10000))
        assert not part.sale.differs
        assert found.marketing_share == Average(Fraction(2, 5), Fraction(2, 5))

    @pytest.mark.parametrize(
        ("averages", "leads"),
        [("{over: 6 months}", 800), ("{over: 6 months, by: month}", 750)],
    )
    def test_plan(self, averages: str, leads: int) -> None:
        """The plan of the worked example, with the averages in place of its numbers."""
        plan = make_plan(
            averages=averages,
            sales_cycle="3 months",
            lead_to_customer="9%",
            average_sale="1 USD",
            marketing_share="1%",
        )
        made = replanned(plan, history(plan, PAST, date(2013, 3, 1)))
        numbers = plan_numbers(made)
        assert str(numbers.marketing_revenue) == "200000 USD"
        assert numbers.volume is not None
        assert (numbers.volume.customers, numbers.volume.leads) == (20, leads)

    def test_rounded(self) -> None:
        """Rates have four digits, sales whole cents."""
        plan = make_plan(averages="{over: 1 month}")
        past = [month("2012-12", 7, 3, "1000", "7000")]
        made = replanned(plan, history(plan, past, date(2013, 1, 1)))
        assert str(made.lead_to_customer) == "42.86%"
        assert str(made.average_sale) == "333.33 USD"
        assert str(made.marketing_share) == "14.29%"

    def test_stages_left_out(self) -> None:
        """History tells the rate as a whole; rates by stage would contradict it."""
        plan = make_plan(
            averages="{over: 1 month}",
            lead_to_customer="",
            rates="{SAL: 50%, SQL: 50%, WON: 10%}",
        )
        past = [month("2012-12", 100, 5, "1000")]
        made = replanned(plan, history(plan, past, date(2013, 1, 1)))
        assert (str(made.lead_to_customer), made.rates) == ("5%", {})
        assert made.marketing_share == plan.marketing_share

    def test_segments(self) -> None:
        """Each segment has its own numbers, and the shares add up to 100%."""
        plan = make_plan(
            averages="{over: 1 month}",
            segments="[{name: a, share: 60%}, {name: b, share: 30%}, "
            "{name: c, share: 10%}]",
        )
        rows = [
            PastPeriod(date(2012, 12, 1), name, 100, 10, Decimal(100), Decimal(900))
            for name in ("a", "b", "c", "other")
        ]
        made = replanned(plan, history(plan, rows, date(2013, 1, 1)))
        assert [str(one.share) for one in made.segments] == [
            "33.34%",
            "33.33%",
            "33.33%",
        ]
        assert [str(one.lead_to_customer) for one in made.segments] == ["10%"] * 3
        plan_numbers(made)

    def test_all_leads_of_parts(self) -> None:
        """A plan without segments adds up the rows of a period."""
        rows = [
            PastPeriod(date(2012, 12, 1), name, 100, 10, Decimal(100))
            for name in ("a", "b")
        ]
        plan = make_plan(averages="{over: 1 month}")
        (part,) = history(plan, rows, date(2013, 1, 1)).parts
        assert (part.leads, part.customers, part.revenue) == (200, 20, Decimal(200))

    def test_month_without_leads(self) -> None:
        """A period without leads has no rate of its own, and counts in the sums."""
        plan = make_plan(averages="{over: 2 months, by: month}")
        past = [month("2012-11", 0, 1, "10"), month("2012-12", 10, 1, "10")]
        found = history(plan, past, date(2013, 1, 1))
        assert found.weighing is Weighing.MONTH
        assert found.parts[0].rate == Average(Fraction(2, 10), Fraction(1, 10))


class TestMistakes:
    """A history that makes no plan."""

    @pytest.mark.parametrize(
        ("past", "message"),
        [
            (PAST[2:], "the history has no row for 2012-06-01"),
            (
                [month(f"2012-{number:02}", 9, 0, "0") for number in range(6, 12)],
                "there are no customers in these periods",
            ),
            (
                [month(f"2012-{number:02}", 0, 0, "0") for number in range(6, 12)],
                "there are no leads in these periods",
            ),
            (
                [month(f"2012-{number:02}", 9, 1, "0") for number in range(6, 12)],
                "there is no revenue in these periods",
            ),
        ],
    )
    def test_lacks(self, past: list[PastPeriod], message: str) -> None:
        """What is missing is named."""
        plan = make_plan(averages=SIX, sales_cycle="3 months")
        with pytest.raises(RecordError) as raised:
            history(plan, past, date(2013, 3, 1))
        (found,) = raised.value.diagnostics
        assert (found.code, found.message) == ("LP4019", message)

    def test_segment_missing(self) -> None:
        """Each segment of the plan has a row a period."""
        plan = make_plan(
            averages="{over: 1 month}",
            segments="[{name: a, share: 60%}, {name: b, share: 40%}]",
        )
        rows = [PastPeriod(date(2012, 12, 1), "a", 100, 10, Decimal(100))]
        with pytest.raises(RecordError, match="no row for 2012-12-01 of `b`"):
            history(plan, rows, date(2013, 1, 1))

    def test_several_totals(self) -> None:
        """The revenue of all sources is one number a period."""
        plan = make_plan(averages="{over: 1 month}")
        rows = [
            PastPeriod(date(2012, 12, 1), name, 9, 1, Decimal(10), Decimal(total))
            for name, total in (("a", 100), ("b", 200))
        ]
        with pytest.raises(RecordError, match="several total revenues of 2012-12-01"):
            history(plan, rows, date(2013, 1, 1))

    def test_no_averages(self) -> None:
        """A plan that averages nothing has no history."""
        with pytest.raises(ValueError, match="tells no `averages`"):
            history(make_plan(), PAST, date(2013, 3, 1))


@pytest.mark.parametrize(
    ("per", "first", "after", "count"),
    [
        ("month", "2012-06-01", "2012-12-01", 6),
        ("quarter", "2012-01-01", "2013-01-01", 4),
        ("year", "2010-01-01", "2013-01-01", 3),
        ("week", "2026-01-05", "2026-02-02", 4),
        ("day", "2026-01-30", "2026-02-02", 3),
    ],
)
def test_periods(per: str, first: str, after: str, count: int) -> None:
    """The periods between two days, each from its first day."""
    plan = make_plan(per=per, averages="")
    days = date.fromisoformat(first), date.fromisoformat(after)
    found = periods_between(plan.per, *days)
    assert (found[0], len(found)) == (days[0], count)
    assert averaged_days(plan, days[1]) is None
