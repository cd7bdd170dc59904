"""Policies to start from, which are shipped with the package, and their samples."""

from __future__ import annotations

import contextlib
from importlib import resources
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import attrs

from leadpact.cli.exits import OutputError
from leadpact.cli.output import unwritable
from leadpact.cli.schema import policy_schema
from leadpact.diagnostics import NOWHERE, Diagnostic
from leadpact.loading.policy import load_policy
from leadpact.review.cases.suites import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

    from leadpact.loading.policy import Loaded

#: The policy that is taken where none is named; it has sample leads.
DEFAULT = "starter"

#: The instant for which the sample leads were made: a Friday afternoon in New York.
NOW = "2026-03-13T19:30:00Z"

#: Beside the versions of a policy: files to try it on.
_SAMPLE = "sample"
#: What the policy is called in the folder of the user.
_POLICY = "policy.yaml"
_MAPPING = "mapping.yaml"
#: The file that tells an editor the format of policies.
_SCHEMA = "policy.schema.json"

#: The line by which an editor finds the schema.
_HEADER = f"# yaml-language-server: $schema={_SCHEMA}\n"


@attrs.frozen
class Starter:
    """The files to start from in a folder of the user.

    Attributes:
        folder: The folder.
        names: The files that were written there, or were there as they are shipped.
    """

    folder: Path
    names: tuple[str, ...]

    @property
    def agreement(self) -> Path:
        """Where the agreement goes."""
        return self.folder / "agreement.pdf"

    @property
    def tour(self) -> tuple[list[str], ...]:
        """Commands to try on the files, as lists of arguments."""
        policy = str(self.folder / _POLICY)
        data = [
            *("--leads", str(self.folder / "leads.csv")),
            *("--events", str(self.folder / "events.csv")),
            *("--mapping", str(self.folder / _MAPPING)),
        ]
        tested = [["test", str(self.folder)]]
        judged = [["evaluate", policy, *data, "--now", NOW]]
        return (
            ["check", str(self.folder)],
            *(tested if any(map(_is_test, self.names)) else ()),
            *(judged if _MAPPING in self.names else ()),
            ["agreement", policy, "-o", str(self.agreement)],
        )


def policies_folder(package: Traversable) -> Traversable:
    """The folder of the shipped policies.

    Args:
        package: The folder of the package. A wheel holds the policies inside it; in
            a checkout they stand at the top, two levels above ``src/leadpact``.
    """
    inside = package / "policies"
    if inside.is_dir() or not isinstance(package, Path):
        return inside
    return package.parents[1] / "policies"


def shipped_policies() -> dict[str, str]:
    """The file of the newest version of each shipped policy, by name.

    Files are named from the folder of the policies: `inbound/1.0.0.yaml`.
    """
    books = sorted(_folder().iterdir(), key=lambda book: book.name)
    newest = {book.name: _newest(book) for book in books if book.is_dir()}
    return {name: f"{name}/{file}" for name, file in newest.items() if file}


def load_shipped(name: str) -> Loaded:
    """A shipped policy, with the files that it includes."""
    file = shipped_policies()[name]
    return load_policy(file, _read(file), _read)


def starter_files(name: str) -> Mapping[str, bytes]:
    """What is written for a shipped policy: what each file holds, by its name.

    The policy leads editors to the schema that stands beside it.
    """
    return {
        **dict(_policy_files(load_shipped(name))),
        **dict(_contents(_folder() / name / _SAMPLE)),
        **{
            f"{FOLDER}/{file}": data
            for file, data in _contents(_folder() / name / FOLDER)
        },
        _SCHEMA: policy_schema().encode(),
    }


def write_starter(folder: Path, name: str = DEFAULT, *, again: bool = False) -> Starter:
    """Write a shipped policy, and what belongs to it, into a folder.

    The folder is made if need be. No file is ever overwritten, and none is written
    unless all can be.

    Args:
        folder: The folder.
        name: One of ``shipped_policies``.
        again: Whether files that are there, as they are shipped, are left in place.

    Raises:
        OutputError: LP5003, a file is there, or cannot be written.
    """
    files = starter_files(name)
    there = {name for name in files if (folder / name).exists()}
    kept = {name for name in there if again and _holds(folder / name, files[name])}
    if taken := [_taken(folder / name) for name in files if name in there - kept]:
        raise OutputError(taken)
    _write({folder / name: files[name] for name in files if name not in kept})
    return Starter(folder, tuple(files))


def _folder() -> Traversable:
    return policies_folder(resources.files("leadpact"))


def _read(file: str) -> bytes:
    """The bytes of a file that is named from the folder of the policies."""
    return _folder().joinpath(*PurePath(file).parts).read_bytes()


def _newest(book: Traversable) -> str:
    """The file of the newest version in a folder, or nothing if it holds none."""
    versions = {
        tuple(map(int, numbers)): file.name
        for file in book.iterdir()
        if all(map(str.isdecimal, numbers := PurePath(file.name).stem.split(".")))
    }
    return versions[max(versions)] if versions else ""


def _policy_files(loaded: Loaded) -> Iterator[tuple[str, bytes]]:
    """A policy and the files that it includes, side by side.

    Only the places behind `include` change, so that comments and layout stay; above
    all stands the line by which an editor finds the schema.
    """
    document, policy = loaded.document, loaded.policy
    text = document.text
    for number, place in reversed(list(enumerate(policy.include))):
        # The one place of a policy may stand alone, without a list around it.
        span = policy.spans.get(f"include.{number}:") or policy.spans["include:"]
        start = document.offset(span.line, span.column)
        end = document.offset(span.end_line, span.end_column)
        text = text[:start] + PurePath(place).name + text[end:]
    yield _POLICY, f"{_HEADER}{text}".encode()
    for file in document.sources:
        if file != document.file:
            yield PurePath(file).name, _read(file)


def _contents(folder: Traversable) -> Iterator[tuple[str, bytes]]:
    """The files of a folder, which need not be there."""
    if folder.is_dir():
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            yield file.name, file.read_bytes()


def _is_test(name: str) -> bool:
    return name.startswith(f"{FOLDER}/")


def _taken(file: Path) -> Diagnostic:
    return Diagnostic(
        "LP5003",
        f"`{file}` is there already, and is not overwritten",
        NOWHERE,
        "name another folder, or move the file away",
    )


def _holds(file: Path, data: bytes) -> bool:
    return file.is_file() and file.read_bytes() == data


def _write(files: Mapping[Path, bytes]) -> None:
    """Write new files; if one cannot be written, those before it are removed."""
    written: list[Path] = []
    try:
        for file, data in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("xb") as stream:
                written.append(file)
                stream.write(data)
    except OSError as error:
        for file in written:
            with contextlib.suppress(OSError):
                file.unlink()
        reason = (error.strerror or str(error)).lower()
        raise unwritable(str(error.filename or file), reason) from None
