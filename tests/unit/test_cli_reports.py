from __future__ import annotations

from pathlib import Path

import pytest

from leadpact.cli.reports import github_command
from leadpact.diagnostics import Diagnostic, Severity, Span

SPAN = Span("policies/a.yaml", 3, 5, 3, 9)


class TestGithubCommand:
    """Annotations of a GitHub workflow."""

    @pytest.mark.parametrize(
        ("severity", "word"),
        [
            (Severity.ERROR, "error"),
            (Severity.WARNING, "warning"),
            (Severity.NOTE, "notice"),
        ],
    )
    def test_severity(self, severity: Severity, word: str) -> None:
        """GitHub has a command for each severity."""
        found = Diagnostic("LP2001", "unknown name `a`", SPAN, severity=severity)
        assert github_command(found) == (
            f"::{word} file=policies/a.yaml,line=3,endLine=3,col=5,endColumn=9,"
            "title=LP2001::unknown name `a`"
        )

    def test_hint(self) -> None:
        """The hint stands on a line of its own."""
        found = Diagnostic("LP2001", "unknown name `a`", SPAN, "did you mean `b`?")
        message = github_command(found).rpartition("::")[2]
        assert message == "unknown name `a`%0Ahint: did you mean `b`?"

    def test_several_lines(self) -> None:
        """Of a place on several lines no columns are told."""
        found = Diagnostic("LP2001", "wrong", Span("a.yaml", 3, 5, 4, 2))
        expected = "::error file=a.yaml,line=3,endLine=4,title=LP2001::wrong"
        assert github_command(found) == expected

    def test_escapes(self) -> None:
        """What would end a message or a property is escaped."""
        message = "50%: a,b\nc\rd ::set-output"
        found = Diagnostic("LP2001", message, Span("a:b,c%.yaml"))
        command = github_command(found)
        assert "file=a%3Ab%2Cc%25.yaml,line=1," in command
        # A return would do something to a terminal, so it is shown as a mark.
        assert command.endswith("::50%25: a,b c\ufffdd ::set-output")

    def test_places(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Files below the working folder are told from there."""
        monkeypatch.chdir(tmp_path)
        for file, told in {
            tmp_path / "x" / "a.yaml": "x/a.yaml",
            Path("a.yaml"): "a.yaml",
            Path("/elsewhere/a.yaml"): "/elsewhere/a.yaml",
        }.items():
            found = Diagnostic("LP2001", "wrong", Span(str(file)))
            assert f"file={told}," in github_command(found)
