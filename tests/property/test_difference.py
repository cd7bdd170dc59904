"""Laws of differences: what means the same differs in nothing."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import attrs
import pytest
from builders import SHIPPED, make_policy
from hypothesis import assume, given
from hypothesis import strategies as st
from promises import EVERYTHING, draw_timers, policy_sections
from strategies import moments, promises, whole_leads
from strategies_layout import rewritten

import leadpact
from leadpact.check import check_policy
from leadpact.loading.files import read_file
from leadpact.loading.policy import load_policy
from leadpact.review.difference import Direction, Grade, compare_policies
from leadpact.signing.changes import changes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from promises import Promise

    from leadpact.pact import Pact


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


#: What a timer is made of, one of which is changed.
PARTS = (
    *("starts", "until", "within", "when", "enough", "unless", "times", "apart"),
    *("pauses", "repeat", "calendar", "missed"),
)
#: Parts to which more can be put, and from which some can be taken.
LISTS = frozenset({"starts", "until", "enough", "unless", "missed"})


@st.composite
def changed(draw: st.DrawFn) -> tuple[Promise, Promise]:
    """A timer, and the same with one part changed: other, fewer, or more."""
    chance = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311 - No secret.
    drawn = (draw_timers(chance, EVERYTHING, 1)[0] for _ in range(2))
    # A warning fits the unit of `within`, which may be another one.
    old, other = (attrs.evolve(one, warn=()) for one in drawn)
    part = draw(st.sampled_from(PARTS))
    was, becomes = getattr(old, part), getattr(other, part)
    how = draw(st.sampled_from(("other", "fewer", "more")))
    if part in LISTS and how == "fewer":
        becomes = was[1:]
    elif part in LISTS and how == "more":
        becomes = tuple(dict.fromkeys((*was, *becomes)))
    new = attrs.evolve(old, **{part: becomes})
    return old, new if new.times else attrs.evolve(new, apart=())


@given(st.data())
def test_directions(data: st.DataObject) -> None:
    """No promise that was broken is kept where it is harder, and the other way."""
    old, new = data.draw(changed())
    assume(new.starts and new.until and (new.missed or not new.returns))
    before, after = map(pact_of, (old, new))
    found = compare_policies(before.checked, after.checked)
    told = {effect.direction for one in found.clauses for effect in one.effects}
    assume(told <= {Direction.HARDER, Direction.EASIER} and len(told) <= 1)
    lead, now = data.draw(whole_leads((old,))), data.draw(moments(days=8))
    old_states, new_states = (
        {
            one.start_event: one.state.value
            for one in pact.evaluate(lead, now=now).instances
            if one.timer == old.name
        }
        for pact in (before, after)
    )
    for start in old_states.keys() & new_states.keys():
        broken = [states[start] == "breached" for states in (old_states, new_states)]
        assert broken != ([True, False] if Direction.HARDER in told else [False, True])
    if not told:
        assert found.grade in {None, Grade.MINOR, Grade.PATCH}
        assert old_states == new_states


def pact_of(promise: Promise) -> Pact:
    """A policy that makes one promise."""
    return leadpact.loads(make_policy(**policy_sections((promise,))))
