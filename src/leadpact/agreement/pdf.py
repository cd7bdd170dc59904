"""The page as a PDF: set by Typst on one page, or an error that names what is long."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, cast

from leadpact.agreement.fit import LARGEST, SHEETS, SMALLEST, Fit, Paper
from leadpact.agreement.mistakes import typst_mistake
from leadpact.agreement.more_fonts import more_fonts
from leadpact.agreement.qr import qr_code
from leadpact.agreement.refusals import (
    lacks_glyphs,
    many_pages,
    not_installed,
    not_typeset,
    too_long,
)
from leadpact.agreement.template_files import shipped_templates
from leadpact.agreement.templating import render_template
from leadpact.errors import AgreementError

if TYPE_CHECKING:
    import typst

    from leadpact.agreement.template_files import Templates
    from leadpact.agreement.view import AgreementView
    from leadpact.diagnostics import Diagnostic

_FONTS = Path(__file__).parent / "fonts"
#: Without a font that is there, Typst leaves out what it cannot print, and is silent.
_FONT_FIRST = '#set text(font: "Leadpact Sans")\n'


def render_pdf(
    view: AgreementView,
    paper: Paper,
    templates: Templates | None = None,
    *,
    font_dir: Path | None = None,
) -> bytes:
    """The page as a PDF, the same bytes for the same view, fonts and version of Typst.

    Args:
        view: What it shows.
        paper: Its size.
        templates: What it is made from; the shipped ones unless given.
        font_dir: Folder with more fonts, for characters that the page's own lack.

    Raises:
        AgreementError: LP5001 it does not fit on one page, LP5002 a package is not
            installed, LP5004 Typst cannot set it, or a font lacks a character; LP5011,
            LP5012, a template of a company says what Typst refuses.
    """
    pdf, fit = _typeset(view, paper, templates or shipped_templates(), font_dir)
    if fit is not None and not fit.fits:
        raise AgreementError([too_long(view, fit)])
    return pdf


def fit_page(view: AgreementView, paper: Paper, *, font_dir: Path | None = None) -> Fit:
    """How an agreement fits on a page of the shipped template, also where it does not.

    Args:
        view: What the page shows.
        paper: Its size.
        font_dir: As for the PDF.

    Raises:
        AgreementError: LP5002 or LP5004, as for the PDF.
    """
    # Only templates of a company measure nothing.
    return cast("Fit", _typeset(view, paper, shipped_templates(), font_dir)[1])


def _typeset(
    view: AgreementView, paper: Paper, templates: Templates, font_dir: Path | None
) -> tuple[bytes, Fit | None]:
    """The PDF, whole or not, and what it holds, where the template tells."""
    try:
        import typst  # noqa: PLC0415 - an optional package of 30 MB
    except ImportError:
        raise AgreementError([not_installed(view, "typst")]) from None
    is_shipped = templates is shipped_templates()
    # Typst reads any file below its root: a folder of its own has nothing else.
    with tempfile.TemporaryDirectory() as root, more_fonts(view, font_dir) as more:
        source = render_template(
            "page.typ.j2",
            templates,
            view=view,
            sheet=SHEETS[paper],
            smallest=SMALLEST,
            largest=LARGEST,
            families=sorted(_book(more).families()),
            code=qr_code(view),
        )
        source = source if is_shipped else _FONT_FIRST + source
        page = Path(root) / "page.typ"
        page.write_text(source, encoding="utf-8")
        compiler = typst.Compiler(
            page,
            root=root,
            font_paths=_book([_FONTS, *more]),
            package_path=root,
            package_cache_path=root,
        )
        # What a template takes for today is the day of the document.
        today = datetime.combine(view.effective, time(), UTC)
        try:
            # For archives, and for assistive technology: PDF/UA-1 goes with PDF/A up to
            # part 3, and what is new in that part, attachments, the page has none of.
            pdf, warnings = compiler.compile_with_warnings(
                format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=today
            )
        except typst.TypstError as error:
            raise AgreementError([_refused(view, error, source, templates)]) from error
        if warnings:
            raise AgreementError([_refused(view, warnings[0], source, templates)])
        # Only targets of several files give a list.
        whole = cast("bytes", pdf)
        if is_shipped:
            measured = json.loads(compiler.query("<fit>", field="value", one=True))
            return whole, Fit.told(paper, measured)
        # Another template may measure nothing, and may say of itself what it likes.
        if not isinstance(
            compiler.compile(format="png", ppi=1, timestamp=today), bytes
        ):
            raise AgreementError([many_pages(view, paper)])
        return whole, None


def _book(folders: list[Path]) -> typst.Fonts:
    """The fonts in some folders, and no others."""
    import typst  # noqa: PLC0415 - as above

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=folders
    )


def _refused(
    view: AgreementView,
    error: typst.TypstError | typst.TypstWarning,
    source: str,
    templates: Templates,
) -> Diagnostic:
    """What Typst says: the characters that no font has, or its own words."""
    if templates is shipped_templates() or lacks_glyphs(error):
        return not_typeset(view, error)
    return typst_mistake(error, source, templates)
