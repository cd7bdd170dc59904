"""Laws of delivery: when the messages of a consequence are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from builders import at, make_history, make_lead, make_pact, make_person
from hypothesis import given
from hypothesis import strategies as st
from strategies import histories, moments

from leadpact.calendars import clock_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from leadpact.calendars import BusinessClock
    from leadpact.model.evaluation import Consequence, Evaluation, Recipient
    from leadpact.model.lead import Event
    from leadpact.pact import Pact

CALENDARS = """
    desk: {timezone: UTC, open: {mon-fri: 09:00-17:00}}
    late_desk: {timezone: UTC, open: {mon-fri: 13:00-21:00}}
    morning:
      timezone: America/New_York
      open: {mon-thu: 08:00-10:30}
      holidays: {also: [2026-01-06]}
    night: {timezone: Asia/Manila, open: {sun-thu: 22:00-06:00}}
    lead_day: {timezone: {field: zone, otherwise: UTC}, open: {mon-sun: 08:00-20:00}}
"""
ROLES = """
    manager: {party: sales, who: A, contact: m@example.com}
    boss: {party: sales, who: B, contact: b@example.com, deliver: night}
"""
TIMERS = """
    reply:
      party: sales
      from: handed_off
      repeat: each
      until: attempt
      deliver: morning
      within: 4 business hours
      warn:
        - alert owner at 75%
      missed:
        - escalate to owner and manager and boss
        - return to marketing after 90 minutes every 5 hours at most 4 times
        - flag after 2 hours
      met:
        - celebrate owner and boss
    rescue:
      party: marketing
      from: [missed reply, note, accepted]
      until: qualified
      deliver: lead_day
      within: 5 hours
      missed:
        - alert sales and boss
        - alert sales after 7 hours every 9 hours at most 5 times
    plain:
      party: sales
      from: [touched, handed_off]
      until: connected
      within: 2 hours
      missed:
        - alert owner and boss
"""
#: The calendar that the messages of a timer wait for, and that of a role.
OF_TIMERS = {"reply": "morning", "rescue": "lead_day", "plain": ""}
OF_ROLES = {"boss": "night"}
PEOPLE = [make_person("ann", address="ann@example.com")]
ZONES = st.sampled_from((None, "UTC", "Asia/Kolkata", "America/Los_Angeles"))
DAYS = 7
NOWS = moments(days=DAYS + 3)


def without(text: str) -> str:
    """A section without `deliver`."""
    lines = text.replace(", deliver: night", "").splitlines()
    return "\n".join(line for line in lines if "deliver:" not in line)


def pact(*, waiting: bool = True) -> Pact:
    """The policy; its messages wait, or all of them are told at due."""
    timers, roles = TIMERS, ROLES
    if not waiting:
        timers, roles = without(timers), without(roles)
    return make_pact(calendars=CALENDARS, roles=roles, timers=timers)


def evaluated(
    events: list[Event], now: datetime, zone: str | None, *, waiting: bool = True
) -> Evaluation:
    """What the policy says of a lead with a zone of its own, or without."""
    fields: dict[str, Any] = {} if zone is None else {"zone": zone}
    lead = make_lead(events, employees=90, **fields)
    return pact(waiting=waiting).evaluate(lead, now=now, people=PEOPLE)


def messages(found: Evaluation) -> Iterator[tuple[Consequence, Recipient]]:
    """Everybody who is told something."""
    return ((one, to) for one in found.consequences for to in one.to)


def clock(one: Consequence, to: Recipient, zone: str | None) -> BusinessClock | None:
    """The calendar that a message waits for."""
    name = OF_ROLES.get(to.name) or OF_TIMERS[one.timer]
    if not name:
        return None
    zones = {"zone": zone} if zone else {}
    return clock_of(pact().checked.policy.calendars, name, zones)


class TestInstant:
    """A message is told at due while its calendar is open, else at the opening."""

    @given(histories(days=DAYS, backdated=True), NOWS, ZONES)
    def test_open(self, events: list[Event], now: datetime, zone: str | None) -> None:
        """It is never told before due, and told at due exactly where that is open."""
        for one, to in messages(evaluated(events, now, zone)):
            waits = clock(one, to, zone)
            if waits is None:
                assert to.delivered == one.due
                continue
            assert to.delivered >= one.due
            assert waits.is_open(to.delivered)
            assert (to.delivered == one.due) == waits.is_open(one.due)

    @given(histories(days=DAYS, backdated=True), NOWS, ZONES)
    def test_first(self, events: list[Event], now: datetime, zone: str | None) -> None:
        """No open time passes between due and delivery."""
        for one, to in messages(evaluated(events, now, zone)):
            waits = clock(one, to, zone)
            if waits is not None:
                assert waits.open_time(one.due) == waits.open_time(to.delivered)


class TestNothingElse:
    """`deliver` shifts the delivery instants, and nothing else."""

    @given(histories(days=DAYS, backdated=True), NOWS, ZONES)
    def test_same(self, events: list[Event], now: datetime, zone: str | None) -> None:
        """Without it the evaluation is the same, but for the delivery instants."""
        waiting = evaluated(events, now, zone)
        prompt = evaluated(events, now, zone, waiting=False)
        assert all(to.delivered == one.due for one, to in messages(prompt))
        assert told_at_due(waiting) == attrs.evolve(prompt, digest=waiting.digest)

    @given(histories(days=DAYS), NOWS, NOWS, ZONES)
    def test_told_from_the_start(
        self, events: list[Event], one: datetime, other: datetime, zone: str | None
    ) -> None:
        """A later `now` never moves a delivery that was told."""
        early, late = sorted((one, other))
        after = {each.key: each for each in evaluated(events, late, zone).consequences}
        for each in evaluated(events, early, zone).consequences:
            assert after[each.key].to == each.to


def told_at_due(found: Evaluation) -> Evaluation:
    """An evaluation as if no message had to wait."""
    return attrs.evolve(
        found,
        consequences=tuple(
            attrs.evolve(
                one, to=tuple(attrs.evolve(to, delivered=one.due) for to in one.to)
            )
            for one in found.consequences
        ),
    )


def test_the_policy_is_at_work() -> None:
    """The policy of these laws has messages of every timer, some told at due."""
    events = make_history(
        "mon 09:30 handed_off; mon 12:00 note; mon 12:30 touched channel=web"
    )
    found = list(messages(evaluated([*events], at("sat 12:00"), None)))
    assert {one.timer for one, _ in found} == OF_TIMERS.keys()
    assert {to.name for _, to in found} >= {"owner", "manager", "boss", "sales"}
    assert {to.delivered == one.due for one, to in found} == {True, False}
