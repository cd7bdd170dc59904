"""LP2113: a bare word that is also the name of a parameter, and is not read as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.diagnostics import Diagnostic, Severity
from leadpact.language.nodes import Is, Literal, Member, TextTest
from leadpact.language.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check.subject import Subject
    from leadpact.language.nodes import Phrase


def check_literal_words(subject: Subject) -> Iterator[Diagnostic]:
    """Words behind `is`, text tests, and in lists, that a parameter has for a name."""
    names = subject.policy.parameters
    if not names:
        return
    for phrase in subject.phrases:
        for node in walk(phrase):
            for word in _words(node):
                if word.value in names and _is_bare(word):
                    yield _told(word)


def _words(node: Phrase) -> tuple[Literal, ...]:
    """The words that a test compares with as they are written."""
    match node:
        case Is(word=word):
            return (word,)
        case TextTest(needles=words) | Member(members=words):
            return words
    return ()


def _is_bare(word: Literal) -> bool:
    """Whether a name was written without quotes, which say that a text is meant.

    A name needs no escapes, so that with its quotes it is longer than alone.
    """
    span = word.span
    width = span.end_column - span.column
    return not word.parameter and width == len(str(word.value))


def _told(word: Literal) -> Diagnostic:
    message = f"`{word.value}` is also the name of a parameter"
    hint = (
        "it is the word itself here; compare with `==`, put the word in quotes, or "
        "rename the parameter"
    )
    return Diagnostic("LP2113", message, word.span, hint, Severity.WARNING)
