from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date, timedelta
from fractions import Fraction

from leadpact.charts import ChartFormat, Spec, draw
from leadpact.reports.charts import speed_chart, waterfall_chart
from leadpact.reports.speed import Speed
from leadpact.reports.waterfall import WaterfallDay

SVG = "{http://www.w3.org/2000/svg}"
FIRST = date(2026, 3, 2)


def texts(spec: Spec) -> list[str]:
    """All that is written in a chart, line by line; the description last."""
    root = ET.fromstring(draw(spec, ChartFormat.SVG))  # noqa: S314 - our own
    lines = [
        line
        for one in root.iter(f"{SVG}text")
        for line in (one.itertext() if len(one) else [one.text or ""])
    ]
    said = root.find(f"{SVG}desc")
    assert said is not None
    return [*lines, said.text or ""]


def days(goal: str, *so_far: int | None) -> list[WaterfallDay]:
    """The days of a goal of 200."""
    return [
        WaterfallDay(
            goal,
            FIRST + timedelta(days=number),
            None if count is None else Fraction(count),
            None if count is None else Fraction(count),
            Fraction(200 * (number + 1), len(so_far)),
            None,
            None,
            None,
        )
        for number, count in enumerate(so_far)
    ]


def speed(promise: str, first: date, median: timedelta | None) -> Speed:
    """One row of the report on speed."""
    return Speed(promise, first, 9, 5, 4, 0, None, median, median, None, median, median)


class TestWaterfall:
    """Leads so far, beside the goal line."""

    def test_panels(self) -> None:
        """Where each goal stands is told above its panel, and to a screen reader."""
        found = texts(
            waterfall_chart(
                "starter 1.0.0",
                "As of now.",
                [*days("leads", 10, 32, None, None), *days("won", None, None)],
            )
        )
        assert "starter 1.0.0: day by day" in found
        assert "leads: 32 of 200, the line is at 100" in found
        assert "won: of 200, not begun" in found
        assert "2 Mar 26" in found
        assert "leads: 32 of 200, the line is at 100; won" in found[-1]

    def test_reproducible(self) -> None:
        """The same rows give the same picture."""
        spec = waterfall_chart("starter 1.0.0", "", days("leads", 1, 2, None))
        assert draw(spec, ChartFormat.PNG) == draw(spec, ChartFormat.PNG)


class TestSpeed:
    """Median and slowest tenth."""

    def test_panels(self) -> None:
        """A panel for each promise; a span that there is not is said to be none."""
        found = texts(
            speed_chart(
                "starter 1.0.0",
                "As of now.",
                [
                    speed("first_touch", FIRST, timedelta(hours=2)),
                    speed("first_touch", FIRST + timedelta(days=7), None),
                    speed("accept", FIRST, timedelta(hours=5)),
                ],
            )
        )
        assert {"first touch", "accept", "9 Mar 26"} <= {*found}
        assert "first touch from 2026-03-02: median 2:00:00" in found[-1]
        assert "first touch from 2026-03-09: median none" in found[-1]

    def test_nothing(self) -> None:
        """A report without rows says so."""
        found = texts(speed_chart("starter 1.0.0", "As of now.", []))
        assert "nothing to tell of these days" in found
