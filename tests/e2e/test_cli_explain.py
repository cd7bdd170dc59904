from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ARGUMENTS = (
    *("explain", "policy.yaml", "--leads", "leads.csv", "--events", "events.csv"),
    *("--mapping", "mapping.yaml", "--now", "2026-03-13T19:30:00Z"),
)


def test_ladder(run: Callable[..., Any], desk: Path) -> None:
    """What became of the promises on a lead is told, and what follows."""
    assert desk.is_dir()
    ended = run(*ARGUMENTS, "--lead", "L-1015")
    assert (ended.code, ended.err) == (0, "")
    title, *lines = ended.out.splitlines()
    assert "L-1015" in title
    assert "starter 1.0.0" in title
    # 13:55 in New York is the due instant that the test of the sample works out.
    place = lines.index("  Accept or reject every lead: breached, never met")
    assert "Thu 5 Mar 2026, 13:55 EST: due" in lines[place + 3]
    assert any("return the lead to marketing for nurture" in line for line in lines)


def test_missing(run: Callable[..., Any], desk: Path) -> None:
    """What is unknown names the field that is missing."""
    assert desk.is_dir()
    ended = run(*ARGUMENTS, "--lead", "L-1025")
    assert "unknown because employees is missing" in ended.out


def test_near_match(run: Callable[..., Any], desk: Path) -> None:
    """A misspelt id gets the nearest one."""
    assert desk.is_dir()
    ended = run(*ARGUMENTS, "--lead", "L-10015")
    assert ended.code == 4
    assert "did you mean `L-10" in ended.err
