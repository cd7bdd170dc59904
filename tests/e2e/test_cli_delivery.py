"""Messages that wait, from the policy file to what the commands print."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CALENDARS = """\
calendars:
  morning: {timezone: America/New_York, open: {mon-fri: 09:00-12:00}}
  evening: {timezone: America/New_York, open: {mon-fri: 17:00-19:00}}
"""
WITHIN = "    within: 8 business hours\n"
#: The messages of one timer wait for mornings, and those to a role for evenings.
EDITS = (
    ("calendars:\n", CALENDARS),
    (WITHIN, f"{WITHIN}    deliver: morning\n"),
    ("inside-sales@example.com}", "inside-sales@example.com, deliver: evening}"),
)
#: What L-1015 is owed: the instants of the sample, in New York five hours behind UTC.
OWED = [
    # 11:55 on Thursday is in the morning.
    ("warn.1", "2026-03-05T16:55:00Z", "2026-03-05T16:55:00Z"),
    # 13:55 is not, and the next morning is on Friday.
    ("missed.1", "2026-03-05T18:55:00Z", "2026-03-06T14:00:00Z"),
    # The manager is told in the evening.
    ("missed.2", "2026-03-05T19:55:00Z", "2026-03-05T22:00:00Z"),
    # From Friday 13:25 it is over the weekend, in which the clocks went forward.
    ("missed.3", "2026-03-06T18:25:00Z", "2026-03-09T13:00:00Z"),
]


@pytest.fixture
def waiting(desk: Path) -> Path:
    """The starter, with messages that wait."""
    file = desk / "policy.yaml"
    text = file.read_text()
    for old, new in EDITS:
        assert text.count(old) == 1
        text = text.replace(old, new)
    file.write_text(text)
    return desk


def owed(rows: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Step, due and delivery of what the lead is owed."""
    return [
        (row["step"], row["due_at"], to["deliver_at"])
        for row in rows
        if row["lead"] == "L-1015"
        for to in row["to"]
    ]


def test_json(waiting: Path, evaluate: Callable[..., Any]) -> None:
    """Each recipient of a consequence has the instant of delivery."""
    assert waiting.is_dir()
    found = json.loads(evaluate("--format", "json").out)
    assert owed(found["consequences"]) == OWED


def test_csv(waiting: Path, evaluate: Callable[..., Any]) -> None:
    """In CSV it stands in the column of the recipients."""
    assert waiting.is_dir()
    text = evaluate("--format", "csv", "--table", "consequences").out
    rows = csv.DictReader(io.StringIO(text, newline=""))
    assert owed([{**row, "to": json.loads(row["to"])} for row in rows]) == OWED


def test_explain(waiting: Path, run: Callable[..., Any]) -> None:
    """Sentences tell a delivery where it is not at due, in the zone of the policy."""
    assert waiting.is_dir()
    ended = run(
        *("explain", "policy.yaml", "--leads", "leads.csv", "--events", "events.csv"),
        *("--mapping", "mapping.yaml", "--now", "2026-03-13T19:30:00Z"),
        *("--lead", "L-1015"),
    )
    assert (ended.code, ended.err) == (0, "")
    _, _, follows = ended.out.partition("What follows\n")
    assert follows.splitlines()[:4] == [
        "  Thu 5 Mar 2026, 11:55 EST: alert the owner",
        (
            "  Thu 5 Mar 2026, 13:55 EST: alert the owner, "
            "delivered Fri 6 Mar 2026, 09:00 EST"
        ),
        (
            "  Thu 5 Mar 2026, 14:55 EST: escalate to the sales manager, "
            "delivered Thu 5 Mar 2026, 17:00 EST"
        ),
        (
            "  Fri 6 Mar 2026, 13:25 EST: return the lead to marketing for nurture, "
            "delivered Mon 9 Mar 2026, 09:00 EDT"
        ),
    ]


def test_unknown_calendar(waiting: Path, run: Callable[..., Any]) -> None:
    """A calendar that is none of the policy is told with the nearest one."""
    file = waiting / "policy.yaml"
    file.write_text(file.read_text().replace("deliver: morning", "deliver: mornings"))
    ended = run("check", "policy.yaml")
    assert ended.code == 3
    assert "LP2001" in ended.err + ended.out
    assert "did you mean `morning`?" in ended.err + ended.out
