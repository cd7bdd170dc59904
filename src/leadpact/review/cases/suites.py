"""Files of cases on disk, and the version of a policy that each is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.diagnostics import Diagnostic, Span, near
from leadpact.errors import PolicyError
from leadpact.loading.files import read_bytes
from leadpact.loading.formats import FileKind, kind_of
from leadpact.loading.versions import version_files
from leadpact.model.versions import rank
from leadpact.pact import load
from leadpact.review.cases.reading import read_suite, wanted_version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from leadpact.pact import Pact
    from leadpact.review.cases.suite import Suite

#: The folder beside the versions of a policy that holds its cases.
FOLDER = "tests"
_YAML = (".yaml", ".yml")


def test_files(path: Path) -> tuple[Path, ...]:
    """The files of cases that a path names: itself, or those of a folder and below.

    Of a folder, what lies in folders named `tests` is looked at, and of that what
    begins with `tests:`. Hidden files and folders are passed over.
    """
    if not path.is_dir():
        return (path,)
    return tuple(sorted(file for file in _walk(path) if _is_suite(file)))


def _walk(folder: Path) -> Iterator[Path]:
    for each in folder.iterdir():
        if each.name.startswith("."):
            continue
        if each.is_dir():
            yield from _walk(each)
        elif each.suffix in _YAML and each.parent.name == FOLDER:
            yield each


def _is_suite(file: Path) -> bool:
    try:
        return file.is_file() and kind_of(read_bytes(str(file))) is FileKind.TESTS
    except PolicyError:  # Whoever reads it tells why it cannot be read.
        return True


class Shelf:
    """The policies that files of cases are about, each loaded once."""

    def __init__(self) -> None:
        self._pacts: dict[str, Pact] = {}

    def read(self, file: Path) -> Suite:
        """The cases of a file.

        Raises:
            PolicyError: It or its policy has mistakes; LP7005, there is no such policy.
        """
        data = read_bytes(str(file))
        version = wanted_version(str(file), data)
        policy = self._policy(file, version)
        suite = read_suite(str(file), data, policy, self._pacts[policy])
        return attrs.evolve(suite, version=version)

    def newest(self, folder: Path) -> tuple[str, Pact] | None:
        """The file of the newest version in a folder, and the version, if it has any.

        Raises:
            PolicyError: One of them has mistakes.
        """
        pacts = {each: self._load(each) for each in version_files(str(folder))}
        if not pacts:
            return None
        file = max(pacts, key=lambda each: rank(pacts[each].checked.policy.version))
        return file, pacts[file]

    def _policy(self, file: Path, version: str) -> str:
        """The file of the version that some cases are about, loaded."""
        folder = file.absolute().parent.parent
        files = version_files(_as_given(file))
        pacts = {each: self._load(each) for each in files}
        if version:
            pacts = {
                each: pact
                for each, pact in pacts.items()
                if pact.checked.policy.version == version
            }
        if not pacts:
            known = [one.checked.policy.version for one in map(self._load, files)]
            what = f"version `{version}` of a policy" if version else "policy"
            message = f"there is no {what} in `{folder.name}`, the folder above"
            hint = near(version, known) if known else "keep tests beside their policy"
            raise PolicyError([Diagnostic("LP7005", message, Span(str(file)), hint)])
        return max(pacts, key=lambda each: rank(pacts[each].checked.policy.version))

    def _load(self, file: str) -> Pact:
        if file not in self._pacts:
            self._pacts[file] = load(file)
        return self._pacts[file]


def _as_given(file: Path) -> str:
    """The folder above that of a file, named as the file is named."""
    above = file.parent.parent
    return str(above) if file.parent.name else str(file.absolute().parent.parent)
