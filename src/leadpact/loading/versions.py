"""The files of a folder that are versions of a policy."""

from __future__ import annotations

import re
from pathlib import Path

from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import PolicyError
from leadpact.loading.files import read_bytes
from leadpact.loading.formats import FileKind, kind_of
from leadpact.model.versions import VERSION

#: How the file of a version is named; where one is so, the folder is a book.
_FILE = re.compile(rf"{VERSION}\.ya?ml")
_YAML = (".yaml", ".yml")


def is_version(file: Path) -> bool:
    """Whether a file is named like a version, such as `1.0.0.yaml`."""
    return _FILE.fullmatch(file.name) is not None


def version_files(folder: str) -> tuple[str, ...]:
    """The policies in a folder by their names, and what is named like a version.

    Folders inside it, such as that of tests, hold none; nor do hidden files.

    Raises:
        PolicyError: LP1001, the folder cannot be read.
    """
    try:
        files = sorted(Path(folder).iterdir())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"the folder cannot be read: {reason}"
        raise PolicyError([Diagnostic("LP1001", message, Span(folder))]) from None
    return tuple(str(file) for file in files if _is_policy(file))


def _is_policy(file: Path) -> bool:
    if file.exists() and not file.is_file():  # A folder, or a pipe without an end.
        return False
    if is_version(file):
        return True
    if file.suffix not in _YAML or file.name.startswith("."):
        return False
    try:
        return kind_of(read_bytes(str(file))) is FileKind.POLICY
    except PolicyError:
        return False
