from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("desk")


def test_whole(run: Callable[..., Any]) -> None:
    """All sections in order, on standard output."""
    ended = run("show", "policy.yaml")
    assert (ended.code, ended.err) == (0, "")
    headings = [line for line in ended.out.splitlines() if line and line[0] != " "]
    assert headings[:2] == ["The agreement", "Parties"]
    assert headings[-1] == "Ending it"


def test_some_sections(run: Callable[..., Any]) -> None:
    """Only the sections that were asked for; one that is empty is told."""
    ended = run("show", "policy.yaml", "timers", "aims")
    assert (ended.code, ended.err) == (0, "the policy has no `aims`\n")
    lines = ended.out.splitlines()
    assert lines[:2] == ["Promises for each lead", "  accept"]
    assert "What must never happen" not in lines


def test_unknown_section(run: Callable[..., Any]) -> None:
    """A misspelt section gets the nearest one."""
    ended = run("show", "policy.yaml", "timer")
    assert ended.code == 2
    assert "there is no section `timer`: did you mean `timers`?" in ended.err


def test_broken_policy(run: Callable[..., Any], desk: Path) -> None:
    """A policy with mistakes is not shown."""
    file = desk / "policy.yaml"
    file.write_text(file.read_text("utf-8").replace("within:", "withn:", 1), "utf-8")
    ended = run("show", "policy.yaml")
    assert (ended.code, ended.out) == (3, "")
    assert "did you mean `within`?" in ended.err
