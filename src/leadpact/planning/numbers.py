"""From revenue back to leads: what a plan asks of marketing in one period.

The way is revenue quota -> marketing's part of it -> customers -> leads. Every
figure is carried on exactly; each count is rounded up once, from its own exact
figure. Rounding customers up before going on to leads would ask for leads that the
revenue does not need: 15,000 at 10,000 a sale and 50% is 3 leads, not 4.

Each segment goes this way on its own, and the counts of the plan are their sums: half
a lead of one segment does not make up for half a lead of another. A plan without
segments is one part. A plan without `average_sale` stays in money: it asks for
revenue, of each segment, and counts neither customers nor leads.

Source: docs/explanation/planning.md.
"""

from __future__ import annotations

import math
from decimal import Decimal, Inexact, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadpact.language.types import Kind, Type
from leadpact.model.policy import Segment
from leadpact.planning.mistakes import plan_mistakes
from leadpact.units import MICROSECONDS, Money, Percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadpact.model.policy import Capacity, Plan
    from leadpact.units import Duration

#: Part of the leads that become customers where a plan tells no rate: 1.5%, a first
#: value for those without data of their own, to be replaced as they learn.
#: Source: docs/explanation/planning.md, "The assumed rate".
ASSUMED_RATE = Percent(Decimal("1.5"))

_COUNT = Type(Kind.INTEGER)
#: Names of plan numbers that a goal may use, with their types.
PLAN_NAMES: Mapping[str, Type] = {
    "planned_revenue": Type(Kind.MONEY),
    "planned_customers": _COUNT,
    "planned_leads": _COUNT,
    "planned_leads_per_rep": _COUNT,
}
#: What a plan has that has them.
PLAN_NEEDS: Mapping[str, str] = {
    "planned_revenue": "`revenue_quota`",
    "planned_customers": "`average_sale`",
    "planned_leads": "`average_sale`",
    "planned_leads_per_rep": "`average_sale` and `capacity`",
}
_MINUTE = 60 * MICROSECONDS


@attrs.frozen
class Rate:
    """The part of the leads that become customers.

    Attributes:
        share: A fraction of one, exact.
        assumed: Whether nobody stated it, so that it is ``ASSUMED_RATE``.
    """

    share: Fraction
    assumed: bool = False


@attrs.frozen
class Volume:
    """Customers and leads.

    Attributes:
        exact_customers: Customers that bring the revenue.
        exact_leads: Leads that become those customers.
        customers: Customers needed, rounded up; a sum if there are segments.
        leads: Leads needed, likewise.
    """

    exact_customers: Fraction
    exact_leads: Fraction
    customers: int
    leads: int


@attrs.frozen
class PartNumbers:
    """What a plan asks for of one segment, or of all leads alike.

    Attributes:
        name: The segment; empty for a plan without segments.
        share: Its part of the revenue from marketing.
        revenue: Revenue that its leads must bring, exact.
        sale: Revenue of one customer, or ``None`` in a plan that stays in money.
        rate: Part of its leads that become customers.
        volume: Its customers and leads, or ``None`` in a plan that stays in money.
        cost_per_lead: What one lead costs, exact, if the plan tells it.
    """

    name: str
    share: Percent
    revenue: Money
    sale: Money | None
    rate: Rate
    volume: Volume | None
    cost_per_lead: Money | None

    @property
    def cost(self) -> Money | None:
        """What the leads cost, as many as were rounded up to."""
        if self.cost_per_lead is None or self.volume is None:
            return None
        each = self.cost_per_lead
        return _money(Fraction(each.amount) * self.volume.leads, each.currency)

    @property
    def cost_per_customer(self) -> Fraction | None:
        """What the leads cost that become one customer, before any rounding."""
        if self.cost_per_lead is None or self.volume is None:
            return None
        return Fraction(self.cost_per_lead.amount) / self.rate.share

    @property
    def profit(self) -> Money | None:
        """Revenue less the cost of the leads."""
        if self.cost is None:
            return None
        left = Fraction(self.revenue.amount) - Fraction(self.cost.amount)
        return _money(left, self.revenue.currency)


@attrs.frozen
class Workload:
    """Following up every lead, beside the time that there is for it.

    Attributes:
        attempts: Tries that one lead takes.
        needed: Minutes that all tries take, exact.
        available: Minutes that all people have for them, exact.
    """

    attempts: int
    needed: Fraction
    available: Fraction


@attrs.frozen
class PlanNumbers:
    """What a plan asks for in one of its periods.

    Attributes:
        marketing_revenue: Revenue that leads from marketing must bring, exact.
        parts: The segments in order of the plan, or one part of all leads.
        volume: Customers and leads, or ``None`` in a plan that stays in money.
        reps: How many people follow up, if the plan tells it.
        workload: The time for that, if the plan tells it.
    """

    marketing_revenue: Money
    parts: tuple[PartNumbers, ...]
    volume: Volume | None
    reps: int | None = None
    workload: Workload | None = None

    @property
    def segments(self) -> Mapping[str, PartNumbers]:
        """The segments by name; none if the plan does not divide its leads."""
        return {part.name: part for part in self.parts if part.name}

    @property
    def cost(self) -> Money | None:
        """The budget that the leads need, if the plan tells what they all cost."""
        costs = [part.cost for part in self.parts]
        amounts = [Fraction(cost.amount) for cost in costs if cost is not None]
        if len(amounts) < len(costs):
            return None
        return _money(sum(amounts, Fraction()), self.marketing_revenue.currency)

    @property
    def cost_per_customer(self) -> Fraction | None:
        """What the leads cost that become one customer, over all, before rounding."""
        if self.cost is None or self.volume is None or not self.volume.exact_customers:
            return None
        cost = sum(
            (
                part.volume.exact_customers * part.cost_per_customer
                for part in self.parts
                if part.volume is not None and part.cost_per_customer is not None
            ),
            Fraction(),
        )
        return cost / self.volume.exact_customers

    @property
    def leads_per_rep(self) -> int | None:
        """Leads of one person, rounded up, if the plan tells how many there are."""
        if self.volume is None or self.reps is None:
            return None
        return _per_rep(self.volume, self.reps)

    @property
    def named(self) -> Mapping[str, Money | Decimal]:
        """The numbers under their names, as far as the plan has them."""
        return self._named(self.marketing_revenue, self.volume)

    @property
    def amounts(self) -> Mapping[str, Money | Decimal]:
        """The numbers as measures write them, such as `planned_leads of vip`."""
        of_segments = {
            f"{name} of {part.name}": amount
            for part in self.segments.values()
            for name, amount in self._named(part.revenue, part.volume).items()
        }
        return {**self.named, **of_segments}

    def _named(
        self, revenue: Money, volume: Volume | None
    ) -> dict[str, Money | Decimal]:
        named: dict[str, Money | Decimal] = {"planned_revenue": revenue}
        if volume is not None:
            named["planned_customers"] = Decimal(volume.customers)
            named["planned_leads"] = Decimal(volume.leads)
            if self.reps is not None:
                each = _per_rep(volume, self.reps)
                named["planned_leads_per_rep"] = Decimal(each)
        return named


def plan_names(plan: Plan) -> Mapping[str, Type]:
    """The names of the numbers that a plan has, with their types."""
    names = dict(PLAN_NAMES)
    if not plan.counts_leads:
        return {"planned_revenue": names["planned_revenue"]}
    if plan.capacity is None:
        del names["planned_leads_per_rep"]
    return names


def plan_numbers(plan: Plan) -> PlanNumbers:
    """The numbers of a plan, for one of its periods.

    Raises:
        ValueError: The plan has no numbers; the message names every reason, as
            ``plan_mistakes`` tells them.
    """
    if mistakes := tuple(plan_mistakes(plan)):
        raise ValueError("; ".join(mistake.message for mistake in mistakes))
    quota = plan.revenue_quota
    revenue = Fraction(quota.amount) * _share(plan.marketing_share)
    # A plan without segments is one part, whose name nobody sees.
    segments = plan.segments or (Segment("", Percent(Decimal(100)), span=plan.span),)
    parts = tuple(_part(plan, segment, revenue) for segment in segments)
    volume = _total([part.volume for part in parts if part.volume is not None])
    return PlanNumbers(
        marketing_revenue=_money(revenue, quota.currency),
        parts=parts,
        volume=volume,
        reps=None if plan.capacity is None else plan.capacity.reps,
        workload=_workload(plan.capacity, volume),
    )


def stages_product(plan: Plan) -> Fraction | None:
    """What the rates of the stages multiply to, or ``None`` without them."""
    rates = plan.rates.values()
    return math.prod(map(_share, rates), start=Fraction(1)) if rates else None


def _part(plan: Plan, segment: Segment, total: Fraction) -> PartNumbers:
    """The numbers of a segment of a plan that asks for so much in all."""
    revenue = total * _share(segment.share)
    sale = segment.average_sale or plan.average_sale
    rate = _rate(plan, segment)
    return PartNumbers(
        name=segment.name,
        share=segment.share,
        revenue=_money(revenue, plan.revenue_quota.currency),
        sale=sale,
        rate=rate,
        volume=None if sale is None else _volume(revenue, sale, rate),
        cost_per_lead=segment.cost_per_lead or _mean_cost(plan),
    )


def _rate(plan: Plan, segment: Segment) -> Rate:
    """A stated rate before the one that the stages multiply to."""
    stated = segment.lead_to_customer or plan.lead_to_customer
    if stated is not None:
        return Rate(_share(stated))
    product = stages_product(plan)
    if product is not None:
        return Rate(product)
    return Rate(_share(ASSUMED_RATE), assumed=True)


def _volume(revenue: Fraction, sale: Money, rate: Rate) -> Volume:
    customers = revenue / Fraction(sale.amount)
    leads = customers / rate.share
    return Volume(customers, leads, math.ceil(customers), math.ceil(leads))


def _total(volumes: list[Volume]) -> Volume | None:
    """The sum of volumes, which is rounded no further."""
    if not volumes:
        return None
    return Volume(
        sum((each.exact_customers for each in volumes), Fraction()),
        sum((each.exact_leads for each in volumes), Fraction()),
        sum(each.customers for each in volumes),
        sum(each.leads for each in volumes),
    )


def _per_rep(volume: Volume, reps: int) -> int:
    """Leads of one person: as many people as there are reach the leads together."""
    return math.ceil(Fraction(volume.leads, reps))


def _mean_cost(plan: Plan) -> Money | None:
    """What a lead costs over all campaigns, each by its part of the leads."""
    if not plan.campaigns:
        return None
    cost = sum(
        (
            _share(campaign.share) * Fraction(campaign.cost_per_lead.amount)
            for campaign in plan.campaigns
        ),
        Fraction(),
    )
    return _money(cost, plan.revenue_quota.currency)


def _workload(capacity: Capacity | None, volume: Volume | None) -> Workload | None:
    """The time for all tries on all leads, and the time of all people for them."""
    if capacity is None or volume is None:
        return None
    hours, attempts, each = capacity.hours, capacity.attempts, capacity.per_attempt
    if hours is None or attempts is None or each is None:
        return None
    return Workload(
        attempts=attempts,
        needed=volume.leads * attempts * _minutes(each),
        available=capacity.reps * _minutes(hours) * _share(capacity.marketing_time),
    )


def _minutes(duration: Duration) -> Fraction:
    return Fraction(duration.microseconds, _MINUTE)


def _share(percent: Percent) -> Fraction:
    """The fraction of one; ``Percent.share`` rounds to a context's precision."""
    return Fraction(percent.amount) / 100


def _money(value: Fraction, currency: str) -> Money:
    """An amount whose denominator divides a power of ten, as exact money."""
    with localcontext() as context:
        # Three factors of 18 digits and a count: enough, and loud if ever it is not.
        context.prec = 100
        context.traps[Inexact] = True
        return Money(Decimal(value.numerator) / Decimal(value.denominator), currency)
