"""Why there is no page: diagnostics that point into the policy file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from leadpact.diagnostics import Diagnostic, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import typst

    from leadpact.agreement.fit import Fit, Paper, Section
    from leadpact.agreement.view import AgreementView

_NAMED_SECTIONS = 3
_MISSING_GLYPH = re.compile(r"the text `\"(.+?)\"` could not be displayed")


def not_installed(view: AgreementView, package: str) -> Diagnostic:
    """LP5002, for a package of the extra."""
    return Diagnostic(
        "LP5002",
        f"the page needs the package `{package}`, which is not installed",
        _place(view),
        "pip install 'leadpact[agreement]'",
    )


def lacks_glyphs(error: typst.TypstError | typst.TypstWarning) -> bool:
    """Whether Typst says that no font has some character."""
    return _MISSING_GLYPH.search(error.diagnostic) is not None


def missing_glyphs(error: typst.TypstError | typst.TypstWarning) -> tuple[str, ...]:
    """The characters that no font has, as Typst says."""
    return tuple(dict.fromkeys(_MISSING_GLYPH.findall(error.diagnostic)))


def not_typeset(
    view: AgreementView, error: typst.TypstError | typst.TypstWarning
) -> Diagnostic:
    """LP5004: the characters that no font has, or what Typst says."""
    missing = missing_glyphs(error)
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
        "they have Latin, Greek and Cyrillic letters, and no pictures: add fonts with "
        "`--font-dir`; HTML and Markdown take any character",
    )


def no_fonts(view: AgreementView, folder: Path, endings: Iterable[str]) -> Diagnostic:
    """LP5004, for a folder of fonts that has none."""
    known = ", ".join(f"`{ending}`" for ending in sorted(endings))
    return Diagnostic(
        "LP5004",
        f"there is no font in `{folder}`",
        _place(view),
        f"fonts are files that end in one of {known}",
    )


def too_long(view: AgreementView, fit: Fit) -> Diagnostic:
    """LP5001: which sections are the tallest, and which keys to shorten."""
    tallest = sorted(fit.sections, key=lambda section: -section.height)
    return Diagnostic(
        "LP5001",
        f"the {'annex' if view.is_annex else 'agreement'} does not fit on one page of "
        f"{fit.paper.value} paper: with text of {fit.smallest:.3g} pt it needs "
        f"{fit.needed:.0f} mm of {fit.height:.0f} mm",
        _place(view, *tallest[0].keys),
        f"{'shorten' if view.is_annex else 'shorten, or move to the `annex`,'} what is "
        f"tallest: {_told(tallest[:_NAMED_SECTIONS])}",
    )


def many_pages(view: AgreementView, paper: Paper) -> Diagnostic:
    """LP5001, for a template of a company that takes more than a page."""
    return Diagnostic(
        "LP5001",
        f"the agreement does not fit on one page of {paper.value} paper as the "
        "template sets it",
        _place(view),
        "shorten the policy, or let the template take less room; without `--template` "
        "the error names what is tallest",
    )


def _told(sections: Iterable[Section]) -> str:
    return "; ".join(
        f"{', '.join(f'`{key}`' for key in section.keys)} take {section.height:.0f} mm"
        for section in sections
    )


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
