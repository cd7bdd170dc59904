"""Why so many leads: from the revenue of a plan back to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.agreement.view import Bar, Derivation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.agreement.material import Material
    from leadpact.model.policy import Plan
    from leadpact.planning import PartNumbers, PlanNumbers, Volume
    from leadpact.units import Money


def derivation(material: Material) -> Derivation | None:
    """From the revenue that a plan asks for back to leads, or to value by segment."""
    plan, numbers = material.policy.plan, material.numbers
    if plan is None or numbers is None:
        return None
    return Derivation(
        heading=_heading(material, plan, numbers),
        bars=(_revenue(material, plan, numbers), *_parts(material, numbers)),
        note=material.beside(plan_terms(material)),
    )


def plan_terms(material: Material) -> list[str]:
    """What a plan says beside its numbers, a short sentence each."""
    plan, numbers = material.policy.plan, material.numbers
    if plan is None or numbers is None:
        return []
    return [material.sentence(term) for term in _terms(material, plan, numbers) if term]


def _heading(material: Material, plan: Plan, numbers: PlanNumbers) -> str:
    wording, amounts = material.wording, material.wording.amounts
    per = wording.each(plan.per)
    if numbers.volume is None:
        revenue = amounts.short_money(numbers.marketing_revenue)
        return wording.text("page.plan_value", revenue=revenue, per=per)
    leads = numbers.volume.leads
    return wording.text("page.plan", leads, leads=amounts.number(leads), per=per)


def _revenue(material: Material, plan: Plan, numbers: PlanNumbers) -> Bar:
    """Marketing's revenue, as a part of the quota."""
    return Bar(
        value=material.wording.amounts.short_money(numbers.marketing_revenue),
        text=material.wording.plans.revenue(plan.marketing_share, plan.revenue_quota),
        share=float(plan.marketing_share.share),
    )


def _parts(material: Material, numbers: PlanNumbers) -> Iterator[Bar]:
    """Customers and leads, or the segments, each as a part of all leads."""
    total = numbers.volume
    for part in numbers.parts:
        volume, sale = part.volume, part.sale
        if volume is None or sale is None:
            if part.name:
                yield _value(material, part)
        elif part.name:
            text = material.wording.plans.segment(
                part.name, volume.customers, sale, _rate(material, part)
            )
            yield _leads(material, text, volume, total)
        else:
            yield _customers(material, part, volume, sale)
            text = material.wording.plans.leads(volume.leads, _rate(material, part))
            yield _leads(material, text, volume, total)
    if total is not None and numbers.segments:
        text = material.wording.plans.all_leads(total.leads, total.customers)
        yield _leads(material, text, total, total)


def _rate(material: Material, part: PartNumbers) -> str:
    return material.wording.plans.rate(part.rate.share, assumed=part.rate.assumed)


def _customers(
    material: Material, part: PartNumbers, volume: Volume, sale: Money
) -> Bar:
    """Customers as a part of the leads."""
    plans = material.wording.plans
    text = plans.customers(volume.customers, sale)
    return Bar(
        value=material.wording.amounts.number(volume.customers),
        text=plans.exactly(text, volume.exact_customers),
        share=float(part.rate.share),
    )


def _leads(material: Material, text: str, volume: Volume, total: Volume | None) -> Bar:
    """Leads as a part of all leads."""
    whole = total.leads if total else 0
    return Bar(
        value=material.wording.amounts.number(volume.leads),
        text=material.wording.plans.exactly(text, volume.exact_leads),
        share=volume.leads / whole if whole else 1.0,
    )


def _value(material: Material, part: PartNumbers) -> Bar:
    """The revenue of a segment, where nothing else is counted."""
    return Bar(
        value=material.wording.amounts.short_money(part.revenue),
        text=material.wording.plans.segment_value(part.name, part.share),
        share=float(part.share.share),
    )


def _terms(material: Material, plan: Plan, numbers: PlanNumbers) -> Iterator[str]:
    """What else a plan says, a short sentence each."""
    plans = material.wording.plans
    if plan.sales_cycle is not None:
        yield plans.cycle(plan.sales_cycle)
    if plan.rates:
        yield plans.rates(plan.rates, [stage.name for stage in material.policy.stages])
    if plan.campaigns:
        yield plans.campaigns(plan.campaigns)
    yield plans.spending(numbers.cost, plan.budget)
    if plan.acquisition_cost is not None:
        yield plans.acquisition(plan.acquisition_cost)
    if plan.capacity is not None and numbers.leads_per_rep is not None:
        yield plans.reps(plan.capacity, numbers.leads_per_rep)
        if numbers.workload is not None:
            load = numbers.workload
            yield plans.workload(plan.capacity, load.needed, load.available)
    if plan.averages is not None:
        yield plans.averages(plan.averages)
