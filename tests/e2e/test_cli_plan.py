from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from builders import make_policy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    #: Runs a command in this process; how it ended.
    Run: TypeAlias = Callable[..., Any]

PAST = """\
period,leads,customers,revenue,total_revenue,visits
2025-09,100,4,20000,100000,1
2025-10,150,6,30000,100000,1
2025-11,50,5,25000,100000,1
2025-12,9,9,9,9,1
"""
HISTORY = ("--history", "past.csv", "--for", "2026-02")


@pytest.fixture
def planned(desk: Path) -> Path:
    """The starter with averages in its plan, beside three months of the past."""
    text = (desk / "policy.yaml").read_text()
    plan = "plan: {per: month, "
    assert plan in text
    text = text.replace(plan, f"{plan}averages: {{over: 3 months}}, ")
    (desk / "policy.yaml").write_text(text)
    (desk / "past.csv").write_text(PAST)
    return desk


def test_text(run: Run, planned: Path) -> None:
    """The way from revenue back to leads, and the same by history."""
    assert planned.is_dir()
    alone = run("plan", "policy.yaml")
    assert (alone.code, alone.err) == (0, "")
    assert "= leads" in alone.out
    assert "history" not in alone.out
    both = run("plan", "policy.yaml", *HISTORY).out
    assert "each month, for the one from 2026-02-01" in both
    assert "history: 3 periods from 2025-09-01, averaged by size" in both
    assert "  become customers: 5% by size, 6% by month" in both
    line = next(one for one in both.splitlines() if "average sale" in one)
    assert line.endswith("$5,000")


def test_json(run: Run, planned: Path) -> None:
    """All of it for programs."""
    assert planned.is_dir()
    data = json.loads(run("plan", "policy.yaml", *HISTORY, "--format", "json").out)
    assert data["first"] == "2026-02-01"
    (part,) = data["history"]["parts"]
    assert part["lead_to_customer"] == {"size": "5%", "month": "6%"}
    assert data["by_history"]["marketing_share"] == "25%"
    assert data["plan"]["leads"] > 0


def test_workbook(run: Run, planned: Path) -> None:
    """A workbook, which is no text."""
    ended = run("plan", "policy.yaml", "--format", "xlsx", "-o", "plan.xlsx")
    assert (ended.code, ended.out) == (0, "")
    assert (planned / "plan.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--history", "past.csv"), 2, "say with `--for` which period"),
        (("--for", "2026-02-02"), 2, "2026-02-02 is not the first day of a month"),
        (("--for", "soon"), 2, "`soon` is no date"),
        (("--history", "past.csv", "--for", "2025-03"), 4, "error[LP4019]"),
    ],
)
def test_wrong_use(
    run: Run, planned: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    """What cannot be answered, and why."""
    assert planned.is_dir()
    ended = run("plan", "policy.yaml", *arguments)
    assert (ended.code, told in ended.err) == (code, True), ended.err


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("100,4,", "100,x,", "past.csv:2:13: error[LP4004]"),
        ("100,4,", "100,,", "`customers`: a number is missing"),
        ("100,4,", "-100,4,", "`leads`: -100 is below zero"),
        ("20000,100000", "20000,1", "`total_revenue` is less than `revenue`"),
        ("2025-10", "2025-09", "2025-09-01 stands in an earlier row too"),
        ("2025-10", "October", "`October` is no date"),
        ("period,", "month,", "error[LP4010]"),
    ],
)
def test_mistakes(run: Run, planned: Path, old: str, new: str, told: str) -> None:
    """A history that cannot be read, with the place."""
    (planned / "past.csv").write_text(PAST.replace(old, new))
    ended = run("plan", "policy.yaml", *HISTORY)
    assert (ended.code, told in ended.err) == (4, True), ended.err


def test_no_plan(run: Run, tmp_path: Path) -> None:
    """A policy without a plan has none to tell."""
    file = tmp_path / "policy.yaml"
    file.write_text(make_policy())
    ended = run("plan", str(file))
    assert (ended.code, "has no `plan`" in ended.err) == (2, True)
