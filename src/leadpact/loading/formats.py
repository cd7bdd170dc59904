"""Kinds of files, and the formats of each kind."""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING, NoReturn

from leadpact.loading.document import Entries, Scalar, report
from leadpact.model.mapping import MAPPING_FORMAT
from leadpact.model.policy import FORMAT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadpact.diagnostics import Span


class FileKind(enum.Enum):
    """What a file is; the value is the key that tells its format."""

    POLICY = "leadpact"
    MAPPING = "mapping"
    SHARED = "shared"
    TESTS = "tests"

    @property
    def word(self) -> str:
        """What such a file is called."""
        return "shared definitions" if self is FileKind.SHARED else self.name.lower()


#: The newest format of each kind, which is the one that is read.
NEWEST: Mapping[FileKind, int] = {
    FileKind.POLICY: FORMAT,
    FileKind.MAPPING: MAPPING_FORMAT,
    FileKind.SHARED: FORMAT,
    FileKind.TESTS: 1,
}

#: How a key looks that tells what a file is: it stands at the start of a line.
_KEYS = {
    kind: re.compile(
        rf"""^(?:\xef\xbb\xbf)?["']?{kind.value}["']?\s*:""".encode(), re.MULTILINE
    )
    for kind in FileKind
}


def kind_of(data: bytes) -> FileKind | None:
    """What a file seems to be, from its bytes; ``None`` if it is none of ours."""
    return next((kind for kind in FileKind if _KEYS[kind].search(data)), None)


def read_format(root: Entries, kind: FileKind, newest: int) -> int:
    """The format of a file; nothing else in a file of another one can be trusted.

    Args:
        root: The content of the file.
        kind: What it is.
        newest: The newest format that is known.

    Raises:
        PolicyError: LP1010, no format is told, or one that is not known.
    """
    key = kind.value
    known = " to ".join(f"`{key}: {number}`" for number in sorted({1, newest}))
    reads = f"this version of leadpact reads {known}"
    if key not in root.entries:
        for other in FileKind:
            if other.value in root.entries:
                message = f"`{key}` is missing: this is a file of kind `{other.value}`"
                _refuse(root, root.head, message, reads)
        _refuse(root, root.head, f"`{key}` is missing", reads)
    _, value = root.entries[key]
    if not isinstance(value, Scalar) or not value.text.strip():
        _refuse(root, value.span, f"`{key}` tells no format", reads)
    if not (value.text.isascii() and value.text.isdigit()):
        hint = f"a format is a whole number; {reads}"
        _refuse(root, value.span, f"`{value.text}` is not a format", hint)
    number = int(value.text[:_DIGITS])
    if number > newest:
        message = f"this file is of format {value.text}, newer than this version reads"
        _refuse(root, value.span, message, f"upgrade leadpact: {reads}")
    if not number or value.text != str(number):
        message = f"there is no format `{value.text}`"
        _refuse(root, value.span, message, f"formats count from 1; {reads}")
    return number


#: Digits of a format that are looked at: Python reads no number of any length.
_DIGITS = 9


def require_newest(root: Entries, kind: FileKind, newest: int) -> None:
    """Stop at a file that is not of the newest format.

    Raises:
        PolicyError: LP1010, it is not.
    """
    number = read_format(root, kind, newest)
    if number < newest:
        _, value = root.entries[kind.value]
        message = f"this file is of format {number}, older than this version reads"
        hint = f"run `leadpact migrate {root.document.file}`"
        _refuse(root, value.span, message, hint)


def _refuse(root: Entries, span: Span, message: str, hint: str) -> NoReturn:
    report(root, "LP1010", message, hint, span)
    raise root.document.error()
