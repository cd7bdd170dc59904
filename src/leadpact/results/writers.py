"""Results as text: a JSON document, JSON Lines, and CSV.

Each function yields pieces of text, so that nothing large is ever one string. The
same result gives the same text.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from leadpact.results.rows import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.results.collector import Results
    from leadpact.results.rows import Row


def json_text(results: Results) -> Iterator[str]:
    """A JSON document: head, summary, then the tables with a row on each line."""
    opening = _json({**results.head(), "summary": results.summary()}, indent=2)
    yield opening.removesuffix("\n}")
    for table in Table:
        yield f',\n  "{table.value}": ['
        before = "\n    "
        rows = results.rows(table)
        for row in rows:
            yield before + _json(row)
            before = ",\n    "
        yield "\n  ]" if rows else "]"
    yield "\n}\n"


def json_lines(results: Results) -> Iterator[str]:
    """JSON Lines: first the head and summary as table `run`, then a line a row."""
    head: Row = {"table": "run", **results.head(), "summary": results.summary()}
    yield _json(head) + "\n"
    for table in Table:
        for row in results.rows(table):
            yield _json({"table": table.value, **row}) + "\n"


def csv_text(results: Results, table: Table) -> Iterator[str]:
    """One table as CSV by RFC 4180, but for lines that end in a line feed alone.

    Nested values stand in columns with dots in their names, lists as JSON in one cell;
    what is absent is an empty cell.
    """
    buffer = io.StringIO(newline="")
    columns = results.columns(table)
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in results.rows(table):
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        cells = dict(_flat(row, ""))
        writer.writerow([cells[column] for column in columns])
    yield buffer.getvalue()


def _flat(row: Row, prefix: str) -> Iterator[tuple[str, object]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", _cell(value)


def _cell(value: object) -> object:
    # A flag reads `true`, as in JSON, not as Python spells it.
    return _json(value) if isinstance(value, list | bool) else value


def _json(value: object, *, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
