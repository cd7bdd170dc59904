from __future__ import annotations

import json
import re
import shlex
import sys
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parents[1] / "golden" / "starter"
FILES = {
    *("policy.yaml", "mapping.yaml", "leads.csv", "events.csv", "README.md"),
    "policy.schema.json",
}


def commands(text: str) -> list[list[str]]:
    """The commands in a text, as arguments of `leadpact`."""
    found = re.findall(r"^\W*leadpact (.+)$", text, re.MULTILINE)
    return [shlex.split(line) for line in found]


class TestInit:
    """A starter in a folder."""

    def test_works_at_once(
        self,
        run: Callable[..., Any],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The files are there, and the commands that are printed succeed."""
        pytest.importorskip("typst")
        monkeypatch.chdir(tmp_path)
        ended = run("init", "our desk/first")
        assert (ended.code, ended.err) == (0, "")
        folder = tmp_path / "our desk" / "first"
        assert {file.name for file in folder.iterdir()} == FILES
        printed = commands(ended.out)
        assert [command[0] for command in printed] == ["check", "evaluate", "agreement"]
        for command in printed:
            assert run(*command).code == 0, command

    def test_readme(self, run: Callable[..., Any], desk: Path) -> None:
        """The commands of the starter's README succeed."""
        pytest.importorskip("typst")
        found = commands((desk / "README.md").read_text(encoding="utf-8"))
        assert len(found) == 4
        for command in found:
            assert run(*command).code == 0, command

    def test_never_overwrites(self, run: Callable[..., Any], desk: Path) -> None:
        """Where one file is there, none is written."""
        for name in FILES - {"leads.csv"}:
            (desk / name).unlink()
        (desk / "leads.csv").write_text("mine")
        ended = run("init", str(desk))
        assert ended.code == 6
        assert "leads.csv` is there already" in ended.err
        assert [file.name for file in desk.iterdir()] == ["leads.csv"]
        assert (desk / "leads.csv").read_text() == "mine"

    def test_goes_beside_other_files(
        self, run: Callable[..., Any], tmp_path: Path
    ) -> None:
        """A folder with other files is no obstacle."""
        (tmp_path / "notes.txt").touch()
        assert run("init", str(tmp_path)).code == 0


class TestDemo:
    """The whole way at once."""

    @pytest.fixture
    def here(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """An empty working folder."""
        monkeypatch.chdir(tmp_path)
        return tmp_path

    def test_runs_again(self, run: Callable[..., Any], here: Path) -> None:
        """The demo makes the page, tells its path, and can be run twice."""
        pytest.importorskip("typst")
        first, second = run("demo"), run("demo")
        assert first.code == 0
        assert "warning" not in first.err
        assert first == second
        last = first.out.splitlines()[-1]
        page = here / last.rpartition(" ")[2]
        assert page == here / "leadpact-demo" / "agreement.pdf"
        assert page.read_bytes().startswith(b"%PDF-")

    def test_keeps_changes(self, run: Callable[..., Any], here: Path) -> None:
        """A file that somebody has changed is not overwritten."""
        folder = here / "mine"
        run("init", str(folder))
        (folder / "policy.yaml").write_text("mine")
        ended = run("demo", str(folder))
        assert ended.code == 6
        assert (folder / "policy.yaml").read_text() == "mine"

    def test_without_typst(
        self,
        run: Callable[..., Any],
        here: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Without typst everything else is shown, and what to install is told."""
        assert here.is_dir()
        # Importing a module that is None is an ImportError.
        monkeypatch.setitem(sys.modules, "typst", None)
        ended = run("demo")
        assert ended.code == 6
        assert "40 leads judged" in ended.out
        assert "error[LP5002]" in ended.err
        assert "leadpact[agreement]" in ended.err


class TestGolden:
    """What the sample leads give, as it was last read by a person."""

    def test_summary(
        self, evaluate: Callable[..., Any], golden: Callable[[Path, str], None]
    ) -> None:
        """The summary to read."""
        golden(GOLDEN / "summary.txt", evaluate().out)

    def test_result(
        self, evaluate: Callable[..., Any], golden: Callable[[Path, str], None]
    ) -> None:
        """The whole result as JSON, which the schema describes."""
        text = evaluate("--format", "json").out
        schema = resources.files("leadpact") / "schemas" / "result-1.json"
        jsonschema.Draft202012Validator(
            json.loads(schema.read_text(encoding="utf-8"))
        ).validate(json.loads(text))
        # The versions of this machine are not those of another.
        assert f'"engine": "{metadata.version("leadpact")}"' in text
        for name in ("engine", "holidays", "tzdata"):
            text = re.sub(rf'("{name}": )"[^"]+"', r'\1"any"', text)
        golden(GOLDEN / "result.json", text)

    def test_explanation(
        self,
        run: Callable[..., Any],
        desk: Path,
        golden: Callable[[Path, str], None],
    ) -> None:
        """Why a lead has its verdict."""
        assert desk.is_dir()
        ended = run(
            *("explain", "policy.yaml", "--leads", "leads.csv", "--events"),
            *("events.csv", "--mapping", "mapping.yaml", "--lead", "L-1015"),
            *("--now", "2026-03-13T19:30:00Z"),
        )
        golden(GOLDEN / "explanation.txt", ended.out)
