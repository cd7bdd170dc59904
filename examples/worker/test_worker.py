"""The worker, turn by turn at instants of the test, and killed as a process."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from worker import opened, put, turn

import leadpact
from leadpact.testing import Clock

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

HERE = Path(__file__).parent
SHIPPED = HERE.parents[1] / "policies" / "inbound" / "1.0.0.yaml"
HANDED_OFF = "2026-01-09T15:00:00-05:00"

#: Two seconds to answer, then an alert and five reminders within five seconds.
SWIFT = """\
leadpact: 1
policy: swift
version: 1.0.0
effective: 2026-01-05
timezone: UTC
currency: USD
title: Swift
summary: Everything within seconds, so that a test can wait for it.
parties:
  marketing: {signatory: VP Marketing, contact: marketing@example.com}
  sales: {signatory: VP Sales, contact: sales@example.com}
timers:
  answer:
    party: sales
    from: handed_off
    until: attempt
    within: 0.03 minutes
    missed:
      - alert sales
      - escalate to sales after 0.02 minutes every 0.01 minutes at most 5 times
"""


def a_lead(*more: dict[str, Any], **fields: object) -> dict[str, Any]:
    """A lead that was handed off on Friday afternoon, as it would arrive."""
    events = [{"type": "handed_off", "at": HANDED_OFF, "id": "e1"}, *more]
    usual = {"employees": 250, "country": "US", "email": "a@example.com"}
    return {"id": "L-1", "fields": {**usual, **fields}, "events": events}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """An empty database."""
    with closing(opened(str(tmp_path / "leads.db"))) as found:
        yield found


@pytest.fixture(scope="module")
def pact() -> leadpact.Pact:
    """A shipped policy."""
    return leadpact.load(SHIPPED)


def handed_over(database: sqlite3.Connection) -> dict[str, bool]:
    """Keys of what was handed over, and whether it has been withdrawn since."""
    rows = database.execute("SELECT key, withdrawn FROM consequences")
    return {key: bool(withdrawn) for key, withdrawn in rows}


def test_sleeping_until_next_at_misses_nothing(
    database: sqlite3.Connection, pact: leadpact.Pact
) -> None:
    """Turn by turn, everything is handed over that one look at the end shows."""
    lead = a_lead()
    put(database, lead)
    clock, turns = Clock(HANDED_OFF), 0
    while look_at := turn(database, pact, clock.now):
        assert look_at > clock.now
        clock, turns = Clock(look_at), turns + 1
    found = pact.evaluate(lead, now=clock.now)
    assert handed_over(database) == dict.fromkeys(
        (one.key for one in found.consequences), False
    )
    assert 0 < len(found.consequences) <= turns


def test_a_turn_that_is_repeated_does_nothing_twice(
    database: sqlite3.Connection, pact: leadpact.Pact
) -> None:
    """As after a crash: the same lead at a later instant, and a second worker."""
    clock = Clock(HANDED_OFF)
    clock.advance("8 business hours", pact.calendar("sales"))
    put(database, a_lead())
    turn(database, pact, clock.now)
    before = handed_over(database)
    put(database, a_lead())
    turn(database, pact, clock.now)
    assert before
    assert handed_over(database) == before


def test_a_late_event_withdraws(
    database: sqlite3.Connection, pact: leadpact.Pact
) -> None:
    """What an event undoes that was written down late is marked, not forgotten."""
    clock = Clock(HANDED_OFF)
    put(database, a_lead())
    clock.advance("12 business hours", pact.calendar("sales"))
    turn(database, pact, clock.now)
    before = handed_over(database)
    clock.advance("1 minute")
    late = {
        "type": "accepted",
        "at": "2026-01-09T15:01:00-05:00",
        "recorded_at": clock.now.isoformat(),
    }
    put(database, a_lead(late))
    turn(database, pact, clock.now)
    after = handed_over(database)
    assert before.keys() <= after.keys()
    found = pact.evaluate(a_lead(late), now=clock.now)
    assert after == {one.key: one.withdrawn for one in found.consequences}
    assert True in after.values()


def test_a_lead_that_cannot_be_judged(
    database: sqlite3.Connection, pact: leadpact.Pact
) -> None:
    """It waits for better data with its reasons, and the others are judged."""
    put(database, {**a_lead(employees="many"), "id": "L-0"})
    put(database, a_lead())
    turn(database, pact, Clock(HANDED_OFF).now)
    found = dict(database.execute("SELECT id, refused FROM leads"))
    assert found["L-1"] is None
    assert "LP4004" in found["L-0"]
    put(database, {**a_lead(), "id": "L-0"})
    turn(database, pact, Clock(HANDED_OFF).now)
    assert dict(database.execute("SELECT id, refused FROM leads"))["L-0"] is None


def test_killed_again_and_again(tmp_path: Path) -> None:
    """A worker that is killed at any point loses nothing and does nothing twice."""
    policy, file = tmp_path / "swift.yaml", tmp_path / "leads.db"
    policy.write_text(SWIFT, encoding="utf-8")
    command = [sys.executable, str(HERE / "worker.py"), str(file), str(policy)]
    leads = [
        {
            "id": f"L-{number}",
            "events": [{"type": "handed_off", "at": datetime.now(UTC).isoformat()}],
        }
        for number in range(50)
    ]
    with closing(opened(str(file))) as database:
        for lead in leads:
            put(database, lead)
        for rest in (0.5, 0.8, 1.1, 1.4):
            with subprocess.Popen(command) as worker:
                time.sleep(rest)
                worker.kill()
        pact = leadpact.load(policy)
        expected = {
            one.key
            for lead in leads
            for one in pact.evaluate(
                lead, now=Clock("2100-01-01T00:00Z").now
            ).consequences
        }
        assert len(expected) == 6 * len(leads)
        with subprocess.Popen(command) as worker:
            for _ in range(300):
                if len(handed_over(database)) == len(expected):
                    break
                time.sleep(0.1)
            worker.kill()
        assert handed_over(database) == dict.fromkeys(expected, False)
        rows = database.execute("SELECT key, data FROM consequences")
        assert all(json.loads(data)["key"] == key for key, data in rows)
