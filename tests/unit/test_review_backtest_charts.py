from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import attrs
import pytest

from leadpact.charts import ChartFormat, draw
from leadpact.errors import AgreementError
from leadpact.review.backtest import Backtest, Count, TimerChange
from leadpact.review.backtest_charts import breaches_chart

TITLE = "inbound 1.0.0 -> 1.1.0 & <more>"
SVG = "{http://www.w3.org/2000/svg}"


def change(timer: str, *breaches: tuple[int, int]) -> TimerChange:
    """A promise with its breaches of each week, before and after."""
    monday = date(2026, 1, 5)
    weeks = tuple(
        Count(str(monday + timedelta(weeks=number)), before, after, 0, 0)
        for number, (before, after) in enumerate(breaches)
    )
    total = (sum(one.before for one in weeks), sum(one.after for one in weeks))
    return TimerChange(timer, "sales", {}, {}, Count(timer, *total, 0, 0), weeks)


def found(*timers: TimerChange) -> Backtest:
    """A backtest of some promises."""
    nothing = ((),) * 4
    return Backtest(
        1234, (0, 0), (), (), timers, *nothing, (), (), zone="America/New_York"
    )


def root_of(svg: bytes) -> ET.Element:
    """A picture as XML."""
    return ET.fromstring(svg)  # noqa: S314 - our own


def texts(svg: bytes) -> list[str]:
    """All that is written in a picture, line by line."""
    return [
        line
        for one in root_of(svg).iter(f"{SVG}text")
        for line in (one.itertext() if len(one) else [one.text or ""])
    ]


class TestBreaches:
    """Breaches by week, a panel for each promise."""

    def test_texts(self) -> None:
        """Title, promises with their sums, Mondays, and the caution."""
        spec = breaches_chart(TITLE, found(change("first_touch", (3, 5), (0, 1))))
        shown = texts(draw(spec, ChartFormat.SVG))
        assert f"Breaches by week, {TITLE}" in shown
        assert "first touch (sales): 3 before, 6 after" in shown
        assert "1,234 leads; weeks begin on Monday, America/New_York" in shown
        assert {"5 Jan 26", "12 Jan 26"} <= {*shown}
        assert any("nobody knows what people would" in one for one in shown)

    def test_unbroken(self) -> None:
        """What nobody breaks has no panel; without any the chart says so."""
        spec = breaches_chart(TITLE, found(change("kept", (0, 0)), change("a", (1, 1))))
        shown = texts(draw(spec, ChartFormat.SVG))
        assert not any("kept" in one for one in shown)
        empty = texts(draw(breaches_chart(TITLE, found()), ChartFormat.SVG))
        assert "no promise was broken under either version" in empty
        assert not any("version before" in one for one in empty)

    def test_many_weeks(self) -> None:
        """Of many weeks some are named, and none has a point."""
        weeks = [(number % 3, number % 5) for number in range(160)]
        svg = draw(breaches_chart(TITLE, found(change("a", *weeks))), ChartFormat.SVG)
        named = [one for one in texts(svg) if one.endswith((" 26", " 27", " 28"))]
        assert 4 <= len(named) <= 9
        assert b'aria-roledescription="point"' not in svg

    def test_whole_numbers(self) -> None:
        """A small count has no half steps on its axis, and none twice."""
        spec = breaches_chart(TITLE, found(change("a", (1, 2), (0, 1), (2, 2))))
        shown = [one for one in texts(draw(spec, ChartFormat.SVG)) if one.isdecimal()]
        assert sorted(shown) == ["0", "1", "2"]

    def test_together(self) -> None:
        """Of three years, weeks are added up; none is lost, and those of none count."""
        weeks = [(number % 3, number % 5) for number in range(160)]
        whole = change("a", *weeks)
        spec = breaches_chart(TITLE, found(whole))
        rows = spec["data"]["values"]
        assert len(rows) == 54
        assert sum(row["before"] for row in rows) == whole.breaches.before
        assert sum(row["after"] for row in rows) == whole.breaches.after
        assert spec["title"]["text"].startswith("Breaches by 3 weeks")
        gap = attrs.evolve(whole, weeks=(whole.weeks[0], whole.weeks[4]))
        rows = breaches_chart(TITLE, found(gap))["data"]["values"]
        assert [(row["week"], row["after"]) for row in rows] == [
            ("2026-01-05", 0),
            ("2026-01-12", 0),
            ("2026-01-19", 0),
            ("2026-01-26", 0),
            ("2026-02-02", 4),
        ]

    def test_the_same(self) -> None:
        """The line before is wider than the one that may lie on it."""
        spec = breaches_chart(TITLE, found(change("a", (1, 1), (2, 2))))
        before, after = (
            layer["mark"]["strokeWidth"]
            for layer in spec["spec"]["layer"]
            if layer["mark"]["type"] == "line"
        )
        assert before > 2 * after

    def test_said(self) -> None:
        """A screen reader says what it shows."""
        spec = breaches_chart(TITLE, found(change("a", (1, 2))))
        root = root_of(draw(spec, ChartFormat.SVG))
        title, said = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert root.get("role") == "img"
        assert title is not None
        assert title.text == f"Breaches by week, {TITLE}"
        assert said is not None
        assert said.text == f"{title.text}. a: 1 before, 2 after."

    @pytest.mark.parametrize("form", list(ChartFormat))
    def test_same_bytes(self, form: ChartFormat) -> None:
        """The same numbers give the same picture."""
        spec = breaches_chart(TITLE, found(change("a", (1, 2), (3, 4))))
        picture = draw(spec, form)
        assert picture == draw(spec, form)
        assert picture.startswith(b"\x89PNG" if form is ChartFormat.PNG else b"<svg")


def test_without_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing is named, with the command that installs it."""
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(AgreementError) as raised:
        draw(breaches_chart(TITLE, found()), ChartFormat.SVG)
    (problem,) = raised.value.diagnostics
    assert (problem.code, "leadpact[reports]" in problem.hint) == ("LP5002", True)
