from __future__ import annotations

import math
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest
from builders_agreement import HOSTILE, bare_view, full_view, long_view, view_of
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from scanner import Picture, scanned

from leadpact.agreement.fit import KEYS, SMALLEST, Paper
from leadpact.agreement.pdf import fit_page, render_pdf
from leadpact.agreement.render import Target, render
from leadpact.agreement.view import Listing
from leadpact.diagnostics import Span
from leadpact.errors import AgreementError

if TYPE_CHECKING:
    from leadpact.agreement.view import AgreementView
    from leadpact.diagnostics import Diagnostic

PAPERS = pytest.mark.parametrize("paper", list(Paper))


def pages(pdf: bytes) -> int:
    """How many pages a PDF has; Typst writes their dictionaries uncompressed."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def size(pdf: bytes) -> tuple[float, float]:
    """Width and height of the page, in points."""
    box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert box
    return float(box[1]), float(box[2])


def told(command: list[str], pdf: bytes, folder: Path) -> str:
    """What a command prints of the file `page.pdf`, white space as single spaces."""
    (folder / "page.pdf").write_bytes(pdf)
    found = subprocess.run(
        command,
        check=True,
        capture_output=True,
        cwd=folder,
        text=True,
        encoding="utf-8",
    )
    return " ".join(found.stdout.split())


def text_of(pdf: bytes, folder: Path) -> str:
    """The text of a PDF in the order of the file, white space as single spaces."""
    return told(["pdftotext", "-raw", "page.pdf", "-"], pdf, folder)


def tagged_text(pdf: bytes, folder: Path) -> str:
    """What assistive technology is told of a PDF: its tags and their text."""
    return told(["pdfinfo", "-struct-text", "page.pdf"], pdf, folder)


def picture_of(pdf: bytes, resolution: int) -> Picture:
    """The page in grey, with so many pixels to the inch."""
    found = subprocess.run(
        ["pdftoppm", "-gray", "-r", str(resolution)],
        check=True,
        capture_output=True,
        input=pdf,
    )
    return Picture.of_pgm(found.stdout)


def make_font(file: Path, family: str, characters: str, *, width: int = 600) -> None:
    """A font with a triangle for each of some characters, all of one width."""
    names = {ord(each): f"g{ord(each):x}" for each in characters}
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((0, 500))
    pen.lineTo((500, 500))
    pen.closePath()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", *names.values()])
    font.setupCharacterMap(names)
    font.setupGlyf(dict.fromkeys([".notdef", *names.values()], pen.glyph()))
    font.setupHorizontalMetrics(dict.fromkeys([".notdef", *names.values()], (width, 0)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    kinds = ("familyName", "fullName", "psName")
    font.setupNameTable({"styleName": "Regular", **dict.fromkeys(kinds, family)})
    font.setupOS2()
    font.setupPost()
    font.updateHead(created=0, modified=0)
    font.font.recalcTimestamp = False
    font.save(file)


def glyphs(pdf: bytes, family: str, width: int = 600) -> int:
    """How many glyphs of a font that `make_font` made a PDF has."""
    widths = rf"BaseFont/\w+\+{family}\S*/CIDSystemInfo.*?/W\[0 (\d+) {width}\]"
    found = re.search(widths.encode(), pdf)
    return int(found[1]) if found else 0


def refusal(view: AgreementView, paper: Paper = Paper.A4) -> Diagnostic:
    """The one mistake for which a view is refused."""
    with pytest.raises(AgreementError) as error:
        render_pdf(view, paper)
    (diagnostic,) = error.value.diagnostics
    return diagnostic


class TestFit:
    """One page, whatever the agreement holds."""

    @PAPERS
    @pytest.mark.parametrize("view", [full_view(), bare_view()], ids=["full", "bare"])
    def test_an_agreement_is_one_page(self, view: AgreementView, paper: Paper) -> None:
        """A full one and a bare one alike."""
        assert pages(render_pdf(view, paper)) == 1

    def test_papers_have_their_sizes(self) -> None:
        """A4 is 210 by 297 mm, Letter 8.5 by 11 inches, A3 297 by 420 mm."""
        view = bare_view()
        for paper, expected in (
            (Paper.A4, (595.28, 841.89)),
            (Paper.LETTER, (612, 792)),
            (Paper.A3, (841.89, 1190.55)),
        ):
            assert size(render_pdf(view, paper)) == pytest.approx(expected, 1e-4)

    def test_a3_is_a4_larger(self) -> None:
        """All is longer by the root of two, and so is what a refusal tells."""
        small, large = (fit_page(full_view(), paper) for paper in (Paper.A4, Paper.A3))
        for ours, theirs in (
            (large.text_size, small.text_size),
            (large.smallest, small.smallest),
            (large.height, small.height),
            (large.needed, small.needed),
            (large.room, small.room),
            *(
                (ours.height, theirs.height)
                for ours, theirs in zip(large.sections, small.sections, strict=True)
            ),
        ):
            assert ours == pytest.approx(theirs * math.sqrt(2))
        found = refusal(long_view(), Paper.A3)
        assert "one page of a3 paper: with text of 10.6 pt" in found.message

    @PAPERS
    def test_the_fit_is_told(self, paper: Paper) -> None:
        """A page that fits has room left; its sections and the gaps fill the rest."""
        fit = fit_page(full_view(), paper)
        assert fit.fits
        assert fit.room > 0
        assert fit.smallest <= fit.text_size < fit.smallest * 1.6
        heights = [section.height for section in fit.sections]
        assert 0.7 * fit.needed < sum(heights) < fit.needed
        assert [section.name for section in fit.sections] == [*KEYS]
        assert fit.sections[7].keys == ("handoff", "calendars", "limits")

    @PAPERS
    def test_what_is_added_takes_from_the_room(self, paper: Paper) -> None:
        """A line more in one section leaves the others as they are."""
        before = fit_page(full_view(), paper)
        rows = full_view().consequences
        assert rows
        more = attrs.evolve(rows, rows=(*rows.rows, rows.rows[-1]))
        after = fit_page(attrs.evolve(full_view(), consequences=more), paper)
        taken = {
            ours.name: ours.height - theirs.height
            for ours, theirs in zip(after.sections, before.sections, strict=True)
        }
        line = taken.pop("consequences")
        assert line > 3
        assert set(taken.values()) == {0}
        assert before.room - after.room == pytest.approx(line)

    def test_a_page_that_does_not_fit_is_told(self) -> None:
        """It lacks room; its text has the smallest size."""
        fit = fit_page(long_view(), Paper.LETTER)
        assert not fit.fits
        assert fit.room < 0
        assert fit.text_size == fit.smallest == SMALLEST

    @PAPERS
    def test_an_annex_is_one_page(self, paper: Paper) -> None:
        """Without lines to sign; a refusal says which page is too long."""
        annex = attrs.evolve(full_view(), signatures=(), code=None, is_annex=True)
        assert pages(render_pdf(annex, paper)) == 1
        both = [fit_page(view, paper) for view in (full_view(), annex)]
        with_lines, without = (fit.sections[-1].height for fit in both)
        assert without < with_lines - 14
        whole = refusal(long_view(), paper)
        assert "the agreement does not fit" in whole.message
        assert "or move to the `annex`" in whole.hint
        found = refusal(attrs.evolve(long_view(), is_annex=True), paper)
        assert "the annex does not fit" in found.message
        assert found.hint.startswith("shorten what is tallest")

    def test_every_length_fits_or_is_refused(self) -> None:
        """Growing line by line, an agreement never starts a second page."""
        whole = full_view()
        marketing, sales = whole.pledges
        lines = sales.commitments * 6
        fitting = []
        for count in range(0, len(lines), 5):
            grown = attrs.evolve(sales, commitments=lines[:count])
            view = attrs.evolve(whole, pledges=(marketing, grown))
            try:
                fitting.append(pages(render_pdf(view, Paper.LETTER)))
            except AgreementError:
                break
        assert 1 < len(fitting) < 5
        assert set(fitting) == {1}

    def test_a_long_agreement_is_refused_by_what_is_tallest(self) -> None:
        """The message tells the room and the need, the hint which keys to shorten."""
        found = refusal(long_view(), Paper.LETTER)
        assert found.code == "LP5001"
        assert re.search(
            r"one page of letter paper: .* 7\.5 pt it needs \d{3} of \d{3} mm",
            found.message.replace(" mm of", " of"),
        )
        assert re.search(r"tallest: `timers`, `goals` take \d+ mm; ", found.hint)

    def test_the_refusal_points_at_the_tallest_section(self) -> None:
        """Where the policy is known, it is the line of the first key to shorten."""
        spans = {
            "policy": Span("p.yaml", 2, 1, 2, 7),
            "timers": Span("p.yaml", 40, 1, 40, 7),
        }
        view = attrs.evolve(long_view(), places=spans)
        assert refusal(view).span == spans["timers"]


class TestBytes:
    """The file itself."""

    def test_the_same_view_gives_the_same_bytes(self) -> None:
        """Also in another process, where nothing is remembered."""
        code = (
            "import hashlib, sys; sys.path.insert(0, 'tests');"
            "from builders_agreement import full_view;"
            "from leadpact.agreement import Paper, Target, render;"
            "page = render(full_view(), Target.PDF, paper=Paper.A4);"
            "sys.stdout.buffer.write(page)"
        )
        here = render(full_view(), Target.PDF, paper=Paper.A4)
        there = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True
        ).stdout
        assert here == there

    def test_the_document_is_dated_by_the_policy(self) -> None:
        """Its date is the first day in force, never the day of printing."""
        view = attrs.evolve(bare_view(), effective=date(2031, 2, 3))
        assert b"D:20310203" in render_pdf(view, Paper.A4)

    def test_it_is_tagged_and_titled(self) -> None:
        """It claims PDF/UA-1 and PDF/A-2a, has a language, and shows its title."""
        pdf = render_pdf(full_view(), Paper.A4)
        for claim in (
            b"<pdfuaid:part>1<",
            b"<pdfaid:part>2<",
            b"<pdfaid:conformance>A<",
        ):
            assert claim in pdf
        assert b"Leads, delivered and followed up" in pdf
        assert re.search(rb"/Lang\s*\(en\)", pdf)


@pytest.mark.pdftotext
class TestCode:
    """The QR code of the digest."""

    @pytest.mark.parametrize("resolution", [100, 200])
    @PAPERS
    def test_a_scanner_reads_it(self, paper: Paper, resolution: int) -> None:
        """Also from a poor scan."""
        view = full_view()
        assert view.code
        picture = picture_of(render_pdf(view, paper), resolution)
        assert [found.text for found in scanned(picture)] == [view.code.text]

    @PAPERS
    def test_it_is_large_and_stands_apart(self, paper: Paper) -> None:
        """It has 14 mm at least, and four modules around it are white."""
        picture = picture_of(render_pdf(full_view(), paper), 200)
        (found,) = scanned(picture)
        size = found.right - found.left
        assert size > 14 / 25.4 * 200
        quiet = 4 * size // 37
        inside = range(found.left - 2, found.right + 3)
        for y in range(found.top - quiet, found.bottom + quiet):
            is_beside = not found.top - 2 <= y <= found.bottom + 2
            for x in range(found.left - quiet, found.right + quiet):
                if is_beside or x not in inside:
                    assert picture.pixels[y * picture.width + x] == 255

    def test_it_is_told_in_words(self) -> None:
        """It is drawn with lines, and has a text for who does not see it."""
        pdf = render_pdf(full_view(), Paper.A4)
        assert b"/Alt(QR code of the digest)" in pdf
        assert b"/Subtype/Image" not in pdf


@pytest.mark.pdftotext
class TestDraft:
    """The page of a draft."""

    @PAPERS
    def test_a_word_stands_across_it(self, paper: Paper) -> None:
        """Pale, behind the text; nothing else of the page changes."""
        final = full_view()
        draft = attrs.evolve(final, draft="DRAFT")
        one, other = (
            picture_of(render_pdf(view, paper), 60) for view in (final, draft)
        )
        pairs = [*zip(one.pixels, other.pixels, strict=True)]
        changed = [pair for pair in pairs if pair[0] != pair[1]]
        assert 0.05 < len(changed) / len(pairs) < 0.2
        assert all(before - after < 24 for before, after in pairs)

    def test_its_text_is_read_without_the_word(self, tmp_path: Path) -> None:
        """The word is no part of the tagged text."""
        final = full_view()
        one, other = (
            tagged_text(render_pdf(view, Paper.A4), tmp_path)
            for view in (final, attrs.evolve(final, draft="DRAFT"))
        )
        assert "Leads, delivered and followed up" in one
        assert one == other


@pytest.mark.pdftotext
class TestMoreFonts:
    """Fonts that stand in for what those of the page lack."""

    VIEW = attrs.evolve(bare_view(), title="Wörter \N{SNOWMAN} und mehr")

    def test_they_print_what_is_missing(self, tmp_path: Path) -> None:
        """Without them the character is refused, and the hint names the option."""
        assert "`--font-dir`" in refusal(self.VIEW).hint
        make_font(tmp_path / "a.ttf", "Snow", "\N{SNOWMAN}")
        pdf = render_pdf(self.VIEW, Paper.A4, font_dir=tmp_path)
        assert self.VIEW.title in text_of(pdf, tmp_path)

    def test_an_own_template_has_them_too(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The folder is seen from where the page is asked for."""
        make_font(tmp_path / "a.ttf", "Snow", "\N{SNOWMAN}")
        own = tmp_path / "page.typ.j2"
        own.write_text('{% extends "leadpact/page.typ.j2" %}', encoding="utf-8")
        monkeypatch.chdir(tmp_path.parent)
        fonts = Path(tmp_path.name)
        page = render(self.VIEW, Target.PDF, font_dir=fonts, template=tmp_path)
        assert self.VIEW.title in text_of(page, tmp_path)

    def test_the_fonts_of_the_page_come_first(self, tmp_path: Path) -> None:
        """What they have is not taken from another one."""
        make_font(tmp_path / "a.ttf", "Anything", "Wöuater\N{SNOWMAN}")
        pdf = render_pdf(self.VIEW, Paper.A4, font_dir=tmp_path)
        assert glyphs(pdf, "Anything") == 1

    def test_families_stand_in_by_name(self, tmp_path: Path) -> None:
        """Of two that have a character it is the first by name, whatever the files."""
        make_font(tmp_path / "a.ttf", "Second", "\N{SNOWMAN}")
        make_font(tmp_path / "b.ttf", "First", "\N{SNOWMAN}")
        pdf = render_pdf(self.VIEW, Paper.A4, font_dir=tmp_path)
        assert (glyphs(pdf, "First"), glyphs(pdf, "Second")) == (1, 0)

    def test_files_stand_in_by_path(self, tmp_path: Path) -> None:
        """Of files with one family and style it is the first, on any file system."""
        for number, name in enumerate("hgfedcba"):
            make_font(
                tmp_path / f"{name}.ttf", "Snow", "\N{SNOWMAN}", width=700 - number
            )
        pdf = render_pdf(self.VIEW, Paper.A4, font_dir=tmp_path)
        assert glyphs(pdf, "Snow", 693) == 1

    def test_without_links_fonts_are_copied(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Not every system lets every user make links."""
        make_font(tmp_path / "a.ttf", "Snow", "\N{SNOWMAN}")
        linked = render_pdf(self.VIEW, Paper.A4, font_dir=tmp_path)

        def refuse(*_: object) -> None:
            raise OSError

        monkeypatch.setattr("pathlib.Path.symlink_to", refuse)
        assert render_pdf(self.VIEW, Paper.A4, font_dir=tmp_path) == linked

    def test_a_folder_without_fonts_is_refused(self, tmp_path: Path) -> None:
        """It is named, and what fonts are."""
        with pytest.raises(AgreementError) as error:
            render_pdf(bare_view(), Paper.A4, font_dir=tmp_path)
        (found,) = error.value.diagnostics
        assert (found.code, found.message) == (
            "LP5004",
            f"there is no font in `{tmp_path}`",
        )
        assert "`.otf`" in found.hint


@pytest.mark.pdftotext
class TestText:
    """What a reader of the file's text finds."""

    def test_text_is_in_reading_order(self, tmp_path: Path) -> None:
        """Section by section, and inside a column to its end."""
        text = text_of(render_pdf(full_view(), Paper.A4), tmp_path)
        told = [
            "Inbound",
            "Leads, delivered and followed up",
            "Version 1.0.0",
            "Marketing delivers leads worth calling.",
            "800 leads Marketing · reach MQL",
            "5 business minutes Sales · to the first",
            "$200k revenue Marketing · from",
            "What counts as a lead, and whose it is",
            "MQL Marketing Marketing qualified A company we can serve,",
            "SAL Sales Sales accepted An acceptance.",
            "Reasons to reject",
            "Marketing will 1 Deliver the leads that the plan needs at least 800",
            "Why 800: from revenue back to leads, per month $500k revenue",
            "Who we look for Lab manager",
            "Sales will 1 Accept or reject every lead within 8 business hours",
            "hot score 80 or more 5 business min 6 in 10 days warm",
            "How Sales follows up",
            "Hand-off clock: accept or reject every lead 0 Lead handed off 75% Alert",
            "An automatic reply is not contact.",
            "When a promise is missed Then Marketing Fewer than 800 leads",
            "Who to call Marketing VP Marketing marketing@example.com Sales",
            "Both teams need",
            "Ending it",
            "For Marketing VP Marketing Date For Sales VP Sales Date",
            "sha256:4be2c10f5d3b7a9e8c6f1d2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e",
            "inbound 1.0.0, replaces 0.9.0",
        ]
        assert [words for words in told if words not in text] == []
        places = [text.find(words) for words in told]
        assert places == sorted(places)

    @pytest.mark.parametrize("texts", [HOSTILE[:7], HOSTILE[7:]])
    def test_hostile_text_prints_as_text(
        self, texts: tuple[str, ...], tmp_path: Path
    ) -> None:
        """Nothing is read, run or set as markup; a word too long for a line breaks."""
        printed = text_of(render_pdf(view_of(texts), Paper.A4), tmp_path)
        joined = printed.replace(" ", "")
        for text in texts:
            assert joined.count(text.replace(" ", "")) >= 7, text

    def test_names_of_europe_print(self, tmp_path: Path) -> None:
        """Letters of Latin, Greek and Cyrillic, and the signs of a policy."""
        names = "Zieliński Ødegård Ñúñez Čapek Şahin Nguyễn Ελένη Олена ґ € ₹ ≥ ≤ → · …"
        view = attrs.evolve(bare_view(), title=names, summary=names, kicker=names)
        printed = text_of(render_pdf(view, Paper.A4), tmp_path)
        assert printed.count(names) == 3


class TestRefusals:
    """What Typst cannot set."""

    def test_a_missing_character_is_named(self) -> None:
        """The message names it, and the text that it stands in."""
        needs = Listing(heading="Needs", items=("Call 你好 GmbH \N{ROCKET} at once",))
        found = refusal(attrs.evolve(full_view(), listings=(needs,)))
        assert found.code == "LP5004"
        for words in ("`你`", "`好`", "`\N{ROCKET}`", "as in `Call 你好 GmbH"):
            assert words in found.message

    def test_missing_fonts_are_an_error(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """No font of the system steps in for one that is not there."""
        monkeypatch.setattr("leadpact.agreement.pdf._FONTS", tmp_path)
        found = refusal(bare_view())
        assert found.code == "LP5004"
        assert "unknown font family" in found.message

    @pytest.mark.parametrize("target", [Target.PDF, Target.HTML])
    def test_without_segno_there_is_no_code(
        self, monkeypatch: pytest.MonkeyPatch, target: Target
    ) -> None:
        """A page without the code would be another page: it is refused."""
        monkeypatch.setitem(sys.modules, "segno", None)
        with pytest.raises(AgreementError) as error:
            render(full_view(), target)
        (found,) = error.value.diagnostics
        assert found.code == "LP5002"
        assert (
            found.message
            == "the page needs the package `segno`, which is not installed"
        )
        assert found.hint == "pip install 'leadpact[agreement]'"
        assert render(full_view(), Target.MARKDOWN)

    def test_without_typst_the_hint_says_what_to_install(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It is an extra; the other targets need nothing."""
        monkeypatch.setitem(sys.modules, "typst", None)
        found = refusal(bare_view())
        assert found.code == "LP5002"
        assert found.hint == "pip install 'leadpact[agreement]'"
        assert render(bare_view(), Target.HTML)
        assert render(bare_view(), Target.MARKDOWN)
