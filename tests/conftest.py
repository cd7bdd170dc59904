"""What every test may use: profiles, golden files, and the rule about skips."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

# Tests call `leadpact` by name: the command beside this interpreter, whether or not
# its environment is activated.
os.environ["PATH"] = os.pathsep.join(
    [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
)

# A slow machine is no mistake in the code, so no profile has a deadline.
hypothesis.settings.register_profile("dev", deadline=None, max_examples=50)
hypothesis.settings.register_profile(
    "ci", deadline=None, max_examples=200, derandomize=True
)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=3000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

#: What a machine may lack: the marker of the tests that need it, whether it is here,
#: and the reason to print when it is not.
NEEDS = {
    "realdata": (
        Path(os.environ.get("LEADPACT_DATA") or "/nonexistent").is_dir(),
        "LEADPACT_DATA does not name the folder of the real data",
    ),
    "pdftotext": (
        shutil.which("pdftotext") is not None,
        "pdftotext (of poppler-utils) is not installed",
    ),
    "browser": (shutil.which("chromium") is not None, "chromium is not installed"),
    "openssh": (
        shutil.which("ssh-keygen") is not None,
        "ssh-keygen (of openssh-client) is not installed",
    ),
    "libreoffice": (
        shutil.which("soffice") is not None,
        "soffice (of libreoffice-calc) is not installed",
    ),
    "axe": (
        Path(os.environ.get("LEADPACT_AXE") or "/nonexistent").is_file(),
        "LEADPACT_AXE does not name the file axe.min.js of axe-core",
    ),
}
#: The needs that a run which forbids skips may still lack.
ALLOWED_REASONS = {
    NEEDS[name][1] for name in os.environ.get("LEADPACT_MAY_LACK", "").split()
}
SKIPS_FORBIDDEN = os.environ.get("LEADPACT_NO_SKIPS", "") not in {"", "0"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that rewrites golden files."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the files in tests/golden; read the difference before keeping it",
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose marker names something that this machine lacks."""
    for marker, (present, reason) in NEEDS.items():
        if not present and item.get_closest_marker(marker):
            pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[
    None, pytest.TestReport, pytest.TestReport
]:
    """Fail a test that is skipped where skips are forbidden."""
    report = yield
    _judge_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[
    None, pytest.CollectReport, pytest.CollectReport
]:
    """Fail a module that is skipped whole where skips are forbidden."""
    report = yield
    _judge_skip(report)
    return report


def _judge_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure, unless its reason is allowed."""
    expected_failure = hasattr(report, "wasxfail")
    if not SKIPS_FORBIDDEN or not report.skipped or expected_failure:
        return
    # A skip is reported as its file, its line and its reason.
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else "no reason"
    reason = text.removeprefix("Skipped: ")
    if reason not in ALLOWED_REASONS:
        report.outcome = "failed"
        report.longrepr = f"skipped where skips are forbidden: {reason}"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a golden file, or rewrite it with ``--update-golden``."""
    update = request.config.getoption("--update-golden")

    def compare(file: Path, actual: str) -> None:
        if update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(actual.encode())
        assert file.exists(), f"{file} is missing: run `pytest --update-golden`"
        assert actual == file.read_bytes().decode()

    return compare
