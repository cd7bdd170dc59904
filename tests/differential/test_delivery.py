"""When a message is told, against a watch that is looked at every minute."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import attrs
from builders import make_event, make_lead, make_timer
from hypothesis import given
from hypothesis import strategies as st
from oracle_calendars import CHANGES, EPOCH, MINUTE, open_at, specs, zone_info

from leadpact.compile.plan import CalendarPlan
from leadpact.engines.bound import BoundPlan
from leadpact.engines.record import RecordEngine
from leadpact.instants import to_instant

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from leadpact.calendars import CalendarSpec

PACT = make_timer(
    "from: handed_off / until: attempt / within: 1 hour / deliver: desk / "
    "missed: [alert owner]"
)
SHAPES = len(specs(date(2026, 1, 1)))
HOUR = timedelta(hours=1)
#: Longer than any calendar here is closed.
FAR = 10 * 24 * 60


def first_open(spec: CalendarSpec, zone: ZoneInfo, due: datetime) -> datetime:
    """The instant, if the wall clock shows an open time, else the next such minute."""
    if open_at(spec, zone, due):
        return due
    whole = due.replace(second=0, microsecond=0)
    return next(
        moment
        for minutes in range(1, FAR)
        if open_at(spec, zone, moment := whole + timedelta(minutes=minutes))
    )


def told(spec: CalendarSpec, zone: str, due: datetime) -> tuple[int, int]:
    """Due and delivery as the engine tells them, with another calendar for `desk`."""
    spec = attrs.evolve(spec, timezone=zone)
    plan = attrs.evolve(PACT.plan, calendars=(CalendarPlan("desk", spec),))
    lead = make_lead([make_event("handed_off", due - HOUR)])
    found = RecordEngine(BoundPlan(plan)).evaluate(lead, to_instant(due), {})
    (one,) = found.consequences
    return one.due, one.to[0].delivered


@given(
    st.sampled_from(CHANGES),
    st.integers(0, SHAPES - 1),
    st.integers(-36 * 60, 36 * 60),
    st.sampled_from((0, 0, 1, MINUTE - 1)),
)
def test_first_open_minute(
    change: tuple[str, date], index: int, minutes: int, rest: int
) -> None:
    """Around changes of the clock, holidays and weekends, the wall clock decides."""
    zone, around = change
    spec, rules = specs(around)[index], zone_info(zone)
    noon = datetime.combine(around, time(12), EPOCH.tzinfo)
    due = noon + timedelta(minutes=minutes, microseconds=rest)
    expected = first_open(spec, rules, due)
    assert told(spec, zone, due) == (to_instant(due), to_instant(expected))
