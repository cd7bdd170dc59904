"""Files in their normal layout: another look, and the same content and comments.

The text is edited, never written anew from what was read: each piece and each comment
is copied, and only the blanks and breaks between them are chosen. The rules stand in
docs/reference/layout.md.
"""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

import yaml

from leadpact.diagnostics import NOWHERE, Diagnostic
from leadpact.errors import LayoutError, PolicyError
from leadpact.language.lexer import quoted, tokenize
from leadpact.language.printer import print_literal, print_phrase
from leadpact.language.source import PhraseError, Source
from leadpact.loading.comments import comments
from leadpact.loading.composer import LOADER, offset
from leadpact.loading.formats import FileKind, kind_of
from leadpact.loading.lines import lay_out_pieces
from leadpact.loading.pieces import Mark, pieces
from leadpact.loading.policy import load_policy, load_shared, read_nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypeAlias

    from leadpact.language.nodes import Phrase
    from leadpact.language.source import ParameterValue
    from leadpact.loading.document import Document
    from leadpact.loading.files import ReadFile
    from leadpact.loading.pieces import Piece

    Parameters: TypeAlias = Mapping[str, ParameterValue | None]


def lay_out(file: str, data: bytes, read: ReadFile | None = None) -> str:
    r"""The text of a policy or mapping file in its normal layout.

    Args:
        file: Name of the file, for places.
        data: Its bytes, UTF-8. What they mean may have mistakes.
        read: Reads the files that it includes, whose parameters its phrases may name;
            ``None`` to include none.

    Returns:
        Text that says the same, with the same comments at the same entries. Laid out
        again, it stays as it is.

    Raises:
        PolicyError: They are no YAML that leadpact reads.
        LayoutError: The new text would not say the same, which is a bug.

    Example:
        >>> lay_out("policy.yaml", b"needs:   # of both\r\n- a\r\n-   {b:  c }\r\n")
        'needs:  # of both\n  - a\n  - {b: c}\n'
    """
    document = read_nodes(file, data, kind_of(data) or FileKind.POLICY).document
    parts = tuple(pieces(document.text))
    new = _respaced(document, parts, *_phrases(file, data, read))
    result = lay_out_pieces(document.text, parts, new)
    _verify(document, new, result)
    return result


def _phrases(
    file: str, data: bytes, read: ReadFile | None
) -> tuple[Sequence[Phrase], Parameters]:
    """The phrases of a file, and the parameters that they may name.

    There are none of a file that cannot be read as what it is.
    """
    try:
        if kind_of(data) is FileKind.SHARED:
            document = load_shared(file, data, read)
        else:
            document = load_policy(file, data, read).document
    except PolicyError:
        return (), {}
    own = [each for each in document.phrases if each.span.file == file]
    return own, document.parameters


def _respaced(
    document: Document,
    parts: Sequence[Piece],
    phrases: Iterable[Phrase],
    parameters: Parameters,
) -> Mapping[int, str]:
    """Phrases that differ from their normal spelling in nothing but blanks.

    Returns:
        The normal spelling, by the offset of the text that holds the phrase.
    """
    starts = [piece.start for piece in parts]
    found = {}
    for phrase in phrases:
        at = document.offset(phrase.span.line, phrase.span.column)
        piece = parts[bisect.bisect_right(starts, at) - 1]
        written = document.text[piece.start : piece.end]
        printed = print_phrase(phrase)
        words = _words(written) if piece.mark is Mark.PLAIN else ()
        named = _named(printed, words, parameters)
        if words and words == _words(named):
            found[piece.start] = named
    return found


def _named(printed: str, words: Sequence[str], parameters: Parameters) -> str:
    """A printed phrase with the names of parameters in the place of their values.

    Args:
        printed: The phrase, which tells values.
        words: The tokens that its author wrote, which may be names of parameters.
        parameters: The values, by name.
    """
    told, at = "", 0
    for word in words:
        blank = " " * (len(printed[at:]) - len(printed[at:].lstrip()))
        values = _spellings(parameters.get(word))
        rest = printed[at + len(blank) :]
        value = next((each for each in values if rest.startswith(each)), word)
        told += f"{blank}{word}"
        at += len(blank) + len(value)
    return told


def _spellings(value: ParameterValue | None) -> tuple[str, ...]:
    """How a phrase may tell the value of a parameter; nothing if there is none."""
    match value:
        case None:
            return ()
        case tuple():
            return (f"[{', '.join(map(print_literal, value))}]",)
        case str():
            return (quoted(value), print_literal(value))
    return (print_literal(value),)


def _words(phrase: str) -> Sequence[str]:
    """The tokens of a phrase; none if it is too long or stands on several lines."""
    try:
        return [token.text for token in tokenize(Source.inline(phrase))]
    except PhraseError:
        return ()


def _verify(document: Document, new: Mapping[int, str], result: str) -> None:
    """Refuse a result that says anything else than the file.

    Raises:
        LayoutError: It does.
    """
    file = document.file
    if _said(file, document.text, new) != _said(file, result, {}):
        message = f"`{file}` cannot be laid out without changing what it says"
        hint = "this is a mistake in leadpact: report it, with the file"
        raise LayoutError([Diagnostic("LP5003", message, NOWHERE, hint)])


def _said(
    file: str, text: str, new: Mapping[int, str]
) -> tuple[Sequence[object], Sequence[str]]:
    """What a text says: to YAML, and in its comments."""
    return _nodes(text, new), [comment.text for comment in comments(file, text)]


def _nodes(text: str, new: Mapping[int, str]) -> Sequence[object]:
    """What YAML reads in a text, in order."""
    return [_node(event, new) for event in yaml.parse(text, Loader=LOADER)]


def _node(event: yaml.Event, new: Mapping[int, str]) -> object:
    """What one event tells; there are no aliases, which the composer refuses."""
    kind = type(event)
    match event:
        case yaml.ScalarEvent(value=value, style=style):
            # The break behind a block ends it and is no part of what it says.
            value = value.rstrip("\n") if style in {"|", ">"} else value
            value = new.get(offset(event.start_mark), value)
            return kind, event.anchor, event.tag, style, value
        case yaml.CollectionStartEvent():
            # One of the two parsers says `None` of a list at the column of its key.
            return kind, event.anchor, event.tag, bool(event.flow_style)
    return kind
