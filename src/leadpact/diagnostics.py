"""Places, severities, diagnostics, and the one catalogue of codes.

A diagnostic is a value, not an exception: whoever finds a mistake in a policy
reports it and goes on, so that the author sees all mistakes at once.
"""

from __future__ import annotations

import difflib
import enum
import heapq
import re
import unicodedata
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence


@attrs.frozen(order=True)
class Span:
    """A stretch of one file.

    Attributes:
        file: Name of the file as the user gave it.
        line: First line, counted from 1.
        column: First column, counted from 1 in characters.
        end_line: Last line, counted from 1.
        end_column: The column after the last character.
    """

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def part(self, start: int, end: int) -> Span:
        """The stretch ``[start, end)``, in characters, of a span on one line."""
        first, last = self.column + start, self.column + max(end, start + 1)
        return Span(self.file, self.line, first, self.line, last)


#: The place of what stands in no file, such as an instant that a caller gives.
NOWHERE = Span("")


class Severity(enum.Enum):
    """How much a diagnostic weighs: only an error makes a policy invalid."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


def _one_line(text: str) -> str:
    """A text on one line, whatever it quotes."""
    return re.sub(r"\s*\n\s*", " ", text) if "\n" in text else text


@attrs.frozen
class Diagnostic:
    """One mistake, with its place and the next action.

    Attributes:
        code: A key of ``CODES``, such as ``LP2001``.
        message: What is wrong; lower case, names in backticks.
        span: Where it stands.
        hint: What to do next, or an empty string.
        severity: ``Severity.ERROR`` unless told otherwise.
    """

    code: str
    message: str = attrs.field(converter=_one_line)
    span: Span
    hint: str = attrs.field(default="", converter=_one_line)
    severity: Severity = Severity.ERROR

    def __attrs_post_init__(self) -> None:
        if self.code not in CODES:
            msg = f"{self.code} is not in the catalogue"
            raise KeyError(msg)

    @property
    def headline(self) -> str:
        """Place, severity, code and message, on one line."""
        place = f"{self.span}: " if self.span != NOWHERE else ""
        message = self.message
        if len(message) > _LONGEST:  # A name in it may be as long as a file.
            message = f"{message[:_LONGEST]}…"
        return f"{place}{self.severity.value}[{self.code}]: {_visible(message)}"

    def __str__(self) -> str:
        return render(self)


#: Characters that are shown of a longer message.
_LONGEST = 400

#: Every code that leadpact reports, with its title. A code is never reused.
CODES: Mapping[str, str] = {
    # LP1xxx: syntax and shape of files.
    "LP1001": "the file cannot be read",
    "LP1002": "the file is not YAML",
    "LP1003": "a key stands twice",
    "LP1004": "an anchor, alias, merge or tag",
    "LP1005": "an unknown key",
    "LP1006": "a key is missing",
    "LP1007": "an empty value",
    "LP1008": "a value of the wrong shape",
    "LP1009": "a value that cannot be read",
    "LP1010": "an unknown format",
    "LP1011": "a file that is too large or too deep",
    "LP1012": "a file that cannot be included",
    "LP1013": "more than a policy may hold",
    # LP2xxx: meaning of a policy.
    "LP2001": "an unknown name",
    "LP2002": "two things with one name",
    "LP2003": "a definition that needs itself",
    "LP2004": "a business unit without a calendar",
    "LP2005": "a calendar without open time",
    "LP2006": "a bare `days` in a timer",
    "LP2007": "a combination that has no meaning",
    "LP2008": "an effective date after the end",
    # LP21xx: what is allowed in a policy and hardly meant.
    "LP2101": "a name that nothing uses",
    "LP2102": "a timer that can never start",
    "LP2103": "an end of a timer that can never come",
    "LP2104": "a step at the wrong time",
    "LP2105": "a first touch that may take longer than acceptance",
    "LP2106": "a role without a contact",
    "LP2107": "a party without duties",
    "LP2108": "a consequence that nobody is told of",
    "LP2109": "an acknowledgement that has run out",
    "LP2110": "an acknowledgement of nothing",
    "LP2111": "a mapping that does not fit the policy",
    "LP2112": "plan numbers that do not add up",
    "LP2113": "a word that is also the name of a parameter",
    "LP2114": "own words that say another number",
    # LP22xx: what the regions of conditions tell.
    "LP2201": "a condition that always holds",
    "LP2202": "a condition that never holds",
    "LP2203": "a case that is never reached",
    "LP2204": "a score threshold out of reach",
    "LP2205": "leads that no timer covers",
    "LP2206": "a condition that is not analysed",
    # LP23xx: the versions of one policy.
    "LP2301": "a folder without versions",
    "LP2302": "a version in the wrong place",
    "LP2303": "versions out of order",
    "LP2304": "versions that overlap",
    "LP2305": "days without a version",
    # LP3xxx: phrases.
    "LP3001": "a phrase that cannot be read",
    "LP3002": "values of types that do not go together",
    "LP3003": "a choice that the field does not have",
    "LP3004": "a value in the wrong place",
    "LP3005": "a phrase that is too long or too deep",
    # LP4xxx: lead data.
    "LP4001": "a data file that cannot be read",
    "LP4002": "an instant without a zone",
    "LP4003": "a row that cannot be read",
    "LP4004": "a field of the wrong type",
    "LP4005": "one id with two contents",
    "LP4006": "a number outside the limits",
    "LP4007": "a field with no value at an instant",
    "LP4008": "an unknown condition",
    "LP4009": "an unknown zone of a lead",
    "LP4010": "a mapping that does not fit the file",
    "LP4011": "a lead that is not there",
    "LP4012": "a name that the policy does not have",
    "LP4013": "a waiver without who or why",
    "LP4014": "a stage of a lead without events",
    "LP4015": "an instant without a version in force",
    "LP4016": "a field that the policy does not declare",
    "LP4017": "plain data of another shape",
    "LP4018": "a promise in hours that the lead has none of",
    "LP4019": "a history that makes no plan",
    # LP5xxx: rendering and writing.
    "LP5001": "the agreement does not fit on one page",
    "LP5002": "a package is missing",
    "LP5003": "the output cannot be written",
    "LP5004": "the page cannot be typeset",
    "LP5010": "a template cannot be read",
    "LP5011": "a mistake in a template",
    "LP5012": "a template asks for what it may not have",
    "LP5013": "a template takes too much",
    "LP5014": "the process that makes a page failed",
    # LP6xxx: signatures and trust.
    "LP6001": "a party has not signed",
    "LP6002": "a policy that changed after it was signed",
    "LP6003": "a signature of another version",
    "LP6004": "a signature that does not fit what it signs",
    "LP6005": "a signature for another party",
    "LP6006": "a key that is not trusted for a party",
    "LP6007": "one key for two parties",
    "LP6008": "a revoked key",
    "LP6009": "a key that was not valid then",
    "LP6010": "an algorithm that is not trusted",
    "LP6011": "signatures that cannot be read",
    "LP6012": "a version below the floor",
    "LP6013": "a broken chain of versions",
    "LP6014": "a version that ends or has ended",
    "LP6015": "a version that is not yet in force",
    "LP6016": "trust that lies beside the policy",
    "LP6017": "trust that cannot be read",
    "LP6018": "a page that is not the signed one",
    "LP6019": "another template than the signed one",
    "LP6020": "parties that signed different pages",
    "LP6021": "a signature from the future",
    "LP6022": "a signature by somebody else",
    "LP6023": "a key that cannot sign",
    "LP6024": "public holidays that changed after it was signed",
    "LP6025": "a draft that is to be signed",
    "LP6026": "letters that deceive",
    # LP7xxx: tests, changes and disputes.
    "LP7001": "a name in a test that the policy does not have",
    "LP7002": "a test that expects nothing",
    "LP7003": "an instant of a test that cannot be found",
    "LP7004": "two tests with one name",
    "LP7005": "tests without a policy",
    "LP7040": "a file that no autopsy wrote",
    "LP7041": "a file that was changed after it was sealed",
    "LP7050": "a signed version that was edited",
    "LP7051": "a version that was edited",
    "LP7052": "too small a step between two versions",
    "LP7053": "a signed version that would be in force already",
    "LP7054": "a new version that is not signed",
}


def nearest(word: str, known: Collection[str]) -> str:
    """The known word that another one may stand for, or an empty string."""
    if len(known) * len(word) > _MOST_LETTERS:
        return ""
    longest = 3 * len(word)  # A longer one is not similar.
    words = sorted({each for each in known if len(each) <= longest})
    if close := _closest(word, words):
        return close
    folded = {each.casefold(): each for each in words}
    return folded.get(_closest(word.casefold(), folded), "")


def _closest(word: str, words: Iterable[str]) -> str:
    """The most similar of some words, if it is similar at all.

    As ``difflib.get_close_matches`` has it, which compares every word in full: here
    only those that share most letters are, since a policy may have many mistakes.
    """
    matcher = difflib.SequenceMatcher(b=word)
    shared = []
    for each in words:
        matcher.set_seq1(each)
        if (bound := _bound(matcher)) >= _needed(word, each):
            shared.append((bound, each))
    found = []
    for _, each in heapq.nlargest(_MOST_COMPARED, shared):
        matcher.set_seq1(each)
        if (ratio := matcher.ratio()) >= _needed(word, each):
            found.append((ratio, each))
    _, closest = max(found, default=(0.0, ""))
    return closest


def _needed(word: str, other: str) -> float:
    """How similar two words must be.

    A slip seldom meets the first letter. Without this `amount` stands for `country`.
    """
    return _SIMILAR if word[:1] == other[:1] else _MORE_SIMILAR


def _bound(matcher: difflib.SequenceMatcher[str]) -> float:
    """The most that the similarity can be, told by lengths and letters alone."""
    by_length = matcher.real_quick_ratio()
    return by_length if by_length < _SIMILAR else matcher.quick_ratio()


#: How similar a word is that another may stand for, from 0 to 1: one with the same
#: first letter, and one with another.
_SIMILAR, _MORE_SIMILAR = 0.6, 0.7
#: Letters that a misspelt word is compared with, and words that are compared in full:
#: enough for all time zones; more would take their time.
_MOST_LETTERS, _MOST_COMPARED = 12_000, 5


def near(word: str, known: Collection[str]) -> str:
    """A hint that names the nearest known word, or the known words if few."""
    if close := nearest(word, known):
        return f"did you mean `{close}`?"
    if 0 < len(known) <= 12:  # noqa: PLR2004 - a longer list is no help
        return "known here: " + ", ".join(f"`{word}`" for word in sorted(known))
    return ""


def _width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    return sum(
        0
        if unicodedata.category(char) in _ABOVE_OTHERS
        else 2
        if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )


#: Categories of characters that stand on the one before them.
_ABOVE_OTHERS = {"Mn", "Me"}


def _visible(text: str) -> str:
    """A text that moves no cursor and hides nothing, of the same length."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        "\ufffd" if unicodedata.category(char) in _UNSEEN and char != "\t" else char
        for char in text
    )


#: Categories of control and format characters, halves of characters, and breaks.
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def excerpt(span: Span, source: str) -> str:
    """The line a span starts on, numbered, with carets under the span."""
    lines = source.split("\n")
    if not 0 < span.line <= len(lines):
        return ""
    text = _visible(lines[span.line - 1])
    last = span.end_column - 1 if span.end_line == span.line else len(text)
    text, first, last = _clipped(text, span.column - 1, last)
    while 0 < first < len(text) and unicodedata.category(text[first]) in _ABOVE_OTHERS:
        first -= 1
    head, marked = text[:first], text[first:last]
    number = f"{span.line:>5} | "
    pad = "".join("\t" if char == "\t" else " " * _width(char) for char in head)
    gutter = " " * (len(number) - 2) + "| "
    return f"{number}{text}\n{gutter}{pad}{'^' * max(1, _width(marked))}"


def _clipped(text: str, first: int, last: int) -> tuple[str, int, int]:
    """The part of a long line around a stretch of it, and the stretch in that part."""
    if len(text) <= _WIDEST:
        return text, first, last
    start = max(0, min(first - _WIDEST // 4, len(text) - _WIDEST))
    end = start + _WIDEST
    left, right = "…" if start else "", "…" if end < len(text) else ""
    last = min(last, end)
    moved = start - len(left)
    return f"{left}{text[start:end]}{right}", first - moved, last - moved


#: Characters that are shown of a longer line.
_WIDEST = 160


def render(diagnostic: Diagnostic, source: str | None = None) -> str:
    """A diagnostic as text: headline, source line with carets, hint."""
    parts = [diagnostic.headline]
    if source is not None and (shown := excerpt(diagnostic.span, source)):
        parts.append(shown)
    if diagnostic.hint:
        parts.append(f"  hint: {_visible(diagnostic.hint)}")
    return "\n".join(parts)


def in_order(diagnostics: Iterable[Diagnostic]) -> Sequence[Diagnostic]:
    """Diagnostics by file and place, each once."""
    return sorted(
        set(diagnostics), key=lambda found: (found.span, found.code, found.message)
    )
