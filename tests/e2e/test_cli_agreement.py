from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("paper", ["a4", "letter", "a3"])
def test_pdf(run: Callable[..., Any], desk: Path, paper: str) -> None:
    """The page is written as PDF on each paper, alike each time."""
    pytest.importorskip("typst")
    pages = []
    for name in ("one.pdf", "two.pdf"):
        ended = run("agreement", "policy.yaml", "-o", name, "--paper", paper)
        assert (ended.code, ended.out, ended.err) == (0, "", "")
        pages.append((desk / name).read_bytes())
    assert pages[0].startswith(b"%PDF-")
    assert pages[0] == pages[1]


@pytest.mark.parametrize(("ending", "mark"), [("html", "<html"), ("md", "# ")])
def test_text(run: Callable[..., Any], desk: Path, ending: str, mark: str) -> None:
    """The page is written as text by its ending, to a file or to standard output."""
    assert run("agreement", "policy.yaml", "-o", f"page.{ending}").code == 0
    page = (desk / f"page.{ending}").read_text(encoding="utf-8")
    assert mark in page
    assert "Marketing and sales, one agreement" in page
    ended = run("agreement", "policy.yaml", "-o", "-", "--format", ending)
    assert ended.out == page


def test_format_wins(run: Callable[..., Any], desk: Path) -> None:
    """A format that is said decides, whatever the ending."""
    assert run("agreement", "policy.yaml", "-o", "page.txt", "--format", "md").code == 0
    assert (desk / "page.txt").read_text(encoding="utf-8").startswith("# ")


def test_invalid(run: Callable[..., Any], desk: Path) -> None:
    """There is no page of a policy with mistakes."""
    (desk / "policy.yaml").write_text("leadpact: 1\n")
    ended = run("agreement", "policy.yaml", "-o", "page.md")
    assert ended.code == 3
    assert "error[LP1006]" in ended.err
    assert not (desk / "page.md").exists()


def test_template(run: Callable[..., Any], desk: Path) -> None:
    """An own template makes the page; one with a mistake is told, and no page left."""
    folder = desk / "our-page"
    folder.mkdir()
    template = folder / "page.md.j2"
    template.write_text("# {{ view.title }}\n")
    asked = ("agreement", "policy.yaml", "--template", "our-page", "-o")
    assert run(*asked, "page.md").code == 0
    assert (desk / "page.md").read_text("utf-8") == (
        "# Marketing and sales, one agreement\n"
    )
    (desk / "page.md").unlink()
    template.write_text("# {{ view.titel }}\n")
    ended = run(*asked, "page.md")
    assert ended.code == 6
    assert ended.err.splitlines()[0] == (
        "our-page/page.md.j2:1:1: error[LP5011]: "
        "`AgreementView` has no attribute `titel`"
    )
    assert ended.err.splitlines()[1:] == [
        "    1 | # {{ view.titel }}",
        "      | ^^^^^^^^^^^^^^^^^^",
        "  hint: did you mean `title`?",
    ]
    assert not (desk / "page.md").exists()


def test_template_is_not_replaced(run: Callable[..., Any], desk: Path) -> None:
    """A page never takes the place of the template that it is made from."""
    (desk / "page.md.j2").write_text("# own")
    ended = run(
        *("agreement", "policy.yaml", "--template", "."),
        *("-o", "page.md.j2", "--format", "md"),
    )
    assert ended.code == 6
    assert "error[LP5003]" in ended.err
    assert (desk / "page.md.j2").read_text("utf-8") == "# own"


class TestFit:
    """`--fit`."""

    def test_a_page_that_fits(self, run: Callable[..., Any], desk: Path) -> None:
        """Both papers are told, and no file is written."""
        pytest.importorskip("typst")
        before = sorted(desk.iterdir())
        ended = run("agreement", "policy.yaml", "--fit")
        assert (ended.code, ended.err) == (0, "")
        head, *lines = ended.out.splitlines()
        assert head.split() == ["page", "a4", "letter"]
        assert re.fullmatch(r"text +\d+\.\d pt +\d+\.\d pt", lines[0])
        assert re.fullmatch(
            r"room left +\d+\.\d mm +\d+\.\d mm  with text of 7\.5 pt", lines[1]
        )
        assert [line.split()[0] for line in lines[2:5]] == [
            "summary",
            "figures",
            "funnel",
        ]
        assert re.fullmatch(r"  signatures +\d+\.\d mm +\d+\.\d mm  parties", lines[-1])
        assert sorted(desk.iterdir()) == before

    def test_a_page_that_does_not(self, run: Callable[..., Any], desk: Path) -> None:
        """The table is told all the same, and each paper that is too small."""
        pytest.importorskip("typst")
        policy = desk / "policy.yaml"
        aims = "".join(f"  - aim number {number}\n" for number in range(60))
        policy.write_text(f"{policy.read_text()}\naims:\n{aims}")
        ended = run("agreement", "policy.yaml", "--fit")
        assert ended.code == 6
        assert re.search(r"room left +-\d+\.\d mm +-\d+\.\d mm", ended.out)
        assert [*re.findall(r"error\[(\w+)\].*(a4|letter)", ended.err)] == [
            ("LP5001", "a4"),
            ("LP5001", "letter"),
        ]
        ended = run("agreement", "policy.yaml", "--fit", "--paper", "letter")
        assert ended.code == 6
        assert ended.err.count("LP5001") == 1


class TestOptions:
    """What goes with what."""

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ([], "`-o FILE`"),
            (["--fit", "-o", "page.pdf"], "leave out `-o`"),
            (["--fit", "--format", "md"], "leave out `-o`"),
            (["-o", "page.md", "--paper", "a4"], "Markdown has no paper"),
            (["-o", "page.md", "--font-dir", "."], "`--font-dir` is for the PDF"),
            (["-o", "page.html", "--font-dir", "."], "`--font-dir` is for the PDF"),
        ],
    )
    def test_an_option_without_use_is_refused(
        self, run: Callable[..., Any], desk: Path, options: list[str], said: str
    ) -> None:
        """Nothing that was asked for is passed over in silence."""
        before = sorted(desk.iterdir())
        ended = run("agreement", "policy.yaml", *options)
        assert ended.code == 2
        assert said in " ".join(ended.err.split())
        assert sorted(desk.iterdir()) == before

    def test_paper_of_a_print(self, run: Callable[..., Any], desk: Path) -> None:
        """The HTML prints on the paper that was asked for."""
        pytest.importorskip("segno")
        sizes = {}
        for paper in ("a4", "letter"):
            options = ("-o", "page.html", "--paper", paper)
            assert run("agreement", "policy.yaml", *options).code == 0
            page = (desk / "page.html").read_text(encoding="utf-8")
            sizes[paper] = re.findall(r"@page { size: (\S+) (\S+);", page)
        assert sizes == {
            "a4": [("210.0mm", "297.0mm")],
            "letter": [("215.9mm", "279.4mm")],
        }

    @pytest.mark.usefixtures("desk")
    def test_fonts(self, run: Callable[..., Any]) -> None:
        """A folder without fonts is no folder of fonts."""
        pytest.importorskip("typst")
        options = ("-o", "page.pdf", "--font-dir", ".")
        ended = run("agreement", "policy.yaml", *options)
        assert ended.code == 6
        assert "error[LP5004]: there is no font in `.`" in ended.err


class TestAnnex:
    """A policy that marks something as `annex`."""

    @pytest.fixture(autouse=True)
    def _annex(self, desk: Path) -> None:
        policy = desk / "policy.yaml"
        policy.write_text(f"{policy.read_text()}\nannex: [cancellation]\n")

    @pytest.mark.parametrize("ending", ["pdf", "html", "md"])
    def test_two_files(self, run: Callable[..., Any], desk: Path, ending: str) -> None:
        """The annex is written beside the page; each names the other."""
        pytest.importorskip("typst")
        before = {*desk.iterdir()}
        assert run("agreement", "policy.yaml", "-o", f"page.{ending}").code == 0
        made = {desk / f"page.{ending}", desk / f"page-annex.{ending}"}
        assert {*desk.iterdir()} - before == made
        if ending == "md":
            page, annex = (file.read_text() for file in sorted(made, reverse=True))
            named = re.findall(r"^- annex sha256:\w{64}$", page, re.MULTILINE)
            assert named == re.findall(r"^- annex sha256:.*$", annex, re.MULTILINE)
            assert len(named) == 1
            assert "## Ending it" in annex
            assert "## Ending it" not in page

    def test_none_or_both(self, run: Callable[..., Any], desk: Path) -> None:
        """Where one file cannot be written there is none."""
        (desk / "page-annex.md").mkdir()
        ended = run("agreement", "policy.yaml", "-o", "page.md")
        assert ended.code == 6
        assert "LP5003" in ended.err
        assert not (desk / "page.md").exists()

    def test_standard_output(self, run: Callable[..., Any]) -> None:
        """It holds one document, and there are two."""
        ended = run("agreement", "policy.yaml", "-o", "-", "--format", "md")
        assert (ended.code, ended.out) == (2, "")
        assert "name a file with `-o`" in " ".join(ended.err.split())

    def test_fit(self, run: Callable[..., Any]) -> None:
        """Both are told."""
        pytest.importorskip("typst")
        ended = run("agreement", "policy.yaml", "--fit")
        assert ended.code == 0
        heads = [line.split() for line in ended.out.splitlines() if "letter" in line]
        assert heads == [["page", "a4", "letter"], ["annex", "a4", "letter"]]


def test_draft(run: Callable[..., Any], desk: Path) -> None:
    """The page of a draft says so."""
    policy = desk / "policy.yaml"
    text = policy.read_text()
    policy.write_text(text.replace("version: 1.0.0", "version: 1.0.0-draft.2"))
    ended = run("agreement", "policy.yaml", "-o", "-", "--format", "md")
    assert ended.code == 0
    assert ended.out.startswith("# DRAFT: ")
    assert "- Version 1.0.0-draft.2, policy " in ended.out
