"""A receiver of a CRM's webhooks: deliveries in, events kept, leads judged.

    WEBHOOK_SECRET=... python receiver.py leads.db policy.yaml 8080

`POST /deliveries` takes what the CRM sends, in any order and as often as it likes;
`GET /leads/ID` judges a lead by what has arrived. Only the standard library is needed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import leadpact

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What the CRM calls things, and the events that they are; others are ignored.
KINDS = {
    "lead.created": "created",
    "lead.sent_to_sales": "handed_off",
    "lead.accepted": "accepted",
    "lead.property_changed": "changed",
    "call.logged": "attempt",
    "email.sent": "attempt",
    "call.answered": "connected",
}
CHANNELS = {"call.logged": "call", "email.sent": "email", "call.answered": "call"}

TABLES = """
    CREATE TABLE IF NOT EXISTS leads (id TEXT PRIMARY KEY, fields TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS events (
        id TEXT PRIMARY KEY, lead TEXT NOT NULL, data TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS by_lead ON events (lead);
"""


def translated(delivery: Mapping[str, Any]) -> dict[str, Any] | None:
    """The event that a delivery tells of, as plain data, or none for us.

    Its id is that of the delivery: a delivery that comes twice is one event. It
    happened when the CRM says, and was written down when the CRM wrote it down.
    """
    kind = delivery.get("kind")
    if kind not in KINDS:
        return None
    event: dict[str, Any] = {
        "type": KINDS[kind],
        "id": delivery.get("id"),
        "at": delivery.get("occurred_at"),
        "recorded_at": delivery.get("written_at"),
        "actor": "automation" if delivery.get("automated") else "human",
        "data": {},
    }
    if kind in CHANNELS:
        event["data"] = {"channel": CHANNELS[kind]}
    elif kind == "lead.property_changed":
        names = {"property": "field", "value": "value", "previous": "before"}
        given = delivery.get("properties") or {}
        event["data"] = {ours: given.get(theirs) for theirs, ours in names.items()}
    leadpact.event_from_data(event)  # Refuses what could not be judged later.
    return event


class Store:
    """What has arrived, in SQLite.

    Attributes:
        file: The database; each call opens it, so that threads share nothing.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        with closing(self._opened()) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.executescript(TABLES)

    def _opened(self) -> sqlite3.Connection:
        return sqlite3.connect(self.file, timeout=30)

    def take(self, deliveries: list[dict[str, Any]]) -> int:
        """Keep what is new in some deliveries, all of them or none.

        Returns:
            How many events are new.

        Raises:
            RecordError: A delivery cannot be read.
            ValueError: A delivery came before under its id, and said something else.
        """
        new = 0
        with closing(self._opened()) as database, database:
            for delivery in deliveries:
                event = translated(delivery)
                if event is None:
                    continue
                if delivery["kind"] == "lead.created":
                    fields = json.dumps(delivery.get("properties") or {})
                    database.execute(
                        "INSERT INTO leads VALUES (?, ?) ON CONFLICT DO NOTHING",
                        (delivery["lead"], fields),
                    )
                row = (event["id"], delivery["lead"], json.dumps(event, sort_keys=True))
                new += database.execute(
                    "INSERT INTO events VALUES (?, ?, ?) ON CONFLICT DO NOTHING", row
                ).rowcount
                kept = database.execute("SELECT * FROM events WHERE id = ?", row[:1])
                if kept.fetchone() != row:
                    msg = f"delivery `{event['id']}` came before with another content"
                    raise ValueError(msg)
        return new

    def lead(self, identity: str) -> dict[str, Any] | None:
        """A lead with everything that has arrived about it, in the order of arrival."""
        with closing(self._opened()) as database:
            fields = database.execute(
                "SELECT fields FROM leads WHERE id = ?", (identity,)
            ).fetchone()
            events = database.execute(
                "SELECT data FROM events WHERE lead = ?", (identity,)
            ).fetchall()
        if fields is None and not events:
            return None
        return {
            "id": identity,
            "fields": json.loads(fields[0]) if fields else {},
            "events": [json.loads(data) for (data,) in events],
        }


class Handler(BaseHTTPRequestHandler):
    """Answers one request; the server has the policy, the store and the secret."""

    server: Receiver

    def do_POST(self) -> None:
        """Take deliveries."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path != "/deliveries":
            return self.answer(HTTPStatus.NOT_FOUND)
        signature = hmac.new(self.server.secret, body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(self.headers.get("X-Signature", ""), signature):
            return self.answer(HTTPStatus.UNAUTHORIZED)
        try:
            new = self.server.store.take(json.loads(body))
        except leadpact.RecordError as error:
            errors = [
                {"code": one.code, "message": one.message} for one in error.diagnostics
            ]
            return self.answer(HTTPStatus.UNPROCESSABLE_ENTITY, {"errors": errors})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return self.answer(HTTPStatus.BAD_REQUEST, {"message": str(error)})
        return self.answer(HTTPStatus.OK, {"new": new})

    def do_GET(self) -> None:
        """Judge a lead."""
        folder, _, identity = self.path.removeprefix("/").partition("/")
        lead = self.server.store.lead(identity) if folder == "leads" else None
        if lead is None:
            return self.answer(HTTPStatus.NOT_FOUND)
        found = self.server.pact.evaluate(lead, now=datetime.now(UTC))
        return self.answer(HTTPStatus.OK, leadpact.evaluation_to_data(found))

    def answer(self, status: HTTPStatus, data: Mapping[str, Any] | None = None) -> None:
        """Answer with a status and JSON."""
        body = json.dumps(data or {}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """A real receiver logs here."""


class Receiver(ThreadingHTTPServer):
    """The server: one policy for all its threads."""

    def __init__(self, file: str, policy: str, port: int, secret: str) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.store = Store(file)
        self.pact = leadpact.load(policy)
        self.secret = secret.encode()


if __name__ == "__main__":
    file, policy, port = sys.argv[1:]
    with Receiver(file, policy, int(port), os.environ["WEBHOOK_SECRET"]) as receiver:
        print(f"listening on port {receiver.server_port}", flush=True)  # noqa: T201
        receiver.serve_forever()
