"""What is wrong with a template of a company, as diagnostics that point into it."""

from __future__ import annotations

import re
import traceback
from typing import TYPE_CHECKING

import attrs
from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from leadpact.agreement import view
from leadpact.agreement.template_files import PAGES, SHIPPED
from leadpact.agreement.templating import (
    LargePageError,
    RefusedError,
    StrangeFileError,
)
from leadpact.diagnostics import Diagnostic, Span, near

if TYPE_CHECKING:
    import typst

    from leadpact.agreement.template_files import Templates

_ESCAPED = (
    "every value is escaped for its target, and a template cannot change that; "
    "markup stands in the template itself, outside of `{{ }}`"
)
_OWN_FILES = (
    "a template reaches the files `*.j2` of its own folder, by name, and those of "
    "leadpact, such as `leadpact/page.html.j2`"
)
_VALUES = "it reaches the values of the page, and nothing behind them"
_LESS = "make less of it: a page is a few thousand words"
#: How Jinja calls a value of the page, and what all of them hold.
_OBJECT = re.compile(r"`leadpact\.agreement\.view\.(\w+) object`")
_NAMES = frozenset(
    attribute.name
    for kind in vars(view).values()
    if isinstance(kind, type) and attrs.has(kind)
    for attribute in attrs.fields(kind)
) | {"view"}
#: How Typst begins what it says of files and packages.
_OUTSIDE = re.compile(
    r"file not found|path .* would escape|failed to (load|download)|package not found"
    r"|cannot (read|access)|access denied"
)
#: Folders of the process, which tell the author nothing.
_SEARCHED = re.compile(r" \((searched|https?:).*\)$")
_TYPST_LINE = re.compile(r"┌─ .*:(\d+):\d+$", re.MULTILINE)
_LONGEST_LINE = 80


def jinja_mistake(error: Exception, page: str, templates: Templates) -> Diagnostic:
    """What a template raised while a page was made of it.

    Args:
        error: What came out of ``render_template``.
        page: The page that was asked for, such as `page.html.j2`.
        templates: What it was made from.
    """
    code, message, hint = _judged(error, templates)
    return Diagnostic(code, message, _place(error, page, templates), hint)


def _judged(error: Exception, templates: Templates) -> tuple[str, str, str]:
    """The code, message and hint for what a template raised."""
    told = (str(error) or type(error).__name__).rstrip(".").replace("'", "`")
    told = told[0].lower() + told[1:]
    match error:
        case RefusedError():
            judged = "LP5012", str(error.message), _ESCAPED
        case StrangeFileError():
            judged = "LP5012", f"`{error}` is no file of the folder", _OWN_FILES
        case SecurityError():
            judged = "LP5012", told, _VALUES
        case TemplateNotFound():
            known = [name for name in templates.files if name not in PAGES]
            hint = near(str(error.name), known)
            judged = "LP5011", f"there is no template `{error.name}`", hint
        case UndefinedError():
            *_, name, _ = f" {told} ".split("`")
            message = _OBJECT.sub(r"`\1`", told)
            judged = "LP5011", message, near(name, _NAMES)
        case RecursionError():
            message = "the template calls or includes itself without end"
            judged = "LP5013", message, _LESS
        case MemoryError():
            judged = "LP5013", "the template takes more memory than it may", _LESS
        case LargePageError():
            judged = "LP5013", "the page is larger than it may be", _LESS
        case OverflowError():
            judged = "LP5013", f"the template counts too far: {told}", _LESS
        case _:
            judged = "LP5011", f"the template fails: {told}", ""
    return judged


def typst_mistake(
    said: typst.TypstError | typst.TypstWarning, source: str, templates: Templates
) -> Diagnostic:
    """What Typst says of the source that a template made.

    Args:
        said: Its error, or the warning that counts as one.
        source: What it was given.
        templates: What that was made from.
    """
    found = _TYPST_LINE.search(said.diagnostic)
    lines = source.splitlines()
    line = lines[int(found[1]) - 1].strip() if found else ""
    place = templates.written(line, PAGES[0])
    shown = f", in `{line[:_LONGEST_LINE]}`" if line else ""
    message = _SEARCHED.sub("", said.message)
    if _OUTSIDE.match(message):
        what = "a package" if "package" in message else "a file"
        return Diagnostic(
            "LP5012",
            f"the page asks for {what}, and there is none for it{shown}",
            place,
            "a page is set from its template and its policy alone: no files, no "
            "packages, no network",
        )
    return Diagnostic("LP5011", f"Typst refuses the page: {message}{shown}", place)


def _place(error: Exception, page: str, templates: Templates) -> Span:
    """The line of a template where something was raised, an own one if any."""
    if isinstance(error, TemplateSyntaxError):
        return templates.place(error.name or page, error.lineno)
    lines = [
        (frame.f_code.co_filename, number)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename in templates.files
    ]
    own = [each for each in lines if not each[0].startswith(SHIPPED)]
    name, line = (own or lines or [(page, 1)])[-1]
    return templates.place(name, line)
