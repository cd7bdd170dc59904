from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from builders import make_pact

from leadpact.charts import TONES, ChartFormat, Spec, draw
from leadpact.reports.bar_charts import funnel_chart, kept_chart, segments_chart
from leadpact.reports.charts import Look, speed_chart, waterfall_chart
from leadpact.reports.funnel import FunnelStage
from leadpact.reports.kept import Kept
from leadpact.reports.segments import Segment
from leadpact.reports.speed import Speed
from leadpact.reports.waterfall import WaterfallDay

SVG = "{http://www.w3.org/2000/svg}"
FIRST = date(2026, 3, 2)
LOOK = Look({"leads": TONES[0], "accept": TONES[1]}, {"accept": timedelta(hours=8)})


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
                LOOK,
            )
        )
        assert "starter 1.0.0: day by day" in found
        assert "leads: 32 of 200, the line is at 100" in found
        assert "won: of 200, not begun" in found
        assert "2 Mar 26" in found
        assert "leads: 32 of 200, the line is at 100; won" in found[-1]

    def test_reproducible(self) -> None:
        """The same rows give the same picture."""
        spec = waterfall_chart("starter 1.0.0", "", days("leads", 1, 2, None), LOOK)
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
                LOOK,
            )
        )
        assert {"first touch", "accept", "9 Mar 26"} <= {*found}
        assert "first touch from 2026-03-02: median 2:00:00" in found[-1]
        assert "first touch from 2026-03-09: median none" in found[-1]

    def test_nothing(self) -> None:
        """A report without rows says so."""
        found = texts(speed_chart("starter 1.0.0", "As of now.", [], LOOK))
        assert "nothing to tell of these days" in found


class TestLook:
    """Colours of the parties, and limits."""

    def test_of_a_policy(self) -> None:
        """A name has the colour of its party on the page; a limit needs one length."""
        look = Look.of(
            make_pact(
                order="[marketing, sales]",
                stages="[{name: SAL, party: sales, enter: accepted}]",
                timers="""
                    quick: {party: sales, from: created, until: note, within: 2 hours}
                    slow:
                      {party: marketing, from: created, until: note,
                       within: 2 business days}
                """,
                goals="{g: {party: marketing, require: count(note) >= 1, per: day}}",
            ).checked.policy
        )
        assert look.tone("g") == look.tone("slow") == TONES[0]
        assert look.tone("quick") == look.tone("SAL") == TONES[1]
        assert look.limits == {"quick": timedelta(hours=2)}

    def test_in_the_chart(self) -> None:
        """The line of a goal is in the colour of its party."""
        svg = draw(
            waterfall_chart("t", "f", days("leads", 1, 2), LOOK), ChartFormat.SVG
        ).decode()
        assert TONES[0] in svg

    def test_limit(self) -> None:
        """The limit of a promise stands in its panel."""
        rows = [speed("accept", FIRST, timedelta(hours=5))]
        spec = speed_chart("t", "f", rows, LOOK)
        assert spec["data"]["values"][0]["limit"] == 8


class TestBars:
    """Bars with what they tell beside them."""

    def test_kept(self) -> None:
        """Shares that add up to one; a limit has none."""
        rows = [
            Kept("accept", "sales", "", 3, 1, 4, Fraction(3, 8), 0, 0, 2),
            Kept("quiet", "sales", "", 0, 0, 2, None, 0, 0, 0),
        ]
        spec = kept_chart("t", "f", rows, LOOK)
        assert [one["share"] for one in spec["data"]["values"]] == [
            *(0.375, 0.125, 0.5),
        ]
        found = texts(spec)
        assert "37%; 1 late, 4 never" in found
        assert "accept: 37% of 8 on time" in found[-1]
        assert "quiet" not in found

    def test_funnel(self) -> None:
        """How many, and which part of the stage before."""
        rows = [
            FunnelStage("MQL", 1200, None, Fraction(1), None, None, 0),
            FunnelStage("SAL", 300, Fraction(1, 4), Fraction(1, 4), None, None, 0),
        ]
        found = texts(funnel_chart("t", "f", rows, LOOK))
        assert {"1,200", "300, 25% of the stage before"} <= {*found}

    def test_segments(self) -> None:
        """The largest ones, and how many are left out."""
        rows = [
            Segment(
                segment=f"s{n}",
                touches=0,
                leads=9,
                customers=1,
                share=Fraction(1, 9),
                with_amount=0,
                revenue=Decimal(),
                average=None,
                median=None,
                cost=None,
                profit=None,
                workable="",
            )
            for n in range(20)
        ]
        found = texts(segments_chart("t", "f", rows, LOOK))
        assert "t: leads and customers; 5 smaller ones left out" in found
        assert found.count("9, 1 customers (11%)") == 15

    def test_nothing(self) -> None:
        """Without rows a picture says so."""
        for chart in (kept_chart, funnel_chart, segments_chart):
            assert "nothing to tell of these days" in texts(chart("t", "f", [], LOOK))
