"""What a page of paper holds: its size, the text that it got, the room left."""

from __future__ import annotations

import enum
import math
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Paper(enum.Enum):
    """Sizes of paper; A3 shows the A4 page larger, for the wall."""

    A4 = "a4"
    LETTER = "letter"
    A3 = "a3"


@attrs.frozen
class Sheet:
    """How a page is set for a paper.

    Attributes:
        width: Of the page before it is enlarged, in mm.
        height: The same.
        zoom: How many times as long everything becomes.
    """

    width: float
    height: float
    zoom: float = 1.0


SHEETS: Mapping[Paper, Sheet] = {
    Paper.A4: Sheet(210, 297),
    Paper.LETTER: Sheet(215.9, 279.4),
    Paper.A3: Sheet(210, 297, math.sqrt(2)),
}
#: Sizes of the text, in points before it is enlarged. Below the smallest nobody reads
#: a page on a wall; a short agreement grows up to the largest, so that it fills its
#: page.
SMALLEST, LARGEST = 7.5, 12.0

#: The keys of the policy that fill each section of the page, the likeliest first.
KEYS: Mapping[str, Sequence[str]] = {
    "summary": ("summary", "title"),
    "figures": ("plan", "timers"),
    "funnel": ("stages", "definitions"),
    "notes": ("personas", "definitions", "reject_reasons"),
    "pledges": ("timers", "goals"),
    "playbook": ("playbook",),
    "clock": ("timers",),
    "rules": ("handoff", "calendars", "limits"),
    "consequences": ("consequences", "goals", "timers"),
    "listings": ("needs", "review", "cancellation", "kpis", "roles"),
    "signatures": ("parties",),
}
_MM_OF_A_POINT = 25.4 / 72


@attrs.frozen
class Section:
    """A part of the page.

    Attributes:
        name: Such as `clock`.
        keys: The keys of the policy that fill it, the likeliest first.
        height: In mm, with text of the smallest size.
    """

    name: str
    keys: tuple[str, ...]
    height: float


@attrs.frozen
class Fit:
    """How an agreement fits on a page of one paper.

    Attributes:
        paper: Which one.
        text_size: Of the text that the page got, in points; the smallest, where the
            agreement does not fit.
        smallest: The smallest size of text on this paper, in points.
        height: What the page holds between its margins, in mm.
        needed: What the agreement needs of it at the smallest size, in mm.
        sections: The parts of the page from top to bottom, at the smallest size; what
            `needed` has more than they have is the space between them.
    """

    paper: Paper
    text_size: float
    smallest: float
    height: float
    needed: float
    sections: tuple[Section, ...]

    @property
    def room(self) -> float:
        """What may be added at the smallest size, in mm; negative for too much."""
        return self.height - self.needed

    @property
    def fits(self) -> bool:
        """Whether the agreement is one page."""
        return self.needed <= self.height

    @classmethod
    def told(cls, paper: Paper, measured: Mapping[str, Any]) -> Fit:
        """What the template of the page has measured, in points before the zoom."""
        zoom = SHEETS[paper].zoom
        to_mm = zoom * _MM_OF_A_POINT
        return cls(
            paper=paper,
            text_size=measured["size"] * zoom,
            smallest=SMALLEST * zoom,
            height=measured["room"] * to_mm,
            needed=measured["needed"] * to_mm,
            sections=tuple(
                Section(name, tuple(KEYS.get(name, ())), height * to_mm)
                for name, height in measured["heights"]
            ),
        )
