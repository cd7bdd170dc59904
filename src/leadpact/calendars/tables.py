"""Open stretches of some years, with the open time before each of them."""

from __future__ import annotations

import bisect
import itertools
import operator
from typing import TYPE_CHECKING, TypeAlias

import attrs

from leadpact.calendars.wall_clock import year_start

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: First instant and the one after the last.
Period: TypeAlias = tuple[int, int]

#: Open time is counted from the start of this year in UTC. It is fixed, so that every
#: table of a calendar counts alike: threads that grow tables at the same time need no
#: lock, and an amount means the same in another process.
ORIGIN_YEAR = 2020
ORIGIN = year_start(ORIGIN_YEAR)


def merged(stretches: Iterable[Period]) -> Iterator[Period]:
    """Stretches in order; those that touch or overlap become one."""
    last: Period | None = None
    for start, end in stretches:
        if last and start <= last[1]:
            last = last[0], max(last[1], end)
            continue
        if last:
            yield last
        last = start, end
    if last:
        yield last


def common(one: Iterable[Period], other: Iterable[Period]) -> Iterator[Period]:
    """What lies in stretches of both, each of which may touch or overlap, in order."""
    ones, others = merged(one), merged(other)
    first, second = next(ones, None), next(others, None)
    while first and second:
        start, end = max(first[0], second[0]), min(first[1], second[1])
        if start < end:
            yield start, end
        if first[1] == end:
            first = next(ones, None)
        else:
            second = next(others, None)


@attrs.frozen
class Table:
    """Open stretches of the UTC years ``[first, last)``, the origin among them.

    The lists begin with an empty stretch at ``start``, so that each instant of the
    table has a stretch at or before it.

    Attributes:
        first: First year.
        last: The year after the last one.
        start: First instant.
        end: The instant after the last one.
        opens: First instants of the stretches, in order: ``(n,)``.
        closes: The instants after their last ones: ``(n,)``.
        before: Open time from the origin to each of ``opens``: ``(n,)``.
        total: Open time from the origin to the end.
    """

    first: int
    last: int
    start: int
    end: int
    opens: list[int]
    closes: list[int]
    before: list[int]
    total: int

    @classmethod
    def build(
        cls, first: int, last: int, stretches: Iterable[tuple[int, int]] = ()
    ) -> Table:
        """The table of stretches in order; those that touch or overlap become one."""
        start = year_start(first)
        opens, closes = [start], [start]
        for opening, closing in stretches:
            if opening <= closes[-1] and len(opens) > 1:
                closes[-1] = max(closes[-1], closing)
            else:
                opens.append(opening)
                closes.append(closing)
        lengths = map(operator.sub, closes, opens)
        *before, total = itertools.accumulate(lengths, initial=0)
        table = cls(first, last, start, year_start(last), opens, closes, before, total)
        origin = table.open_time(ORIGIN)
        before = [amount - origin for amount in before]
        return attrs.evolve(table, before=before, total=total - origin)

    @property
    def stretches(self) -> Iterable[tuple[int, int]]:
        """The open stretches in order."""
        return zip(self.opens[1:], self.closes[1:], strict=True)

    @property
    def ends_closed(self) -> bool:
        """Whether the table ends with closed time."""
        return len(self.opens) == 1 or self.closes[-1] < self.end

    @property
    def first_opening(self) -> int:
        """The first open instant, else the end."""
        return self.opens[1] if len(self.opens) > 1 else self.end

    @property
    def last_change(self) -> int:
        """The last opening or closing before the end, else the start."""
        return self.closes[-1] if self.ends_closed else self.opens[-1]

    def index(self, at: int) -> int:
        """Index of the last stretch that opens at an instant or before it."""
        return bisect.bisect_right(self.opens, at) - 1

    def open_time(self, at: int) -> int:
        """Open time from the origin to an instant of the table, or to its end."""
        index = self.index(at)
        return self.before[index] + min(at, self.closes[index]) - self.opens[index]
