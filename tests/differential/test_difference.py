"""Differences of two versions against trying every lead."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from builders_regions import NOW, checked, judged, lead_of, leads, pact_of
from hypothesis import given
from hypothesis import strategies as st

from leadpact.language.nodes import Case
from leadpact.language.walk import names_in
from leadpact.pact import Pact
from leadpact.review.difference import Direction, compare_policies
from leadpact.review.difference.meanings import Meanings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from leadpact.model.lead import Lead
    from leadpact.regions import Witness
    from leadpact.review.difference import Effect

#: Conditions that the analysis follows to their ends.
TESTS = (
    *("n >= 1", "n < 2", "n == 2", "n != 1", "3 <= n", "1 < n <= 3", "n in [1, 3]"),
    *("n is missing", "n between 1 and 2", "n * 2 - 1 > 3", "3 - n <= 1"),
    *("k is A", "k is not B", "k in [A, B]", "k not in [C]", "k is known"),
    *("t contains a", "t starts with any [a, ab]", "t ends with b", 't == "a"'),
    *("f", "not f", "f is known"),
)


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    two = st.tuples(inner, inner)
    return st.one_of(
        two.map(lambda pair: f"({pair[0]}) and ({pair[1]})"),
        two.map(lambda pair: f"({pair[0]}) or ({pair[1]})"),
        inner.map(lambda one: f"not ({one})"),
    )


CONDITIONS = st.recursive(st.sampled_from(TESTS), _joined, max_leaves=4)
STAGE = "[{name: MQL, party: marketing, when: tested}]"


def version(condition: str) -> Pact:
    """A policy whose leads count as MQL under a condition."""
    return pact_of(condition, stages=STAGE)


def tried(*pacts: Pact) -> Iterator[Lead]:
    """Every lead that may matter to any of some policies."""
    fields: set[str] = set()
    for pact in pacts:
        for definition in pact.checked.policy.definitions.values():
            for phrase in definition.phrases:
                fields |= names_in(phrase)
    return leads(fields, events=False)


def effects(found: Iterable[Effect], party: str) -> set[Direction]:
    """What it is for one party."""
    return {effect.direction for effect in found if effect.party == party}


class TestStage:
    """A stage that other leads enter than before."""

    @given(CONDITIONS, CONDITIONS)
    def test_every_lead(self, before: str, after: str) -> None:
        """It is harder exactly if a lead counts no more, and each witness shows it."""
        old, new = version(before), version(after)
        pairs = {
            (judged(old, lead) is True, judged(new, lead) is True)
            for lead in tried(old, new)
        }
        found = compare_policies(old.checked, new.checked)
        stages = [one for one in found.clauses if one.section == "stages"]
        known = effects((each for one in stages for each in one.effects), "marketing")
        expected = {
            direction
            for direction, pair in (
                (Direction.HARDER, (True, False)),
                (Direction.EASIER, (False, True)),
            )
            if pair in pairs
        }
        assert known == expected
        assert not any(
            "not proven" in effect.reason
            for one in found.clauses
            for effect in one.effects
        )
        shown = Meanings(old.checked, new.checked).definition("tested")
        for witness, pair in (
            (shown.lost, (True, False)),
            (shown.gained, (False, True)),
        ):
            if witness is not None:
                assert shows(witness, old, new) == pair

    @given(CONDITIONS)
    def test_itself(self, condition: str) -> None:
        """What is only written in another way changes nothing."""
        old = version(condition)
        for same in (f"not (not ({condition}))", f"({condition}) and ({condition})"):
            found = compare_policies(old.checked, version(same).checked)
            assert {clause.grade.value for clause in found.clauses} <= {"patch"}
            assert not any(clause.effects for clause in found.clauses)


def shows(witness: Witness, old: Pact, new: Pact) -> tuple[bool, bool]:
    """Whether a lead counts before and after."""
    lead = lead_of(witness)
    return judged(old, lead) is True, judged(new, lead) is True


class TestCases:
    """Cases that give leads another value than before."""

    @given(*[CONDITIONS] * 4)
    def test_every_lead(self, one: str, two: str, three: str, four: str) -> None:
        """Each pair of values that some lead gets is found, and no other one."""
        old, new = cases(one, two), cases(three, four)
        seen = {
            (told(old, lead), told(new, lead))
            for lead in tried(old, new)
            if told(old, lead) != told(new, lead)
        }
        first, second = (body(each) for each in (old, new))
        moves = Meanings(old.checked, new.checked).moves(first, second)
        assert moves is not None
        assert {(move.before, move.after) for move in moves} == seen
        for move in moves:
            lead = lead_of(move.lead)
            assert (told(old, lead), told(new, lead)) == (move.before, move.after)


def cases(one: str, other: str) -> Pact:
    """A policy with a classification of three values."""
    lines = f"- hot when {one}\n    - warm when {other}\n    - cold\n"
    return Pact(checked(definitions=f"\ntested:\n  first:\n    {lines}"))


def body(pact: Pact) -> list[Case[str]]:
    """Its cases, by the words of their values."""
    found = pact.checked.policy.definitions["tested"].body
    return [Case(str(one.value.value), one.when, span=one.span) for one in found.cases]  # type: ignore[union-attr]


def told(pact: Pact, lead: Lead) -> object:
    """The value that the record engine gives a lead."""
    return pact.evaluate(lead, now=NOW).definitions["tested"].value


def test_domain() -> None:
    """The leads that are tried hold each constant, and what lies beside it."""
    assert len([*itertools.islice(leads({"n", "k"}, events=False), 100)]) == 28
