from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    #: Runs a command in this process; how it ended.
    Run: TypeAlias = Callable[..., Any]


def later(folder: Path, *changes: tuple[str, str], version: str = "1.1.0") -> str:
    """The next version of the starter in a folder, with some changes; its file."""
    text = (folder / "1.0.0.yaml").read_text()
    for old, new in (
        ("version: 1.0.0", f"version: {version}\nsupersedes: 1.0.0"),
        *changes,
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / f"{version}.yaml").write_text(text)
    return f"{version}.yaml"


SHORTER = ("within: 8 business hours", "within: 6 business hours")


@pytest.fixture
def book(desk: Path) -> Path:
    """The starter as the first version in a folder."""
    (desk / "policy.yaml").rename(desk / "1.0.0.yaml")
    return desk


def git(*arguments: str) -> None:
    """Run git in the working folder."""
    subprocess.run(
        ("git", "-c", "user.name=A", "-c", "user.email=a@example.com", *arguments),
        check=True,
        capture_output=True,
    )


def test_superseded(run: Run, book: Path) -> None:
    """One version is compared with the one that it supersedes."""
    ended = run("diff", later(book, SHORTER))
    assert (ended.code, ended.err) == (1, "")
    first, *rest = ended.out.splitlines()
    assert first == "starter 1.0.0 -> 1.1.0: major"
    assert (
        "  harder: Accept or reject every lead: 6 business hours instead of "
        "8 business hours"
    ) in rest
    (book / "1.0.0.yaml").unlink()
    gone = run("diff", "1.1.0.yaml")
    assert (gone.code, "which cannot be loaded" in gone.err) == (2, True)


def test_supersedes_none(run: Run, book: Path) -> None:
    """A version that supersedes none needs another one to be compared with."""
    assert book.is_dir()
    ended = run("diff", "1.0.0.yaml")
    assert (ended.code, "name both, `leadpact diff OLD NEW`" in ended.err) == (2, True)
    assert run("diff", ".").code == 2


def test_equal(run: Run, book: Path) -> None:
    """Layout is no difference, and ends with 0."""
    text = (book / "1.0.0.yaml").read_text()
    (book / "same.yaml").write_text("# A comment.\n" + text.replace(": [", ":   ["))
    ended = run("diff", "1.0.0.yaml", "same.yaml")
    assert (ended.code, "nothing differs" in ended.out) == (0, True)


def test_formats(run: Run, book: Path) -> None:
    """Markdown folds the clauses; JSON has all of it."""
    file = later(book, SHORTER)
    told = run("diff", file, "--format", "markdown", "-o", "comment.md")
    assert (told.code, told.out) == (1, "")
    comment = (book / "comment.md").read_text()
    assert comment.startswith("### starter 1.0.0 -\\> 1.1.0: major\n\n**Sales**\n\n")
    assert "<details><summary>1 clause</summary>" in comment
    data = json.loads(run("diff", file, "--format", "json").out)
    (clause,) = data["clauses"]
    assert (data["grade"], clause["name"]) == ("major", "accept")
    assert clause["effects"][0]["direction"] == "harder"


def test_revisions(run: Run, book: Path) -> None:
    """Files and folders of a revision, with what they include from there."""
    (book / "shared.yaml").write_text("shared: 1\nneeds: [One thing]\n")
    text = (book / "1.0.0.yaml").read_text()
    own = text.index("needs:\n"), text.index("review:\n")
    text = text[: own[0]] + "include: shared.yaml\n" + text[own[1] :]
    (book / "1.0.0.yaml").write_text(text)
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    (book / "shared.yaml").write_text("shared: 1\nneeds: [Another thing]\n")
    ended = run("diff", "main:1.0.0.yaml", "1.0.0.yaml")
    assert (ended.code, "- One thing\n  + Another thing" in ended.out) == (1, True)
    assert run("diff", "main:.", "HEAD:").code == 0
    later(book, SHORTER)
    assert "1.0.0 -> 1.1.0: major" in run("diff", "main:.", ".").out


def test_books(run: Run, book: Path) -> None:
    """Each version of two folders: edited, new, the first, and gone."""
    later(book, SHORTER)
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    assert run("diff", "main:.", ".").out == "nothing differs\n"
    first = book / "1.0.0.yaml"
    first.write_text(first.read_text().replace(*SHORTER))
    text = (book / "1.1.0.yaml").read_text()
    (book / "2.0.0.yaml").write_text(text.replace("1.1.0", "2.0.0"))
    ended = run("diff", "main:.", ".")
    heads = [line for line in ended.out.splitlines() if " -> " in line]
    assert (ended.code, len(heads)) == (1, 2)
    assert heads[0].startswith("starter 1.0.0 (")
    assert heads[1] == "starter 1.1.0 -> 2.0.0: nothing differs"
    first.unlink()
    lowest = text.replace("1.1.0", "0.9.0").replace("supersedes: 1.0.0\n", "")
    (book / "0.9.0.yaml").write_text(lowest)
    told = json.loads(run("diff", "main:.", ".", "--format", "json").out)
    assert [one["version"] for one in told["gone"]] == ["1.0.0"]
    assert [one["version"] for one in told["first"]] == ["0.9.0"]
    comment = run("diff", "main:.", ".", "--format", "markdown").out
    assert "### starter 1.0.0: gone" in comment
    assert "### starter 0.9.0: new, with no version before it" in comment


@pytest.mark.parametrize(
    ("old", "told"),
    [
        ("nowhere:1.0.0.yaml", "invalid object name 'nowhere'"),
        ("main:2.0.0.yaml", "path '2.0.0.yaml' does not exist in 'main'"),
        ("-x:1.0.0.yaml", "No such option"),
        ("missing.yaml", "there is no file or folder `missing.yaml`"),
    ],
)
def test_not_there(run: Run, book: Path, old: str, told: str) -> None:
    """What git does not have is a wrong use, with what to fetch."""
    assert book.is_dir()
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    ended = run("diff", old, "1.0.0.yaml")
    assert (ended.code, told in ended.err) == (2, True), ended.err


def test_mistakes(run: Run, book: Path) -> None:
    """A policy with mistakes is invalid, on either side."""
    file = later(book, ("employees >= 20\n", "employes >= 20\n"))
    for arguments in (("1.0.0.yaml", file), (file, "1.0.0.yaml")):
        ended = run("diff", *arguments)
        assert (ended.code, "error[LP2001]" in ended.err) == (3, True)


def test_empty_folder(run: Run, book: Path) -> None:
    """A folder without versions has none to compare."""
    (book / "empty").mkdir()
    ended = run("diff", "empty", ".")
    assert (ended.code, "no version of a policy in `empty`" in ended.err) == (2, True)
