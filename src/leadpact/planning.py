"""From revenue back to leads: what a plan asks of marketing in one period.

The way is revenue quota -> marketing's part of it -> customers -> leads. Every
figure is carried on exactly; each count is rounded up once, from its own exact
figure. Rounding customers up before going on to leads would ask for leads that the
revenue does not need: 15,000 at 10,000 a sale and 50% is 3 leads, not 4.
"""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadpact.language.types import Kind, Type
from leadpact.units import Money

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadpact.model.policy import Plan

#: Names of plan numbers that a goal may use, with their types.
PLAN_NAMES: Mapping[str, Type] = {
    "planned_revenue": Type(Kind.MONEY),
    "planned_customers": Type(Kind.INTEGER),
    "planned_leads": Type(Kind.INTEGER),
}
_WHOLE = 100


@attrs.frozen
class PlanNumbers:
    """What a plan asks for in one of its periods.

    Attributes:
        marketing_revenue: Revenue that leads from marketing must bring, exact.
        exact_customers: Customers that bring it.
        exact_leads: Leads that become those customers.
    """

    marketing_revenue: Money
    exact_customers: Fraction
    exact_leads: Fraction

    @property
    def customers(self) -> int:
        """Customers needed, rounded up."""
        return math.ceil(self.exact_customers)

    @property
    def leads(self) -> int:
        """Leads needed, rounded up."""
        return math.ceil(self.exact_leads)

    @property
    def named(self) -> Mapping[str, Money | Decimal]:
        """The numbers under the names of ``PLAN_NAMES``."""
        return {
            "planned_revenue": self.marketing_revenue,
            "planned_customers": Decimal(self.customers),
            "planned_leads": Decimal(self.leads),
        }


def plan_numbers(plan: Plan) -> PlanNumbers:
    """The numbers of a plan, for one of its periods.

    Raises:
        ValueError: The plan has no numbers; the message names every reason, as
            ``plan_mistakes`` tells them.
    """
    if mistakes := plan_mistakes(plan):
        raise ValueError("; ".join(mistakes.values()))
    share = Fraction(plan.marketing_share.amount) / _WHOLE
    revenue = Fraction(plan.revenue_quota.amount) * share
    customers = revenue / Fraction(plan.average_sale.amount)
    leads = customers / (Fraction(plan.lead_to_customer.amount) / _WHOLE)
    return PlanNumbers(
        marketing_revenue=Money(_decimal(revenue), plan.revenue_quota.currency),
        exact_customers=customers,
        exact_leads=leads,
    )


def plan_mistakes(plan: Plan) -> Mapping[str, str]:
    """Why a plan has no numbers: a message for each key that is wrong."""
    quota, sale = plan.revenue_quota, plan.average_sale
    share, close = plan.marketing_share, plan.lead_to_customer
    mistakes = {}
    if quota.amount < 0:
        mistakes["revenue_quota"] = f"`revenue_quota` is negative: `{quota}`"
    if not 0 <= share.amount <= _WHOLE:
        mistakes["marketing_share"] = (
            f"`marketing_share` lies within 0% and 100%, `{share}` does not"
        )
    if sale.amount <= 0:
        mistakes["average_sale"] = f"`average_sale` is above zero, `{sale}` is not"
    elif sale.currency != quota.currency:
        mistakes["average_sale"] = (
            f"`average_sale` is in `{sale.currency}`, "
            f"`revenue_quota` in `{quota.currency}`"
        )
    if not 0 < close.amount <= _WHOLE:
        mistakes["lead_to_customer"] = (
            f"`lead_to_customer` is above 0% and at most 100%, `{close}` is not"
        )
    return mistakes


def _decimal(value: Fraction) -> Decimal:
    """A fraction whose denominator divides a power of ten, as an exact decimal."""
    with localcontext() as context:
        # An amount of 18 digits times a share of 18: the result has at most 36, and
        # two more places.
        context.prec = 40
        return Decimal(value.numerator) / Decimal(value.denominator)
