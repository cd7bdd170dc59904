from __future__ import annotations

import pytest

from leadpact.cli.exits import Exit
from leadpact.cli.verdicts import Verdict, exit_code
from leadpact.diagnostics import Diagnostic, Severity, Span
from leadpact.loading.formats import FileKind

ERROR, WARNING, NOTE = Severity


def verdict(*severities: Severity) -> Verdict:
    """The verdict on a file with diagnostics of some severities."""
    found = tuple(
        Diagnostic("LP2001", "a", Span("a.yaml"), severity=each) for each in severities
    )
    return Verdict("a.yaml", FileKind.POLICY, diagnostics=found)


class TestExitCode:
    """How `leadpact check` ends."""

    @pytest.mark.parametrize(
        ("found", "ends"),
        [
            ((), {ERROR: 0, WARNING: 0, NOTE: 0}),
            ((NOTE,), {ERROR: 0, WARNING: 0, NOTE: 1}),
            ((WARNING,), {ERROR: 0, WARNING: 1, NOTE: 1}),
            ((NOTE, WARNING), {ERROR: 0, WARNING: 1, NOTE: 1}),
            ((ERROR,), {ERROR: 3, WARNING: 3, NOTE: 3}),
            ((WARNING, ERROR), {ERROR: 3, WARNING: 3, NOTE: 3}),
        ],
    )
    def test_least_severity(
        self, found: tuple[Severity, ...], ends: dict[Severity, int]
    ) -> None:
        """Errors always count; warnings and notes as they are told to."""
        one_file = [verdict(*found), verdict()]
        several = [verdict(each) for each in found]
        for least, code in ends.items():
            assert exit_code(one_file, least) == exit_code(several, least) == code

    def test_nothing(self) -> None:
        """Without verdicts there is nothing to find."""
        assert exit_code([], NOTE) is Exit.FINE


class TestVerdict:
    """Verdicts on files."""

    @pytest.mark.parametrize("severity", Severity)
    def test_ok(self, severity: Severity) -> None:
        """Only an error makes a file invalid."""
        assert verdict(severity).ok is (severity is not ERROR)
