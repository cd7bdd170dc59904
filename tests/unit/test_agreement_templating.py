from __future__ import annotations

import html.parser
import itertools
import re

import jinja2
import pytest
from builders_agreement import HOSTILE, full_view, view_with
from markdown_it import MarkdownIt

from leadpact.agreement.render import Target, render
from leadpact.agreement.templating import (
    markdown_text,
    render_template,
    typst_literal,
)


class _Reader(html.parser.HTMLParser):
    """The text and the tags of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


class TestTypstLiteral:
    """`typst_literal`."""

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ('say "hi"', r'"say \"hi\""'),
            ("a\\b", r'"a\\b"'),
            ('#read("x")', r'"#read(\"x\")"'),
            (0.4, "0.4"),
            (3, "3"),
            (True, "true"),
            (False, "false"),
        ],
    )
    def test_a_value_is_code_of_its_kind(self, value: object, code: str) -> None:
        """Text is a string literal that no quote or backslash can end."""
        assert typst_literal(value) == code


class TestMarkdownText:
    """`markdown_text`."""

    @pytest.mark.parametrize("text", HOSTILE)
    def test_a_reader_shows_the_text_as_it_is(self, text: str) -> None:
        """A paragraph, an item and a cell print the text and have no markup of it."""
        markdown = MarkdownIt("commonmark").enable("table")
        escaped = markdown_text(text)
        source = f"{escaped}\n\n- {escaped}\n\n| a |\n| --- |\n| {escaped} |\n"
        page = _Reader(markdown.render(source))
        assert [line for line in page.text.splitlines() if line] == [
            text,
            text,
            "a",
            text,
        ]
        assert {tag for tag, _ in page.tags} == {
            "p",
            "ul",
            "li",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
        }


class TestRenderTemplate:
    """`render_template`."""

    @pytest.mark.parametrize("name", ["page.typ.j2", "page.html.j2", "page.md.j2"])
    def test_an_unknown_name_is_an_error(self, name: str) -> None:
        """No template prints an empty place for a value that it was not given."""
        with pytest.raises(jinja2.UndefinedError):
            render_template(name)


class TestMarkdown:
    """The Markdown page."""

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_text_prints_as_text(self, text: str) -> None:
        """The title, a cell and an item show it; nothing of it becomes a tag."""
        source = render(view_with(text), Target.MARKDOWN).decode()
        page = _Reader(MarkdownIt("commonmark").enable("table").render(source))
        assert page.text.splitlines()[0] == text
        assert page.text.count(text) >= 15
        usual = _Reader(
            MarkdownIt("commonmark")
            .enable("table")
            .render(render(full_view(), Target.MARKDOWN).decode())
        )
        assert {tag for tag, _ in page.tags} <= {tag for tag, _ in usual.tags}

    def test_the_page_tells_everything_in_order(self) -> None:
        """Headings come in the order of the printed page."""
        source = render(full_view(), Target.MARKDOWN).decode()
        headings = re.findall(r"^#+ (.*)$", source, re.MULTILINE)
        assert headings == [
            "Leads, delivered and followed up",
            "At a glance",
            "What counts as a lead, and whose it is",
            "Definitions",
            "Marketing will",
            "Why 800: from revenue back to leads, per month",
            "Who we look for",
            "Sales will",
            "Speed and persistence, by band",
            "How Sales follows up",
            "Hand-off clock: accept or reject every lead",
            "Rules",
            "When a promise is missed",
            "Who to call",
            "Both teams need",
            "Both watch",
            "Review",
            "Ending it",
            "For Marketing",
            "For Sales",
        ]
        assert "\n\n\n" not in source


class TestHtml:
    """The HTML page."""

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_text_prints_as_text(self, text: str) -> None:
        """It stands in the text of the page, and adds no element."""
        page = _Reader(render(view_with(text), Target.HTML).decode())
        assert page.text.count(text) >= 15
        usual = _Reader(render(full_view(), Target.HTML).decode())
        assert {tag for tag, _ in page.tags} <= {tag for tag, _ in usual.tags}
        assert "script" not in {tag for tag, _ in page.tags}

    def test_nothing_is_fetched(self) -> None:
        """The file holds its style and its fonts, and names no other address."""
        source = render(full_view(), Target.HTML).decode()
        assert re.findall(r"(?:src|href)\s*=", source) == []
        assert set(re.findall(r"url\((.{5})", source)) == {"data:"}

    def test_a_screen_reader_finds_its_way(self) -> None:
        """One main, a language, headings without gaps, labels that exist."""
        page = _Reader(render(full_view(), Target.HTML).decode())
        tags = [tag for tag, _ in page.tags]
        assert tags.count("main") == tags.count("h1") == 1
        assert ("html", {"lang": "en"}) in page.tags
        levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h\d", tag)]
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
        labels = {given.get("aria-labelledby") for _, given in page.tags} - {None}
        assert labels <= {given.get("id") for _, given in page.tags}
        cells = [given for tag, given in page.tags if tag == "th"]
        assert all(given.get("scope") in {"row", "col"} for given in cells)
