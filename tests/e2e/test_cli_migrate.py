from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from leadpact.cli import migrate as module
from leadpact.loading.formats import FileKind
from leadpact.loading.migrations import Edit, migrate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from leadpact.loading.migrations import Migrated


class TestCurrent:
    """Files of the only format."""

    @pytest.mark.parametrize("options", [(), ("--check",)])
    def test_told(
        self, run: Callable[..., Any], desk: Path, options: tuple[str, ...]
    ) -> None:
        """The format of each file is told, and that it is current."""
        before = (desk / "policy.yaml").stat().st_mtime_ns
        ended = run("migrate", ".", *options)
        assert (ended.code, ended.err) == (0, "")
        assert ended.out == (
            "mapping.yaml: mapping, format 1, current\n"
            "policy.yaml: policy, format 1, current\n"
        )
        assert (desk / "policy.yaml").stat().st_mtime_ns == before

    def test_last_byte(self, run: Callable[..., Any], desk: Path) -> None:
        """What is current keeps its line ends and its mark of byte order."""
        data = b"\xef\xbb\xbfleadpact: 1\r\npolicy: x\r\n"
        (desk / "odd.yaml").write_bytes(data)
        assert run("migrate", "odd.yaml", "--check").code == 0
        assert run("migrate", "odd.yaml").out == "odd.yaml: policy, format 1, current\n"
        assert (desk / "odd.yaml").read_bytes() == data

    def test_no_difference(self, run: Callable[..., Any], desk: Path) -> None:
        """A current file has no difference."""
        assert desk.is_dir()
        ended = run("migrate", "--diff", "policy.yaml")
        assert (ended.code, ended.out) == (0, "")

    def test_unknown(self, run: Callable[..., Any], desk: Path) -> None:
        """A format that is not known is refused with those that are."""
        (desk / "new.yaml").write_text("leadpact: 9\n")
        ended = run("migrate", "new.yaml", "policy.yaml")
        assert ended.code == 3
        assert ended.out == "policy.yaml: policy, format 1, current\n"
        assert "new.yaml:1:11: error[LP1010]: this file is of format 9" in ended.err
        assert "this version of leadpact reads `leadpact: 1`" in ended.err


class TestOlder:
    """Files of an older format, of which there is none so far: a trial stands in."""

    @pytest.fixture(autouse=True)
    def trial(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A second format, in which nothing is called `starter`."""

        def trial(file: str, data: bytes) -> Migrated:
            return migrate(
                file,
                data,
                {
                    FileKind.POLICY: {
                        1: lambda root: [Edit(root.entries["policy"][1].span, "trial")]
                    }
                },
                {FileKind.POLICY: 2},
            )

        monkeypatch.setattr(module, "migrate", trial)

    def test_written(self, run: Callable[..., Any], desk: Path) -> None:
        """A file of an older format is written in the newest one."""
        text = (desk / "policy.yaml").read_text()
        ended = run("migrate", "policy.yaml")
        assert ended.code == 0
        assert ended.out == "policy.yaml: policy, migrated from format 1 to 2\n"
        expected = text.replace("leadpact: 1", "leadpact: 2")
        expected = expected.replace("policy: starter", "policy: trial")
        assert (desk / "policy.yaml").read_text() == expected
        ended = run("migrate", "policy.yaml")
        assert ended.out == "policy.yaml: policy, format 2, current\n"

    def test_check(self, run: Callable[..., Any], desk: Path) -> None:
        """With `--check` a file of an older format is a finding."""
        before = (desk / "policy.yaml").read_text()
        ended = run("migrate", "--check", "policy.yaml")
        told = "policy.yaml: policy, format 1, would be migrated to 2\n"
        assert (ended.code, ended.out) == (1, told)
        assert (desk / "policy.yaml").read_text() == before

    def test_diff(self, run: Callable[..., Any], desk: Path) -> None:
        """With `--diff` only the edits are shown."""
        assert desk.is_dir()
        lines = run("migrate", "--diff", "policy.yaml").out.splitlines()
        changed = [line for line in lines if line[0] in "+-"]
        assert changed[2:] == [
            "-leadpact: 1",
            "-policy: starter",
            "+leadpact: 2",
            "+policy: trial",
        ]
