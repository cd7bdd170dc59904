from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal

import attrs
import pytest

from leadpact.diagnostics import Severity, Span
from leadpact.errors import RecordError
from leadpact.language.types import Kind, Type
from leadpact.model.lead import STANDARD_EVENTS, Actor, Event
from leadpact.model.mapping import (
    ActorColumn,
    Clock,
    DataMapping,
    EventColumns,
    LeadColumns,
    Rule,
    Take,
)
from leadpact.sources import Input, OnError, Reading, Schema, read_leads
from leadpact.units import Money

SCHEMA = Schema(
    {"employees": Type(Kind.INTEGER), "email": Type(Kind.TEXT)},
    STANDARD_EVENTS,
    "USD",
)
PLACE = Span("mapping.yaml", 9, 5, 9, 9)


def rule(
    event: str,
    *,
    where: dict[str, tuple[str, ...]] | None = None,
    take: Take = Take.EVERY,
    actor: Actor | None = None,
    data: dict[str, str] | None = None,
) -> Rule:
    """A rule that stands somewhere."""
    return Rule(event, where or {}, take, actor, data or {}, span=PLACE)


def events_mapping(columns: EventColumns) -> DataMapping:
    """A mapping of events alone."""
    return DataMapping(1, columns, spans={"events.at.column:": PLACE})


def csv_input(*lines: str, name: str = "events.csv") -> Input:
    """A CSV file of some lines."""
    return Input(name, io.BytesIO("\n".join(lines).encode()))


def read(
    *,
    events: tuple[str, ...] | None = None,
    leads: tuple[str, ...] | None = None,
    mapping: DataMapping | None = None,
    on_error: OnError = OnError.SKIP,
    schema: Schema = SCHEMA,
    kind: str = "csv",
) -> Reading:
    """A reading of the lines of files."""
    return read_leads(
        leads=csv_input(*leads, name=f"leads.{kind}") if leads else None,
        events=csv_input(*events, name=f"events.{kind}") if events else None,
        schema=schema,
        mapping=mapping,
        on_error=on_error,
    )


def at(hour: int, minute: int = 0) -> datetime:
    """An instant of the day of the tests."""
    return datetime(2026, 1, 5, hour, minute, tzinfo=UTC)


def skipped(reading: Reading) -> list[tuple[str, str]]:
    """Code and place of what was skipped."""
    return [(one.code, str(one.span)) for one in reading.skipped]


class TestOwnShape:
    """Files without a mapping."""

    def test_csv(self) -> None:
        """Columns of a CSV file are named as what they hold."""
        reading = read(
            leads=("id,email,employees", "b,,50", "a,a@x.com,"),
            events=(
                "lead,type,at,actor,recorded_at,id,seq,channel,to",
                "a,attempt,2026-01-05T09:00Z,human,2026-01-05T10:00Z,E1,2,call,",
                "a,assigned,2026-01-05T08:00Z,,,,,,ada",
            ),
        )
        a, b = reading.leads
        assert (a.id, a.fields) == ("a", {"email": "a@x.com"})
        assert (b.id, b.fields, b.events) == ("b", {"employees": 50}, ())
        assert a.events == (
            Event("assigned", at(8), {"to": "ada"}),
            Event("attempt", at(9), {"channel": "call"}, Actor.HUMAN, at(10), "E1", 2),
        )
        assert (reading.rows, reading.ignored) == (4, 0)
        assert (reading.skipped, reading.notes) == ((), ())

    def test_json_lines(self) -> None:
        """JSON Lines hold fields and data in objects of their own."""
        attempt = (
            '{"lead": 7, "type": "attempt", "at": "2026-01-05T09:00Z", "id": 1, '
            '"actor": "automation", "seq": 3, "data": {"channel": "x"}}'
        )
        reading = read(
            leads=('{"id": 7, "fields": {"employees": 50, "email": null}}',),
            events=(
                attempt,
                '{"lead": "7", "type": "note", "at": "2026-01-05T10:00Z", "data": {}}',
            ),
            kind="jsonl",
        )
        (lead,) = reading.leads
        assert (lead.id, lead.fields) == ("7", {"employees": 50})
        assert lead.events == (
            Event("attempt", at(9), {"channel": "x"}, Actor.AUTOMATION, None, "1", 3),
            Event("note", at(10)),
        )
        assert reading.notes == ()

    def test_least_columns(self) -> None:
        """Three columns of events are enough; no history is known without events."""
        reading = read(events=("lead,type,at", "a,created,2026-01-05T09:00Z"))
        assert reading.leads[0].events == (Event("created", at(9)),)
        assert read(leads=("id", "a")).leads[0].events is None
        assert read().leads == ()

    def test_only_data_of_the_type(self) -> None:
        """An event takes the data of its type; types nobody names keep all."""
        reading = read(
            events=(
                "lead,type,at,channel,reason",
                "a,touched,2026-01-05T09:00Z,web,x",
                "a,demo,2026-01-05T10:00Z,web,",
            )
        )
        events = reading.leads[0].events
        assert events is not None
        assert [event.data for event in events] == [{"channel": "web"}] * 2

    def test_changes(self) -> None:
        """The value of a change has the type of the field that changed."""
        reading = read(
            events=(
                "lead,type,at,field,value,before,stage",
                "a,changed,2026-01-05T08:00Z,employees,5,,",
                "a,changed,2026-01-05T09:00Z,email,5,x@y.z,",
                "a,changed,2026-01-05T10:00Z,shoe,5,4,",
                "a,changed,2026-01-05T11:00Z,employees,many,5,",
                "a,changed,2026-01-05T12:00Z,employees,6,few,",
            )
        )
        assert [event.data for event in reading.leads[0].events or ()] == [
            {"field": "employees", "value": 5},
            {"field": "email", "value": "5", "before": "x@y.z"},
            {"field": "shoe", "value": "5", "before": "4"},
        ]
        assert skipped(reading) == [
            ("LP4004", "events.csv:5:39"),
            ("LP4004", "events.csv:6:41"),
        ]

    def test_unknown_columns_are_noted(self) -> None:
        """Columns that mean nothing are noted once, with a near name."""
        reading = read(
            leads=("id,emial", "a,x"),
            events=("lead,type,at,chanel", "a,note,2026-01-05T09:00Z,x"),
        )
        assert [(one.severity, one.hint) for one in reading.notes] == [
            (Severity.NOTE, "did you mean `channel`?"),
            (Severity.NOTE, "did you mean `email`?"),
        ]

    def test_unknown_keys_are_noted(self) -> None:
        """Keys of JSON Lines that mean nothing are noted once."""
        line = '{"id": "%s", "field": {"email": "x"}, "fields": {"emial": "x"}}'
        reading = read(leads=(line % "a", line % "b"), kind="jsonl")
        assert [one.message for one in reading.notes] == [
            "the column `field.email` is not read: nothing has this name",
            "the column `fields.emial` is not read: nothing has this name",
        ]

    @pytest.mark.parametrize(
        ("row", "code", "column"),
        [
            (",note,2026-01-05T09:00Z,,", "LP4003", 1),
            ("a,,2026-01-05T09:00Z,,", "LP4003", 3),
            ("a,note,,,", "LP4003", 8),
            ("a,note,monday,,", "LP4003", 8),
            ("a,note,2026-01-05T09:00,,", "LP4002", 8),
            ("a,note,2026-01-05T09:00Z,robot,", "LP4003", 26),
            ("a,note,2026-01-05T09:00Z,,x", "LP4003", 27),
            ("a,note,2026-01-05T09:00Z,,1.0", "LP4003", 27),
            ("a,note,2026-01-05T09:00Z,,9007199254740993", "LP4006", 27),
            ("a,note,2026-01-05T09:00Z,,-99999999999999999999", "LP4006", 27),
            ("a,note,2026-01-05T09:00Z,", "LP4003", 1),
        ],
    )
    def test_bad_rows_of_events(self, row: str, code: str, column: int) -> None:
        """A row that cannot be read is told at its cell, and left out."""
        good = "a,note,2026-01-05T09:00Z,,-1"
        reading = read(events=("lead,type,at,actor,seq", row, good))
        assert skipped(reading) == [(code, f"events.csv:2:{column}")]
        assert len(reading.leads[0].events or ()) == 1
        assert reading.rows == 2

    @pytest.mark.parametrize(
        ("row", "code", "column"),
        [
            (",x,5", "LP4003", 1),
            ("a,x,many", "LP4004", 5),
            ("a,x,9007199254740993", "LP4006", 5),
        ],
    )
    def test_bad_rows_of_leads(self, row: str, code: str, column: int) -> None:
        """A lead with a field of another type is left out as a whole."""
        reading = read(leads=("id,email,employees", row, "b,,"))
        assert skipped(reading) == [(code, f"leads.csv:2:{column}")]
        assert [lead.id for lead in reading.leads] == ["b"]

    @pytest.mark.parametrize(
        "line",
        [
            '{"id": "a", "fields": {"employees": 5.0}}',
            '{"id": "a", "fields": {"employees": true}}',
            '{"id": "a", "fields": {"email": 5}}',
            '{"id": "a", "fields": {"email": ["x"]}}',
            '{"id": "a", "fields": "email"}',
            '{"id": ["a"]}',
        ],
    )
    def test_json_types_are_kept(self, line: str) -> None:
        """JSON values are not converted across types."""
        reading = read(leads=(line,), kind="jsonl")
        assert len(reading.skipped) == 1
        assert reading.leads == ()

    @pytest.mark.parametrize(
        ("header", "missing"),
        [("lead,type", {"at"}), ("Lead;Type;At", {"lead", "type", "at"})],
    )
    def test_missing_columns(self, header: str, missing: set[str]) -> None:
        """Columns that must be there are all named, whatever is to be done on error."""
        with pytest.raises(RecordError) as caught:
            read(events=(header,))
        found = caught.value.diagnostics
        assert {one.message.split("`")[3] for one in found} == missing
        assert {one.code for one in found} == {"LP4010"}
        assert (";" in header) == ("commas" in found[0].hint)

    def test_same_lead_twice(self) -> None:
        """A lead given twice in the same way is one lead."""
        reading = read(leads=("id,employees", "a,5", "a,5"))
        assert len(reading.leads) == 1
        assert (reading.rows, reading.skipped) == (2, ())

    def test_contradicting_leads(self) -> None:
        """Rows that contradict each other are all refused, each naming another."""
        reading = read(leads=("id,employees", "a,5", "b,1", "a,5", "a,6"))
        assert [lead.id for lead in reading.leads] == ["b"]
        assert [(one.code, one.span.line) for one in reading.skipped] == [
            ("LP4003", 2),
            ("LP4003", 4),
            ("LP4003", 5),
        ]
        assert "on line 4 too" in reading.skipped[0].message
        assert "on line 2 too" in reading.skipped[2].message

    def test_strangers(self) -> None:
        """Events of leads that the file of leads does not have are refused."""
        reading = read(
            leads=("id", "a"),
            events=(
                "lead,type,at",
                "b,created,2026-01-05T09:00Z",
                "a,created,2026-01-05T09:00Z",
                "b,note,2026-01-05T09:00Z",
            ),
        )
        assert skipped(reading) == [
            ("LP4011", "events.csv:2:1"),
            ("LP4011", "events.csv:4:1"),
        ]
        assert [lead.id for lead in reading.leads] == ["a"]


class TestIds:
    """Identities of events."""

    HEADER = "lead,type,at,id"

    def test_two_contents(self) -> None:
        """One id with two contents: neither is taken, and each names the other."""
        reading = read(
            events=(
                self.HEADER,
                "a,note,2026-01-05T09:00Z,E1",
                "a,note,2026-01-05T09:00Z,E2",
                "b,note,2026-01-05T09:00Z,E1",
            )
        )
        assert skipped(reading) == [
            ("LP4005", "events.csv:2:1"),
            ("LP4005", "events.csv:4:1"),
        ]
        assert "on line 4 too" in reading.skipped[0].message
        assert "on line 2 too" in reading.skipped[1].message
        assert [lead.id for lead in reading.leads] == ["a"]

    def test_one_content(self) -> None:
        """An id that stands twice with one content is no mistake."""
        row = "a,note,2026-01-05T09:00Z,E1"
        reading = read(events=(self.HEADER, row, row))
        assert reading.skipped == ()

    def test_events_of_one_row(self) -> None:
        """The second event of a row has its number in its id."""
        mapping = events_mapping(
            EventColumns("lead", Clock("at"), (rule("attempt"), rule("note")), id="id")
        )
        row = "a,x,2026-01-05T09:00Z,E1"
        reading = read(events=(self.HEADER, row, row), mapping=mapping)
        assert reading.skipped == ()
        events = reading.leads[0].events or ()
        assert {event.id for event in events} == {"E1", "E1/2"}


class TestMapping:
    """Files with a mapping."""

    HEADER = "case,when,what,step,who,size,n"

    BASE = EventColumns("case", Clock("when"), ())

    def events(self, *rules: Rule, base: EventColumns = BASE) -> DataMapping:
        """A mapping of the columns of ``HEADER``."""
        return events_mapping(attrs.evolve(base, rules=rules))

    def types(self, mapping: DataMapping, *rows: str) -> list[str]:
        """Types of the events of the only lead, in order."""
        (lead,) = read(events=(self.HEADER, *rows), mapping=mapping).leads
        return [event.type for event in lead.events or ()]

    @pytest.mark.parametrize(
        ("texts", "cell", "expected"),
        [
            (("W_*",), "W_x", True),
            (("W_*",), "W_", True),
            (("W_*",), "w_x", False),
            (("*",), "", True),
            (("*a*a*",), "xaxax", True),
            (("*a*a*",), "xax", False),
            (("a*a",), "a", False),
            (("a*a",), "aa", True),
            (("*ab*abc",), "abc", False),
            (("a.c",), "abc", False),
            (("b", "a"), "a", True),
            (("b", "a*"), "c", False),
        ],
    )
    def test_where(self, texts: tuple[str, ...], cell: str, expected: bool) -> None:  # noqa: FBT001
        """A star stands for any characters, also none; the rest is literal."""
        mapping = self.events(rule("note", where={"what": texts}))
        reading = read(
            events=(self.HEADER, f"a,2026-01-05T09:00Z,{cell},,,,"), mapping=mapping
        )
        assert len(reading.leads) == expected
        assert reading.ignored == (not expected)

    def test_all_columns_must_match(self) -> None:
        """Several columns of one rule must all match."""
        mapping = self.events(rule("note", where={"what": ("x",), "step": ("1",)}))
        rows = [f"a,2026-01-05T09:00Z,{cells},,," for cells in ("x,1", "x,2", "y,1")]
        reading = read(events=(self.HEADER, *rows), mapping=mapping)
        assert (reading.rows, reading.ignored) == (3, 2)

    def test_several_rules(self) -> None:
        """One row may become events of several rules."""
        mapping = self.events(rule("note"), rule("attempt", where={"what": ("x",)}))
        assert self.types(mapping, "a,2026-01-05T09:00Z,x,,,,") == ["note", "attempt"]

    def test_ignored_rows_are_not_judged(self) -> None:
        """A row that matches no rule may hold anything."""
        mapping = self.events(rule("note", where={"what": ("x",)}))
        reading = read(events=(self.HEADER, ",,y,,,,"), mapping=mapping)
        assert (reading.ignored, reading.skipped) == (1, ())

    def test_first_by_instant(self) -> None:
        """The first is the earliest, wherever it stands in the file."""
        mapping = self.events(rule("note", take=Take.FIRST, data={"by": "who"}))
        reading = read(
            events=(
                self.HEADER,
                "a,2026-01-05T09:00Z,,,late,,",
                "a,2026-01-05T08:00Z,,,early,,",
                "b,2026-01-05T09:00Z,,,other,,",
            ),
            mapping=mapping,
        )
        assert [
            [event.data for event in lead.events or ()] for lead in reading.leads
        ] == [[{"by": "early"}], [{"by": "other"}]]

    def test_first_by_order(self) -> None:
        """At one instant the order decides, as a number; an empty cell is 0."""
        mapping = self.events(
            rule("note", take=Take.FIRST, data={"by": "who"}),
            base=attrs.evolve(self.BASE, order="n"),
        )
        rows = [f"a,2026-01-05T09:00Z,,,{n},,{n}" for n in ("10", "9", "100")]
        (lead,) = read(events=(self.HEADER, *rows), mapping=mapping).leads
        assert [(event.data, event.seq) for event in lead.events or ()] == [
            ({"by": "9"}, 9)
        ]
        rows.append("a,2026-01-05T09:00Z,,,none,,")
        (lead,) = read(events=(self.HEADER, *rows), mapping=mapping).leads
        assert [event.data for event in lead.events or ()] == [{"by": "none"}]

    def test_first_of_each_rule(self) -> None:
        """Every rule has its own first, also two rules of one type."""
        mapping = self.events(
            rule("note", where={"what": ("x",)}, take=Take.FIRST),
            rule("note", where={"what": ("y",)}, take=Take.FIRST),
        )
        rows = [
            f"a,2026-01-05T0{hour}:00Z,{what},,,," for hour, what in enumerate("xyxy")
        ]
        assert self.types(mapping, *rows) == ["note", "note"]

    def test_first_is_chosen_of_what_is_left(self) -> None:
        """A first row that is refused leaves the next one as the first."""
        mapping = self.events(
            rule("note", take=Take.FIRST),
            base=attrs.evolve(self.BASE, order="n", id="step"),
        )
        reading = read(
            events=(
                self.HEADER,
                "a,2026-01-05T08:00Z,,E1,,,1",
                "b,2026-01-05T08:00Z,,E1,,,1",
                "a,2026-01-05T09:00Z,,E2,,,2",
            ),
            mapping=mapping,
        )
        (lead,) = reading.leads
        assert [event.at for event in lead.events or ()] == [at(9)]

    def test_actors(self) -> None:
        """A rule's actor wins over the column; an empty cell is unknown."""
        mapping = self.events(
            rule("note"),
            rule("attempt", actor=Actor.HUMAN),
            base=attrs.evolve(
                self.BASE,
                actor=ActorColumn("who", {"112": Actor.SYSTEM}, Actor.AUTOMATION),
            ),
        )
        for who, expected in [
            ("112", Actor.SYSTEM),
            ("113", Actor.AUTOMATION),
            ("", Actor.UNKNOWN),
        ]:
            row = f"a,2026-01-05T09:00Z,,,{who},,"
            (lead,) = read(events=(self.HEADER, row), mapping=mapping).leads
            events = lead.events or ()
            assert [event.actor for event in events] == [expected, Actor.HUMAN]

    def test_recorded_at_and_zone(self) -> None:
        """Clocks have a format and a zone of their own."""
        mapping = self.events(
            rule("note"),
            base=attrs.evolve(
                self.BASE,
                at=Clock("when", "%d.%m.%Y %H:%M", "Europe/Amsterdam"),
                recorded_at=Clock("step"),
            ),
        )
        row = "a,05.01.2026 10:00,,2026-01-05T12:00Z,,,"
        (lead,) = read(events=(self.HEADER, row), mapping=mapping).leads
        assert lead.events == (Event("note", at(9), recorded_at=at(12)),)

    def test_typed_data(self) -> None:
        """Data have the types of the policy; a wrong one refuses the row."""
        mapping = self.events(rule("won", data={"amount": "size"}))
        rows = [f"a,2026-01-05T09:00Z,,,,{size}," for size in ("99.95", "", "lots")]
        reading = read(events=(self.HEADER, *rows), mapping=mapping)
        (lead,) = reading.leads
        assert [event.data for event in lead.events or ()] == [
            {"amount": Money(Decimal("99.95"), "USD")},
            {},
        ]
        assert skipped(reading) == [("LP4004", "events.csv:4:24")]

    def test_changes(self) -> None:
        """The value of a mapped change has the type of the field that changed."""
        mapping = self.events(rule("changed", data={"field": "what", "value": "size"}))
        rows = [f"a,2026-01-05T09:00Z,{what},,,7," for what in ("employees", "email")]
        reading = read(events=(self.HEADER, *rows), mapping=mapping)
        assert reading.notes == ()
        events = reading.leads[0].events or ()
        assert {event.data["field"]: event.data["value"] for event in events} == {
            "employees": 7,
            "email": "7",
        }

    def test_fields_of_leads(self) -> None:
        """The first row with a value tells a field of a lead without a file."""
        mapping = self.events(
            rule("note"),
            base=attrs.evolve(self.BASE, fields={"employees": "size", "email": "who"}),
        )
        reading = read(
            events=(
                self.HEADER,
                "a,2026-01-05T10:00Z,,,x@y.z,70,",
                "a,2026-01-05T09:00Z,,,,60,",
                "a,2026-01-05T08:00Z,,,,,",
            ),
            mapping=mapping,
        )
        assert reading.leads[0].fields == {"employees": 60, "email": "x@y.z"}

    def test_one_column_for_two_fields(self) -> None:
        """Two fields and a datum may come from one column."""
        mapping = self.events(
            rule("assigned", data={"to": "size"}),
            base=attrs.evolve(self.BASE, fields={"employees": "size", "email": "size"}),
        )
        row = "a,2026-01-05T10:00Z,,,,70,"
        (lead,) = read(events=(self.HEADER, row), mapping=mapping).leads
        assert lead.fields == {"employees": 70, "email": "70"}
        assert lead.events == (Event("assigned", at(10), {"to": "70"}),)

    def test_fields_of_the_file_of_leads(self) -> None:
        """With a file of leads, the rows of events tell no fields."""
        mapping = DataMapping(
            1,
            EventColumns(
                "case", Clock("when"), (rule("note"),), fields={"employees": "absent"}
            ),
            LeadColumns("Lead ID", {"employees": "Size"}),
        )
        reading = read(
            leads=("Size,Lead ID", "5,a"),
            events=(self.HEADER, "a,2026-01-05T08:00Z,,,,7,"),
            mapping=mapping,
        )
        assert reading.leads[0].fields == {"employees": 5}

    def test_json_lines(self) -> None:
        """Columns of JSON Lines are keys, with dots into inner objects."""
        mapping = events_mapping(
            EventColumns(
                "ids.case",
                Clock("when"),
                (rule("note", where={"step": ("3",)}),),
                fields={"employees": "ids.size"},
            )
        )
        line = (
            '{"ids": {"case": 1, "size": 5}, "when": "2026-01-05T09:00Z", "step": %s}'
        )
        reading = read(events=(line % 3, line % 4), mapping=mapping, kind="jsonl")
        assert reading.ignored == 1
        assert reading.leads[0].fields == {"employees": 5}

    def test_missing_columns(self) -> None:
        """Every column that the file has not is told at its place in the mapping."""
        mapping = self.events(
            rule("note", where={"wat": ("x",)}, data={"a": "b"}),
            base=attrs.evolve(
                self.BASE,
                at=Clock("wen"),
                order="order",
                id="id",
                recorded_at=Clock("recorded"),
                actor=ActorColumn("actor"),
                fields={"email": "mail"},
            ),
        )
        with pytest.raises(RecordError) as caught:
            read(events=(self.HEADER,), mapping=mapping)
        found = {one.message.split("`")[3]: one for one in caught.value.diagnostics}
        assert found.keys() == {
            "wat",
            "b",
            "wen",
            "order",
            "id",
            "recorded",
            "actor",
            "mail",
        }
        assert found["wen"].span == PLACE
        assert found["wen"].hint == "did you mean `when`?"
        assert found["wat"].span == PLACE
        assert found["mail"].span == Span("events.csv")

    def test_columns_that_no_line_has(self) -> None:
        """In JSON Lines, a column that no line had is noted in the end."""
        mapping = self.events(rule("note"), base=attrs.evolve(self.BASE, order="n"))
        line = '{"case": "a", "when": "2026-01-05T09:00Z"}'
        (note,) = read(events=(line,), mapping=mapping, kind="jsonl").notes
        assert (note.code, note.severity) == ("LP4010", Severity.WARNING)
        assert note.message == "`events.jsonl` has no column `n`"

    def test_names_that_the_policy_has_not(self) -> None:
        """Names that the policy has not are noted, with a near one."""
        mapping = self.events(
            rule("notte", data={"size": "size"}),
            rule("won", data={"amuont": "size"}),
            base=attrs.evolve(self.BASE, fields={"emial": "who"}),
        )
        row = "a,2026-01-05T09:00Z,,,x,5,"
        reading = read(events=(self.HEADER, row), mapping=mapping)
        assert {one.message: one.hint for one in reading.notes} == {
            "the policy has no field `emial`": "did you mean `email`?",
            "the event `won` has no `amuont`": "did you mean `amount`?",
            "the policy has no event `notte`": "did you mean `note`?",
        }
        assert {one.severity for one in reading.notes} == {Severity.WARNING}
        (lead,) = reading.leads
        assert lead.fields == {}
        assert {event.type: event.data for event in lead.events or ()} == {
            "notte": {"size": "5"},
            "won": {"amuont": "5"},
        }

    def test_meaningless_clock(self) -> None:
        """A zone that does not exist is told before any row is read."""
        mapping = self.events(
            rule("note"),
            base=attrs.evolve(self.BASE, at=Clock("when", zone="Europe/Nowhere")),
        )
        with pytest.raises(RecordError) as caught:
            read(events=(self.HEADER,), mapping=mapping)
        assert caught.value.diagnostics[0].code == "LP4010"


class TestOnError:
    """What happens to rows that cannot be read."""

    ROWS = ("lead,type,at", *(["a,note,soon"] * 50))

    def test_stop_lists_the_first(self) -> None:
        """Stopping lists the first twenty mistakes, in order."""
        with pytest.raises(RecordError) as caught:
            read(events=self.ROWS, on_error=OnError.STOP)
        lines = [one.span.line for one in caught.value.diagnostics]
        assert lines == list(range(2, 22))

    def test_stop_lists_all_of_a_few(self) -> None:
        """Stopping lists all mistakes if they are few, wherever they stand."""
        rows = ("lead,type,at", "a,note,soon", "a,note,2026-01-05T09:00Z", "b,note,")
        with pytest.raises(RecordError) as caught:
            read(events=rows, on_error=OnError.STOP)
        assert [one.span.line for one in caught.value.diagnostics] == [2, 4]

    def test_stop_before_the_events(self) -> None:
        """A mistake in a lead is not repeated for each of its events."""
        with pytest.raises(RecordError) as caught:
            read(
                leads=("id,employees", "a,many"),
                events=("lead,type,at", "a,note,2026-01-05T09:00Z"),
                on_error=OnError.STOP,
            )
        assert [one.code for one in caught.value.diagnostics] == ["LP4004"]

    def test_skip_lists_all(self) -> None:
        """Skipping lists every row, however many they are."""
        reading = read(events=self.ROWS)
        assert len(reading.skipped) == reading.rows == 50
