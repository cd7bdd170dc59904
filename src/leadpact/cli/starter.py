"""The starter: a policy, its mapping, and sample leads, shipped with the package."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from leadpact.cli.exits import OutputError
from leadpact.cli.output import unwritable
from leadpact.cli.schema import policy_schema
from leadpact.diagnostics import NOWHERE, Diagnostic

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The instant for which the sample leads were made: a Friday afternoon in New York.
NOW = "2026-03-13T19:30:00Z"

#: The files of the starter that are shipped as they are.
_SHIPPED = ("policy.yaml", "mapping.yaml", "leads.csv", "events.csv", "README.md")
#: The file that tells an editor the format of policies.
_SCHEMA = "policy.schema.json"
#: The files of the starter.
NAMES = (*_SHIPPED, _SCHEMA)

#: The line by which an editor finds the schema.
_HEADER = f"# yaml-language-server: $schema={_SCHEMA}\n"


@attrs.frozen
class Starter:
    """The files of the starter in a folder of the user.

    Attributes:
        folder: The folder.
    """

    folder: Path

    @property
    def agreement(self) -> Path:
        """Where the agreement goes."""
        return self.folder / "agreement.pdf"

    @property
    def tour(self) -> tuple[list[str], ...]:
        """Commands to try on the files, as lists of arguments."""
        policy = str(self.folder / "policy.yaml")
        data = [
            *("--leads", str(self.folder / "leads.csv")),
            *("--events", str(self.folder / "events.csv")),
            *("--mapping", str(self.folder / "mapping.yaml")),
        ]
        return (
            ["check", str(self.folder)],
            ["evaluate", policy, *data, "--now", NOW],
            ["agreement", policy, "-o", str(self.agreement)],
        )


def write_starter(folder: Path, *, again: bool = False) -> Starter:
    """Write the files of the starter into a folder, which is made if need be.

    No file is ever overwritten, and none is written unless all can be.

    Args:
        folder: The folder.
        again: Whether files that are there, as they were shipped, are left in place.

    Raises:
        OutputError: LP5003, a file is there, or cannot be written.
    """
    files = _files()
    taken = [
        Diagnostic(
            "LP5003",
            f"`{file}` is there already, and is not overwritten",
            NOWHERE,
            "name another folder, or move the file away",
        )
        for name, data in files.items()
        if (file := folder / name).exists() and not (again and _holds(file, data))
    ]
    if taken:
        raise OutputError(taken)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise unwritable(str(error.filename or folder), reason) from None
    return Starter(folder)


def _files() -> Mapping[str, bytes]:
    """The files to write, by name; the policy leads editors to its schema."""
    shipped = resources.files("leadpact") / "starter"
    files = {name: (shipped / name).read_bytes() for name in _SHIPPED}
    files["policy.yaml"] = _HEADER.encode() + files["policy.yaml"]
    return {**files, _SCHEMA: policy_schema().encode()}


def _holds(file: Path, data: bytes) -> bool:
    return file.is_file() and file.read_bytes() == data
