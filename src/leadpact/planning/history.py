"""What past periods say about the numbers of a plan.

Source: docs/explanation/planning.md, "Where the numbers come from".
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadpact.diagnostics import NOWHERE, Diagnostic
from leadpact.errors import RecordError
from leadpact.model.policy import Weighing
from leadpact.planning.averages import averaged_days, periods_between
from leadpact.units import Money, Percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from leadpact.model.past import PastPeriod
    from leadpact.model.policy import Plan, Segment

#: Averages of both kinds that differ by more than this part of the larger are told.
TOLD_APART = Fraction(5, 100)
#: Rates are rounded, half up, to this many digits.
RATE_DIGITS = 4
_CENT = Decimal("0.01")
_HUNDRED = 100


@attrs.frozen
class Average:
    """A ratio over several periods, in both ways.

    Attributes:
        by_size: The sums divided, so that large periods weigh more.
        by_month: The mean of the ratios of the periods, each alike.
    """

    by_size: Fraction
    by_month: Fraction

    def of(self, weighing: Weighing) -> Fraction:
        """The one that a plan asks for."""
        return self.by_size if weighing is Weighing.SIZE else self.by_month

    @property
    def differs(self) -> bool:
        """Whether it matters which of them is taken."""
        gap = abs(self.by_size - self.by_month)
        return gap > TOLD_APART * max(self.by_size, self.by_month)


@attrs.frozen
class PartHistory:
    """What became of the leads of one segment, or of all.

    Attributes:
        segment: The segment; empty for all leads.
        leads: Leads of all periods.
        customers: Customers of all periods.
        revenue: What they brought.
        share: Part of the revenue from marketing that it brought, by the sums.
        rate: Part of the leads that became customers.
        sale: What one customer brought.
    """

    segment: str
    leads: int
    customers: int
    revenue: Decimal
    share: Fraction
    rate: Average
    sale: Average


@attrs.frozen
class History:
    """What past periods say about a plan.

    Attributes:
        first: The first day that counts.
        after: The day after the last one.
        periods: How many periods that is.
        weighing: Which average the plan takes.
        marketing_share: Part of all revenue that leads from marketing brought;
            ``None`` if the revenue of all sources is not known of every period.
        parts: The segments of the plan, or all leads.
    """

    first: date
    after: date
    periods: int
    weighing: Weighing
    marketing_share: Average | None
    parts: tuple[PartHistory, ...]


def history(plan: Plan, past: Iterable[PastPeriod], first: date) -> History:
    """What past periods say about the plan of a period.

    Args:
        plan: A plan that tells its averages.
        past: The past, a row for each period, or for each segment of it.
        first: The first day of the period that is planned.

    Raises:
        ValueError: ``first`` is not the first day of a period, or the plan tells no
            averages.
        RecordError: LP4019, the past lacks a period or a segment of it, or nothing
            can be divided by what it says.
    """
    days = averaged_days(plan, first)
    if plan.averages is None or days is None:
        msg = "the plan tells no `averages`"
        raise ValueError(msg)
    periods = periods_between(plan.per, *days)
    names = [segment.name for segment in plan.segments] or [""]
    table = _Table(past, periods, is_parted=bool(plan.segments))
    parts = {name: table.rows(name) for name in names}
    whole = Fraction(sum(row.revenue for rows in parts.values() for row in rows))
    return History(
        *days,
        periods=len(periods),
        weighing=plan.averages.by,
        marketing_share=table.marketing_share(parts),
        parts=tuple(_part(name, rows, whole) for name, rows in parts.items()),
    )


@attrs.frozen
class _Sums:
    """One part in one period."""

    leads: int
    customers: int
    revenue: Decimal


class _Table:
    """Past rows by period and segment."""

    def __init__(
        self, past: Iterable[PastPeriod], periods: Sequence[date], *, is_parted: bool
    ) -> None:
        self._periods = periods
        self._is_parted = is_parted
        self._rows: dict[date, list[PastPeriod]] = {one: [] for one in periods}
        for row in past:
            if row.first in self._rows:
                self._rows[row.first].append(row)
        missing = [str(one) for one, rows in self._rows.items() if not rows]
        if missing:
            message = f"the history has no row for {', '.join(missing)}"
            hint = f"the plan averages {len(periods)} periods from {periods[0]}"
            raise _wrong(message, hint)

    def rows(self, segment: str) -> list[_Sums]:
        """A segment in every period, or all segments together."""
        found = []
        for period, rows in self._rows.items():
            parts = [one for one in rows if one.segment == segment]
            if not self._is_parted and not parts:
                parts = rows
            if not parts:
                message = f"the history has no row for {period} of `{segment}`"
                raise _wrong(message, "give each segment of the plan a row a period")
            found.append(
                _Sums(
                    sum(one.leads for one in parts),
                    sum(one.customers for one in parts),
                    sum((one.revenue for one in parts), Decimal()),
                )
            )
        return found

    def marketing_share(self, parts: Mapping[str, Sequence[_Sums]]) -> Average | None:
        """Part of all revenue that came by marketing."""
        totals = [self._total(period) for period in self._periods]
        if None in totals:
            return None
        marketing = [
            sum((rows[index].revenue for rows in parts.values()), Decimal())
            for index in range(len(self._periods))
        ]
        known = [one for one in totals if one is not None]
        return _average(marketing, known, "total revenue")

    def _total(self, period: date) -> Decimal | None:
        stated = {row.total_revenue for row in self._rows[period]} - {None}
        if len(stated) > 1:
            message = f"the history tells several total revenues of {period}"
            raise _wrong(message, "the rows of one period have the same one")
        return stated.pop() if stated else None


def _part(name: str, rows: Sequence[_Sums], whole: Fraction) -> PartHistory:
    leads = [row.leads for row in rows]
    customers = [row.customers for row in rows]
    revenue = [row.revenue for row in rows]
    of = f" of `{name}`" if name else ""
    rate = _average(customers, leads, f"leads{of}")
    sale = _average(revenue, customers, f"customers{of}")
    for what, average in (("are no customers", rate), ("is no revenue", sale)):
        if not average.by_size:
            message = f"there {what}{of} in these periods"
            raise _wrong(message, "nothing can be planned from them")
    total = sum(revenue, Decimal())
    return PartHistory(
        segment=name,
        leads=sum(leads),
        customers=sum(customers),
        revenue=total,
        share=Fraction(total) / whole if whole else Fraction(),
        rate=rate,
        sale=sale,
    )


def _average(
    parts: Sequence[int | Decimal], wholes: Sequence[int | Decimal], what: str
) -> Average:
    """Parts of wholes; a period without a whole has no ratio of its own."""
    total = Fraction(sum(wholes))
    ratios = [
        Fraction(part) / Fraction(whole)
        for part, whole in zip(parts, wholes, strict=True)
        if whole
    ]
    if not ratios:
        raise _wrong(f"there are no {what} in these periods", "")
    return Average(Fraction(sum(parts)) / total, sum(ratios, Fraction()) / len(ratios))


def _wrong(message: str, hint: str) -> RecordError:
    return RecordError([Diagnostic("LP4019", message, NOWHERE, hint)])


def replanned(plan: Plan, found: History) -> Plan:
    """The plan with the numbers that history says, rounded as a person would.

    Rates have four digits, sales whole cents, both half up; shares of segments two
    places, and add up to 100%. What a plan needs no more is left out: rates by stage,
    since history tells the rate from lead to customer.
    """
    share = found.marketing_share
    changed = attrs.evolve(
        plan,
        marketing_share=plan.marketing_share
        if share is None
        else _rate(share.of(found.weighing)),
        rates={},
    )
    if not plan.segments:
        (part,) = found.parts
        rate, sale = _values(plan, part, found.weighing)
        return attrs.evolve(changed, lead_to_customer=rate, average_sale=sale)
    shares = _shares([part.share for part in found.parts])
    segments = [
        _segment(plan, segment, part, share, found.weighing)
        for segment, part, share in zip(plan.segments, found.parts, shares, strict=True)
    ]
    return attrs.evolve(changed, segments=tuple(segments))


def _segment(
    plan: Plan, segment: Segment, part: PartHistory, share: Percent, weighing: Weighing
) -> Segment:
    rate, sale = _values(plan, part, weighing)
    return attrs.evolve(segment, share=share, lead_to_customer=rate, average_sale=sale)


def _values(
    plan: Plan, part: PartHistory, weighing: Weighing
) -> tuple[Percent | None, Money | None]:
    """The rate and the sale of a part; none where the plan stays in money."""
    if not plan.counts_leads:
        return None, None
    amount = _decimal(part.sale.of(weighing)).quantize(_CENT, ROUND_HALF_UP)
    sale = Money(amount.normalize() + 0, plan.revenue_quota.currency)
    return _rate(part.rate.of(weighing)), sale


def _rate(share: Fraction) -> Percent:
    """A rate of few digits; at most 100%, since nobody buys twice."""
    few = Context(prec=RATE_DIGITS, rounding=ROUND_HALF_UP)
    amount = few.plus(_decimal(min(share, Fraction(1)) * _HUNDRED))
    return Percent(Decimal(f"{amount:f}"))


def _shares(parts: Sequence[Fraction]) -> list[Percent]:
    """Shares of two places that add up to 100%: the largest rests are rounded up."""
    exact = [_decimal(part * _HUNDRED) for part in parts]
    floors = [one.quantize(_CENT, ROUND_DOWN) for one in exact]
    missing = int((_HUNDRED - sum(floors, Decimal())) / _CENT)
    order = sorted(range(len(parts)), key=lambda index: floors[index] - exact[index])
    for index in order[:missing]:
        floors[index] += _CENT
    return [Percent(one) for one in floors]


def _decimal(value: Fraction) -> Decimal:
    """A fraction with more digits than any rounding keeps."""
    wide = Context(prec=60)
    return wide.divide(Decimal(value.numerator), Decimal(value.denominator))
