from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
import yaml
from builders import ROOT, make_policy
from builders_signing import signed_envelope

import leadpact

if TYPE_CHECKING:
    from collections.abc import Callable

    #: Runs a command in this process; how it ended.
    Run: TypeAlias = Callable[..., Any]

NOW = ("--now", "2026-01-02T12:00:00Z")
TIMERS = "{reply: {party: sales, from: handed_off, until: attempt, within: 8 hours}}"
TESTS = """
tests: 1
version: 1.0.0
cases:
  - name: Eight hours
    events: [{handed_off: 2026-01-05 09:00}]
    at: reply is due
    expect: {reply: breached}
"""


#: Two leads, of whom the one is answered after five hours, the other after one.
EVENTS = "".join(
    f'{{"lead": "{lead}", "type": "{kind}", "at": "2026-01-05T{hour}:00:00Z"}}\n'
    for lead, kind, hour in (
        ("L1", "handed_off", "09"),
        ("L1", "attempt", "14"),
        ("L2", "handed_off", "09"),
        ("L2", "attempt", "10"),
    )
)


def git(*arguments: str) -> str:
    """Run git in the working folder; what it prints."""
    return subprocess.run(
        ("git", "-c", "user.name=A", "-c", "user.email=a@example.com", *arguments),
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout.strip()


def commit() -> None:
    """Commit everything that there is."""
    git("add", "-A")
    git("commit", "-q", "-m", "a change")


def write(version: str = "1.0.0", **sections: str) -> Path:
    """Write a version of the policy."""
    more = {} if version == "1.0.0" else {"supersedes": "1.0.0"}
    text = make_policy(version=version, **{"timers": TIMERS, **more, **sections})
    file = Path("policies/trial") / f"{version}.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def sign(file: Path) -> None:
    """Sign a version for both parties."""
    envelope = signed_envelope(leadpact.load(file))
    file.with_name(f"{file.stem}.signatures.json").write_bytes(envelope.bytes())


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the first version of a policy, and its tests, on `main`."""
    monkeypatch.chdir(tmp_path)
    Path("policies/trial/tests").mkdir(parents=True)
    write()
    Path("policies/trial/tests/reply.yaml").write_text(TESTS, encoding="utf-8")
    git("init", "-q", "-b", "main")
    commit()
    git("switch", "-q", "-c", "change")
    return tmp_path


LATER = {"effective": "2026-02-02"}
SHORTER = {**LATER, "timers": TIMERS.replace("8 hours", "4 hours")}
LONGER = {**LATER, "timers": TIMERS.replace("8 hours", "9 hours")}
WORDS = {**LATER, "title": "Another title"}


@pytest.mark.usefixtures("repository")
class TestNumbers:
    """The number of a version grows with what it changes."""

    @pytest.mark.parametrize(
        ("version", "sections", "hint"),
        [
            ("2.0.0", SHORTER, ""),
            ("1.1.0", SHORTER, "make it `2.0.0`"),
            ("1.0.1", SHORTER, "make it `2.0.0`"),
            ("1.1.0", LONGER, ""),
            ("1.0.1", LONGER, "make it `1.1.0`"),
            ("1.0.1", WORDS, ""),
            ("1.1.0-draft.1", SHORTER, ""),
        ],
    )
    def test_step(
        self, run: Run, version: str, sections: dict[str, str], hint: str
    ) -> None:
        """What is too small is refused, with the least number that would do."""
        write(version, **sections)
        ended = run("gate", "main", *NOW)
        assert ended.code == (1 if hint else 0), ended
        assert ("error[LP7052]" in ended.err, hint in ended.err) == (bool(hint), True)

    def test_edited(self, run: Run) -> None:
        """A version that is not signed is a version of its own all the same."""
        write(**{**SHORTER, "effective": "2026-01-05"})
        ended = run("gate", "main", *NOW)
        assert (ended.code, "error[LP7051]" in ended.err) == (1, True)

    def test_nothing(self, run: Run) -> None:
        """Layout and comments are no change."""
        file = Path("policies/trial/1.0.0.yaml")
        file.write_text(f"# A comment.\n{file.read_text()}", encoding="utf-8")
        ended = run("gate", "main", *NOW)
        assert (ended.code, "no policy changes" in ended.out) == (0, True)


@pytest.mark.usefixtures("repository")
class TestSigned:
    """Versions that are signed, or are to be."""

    def test_edited_or_gone(self, run: Run) -> None:
        """What is signed stays as it is."""
        sign(Path("policies/trial/1.0.0.yaml"))
        commit()
        git("branch", "-f", "main")
        write(title="Another title")
        ended = run("gate", "main", *NOW)
        assert (ended.code, "error[LP7050]" in ended.err) == (1, True)
        write("1.0.1", **WORDS, supersedes="")
        Path("policies/trial/1.0.0.yaml").unlink()
        Path("policies/trial/tests/reply.yaml").unlink()
        gone = run("gate", "main", *NOW)
        assert (gone.code, "which is signed, is gone" in gone.err) == (1, True)

    def test_in_force_already(self, run: Run) -> None:
        """A signed book gets no version for days that have passed."""
        sign(Path("policies/trial/1.0.0.yaml"))
        write("1.1.0", **LONGER)
        assert run("gate", "main", *NOW).code == 0
        late = run("gate", "main", "--now", "2026-02-02T00:00:01Z")
        assert (late.code, "error[LP7053]" in late.err) == (1, True)

    def test_required(self, run: Run) -> None:
        """Each party that has not signed a new version is told."""
        file = write("1.1.0", **LONGER)
        ended = run("gate", "main", "--require-signatures", *NOW)
        assert (ended.code, ended.err.count("error[LP7054]")) == (1, 2)
        sign(file)
        assert run("gate", "main", "--require-signatures", *NOW).code == 0
        # Signatures of what it said before are none of what it says now.
        write("1.1.0", **LONGER, title="Another title")
        assert run("gate", "main", "--require-signatures", *NOW).code == 1


@pytest.mark.usefixtures("repository")
class TestWhole:
    """Checks, tests and the comment."""

    def test_invalid(self, run: Run) -> None:
        """A policy with mistakes is invalid, whatever else is said."""
        write("1.1.0", **{**LONGER, "definitions": "{large: employes >= 50}"})
        ended = run("gate", "main", *NOW)
        assert (ended.code, "error[LP2001]" in ended.err) == (3, True)
        assert "must not be merged: a file is invalid" in ended.out

    def test_tests(self, run: Run) -> None:
        """Tests that are not met, or cannot be read, stop it."""
        file = Path("policies/trial/tests/reply.yaml")
        file.write_text(TESTS.replace("breached", "running"), encoding="utf-8")
        ended = run("gate", "main", *NOW)
        assert (ended.code, "expected running" in ended.out) == (1, True)
        file.write_text(TESTS.replace("{reply:", "{rply:"), encoding="utf-8")
        assert run("gate", "main", *NOW).code == 3

    def test_comment(self, run: Run) -> None:
        """The comment tells what comes of it, why, and what changes for whom."""
        write("1.1.0", **SHORTER)
        ended = run("gate", "main", "--format", "markdown", "-o", "c.md", *NOW)
        assert ended.code == 1
        lines = Path("c.md").read_text().splitlines()
        assert lines[0] == "## ❌ The change of the policies must not be merged yet"
        assert lines[2].startswith("- policies/trial/1.1.0.yaml:")
        assert "from `1.0.0` to `1.1.0` is too small a step" in lines[2]
        assert "- harder: reply: 4 hours instead of 8 hours" in lines
        assert lines[-1] == "- `policies/trial/tests/reply.yaml`: 1 case, all met"

    def test_backtest(self, run: Run) -> None:
        """With leads the comment also tells what both versions make of them."""
        write("2.0.0", **SHORTER)
        Path("events.jsonl").write_text(EVENTS, encoding="utf-8")
        asked = ("gate", "main", "--events", "events.jsonl", *NOW)
        ended = run(*asked)
        assert (ended.code, ended.err) == (0, "")
        assert (
            "  backtest: 2 leads\n    reply: breaches gained 1, lost 0\n" in ended.out
        )
        comment = run(*asked, "--format", "markdown").out
        told = "<details><summary>Backtest: breaches gained 1, lost 0</summary>"
        assert told in comment
        assert "people would have acted otherwise" in comment
        assert "| reply | sales | 0 | 1 | 1 | 0 |" in comment
        # Of revisions, too, while the files lie where the command was called.
        commit()
        assert "backtest: 2 leads" in run(*asked[:2], "change", *asked[2:]).out
        early = run(*asked, "--as-of", "2026-01-05T10:00:00Z")
        assert "breaches gained" not in early.out

    def test_no_backtest(self, run: Run) -> None:
        """Without leads the comment says that there is none."""
        write("2.0.0", **SHORTER)
        ended = run("gate", "main", "--format", "markdown", *NOW)
        assert "No backtest: no leads were given." in ended.out
        Path("empty.csv").write_text("lead,type,at\n", encoding="utf-8")
        ended = run("gate", "main", "--events", "empty.csv", *NOW)
        assert (ended.code, "no lead has an event" in ended.err) == (2, True)

    def test_revisions(self, run: Run) -> None:
        """Both sides may be revisions; what lies in the folder is left alone."""
        write("2.0.0", **SHORTER)
        commit()
        Path("policies/trial/2.0.0.yaml").write_text("broken", encoding="utf-8")
        ended = run("gate", "main", "change", *NOW)
        assert (ended.code, ended.err) == (0, "")
        assert "policies/trial/2.0.0.yaml: trial 1.0.0 -> 2.0.0: major" in ended.out
        back = run("gate", "change", "main", "--path", "policies", *NOW)
        assert (back.code, "no policy changes" in back.out) == (0, True)

    def test_new_folder(self, run: Run) -> None:
        """Policies where there were none are first versions."""
        Path("policies").rename("contracts")
        ended = run("gate", "main", "--path", "contracts", *NOW)
        assert (ended.code, "the first version" in ended.out) == (0, True)

    def test_unknown_revision(self, run: Run) -> None:
        """A revision that git does not have is told with what to fetch."""
        for arguments in (("nowhere",), ("main", "nowhere"), ("--", "-x")):
            ended = run("gate", *arguments)
            assert ended.code == 2
        told = run("gate", "nowhere").err
        assert ("nowhere" in told, "--unshallow" in told) == (True, False)


@pytest.mark.usefixtures("repository")
class TestAction:
    """The steps of `action.yml`, run by hand in a shallow clone."""

    def test_steps(self, run: Run, tmp_path: Path) -> None:
        """The base is fetched, the summary written, the exit code that of the gate."""
        write("1.1.0", **SHORTER)
        commit()
        base = git("rev-parse", "main")
        git("clone", "-q", "--depth=1", "-b", "change", f"file://{tmp_path}", "clone")
        os.chdir("clone")
        git("config", "uploadpack.allowAnySHA1InWant", "true")
        assert base not in git("log", "--format=%H")
        assert "--unshallow" in run("gate", base).err
        for signed in ("false", "true"):
            ended = follow(base, tmp_path / "summary.md", signed=signed)
            assert ended.returncode == 1, ended.stderr
            summary = (tmp_path / "summary.md").read_text()
            assert "is too small a step" in summary
            assert "Backtest: breaches gained 1, lost 0" in summary
            assert ("LP7054" in summary) is (signed == "true")
            (tmp_path / "summary.md").unlink()


def follow(base: str, summary: Path, *, signed: str) -> Any:  # noqa: ANN401
    """Run the steps behind the installation, as GitHub would."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    values = {"base": base, "path": "policies", "require-signatures": signed}
    values["comment"] = "leadpact-comment.md"
    values |= {"leads": "", "events": "events.jsonl", "mapping": ""}
    Path("events.jsonl").write_text(EVENTS, encoding="utf-8")
    install, *steps = action["runs"]["steps"]
    assert "pip install" in install["run"]
    done: Any = None
    for step in steps:
        given = {
            name: values[word.removeprefix("${{ inputs.").removesuffix(" }}")]
            for name, word in step["env"].items()
        }
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        done = subprocess.run(
            ("bash", "-eo", "pipefail", "-c", step["run"]),
            env={
                **os.environ,
                **given,
                "GITHUB_STEP_SUMMARY": str(summary),
                "PATH": path,
            },
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
    return done


def test_hooks() -> None:
    """Each hook for pre-commit calls a command that there is."""
    from leadpact.cli import SUMMARIES  # noqa: PLC0415

    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    for hook in hooks:
        assert hook["entry"].split()[1] in SUMMARIES
        assert hook["id"] == hook["entry"].replace(" ", "-")


class TestLog:
    """The versions of a policy."""

    @pytest.mark.usefixtures("repository")
    def test_versions(self, run: Run) -> None:
        """The newest first: number, days, digest, who signed, and what changed."""
        sign(Path("policies/trial/1.0.0.yaml"))
        write("2.0.0", **SHORTER, summary="Other words")
        ended = run("log", "policies/trial")
        assert (ended.code, ended.err) == (0, "")
        told = [line for line in ended.out.splitlines() if "sha256" not in line]
        names = "Ana Duarte for marketing, Tom Reed for sales"
        assert told == [
            "2.0.0 (major), in force from 2026-02-02",
            "  not signed",
            "  harder for sales: reply: 4 hours instead of 8 hours",
            "  also changed: summary",
            "1.0.0, in force from 2026-01-05 to 2026-02-01",
            f"  claims to be signed by {names}; not verified",
            "  the first version",
        ]
