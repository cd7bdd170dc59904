from __future__ import annotations

import csv
import functools
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import resources
from typing import TYPE_CHECKING, Any

import attrs
import jsonschema
import pytest
from referencing import Registry, Resource

import leadpact
from leadpact.diagnostics import Diagnostic, Span
from leadpact.instants import parse_instant
from leadpact.model.evaluation import (
    Consequence,
    Ending,
    Evaluation,
    Finding,
    Holding,
    Instance,
    Outcome,
    Recipient,
    Refused,
    Score,
    ScoreLine,
    StageEntry,
    State,
    Verdict,
)
from leadpact.pact import Pact, loads
from leadpact.results import (
    Results,
    Table,
    csv_text,
    evaluation_from_data,
    evaluation_to_data,
    json_lines,
    json_text,
)
from leadpact.units import Duration, Money, Percent, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.model.values import FieldValue

NOW = parse_instant("2026-03-13T19:30:00Z")
NINE = parse_instant("2026-03-13T09:00:00.5Z")
SECOND = 1_000_000

POLICY = """\
leadpact: 1
policy: small
version: 1.0.0
effective: 2026-01-05
timezone: UTC
currency: USD
title: Small
summary: Small.
parties:
  marketing: {signatory: VP Marketing, contact: marketing@example.com}
  sales: {signatory: VP Sales, contact: sales@example.com}
fields:
  employees: integer
definitions:
  large: employees >= 200
scoring:
  fit:
    - 30 when large
timers:
  touch: {party: sales, from: handed_off, until: attempt, within: 1 hour}
  accept: {party: sales, from: handed_off, until: accepted, within: 8 hours}
limits:
  mail: {party: sales, never: attempt where channel is mail}
"""


@pytest.fixture(scope="module")
def pact() -> Pact:
    """A policy with two timers and a limit."""
    return loads(POLICY)


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The JSON Schema that is shipped."""
    file = resources.files("leadpact") / "schemas" / "result-1.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def instance(**given: Any) -> Instance:  # noqa: ANN401 - as the attributes
    """A running instance of `touch`, changed as given."""
    return attrs.evolve(
        Instance(
            timer="touch",
            party="sales",
            start=NINE,
            start_event="e1",
            state=State.RUNNING,
            outcome=Outcome.RUNNING,
            due=NINE + 3600 * SECOND,
            within="1 hour",
            calendar="",
            budget=3600 * SECOND,
            used=90 * SECOND + 250_000,
        ),
        **given,
    )


def evaluation(lead: str = "L-1", **given: Any) -> Evaluation:  # noqa: ANN401 - as the attributes
    """An evaluation with nothing in it but what is given."""
    return attrs.evolve(
        Evaluation(
            policy="small",
            version="1.0.0",
            digest="0" * 64,
            signed=False,
            data={"tzdata": "2026a", "holidays": "0.1"},
            lead=lead,
            now=NOW,
            stage=None,
            entries=(),
            scores={"fit": Score("fit", Decimal(0), Decimal(0), Decimal(0), ())},
            definitions={
                "large": Verdict("large", value=False, certain=True, missing=())
            },
            owner=None,
            instances=(),
            consequences=(),
            findings=(),
        ),
        **given,
    )


def consequence(**given: Any) -> Consequence:  # noqa: ANN401 - as the attributes
    """An alert, changed as given."""
    return attrs.evolve(
        Consequence(
            key="small/1.0.0/L-1/touch/e1/missed.1/1",
            timer="touch",
            start_event="e1",
            step="missed.1",
            repetition=1,
            due=NINE + 3600 * SECOND,
            verb="alert",
            to=(
                Recipient("owner", "dana", delivered=NINE + 3600 * SECOND),
                Recipient("sales", "", "s@example.com", delivered=NOW),
            ),
            place="",
            note="",
        ),
        **given,
    )


FULL = evaluation(
    "L-2",
    stage="SAL",
    owner="dana",
    next=NOW + 1,
    entries=(StageEntry("SAL", NINE, ("amount",)),),
    scores={
        "intent": Score(
            "intent",
            Decimal("2.50"),
            Decimal("-0.5"),
            Decimal("Infinity"),
            (ScoreLine("2 each touched", Decimal("Infinity"), known=False),),
        ),
        "fit": Score(
            "fit",
            Decimal(30),
            Decimal(30),
            Decimal(30),
            (ScoreLine("30 when large", Decimal(30), known=True),),
        ),
    },
    definitions={
        "large": Verdict("large", value=None, certain=False, missing=("employees",))
    },
    instances=(
        instance(
            state=State.BREACHED,
            outcome=Outcome.MET_LATE,
            used=3601 * SECOND,
            end=NINE + 3601 * SECOND,
            ending=Ending.UNTIL,
            end_event="e2",
            end_type="attempt",
            counted=1,
            owner_at_due="dana",
            held=(Holding(None, 1_500_000), Holding("dana", 3_598_500_000)),
            late="e9",
        ),
        instance(timer="accept", due=None, state=State.PAUSED, outcome=Outcome.PAUSED),
        instance(
            timer="mail",
            state=State.BREACHED,
            outcome=Outcome.NEVER_MET,
            within="",
            budget=0,
            used=0,
            end=NINE,
            due=NINE,
            ending=Ending.VIOLATED,
            needed=0,
        ),
    ),
    consequences=(consequence(), consequence(key="k2", withdrawn=True)),
    findings=(Finding("LP4008", "an unknown condition"),),
)


def results(pact: Pact, *evaluations: Evaluation) -> Results:
    """A result of evaluations."""
    found = Results(pact.plan, now=NOW)
    for each in evaluations:
        found.add(each)
    return found


class TestEvaluationToData:
    """The data of a single evaluation."""

    def test_lead(self) -> None:
        """Instants are text, whole points are integers, endless ones are text."""
        assert evaluation_to_data(FULL)["lead"] == {
            "lead": "L-2",
            "stage": "SAL",
            "owner": "dana",
            "next_at": "2026-03-13T19:30:00.000001Z",
            "scores": {
                "fit": {
                    "points": 30,
                    "low": 30,
                    "high": 30,
                    "lines": [{"text": "30 when large", "points": 30, "known": True}],
                },
                "intent": {
                    "points": 2.5,
                    "low": -0.5,
                    "high": "Infinity",
                    "lines": [
                        {
                            "text": "2 each touched",
                            "points": "Infinity",
                            "known": False,
                        }
                    ],
                },
            },
            "definitions": {
                "large": {
                    "value": None,
                    "type": None,
                    "certain": False,
                    "missing": ["employees"],
                }
            },
            "entries": [
                {
                    "stage": "SAL",
                    "entered_at": "2026-03-13T09:00:00.500Z",
                    "missing": ["amount"],
                }
            ],
        }

    def test_timer(self) -> None:
        """Spans are in seconds, exact to the microsecond; what is absent is null."""
        (row,) = evaluation_to_data(evaluation(instances=(instance(),)))["timers"]
        assert row == {
            "lead": "L-1",
            "timer": "touch",
            "party": "sales",
            "version": "",
            "start_at": "2026-03-13T09:00:00.500Z",
            "start_event": "e1",
            "state": "running",
            "outcome": "running",
            "due_at": "2026-03-13T10:00:00.500Z",
            "within": "1 hour",
            "calendar": None,
            "budget_seconds": 3600,
            "used_seconds": 90.25,
            "remaining_seconds": 3509.75,
            "end_at": None,
            "ending": None,
            "end_event": None,
            "end_type": None,
            "counted": 0,
            "needed": 1,
            "owner_at_due": None,
            "held": [],
            "late_event": None,
            "start_recorded_at": None,
            "end_recorded_at": None,
        }

    def test_consequence(self) -> None:
        """A consequence tells its key, for whom it is, and when they are told."""
        row = evaluation_to_data(FULL)["consequences"][0]
        assert row["key"] == "small/1.0.0/L-1/touch/e1/missed.1/1"
        assert row["lead"] == "L-2"
        assert row["to"] == [
            {
                "name": "owner",
                "id": "dana",
                "address": None,
                "deliver_at": "2026-03-13T10:00:00.500Z",
            },
            {
                "name": "sales",
                "id": None,
                "address": "s@example.com",
                "deliver_at": "2026-03-13T19:30:00Z",
            },
        ]
        assert row["place"] is None

    @pytest.mark.parametrize(
        ("value", "shown", "kind"),
        [
            (True, True, "flag"),
            ("hot", "hot", "text"),
            (7, 7, "integer"),
            (Decimal("7.0"), 7, "decimal"),
            (Decimal("0.1"), 0.1, "decimal"),
            (Decimal("123456789012.123456"), "123456789012.123456", "decimal"),
            (Money(Decimal("100.00"), "USD"), "100 USD", "money"),
            (Percent(Decimal("2.5")), "2.5%", "percent"),
            (Duration(Decimal(8), Unit.HOUR), "8 hours", "duration"),
            (frozenset({"b", "a"}), ["a", "b"], "set"),
            (date(2026, 1, 5), "2026-01-05", "date"),
            (datetime(2026, 1, 5, 9, tzinfo=UTC), "2026-01-05T09:00:00Z", "instant"),
        ],
    )
    def test_values(self, value: FieldValue, shown: object, kind: str) -> None:
        """Numbers are numbers; amounts are text with their unit, and dates are text."""
        verdict = Verdict("large", value=value, certain=True, missing=())
        data = evaluation_to_data(evaluation(definitions={"large": verdict}))
        found = data["lead"]["definitions"]["large"]["value"]
        assert found == shown
        assert type(found) is type(shown)
        assert data["lead"]["definitions"]["large"]["type"] == kind

    @pytest.mark.parametrize(
        "microseconds", [1, 999_999, 10**15 + 1, 10**17 + 1, -250_000]
    )
    def test_spans_are_exact(self, microseconds: int) -> None:
        """A span as JSON is the decimal number of its microseconds."""
        found = instance(held=(Holding(None, microseconds),))
        data = evaluation_to_data(evaluation(instances=(found,)))
        text = json.dumps(data["timers"][0]["held"][0]["elapsed_seconds"])
        assert Decimal(text.strip('"')) * SECOND == microseconds

    def test_head(self) -> None:
        """The data tell which policy, which engine and which instant."""
        data = evaluation_to_data(FULL)
        assert data["format"] == 1
        assert data["engine"] == leadpact.__version__
        assert data["policy"] == {
            "policy": "small",
            "version": "1.0.0",
            "digest": "0" * 64,
            "signed": False,
        }
        assert data["now"] == "2026-03-13T19:30:00Z"
        assert data["data"] == {"holidays": "0.1", "tzdata": "2026a"}


class TestEvaluationFromData:
    """The evaluation behind data."""

    def test_full(self) -> None:
        """What was written comes back."""
        assert evaluation_from_data(evaluation_to_data(FULL)) == FULL

    @pytest.mark.parametrize(
        ("path", "value", "said"),
        [
            (["format"], 2, "LP4017 an evaluation: `format`: expected 1, found `2`"),
            (["lead"], 3, "LP4004 an evaluation: `lead`: expected an object"),
            (["policy"], None, "LP4017 an evaluation: `policy` is missing"),
            (["policy", "signed"], 1, "LP4004 an evaluation: `policy.signed`"),
            (["policy", "digest"], None, "LP4017 an evaluation: `policy`: `digest` is"),
            (["lead", "scores", "fit", "points"], True, "a number, found `True`"),
            (["lead", "scores", "fit", "points"], "1e3", "a number, found `1e3`"),
            (["lead", "scores", "fit", "points"], "9" * 99, "a number, found `999"),
            (["lead", "scores", "fit", "low"], float("nan"), "a number, found `nan`"),
            (["lead", "scores", "fit", "low"], Decimal("1e99"), "expected a number"),
            (["lead", "definitions", "large", "value"], 1, "unknown type ``"),
            (["timers", 0, "state"], "brached", "`timers[0].state`: unknown word"),
            (["timers", 0, "lead"], "L-9", "expected `L-2`, found `L-9`"),
            (["timers", 0, "used_seconds"], 1e-9, "seconds, to the microsecond"),
            (["timers", 0, "used_seconds"], "Infinity", "seconds, to the microsecond"),
            (
                ["timers", 0, "sate"],
                "met",
                "LP4017 an evaluation: `timers[0]`: unknown",
            ),
            (["now"], "2026-01-05T09:00", "LP4002 an evaluation: `now`: expected"),
        ],
    )
    def test_foreign_data(self, path: list[str], value: object, said: str) -> None:
        """Data of another shape are refused, with the place."""
        data: Any = evaluation_to_data(FULL)
        *outer, last = path
        at = functools.reduce(lambda at, key: at[key], outer, data)
        at[last] = value
        with pytest.raises(leadpact.RecordError) as caught:
            evaluation_from_data(data)
        (found,) = caught.value.diagnostics
        assert said in f"{found.code} {found.message}"

    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            *(("flag", 1), ("integer", 1.5), ("decimal", "x"), ("text", 1)),
            *(("date", "2026-13-01"), ("instant", "now"), ("money", "100")),
            *(("percent", "40"), ("duration", "soon"), ("set", "a"), ("set", [1])),
        ],
    )
    def test_values_of_another_type(self, kind: str, value: object) -> None:
        """A value is what its type says."""
        data = evaluation_to_data(FULL)
        data["lead"]["definitions"]["large"] |= {"value": value, "type": kind}
        with pytest.raises(leadpact.RecordError, match=r"large\.value"):
            evaluation_from_data(data)


class TestSummary:
    """Counts over all leads."""

    def test_empty(self, pact: Pact) -> None:
        """Without leads, every timer and limit stands there with all outcomes."""
        zero = dict.fromkeys(
            (
                "met",
                "met_late",
                "never_met",
                "running",
                "at_risk",
                "paused",
                "void",
                "excused",
            ),
            0,
        )
        assert results(pact).summary() == {
            "leads": 0,
            "leads_skipped": 0,
            "timers": {"accept": zero, "touch": zero, "mail": zero},
            "consequences": {"due": 0, "withdrawn": 0},
            "findings": 0,
            "rows": {"read": 0, "ignored": 0, "skipped": 0},
        }

    def test_counts(self, pact: Pact) -> None:
        """Instances count by outcome, consequences by whether they stand."""
        found = results(pact, FULL, evaluation(instances=(instance(),)))
        found.account(read=9, ignored=2, skipped=[skipped()])
        why = Diagnostic("LP4005", "two contents", Span("<lead>"))
        found.add(Refused("L-3", (why,)))
        summary = found.summary()
        assert summary["leads"] == 2
        assert summary["leads_skipped"] == 1
        timers = {
            name: {outcome: count for outcome, count in counts.items() if count}
            for name, counts in summary["timers"].items()
        }
        assert timers == {
            "touch": {"met_late": 1, "running": 1},
            "accept": {"paused": 1},
            "mail": {"never_met": 1},
        }
        assert summary["consequences"] == {"due": 1, "withdrawn": 1}
        assert summary["rows"] == {"read": 9, "ignored": 2, "skipped": 1}
        # One of the lead that was judged, one of the lead that was not, one of a row.
        assert summary["findings"] == 3


def skipped() -> Diagnostic:
    """A row that could not be read."""
    return Diagnostic("LP4003", "no instant", Span("events.csv", 7, 3, 7, 9))


class TestVersions:
    """The versions of a policy are one result."""

    def test_union(self, pact: Pact) -> None:
        """Timers and limits of all of them are counted; the last tells the head."""
        text = POLICY.replace("version: 1.0.0", "version: 1.1.0")
        text = text.replace("touch: {party: sales", "call: {party: sales")
        text = text.replace("accept: {party: sales", "accept: {party: marketing")
        later = loads(text.replace("mail: {", "post: {"))
        results = Results(pact.plan, later.plan, now=NINE)
        assert results.head()["policy"]["version"] == "1.1.0"
        assert list(results.timers) == ["accept", "call", "touch"]
        assert list(results.limits) == ["mail", "post"]
        assert results.timers["accept"].party == "marketing"
        names = {*results.timers, *results.limits}
        assert set(results.summary()["timers"]) == names


class TestRows:
    """Rows of many leads."""

    def test_by_lead(self, pact: Pact) -> None:
        """Rows stand by lead, whatever the order of evaluation."""
        found = results(pact, FULL, evaluation(instances=(instance(),)))
        assert [row["lead"] for row in found.rows(Table.LEADS)] == ["L-1", "L-2"]
        timers = [(row["lead"], row["timer"]) for row in found.rows(Table.TIMERS)]
        assert timers == [
            ("L-1", "touch"),
            ("L-2", "touch"),
            ("L-2", "accept"),
            ("L-2", "mail"),
        ]

    def test_skipped_rows(self, pact: Pact) -> None:
        """A row that was left out is a finding with file, line and column."""
        found = results(pact, FULL)
        found.account(read=1, ignored=0, skipped=[skipped()])
        assert found.rows(Table.FINDINGS)[0] == {
            "lead": None,
            "code": "LP4003",
            "message": "no instant",
            "file": "events.csv",
            "line": 7,
            "column": 3,
        }


class TestWriters:
    """A result as text."""

    @pytest.fixture
    def full(self, pact: Pact) -> Results:
        """A result with something in every table."""
        found = results(pact, FULL, evaluation('Ünal, "A"\n', instances=(instance(),)))
        found.account(read=1, ignored=0, skipped=[skipped()])
        return found

    def test_json(self, full: Results) -> None:
        """The document holds head, summary and tables, in this order."""
        text = "".join(json_text(full))
        document = json.loads(text)
        assert list(document) == [
            "format",
            "engine",
            "policy",
            "now",
            "data",
            "summary",
            "leads",
            "timers",
            "consequences",
            "findings",
        ]
        assert document["summary"] == full.summary()
        for table in Table:
            assert document[table.value] == full.rows(table)
        assert text.endswith("]\n}\n")
        assert "Ünal" in text

    def test_json_is_one_row_a_line(self, full: Results) -> None:
        """Each row stands on a line of its own, so that differences are readable."""
        lines = "".join(json_text(full)).splitlines()
        rows = [line for line in lines if line.startswith('    {"')]
        assert len(rows) == sum(len(full.rows(table)) for table in Table)

    def test_schema(self, full: Results, pact: Pact, schema: dict[str, Any]) -> None:
        """Full and empty documents are what the schema describes."""
        jsonschema.Draft202012Validator.check_schema(schema)
        for found in (full, results(pact)):
            check(json.loads("".join(json_text(found))), schema)

    def test_json_lines(self, full: Results, schema: dict[str, Any]) -> None:
        """The first line tells head and summary, the others a row and its table."""
        lines = [json.loads(line) for line in json_lines(full)]
        first: dict[str, Any] = {
            "table": "run",
            **full.head(),
            "summary": full.summary(),
        }
        assert lines[0] == first
        rows = [
            {"table": table.value, **row} for table in Table for row in full.rows(table)
        ]
        assert lines[1:] == rows
        for line in lines:
            check(line, schema, "/$defs/line")

    def test_evaluation(self, schema: dict[str, Any]) -> None:
        """The data of one evaluation are what the schema describes."""
        data = evaluation_to_data(FULL)
        check(data, schema, "/$defs/evaluation")

    def test_schema_is_closed(self, full: Results, schema: dict[str, Any]) -> None:
        """A key that the schema does not know is refused, in rows and beside them."""
        for spoilt in spoil(json.loads("".join(json_text(full)))):
            with pytest.raises(jsonschema.ValidationError):
                check(spoilt, schema)

    @pytest.mark.parametrize("table", list(Table))
    def test_csv(self, full: Results, table: Table) -> None:
        """CSV has the columns of the table, and the cells of its rows."""
        text = "".join(csv_text(full, table))
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert tuple(rows[0]) == full.columns(table)
        assert [row["lead"] for row in rows] == [
            row["lead"] or "" for row in full.rows(table)
        ]

    def test_csv_cells(self, full: Results) -> None:
        """Nested values have columns of their own, lists are JSON, null is empty."""
        text = "".join(csv_text(full, Table.LEADS))
        row = next(csv.DictReader(io.StringIO(text, newline="")))
        assert row["lead"] == "L-2"
        assert row["scores.fit.points"] == "30"
        assert row["definitions.large.value"] == ""
        assert row["definitions.large.certain"] == "false"
        assert json.loads(row["definitions.large.missing"]) == ["employees"]

    @pytest.mark.parametrize("table", list(Table))
    def test_csv_without_rows(self, pact: Pact, table: Table) -> None:
        """Without rows CSV is the header alone."""
        found = results(pact)
        header = ",".join(found.columns(table)) + "\n"
        assert "".join(csv_text(found, table)) == header


def check(data: object, schema: dict[str, Any], part: str = "") -> None:
    """Hold data against the schema, or against one of its definitions."""
    whole = Resource.from_contents(schema)
    registry: Registry[Any] = Registry().with_resource(schema["$id"], whole)
    wanted = {"$ref": f"{schema['$id']}#{part}"}
    jsonschema.Draft202012Validator(wanted, registry=registry).validate(data)


def spoil(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The document, each time with an unknown key at another place."""
    by_name = [document["summary"]["timers"]]
    for row in document["leads"]:
        by_name += [row["scores"], row["definitions"]]
    for place in list(objects(document)):
        if not any(place is found for found in by_name):
            place["unknown"] = 1
            yield document
            del place["unknown"]


def objects(value: object) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value, itself included."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    for inner in value if isinstance(value, list) else ():
        yield from objects(inner)
