"""Breaches by week under two versions, promise by promise, as a chart."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from leadpact.charts import INK, WHOLE_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.charts import Spec
    from leadpact.review.backtest import Backtest, TimerChange

_WIDTH, _HEIGHT = 560, 90
#: More weeks than this are told some together, and more spans have no point each.
_MOST, _POINTS = 60, 30
#: As many days are named at most.
_NAMED = 8
#: Fainter and wider than the line after, so that it is seen where both are the same.
_GREY = "#b4bbc2"
_KEY = (
    "wide, grey: version before; thin, dark: version after; each panel has its own "
    "scale"
)
_NONE = "no promise was broken under either version"


def breaches_chart(title: str, found: Backtest) -> Spec:
    """A panel for each promise that is broken under either version.

    The version before is a wide grey line, the one after a thin dark one above it, so
    that they are told apart without colour, and both are seen where they are the same.
    Of more than 60 weeks, as few as it takes are told together.

    Args:
        title: Which versions.
        found: What the same history would have been.
    """
    together = -(-max((len(_filled(one)) for one in found.timers), default=1) // _MOST)
    rows = [row for one in found.timers for row in _rows(one, together)]
    marks = _marks(sorted({str(row["week"]) for row in rows}))
    spans = "week" if together == 1 else f"{together} weeks"
    told = f"{found.leads:,} leads; weeks begin on Monday, {found.zone}"
    caution = (
        "The same history, judged by both: nobody knows what people would",
        "have done under the other version.",
    )
    spec: dict[str, Any] = {
        "description": _description(title, found),
        "title": {
            "text": f"Breaches by {spans}, {title}",
            "subtitle": [*([_KEY] if rows else []), told, *caution],
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


def _rows(one: TimerChange, together: int) -> Iterator[dict[str, object]]:
    """The spans of a promise; none if it was never broken."""
    if one.breaches.before or one.breaches.after:
        total = f"{one.breaches.before:,} before, {one.breaches.after:,} after"
        weeks = _filled(one)
        for place in range(0, len(weeks), together):
            part = weeks[place : place + together]
            yield {
                "promise": f"{one.timer.replace('_', ' ')} ({one.party}): {total}",
                "week": part[0][0].isoformat(),
                "before": sum(before for _, before, _ in part),
                "after": sum(after for _, _, after in part),
                "has_point": len(weeks) <= _POINTS,
            }


def _filled(one: TimerChange) -> list[tuple[date, int, int]]:
    """The breaches of each week from the first to the last, those of none as well."""
    known = {date.fromisoformat(week.name): week for week in one.weeks}
    if not known:
        return []
    first, last = min(known), max(known)
    weeks = [
        first + timedelta(weeks=place) for place in range((last - first).days // 7 + 1)
    ]
    return [
        (week, known[week].before, known[week].after) if week in known else (week, 0, 0)
        for week in weeks
    ]


def _marks(weeks: Sequence[str]) -> list[dict[str, int]]:
    """The days to name below: all, or every second, third, ..."""
    step = -(-len(weeks) // _NAMED) or 1
    days = [date.fromisoformat(week) for week in weeks[::step]]
    # Months of a specification count from 1.
    return [{"year": day.year, "month": day.month, "date": day.day} for day in days]


def _layers(side: str, marks: list[dict[str, int]]) -> Iterator[dict[str, Any]]:
    """A line, and its points where there is room for them."""
    is_before = side == "before"
    colour = _GREY if is_before else INK
    week = {
        "field": "week",
        "type": "temporal",
        "title": None,
        "axis": {
            "format": "%-d %b %y",
            "values": [{**mark, "utc": True} for mark in marks],
            "grid": False,
            "labelOverlap": "greedy",
        },
        "scale": {"type": "utc"},
    }
    count = {
        "field": side,
        "type": "quantitative",
        "title": "breaches",
        "axis": {"tickCount": 4, "labelExpr": WHOLE_LABELS},
    }
    place = {"x": week, "y": count}
    line = {
        "type": "line",
        "color": colour,
        "strokeJoin": "round",
        "strokeWidth": 5 if is_before else 1.5,
    }
    yield {"mark": line, "encoding": place}
    yield {
        "transform": [{"filter": "datum.has_point"}],
        "mark": {
            "type": "point",
            "filled": True,
            "color": colour,
            "size": 70 if is_before else 22,
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
