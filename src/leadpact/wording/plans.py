"""What a plan says, in short sentences that begin small: they stand beside others."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from leadpact.units import MICROSECONDS, Money, Percent
from leadpact.wording.amounts import Amounts
from leadpact.wording.names import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from leadpact.model.policy import Averages, Campaign, Capacity
    from leadpact.units import Duration

_WHOLE = 100
_MINUTE = 60 * MICROSECONDS


@attrs.frozen
class Plans:
    """Writes the parts of a plan."""

    amounts: Amounts

    def revenue(self, share: Percent, quota: Money) -> str:
        """Marketing's part of the revenue: `marketing share, 40% of $500,000`."""
        part = self.amounts.percent(share)
        return self._text("revenue", share=part, quota=self.amounts.money(quota))

    def customers(self, count: int, sale: Money) -> str:
        """What stands behind the number of customers: `customers, at $10,000 each`."""
        return self._text("customers", count, sale=self.amounts.money(sale))

    def leads(self, count: int, rate: str) -> str:
        """What stands behind the number of leads: `leads, 2.5% become customers`."""
        return self._text("leads", count, share=rate)

    def all_leads(self, count: int, customers: int) -> str:
        """What stands behind the leads of all segments: `leads, for 12 customers`."""
        return self._text("all_leads", count, customers=self._buyers(customers))

    def rate(self, share: Fraction, *, assumed: bool) -> str:
        """A rate such as `2.5%`, marked if nobody stated it: `1.5% (assumed)`."""
        shown = self.amounts.catalogue.text(
            "numbers.percent", amount=self._cut(share * _WHOLE)
        )
        return self._text("assumed", share=shown) if assumed else shown

    def segment(self, name: str, customers: int, sale: Money, rate: str) -> str:
        """A segment: `enterprise: 4 customers at $30,000, 4% of leads`."""
        return self._text(
            "segment",
            name=self._named(name),
            customers=self._buyers(customers),
            sale=self.amounts.money(sale),
            share=rate,
        )

    def segment_value(self, name: str, share: Percent) -> str:
        """A segment of a plan that stays in money: `enterprise, 60% of it`."""
        part = self.amounts.percent(share)
        return self._text("segment_value", name=self._named(name), share=part)

    def exactly(self, text: str, exact: Fraction) -> str:
        """A text, and the exact figure where a count was rounded up."""
        if exact.denominator == 1:
            return text
        return self._text("exact", text=text, amount=self._cut(exact))

    def cycle(self, cycle: Duration) -> str:
        """How long a lead takes: `a sale takes 3 months`."""
        return self._text("cycle", duration=self.amounts.duration(cycle))

    def rates(self, rates: Mapping[str, Percent], stages: Sequence[str]) -> str:
        """The way through the funnel: `60% become SAL, 40% of them SQL`.

        Args:
            rates: By the name of the stage that is entered; at least one.
            stages: All stages, in order.
        """
        steps = [
            self._text(
                "rate_next" if place else "rate",
                share=self.amounts.percent(rates[stage]),
                stage=stage,
            )
            for place, stage in enumerate(name for name in stages if name in rates)
        ]
        return self.amounts.catalogue.joined(steps, "more")

    def campaigns(self, campaigns: Sequence[Campaign]) -> str:
        """Where leads come from: `leads from search (70%, at $60 each)`."""
        kinds = [
            self._text(
                "campaign",
                name=self._named(campaign.name),
                share=self.amounts.percent(campaign.share),
                cost=self.amounts.money(campaign.cost_per_lead),
            )
            for campaign in campaigns
        ]
        joined = self.amounts.catalogue.joined(kinds, "and")
        return self._text("campaigns", campaigns=joined)

    def spending(self, cost: Money | None, budget: Money | None) -> str:
        """What the leads cost and what there is for them; empty for neither."""
        places = {}
        if cost is not None:
            places["cost"] = self.amounts.money(cost)
        if budget is not None:
            places["budget"] = self.amounts.money(budget)
        return self._text("_".join(places), **places) if places else ""

    def acquisition(self, cost: Money) -> str:
        """What a customer may cost: `a customer may cost $1,500`."""
        return self._text("acquisition", cost=self.amounts.money(cost))

    def reps(self, capacity: Capacity, leads: int) -> str:
        """Leads of one person: `4 reps, up to 105 leads each`."""
        reps = self._text(
            "reps", capacity.reps, count=self.amounts.number(capacity.reps)
        )
        return self._text("per_rep", leads, reps=reps, leads=self.amounts.number(leads))

    def workload(
        self, capacity: Capacity, needed: Fraction, available: Fraction
    ) -> str:
        """The time for all tries: `6 attempts of 10 minutes a lead take 70 h, …`.

        Args:
            capacity: It tells the tries and their time.
            needed: Minutes that they take on all leads.
            available: Minutes that there are.
        """
        attempts, each = capacity.attempts, capacity.per_attempt
        if attempts is None or each is None:
            msg = "a capacity without attempts takes no time"
            raise ValueError(msg)
        shown = self.amounts.number(attempts)
        return self._text(
            "workload",
            attempts,
            attempts=shown,
            each=self.amounts.duration(each),
            needed=self.amounts.open_time(int(needed * _MINUTE)),
            available=self.amounts.open_time(int(available * _MINUTE)),
        )

    def averages(self, averages: Averages) -> str:
        """Where the numbers come from: `averages over 6 months by size, …`."""
        closed = self._text(f"closed_{averages.closed.value}")
        return self._text(
            f"averages_{averages.by.value}",
            span=self.amounts.duration(averages.over),
            closed=closed,
        )

    def _buyers(self, count: int) -> str:
        return self._text("buyers", count, count=self.amounts.number(count))

    def _named(self, name: str) -> str:
        return self.amounts.catalogue.text("names.word", name=words(name))

    def _cut(self, exact: Fraction) -> str:
        """A figure with two places at most, and dots where it was cut."""
        whole, rest = divmod(exact.numerator * 100, exact.denominator)
        amount = self.amounts.number(Decimal(whole) / 100)
        return f"{amount}…" if rest else amount

    def _text(self, name: str, n: Decimal | int | None = None, /, **places: str) -> str:
        return self.amounts.catalogue.text(f"plan.{name}", n, **places)
