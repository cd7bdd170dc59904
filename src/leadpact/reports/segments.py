"""Closed loop: which kinds of leads became customers, and what they brought.

Source: docs/explanation/reports.md.
"""

from __future__ import annotations

import statistics
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadpact.engines.timeline import Timeline
from leadpact.instants import format_instant
from leadpact.units import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.engines.history import Source
    from leadpact.reports.material import Material

#: Leads of which the field or the definition says nothing.
MISSING = "(missing)"
_WON, _AMOUNT = "won", "amount"


@attrs.frozen
class Segment:
    """Leads that are alike in one thing.

    Attributes:
        segment: What it is; ``(missing)`` where it is not known, which is another
            thing than any word, `unknown` included.
        leads: Leads whose first event lies in the days of a report.
        customers: Those that have entered the last stage.
        share: Customers, of the leads.
        with_amount: Customers whose `won` tells an amount above zero.
        revenue: The sum of these amounts, in the currency of the policy.
        average: Their mean; one large customer can make it.
        median: Half of those customers brought at most so much.
    """

    segment: str
    leads: int
    customers: int
    share: Fraction
    with_amount: int
    revenue: Decimal
    average: Decimal | None
    median: Decimal | None


@attrs.frozen
class _Outcome:
    """What became of one lead."""

    segment: str
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
    policy = material.policy
    if by not in policy.fields and by not in policy.definitions:
        msg = f"the policy has no field and no definition `{by}`"
        raise ValueError(msg)
    found: dict[str, list[_Outcome]] = {}
    for one in _outcomes(material, by):
        found.setdefault(one.segment, []).append(one)
    ordered = sorted(found, key=lambda name: (-len(found[name]), name))
    return tuple(_segment(name, found[name]) for name in ordered)


def _outcomes(material: Material, by: str) -> Iterator[_Outcome]:
    """What became of each lead that counts."""
    rows = {row["lead"]: row for row in material.tables.leads}
    stages = material.policy.stages
    last = stages[-1].name if stages else ""
    for source in material.histories:
        row = rows.get(source.lead)
        if row is None or not _counts(material, source):
            continue
        if by in material.policy.fields:
            timeline = Timeline.alone(material.pact.bound, source, material.now)
            value = timeline.present.at(material.now).field(by)
            timeline.present.forget()
        else:
            value = row["definitions"][by]["value"]
        wins = (one for one in source.by_type.get(_WON, ()) if one.at <= material.now)
        amount = sum((_amount(one.data.get(_AMOUNT)) for one in wins), Decimal())
        customer = any(
            entry["stage"] == last and material.is_past(entry["entered_at"])
            for entry in row["entries"]
        )
        yield _Outcome(named(value), customer, amount if customer else Decimal())


def _amount(value: object) -> Decimal:
    """An amount in the currency of the policy; nothing where none is told."""
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal()


def _counts(material: Material, source: Source) -> bool:
    """Whether the first event of a lead lies in the days."""
    if not source.records:
        return material.span.since is None and material.span.until is None
    return material.span.holds(format_instant(source.records[0].at))


def named(value: object) -> str:
    """The value of a field or a definition as the name of a segment."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or MISSING
    return plain(Decimal(value)) if isinstance(value, int | Decimal) else str(value)


def _segment(name: str, found: Sequence[_Outcome]) -> Segment:
    customers = sum(one.is_customer for one in found)
    amounts = [one.amount for one in found if one.amount > 0]
    revenue = sum(amounts, Decimal())
    return Segment(
        segment=name,
        leads=len(found),
        customers=customers,
        share=Fraction(customers, len(found)),
        with_amount=len(amounts),
        revenue=revenue,
        average=revenue / len(amounts) if amounts else None,
        median=statistics.median(amounts) if amounts else None,
    )
