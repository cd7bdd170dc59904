"""Regions of conditions against the record engine."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING

from builders_regions import (
    DOMAIN,
    NOW,
    decision,
    histories,
    judged,
    lead_of,
    leads,
    make_reader,
    pact_of,
    sections_of,
)
from hypothesis import given
from hypothesis import strategies as st
from strategies import field_conditions, lead_conditions

from leadpact.language.walk import names_in, patterns_in
from leadpact.model.lead import Actor, Event, Lead
from leadpact.regions import verdict

if TYPE_CHECKING:
    from leadpact.regions import Verdict

#: So many events that their points outweigh every constant.
MANY = tuple(
    Event("touched", NOW - timedelta(days=1), {}, Actor.SYSTEM, id=str(number))
    for number in range(60)
)
SIX = st.lists(field_conditions(events=True), min_size=6, max_size=6)


def outcomes(found: Verdict) -> dict[object, object]:
    """The outcomes that a verdict finds possible, each with its witness."""
    known = {True: found.true, False: found.false, None: found.unknown}
    return {value: witness for value, witness in known.items() if witness is not None}


class TestFields:
    """A verdict on fields is what trying every value would tell."""

    @given(field_conditions())
    def test_every_lead(self, condition: str) -> None:
        """No lead of a domain has an outcome that is said to be impossible."""
        found = outcomes(verdict(decision(condition)))
        pact = pact_of(condition)
        fields = names_in(pact.checked.policy.definitions["tested"].body)  # type: ignore[arg-type]
        seen = {judged(pact, lead) for lead in leads(fields, events=False)}
        assert seen <= found.keys()

    @given(field_conditions(events=True))
    def test_witnesses(self, condition: str) -> None:
        """Each witness has the outcome that it is a witness of."""
        pact = pact_of(condition)
        for outcome, witness in outcomes(verdict(decision(condition))).items():
            if not witness.rests_on:  # type: ignore[attr-defined]
                assert judged(pact, lead_of(witness)) is outcome, witness  # type: ignore[arg-type]


class TestEvents:
    """A verdict on events is what trying every short history would tell."""

    @given(field_conditions(events=True))
    def test_every_history(self, condition: str) -> None:
        """No short history has an outcome that is said to be impossible."""
        found = outcomes(verdict(decision(condition)))
        pact = pact_of(condition)
        body = pact.checked.policy.definitions["tested"].body
        has_events = any(True for _ in patterns_in(body))  # type: ignore[arg-type]
        some = dict(itertools.islice(DOMAIN.items(), 1)) if has_events else DOMAIN
        fields = names_in(body) & some.keys()  # type: ignore[arg-type]
        tried = leads(fields, events=has_events)
        assert {judged(pact, lead) for lead in tried} <= found.keys()


class TestPolicies:
    """Definitions and scores are seen through, as an engine sees them."""

    @given(SIX, lead_conditions(), st.data())
    def test_some_leads(
        self, six: list[str], condition: str, data: st.DataObject
    ) -> None:
        """No lead has an outcome that is said to be impossible."""
        sections = sections_of(six)
        found = verdict(decision(condition, make_reader(**sections)))
        pact = pact_of(condition, **sections)
        some = st.fixed_dictionaries(
            {name: st.sampled_from(values) for name, values in DOMAIN.items()}
        )
        events = st.sampled_from([*histories(2), MANY])
        for _ in range(10):
            fields = {
                name: value
                for name, value in data.draw(some).items()
                if value is not None
            }
            seen = judged(pact, Lead("L1", fields, data.draw(events)))
            assert found.unproven or seen in outcomes(found)

    @given(SIX, lead_conditions())
    def test_witnesses(self, six: list[str], condition: str) -> None:
        """Each witness has the outcome that it is a witness of."""
        sections = sections_of(six)
        pact = pact_of(condition, **sections)
        found = verdict(decision(condition, make_reader(**sections)))
        for outcome, witness in outcomes(found).items():
            if not witness.rests_on:  # type: ignore[attr-defined]
                assert judged(pact, lead_of(witness)) is outcome, witness  # type: ignore[arg-type]
