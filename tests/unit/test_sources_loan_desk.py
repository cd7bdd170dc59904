from __future__ import annotations

import csv
import gzip
import io
import os
from collections import Counter
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from leadpact.errors import RecordError
from leadpact.language.types import Kind, Type
from leadpact.loading.policy import load_mapping
from leadpact.model.lead import STANDARD_EVENTS, Actor, Event
from leadpact.sources import Input, Reading, Schema, read_leads
from leadpact.units import Money

FILE = Path(__file__).parents[2] / "examples" / "loan-desk" / "mapping.yaml"
SCHEMA = Schema({"amount": Type(Kind.MONEY)}, STANDARD_EVENTS, "EUR")


def read(events: Input) -> Reading:
    """Events read by the mapping of the example."""
    mapping = load_mapping(FILE.name, FILE.read_bytes())
    return read_leads(events=events, schema=SCHEMA, mapping=mapping)


def euros(text: str) -> Money:
    """An amount of the log."""
    return Money(Decimal(text), "EUR")


def test_example_mapping() -> None:
    """Rows of the log's shape become the events that the example tells of."""
    header = (
        "case_id,reg_date,amount_req,event_no,activity,lifecycle,resource,timestamp"
    )
    rows = [
        ("0", "A_SUBMITTED", "COMPLETE", "112", "09:00"),
        ("2", "A_PREACCEPTED", "COMPLETE", "112", "09:01"),
        # The order decides which of two items at one instant is the first.
        ("4", "W_Two", "SCHEDULE", "113", "09:01"),
        ("3", "W_One", "SCHEDULE", "112", "09:01"),
        ("5", "W_One", "START", "", "10:00"),
        ("6", "W_One", "START", "113", "11:00"),
        ("7", "A_FINALIZED", "COMPLETE", "113", "11:30"),
        ("8", "A_ACCEPTED", "COMPLETE", "113", "12:00"),
        ("9", "A_CANCELLED", "COMPLETE", "112", "13:00"),
    ]
    lines = [
        f"7,,5000,{number},{activity},{lifecycle},{who},2011-10-03T{time}+02:00"
        for number, activity, lifecycle, who, time in rows
    ]
    reading = read(
        Input("events.csv", io.BytesIO("\n".join([header, *lines]).encode()))
    )

    def at(text: str) -> datetime:
        return datetime.fromisoformat(f"2011-10-03T{text}+02:00")

    system, human = Actor.SYSTEM, Actor.HUMAN
    (lead,) = reading.leads
    assert (lead.id, lead.fields) == ("7", {"amount": euros("5000")})
    assert lead.events == (
        Event("created", at("09:00"), {}, system),
        Event("accepted", at("09:01"), {}, system, seq=2),
        Event("handed_off", at("09:01"), {}, system, seq=3),
        Event("attempt", at("10:00"), {}, human, seq=5),
        Event("assigned", at("10:00"), {}, Actor.UNKNOWN, seq=5),
        Event("attempt", at("11:00"), {}, human, seq=6),
        Event("assigned", at("11:00"), {"to": "113"}, human, seq=6),
        Event("qualified", at("12:00"), {}, human, seq=8),
        Event("lost", at("13:00"), {}, system, seq=9),
    )
    assert (reading.rows, reading.ignored, reading.notes) == (9, 1, ())


def test_places_in_the_mapping() -> None:
    """Columns that a file has not are told where the mapping names them."""
    header = "case_id,amount,event_no,action,lifecycle,resource,timestamp"
    with pytest.raises(RecordError) as caught:
        read(Input("events.csv", io.BytesIO(header.encode())))
    lines = FILE.read_text(encoding="utf-8").splitlines()
    found = [(one.span, one.message.split("`")[3]) for one in caught.value.diagnostics]
    assert {name for _, name in found} == {"amount_req", "activity"}
    for span, name in found:
        assert span.file == "mapping.yaml"
        assert lines[span.line - 1][span.column - 1 : span.end_column - 1] == name


@pytest.mark.realdata
def test_real_lead_desk() -> None:
    """The whole log gives the counts that a plain count of its rows gives."""
    path = Path(os.environ["LEADPACT_DATA"], "bpi2012-loan-leads", "events.csv.gz")
    reading = read(Input.of(path))
    names = {
        "A_SUBMITTED": "created",
        "A_ACTIVATED": "won",
        "A_DECLINED": "lost",
        "A_CANCELLED": "lost",
    }
    firsts = {"A_PREACCEPTED": "accepted", "A_ACCEPTED": "qualified"}
    expected: Counter[str] = Counter()
    first: dict[tuple[str, str], str] = {}
    amounts = {}
    told = 0
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            activity = row["activity"]
            is_work = activity.startswith("W_")
            start = is_work and row["lifecycle"] == "START"
            only_first = firsts.get(activity)
            if is_work and row["lifecycle"] == "SCHEDULE":
                only_first = "handed_off"
            if only_first:
                # The file is in order of time, so the first row is the first event.
                first.setdefault((row["case_id"], only_first), row["timestamp"])
            elif start:
                expected.update(["attempt", "assigned"])
            elif activity in names:
                expected[names[activity]] += 1
            else:
                continue
            told += 1
            amounts[row["case_id"]] = euros(row["amount_req"])
    expected.update(name for _, name in first)
    found = [(lead, event) for lead in reading.leads for event in lead.events or ()]
    assert len(reading.leads) == 13_087
    assert (reading.rows, reading.ignored) == (262_200, 262_200 - told)
    assert (reading.skipped, reading.notes) == ((), ())
    assert Counter(event.type for _, event in found) == expected
    assert {lead.id: lead.fields["amount"] for lead in reading.leads} == amounts
    taken = {"handed_off", *firsts.values()}
    assert {
        (lead.id, event.type): event.at for lead, event in found if event.type in taken
    } == {key: datetime.fromisoformat(text) for key, text in first.items()}
