"""Which of two durations is certainly the longer one, from whatever start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.calendars import Joined
from leadpact.calendars.hours import MINUTES_A_DAY
from leadpact.check.parties import OWNER
from leadpact.language.nodes import Case
from leadpact.units import LENGTHS, MICROSECONDS, Unit

if TYPE_CHECKING:
    from leadpact.calendars import CalendarSpec
    from leadpact.language.nodes import Name
    from leadpact.model.policy import Policy, Timer
    from leadpact.units import Duration

#: Units that have a length, by what passes: time as such, or open time.
_ELAPSED = {Unit.MINUTE, Unit.HOUR, Unit.CALENDAR_DAY}
_OPEN = {Unit.BUSINESS_MINUTE, Unit.BUSINESS_HOUR, Unit.BUSINESS_DAY}

_MINUTE = 60 * MICROSECONDS
#: A clock change makes a stretch of a local day longer or shorter by at most this.
_CLOCK_CHANGE = 2 * 60 * _MINUTE
_DAY = MINUTES_A_DAY * _MINUTE


def is_longer(
    one: Duration, other: Duration, spec: CalendarSpec | None, *, times: int = 1
) -> bool:
    """Whether a duration ends later than another one that starts with it.

    False where that is not certain: for elapsed time beside open time, and for days
    that may be longer or shorter.

    Args:
        one: The duration that may be longer.
        other: What it is compared with.
        spec: The calendar of both, where it is known.
        times: How often the first one passes, one after the other.
    """
    if one.unit is other.unit:
        return one.amount * times > other.amount
    units = {one.unit, other.unit}
    if not (units <= _ELAPSED or units <= _OPEN):
        return False
    shortest, longest = _bounds(one, spec, times)[0], _bounds(other, spec)[1]
    return longest is not None and shortest > longest


def _bounds(
    duration: Duration, spec: CalendarSpec | None, times: int = 1
) -> tuple[int, int | None]:
    """The least and the most that passes, in microseconds; ``None`` for no bound."""
    if duration.unit in LENGTHS:
        return duration.microseconds * times, duration.microseconds * times
    days = int(duration.amount) * times
    if duration.unit is Unit.CALENDAR_DAY:
        # A zone may skip a date or repeat one, when it moves across the date line.
        return max(0, days - 1) * _DAY, (days + 1) * _DAY
    if spec is None:
        return 0, None
    lengths = _open_days(spec)
    if not lengths:
        return 0, None
    # The first and the last day count in part, and together for one at least.
    least = max(0, days - 1) * max(0, min(lengths) - _CLOCK_CHANGE)
    return least, (days + 1) * (max(lengths) + _CLOCK_CHANGE)


def _open_days(spec: CalendarSpec) -> list[int]:
    """Open time of each day with hours; none where shifts run into the next day."""
    days = [*spec.open, *(hours for _, hours in spec.days)]
    if any(each.end > MINUTES_A_DAY for hours in days for each in hours):
        return []
    lengths = [sum(each.end - each.start for each in hours) for hours in days if hours]
    return [length * _MINUTE for length in lengths]


def calendar_of(policy: Policy, timer: Timer) -> CalendarSpec | None:
    """The calendar of a timer, where it is the same one for every lead.

    Days of a joined calendar may be cut to any length, so that it is none.
    """
    names = {case.value.name for case in calendars_of(policy, timer)}
    if len(names) != 1 or OWNER in names:
        return None
    return plain_calendar(policy, names.pop())


def plain_calendar(policy: Policy, name: str) -> CalendarSpec | None:
    """A calendar with hours of its own, or none."""
    found = policy.calendars.get(name)
    return None if isinstance(found, Joined) else found


def calendars_of(policy: Policy, timer: Timer) -> tuple[Case[Name], ...]:
    """The calendar of a timer, by case: its own, or else that of its party."""
    own = policy.parties[timer.party.name].calendar
    if timer.calendar or own is None:
        return timer.calendar
    return (Case(own, span=own.span),)
