from __future__ import annotations

import pytest
from builders import make_policy
from builders_mistakes import advised, timers

TIMER = "t / from: handed_off / until: attempt / within: 4 hours"
PROMISED = f"{TIMER} / promise: Call"


class TestUnheard:
    """Steps that speak to nobody, and promises without consequence."""

    @pytest.mark.parametrize("step", ["alert", "escalate after 1 hour", "meet"])
    def test_speaks_to_nobody(self, step: str) -> None:
        """Verbs that speak need somebody."""
        text = make_policy(timers=timers(f"{TIMER} / missed: {step}"))
        message = f"`{step.split(maxsplit=1)[0]}` does not say whom"
        assert advised(text, "LP2108") == [("warning", step, message)]

    @pytest.mark.parametrize("step", ["flag", "alert owner", "return", "celebrate"])
    def test_sound(self, step: str) -> None:
        """Other verbs do something, and `owner` is somebody."""
        text = make_policy(timers=timers(f"{TIMER} / missed: {step}"))
        assert advised(text, "LP2108") == []

    def test_no_consequence(self) -> None:
        """A promise of which a breach means nothing is a note."""
        text = make_policy(timers=timers(PROMISED))
        message = "nothing follows if the promise of `t` is missed"
        assert advised(text, "LP2108") == [("note", "t", message)]

    @pytest.mark.parametrize(
        ("section", "text"),
        [
            ("consequences", "{t: Sales buys lunch}"),
            ("goals", "{g: {party: sales, require: share(t) >= 90%, per: month}}"),
            ("goals", "{g: {party: sales, require: count(missed t) <= 5, per: month}}"),
            ("definitions", "{a: happened(missed t)}"),
            (
                "timers",
                timers(PROMISED, "u / from: missed t / until: note / within: 4 hours"),
            ),
            ("timers", timers(TIMER)),
            ("timers", timers(f"{PROMISED} / missed: flag")),
        ],
    )
    def test_consequence(self, section: str, text: str) -> None:
        """Steps, words, goals and whatever asks for it are consequences."""
        sections = {"timers": timers(PROMISED), section: text}
        assert advised(make_policy(**sections), "LP2108") == []
