"""What broken promises go with: customers, and revenue, beside promises that were kept.

Source: docs/explanation/reports.md.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadpact.model.evaluation import Outcome
from leadpact.reports.material import amount_of
from leadpact.reports.output import NAME, NUMBER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from leadpact.reports.material import Material

_MISSED = frozenset({Outcome.MET_LATE.value, Outcome.NEVER_MET.value})


@attrs.frozen
class Breach:
    """One promise, and what became of its leads.

    A lead with a broken promise of that kind counts as broken, however many were kept.

    Attributes:
        promise: The timer.
        party: Who owes it.
        kept: Leads for which it was always kept.
        kept_customers: Those of them with a `won`.
        kept_share: Customers, of the leads; ``None`` of none.
        broken: Leads for which it was broken.
        broken_customers: Those of them with a `won`.
        broken_share: Customers, of the leads.
        fewer: How many more customers the broken would have, at the share of the kept;
            negative for fewer.
        cost: What these would have brought, at the mean amount of a customer.
    """

    promise: str = attrs.field(metadata=NAME)
    party: str = attrs.field(metadata=NAME)
    kept: int
    kept_customers: int
    kept_share: Fraction | None
    broken: int
    broken_customers: int
    broken_share: Fraction | None
    fewer: Fraction | None = attrs.field(metadata=NUMBER)
    cost: Decimal | None


def breaches(material: Material) -> tuple[Breach, ...]:
    """Each promise that was due in the days, kept or broken, and the customers of both.

    Args:
        material: The leads, and the tables.
    """
    won = {
        source.lead: sum((amount_of(one) for one in wins), Decimal())
        for source in material.histories
        if (wins := [one for one in material.past(source) if one.type == "won"])
    }
    amounts = [amount for amount in won.values() if amount > 0]
    mean = sum(amounts, Decimal()) / len(amounts) if amounts else None
    return tuple(_breaches(material, won, mean))


def _breaches(
    material: Material, won: Mapping[str, Decimal], mean: Decimal | None
) -> Iterator[Breach]:
    kept: dict[str, set[str]] = {}
    broken: dict[str, set[str]] = {}
    for row in material.timers:
        if row["due_at"] is None or not material.span.holds(row["due_at"]):
            continue
        if row["outcome"] == Outcome.MET.value:
            kept.setdefault(row["timer"], set()).add(row["lead"])
        elif row["outcome"] in _MISSED:
            broken.setdefault(row["timer"], set()).add(row["lead"])
    policy = material.policy
    for name in policy.ranked(policy.timers):
        bad = broken.get(name, set())
        good = kept.get(name, set()) - bad
        if good or bad:
            party = policy.timers[name].party.name
            yield _breach(name, party, good, bad, won, mean)


def _breach(
    name: str,
    party: str,
    good: Collection[str],
    bad: Collection[str],
    won: Mapping[str, Decimal],
    mean: Decimal | None,
) -> Breach:
    kept_customers = sum(lead in won for lead in good)
    broken_customers = sum(lead in won for lead in bad)
    kept_share = Fraction(kept_customers, len(good)) if good else None
    fewer = None if kept_share is None else kept_share * len(bad) - broken_customers
    cost = None
    if fewer is not None and mean is not None:
        cost = mean * fewer.numerator / fewer.denominator
    return Breach(
        promise=name,
        party=party,
        kept=len(good),
        kept_customers=kept_customers,
        kept_share=kept_share,
        broken=len(bad),
        broken_customers=broken_customers,
        broken_share=Fraction(broken_customers, len(bad)) if bad else None,
        fewer=fewer,
        cost=cost,
    )
