from __future__ import annotations

import cattrs
import pytest
import yaml
from builders_mistakes import marked

from leadpact.diagnostics import Span
from leadpact.errors import PolicyError
from leadpact.language.source import MOST_VALUES
from leadpact.loading.composer import MOST_BYTES, MOST_DEPTH, compose, decode
from leadpact.loading.document import Document, Entries, Items, Node, Scalar

PARSERS = [getattr(yaml, "CBaseLoader", yaml.BaseLoader), yaml.BaseLoader]
CONVERTER = cattrs.Converter()


@pytest.fixture(params=PARSERS, ids=["default", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test with the parser written in C, and with the one in Python."""
    monkeypatch.setattr("leadpact.loading.composer.LOADER", request.param)


def composed(text: str) -> Entries:
    """The mapping of a text, whatever is wrong inside it."""
    return compose(decode("file", text.encode(), CONVERTER), "key: 1")


def refused(data: bytes | str) -> list[tuple[str, str, Span]]:
    """Code, message and place of all mistakes of a file that is refused whole."""
    raw = data.encode() if isinstance(data, str) else data
    with pytest.raises(PolicyError) as caught:
        compose(decode("file", raw, CONVERTER), "key: 1")
    return [(each.code, each.message, each.span) for each in caught.value.diagnostics]


def plain(node: Node) -> object:
    """A node as texts, lists and dictionaries."""
    match node:
        case Scalar():
            return node.text
        case Items():
            return [plain(item) for item in node.items]
        case Entries():
            return {key: plain(value) for key, _, value in node}


class TestDecode:
    """Bytes to a text that a reader sees as the machine does."""

    def text(self, data: bytes) -> str:
        """The text of some bytes."""
        return decode("file", data, CONVERTER).text

    def test_byte_order_mark(self) -> None:
        """A byte order mark at the start is no part of the text."""
        assert self.text(b"\xef\xbb\xbfa: b") == "a: b"

    def test_line_ends(self) -> None:
        """Every kind of line end is a line feed."""
        assert self.text(b"a\r\nb\rc\n\r\nd") == "a\nb\nc\n\nd"

    def test_joiners(self) -> None:
        """The joiners of Persian words and of emoji are no invisible characters."""
        text = "a: \u0646\u0645\u06cc\u200c\u062e \U0001f469\u200d\U0001f4bb"
        assert self.text(text.encode()) == text

    @pytest.mark.parametrize(
        ("data", "byte", "span"),
        [
            (b"a: \xe9", "E9", Span("file", 1, 4, 1, 5)),
            (b"a: \xc3", "C3", Span("file", 1, 4, 1, 5)),
            ("é: 1\r\n🚀: ".encode() + b"\xff\xe9", "FF", Span("file", 2, 4, 2, 5)),
        ],
    )
    def test_not_utf8(self, data: bytes, byte: str, span: Span) -> None:
        """A byte that is not UTF-8 has its place in lines and characters."""
        assert refused(data) == [("LP1001", f"the byte 0x{byte} is not UTF-8", span)]

    def test_utf16(self) -> None:
        """A file in UTF-16 is told at its first byte."""
        ((code, message, place),) = refused("a: b".encode("utf-16"))
        assert (code, place) == ("LP1001", Span("file", 1, 1, 1, 2))
        assert message == "the byte 0xFF is not UTF-8"

    @pytest.mark.parametrize(
        "char", ["\0", "\x1b", "\x7f", "\x85", "\u200b", "\u202e", "\u2028", "\ufeff"]
    )
    def test_invisible(self, char: str) -> None:
        """A character that nobody sees, or that moves others, is refused."""
        found = refused(f"a: b\nc: d{char}e\n")
        message = f"an invisible character, U+{ord(char):04X}"
        assert found == [("LP1002", message, Span("file", 2, 5, 2, 6))]

    def test_size(self) -> None:
        """A file of the greatest size is read, a greater one is not."""
        assert self.text(b"#" * MOST_BYTES)
        ((code, message, place),) = refused(b"#" * (MOST_BYTES + 1))
        assert (code, place) == ("LP1011", Span("file", 1, 1, 1, 2))
        assert message == f"the file has more than {MOST_BYTES:,} bytes"

    def test_size_of_all_files(self) -> None:
        """The files of one policy together are no larger than one may be."""
        half = b"#" * (MOST_BYTES // 2 + 1)
        first = decode("one", half, CONVERTER)
        with pytest.raises(PolicyError) as caught:
            decode("two", half, CONVERTER, first)
        (found,) = caught.value.diagnostics
        assert (found.code, found.span.file) == ("LP1011", "two")
        assert found.message == "the files of the policy have more than 500,000 bytes"


@pytest.mark.usefixtures("parser")
class TestCompose:
    """Text to nodes, by either parser."""

    def test_texts(self) -> None:
        """No text has a type: each is what was typed."""
        text = (
            "a: NO\nb: 010\nc: 12:30\nd: 1.10\ne: ~\nf: null\ng: 2026-01-05\nh: 0x1F\n"
        )
        values = ["NO", "010", "12:30", "1.10", "~", "null", "2026-01-05", "0x1F"]
        assert plain(composed(text)) == dict(zip("abcdefgh", values, strict=True))

    def test_nesting(self) -> None:
        """Lists and mappings stand in the order of the file."""
        text = "b: [1, {c: 2}]\na:\n  - x\n  - - y\n"
        expected = {"b": ["1", {"c": "2"}], "a": ["x", ["y"]]}
        assert plain(composed(text)) == expected
        assert list(composed(text).entries) == ["b", "a"]

    def test_spans(self) -> None:
        """Places count characters, quotes included, whatever stands before."""
        text = 'a: "🚀🚀" # 🚀\nb: {"🚀": \'é\', c: [d]}\n'
        root = composed(text)
        _, first = root.entries["a"]
        _, second = root.entries["b"]
        assert isinstance(second, Entries)
        found = [marked(at.span, text) for at, _ in second.entries.values()]
        found += [marked(value.span, text) for _, _, value in second]
        assert marked(first.span, text) == '"🚀🚀"'
        assert found == ['"🚀"', "c", "'é'", "[d]"]

    def test_flow(self) -> None:
        """A text knows whether it stands inside brackets."""
        root = composed("a: b\nc: [d]\ne: {f: g}\nh:\n  - i\n")
        flows = {}
        for key, _, value in root:
            inner = value.items[0] if isinstance(value, Items) else value
            inner = inner.entries["f"][1] if isinstance(inner, Entries) else inner
            assert isinstance(inner, Scalar)
            flows[key] = inner.in_flow
        assert flows == {"a": False, "c": True, "e": True, "h": False}

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("a: |\n  b\n  c\n", "b\nc"),
            ("a: |+\n  b\n\n\n", "b"),
            ("a: >\n  b\n  c\n\n  d\n", "b c\nd"),
            ("a: >-  # note\n\n    b\n    c\n", "\nb c"),
        ],
    )
    def test_blocks(self, text: str, value: str) -> None:
        """The breaks behind a block are no part of it."""
        assert plain(composed(text)) == {"a": value}

    def test_empty_value(self) -> None:
        """A value that is not there has the place of its key."""
        text = "a:\nb: {c: , d: ''}\n"
        root = composed(text)
        _, first = root.entries["a"]
        _, second = root.entries["b"]
        assert isinstance(second, Entries)
        shown = [marked(value.span, text) for _, _, value in second]
        assert [marked(first.span, text), *shown] == ["a", "c", "''"]

    def test_heads(self) -> None:
        """A mapping is pointed at by its key, else by its first key, else whole."""
        text = "a:\n  b: 1\nc:\n  - d: 1\n    e: 2\n  - {}\n"
        root = composed(text)
        _, first = root.entries["a"]
        _, second = root.entries["c"]
        assert isinstance(first, Entries)
        assert isinstance(second, Items)
        inner = [item.head for item in second.items if isinstance(item, Entries)]
        heads = [marked(head, text) for head in (root.head, first.head, *inner)]
        assert heads == ["a", "a", "d", "{}"]

    def test_values(self) -> None:
        """Keys, texts, lists and mappings have a limit, in all files of a policy."""
        # The mapping, its key and the list are three more.
        items = ", ".join("x" for _ in range(MOST_VALUES - 3))
        document = decode("file", f"a: [{items}]".encode(), CONVERTER)
        compose(document, "key: 1")
        with pytest.raises(PolicyError) as caught:
            compose(decode("more", b"b: y", CONVERTER, document), "key: 1")
        (found,) = caught.value.diagnostics
        assert (found.code, str(found.span)) == ("LP1013", "more:1:1")
        assert found.message == "more than 20,000 values"

    def test_depth(self) -> None:
        """Nesting has a limit, and the place beyond it is told."""
        deepest = MOST_DEPTH - 1
        composed("a: " + "[" * deepest + "]" * deepest)
        found = refused("a: " + "[" * (deepest + 1) + "]" * (deepest + 1))
        column = 3 + MOST_DEPTH
        place = Span("file", 1, column, 1, column + 1)
        assert found == [("LP1011", "nested more than 30 deep", place)]

    @pytest.mark.parametrize(
        ("text", "message", "span"),
        [
            ("", "the file is empty", Span("file", 1, 1, 1, 2)),
            ("# only this\n", "the file is empty", Span("file", 1, 1, 1, 2)),
            ("- a\n- b\n", "a list where keys belong", Span("file", 1, 1, 3, 1)),
            ("just words\n", "a text where keys belong", Span("file", 1, 1, 1, 11)),
        ],
    )
    def test_no_mapping(self, text: str, message: str, span: Span) -> None:
        """A file that holds no mapping is refused, with its first line as hint."""
        assert refused(text) == [("LP1008", message, span)]
        with pytest.raises(PolicyError) as caught:
            composed(text)
        assert caught.value.diagnostics[0].hint == "begin with `key: 1`"

    def test_second_document(self) -> None:
        """A second document is refused where it begins."""
        place = Span("file", 2, 1, 2, 4)
        assert refused("a: b\n--- c\n") == [("LP1002", "a second document", place)]

    def test_one_document_may_be_marked(self) -> None:
        """The mark before the first document does no harm."""
        assert plain(composed("--- # one\na: b\n...\n")) == {"a": "b"}

    def test_sources(self) -> None:
        """The error carries the text, for whoever shows the place."""
        with pytest.raises(PolicyError) as caught:
            composed("a: b: c\n")
        assert caught.value.sources == {"file": "a: b: c\n"}

    def mistakes(self, text: str) -> list[tuple[str, str, str]]:
        """Code, marked text and message of mistakes that the file survives."""
        found = composed(text).document.diagnostics
        return [(each.code, marked(each.span, text), each.message) for each in found]

    def test_keys_twice(self) -> None:
        """The second of two equal keys is told; the first one counts."""
        text = "a: 1\n'a': 2\nb: {c: 1, c: 2}\n"
        root = composed(text)
        assert plain(root) == {"a": "1", "b": {"c": "1"}}
        assert sorted(self.mistakes(text)) == [
            ("LP1003", "'a'", "`a` stands twice"),
            ("LP1003", "c", "`c` stands twice"),
        ]
        hint = "the first one is in line 1: keep one of them"
        assert hint in {each.hint for each in root.document.diagnostics}

    def test_keys_are_texts(self) -> None:
        """A mapping or a list as a key is told and left out."""
        text = "? [a, b]\n: c\nd: {{e}: f, g: h}\n"
        assert plain(composed(text)) == {"d": {"g": "h"}}
        assert sorted(self.mistakes(text)) == [
            ("LP1008", "[a, b]", "a list as a key"),
            ("LP1008", "{e}", "a mapping as a key"),
        ]

    def test_properties(self) -> None:
        """Anchors and tags are told one by one, and the value behind them is read."""
        text = "a: &x !!str b\nc: !!map &y {d: ! e}\n"
        root = composed(text)
        assert plain(root) == {"a": "b", "c": {"d": "e"}}
        assert self.mistakes(text) == [
            ("LP1004", "&x", "an anchor, `&x`"),
            ("LP1004", "!!str", "a tag, `!!str`"),
            ("LP1004", "!!map", "a tag, `!!map`"),
            ("LP1004", "&y", "an anchor, `&y`"),
            ("LP1004", "!", "a tag, `!`"),
        ]
        _, value = root.entries["a"]
        assert isinstance(value, Scalar)
        assert marked(value.locate(0, 1), text) == "b"

    def test_borrowed_values(self) -> None:
        """All aliases and merges are told, and the file is refused."""
        text = "a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: [*y]\n"
        assert [(code, message) for code, message, _ in refused(text)] == [
            ("LP1004", "an anchor, `&x`"),
            ("LP1004", "an alias, `*x`"),
            ("LP1004", "a merge, `<<`"),
            ("LP1004", "an alias, `*x`"),
            ("LP1004", "an alias, `*y`"),
        ]


def test_documents_are_independent() -> None:
    """Mistakes of one file are not told of another."""
    first = decode("one", b"a: 1\na: 2\n", CONVERTER)
    compose(first, "")
    assert first.diagnostics
    assert Document("two", "", CONVERTER).diagnostics == []
