"""From bytes to nodes: a file is UTF-8, can be seen as it is, and is plain YAML.

PyYAML's events are used rather than its nodes, since only events show anchors, tags
and quotes. They are read without recursion.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NoReturn, Protocol

import attrs
import yaml

from leadpact.diagnostics import Diagnostic
from leadpact.language.lexer import normal
from leadpact.language.source import MOST_VALUES
from leadpact.loading.document import (
    Document,
    Entries,
    Items,
    Node,
    Scalar,
    report,
    shape,
)
from leadpact.loading.syntax import explain

if TYPE_CHECKING:
    import cattrs

    from leadpact.diagnostics import Span

    class _Mark(Protocol):
        """What both parsers of PyYAML tell about a place."""

        @property
        def index(self) -> int:
            """Characters before it."""


#: Bytes of a policy, in all its files, and levels of one file: none is near in
#: practice, each keeps a hostile file cheap.
MOST_BYTES, MOST_DEPTH = 500_000, 30

#: The faster of the two parsers of PyYAML, where it is there.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

#: Characters that make a reader see another text than the machine. The joiners
#: U+200C and U+200D are none of them: words of some languages need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
#: What may stand before a value: an anchor or a tag.
_PROPERTY = re.compile(r"([&!][^\s,\[\]{}]*)\s*")
#: How texts are written that begin below their key.
_BLOCKS = ("|", ">")
#: What stands before the text of a block.
_BLOCK_HEAD = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?\s*")


def decode(
    file: str,
    data: bytes,
    converter: cattrs.Converter,
    beside: Document | None = None,
    *,
    is_shared: bool = False,
) -> Document:
    """Bytes to a document.

    Args:
        file: Name of the file, for places.
        data: Its bytes.
        converter: Knows how nodes of this kind of file become values.
        beside: The document of a file that includes this one.
        is_shared: Whether it is read without those who include it.

    Raises:
        PolicyError: They are too many, or no text that can be seen.
    """
    others = sum(map(len, beside.sources.values())) if beside else 0
    if len(data) + others > MOST_BYTES:
        message = f"the file has more than {MOST_BYTES:,} bytes"
        if others:
            message = f"the files of the policy have more than {MOST_BYTES:,} bytes"
        hint = "no policy that people sign is so long"
        unread = _document(file, "", converter, beside)
        _stop(unread, "LP1011", message, hint, unread.span(0, 1))
    data = data.removeprefix(codecs.BOM_UTF8)
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    text = data.decode(errors="replace")
    document = _document(file, text, converter, beside, is_shared=is_shared)
    try:
        data.decode()
    except UnicodeDecodeError as error:
        at = len(data[: error.start].decode())
        message = f"the byte 0x{data[error.start]:02X} is not UTF-8"
        span = document.span(at, at + 1)
        _stop(document, "LP1001", message, "save the file as UTF-8", span)
    if hidden := _INVISIBLE.search(document.text):
        message = f"an invisible character, U+{ord(hidden[0]):04X}"
        span = document.span(hidden.start(), hidden.end())
        _stop(document, "LP1002", message, "delete it", span)
    return document


def _document(
    file: str,
    text: str,
    converter: cattrs.Converter,
    beside: Document | None,
    *,
    is_shared: bool = False,
) -> Document:
    if beside:
        return beside.beside(file, text)
    return Document(file, text, converter, is_shared=is_shared)


def compose(document: Document, first_line: str) -> Entries:
    """The mapping that a file holds.

    Args:
        document: The file.
        first_line: How such a file begins.

    Raises:
        PolicyError: The file is not YAML, not one mapping, or too deep.
    """
    composer = _Composer(document)
    try:
        root = composer.compose()
    except yaml.MarkedYAMLError as error:
        found = explain(document.text, error)
        span = document.span(found.start, found.end)
        _stop(document, "LP1002", found.message, found.hint, span)
    hint = f"begin with `{first_line}`"
    if root is None:
        _stop(document, "LP1008", "the file is empty", hint, document.span(0, 1))
    if not isinstance(root, Entries):
        _stop(document, "LP1008", f"{shape(root)} where keys belong", hint, root.span)
    if composer.borrows:
        raise document.error()
    return root


def _stop(
    document: Document, code: str, message: str, hint: str, span: Span
) -> NoReturn:
    """Refuse the whole file."""
    document.diagnostics.append(Diagnostic(code, message, span, hint))
    raise document.error()


class _Composer:
    """Events of PyYAML to nodes.

    Attributes:
        borrows: Whether values stand elsewhere than where they are used: then the
            rest of the file cannot be judged.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.borrows = False
        self._root: Node | None = None
        self._stack: list[tuple[yaml.CollectionStartEvent, list[Node]]] = []

    def compose(self) -> Node | None:
        """The root node; ``None`` for an empty file."""
        documents = 0
        for event in yaml.parse(self.document.text, Loader=LOADER):
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        hint = "a file holds one document: put the rest in another file"
                        self._stop(event, "LP1002", "a second document", hint)
                case yaml.AliasEvent():
                    self._add(self._alias(event))
                case yaml.ScalarEvent():
                    self._add(self._scalar(event))
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._push(event)
                case yaml.MappingEndEvent():
                    self._add(self._mapping(event))
                case yaml.SequenceEndEvent():
                    start, children = self._stack.pop()
                    span = self._between(start, event)
                    self._add(Items(self.document, span, tuple(children)))
                case _:
                    pass
        return self._root

    def _push(self, event: yaml.CollectionStartEvent) -> None:
        if len(self._stack) >= MOST_DEPTH:
            message = f"nested more than {MOST_DEPTH} deep"
            self._stop(event, "LP1011", message, "no policy needs so many levels")
        self._refuse_properties(event)
        self._stack.append((event, []))

    def _add(self, node: Node) -> None:
        if self.document.tally.add(1):
            message = f"more than {MOST_VALUES:,} values"
            hint = "split the policy: no two teams agree on so much"
            _stop(self.document, "LP1013", message, hint, node.span)
        if self._stack:
            self._stack[-1][1].append(node)
        else:
            self._root = node

    def _stop(self, event: yaml.Event, code: str, message: str, hint: str) -> NoReturn:
        _stop(self.document, code, message, hint, self._between(event, event))

    def _between(self, first: yaml.Event, last: yaml.Event) -> Span:
        return self.document.span(offset(first.start_mark), offset(last.end_mark))

    def _refuse_properties(
        self, event: yaml.ScalarEvent | yaml.CollectionStartEvent
    ) -> int:
        """Report anchors and tags; the offset of the value behind them."""
        at = offset(event.start_mark)
        if event.anchor is None and event.tag is None:
            return at
        while found := _PROPERTY.match(self.document.text, at):
            what, hint = "a tag", "delete it: the key says what type its value has"
            if found[1].startswith("&"):
                what, hint = "an anchor", "write the value out where it is used"
            span = self.document.span(at, found.end(1))
            mistake = Diagnostic("LP1004", f"{what}, `{found[1]}`", span, hint)
            self.document.add(mistake)
            at = found.end()
        return at

    def _alias(self, event: yaml.AliasEvent) -> Scalar:
        """A stand-in for a value that stands elsewhere."""
        self.borrows = True
        span = self._between(event, event)
        node = Scalar(self.document, span, "", offset(event.start_mark))
        hint = "write the value out here"
        report(node, "LP1004", f"an alias, `*{event.anchor}`", hint)
        return node

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        at = self._refuse_properties(event)
        text, style = event.value, event.style or ""
        head = _BLOCK_HEAD.match(self.document.text, at) if style in _BLOCKS else None
        if head:
            # The break behind a block ends it and is no part of what it says.
            text, at = text.rstrip("\n"), head.end()
        else:
            at += len(style)
        # Inside a flow collection everything is in flow.
        in_flow = bool(self._stack) and self._stack[-1][0].flow_style is True
        span = self._between(event, event)
        # Names, choices and texts that look alike are equal, whoever typed them.
        return Scalar(self.document, span, normal(text), at, style, in_flow=in_flow)

    def _mapping(self, end: yaml.Event) -> Entries:
        start, children = self._stack.pop()
        entries: dict[str, tuple[Scalar, Node]] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Scalar):
                report(key, "LP1008", f"{shape(key)} as a key", "keys are words")
            elif key.text == "<<":
                self.borrows = True
                report(key, "LP1004", "a merge, `<<`", "write the keys out here")
            elif first := entries.get(key.text):
                hint = (
                    f"the first one is in line {first[0].span.line}: keep one of them"
                )
                report(key, "LP1003", f"`{key.text}` stands twice", hint)
            else:
                entries[key.text] = key, _behind(key, value)
        span = self._between(start, end)
        keys = [key.span for key, _ in entries.values()]
        return Entries(self.document, span, entries, head=keys[0] if keys else span)


def _behind(key: Scalar, value: Node) -> Node:
    """A value that is pointed at by its key where it has no short place of its own."""
    if isinstance(value, Entries):
        return Entries(value.document, value.span, value.entries, head=key.span)
    if isinstance(value, Scalar) and not value.text and not value.style:
        return attrs.evolve(value, span=key.span)
    return value


def offset(mark: _Mark | None) -> int:
    """Offset of a mark in characters; only events made by hand have no marks."""
    return mark.index if mark else 0
