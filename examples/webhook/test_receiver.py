"""The receiver as a process, with deliveries out of order, repeated and spoilt."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import random
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from receiver import Store, translated

import leadpact

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
POLICY = HERE.parents[1] / "policies" / "inbound" / "1.0.0.yaml"
SECRET = "for this test only"  # noqa: S105


def a_delivery(
    number: int, kind: str, at: str, *, lead: str = "L-1", **more: object
) -> dict[str, Any]:
    """What the CRM sends about something that happened on 9 January 2026."""
    return {
        "id": f"{lead}-{number}",
        "kind": kind,
        "lead": lead,
        "occurred_at": f"2026-01-09T{at}:00-05:00",
        "written_at": f"2026-01-09T{at}:30-05:00",
        **more,
    }


def a_history(lead: str) -> list[dict[str, Any]]:
    """The deliveries about a lead that is accepted and called, in order."""
    fields = {"employees": 20, "country": "US", "email": "a@example.com"}
    size = {"property": "employees", "value": 250, "previous": 20}
    parts = [
        a_delivery(1, "lead.created", "10:00", lead=lead, properties=fields),
        a_delivery(2, "lead.property_changed", "10:05", lead=lead, properties=size),
        a_delivery(3, "lead.sent_to_sales", "10:10", lead=lead),
        a_delivery(4, "email.sent", "10:11", lead=lead, automated=True),
        a_delivery(5, "page.viewed", "10:12", lead=lead),
        a_delivery(6, "lead.accepted", "11:00", lead=lead),
        a_delivery(7, "call.logged", "11:30", lead=lead),
    ]
    return parts if lead != "L-2" else parts[:5]


class Client:
    """The CRM on the one side, and whoever asks for verdicts on the other."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def send(self, body: object, secret: str = SECRET) -> dict[str, Any]:
        """Deliver something."""
        data = json.dumps(body).encode()
        signature = hmac.new(secret.encode(), data, hashlib.sha256).hexdigest()
        return self._ask("/deliveries", data, {"X-Signature": signature})

    def verdict(self, lead: str) -> leadpact.Evaluation:
        """Ask for a verdict."""
        return leadpact.evaluation_from_data(self._ask(f"/leads/{lead}", None, {}))

    def _ask(
        self, path: str, data: bytes | None, headers: dict[str, str]
    ) -> dict[str, Any]:
        request = urllib.request.Request(self.url + path, data, headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            found: dict[str, Any] = json.load(answer)
            return found

    def refused(self, body: object, secret: str = SECRET) -> tuple[int, dict[str, Any]]:
        """Deliver something that is refused: the status, and the answer."""
        with pytest.raises(urllib.error.HTTPError) as caught:
            self.send(body, secret)
        with caught.value as error:
            return error.code, json.load(error)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    """A receiver in a process of its own, with an empty database."""
    command = [sys.executable, "receiver.py", str(tmp_path / "leads.db"), str(POLICY)]
    with subprocess.Popen(
        [*command, "0"],
        cwd=HERE,
        env={**os.environ, "WEBHOOK_SECRET": SECRET},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        yield Client(int(server.stdout.readline().split()[-1]))
        server.terminate()


def test_out_of_order_and_repeated(client: Client) -> None:
    """However deliveries arrive, the verdict is that of the history in order."""
    chance = random.Random(4)  # noqa: S311 - the order of a test
    leads = ["L-1", "L-2", "L-3"]
    deliveries = [one for lead in leads for one in a_history(lead)] * 3
    chance.shuffle(deliveries)
    batches = [deliveries[at : at + 5] for at in range(0, len(deliveries), 5)]
    with ThreadPoolExecutor(4) as pool:
        new = sum(answer["new"] for answer in pool.map(client.send, batches))
    histories = {
        lead: list(filter(None, map(translated, a_history(lead)))) for lead in leads
    }
    assert new == sum(map(len, histories.values()))
    pact = leadpact.load(POLICY)
    for lead in leads:
        found = client.verdict(lead)
        in_order = {
            "id": lead,
            "fields": a_history(lead)[0]["properties"],
            "events": histories[lead],
        }
        assert found == pact.evaluate(in_order, now=found.now_at)
    states = {one.timer: one.state.value for one in client.verdict("L-1").instances}
    assert states["accept"] == "met"
    assert {one.timer: one.state.value for one in client.verdict("L-2").instances}[
        "accept"
    ] == "breached"


def test_spoilt_deliveries(client: Client) -> None:
    """A delivery that cannot be judged is refused, and nothing beside it is kept."""
    good, bad = a_delivery(1, "call.logged", "10:00"), a_delivery(2, "call.logged", "x")
    status, answer = client.refused([good, bad])
    assert status == 422
    assert [error["code"] for error in answer["errors"]] == ["LP4004", "LP4004"]
    assert client.send([good]) == {"new": 1}
    other = {**good, "occurred_at": "2026-01-09T12:00:00-05:00"}
    assert client.refused([other])[0] == 400
    assert client.refused({"no": "list"})[0] == 400
    assert client.refused([{"kind": "call.logged"}])[0] == 422
    assert client.send([good]) == {"new": 0}


def test_strangers(client: Client) -> None:
    """Without the secret nothing is taken, and other paths are not there."""
    delivery = a_delivery(1, "call.logged", "10:00")
    assert client.refused([delivery], secret="guessed")[0] == 401  # noqa: S106
    for path in ("L-1", "../deliveries"):
        with pytest.raises(urllib.error.HTTPError) as caught:
            client.verdict(path)
        assert caught.value.code == 404
        caught.value.close()


def test_translation() -> None:
    """Happened when, written down when, by whom: as the CRM says."""
    event = leadpact.event_from_data(
        translated(a_delivery(4, "email.sent", "10:11", automated=True)) or {}
    )
    assert event.actor is leadpact.Actor.AUTOMATION
    assert event.data == {"channel": "email"}
    assert event.at == datetime.fromisoformat("2026-01-09T15:11:00Z")
    assert event.recorded_at == datetime.fromisoformat("2026-01-09T15:11:30Z")
    assert translated(a_delivery(5, "page.viewed", "10:12")) is None


def test_a_lead_of_which_only_events_have_arrived(tmp_path: Path) -> None:
    """Its fields are missing, which is not false, until its creation arrives."""
    store = Store(str(tmp_path / "leads.db"))
    history = a_history("L-1")
    store.take(history[2:])
    lead = store.lead("L-1")
    assert lead is not None
    assert lead["fields"] == {}
    store.take(history[:1])
    lead = store.lead("L-1")
    assert lead is not None
    assert lead["fields"]["employees"] == 20
