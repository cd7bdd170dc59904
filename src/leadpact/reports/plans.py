"""The way of a plan from revenue back to leads, step by step, beside what history says.

Source: docs/explanation/planning.md.
"""

from __future__ import annotations

import json
import math
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadpact.model.policy import Plan, Policy
from leadpact.planning import History, plan_numbers, replanned
from leadpact.units import Money, Percent, plain
from leadpact.wording.amounts import Amounts
from leadpact.wording.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.planning import Average, PartHistory, PartNumbers, PlanNumbers

#: The format of the JSON.
FORMAT = 1
#: Places of exact figures, behind which they are cut.
_PLACES = 6
_HUNDRED = 100
_HOUR = 60


@attrs.frozen
class PlanReport:
    """A plan, and what it would be by what history says.

    Attributes:
        policy: The policy, which has a plan.
        plan: Its plan.
        first: The first day of the period that is planned; ``None`` for any.
        history: What past periods say; ``None`` if nobody asked them.
    """

    policy: Policy
    plan: Plan
    first: date | None = None
    history: History | None = None

    @property
    def by_history(self) -> Plan | None:
        """The plan with the numbers of history in place of its own."""
        return None if self.history is None else replanned(self.plan, self.history)


@attrs.frozen
class Line:
    """One step of the way.

    Attributes:
        label: What it is.
        values: What it comes to by the policy and, if asked, by history.
        is_result: Whether it follows from the lines above it.
    """

    label: str
    values: tuple[str, ...]
    is_result: bool = False


def plan_lines(report: PlanReport) -> Iterator[Line]:
    """The steps in order: inputs, and what follows from them."""
    plans = [plan for plan in (report.plan, report.by_history) if plan is not None]
    columns = [_steps(plan, plan_numbers(plan)) for plan in plans]
    # Both plans have the same parts, so that their steps are the same.
    for steps in zip(*columns, strict=True):
        label, _, is_result = steps[0]
        yield Line(label, tuple(value for _, value, _ in steps), is_result)


#: A label, a value, and whether it is a result.
_Step = tuple[str, str, bool]


def _steps(plan: Plan, numbers: PlanNumbers) -> list[_Step]:
    shown = _Shown()
    steps: list[_Step] = [
        ("revenue quota", shown.money(plan.revenue_quota), False),
        ("from leads of marketing", str(plan.marketing_share), False),
        ("revenue from marketing", shown.money(numbers.marketing_revenue), True),
    ]
    for part in numbers.parts:
        steps += _part_steps(shown, part)
    if numbers.segments and numbers.volume is not None:
        steps += [
            ("all customers", shown.number(numbers.volume.customers), True),
            ("all leads", shown.number(numbers.volume.leads), True),
        ]
    if numbers.leads_per_rep is not None:
        steps.append(("leads per rep", shown.number(numbers.leads_per_rep), True))
    steps += _cost_steps(shown, plan, numbers)
    steps += _time_steps(shown, numbers)
    return steps


def _part_steps(shown: _Shown, part: PartNumbers) -> Iterator[_Step]:
    of = f"{part.name}: ".replace("_", " ") if part.name else ""
    if part.name:
        yield f"{of}share of it", str(part.share), False
        yield f"{of}revenue", shown.money(part.revenue), True
    volume, sale = part.volume, part.sale
    if volume is None or sale is None:
        return
    yield f"{of}average sale", shown.money(sale), False
    yield (
        f"{of}customers",
        shown.count(volume.customers, volume.exact_customers),
        True,
    )
    yield f"{of}become customers", shown.rate(part), False
    yield f"{of}leads", shown.count(volume.leads, volume.exact_leads), True


def _cost_steps(shown: _Shown, plan: Plan, numbers: PlanNumbers) -> Iterator[_Step]:
    for part in numbers.parts:
        if part.cost_per_lead is not None:
            of = f"{part.name}: ".replace("_", " ") if part.name else ""
            yield f"{of}cost of a lead", shown.money(part.cost_per_lead), False
    cost = numbers.cost
    if cost is not None:
        yield "cost of the leads", shown.money(cost), True
        if plan.budget is not None:
            short = max(cost.amount - plan.budget.amount, Decimal())
            yield "budget", shown.money(plan.budget), False
            missing = attrs.evolve(cost, amount=short)
            yield "budget that is missing", shown.money(missing), True
    if plan.acquisition_cost is not None and numbers.cost_per_customer is not None:
        currency = plan.acquisition_cost.currency
        each = shown.cut_money(numbers.cost_per_customer, currency)
        yield "cost of a customer", each, True
        yield "a customer may cost", shown.money(plan.acquisition_cost), False


def _time_steps(shown: _Shown, numbers: PlanNumbers) -> Iterator[_Step]:
    load, volume = numbers.workload, numbers.volume
    if load is None or volume is None:
        return
    yield "hours for all attempts", shown.cut(load.needed / _HOUR), True
    yield "hours that there are", shown.cut(load.available / _HOUR), True
    # A plan of no revenue has no leads, and takes no time.
    each_lead = load.needed / volume.leads if volume.leads else Fraction()
    each_try = load.needed / load.attempts
    fitting = math.floor(load.available / each_lead) if each_lead else volume.leads
    tries = math.floor(load.available / each_try) if each_try else load.attempts
    yield "leads too many", shown.number(max(volume.leads - fitting, 0)), True
    yield "attempts too many", shown.number(max(load.attempts - tries, 0)), True


class _Shown:
    """Numbers for people."""

    def __init__(self) -> None:
        self._amounts = Amounts(Catalogue.load("en"))

    def money(self, value: Money) -> str:
        return self._amounts.money(value)

    def cut_money(self, value: Fraction, currency: str) -> str:
        """Whole cents, and dots where more was cut."""
        cents, rest = divmod(value * _HUNDRED, 1)
        shown = self.money(Money(Decimal(int(cents)) / _HUNDRED, currency))
        return f"{shown}…" if rest else shown

    def number(self, value: Decimal | int) -> str:
        return self._amounts.number(value)

    def count(self, count: int, exact: Fraction) -> str:
        """A count, and the exact figure where it was rounded up."""
        shown = self.number(count)
        return shown if exact == count else f"{shown} ({self.cut(exact)})"

    def rate(self, part: PartNumbers) -> str:
        share = f"{self.cut(part.rate.share * _HUNDRED)}%"
        return f"{share} (assumed)" if part.rate.assumed else share

    def cut(self, value: Fraction) -> str:
        """A figure with six places at most, and dots where it was cut."""
        text, is_cut = _cut(value)
        return (
            f"{self.number(Decimal(text))}…" if is_cut else self.number(Decimal(text))
        )


def _cut(value: Fraction) -> tuple[str, bool]:
    whole, rest = divmod(value * 10**_PLACES, 1)
    return plain(Decimal(int(whole)).scaleb(-_PLACES).normalize()), bool(rest)


def history_lines(found: History) -> Iterator[str]:
    """What the averages are of, and where it matters how they are taken."""
    yield (
        f"history: {found.periods} periods from {found.first}, "
        f"averaged by {found.weighing.value}"
    )
    if found.marketing_share is None:
        yield (
            "  the revenue of all sources is not known of every period, so that the "
            "share of marketing is the one of the policy"
        )
    for what, average in _averages(found):
        if average.differs:
            yield f"  {what}: {_percents(average)}"


def _averages(found: History) -> Iterator[tuple[str, Average]]:
    if found.marketing_share is not None:
        yield "share of marketing", found.marketing_share
    for part in found.parts:
        of = f"{part.segment}: ".replace("_", " ") if part.segment else ""
        yield f"{of}become customers", part.rate


def _percents(average: Average) -> str:
    by_size, by_month = (
        _cut(one * _HUNDRED)[0] for one in (average.by_size, average.by_month)
    )
    return f"{by_size}% by size, {by_month}% by month: large months differ from small"


def plan_text(report: PlanReport) -> Iterator[str]:
    """The report for people."""
    policy, plan = report.policy, report.plan
    when = "" if report.first is None else f", for the one from {report.first}"
    yield (
        f"{policy.policy} {policy.version}: from revenue back to leads, "
        f"each {plan.per.value}{when}"
    )
    yield ""
    lines = [*plan_lines(report)]
    heads = ("policy", "history")[: len(lines[0].values)]
    yield from _aligned([Line("", heads), *lines])
    if report.history is not None:
        yield ""
        yield from history_lines(report.history)


def _aligned(lines: Sequence[Line]) -> Iterator[str]:
    labels = max(len(_marked(line)) for line in lines)
    count = len(lines[0].values)
    widths = [max(len(line.values[place]) for line in lines) for place in range(count)]
    for line in lines:
        cells = [
            value.rjust(width) for value, width in zip(line.values, widths, strict=True)
        ]
        yield f"{_marked(line).ljust(labels)}  {'  '.join(cells)}".rstrip()


def _marked(line: Line) -> str:
    return f"= {line.label}" if line.is_result else f"  {line.label}"


def plan_json(report: PlanReport) -> str:
    """The report for programs: amounts as text, since they are exact."""
    policy, plan, by_history = report.policy, report.plan, report.by_history
    data = {
        "format": FORMAT,
        "policy": policy.policy,
        "version": policy.version,
        "per": plan.per.value,
        "first": None if report.first is None else str(report.first),
        "plan": _plan_data(plan),
        "history": None if report.history is None else _history_data(report.history),
        "by_history": None if by_history is None else _plan_data(by_history),
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _plan_data(plan: Plan) -> dict[str, object]:
    numbers = plan_numbers(plan)
    load = numbers.workload
    each = numbers.cost_per_customer
    return {
        "revenue_quota": str(plan.revenue_quota),
        "marketing_share": str(plan.marketing_share),
        "revenue": str(numbers.marketing_revenue),
        "parts": [_part_data(part) for part in numbers.parts],
        "customers": numbers.volume and numbers.volume.customers,
        "leads": numbers.volume and numbers.volume.leads,
        "leads_per_rep": numbers.leads_per_rep,
        "cost": numbers.cost and str(numbers.cost),
        "cost_per_customer": None if each is None else _cut(each)[0],
        "budget": plan.budget and str(plan.budget),
        "minutes_needed": None if load is None else _cut(load.needed)[0],
        "minutes_available": None if load is None else _cut(load.available)[0],
    }


def _part_data(part: PartNumbers) -> dict[str, object]:
    volume = part.volume
    return {
        "segment": part.name or None,
        "share": str(part.share),
        "revenue": str(part.revenue),
        "average_sale": part.sale and str(part.sale),
        "lead_to_customer": f"{_cut(part.rate.share * _HUNDRED)[0]}%",
        "assumed": part.rate.assumed,
        "customers": volume and volume.customers,
        "exact_customers": volume and _cut(volume.exact_customers)[0],
        "leads": volume and volume.leads,
        "exact_leads": volume and _cut(volume.exact_leads)[0],
        "cost": part.cost and str(part.cost),
    }


def _history_data(found: History) -> dict[str, object]:
    share = found.marketing_share
    return {
        "first": str(found.first),
        "after": str(found.after),
        "periods": found.periods,
        "by": found.weighing.value,
        "marketing_share": None if share is None else _average_data(share),
        "parts": [_part_history(part) for part in found.parts],
    }


def _part_history(part: PartHistory) -> dict[str, object]:
    return {
        "segment": part.segment or None,
        "leads": part.leads,
        "customers": part.customers,
        "revenue": plain(part.revenue),
        "lead_to_customer": _average_data(part.rate),
        "average_sale": {
            "size": _cut(part.sale.by_size)[0],
            "month": _cut(part.sale.by_month)[0],
        },
    }


def _average_data(average: Average) -> dict[str, str]:
    return {
        "size": str(Percent(Decimal(_cut(average.by_size * _HUNDRED)[0]))),
        "month": str(Percent(Decimal(_cut(average.by_month * _HUNDRED)[0]))),
    }
