"""Reports as text, Markdown, CSV and JSON: one row of a class for each line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs

from leadpact.language.types import Kind
from leadpact.results.values import number_to_data
from leadpact.text_tables import Table, aligned, escaped
from leadpact.units import MICROSECONDS, Money, plain
from leadpact.wording.amounts import Amounts
from leadpact.wording.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

#: The format of the JSON.
FORMAT = 1
#: Marks a fraction that is a number, and no share.
NUMBER: Mapping[str, bool] = {"number": True}
#: Marks a span on the clock of a promise, which knows hours and no days.
CLOCK: Mapping[str, bool] = {"clock": True}
#: Marks a name of the policy, whose underscores people read as spaces.
NAME: Mapping[str, bool] = {"name": True}
#: Marks what only programs need, since people see it in other columns.
DATA: Mapping[str, bool] = {"data": True}
#: Marks what only JSON holds, since it has parts of its own.
NESTED: Mapping[str, bool] = {"data": True, "nested": True}
#: What stands where a report has no rows.
NOTHING = "nothing to tell of these days"
_PLACES = 6
_HUNDRED = 100


@attrs.frozen
class Quantity:
    """A number of a kind that differs from row to row.

    Attributes:
        number: The number; of a share a part of 1, of a time microseconds.
        kind: What it is.
        currency: Of money.
    """

    number: Fraction
    kind: Kind
    currency: str


def unit_of(kind: Kind, currency: str) -> str:
    """The unit of a quantity, for programs.

    Returns:
        `count`, `share` (a part of 1), `seconds`, `number`, or the currency.
    """
    units = {
        Kind.INTEGER: "count",
        Kind.PERCENT: "share",
        Kind.DURATION: "seconds",
        Kind.DECIMAL: "number",
    }
    return units.get(kind, currency)


@attrs.frozen
class Report:
    """Rows of one class, with what they tell of.

    Attributes:
        name: Of the report, such as `kept`.
        title: What a reader sees first.
        facts: As of when, which days, and what to know of the numbers.
        kind: The class of the rows.
        rows: The rows.
    """

    name: str
    title: str
    facts: tuple[str, ...]
    kind: type[Any]
    rows: Sequence[Any]


def report_text(report: Report) -> Iterator[str]:
    """Lines for people."""
    yield report.title
    yield from report.facts
    yield ""
    if report.rows:
        yield from aligned(table_of(report))
    else:
        yield f"  {NOTHING}"


def report_markdown(report: Report) -> str:
    """A table for a comment or a wiki."""
    table = table_of(report)
    lines = [f"### {escaped(report.title)}", "", *map(escaped, report.facts), ""]
    if not report.rows:
        return "\n".join([*lines, NOTHING]) + "\n"
    rows = [
        table.columns,
        ("---",) * len(table.columns),
        *(tuple(map(escaped, row)) for row in table.rows),
    ]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def report_csv(report: Report) -> str:
    """Rows for a spreadsheet; shares are parts of 1, spans seconds."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    names = [
        field.name
        for field in attrs.fields(report.kind)
        if not field.metadata.get("nested")
    ]
    writer.writerow(names)
    for row in report.rows:
        values = _plain(row)
        writer.writerow(
            ["" if values[name] is None else values[name] for name in names]
        )
    return target.getvalue()


def reports_json(reports: Sequence[Report]) -> str:
    """Rows for programs; shares and spans as in CSV. Several reports are a list."""
    data = [
        {
            "format": FORMAT,
            "report": report.name,
            "title": report.title,
            "facts": list(report.facts),
            "rows": [_plain(row) for row in report.rows],
        }
        for report in reports
    ]
    told = data[0] if len(data) == 1 else data
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _plain(row: Any) -> dict[str, object]:  # noqa: ANN401 - of the class of a report
    """A row as values of JSON."""
    return {
        field.name: _value(getattr(row, field.name))
        for field in attrs.fields(type(row))
    }


def _value(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Quantity):
        seconds = value.number / MICROSECONDS
        return _value(seconds if value.kind is Kind.DURATION else value.number)
    if isinstance(value, Fraction):
        is_whole = value.denominator == 1
        return value.numerator if is_whole else float(round(value, _PLACES))
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return number_to_data(value)
    return value.isoformat() if isinstance(value, date) else value


def table_of(report: Report) -> Table:
    """The rows as texts, without columns that are empty throughout."""
    teller = _Shown()
    fields = columns_of(report)
    rows = tuple(
        tuple(teller.cell(getattr(row, field.name), field.metadata) for field in fields)
        for row in report.rows
    )
    return Table(report.title, tuple(map(heading_of, fields)), rows)


def columns_of(report: Report) -> list[attrs.Attribute[Any]]:
    """The columns that people see: none that is empty throughout, or for programs."""
    return [
        field
        for field in attrs.fields(report.kind)
        if not field.metadata.get("data")
        and any(getattr(row, field.name) not in {None, ""} for row in report.rows)
    ]


def heading_of(field: attrs.Attribute[Any]) -> str:
    """What a column is called."""
    return field.name.replace("_", " ")


def worded(text: str, metadata: Mapping[str, object]) -> str:
    """A text for people; ids and values stand as they are."""
    return text.replace("_", " ") if metadata.get("name") else text


def shown(value: object) -> str:
    """One value as reports tell it to people; an empty text for none."""
    return _Shown().cell(value, {})


class _Shown:
    """Values for people."""

    def __init__(self) -> None:
        self._amounts = Amounts(Catalogue.load("en"))
        self._kinds: dict[type, Callable[[Any], str]] = {
            int: self._amounts.number,
            Decimal: lambda value: self._amounts.number(round(value, 2)),
            Quantity: self._quantity,
        }

    def cell(self, value: object, metadata: Mapping[str, object]) -> str:
        """One value; an empty text for none."""
        if value is None:
            return ""
        if isinstance(value, Fraction):
            return self._number(value) if metadata else self._share(value)
        if isinstance(value, timedelta):
            return self._span(value, metadata)
        if isinstance(value, str):
            return worded(value, metadata)
        return self._kinds.get(type(value), str)(value)

    def _quantity(self, value: Quantity) -> str:
        match value.kind:
            case Kind.PERCENT:
                return self._share(value.number)
            case Kind.DURATION:
                return self._amounts.open_time(round(value.number))
            case Kind.MONEY:
                cents = round(
                    Decimal(value.number.numerator) / value.number.denominator, 2
                )
                return self._amounts.money(Money(cents, value.currency))
        return self._number(value.number)

    def _share(self, value: Fraction) -> str:
        """A share with one digit; never more than it is."""
        tenths = value * _HUNDRED * 10 // 1
        return f"{plain(Decimal(tenths).scaleb(-1))}%"

    def _number(self, value: Fraction) -> str:
        tenths = value * 10 // 1
        return self._amounts.number(Decimal(tenths).scaleb(-1))

    def _span(self, value: timedelta, metadata: Mapping[str, object]) -> str:
        exact = round(value / timedelta(microseconds=1))
        tell = self._amounts.open_time if metadata else self._amounts.elapsed
        return tell(exact)
