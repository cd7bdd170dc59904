"""What was, period by period: the table that a plan is made from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs


@attrs.frozen
class PastPeriod:
    """The leads of marketing in one period, or in one segment of it.

    Attributes:
        first: The first day of the period.
        segment: The segment; empty for all leads of the period.
        leads: Leads that marketing generated.
        customers: Customers among the leads from marketing.
        revenue: What those customers brought, in the currency of the plan.
        total_revenue: Revenue from all sources in the period, if it is known.
    """

    first: date
    segment: str
    leads: int
    customers: int
    revenue: Decimal
    total_revenue: Decimal | None = None
