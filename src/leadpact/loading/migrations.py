"""From older formats to the newest one, by edits of the text: no comment moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import attrs

from leadpact.loading.document import Entries
from leadpact.loading.formats import NEWEST, FileKind, kind_of, read_format
from leadpact.loading.policy import read_nodes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadpact.diagnostics import Span


class Edit(NamedTuple):
    """Another text for a stretch of a file."""

    span: Span
    text: str


#: From the content of a file to all that changes in it for the next format, but for
#: the number of the format itself.
Migration: TypeAlias = Callable[[Entries], Iterable[Edit]]

#: For each kind of file, the way from a format to the next one. A new format comes
#: with one more line here.
MIGRATIONS: Mapping[FileKind, Mapping[int, Migration]] = {
    FileKind.POLICY: {},
    FileKind.MAPPING: {},
    FileKind.SHARED: {},
    FileKind.TESTS: {},
}


@attrs.frozen
class Migrated:
    """A file in the newest format of its kind.

    Attributes:
        kind: What it is.
        found: The format that it had.
        newest: The format that it has now.
        text: Its text.
    """

    kind: FileKind
    found: int
    newest: int
    text: str


def migrate(
    file: str,
    data: bytes,
    migrations: Mapping[FileKind, Mapping[int, Migration]] = MIGRATIONS,
    newest: Mapping[FileKind, int] = NEWEST,
) -> Migrated:
    """A file in the newest format of its kind, which it may have already.

    Args:
        file: Name of the file, for places.
        data: Its bytes, UTF-8.
        migrations: For each kind, the way from each older format to the next one.
        newest: The newest format of each kind.

    Raises:
        PolicyError: It cannot be read, or is of a format that is not known.
    """
    kind = kind_of(data) or FileKind.POLICY
    root = read_nodes(file, data, kind)
    found = read_format(root, kind, newest[kind])
    for number in range(found, newest[kind]):
        text = _next(root, kind, number, migrations[kind][number])
        root = read_nodes(file, text.encode(), kind)
    return Migrated(kind, found, newest[kind], root.document.text)


def _next(root: Entries, kind: FileKind, number: int, migration: Migration) -> str:
    """The text of a file in the next format."""
    _, told = root.entries[kind.value]
    edits = [*migration(root), Edit(told.span, str(number + 1))]
    text, offset = root.document.text, root.document.offset
    # From the end on, so that the places before an edit stay what they are.
    for span, new in sorted(edits, reverse=True):
        start = offset(span.line, span.column)
        end = offset(span.end_line, span.end_column)
        text = f"{text[:start]}{new}{text[end:]}"
    return text
