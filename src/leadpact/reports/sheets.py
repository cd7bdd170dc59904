"""Reports as a workbook: a sheet for each, with numbers that a spreadsheet can use."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from leadpact.extras import extra_package
from leadpact.language.types import Kind
from leadpact.reports.output import Quantity, columns_of, heading_of, worded
from leadpact.units import MICROSECONDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import attrs

    from leadpact.reports.output import Report

_DAY = 86_400
_CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook knows no zones
_MOST_WIDE: Final = 60
_FORMATS: Final[Mapping[str, Mapping[str, object]]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": "#56606b"},
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "number": {"num_format": "#,##0.##"},
    "whole": {"num_format": "#,##0"},
    "share": {"num_format": "0.0%"},
    "span": {"num_format": "[h]:mm:ss"},
    "date": {"num_format": "yyyy-mm-dd"},
    "money": {"num_format": "#,##0.00"},
    "text": {},
}


def reports_workbook(reports: Sequence[Report]) -> bytes:
    """A workbook with a sheet for each report; the same reports give the same bytes.

    Shares are numbers shown as percent, spans are shown as hours, minutes and seconds.

    Args:
        reports: At least one, each of another name.

    Raises:
        AgreementError: LP5002, `xlsxwriter` is not installed.
    """
    target = io.BytesIO()
    writer = extra_package("xlsxwriter", "workbooks", "reports")
    book = writer.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    title, _, _ = reports[0].title.partition(", ")
    book.set_properties({"title": title, "created": _CREATED})
    formats = {name: book.add_format(dict(look)) for name, look in _FORMATS.items()}
    for report in reports:
        _write(book.add_worksheet(report.name), report, formats)
    book.close()
    return target.getvalue()


def _write(sheet: Any, report: Report, formats: Mapping[str, Any]) -> None:  # noqa: ANN401 - of a package without types
    """One report: title, facts, and rows below a heading that stays in sight."""
    sheet.write_string(0, 0, report.title, formats["title"])
    for row, fact in enumerate(report.facts, start=1):
        sheet.write_string(row, 0, fact, formats["note"])
    top = len(report.facts) + 2
    fields = columns_of(report)
    for column, field in enumerate(fields):
        heading = heading_of(field)
        sheet.write_string(top, column, heading, formats["head"])
        told = (len(str(getattr(row, field.name) or "")) for row in report.rows)
        sheet.set_column(
            column, column, min(max([len(heading), *told]) + 2, _MOST_WIDE)
        )
    for number, row in enumerate(report.rows, start=top + 1):
        for column, field in enumerate(fields):
            _cell(sheet, (number, column), getattr(row, field.name), field, formats)
    if report.rows:
        sheet.freeze_panes(top + 1, 1)
        sheet.autofilter(top, 0, top + len(report.rows), len(fields) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _cell(
    sheet: Any,  # noqa: ANN401 - of a package without types
    place: tuple[int, int],
    value: object,
    field: attrs.Attribute[Any],
    formats: Mapping[str, Any],
) -> None:
    look, told = _told(value, field)
    if told is None:
        return
    match told:
        case date():
            midnight = datetime(told.year, told.month, told.day)  # noqa: DTZ001
            sheet.write_datetime(*place, midnight, formats[look])
        case str():
            sheet.write_string(*place, told, formats[look])
        case _:
            sheet.write_number(*place, told, formats[look])


def _told(  # noqa: PLR0911 - one case a kind
    value: object, field: attrs.Attribute[Any]
) -> tuple[str, Any]:
    """A value as a spreadsheet knows it, and how that is shown."""
    match value:
        case Quantity(number, Kind.DURATION):
            return "span", float(number / MICROSECONDS / _DAY)
        case Quantity(number, kind):
            looks = {Kind.PERCENT: "share", Kind.MONEY: "money", Kind.INTEGER: "whole"}
            return looks.get(kind, "number"), float(number)
        case Fraction():
            is_number = bool(field.metadata.get("number"))
            return "number" if is_number else "share", float(value)
        case timedelta():
            return "span", value.total_seconds() / _DAY
        case int():
            return "whole", value
        case Decimal():
            return "number", float(value)
        case date():
            return "date", value
    return "text", None if value is None else worded(str(value), field.metadata)
