"""The real funnel of ``examples/olist-funnel``, reported in two independent ways.

The second way is here: plain Python over the rows of both files. It shares nothing with
leadpact but the files themselves.
"""

from __future__ import annotations

import csv
import json
import os
import statistics
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "olist-funnel"
NOW = "2018-11-30T00:00:00Z"
CONTACTS = "olist_marketing_qualified_leads_dataset.csv"
DEALS = "olist_closed_deals_dataset.csv"

pytestmark = pytest.mark.realdata


def folder() -> Path:
    """Where the files lie."""
    return Path(os.environ["LEADPACT_DATA"]) / "olist-marketing-funnel"


def read(name: str) -> list[dict[str, str]]:
    """The rows of a file."""
    with (folder() / name).open(newline="", encoding="utf-8") as file:
        return [*csv.DictReader(file)]


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of events that the example prepares."""
    file = tmp_path_factory.mktemp("olist") / "events.csv"
    made = subprocess.run(
        [sys.executable, str(EXAMPLE / "prepare.py"), str(folder())],
        check=True,
        capture_output=True,
    )
    file.write_bytes(made.stdout)
    return file


def report(events: Path, name: str, *options: str) -> list[dict[str, Any]]:
    """The rows of a report."""
    told = subprocess.run(
        [
            *("leadpact", "report", name, str(EXAMPLE / "policy.yaml")),
            *("--leads", str(folder() / CONTACTS), "--events", str(events)),
            *("--mapping", str(EXAMPLE / "mapping.yaml"), "--now", NOW),
            *("--format", "json", *options),
        ],
        check=True,
        capture_output=True,
    )
    assert told.stderr == b""
    found: list[dict[str, Any]] = json.loads(told.stdout)["rows"]
    return found


def test_segments(events: Path) -> None:
    """Leads, customers and revenue by origin; an empty origin is not `unknown`."""
    won = {row["mql_id"]: float(row["declared_monthly_revenue"]) for row in read(DEALS)}
    found = {
        one["segment"]: one for one in report(events, "segments", "--of", "origin")
    }
    contacts = read(CONTACTS)
    origins = {row["origin"] or "(missing)" for row in contacts}
    assert {"(missing)", "unknown"} <= origins == found.keys()
    for origin, one in found.items():
        ids = [
            row["mql_id"]
            for row in contacts
            if (row["origin"] or "(missing)") == origin
        ]
        customers = [one for one in ids if one in won]
        amounts = [won[one] for one in customers if won[one] > 0]
        assert (one["leads"], one["customers"]) == (len(ids), len(customers))
        assert one["share"] == pytest.approx(len(customers) / len(ids), abs=1e-6)
        assert one["with_amount"] == len(amounts)
        assert one["revenue"] == pytest.approx(sum(amounts))
        if amounts:
            assert float(one["average"]) == pytest.approx(sum(amounts) / len(amounts))
            assert one["median"] == statistics.median(amounts)
        else:
            assert one["average"] is one["median"] is None


def test_days(events: Path) -> None:
    """The leads of a quarter alone, by the day of their first contact."""
    asked = ("--from", "2018-01-01", "--to", "2018-03-31")
    found = report(events, "segments", "--of", "origin", *asked)
    expected = sum(
        "2018-01-01" <= row["first_contact_date"] <= "2018-03-31"
        for row in read(CONTACTS)
    )
    assert abs(sum(one["leads"] for one in found) - expected) <= 1


def test_funnel(events: Path) -> None:
    """From contact to deal; the deal before its contact is told, and not measured."""
    contacts = {row["mql_id"]: row["first_contact_date"] for row in read(CONTACTS)}
    spans = sorted(
        datetime.fromisoformat(row["won_date"]) - datetime.fromisoformat(first)
        for row in read(DEALS)
        if (first := contacts.get(row["mql_id"])) is not None
    )
    forward = [span for span in spans if span >= timedelta()]
    mql, won = report(events, "funnel")
    assert (mql["leads"], won["leads"]) == (8000, len(spans))
    assert won["reversed"] == len(spans) - len(forward) == 1
    assert won["median"] == forward[(len(forward) - 1) // 2].total_seconds()
    assert mql["to_last"] == pytest.approx(len(spans) / 8000)


@pytest.mark.parametrize("month", ["2017-07", "2018-02", "2018-05"])
def test_waterfall(events: Path, month: str) -> None:
    """Each day of a month, and the month before it."""
    days = report(events, "waterfall", "--goal", "sellers", "--period", f"{month}-01")
    so_far = 0
    dates = [row["first_contact_date"] for row in read(CONTACTS)]
    for one in days:
        new = dates.count(one["day"])
        so_far += new
        assert (one["new"], one["so_far"]) == (new, so_far)
    assert days[-1]["goal"] == 1000
    first = datetime.fromisoformat(f"{month}-01")
    before = f"{first - timedelta(days=1):%Y-%m}"
    # As many days into the month before.
    asked = {f"{before}-{day:02}" for day in range(1, len(days) + 1)}
    assert days[-1]["last_period"] == sum(each in asked for each in dates)


def test_goals(events: Path) -> None:
    """Contacts and deals of each month against what they are to reach."""
    told = report(events, "goals", "--from", "2017-06-01", "--to", "2018-05-31")
    for kind, name, rows in (
        ("sellers", "first_contact_date", read(CONTACTS)),
        ("won", "won_date", read(DEALS)),
    ):
        months = {one["first"]: one for one in told if one["goal"] == kind}
        assert len(months) == 12
        for first, one in months.items():
            count = sum(row[name][:7] == first[:7] for row in rows)
            # The one deal before its contact enters its stage all the same.
            assert one["value"] == count
            required = {"sellers": 1000, "won": 100}[kind]
            assert one["state"] == ("met" if count >= required else "missed")


def test_kept(events: Path) -> None:
    """A seller of an advertisement within 60 days, any other within 90."""
    contacts = {row["mql_id"]: row for row in read(CONTACTS)}
    on_time = late = 0
    for row in read(DEALS):
        contact = contacts[row["mql_id"]]
        days = 60 if contact["origin"] in {"paid search", "display"} else 90
        start = datetime.fromisoformat(contact["first_contact_date"])
        won = datetime.fromisoformat(row["won_date"])
        if won >= start:
            is_kept = won <= start + timedelta(days=days)
            on_time, late = on_time + is_kept, late + (not is_kept)
    (one,) = report(events, "kept")
    assert (one["on_time"], one["late"]) == (on_time, late)
    assert one["never"] == 8000 - on_time - late
    assert one["open"] == 0
    assert datetime.fromisoformat(NOW) > datetime(2018, 8, 30, tzinfo=UTC)
