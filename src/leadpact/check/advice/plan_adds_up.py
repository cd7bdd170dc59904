"""The plan adds up: its rates, its budget, the time of people, and what goals ask."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from leadpact.diagnostics import Diagnostic, Severity
from leadpact.language.nodes import (
    Aggregate,
    Comparison,
    Literal,
    Name,
    Pattern,
    Source,
)
from leadpact.language.printer import print_phrase
from leadpact.planning import plan_numbers, stages_product
from leadpact.units import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check.subject import Subject
    from leadpact.diagnostics import Span
    from leadpact.model.policy import Goal, Plan
    from leadpact.planning import PlanNumbers, Workload

_CENTS = 2


def check_plan_adds_up(subject: Subject) -> Iterator[Diagnostic]:
    """Numbers of a plan that contradict each other, or cannot be kept."""
    plan = subject.policy.plan
    if plan is None:
        return
    numbers = plan_numbers(plan)
    yield from _rates(subject, plan)
    yield from _budget(subject, plan, numbers)
    yield from _acquisition(subject, plan, numbers)
    yield from _capacity(subject, numbers)
    for name, goal in subject.policy.goals.items():
        yield from _period(plan, goal)
        yield from _goal(subject, plan, numbers, name)


def _rates(subject: Subject, plan: Plan) -> Iterator[Diagnostic]:
    """The rates of the stages multiply to the rate from lead to customer."""
    product, stated = stages_product(plan), plan.lead_to_customer
    if product is None or stated is None:
        return
    # A stated rate is as exact as it was written: 2.5% stands for 2.45% to 2.55%.
    places = len(plain(stated.amount).partition(".")[2])
    rounding = Fraction(1, 2 * 10**places * 100)
    if abs(product - Fraction(stated.amount) / 100) > rounding:
        yield _warning(
            f"`lead_to_customer` is `{stated}`, and the rates of the stages multiply "
            f"to `{_shown(product * 100)}%`",
            subject.span("plan.lead_to_customer:"),
            f"the plan counts with `{stated}`; correct it or the rates, or leave it "
            "out and the rates count",
        )


def _budget(subject: Subject, plan: Plan, numbers: PlanNumbers) -> Iterator[Diagnostic]:
    """The budget pays for the leads."""
    cost, volume = numbers.cost, numbers.volume
    if plan.budget is None or cost is None or volume is None:
        return
    if cost.amount > plan.budget.amount:
        yield _warning(
            f"{_leads(volume.leads)} cost `{cost}`, `budget` is `{plan.budget}`",
            subject.span("plan.budget:"),
            "raise `budget`, or agree on fewer or cheaper leads",
        )


def _acquisition(
    subject: Subject, plan: Plan, numbers: PlanNumbers
) -> Iterator[Diagnostic]:
    """No customer costs more than a customer may cost."""
    most = plan.acquisition_cost
    if most is None:
        return
    for part in numbers.parts:
        cost = part.cost_per_customer
        if cost is not None and cost > Fraction(most.amount):
            what = f"a customer of `{part.name}`" if part.name else "a customer"
            yield _warning(
                f"{what} costs `{_shown(cost)} {most.currency}`, "
                f"`acquisition_cost` is `{most}`",
                subject.span("plan.acquisition_cost:"),
                "win more of the leads, find cheaper ones, or allow a higher cost",
            )


def _capacity(subject: Subject, numbers: PlanNumbers) -> Iterator[Diagnostic]:
    """The people have the time for as many tries on as many leads."""
    load, volume = numbers.workload, numbers.volume
    if load is None or volume is None or load.needed <= load.available:
        return
    fitting = math.floor(load.available / (load.needed / volume.leads))
    yield _warning(
        f"there is time for {_leads(fitting)}, and the plan has {volume.leads}: "
        f"{volume.leads - fitting} too many",
        subject.span("plan.capacity"),
        _attempts(load),
    )


def _attempts(load: Workload) -> str:
    """What the leads take of the time that there is, and how many tries would fit."""
    needed, available = _shown(load.needed / 60), _shown(load.available / 60)
    fitting = math.floor(load.available / (load.needed / load.attempts))
    if fitting == 0:
        rest = "not even 1 attempt a lead fits"
    else:
        rest = f"with {fitting} a lead, {load.attempts - fitting} fewer, they fit"
    return f"all attempts take {needed} hours, and there are {available}; {rest}"


def _period(plan: Plan, goal: Goal) -> Iterator[Diagnostic]:
    """A goal that asks for a number of the plan counts over the period of the plan."""
    amount = goal.require.amount
    if isinstance(amount, Name) and goal.per is not plan.per:
        yield _warning(
            f"`{amount.name}` is for each {plan.per.value}, the goal for each "
            f"{goal.per.value}",
            amount.span,
            f"say `per: {plan.per.value}`",
        )


def _goal(
    subject: Subject, plan: Plan, numbers: PlanNumbers, name: str
) -> Iterator[Diagnostic]:
    """A goal that counts the leads of the plan asks for as many."""
    goal, volume = subject.policy.goals[name], numbers.volume
    asked = goal.require.amount
    if volume is None or not _counts_leads(subject, plan, goal):
        return
    if isinstance(asked, Literal) and asked.value != Decimal(volume.leads):
        yield _warning(
            f"the goal asks for `{print_phrase(asked)}` leads, the plan for "
            f"`{volume.leads}`",
            asked.span,
            "write `planned_leads`, or change the plan",
        )


def _counts_leads(subject: Subject, plan: Plan, goal: Goal) -> bool:
    """Whether a goal clearly counts what `planned_leads` is a number of.

    That is every lead that enters the first stage of the way to a customer, and
    nothing less: a goal with `by` asks it of each group.
    """
    measure, first = goal.require, _first_stage(subject, plan)
    match measure.pattern:
        case Pattern(Source.ENTERED, Name(stage), where=None):
            entered = stage
        case _:
            return False
    return (
        measure.aggregate is Aggregate.COUNT
        and measure.comparison is Comparison.GE
        and entered == first
        and goal.per is plan.per
        and goal.by is None
    )


def _first_stage(subject: Subject, plan: Plan) -> str:
    """The stage before the first rate, or the first stage; empty if there is none."""
    names = ["", *(stage.name for stage in subject.policy.stages)]
    rated = [index for index, name in enumerate(names) if name in plan.rates]
    return names[rated[0] - 1] if rated else names[:2][-1]


def _leads(count: int) -> str:
    return "1 lead" if count == 1 else f"{count} leads"


def _shown(value: Fraction) -> str:
    """A figure with two places at most, and dots where it was cut."""
    whole, rest = divmod(value * 10**_CENTS, 1)
    return plain(Decimal(int(whole)).scaleb(-_CENTS)) + ("…" if rest else "")


def _warning(message: str, span: Span, hint: str) -> Diagnostic:
    return Diagnostic("LP2112", message, span, hint, Severity.WARNING)
