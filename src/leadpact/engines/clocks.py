"""The clock of one timer instance: what counts, when it stood still, when it is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars import BusinessClock, days_later
from leadpact.units import Duration, Unit

if TYPE_CHECKING:
    from leadpact.engines.history import Record

#: Stretches in which a clock stood still, in order; the last may have no end yet.
Pauses = Sequence[tuple[int, int | None]]


def pauses(starts: Sequence[Record], ends: Sequence[Record]) -> Pauses:
    """Stretches from each pause to the next resumption; overlaps count once."""
    stretches: list[tuple[int, int | None]] = []
    since: int | None = None
    marks = [(record.rank, True, record.at) for record in starts]
    marks += [(record.rank, False, record.at) for record in ends]
    for _, pausing, at in sorted(marks):
        if pausing and since is None:
            since = at
        elif not pausing and since is not None:
            stretches.append((since, at))
            since = None
    if since is not None:
        stretches.append((since, None))
    return stretches


def later(start: int, span: Duration, calendar: BusinessClock | None, zone: str) -> int:
    """The instant a span after another, counted as the span's unit says.

    Args:
        start: Microseconds since the epoch.
        span: In a unit of timers; business units need a calendar.
        calendar: Whose open time and local time count.
        zone: IANA zone of local time where there is no calendar.
    """
    if calendar is not None:
        return calendar.deadline(start, span)
    if span.unit is Unit.CALENDAR_DAY:
        return days_later(zone, start, int(span.amount))
    return start + span.microseconds


@attrs.frozen(eq=False)
class Clock:
    """The clock of one instance, from its start on.

    Attributes:
        calendar: The calendar whose open time counts; ``None`` for elapsed time.
        start: Instant of the start.
        budget: The time allowed, in microseconds on this clock.
        unpaused: Instant at which the budget is used up without pauses.
        stretches: When the clock stood still.
    """

    calendar: BusinessClock | None
    start: int
    budget: int
    unpaused: int
    stretches: Pauses

    def reading(self, at: int) -> int:
        """The calendar's time at an instant, from an origin of its own."""
        return at if self.calendar is None else self.calendar.open_time(at)

    def used(self, at: int) -> int:
        """Time used from the start to an instant, pauses left out."""
        return self.elapsed(self.start, at)

    def elapsed(self, start: int, end: int) -> int:
        """Time on the clock between two instants, pauses left out."""
        total = self.reading(end) - self.reading(start)
        for pause, resume in self.stretches:
            first = max(pause, start)
            last = end if resume is None else min(resume, end)
            if first < last:
                total -= self.reading(last) - self.reading(first)
        return total

    def is_paused(self, at: int) -> bool:
        """Whether the clock stands still at an instant."""
        return any(
            pause <= at and (resume is None or at < resume)
            for pause, resume in self.stretches
        )

    def ended(self, at: int) -> Clock:
        """The clock of an instance that ended: what came later is not its concern."""
        return attrs.evolve(
            self,
            stretches=[
                (pause, None if resume is None or resume > at else resume)
                for pause, resume in self.stretches
                if pause < at
            ],
        )

    def due(self) -> int | None:
        """When the budget is used up; ``None`` if a pause has no end yet."""
        return self._extended(self.unpaused, lambda due: due)

    def reach(self, amount: int) -> int | None:
        """The earliest instant at which an amount is used; as ``due``."""
        at = self._reached(self.reading(self.start) + amount)
        return self._extended(at, lambda reached: reached)

    def before_due(self, span: Duration, calendar: BusinessClock | None) -> int | None:
        """The instant a span before due, by the due that is known then; as ``due``.

        Never before the start. A pause that begins later moves the due, not this.
        """

        def before(due: int) -> int:
            if calendar is not None and span.unit.is_business:
                at = calendar.reach(calendar.open_time(due) - span.microseconds)
            else:
                at = due - span.microseconds
            return max(self.start, at)

        return self._extended(self.unpaused, before)

    def _reached(self, reading: int) -> int:
        return reading if self.calendar is None else self.calendar.reach(reading)

    def _extended(self, at: int, mark: Callable[[int], int]) -> int | None:
        """The mark of an instant that is moved by the pauses that begin before it.

        They move it by the open time that they cover. Those that cover none leave it
        where it is, even at an opening.
        """
        reading = self.reading(at)
        for pause, resume in self.stretches:
            first = max(pause, self.start)
            if first >= mark(at):
                break
            if resume is None:
                return None
            lost = self.reading(resume) - self.reading(first)
            if resume > first and lost > 0:
                reading += lost
                at = self._reached(reading)
        return mark(at)
