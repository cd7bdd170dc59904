"""Other pages in the look of the agreement: a template of ours, and data as JSON."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, cast

from leadpact.agreement.fit import SHEETS, Paper
from leadpact.agreement.refusals import missing_glyphs
from leadpact.diagnostics import NOWHERE, Diagnostic
from leadpact.errors import AgreementError
from leadpact.extras import extra_package

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import typst

_FONTS = Path(__file__).parent / "fonts"
#: For archives, and for assistive technology, as the agreement itself.
_STANDARDS = ("a-2a", "ua-1")


def typeset(
    source: str, data: Mapping[str, object], day: date, paper: Paper = Paper.A4
) -> bytes:
    """A page as a PDF, the same bytes for the same data and version of Typst.

    Args:
        source: Typst that reads its data from `data.json`, so that no text of it is
            taken for markup.
        data: What JSON can hold. Added are `width` and `height` of the page in mm, and
            `zoom`, how many times as long all is on the paper.
        day: What Typst takes for today.
        paper: Its size.

    Raises:
        AgreementError: LP5001 it takes more than a page, LP5002 Typst is not installed,
            LP5004 Typst cannot set it, or a font lacks a character.
    """
    setter = extra_package("typst", "pages", "agreement")
    sheet = SHEETS[paper]
    size = {"width": sheet.width, "height": sheet.height, "zoom": sheet.zoom}
    # Typst reads any file below its root: a folder of its own has nothing else.
    with tempfile.TemporaryDirectory() as root:
        page = Path(root) / "page.typ"
        page.write_text(source, encoding="utf-8")
        written = json.dumps({**data, **size}, ensure_ascii=False)
        (Path(root) / "data.json").write_text(written, encoding="utf-8")
        fonts = setter.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[_FONTS],
        )
        compiler = setter.Compiler(
            page,
            root=root,
            font_paths=fonts,
            package_path=root,
            package_cache_path=root,
        )
        today = datetime.combine(day, time(), UTC)
        try:
            pdf, warnings = compiler.compile_with_warnings(
                format="pdf", pdf_standards=list(_STANDARDS), timestamp=today
            )
            pages = compiler.compile(format="png", ppi=1, timestamp=today)
        except setter.TypstError as error:
            raise _not_typeset(error) from error
    if warnings:
        raise _not_typeset(warnings[0])
    if not isinstance(pages, bytes):
        message = f"the page does not fit on one page of {paper.value} paper"
        raise _refused("LP5001", message, "shorten the promises, or what they say")
    # Only targets of several files give a list.
    return cast("bytes", pdf)


def _not_typeset(error: typst.TypstError | typst.TypstWarning) -> AgreementError:
    """LP5004: the characters that no font has, or what Typst says."""
    if missing := missing_glyphs(error):
        shown = ", ".join(f"`{text}`" for text in missing)
        hint = "they have Latin, Greek and Cyrillic letters, and no pictures"
        return _refused("LP5004", f"the fonts of the page have no {shown}", hint)
    return _refused("LP5004", f"the page cannot be typeset: {error.message}")


def _refused(code: str, message: str, hint: str = "") -> AgreementError:
    return AgreementError([Diagnostic(code, message, NOWHERE, hint)])
