"""What becomes of a promise under any limit, by what happened.

The events that would end an instance of a timer do not depend on the time allowed.
What does are its due instant and, where a lead has more starts than one, which of them
open an instance. So the history is read once, and played as often as there are limits
to try. What is told is what the engine would tell under that limit.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

import attrs

from leadpact.calendars import BusinessClock
from leadpact.engines.clocks import Clock, Span
from leadpact.errors import NeverOpenError
from leadpact.model.evaluation import Ending
from leadpact.model.policy import Repeat

if TYPE_CHECKING:
    from leadpact.engines.runs import Run

#: The time allowed, case by case.
Limits: TypeAlias = Sequence[Span]
#: What keeps a promise.
_KEEPING = frozenset({Ending.UNTIL, Ending.ENOUGH})
#: After what it is no longer owed, as far as it was not missed by then.
_RELEASING = frozenset({Ending.UNLESS, Ending.WAIVED})


class Fate(enum.Enum):
    """What becomes of an instance under a limit."""

    MET = "met"
    MISSED = "missed"
    #: Open before it is due.
    OPEN = "still open"
    #: Void or excused before it was due.
    RELEASED = "no longer owed"


@attrs.frozen(eq=False)
class Opening:
    """A start of a timer, and what would end the instance that it opens.

    Attributes:
        case: Place of the case that decides its time allowed.
        start: Its instant, in microseconds since the epoch.
        end: Instant at which it ends, if no other start ends it before.
        ending: What ends it then.
        calendar: The calendar fixed at the start.
        zone: Zone of local time where there is none.
        waited: Its clock under the limit of the policy.
    """

    case: int
    start: int
    end: int | None
    ending: Ending | None
    calendar: BusinessClock | None = attrs.field(repr=False)
    zone: str
    waited: Clock = attrs.field(repr=False)

    @classmethod
    def of(cls, run: Run) -> Opening:
        """What is needed of an instance of its own."""
        cases = [case.value is run.within for case in run.timer.within]
        return cls(
            cases.index(True),
            run.start,
            run.end,
            run.ending,
            run.calendar,
            run.facts.bound.plan.timezone,
            run.clock,
        )

    def clock(self, limit: Span) -> Clock | None:
        """Its clock under a limit; ``None`` if the calendar is not open for so long."""
        try:
            return Clock.begin(
                limit, self.start, self.calendar, self.zone, self.waited.stretches
            )
        except NeverOpenError:
            return None


@attrs.define(eq=False)
class _Instance:
    """An instance while the starts of a lead are played."""

    opening: Opening
    due: int | None
    end: int | None
    ending: Ending | None

    def is_over(self, at: int) -> bool:
        """Whether it had ended when the starts of an instant come."""
        if self.end is None:
            return False
        return self.end < at or self.end == at > self.opening.start

    def is_past_due(self, at: int) -> bool:
        """Whether it is missed by then, and a start may take its place."""
        return self.opening.start < at and self.due is not None and self.due <= at

    def finish(self, at: int, ending: Ending) -> None:
        """End it by a start."""
        self.end, self.ending = at, ending

    def fate(self, now: int) -> Fate:
        """What becomes of it, by events up to an instant.

        What nobody kept until the limit of the policy had passed is missed, however
        long the limit that is tried: a limit is not met by waiting until leads are
        lost.
        """
        # A pause that began after the end can move due only further behind it.
        due, end, ending = self.due, self.end, self.ending
        if end is None:
            is_missed = due is not None and due <= now
            is_missed = is_missed or self._was_due_by(now)
            return Fate.MISSED if is_missed else Fate.OPEN
        if ending in _KEEPING:
            return Fate.MET if due is None or end <= due else Fate.MISSED
        is_missed = ending is Ending.SUPERSEDED or (due is not None and due <= end)
        if ending in _RELEASING:
            is_missed = is_missed or self._was_due_by(end)
        return Fate.MISSED if is_missed else Fate.RELEASED

    def _was_due_by(self, until: int) -> bool:
        """Whether the limit of the policy had passed."""
        due = self.opening.waited.due()
        return due is not None and due <= until


def fates(
    openings: Iterable[Opening],
    limits: Limits,
    repeat: Repeat,
    *,
    now: int,
) -> Iterator[tuple[int, Fate]]:
    """The case and the fate of each instance of one lead under some limits.

    Args:
        openings: The starts of the timer, in order.
        limits: The limits to try, by case.
        repeat: What a start does while an instance is open.
        now: Instant up to which the history is known.
    """
    found: list[_Instance] = []
    for opening in openings:
        clock = opening.clock(limits[opening.case])
        is_kept = repeat is not Repeat.EACH and found
        if clock is None or (is_kept and not _yields(found[-1], opening.start, repeat)):
            continue
        ends = opening.end, opening.ending
        found.append(_Instance(opening, clock.due(), *ends))
    for each in found:
        yield each.opening.case, each.fate(now)


def _yields(last: _Instance, at: int, repeat: Repeat) -> bool:
    """Whether the last instance is over, or ends by a start."""
    if last.is_over(at):
        return True
    if last.is_past_due(at):
        last.finish(at, Ending.SUPERSEDED)
        return True
    if repeat is Repeat.RESTART:
        last.finish(at, Ending.RESTARTED)
        return True
    return False
