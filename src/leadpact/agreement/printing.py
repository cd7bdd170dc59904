"""How large the HTML page prints, so that it takes one page of any paper.

A style sheet cannot measure, and the page holds no script. So the size is estimated
from the lengths of the texts: some lines have nothing beside them, all other letters
fill the width. The numbers below were read off the page as a browser prints it; the
tests hold the estimate to a browser.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from leadpact.agreement.view import AgreementView, Note, Pledge

#: The narrowest and the shortest paper between the margins, in points.
_WIDTH, _HEIGHT = 533, 752
#: The place to sign in, in points; it does not grow with the text.
_SIGNING = 28
#: Width of a letter and height of a line, in parts of the size of the text.
_LETTER, _LINE = 0.53, 1.16
#: Sizes of the text, in points. What does not fit at the smallest takes more pages.
_SMALLEST, _LARGEST = 5.0, 10.0
#: The part of the estimated size that surely fits.
_SURE = 0.94
#: The longer of two pledges has up to this part of the width.
_MOST = 0.6
#: A row of consequences with so many letters takes one line.
_ROW = 110


@attrs.frozen
class Printed:
    """How the page prints.

    Attributes:
        size: Of the text, in points.
        shares: The part of the width that each pledge has.
    """

    size: float
    shares: tuple[float, ...]


@attrs.frozen
class _Need:
    """What a part of the page needs, the gap above it included.

    Attributes:
        lines: Lines with nothing beside them.
        letters: Letters that fill the width.
    """

    lines: float
    letters: float = 0

    def height(self, size: float) -> float:
        """At a size of the text, all in points."""
        area = self.letters * _LETTER * _LINE * size**2
        return self.lines * _LINE * size + area / _WIDTH


def printed(view: AgreementView) -> Printed:
    """The size at which a page fits on A4 and on Letter, and how pledges share it."""
    pledges = [_pledge(pledge) for pledge in view.pledges]
    shares = _shares(pledges)
    needs = list(_needs(view))
    if pledges:
        columns = (
            _Need(need.lines, need.letters / share)
            for need, share in zip(pledges, shares, strict=True)
        )
        needs.append(max(columns, key=lambda need: need.height(_SMALLEST)))
    # The height is `lines * size + area * size ** 2`.
    lines = sum(need.lines for need in needs) * _LINE
    area = sum(need.letters for need in needs) * _LETTER * _LINE / _WIDTH
    room = _HEIGHT - _SIGNING
    fitting = 2 * room / (lines + math.sqrt(lines**2 + 4 * area * room))
    size = min(max(_SURE * fitting, _SMALLEST), _LARGEST)
    return Printed(round(size, 2), shares)


def _needs(view: AgreementView) -> Iterator[_Need]:
    """What each part of the page needs, but for the pledges."""
    # The title and the summary, which are larger, then the signatures and the foot.
    yield _Need(5, 5 * len(view.title) + 1.9 * len(view.summary))
    yield _Need(4.2)
    yield from _rows(view)
    if view.notes:
        yield _Need(1.3, 1.15 * _letters(view.notes))
    if view.playbook:
        yield _Need(2.5, _letters(view.playbook.plays))
    if view.rules:
        yield _Need(1.2, _letters(view.rules))
    if view.consequences:
        yield _Need(4)
        for row in view.consequences.rows:
            yield _Need(1.4, max(0, len(row.trigger + row.what) - _ROW))
    entries = [len(listing.items) for listing in view.listings]
    if view.contacts:
        entries.append(2 * len(view.contacts.entries))
    if entries:
        yield _Need(2.5 + max(entries))


def _rows(view: AgreementView) -> Iterator[_Need]:
    """What the parts need whose columns have one width."""
    if view.figures:
        captions = (figure.side.name + figure.caption for figure in view.figures)
        yield _beside(5.5, captions)
    if view.funnel:
        stages = view.funnel.stages
        yield _beside(6.5, (stage.definition + stage.promise for stage in stages))
    if view.clock:
        yield _beside(5, (f"{mark.when} {mark.what}" for mark in view.clock.marks))


def _pledge(pledge: Pledge) -> _Need:
    """What a pledge needs that has the whole width."""
    told = [
        one.before + one.measure + one.after + one.terms for one in pledge.commitments
    ]
    lines, letters = 3 + 0.62 * len(told), sum(len(text) + 8 for text in told)
    if pledge.derivation:
        lines += 2.4 + 1.35 * len(pledge.derivation.bars)
        letters += len(pledge.derivation.note)
    if pledge.personas:
        lines += 2 + 0.7 * len(pledge.personas.notes)
        letters += _letters(pledge.personas.notes)
    if pledge.speed:
        lines += 3.1 + 1.3 * len(pledge.speed.rows)
    return _Need(lines, letters)


def _shares(pledges: Sequence[_Need]) -> tuple[float, ...]:
    """Equal parts of the width; of two pledges, the longer has more."""
    if len(pledges) != 2:  # noqa: PLR2004 - the usual two parties
        return (round(1 / len(pledges), 2),) * len(pledges) if pledges else ()
    left, right = (need.height(_SMALLEST) for need in pledges)
    share = 0.5 + 0.7 * (left / (left + right) - 0.5)
    share = round(min(max(share, 1 - _MOST), _MOST), 2)
    return share, round(1 - share, 2)


def _beside(lines: float, texts: Iterable[str]) -> _Need:
    """Texts in columns of one width, as tall as the longest of them."""
    lengths = [len(text) for text in texts]
    return _Need(lines, len(lengths) * max(lengths))


def _letters(notes: Iterable[Note]) -> int:
    """The letters of notes, with the spaces between their parts."""
    return sum(len(note.title + note.text + note.detail) + 3 for note in notes)
