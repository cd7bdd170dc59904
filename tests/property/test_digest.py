"""Laws of the digest: the same for the same meaning, another one for any other.

Not every change of a phrase is drawn here: `test_language.py` holds its text, which is
what is signed, to tell all of it.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest
from builders import SHIPPED, make_policy
from hypothesis import given, settings
from hypothesis import strategies as st
from promises import policy_sections
from strategies import promises
from strategies_layout import rewritten
from strategies_model import changes, models

import leadpact
from leadpact.check import check_policy
from leadpact.loading.files import read_file
from leadpact.loading.policy import load_policy
from leadpact.model.policy import Policy
from leadpact.signing.canonical import digest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from promises import Promise

#: Each example takes some tens of milliseconds, and a thousand are many.
MANY = settings(max_examples=min(1000, settings().max_examples))
EVERY = pytest.mark.parametrize("file", SHIPPED, ids=lambda file: str(file.parent.name))

#: Letters with accents wherever a text may stand, and marks that YAML reads.
ACCENTS = make_policy(
    title="Été, «déjà vu» — ½",
    summary="Grüße an Łódź, Ærø und Ålesund, Ἀθῆναι",
    fields="""
        größe: integer
        place: {type: choice, choices: [café, Zürich, bar]}
    """,
    definitions="""
        near: place is "café" or größe > 5
        far: place in ["Zürich", bar]
    """,
    events="""
        rejected: {reason: {type: choice, choices: [déjà, autre, "it's - [so]"]}}
    """,
    reject_reasons="""
        déjà: "Already: worked # on"
        autre: 'it''s \\ "another"'
        "it's - [so]": "two\\nlines"
    """,
)


def read(data: bytes, file: str = "policy.yaml") -> Policy:
    """The policy that a file holds."""
    return check_policy(load_policy(file, data, read_file)).policy


def keeps_its_digest(data: st.DataObject, text: str, file: str = "policy.yaml") -> None:
    """Draw a file that says the same, and compare the two."""
    policy = read(text.encode(), file)
    other = read(data.draw(rewritten(text)), file)
    assert other == policy
    assert digest(other) == digest(policy)


class TestLayout:
    """Comments, layout, quotes, order of keys and ways to write a letter are no part.

    `TestLayout` of `unit/test_signing_canonical.py` has other spellings of phrases.
    """

    @EVERY
    @MANY
    @given(data=st.data())
    def test_shipped(self, file: Path, data: st.DataObject) -> None:
        """A policy that is shipped, written in any other way."""
        keeps_its_digest(data, file.read_text("utf-8"), str(file))

    @MANY
    @given(promises(), st.data())
    def test_timers(self, drawn: Sequence[Promise], data: st.DataObject) -> None:
        """Timers of every kind."""
        keeps_its_digest(data, make_policy(**policy_sections(drawn)))

    @MANY
    @given(st.data())
    def test_letters(self, data: st.DataObject) -> None:
        """Letters that are one character or two, in names and texts."""
        keeps_its_digest(data, ACCENTS)


@functools.cache
def shipped(file: Path) -> Policy:
    """A policy that is shipped."""
    return leadpact.load(file).checked.policy


@functools.cache
def changes_of(file: Path) -> Sequence[st.SearchStrategy[Policy]]:
    """Policies that differ from it in one leaf at most, for each leaf."""
    return tuple(changes(shipped(file)))


def is_told(policy: Policy, other: Policy) -> bool:
    """Whether the digests differ if the policies do."""
    return (digest(other) == digest(policy)) == (other == policy)


class TestMeaning:
    """Policies that differ in one leaf have two digests."""

    @MANY
    @given(models(Policy), st.data())
    def test_drawn(self, policy: Policy, data: st.DataObject) -> None:
        """Any policy at all."""
        leaf = data.draw(st.sampled_from(tuple(changes(policy))))
        assert is_told(policy, data.draw(leaf))

    @EVERY
    @MANY
    @given(data=st.data())
    def test_shipped(self, file: Path, data: st.DataObject) -> None:
        """A policy that is shipped."""
        leaf = data.draw(st.sampled_from(changes_of(file)))
        assert is_told(shipped(file), data.draw(leaf))
