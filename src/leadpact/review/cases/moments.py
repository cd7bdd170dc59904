"""Instants of a case: how they are written, and which they are.

`2026-03-09 10:00` is local time in the policy's zone, unless an offset stands behind
it; `14 minutes 59 seconds after handed_off` hangs on an event, by its type or its id;
`1 second before accept is due` on a timer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars import time_zone
from leadpact.diagnostics import near
from leadpact.errors import RecordError
from leadpact.instants import from_instant, to_instant
from leadpact.loading.document import refuse
from leadpact.loading.texts import text_of
from leadpact.model.evaluation import Evaluation
from leadpact.model.lead import Event, Lead
from leadpact.review.cases.suite import Case, Moment

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from leadpact.loading.document import Node
    from leadpact.review.cases.suite import Happening

_SECOND = 1_000_000
_UNITS = {"second": _SECOND, "minute": 60 * _SECOND, "hour": 3600 * _SECOND}
_DAY = "day"
_PART = re.compile(r"([0-9]{1,6}) +(second|minute|hour|day)s?")
_RELATIVE = re.compile(
    r"(?:(?P<span>[0-9][^\n]*?) +(?P<side>before|after) +)?"
    r"(?P<name>[A-Za-z][A-Za-z0-9_]*)(?P<due> +is +due)?"
)
_LOCAL = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_HINT = (
    "write `2026-03-09 10:00`, or hang it on an event or a timer: `5 minutes after "
    "handed_off`, `1 second before accept is due`"
)


class MomentError(Exception):
    """An instant that cannot be found; the message says why.

    Attributes:
        moment: The instant.
    """

    def __init__(self, moment: Moment, message: str) -> None:
        self.moment = moment
        super().__init__(message)


def read_moment(
    node: Node, zone: str, events: Collection[str], timers: Collection[str]
) -> Moment:
    """An instant as a file tells it.

    Args:
        node: Where it stands.
        zone: Of the policy.
        events: Types and ids of the case's events.
        timers: Names of the policy's timers.

    Raises:
        InvalidNodeError: LP7003, it is none, or hangs on what the case has not.
    """
    text = text_of(node)
    if _LOCAL.fullmatch(text):
        return Moment(text, node.span, at=_absolute(node, text, zone))
    found = _RELATIVE.fullmatch(text)
    if found is None:
        refuse(node, "LP7003", f"`{text:.60}` is no instant", _HINT)
    name, is_due = found["name"], bool(found["due"])
    known, what = (timers, "timer") if is_due else (events, "event of this case")
    if name not in known:
        hint = near(name, known) if known else _HINT
        if not is_due and name in timers:
            hint = f"did you mean `{name} is due`?"
        refuse(node, "LP7003", f"there is no {what} `{name}`", hint)
    days, shift = _amount(node, found["span"] or "", text)
    sign = -1 if found["side"] == "before" else 1
    return Moment(
        text,
        node.span,
        event="" if is_due else name,
        timer=name if is_due else "",
        days=sign * days,
        shift=sign * shift,
    )


def _absolute(node: Node, text: str, zone: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return to_instant(moment)
        local = moment.replace(tzinfo=time_zone(zone))
        back = local.astimezone(UTC).astimezone(local.tzinfo)
    except (ValueError, OverflowError):
        refuse(node, "LP7003", f"there is no such instant as `{text}`", _HINT)
    # A clock that is put forward skips an hour.
    if back.replace(tzinfo=None) != moment:
        refuse(node, "LP7003", f"no clock in {zone} shows `{text}`", _HINT)
    return to_instant(local)


def _amount(node: Node, span: str, text: str) -> tuple[int, int]:
    """Days and microseconds of `14 minutes 59 seconds`."""
    days = shift = at = 0
    while at < len(span):
        found = _PART.match(span, at)
        if found is None:
            hint = "write days, hours, minutes and seconds: `2 hours 30 minutes`"
            refuse(node, "LP7003", f"`{text:.60}` is no instant", hint)
        count = int(found[1])
        if found[2] == _DAY:
            days += count
        else:
            shift += count * _UNITS[found[2]]
        at = found.end()
        while span[at : at + 1] in {" ", ","}:
            at += 1
    return days, shift


@attrs.frozen
class Clock:
    """Finds the instants of a case.

    Attributes:
        case: The case.
        zone: Of the policy, for days.
        judge: Judges a lead at an instant.
    """

    case: Case
    zone: str
    judge: Callable[[Lead, int], Evaluation]

    def events(self) -> dict[str, Event]:
        """The events of the case by id, each at its instant.

        Those that hang on a due instant come last, in their order.

        Raises:
            MomentError: An instant cannot be found.
        """
        events: dict[str, Event] = {}
        for is_due in (False, True):
            for one in self.case.happenings:
                if self._hangs_on_due(one) == is_due:
                    events[one.name] = self._event(one, events)
        return {one.name: events[one.name] for one in self.case.happenings}

    def _hangs_on_due(self, one: Happening) -> bool:
        return any(moment.timer for moment in self._chain(one.moment))

    def _chain(self, moment: Moment) -> Sequence[Moment]:
        """A moment, and those that it hangs on.

        Raises:
            MomentError: It hangs on itself.
        """
        chain = [moment]
        while chain[-1].event:
            following = self._on(chain[-1]).moment
            if following in chain:
                raise MomentError(moment, f"`{moment.text}` hangs on itself")
            chain.append(following)
        return chain

    def _on(self, moment: Moment) -> Happening:
        """The event on which a moment hangs."""
        named = [one for one in self.case.happenings if one.name == moment.event]
        typed = [one for one in self.case.happenings if one.type == moment.event]
        found = named or typed
        if len(found) > 1:
            message = (
                f"`{moment.text}` may mean {len(found)} events; give the one an `id`"
            )
            raise MomentError(moment, message)
        return found[0]

    def _event(self, one: Happening, before: Mapping[str, Event]) -> Event:
        recorded = None if one.recorded is None else self.at(one.recorded, before)
        return Event(
            one.type,
            from_instant(self.at(one.moment, before)),
            one.data,
            one.actor,
            None if recorded is None else from_instant(recorded),
            one.name,
        )

    def at(self, moment: Moment, events: Mapping[str, Event]) -> int:
        """The instant of a moment.

        Args:
            moment: The moment.
            events: What has happened, for due instants.

        Raises:
            MomentError: It cannot be found.
        """
        if moment.at is not None:
            return moment.at
        if moment.timer:
            start = self._due(moment, events)
        else:
            self._chain(moment)
            start = self.at(self._on(moment).moment, events)
        return self._later(start, moment)

    def _later(self, start: int, moment: Moment) -> int:
        try:
            if moment.days:
                local = from_instant(start).astimezone(time_zone(self.zone))
                start = to_instant(local + timedelta(days=moment.days))
            return to_instant(from_instant(start + moment.shift))
        except (OverflowError, RecordError):
            message = f"`{moment.text}` lies beyond all dates"
            raise MomentError(moment, message) from None

    def _due(self, moment: Moment, events: Mapping[str, Event]) -> int:
        """When the last instance of a timer is due, as of the last event."""
        happened = tuple(events.values())
        if not happened:
            raise MomentError(moment, f"nothing has started `{moment.timer}` yet")
        now = max(to_instant(event.at) for event in happened)
        lead = attrs.evolve(self.case.lead, events=happened)
        try:
            evaluation = self.judge(lead, now)
        except RecordError as error:
            raise MomentError(moment, error.diagnostics[0].message) from None
        due = [one.due for one in evaluation.instances if one.timer == moment.timer]
        if not due:
            raise MomentError(moment, f"nothing has started `{moment.timer}` yet")
        if due[-1] is None:
            raise MomentError(moment, f"`{moment.timer}` is paused, and not due")
        return due[-1]
