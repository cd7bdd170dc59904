from __future__ import annotations

import html.parser
import itertools
import re

import attrs
import jinja2
import pytest
from builders_agreement import HOSTILE, full_view, view_with
from markdown_it import MarkdownIt
from scanner import Picture, scanned

from leadpact.agreement.fit import SHEETS, Paper
from leadpact.agreement.printing import Printed
from leadpact.agreement.render import Target, render
from leadpact.agreement.template_files import PAGES, Templates, shipped_templates
from leadpact.agreement.templating import (
    MOST_OUTPUT,
    LargePageError,
    RefusedError,
    html_text,
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


NAMES = pytest.mark.parametrize("name", PAGES)
ESCAPES = dict(
    zip(PAGES, (typst_literal, html_text, markdown_text), strict=True),
)
#: What the shipped templates name beside the view.
FONTS = dict.fromkeys(("sans", "sans_strong", "serif", "serif_italic"), "")
PAPER = {
    "sheet": SHEETS[Paper.A4],
    "families": ["A Font"],
    "code": None,
    "print": Printed(7.0, (0.5, 0.5)),
    "smallest": 7.5,
    "largest": 12.0,
}
SECTIONS = (
    *("masthead", "figures", "funnel", "notes", "pledges", "playbook", "clock"),
    *("rules", "consequences", "listings", "signatures", "footer"),
)


def blocks(name: str) -> list[str]:
    """The blocks of a shipped template, in its order."""
    text = shipped_templates().files[f"leadpact/{name}"]
    return re.findall(r"{% block (\w+) %}", text)


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


#: Three macros, and ways to print a title with them that leave it as it is.
MACROS = (
    "{% macro of(x) %}{{ x }}{% endmacro %}{% macro nil() %}{% endmacro %}"
    "{% macro gap() %}%s{% endmacro %}{% macro around() %}{{ caller() }}{% endmacro %}"
)
TRICKS = (
    "{{ view.title }}",
    "{{ of(view.title) }}",
    "{% call around() %}{{ view.title }}{% endcall %}",
    "{{ [view.title] | join }}",
    "{{ [nil(), view.title] | join(nil()) }}",
    "{{ nil() + view.title }}",
    "{{ nil() ~ view.title }}",
    "{{ nil().join([view.title]) }}",
    "{{ '%s' | format(view.title) }}",
    "{{ gap() % view.title }}",
    "{{ gap() | format(view.title) }}",
    "{{ gap() | replace(gap(), view.title) }}",
    "{{ gap().replace(gap(), view.title) }}",
    "{{ '{}'.format(view.title) }}",
    "{% set x %}{% endset %}{{ x ~ view.title }}",
    "{% for x in [view.title] %}{{ x }}{% endfor %}",
    "{% set n = namespace(x=view.title) %}{{ n.x }}",
)


class TestOwnTemplates:
    """`render_template` with templates of a company."""

    @staticmethod
    def made(name: str, text: str, **values: object) -> str:
        """A page by an own template."""
        files = {**shipped_templates().files, name: text}
        return render_template(name, Templates(files), **values)

    @NAMES
    @pytest.mark.parametrize("text", HOSTILE)
    def test_a_value_stays_text_whatever_is_done_to_it(
        self, name: str, text: str
    ) -> None:
        """No way to print a value is a way around its escaping."""
        for trick in TRICKS:
            page = self.made(name, MACROS + trick, view={"title": text})
            assert page == ESCAPES[name](text), trick

    @NAMES
    def test_what_is_rendered_goes_in_as_it_is(self, name: str) -> None:
        """Once: any change makes it a value."""
        text = "{% macro m() %}<*#{% endmacro %}{{ m() }}{{ m() | upper }}"
        escaped = ESCAPES[name]("<*#")
        assert self.made(name, text) == f"<*#{escaped}"

    @NAMES
    def test_a_block_can_be_replaced_or_kept(self, name: str) -> None:
        """Each by itself: `super()` changes no byte, other text stands in its place."""
        values = {"view": full_view(), "fonts": FONTS, **PAPER}
        shipped = render_template(name, **values)
        for block in blocks(name):
            start = f'{{% extends "leadpact/{name}" %}}{{% block {block} %}}'
            kept = self.made(
                name, f"{start}{{{{ super() }}}}{{% endblock %}}", **values
            )
            assert kept == shipped, block
            other = self.made(name, f"{start}<other>{{% endblock %}}", **values)
            assert other.count("<other>") == 1
            before, after = other.split("<other>")
            assert shipped.startswith(before)
            assert shipped.endswith(after)

    @NAMES
    def test_every_section_is_a_block(self, name: str) -> None:
        """The same names in all targets; styles and colours where there are such."""
        looks = {"colours", "styles"} if name != "page.md.j2" else set()
        assert set(blocks(name)) == looks | set(SECTIONS)

    def test_a_large_page_is_refused(self) -> None:
        """It counts bytes, and all of them."""
        half = MOST_OUTPUT // 4
        text = "{% for i in range(2) %}{{ 'é' * half }}{% endfor %}{{ more }}"
        made = self.made("page.md.j2", text, half=half, more="")
        assert len(made.encode()) == MOST_OUTPUT
        with pytest.raises(LargePageError):
            self.made("page.md.j2", text, half=half, more="x")

    @pytest.mark.parametrize("text", ["{{ lipsum() }}", "{{ [1, 2] | random }}"])
    def test_nothing_is_drawn_by_lot(self, text: str) -> None:
        """The same view gives the same page."""
        with pytest.raises((jinja2.UndefinedError, RefusedError)):
            self.made("page.md.j2", text)


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

    def test_a_draft_says_so_first(self) -> None:
        """The word stands before the title."""
        draft = attrs.evolve(full_view(), draft="DRAFT")
        source = render(draft, Target.MARKDOWN).decode()
        assert source.startswith("# DRAFT: Leads, delivered and followed up\n")
        rest = source.replace("DRAFT: ", "", 1)
        assert rest == render(full_view(), Target.MARKDOWN).decode()


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
        pictures = [given for tag, given in page.tags if tag == "svg"]
        assert [(given["role"], given["aria-label"]) for given in pictures] == [
            ("img", "QR code of the digest")
        ]
        cells = [given for tag, given in page.tags if tag == "th"]
        assert all(given.get("scope") in {"row", "col"} for given in cells)

    def test_a_scanner_reads_the_code(self) -> None:
        """The picture is the dark modules, each a square, with four around them."""
        view = full_view()
        page = _Reader(render(view, Target.HTML).decode())
        pictures = [given["viewbox"] for tag, given in page.tags if tag == "svg"]
        (path,) = (given["d"] for tag, given in page.tags if tag == "path")
        modules = [[False] * 37 for _ in range(37)]
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path or ""):
            for at in range(int(x), int(x) + int(length)):
                modules[int(y)][at] = True
        (found,) = scanned(Picture.of_modules(modules))
        assert view.code
        assert found.text == view.code.text
        assert pictures == ["-4 -4 45 45"]

    def test_a_draft_says_so(self) -> None:
        """The word is drawn behind the text; who listens is told by the facts."""
        draft = attrs.evolve(full_view(), draft="DRAFT")
        page = _Reader(render(draft, Target.HTML).decode())
        (marked,) = (given for _, given in page.tags if "data-word" in given)
        assert marked == {"class": "draft", "data-word": "DRAFT", "aria-hidden": "true"}
        final = _Reader(render(full_view(), Target.HTML).decode())
        assert [given for _, given in final.tags if "data-word" in given] == []

    @pytest.mark.parametrize(
        ("paper", "width", "height"),
        [
            (Paper.A4, 210, 297),
            (Paper.LETTER, 8.5 * 25.4, 11 * 25.4),
            (Paper.A3, 297, 420),
        ],
    )
    def test_it_prints_on_its_paper(
        self, paper: Paper, width: float, height: float
    ) -> None:
        """The size of the page is that of the paper."""
        source = render(full_view(), Target.HTML, paper=paper).decode()
        found = re.search(r"@page { size: ([\d.]+)mm ([\d.]+)mm;", source)
        assert found
        assert [float(each) for each in found.groups()] == pytest.approx(
            [width, height], 1e-4
        )
