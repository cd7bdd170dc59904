"""Laws of the language: printing and reading are each other's inverse."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st

from leadpact.language.conditions import ELAPSED_UNITS
from leadpact.language.lexer import WORDS
from leadpact.language.nodes import Condition, LiteralValue, Phrase
from leadpact.language.parser import (
    parse_condition,
    parse_duration,
    parse_duration_case,
    parse_integer_case,
    parse_literal_case,
    parse_measure,
    parse_name,
    parse_name_case,
    parse_pattern,
    parse_points,
    parse_step,
)
from leadpact.language.printer import print_literal, print_phrase
from leadpact.language.source import PhraseError, Source
from leadpact.language.walk import walk
from leadpact.units import Percent

if TYPE_CHECKING:
    from collections.abc import Callable

    from leadpact.diagnostics import Span

    Parser = Callable[[Source], Phrase]

#: Each parser of a tree, with the trees that it can produce.
KINDS: list[tuple[Parser, st.SearchStrategy[Phrase]]] = [
    (parse_condition, strategies.conditions()),
    (parse_pattern, strategies.patterns()),
    (parse_points, strategies.points()),
    (parse_step, strategies.steps()),
    (parse_measure, strategies.measures()),
    (parse_literal_case, strategies.literal_cases()),
    (parse_duration_case, strategies.duration_cases()),
    (parse_integer_case, strategies.integer_cases()),
    (parse_name_case, strategies.name_cases()),
]
PARSERS = [parser for parser, _ in KINDS]
kinds = pytest.mark.parametrize(
    ("parse", "trees"), KINDS, ids=[parser.__name__ for parser in PARSERS]
)


_COUNTS = st.integers(0, 99).map(Decimal)

#: Phrases with a place for a value, and the values that may stand there.
PLACES: list[tuple[Parser, str, st.SearchStrategy[LiteralValue]]] = [
    (parse_condition, "a >= {}", strategies.numbers()),
    (parse_condition, "a + {} * 2 < b", strategies.quantities()),
    (parse_condition, "a between {} and b", strategies.quantities()),
    (parse_condition, "happened(x in last {})", strategies.durations(ELAPSED_UNITS)),
    (parse_pattern, "x where a > {}", strategies.quantities()),
    (parse_points, "{} when a", strategies.numbers(signed=False)),
    (parse_points, "2 each x, up to {} points", strategies.numbers(signed=False)),
    (parse_step, "alert owner after {}", strategies.durations()),
    (parse_step, "alert {} before due", strategies.durations()),
    (parse_step, "meet sales by {}", strategies.durations()),
    (parse_step, "do x after {} every {} at most 2 times", strategies.durations()),
    (parse_step, "do x after 1 hour every 1 hour at most {} times", _COUNTS),
    (
        parse_step,
        "alert owner at {}",
        st.builds(Percent, strategies.numbers(signed=False)),
    ),
    (parse_measure, "sum(a of x) >= {}", strategies.quantities()),
    (parse_literal_case, "{} when a", strategies.quantities()),
    (parse_duration_case, "{} when a", strategies.durations()),
    (parse_integer_case, "{} when a", _COUNTS),
]


def text_under(span: Span, text: str) -> str:
    """The part of a phrase without a file that a span covers."""
    assert (span.line, span.end_line) == (1, 1)
    assert 1 <= span.column < span.end_column <= len(text) + 1
    return text[span.column - 1 : span.end_column - 1]


class TestPrinting:
    """The text of a tree reads back as that tree."""

    @kinds
    @given(data=st.data())
    def test_print_then_parse_is_identity(
        self, parse: Parser, trees: st.SearchStrategy[Phrase], data: st.DataObject
    ) -> None:
        """A printed tree reads back as the same tree."""
        tree = data.draw(trees)
        assert parse(Source.inline(print_phrase(tree))) == tree

    @given(strategies.conditions(), st.data())
    def test_brackets_are_as_few_as_possible(
        self, tree: Condition, data: st.DataObject
    ) -> None:
        """Without any one pair of its brackets a text is another tree, or none."""
        text = print_phrase(tree)
        pairs = list(bracket_pairs(text))
        if pairs:
            start, end = data.draw(st.sampled_from(pairs))
            less = f"{text[:start]} {text[start + 1 : end]} {text[end + 1 :]}"
            with contextlib.suppress(PhraseError):
                assert parse_condition(Source.inline(less)) != tree


def bracket_pairs(text: str) -> list[tuple[int, int]]:
    """Offsets of the round brackets of a text that no function owns."""
    pairs, opened, quoted, escaped = [], [], False, False
    for offset, char in enumerate(text):
        if char == '"' and not escaped:
            quoted = not quoted
        escaped = char == "\\" and not escaped
        if char == "(" and not quoted:
            opened.append(offset)
        elif char == ")" and not quoted:
            pairs.append((opened.pop(), offset))
    return [pair for pair in pairs if pair[0] == 0 or text[pair[0] - 1] in " (-"]


@st.composite
def mutated(draw: st.DrawFn) -> tuple[int, str]:
    """The number of a parser, and a text close to one that it reads."""
    number = draw(st.integers(0, len(KINDS) - 1))
    text = print_phrase(draw(KINDS[number][1]))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 4)))
        text = text[:start] + draw(pieces) + text[end:]
    return number, text


#: What phrases are made of, and what they are not.
pieces = st.text(max_size=3) | st.sampled_from(
    [
        *sorted(WORDS),
        *"()[],%<>=!-+*/.\"\\'&|{}_ \n\t5",
        *("", " ", "==", "2026-01-05", "5 days", "USD", "to", "points"),
        *("\u202e", "\ud800", "é", "e\u0301", "\u0958"),
    ]
)


def read_or_refuse(parse: Parser, text: str) -> None:
    """Read a text; what is read prints and reads again, what is not has one place."""
    try:
        tree = parse(Source.inline(text))
    except PhraseError as error:
        (found,) = error.diagnostics
        assert found.code in {"LP3001", "LP3005"}
        assert found.message
        assert 1 <= found.span.column <= len(text) + 1
        assert found.span.column < found.span.end_column <= len(text) + 2
    else:
        printed = print_phrase(tree)
        assert parse(Source.inline(printed)) == tree
        assert print_phrase(parse(Source.inline(printed))) == printed


class TestReading:
    """Whatever the text, there is a tree or one mistake with a place."""

    @given(mutated())
    def test_mutated_phrases_are_read_or_refused(self, case: tuple[int, str]) -> None:
        """Texts near to phrases raise nothing but phrase errors."""
        number, text = case
        read_or_refuse(PARSERS[number], text)

    @given(
        st.sampled_from(PARSERS),
        st.text() | st.lists(pieces).map(" ".join) | st.lists(pieces).map("".join),
    )
    @example(parse_condition, "\u0958 == a")
    @example(parse_condition, "-" * 2000)
    @example(parse_condition, "not " * 499 + "a")
    @example(parse_condition, "(" * 50 + "a" + ")" * 50)
    @example(parse_condition, "a + " * 499 + "a")
    @example(parse_points, "9" * 2000 + " when a")
    def test_arbitrary_text_is_read_or_refused(self, parse: Parser, text: str) -> None:
        """Any text at all raises nothing but phrase errors."""
        read_or_refuse(parse, text)

    @given(st.sampled_from([parse_duration, parse_name]), st.text() | pieces)
    def test_small_parts_are_read_or_refused(
        self, parse: Callable[[Source], object], text: str
    ) -> None:
        """Durations and names raise nothing but phrase errors."""
        with contextlib.suppress(PhraseError):
            parse(Source.inline(text))


class TestSpans:
    """Every node knows the text it was read from."""

    @given(strategies.conditions())
    def test_a_span_covers_the_text_of_its_node(self, tree: Condition) -> None:
        """The text under a condition's span reads as that condition."""
        text = print_phrase(tree)
        for node in walk(parse_condition(Source.inline(text))):
            own = Source.inline(text_under(node.span, text))
            parse = parse_condition if isinstance(node, Condition) else parse_pattern
            assert parse(own) == node

    @kinds
    @given(data=st.data())
    def test_the_span_of_a_phrase_is_all_of_it(
        self, parse: Parser, trees: st.SearchStrategy[Phrase], data: st.DataObject
    ) -> None:
        """Space around a phrase is no part of its span."""
        text = print_phrase(data.draw(trees))
        tree = parse(Source.inline(f"  {text} "))
        assert text_under(tree.span, f"  {text} ") == text


@pytest.mark.parametrize(("parse", "text", "values"), PLACES)
@given(data=st.data())
def test_parameters(
    parse: Parser,
    text: str,
    values: st.SearchStrategy[LiteralValue],
    data: st.DataObject,
) -> None:
    """A parameter reads as its value does, written out, wherever a value stands."""
    value = data.draw(values)
    written = text.replace("{}", print_literal(value))
    named = Source.inline(text.replace("{}", "p"), {"p": value})
    assert parse(named) == parse(Source.inline(written))


@given(st.lists(strategies.quantities(), min_size=1), st.booleans())
def test_lists_with_names(values: list[LiteralValue], negated: bool) -> None:  # noqa: FBT001 - drawn
    """A list by its name reads as the list does, written out."""
    test = "not in" if negated else "in"
    written = f"a {test} [{', '.join(map(print_literal, values))}]"
    named = Source.inline(f"a {test} p", {"p": tuple(values)})
    assert parse_condition(named) == parse_condition(Source.inline(written))
