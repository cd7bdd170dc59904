"""The policies and mappings that paths name: files, and all that a folder holds."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from leadpact.cli.desk import file_bytes
from leadpact.errors import PolicyError
from leadpact.loading.formats import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

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
            if name.endswith((".yaml", ".yml")) and name[0] != ".":
                yield Path(place, name)


def _is_ours(file: Path) -> bool:
    """Whether a file is a policy, a mapping, or cannot be read."""
    try:
        data = file_bytes(file)
    except PolicyError:
        return True
    return kind_of(data) is not None
