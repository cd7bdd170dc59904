"""Which columns of a file of events are read, and what becomes of each row."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from leadpact.diagnostics import Diagnostic, Severity, near
from leadpact.model.lead import Actor
from leadpact.model.mapping import ActorColumn, Clock, EventColumns, Take
from leadpact.sources.cells import Cell, absent, filled, typed, untyped
from leadpact.sources.columns import Asked
from leadpact.sources.leads import asked_fields, field_cells
from leadpact.sources.ledger import RowError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leadpact.model.mapping import Rule
    from leadpact.sources.cells import Schema
    from leadpact.sources.columns import Places
    from leadpact.sources.ledger import Ledger
    from leadpact.sources.tables import Table

#: The number of a rule that takes every occurrence.
EVERY: Final = -1


_DataReader: TypeAlias = Callable[[tuple[object, ...]], dict[str, object]]

#: The data of a `changed` event whose type is that of the field that changed.
_CHANGED: Final = "changed"
_OF_FIELD: Final = ("value", "before")


@attrs.frozen
class Maker:
    """What makes an event of a row.

    Attributes:
        type: The type of the event.
        number: As in ``Occurrence.events``.
        actor: Who did it, or ``None`` where the row tells.
        data: What reads the data out of the values of the row. Raises ``RowError``.
    """

    type: str
    number: int
    actor: Actor | None
    data: _DataReader


#: What a row becomes, by the texts of the columns that decide it.
_Choice: TypeAlias = Callable[[tuple[str, ...]], tuple[Maker, ...]]


@attrs.frozen
class Plan:
    """Which columns are read, and what becomes of them.

    Attributes:
        columns: Those that every row has.
        actor: What reads the actor's column.
        deciding: Columns that decide what a row becomes.
        choose: How they decide it.
        fields: Cells of the lead's fields, the first of ``values``.
        values: Columns of the fields, then of the data.
        asked: Columns that must be there.
        known: All columns that are read, where others are worth a note.
    """

    columns: EventColumns
    actor: Callable[[str], Actor]
    deciding: tuple[str, ...]
    choose: _Choice
    fields: tuple[Cell, ...]
    values: tuple[str, ...]
    asked: tuple[Asked, ...]
    known: tuple[str, ...] | None = None


def mapped_plan(
    columns: EventColumns, schema: Schema, places: Places, ledger: Ledger
) -> Plan:
    """The plan of a mapping; events and data that the policy has not are noted."""
    fields = field_cells(columns.fields, schema, places, "events.fields", ledger)
    values = [cell.column for cell in fields]
    for rule in columns.rules:
        _note_unknown_names(rule, schema, ledger)
        values += rule.data.values()
    deciding = tuple(
        dict.fromkeys(column for rule in columns.rules for column in rule.where)
    )
    tests = [
        (
            _maker(rule, number, schema, values),
            [
                (deciding.index(column), _test(texts))
                for column, texts in rule.where.items()
            ],
        )
        for number, rule in enumerate(columns.rules)
    ]

    def choose(words: tuple[str, ...]) -> tuple[Maker, ...]:
        return tuple(
            maker
            for maker, wanted in tests
            if all(test(words[index]) for index, test in wanted)
        )

    return Plan(
        columns,
        _actor_reader(columns.actor),
        deciding,
        choose,
        fields,
        tuple(values),
        tuple(_asked(columns, places)),
    )


def _asked(columns: EventColumns, places: Places) -> Iterator[Asked]:
    yield places.asked(columns.lead, "events.lead")
    yield places.asked(columns.at.column, "events.at.column")
    yield places.asked(columns.order, "events.order")
    yield places.asked(columns.id, "events.id")
    if columns.recorded_at:
        yield places.asked(columns.recorded_at.column, "events.recorded_at.column")
    if columns.actor:
        yield places.asked(columns.actor.column, "events.actor.column")
    yield from asked_fields(columns.fields, places, "events.fields")
    for number, rule in enumerate(columns.rules):
        path = f"events.rules.{number}"
        for column in rule.where:
            place = places.spans.get(f"{path}.where.{column}", rule.span)
            yield Asked(column, place)
        for name, column in rule.data.items():
            yield Asked(column, places.at(f"{path}.data.{name}") or rule.span)


def _note_unknown_names(rule: Rule, schema: Schema, ledger: Ledger) -> None:
    data = schema.events.get(rule.event)
    if data is None:
        message = f"the policy has no event `{rule.event}`"
        hint = near(rule.event, schema.events)
    elif unknown := sorted(rule.data.keys() - set(_names(rule.event, schema))):
        message = f"the event `{rule.event}` has no `{unknown[0]}`"
        hint = near(unknown[0], data)
    else:
        return
    ledger.notes.append(
        Diagnostic("LP4010", message, rule.span, hint, Severity.WARNING)
    )


def _maker(rule: Rule, number: int, schema: Schema, values: Sequence[str]) -> Maker:
    only_first = rule.take is Take.FIRST
    data = _data_reader(rule.event, rule.data, schema, values)
    return Maker(rule.event, number if only_first else EVERY, rule.actor, data)


def _names(event: str, schema: Schema) -> tuple[str, ...]:
    """The names of an event's data."""
    own = tuple(schema.events.get(event, ()))
    return (*own, *_OF_FIELD) if event == _CHANGED else own


def _data_reader(
    event: str, columns: Mapping[str, str], schema: Schema, values: Sequence[str]
) -> _DataReader:
    """What reads the data of an event; what the policy does not name stays as it is.

    Args:
        event: The type of the event.
        columns: The column of each datum.
        schema: What the policy names.
        values: The columns of a row's values.
    """
    types = schema.events.get(event, {})
    cells = tuple(
        typed(name, column, types[name], schema.currency)
        if name in types
        else untyped(name, column)
        for name, column in columns.items()
    )
    positions = [values.index(cell.column) for cell in cells]

    def read(row: tuple[object, ...]) -> dict[str, object]:
        return filled(cells, [row[position] for position in positions])

    if not cells:
        return lambda _: {}
    if event != _CHANGED:
        return read
    of_field = {
        field: tuple(
            typed(name, columns[name], expected, schema.currency)
            for name in _OF_FIELD
            if name in columns
        )
        for field, expected in schema.fields.items()
    }

    def read_change(row: tuple[object, ...]) -> dict[str, object]:
        data = read(row)
        typed_cells = of_field.get(str(data.get("field")), ())
        changes = filled(typed_cells, [data.get(cell.name) for cell in typed_cells])
        return data | changes

    return read_change


def _test(texts: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a cell is one of some texts, in which `*` stands for any characters."""
    whole = frozenset(text for text in texts if "*" not in text)
    parts = [text.split("*") for text in texts if "*" in text]
    return lambda cell: cell in whole or any(_fits(one, cell) for one in parts)


def _fits(parts: Sequence[str], cell: str) -> bool:
    """Whether a cell consists of the parts, in order, with anything between them."""
    first, *inner, last = parts
    if not cell.startswith(first):
        return False
    at = len(first)
    for part in inner:
        found = cell.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return cell.endswith(last) and at + len(last) <= len(cell)


def _actor_reader(column: ActorColumn | None) -> Callable[[str], Actor]:
    """What reads the actor's column of a mapping."""
    if column is None:
        return lambda _: Actor.UNKNOWN
    values, otherwise = column.values, column.otherwise
    return lambda text: values.get(text, otherwise) if text else Actor.UNKNOWN


def own_plan(table: Table, schema: Schema) -> Plan:
    """The plan of leadpact's own shape, for the columns that the table has."""
    data = sorted({name for event in schema.events for name in _names(event, schema)})
    prefix = "" if table.has_header else "data."
    column_of = {name: f"{prefix}{name}" for name in data}
    if table.has_header:
        column_of = {
            name: column
            for name, column in column_of.items()
            if column in table.columns
        }

    def given(column: str) -> str:
        return column if not table.has_header or column in table.columns else ""

    columns = EventColumns(
        lead="lead",
        at=Clock("at"),
        rules=(),
        order=given("seq"),
        id=given("id"),
        recorded_at=Clock("recorded_at") if given("recorded_at") else None,
        actor=ActorColumn("actor") if given("actor") else None,
    )
    fields = () if table.has_header else (absent("data"),)
    values = [*(cell.column for cell in fields), *column_of.values()]

    def choose(words: tuple[str, ...]) -> tuple[Maker, ...]:
        event = words[0]
        if not event:
            raise RowError("LP4003", "`type`: expected an event", "type")
        names = _names(event, schema) if event in schema.events else column_of
        own = {name: column_of[name] for name in names if name in column_of}
        return (Maker(event, EVERY, None, _data_reader(event, own, schema, values)),)

    return Plan(
        columns,
        _own_actor,
        ("type",),
        choose,
        fields,
        tuple(values),
        tuple(Asked(name, None) for name in ("lead", "type", "at")),
        known=(*_OWN_COLUMNS, *(f"{prefix}{name}" for name in data)),
    )


_OWN_COLUMNS: Final = (
    "lead",
    "type",
    "at",
    "actor",
    "recorded_at",
    "id",
    "seq",
    "data",
)
_ACTORS: Final = {actor.value: actor for actor in Actor}


def _own_actor(text: str) -> Actor:
    actor = _ACTORS.get(text or Actor.UNKNOWN.value)
    if actor is None:
        message = f"`actor`: expected one of the actors, found `{text:.40}`"
        raise RowError("LP4003", message, "actor", near(text[:40], _ACTORS))
    return actor
