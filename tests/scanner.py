"""What a scanner reads in a picture, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import zxingcpp

if TYPE_CHECKING:
    from collections.abc import Sequence


@attrs.frozen
class Picture:
    """A picture in grey, row by row from the top: 0 is black, 255 is white."""

    width: int
    pixels: bytes

    @property
    def height(self) -> int:
        """Rows of pixels."""
        return len(self.pixels) // self.width

    @classmethod
    def of_pgm(cls, data: bytes) -> Picture:
        """The picture in a file of the PGM format, such as `pdftoppm -gray` writes."""
        magic, width, _, most, pixels = data.split(maxsplit=4)
        assert (magic, most) == (b"P5", b"255")
        return cls(int(width), pixels)

    @classmethod
    def of_modules(cls, rows: Sequence[Sequence[bool]], side: int = 4) -> Picture:
        """Dark modules as squares of some pixels, with a quiet zone of four modules."""
        edge = [False] * 4
        blank = [[False] * (len(rows) + 8)] * 4
        framed = [*blank, *([*edge, *row, *edge] for row in rows), *blank]
        lines = (
            b"".join((b"\x00" if dark else b"\xff") * side for dark in row) * side
            for row in framed
        )
        return cls((len(rows) + 8) * side, b"".join(lines))


@attrs.frozen
class Scanned:
    """A code that was found: what it says, and the box of its dark modules."""

    text: str
    left: int
    top: int
    right: int
    bottom: int


def scanned(picture: Picture) -> list[Scanned]:
    """The QR codes in a picture."""
    grid = memoryview(picture.pixels).cast("B", (picture.height, picture.width))
    return [_scanned(found) for found in zxingcpp.read_barcodes(grid)]


def _scanned(found: zxingcpp.Barcode) -> Scanned:
    place = found.position
    corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
    across, down = ([corner.x for corner in corners], [corner.y for corner in corners])
    return Scanned(found.text, min(across), min(down), max(across), max(down))
