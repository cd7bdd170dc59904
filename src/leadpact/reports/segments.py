"""Closed loop: which kinds of leads became customers, and what they brought.

Source: docs/explanation/reports.md.
"""

from __future__ import annotations

import statistics
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadpact.engines.history import History
from leadpact.engines.observations import group_name
from leadpact.instants import format_instant
from leadpact.reports.material import amount_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leadpact.engines.history import Source
    from leadpact.model.policy import Policy
    from leadpact.reports.material import Material

#: Leads of which the field or the definition says nothing.
MISSING = "(missing)"
_WON, _TOUCHED = "won", "touched"


@attrs.frozen
class Segment:
    """Leads that are alike in one thing.

    Attributes:
        segment: What it is; ``(missing)`` where it is not known, which is another
            thing than any word, `unknown` included.
        touches: `touched` events of these leads: visits, mails, advertisements.
        leads: Leads whose first event lies in the days of a report.
        customers: Those that have entered the last stage.
        share: Customers, of the leads.
        with_amount: Customers whose `won` tells an amount above zero.
        revenue: The sum of these amounts, in the currency of the policy.
        average: Their mean; one large customer can make it.
        median: Half of those customers brought at most so much.
        cost: What the leads cost, where the plan tells what one of the campaign or the
            segment of that name costs.
        profit: The revenue less the cost; ``None`` where that is not known.
        workable: `yes` where there is a profit, else `no`.
    """

    segment: str
    touches: int
    leads: int
    customers: int
    share: Fraction
    with_amount: int
    revenue: Decimal
    average: Decimal | None
    median: Decimal | None
    cost: Decimal | None
    profit: Decimal | None
    workable: str


@attrs.frozen
class _Outcome:
    """What became of one lead."""

    segment: str
    touches: int
    is_customer: bool
    amount: Decimal


def segments(material: Material, by: str) -> tuple[Segment, ...]:
    """The leads by a field or a definition, the largest segment first.

    Args:
        material: The leads, and the tables.
        by: Name of a field, or of a definition: what it says at ``now``.

    Raises:
        ValueError: The policy has neither of that name.
    """
    names = segment_names(material, by)
    found: dict[str, list[_Outcome]] = {}
    for one in _outcomes(material, names):
        found.setdefault(one.segment, []).append(one)
    costs = _costs(material.policy)
    ordered = sorted(found, key=lambda name: (-len(found[name]), name))
    return tuple(_segment(name, found[name], costs.get(name)) for name in ordered)


def segment_names(material: Material, by: str) -> Mapping[str, str]:
    """By lead, what a field or a definition says of it at ``now``, as text.

    Raises:
        ValueError: The policy has neither of that name.
    """
    policy, now = material.policy, material.now
    if by in policy.fields:
        return {
            source.lead: named(History(source, now).field(by, now))
            for source in material.histories
        }
    if by in policy.definitions:
        return {
            row["lead"]: named(row["definitions"][by]["value"])
            for row in material.tables.leads
        }
    msg = f"the policy has no field and no definition `{by}`"
    raise ValueError(msg)


def _costs(policy: Policy) -> Mapping[str, Decimal]:
    """What one lead of a campaign or a segment of the plan costs, by its name."""
    plan = policy.plan
    if plan is None:
        return {}
    costs = {each.name: each.cost_per_lead.amount for each in plan.campaigns}
    for segment in plan.segments:
        if segment.cost_per_lead is not None:
            costs[segment.name] = segment.cost_per_lead.amount
    return costs


def _outcomes(material: Material, names: Mapping[str, str]) -> Iterator[_Outcome]:
    """What became of each lead that counts."""
    rows = {row["lead"]: row for row in material.tables.leads}
    stages = material.policy.stages
    last = stages[-1].name if stages else ""
    for source in material.histories:
        row = rows[source.lead]
        if not _counts(material, source):
            continue
        past = material.past(source)
        touches = sum(one.type == _TOUCHED for one in past)
        wins = (one for one in past if one.type == _WON)
        amount = sum((amount_of(one) for one in wins), Decimal())
        customer = any(
            entry["stage"] == last and material.is_past(entry["entered_at"])
            for entry in row["entries"]
        )
        worth = amount if customer else Decimal()
        yield _Outcome(names[source.lead], touches, customer, worth)


def _counts(material: Material, source: Source) -> bool:
    """Whether the first event of a lead lies in the days."""
    if not source.records:
        return material.span.since is None and material.span.until is None
    return material.span.holds(format_instant(source.records[0].at))


def named(value: object) -> str:
    """The value of a field or a definition as the name of a segment."""
    is_missing = value is None or value == frozenset()
    return MISSING if is_missing else group_name(value)


def _segment(name: str, found: Sequence[_Outcome], each: Decimal | None) -> Segment:
    customers = sum(one.is_customer for one in found)
    amounts = [one.amount for one in found if one.amount > 0]
    revenue = sum(amounts, Decimal())
    cost = None if each is None else each * len(found)
    profit = None if cost is None else revenue - cost
    workable = "" if profit is None else ("yes" if profit > 0 else "no")
    return Segment(
        segment=name,
        touches=sum(one.touches for one in found),
        leads=len(found),
        customers=customers,
        share=Fraction(customers, len(found)),
        with_amount=len(amounts),
        revenue=revenue,
        average=revenue / len(amounts) if amounts else None,
        median=statistics.median(amounts) if amounts else None,
        cost=cost,
        profit=profit,
        workable=workable,
    )
