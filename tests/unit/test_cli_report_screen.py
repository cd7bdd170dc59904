"""Reports on a terminal."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import attrs

from leadpact.cli.report_screen import drawn
from leadpact.reports.kept import Kept
from leadpact.reports.output import Report
from leadpact.reports.status import StatusCount
from leadpact.reports.waterfall import WaterfallDay

STYLE = re.compile(r"\x1b\[[0-9;]*m")


def lines(report: Report, width: int = 120) -> list[str]:
    """What a terminal shows, without its colours."""
    return [
        line.rstrip() for line in STYLE.sub("", drawn([report], width)).splitlines()
    ]


def statuses(*rows: tuple[str, int, Fraction | None]) -> Report:
    """A report of statuses."""
    counts = [StatusCount(*row) for row in rows]
    return Report("status", "t, status: How far.", ("As of now.",), StatusCount, counts)


def test_bars() -> None:
    """A share has a bar that is as long; none where there is none."""
    found = lines(
        statuses(
            ("open", 1, Fraction(1, 4)),
            ("won", 4, Fraction(1)),
            ("none", 0, Fraction(0)),
            ("nobody", 0, None),
        )
    )
    assert found[:2] == ["t, status: How far.", "As of now."]
    bars = {line.split()[0]: line.count("█") for line in found[4:]}
    assert bars == {"open": 6, "won": 24, "none": 0, "nobody": 0}


def test_waterfall() -> None:
    """The bar of a day is what there is so far of the goal; more than it fills it."""
    days = [
        WaterfallDay(
            goal_name="leads",
            day=date(2026, 3, day),
            new=Fraction(1),
            so_far=Fraction(so_far),
            goal=Fraction(day * 4),
            last_period=None,
            last_year=None,
            last_three=None,
        )
        for day, so_far in ((1, 2), (2, 4), (3, 30))
    ]
    report = Report("waterfall", "t, waterfall: Days.", (), WaterfallDay, days)
    assert [line.count("█") for line in lines(report)[3:]] == [4, 8, 24]


def test_colours_are_ours() -> None:
    """What a policy or a lead says controls no terminal."""
    row = Kept("accept", "sales", "\x1b[31mred", 1, 0, 0, Fraction(1), 0, 0, 0)
    text = drawn([Report("kept", "t, kept: \x1b[2J.", (), Kept, [row])], 120)
    assert "\x1b[31m" not in text
    assert "\x1b[2J" not in text
    assert "\N{REPLACEMENT CHARACTER}[31mred" in text


def test_nothing() -> None:
    """A report without rows says so."""
    empty = attrs.evolve(statuses(), rows=[])
    assert "nothing to tell of these days" in "\n".join(lines(empty))
