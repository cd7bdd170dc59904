"""Whether a mapping and a policy fit the columns of a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from leadpact.diagnostics import Diagnostic, Severity, Span, in_order, near
from leadpact.errors import RecordError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leadpact.sources.ledger import Ledger
    from leadpact.sources.tables import Table


@attrs.frozen
class Asked:
    """A column that a mapping names, and where the mapping names it.

    Attributes:
        column: Its name.
        span: The place in the mapping file, or ``None`` for a mapping without a file.
    """

    column: str
    span: Span | None


@attrs.frozen
class Places:
    """Places of a mapping file by dotted path: `a.b:` is the value of the key `a.b`."""

    spans: Mapping[str, Span]

    def asked(self, column: str, path: str) -> Asked:
        """A column with the place of the value that names it."""
        return Asked(column, self.at(path))

    def at(self, path: str) -> Span | None:
        """The place of a value."""
        return self.spans.get(f"{path}:")


def require(table: Table, asked: Iterable[Asked]) -> None:
    """Refuse a file whose header lacks columns that are asked for.

    Raises:
        RecordError: LP4010 for each of them.
    """
    if table.has_header and (found := _absent(table, asked, Severity.ERROR)):
        raise RecordError(in_order(found))


def note_absent(table: Table, asked: Iterable[Asked], ledger: Ledger) -> None:
    """Note columns that no row of a file without a header had, after its last row."""
    if not table.has_header and table.columns:
        ledger.notes += _absent(table, asked, Severity.WARNING)


def note_unknown(table: Table, known: Iterable[str], ledger: Ledger) -> None:
    """Note columns that are neither known nor blank: they are not read."""
    known = set(known)
    for column in sorted(table.columns - known - {""}):
        ledger.notes.append(
            Diagnostic(
                "LP4010",
                f"the column `{column}` is not read: nothing has this name",
                Span(table.name),
                near(column, known),
                Severity.NOTE,
            )
        )


def _absent(
    table: Table, asked: Iterable[Asked], severity: Severity
) -> list[Diagnostic]:
    return [
        Diagnostic(
            "LP4010",
            f"`{table.name}` has no column `{one.column}`",
            one.span or Span(table.name),
            _hint(one.column, table),
            severity,
        )
        for one in dict.fromkeys(asked)
        if one.column and one.column not in table.columns
    ]


def _hint(column: str, table: Table) -> str:
    header = "".join(table.columns)
    if len(table.columns) == 1 and (";" in header or "\t" in header):
        return "the columns of a CSV file are separated by commas"
    return near(column, table.columns)
