"""A worker that judges leads, hands over what follows, and sleeps until `next_at`.

    python worker.py leads.db policy.yaml

Leads stand in a table of SQLite, with the instant to look at them again. What
follows from a verdict goes into a second table under its key, in one transaction
with that instant. So a crash at any point loses nothing and does nothing twice.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.blocking import (  # type: ignore[import-untyped]
    BlockingScheduler,
)

import leadpact

#: After this time the worker looks for new leads, however long it could sleep.
PATIENCE = timedelta(seconds=1)
#: Earlier than any instant: to be judged at once.
AT_ONCE = ""

TABLES = """
    CREATE TABLE IF NOT EXISTS leads (
        id TEXT PRIMARY KEY,
        data TEXT NOT NULL,
        look_at TEXT,  -- null where nothing will change by itself
        refused TEXT
    );
    CREATE INDEX IF NOT EXISTS by_look_at ON leads (look_at);
    CREATE TABLE IF NOT EXISTS consequences (
        key TEXT PRIMARY KEY,
        data TEXT NOT NULL,
        withdrawn INTEGER NOT NULL
    );
"""


def opened(file: str) -> sqlite3.Connection:
    """The database; several processes may have it open."""
    database = sqlite3.connect(file, timeout=30)
    database.execute("PRAGMA journal_mode = WAL")
    database.executescript(TABLES)
    return database


def put(database: sqlite3.Connection, lead: dict[str, Any]) -> None:
    """Store a lead with all its events; the worker judges it at once."""
    with database:
        database.execute(
            "INSERT INTO leads (id, data, look_at) VALUES (?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET data = excluded.data, "
            "look_at = excluded.look_at, refused = NULL",
            (lead["id"], json.dumps(lead), AT_ONCE),
        )


def turn(
    database: sqlite3.Connection, pact: leadpact.Pact, now: datetime
) -> datetime | None:
    """Judge each lead whose instant has come.

    Returns:
        The next instant to look at a lead, if there is one.
    """
    rows = database.execute(
        "SELECT id, data FROM leads WHERE look_at <= ?", (sortable(now),)
    ).fetchall()
    leads = (json.loads(data) for _, data in rows)
    found = pact.evaluate_many(leads, now=now)
    for (identity, data), result in zip(rows, found, strict=True):
        with database:
            keep(database, identity, data, result)
    (look_at,) = database.execute("SELECT min(look_at) FROM leads").fetchone()
    return datetime.fromisoformat(look_at) if look_at else None


def keep(
    database: sqlite3.Connection,
    identity: str,
    data: str,
    result: leadpact.Evaluation | leadpact.Refused,
) -> None:
    """Write down what follows, and when to look again."""
    look_at = refused = None
    if isinstance(result, leadpact.Refused):
        refused = "\n".join(str(one) for one in result.diagnostics)
    else:
        look_at = sortable(result.next_at) if result.next_at else None
        # A key that is there was handed over before: only that it has been
        # withdrawn since, by an event that arrived late, is news.
        database.executemany(
            "INSERT INTO consequences (key, data, withdrawn) VALUES (?, ?, ?) "
            "ON CONFLICT (key) DO UPDATE SET withdrawn = excluded.withdrawn",
            [
                (row["key"], json.dumps(row), row["withdrawn"])
                for row in leadpact.evaluation_to_data(result)["consequences"]
            ],
        )
    # If the lead has changed in the meantime, it stays to be judged at once.
    database.execute(
        "UPDATE leads SET look_at = ?, refused = ? WHERE id = ? AND data = ?",
        (look_at, refused, identity, data),
    )


def sortable(moment: datetime) -> str:
    """An instant as text in the order of time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def run(file: str, policy: str) -> None:
    """Work until the process ends, at whatever point that is."""
    pact = leadpact.load(policy)
    scheduler = BlockingScheduler(timezone=UTC)

    def work() -> None:
        """Take a turn, and ask to be woken for the next one."""
        with closing(opened(file)) as database:
            look_at = turn(database, pact, datetime.now(UTC))
        latest = datetime.now(UTC) + PATIENCE
        wake_at = min(look_at or latest, latest)
        # Late is better than never: the turn asks for what has come by then.
        scheduler.add_job(work, "date", run_date=wake_at, misfire_grace_time=None)

    work()
    scheduler.start()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    run(*sys.argv[1:])
