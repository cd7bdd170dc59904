"""Where the words of a printed page stand."""

from __future__ import annotations

import functools
import html
import itertools
import re
import subprocess
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD = re.compile(
    r'<word xMin="(\S+)" yMin="(\S+)" xMax="(\S+)" yMax="(\S+)">(.*)</word>'
)


@attrs.frozen
class Word:
    """A word and its box, in points from the upper left corner of its page."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def height(self) -> float:
        """From the top of the tallest letters of its font to the foot of the lowest."""
        return self.bottom - self.top

    @property
    def ink(self) -> tuple[float, float]:
        """From where to where it surely prints: between a small `x` and its foot."""
        return self.top + 0.35 * self.height, self.bottom - 0.3 * self.height

    def covers(self, other: Word) -> bool:
        """Whether the two print on each other."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        (top, bottom), (other_top, other_bottom) = self.ink, other.ink
        return wide > 1 and min(bottom, other_bottom) > max(top, other_top)

    def is_below(self, other: Word) -> bool:
        """Whether it stands in the column below another, and near it."""
        gap = self.top - other.bottom
        return (
            -other.height / 2 < gap < 1.5 * other.height
            and self.left < other.right
            and other.left < self.right
        )


def words_of(pdf: bytes) -> list[Word]:
    """The words of a PDF in reading order, by `pdftotext`."""
    found = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], check=True, capture_output=True, input=pdf
    )
    return [
        Word(float(left), float(top), float(right), float(bottom), html.unescape(text))
        for left, top, right, bottom, text in _WORD.findall(found.stdout.decode())
    ]


def overlaps(words: Sequence[Word]) -> list[tuple[str, str]]:
    """Pairs of words that print on each other."""
    ranked = sorted(words, key=lambda word: word.top)
    return [
        (one.text, other.text)
        for place, one in enumerate(ranked, start=1)
        for other in itertools.takewhile(
            functools.partial(_begins_above, one.bottom), ranked[place:]
        )
        if one.covers(other)
    ]


def _begins_above(line: float, word: Word) -> bool:
    return word.top < line


def places(words: Sequence[Word], text: str) -> Iterator[Word]:
    """Wherever a text stands, as one box."""
    wanted = text.split()
    for at in range(len(words) - len(wanted) + 1):
        run = words[at : at + len(wanted)]
        if [word.text for word in run] == wanted:
            yield Word(
                min(word.left for word in run),
                min(word.top for word in run),
                max(word.right for word in run),
                max(word.bottom for word in run),
                text,
            )


def largest_void(words: Sequence[Word], width: float, height: float) -> float:
    """The largest rectangle of a page without a word in it, as a part of its area.

    Told on a grid of 24 by 32 cells, so a little too small.
    """
    columns, rows = 24, 32
    taken = [[False] * columns for _ in range(rows)]
    for word in words:
        across = _cells(word.left, word.right, width, columns)
        for row in _cells(word.top, word.bottom, height, rows):
            for column in across:
                taken[row][column] = True
    largest = 0
    for first in range(rows):
        free = [True] * columns
        for last in range(first, rows):
            free = [
                still and not used
                for still, used in zip(free, taken[last], strict=True)
            ]
            runs = itertools.groupby(free)
            run = max(len(list(group)) * is_free for is_free, group in runs)
            largest = max(largest, run * (last - first + 1))
    return largest / (columns * rows)


def _cells(start: float, end: float, whole: float, count: int) -> range:
    """The cells of a grid that a stretch touches."""
    first, last = (int(place / whole * count) for place in (start, end))
    return range(max(first, 0), min(last, count - 1) + 1)
