"""Business time of leadpact beside that of its peers, in one run.

Monday to Friday, nine to five in New York. Peers are no requirements of leadpact:
`pip install workclock timegrid businesstimedelta`, then
`python benchmarks/peers_calendars.py`; those that are not there are left out.

timegrid knows no zones, so it is asked on the clock of New York and is wrong by an
hour across a change of the clock.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import attrs
from timing import cost

import leadpact

if TYPE_CHECKING:
    from collections.abc import Iterator

NEW_YORK = ZoneInfo("America/New_York")
START = datetime(2025, 1, 6, 15, tzinfo=UTC)
#: Spans, and open time that comes due after about as long.
SPANS = {
    "a day": (timedelta(days=1), timedelta(hours=8)),
    "two years": (timedelta(days=730), timedelta(hours=4160)),
}
OPENS, CLOSES = clock_time(9), clock_time(17)


@attrs.frozen
class Peer:
    """A library.

    Attributes:
        name: Its name.
        elapsed: Open time between two aware datetimes.
        deadline: When open time after an aware datetime is used up.
    """

    name: str
    elapsed: Callable[[datetime, datetime], object]
    deadline: Callable[[datetime, timedelta], object]


def ours() -> Peer:
    """The calendar of leadpact."""
    calendar = leadpact.Calendar.parse(
        {"timezone": "America/New_York", "open": {"mon-fri": "09:00-17:00"}}
    )
    return Peer("leadpact", calendar.elapsed, calendar.deadline)


def workclock(module: Any) -> Peer:  # noqa: ANN401 - a module that may be absent
    """Schedules in Rust."""
    office = module.Schedule([module.WorkDay(OPENS, CLOSES)], time_zone=NEW_YORK)
    return Peer("workclock", office.between, office.add)


def timegrid(module: Any) -> Peer:  # noqa: ANN401
    """Timelines in Rust, by the clock on the wall."""
    office = module.TimeGridCalendar.weekdays(OPENS, CLOSES)

    def wall(at: datetime) -> datetime:
        return at.astimezone(NEW_YORK).replace(tzinfo=None)

    return Peer(
        "timegrid",
        lambda start, end: office.get_working_duration(wall(start), wall(end)),
        lambda start, budget: office.add_work_duration(wall(start), budget),
    )


def businesstimedelta(module: Any) -> Peer:  # noqa: ANN401
    """Rules in Python."""
    office = module.WorkDayRule(
        start_time=OPENS,
        end_time=CLOSES,
        working_days=[0, 1, 2, 3, 4],
        tz=importlib.import_module("pytz").timezone("America/New_York"),
    )

    def deadline(start: datetime, budget: timedelta) -> object:
        return start + module.BusinessTimeDelta(office, timedelta=budget)

    return Peer("businesstimedelta", office.difference, deadline)


def peers() -> Iterator[Peer]:
    """Those that are installed."""
    for make in (workclock, timegrid, businesstimedelta):
        try:
            module = importlib.import_module(make.__name__)
        except ImportError:
            print(f"{make.__name__} is not installed")
            continue
        yield make(module)


def main() -> None:
    """Print what each library costs, and how often the cost of leadpact that is."""
    own: dict[str, float] = {}
    for peer in (ours(), *peers()):
        for span, (length, budget) in SPANS.items():
            end = START + length
            figures = {
                "elapsed": cost(lambda end=end, peer=peer: peer.elapsed(START, end)),  # type: ignore[misc]
                "deadline": cost(
                    lambda budget=budget, peer=peer: peer.deadline(START, budget)  # type: ignore[misc]
                ),
            }
            for what, figure in figures.items():
                label = f"{what} over {span}"
                base = own.setdefault(label, figure)
                print(
                    f"{peer.name:<18} {label:<24} {figure:>12.1f} us"
                    f" {figure / base:>9.1f} x"
                )


if __name__ == "__main__":
    main()
