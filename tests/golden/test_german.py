"""A policy in German: its page, its sentences and a lead, as last read and approved."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

import leadpact
from leadpact.agreement import Paper, Target, agreement_view, render
from leadpact.cli.terminal import explanation_lines
from leadpact.show import show_policy
from leadpact.which import explain_which

if TYPE_CHECKING:
    from collections.abc import Callable

    from leadpact.pact import Pact

GOLDEN = Path(__file__).parent / "german"
STORY = json.loads((GOLDEN / "story.json").read_text("utf-8"))
NOW = datetime.fromisoformat(STORY["now"])


@pytest.fixture(scope="module")
def pact() -> Pact:
    """The policy."""
    return leadpact.load(GOLDEN / "1.0.0.yaml")


def test_page(pact: Pact, golden: Callable[[Path, str], None]) -> None:
    """The page as Markdown."""
    page = render(agreement_view(pact.checked), Target.MARKDOWN).decode()
    golden(GOLDEN / "page.md", page)


@pytest.mark.parametrize("paper", Paper)
def test_page_fits(pact: Pact, paper: Paper) -> None:
    """Long words and all, on one sheet, in its language."""
    page = render(agreement_view(pact.checked), Target.PDF, paper=paper)
    assert re.search(rb"/Lang\s*\(de\)", page)


@pytest.mark.pdftotext
def test_text_of_the_pdf(pact: Pact, tmp_path: Path) -> None:
    """A hyphen at the end of a line tears no word apart for a reader of the text."""
    view = agreement_view(pact.checked)
    file = tmp_path / "page.pdf"
    file.write_bytes(render(view, Target.PDF))
    found = subprocess.run(
        ["pdftotext", "-raw", str(file), "-"],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    text = " ".join(re.sub(r"[-\N{SOFT HYPHEN}]\n", "", found.stdout).split())
    for pledge in view.pledges:
        for each in pledge.commitments:
            assert " ".join(f"{each.before}{each.measure}".split()) in text


def test_show(pact: Pact, golden: Callable[[Path, str], None]) -> None:
    """The policy in sentences."""
    lines: list[str] = []
    for section in show_policy(pact.checked):
        lines += ["", section.heading]
        for entry in section.entries:
            lines += [f"  {entry.title}", *(f"    {line}" for line in entry.lines)]
    golden(GOLDEN / "show.txt", "\n".join(lines[1:]) + "\n")


def test_explanation(pact: Pact, golden: Callable[[Path, str], None]) -> None:
    """A lead with what the clock of each promise used and skipped."""
    people = STORY["people"]
    found = pact.explain(STORY["lead"], now=NOW, people=people, stretches=True)
    text = "\n".join(explanation_lines(found, None))
    golden(GOLDEN / "explanation.txt", click.unstyle(text) + "\n")


def test_which(golden: Callable[[Path, str], None]) -> None:
    """Which version judges what."""
    book = leadpact.load_book(GOLDEN)
    lead = leadpact.lead_from_data(STORY["lead"])
    text = "\n".join(
        explanation_lines(explain_which(book, book.which(lead, now=NOW)), None)
    )
    golden(GOLDEN / "which.txt", click.unstyle(text) + "\n")
