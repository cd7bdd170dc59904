"""The service, asked inside this process and over the network."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient
from service import PACT, app, clock

import leadpact
from leadpact.testing import Clock, assert_state

if TYPE_CHECKING:
    from collections.abc import Iterator

FRIDAY = Clock("2026-01-09T15:00:00-05:00")
LEAD: dict[str, Any] = {
    "id": "L-1",
    "fields": {"employees": 250, "country": "US", "email": "a@example.com"},
    "events": [{"type": "handed_off", "at": FRIDAY.now.isoformat()}],
}
SPOILT = {**LEAD, "id": "L-2", "events": [{"type": "attempt", "at": "2026-01-09"}]}


@pytest.fixture
def client() -> Iterator[TestClient]:
    """The service at an instant, two business hours after the hand-off."""
    later = Clock(FRIDAY.now)
    later.advance("2 business hours", PACT.calendar("sales"))
    app.dependency_overrides[clock] = lambda: later.now
    with TestClient(app) as found:
        yield found
    app.dependency_overrides.clear()


def test_a_lead_is_judged(client: TestClient) -> None:
    """The answer is an evaluation, which a client in Python can read back."""
    answer = client.post("/evaluations", json=LEAD)
    assert answer.status_code == 200
    found = leadpact.evaluation_from_data(answer.json())
    assert found.digest == PACT.digest
    assert_state(found, "notice", "breached")
    assert_state(found, "first_touch", "running")
    assert found.next_at is not None
    assert found.next_at > found.now_at


def test_a_lead_that_cannot_be_judged(client: TestClient) -> None:
    """The answer tells the code and the place, and is no evaluation."""
    answer = client.post("/evaluations", json=SPOILT)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["code"] == "LP4002"
    assert "`events[0].at`" in error["message"]


def test_many(client: TestClient) -> None:
    """One bad lead is told in its place, and the others are judged."""
    answer = client.post("/evaluations/batch", json=[LEAD, SPOILT, LEAD])
    first, second, third = answer.json()
    assert first == third == client.post("/evaluations", json=LEAD).json()
    assert [error["code"] for error in second["errors"]] == ["LP4002"]


def test_over_the_network() -> None:
    """A process of its own answers many requests at once."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "uvicorn", "service:app", "--port", port]
    with subprocess.Popen(command, cwd=Path(__file__).parent) as server:
        try:
            wait(int(port))
            url = f"http://127.0.0.1:{port}/evaluations"
            with ThreadPoolExecutor(8) as pool:
                found = list(pool.map(lambda _: post(url, LEAD), range(40)))
            assert len({str(each["timers"][0]["due_at"]) for each in found}) == 1
            with pytest.raises(urllib.error.HTTPError) as caught:
                post(url, SPOILT)
            assert caught.value.code == 422
            caught.value.close()
        finally:
            server.terminate()


def wait(port: int) -> None:
    """Wait until a server listens."""
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the server did not start")


def post(url: str, data: object) -> dict[str, Any]:
    """What a server answers to JSON."""
    request = urllib.request.Request(  # noqa: S310 - a server of our own
        url, json.dumps(data).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        found: dict[str, Any] = json.load(answer)
        assert datetime.fromisoformat(found["now"]).tzinfo is not None
        return found
