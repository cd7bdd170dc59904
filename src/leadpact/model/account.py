"""How one instance of a timer came to its verdict: what an explanation is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.calendars import Closed
from leadpact.instants import from_instant
from leadpact.model.evaluation import Instance
from leadpact.model.lead import Event
from leadpact.units import Duration

if TYPE_CHECKING:
    from datetime import datetime


@attrs.frozen
class ClockStretch:
    """A stretch of time, half-open, that the clock of an instance used or skipped.

    Attributes:
        start: Its first instant, in microseconds since the epoch.
        end: The instant after its last one.
        closed: Why the calendar is closed; ``None`` if that is not why it is skipped.
        name: Of the public holiday, or of whoever is absent.
        calendar: Name of the calendar that is closed, which for a joined one is the
            first such part.
        pause: The event that stopped the clock; ``None`` if none did.
    """

    start: int
    end: int
    closed: Closed | None = None
    name: str = ""
    calendar: str = ""
    pause: Event | None = None

    @property
    def is_used(self) -> bool:
        """Whether the clock used it."""
        return self.closed is None and self.pause is None

    @property
    def start_at(self) -> datetime:
        """Its first instant, UTC."""
        return from_instant(self.start)

    @property
    def end_at(self) -> datetime:
        """The instant after its last one, UTC."""
        return from_instant(self.end)


@attrs.frozen
class Account:
    """How one instance of a timer, or a violation of a limit, came to its verdict.

    Events carry the ids that the source gave them, or those made from their content.

    Attributes:
        instance: What became of it.
        opened: The event that opened it.
        ended: The event that ended it; ``None`` while it is open, and for a violation.
        counted: The `until` events that counted, in order.
        apart: The least time between two of them; ``None`` where none is asked for.
        waived_until: Until when the waiver lasts that ended it, if it tells.
        assigned: An assignment on the way that came so late that it made the breach;
            ``None`` for all other instances.
        assign_by: The latest instant of it from which the same time on the clock, up to
            the event that ended the instance, would have met the promise.
        stretches: From the start to the end or ``now``: the used ones add up to
            ``instance.used``.
        ahead: From there to the due instant, if that lies later; with them the used
            ones add up to ``instance.budget``.
    """

    instance: Instance
    opened: Event
    ended: Event | None
    counted: tuple[Event, ...] = ()
    apart: Duration | None = None
    waived_until: int | None = None
    assigned: Event | None = None
    assign_by: int | None = None
    stretches: tuple[ClockStretch, ...] = ()
    ahead: tuple[ClockStretch, ...] = ()

    @property
    def assign_by_at(self) -> datetime | None:
        """The latest assignment that would have met the promise, UTC."""
        return None if self.assign_by is None else from_instant(self.assign_by)
