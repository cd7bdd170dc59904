"""The agreement in each of its targets, as bytes."""

from __future__ import annotations

import base64
import enum
from pathlib import Path
from typing import TYPE_CHECKING

from leadpact.agreement.confined import render_confined
from leadpact.agreement.fit import SHEETS, Paper
from leadpact.agreement.outside import closed_page
from leadpact.agreement.pdf import render_pdf
from leadpact.agreement.printing import printed
from leadpact.agreement.qr import qr_code
from leadpact.agreement.template_files import (
    PAGES,
    SHIPPED,
    read_templates,
    shipped_templates,
)
from leadpact.agreement.templating import render_template

if TYPE_CHECKING:
    from leadpact.agreement.template_files import Templates
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


#: The template of each target.
TEMPLATES = dict(zip(Target, PAGES, strict=True))


def render(
    view: AgreementView,
    target: Target,
    *,
    paper: Paper = Paper.A4,
    template: Path | None = None,
    font_dir: Path | None = None,
) -> bytes:
    """The agreement as the bytes of one self-contained file.

    Args:
        view: What it shows.
        target: PDF for paper, HTML for the screen, Markdown for git.
        paper: Size of the page, for the PDF and for a print of the HTML.
        template: A folder of templates that go before the shipped ones. A page made
            from one of them is made in a process of its own, with limits.
        font_dir: Folder with more fonts for the PDF, for characters that the page's own
            lack.

    Returns:
        The file; text is UTF-8. The same view gives the same bytes.

    Raises:
        AgreementError: LP5002, a package is missing, for PDF and HTML; for the PDF
            alone LP5001, it does not fit on one page, and LP5004, it cannot be typeset;
            LP5010 to LP5014, the page cannot be made from the template.
    """
    templates = read_templates(template)
    if templates.page(TEMPLATES[target]).startswith(SHIPPED):
        shipped = shipped_templates()
        return render_page(view, target, shipped, paper=paper, font_dir=font_dir)
    # The process works in another folder.
    fonts = font_dir and font_dir.absolute()
    return render_confined(templates, view, target, paper, fonts)


def render_page(
    view: AgreementView,
    target: Target,
    templates: Templates,
    *,
    paper: Paper,
    font_dir: Path | None = None,
) -> bytes:
    """The page, made in this process from templates that may be anybody's.

    Raises:
        AgreementError: As with ``render``.
        Exception: Whatever a template of a company raises.
    """
    if target is Target.PDF:
        return render_pdf(view, paper, templates, font_dir=font_dir)
    if target is Target.MARKDOWN:
        return render_template("page.md.j2", templates, view=view).encode()
    page = render_template(
        "page.html.j2",
        templates,
        view=view,
        fonts={name: _font(file) for name, file in _SCREEN_FONTS.items()},
        sheet=SHEETS[paper],
        print=printed(view),
        code=qr_code(view),
    )
    if templates is not shipped_templates():
        page = closed_page(page, templates)
    return page.encode()


def _font(file: str) -> str:
    """A font as the base64 of a data URL."""
    return base64.b64encode((_FONTS / file).read_bytes()).decode("ascii")
