"""Jinja environments in which every `{{ }}` is text of its target, never markup.

A template cannot forget to escape: Typst takes each value as a string literal, HTML
and Markdown take it escaped. Nor can it switch that off: what a block or a macro has
rendered is the one thing that goes into the page as it is, and any change makes it a
value again. An unknown name is an error, not an empty place. What a template can reach
is what Jinja's sandbox lets it reach.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2 import nodes as syntax
from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import escape

from leadpact.agreement.template_files import SHIPPED, shipped_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Environment
    from jinja2.runtime import Context

    from leadpact.agreement.template_files import Templates

#: Bytes of a page, and of the Typst source of one; a full page has 150,000 with fonts.
MOST_OUTPUT = 8_000_000

#: What Markdown may take for markup anywhere, `$` included: some readers set formulas.
_MARKDOWN = re.compile(r"[\\`*_\[\]<>#|~&$]")
#: What it takes for a list or an underline at the beginning of a line.
_LINE_START = re.compile(r"^(\d*)([-+=.)])")
#: Filters that say of a value that it is markup, that draw by lot, or that reach past
#: the sandbox's look at attributes.
_NO_FILTERS = (
    *("e", "escape", "forceescape", "safe", "tojson", "urlize", "xmlattr"),
    *("random", "attr"),
)


class RefusedError(TemplateSyntaxError):
    """A template holds what no template may hold."""


class StrangeFileError(SecurityError):
    """A template names a path that leads out of its folder."""


class LargePageError(Exception):
    """A page is larger than any page needs to be."""


class Rendered(str):
    """What a block or a macro has rendered, with all its values escaped.

    Whatever a template does to it makes a plain string of it, a value like any other.
    """

    __slots__ = ()


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


def html_text(value: object) -> str:
    """A value as the text of an element or of a quoted attribute.

    Example:
        >>> print(html_text("<b>"))
        &lt;b&gt;
    """
    # A plain string first: text that calls itself markup would be believed.
    return str(escape(str(value)))


_ESCAPES: Mapping[str, Callable[[object], str]] = {
    "typ": typst_literal,
    "html": html_text,
    "md": markdown_text,
}


def render_template(
    page: str, templates: Templates | None = None, /, **values: object
) -> str:
    """A page as text, filled with values.

    Args:
        page: One of ``PAGES``, such as `page.html.j2`.
        templates: Those of a company; by default the shipped ones.
        values: What the template may name.

    Raises:
        LargePageError: It is larger than ``MOST_OUTPUT``.
        Exception: Whatever a template of a company raises, with its line.
    """
    templates = templates or shipped_templates()
    environment = _environment(page.split(".")[1], templates)
    template = environment.get_template(templates.page(page))
    pieces, room = [], MOST_OUTPUT
    for piece in template.generate(**values):
        room -= len(piece.encode())
        if room < 0:
            raise LargePageError
        pieces.append(piece)
    return "".join(pieces)


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox of Jinja, which tells what it rendered from what it was given."""

    def call(
        self,
        context: Context,
        called: object,
        /,
        *args: object,
        **kwargs: object,
    ) -> object:
        result = super().call(context, called, *args, **kwargs)
        return Rendered(result) if isinstance(called, _RENDERING) else result


#: What a template calls to render: `super()`, `self.block()`, a macro, `caller()`.
_RENDERING = (BlockReference, Macro)


class _Loader(BaseLoader):
    """Templates by name, and nothing of the disk."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        if template not in self._files:
            if "/" in template or "\\" in template:
                raise StrangeFileError(template)
            raise TemplateNotFound(template)
        text = self._files[template]
        if not template.startswith(SHIPPED):
            _refuse(environment.parse(text, template, template), template)
        return text, template, lambda: True


def _refuse(tree: syntax.Template, name: str) -> None:
    """Refuse what would take a text of the page past its escaping.

    Raises:
        RefusedError: It is there.
    """
    found = [
        *((node, "`autoescape`") for node in tree.find_all(syntax.EvalContextModifier)),
        *((node, "a `filter` block") for node in tree.find_all(syntax.FilterBlock)),
        *(
            (node, f"the filter `{node.name}`")
            for node in tree.find_all(syntax.Filter)
            if node.name in _NO_FILTERS
        ),
    ]
    for node, told in found:
        raise RefusedError(f"{told} may not stand in a template", node.lineno, name)


def _environment(kind: str, templates: Templates) -> Environment:
    """The environment of a kind of target; that of the shipped templates is kept."""
    if templates is shipped_templates():
        return _shipped_environment(kind)
    return _new_environment(kind, templates)


@functools.cache
def _shipped_environment(kind: str) -> Environment:
    return _new_environment(kind, shipped_templates())


def _new_environment(kind: str, templates: Templates) -> Environment:
    escaped = _ESCAPES[kind]
    environment = _Sandbox(
        loader=_Loader(templates.files),
        undefined=StrictUndefined,
        # Escaping by `finalize` has no switch, and knows all three targets.
        autoescape=False,
        finalize=lambda given: given if isinstance(given, Rendered) else escaped(given),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for name in _NO_FILTERS:
        del environment.filters[name]
    # It draws by lot too.
    del environment.globals["lipsum"]
    return environment
