"""For the tests of those who use leadpact: a clock, leads, and one assertion.

The clock stands still until it is advanced, so that a test says when things happen
in the words of the policy.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from leadpact.instants import from_instant, parse_instant, to_instant
from leadpact.model.evaluation import State
from leadpact.model.lead import Actor, Event, Lead
from leadpact.units import LENGTHS, Duration

if TYPE_CHECKING:
    from leadpact.business_time import Calendar
    from leadpact.model.evaluation import Evaluation, Instance


def _moment(value: datetime | str) -> datetime:
    instant = parse_instant(value) if isinstance(value, str) else to_instant(value)
    return from_instant(instant)


@attrs.define
class Clock:
    """A clock that stands still.

    Attributes:
        now: What it shows, in UTC; set from an aware datetime or from ISO 8601 text
            with an offset. ``RecordError`` for one without a zone.

    Example:
        >>> clock = Clock("2026-01-09T15:00:00-05:00")
        >>> clock.advance("90 minutes")
        datetime.datetime(2026, 1, 9, 21, 30, tzinfo=datetime.timezone.utc)
        >>> clock.event("attempt", channel="call").at == clock.now
        True
    """

    now: datetime = attrs.field(converter=_moment)

    def advance(
        self, span: timedelta | Duration | str, calendar: Calendar | None = None
    ) -> datetime:
        """Let time pass.

        Args:
            span: How much, such as `2 business hours` or `3 days`.
            calendar: Whose open time counts, as in ``pact.calendar("sales")``; units
                that tell open time and `calendar days` need one.

        Returns:
            What the clock then shows: with a calendar, when the span is used up.

        Raises:
            ValueError: The span is no duration, or needs a calendar.
        """
        if isinstance(span, str):
            span = Duration.parse(span)
        if isinstance(span, Duration):
            if span.unit.is_business or span.unit not in LENGTHS:
                if calendar is None:
                    msg = f"`{span}` needs a calendar to count by"
                    raise ValueError(msg)
                self.now = calendar.deadline(self.now, span)
                return self.now
            span = timedelta(microseconds=span.microseconds)
        self.now += span
        return self.now

    def event(
        self, kind: str, *, actor: Actor | str = Actor.HUMAN, **data: object
    ) -> Event:
        """An event that happens now, by a human unless told otherwise."""
        return Event(kind, self.now, data, Actor(actor))


def a_lead(*events: Event, id: str = "L-1", **fields: object) -> Lead:  # noqa: A002 - the name of the attribute
    """A lead with some events, in any order, and some fields.

    Example:
        >>> a_lead(id="L-2", employees=250).fields
        {'employees': 250}
    """
    return Lead(id, fields, events)


def assert_state(
    evaluation: Evaluation, timer: str, state: State | str | None
) -> Instance | None:
    """Assert the state of the latest instance of a timer or limit.

    Args:
        evaluation: What a policy says about a lead.
        timer: Name of the timer or limit.
        state: Such as `met` or ``State.MET``; ``None`` for a timer that did not start.

    Returns:
        The instance, to look at further; ``None`` if there is none.

    Raises:
        AssertionError: It has another state; the message tells what is known.
        ValueError: There is no such state.
    """
    wanted = None if state is None else State(state)
    instances = [one for one in evaluation.instances if one.timer == timer]
    latest = max(instances, key=lambda one: one.start, default=None)
    found = None if latest is None else latest.state
    if found is wanted:
        return latest
    lines = [
        f"`{timer}` {_state(found)}, expected that it {_state(wanted)}",
        f"lead `{evaluation.lead}`, judged as of {evaluation.now_at}",
        *map(_told, evaluation.instances),
        *(f"{each.code}: {each.message}" for each in evaluation.findings),
    ]
    raise AssertionError("\n  ".join(lines))


def _state(state: State | None) -> str:
    return "did not start" if state is None else f"is {state.value}"


def _told(one: Instance) -> str:
    words = f"{one.timer}: {one.state.value}, started {one.start_at}"
    if one.due is not None:
        words += f", due {one.due_at}"
    if one.end is not None:
        words += f", ended {one.end_at} by {one.end_type or 'nothing'}"
    return words
