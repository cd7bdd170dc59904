"""Any text prints as itself, whatever the target takes for markup."""

from __future__ import annotations

import html
import re

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from leadpact.agreement.templating import markdown_text, typst_literal
from leadpact.agreement.view import one_line

#: One line of anything that a page may hold; a reader trims and joins other spaces.
LINES = (
    st.text(
        st.characters(exclude_categories=["C", "Z"], include_characters=" "),
        min_size=1,
    )
    .map(one_line)
    .filter(bool)
)


@given(LINES)
@example("1) a")
@example("&lt; <!-- --> \\& `` | \\|")
@example("==")
def test_markdown_shows_the_text(text: str) -> None:
    """Alone, behind other words, in an item and in a cell."""
    escaped = markdown_text(text)
    source = f"{escaped}\n\nso {escaped}\n\n- {escaped}\n\n|a|\n|-|\n| {escaped} |\n"
    page = MarkdownIt("commonmark").enable("table").render(source)
    shown = re.findall(r"<(p|li|td)>(.*)</\1>", page)
    assert [(tag, html.unescape(inner)) for tag, inner in shown] == [
        ("p", text),
        ("p", f"so {text}"),
        ("li", text),
        ("td", text),
    ]


@given(LINES)
@example('\\"')
@example("\\u{41}")
def test_typst_reads_the_text_back(text: str) -> None:
    """Undoing the two escapes of a literal gives the text; no quote ends it early."""
    literal = typst_literal(text)
    inner = re.fullmatch(r'"((?:[^"\\]|\\["\\])*)"', literal)
    assert inner
    assert re.sub(r"\\(.)", r"\1", inner[1]) == text
