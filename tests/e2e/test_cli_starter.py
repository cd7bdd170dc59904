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
from click.shell_completion import ShellComplete

from leadpact.cli import commands

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parents[1] / "golden" / "starter"
FILES = {
    *("policy.yaml", "mapping.yaml", "leads.csv", "events.csv", "README.md"),
    *("policy.schema.json", "tests/leads.yaml", "tests/promises.yaml"),
}
#: The policies to start from, in the checkout.
POLICIES = {
    file.parent.name: file
    for file in Path(__file__).parents[2].glob("policies/*/1.0.0.yaml")
}


def names_in(folder: Path) -> set[str]:
    """The files in a folder and below, seen from there."""
    found = (file for file in folder.rglob("*") if not file.is_dir())
    return {file.relative_to(folder).as_posix() for file in found}


def printed(text: str) -> list[list[str]]:
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
        assert names_in(folder) == FILES
        tour = printed(ended.out)
        assert [command[0] for command in tour] == [
            "check",
            "test",
            "evaluate",
            "agreement",
        ]
        for command in tour:
            assert run(*command).code == 0, command

    def test_readme(self, run: Callable[..., Any], desk: Path) -> None:
        """The commands of the starter's README succeed."""
        pytest.importorskip("typst")
        found = printed((desk / "README.md").read_text(encoding="utf-8"))
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
        assert names_in(desk) == {"leads.csv"}
        assert (desk / "leads.csv").read_text() == "mine"

    def test_goes_beside_other_files(
        self, run: Callable[..., Any], tmp_path: Path
    ) -> None:
        """A folder with other files is no obstacle."""
        (tmp_path / "notes.txt").touch()
        assert run("init", str(tmp_path)).code == 0

    def test_nothing_is_left_behind(self, run: Callable[..., Any], desk: Path) -> None:
        """If one file cannot be written, those before it are taken back."""
        for name in FILES:
            (desk / name).unlink()
        (desk / "leads.csv").symlink_to("nowhere")
        ended = run("init", str(desk))
        assert ended.code == 6
        assert "leads.csv` cannot be written" in ended.err
        assert names_in(desk) == {"leads.csv"}


class TestFrom:
    """Other policies to start from."""

    @pytest.mark.parametrize("name", sorted(POLICIES))
    def test_is_the_shipped_policy(
        self, run: Callable[..., Any], tmp_path: Path, name: str
    ) -> None:
        """With its comments, with all that it includes, and with its digest."""
        ended = run("init", str(tmp_path / "ours"), "--from", name)
        assert (ended.code, ended.err) == (0, "")
        file = tmp_path / "ours" / "policy.yaml"
        header, text = file.read_text(encoding="utf-8").split("\n", 1)
        assert header == "# yaml-language-server: $schema=policy.schema.json"
        shipped = POLICIES[name].read_text(encoding="utf-8")
        assert text == shipped.replace("../shared/", "")
        digests = [
            run("check", str(each)).out.split()[-1] for each in (file, POLICIES[name])
        ]
        assert digests[0] == digests[1]

    @pytest.mark.parametrize("name", sorted(POLICIES))
    def test_works_at_once(
        self, run: Callable[..., Any], tmp_path: Path, name: str
    ) -> None:
        """The commands that are printed succeed."""
        pytest.importorskip("typst")
        tour = printed(run("init", str(tmp_path), "--from", name).out)
        assert [command[0] for command in tour][-1] == "agreement"
        for command in tour:
            assert run(*command).code == 0, command

    def test_list(self, run: Callable[..., Any]) -> None:
        """Every name with the title of its policy; no folder is needed."""
        ended = run("init", "--list")
        assert ended.code == 0
        told = dict(line.split(maxsplit=1) for line in ended.out.splitlines())
        assert told.keys() == POLICIES.keys()
        assert told["inbound"] == "Leads, delivered and followed up"

    def test_near_match(self, run: Callable[..., Any], tmp_path: Path) -> None:
        """A misspelt name is wrong usage, and writes nothing."""
        ended = run("init", str(tmp_path / "ours"), "--from", "speed_to_lead")
        assert ended.code == 2
        assert "did you mean `speed-to-lead`?" in ended.err
        assert not (tmp_path / "ours").exists()

    def test_completion(self) -> None:
        """A shell completes names."""
        shell = ShellComplete(commands, {}, "leadpact", "_LEADPACT_COMPLETE")
        found = [each.value for each in shell.get_completions(["init", "--from"], "s")]
        assert found == ["segments", "speed-to-lead", "starter"]


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
