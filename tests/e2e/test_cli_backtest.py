from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    #: Runs a command in this process; how it ended.
    Run: TypeAlias = Callable[..., Any]

DATA = (
    *("--leads", "leads.csv", "--events", "events.csv", "--mapping", "mapping.yaml"),
    *("--now", "2026-03-13T19:30:00Z"),
)


@pytest.fixture
def versions(desk: Path) -> tuple[str, str]:
    """The starter, and a version that gives sales half the time to accept."""
    text = (desk / "policy.yaml").read_text()
    text = text.replace("version: 1.0.0", "version: 2.0.0")
    old, new = "within: 8 business hours", "within: 4 business hours"
    assert text.count(old) == 1
    (desk / "new.yaml").write_text(text.replace(old, new))
    return "policy.yaml", "new.yaml"


def breaches(run: Run, policy: str) -> Counter[str]:
    """The breaches of each promise, as `leadpact evaluate` finds them."""
    result = json.loads(run("evaluate", policy, *DATA, "--format", "json").out)
    return Counter(
        row["timer"] for row in result["timers"] if row["state"] == "breached"
    )


def test_as_apart(run: Run, versions: tuple[str, str]) -> None:
    """The counts are those of both versions evaluated apart."""
    ended = run("backtest", *versions, *DATA, "--format", "json")
    assert (ended.code, ended.err) == (0, "")
    data = json.loads(ended.out)
    before, after = (breaches(run, policy) for policy in versions)
    assert after["accept"] > before["accept"]
    assert {one["timer"]: one["breaches"]["before"] for one in data["timers"]} == before
    assert {one["timer"]: one["breaches"]["after"] for one in data["timers"]} == after


def test_text(run: Run, versions: tuple[str, str]) -> None:
    """Tables for people, with what no backtest can say."""
    ended = run("backtest", *versions, *DATA)
    first, second, *rest = ended.out.splitlines()
    assert first == "starter 1.0.0 -> 2.0.0: 40 leads"
    assert "people would have acted otherwise" in second
    assert "Most affected" in rest


def test_days(run: Run, versions: tuple[str, str]) -> None:
    """Both days count, in the zone of the policy; a day before them does not."""
    asked = ("backtest", *versions, *DATA, "--format", "json")
    days = ("--from", "2026-03-09", "--to", "2026-03-13")
    some = json.loads(run(*asked, *days).out)
    assert {week["name"] for week in some["weeks"]} == {"2026-03-09"}
    none = json.loads(run(*asked, "--to", "2026-01-01").out)
    assert none["timers"] == []
    wrong = run(*asked, "--from", "2026-03-13", "--to", "2026-03-12")
    assert (wrong.code, "`--to` lies before `--from`" in wrong.err) == (2, True)


def test_nothing_to_judge(run: Run, versions: tuple[str, str]) -> None:
    """Without leads there is nothing to compare; a wrong file is told."""
    assert run("backtest", *versions, "--now", "2026-03-13T19:30:00Z").code == 2
    Path("new.yaml").write_text("leadpact: 1\n")
    assert run("backtest", *versions, *DATA).code == 3


def test_keeps_what_it_reads(run: Run, versions: tuple[str, str]) -> None:
    """The report replaces none of the files that it is made of."""
    for file in (*versions, "leads.csv"):
        assert run("backtest", *versions, *DATA, "-o", file).code == 6


@pytest.mark.parametrize(("file", "start"), [("c.svg", b"<svg"), ("c.png", b"\x89PNG")])
def test_chart(run: Run, versions: tuple[str, str], file: str, start: bytes) -> None:
    """A picture beside the report; another kind of file is refused at once."""
    ended = run("backtest", *versions, *DATA, "--chart", file)
    assert (ended.code, ended.out.splitlines()[0]) == (
        0,
        "starter 1.0.0 -> 2.0.0: 40 leads",
    )
    assert Path(file).read_bytes().startswith(start)
    wrong = run("backtest", *versions, *DATA, "--chart", "c.gif")
    assert (wrong.code, "neither .svg nor .png" in wrong.err) == (2, True)
    assert not Path("c.gif").exists()
    assert run("backtest", *versions, *DATA, "--chart", versions[0]).code == 2
