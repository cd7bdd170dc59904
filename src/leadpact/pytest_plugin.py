"""A plugin for pytest that collects the tests beside policies.

`pytest policies/` runs what `leadpact test policies` runs: each case is an item. Files
elsewhere, and files that do not begin with `tests:`, are left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from leadpact.review.cases import Case, CaseResult, Suite

_FOLDER, _YAML = "tests", (".yaml", ".yml")
_HEAD = b"tests:"


def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> pytest.Collector | None:
    """The cases of a file, if it is one of ours."""
    if file_path.suffix not in _YAML or file_path.parent.name != _FOLDER:
        return None
    # Nothing of leadpact is imported for the files of others.
    if not any(line.startswith(_HEAD) for line in file_path.read_bytes().splitlines()):
        return None
    found: pytest.Collector = SuiteFile.from_parent(parent, path=file_path)
    return found


class SuiteFile(pytest.File):
    """A file of cases."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its cases, by name."""
        from leadpact.errors import PolicyError  # noqa: PLC0415 - see above
        from leadpact.review.cases.suites import Shelf  # noqa: PLC0415

        try:
            suite = Shelf().read(self.path)
        except PolicyError as error:
            raise self.CollectError(str(error)) from None
        for case in suite.cases:
            yield CaseItem.from_parent(self, name=case.name, suite=suite, case=case)


class UnmetError(Exception):
    """A case that is not met.

    Attributes:
        result: What became of it.
    """

    def __init__(self, result: CaseResult) -> None:
        self.result = result
        super().__init__(result.case.name)


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, suite: Suite, case: Case, **named: object) -> None:
        super().__init__(**named)  # type: ignore[arg-type]
        self.suite = suite
        self.case = case

    def runtest(self) -> None:
        """Hold the case against the policy.

        Raises:
            UnmetError: Something is not as expected.
        """
        from leadpact.review.cases import run_case  # noqa: PLC0415 - see above

        result = run_case(self.case, self.suite.pact)
        if not result.is_met:
            raise UnmetError(result)

    def repr_failure(  # type: ignore[override]
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> object:
        """The failure as `leadpact test` tells it; anything else as pytest does."""
        from leadpact.review.cases.reports import told_lines  # noqa: PLC0415

        if isinstance(excinfo.value, UnmetError):
            return "\n".join(told_lines(self.suite.file, excinfo.value.result))
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands."""
        return self.path, self.case.span.line - 1, self.case.name
