"""Jinja environments in which every `{{ }}` is text of its target, never markup.

A template cannot forget to escape: Typst takes each value as a string literal, HTML
and Markdown take it escaped. An unknown name is an error, not an empty place.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

if TYPE_CHECKING:
    from collections.abc import Callable

_TEMPLATES = Path(__file__).parent / "templates"
#: What Markdown may take for markup anywhere, `$` included: some readers set formulas.
_MARKDOWN = re.compile(r"[\\`*_\[\]<>#|~&$]")
#: What it takes for a list or an underline at the beginning of a line.
_LINE_START = re.compile(r"^(\d*)([-+=.)])")


def typst_literal(value: object) -> str:
    r"""A value as Typst code: a number, a truth value, or a string literal.

    Example:
        >>> print(typst_literal('#read("x")'))
        "#read(\"x\")"
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def markdown_text(value: object) -> str:
    r"""A value as Markdown text that reads as it is, also in a table.

    Example:
        >>> print(markdown_text("1. *Call*"))
        1\. \*Call\*
    """
    escaped = _MARKDOWN.sub(r"\\\g<0>", str(value))
    return _LINE_START.sub(r"\1\\\2", escaped)


def render_template(name: str, /, **values: object) -> str:
    """A template of this package, filled with values."""
    return _environment(name.split(".")[1]).get_template(name).render(**values)


@functools.cache
def _environment(target: str) -> Environment:
    """The environment of a kind of target: `typ`, `html` or `md`."""
    finalize: dict[str, Callable[[object], str]] = {
        "typ": typst_literal,
        "md": markdown_text,
    }
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        # The other two escape by `finalize`.
        autoescape=target == "html",  # noqa: S701
        finalize=finalize.get(target),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
