from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from leadpact.cli import SUMMARIES

if TYPE_CHECKING:
    from pathlib import Path

EVALUATE = (
    *("leadpact", "evaluate", "policy.yaml", "--leads", "leads.csv"),
    *("--mapping", "mapping.yaml", "--now", "2026-03-13T19:30:00Z"),
)


class TestStreams:
    """The installed command with real streams."""

    def test_pipes(self, desk: Path) -> None:
        """Events come in on standard input, results go out, nothing else is said."""
        ended = subprocess.run(
            [*EVALUATE, "--events", "-", "--format", "json"],
            input=(desk / "events.csv").read_bytes(),
            capture_output=True,
            check=True,
        )
        assert json.loads(ended.stdout)["summary"]["leads"] == 40
        assert ended.stderr == b""

    def test_reader_leaves(self, desk: Path) -> None:
        """When the reader leaves, the command ends without a word."""
        assert desk.is_dir()
        # The whole result is larger than a pipe holds.
        command = " ".join(EVALUATE) + " --events events.csv --format jsonl"
        ended = subprocess.run(
            ["bash", "-c", f"{command} | head -n 1; exit ${{PIPESTATUS[0]}}"],
            capture_output=True,
            check=False,
        )
        assert (ended.returncode, ended.stderr) == (6, b"")
        assert json.loads(ended.stdout)["table"] == "run"

    @pytest.mark.parametrize(
        "command",
        [
            "leadpact --help",
            "leadpact check policy.yaml",
            "leadpact check policy.yaml --format json",
            "leadpact check policy.yaml --format sarif",
            "leadpact fmt - < policy.yaml",
            " ".join((*EVALUATE, "--events", "events.csv")),
            " ".join((*EVALUATE, "--events", "events.csv", "--format", "csv")),
        ],
    )
    def test_disk_is_full(self, desk: Path, command: str) -> None:
        """Output that cannot be written is said so, without a traceback."""
        assert desk.is_dir()
        ended = subprocess.run(
            ["bash", "-c", f"{command} > /dev/full"], capture_output=True, check=False
        )
        assert ended.returncode == 6
        assert b"cannot be written: No space left on device" in ended.stderr
        assert b"Traceback" not in ended.stderr

    def test_closed(self, desk: Path) -> None:
        """A closed standard output is no traceback."""
        assert desk.is_dir()
        command = " ".join((*EVALUATE, "--events", "events.csv"))
        ended = subprocess.run(
            ["bash", "-c", f"{command} >&-"], capture_output=True, check=False
        )
        assert ended.returncode == 6
        assert b"Traceback" not in ended.stderr

    def test_output_is_a_pipe(self, desk: Path) -> None:
        """A device is written to, not replaced by a file."""
        assert desk.is_dir()
        ended = subprocess.run(
            [*EVALUATE, "--events", "events.csv", "-o", "/dev/stdout"],
            capture_output=True,
            check=True,
        )
        assert b"40 leads judged" in ended.stdout

    def test_output_behind_a_link(self, desk: Path) -> None:
        """A link still leads to the file, which keeps its permissions."""
        (desk / "real.txt").write_text("old")
        (desk / "real.txt").chmod(0o640)
        (desk / "link.txt").symlink_to("real.txt")
        subprocess.run(
            [*EVALUATE, "--events", "events.csv", "-o", "link.txt"], check=True
        )
        assert (desk / "link.txt").is_symlink()
        assert "40 leads judged" in (desk / "real.txt").read_text()
        assert (desk / "real.txt").stat().st_mode & 0o777 == 0o640

    def test_plain_encoding(self, desk: Path) -> None:
        """A terminal without a character shows its number."""
        text = (desk / "leads.csv").read_text().replace("L-1035", "Łódź")
        (desk / "leads.csv").write_text(text, encoding="utf-8")
        events = (desk / "events.csv").read_text().replace("L-1035", "Łódź")
        (desk / "events.csv").write_text(events, encoding="utf-8")
        ended = subprocess.run(
            [*EVALUATE, "--events", "events.csv"],
            env={**os.environ, "PYTHONIOENCODING": "latin-1"},
            capture_output=True,
            check=True,
        )
        assert b"40 leads judged" in ended.stdout


@pytest.mark.usefixtures("_interruptible")
def test_interrupt(desk: Path) -> None:
    """Control-C ends the command with 130 and leaves no file."""
    ended = subprocess.Popen(
        [*EVALUATE, "--events", "-", "-o", "out.txt"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    # The command waits for standard input once its output has been opened.
    until = time.monotonic() + 60
    while not list(desk.glob(".leadpact-*.part")):
        assert time.monotonic() < until
        time.sleep(0.05)
    ended.send_signal(signal.SIGINT)
    _, said = ended.communicate()
    assert (ended.returncode, said) == (130, b"\ninterrupted\n")
    assert not [*desk.glob("*out.txt*"), *desk.glob(".leadpact-*")]


class TestTerminal:
    """Colours."""

    def shown(self, *command: str, **environment: str) -> str:
        """What a command shows on a terminal."""
        ours, theirs = pty.openpty()
        names = {"TERM": "xterm-256color", "COLUMNS": "100", **environment}
        kept = {name: text for name, text in os.environ.items() if name != "NO_COLOR"}
        with subprocess.Popen(
            command, stdout=theirs, stderr=theirs, env={**kept, **names}
        ):
            os.close(theirs)
            found = b""
            while block := self.read(ours):
                found += block
        os.close(ours)
        return found.decode()

    def read(self, terminal: int) -> bytes:
        """A block of what is shown; empty at the end, which Linux makes an error."""
        try:
            return os.read(terminal, 1 << 16)
        except OSError:
            return b""

    COLOR = re.compile(r"\x1b\[[0-9;]*3[0-9]m")

    def test_colours(self, desk: Path) -> None:
        """Mistakes and breaches have colours on a terminal."""
        (desk / "bad.yaml").write_text("leadpact: 1\nnone: 1\n")
        assert self.COLOR.search(self.shown("leadpact", "check", "bad.yaml"))
        assert self.COLOR.search(self.shown(*EVALUATE, "--events", "events.csv"))

    def test_no_color(self, desk: Path) -> None:
        """NO_COLOR switches colours off."""
        (desk / "bad.yaml").write_text("leadpact: 1\nnone: 1\n")
        for command in (
            ("leadpact", "check", "bad.yaml"),
            (*EVALUATE, "--events", "events.csv"),
        ):
            assert not self.COLOR.search(self.shown(*command, NO_COLOR="1"))


class TestHelp:
    """Help, version and completion."""

    def test_is_quick(self) -> None:
        """Help imports neither the engines nor the packages behind them."""
        script = (
            "import sys; from leadpact.cli import commands\n"
            "try: commands.main(['--help'])\n"
            "except SystemExit: pass\n"
            "print(*(name for name in sys.modules), file=sys.stderr)"
        )
        ended = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )
        loaded = set(ended.stderr.split())
        assert not loaded & {"rich", "yaml", "cattrs", "jinja2", "holidays", "typst"}

    def test_lists_commands(self) -> None:
        """Help names each command with the first line of its own help."""
        shown = subprocess.run(
            ["leadpact", "--help"], capture_output=True, text=True, check=True
        ).stdout
        table = shown.split("Commands:")[1].split("Examples:")[0]
        # A line that goes on from the one before is set further in.
        lines = re.findall(r"^  (\S+) +(\S.*)$", table, flags=re.MULTILINE)
        assert {name for name, _ in lines} == set(SUMMARIES)
        for name, _ in lines:
            own = subprocess.run(
                ["leadpact", name, "--help"], capture_output=True, text=True, check=True
            ).stdout
            assert "Examples:" in own

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_completion(self, shell: str) -> None:
        """The script for a shell is printed."""
        script = subprocess.run(
            ["leadpact", "completion", shell],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert "_LEADPACT_COMPLETE" in script

    def test_completes(self) -> None:
        """A shell that asks is told the commands, the options and the words."""
        for words, expected in {
            "leadpact ev": "evaluate",
            "leadpact evaluate --on": "--on-error",
            "leadpact evaluate --format js": "jsonl",
        }.items():
            ended = subprocess.run(
                ["leadpact"],
                env={
                    **os.environ,
                    "_LEADPACT_COMPLETE": "bash_complete",
                    "COMP_WORDS": words,
                    "COMP_CWORD": str(len(words.split()) - 1),
                },
                capture_output=True,
                text=True,
                check=True,
            )
            assert f"plain,{expected}" in ended.stdout.splitlines()
