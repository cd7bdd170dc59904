from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from builders import make_timer

from leadpact.errors import RecordError
from leadpact.model.evaluation import State
from leadpact.model.lead import Actor, Event, Lead
from leadpact.testing import Clock, a_lead, assert_state

FRIDAY = datetime(2026, 1, 9, 16, tzinfo=UTC)
#: Open from Monday to Friday, 09:00 to 17:00.
PACT = make_timer(
    "from: handed_off / until: attempt / within: 2 business hours / repeat: restart"
)
DESK = PACT.calendar("desk")


class TestClock:
    """`Clock`."""

    def test_is_set_from_text_and_datetimes(self) -> None:
        """It shows UTC, and takes no instant without a zone."""
        assert Clock("2026-01-09T17:00:00+01:00") == Clock(FRIDAY)
        with pytest.raises(RecordError, match="LP4002"):
            Clock("2026-01-09T17:00:00")
        with pytest.raises(RecordError, match="LP4002"):
            Clock(datetime(2026, 1, 9))  # noqa: DTZ001 - the test

    @pytest.mark.parametrize(
        ("span", "then"),
        [
            ("2 business hours", datetime(2026, 1, 12, 10, tzinfo=UTC)),
            ("1 business day", datetime(2026, 1, 12, 16, tzinfo=UTC)),
            ("2 calendar days", datetime(2026, 1, 11, 16, tzinfo=UTC)),
            ("90 minutes", FRIDAY + timedelta(minutes=90)),
            ("3 days", FRIDAY + timedelta(days=3)),
            (timedelta(seconds=1), FRIDAY + timedelta(seconds=1)),
        ],
    )
    def test_advances(self, span: timedelta | str, then: datetime) -> None:
        """Open time counts by the calendar, other time by itself."""
        clock = Clock(FRIDAY)
        assert clock.advance(span, DESK) == then
        assert clock.now == then

    @pytest.mark.parametrize(
        "span", ["2 business hours", "1 business day", "1 calendar day", "2 months"]
    )
    def test_needs_a_calendar(self, span: str) -> None:
        """Without one nobody knows when open time has passed."""
        clock = Clock(FRIDAY)
        with pytest.raises(ValueError, match=f"`{span}` needs a calendar"):
            clock.advance(span)
        assert clock.now == FRIDAY

    def test_makes_events(self) -> None:
        """An event happens now, with its data."""
        clock = Clock(FRIDAY)
        assert clock.event("attempt", channel="call") == Event(
            "attempt", FRIDAY, {"channel": "call"}, Actor.HUMAN
        )
        assert clock.event("note", actor="system").actor is Actor.SYSTEM


class TestALead:
    """`a_lead`."""

    def test_holds_what_it_is_given(self) -> None:
        """Events, fields, and an id if it matters."""
        event = Clock(FRIDAY).event("note")
        assert a_lead(event, employees=3) == Lead("L-1", {"employees": 3}, (event,))
        assert a_lead(id="x") == Lead("x")


class TestAssertState:
    """`assert_state`."""

    def test_states(self) -> None:
        """The state of the latest instance counts, which is given back."""
        clock = Clock(FRIDAY)
        started = clock.event("handed_off")
        assert_state(PACT.evaluate(a_lead(), now=clock.now), "reply", None)
        found = PACT.evaluate(a_lead(started), now=clock.now)
        instance = assert_state(found, "reply", "running")
        assert instance is found.instances[0]
        clock.advance("1 business hour", DESK)
        again = clock.event("handed_off")
        clock.advance("2 business hours", DESK)
        found = PACT.evaluate(a_lead(started, again), now=clock.now)
        assert_state(found, "reply", State.BREACHED)

    def test_tells_what_is_known(self) -> None:
        """A failure names the lead, its instances and the findings."""
        clock = Clock(FRIDAY)
        lead = a_lead(
            clock.event("handed_off"), Event("attempt", FRIDAY), id="L-7", hue="red"
        )
        found = PACT.evaluate(lead, now=clock.now)
        with pytest.raises(AssertionError) as caught:
            assert_state(found, "reply", "breached")
        reply = (
            f"reply: met, started {FRIDAY}, due 2026-01-12 10:00:00+00:00, "
            f"ended {FRIDAY} by attempt"
        )
        assert str(caught.value).split("\n  ") == [
            "`reply` is met, expected that it is breached",
            "lead `L-7`, judged as of 2026-01-09 16:00:00+00:00",
            reply,
            "LP4016: the policy has no field `hue`",
        ]
        with pytest.raises(AssertionError, match="is met, expected that it did not"):
            assert_state(found, "reply", None)
        with pytest.raises(AssertionError, match="`replay` did not start, expected"):
            assert_state(found, "replay", "met")

    def test_a_paused_instance_has_no_due(self) -> None:
        """Only what is known is told."""
        clock = Clock(FRIDAY)
        pact = make_timer(
            "from: handed_off / until: attempt / within: 2 business hours"
            " / pause: {from: paused, until: resumed}"
        )
        lead = a_lead(clock.event("handed_off"), clock.event("paused"))
        found = pact.evaluate(lead, now=clock.now)
        with pytest.raises(AssertionError, match=r"reply: paused, started [-0-9 :+]+$"):
            assert_state(found, "reply", "met")

    def test_a_misspelt_state_is_no_failure_of_the_policy(self) -> None:
        """It is a mistake in the test."""
        found = PACT.evaluate(a_lead(), now=FRIDAY)
        with pytest.raises(ValueError, match="brached"):
            assert_state(found, "reply", "brached")


def test_imports_no_test_framework() -> None:
    """It goes with any of them."""
    code = "import sys, leadpact.testing; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert {*done.stdout.split()} & {"pytest", "_pytest", "hypothesis", "yaml"} == set()
