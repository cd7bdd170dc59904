from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import make_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TIMER = "\n  reply: {party: sales, from: handed_off, until: attempt, within: 1 hour}"
EVENTS = """\
lead,type,at
L1,created,2026-01-06T09:00:00Z
L1,handed_off,2026-01-06T10:00:00Z
L1,handed_off,2026-01-13T10:00:00Z
L2,handed_off,2026-01-10T10:00:00Z
L2,handed_off,2026-01-13T10:00:00Z
"""


@pytest.fixture
def which(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Any]:
    """What tells the versions of a lead by a book of two versions with a gap."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "events.csv").write_text(EVENTS)
    later = {"version": "1.1.0", "effective": "2026-01-12", "timers": TIMER}
    new_york = "America/New_York"
    make_book(
        tmp_path / "trial",
        {"timers": TIMER, "ends": "2026-01-09", "timezone": new_york},
        {**later, "bind": "created", "events": "{demo_request: {size: decimal}}"},
    )

    def which(lead: str, now: str = "2026-01-14T00:00:00Z", *more: str) -> Any:  # noqa: ANN401 - as `run`
        data = ("--events", "events.csv", "--lead", lead, "--now", now)
        return run("which", "trial", *data, *more)

    return which


def test_sections(which: Callable[..., Any]) -> None:
    """Days in force, creation, starts with the reason, and the version at `now`."""
    ended = which("L1")
    assert (ended.code, ended.err) == (0, "")
    *lines, last = ended.out.splitlines()
    assert lines == [
        "Lead L1 and the versions of trial as of Wed 14 Jan 2026, 00:00 UTC",
        "",
        "Versions",
        (
            "  1.0.0 in force from Mon 5 Jan 2026, 00:00 EST "
            "until Sat 10 Jan 2026, 00:00 EST"
        ),
        "  1.1.0 in force from Mon 12 Jan 2026, 00:00 UTC",
        "",
        "The lead",
        "  created Tue 6 Jan 2026, 09:00 UTC, when 1.0.0 was in force",
        "",
        "Starts of timers",
        "  reply, hand-off at Tue 6 Jan 2026, 10:00 UTC: 1.0.0, in force then",
        (
            "  reply, hand-off at Tue 13 Jan 2026, 10:00 UTC: 1.0.0, in force when the "
            "lead was created; 1.1.0, in force then, keeps to that"
        ),
        "",
        "Now",
    ]
    assert last.startswith("  1.1.0, digest ")
    assert len(last.split()[-1]) == 64


def test_no_version(which: Callable[..., Any]) -> None:
    """What no version judges is told, and why."""
    ended = which("L2")
    assert (
        "created Sat 10 Jan 2026, 10:00 UTC, when no version was in force" in ended.out
    )
    *_, first, second, _, _, _ = ended.out.splitlines()
    assert first.endswith("10:00 UTC: no version, since none was in force then")
    assert second.endswith(
        "10:00 UTC: no version, since none was in force when the lead was created; "
        "1.1.0, in force then, keeps to that"
    )


def test_before_all(which: Callable[..., Any]) -> None:
    """Before the first version nothing has happened, and none is in force."""
    ended = which("L1", "2025-12-31T00:00:00Z")
    assert ended.code == 0
    lines = [line.strip() for line in ended.out.splitlines()]
    assert "nothing has happened to it" in lines
    assert lines[lines.index("Starts of timers") + 1] == "none"
    assert lines[-1] == "no version is in force"


def test_wrong_usage(which: Callable[..., Any], run: Callable[..., Any]) -> None:
    """A lead that is not there, a folder that is no book, and no data."""
    assert which("L3").code == 4
    lead = ("--lead", "L1", "--now", "2026-01-14T00:00:00Z")
    ended = run("which", ".", "--events", "events.csv", *lead)
    assert (ended.code, "LP2301" in ended.err) == (3, True)
    assert run("which", "trial", *lead).code == 2


def test_people(which: Callable[..., Any], tmp_path: Path) -> None:
    """Owners may be given, as for the other commands."""
    (tmp_path / "people.csv").write_text("id,calendar\nann,desk\n")
    ended = which("L1", "2026-01-14T00:00:00Z", "--people", "people.csv")
    assert ended.code == 0
