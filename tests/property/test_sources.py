"""Laws of reading: the order of rows is irrelevant, every row is accounted for."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
from typing import TYPE_CHECKING, TypeAlias

import attrs
from hypothesis import example, given
from hypothesis import strategies as st

from leadpact.diagnostics import Span
from leadpact.errors import RecordError
from leadpact.language.types import Kind, Type
from leadpact.model.lead import STANDARD_EVENTS, Actor
from leadpact.model.mapping import (
    ActorColumn,
    Clock,
    DataMapping,
    EventColumns,
    LeadColumns,
    Rule,
    Take,
)
from leadpact.sources import Input, OnError, Reading, Schema, read_leads, read_people

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from leadpact.diagnostics import Diagnostic

Line: TypeAlias = tuple[str, ...]

SCHEMA = Schema(
    {"size": Type(Kind.INTEGER), "worth": Type(Kind.MONEY)}, STANDARD_EVENTS, "USD"
)
PLACE = Span("mapping.yaml")
COLUMNS = EventColumns(
    "lead",
    Clock("at"),
    (
        Rule("handed_off", {"what": ("go*",)}, Take.FIRST, span=PLACE),
        Rule("attempt", {"what": ("call", "*mail")}, span=PLACE),
        Rule("assigned", {"what": ("c*",)}, data={"to": "who"}, span=PLACE),
        Rule("note", {}, Take.FIRST, Actor.SYSTEM, {"x": "size"}, span=PLACE),
    ),
    order="seq",
    actor=ActorColumn("who", {"bot": Actor.AUTOMATION}),
    fields={"size": "size"},
)
MAPPING = DataMapping(1, COLUMNS, LeadColumns("lead", {"size": "size"}))
#: Without the rule that every row matches, some rows match none.
WITH_IDS = DataMapping(
    1, attrs.evolve(COLUMNS, id="id", rules=COLUMNS.rules[:3]), MAPPING.leads
)
HEADER = ("lead", "at", "what", "who", "size", "seq", "id")
#: Few values for each cell, so that rows meet each other; some cannot be read.
CELLS = (
    ("a", "b", "c", ""),
    ("2026-01-05T09:00Z", "2026-01-05T10:00+01:00", "2026-01-05T08:00Z", "soon"),
    ("go", "gone", "call", "mail", "other"),
    ("ada", "bot", ""),
    ("5", "6", "", "many", "9007199254740993"),
    ("1", "2", "", "x"),
    ("", "E1", "E2", "E3"),
)
LINES = st.lists(
    st.one_of(
        st.tuples(*map(st.sampled_from, CELLS)),
        st.lists(st.sampled_from(["a", "go", ""]), min_size=1, max_size=3).map(tuple),
    ),
    max_size=12,
)
#: Rows that can all be read, of few leads and instants.
GOOD_LINES = st.lists(
    st.tuples(*(st.sampled_from(cells[:2]) for cells in CELLS)), max_size=12
)
MAPPINGS = st.sampled_from([MAPPING, WITH_IDS])


def table(header: Line, lines: Sequence[Line]) -> bytes:
    """Lines as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *lines])
    return text.getvalue().encode()


def read(
    lines: Sequence[Line],
    mapping: DataMapping,
    leads: Sequence[Line] | None = None,
    on_error: OnError = OnError.SKIP,
) -> Reading:
    """A reading of lines of events and, if wanted, of leads."""
    return read_leads(
        events=Input("events.csv", io.BytesIO(table(HEADER, lines))),
        leads=Input("leads.csv", io.BytesIO(table(("lead", "size"), leads)))
        if leads is not None
        else None,
        schema=SCHEMA,
        mapping=mapping,
        on_error=on_error,
    )


def mistakes(reading: Callable[[], object]) -> tuple[Diagnostic, ...]:
    """What the error of a reading tells; nothing if it raises none."""
    try:
        reading()
    except RecordError as error:
        return error.diagnostics
    return ()


def accounts(reading: Reading) -> tuple[object, ...]:
    """All of a reading that must not depend on the order of rows."""
    skipped = sorted(one.code for one in reading.skipped)
    return reading.leads, repr(reading.leads), reading.rows, reading.ignored, skipped


@given(LINES, MAPPINGS, st.randoms(use_true_random=False))
@example(
    # Two rows of one instant and rank, of which only one is the first.
    [
        ("a", "2026-01-05T09:00Z", "go", "ada", "5", "1", ""),
        ("a", "2026-01-05T09:00Z", "go", "bot", "6", "1", ""),
    ],
    MAPPING,
    random.Random(1),  # noqa: S311 - a fixed shuffle
)
def test_order_of_events(
    lines: list[Line], mapping: DataMapping, shuffle: random.Random
) -> None:
    """Shuffled rows of events give the same reading, printed the same way."""
    shuffled = shuffle.sample(lines, len(lines))
    assert accounts(read(shuffled, mapping)) == accounts(read(lines, mapping))


@given(
    LINES,
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["5", "6", "x"]))),
    st.randoms(use_true_random=False),
)
def test_order_of_leads(
    lines: list[Line], leads: list[Line], shuffle: random.Random
) -> None:
    """Shuffled rows of leads give the same reading."""
    shuffled = shuffle.sample(leads, len(leads))
    expected = accounts(read(lines, MAPPING, leads))
    assert accounts(read(lines, MAPPING, shuffled)) == expected


@given(LINES, MAPPINGS, st.none() | st.just([("a", "5"), ("b", "x"), ("b", "6")]))
def test_every_row_once(
    lines: list[Line], mapping: DataMapping, leads: list[Line] | None
) -> None:
    """Every row is skipped once, ignored, or tells something; none is lost."""
    reading = read(lines, mapping, leads)
    assert reading.rows == len(lines) + len(leads or ())
    places = [(one.span.file, one.span.line) for one in reading.skipped]
    assert len(places) == len(set(places))
    told = reading.rows - reading.ignored - len(places)
    if leads:
        told -= len({lead for lead, _ in leads} - {"b"}) + 1  # The rows of `a`, `b`.
    # What is left must be readable on its own, without any skipping.
    bad = {line for file, line in places if file == "events.csv"}
    kept = [row for line, row in enumerate(lines, 2) if line not in bad]
    again = read(kept, mapping, [("a", "5"), ("b", "6")] if leads else None)
    assert again.skipped == ()
    assert again.leads == reading.leads
    assert told == len(kept) - again.ignored


@given(GOOD_LINES)
def test_good_rows(lines: list[Line]) -> None:
    """Rows without a mistake are all taken; the first ones are the earliest."""
    reading = read(lines, MAPPING, on_error=OnError.STOP)
    assert {lead.id for lead in reading.leads} == {line[0] for line in lines}
    for lead in reading.leads:
        events = lead.events or ()
        own = [line for line in lines if line[0] == lead.id]
        # Both texts of an instant in these rows are one instant, so ranks decide.
        first = min(int(line[5]) for line in own)
        for wanted in ("handed_off", "note"):
            (event,) = [event for event in events if event.type == wanted]
            assert event.seq == first


@given(LINES, MAPPINGS)
def test_stop_and_skip_agree(lines: list[Line], mapping: DataMapping) -> None:
    """Stopping raises just when skipping skips, and lists the same mistakes."""
    skipping = read(lines, mapping)
    found = mistakes(lambda: read(lines, mapping, on_error=OnError.STOP))
    assert found == skipping.skipped


@given(GOOD_LINES)
def test_formats_agree(lines: list[Line]) -> None:
    """The same rows in CSV, in JSON Lines and in gzip give the same leads."""
    objects = [dict(zip(HEADER, line, strict=True)) for line in lines]
    data = "".join(json.dumps(one) + "\n" for one in objects).encode()
    expected = read(lines, MAPPING).leads
    for name, content in {
        "events.jsonl": data,
        "events.ndjson": gzip.compress(data),
        "-": gzip.compress(table(HEADER, lines)),
    }.items():
        found = read_leads(
            events=Input(name, io.BytesIO(content)), schema=SCHEMA, mapping=MAPPING
        )
        assert found.leads == expected


GOOD_CSV = table(HEADER, [("a", "2026-01-05T09:00Z", "go", "ada", "5", "1", "E1")] * 3)
GOOD_JSON = b'{"id": "a", "lead": "a", "type": "won", "at": "2026-01-05T09:00Z"}\n' * 3
SAMPLES = st.sampled_from([GOOD_CSV, GOOD_JSON, gzip.compress(GOOD_CSV)])


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A good file with a stretch replaced by a few bytes of trouble."""
    data = draw(SAMPLES)
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + 8)))
    trouble = draw(
        st.binary(max_size=4)
        | st.sampled_from([b'"', b"\r", b"\n", b"{", b"[", b"\\ud800", b"\xff", b"\0"])
    )
    return data[:start] + trouble + data[end:]


@given(
    st.binary(max_size=60) | mutated(),
    st.sampled_from(["x.csv", "x.jsonl", "-"]),
    st.sampled_from([None, MAPPING]),
    st.sampled_from(OnError),
)
def test_any_bytes(
    data: bytes, name: str, mapping: DataMapping | None, on_error: OnError
) -> None:
    """Whatever the bytes are, they are read or refused, and what is read is text."""

    def both() -> None:
        reading = read_leads(
            leads=Input(name, io.BytesIO(data)),
            events=Input(name, io.BytesIO(data)),
            schema=SCHEMA,
            mapping=mapping,
            on_error=on_error,
        )
        repr(reading).encode()

    def events() -> None:
        read_leads(
            events=Input(name, io.BytesIO(data)),
            schema=SCHEMA,
            mapping=mapping,
            on_error=on_error,
        )

    def people() -> None:
        read_people(Input(name, io.BytesIO(data)))

    for reading in (both, events, people):
        str(mistakes(reading)).encode()
