"""The files that a policy is loaded from, as texts that can be kept elsewhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import attrs

from leadpact.loading.files import read_bytes, read_file
from leadpact.loading.policy import load_policy
from leadpact.loading.versions import version_files
from leadpact.signed import replaced_file
from leadpact.signing.envelope import Envelope, envelope_file

if TYPE_CHECKING:
    from collections.abc import Iterator


@attrs.frozen
class Papers:
    """A policy, or a folder of its versions, with everything that it is loaded from.

    Attributes:
        policy: Where the policy lies among the files: one of them, or a folder.
        files: Their texts by name, such as `inbound/1.0.0.yaml`. Names have forward
            slashes and lead to no folder above.
    """

    policy: str
    files: Mapping[str, str]

    def write(self, folder: Path) -> Path:
        """Write the files into an empty folder; where the policy is then.

        Raises:
            OSError: A file cannot be written.
        """
        for name, text in self.files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        return folder / self.policy


def is_inner(name: str) -> bool:
    """Whether a name leads to a place inside the folder that it is seen from."""
    path = PurePosixPath(name)
    odd = path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name
    return bool(path.parts) and not odd and name.isprintable()


def papers_of(policy: str | os.PathLike[str]) -> Papers:
    """What a policy file, or a folder of versions, is loaded from.

    The signatures beside a version belong to it, and so does the version that it
    supersedes, whose digest is signed as well.

    Raises:
        PolicyError: A file cannot be read, or is no policy at all.
        TrustError: LP6011, signatures cannot be read.
    """
    path = os.path.abspath(policy)  # noqa: PTH100 - links stay as they are named
    texts = dict(_texts(path))
    # A folder of versions keeps its name.
    root = os.path.commonpath([os.path.dirname(file) for file in (path, *texts)])  # noqa: PTH120
    return Papers(
        Path(path).relative_to(root).as_posix(),
        {
            Path(file).relative_to(root).as_posix(): texts[file]
            for file in sorted(texts)
        },
    )


def _texts(path: str) -> Iterator[tuple[str, str]]:
    """Every file by its full name, with its text; some more than once."""
    for version in version_files(path) if os.path.isdir(path) else [path]:  # noqa: PTH112
        yield from _version_texts(version)


def _version_texts(version: str) -> Iterator[tuple[str, str]]:
    loaded = load_policy(version, read_bytes(version), read_file)
    for file in loaded.document.sources:
        yield file, read_bytes(file).decode()
    envelope = Envelope.beside(version)
    if envelope != Envelope():
        yield str(envelope_file(version)), envelope.bytes().decode()
    older = replaced_file(version, loaded.policy)
    if older is not None and older.exists():
        yield from _version_texts(str(older))
