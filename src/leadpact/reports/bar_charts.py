"""Reports as bars: how promises ended, the funnel, and segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leadpact.charts import INK, MUTED, WHOLE_LABELS
from leadpact.reports.output import NOTHING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from leadpact.charts import Spec
    from leadpact.reports.charts import Look
    from leadpact.reports.funnel import FunnelStage
    from leadpact.reports.kept import Kept
    from leadpact.reports.segments import Segment

_WIDTH, _BAR = 430, 26
#: More segments than this are left out of a picture, which tells how many.
_MOST = 15
#: Lighter than the colour of any party, also in grey.
_LATE, _NEVER = "#9aa3ab", "#dfe3e6"


def kept_chart(title: str, facts: str, rows: Sequence[Kept], look: Look) -> Spec:
    """A bar for each promise: on time in the colour of its party, late, and never.

    Args:
        title: Of the policy.
        facts: As of when.
        rows: What ``kept`` gives; limits are left out.
        look: Of the policy.
    """
    shown = [one for one in rows if one.share is not None]
    data = [
        {
            "name": _label(one),
            "part": part,
            "tone": tone,
            "share": count / (one.on_time + one.late + one.never),
        }
        for one in shown
        for part, (count, tone) in enumerate(
            (
                (one.on_time, look.tone(one.promise)),
                (one.late, _LATE),
                (one.never, _NEVER),
            )
        )
    ]
    told = "; ".join(
        f"{_label(one)}: {_percent(one.share)} of "
        f"{one.on_time + one.late + one.never:,} on time"
        for one in shown
    )
    ends = [{"name": _label(one), "text": _told(one)} for one in shown]
    bars = {
        "mark": {"type": "bar", "height": _BAR - 8},
        "encoding": {
            "y": _names(data),
            "x": {
                "field": "share",
                "type": "quantitative",
                "stack": "zero",
                "title": None,
                "axis": {"format": "%", "tickCount": 4},
                "scale": {"domain": [0, 1]},
            },
            "order": {"field": "part"},
            "color": {"field": "tone", "type": "nominal", "scale": None},
        },
    }
    return {
        "description": f"{title}, how promises ended. {told or NOTHING}.",
        "title": {
            "text": f"{title}: how promises ended",
            "subtitle": ["dark: on time; grey: late; pale: never kept", facts],
        },
        **_layered(data, ends, bars, len(shown)),
    }


def funnel_chart(
    title: str, facts: str, rows: Sequence[FunnelStage], look: Look
) -> Spec:
    """A bar for each stage, as long as it has leads.

    Args:
        title: Of the policy.
        facts: As of when.
        rows: What ``funnel`` gives.
        look: Of the policy.
    """
    data = [
        {"name": one.stage, "tone": look.tone(one.stage), "n": one.leads}
        for one in rows
    ]
    told = [
        f"{one.leads:,}"
        + (
            ""
            if one.of_previous is None
            else f", {_percent(one.of_previous)} of the stage before"
        )
        for one in rows
    ]
    return _counted(f"{title}: from stage to stage", facts, data, told)


def segments_chart(title: str, facts: str, rows: Sequence[Segment], _: Look) -> Spec:
    """A bar for each segment, with its customers.

    Args:
        title: Of the policy.
        facts: As of when.
        rows: What ``segments`` gives.
    """
    shown = rows[:_MOST]
    left = f"; {len(rows) - _MOST} smaller ones left out" if len(rows) > _MOST else ""
    data = [{"name": one.segment, "tone": MUTED, "n": one.leads} for one in shown]
    told = [
        f"{one.leads:,}, {one.customers:,} customers ({_percent(one.share)})"
        for one in shown
    ]
    return _counted(f"{title}: leads and customers{left}", facts, data, told)


def _counted(
    title: str, facts: str, data: Sequence[Mapping[str, Any]], told: Sequence[str]
) -> Spec:
    """Bars of counts, each with what is told of it at its end."""
    bars = {
        "mark": {"type": "bar", "height": _BAR - 8},
        "encoding": {
            "y": _names(data),
            "x": {
                "field": "n",
                "type": "quantitative",
                "title": None,
                "axis": {"tickCount": 4, "labelExpr": WHOLE_LABELS},
            },
            "color": {"field": "tone", "type": "nominal", "scale": None},
        },
    }
    ends = [
        {"name": one["name"], "text": text}
        for one, text in zip(data, told, strict=True)
    ]
    lines = "; ".join(
        f"{one['name']}: {text}" for one, text in zip(data, told, strict=True)
    )
    return {
        "description": f"{title}. {lines or NOTHING}.",
        "title": {"text": title, "subtitle": [facts]},
        **_layered(data, ends, bars, len(data)),
    }


def _layered(
    data: Sequence[Mapping[str, Any]],
    ends: Sequence[Mapping[str, Any]],
    bars: Mapping[str, Any],
    count: int,
) -> dict[str, Any]:
    """Bars, and a text beside each of them."""
    if not data:
        mark = {"type": "text", "text": NOTHING}
        return {"data": {"values": [{}]}, "mark": mark}
    texts = {
        "data": {"values": list(ends)},
        "mark": {"type": "text", "align": "left", "color": INK, "dx": 6},
        "encoding": {
            "y": _names(ends),
            "x": {"value": _WIDTH},
            "text": {"field": "text", "type": "nominal"},
        },
    }
    return {
        "width": _WIDTH,
        "height": count * _BAR,
        "data": {"values": list(data)},
        "layer": [dict(bars), texts],
    }


def _names(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The names at the left, in the order of the rows."""
    return {
        "field": "name",
        "type": "nominal",
        "title": None,
        "sort": [*dict.fromkeys(row["name"] for row in rows)],
        "axis": {"labelLimit": 260, "ticks": False, "domain": False},
    }


def _label(one: Kept) -> str:
    name = one.promise.replace("_", " ")
    return f"{name}, {one.group}" if one.group else name


def _told(one: Kept) -> str:
    return f"{_percent(one.share)}; {one.late:,} late, {one.never:,} never"


def _percent(share: Fraction | None) -> str:
    """A share, never more than it is."""
    return "none" if share is None else f"{int(share * 100)}%"
