"""Rows of the file of leads: identities and fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import attrs

from leadpact.diagnostics import Diagnostic, Severity, Span, near
from leadpact.sources.cells import Cell, absent, filled, typed
from leadpact.sources.columns import (
    Asked,
    Places,
    note_absent,
    note_unknown,
    require,
)
from leadpact.sources.ledger import RowError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadpact.model.mapping import LeadColumns
    from leadpact.sources.cells import Schema
    from leadpact.sources.ledger import Ledger
    from leadpact.sources.tables import Table

#: Fields of each lead, by its id.
Fields: TypeAlias = dict[str, dict[str, object]]


@attrs.frozen
class _Plan:
    """Which columns are read, and what becomes of them."""

    id: str
    cells: tuple[Cell, ...]
    asked: tuple[Asked, ...]
    known: tuple[str, ...] | None = None


def read_fields(
    table: Table,
    columns: LeadColumns | None,
    schema: Schema,
    places: Places,
    ledger: Ledger,
) -> Fields:
    """The fields of every lead that the rows name.

    Without columns the rows have leadpact's own shape: `id`, and in CSV a column for
    each field, in JSON Lines an object `fields`. Rows that name one lead with
    different fields are all refused: none of them is better than the others.

    Raises:
        RecordError: LP4010 if a column is not there; what the table and the ledger
            raise.
    """
    if columns is None:
        plan = _own_plan(table, schema)
    else:
        plan = _Plan(
            columns.id,
            field_cells(columns.fields, schema, places, "leads.fields", ledger),
            (
                places.asked(columns.id, "leads.id"),
                *asked_fields(columns.fields, places, "leads.fields"),
            ),
        )
    require(table, plan.asked)
    rows: dict[str, list[tuple[int, dict[str, object]]]] = {}
    for words, values in table.rows((plan.id,), [cell.column for cell in plan.cells]):
        try:
            lead = named(words[0], plan.id)
            fields = filled(plan.cells, values)
        except RowError as error:
            ledger.refuse(error, table.place(error.column))
            continue
        rows.setdefault(lead, []).append((table.line, fields))
    note_absent(table, plan.asked, ledger)
    if plan.known is not None:
        note_unknown(table, plan.known, ledger)
    return _agreed(rows, table.name, ledger)


def named(lead: str, column: str) -> str:
    """The lead that a row names; ``RowError`` if it names none."""
    if not lead:
        raise RowError("LP4003", f"`{column}`: expected a lead", column)
    return lead


def field_cells(
    fields: Mapping[str, str],
    schema: Schema,
    places: Places,
    path: str,
    ledger: Ledger,
) -> tuple[Cell, ...]:
    """The cells of mapped fields; fields that the policy has not are noted."""
    for name in sorted(fields.keys() - schema.fields.keys()):
        ledger.notes.append(
            Diagnostic(
                "LP4010",
                f"the policy has no field `{name}`",
                places.at(f"{path}.{name}") or Span("<mapping>"),
                near(name, schema.fields),
                Severity.WARNING,
            )
        )
    return tuple(
        typed(name, fields[name], expected, schema.currency)
        for name, expected in schema.fields.items()
        if name in fields
    )


def asked_fields(fields: Mapping[str, str], places: Places, path: str) -> list[Asked]:
    """The columns of mapped fields, with their places in the mapping."""
    return [places.asked(column, f"{path}.{name}") for name, column in fields.items()]


def _own_plan(table: Table, schema: Schema) -> _Plan:
    prefix = "" if table.has_header else "fields."
    cells = [
        typed(name, f"{prefix}{name}", expected, schema.currency)
        for name, expected in schema.fields.items()
        if not table.has_header or name in table.columns
    ]
    if not table.has_header:
        cells.append(absent("fields"))
    known = ("id", "fields", *(f"{prefix}{name}" for name in schema.fields))
    return _Plan("id", tuple(cells), (Asked("id", None),), known)


def _agreed(
    rows: Mapping[str, list[tuple[int, dict[str, object]]]],
    name: str,
    ledger: Ledger,
) -> Fields:
    """The fields of leads whose rows, if there are several, all say the same."""
    agreed: Fields = {}
    for lead, found in rows.items():
        first_line, first = found[0]
        if all(fields == first for _, fields in found):
            agreed[lead] = first
            continue
        for line, _ in found:
            other = found[1][0] if line == first_line else first_line
            message = f"the lead `{lead:.40}` stands on line {other} too"
            hint = "keep one row: together they may not differ"
            span = Span(name, line, 1, line, 2)
            ledger.refuse(RowError("LP4003", message, hint=hint), span)
    return agreed
