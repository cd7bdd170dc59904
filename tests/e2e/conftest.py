"""The starter in a folder of its own, and ways to run the command on it."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Protocol

import attrs
import click.testing
import pytest

from leadpact.cli import commands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: The instant for which the sample leads of the starter were made.
NOW = "2026-03-13T19:30:00Z"
DATA = ("--leads", "leads.csv", "--events", "events.csv", "--mapping", "mapping.yaml")


@attrs.frozen
class Ended:
    """How a command ended, and what it printed on its two streams."""

    code: int
    out: str
    err: str


class Run(Protocol):
    """Runs a command in this process."""

    def __call__(self, *arguments: str, stdin: bytes = b"") -> Ended:
        """How it ended; a traceback is an error of the test."""


@pytest.fixture
def run() -> Run:
    """What runs `leadpact` in this process, in the working folder."""

    def run(*arguments: str, stdin: bytes = b"") -> Ended:
        runner = click.testing.CliRunner()
        found = runner.invoke(commands, arguments, input=stdin, catch_exceptions=False)
        return Ended(found.exit_code, found.stdout, found.stderr)

    return run


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """Lets processes be interrupted, which those of a background job ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """The folder of a fresh starter, which is the working folder."""
    folder = tmp_path / "desk"
    assert run("init", str(folder)).code == 0
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def evaluate(desk: Path, run: Run) -> Callable[..., Ended]:
    """What judges the sample leads of the starter, with more arguments."""
    assert desk.is_dir()

    def evaluate(*arguments: str, stdin: bytes = b"") -> Ended:
        return run(
            "evaluate", "policy.yaml", *DATA, "--now", NOW, *arguments, stdin=stdin
        )

    return evaluate
