from __future__ import annotations

import pytest
from builders import judge, make_policy, make_timer
from builders_mistakes import advised, timers

ROLE = "{boss: {party: sales, who: head of sales}}"
TIMER = "t / from: handed_off / until: attempt / within: 4 hours"


class TestContacts:
    """Roles that steps tell."""

    @pytest.mark.parametrize("section", ["missed: escalate to boss", "met: alert boss"])
    def test_told(self, section: str) -> None:
        """A role without a contact is told of where a step names it."""
        text = make_policy(roles=ROLE, timers=timers(f"{TIMER} / {section}"))
        message = "steps tell `boss`, which has no `contact`"
        assert advised(text, "LP2106") == [("warning", "boss", message)]

    def test_goal(self) -> None:
        """Steps of goals tell roles too."""
        goal = "party: sales, require: count(won) >= 5, per: month, missed: alert boss"
        text = make_policy(roles=ROLE, goals=f"{{g: {{{goal}}}}}")
        assert len(advised(text, "LP2106")) == 1

    @pytest.mark.parametrize(
        ("role", "step"),
        [
            (ROLE, "alert owner"),
            (ROLE.replace("who", "contact: b@example.com, who"), "alert boss"),
        ],
    )
    def test_sound(self, role: str, step: str) -> None:
        """A role that no step names may go without a contact."""
        text = make_policy(roles=role, timers=timers(f"{TIMER} / missed: {step}"))
        assert advised(text, "LP2106") == []

    def test_optional(self) -> None:
        """Whoever carries out a step for such a role is told no address."""
        timer = TIMER.removeprefix("t / ")
        pact = make_timer(f"{timer} / missed: alert boss", roles=ROLE)
        (step,) = judge(pact, "mon 09:00 handed_off", "mon 13:00").consequences
        assert [(to.name, to.address) for to in step.to] == [("boss", "")]
