from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

import attrs
import pytest
from builders_mistakes import marked

from leadpact.diagnostics import Span
from leadpact.language.nodes import Case, Condition, Literal, Name, Pattern, Step
from leadpact.loading.composer import compose, decode
from leadpact.loading.document import InvalidNodeError, Node
from leadpact.loading.structure import make_converter, structure
from leadpact.model.policy import Period
from leadpact.units import Duration, Money, Percent

T = TypeVar("T")
CONVERTER = make_converter({})


@attrs.frozen
class Desk:
    """A class with keys of several kinds."""

    name: str
    starts: date = attrs.field(metadata={"key": "from"})
    size: int | None = None
    version: str = attrs.field(default="", metadata={"text": "version"})
    span: Span = attrs.field(eq=False, kw_only=True)


@attrs.frozen
class Nook:
    """A class that has no place."""

    size: int


def node_of(text: str) -> Node:
    """What stands under the key `a` of a file."""
    root = compose(decode("file", text.encode(), CONVERTER), "")
    return root.entries["a"][1]


def read(wanted: type[T], text: str) -> T:
    """The value of a type that stands under the key `a`."""
    return structure(node_of(text), wanted)


def read_mapping(element: type[T], text: str) -> Mapping[str, T]:
    """The mapping with values of a type that stands under the key `a`."""
    wanted = Mapping[str, element]  # type: ignore[valid-type]
    return structure(node_of(text), wanted)  # type: ignore[type-abstract]


def mistakes(wanted: object, text: str) -> list[tuple[str, str, str, str]]:
    """Code, marked text, message and hint of all that is wrong with a value."""
    node = node_of(text)
    with pytest.raises(InvalidNodeError):
        structure(node, wanted)  # type: ignore[arg-type]
    return [
        (found.code, marked(found.span, text), found.message, found.hint)
        for found in node.document.diagnostics
    ]


class TestValues:
    """One text to one value, exactly as it is typed."""

    @pytest.mark.parametrize(
        ("wanted", "text", "value"),
        [
            (str, "NO", "NO"),
            (str, "010", "010"),
            (str, "~", "~"),
            (int, "0", 0),
            (int, "120", 120),
            (date, "2024-02-29", date(2024, 2, 29)),
            (Money, "10.50 EUR", Money(Decimal("10.50"), "EUR")),
            (Percent, "2.5%", Percent(Decimal("2.5"))),
            (Duration, "8 business hours", Duration.parse("8 business hours")),
            (Period, "quarter", Period.QUARTER),
        ],
    )
    def test_read(self, wanted: type[object], text: str, value: object) -> None:
        """A text that fits becomes the value."""
        found = read(wanted, f"a: {text}\n")
        assert found == value
        assert type(found) is type(value)

    @pytest.mark.parametrize(
        ("wanted", "text"),
        [
            (int, "010"),
            (int, "1.0"),
            (int, "-1"),
            (int, "²"),
            (int, "true"),
            (date, "2026-13-01"),
            (date, "2026-02-29"),
            (date, "20260105"),
            (date, "2026-W02-1"),
            (date, "05.01.2026"),
            (Money, "100"),
            (Money, "100 usd"),
            (Percent, "40"),
            (Period, "Month"),
        ],
    )
    def test_refused(self, wanted: type[object], text: str) -> None:
        """A text that does not fit is told whole, with what was found."""
        ((code, shown, message, _),) = mistakes(wanted, f"a: {text}\n")
        assert (code, shown) == ("LP1009", text)
        assert message.startswith(f"`{text}` is not ")

    @pytest.mark.parametrize(
        ("text", "hint"),
        [
            ("Month", "did you mean `month`?"),
            ("fortnight", "one of `day`, `week`, `month`, `quarter`, `year`"),
        ],
    )
    def test_words(self, text: str, hint: str) -> None:
        """A word of a list has the nearest one as hint, or all in their order."""
        expected = ("LP1009", text, f"`{text}` is not a period", hint)
        assert mistakes(Period, f"a: {text}\n") == [expected]

    @pytest.mark.parametrize("text", ["[b, c]", "{b: c}"])
    def test_shape(self, text: str) -> None:
        """A list or a mapping is no text."""
        ((code, shown, message, _),) = mistakes(str, f"a: {text}\n")
        assert (code, shown) == ("LP1008", text)
        assert message.endswith("where one value belongs")

    @pytest.mark.parametrize("text", ["''", "'  '", '""'])
    def test_empty(self, text: str) -> None:
        """A text of nothing but spaces is empty."""
        ((code, shown, *_),) = mistakes(str, f"a: {text}\n")
        assert (code, shown) == ("LP1007", text)


class TestPhrases:
    """Phrases are read by their kind, and kept for whoever judges them."""

    def test_kept(self) -> None:
        """What may ask about leads is kept; durations and names are not."""
        for wanted, text in (
            (Condition, "b > 5"),
            (Pattern, "attempt"),
            (Case[Duration], "4 hours when b"),
            (Case[Literal], "hot when b"),
            (Step, "alert owner"),
        ):
            node = node_of(f"a: {text}\n")
            tree = structure(node, wanted)  # type: ignore[arg-type]
            assert node.document.phrases == [tree]
        for term, text in ((Name, "sales"), (Duration, "4 hours")):
            node = node_of(f"a: {text}\n")
            structure(node, term)
            assert node.document.phrases == []

    def test_place(self) -> None:
        """A mistake stands at its word, wherever the phrase begins."""
        text = "a: >\n  b > 5\n  and c ==> 6\n"
        ((code, shown, _, hint),) = mistakes(Condition, text)
        assert (code, shown, hint) == ("LP3001", ">", "")

    def test_line_break(self) -> None:
        """A phrase of several lines is refused where the first one ends."""
        text = "a: |\n  b > 5\n  and c > 6\n"
        ((code, shown, message, hint),) = mistakes(Condition, text)
        assert (code, shown) == ("LP3001", "\n")
        assert message == "a line break inside a phrase"
        assert hint == "a phrase is one line: fold it with `>` in place of `|`"

    @pytest.mark.parametrize(
        ("text", "cut"),
        [
            ("a: b contains #1\n", True),
            ("a: b contains   # a note\n", True),
            ("a: [b contains # a note\n  , c]\n", True),
            ("a: b contains\n# a note\n", False),
            ("a: 'b contains' # a note\n", False),
            ("a: 'b contains #1'\n", False),
            ("a: b ==> c # a note\n", False),
        ],
    )
    def test_comment(self, text: str, cut: bool) -> None:  # noqa: FBT001 - a case
        """Where a comment cuts a phrase short, the hint says so."""
        (*_, (code, _, _, hint)) = mistakes(tuple[Condition, ...], text)
        assert code == "LP3001"
        assert hint.startswith("` #` begins a comment") is cut


class TestLists:
    """Lists, where one text is a list of one."""

    def test_one(self) -> None:
        """One text and a list of it are the same."""
        assert read(tuple[str, ...], "a: b\n") == ("b",)
        assert read(tuple[str, ...], "a: [b]\n") == ("b",)

    def test_mistakes(self) -> None:
        """Every item is read, and the sound ones are kept."""
        node = node_of("a: [5, x, 6, '', y]\n")
        with pytest.raises(InvalidNodeError) as caught:
            structure(node, tuple[int, ...])
        assert caught.value.rest == (5, 6)
        codes = [found.code for found in node.document.diagnostics]
        assert codes == ["LP1009", "LP1007", "LP1009"]

    @pytest.mark.parametrize(
        ("text", "code"), [("[]", "LP1007"), ("{b: c}", "LP1008"), ("''", "LP1007")]
    )
    def test_no_list(self, text: str, code: str) -> None:
        """An empty list and a mapping are no list."""
        ((found, shown, *_),) = mistakes(tuple[str, ...], f"a: {text}\n")
        assert (found, shown) == (code, text)


class TestMappings:
    """Mappings by name."""

    def test_names(self) -> None:
        """Named values have names; texts may have any keys."""
        assert read_mapping(int, "a: {b: 1, größe_2: 2}\n") == {
            "b": 1,
            "größe_2": 2,
        }
        assert read_mapping(str, "a: {b c: 1, 2-3: d}\n") == {
            "b c": "1",
            "2-3": "d",
        }

    def test_mistakes(self) -> None:
        """Every entry is read, and the sound ones are kept."""
        text = "a: {b: 1, 010: 2, when: 3, c: x, d: 4}\n"
        node = node_of(text)
        with pytest.raises(InvalidNodeError) as caught:
            structure(node, Mapping[str, int])  # type: ignore[type-abstract]
        assert caught.value.rest == {"b": 1, "d": 4}
        shown = [marked(found.span, text) for found in node.document.diagnostics]
        assert shown == ["010", "when", "x"]

    def test_span(self) -> None:
        """A named value stands where its name stands."""
        text = "a:\n  b: {name: x, from: 2026-01-05}\n"
        found = read_mapping(Desk, text)
        assert marked(found["b"].span, text) == "b"

    @pytest.mark.parametrize(
        ("text", "code"), [("[b]", "LP1008"), ("b", "LP1008"), ("''", "LP1007")]
    )
    def test_no_mapping(self, text: str, code: str) -> None:
        """A list and a text are no mapping."""
        ((found, shown, *_),) = mistakes(Mapping[str, str], f"a: {text}\n")
        assert (found, shown) == (code, text)


class TestClasses:
    """Classes, by the keys of their attributes."""

    def test_read(self) -> None:
        """Each key goes to its attribute; what has no key has its default."""
        text = "a:\n  from: 2026-01-05\n  name: front\n"
        found = read(Desk, text)
        assert found == Desk("front", date(2026, 1, 5), span=Span(""))
        assert marked(found.span, text) == "front"
        assert read(Nook, "a: {size: 5}\n") == Nook(5)

    def test_checked_text(self) -> None:
        """A text that an attribute has a check for is checked."""
        text = "a: {name: b, from: 2026-01-05, version: 1.10}\n"
        hint = "three numbers, as `1.0.0`, or `1.0.0-draft.1` for a draft"
        expected = ("LP1009", "1.10", "`1.10` is not a version", hint)
        assert mistakes(Desk, text) == [expected]

    def test_all_mistakes(self) -> None:
        """Every key is read, whatever is wrong with the others."""
        text = "a: {size: x, frm: 2026-01-05, nme: b, version: }\n"
        found = [(code, shown) for code, shown, *_ in mistakes(Desk, text)]
        assert found == [
            ("LP1009", "x"),
            ("LP1005", "frm"),
            ("LP1005", "nme"),
            ("LP1007", "version"),
        ]

    def test_missing(self) -> None:
        """Missing keys are told once, at the key of the whole."""
        hint = "required here: `name`, `from`"
        message = "`name` and `from` are missing"
        expected = ("LP1006", "a", message, hint)
        assert mistakes(Desk, "a: {size: 5}\n") == [expected]
        assert mistakes(Nook, "a: {}\n") == [
            ("LP1006", "a", "`size` is missing", "add it")
        ]

    def test_misspelt(self) -> None:
        """A misspelt key is told, and the key that it stands for is not missing."""
        text = "a: {nme: b, from: 2026-01-05}\n"
        hint = "did you mean `name`?"
        assert mistakes(Desk, text) == [("LP1005", "nme", "unknown key `nme`", hint)]

    def test_no_suggestion_that_is_taken(self) -> None:
        """A key that is there already is not suggested."""
        text = "a: {name: b, names: c, from: 2026-01-05}\n"
        ((_, shown, _, hint),) = mistakes(Desk, text)
        assert shown == "names"
        assert hint == "known here: `size`, `version`"

    def test_cut_value(self) -> None:
        """A value that a comma cuts inside braces is told as such."""
        text = "a: {name: b, Europe, from: 2026-01-05}\n"
        ((_, shown, _, hint),) = mistakes(Desk, text)
        assert shown == "Europe"
        assert hint.startswith("`, ` ends a value inside `{ }`")
