from __future__ import annotations

import io
import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest
from builders import SHIPPED, make_policy
from builders_plan import STAGES, make_plan, plan_text

import leadpact
from leadpact.errors import AgreementError
from leadpact.model.past import PastPeriod
from leadpact.planning import history, plan_numbers
from leadpact.reports.plans import PlanReport
from leadpact.reports.workbook import plan_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

SEGMENTS = {
    "segments": (
        "[{name: large, share: 60%, average_sale: 30000 USD, lead_to_customer: 4%}, "
        "{name: small, share: 40%, cost_per_lead: 12.50 USD}]"
    ),
    "campaigns": (
        "[{name: search, share: 70%, cost_per_lead: 60 USD}, "
        "{name: webinar, share: 30%, cost_per_lead: 90 USD}]"
    ),
    "budget": "20000 USD",
    "capacity": (
        "{reps: 4, hours: 120 hours, marketing_time: 60%, attempts: 6, "
        "per_attempt: 10 minutes}"
    ),
}
STAGED = {
    "lead_to_customer": "",
    "rates": "{SAL: 60%, SQL: 40%, WON: 25%}",
    "capacity": "{reps: 3}",
}


def workbook(**keys: str) -> bytes:
    """The workbook of a small plan."""
    text = make_policy(plan=plan_text(**keys), stages=STAGES)
    policy = leadpact.loads(text).checked.policy
    assert policy.plan is not None
    return plan_workbook(PlanReport(policy, policy.plan))


def sheet_of(data: bytes) -> Worksheet:
    """The first sheet, with the values that were stored."""
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]


def labelled(sheet: Worksheet) -> dict[str, float]:
    """The value beside each label, and of each row of a table the one in its column."""
    found: dict[str, float] = {}
    heads: list[object] = []
    for row in sheet.iter_rows(values_only=True):
        if row[1] in {"share", "share of leads"}:
            heads = [*row]
        elif row[0] is not None and row[2] is not None:
            found |= {
                f"{row[0]}: {head}": value
                for head, value in zip(heads, row, strict=True)
                if head and value is not None
            }
        elif row[0] is not None:
            found[str(row[0])] = row[1]
    return found


def cell_of(sheet: Worksheet, label: str) -> Cell:
    """The input beside a label."""
    for row in sheet.iter_rows():
        if row[0].value == label:
            return row[1]
    raise AssertionError(label)


class TestValues:
    """The numbers that stand in the cells before anybody changes them."""

    def test_segments(self) -> None:
        """The same as those of the plan."""
        found = labelled(sheet_of(workbook(**SEGMENTS)))
        numbers = plan_numbers(make_plan(**SEGMENTS))
        assert numbers.volume is not None
        assert numbers.cost is not None
        assert found["together: leads"] == numbers.volume.leads == 420
        assert found["together: customers"] == numbers.volume.customers == 12
        assert found["together: cost"] == float(numbers.cost.amount)
        assert found["large: cost of a lead"] == 69
        assert found["small: cost of a lead"] == 12.5
        assert found["leads per rep"] == numbers.leads_per_rep == 105
        assert found["hours for all attempts"] == 420
        assert found["hours that there are"] == 288
        assert found["leads too many"] == 132

    def test_money(self) -> None:
        """A plan that stays in money tells revenue alone."""
        found = labelled(sheet_of(workbook(average_sale="", lead_to_customer="")))
        assert found["together: revenue"] == 200000
        assert "together: leads" not in found

    def test_assumed(self) -> None:
        """A rate that nobody stated is marked."""
        sheet = sheet_of(workbook(lead_to_customer=""))
        texts = [cell.value for row in sheet.iter_rows() for cell in row]
        assert "the rate is assumed: nobody stated one" in texts

    def test_same_bytes(self) -> None:
        """The same plan gives the same bytes."""
        assert workbook(**SEGMENTS) == workbook(**SEGMENTS)

    def test_history(self) -> None:
        """What history says has a sheet of its own."""
        keys = {"averages": "{over: 1 month}"}
        text = make_policy(plan=plan_text(**keys), stages=STAGES)
        policy = leadpact.loads(text).checked.policy
        plan = make_plan(**keys)
        past = [PastPeriod(date(2012, 12, 1), "", 100, 5, Decimal(1000))]
        found = history(plan, past, date(2013, 1, 1))
        data = plan_workbook(PlanReport(policy, plan, date(2013, 1, 1), found))
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        assert book.sheetnames == ["Plan", "By history"]
        told = labelled(book["By history"])
        assert told["all leads: become customers"] == 0.05
        assert told["together: leads"] == 20000

    def test_without_package(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is missing is named, with the command that installs it."""
        monkeypatch.setitem(sys.modules, "xlsxwriter", None)
        with pytest.raises(AgreementError) as raised:
            workbook()
        (found,) = raised.value.diagnostics
        assert (found.code, "leadpact[reports]" in found.hint) == ("LP5002", True)


def recalculated(data: bytes, folder: Path, **inputs: float) -> dict[str, float]:
    """What a spreadsheet works out after a person has changed some inputs."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for label, value in inputs.items():
        cell_of(book.worksheets[0], label.replace("_", " ")).value = value
    # What is saved without values has to be worked out.
    book.save(folder / "edited.xlsx")
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            *("--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")),
            str(folder / "edited.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return labelled(sheet_of((folder / "out" / "edited.xlsx").read_bytes()))


@pytest.mark.libreoffice
class TestFormulas:
    """The formulas, worked out by LibreOffice."""

    @pytest.mark.parametrize("keys", [SEGMENTS, STAGED], ids=["segments", "stages"])
    def test_unchanged(self, keys: dict[str, str], tmp_path: Path) -> None:
        """They give the values that stand in the cells."""
        data = workbook(**keys)
        found = recalculated(data, tmp_path)
        assert found == pytest.approx(labelled(sheet_of(data)))

    def test_edited(self, tmp_path: Path) -> None:
        """After a change of inputs they give the numbers of the changed plan."""
        found = recalculated(
            workbook(**SEGMENTS),
            tmp_path,
            revenue_quota=750000,
            part_from_marketing=0.37,
            reps=9,
            attempts_a_lead=8,
            budget=1000,
        )
        changed = make_plan(
            **{
                **SEGMENTS,
                "revenue_quota": "750000 USD",
                "marketing_share": "37%",
                "budget": "1000 USD",
                "capacity": SEGMENTS["capacity"]
                .replace("reps: 4", "reps: 9")
                .replace("attempts: 6", "attempts: 8"),
            }
        )
        numbers = plan_numbers(changed)
        assert numbers.volume is not None
        assert numbers.cost is not None
        assert numbers.workload is not None
        assert found["together: leads"] == numbers.volume.leads
        assert found["together: customers"] == numbers.volume.customers
        assert found["leads per rep"] == numbers.leads_per_rep
        assert found["hours for all attempts"] == pytest.approx(
            float(numbers.workload.needed / 60)
        )
        assert found["budget that is missing"] == float(numbers.cost.amount) - 1000


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: str(file.parent.name))
def test_shipped(file: Path) -> None:
    """Every policy that is shipped and has a plan makes a workbook."""
    policy = leadpact.load(file).checked.policy
    if policy.plan is not None:
        found = labelled(sheet_of(plan_workbook(PlanReport(policy, policy.plan))))
        numbers = plan_numbers(policy.plan)
        assert found["revenue from marketing"] == numbers.marketing_revenue.amount
