"""Laws of the way from revenue back to leads."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
from hypothesis import given
from hypothesis import strategies as st
from strategies import amounts, plans

from leadpact.model.policy import Averages, Capacity, Period, Segment
from leadpact.planning import averaged_days, plan_mistakes, plan_names, plan_numbers
from leadpact.units import Duration, Money, Percent, Unit

if TYPE_CHECKING:
    from leadpact.model.policy import Plan
    from leadpact.planning import PlanNumbers, Volume


def volume_of(numbers: PlanNumbers) -> Volume:
    """Customers and leads of a plan that counts them."""
    assert numbers.volume is not None
    return numbers.volume


def brute(plan: Plan) -> tuple[Fraction, list[tuple[int, int]]]:
    """Revenue, and customers and leads of each part: the way by hand."""
    share = Fraction(plan.marketing_share.amount) / 100
    revenue = Fraction(plan.revenue_quota.amount) * share
    counts = []
    for segment in plan.segments or [None]:
        part, sale, rate = revenue, plan.average_sale, plan.lead_to_customer
        if segment is not None:
            part = part * Fraction(segment.share.amount) / 100
            sale = segment.average_sale or sale
            rate = segment.lead_to_customer or rate
        share = Fraction("0.015")
        if rate is not None:
            share = Fraction(rate.amount) / 100
        elif plan.rates:
            share = Fraction(1)
            for each in plan.rates.values():
                share *= Fraction(each.amount) / 100
        assert sale is not None
        customers = part / Fraction(sale.amount)
        counts.append((math.ceil(customers), math.ceil(customers / share)))
    return revenue, counts


@given(plans())
def test_by_hand(plan: Plan) -> None:
    """The numbers are those of the way by hand, for every part and in all."""
    assert list(plan_mistakes(plan)) == []
    numbers = plan_numbers(plan)
    revenue, counts = brute(plan)
    assert Fraction(numbers.marketing_revenue.amount) == revenue
    parts = [part.volume for part in numbers.parts if part.volume]
    assert [(part.customers, part.leads) for part in parts] == counts
    volume = volume_of(numbers)
    assert volume.customers == sum(customers for customers, _ in counts)
    assert volume.leads == sum(leads for _, leads in counts)
    assert set(plan_names(plan)) == set(numbers.named)


@given(plans(), amounts("0", "1e11"))
def test_more_quota_never_asks_for_fewer(plan: Plan, more: Decimal) -> None:
    """More revenue asks for no fewer customers and no fewer leads."""
    quota = Money(plan.revenue_quota.amount + more, "USD")
    least = volume_of(plan_numbers(plan))
    most = volume_of(plan_numbers(attrs.evolve(plan, revenue_quota=quota)))
    assert least.customers <= most.customers
    assert least.leads <= most.leads


@given(plans(segmented=False))
def test_leads_are_enough_and_no_more(plan: Plan) -> None:
    """The leads bring the revenue, and with one fewer they do not."""
    numbers = plan_numbers(plan)
    (part,) = numbers.parts
    assert part.sale is not None
    revenue_of_a_lead = part.rate.share * Fraction(part.sale.amount)
    owed = Fraction(numbers.marketing_revenue.amount)
    assert owed * 100 == Fraction(plan.revenue_quota.amount) * Fraction(
        plan.marketing_share.amount
    )
    leads = volume_of(numbers).leads
    assert leads * revenue_of_a_lead >= owed
    assert (leads - 1) * revenue_of_a_lead < owed


@given(plans())
def test_at_least_as_many_leads_as_customers(plan: Plan) -> None:
    """No lead becomes two customers."""
    volume = volume_of(plan_numbers(plan))
    assert volume.customers <= volume.leads


@given(plans(segmented=False), st.lists(st.integers(0, 50), min_size=1, max_size=4))
def test_equal_segments_are_the_undivided_plan(plan: Plan, shares: list[int]) -> None:
    """Segments with the numbers of the plan add up to it, but for one lead each.

    The exact figures are equal; rounding up adds less than one to each segment.
    """
    shares = [min(share, 25) for share in shares]
    shares.append(100 - sum(shares))
    segments = tuple(
        Segment(f"s{index}", Percent(Decimal(share)), span=plan.span)
        for index, share in enumerate(shares)
    )
    whole = volume_of(plan_numbers(plan))
    divided = volume_of(plan_numbers(attrs.evolve(plan, segments=segments)))
    assert divided.exact_customers == whole.exact_customers
    assert divided.exact_leads == whole.exact_leads
    assert whole.customers <= divided.customers < whole.customers + len(segments)
    assert whole.leads <= divided.leads < whole.leads + len(segments)


@given(plans(), st.integers(1, 1000))
def test_scaling(plan: Plan, factor: int) -> None:
    """Quota and sales in another unit, such as cents, ask for the same leads.

    A quota alone that is so many times larger asks for so many times the exact leads.
    """

    def scaled(money: Money) -> Money:
        return Money(money.amount * factor, money.currency)

    larger = attrs.evolve(plan, revenue_quota=scaled(plan.revenue_quota))
    assert plan.average_sale is not None
    same = attrs.evolve(
        larger,
        average_sale=scaled(plan.average_sale),
        segments=tuple(
            attrs.evolve(
                segment,
                average_sale=segment.average_sale and scaled(segment.average_sale),
            )
            for segment in plan.segments
        ),
    )
    volume = volume_of(plan_numbers(plan))
    assert volume_of(plan_numbers(same)) == volume
    exact = volume_of(plan_numbers(larger)).exact_leads
    assert exact == volume.exact_leads * factor


@given(plans(), st.integers(1, 1000))
def test_people_reach_the_leads_together(plan: Plan, reps: int) -> None:
    """Leads of one person are enough for all, and with one fewer they are not."""
    capacity = Capacity(reps, span=plan.span)
    numbers = plan_numbers(attrs.evolve(plan, capacity=capacity))
    each, leads = numbers.leads_per_rep, volume_of(numbers).leads
    assert each is not None
    assert each * reps >= leads
    assert (each - 1) * reps < leads


@given(
    plans(),
    st.sampled_from([Period.MONTH, Period.QUARTER, Period.YEAR]),
    st.integers(0, 24),
    st.integers(0, 400) | st.none(),
)
def test_averages_end_before_the_sales_cycle(
    plan: Plan, per: Period, months: int, days: int | None
) -> None:
    """What is averaged is older than the cycle, but by less than a period."""
    cycle = (
        Duration(Decimal(months), Unit.MONTH)
        if days is None
        else Duration(Decimal(days), Unit.DAY)
    )
    averages = Averages(Duration(Decimal(12), Unit.MONTH), span=plan.span)
    plan = attrs.evolve(plan, per=per, sales_cycle=cycle, averages=averages)
    first = date(2026, 1, 1)
    found = averaged_days(plan, first)
    assert found is not None
    start, end = found
    length = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}[per]
    assert (end.year - start.year, end.month, end.day) == (1, start.month, 1)
    assert (first.year * 12 - end.year * 12 - end.month + 1) % length == 0
    skipped = (first.year - end.year) * 12 + 1 - end.month
    if days is None:
        assert months <= skipped < months + length
    else:
        assert (first - end).days >= days
        index = end.year * 12 + end.month - 1 + length
        later = date(index // 12, index % 12 + 1, 1)
        assert (first - later).days < days
