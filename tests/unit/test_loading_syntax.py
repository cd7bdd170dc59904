from __future__ import annotations

import pytest
import yaml

from leadpact.loading.syntax import Explanation, explain

#: The parser that is written in C where it is there, and the one in Python.
PARSERS = [getattr(yaml, "CBaseLoader", yaml.BaseLoader), yaml.BaseLoader]

QUOTES = "put single quotes around all of the value"
OWN_LINE = f"put it on its own line, or {QUOTES}"
ALIGN = "all keys of one mapping, and all items of one list, begin below each other"


def explained(text: str, parser: type[yaml.BaseLoader]) -> Explanation:
    """What is said of a text that is not YAML."""
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        list(yaml.parse(text, Loader=parser))
    return explain(text, caught.value)


@pytest.mark.parametrize("parser", PARSERS)
class TestExplain:
    """What an error means, whichever parser met it."""

    @pytest.mark.parametrize(
        ("text", "char"),
        [
            ("a: @b\n", "@"),
            ("a: %b\n", "%"),
            ("a: `b`\n", "`"),
            ("a: >= 5\n", ">"),
            ("a: | b\n", "|"),
            ("a: * 2\n", "*"),
            ("a: & b\n", "&"),
            ("a: - b\n", "-"),
            ("a: ? b\n", "?"),
            ("a: ,b\n", ","),
            ("a: {b: %5}\n", "%"),
        ],
    )
    def test_first_character(
        self, parser: type[yaml.BaseLoader], text: str, char: str
    ) -> None:
        """A value that begins with a mark of YAML is told by that mark."""
        found = explained(text, parser)
        assert found.message == f"no plain value begins with `{char}`"
        assert found.hint == QUOTES
        assert text[found.start : found.end] == char

    @pytest.mark.parametrize(
        ("text", "message", "hint", "place", "shown"),
        [
            ("a: b: c\n", "`: ` inside a plain value", QUOTES, 4, ":"),
            ("- a: b: c\n", "`: ` inside a plain value", QUOTES, 6, ":"),
            ("a: {b: c: d}\n", "`: ` in a value inside `{ }`", OWN_LINE, 8, ":"),
            ("a: [b: c: d]\n", "`: ` in a value inside `[ ]`", OWN_LINE, 8, ":"),
            ("a: {b: c in [D, E]}\n", "`[` in a value inside `{ }`", OWN_LINE, 12, "["),
            ("a: [b in [C]]\n", "`[` in a value inside `[ ]`", OWN_LINE, 9, "["),
            ("a: {b: c {d}}\n", "`{` in a value inside `{ }`", OWN_LINE, 9, "{"),
        ],
    )
    def test_inside_a_value(
        self,
        parser: type[yaml.BaseLoader],
        text: str,
        message: str,
        hint: str,
        place: int,
        shown: str,
    ) -> None:
        """A mark of YAML inside a value is told at that mark."""
        found = explained(text, parser)
        assert found == (message, hint, place, place + 1)
        assert text[place] == shown

    @pytest.mark.parametrize(
        "text",
        ['a: "b" is c\n', "a: 'b' is c\n", 'a: {b: "c" is d, e: f}\n', '- "🚀" is c\n'],
    )
    def test_leading_quote(self, parser: type[yaml.BaseLoader], text: str) -> None:
        """A value that goes on behind its quotes is told where it goes on."""
        found = explained(text, parser)
        assert found.message == "a value that begins with a quote and goes on behind it"
        assert found.hint == QUOTES
        assert text[found.start :].startswith("is ")

    @pytest.mark.parametrize(
        ("text", "place", "closing"),
        [
            ("a: {b: c, d: e\nf: g\n", 3, "}"),
            ("a: [b, c\nf: g\n", 3, "]"),
            ("a: {b: c\n", 3, "}"),
            ("a: {b: c", 3, "}"),
            ("a: [", 3, "]"),
            ("a: [{b: c, d]\n", 4, "}"),
            ('a: "b\nc: d\n', 3, '"'),
            ("a: 'it is\n\n\n", 3, "'"),
            ('a: "b\\', 3, '"'),
        ],
    )
    def test_unclosed(
        self, parser: type[yaml.BaseLoader], text: str, place: int, closing: str
    ) -> None:
        """A bracket or quote without its end is told where it opens."""
        found = explained(text, parser)
        assert found.message == f"a `{text[place]}` that is not closed"
        assert found.hint == f"close it with `{closing}`"
        assert (found.start, found.end) == (place, place + 1)

    @pytest.mark.parametrize(
        ("text", "escape"),
        [('a: "x\\d"\n', "\\d"), ('a: "\\\\ \\q"\n', "\\q"), ('a: "\\u12"\n', "\\u")],
    )
    def test_escape(
        self, parser: type[yaml.BaseLoader], text: str, escape: str
    ) -> None:
        """An escape that YAML does not have is told at its backslash."""
        found = explained(text, parser)
        assert found.message == f"`{escape}` has no meaning in double quotes"
        assert found.hint == QUOTES
        assert text[found.start : found.end] == escape

    @pytest.mark.parametrize("text", ["a:\n\tb: c\n", "a:\n  b: c\n\td: e\n"])
    def test_tab(self, parser: type[yaml.BaseLoader], text: str) -> None:
        """A tab in the indentation is told as what it is."""
        found = explained(text, parser)
        assert found[:2] == ("a tab", "indent with spaces, not with tabs")
        assert text[found.start] == "\t"

    @pytest.mark.parametrize("text", ["a:\u00a0b\nc: d\n", "a:\n  -\u2003b\n  c: d\n"])
    def test_odd_space(self, parser: type[yaml.BaseLoader], text: str) -> None:
        """A space that YAML does not take for one is told by its number."""
        found = explained(text, parser)
        number = f"U+{ord(text[found.start]):04X}"
        assert found.message == f"the space {number} where a plain one belongs"
        assert number in {"U+00A0", "U+2003"}

    @pytest.mark.parametrize(
        ("text", "message", "line"),
        [
            ("a:\n  b: c\n d: e\nf: g\n", "fits nothing above it", "d: e"),
            ("a:\n  b: c\n  - d\n", "fits nothing above it", "- d"),
            ("a:\n  - b\n - c", "fits nothing above it", "- c"),
            ("a:\n  b: c\n    d: e\n", "a key inside the value above", "d: e"),
            ("a b\nc: d\n", "a key inside the value above", "c: d"),
            ("a: b\nfoo bar\nc: d\n", "a line without `: `", "foo bar"),
            ("a: b\nfoo", "a line without `: `", "foo"),
        ],
    )
    def test_line(
        self, parser: type[yaml.BaseLoader], text: str, message: str, line: str
    ) -> None:
        """A line that is in the wrong place is told whole."""
        found = explained(text, parser)
        assert found.message.endswith(message)
        assert text[found.start : found.end] == line
        assert found.hint == ALIGN or "KEY: VALUE" in found.hint

    @pytest.mark.parametrize("text", ["a: {b: c}}\n", "a: b\nc: [d]]\n"])
    def test_extra_bracket(self, parser: type[yaml.BaseLoader], text: str) -> None:
        """A bracket that closes nothing is told by itself."""
        found = explained(text, parser)
        assert found.message == f"`{text[found.start]}` closes nothing"
        assert text[found.end] == "\n"

    @pytest.mark.parametrize("text", ["%YAML 3.0\n---\na: b\n", "a: b\n...\nc: d\n"])
    def test_other(self, parser: type[yaml.BaseLoader], text: str) -> None:
        """Any other error has a place and a plain message."""
        found = explained(text, parser)
        assert found.message == "this is not YAML"
        assert text[found.start] in "%c"


@pytest.mark.parametrize(
    ("text", "place"), [("a: {b: c, d:}\n", 11), ("a: [b:, c]\n", 5)]
)
def test_bare_colon(text: str, place: int) -> None:
    """A colon before a bracket or comma, which only the parser in C refuses."""
    mark = yaml.Mark("", place, 0, place, text, place)
    context = "while scanning a plain scalar"
    error = yaml.MarkedYAMLError(context, mark, "found unexpected ':'", mark)
    found = explain(text, error)
    assert found.message == "`:` without a space behind it"
    assert found.hint == f"put a space behind it, or {QUOTES}"
    assert text[found.start] == ":"
