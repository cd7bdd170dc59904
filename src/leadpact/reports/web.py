"""Reports as one HTML page, in the look of the dashboard."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import attrs
import jinja2

from leadpact.reports.output import NOTHING, table_of
from leadpact.text_tables import is_numeric

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leadpact.reports.output import Report


@attrs.frozen
class _Section:
    """One report as the template shows it."""

    name: str
    title: str
    facts: tuple[str, ...]
    columns: tuple[str, ...]
    is_number: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


def reports_html(reports: Sequence[Report]) -> str:
    """A page that opens offline and asks for nothing, with a table for each report.

    Args:
        reports: At least one.
    """
    files = resources.files(__package__)
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    template = environment.from_string((files / "report.html.j2").read_text("utf-8"))
    title, _, _ = reports[0].title.partition(", ")
    return template.render(
        title=title,
        sections=[_section(report) for report in reports],
        nothing=NOTHING,
        style=(files / "dashboard" / "style.css").read_text("utf-8"),
    )


def _section(report: Report) -> _Section:
    table = table_of(report)
    _, _, tells = report.title.partition(": ")
    return _Section(
        name=report.name,
        title=tells,
        facts=report.facts,
        columns=table.columns,
        is_number=tuple(
            all(is_numeric(row[place]) for row in table.rows)
            for place in range(len(table.columns))
        ),
        rows=table.rows,
    )
