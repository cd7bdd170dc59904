"""Reports on a terminal: tables in colour, with a bar for what is a part of a whole."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs
from rich.bar import Bar
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leadpact.cli.terminal import printable
from leadpact.reports.output import NOTHING, table_of
from leadpact.reports.waterfall import WaterfallDay
from leadpact.text_tables import is_numeric

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.reports.output import Report

_BAR = 24


def drawn(reports: Sequence[Report], width: int) -> str:
    """Reports as text with colours and bars.

    Args:
        reports: The reports.
        width: Columns of the terminal.
    """
    target = io.StringIO()
    console = Console(
        file=target,
        force_terminal=True,
        width=width,
        highlight=False,
        legacy_windows=False,
    )
    for number, report in enumerate(reports):
        if number:
            console.print()
        console.print(Text(printable(report.title), "bold"))
        for fact in report.facts:
            console.print(Text(printable(fact), "dim"))
        console.print()
        console.print(_table(report) if report.rows else Text(f"  {NOTHING}", "dim"))
    return target.getvalue()


def _table(report: Report) -> Table:
    """The rows, and a bar at the end of each if it tells a part of a whole."""
    shown = table_of(report)
    table = Table(box=None, header_style="dim", pad_edge=True)
    for place, name in enumerate(shown.columns):
        is_number = all(is_numeric(row[place]) for row in shown.rows)
        table.add_column(name, justify="right" if is_number else "left")
    parts = [*_parts(report)]
    if parts:
        table.add_column("")
    for place, row in enumerate(shown.rows):
        cells: list[Any] = [Text(printable(cell)) for cell in row]
        if parts:
            cells.append(_bar(parts[place]))
        table.add_row(*cells)
    return table


def _parts(report: Report) -> Iterator[float | None]:
    """The part that each row tells: so far of the goal, else its first share."""
    if report.kind is WaterfallDay:
        for row in report.rows:
            whole = next(
                one.goal
                for one in reversed(report.rows)
                if one.goal_name == row.goal_name
            )
            yield None if row.so_far is None else float(row.so_far / whole)
        return
    shares = [
        field.name
        for field in attrs.fields(report.kind)
        if "Fraction" in str(field.type) and not field.metadata
    ]
    if shares:
        for row in report.rows:
            value = getattr(row, shares[0])
            yield float(value) if isinstance(value, Fraction) else None


def _bar(part: float | None) -> Any:  # noqa: ANN401 - of a package with its own types
    if part is None:
        return ""
    return Bar(1, 0, min(max(part, 0), 1), width=_BAR, color="cyan")
