from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = ("--now", "2026-03-13T19:30:00Z")
EVENTS = ("--events", "events.csv", "--mapping", "mapping.yaml")
LEAD = ("--lead", "L-1001")

#: What is wrong, the command, its exit code, and what it must say.
CASES = {
    "missing policy": (("check", "none.yaml"), 2, "'none.yaml' does not exist"),
    "missing events": (
        ("evaluate", "policy.yaml", "--events", "none.csv", *NOW),
        2,
        "'none.csv' does not exist",
    ),
    "folder for a policy": (("show", "."), 2, "is a directory"),
    "folder of no versions": (("evaluate", "folder.md", *EVENTS, *NOW), 3, "LP2301"),
    "folder of others": (("evaluate", ".", *EVENTS, *NOW), 3, "LP2302"),
    "folder for events": (
        ("evaluate", "policy.yaml", "--events", ".", *NOW),
        2,
        "is a directory",
    ),
    "binary policy": (("check", "binary"), 3, "binary:1:1: error[LP1001]"),
    "binary events": (
        ("evaluate", "policy.yaml", "--events", "binary", *NOW),
        4,
        "binary:1:1: error[LP4001]",
    ),
    "broken gzip": (
        ("evaluate", "policy.yaml", "--events", "broken.gz", *NOW),
        4,
        "error[LP4001]",
    ),
    "binary mapping": (
        ("evaluate", "policy.yaml", *EVENTS[:2], "--mapping", "binary", *NOW),
        3,
        "binary:1:1: error[LP1001]",
    ),
    "binary people": (
        ("evaluate", "policy.yaml", *EVENTS, "--people", "binary", *NOW),
        4,
        "binary:1:1: error[LP4001]",
    ),
    "empty policy": (("check", "empty"), 3, "empty:1:1: error[LP"),
    "empty events": (
        ("evaluate", "policy.yaml", "--events", "empty", *NOW),
        4,
        "empty:1:1: error[LP4001]",
    ),
    "policy for a mapping": (
        ("evaluate", "policy.yaml", *EVENTS[:2], "--mapping", "policy.yaml", *NOW),
        3,
        "error[LP1010]: `mapping` is missing",
    ),
    "mapping of other columns": (
        ("evaluate", "policy.yaml", "--events", "leads.csv", *EVENTS[2:], *NOW),
        4,
        "error[LP4010]: `leads.csv` has no column `When`",
    ),
    "no instant": (
        ("evaluate", "policy.yaml", *EVENTS),
        2,
        "leadpact does not look at the clock",
    ),
    "bad instant": (
        ("evaluate", "policy.yaml", *EVENTS, "--now", "yesterday"),
        2,
        "`yesterday` is not an instant",
    ),
    "naive instant": (
        ("evaluate", "policy.yaml", *EVENTS, "--now", "2026-03-13T19:30:00"),
        2,
        "has no zone",
    ),
    "no data": (("evaluate", "policy.yaml", *NOW), 2, "--leads"),
    "standard input twice": (
        ("evaluate", "policy.yaml", "--leads", "-", "--events", "-", *NOW),
        2,
        "only one file can be standard input",
    ),
    "unknown lead": (
        ("explain", "policy.yaml", *EVENTS, *NOW, "--lead", "L-101"),
        4,
        "error[LP4011]: there is no lead `L-101`",
    ),
    "unknown command": (("evalute",), 2, "did you mean `evaluate`?"),
    "unknown option": (("check", "--quick", "policy.yaml"), 2, "--quick"),
    "unknown ending": (
        ("agreement", "policy.yaml", "-o", "page.docx"),
        2,
        "ends in none of `.pdf`, `.html`, `.md`",
    ),
    "standard output of what": (
        ("agreement", "policy.yaml", "-o", "-"),
        2,
        "say with `--format`",
    ),
    "no such folder": (
        ("evaluate", "policy.yaml", *EVENTS, *NOW, "-o", "none/out.json"),
        6,
        "error[LP5003]: `none/out.json` cannot be written: no such file or directory",
    ),
    "folder for an output": (
        ("agreement", "policy.yaml", "-o", "folder.md"),
        6,
        "error[LP5003]: `folder.md` cannot be written: it is a folder",
    ),
    "page over its policy": (
        ("agreement", "policy.yaml", "-o", "policy.yaml", "--format", "md"),
        6,
        "error[LP5003]: `policy.yaml` cannot be written: this command reads it",
    ),
    "result over a version": (
        ("evaluate", ".", *EVENTS, *NOW, "-o", "policy.yaml"),
        6,
        "error[LP5003]: `policy.yaml` cannot be written: this command reads it",
    ),
    "result over its events": (
        ("evaluate", "policy.yaml", *EVENTS, *NOW, "-o", "./events.csv"),
        6,
        "error[LP5003]: `./events.csv` cannot be written: this command reads it",
    ),
    "file in the way of a folder": (
        ("evaluate", "policy.yaml", *EVENTS, *NOW, "-o", "leads.csv/out.json"),
        6,
        "error[LP5003]",
    ),
    "starter over a policy": (
        ("init", "."),
        6,
        "error[LP5003]: `policy.yaml` is there already",
    ),
    "file for a folder": (("init", "policy.yaml"), 2, "is a file"),
    "folder in a file": (("init", "leads.csv/starter"), 6, "error[LP5003]"),
    "link to nowhere": (("check", "."), 3, "gone.yaml:1:1: error[LP1001]"),
}


@pytest.fixture
def odd(desk: Path) -> Path:
    """The starter, with files that are none of ours beside it."""
    (desk / "binary").write_bytes(b"\xff\x00\x1b[31m" * 99)
    (desk / "broken.gz").write_bytes(b"\x1f\x8b" + b"\x00" * 99)
    (desk / "empty").touch()
    (desk / "folder.md").mkdir()
    (desk / "gone.yaml").symlink_to("nowhere")
    return desk


@pytest.mark.parametrize("case", CASES)
def test_refused(case: str, run: Callable[..., Any], odd: Path) -> None:
    """Bad input is refused with its exit code and a message, and changes nothing."""
    arguments, code, message = CASES[case]
    before = {file: file.lstat().st_mtime_ns for file in odd.rglob("*")}
    ended = run(*arguments)
    assert ended.code == code, ended
    assert " ".join(message.split()) in " ".join(ended.err.split())
    assert {file: file.lstat().st_mtime_ns for file in odd.rglob("*")} == before


def test_no_controls(run: Callable[..., Any], odd: Path) -> None:
    """What a file holds never reaches a terminal as a command to it."""
    assert odd.is_dir()
    (odd / "red.yaml").write_text("leadpact: 1\n\x1b[31m: 1\n")
    for name in ("binary", "red.yaml"):
        assert "\x1b" not in run("check", name).err


def test_failure_keeps_the_old_file(run: Callable[..., Any], odd: Path) -> None:
    """A run that fails leaves an existing output as it is."""
    (odd / "out.json").write_text("old")
    ended = run("evaluate", "policy.yaml", "--events", "binary", *NOW, "-o", "out.json")
    assert ended.code == 4
    assert (odd / "out.json").read_text() == "old"
