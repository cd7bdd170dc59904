from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_pdf(run: Callable[..., Any], desk: Path, paper: str) -> None:
    """The page is written as PDF on either paper, alike each time."""
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
