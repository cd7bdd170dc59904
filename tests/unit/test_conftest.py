"""The rules of ``tests/conftest.py``, tried in a pytest of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).parents[1] / "conftest.py"

SKIPPING = """
    import pytest

    @pytest.mark.skip(reason="not today")
    def test_marked() -> None:
        pass

    def test_called() -> None:
        pytest.skip("not today either")

    @pytest.mark.xfail(reason="a known mistake")
    def test_expected_failure() -> None:
        raise AssertionError
"""

SKIPPING_MODULE = """
    import pytest

    pytest.importorskip("no_such_package")
"""

NEEDING_DATA = """
    import pytest

    @pytest.mark.realdata
    def test_data() -> None:
        pass
"""


class TestSkips:
    """Whether a skipped test fails the run."""

    @pytest.fixture
    def outcomes(
        self, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
    ) -> Callable[..., dict[str, int]]:
        """Run one test file in an environment; how many tests ended in which way."""
        pytester.makeconftest(CONFTEST.read_text())
        pytester.makeini("[pytest]\nmarkers =\n    realdata: needs real data\n")
        for name in ("LEADPACT_NO_SKIPS", "LEADPACT_MAY_LACK", "LEADPACT_DATA"):
            monkeypatch.delenv(name, raising=False)

        def run(source: str, **environment: str) -> dict[str, int]:
            for name, value in environment.items():
                monkeypatch.setenv(name, value)
            pytester.makepyfile(source)
            return pytester.runpytest_inprocess().parseoutcomes()

        return run

    def test_passes_by_default(self, outcomes: Callable[..., dict[str, int]]) -> None:
        """A skip is no failure on a machine of a developer."""
        assert outcomes(SKIPPING) == {"skipped": 2, "xfailed": 1}

    def test_fails_where_forbidden(
        self, outcomes: Callable[..., dict[str, int]]
    ) -> None:
        """Where skips are forbidden, marked and called skips both fail the run."""
        found = outcomes(SKIPPING, LEADPACT_NO_SKIPS="1")
        assert found == {"errors": 1, "failed": 1, "xfailed": 1}

    def test_module_fails_where_forbidden(
        self, outcomes: Callable[..., dict[str, int]]
    ) -> None:
        """Where skips are forbidden, a module may not skip itself either."""
        assert outcomes(SKIPPING_MODULE, LEADPACT_NO_SKIPS="1") == {"errors": 1}

    def test_needs_are_skipped(self, outcomes: Callable[..., dict[str, int]]) -> None:
        """A test that needs what the machine lacks is skipped."""
        assert outcomes(NEEDING_DATA) == {"skipped": 1}

    def test_lacking_needs_fail_where_forbidden(
        self, outcomes: Callable[..., dict[str, int]]
    ) -> None:
        """Where skips are forbidden, a lacking need is a failure."""
        assert outcomes(NEEDING_DATA, LEADPACT_NO_SKIPS="1") == {"errors": 1}

    def test_allowed_lack_is_skipped(
        self, outcomes: Callable[..., dict[str, int]]
    ) -> None:
        """A need that the run says it may lack is skipped even there."""
        found = outcomes(
            NEEDING_DATA, LEADPACT_NO_SKIPS="1", LEADPACT_MAY_LACK="realdata"
        )
        assert found == {"skipped": 1}

    def test_present_needs_run(
        self, outcomes: Callable[..., dict[str, int]], tmp_path: Path
    ) -> None:
        """A test whose need is met runs."""
        assert outcomes(NEEDING_DATA, LEADPACT_DATA=str(tmp_path)) == {"passed": 1}


class TestGolden:
    """The fixture that compares with golden files."""

    @pytest.fixture
    def file(self, pytester: pytest.Pytester) -> Path:
        """The golden file of a test that finds the text ``new``."""
        pytester.makeconftest(CONFTEST.read_text())
        pytester.makepyfile(
            """
            from pathlib import Path

            def test_text(golden) -> None:
                golden(Path("golden/text.txt"), "new\\n")
            """
        )
        return pytester.path / "golden" / "text.txt"

    def test_missing_file_fails(self, pytester: pytest.Pytester, file: Path) -> None:
        """A golden file that is not there fails the test and is not made."""
        assert pytester.runpytest_inprocess().parseoutcomes() == {"failed": 1}
        assert not file.exists()

    def test_other_text_fails(self, pytester: pytest.Pytester, file: Path) -> None:
        """Another text fails the test and stays as it is."""
        file.parent.mkdir()
        file.write_text("old\n")
        assert pytester.runpytest_inprocess().parseoutcomes() == {"failed": 1}
        assert file.read_text() == "old\n"

    def test_update_writes(self, pytester: pytest.Pytester, file: Path) -> None:
        """With the option the file is written, and the next run finds it equal."""
        updated = pytester.runpytest_inprocess("--update-golden")
        assert updated.parseoutcomes() == {"passed": 1}
        assert file.read_text() == "new\n"
        assert pytester.runpytest_inprocess().parseoutcomes() == {"passed": 1}
