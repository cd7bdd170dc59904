"""How fast promises are kept, on the clock of the promise and on the wall.

Source: docs/explanation/reports.md.
"""

from __future__ import annotations

import enum
import math
from collections import Counter
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadpact.model.evaluation import Outcome
from leadpact.reports.output import CLOCK, NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from leadpact.reports.material import Material
    from leadpact.results.rows import Row

_MET, _LATE = Outcome.MET.value, Outcome.MET_LATE.value
_NEVER = Outcome.NEVER_MET.value
_KEPT = frozenset({_MET, _LATE})
_DECIDED = frozenset({_MET, _LATE, _NEVER})
_OPEN = frozenset({Outcome.RUNNING.value, Outcome.AT_RISK.value, Outcome.PAUSED.value})
#: The last day of each range of days, but for the range beyond.
_RANGES = (10, 20, 35)
_NINETY = Fraction(9, 10)
_HALF = Fraction(1, 2)


class Every(enum.Enum):
    """The days that are told together."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def first(self, day: date) -> date:
        """The first of the days that a day is told with; weeks begin on Monday."""
        if self is Every.DAY:
            return day
        if self is Every.WEEK:
            return day - timedelta(days=day.weekday())
        return day.replace(day=1)


@attrs.frozen
class Speed:
    """How fast one kind of promise was kept that began in some days.

    A span is ``None`` where there is none: of promises that nobody kept, and where so
    many were never kept that the median, or the slowest tenth, has no end.

    Attributes:
        promise: The timer.
        first: The first of the days.
        begun: Promises that began, without those that were no longer owed.
        kept: Those that were kept, on time or late.
        never: Those that were due, and have not been kept.
        open: Those that are not due yet, and have not been kept.
        on_time: Kept on time, of those that are kept or due; ``None`` of none.
        average: Mean over those that were kept, on the clock of the promise.
        median: Half of those that are kept or due were kept within it.
        ninetieth: Nine of ten were kept within it.
        average_elapsed: Mean over those that were kept, on the wall.
        median_elapsed: As ``median``, on the wall.
    """

    promise: str = attrs.field(metadata=NAME)
    first: date
    begun: int
    kept: int
    never: int
    open: int
    on_time: Fraction | None
    average: timedelta | None = attrs.field(metadata=CLOCK)
    median: timedelta | None = attrs.field(metadata=CLOCK)
    ninetieth: timedelta | None = attrs.field(metadata=CLOCK)
    average_elapsed: timedelta | None
    median_elapsed: timedelta | None


def speed(material: Material, every: Every = Every.WEEK) -> tuple[Speed, ...]:
    """How fast promises were kept, by the days in which they began.

    Args:
        material: The tables; limits have no speed.
        every: Which days are told together.
    """
    found: dict[tuple[str, date], list[Row]] = {}
    for row in _begun(material):
        key = row["timer"], every.first(material.day(row["start_at"]))
        found.setdefault(key, []).append(row)
    names = [*dict.fromkeys(name for name, _ in found)]
    ordered = sorted(found, key=lambda key: (names.index(key[0]), key[1]))
    return tuple(_speed(*key, found[key]) for key in ordered)


def _begun(material: Material) -> Iterator[Row]:
    """Promises that began in the days, and are or were owed to their end."""
    for row in material.timers:
        is_timer = row["timer"] in material.policy.timers
        is_owed = row["outcome"] in _DECIDED | _OPEN
        if is_timer and is_owed and material.span.holds(row["start_at"]):
            yield row


def _speed(promise: str, first: date, rows: Sequence[Row]) -> Speed:
    kept = [row for row in rows if row["outcome"] in _KEPT]
    decided = [row for row in rows if row["outcome"] in _DECIDED]
    on_time = sum(row["outcome"] == _MET for row in decided)
    used = sorted(timedelta(seconds=float(row["used_seconds"])) for row in kept)
    elapsed = sorted(map(_elapsed, kept))
    return Speed(
        promise=promise,
        first=first,
        begun=len(rows),
        kept=len(kept),
        never=len(decided) - len(kept),
        open=len(rows) - len(decided),
        on_time=Fraction(on_time, len(decided)) if decided else None,
        average=_mean(used),
        median=_ranked(used, len(decided), _HALF),
        ninetieth=_ranked(used, len(decided), _NINETY),
        average_elapsed=_mean(elapsed),
        median_elapsed=_ranked(elapsed, len(decided), _HALF),
    )


def _elapsed(row: Row) -> timedelta:
    start, end = (datetime.fromisoformat(row[key]) for key in ("start_at", "end_at"))
    return end - start


def _mean(spans: Sequence[timedelta]) -> timedelta | None:
    return sum(spans, timedelta()) / len(spans) if spans else None


def _ranked(
    spans: Sequence[timedelta], decided: int, share: Fraction
) -> timedelta | None:
    """The least span within which a share of the decided was kept: the nearest rank."""
    rank = math.ceil(share * decided)
    return spans[rank - 1] if 0 < rank <= len(spans) else None


@attrs.frozen
class SpeedRange:
    """How many promises were kept after some days.

    Attributes:
        promise: The timer.
        days: From which day to which, `never`, or `open`.
        count: How many.
        share: Of all that are kept or due; ``None`` of those that are open.
    """

    promise: str = attrs.field(metadata=NAME)
    days: str
    count: int
    share: Fraction | None


def speed_ranges(material: Material) -> tuple[SpeedRange, ...]:
    """How many days it took to keep promises that began in the days of a report.

    Days are counted on the calendar of the policy's zone: the same day is none.
    """
    found: dict[str, Counter[str]] = {}
    for row in _begun(material):
        found.setdefault(row["timer"], Counter())[_days(material, row)] += 1
    return tuple(_ranges(found))


def _names() -> Iterable[str]:
    starts = (0, *(last + 1 for last in _RANGES))
    yield from (
        f"{first} to {last}" for first, last in zip(starts, _RANGES, strict=False)
    )
    yield f"{_RANGES[-1] + 1} and more"


def _days(material: Material, row: Row) -> str:
    """The range in which a promise was kept."""
    if row["outcome"] in _OPEN:
        return "open"
    if row["outcome"] == _NEVER:
        return "never"
    days = (material.day(row["end_at"]) - material.day(row["start_at"])).days
    place = sum(days > last for last in _RANGES)
    return [*_names()][place]


def _ranges(found: Mapping[str, Counter[str]]) -> Iterator[SpeedRange]:
    for promise, counts in found.items():
        decided = sum(counts.values()) - counts["open"]
        for name in (*_names(), "never"):
            share = Fraction(counts[name], decided) if decided else None
            yield SpeedRange(promise, name, counts[name], share)
        yield SpeedRange(promise, "open", counts["open"], None)
