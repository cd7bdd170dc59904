"""Reports as charts, in the colours that the parties have on the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs

from leadpact.charts import INK, MUTED, TONES, WHOLE_LABELS
from leadpact.reports.output import NOTHING
from leadpact.units import LENGTHS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from fractions import Fraction

    from leadpact.charts import Spec
    from leadpact.model.policy import Policy
    from leadpact.reports.speed import Speed
    from leadpact.reports.waterfall import WaterfallDay

_WIDTH, _HEIGHT = 560, 170
#: As many days are named below a panel at most.
_NAMED = 8
_HOUR = 3600
#: Fainter than what is so far, and still seen on white.
_GREY = "#b4bbc2"
_SPEED_KEY = (
    "solid: half were kept within it; dashed: nine of ten; dotted: the limit; hours on "
    "the clock of the promise"
)
#: Of an axis of counts.
_WHOLE = {"labelExpr": WHOLE_LABELS}


@attrs.frozen
class Look:
    """What a chart takes from the policy.

    Attributes:
        tones: The colour of the party that answers for something, by the name of that:
            a timer, a goal, or a stage.
        limits: The time that a timer allows, where it is always the same.
    """

    tones: Mapping[str, str]
    limits: Mapping[str, timedelta]

    @classmethod
    def of(cls, policy: Policy) -> Look:
        """The look of the charts of a policy."""
        parties = {
            name: TONES[place % len(TONES)]
            for place, name in enumerate(policy.ranked(policy.parties))
        }
        tones = {
            name: parties[timer.party.name] for name, timer in policy.timers.items()
        }
        tones |= {name: parties[goal.party.name] for name, goal in policy.goals.items()}
        tones |= {stage.name: parties[stage.party.name] for stage in policy.stages}
        limits = {
            name: timedelta(microseconds=timer.within[0].value.microseconds)
            for name, timer in policy.timers.items()
            if len(timer.within) == 1 and timer.within[0].value.unit in LENGTHS
        }
        return cls(tones, limits)

    def tone(self, name: str) -> str:
        """The colour for a name."""
        return self.tones.get(name, INK)


def waterfall_chart(
    title: str, facts: str, days: Sequence[WaterfallDay], look: Look
) -> Spec:
    """A panel for each goal: what there is so far, the goal line, and the last period.

    Args:
        title: Of the policy.
        facts: As of when.
        days: What ``waterfall`` gives, of one goal or of several.
        look: Of the policy.
    """
    rows = [
        {
            "panel": _panel(days, one.goal_name),
            "tone": look.tone(one.goal_name),
            "day": one.day.isoformat(),
            "so far": _float(one.so_far),
            "goal": float(one.goal),
            "last period": _float(one.last_period),
        }
        for one in days
    ]
    marks = _marks(sorted({one.day for one in days}))
    return {
        "description": f"{title}, day by day. {'; '.join(_panels(days))}.",
        "title": {
            "text": f"{title}: day by day",
            "subtitle": [
                "solid: so far; dashed: the goal line; grey: the period before",
                facts,
            ],
        },
        **_panelled(
            rows,
            [
                _line("day", "last period", _GREY, marks, width=3),
                _line("day", "goal", MUTED, marks, dash=[5, 4]),
                _line("day", "so far", None, marks, width=2.5),
            ],
        ),
    }


def _panels(days: Sequence[WaterfallDay]) -> Iterator[str]:
    for name in dict.fromkeys(one.goal_name for one in days):
        yield _panel(days, name)


def _panel(days: Sequence[WaterfallDay], name: str) -> str:
    """Where a goal stands: `leads: 32 of 200, the line is at 84`."""
    own = [one for one in days if one.goal_name == name]
    past = [one for one in own if one.so_far is not None]
    goal = f"{float(own[-1].goal):,.0f}"
    if not past:
        return f"{name.replace('_', ' ')}: of {goal}, not begun"
    now = past[-1]
    so_far = f"{float(now.so_far or 0):,.0f}"
    line = f"the line is at {float(now.goal):,.0f}"
    unit = "" if now.unit in {"count", "number"} else f" {now.unit}"
    return f"{name.replace('_', ' ')}: {so_far} of {goal}{unit}, {line}"


def speed_chart(title: str, facts: str, rows: Sequence[Speed], look: Look) -> Spec:
    """A panel for each promise: median and slowest tenth, by the days of their start.

    Args:
        title: Of the policy.
        facts: As of when.
        rows: What ``speed`` gives.
        look: Of the policy.
    """
    data = [
        {
            "panel": one.promise.replace("_", " "),
            "tone": look.tone(one.promise),
            "limit": _hours(look.limits.get(one.promise)),
            "first": one.first.isoformat(),
            "median": _hours(one.median),
            "ninetieth": _hours(one.ninetieth),
        }
        for one in rows
    ]
    marks = _marks(sorted({one.first for one in rows}))
    told = "; ".join(
        f"{one.promise.replace('_', ' ')} from {one.first}: median "
        f"{'none' if one.median is None else one.median}"
        for one in rows
    )
    return {
        "description": f"{title}, how fast promises were kept. {told or NOTHING}.",
        "title": {
            "text": f"{title}: how fast promises were kept",
            "subtitle": [_SPEED_KEY, facts],
        },
        **_panelled(
            data,
            [
                _line("first", "ninetieth", MUTED, marks, dash=[5, 4], hours=True),
                _line("first", "limit", INK, marks, dash=[1, 3], hours=True),
                _line("first", "median", None, marks, width=2.5, hours=True),
            ],
        ),
    }


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _hours(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds() / _HOUR


def _panelled(
    rows: Sequence[Mapping[str, object]], layers: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Rows in panels below each other, each with a scale of its own."""
    if not rows:
        mark = {"type": "text", "text": NOTHING}
        return {"data": {"values": [{}]}, "mark": mark}
    header = {
        "labelAngle": 0,
        "labelAlign": "left",
        "labelAnchor": "start",
        "labelOrient": "top",
    }
    return {
        "data": {"values": list(rows)},
        "facet": {
            "row": {
                "field": "panel",
                "type": "nominal",
                "title": None,
                "sort": [*dict.fromkeys(row["panel"] for row in rows)],
                "header": header,
            }
        },
        "spec": {"width": _WIDTH, "height": _HEIGHT, "layer": list(layers)},
        "resolve": {"scale": {"y": "independent"}},
        "spacing": 14,
    }


def _line(  # noqa: PLR0913 - what a line looks like
    days: str,
    value: str,
    colour: str | None,
    marks: Sequence[dict[str, Any]],
    *,
    width: float = 1.5,
    dash: Sequence[int] = (),
    hours: bool = False,
) -> dict[str, Any]:
    """A line; without a colour in that of its party."""
    points = hours and value != "limit"
    own: dict[str, Any] = {} if colour is None else {"color": colour}
    tone = {"field": "tone", "type": "nominal", "scale": None, "legend": None}
    axis = {
        "format": "%-d %b %y",
        "values": list(marks),
        "grid": False,
        "labelOverlap": "greedy",
    }
    return {
        "mark": {
            "type": "line",
            **own,
            "strokeJoin": "round",
            "strokeWidth": width,
            "strokeDash": list(dash),
            "point": {"filled": True, **own, "size": 28} if points else False,
        },
        "encoding": {
            **({"color": tone} if colour is None else {}),
            "x": {
                "field": days,
                "type": "temporal",
                "title": None,
                "scale": {"type": "utc"},
                "axis": axis,
            },
            "y": {
                "field": value,
                "type": "quantitative",
                "title": None,
                "axis": {"tickCount": 5, **({} if hours else _WHOLE)},
            },
        },
    }


def _marks(days: Sequence[date]) -> list[dict[str, Any]]:
    """The days to name: all, or every second, third, ..."""
    step = -(-len(days) // _NAMED) or 1
    return [
        {"year": day.year, "month": day.month, "date": day.day, "utc": True}
        for day in days[::step]
    ]
