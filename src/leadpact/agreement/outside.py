"""A page of HTML loads nothing from outside, whatever its template wrote."""

from __future__ import annotations

import html.parser
import re
from typing import TYPE_CHECKING

from leadpact.diagnostics import Diagnostic
from leadpact.errors import AgreementError

if TYPE_CHECKING:
    from leadpact.agreement.template_files import Templates

#: What a page has to begin with, so that its policy comes before all else.
_BEGINNING = re.compile(
    r'\A<!doctype html>\s*<html(?: lang="[\w-]*")?>\s*<head>\n?', re.IGNORECASE
)
#: What a browser enforces: styles and data of the file itself, and no scripts.
_POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; "
    "form-action 'none'\">\n"
)
#: Elements that load, run or send something, and attributes that load something.
_ELEMENTS = frozenset(
    ("applet", "base", "embed", "form", "frame", "iframe", "link", "object", "script")
)
_ADDRESSES = frozenset(("background", "data", "poster", "src", "srcset"))
#: A style that loads something.
_LOADS = re.compile(r"@import|url\(\s*[\"']?(?!data:|#)", re.IGNORECASE)

_HINT = (
    "a page is one file: write its styles into `<style>` and its pictures as `data:` "
    "addresses; it has no scripts"
)


def closed_page(page: str, templates: Templates) -> str:
    """A page with the policy that a browser holds it to.

    Raises:
        AgreementError: LP5012, the page loads or runs something, or does not begin
            like a page.
    """
    beginning = _BEGINNING.match(page)
    if beginning is None:
        raise _refused(
            "begins with other than `<!doctype html><html><head>`", "", templates
        )
    reader = _Reader()
    reader.feed(page)
    reader.close()
    if reader.found:
        told, line = reader.found[0]
        raise _refused(told, page.splitlines()[line - 1], templates)
    return page[: beginning.end()] + _POLICY + page[beginning.end() :]


class _Reader(html.parser.HTMLParser):
    """What a page loads or runs, each with its line.

    It need not read like a browser does: what it overlooks, the policy stops.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ELEMENTS:
            self._tell(f"has an element `{tag}`")
        for name, value in attrs:
            if _active(tag, name, (value or "").strip().lower()):
                self._tell(f"has `{name}` at an element `{tag}`")

    def handle_data(self, data: str) -> None:
        loads = self.cdata_elem == "style" and _LOADS.search(data)
        if loads:
            down = data.count("\n", 0, loads.start())
            self._tell("has a style that loads something", down)

    def _tell(self, what: str, down: int = 0) -> None:
        self.found.append((what, self.getpos()[0] + down))


def _active(tag: str, name: str, value: str) -> bool:
    """Whether an attribute loads or runs something."""
    if name in _ADDRESSES:
        return not value.startswith("data:")
    if name.endswith("href") and tag not in {"a", "area"}:
        return not value.startswith(("#", "data:"))
    if name == "style":
        return _LOADS.search(value) is not None
    return name.startswith("on") or name == "http-equiv"


def _refused(told: str, line: str, templates: Templates) -> AgreementError:
    place = templates.written(line, "page.html.j2")
    return AgreementError([Diagnostic("LP5012", f"the page {told}", place, _HINT)])
