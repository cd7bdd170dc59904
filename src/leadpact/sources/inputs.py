"""Files and streams of data: opened, unpacked, decoded line by line."""

from __future__ import annotations

import codecs
import contextlib
import functools
import gzip
import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TypeAlias

import attrs

from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import RecordError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import WriteableBuffer

#: Called with the bytes read so far, and with all there are where that is known. The
#: bytes are those of the files, before they are unpacked.
Progress: TypeAlias = Callable[[int, int | None], None]

_BLOCK: Final = 1 << 16
_GZIP_MAGIC: Final = b"\x1f\x8b"
#: A line longer than this is no line of a table; it would only fill the memory.
_LONGEST_LINE: Final = 1 << 24


@attrs.frozen
class Input:
    """One file or stream of rows, plain or gzip.

    Attributes:
        name: What diagnostics call it.
        source: Its path, or a stream of bytes, which is read to its end and left open.
    """

    name: str
    source: Path | BinaryIO

    @classmethod
    def of(cls, path: Path) -> Input:
        """The input that a path names, called as the path is written."""
        return cls(str(path), path)


class Meter:
    """Tells a callback how much of all inputs together has been read."""

    def __init__(self, inputs: tuple[Input, ...], progress: Progress | None) -> None:
        self._progress = progress
        self._read = 0
        sizes = [_size(given) for given in inputs] if progress else []
        self._total = None if None in sizes else sum(filter(None, sizes))

    def add(self, count: int) -> None:
        """Count bytes that were read."""
        self._read += count
        if self._progress:
            self._progress(self._read, self._total)


def _size(given: Input) -> int | None:
    if not isinstance(given.source, Path):
        return None
    with contextlib.suppress(OSError):
        return given.source.stat().st_size
    return None


class _Metered(io.RawIOBase):
    """A stream whose bytes are counted as they are read; closing it closes nothing."""

    def __init__(self, stream: BinaryIO, meter: Meter) -> None:
        self._stream = stream
        self._meter = meter

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        block = self._stream.read(len(view))
        view[: len(block)] = block
        self._meter.add(len(block))
        return len(block)


def unreadable(message: str, span: Span, hint: str = "") -> RecordError:
    """What to raise for a file that cannot be read as a whole: LP4001."""
    return RecordError([Diagnostic("LP4001", message, span, hint)])


@contextlib.contextmanager
def opened(given: Input, meter: Meter) -> Iterator[io.BufferedReader]:
    """The bytes of an input, unpacked if they are gzip, whatever its name says.

    Raises:
        RecordError: LP4001 if it cannot be opened.
    """
    with contextlib.ExitStack() as stack:
        try:
            source = given.source
            if isinstance(source, Path):
                source = stack.enter_context(source.open("rb"))
            packed: io.BufferedReader = io.BufferedReader(
                _Metered(source, meter), _BLOCK
            )
            is_gzip = packed.peek(2).startswith(_GZIP_MAGIC)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            message = f"`{given.name}` cannot be read: {reason}"
            raise unreadable(message, Span(given.name)) from None
        if is_gzip:
            yield io.BufferedReader(gzip.GzipFile(fileobj=packed), _BLOCK)
        else:
            yield packed


def is_json_lines(given: Input, stream: io.BufferedReader) -> bool:
    """Whether an input is JSON Lines, not CSV: its name says so, or its first byte."""
    name = given.name.lower().removesuffix(".gz")
    if name.endswith((".jsonl", ".ndjson")):
        return True
    if name.endswith(".csv"):
        return False
    with _told_as_unreadable(given.name, lambda: 1):
        start = stream.peek(_BLOCK)
    return start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{")


def lines(name: str, stream: io.BufferedReader) -> Iterator[str]:
    r"""The lines of a UTF-8 file with their ends; only ``\n`` ends a line.

    A byte order mark is no part of the first line.

    Raises:
        RecordError: LP4001 if the rest cannot be read, unpacked or decoded.
    """
    number = 0
    read = functools.partial(stream.readline, _LONGEST_LINE + 1)
    with _told_as_unreadable(name, lambda: number + 1):
        for number, raw in enumerate(iter(read, b""), 1):
            if len(raw) > _LONGEST_LINE:
                message = f"a line is longer than {_LONGEST_LINE} bytes"
                raise unreadable(message, Span(name, number, 1, number, 2))
            try:
                line = raw.decode()
            except UnicodeDecodeError as error:
                raise _not_utf8(name, number, error) from None
            yield line.removeprefix("\ufeff") if number == 1 else line


@contextlib.contextmanager
def _told_as_unreadable(name: str, line: Callable[[], int]) -> Iterator[None]:
    """Turn what reading and unpacking may raise into LP4001 at a line."""
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        message = f"`{name}` cannot be read to its end: {reason or error}"
        hint = "the file is cut short or damaged: fetch it again"
        at = line()
        raise unreadable(message, Span(name, at, 1, at, 2), hint) from None


def _not_utf8(name: str, line: int, error: UnicodeDecodeError) -> RecordError:
    column = len(error.object[: error.start].decode()) + 1
    message = f"the byte 0x{error.object[error.start]:02x} is not UTF-8"
    span = Span(name, line, column, line, column + 1)
    return unreadable(message, span, "save the file as UTF-8")
