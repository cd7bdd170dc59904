from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpact.model.versions import VERSION, is_prerelease, rank

#: The example of semver.org 2.0.0, 11, between two releases.
IN_ORDER = (
    "0.9.0",
    "0.10.0",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.1-0",
    "1.0.1-9",
    "1.0.1-10",
    "1.0.1--",
    "1.0.1-1a",
    "1.0.1",
    "1.2.0",
)
VERSIONS = st.from_regex(re.compile(VERSION, re.ASCII), fullmatch=True)


class TestRank:
    """`rank`."""

    def test_order(self) -> None:
        """A pre-release stands before its release, its numbers before its words."""
        for earlier, later in itertools.combinations(IN_ORDER, 2):
            assert rank(earlier) < rank(later), (earlier, later)

    @given(version=VERSIONS, zeros=st.integers(1, 3))
    def test_zeros_in_front_do_not_count(self, version: str, zeros: int) -> None:
        """Nor do they make another version."""
        assert rank("0" * zeros + version) == rank(version)

    @given(version=VERSIONS)
    def test_a_draft_lies_between_releases(self, version: str) -> None:
        """It comes before its release, and after the one before it."""
        release, _, draft = version.partition("-")
        major, minor, patch = release.split(".")
        before = f"{major}.{minor}.{int(patch)}"
        after = f"{major}.{minor}.{int(patch) + 1}"
        assert rank(before) < rank(f"{after}-{draft or 0}") < rank(after)


@pytest.mark.parametrize(
    ("text", "is_version"),
    [
        ("1.0.0", True),
        ("01.20.333", True),
        ("1.1.0-draft.1", True),
        ("1.1.0-rc-2.x", True),
        ("1.1.0-", False),
        ("1.1.0-draft.", False),
        ("1.1.0-draft..1", False),
        ("1.1.0-Entwürfe", False),
        ("1.1.0+build", False),
        ("1.1", False),
        ("1.1-draft.0", False),
        ("\N{ARABIC-INDIC DIGIT ONE}.0.0", False),
    ],
)
def test_grammar(text: str, *, is_version: bool) -> None:
    """Three numbers, and what stands before the release behind a hyphen."""
    assert (re.fullmatch(VERSION, text) is not None) == is_version


@given(version=VERSIONS)
def test_is_prerelease(version: str) -> None:
    """What is no release has more than three numbers."""
    assert is_prerelease(version) != bool(re.fullmatch(r"[\d.]+", version))
