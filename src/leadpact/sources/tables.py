"""Rows of CSV and JSON Lines: the columns that are asked for, and their places.

Both kinds of table give a row as two tuples: words, which are text whatever they were
in the file, and values, which keep the type that JSON gave them. A blank or absent
cell is an empty word; as a value it is ``""`` in CSV and ``None`` in JSON Lines.
"""

from __future__ import annotations

import csv
import json
import operator
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final, NoReturn, Protocol, TypeAlias

from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import RecordError
from leadpact.sources.inputs import is_json_lines, lines, unreadable
from leadpact.sources.ledger import RowError

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from leadpact.sources.inputs import Input
    from leadpact.sources.ledger import Ledger

#: The words and the values of one row, in the order that they were asked for.
Row: TypeAlias = tuple[tuple[str, ...], tuple[object, ...]]

#: One cell of a CSV record: quoted, with what may wrongly follow, or plain.
_CELL: Final = re.compile(r'(?:"[^"]*(?:""[^"]*)*"?)?[^,\r\n]*')
#: Integers of more digits are far outside the limits, and slow to make.
_LONGEST_INTEGER: Final = 40


class Table(Protocol):
    """Rows of one file, read once."""

    #: What diagnostics call the file.
    name: str
    #: Line on which the latest row starts, counted from 1.
    line: int

    @property
    def columns(self) -> AbstractSet[str]:
        """Columns of the header or, in JSON Lines, those met so far."""

    @property
    def has_header(self) -> bool:
        """Whether ``columns`` are all the columns from the start."""

    def rows(self, words: Sequence[str], values: Sequence[str]) -> Iterator[Row]:
        """The rows that can be read; the others are entered in the ledger.

        Args:
            words: Columns to give as text; an empty name gives an empty word.
            values: Columns to give as they are.

        Raises:
            RecordError: The file cannot be read to its end.
        """

    def place(self, column: str = "") -> Span:
        """Where the latest row stands or, if that can be told, its cell."""


def open_table(given: Input, stream: io.BufferedReader, ledger: Ledger) -> Table:
    """The rows of an opened input, by the format that its name or content tells.

    Raises:
        RecordError: LP4001 if it has no first line to read.
    """
    if is_json_lines(given, stream):
        return JsonTable(given.name, stream, ledger)
    return CsvTable(given.name, stream, ledger)


class CsvTable:
    """Rows of a CSV file by RFC 4180: commas, double quotes, a header line."""

    has_header: Final = True

    def __init__(self, name: str, stream: io.BufferedReader, ledger: Ledger) -> None:
        self.line = 1
        self.name = name
        self._ledger = ledger
        #: Physical lines of the latest record, to find the column of a mistake.
        self._record: list[str] = []
        self._reader = csv.reader(self._keep(lines(name, stream)), strict=True)
        try:
            self._header = next(self._reader, [])
        except csv.Error as error:
            raise unreadable(f"the header is not CSV: {error}", Span(name)) from None
        if not self._header:
            message = f"`{name}` does not start with a line of column names"
            raise unreadable(message, Span(name))
        self.columns = frozenset(self._header)

    def _keep(self, source: Iterator[str]) -> Iterator[str]:
        for line in source:
            self._record.append(line)
            yield line

    def rows(self, words: Sequence[str], values: Sequence[str]) -> Iterator[Row]:
        """See ``Table``; a row must have as many cells as the header."""
        pick_words, pick_values = self._picker(words), self._picker(values)
        width, ledger = len(self._header), self._ledger
        for cells in self._records():
            if len(cells) == width:
                ledger.rows += 1
                cells.append("")
                yield pick_words(cells), pick_values(cells)
            elif cells:  # A blank line is no row.
                ledger.rows += 1
                message = f"expected {width} cells, found {len(cells)}"
                ledger.refuse(RowError("LP4003", message), self.place())

    def _records(self) -> Iterator[list[str]]:
        """Records with ``line`` set; those that are not CSV go to the ledger."""
        reader = self._reader
        while True:
            self._record.clear()
            self.line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                self._ledger.rows += 1
                hint = "a cell with a quote, comma or line break stands in quotes"
                found = RowError("LP4003", f"the row is not CSV: {error}", hint=hint)
                self._ledger.refuse(found, self.place())
                continue
            if cells is None:
                return
            yield cells

    def _picker(self, names: Sequence[str]) -> Callable[[list[str]], tuple[str, ...]]:
        """What takes the named cells out of a record that ends in a blank cell."""
        blank = len(self._header)
        at = [self._index(name) if name else blank for name in names]
        # With two more blanks the result is a tuple, however few the names are.
        return operator.itemgetter(*at, blank, blank)

    def _index(self, name: str) -> int:
        if self._header.count(name) > 1:
            message = f"the column `{name}` stands twice in the header"
            raise RecordError([Diagnostic("LP4003", message, Span(self.name))])
        return self._header.index(name)

    def place(self, column: str = "") -> Span:
        """See ``Table``; a quoted cell may span lines."""
        if not column or column not in self.columns:
            return Span(self.name, self.line, 1, self.line, 2)
        text = "".join(self._record)
        start = end = 0
        for index in range(self._header.index(column) + 1):
            start = end + 1 if index else 0
            found = _CELL.match(text, start)
            end = found.end() if found else start
        line, first = _position(text, start)
        last_line, last = _position(text, end)
        line, last_line = line + self.line - 1, last_line + self.line - 1
        if (last_line, last) <= (line, first):
            last = first + 1
        return Span(self.name, line, first, last_line, last)


def _position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


class JsonTable:
    """Rows of a JSON Lines file: an object a line.

    The column ``a.b`` is the key ``b`` of the object under the key ``a``.
    """

    has_header: Final = False

    def __init__(self, name: str, stream: io.BufferedReader, ledger: Ledger) -> None:
        self.line = 0
        self.columns: set[str] = set()
        self.name = name
        self._ledger = ledger
        self._lines = lines(name, stream)

    def rows(self, words: Sequence[str], values: Sequence[str]) -> Iterator[Row]:
        """See ``Table``."""
        for line, text in enumerate(self._lines, 1):
            self.line = line
            if text.isspace():
                continue
            self._ledger.rows += 1
            try:
                cells = _read_object(text)
                row = (
                    tuple(_word(cells, name) if name else "" for name in words),
                    tuple(_single(cells, name) for name in values),
                )
            except RowError as error:
                self._ledger.refuse(error, self.place())
                continue
            if not self.columns.issuperset(cells):
                self.columns.update(cells)
            yield row

    def place(self, column: str = "") -> Span:  # noqa: ARG002 - keys have no place
        """See ``Table``."""
        return Span(self.name, self.line, 1, self.line, 2)


def _read_object(text: str) -> dict[str, object]:
    """The object of one line, its inner objects made columns with dots.

    Raises:
        RowError: LP4003 if the line is no object, or has a key twice.
    """
    try:
        found: object = _DECODER.decode(text)
        if not isinstance(found, dict):
            raise RowError("LP4003", "expected an object in `{ }`")
        if dict in map(type, found.values()):
            found = _unique(list(_flat(found, "")))
    except json.JSONDecodeError as error:
        message = f"the line is not JSON: {error.msg} at character {error.pos + 1}"
        raise RowError("LP4003", message) from None
    except RecursionError:
        raise RowError("LP4003", "the line is nested too deep") from None
    if "\\ud" in text.lower():  # The escape of half a character, perhaps.
        _refuse_halves(found)
    return found


def _flat(cells: dict[str, object], prefix: str) -> Iterator[tuple[str, object]]:
    for key, value in cells.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise RowError("LP4003", f"the key `{twice}` stands twice")
    return found


def _refuse_halves(cells: dict[str, object]) -> None:
    """Refuse text that no file could hold: surrogates without their other half."""
    try:
        json.dumps(cells, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        message = "a `\\ud…` escape is half a character"
        raise RowError("LP4003", message) from None


def _integer(text: str) -> int | Decimal:
    return int(text) if len(text) < _LONGEST_INTEGER else _decimal(text)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # The exponent has too many digits.
        raise RowError("LP4006", f"the number `{text:.40}` is too large") from None


def _no_constant(text: str) -> NoReturn:
    raise RowError("LP4003", f"`{text}` is not JSON")


_DECODER: Final = json.JSONDecoder(
    parse_int=_integer,
    parse_float=_decimal,
    parse_constant=_no_constant,
    object_pairs_hook=_unique,
)


def _single(cells: dict[str, object], name: str) -> object:
    value = cells.get(name)
    if isinstance(value, list):
        raise RowError("LP4003", f"`{name}`: expected one value, found a list", name)
    return value


def _word(cells: dict[str, object], name: str) -> str:
    """A value as text, spelt as JSON spells it; absent and null are empty."""
    value = _single(cells, name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
