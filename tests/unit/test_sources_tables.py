from __future__ import annotations

import gzip
import io
from decimal import Decimal

import pytest

from leadpact.diagnostics import Span
from leadpact.errors import RecordError
from leadpact.sources.inputs import Input, Meter, opened
from leadpact.sources.ledger import Ledger, OnError
from leadpact.sources.tables import Row, open_table


class Read:
    """A table read whole, with what became of its rows."""

    def __init__(
        self,
        data: bytes,
        *columns: str,
        name: str = "rows.csv",
        values: tuple[str, ...] = (),
    ) -> None:
        self.ledger = Ledger(OnError.SKIP)
        self.rows: list[Row] = []
        self.lines: list[int] = []
        self.places: list[Span] = []
        given = Input(name, io.BytesIO(data))
        with opened(given, Meter((given,), None)) as stream:
            table = open_table(given, stream, self.ledger)
            for words, found in table.rows(columns, values):
                # A table may add blanks to a row; nobody asked for them.
                self.rows.append((words[: len(columns)], found[: len(values)]))
                self.lines.append(table.line)
                self.places.append(table.place(columns[-1] if columns else ""))

    @property
    def words(self) -> list[tuple[str, ...]]:
        """The words of the rows."""
        return [words for words, _ in self.rows]

    @property
    def refused(self) -> list[tuple[str, int, int]]:
        """Code, line and column of the refused rows."""
        return [
            (one.code, one.span.line, one.span.column) for one in self.ledger.refused
        ]


def refusal(data: bytes, *columns: str, name: str = "rows.csv") -> RecordError:
    """The error that a table as a whole raises."""
    with pytest.raises(RecordError) as caught:
        Read(data, *columns, name=name)
    return caught.value


class TestCsv:
    """CSV by RFC 4180."""

    def test_columns_in_the_order_asked(self) -> None:
        """Cells come by name, in the order asked for; an empty name is a blank."""
        read = Read(b"a,b,c\n1,2,3\n", "c", "", "a", values=("b",))
        assert read.rows == [(("3", "", "1"), ("2",))]

    def test_quotes(self) -> None:
        """Quoted cells keep commas, doubled quotes and line breaks."""
        read = Read(b'a,b\r\n"x, ""y""","1\r\n2"\r\n', "a", "b")
        assert read.words == [('x, "y"', "1\r\n2")]

    def test_physical_lines(self) -> None:
        """A row has the line it starts on, also after cells of several lines."""
        read = Read(b'a,b\n"1\n2",x\n\n3,y\n"4\n\n5",z\n6,w', "a")
        assert read.lines == [2, 5, 6, 9]

    def test_blank_lines_are_no_rows(self) -> None:
        """Blank lines are passed over and not counted."""
        read = Read(b"a,b\n\n1,2\n\n", "a")
        assert read.ledger.rows == 1

    def test_byte_order_mark(self) -> None:
        """A byte order mark is no part of the first column's name."""
        assert Read(b"\xef\xbb\xbfa,b\n1,2\n", "a").words == [("1",)]

    def test_unicode(self) -> None:
        """Cells are UTF-8; line and paragraph separators end no line."""
        data = "a,b\nÅsa\u2028\x85,2\n".encode()
        read = Read(data, "a")
        assert read.words == [("Åsa\u2028\x85",)]

    @pytest.mark.parametrize("row", [b"1", b"1,2,3", b"1,2,", b" "])
    def test_shape(self, row: bytes) -> None:
        """A row with another number of cells than the header is refused."""
        read = Read(b"a,b\n1,2\n" + row + b"\n3,4\n", "a")
        assert read.words == [("1",), ("3",)]
        assert read.refused == [("LP4003", 3, 1)]
        assert read.ledger.rows == 3

    def test_not_csv(self) -> None:
        """A row that is not CSV is refused, and the next one is read."""
        read = Read(b'a,b\n"1"x,2\n3,4\n', "a")
        assert read.words == [("3",)]
        assert read.refused == [("LP4003", 2, 1)]

    def test_open_quote(self) -> None:
        """A quote that is never closed is reported where its row starts."""
        read = Read(b'a,b\n1,2\n3,"4\n5,6\n', "a")
        assert read.words == [("1",)]
        assert read.refused == [("LP4003", 3, 1)]

    def test_carriage_return_alone(self) -> None:
        """A lone carriage return ends no line and stands in no plain cell."""
        read = Read(b"a,b\n1,2\r3,4\n", "a")
        assert read.words == []
        assert read.refused == [("LP4003", 2, 1)]

    def test_place_of_a_cell(self) -> None:
        """A cell's place is its column of characters in its physical line."""
        read = Read('a,b,c\n"é, ""x""",22,333\n,,\n'.encode(), "a", "b", "c")
        assert read.places == [
            Span("rows.csv", 2, 15, 2, 18),
            Span("rows.csv", 3, 3, 3, 4),
        ]

    def test_place_after_a_line_break(self) -> None:
        """After a cell of two lines, the place is on the second of them."""
        read = Read(b'a,b\n"1\n2",33\n', "a", "b")
        assert read.places == [Span("rows.csv", 3, 4, 3, 6)]

    def test_place_of_a_cell_of_two_lines(self) -> None:
        """A cell of two lines starts on the first and ends on the second."""
        read = Read(b'a,b\n0,"1\n22"\n', "a", "b")
        assert read.places == [Span("rows.csv", 2, 3, 3, 4)]

    @pytest.mark.parametrize("data", [b"", b"\n1,2\n"])
    def test_no_header(self, data: bytes) -> None:
        """A file without a line of column names cannot be read."""
        assert refusal(data, "a").diagnostics[0].code == "LP4001"

    def test_header_is_not_csv(self) -> None:
        """A header that is not CSV is no header."""
        assert refusal(b'"a"x,b\n', "a").diagnostics[0].code == "LP4001"

    def test_column_twice(self) -> None:
        """A column that stands twice is refused if it is asked for, else not."""
        assert refusal(b"a,a,b\n", "a").diagnostics[0].code == "LP4003"
        assert Read(b"a,a,b\n1,2,3\n", "b").words == [("3",)]


class TestJsonLines:
    """JSON Lines."""

    def read(self, data: bytes, *columns: str, values: tuple[str, ...] = ()) -> Read:
        """Rows of JSON Lines."""
        return Read(data, *columns, name="rows.jsonl", values=values)

    def test_words_are_text(self) -> None:
        """Words are spelt as JSON spells them; absent and null are empty."""
        data = b'{"a": 7, "b": 1.50, "c": true, "d": false, "e": null, "f": "x"}\n'
        read = self.read(data, "a", "b", "c", "d", "e", "f", "g", "")
        assert read.words == [("7", "1.50", "true", "false", "", "x", "", "")]

    def test_values_keep_their_type(self) -> None:
        """Values are as JSON has them, decimals exact."""
        data = b'{"a": 7, "b": 0.1, "c": true, "d": null, "e": "x"}\n'
        read = self.read(data, values=("a", "b", "c", "d", "e", "f"))
        assert read.rows == [((), (7, Decimal("0.1"), True, None, "x", None))]

    def test_inner_objects(self) -> None:
        """A key of an inner object is a column with a dot."""
        data = b'{"id": 1, "data": {"a": 2, "deep": {"b": 3}, "none": {}}}\n'
        read = self.read(data, "id", "data.a", "data.deep.b", "data")
        assert read.words == [("1", "2", "3", "")]

    def test_blank_lines_are_no_rows(self) -> None:
        """Blank lines are passed over; lines count on."""
        read = self.read(b'\n{"a": 1}\r\n \n{"a": 2}', "a")
        assert read.words == [("1",), ("2",)]
        assert read.lines == [2, 4]
        assert read.ledger.rows == 2

    @pytest.mark.parametrize(
        ("line", "code"),
        [
            (b"[1]", "LP4003"),
            (b'"a"', "LP4003"),
            (b"{", "LP4003"),
            (b'{"a": 1} x', "LP4003"),
            (b'{"a": 1, "a": 1}', "LP4003"),
            (b'{"b": {"c": 1, "c": 2}}', "LP4003"),
            (b'{"b": {"c": 1}, "b.c": 2}', "LP4003"),
            (b'{"a": NaN}', "LP4003"),
            (b'{"a": -Infinity}', "LP4003"),
            (b'{"a": [1]}', "LP4003"),
            (b'{"a": "\\ud800"}', "LP4003"),
            (b'{"\\uDC00": 1}', "LP4003"),
            (b'{"a": 1e99999999999999999999}', "LP4006"),
            (b'{"a": ' + b"[" * 100_000, "LP4003"),
            (b'{"a": ' * 100_000, "LP4003"),
        ],
    )
    def test_refuses(self, line: bytes, code: str) -> None:
        """A line that is no plain object is refused, and the next one is read."""
        read = self.read(line + b'\n{"a": 2}\n', "a")
        assert read.words == [("2",)]
        assert read.refused == [(code, 1, 1)]
        assert read.ledger.rows == 2

    def test_surrogate_pair(self) -> None:
        """Two halves of a character are one character."""
        assert self.read(b'{"a": "\\ud83d\\ude00"}\n', "a").words == [("😀",)]

    def test_huge_integer(self) -> None:
        """An integer of thousands of digits is read as it is, for others to judge."""
        digits = b"9" * 5000
        read = self.read(b'{"a": ' + digits + b"}\n", values=("a",))
        assert read.rows == [((), (Decimal(digits.decode()),))]

    def test_list_nobody_asked_for(self) -> None:
        """A list is no mistake in a column that is not read."""
        assert self.read(b'{"a": 1, "b": [2]}\n', "a").words == [("1",)]


class TestFormat:
    """How the format is told."""

    @pytest.mark.parametrize(
        "name", ["x.jsonl", "x.ndjson", "X.JSONL", "x.jsonl.gz", "-", "x.txt"]
    )
    def test_json_lines(self, name: str) -> None:
        """The name tells JSON Lines, or else a brace at the start."""
        assert Read(b'\xef\xbb\xbf \n{"a": 1}\n', "a", name=name).words == [("1",)]

    @pytest.mark.parametrize("name", ["x.csv", "x.CSV.gz", "-", "x.txt"])
    def test_csv(self, name: str) -> None:
        """Everything else is CSV."""
        assert Read(b"a,b\n1,2\n", "a", name=name).words == [("1",)]

    @pytest.mark.parametrize("name", ["x.csv", "x.csv.gz", "-"])
    def test_gzip_by_content(self, name: str) -> None:
        """Content tells gzip, not the name; members in a row are one file."""
        data = gzip.compress(b"a,b\n1,") + gzip.compress(b"2\n3,4\n")
        assert Read(data, "a", name=name).words == [("1",), ("3",)]
