"""Policies on disk, or as a revision of git has them."""

from __future__ import annotations

import os.path
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from leadpact.check import CheckedPolicy, check_policy
from leadpact.loading.files import read_bytes, read_file
from leadpact.loading.policy import load_policy
from leadpact.loading.versions import is_version, version_files

if TYPE_CHECKING:
    from collections.abc import Callable

_DEEPEN = (
    "this clone is shallow, and lacks older revisions: `git fetch --unshallow`, or "
    "`fetch-depth: 0` where a GitHub workflow checks out"
)


@attrs.frozen
class Place:
    """Where a policy, or a folder of versions, is to be found.

    Attributes:
        text: As it was typed.
        path: The path.
        revision: The revision of git; empty for the file as it is on disk.
    """

    text: str
    path: str
    revision: str = ""

    @classmethod
    def parse(cls, text: str) -> Place:
        """A path, or a revision and a path: `main:policies/inbound`.

        Raises:
            UsageError: There is no such file.
        """
        revision, colon, path = text.partition(":")
        if Path(text).exists() or not colon:
            if not Path(text).exists():
                msg = f"there is no file or folder `{text}`"
                raise click.UsageError(msg)
            return cls(text, text)
        if revision.startswith("-"):
            msg = f"`{revision}` is no revision"
            raise click.UsageError(msg)
        return cls(text, os.path.normpath(path or "."), revision)

    def is_folder(self) -> bool:
        """Whether it is a folder.

        Raises:
            UsageError: Git does not have it.
        """
        if not self.revision:
            return Path(self.path).is_dir()
        return _git("cat-file", "-t", self._object(self.path)).strip() == b"tree"

    def files(self) -> tuple[str, ...]:
        """The files of a folder that are named like versions."""
        if not self.revision:
            return version_files(self.path)
        listed = _git("ls-tree", "--name-only", f"{self._object(self.path)}")
        names = sorted(listed.decode(errors="replace").splitlines())
        found = [name for name in names if is_version(Path(name))]
        return tuple(os.path.join(self.path, name) for name in found)  # noqa: PTH118

    def load(self, file: str | None = None) -> CheckedPolicy:
        """A policy, with the files that it includes from the same place.

        Args:
            file: One of ``files``, or the place itself.

        Raises:
            PolicyError: It has mistakes.
            UsageError: Git does not have it.
        """
        name = file or self.path
        read: Callable[[str], bytes] = read_file
        if self.revision:
            data, read = self._read(name), self._read_included
        else:
            data = read_bytes(name)
        return check_policy(load_policy(name, data, read))

    def _read(self, name: str) -> bytes:
        return _git("cat-file", "blob", self._object(name))

    def _read_included(self, name: str) -> bytes:
        try:
            return self._read(name)
        except click.UsageError as error:
            raise OSError(2, error.message) from None

    def _object(self, path: str) -> str:
        """The name that git has for a file in the revision."""
        return f"{self.revision}:./{Path(path).as_posix()}"


def archive(revision: str, path: str) -> bytes | None:
    """The files of a revision at a path as a zip file; ``None`` if it has none there.

    Raises:
        UsageError: Git does not know the revision.
    """
    if revision.startswith("-"):
        msg = f"`{revision}` is no revision"
        raise click.UsageError(msg)
    _git("cat-file", "-e", f"{revision}^{{commit}}")
    listed = _git("ls-tree", "--name-only", revision, "--", f"./{path}")
    if not listed.strip() and os.path.normpath(path) != ".":
        return None
    return _git("archive", "--format=zip", revision, "--", f"./{path}")


def _git(*arguments: str) -> bytes:
    """What git prints.

    Raises:
        UsageError: It is not there, or does not know what it is asked for.
    """
    git = shutil.which("git")
    if git is None:
        msg = "a revision needs git, which is not installed"
        raise click.UsageError(msg)
    done = _run(git, *arguments)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        reason = said[0].removeprefix("fatal: ") if said else "it failed"
        is_shallow = _run(git, "rev-parse", "--is-shallow-repository").stdout
        hint = f"\n({_DEEPEN})" if is_shallow.strip() == b"true" else ""
        msg = f"git: {reason}{hint}"
        raise click.UsageError(msg)
    return done.stdout


def _run(*command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 - whoever calls this names the revision
        command, capture_output=True, check=False, stdin=subprocess.DEVNULL
    )
