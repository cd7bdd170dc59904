"""The clock of one timer instance: what counts, when it stood still, when it is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

import attrs

from leadpact.calendars import BusinessClock, days_later
from leadpact.units import LENGTHS, Duration, Unit

if TYPE_CHECKING:
    from leadpact.engines.history import Record

#: Stretches in which a clock stood still, in order; the last may have no end yet.
Pauses = Sequence[tuple[int, int | None]]


def pauses(starts: Sequence[Record], ends: Sequence[Record]) -> Pauses:
    """Stretches from each pause to the next resumption; overlaps count once."""
    if not starts:
        return ()
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


@attrs.frozen(eq=False)
class Span:
    """A duration, made ready to count with.

    Attributes:
        duration: As the policy says it.
        text: The same in words of the language.
        length: Microseconds, elapsed or open; ``None`` for days, which have no length.
        days: Business or calendar days; 0 for units that have a length.
        is_business: Whether open time counts.
    """

    duration: Duration
    text: str
    length: int | None
    days: int
    is_business: bool

    @classmethod
    def of(cls, duration: Duration) -> Span:
        """The span of a duration."""
        has_length = duration.unit in LENGTHS
        return cls(
            duration,
            str(duration),
            duration.microseconds if has_length else None,
            0 if has_length else int(duration.amount),
            duration.unit.is_business,
        )

    def later(self, start: int, calendar: BusinessClock | None, zone: str) -> int:
        """The instant a span after another, counted as the span's unit says.

        Args:
            start: Microseconds since the epoch.
            calendar: Whose open time and local time count; business units need one.
            zone: IANA zone of local time where there is no calendar.
        """
        if self.length is not None:
            if calendar is not None and self.is_business:
                return calendar.due(start, self.length)
            return start + self.length
        if calendar is None:
            return days_later(zone, start, self.days)
        if self.duration.unit is Unit.BUSINESS_DAY:
            return calendar.business_days(start, self.days)
        return calendar.calendar_days(start, self.days)


class Clock:
    """The clock of one instance, from its start on.

    Attributes:
        calendar: The calendar whose open time counts; ``None`` for elapsed time.
        start: Instant of the start.
        origin: The calendar's time at the start.
        budget: The time allowed, in microseconds on this clock.
        unpaused: Instant at which the budget is used up without pauses.
        stretches: When the clock stood still.
    """

    __slots__ = ("budget", "calendar", "origin", "start", "stretches", "unpaused")

    def __init__(
        self,
        calendar: BusinessClock | None,
        start: int,
        origin: int,
        budget: int,
        unpaused: int,
        stretches: Pauses,
    ) -> None:
        self.calendar = calendar
        self.start = start
        self.origin = origin
        self.budget = budget
        self.unpaused = unpaused
        self.stretches = stretches

    @classmethod
    def begin(
        cls,
        within: Span,
        start: int,
        calendar: BusinessClock | None,
        zone: str,
        stretches: Pauses,
    ) -> Clock:
        """The clock of an instance that may take some time from its start on."""
        if calendar is None or not within.is_business:
            due = within.later(start, calendar, zone)
            return cls(None, start, start, due - start, due, stretches)
        origin = calendar.open_time(start)
        if within.length:
            budget = within.length
            due = calendar.reach(origin + budget)
        else:
            due = within.later(start, calendar, zone)
            budget = calendar.open_time(due) - origin
        return cls(calendar, start, origin, budget, due, stretches)

    def reading(self, at: int) -> int:
        """The calendar's time at an instant, from an origin of its own."""
        return at if self.calendar is None else self.calendar.open_time(at)

    def used(self, at: int) -> int:
        """Time used from the start to an instant, pauses left out."""
        if self.stretches:
            return self.elapsed(self.start, at)
        if self.calendar is None:
            return at - self.origin
        return self.calendar.open_time(at) - self.origin

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
        stretches = [
            (pause, None if resume is None or resume > at else resume)
            for pause, resume in self.stretches
            if pause < at
        ]
        return Clock(
            self.calendar,
            self.start,
            self.origin,
            self.budget,
            self.unpaused,
            stretches,
        )

    def due(self) -> int | None:
        """When the budget is used up; ``None`` if a pause has no end yet."""
        if not self.stretches:
            return self.unpaused
        return self._extended(self.unpaused, lambda due: due)

    def reach(self, amount: int) -> int | None:
        """The earliest instant from the start on when an amount is used; as ``due``."""
        at = max(self.start, self._reached(self.origin + amount))
        return self._extended(at, lambda reached: reached)

    def before_due(self, span: Span, calendar: BusinessClock | None) -> int | None:
        """The instant a span before due, by the due that is known then; as ``due``.

        Never before the start. A pause that begins later moves the due, not this.
        """
        # A checked policy has no step that waits for days before due.
        length = cast("int", span.length)

        def before(due: int) -> int:
            if calendar is not None and span.is_business:
                at = calendar.reach(calendar.open_time(due) - length)
            else:
                at = due - length
            return max(self.start, at)

        return self._extended(self.unpaused, before)

    def _reached(self, reading: int) -> int:
        return reading if self.calendar is None else self.calendar.reach(reading)

    def _extended(self, at: int, mark: Callable[[int], int]) -> int | None:
        """The mark of an instant that is moved by the pauses that begin before it.

        They move it by the open time that they cover. Those that cover none leave it
        where it is, even at an opening.
        """
        reading = self.reading(at) if self.stretches else 0
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
