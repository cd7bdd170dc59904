from __future__ import annotations

import pytest

from leadpact.diagnostics import NOWHERE, Diagnostic, Span, in_order, near, render


class TestSpan:
    """`Span`."""

    def test_part_counts_from_the_start_of_the_span(self) -> None:
        """Offsets are characters of the phrase."""
        span = Span("a.yaml", 3, 10, 3, 20)
        assert span.part(2, 5) == Span("a.yaml", 3, 12, 3, 15)

    def test_part_is_never_empty(self) -> None:
        """The place behind a phrase can still be shown."""
        assert Span("a.yaml", 3, 10, 3, 20).part(4, 4).end_column == 15


class TestRender:
    """`render`."""

    def test_shows_the_line_and_marks_the_place(self) -> None:
        """The carets stand under the characters, also behind wide ones."""
        found = Diagnostic(
            "LP2001", "unknown field `a`", Span("f", 2, 4, 2, 5), "try b"
        )
        assert render(found, "x\n🎉: a\n").splitlines() == [
            "f:2:4: error[LP2001]: unknown field `a`",
            "    2 | 🎉: a",
            "      |     ^",
            "  hint: try b",
        ]

    def test_tabs_before_the_place_stay_tabs(self) -> None:
        """Whatever width a terminal gives a tab, both lines have it."""
        found = Diagnostic("LP1002", "this is not YAML", Span("f", 1, 2, 1, 3))
        assert render(found, "\tx").splitlines()[2] == "      | \t^"

    def test_what_stands_in_no_file_has_no_place(self) -> None:
        """A caller's value is named by the message alone."""
        found = Diagnostic("LP4002", "`x` has no zone", NOWHERE)
        assert render(found) == "error[LP4002]: `x` has no zone"
        assert str(found) == "error[LP4002]: `x` has no zone"

    @pytest.mark.parametrize(
        ("column", "shown"),
        [
            (1, "|" + "x" * 9 + "|"),
            (150, "|" + "x" * 9 + "|"),
            (191, "|" + "x" * 9 + "|"),
        ],
    )
    def test_cuts_a_long_line_around_the_place(self, column: int, shown: str) -> None:
        """A line of 2,000 characters would fill the terminal."""
        source = "a" * (column - 1) + shown + "b" * (2000 - column)
        found = Diagnostic("LP3001", "x", Span("f", 1, column, 1, column + len(shown)))
        _, line, carets = render(found, source).splitlines()
        assert len(line) <= 170
        at = carets.index("^")
        assert line[at:].startswith(shown)
        assert carets.count("^") == len(shown)
        assert line.endswith("…")
        assert ("| …" in line) is (column > 40)

    def test_cuts_a_long_place(self) -> None:
        """Carets end where the line is cut."""
        found = Diagnostic("LP3005", "x", Span("f", 1, 11, 1, 1991))
        _, line, carets = render(found, "a" * 2000).splitlines()
        assert line.endswith("a…")
        assert len(carets) == len(line) - 1

    def test_shows_what_cannot_be_seen(self) -> None:
        """Neither the file nor a name in it can move the cursor of a terminal."""
        found = Diagnostic("LP1005", "`\x1b[31m`", Span("f", 1, 4, 1, 5), "try\vb")
        assert render(found, "a: \u202eb\tc").splitlines() == [
            "f:1:4: error[LP1005]: `\ufffd[31m`",
            "    1 | a: \ufffdb\tc",
            "      |    ^",
            "  hint: try\ufffdb",
        ]

    @pytest.mark.parametrize(
        ("line", "column", "pad"),
        [
            ("漢字: x", 5, 6),  # Two columns each.
            ("e\u0301: x", 5, 3),  # An accent stands on its letter,
            ("e\u0301: x", 2, 0),  # and is shown below it.
            ("\u2714\ufe0f: x", 5, 3),  # So does what chooses a form.
            ("\uff4b: x", 4, 4),  # A wide letter of the alphabet.
        ],
    )
    def test_caret_stands_below(self, line: str, column: int, pad: int) -> None:
        """Columns of a terminal are counted, not characters."""
        found = Diagnostic("LP1001", "x", Span("f", 1, column, 1, column + 1))
        caret = render(found, line).splitlines()[2]
        assert caret.removeprefix("      | ") == " " * pad + "^"

    def test_shows_no_line_that_is_not_there(self) -> None:
        """A place beyond the text has a headline alone."""
        found = Diagnostic("LP1001", "x", Span("f", 9, 1, 9, 2))
        assert render(found, "one line\n") == "f:9:1: error[LP1001]: x"


class TestDiagnostic:
    """`Diagnostic`."""

    def test_refuses_a_code_outside_the_catalogue(self) -> None:
        """Every code is documented."""
        with pytest.raises(KeyError, match="LP9999"):
            Diagnostic("LP9999", "x", NOWHERE)

    def test_order_is_by_place_and_each_stands_once(self) -> None:
        """Two rules may find the same mistake."""
        late = Diagnostic("LP2001", "x", Span("a", 9, 1))
        early = Diagnostic("LP3001", "y", Span("a", 2, 1))
        assert list(in_order([late, early, late])) == [early, late]


class TestNear:
    """`near`."""

    def test_names_the_nearest_word(self) -> None:
        """A misspelling is one edit away."""
        assert near("conutry", ["country", "email"]) == "did you mean `country`?"

    def test_sees_through_capitals(self) -> None:
        """Names are case-sensitive, people are not."""
        assert near("COUNTRY", ["country", "email"]) == "did you mean `country`?"

    @pytest.mark.parametrize(
        ("word", "known"),
        [
            ("amount", "country"),
            ("ten", "between"),
            ("feilds", "ends"),
            ("event", "sent"),
            ("luke warm", "warm"),
        ],
    )
    def test_proposes_nothing_far(self, word: str, known: str) -> None:
        """Another word that shares a few letters was not meant."""
        assert near(word, [known]) == f"known here: `{known}`"

    @pytest.mark.parametrize(
        ("word", "known"),
        [
            ("SLA", "SAL"),
            ("naem", "named"),
            ("kontact", "contact"),
            ("mployees", "employees"),
            ("amil", "mail"),
            ("employee_count", "employees"),
        ],
    )
    def test_knows_common_slips(self, word: str, known: str) -> None:
        """Swapped, missing and foreign letters, also the first, and added words."""
        assert near(word, [known, "country"]) == f"did you mean `{known}`?"

    def test_lists_a_few_words_otherwise(self) -> None:
        """Nothing is near, so the author may choose."""
        assert near("x", ["beta", "alpha"]) == "known here: `alpha`, `beta`"

    def test_is_silent_about_many(self) -> None:
        """A list of everything helps nobody."""
        assert near("x", [f"word{number}" for number in range(13)]) == ""

    def test_compares_no_thousands(self) -> None:
        """A hostile file shall not take its time."""
        words = [f"word{number}" for number in range(3001)]
        assert near("wrd7", words[:3000]) == "did you mean `word7`?"
        assert near("wrd7", words) == ""

    def test_a_text_of_several_lines_is_told_on_one(self) -> None:
        """A block that is quoted does not break the headline."""
        found = Diagnostic("LP1009", "`\n   1.0\n\n  x` is not", NOWHERE, "a\nb")
        assert (found.message, found.hint) == ("` 1.0 x` is not", "a b")

    def test_a_long_name_is_cut(self) -> None:
        """A key may be as long as its file."""
        found = Diagnostic("LP1005", f"unknown key `{'k' * 5000}`", NOWHERE)
        assert len(found.headline) < 500
        assert found.headline.endswith("k…")
