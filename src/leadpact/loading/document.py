"""YAML as a carrier: texts, lists and mappings with exact places, and no types.

No scalar has a type, so that `NO`, `010` and `12:30` are what was typed.
"""

from __future__ import annotations

import bisect
import functools
import re
from typing import TYPE_CHECKING, NoReturn, TypeAlias

import attrs
import cattrs

from leadpact.diagnostics import Diagnostic, Span, in_order
from leadpact.errors import PolicyError
from leadpact.language.lexer import normal
from leadpact.language.nodes import Phrase
from leadpact.language.source import ParameterValue, Tally

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


#: Mistakes of one file that are told at most.
MOST_MISTAKES = 200


class InvalidNodeError(Exception):
    """A node was reported as wrong; whoever holds it goes on with its neighbours.

    Attributes:
        rest: What is sound of a list or a mapping, else ``None``.
    """

    def __init__(self, rest: object = None) -> None:
        self.rest = rest
        super().__init__()


@attrs.frozen(eq=False)
class Document:
    """One file on its way to values.

    Attributes:
        file: Its name, for places.
        text: Its text, lines ended by line feeds alone.
        converter: Knows how nodes of this kind of file become values.
        diagnostics: What was found wrong in it.
        phrases: Every phrase that could be read, in whatever it stands.
        parameters: Values that have a name, as far as they were read; ``None`` for
            one that has a mistake.
        used: Names of parameters that phrases use.
        is_shared: Whether it is a file of shared definitions, read without those who
            include it: a name in the place of a value may be a parameter of theirs.
        sources: The texts of all files of the policy, this one among them.
        tally: Counts the values of all of them.
    """

    file: str
    text: str
    converter: cattrs.Converter
    diagnostics: list[Diagnostic] = attrs.field(factory=list)
    phrases: list[Phrase] = attrs.field(factory=list)
    parameters: dict[str, ParameterValue | None] = attrs.field(factory=dict)
    used: set[str] = attrs.field(factory=set)
    sources: dict[str, str] = attrs.field(factory=dict)
    tally: Tally = attrs.field(factory=Tally)
    is_shared: bool = attrs.field(default=False, kw_only=True)
    starts: tuple[int, ...] = attrs.field(init=False, repr=False)

    @starts.default
    def _starts_of_lines(self) -> tuple[int, ...]:
        return (0, *(found.end() for found in re.finditer("\n", self.text)))

    def __attrs_post_init__(self) -> None:
        self.sources[self.file] = self.text

    def beside(self, file: str, text: str) -> Document:
        """Another file of the same policy: what is found in both goes together."""
        return Document(
            file,
            text,
            self.converter,
            self.diagnostics,
            self.phrases,
            self.parameters,
            self.used,
            self.sources,
            self.tally,
            is_shared=self.is_shared,
        )

    def add(self, found: Diagnostic) -> None:
        """Add what was found wrong.

        Raises:
            PolicyError: It is more than anybody reads: the rest is not looked for.
        """
        self.diagnostics.append(found)
        if len(self.diagnostics) >= MOST_MISTAKES:
            message = (
                f"the file has {MOST_MISTAKES} mistakes or more: the first are told"
            )
            hint = "mend these, then check again"
            span = self.span(0, 1)
            self.diagnostics.append(Diagnostic("LP1011", message, span, hint))
            raise self.error()

    def error(self) -> PolicyError:
        """The error that tells all that was found wrong."""
        return PolicyError(in_order(self.diagnostics), self.sources)

    def offset(self, line: int, column: int) -> int:
        """Characters before a place of a span."""
        return self.starts[line - 1] + column - 1

    def span(self, start: int, end: int) -> Span:
        """The place of the characters ``[start, end)``, at least one character wide."""
        line = bisect.bisect_right(self.starts, start)
        column = start - self.starts[line - 1] + 1
        if end <= start + 1:
            return Span(self.file, line, column, line, column + 1)
        if line == len(self.starts) or end < self.starts[line]:
            return Span(self.file, line, column, line, column + end - start)
        last = bisect.bisect_right(self.starts, end)
        end_column = end - self.starts[last - 1] + 1
        return Span(self.file, line, column, last, end_column)


@attrs.frozen(eq=False)
class Scalar:
    """A text as YAML gives it, in Unicode normal form C.

    Attributes:
        span: Where it stands, quotes included.
        start: Offset of its first character in the file, quotes left out.
        style: The quote or the block mark; empty for plain text.
        in_flow: Whether it stands inside `{ }` or `[ ]`.
    """

    document: Document = attrs.field(repr=False)
    span: Span
    text: str
    start: int
    style: str = ""
    in_flow: bool = False

    @functools.cached_property
    def offsets(self) -> Sequence[int] | None:
        """Where each character of the text stands in the file, and where it ends.

        ``None`` where that is not exact: escapes that make no character, and the
        indentation within blocks, are not followed.
        """
        source, text, at = self.document.text, self.text, self.start
        if source.startswith(text, at) and "\n" not in text:
            return range(at, at + len(text) + 1)
        offsets = []
        for char in text:
            offsets.append(at)
            if gap := _BREAK.match(source, at) if char in " \n" else None:
                at = gap.end()
            elif escape := _ESCAPES[self.style].match(source, at):
                at = escape.end()
            elif width := _width(source, at, char):
                at += width
            else:
                return None
        return (*offsets, at)

    def locate(self, start: int, end: int) -> Span:
        """The place of the characters ``[start, end)`` of the text."""
        if self.offsets is None:
            return self.span
        return self.document.span(self.offsets[start], self.offsets[end])


def _width(source: str, at: int, char: str) -> int:
    """How many characters of a file one of a text stands for; 0 if it is another."""
    if source.startswith(char, at):
        return 1
    # A letter with its marks; more than three have no letter of their own.
    widths = range(2, 5) if not char.isascii() else ()
    return next((n for n in widths if normal(source[at : at + n]) == char), 0)


_NOTHING = re.compile("(?!)")
#: What stands for one character in scalars of each style.
_ESCAPES = {
    "": _NOTHING,
    "'": re.compile("''"),
    '"': re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[^xuU\n])"),
    ">": _NOTHING,
    "|": _NOTHING,
}
#: A break between lines, with the indentation of the next one: it stands for a space.
_BREAK = re.compile(r"[ \t]*\n\s*")


@attrs.frozen(eq=False)
class Items:
    """A list."""

    document: Document = attrs.field(repr=False)
    span: Span
    items: tuple[Node, ...]


@attrs.frozen(eq=False)
class Entries:
    """A mapping, in the order of the file, each key once.

    Attributes:
        head: A short place for the whole of it: its own key, else its first one.
    """

    document: Document = attrs.field(repr=False)
    span: Span
    entries: dict[str, tuple[Scalar, Node]]
    head: Span

    def __iter__(self) -> Iterator[tuple[str, Scalar, Node]]:
        for key, (at, value) in self.entries.items():
            yield key, at, value


Node: TypeAlias = Scalar | Items | Entries

_SHAPES = {Scalar: "a text", Items: "a list", Entries: "a mapping"}


def shape(node: Node) -> str:
    """What a node is, in words."""
    return _SHAPES[type(node)]


def report(
    node: Node, code: str, message: str, hint: str = "", span: Span | None = None
) -> None:
    """Add a diagnostic to the node's document."""
    node.document.add(Diagnostic(code, message, span or node.span, hint))


def refuse(
    node: Node, code: str, message: str, hint: str = "", span: Span | None = None
) -> NoReturn:
    """Report a node and leave it."""
    report(node, code, message, hint, span)
    raise InvalidNodeError
