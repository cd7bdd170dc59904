"""HTML pages in a browser: on screens of every width, to a screen reader, on paper."""

from __future__ import annotations

import functools
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest
from browser import Browser, browser
from builders_agreement import HOSTILE, bare_view, full_view, view_with
from builders_lengths import CLAUSES, policy_of
from builders_pages import overlaps, words_of

import leadpact
from leadpact.agreement.build import agreement_view
from leadpact.agreement.printing import printed
from leadpact.agreement.render import Target, render
from leadpact.wording import languages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from leadpact.agreement.view import AgreementView

pytestmark = pytest.mark.browser

SHIPPED = sorted(Path(__file__).parents[2].glob("policies/*/[0-9]*.yaml"))
#: The least size of a text that people sign, in points.
READABLE = 6
#: A telephone, a tablet, a desk.
WIDTHS = (360, 768, 1280)
Prints: TypeAlias = "Callable[[int, str, str], bytes]"

PAPERS = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}

LENGTHS = pytest.mark.parametrize("clauses", CLAUSES[::2])
LANGUAGES = pytest.mark.parametrize("language", languages())
VIEWS = pytest.mark.parametrize(
    "view",
    [full_view(), bare_view(), *map(view_with, HOSTILE)],
    ids=lambda view: view.title[:12],
)


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all pages."""
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def prints(tab: Browser, tmp_path_factory: pytest.TempPathFactory) -> Prints:
    """What a browser prints of the page of a policy, printed once."""
    folder = tmp_path_factory.mktemp("pages")

    @functools.cache
    def print_page(clauses: int, language: str, paper: str) -> bytes:
        view = agreement_view(policy_of(clauses, language))
        tab.open(write(view, folder))
        return tab.print(*PAPERS[paper])

    return print_page


def write(view: AgreementView, folder: Path) -> Path:
    """The page as a file."""
    file = folder / "page.html"
    file.write_bytes(render(view, Target.HTML))
    return file


@VIEWS
def test_a_page_has_the_width_of_its_window(
    tab: Browser, view: AgreementView, tmp_path: Path
) -> None:
    """Nothing makes it scroll sideways, and the console tells no error."""
    file = write(view, tmp_path)
    for width in WIDTHS:
        tab.open(file, width=width)
        assert tab.run("document.documentElement.scrollWidth") == width
        assert tab.errors == []


@LENGTHS
@LANGUAGES
def test_a_page_prints_on_one_page(prints: Prints, clauses: int, language: str) -> None:
    """Of either paper."""
    for paper in PAPERS:
        assert (
            len(re.findall(rb"/Type\s*/Page\b", prints(clauses, language, paper))) == 1
        )


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.parent.name)
def test_a_shipped_policy_prints_on_one_page(
    tab: Browser, file: Path, tmp_path: Path
) -> None:
    """With text that is not much smaller than that of the PDF."""
    view = agreement_view(leadpact.load(file).checked)
    tab.open(write(view, tmp_path))
    for paper in PAPERS.values():
        assert len(re.findall(rb"/Type\s*/Page\b", tab.print(*paper))) == 1
    assert printed(view).size > READABLE


@pytest.mark.pdftotext
@LENGTHS
@LANGUAGES
def test_a_printed_page_holds(prints: Prints, clauses: int, language: str) -> None:
    """Nothing is cut or printed over, and the signatures stand at the foot."""
    for paper, (width, height) in PAPERS.items():
        words = words_of(prints(clauses, language, paper))
        assert overlaps(words) == []
        assert min(word.left for word in words) > 0
        assert max(word.right for word in words) < width
        assert max(word.bottom for word in words) > 0.94 * height


@pytest.mark.axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("view", [full_view(), bare_view()], ids=["full", "bare"])
def test_axe_finds_nothing(
    tab: Browser, view: AgreementView, width: int, tmp_path: Path, *, dark: bool
) -> None:
    """Contrast, landmarks, headings, tables and lists are as axe-core wants them."""
    tab.open(write(view, tmp_path), width=width, dark=dark)
    tab.run(Path(os.environ["LEADPACT_AXE"]).read_text(encoding="utf-8"))
    told = tab.run("axe.run({resultTypes: ['violations', 'incomplete']})")
    assert len(told["passes"]) > 20
    found = [
        (one["id"], node["html"])
        for one in (*told["violations"], *told["incomplete"])
        for node in one["nodes"]
    ]
    # It cannot judge text on a gradient: dark letters on the light tint of a bar.
    bars = {one for one in found if one[1].startswith('<span style="--share')}
    assert {rule for rule, _ in bars} <= {"color-contrast"}
    assert set(found) - bars == set()
