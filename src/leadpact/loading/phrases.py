"""Phrases of a file to their trees, with places inside the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

import attrs

from leadpact.language.nodes import (
    Case,
    Literal,
    Measure,
    Name,
    Pattern,
    Phrase,
    Points,
    Step,
)
from leadpact.language.parser import (
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
from leadpact.language.source import PhraseError, Source
from leadpact.loading.document import Document, InvalidNodeError, Node, Scalar, refuse
from leadpact.loading.syntax import QUOTE_IT
from leadpact.loading.texts import text_of
from leadpact.units import Duration

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from leadpact.diagnostics import Diagnostic

T = TypeVar("T")
Tree = TypeVar("Tree", bound=Phrase)

#: How phrases of each type are read.
PHRASES: Mapping[object, Callable[[Source], Phrase]] = {
    Case[Duration]: parse_duration_case,
    Case[Literal]: parse_literal_case,
    Case[Name]: parse_name_case,
    Case[int]: parse_integer_case,
    Measure: parse_measure,
    Pattern: parse_pattern,
    Points: parse_points,
    Step: parse_step,
}
#: How words of the language that are no phrases are read.
TERMS: Mapping[type, Callable[[Source], object]] = {
    Duration: parse_duration,
    Name: parse_name,
}

#: What is left of a line where YAML took the rest of it for a comment.
_COMMENT = re.compile(r"[ \t]+#")


def phrase(node: Node, parse: Callable[[Source], Tree]) -> Tree:
    """A phrase, parsed, and kept for whoever judges what phrases mean."""
    tree = term(node, parse)
    node.document.phrases.append(tree)
    return tree


def term(node: Node, parse: Callable[[Source], T]) -> T:
    """A piece of the language, parsed; its mistakes are reported at their places."""
    text = text_of(node)
    assert isinstance(node, Scalar)  # noqa: S101 - text_of refuses all others
    if "\n" in text:
        at = text.index("\n")
        hint = "a phrase is one line: fold it with `>` in place of `|`"
        message = "a line break inside a phrase"
        refuse(node, "LP3001", message, hint, node.locate(at, at))
    try:
        document = node.document
        known = document.parameters, document.used, document.tally
        return parse(Source(text, node.locate, *known, is_open=document.is_shared))
    except PhraseError as error:
        for found in error.diagnostics:
            node.document.add(_advised(found, node.document))
        raise InvalidNodeError from None


def _advised(found: Diagnostic, document: Document) -> Diagnostic:
    """A mistake, with a hint where YAML cut the phrase short."""
    at = document.offset(found.span.line, found.span.column)
    if not _COMMENT.match(document.text, at):
        return found
    return attrs.evolve(found, hint=f"` #` begins a comment: {QUOTE_IT}")
