"""Tokens: where they start and end, and which texts have none."""

from __future__ import annotations

import pytest

from leadpact.language.lexer import (
    LONGEST,
    STEP_WORDS,
    WORDS,
    Token,
    TokenKind,
    is_name,
    quoted,
    tokenize,
    unquoted,
)
from leadpact.language.source import PhraseError, Source


def tokens(text: str) -> list[Token]:
    """Tokens of a phrase, without the end."""
    *found, end = tokenize(Source.inline(text))
    assert end == Token(TokenKind.END, "", len(text), len(text))
    return found


class TestTokenize:
    """`tokenize` cuts a phrase into tokens with offsets."""

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("employees", TokenKind.WORD),
            ("størrelse_2", TokenKind.WORD),
            ("and", TokenKind.WORD),
            ("30", TokenKind.NUMBER),
            ("2.5", TokenKind.NUMBER),
            ("2026-01-05", TokenKind.DATE),
            ('"two words"', TokenKind.TEXT),
            (r'"a \"quote\" and \\"', TokenKind.TEXT),
            ('""', TokenKind.TEXT),
            *((symbol, TokenKind.SYMBOL) for symbol in "<>+-*/(),%[]"),
            *((symbol, TokenKind.SYMBOL) for symbol in ("<=", ">=", "==", "!=")),
        ],
    )
    def test_one_token(self, text: str, kind: TokenKind) -> None:
        """Each kind of token is one token, wherever it stands."""
        assert tokens(f" {text}  ") == [Token(kind, text, 1, 1 + len(text))]

    def test_offsets_count_characters(self) -> None:
        """Offsets are characters, also behind those of several bytes."""
        assert tokens('"😀é" ==a')[1:] == [
            Token(TokenKind.SYMBOL, "==", 5, 7),
            Token(TokenKind.WORD, "a", 7, 8),
        ]

    def test_tokens_need_no_space_between(self) -> None:
        """A minus sign and a unit sign are tokens of their own."""
        assert [token.text for token in tokens("-20%<a-2")] == [
            *("-", "20", "%"),
            *("<", "a", "-", "2"),
        ]

    def test_a_date_is_no_more_than_ten_characters(self) -> None:
        """Digits behind a date make it numbers."""
        assert [token.text for token in tokens("2026-01-051")] == [
            *("2026", "-", "01", "-", "051"),
        ]

    def test_a_number_takes_the_letters_behind_it(self) -> None:
        """What starts with a digit is one token, so that the mistake is one."""
        assert [token.text for token in tokens("3com 1.2.3 5days")] == [
            *("3com", "1.2.3", "5days"),
        ]


class TestMistakes:
    """Texts that no phrase holds are refused, with their place."""

    @pytest.mark.parametrize(
        ("text", "column", "end_column", "hint"),
        [
            ("a = b", 3, 4, "compare with `==`"),
            ("a === b", 5, 6, "compare with `==`"),
            ("a && b", 3, 5, "write `and`"),
            ("a & b", 3, 4, "write `and`"),
            ("a || b", 3, 5, "write `or`"),
            ("a | b", 3, 4, "write `or`"),
            ("!a", 1, 2, "write `not`"),
            ("a <> b", 3, 5, "write `!=`"),
            ("a => b", 3, 5, "write `>=`"),
            ("a =< b", 3, 5, "write `<=`"),
            ("a ≥ 5", 3, 4, "write `>=`"),
            ("a in {b}", 6, 7, "lists stand in `[` and `]`"),
            ("a\u00a0== b", 2, 3, "this is a no-break space; put a plain one"),
            ("a \u2212 b", 3, 4, "write the minus sign as `-`"),
            (
                *("email ends with @x.org", 17, 18),
                "`@` stands in double quotes, with the text around it",
            ),
            (
                *("a > .5", 5, 6),
                (
                    "decimals start with a digit, as in `0.5`; "
                    "other text stands in double quotes"
                ),
            ),
            (
                *("_a == b", 1, 2),
                "names start with a letter; other text stands in double quotes",
            ),
            (
                *("title contains 'head of'", 16, 25),
                'texts stand in double quotes: `"head of"`',
            ),
            ("a == 'b", 6, 8, 'texts stand in double quotes: `"b"`'),
            ("a == “b c”", 6, 11, 'texts stand in double quotes: `"b c"`'),
            ('a == "b', 6, 8, 'close it with `"`'),
            ('a == "b\\', 6, 9, 'close it with `"`'),
            ('a == "b\\nc"', 8, 10, r"only `\"` and `\\` start with a backslash"),
        ],
    )
    def test_what_is_not_part_of_the_language(
        self, text: str, column: int, end_column: int, hint: str
    ) -> None:
        """The first character that begins no token is marked and explained."""
        with pytest.raises(PhraseError) as caught:
            tokenize(Source.inline(text))
        (found,) = caught.value.diagnostics
        assert (found.code, found.hint) == ("LP3001", hint)
        assert (found.span.column, found.span.end_column) == (column, end_column)

    @pytest.mark.parametrize(
        "char", ["\t", "\n", "\x00", "\x7f", "\x85", "\u202e", "\u2066", "\u200f"]
    )
    def test_invisible_characters(self, char: str) -> None:
        """Control and reordering characters are refused, in quoted text too."""
        with pytest.raises(PhraseError) as caught:
            tokenize(Source.inline(f'a == "b{char}c"'))
        (found,) = caught.value.diagnostics
        assert found.code == "LP3001"
        assert found.message == f"the character U+{ord(char):04X} cannot be seen"
        assert (found.span.column, found.span.end_column) == (8, 9)

    def test_joined_emoji_are_text(self) -> None:
        """Joiners inside quoted text stay: they reorder nothing."""
        assert len(tokens('"👩\u200d💼"')) == 1

    def test_length(self) -> None:
        """The longest phrase is read, one character more is refused."""
        assert len(tokens("a" * LONGEST)) == 1
        with pytest.raises(PhraseError) as caught:
            tokenize(Source.inline("a" * (LONGEST + 1)))
        (found,) = caught.value.diagnostics
        assert found.code == "LP3005"
        assert found.message == "the phrase has 2001 characters, at most 2000 may be"


class TestQuoted:
    """Quoting and its inverse."""

    @pytest.mark.parametrize(
        ("value", "text"),
        [("", '""'), ("a b", '"a b"'), ('a"b', r'"a\"b"'), ("a\\", r'"a\\"')],
    )
    def test_both_ways(self, value: str, text: str) -> None:
        """A quote and a backslash are escaped, all else stands as it is."""
        assert quoted(value) == text
        assert unquoted(Token(TokenKind.TEXT, text, 0, len(text))) == value

    def test_values_are_in_normal_form(self) -> None:
        """Two spellings of one letter give one value."""
        decomposed = Token(TokenKind.TEXT, '"e\u0301"', 0, 4)
        assert unquoted(decomposed) == "\u00e9"


class TestNames:
    """What may name something."""

    @pytest.mark.parametrize("text", ["a", "lead_timezone", "MQL", "x1", "å", "at"])
    def test_names(self, text: str) -> None:
        """A letter, then letters, digits and underscores."""
        assert is_name(text)

    @pytest.mark.parametrize(
        "text", ["", "1a", "_a", "a-b", "a b", "a.b", "and", "known", "open", "²"]
    )
    def test_no_names(self, text: str) -> None:
        """Other texts and the words of the language name nothing."""
        assert not is_name(text)

    def test_the_words_are_lower_case(self) -> None:
        """Words of the language, and of steps, are read in lower case alone."""
        assert all(word.islower() for word in WORDS | STEP_WORDS)
