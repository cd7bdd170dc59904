"""The page as a PDF: set by Typst on one page, or an error that names what is long."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, cast

from leadpact.agreement.fit import LARGEST, SHEETS, SMALLEST, Fit, Paper
from leadpact.agreement.more_fonts import more_fonts
from leadpact.agreement.qr import qr_code
from leadpact.agreement.refusals import not_installed, not_typeset, too_long
from leadpact.agreement.templating import render_template
from leadpact.errors import AgreementError

if TYPE_CHECKING:
    import typst

    from leadpact.agreement.view import AgreementView

_FONTS = Path(__file__).parent / "fonts"


def render_pdf(
    view: AgreementView, paper: Paper, *, font_dir: Path | None = None
) -> bytes:
    """The page as a PDF, the same bytes for the same view, fonts and version of Typst.

    Args:
        view: What it shows.
        paper: Its size.
        font_dir: Folder with more fonts, for characters that the page's own lack.

    Raises:
        AgreementError: LP5001 it does not fit on one page, LP5002 a package is not
            installed, LP5004 Typst cannot set it, or a font lacks a character.
    """
    pdf, fit = _typeset(view, paper, font_dir)
    if not fit.fits:
        raise AgreementError([too_long(view, fit)])
    return pdf


def fit_page(view: AgreementView, paper: Paper, *, font_dir: Path | None = None) -> Fit:
    """How an agreement fits on a page, also where it does not.

    Args:
        view: What the page shows.
        paper: Its size.
        font_dir: As for the PDF.

    Raises:
        AgreementError: LP5002 or LP5004, as for the PDF.
    """
    return _typeset(view, paper, font_dir)[1]


def _typeset(
    view: AgreementView, paper: Paper, font_dir: Path | None
) -> tuple[bytes, Fit]:
    """The PDF, whole or not, and what it holds."""
    try:
        import typst  # noqa: PLC0415 - an optional package of 30 MB
    except ImportError:
        raise AgreementError([not_installed(view, "typst")]) from None
    # Typst reads any file below its root: a folder of its own has nothing else.
    with tempfile.TemporaryDirectory() as root, more_fonts(view, font_dir) as more:
        source = render_template(
            "page.typ.j2",
            view=view,
            sheet=SHEETS[paper],
            smallest=SMALLEST,
            largest=LARGEST,
            families=sorted(_book(more).families()),
            code=qr_code(view),
        )
        page = Path(root) / "page.typ"
        page.write_text(source, encoding="utf-8")
        fonts = _book([_FONTS, *more])
        compiler = typst.Compiler(page, root=root, font_paths=fonts)
        try:
            # For archives, and for assistive technology: PDF/UA-1 goes with PDF/A up to
            # part 3, and what is new in that part, attachments, the page has none of.
            pdf, warnings = compiler.compile_with_warnings(
                format="pdf", pdf_standards=["a-2a", "ua-1"]
            )
        except typst.TypstError as error:
            raise AgreementError([not_typeset(view, error)]) from error
        if warnings:
            raise AgreementError([not_typeset(view, warnings[0])])
        measured = json.loads(compiler.query("<fit>", field="value", one=True))
    # Only targets of several files give a list.
    return cast("bytes", pdf), Fit.told(paper, measured)


def _book(folders: list[Path]) -> typst.Fonts:
    """The fonts in some folders, and no others."""
    import typst  # noqa: PLC0415 - as above

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=folders
    )
