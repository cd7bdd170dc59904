"""Where a command's result goes: standard output, or a file that is whole or not."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from leadpact.cli.exits import OutputError
from leadpact.diagnostics import NOWHERE, Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: The word for standard input or output in place of a file.
STREAM = "-"

#: A number for each file, since several may be written at a time.
_NUMBERS = itertools.count()


@contextlib.contextmanager
def opened(target: str, *read: str | Path | None) -> Iterator[BinaryIO]:
    """The stream to write a result to.

    A file appears under its name only when all of it is written: until then it has
    another name in the same folder, and it is removed if anything fails. An existing
    file keeps its permissions, and a link still leads to it.

    Args:
        target: Path of a file, or ``-`` for standard output.
        read: What the command reads, which may not be replaced: files, and folders with
            the YAML files in them; ``None`` and ``-`` stand for none.

    Raises:
        OutputError: LP5003, it cannot be written.
    """
    if target == STREAM:
        stream = _standard_output()
        yield stream
        # A command that ends with a code of its own would leave the rest in the buffer.
        stream.flush()
        return
    with _told(target):
        path = Path(target)
        if path.is_dir():
            raise unwritable(target, "it is a folder")
        if path.exists() and not path.is_file():
            # A device or a pipe must not be replaced by a file.
            with path.open("wb") as stream:
                yield stream
            return
        path = path.resolve()
        _refuse_input(target, path, read)
        if path.exists() and not os.access(path, os.W_OK):
            raise unwritable(target, "it is protected")
        part = path.with_name(f".leadpact-{os.getpid()}-{next(_NUMBERS)}.part")
        try:
            with part.open("wb") as stream:
                yield stream
            if path.exists():
                shutil.copymode(path, part)
            part.replace(path)
        finally:
            with contextlib.suppress(OSError):
                part.unlink()


def _refuse_input(target: str, path: Path, read: Iterable[str | Path | None]) -> None:
    """Refuse to replace a file that is read."""
    given = {Path(each).resolve() for each in read if each and each != STREAM}
    is_yaml = path.suffix in {".yaml", ".yml"} and path.exists()
    if path in given or (is_yaml and not given.isdisjoint(path.parents)):
        hint = "name another file, so that nothing is lost"
        raise unwritable(target, "this command reads it", hint)


def _standard_output() -> BinaryIO:
    stream: BinaryIO | None = getattr(sys.stdout, "buffer", None)
    if stream is None:
        raise unwritable("standard output", "it is closed")
    return stream


def unwritable(target: str, reason: str, hint: str = "") -> OutputError:
    """What to raise for a file that cannot be written: LP5003."""
    message = f"`{target}` cannot be written: {reason}"
    return OutputError([Diagnostic("LP5003", message, NOWHERE, hint)])


@contextlib.contextmanager
def _told(target: str) -> Iterator[None]:
    """Turn what writing may raise into LP5003."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise unwritable(target, reason) from None
