"""Laws of the way from revenue back to leads."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
from hypothesis import given
from hypothesis import strategies as st

from leadpact.diagnostics import Span
from leadpact.model.policy import Period, Plan
from leadpact.planning import plan_numbers
from leadpact.units import Money, Percent

if TYPE_CHECKING:
    from decimal import Decimal


def amounts(least: str, most: str) -> st.SearchStrategy[Decimal]:
    """Amounts with up to six places."""
    return st.decimals(least, most, places=6)


PLANS = st.builds(
    lambda quota, share, sale, close: Plan(
        per=Period.MONTH,
        revenue_quota=Money(quota, "USD"),
        marketing_share=Percent(share),
        average_sale=Money(sale, "USD"),
        lead_to_customer=Percent(close),
        span=Span("plan"),
    ),
    amounts("0", "1e11"),
    amounts("0", "100"),
    amounts("0.000001", "1e11"),
    amounts("0.000001", "100"),
)


@given(PLANS, amounts("0", "1e11"))
def test_more_quota_never_asks_for_fewer(plan: Plan, more: Decimal) -> None:
    """More revenue asks for no fewer customers and no fewer leads."""
    quota = Money(plan.revenue_quota.amount + more, "USD")
    least, most = (
        plan_numbers(plan),
        plan_numbers(attrs.evolve(plan, revenue_quota=quota)),
    )
    assert least.customers <= most.customers
    assert least.leads <= most.leads


@given(PLANS)
def test_leads_are_enough_and_no_more(plan: Plan) -> None:
    """The leads bring the revenue, and with one fewer they do not."""
    numbers = plan_numbers(plan)
    revenue_of_a_lead = (
        Fraction(plan.lead_to_customer.amount)
        / 100
        * Fraction(plan.average_sale.amount)
    )
    owed = Fraction(numbers.marketing_revenue.amount)
    assert owed * 100 == Fraction(plan.revenue_quota.amount) * Fraction(
        plan.marketing_share.amount
    )
    assert numbers.leads * revenue_of_a_lead >= owed
    assert (numbers.leads - 1) * revenue_of_a_lead < owed


@given(PLANS)
def test_at_least_as_many_leads_as_customers(plan: Plan) -> None:
    """No lead becomes two customers."""
    numbers = plan_numbers(plan)
    assert numbers.customers <= numbers.leads
