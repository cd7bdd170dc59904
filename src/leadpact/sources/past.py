"""Past periods from a file: the monthly table of leads, customers and revenue."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from leadpact.language.types import Kind, Type
from leadpact.model.past import PastPeriod
from leadpact.model.values import FieldError, from_text
from leadpact.sources.columns import Asked, require
from leadpact.sources.inputs import Input, Meter, opened
from leadpact.sources.ledger import Ledger, OnError, RowError
from leadpact.sources.tables import open_table
from leadpact.units import Money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leadpact.sources.tables import Table

_NEEDED: Final = ("period", "leads", "customers", "revenue")
_COLUMNS: Final = (*_NEEDED, "total_revenue", "segment")
#: `2026-03` in place of a date, for its first day.
_MONTH_LENGTH: Final = 7


def read_past(given: Input, currency: str) -> tuple[PastPeriod, ...]:
    """Past periods from columns named after the attributes of ``PastPeriod``.

    The column of the first day is `period`: a date, or a month as `2026-03`. The
    columns `total_revenue` and `segment` need not be there; others are not read.

    Args:
        given: The file.
        currency: ISO 4217 code of the amounts.

    Raises:
        RecordError: The file cannot be read, lacks a column, or has a cell that is
            none, or two rows of one period and segment.
    """
    ledger = Ledger(OnError.STOP)
    found: dict[tuple[date, str], PastPeriod] = {}
    with opened(given, Meter((given,), None)) as stream:
        table = open_table(given, stream, ledger)
        require(table, [Asked(column, None) for column in _NEEDED])
        for words, _ in table.rows(_present(table), ()):
            try:
                row = _row(words, currency)
            except RowError as error:
                ledger.refuse(error, table.place(error.column))
                continue
            if found.setdefault((row.first, row.segment), row) is not row:
                message = f"`period`: {row.first} stands in an earlier row too"
                ledger.refuse(RowError("LP4003", message), table.place("period"))
    ledger.settle()
    return tuple(found[key] for key in sorted(found))


def _present(table: Table) -> list[str]:
    """The columns to ask for; an empty name gives an empty word."""
    return [
        column if not table.has_header or column in table.columns else ""
        for column in _COLUMNS
    ]


def _row(words: Sequence[str], currency: str) -> PastPeriod:
    period, leads, customers, revenue, total, segment = words[: len(_COLUMNS)]
    row = PastPeriod(
        _day(period),
        segment.strip(),
        _count("leads", leads),
        _count("customers", customers),
        _amount("revenue", revenue, currency),
        _amount("total_revenue", total, currency) if total.strip() else None,
    )
    if row.total_revenue is not None and row.revenue > row.total_revenue:
        message = "`total_revenue` is less than `revenue`, which is a part of it"
        raise RowError("LP4003", message, "total_revenue")
    return row


def _day(word: str) -> date:
    text = word.strip()
    whole = f"{text}-01" if len(text) == _MONTH_LENGTH else text
    try:
        return date.fromisoformat(whole)
    except ValueError:
        hint = "write the first day of the period, or a month as `2026-03`"
        message = f"`period`: `{text:.40}` is no date"
        raise RowError("LP4003", message, "period", hint) from None


def _count(column: str, word: str) -> int:
    value = _value(column, word, Type(Kind.INTEGER), "")
    assert isinstance(value, Decimal | int)  # noqa: S101 - of that type
    return int(value)


def _amount(column: str, word: str, currency: str) -> Decimal:
    value = _value(column, word, Type(Kind.MONEY), currency)
    assert isinstance(value, Money)  # noqa: S101 - of that type
    return value.amount


def _value(column: str, word: str, expected: Type, currency: str) -> object:
    """A value that is there, and not below zero."""
    try:
        value = from_text(word.strip(), expected, currency)
    except FieldError as error:
        message = f"`{column}`: {error}"
        raise RowError(error.code, message, column, error.hint) from None
    size = value.amount if isinstance(value, Money) else value
    if not isinstance(size, Decimal | int):
        raise RowError("LP4003", f"`{column}`: a number is missing", column)
    if size < 0:
        raise RowError("LP4003", f"`{column}`: {size} is below zero", column)
    return value
