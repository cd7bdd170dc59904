"""The plan as a workbook with live formulas: change an input, and the rest follows."""

from __future__ import annotations

import io
import math
from datetime import datetime, time
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from leadpact.extras import extra_package
from leadpact.planning import plan_numbers

if TYPE_CHECKING:
    from decimal import Decimal

    from leadpact.model.policy import Capacity, Plan
    from leadpact.planning import PartNumbers
    from leadpact.reports.plans import PlanReport
    from leadpact.units import Duration, Percent

#: Columns of the table of segments.
_HEADS: Final = (
    *("", "share", "revenue", "average sale", "customers, exact", "customers"),
    *("become customers", "leads, exact", "leads", "cost of a lead", "cost"),
)
_WIDE, _NARROW = 32, 17
#: Doubles are not exact: a count is rounded up from six places.
_COUNT = "=ROUNDUP(ROUND({},6),0)"
_HUNDRED = 100
_MINUTE_US = 60_000_000


def plan_workbook(report: PlanReport) -> bytes:
    """A workbook of the plan, and of the plan that history says, a sheet each.

    Inputs have a background. Every other number is a formula over them, which a
    spreadsheet works out anew. The same report gives the same bytes.

    Raises:
        AgreementError: LP5002, `xlsxwriter` is not installed.
    """
    target = io.BytesIO()
    writer = extra_package("xlsxwriter", "workbooks", "reports")
    book = writer.Workbook(target, {"in_memory": True})
    title = f"{report.policy.policy} {report.policy.version}"
    created = datetime.combine(report.policy.effective, time())
    book.set_properties({"title": title, "created": created})
    _Sheet(book, "Plan", report.plan).write(title)
    if report.by_history is not None:
        _Sheet(book, "By history", report.by_history).write(f"{title}, by history")
    book.close()
    return target.getvalue()


class _Sheet:
    """One plan on one sheet, written from top to bottom."""

    def __init__(self, book: Any, name: str, plan: Plan) -> None:  # noqa: ANN401 - of a package without types
        self._sheet = book.add_worksheet(name)
        self._plan = plan
        self._numbers = plan_numbers(plan)
        self._formats = _formats(book, plan.revenue_quota.currency)
        self._row = 0
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 1)
        self._sheet.set_column(0, 0, _WIDE)
        self._sheet.set_column(1, len(_HEADS) - 1, _NARROW)

    def write(self, title: str) -> None:
        """Everything that the plan says, and what follows."""
        self._text(0, title, "title")
        note = f"Each {self._plan.per.value}. Change a cell with a background."
        self._next()
        self._text(0, note, "note")
        revenue = self._revenue()
        rate, cost = self._stages(), self._campaigns()
        total = self._parts(revenue, rate, cost)
        if self._numbers.volume is not None:
            self._budget(total)
            self._capacity(total)

    # Sections.

    def _revenue(self) -> str:
        """The revenue that marketing must bring; its cell."""
        plan = self._plan
        self._next()
        quota = self._input("revenue quota", plan.revenue_quota.amount, "money")
        share = self._input("part from marketing", _part(plan.marketing_share), "share")
        amount = self._numbers.marketing_revenue.amount
        formula = f"={quota}*{share}"
        return self._result("revenue from marketing", formula, amount, "money")

    def _stages(self) -> str:
        """The rate from lead to customer by stages; its cell, or none."""
        rates = self._plan.rates
        if not rates:
            return ""
        self._next()
        cells = [
            self._input(f"become {stage}", _part(rate), "share")
            for stage, rate in rates.items()
        ]
        product = math.prod(_part(rate) for rate in rates.values())
        formula = f"=PRODUCT({cells[0]}:{cells[-1]})"
        return self._result("become customers, by stages", formula, product, "share")

    def _campaigns(self) -> str:
        """What a lead costs over all campaigns; its cell, or none."""
        campaigns = self._plan.campaigns
        if not campaigns:
            return ""
        self._next()
        self._next()
        self._text(0, "campaign", "head")
        self._text(1, "share of leads", "head right")
        self._text(2, "cost of a lead", "head right")
        top = self._row + 2
        cost = Fraction()
        for each in campaigns:
            self._next()
            self._text(0, each.name)
            self._given(1, _part(each.share), "share")
            self._given(2, each.cost_per_lead.amount, "money")
            cost += _part(each.share) * Fraction(each.cost_per_lead.amount)
        end = self._row + 1
        formula = f"=SUMPRODUCT(B{top}:B{end},C{top}:C{end})"
        return self._result("cost of a lead, over all", formula, cost, "money")

    def _parts(self, revenue: str, rate: str, cost: str) -> int:
        """The segments, or all leads; the row of their sums."""
        self._next()
        self._next()
        for column, head in enumerate(_HEADS):
            self._text(column, head, "head right" if column else "head")
        top = self._row + 2
        for part in self._numbers.parts:
            self._next()
            self._part(part, revenue, rate, cost)
        end = self._row + 1
        self._next()
        self._text(0, "together", "bold")
        numbers, volume = self._numbers, self._numbers.volume
        self._sum(2, (top, end), numbers.marketing_revenue.amount, "money")
        if volume is not None:
            self._sum(4, (top, end), volume.exact_customers, "exact")
            self._sum(5, (top, end), volume.customers, "count")
            self._sum(7, (top, end), volume.exact_leads, "exact")
            self._sum(8, (top, end), volume.leads, "count")
        if numbers.cost is not None:
            self._sum(10, (top, end), numbers.cost.amount, "money")
        return self._row + 1

    def _part(self, part: PartNumbers, revenue: str, rate: str, cost: str) -> None:
        """One row: from a share of the revenue to leads, and what they cost."""
        row, volume = self._row + 1, part.volume
        self._text(0, part.name.replace("_", " ") or "all leads")
        self._given(1, _part(part.share), "share")
        self._follows(2, f"={revenue}*B{row}", part.revenue.amount, "money")
        if volume is None or part.sale is None:
            return
        self._given(3, part.sale.amount, "money")
        self._follows(4, f"=C{row}/D{row}", volume.exact_customers, "exact")
        self._follows(5, _COUNT.format(f"E{row}"), volume.customers, "count")
        if rate and not self._states_rate(part.name):
            self._follows(6, f"={rate}", part.rate.share, "share")
        else:
            self._given(6, part.rate.share, "share")
        self._follows(7, f"=E{row}/G{row}", volume.exact_leads, "exact")
        self._follows(8, _COUNT.format(f"H{row}"), volume.leads, "count")
        if part.cost_per_lead is not None and part.cost is not None:
            if cost and not self._states_cost(part.name):
                self._follows(9, f"={cost}", part.cost_per_lead.amount, "money")
            else:
                self._given(9, part.cost_per_lead.amount, "money")
            self._follows(10, f"=I{row}*J{row}", part.cost.amount, "money")
        if part.rate.assumed:
            self._text(11, "the rate is assumed: nobody stated one", "note")

    def _states_rate(self, name: str) -> bool:
        stated = [
            one.lead_to_customer for one in self._plan.segments if one.name == name
        ]
        return any(stated) or self._plan.lead_to_customer is not None

    def _states_cost(self, name: str) -> bool:
        return any(one.cost_per_lead for one in self._plan.segments if one.name == name)

    def _budget(self, total: int) -> None:
        """What the leads cost, beside what there is."""
        budget, cost = self._plan.budget, self._numbers.cost
        if budget is None or cost is None:
            return
        self._next()
        cell = self._input("budget", budget.amount, "money")
        missing = max(cost.amount - budget.amount, budget.amount * 0)
        formula = f"=MAX(K{total}-{cell},0)"
        self._result("budget that is missing", formula, missing, "money")

    def _capacity(self, total: int) -> None:
        """Leads of one person, and the time for all tries beside what there is."""
        capacity, volume = self._plan.capacity, self._numbers.volume
        if capacity is None or volume is None:
            return
        self._next()
        reps = self._input("reps", capacity.reps, "count")
        each = self._numbers.leads_per_rep
        self._result("leads per rep", f"=ROUNDUP(I{total}/{reps},0)", each, "count")
        self._time(capacity, reps, total)

    def _time(self, capacity: Capacity, reps: str, total: int) -> None:
        load, volume = self._numbers.workload, self._numbers.volume
        hours, attempts, each = capacity.hours, capacity.attempts, capacity.per_attempt
        if load is None or volume is None or hours is None or each is None:
            return
        time_of = self._input("hours of a rep", _minutes(hours) / 60, "count")
        part = _part(capacity.marketing_time)
        share = self._input("part of them for these leads", part, "share")
        tries = self._input("attempts a lead", attempts, "count")
        minutes = self._input("minutes an attempt", _minutes(each), "count")
        taken = f"{tries}*{minutes}/60"
        needed = self._result(
            "hours for all attempts", f"=I{total}*{taken}", load.needed / 60, "exact"
        )
        there = self._result(
            "hours that there are",
            f"={reps}*{time_of}*{share}",
            load.available / 60,
            "exact",
        )
        self._result(
            "hours that are missing",
            f"=MAX({needed}-{there},0)",
            max(load.needed - load.available, Fraction()) / 60,
            "exact",
        )
        lead = Fraction(load.attempts) * _minutes(each)
        fitting = math.floor(load.available / lead)
        self._result(
            "leads too many",
            f"=MAX(I{total}-INT(ROUND({there}/({taken}),6)),0)",
            max(volume.leads - fitting, 0),
            "count",
        )

    # Cells.

    def _next(self) -> None:
        self._row += 1

    def _text(self, column: int, text: str, style: str = "plain") -> None:
        self._sheet.write_string(self._row, column, text, self._formats[style])

    def _given(self, column: int, value: Fraction | Decimal | int, style: str) -> None:
        shown = self._formats[f"{style} in"]
        self._sheet.write_number(self._row, column, float(value), shown)

    def _follows(
        self, column: int, formula: str, value: Fraction | Decimal | int, style: str
    ) -> None:
        """A formula, with the value that it has as long as nobody changes an input."""
        shown = self._formats[style]
        self._sheet.write_formula(self._row, column, formula, shown, float(value))

    def _sum(
        self,
        column: int,
        rows: tuple[int, int],
        value: Fraction | Decimal | int,
        style: str,
    ) -> None:
        letter = "ABCDEFGHIJK"[column]
        formula = f"=SUM({letter}{rows[0]}:{letter}{rows[1]})"
        self._follows(column, formula, value, f"{style} sum")

    def _input(self, label: str, value: Any, style: str) -> str:  # noqa: ANN401 - a number
        """A row with an input; the cell."""
        self._next()
        self._text(0, label)
        self._given(1, value, style)
        return f"B{self._row + 1}"

    def _result(self, label: str, formula: str, value: Any, style: str) -> str:  # noqa: ANN401 - a number
        """A row with what follows; the cell."""
        self._next()
        self._text(0, label, "bold")
        self._follows(1, formula, value, style)
        return f"B{self._row + 1}"


def _formats(book: Any, currency: str) -> dict[str, Any]:  # noqa: ANN401 - of a package without types
    """How cells look: `share`, `share in` for an input, `share sum` for a sum."""
    numbers = {
        "money": f'#,##0.00 "{currency}"',
        "share": "0.0###%",
        "count": "#,##0",
        "exact": "#,##0.00####",
    }
    given = {"bg_color": "#FFF4CC", "border": 1, "border_color": "#D9C67A"}
    total = {"bold": True, "top": 1}
    found = {
        "plain": book.add_format(),
        "bold": book.add_format({"bold": True}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
        "head right": book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "align": "right"}
        ),
        "note": book.add_format({"italic": True, "font_color": "#666666"}),
    }
    for name, number in numbers.items():
        form = {"num_format": number}
        found[name] = book.add_format(form)
        found[f"{name} in"] = book.add_format({**form, **given})
        found[f"{name} sum"] = book.add_format({**form, **total})
    return found


def _part(percent: Percent) -> Fraction:
    return Fraction(percent.amount) / _HUNDRED


def _minutes(duration: Duration) -> Fraction:
    return Fraction(duration.microseconds, _MINUTE_US)
