from __future__ import annotations

import cattrs
import pytest
from builders_mistakes import marked

from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import PolicyError
from leadpact.loading.composer import compose, decode
from leadpact.loading.document import (
    MOST_MISTAKES,
    Document,
    Entries,
    InvalidNodeError,
    Items,
    Scalar,
    refuse,
    report,
    shape,
)

CONVERTER = cattrs.Converter()


def scalar(text: str, key: str = "a") -> Scalar:
    """The text under a key of a file."""
    _, found = compose(decode("file", text.encode(), CONVERTER), "").entries[key]
    assert isinstance(found, Scalar)
    return found


class TestDocument:
    """A file on its way to values."""

    @pytest.mark.parametrize(
        ("start", "end", "span"),
        [
            (0, 2, Span("file", 1, 1, 1, 3)),
            (1, 4, Span("file", 1, 2, 2, 2)),
            (3, 5, Span("file", 2, 1, 2, 3)),
            (5, 6, Span("file", 2, 3, 2, 4)),
            (5, 7, Span("file", 2, 3, 4, 1)),
            (7, 7, Span("file", 4, 1, 4, 2)),
        ],
    )
    def test_span(self, start: int, end: int, span: Span) -> None:
        """Offsets are counted in lines and columns from 1."""
        assert Document("file", "ab\ncd\n\n", CONVERTER).span(start, end) == span

    def test_error(self) -> None:
        """The error tells mistakes by place, each once, with the text."""
        document = Document("file", "ab\ncd", CONVERTER)
        second = Diagnostic("LP1005", "second", document.span(3, 4))
        first = Diagnostic("LP1006", "first", document.span(0, 1))
        document.diagnostics.extend((second, first, second))
        error = document.error()
        assert error.diagnostics == (first, second)
        assert error.sources == {"file": "ab\ncd"}

    def test_limit(self) -> None:
        """With too many mistakes the file is refused, and says so first."""
        document = Document("file", "ab", CONVERTER)
        for number in range(1, MOST_MISTAKES):
            document.add(Diagnostic("LP1005", f"{number}", document.span(1, 2)))
        with pytest.raises(PolicyError) as caught:
            document.add(Diagnostic("LP1005", "last", document.span(1, 2)))
        first, *others = caught.value.diagnostics
        assert first.code == "LP1011"
        assert first.message == "the file has 200 mistakes or more: the first are told"
        assert len(others) == MOST_MISTAKES


class TestLocate:
    """Parts of a text have their place in the file, however the text is written."""

    @pytest.mark.parametrize(
        ("text", "part", "shown"),
        [
            ("a: one two\n", "two", "two"),
            ("a: 'one two'\n", "two", "two"),
            ('a: "one two"\n', "two", "two"),
            ("a: 🚀 é two\n", "two", "two"),
            ("a: 'it''s two'\n", "two", "two"),
            ("a: 'it''s two'\n", "it's", "it''s"),
            ("a: 'it''s two'\n", "'", "''"),
            ('a: "say \\"x\\" two"\n', "two", "two"),
            ('a: "say \\"x\\" two"\n', '"x"', '\\"x\\"'),
            ('a: "n\\u00e9e \\x41 \\U0001F680 \\t two"\n', "two", "two"),
            ('a: "n\\u00e9e two"\n', "é", "\\u00e9"),
            ('a: "\\\\ two"\n', "\\", "\\\\"),
            ("a: one\n  two\n", "two", "two"),
            ("a: one   \n   two three\n", "three", "three"),
            ("a: 'one\n  two'\n", "two", "two"),
            ('a: "one \\"x\\"\n   two"\n', "two", "two"),
            ("a: >\n  one\n  two\n", "two", "two"),
            ("a: >- # note\n     one\n     two three\n", "three", "three"),
            ("a: |\n  one\n  two\n", "two", "two"),
            ("a: one\n  two\n", "one two", "one\n  two"),
        ],
    )
    def test_parts(self, text: str, part: str, shown: str) -> None:
        """The span of a part marks what stands for it in the file."""
        node = scalar(text)
        start = node.text.index(part)
        assert marked(node.locate(start, start + len(part)), text) == shown

    @pytest.mark.parametrize(
        ("text", "column"),
        [("a: one\n", 7), ("a: 'one'\n", 8), ('a: "o\\"e"\n', 9), ("a: one", 7)],
    )
    def test_end(self, text: str, column: int) -> None:
        """The place behind a text is one character wide."""
        node = scalar(text)
        size = len(node.text)
        assert node.locate(size, size) == Span("file", 1, column, 1, column + 1)

    @pytest.mark.parametrize(
        "text", ['a: "one\\\n  two"\n', "a: |\n    one\n   \n    two\n    six\n"]
    )
    def test_inexact(self, text: str) -> None:
        """Where parts cannot be followed, the whole value is the place."""
        node = scalar(text)
        start = node.text.index("two")
        found = node.locate(start, start + 3)
        assert found == node.span or marked(found, text) == "two"


class TestReports:
    """What is wrong is told to the document."""

    def test_report(self) -> None:
        """A report stands at its node, or where it is told to stand."""
        node = scalar("a: b\n")
        report(node, "LP1009", "first")
        report(node, "LP1009", "second", "do it", Span("file", 9))
        assert node.document.diagnostics == [
            Diagnostic("LP1009", "first", node.span),
            Diagnostic("LP1009", "second", Span("file", 9), "do it"),
        ]

    def test_refuse(self) -> None:
        """A refused node is left, with nothing kept of it."""
        node = scalar("a: b\n")
        with pytest.raises(InvalidNodeError) as caught:
            refuse(node, "LP1009", "wrong")
        assert caught.value.rest is None
        assert [each.message for each in node.document.diagnostics] == ["wrong"]

    def test_shape(self) -> None:
        """A node is a text, a list or a mapping."""
        root = compose(decode("file", b"a: b\nc: [d]\n", CONVERTER), "")
        _, items = root.entries["c"]
        assert isinstance(items, Items)
        assert isinstance(root, Entries)
        shapes = [shape(node) for node in (scalar("a: b\n"), items, root)]
        assert shapes == ["a text", "a list", "a mapping"]
