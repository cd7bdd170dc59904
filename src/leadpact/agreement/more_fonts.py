"""Fonts beside those of the page, in an order that is the same on every machine."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from leadpact.agreement.refusals import no_fonts
from leadpact.errors import AgreementError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.agreement.view import AgreementView

_ENDINGS = {".ttf", ".otf", ".ttc", ".otc"}


@contextlib.contextmanager
def more_fonts(view: AgreementView, folder: Path | None) -> Iterator[list[Path]]:
    """The fonts in a folder and below, each in a folder of its own, by their paths.

    Where two fonts would do, Typst takes the one that it found first, and it looks
    through a folder in the order of the file system.

    Raises:
        AgreementError: LP5004, there is none.
    """
    if folder is None:
        yield []
        return
    files = [file for file in folder.rglob("*") if file.suffix.lower() in _ENDINGS]
    if not files:
        raise AgreementError([no_fonts(view, folder, _ENDINGS)])
    with tempfile.TemporaryDirectory() as root:
        yield [
            _alone(file, Path(root) / str(number))
            for number, file in enumerate(sorted(files, key=Path.as_posix))
        ]


def _alone(file: Path, folder: Path) -> Path:
    """A folder in which a file stands alone."""
    folder.mkdir()
    try:
        (folder / file.name).symlink_to(file.resolve())
    except OSError:  # Windows lets only some users make links.
        shutil.copy(file, folder)
    return folder
