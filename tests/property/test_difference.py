"""Laws of differences: what means the same differs in nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import SHIPPED, make_policy
from hypothesis import given
from hypothesis import strategies as st
from promises import policy_sections
from strategies import promises
from strategies_layout import rewritten

import leadpact
from leadpact.check import check_policy
from leadpact.loading.files import read_file
from leadpact.loading.policy import load_policy
from leadpact.review.difference import compare_policies
from leadpact.signing.changes import changes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from promises import Promise


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: str(file.parent.name))
def test_itself(file: Path) -> None:
    """A policy differs from itself in nothing."""
    checked = leadpact.load(file).checked
    assert compare_policies(checked, checked).clauses == ()


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: str(file.parent.name))
@given(data=st.data())
def test_layout(file: Path, data: st.DataObject) -> None:
    """Layout, comments, quotes and the order of keys are no difference."""
    written = data.draw(rewritten(file.read_text("utf-8")))
    other = check_policy(load_policy(str(file), written, read_file))
    assert compare_policies(leadpact.load(file).checked, other).clauses == ()


@given(promises(), promises())
def test_timers(one: Sequence[Promise], other: Sequence[Promise]) -> None:
    """Nothing is told exactly if the canonical forms are the same; all is told."""
    first, second = (
        leadpact.loads(make_policy(**policy_sections(drawn))).checked
        for drawn in (one, other)
    )
    found = compare_policies(first, second)
    differing = changes(first.policy, second.policy)
    assert bool(found.clauses) is bool(differing)
    told = {(clause.section, clause.name) for clause in found.clauses}
    for change in differing:
        section, _, rest = change.path.partition(".")
        assert told & {(section, ""), (section, rest.partition(".")[0])}, change
    assert compare_policies(first, first).clauses == ()
