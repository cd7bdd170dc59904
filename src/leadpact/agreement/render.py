"""The agreement in each of its targets, as bytes."""

from __future__ import annotations

import base64
import enum
from pathlib import Path
from typing import TYPE_CHECKING

from leadpact.agreement.pdf import Paper, render_pdf
from leadpact.agreement.printing import printed
from leadpact.agreement.templating import render_template

if TYPE_CHECKING:
    from leadpact.agreement.view import AgreementView


class Target(enum.Enum):
    """What a page is rendered to; the value is the ending of its file."""

    PDF = "pdf"
    HTML = "html"
    MARKDOWN = "md"


_FONTS = Path(__file__).parent / "fonts"
_SCREEN_FONTS = {
    "sans": "leadpact-sans/LeadpactSans-Regular.woff2",
    "sans_strong": "leadpact-sans/LeadpactSans-SemiBold.woff2",
    "serif": "leadpact-serif/LeadpactSerif-SemiBold.woff2",
    "serif_italic": "leadpact-serif/LeadpactSerif-Italic.woff2",
}


def render(view: AgreementView, target: Target, *, paper: Paper = Paper.A4) -> bytes:
    """The agreement as the bytes of one self-contained file.

    Args:
        view: What it shows.
        target: PDF for paper, HTML for the screen, Markdown for git.
        paper: Size of the page; only the PDF depends on it.

    Returns:
        The file; text is UTF-8. The same view gives the same bytes.

    Raises:
        AgreementError: LP5001 it does not fit on one page, LP5002 a package is
            missing, LP5004 it cannot be typeset; all of them for the PDF alone.
    """
    if target is Target.PDF:
        return render_pdf(view, paper)
    if target is Target.HTML:
        fonts = {name: _font(file) for name, file in _SCREEN_FONTS.items()}
        return render_template(
            "page.html.j2", view=view, fonts=fonts, print=printed(view)
        ).encode()
    return render_template("page.md.j2", view=view).encode()


def _font(file: str) -> str:
    """A font as the base64 of a data URL."""
    return base64.b64encode((_FONTS / file).read_bytes()).decode("ascii")
