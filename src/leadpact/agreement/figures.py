"""The big numbers: what each party promises, at a glance."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from leadpact.agreement.view import Figure
from leadpact.language.nodes import Is, Literal
from leadpact.units import LENGTHS, Duration, Money, Unit
from leadpact.wording import Form

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from leadpact.agreement.material import Material
    from leadpact.language.nodes import Case
    from leadpact.model.policy import Goal, Timer

_MOST = 4
_DAYS_OF_A_MONTH = 30


def big_numbers(material: Material) -> tuple[Figure, ...]:
    """Four figures, or as many as the policy has.

    First come the leads of the plan, the shortest time and the tries; the revenue of
    the plan is the last. What is still free goes to goals, then to other timers.
    """
    revenue = list(_revenue(material))
    room = _MOST - len(revenue)
    return (*itertools.islice(_leading(material), room), *revenue)


def _leading(material: Material) -> Iterator[Figure]:
    yield from _leads(material)
    timed = sorted(
        (name for name, timer in material.timers if not timer.times),
        key=lambda name: length(_shortest(material.policy.timers[name]).value),
    )
    tried = [name for name, timer in material.timers if timer.times]
    yield from (_time(material, name) for name in timed[:1])
    yield from (_tries(material, name) for name in tried[:1])
    yield from (
        _goal(material, name, goal)
        for name, goal in material.goals
        if isinstance(goal.require.amount, Literal)
    )
    yield from (_time(material, name) for name in timed[1:])
    yield from (_tries(material, name) for name in tried[1:])


def _leads(material: Material) -> Iterator[Figure]:
    """The leads that the plan asks for, if it counts any."""
    plan, numbers = material.policy.plan, material.numbers
    if plan is not None and numbers is not None and numbers.volume is not None:
        leads = numbers.volume.leads
        yield Figure(
            value=material.wording.amounts.number(leads),
            unit=material.wording.text("page.figure_leads", leads),
            caption=material.wording.each(plan.per),
            side=material.planner,
        )


def _revenue(material: Material) -> Iterator[Figure]:
    """The revenue that those leads must bring."""
    plan, numbers = material.policy.plan, material.numbers
    if plan is not None and numbers is not None:
        yield Figure(
            value=material.wording.amounts.short_money(numbers.marketing_revenue),
            unit=material.wording.text("page.figure_revenue"),
            caption=material.wording.each(plan.per),
            side=material.planner,
        )


def _time(material: Material, name: str) -> Figure:
    """The shortest time that a timer allows, and when."""
    wording, timer = material.wording, material.policy.timers[name]
    case = _shortest(timer)
    caption = wording.timer_title(name)
    if isinstance(case.when, Is) and not case.when.negated:
        word = wording.clauses.word(case.when.word)
        caption = wording.text("page.figure_class", promise=caption, word=word)
    elif case.when is not None:
        condition = wording.condition(case.when)
        caption = wording.text("cases.when", value=caption, condition=condition)
    return Figure(
        value=wording.amounts.number(case.value.amount),
        unit=_unit(material, case.value),
        caption=material.sentence(caption),
        side=material.sides[timer.party.name],
    )


def _tries(material: Material, name: str) -> Figure:
    """The tries that a timer asks for, and the time for all of them.

    Tries that differ from lead to lead are a range, and so is the time for them: the
    first case alone would promise to every lead what is owed to a few.
    """
    wording, timer = material.wording, material.policy.timers[name]
    tries = sorted({case.value for case in timer.times})
    fewest, most = tries[0], tries[-1]
    value, within = wording.amounts.number(most), wording.cases(timer.within)
    if fewest != most:
        low = wording.amounts.number(fewest)
        value = wording.text("page.figure_range", low=low, high=value)
        within = _span(material, timer)
    form = Form.ONE if most == 1 else Form.MANY
    return Figure(
        value=value,
        unit=wording.clauses.patterns(timer.until, form),
        caption=wording.text("timings.by", duration=within),
        side=material.sides[timer.party.name],
    )


def _span(material: Material, timer: Timer) -> str:
    """The times that a timer allows, from the shortest to the longest."""
    wording = material.wording
    ranked = sorted((case.value for case in timer.within), key=length)
    shortest, longest = ranked[0], ranked[-1]
    high = wording.amounts.duration(longest)
    if shortest == longest:
        return high
    low = (
        wording.amounts.number(shortest.amount)
        if shortest.unit is longest.unit
        else wording.amounts.duration(shortest)
    )
    return wording.text("page.span", low=low, high=high)


def _goal(material: Material, name: str, goal: Goal) -> Figure:
    """The amount that a goal asks for."""
    wording, amount = material.wording, goal.require.amount
    value = amount.value if isinstance(amount, Literal) else amount.name
    shown = wording.clauses.literal(value)
    unit = wording.goal_title(name)
    if isinstance(value, Duration):
        shown, unit = wording.amounts.number(value.amount), _unit(material, value)
    if isinstance(value, Money):
        shown = wording.amounts.short_money(value)
    return Figure(
        value=shown,
        unit=unit,
        caption=wording.goal_bound(name),
        side=material.sides[goal.party.name],
    )


def _unit(material: Material, duration: Duration) -> str:
    """The unit alone: `business minutes`."""
    key = f"unit_names.{duration.unit.name.lower()}"
    return material.wording.text(key, duration.amount)


def _shortest(timer: Timer) -> Case[Duration]:
    return min(timer.within, key=lambda case: length(case.value))


def length(duration: Duration) -> Decimal:
    """About how long it is, to rank durations of all units."""
    days = _DAYS_OF_A_MONTH if duration.unit is Unit.MONTH else 1
    return duration.amount * LENGTHS.get(duration.unit, days * LENGTHS[Unit.DAY])
