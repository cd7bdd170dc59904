"""The policies and mappings that paths name: files, and all that a folder holds."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from leadpact.errors import PolicyError
from leadpact.loading.files import read_bytes
from leadpact.loading.formats import FileKind, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: How the names of YAML files end.
_YAML = (".yaml", ".yml")
#: A folder of tests of policies; they are no policies themselves.
_TESTS = "tests"


@attrs.frozen
class Named:
    """What one path names.

    Attributes:
        files: The file itself, or the policies and mappings in the folder and below.
        remark: What is to be said of the other files in the folder, or nothing.
    """

    files: tuple[Path, ...]
    remark: str = ""


def named_by(path: Path) -> Named:
    """The policies and mappings that a path names.

    A file is taken for one, whatever it is. Of a folder, hidden files are passed over,
    and so is what stands in a folder named `tests`.

    Raises:
        UsageError: A folder holds none.
    """
    if not path.is_dir():
        return Named((path,))
    files = sorted(_yaml_files(path))
    found = tuple(file for file in files if _is_ours(file))
    if not found:
        msg = f"there is no policy and no mapping in `{path}`"
        raise click.UsageError(msg)
    other = len(files) - len(found)
    if not other:
        return Named(found)
    files_are = "file that is" if other == 1 else "files that are"
    remark = f"{path}: passed over {other} {files_are} neither policy nor mapping"
    return Named(found, remark)


def _yaml_files(folder: Path) -> Iterator[Path]:
    """Files that may be ours: not those that are hidden, nor those of tests."""
    for place, inner, names in os.walk(folder):
        # What is taken out here is not walked.
        inner[:] = [name for name in inner if name != _TESTS and name[0] != "."]
        for name in names:
            file = Path(place, name)
            # A pipe, which may never end, is nothing that a folder is searched for.
            if name.endswith(_YAML) and name[0] != "." and not _is_pipe(file):
                yield file


def _is_pipe(file: Path) -> bool:
    """Whether a file is there and is none, but a pipe or a device."""
    return file.exists() and not file.is_file()


def _is_ours(file: Path) -> bool:
    """Whether a file is one of ours, or cannot be read."""
    try:
        return kind_of(read_bytes(str(file))) is not None
    except PolicyError:
        return True


def policies_beside(mapping: Path, given: Iterable[Path]) -> Sequence[Path]:
    """The policies that a mapping may be for; it is for one only where that is certain.

    Args:
        mapping: File of the mapping.
        given: What stands beside it on the command line: policies among those files
            count, else those in the folder of the mapping.
    """
    named = {path for path in given if path.is_file() and _reads_as_policy(path)}
    if not named:
        files = mapping.parent.glob("*.y*ml")
        named = {
            file
            for file in files
            if file.suffix in _YAML and file.is_file() and _reads_as_policy(file)
        }
    return sorted(named)


def _reads_as_policy(file: Path) -> bool:
    try:
        return kind_of(read_bytes(str(file))) is FileKind.POLICY
    except PolicyError:
        return False
