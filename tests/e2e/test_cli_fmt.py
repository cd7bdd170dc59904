from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    import pytest


def disarrange(file: Path) -> bytes:
    """Give a file a layout that is not the normal one; its text before."""
    text = file.read_bytes()
    spaced = re.sub(rb"^( *\w+): ", rb"\1:   ", text, flags=re.MULTILINE)
    file.write_bytes(spaced.replace(b"\n", b"  \r\n") + b"\n")
    return text


class TestFiles:
    """Files that are written."""

    def test_written(self, run: Callable[..., Any], desk: Path) -> None:
        """A file in another layout is written anew, and the rest is not touched."""
        text = disarrange(desk / "policy.yaml")
        before = (desk / "mapping.yaml").stat()
        ended = run("fmt", ".")
        assert (ended.code, ended.err) == (0, "")
        assert ended.out == "mapping.yaml: unchanged\npolicy.yaml: laid out\n"
        assert (desk / "policy.yaml").read_bytes() == text
        after = (desk / "mapping.yaml").stat()
        assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    def test_digest(self, run: Callable[..., Any], desk: Path) -> None:
        """The digest of a policy stays what it was."""
        disarrange(desk / "policy.yaml")
        before = run("check", "policy.yaml").out
        run("fmt", "policy.yaml")
        assert run("check", "policy.yaml").out == before

    def test_permissions(self, run: Callable[..., Any], desk: Path) -> None:
        """A file keeps its permissions, and a link still leads to it."""
        file = desk / "policy.yaml"
        text = disarrange(file)
        file.chmod(0o640)
        (desk / "link.yaml").symlink_to(file)
        assert run("fmt", "link.yaml").code == 0
        assert (desk / "link.yaml").is_symlink()
        assert file.read_bytes() == text
        assert stat.S_IMODE(file.stat().st_mode) == 0o640

    def test_not_yaml(self, run: Callable[..., Any], desk: Path) -> None:
        """A file that is no YAML is told of, and the others are laid out."""
        (desk / "broken.yaml").write_text("leadpact: 1\ntimers: [\n")
        text = disarrange(desk / "policy.yaml")
        ended = run("fmt", "broken.yaml", "policy.yaml")
        assert (ended.code, ended.out) == (3, "policy.yaml: laid out\n")
        assert "broken.yaml:2:9: error[LP1002]" in ended.err
        assert (desk / "policy.yaml").read_bytes() == text

    def test_mistakes(self, run: Callable[..., Any], desk: Path) -> None:
        """A policy with mistakes of meaning is laid out all the same."""
        (desk / "policy.yaml").write_text("leadpact:   1\ntimer:   [ ]\n")
        assert run("fmt", "policy.yaml").code == 0
        assert (desk / "policy.yaml").read_text() == "leadpact: 1\ntimer: []\n"

    def test_other_files(self, run: Callable[..., Any], desk: Path) -> None:
        """Files in a folder that are none of ours are passed over."""
        (desk / "other.yaml").write_text("site_name:   ours\n")
        ended = run("fmt", ".")
        assert ended.code == 0
        assert ended.err == ".: passed over 1 file that is neither policy nor mapping\n"
        assert (desk / "other.yaml").read_text() == "site_name:   ours\n"

    def test_unreadable(self, run: Callable[..., Any], desk: Path) -> None:
        """What cannot be read is told of."""
        (desk / "folder.yaml").symlink_to("loop.yaml")
        (desk / "loop.yaml").symlink_to("folder.yaml")
        ended = run("fmt", ".")
        assert ended.code == 3
        assert ended.err.count("error[LP1001]") == 2

    def test_unwritable(
        self,
        run: Callable[..., Any],
        desk: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """What cannot be written is told of, and the files behind it are laid out."""
        for name in ("a.yaml", "b.yaml"):
            (desk / name).write_text("leadpact:   1\n")

        def access(path: str | Path, mode: int) -> bool:
            return mode != os.W_OK or Path(path).name != "a.yaml"

        # Root may write whatever is protected.
        monkeypatch.setattr(os, "access", access)
        ended = run("fmt", "a.yaml", "b.yaml")
        assert ended.code == 6
        assert "`a.yaml` cannot be written: it is protected" in ended.err
        assert (desk / "a.yaml").read_text() == "leadpact:   1\n"
        assert (desk / "b.yaml").read_text() == "leadpact: 1\n"

    def test_long_name(self, run: Callable[..., Any], desk: Path) -> None:
        """A name may be as long as the file system takes."""
        file = desk / f"{'p' * 245}.yaml"
        file.write_text("leadpact:   1\n")
        assert run("fmt", file.name).code == 0
        assert file.read_text() == "leadpact: 1\n"

    def test_nothing(self, run: Callable[..., Any], tmp_path: Path) -> None:
        """A folder without a policy is a mistake of the user."""
        assert run("fmt", str(tmp_path)).code == 2


class TestCheck:
    """What would be, with `--check` and `--diff`."""

    def test_check(self, run: Callable[..., Any], desk: Path) -> None:
        """Files that would change are named, and nothing is written."""
        disarrange(desk / "policy.yaml")
        before = (desk / "policy.yaml").read_bytes()
        ended = run("fmt", "--check", ".")
        assert (ended.code, ended.err) == (1, "")
        assert ended.out == "mapping.yaml: unchanged\npolicy.yaml: would be laid out\n"
        assert (desk / "policy.yaml").read_bytes() == before
        assert run("fmt", "--check", "mapping.yaml").code == 0

    def test_diff(self, run: Callable[..., Any], desk: Path) -> None:
        """The difference is printed, and nothing is written."""
        file = desk / "small.yaml"
        file.write_bytes(b"leadpact:  1\na: b \nc: d")
        expected = """\
--- small.yaml
+++ small.yaml
@@ -1,3 +1,3 @@
-leadpact:  1
-a: b\x20
-c: d
\\ No newline at end of file
+leadpact: 1
+a: b
+c: d
"""
        ended = run("fmt", "--diff", "small.yaml", "policy.yaml")
        assert (ended.code, ended.err) == (0, "")
        assert ended.out == expected
        assert file.read_bytes().endswith(b"d")
        ended = run("fmt", "--diff", "--check", "small.yaml")
        assert (ended.code, ended.out) == (1, expected)


class TestStandardInput:
    """Text that is piped through."""

    def test_piped(self, run: Callable[..., Any]) -> None:
        """Standard input is laid out on standard output, whether or not it changes."""
        for text in (b"leadpact:   1\n", b"leadpact: 1\n"):
            ended = run("fmt", "-", stdin=text)
            assert (ended.code, ended.out, ended.err) == (0, "leadpact: 1\n", "")

    def test_check(self, run: Callable[..., Any]) -> None:
        """Standard input can be checked."""
        ended = run("fmt", "--check", "-", stdin=b"leadpact:   1\n")
        assert (ended.code, ended.out) == (1, "stdin: would be laid out\n")

    def test_broken(self, run: Callable[..., Any]) -> None:
        """Nothing is written of what is no YAML."""
        ended = run("fmt", "-", stdin=b"leadpact: [\n")
        assert (ended.code, ended.out) == (3, "")
        assert "stdin:1:11: error[LP1002]" in ended.err

    def test_alone(self, run: Callable[..., Any], desk: Path) -> None:
        """Standard input stands alone."""
        assert desk.is_dir()
        ended = run("fmt", "-", "policy.yaml")
        assert ended.code == 2
        assert "stands alone" in ended.err
