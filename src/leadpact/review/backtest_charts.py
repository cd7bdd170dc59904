"""Breaches by week under two versions, promise by promise, as a chart."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from leadpact.charts import INK, MUTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.charts import Spec
    from leadpact.review.backtest import Backtest, TimerChange

_WIDTH, _HEIGHT = 560, 90
#: More weeks than this have no point each.
_POINTS = 30
#: As many weeks are named at most.
_NAMED = 9
_KEY = (
    "dashed, hollow: version before; solid, filled: version after; each panel has its "
    "own scale"
)
_NONE = "no promise was broken under either version"


def breaches_chart(title: str, found: Backtest) -> Spec:
    """A panel for each promise that is broken under either version.

    The version before is a dashed grey line, the one after a solid dark one, so that
    they are told apart without colour.

    Args:
        title: Which versions.
        found: What the same history would have been.
    """
    rows = [row for one in found.timers for row in _rows(one)]
    marks = _marks(found)
    told = f"{found.leads:,} leads; weeks begin on Monday, {found.zone}"
    spec: dict[str, Any] = {
        "description": _description(title, found),
        "title": {
            "text": f"Breaches by week, {title}",
            "subtitle": [
                _KEY,
                told,
                "The same history, judged by both: nobody knows what people would",
                "have done under the other version.",
            ],
        },
        "data": {"values": rows or [{"week": "2026-01-05"}]},
    }
    if not rows:
        return {**spec, "mark": {"type": "text", "text": _NONE}}
    return {
        **spec,
        "facet": {
            "row": {
                "field": "promise",
                "type": "nominal",
                "title": None,
                "header": {
                    "labelAngle": 0,
                    "labelAlign": "left",
                    "labelAnchor": "start",
                    "labelOrient": "top",
                },
            }
        },
        "spec": {
            "width": _WIDTH,
            "height": _HEIGHT,
            "layer": [*_layers("before", marks), *_layers("after", marks)],
        },
        "resolve": {"scale": {"y": "independent"}},
        "spacing": 14,
    }


def _rows(one: TimerChange) -> Iterator[dict[str, object]]:
    """The weeks of a promise; none if it was never broken."""
    if one.breaches.before or one.breaches.after:
        total = f"{one.breaches.before:,} before, {one.breaches.after:,} after"
        for week in one.weeks:
            yield {
                "promise": f"{one.timer.replace('_', ' ')} ({one.party}): {total}",
                "week": week.name,
                "before": week.before,
                "after": week.after,
                "has_point": len(one.weeks) <= _POINTS,
            }


def _marks(found: Backtest) -> list[dict[str, int]]:
    """The Mondays to name below: all, or every second, third, ..."""
    weeks = next((one.weeks for one in found.timers), ())
    step = -(-len(weeks) // _NAMED) or 1
    days = [date.fromisoformat(week.name) for week in weeks[::step]]
    # Months of a specification count from 1.
    return [{"year": day.year, "month": day.month, "date": day.day} for day in days]


def _layers(side: str, marks: list[dict[str, int]]) -> Iterator[dict[str, Any]]:
    """A line, and its points where there is room for them."""
    is_before = side == "before"
    colour = MUTED if is_before else INK
    week = {
        "field": "week",
        "type": "temporal",
        "title": None,
        "axis": {
            "format": "%-d %b %y",
            "values": [{**mark, "utc": True} for mark in marks],
            "grid": False,
        },
        "scale": {"type": "utc"},
    }
    count = {
        "field": side,
        "type": "quantitative",
        "title": "breaches",
        "axis": {"tickMinStep": 1, "tickCount": 4, "format": "d"},
    }
    place = {"x": week, "y": count}
    line = {
        "type": "line",
        "color": colour,
        "strokeJoin": "round",
        "strokeWidth": 1.5 if is_before else 2,
    }
    yield {
        "mark": {**line, "strokeDash": [4, 3]} if is_before else line,
        "encoding": place,
    }
    yield {
        "transform": [{"filter": "datum.has_point"}],
        "mark": {
            "type": "point",
            "filled": True,
            "color": "white" if is_before else colour,
            "stroke": colour,
            "size": 26,
            "opacity": 1,
        },
        "encoding": place,
    }


def _description(title: str, found: Backtest) -> str:
    """What the chart shows, for whoever does not see it."""
    told = [
        f"{one.timer}: {one.breaches.before} before, {one.breaches.after} after"
        for one in found.timers
        if one.breaches.before or one.breaches.after
    ]
    return f"Breaches by week, {title}. {'; '.join(told) or _NONE}."
