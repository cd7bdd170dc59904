"""The words of the language, and from text to tokens in linear time."""

from __future__ import annotations

import enum
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadpact.language.source import PhraseError, Source

#: Characters of a phrase; it is one line, and nobody reviews a longer one.
LONGEST = 2000

#: Characters of a name: a longer one fits no line and no page.
LONGEST_NAME = 100

#: The words of the language. They are no names, and literals only in double quotes.
WORDS = frozenset(
    (
        *("and", "or", "not", "between", "in", "is", "missing", "known"),
        *("contains", "starts", "ends", "with", "any", "open"),
        *("happened", "count", "first", "last", "entered", "missed", "met"),
        *("where", "when", "each", "of"),
    )
)

#: Words that go on with a step. They are names too (`at` is a part of every event),
#: but not of parties, roles and actions, which stand right beside them.
STEP_WORDS = frozenset(("to", "for", "after", "every", "at", "before", "by"))


class TokenKind(enum.Enum):
    """What a token is."""

    WORD = "word"
    DATE = "date"
    NUMBER = "number"
    TEXT = "text"
    SYMBOL = "symbol"
    END = "end"


class Token(NamedTuple):
    """A piece of a phrase.

    Attributes:
        kind: What it is.
        text: As written. Quoted text keeps its quotes, so it never equals a word.
        start: Offset of its first character.
        end: Offset after its last character.
    """

    kind: TokenKind
    text: str
    start: int
    end: int


_WORD = r"[^\W\d_]\w*+"
_NAME = re.compile(_WORD)
# One group for each kind, in the order of `TokenKind`, then any other character. A
# number takes all letters behind it, so that `3com` is one mistake and not two tokens.
# `<` before `>` is none of ours: `<>` is explained below.
_TOKEN = re.compile(
    rf"({_WORD})"
    r"|([0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9]))"
    r"|([0-9][\w.]*+)"
    r'|("[^"\\]*+(?:\\["\\][^"\\]*+)*+")'
    r"|([<>=!]=|<(?!>)|[-+*/>(),%\[\]])"
    r"|([^ ])"
)
_KINDS = (None, *TokenKind)
_OTHER = len(TokenKind)

# Control characters, marks that reorder what a reader sees, and halves of characters.
_REFUSED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)

_QUOTES = "'“”„"
_MISTAKE = re.compile(r"""'[^']*+'?|[“”„][^“”]*+[“”]?|&&?|\|\|?|<>|=[<>]|!|=|.""")

_ADVICE: Mapping[str, str] = {
    "=": "compare with `==`",
    ":": "times of day stand under `calendars`; other text in double quotes",
    "&": "write `and`",
    "&&": "write `and`",
    "|": "write `or`",
    "||": "write `or`",
    "!": "write `not`",
    "<>": "write `!=`",
    "=>": "write `>=`",
    "=<": "write `<=`",
    "≥": "write `>=`",
    "≤": "write `<=`",
    "≠": "write `!=`",
    "{": "lists stand in `[` and `]`",
    "}": "lists stand in `[` and `]`",
    ".": "decimals start with a digit, as in `0.5`; other text stands in double quotes",
    "\u00a0": "this is a no-break space; put a plain one",
    "\u2212": "write the minus sign as `-`",
    "\u2013": "write the minus sign as `-`",
    "_": "names start with a letter; other text stands in double quotes",
}


def is_name(text: str) -> bool:
    """Whether a text may name something: a letter, then letters, digits, `_`.

    It is none of the words of the language, and not too long.
    """
    # The pattern takes `²` for a letter; what Python takes for one is better known.
    return (
        len(text) <= LONGEST_NAME
        and bool(_NAME.fullmatch(text))
        and text.isidentifier()
        and text not in WORDS
    )


def normal(text: str) -> str:
    """A text in Unicode normal form C, so that texts that look alike are equal."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def quoted(text: str) -> str:
    r"""A text in double quotes.

    Example:
        >>> print(quoted('the "big" one'))
        "the \"big\" one"
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def unquoted(token: Token) -> str:
    """The value of a quoted text."""
    value = token.text[1:-1]
    return normal(re.sub(r"\\(.)", r"\1", value) if "\\" in value else value)


def tokenize(source: Source) -> list[Token]:
    """The tokens of a phrase; the last one is the end.

    Raises:
        PhraseError: LP3005 if the phrase is too long, LP3001 if it holds a character
            that no phrase has.
    """
    text = source.text
    _check_text(source)
    tokens = []
    for match in _TOKEN.finditer(text):
        group = match.lastindex or _OTHER
        kind = _KINDS[group]
        start, end = match.span()
        if kind is None or kind is TokenKind.END:
            raise _mistake(source, start)
        tokens.append(Token(kind, match[0], start, end))
    tokens.append(Token(TokenKind.END, "", len(text), len(text)))
    return tokens


def _check_text(source: Source) -> None:
    """Refuse phrases that are too long or that a reader cannot see as they are."""
    text = source.text
    if len(text) > LONGEST:
        message = f"the phrase has {len(text)} characters, at most {LONGEST} may be"
        hint = "give parts of it a name under `definitions`"
        raise source.error(0, len(text), message, hint, code="LP3005")
    if not text.isprintable() and (found := _REFUSED.search(text)):
        message = f"the character U+{ord(found[0]):04X} cannot be seen"
        hint = "phrases are one line of visible characters; leave it out"
        raise source.error(found.start(), found.end(), message, hint)


def _mistake(source: Source, start: int) -> PhraseError:
    """The error for text that begins no token."""
    text = source.text
    if text[start] == '"':
        return _text_mistake(source, start)
    if start and unicodedata.combining(text[start]):
        message = f"the letter `{text[start - 1 : start + 1]}` is two characters here"
        hint = "write it as one: the file shall be in Unicode normal form C"
        return source.error(start - 1, start + 1, message, hint)
    match = _MISTAKE.match(text, start)
    found = match[0] if match else text[start]
    end = start + len(found)
    if found[0] in _QUOTES:
        hint = f"texts stand in double quotes: `{quoted(found.strip(_QUOTES))}`"
    else:
        other = f"`{found}` stands in double quotes, with the text around it"
        hint = _ADVICE.get(found, other)
    return source.error(start, end, f"`{found}` is not part of the language", hint)


def _text_mistake(source: Source, start: int) -> PhraseError:
    """The error for a quoted text that has a bad escape or no end."""
    text = source.text
    escapes = re.compile(r'[^"\\]*+(?:\\["\\][^"\\]*+)*+').match(text, start + 1)
    end = escapes.end() if escapes else start
    if text[end : end + 1] == "\\" and end + 1 < len(text):
        message = f"`{text[end : end + 2]}` has no meaning in quoted text"
        hint = r"only `\"` and `\\` start with a backslash"
        return source.error(end, end + 2, message, hint)
    message = "a quoted text without its end"
    return source.error(start, len(text), message, 'close it with `"`')
