"""Pages of policies of every length: one page that holds, or the named error."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

import attrs
import pytest
from builders_lengths import CLAUSES, SURELY_FITTING, policy_of
from builders_pages import largest_void, overlaps, places, words_of

from leadpact.agreement.build import agreement_view
from leadpact.agreement.fit import Paper
from leadpact.agreement.pdf import render_pdf
from leadpact.errors import AgreementError
from leadpact.wording import languages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.agreement.view import AgreementView

SIZES = {Paper.A4: (595.28, 841.89), Paper.LETTER: (612.0, 792.0)}
#: The margins of the page: left and right, and the lesser of top and bottom.
ACROSS, UPRIGHT = 12 * 72 / 25.4, 7.5 * 72 / 25.4
#: The largest rectangle without a word is the one to sign in.
MOST_EMPTY = 1 / 12

PAGES = pytest.mark.parametrize("paper", list(SIZES), ids=lambda paper: paper.value)
LANGUAGES = pytest.mark.parametrize("language", languages())
LENGTHS = pytest.mark.parametrize("clauses", CLAUSES)


@functools.cache
def view_of(clauses: int, language: str) -> AgreementView:
    """What the page of a policy shows."""
    return agreement_view(policy_of(clauses, language))


@functools.cache
def page_of(clauses: int, language: str, paper: Paper) -> bytes | None:
    """The page of a policy, or nothing where it is refused as too long."""
    try:
        return render_pdf(view_of(clauses, language), paper)
    except AgreementError as error:
        if [found.code for found in error.diagnostics] != ["LP5001"]:
            raise
        return None


def headings(value: object) -> Iterator[str]:
    """Every heading of a view but those of the places to sign in."""
    if isinstance(value, tuple):
        for item in value:
            yield from headings(item)
    elif attrs.has(type(value)):
        for attribute in attrs.fields(type(value)):  # type: ignore[arg-type]
            content = getattr(value, attribute.name)
            if attribute.name == "heading":
                yield content
            elif attribute.name != "signatures":
                yield from headings(content)


@PAGES
@LANGUAGES
@LENGTHS
def test_up_to_thirty_clauses_fit(clauses: int, language: str, paper: Paper) -> None:
    """On one page; longer ones do too, or are refused as too long."""
    pdf = page_of(clauses, language, paper)
    assert pdf is not None or clauses > SURELY_FITTING
    assert pdf is None or len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


@pytest.mark.pdftotext
@PAGES
@LANGUAGES
@LENGTHS
def test_a_page_holds(clauses: int, language: str, paper: Paper) -> None:
    """Nothing is cut or printed over, no heading stands alone, no part is empty."""
    pdf = page_of(clauses, language, paper)
    if pdf is None:
        assert clauses > SURELY_FITTING
        return
    words, (width, height) = words_of(pdf), SIZES[paper]
    assert min(word.left for word in words) > ACROSS - 0.1
    assert max(word.right for word in words) < width - ACROSS + 0.1
    assert min(word.ink[0] for word in words) > UPRIGHT
    assert max(word.ink[1] for word in words) < height - UPRIGHT
    assert overlaps(words) == []
    assert largest_void(words, width, height) < MOST_EMPTY
    for heading in headings(view_of(clauses, language)):
        found = list(places(words, heading))
        assert found, heading
        assert any(word.is_below(place) for place in found for word in words), heading
