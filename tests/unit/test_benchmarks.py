"""The benchmarks compare like with like; no time is asserted."""

from __future__ import annotations

import budgets
import peers_calendars
import peers_rules
import pytest
import three_timers
import twenty_rules

import leadpact
from leadpact.model.evaluation import Evaluation


class TestAgreement:
    """Both sides of a ratio give the same answers."""

    def test_decision(self) -> None:
        """The decision by hand is that of the policy, whatever is missing or wrong."""
        pact = leadpact.loads(twenty_rules.TWENTY_RULES)
        twenty_rules.check_agreement(pact, 300)

    def test_three_timers(self) -> None:
        """So is the loop by hand, in state, due, time used and time left."""
        pact = leadpact.loads(three_timers.POLICY)
        three_timers.check_agreement(pact, 200)

    def test_a_difference_is_told(self) -> None:
        """A policy that says something else is found out."""
        rules, timers = twenty_rules.TWENTY_RULES, three_timers.POLICY
        other_rules = leadpact.loads(rules.replace("30 when", "31 when"))
        with pytest.raises(AssertionError, match="46"):
            twenty_rules.check_agreement(other_rules, 300)
        other_timers = leadpact.loads(timers.replace("32 business", "33 business"))
        with pytest.raises(AssertionError, match="qualify"):
            three_timers.check_agreement(other_timers, 200)

    def test_peers(self) -> None:
        """Peers that are installed answer as the function by hand does."""
        for name, decide in peers_rules.peers():
            peers_rules.check_agreement(name, decide)

    def test_a_peer_that_is_wrong(self) -> None:
        """One that answers something else is found out, by its name."""
        with pytest.raises(AssertionError, match="stub"):
            peers_rules.check_agreement("stub", lambda _: (0, False, True, "cold", 40))


class TestInput:
    """What is judged is worth judging."""

    def test_leads(self) -> None:
        """Every answer is among those of the random leads, and so is a refusal."""
        found: list[twenty_rules.Answers] = []
        refused = 0
        for fields in twenty_rules.random_leads(300):
            try:
                found.append(twenty_rules.by_hand(fields))
            except TypeError:
                refused += 1
        bands = {("warm", False), ("cold", False)}
        assert {one["band"] for one in found} == bands
        assert {one["workable"] for one in found} == {True, False, None}
        assert refused > 10

    def test_worked_lead(self) -> None:
        """The lead of `policies/inbound` is known, and has timers that ran."""
        pact = leadpact.load(budgets.INBOUND)
        found = pact.evaluate(budgets.worked_lead(), now=budgets.NOW)
        assert isinstance(found, Evaluation)
        assert found.stage == "SQL"
        assert len(found.instances) >= 5
        assert not found.findings

    def test_memory(self) -> None:
        """A session with ten events takes less than 2 KiB beside them."""
        assert budgets.memory() < 2048

    def test_calendars(self) -> None:
        """The calendar that peers are held against answers."""
        length, budget = peers_calendars.SPANS["a day"]
        start, ours = peers_calendars.START, peers_calendars.ours()
        assert ours.elapsed(start, start + length) == budget
        assert ours.deadline(start, budget) == start + length
