"""The page as a PDF: set by Typst on one page, or an error that names what is long."""

from __future__ import annotations

import enum
import json
import re
import tempfile
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import attrs

from leadpact.agreement.mistakes import typst_mistake
from leadpact.agreement.template_files import shipped_templates
from leadpact.agreement.templating import render_template
from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import AgreementError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import typst

    from leadpact.agreement.template_files import Templates
    from leadpact.agreement.view import AgreementView


class Paper(enum.Enum):
    """Sizes of paper."""

    A4 = "a4"
    LETTER = "letter"


#: Sizes of the text, in points. Below the smallest nobody reads a page on a wall; a
#: short agreement grows up to the largest, so that it fills its page.
SMALLEST, LARGEST = 7.5, 12.0

_FONTS = Path(__file__).parent / "fonts"
_TYPST_PAPER = {Paper.A4: "a4", Paper.LETTER: "us-letter"}
#: The keys of the policy that fill each section of the page, the likeliest first.
_KEYS: Mapping[str, Sequence[str]] = {
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
_NAMED_SECTIONS = 3
_MM_OF_A_POINT = 25.4 / 72
#: Without a font that is there, Typst leaves out what it cannot print, and is silent.
_FONT_FIRST = '#set text(font: "Leadpact Sans")\n'
_MISSING_GLYPH = re.compile(r"the text `\"(.+?)\"` could not be displayed")


def render_pdf(
    view: AgreementView, paper: Paper, templates: Templates | None = None
) -> bytes:
    """The page as a PDF, the same bytes for the same view and version of Typst.

    Raises:
        AgreementError: LP5001 it does not fit on one page, LP5002 `typst` is not
            installed, LP5004 Typst cannot set it, or a font lacks a character;
            LP5011, LP5012, a template of a company says what Typst refuses.
    """
    templates = templates or shipped_templates()
    try:
        import typst  # noqa: PLC0415 - an optional package of 30 MB
    except ImportError:
        raise AgreementError([_not_installed(view)]) from None
    source = render_template(
        "page.typ.j2",
        templates,
        view=view,
        paper=_TYPST_PAPER[paper],
        smallest=SMALLEST,
        largest=LARGEST,
    )
    if templates is not shipped_templates():
        source = _FONT_FIRST + source
    # Typst reads any file below its root: a folder of its own has nothing else.
    with tempfile.TemporaryDirectory() as root:
        page = Path(root) / "page.typ"
        page.write_text(source, encoding="utf-8")
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[_FONTS],
        )
        compiler = typst.Compiler(
            page,
            root=root,
            font_paths=fonts,
            package_path=root,
            package_cache_path=root,
        )
        # What a template takes for today is the day of the document.
        today = datetime.combine(view.effective, time(), UTC)
        try:
            pdf, warnings = compiler.compile_with_warnings(
                format="pdf", pdf_standards=["ua-1"], timestamp=today
            )
        except typst.TypstError as error:
            raise AgreementError([_refused(view, error, source, templates)]) from error
        if warnings:
            raise AgreementError([_refused(view, warnings[0], source, templates)])
        if templates is not shipped_templates():
            # It may measure nothing, and may say of itself what it likes.
            if not isinstance(
                compiler.compile(format="png", ppi=1, timestamp=today), bytes
            ):
                raise AgreementError([_many_pages(view, paper)])
            return cast("bytes", pdf)
        fit = json.loads(compiler.query("<fit>", field="value", one=True))
    if fit["needed"] > fit["room"]:
        raise AgreementError([_too_long(view, paper, fit)])
    return cast("bytes", pdf)  # only targets of several files give a list


def _not_installed(view: AgreementView) -> Diagnostic:
    return Diagnostic(
        "LP5002",
        "the PDF needs the package `typst`, which is not installed",
        _place(view),
        "pip install 'leadpact[agreement]'",
    )


def _refused(
    view: AgreementView,
    error: typst.TypstError | typst.TypstWarning,
    source: str,
    templates: Templates,
) -> Diagnostic:
    """What Typst says: the characters that no font has, or its own words."""
    missing = tuple(dict.fromkeys(_MISSING_GLYPH.findall(error.diagnostic)))
    if not missing and templates is not shipped_templates():
        return typst_mistake(error, source, templates)
    if not missing:
        return Diagnostic(
            "LP5004", f"the page cannot be typeset: {error.message}", _place(view)
        )
    shown = ", ".join(f"`{text}`" for text in missing)
    found = next((text for text in _texts(view) if missing[0] in text), missing[0])
    return Diagnostic(
        "LP5004",
        f"the fonts of the page have no {shown}, as in `{found}`",
        _place(view),
        "they have Latin, Greek and Cyrillic letters, and no pictures; "
        "HTML and Markdown take any character",
    )


def _too_long(view: AgreementView, paper: Paper, fit: Mapping[str, Any]) -> Diagnostic:
    """Which sections are the tallest, and which keys to shorten."""
    tallest = sorted(fit["heights"], key=lambda section: -section[1])[:_NAMED_SECTIONS]
    told = "; ".join(
        f"{', '.join(f'`{key}`' for key in _KEYS[section])} take {_mm(height)}"
        for section, height in tallest
    )
    return Diagnostic(
        "LP5001",
        f"the agreement does not fit on one page of {paper.value} paper: with text of "
        f"{SMALLEST} pt it needs {_mm(fit['needed'])} of {_mm(fit['room'])}",
        _place(view, *_KEYS[tallest[0][0]]),
        f"shorten or leave out what is tallest: {told}",
    )


def _many_pages(view: AgreementView, paper: Paper) -> Diagnostic:
    return Diagnostic(
        "LP5001",
        f"the agreement does not fit on one page of {paper.value} paper as the "
        "template sets it",
        _place(view),
        "shorten the policy, or let the template take less room; without `--template` "
        "the error names what is tallest",
    )


def _mm(points: float) -> str:
    return f"{points * _MM_OF_A_POINT:.0f} mm"


def _place(view: AgreementView, *keys: str) -> Span:
    """Where the first of some keys stands, else the beginning of the policy."""
    known = [view.places[key] for key in keys if key in view.places]
    if known:
        return known[0]
    files = sorted(span.file for span in view.places.values())
    return Span(files[0] if files else "<agreement>")


def _texts(value: object) -> Iterator[str]:
    """Every text of a view."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif attrs.has(type(value)):
        for attribute in attrs.fields(type(value)):  # type: ignore[arg-type]
            yield from _texts(getattr(value, attribute.name))
