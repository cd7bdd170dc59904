from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import attrs
import pytest
from builders_agreement import HOSTILE, bare_view, full_view, long_view, view_of

from leadpact.agreement.pdf import Paper, render_pdf
from leadpact.agreement.render import Target, render
from leadpact.agreement.view import Listing
from leadpact.diagnostics import Span
from leadpact.errors import AgreementError

if TYPE_CHECKING:
    from pathlib import Path

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


def text_of(pdf: bytes, folder: Path) -> str:
    """The text of a PDF in the order of the file, white space as single spaces."""
    file = folder / "page.pdf"
    file.write_bytes(pdf)
    found = subprocess.run(
        ["pdftotext", "-raw", str(file), "-"],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return " ".join(found.stdout.split())


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
        """A4 is 210 by 297 mm, Letter 8.5 by 11 inches."""
        view = bare_view()
        assert size(render_pdf(view, Paper.A4)) == pytest.approx((595.28, 841.89), 1e-4)
        assert size(render_pdf(view, Paper.LETTER)) == (612, 792)

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
        """It claims PDF/UA-1, has a language, and shows its title."""
        pdf = render_pdf(full_view(), Paper.A4)
        assert b"pdfuaid:part" in pdf
        assert b"Leads, delivered and followed up" in pdf
        assert re.search(rb"/Lang\s*\(en\)", pdf)


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
