from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    #: Runs a command in this process; how it ended.
    Run: TypeAlias = Callable[..., Any]

CASES = """
tests: 1
lead: {employees: 120, country: US}
cases:
  - name: Eight business hours to accept
    events:
      - handed_off: 2026-03-09 09:00
    check:
      - {at: 1 second before accept is due, expect: {accept: at_risk}}
      - {at: accept is due, expect: {accept: breached}}
  - name: Bands
    at: 2026-03-09 09:00
    each:
      - {employees: 200, fit: 30}
      - {employees: 199, fit: 15}
"""


@pytest.fixture
def tested(desk: Path) -> Path:
    """The starter with some cases beside it; all are met."""
    for file in (desk / "tests").iterdir():
        file.unlink()
    (desk / "tests" / "accept.yaml").write_text(CASES)
    return desk


def test_met(run: Run, tested: Path) -> None:
    """The current folder is tested if none is named; a file may be named too."""
    for arguments in ((), (".",), ("tests/accept.yaml",), (str(tested),)):
        ended = run("test", *arguments)
        assert (ended.code, ended.err) == (0, "")
        assert ended.out.endswith("accept.yaml: starter 1.0.0, 3 cases, all met\n")


def test_not_met(run: Run, tested: Path) -> None:
    """What was expected, what was found, and why, for each case that is not met."""
    file = tested / "tests" / "accept.yaml"
    file.write_text(CASES.replace("fit: 15", "fit: 30"))
    ended = run("test")
    assert ended.code == 1
    first, second, third, *why, _, last = ended.out.splitlines()
    assert first == "tests/accept.yaml:15: not met: Bands [2]"
    assert second == "  line 15: fit: expected 30"
    assert third == "    found 15"
    assert any("15 because employees is from 20 to 199" in line for line in why)
    assert last == "tests/accept.yaml: starter 1.0.0, 3 cases, 1 not met"


def test_some(run: Run, tested: Path) -> None:
    """Words choose among the cases; those that choose none are an error."""
    assert tested.is_dir()
    assert "2 cases, all met" in run("test", "-k", "BANDS").out
    assert "3 cases, all met" in run("test", "-k", "accept.yaml").out
    assert run("test", "-k", "bonds").code == 2


def test_formats(run: Run, tested: Path) -> None:
    """JUnit's XML and JSON hold the same results, also in a file."""
    file = tested / "tests" / "accept.yaml"
    file.write_text(CASES.replace("fit: 15", "fit: 30"))
    ended = run("test", "--format", "junit", "-o", "results.xml")
    assert (ended.code, ended.out) == (1, "")
    (suite,) = ET.parse(tested / "results.xml").getroot()  # noqa: S314 - our own
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    (failed,) = suite.findall("testcase[failure]")
    assert (failed.get("name"), failed.get("line")) == ("Bands [2]", "15")
    data = json.loads(run("test", "--format", "json").out)
    assert (data["format"], data["cases"], data["met"]) == (1, 3, 2)
    (found,) = [one for one in data["suites"][0]["cases"] if not one["met"]]
    assert found["failures"] == [
        {
            "line": 15,
            "column": 26,
            "name": "fit",
            "expected": "30",
            "found": "15",
            "at": "2026-03-09T13:00:00Z",
        }
    ]


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        (lambda folder: (folder / "tests" / "accept.yaml").unlink(), 2, "no tests in"),
        (lambda folder: (folder / "policy.yaml").unlink(), 3, "error[LP7005]"),
        (
            lambda folder: (folder / "tests" / "accept.yaml").write_text(
                CASES.replace("tests: 1", "tests: 1\nversion: 2.0.0")
            ),
            3,
            "error[LP7005]: there is no version `2.0.0` of a policy",
        ),
        (
            lambda folder: (folder / "policy.yaml").write_text("leadpact: 1\n"),
            3,
            "policy.yaml:1:1: error[LP1006]",
        ),
        (
            lambda folder: (folder / "tests" / "accept.yaml").write_text(
                CASES.replace("at_risk", "at_rsk")
            ),
            3,
            "tests/accept.yaml:9:62: error[LP1009]: `at_rsk` is not a state",
        ),
    ],
)
def test_cannot_run(
    run: Run,
    tested: Path,
    change: Callable[[Path], object],
    code: int,
    told: str,
) -> None:
    """What cannot be tested is an error, never a success."""
    change(tested)
    ended = run("test")
    assert (ended.code, told in ended.err) == (code, True), ended.err


def test_versions(run: Run, tested: Path) -> None:
    """Cases are about the newest version, unless they name another."""
    policy = (tested / "policy.yaml").read_text()
    (tested / "policy.yaml").rename(tested / "1.0.0.yaml")
    newer = policy.replace("version: 1.0.0", "version: 1.10.0")
    (tested / "1.10.0.yaml").write_text(newer.replace("- 30 when", "- 35 when"))
    older = policy.replace("version: 1.0.0", "version: 1.9.0")
    (tested / "1.9.0.yaml").write_text(older)
    ended = run("test")
    assert (ended.code, "starter 1.10.0, 3 cases, 1 not met" in ended.out) == (1, True)
    named = CASES.replace("tests: 1", "tests: 1\nversion: 1.9.0")
    (tested / "tests" / "accept.yaml").write_text(named)
    assert run("test").code == 0


@pytest.mark.usefixtures("_interruptible")
def test_watch(tested: Path) -> None:
    """It tests at once, and again when a file changes, until it is interrupted."""
    watching = subprocess.Popen(
        ("leadpact", "test", "--watch"),
        cwd=tested,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    assert watching.stdout is not None
    try:
        assert "all met" in watching.stdout.readline()
        assert "exit code 0" in watching.stdout.readline()
        broken = CASES.replace("tests: 1", "test: 1")
        (tested / "tests" / "accept.yaml").write_text(f"{broken}tests: one\n")
        lines = iter(watching.stdout.readline, "")
        assert any("LP1010" in line for line in lines)
        assert any("exit code 3" in line for line in lines)
        watching.send_signal(signal.SIGINT)
        assert watching.wait(timeout=30) == 130
    finally:
        watching.kill()
        watching.stdout.close()
        watching.wait()


def test_pytest(tested: Path) -> None:
    """Pytest collects the same files, and tells failures in the same words."""
    (tested / "tests" / "accept.yaml").write_text(CASES.replace("fit: 15", "fit: 30"))
    (tested / "tests" / "other.yaml").write_text("key: value\n")
    (tested / "test_own.py").write_text("def test_own(): pass\n")
    ended = subprocess.run(
        (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", "/dev/null"),
        cwd=tested,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert "1 failed, 3 passed" in ended.stdout, ended.stdout
    assert "line 15: fit: expected 30\n    found 15\n" in ended.stdout
    assert "Traceback" not in ended.stdout
    (tested / "tests" / "accept.yaml").write_text("tests: 1\ncases: []\n")
    ended = subprocess.run(
        (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", "/dev/null"),
        cwd=tested,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert ended.returncode != 0
    assert "error[LP7002]: no cases: nothing is tested" in ended.stdout


def test_coverage(run: Run, tested: Path) -> None:
    """What no test reaches is told behind the results; too little ends with 1."""
    ended = run("test", "--coverage")
    assert (ended.code, ended.err) == (0, "")
    first, second, *rest = ended.out.splitlines()
    assert first == "tests/accept.yaml: starter 1.0.0, 3 cases, all met"
    assert second == "policy.yaml: 11 of 54 parts reached, 20%"
    assert "  line 76: no test reaches timers.accept: met" in rest
    step = "timers.accept: missed.2, escalate to sales_manager after 1 business hour"
    assert f"  line 86: no test reaches {step}" in rest
    assert not any("timers.accept: breached" in line for line in rest)
    assert not any("timers.accept: warn.1" in line for line in rest)
    border = "  line 49: no test reaches definitions.workable at employees == 19"
    assert border in rest
    assert run("test", "--min-coverage", "20").code == 0
    assert run("test", "--min-coverage", "21").code == 1
    assert run("test", "--coverage", "--watch").code == 2
    file = tested / "tests" / "accept.yaml"
    file.write_text(CASES.replace("fit: 15", "fit: 30"))
    assert run("test", "--coverage").code == 1


def test_mutate(run: Run, tested: Path) -> None:
    """What no test notices is told; too much of that ends with 1."""
    assert tested.is_dir()
    ended = run("test", "--mutate")
    assert (ended.code, ended.err) == (0, "")
    first, *rest = ended.out.splitlines()
    assert first.startswith("policy.yaml: ")
    assert "  line 49: no test notices `employees >= 20` -> gone" in rest
    assert not any("`30 when employees > 200`" in line for line in rest)
    assert run("test", "--mutate", "--min-caught", "95").code == 1
    assert run("test", "--mutate", "--format", "json").code == 2


def test_mutate_needs_met_tests(run: Run, tested: Path) -> None:
    """Tests that the policy itself does not meet say nothing of its mutants."""
    file = tested / "tests" / "accept.yaml"
    file.write_text(CASES.replace("fit: 15", "fit: 30"))
    ended = run("test", "--mutate")
    assert (ended.code, "run `leadpact test` first" in ended.err) == (2, True)


def test_suggest(run: Run, tested: Path) -> None:
    """Cases for what no test reaches are met, and leave nothing to suggest."""
    ended = run("test", "--suggest", "-o", "tests/suggested.yaml")
    assert (ended.code, ended.out) == (0, "")
    assert re.fullmatch(
        r"policy.yaml: [0-9]+ boundaries that no test reaches\n", ended.err
    )
    text = (tested / "tests" / "suggested.yaml").read_text()
    assert '  - name: "workable: employees equals 19"\n' in text
    assert "    expect: {workable: false}  # confirm\n" in text
    assert run("test").code == 0
    again = run("test", "--suggest")
    assert (again.code, again.out) == (0, "")
    assert again.err == "policy.yaml: 0 boundaries that no test reaches\n"
    assert run("test", "--suggest", "--format", "json").code == 2


def test_suggest_without_tests(run: Run, tested: Path) -> None:
    """A policy without tests gets its first ones."""
    (tested / "tests" / "accept.yaml").unlink()
    ended = run("test", "--suggest", ".")
    assert (ended.code, ended.out.count("  - name:")) == (0, 24)
    (tested / "policy.yaml").unlink()
    ended = run("test", "--suggest", ".")
    assert (ended.code, "name the folder of one policy" in ended.err) == (2, True)
