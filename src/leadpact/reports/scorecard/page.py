"""The scorecard as a PDF of one page."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import attrs

from leadpact.agreement.fit import Paper
from leadpact.agreement.sheets import typeset
from leadpact.reports.scorecard.numbers import month_numbers

if TYPE_CHECKING:
    from datetime import date

    from leadpact.reports.material import Material


def scorecard(
    material: Material, month: date | None = None, paper: Paper = Paper.A4
) -> bytes:
    """One page of a month: each goal and promise, by whom, the trend, what was owed.

    Args:
        material: What reports are made from.
        month: Its first day; by default that of the month of ``now``.
        paper: Size of the page.

    Returns:
        A PDF, the same bytes for the same material.

    Raises:
        AgreementError: LP5001 it does not fit on the page, LP5002 a package is not
            installed, LP5004 a font lacks a character.
        ValueError: ``month`` is no first day of a month, or lies after ``now``.
    """
    numbers = month_numbers(material, month or material.today.replace(day=1))
    source = (resources.files(__package__) / "page.typ").read_text("utf-8")
    return typeset(source, attrs.asdict(numbers), material.today, paper)
