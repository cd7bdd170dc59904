"""A QR code as one path, which every target draws sharp at any size."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import attrs

from leadpact.agreement.refusals import not_installed
from leadpact.errors import AgreementError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from leadpact.agreement.view import AgreementView


@attrs.frozen
class QrPath:
    """The dark modules of a QR code, without the quiet zone of four around them.

    Attributes:
        size: Modules of a side.
        path: Data of an SVG path that covers them, one unit a module.
    """

    size: int
    path: str


def qr_code(view: AgreementView) -> QrPath | None:
    """The code of a page, if it has one.

    A scanner reads it with a seventh of its area unreadable (level M).

    Raises:
        AgreementError: LP5002, `segno` is not installed.
    """
    if view.code is None:
        return None
    try:
        import segno  # noqa: PLC0415 - an optional package
    except ImportError:
        raise AgreementError([not_installed(view, "segno")]) from None
    rows = segno.make_qr(view.code.text, error="m").matrix
    path = "".join(
        f"M{start} {y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _dark_runs(row)
    )
    return QrPath(len(rows), path)


def _dark_runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where dark modules begin in a row, and how many follow each other."""
    at = 0
    for is_dark, modules in groupby(row):
        length = len(list(modules))
        if is_dark:
            yield at, length
        at += length
