"""Why a plan has no numbers: ranges, currencies, shares, and what does not go together.

Each rule takes the plan alone. What needs the rest of the policy, such as the names of
its stages, stands in ``check.plan``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from leadpact.planning.averages import MONTHS, UNIT_DAYS, UNIT_MONTHS, periods_in
from leadpact.units import Unit, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.model.policy import Campaign, Plan, Segment
    from leadpact.units import Duration, Money, Percent

_WHOLE = 100
_LONGEST_MONTHS, _LONGEST_DAYS = 120, 3660
#: Units that working time comes in; a day of 24 hours would not be one.
_WORKED = (Unit.MINUTE, Unit.HOUR)


@attrs.frozen
class PlanMistake:
    """One reason.

    Attributes:
        path: Where it stands in the plan: the dotted path of a key, or with a final
            colon of its value, as in ``Policy.spans``.
        message: What is wrong.
        hint: What to do next, or an empty string.
    """

    path: str
    message: str
    hint: str = ""


def plan_mistakes(plan: Plan) -> Iterator[PlanMistake]:
    """Everything that keeps a plan from having numbers."""
    if plan.revenue_quota.amount < 0:
        message = f"`revenue_quota` is negative: `{plan.revenue_quota}`"
        yield PlanMistake("revenue_quota:", message)
    yield from _part("marketing_share", plan.marketing_share)
    yield from _sale(plan, "", plan.average_sale)
    yield from _rate("lead_to_customer", plan.lead_to_customer)
    for stage, rate in plan.rates.items():
        yield from _rate(f"rates.{stage}", rate)
    yield from _segments(plan)
    yield from _campaigns(plan)
    yield from _cost(plan, "budget", plan.budget)
    yield from _cost(plan, "acquisition_cost", plan.acquisition_cost)
    yield from _capacity(plan)
    yield from _times(plan)
    yield from _only_with_leads(plan)


def _key(path: str) -> str:
    """The key itself; the rest of a path shows where in the file it stands."""
    return path.rpartition(".")[2]


def _part(path: str, share: Percent) -> Iterator[PlanMistake]:
    if not 0 <= share.amount <= _WHOLE:
        message = f"`{_key(path)}` lies within 0% and 100%, `{share}` does not"
        yield PlanMistake(f"{path}:", message)


def _rate(path: str, rate: Percent | None) -> Iterator[PlanMistake]:
    """Nothing is divided by zero."""
    if rate is not None and not 0 < rate.amount <= _WHOLE:
        message = f"`{_key(path)}` is above 0% and at most 100%, `{rate}` is not"
        yield PlanMistake(f"{path}:", message)


def _sale(plan: Plan, where: str, sale: Money | None) -> Iterator[PlanMistake]:
    if sale is not None and sale.amount <= 0:
        message = f"`average_sale` is above zero, `{sale}` is not"
        yield PlanMistake(f"{where}average_sale:", message)
    else:
        yield from _currency(plan, f"{where}average_sale", sale)


def _cost(plan: Plan, path: str, cost: Money | None) -> Iterator[PlanMistake]:
    if cost is not None and cost.amount < 0:
        yield PlanMistake(f"{path}:", f"`{_key(path)}` is negative: `{cost}`")
    else:
        yield from _currency(plan, path, cost)


def _currency(plan: Plan, path: str, money: Money | None) -> Iterator[PlanMistake]:
    currency = plan.revenue_quota.currency
    if money is not None and money.currency != currency:
        message = f"`{_key(path)}` is in `{money.currency}`, `revenue_quota` in "
        yield PlanMistake(f"{path}:", f"{message}`{currency}`")


def _segments(plan: Plan) -> Iterator[PlanMistake]:
    for index, segment in enumerate(plan.segments):
        where = f"segments.{index}."
        yield from _part(f"{where}share", segment.share)
        yield from _sale(plan, where, segment.average_sale)
        yield from _rate(f"{where}lead_to_customer", segment.lead_to_customer)
        yield from _cost(plan, f"{where}cost_per_lead", segment.cost_per_lead)
    yield from _whole("segments", plan.segments)
    if plan.average_sale is None and plan.counts_leads:
        # Half in leads and half in money would have no total.
        for index, segment in enumerate(plan.segments):
            if segment.average_sale is None:
                yield PlanMistake(
                    f"segments.{index}.name:",
                    f"`{segment.name}` has no `average_sale`, other segments have one",
                    "give it one, or say `average_sale` for the whole plan",
                )


def _campaigns(plan: Plan) -> Iterator[PlanMistake]:
    for index, campaign in enumerate(plan.campaigns):
        where = f"campaigns.{index}."
        yield from _part(f"{where}share", campaign.share)
        yield from _cost(plan, f"{where}cost_per_lead", campaign.cost_per_lead)
    yield from _whole("campaigns", plan.campaigns)


def _whole(path: str, parts: Sequence[Segment | Campaign]) -> Iterator[PlanMistake]:
    """The shares of a list add up to exactly 100%."""
    total = sum((each.share.amount for each in parts), Decimal())
    if parts and total != _WHOLE:
        message = f"the shares of `{path}` add up to {plain(total)}%, not to 100%"
        yield PlanMistake(path, message)


def _capacity(plan: Plan) -> Iterator[PlanMistake]:
    capacity = plan.capacity
    if capacity is None:
        return
    for key, count in (("reps", capacity.reps), ("attempts", capacity.attempts)):
        if count is not None and count < 1:
            yield PlanMistake(f"capacity.{key}:", f"`{key}` is at least 1")
    yield from _part("capacity.marketing_time", capacity.marketing_time)
    times = {"hours": capacity.hours, "per_attempt": capacity.per_attempt}
    for key, time in times.items():
        yield from _worked(key, time)
    needed = {**times, "attempts": capacity.attempts}
    missing = [f"`{key}`" for key, value in needed.items() if value is None]
    if 0 < len(missing) < len(needed):
        known = next(key for key, value in needed.items() if value is not None)
        yield PlanMistake(
            f"capacity.{known}",
            f"`capacity` has `{known}`, but no {' and no '.join(missing)}",
            "the time for leads takes `hours`, `attempts` and `per_attempt`; leads "
            "per person take `reps` alone",
        )


def _worked(key: str, time: Duration | None) -> Iterator[PlanMistake]:
    if time is None:
        return
    if time.unit not in _WORKED:
        yield PlanMistake(
            f"capacity.{key}:",
            f"`{key}` is working time, `{time}` is not",
            "count it in hours or minutes, as `120 hours`",
        )
    elif time.amount == 0:
        yield PlanMistake(f"capacity.{key}:", f"`{key}` is above zero")


def _times(plan: Plan) -> Iterator[PlanMistake]:
    """Lengths of time that dates can be counted back by."""
    cycle, averages = plan.sales_cycle, plan.averages
    if cycle is not None and not _is_dated(cycle):
        yield PlanMistake(
            "sales_cycle:",
            f"a sales cycle of `{cycle}`",
            "count it in days, weeks or months, as `3 months`, up to ten years",
        )
    if averages is not None and (
        not _is_dated(averages.over) or periods_in(averages.over, plan.per) is None
    ):
        unit = "months" if plan.per in MONTHS else f"{plan.per.value}s"
        yield PlanMistake(
            "averages.over:",
            f"averages over `{averages.over}` in a plan for each {plan.per.value}",
            f"count them in {unit} that make whole periods, up to ten years",
        )


def _is_dated(length: Duration) -> bool:
    """Whether a length of time is one of dates, and no longer than a business."""
    if length.unit in UNIT_MONTHS:
        return length.amount <= _LONGEST_MONTHS
    days = UNIT_DAYS.get(length.unit)
    return days is not None and length.amount * days <= _LONGEST_DAYS


def _only_with_leads(plan: Plan) -> Iterator[PlanMistake]:
    """A plan that stays in money says nothing that needs a number of leads."""
    if plan.counts_leads:
        return
    stated: dict[str, object] = {
        "lead_to_customer": plan.lead_to_customer,
        "rates": plan.rates,
        "campaigns": plan.campaigns,
        "acquisition_cost": plan.acquisition_cost,
        "capacity": plan.capacity,
    }
    for index, segment in enumerate(plan.segments):
        where = f"segments.{index}."
        stated[f"{where}lead_to_customer"] = segment.lead_to_customer
        stated[f"{where}cost_per_lead"] = segment.cost_per_lead
    for path, value in stated.items():
        if value:
            yield PlanMistake(
                path,
                f"`{_key(path)}` takes leads or customers, and without "
                "`average_sale` a plan counts neither",
                "add `average_sale`, or delete it",
            )
