"""The plan: numbers that lead to a number of leads, in one currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.diagnostics import Diagnostic
from leadpact.planning import plan_mistakes
from leadpact.units import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check.subject import Subject


def check_plan(subject: Subject) -> Iterator[Diagnostic]:
    """Numbers out of range, another currency, a sales cycle not in months."""
    plan = subject.policy.plan
    if plan is None:
        return
    for key, message in plan_mistakes(plan).items():
        yield Diagnostic("LP2007", message, subject.span(f"plan.{key}:"))
    currency = subject.policy.currency
    if currency and plan.revenue_quota.currency != currency:
        yield Diagnostic(
            "LP3002",
            f"`{plan.revenue_quota}` in a policy in {currency}",
            subject.span("plan.revenue_quota:"),
            f"state it in {currency}, the `currency` of the policy",
        )
    if plan.sales_cycle is not None and plan.sales_cycle.unit is not Unit.MONTH:
        yield Diagnostic(
            "LP2007",
            f"a sales cycle of `{plan.sales_cycle}`",
            subject.span("plan.sales_cycle:"),
            "count it in whole months, as `3 months`",
        )
