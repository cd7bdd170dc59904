"""Every example in README.md, ``docs/`` and the docstrings, run as it stands.

``tests/README.md`` tells how a page marks what is to be run.
"""

from __future__ import annotations

import doctest
import importlib
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "leadpact"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
#: What a page finds in its folder, as a reader does in a clone.
SHIPPED = ("policies", "examples")

NOT_RUN = re.compile(r"<!-- not run: .+ -->")
FENCE = re.compile(r"(?P<indent> *)(?P<ticks>`{3,}) *(?P<language>\w*)(?P<rest>.*)")
TITLE = re.compile(r'title="([^"]+)"')
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@attrs.frozen
class Block:
    """A fenced block of a page.

    Attributes:
        line: Line of its first line of text, counted from 1.
        language: The word behind the fence, or an empty string.
        title: The file that it shows, or an empty string.
        text: The lines between the fences, each ended by a line break.
        run: Whether the page does not say that it is left alone.
    """

    line: int
    language: str
    title: str
    text: str
    run: bool = True


def blocks(page: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    lines = iter(enumerate(page.splitlines(), start=1))
    before = ""
    for number, line in lines:
        if opened := FENCE.fullmatch(line):
            text = []
            for _, inner in lines:
                if inner.strip() == opened["ticks"]:
                    break
                text.append(inner.removeprefix(opened["indent"]) + "\n")
            title = TITLE.search(opened["rest"])
            yield Block(
                line=number + 1,
                language=opened["language"],
                title=title[1] if title else "",
                text="".join(text),
                run=not NOT_RUN.fullmatch(before),
            )
        before = line.strip() or before


@attrs.frozen
class Command:
    """One command of a ``console`` block, and the lines that it should print."""

    text: str
    output: str


def commands(text: str) -> list[Command]:
    """The commands of a ``console`` block, in order."""
    found: list[Command] = []
    for line in text.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append(Command(line[2:], ""))
        elif not found:
            pytest.fail(f"a console block starts with `$ `, not with `{line.strip()}`")
        elif line.startswith("> ") and not found[-1].output:
            found[-1] = attrs.evolve(found[-1], text=found[-1].text + line[2:])
        else:
            found[-1] = attrs.evolve(found[-1], output=found[-1].output + line)
    return found


def prints(expected: str, actual: str) -> bool:
    """Whether a text is the expected one; a line ``...`` stands for any lines."""
    parts = [
        r"(?:.*\n)*" if line == "..." else re.escape(line.rstrip()) + r"[ \t]*\n"
        for line in expected.splitlines()
    ]
    if actual and not actual.endswith("\n"):
        actual += "\n"
    return re.fullmatch("".join(parts), actual) is not None


@attrs.frozen
class Reader:
    """Somebody who works through a page from top to bottom.

    Attributes:
        folder: Where the reader works.
        home: A folder without settings.
        names: What the Python blocks of the page have defined so far.
    """

    folder: Path
    home: Path
    names: dict[str, Any] = attrs.field(factory=lambda: {"__name__": "__main__"})

    def read(self, page: str) -> None:
        """Do what the blocks of a page say, in order."""
        for block in blocks(page):
            try:
                self.follow(block)
            except Exception as error:
                error.add_note(f"in the block that starts on line {block.line}")
                raise

    def follow(self, block: Block) -> None:
        """Do what one block says."""
        if not block.run:
            return
        if block.title:
            file = self.folder / block.title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")
        elif block.language == "console":
            self.console(commands(block.text))
        elif block.language in {"python", "pycon"}:
            self.python(block.text)

    def console(self, session: list[Command]) -> None:
        """Type commands into a shell, and compare what they print."""
        status = 0
        following = [command.text.strip() for command in session[1:]] + [""]
        for command, after in zip(session, following, strict=True):
            # `(exit N)` is how a shell comes to know the status before.
            done = subprocess.run(
                ["bash", "-c", f"(exit {status})\n{command.text}"],
                cwd=self.folder,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                check=False,
            )
            status = done.returncode
            if command.output and not prints(command.output, done.stdout):
                assert done.stdout == command.output, f"$ {command.text}"
            if after != "echo $?":
                assert status == 0, f"$ {command.text}{done.stdout}"

    def environment(self) -> dict[str, str]:
        """The environment of a reader in a plain terminal of 80 columns."""
        return {
            "COLUMNS": "80",
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            "PATH": os.environ["PATH"],
            "TERM": "dumb",
        }

    def python(self, text: str) -> None:
        """Run Python code, as a doctest where it has prompts."""
        if ">>>" not in text:
            exec(text, self.names)  # noqa: S102 - The pages are our own.
            return
        parser = doctest.DocTestParser()
        test = parser.get_doctest(text, self.names, "block", None, None)
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        printed: list[str] = []
        runner.run(test, out=printed.append, clear_globs=False)
        # The runner works on a copy, and a page goes on with what it defined.
        self.names.update(test.globs)
        assert not printed, "".join(printed)


def name(file: Path) -> str:
    """The name of a file from the root of the repository."""
    return file.relative_to(ROOT).as_posix()


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A reader in a folder that holds the shipped policies and examples."""
    folder, home = tmp_path / "folder", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    for shipped in SHIPPED:
        if (ROOT / shipped).is_dir():
            shutil.copytree(ROOT / shipped, folder / shipped)
    monkeypatch.chdir(folder)
    return Reader(folder, home)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_page(page: Path, reader: Reader) -> None:
    """The blocks of a page do what the page says they do."""
    reader.read(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "page", [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"], ids=name
)
def test_links(page: Path) -> None:
    """Links from a page to files of the repository lead to a file."""
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=name)
def test_docstrings(file: Path) -> None:
    """The examples in the docstrings of a module are true."""
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    module = importlib.import_module(
        ".".join(part for part in parts if part != "__init__")
    )
    assert doctest.testmod(module, optionflags=doctest.ELLIPSIS).failed == 0


class TestReader:
    """The reader, on pages that lie."""

    @pytest.mark.parametrize(
        "page",
        [
            "```console\n$ echo yes\nno\n```\n",
            "```console\n$ echo yes\nyes\nand more\n```\n",
            "```console\n$ false\n```\n",
            "```console\n$ false\n$ echo $?\n0\n```\n",
            "```console\n$ printf '%s' \\\n> two\nthree\n```\n",
            "```console\n$ cat a.txt\n```\n",
            "```python\n>>> 1 + 1\n3\n```\n",
            "```python\nassert False\n```\n",
            "```pycon\n>>> undefined\n```\n",
            "- in a list\n\n    ```console\n    $ echo yes\n    no\n    ```\n",
        ],
    )
    def test_lies_are_found(self, page: str, reader: Reader) -> None:
        """An example that is not true is an error."""
        with pytest.raises((AssertionError, NameError)):
            reader.read(page)

    @pytest.mark.parametrize(
        "page",
        [
            "```console\n$ echo yes\nyes\n$ echo no\nno\n```\n",
            "```console\n$ seq 9\n1\n...\n9\n```\n",
            "```console\n$ seq 9\n```\n",
            "```console\n$ false\n$ echo $?\n1\n```\n",
            "```console\n$ printf '%s' \\\n> two\ntwo\n```\n",
            "```console\n$ echo to stderr >&2\nto stderr\n```\n",
            '```text title="a.txt"\nhello\n```\n```console\n$ cat a.txt\nhello\n```\n',
            "```python\nx = 1\n```\n```pycon\n>>> x + 1\n2\n```\n",
            "```python\n>>> x = 1\n```\n```python\nassert x == 1\n```\n",
            "<!-- not run: it would fail -->\n```console\n$ false\n```\n",
            "<!-- not run: it would fail -->\n\n```console\n$ false\n```\n",
            "```sh\nfalse\n```\n",
        ],
    )
    def test_truth_passes(self, page: str, reader: Reader) -> None:
        """An example that is true, or not to be run, is none."""
        reader.read(page)

    def test_block_after_one_not_run(self, reader: Reader) -> None:
        """The comment holds for one block only."""
        page = "<!-- not run: it fails -->\n```sh\n```\n```console\n$ false\n```\n"
        with pytest.raises(AssertionError):
            reader.read(page)
