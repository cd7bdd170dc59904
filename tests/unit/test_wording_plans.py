from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from builders_plan import make_plan
from builders_wording import make_wording

from leadpact.units import Duration, Money, Percent

if TYPE_CHECKING:
    from leadpact.model.policy import Plan

PLANS = make_wording().plans
SALE = Money(Decimal(30_000), "USD")


def plan(**keys: str) -> Plan:
    """A plan with people, campaigns and averages."""
    return make_plan(
        **{
            "campaigns": "[{name: search, share: 70%, cost_per_lead: 60 USD},"
            " {name: trade_fair, share: 30%, cost_per_lead: 90.5 USD}]",
            "capacity": "{reps: 4, hours: 120 hours, attempts: 6,"
            " per_attempt: 10 minutes}",
            "averages": "{over: 6 months}",
            "rates": "{WON: 25%, SAL: 60%, SQL: 40%}",
            **keys,
        }
    )


def test_revenue() -> None:
    """Marketing's part of the quota."""
    quota = Money(Decimal(500_000), "USD")
    shown = PLANS.revenue(Percent(Decimal(40)), quota)
    assert shown == "marketing share, 40% of $500,000"


@pytest.mark.parametrize(
    ("count", "shown"),
    [(1, "customer, at $30,000 each"), (4, "customers, at $30,000 each")],
)
def test_customers(count: int, shown: str) -> None:
    """What stands behind their number, which stands before it."""
    assert PLANS.customers(count, SALE) == shown


def test_leads() -> None:
    """With their rate, or with the customers that they make."""
    assert PLANS.leads(1, "50%") == "lead, 50% become customers"
    assert PLANS.leads(800, "2.5%") == "leads, 2.5% become customers"
    assert PLANS.all_leads(420, 12) == "leads, for 12 customers"
    assert PLANS.all_leads(1, 1) == "lead, for 1 customer"


@pytest.mark.parametrize(
    ("share", "assumed", "shown"),
    [
        (Fraction(25, 1000), False, "2.5%"),
        (Fraction(15, 1000), True, "1.5% (assumed)"),
        # 33% of 33% of 33% is 3.5937%.
        (Fraction(33, 100) ** 3, False, "3.59…%"),
    ],
)
def test_rate(share: Fraction, *, assumed: bool, shown: str) -> None:
    """Exact or visibly cut, and marked where nobody stated it."""
    assert PLANS.rate(share, assumed=assumed) == shown


def test_segments() -> None:
    """A line for each, in leads or in money."""
    shown = PLANS.segment("mid_market", 1, SALE, "4%")
    assert shown == "mid market: 1 customer at $30,000, 4% of leads"
    shown = PLANS.segment_value("mid_market", Percent(Decimal(40)))
    assert shown == "mid market, 40% of it"


def test_exactly() -> None:
    """What was rounded stands beside the rounded count, and nothing else does."""
    assert PLANS.exactly("leads", Fraction(3)) == "leads"
    assert PLANS.exactly("leads", Fraction(5, 2)) == "leads (exactly 2.5)"
    assert PLANS.exactly("leads", Fraction(50, 3)) == "leads (exactly 16.66…)"


def test_cycle() -> None:
    """How long a lead takes."""
    assert PLANS.cycle(Duration.parse("10 weeks")) == "a sale takes 10 weeks"


def test_rates() -> None:
    """In order of the stages, whatever the order of the file."""
    shown = PLANS.rates(plan().rates, ["MQL", "SAL", "SQL", "WON"])
    assert shown == "60% become SAL, 40% of them SQL, 25% of them WON"


def test_campaigns() -> None:
    """Each with its part of the leads and its cost."""
    assert PLANS.campaigns(plan().campaigns) == (
        "leads from search (70%, $60 each) and trade fair (30%, $90.50 each)"
    )


@pytest.mark.parametrize(
    ("cost", "budget", "shown"),
    [
        (None, None, ""),
        ("5 USD", None, "the leads cost $5"),
        (None, "6 USD", "the budget is $6"),
        ("5 USD", "6 USD", "the leads cost $5, the budget is $6"),
    ],
)
def test_spending(cost: str | None, budget: str | None, shown: str) -> None:
    """What is known of the cost and the budget."""
    found = [None if text is None else Money.parse(text) for text in (cost, budget)]
    assert PLANS.spending(*found) == shown


def test_acquisition() -> None:
    """The most that a customer may cost."""
    shown = PLANS.acquisition(Money.parse("1500 USD"))
    assert shown == "a customer may cost $1,500"


def test_capacity() -> None:
    """Leads of one person, and the time for all tries."""
    capacity = plan().capacity
    assert capacity is not None
    assert PLANS.reps(capacity, 105) == "4 reps, up to 105 leads each"
    # 105 leads x 6 x 10 minutes, of 4 x 120 hours, a third of a minute short.
    shown = PLANS.workload(capacity, Fraction(6300), Fraction(86_399, 3))
    assert shown == (
        "6 attempts of 10 minutes a lead take 105 h, there are 479 h 59 min"
    )
    one = plan(
        capacity="{reps: 1, hours: 9 hours, attempts: 1, per_attempt: 1 minute}"
    ).capacity
    assert one is not None
    assert PLANS.reps(one, 1) == "1 rep, up to 1 lead each"
    shown = PLANS.workload(one, Fraction(60), Fraction(540))
    assert shown == "1 attempt of 1 minute a lead takes 1 h, there are 9 h"


def test_capacity_without_attempts() -> None:
    """A time that nobody stated is not told."""
    capacity = plan(capacity="{reps: 1}").capacity
    assert capacity is not None
    with pytest.raises(ValueError, match="without attempts takes no time"):
        PLANS.workload(capacity, Fraction(60), Fraction(540))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "{over: 6 months}",
            "averages over 6 months by size, customers counted when they buy",
        ),
        (
            "{over: 12 months, by: month, closed: cohort}",
            (
                "averages of the monthly rates over 12 months, customers counted when "
                "their lead came in"
            ),
        ),
    ],
)
def test_averages(text: str, shown: str) -> None:
    """Both choices are told."""
    averages = plan(averages=text).averages
    assert averages is not None
    assert PLANS.averages(averages) == shown
