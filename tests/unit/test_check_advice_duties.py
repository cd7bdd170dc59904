from __future__ import annotations

import pytest
from builders import make_policy
from builders_mistakes import advised, timers

TIMER = "t / from: handed_off / until: attempt / within: 4 hours"


class TestDuties:
    """Parties that owe nothing."""

    def test_told(self) -> None:
        """A party without timer, limit or goal is told of."""
        message = "`marketing` owes no timer, limit or goal"
        text = make_policy(timers=timers(TIMER))
        assert advised(text, "LP2107") == [("warning", "marketing", message)]
        assert len(advised(make_policy(), "LP2107")) == 2

    @pytest.mark.parametrize(
        ("section", "promise"),
        [
            ("goals", "require: count(won) >= 5, per: month"),
            ("limits", "never: unsubscribed"),
        ],
    )
    def test_sound(self, section: str, promise: str) -> None:
        """A goal or a limit is a duty as well."""
        duty = f"{{d: {{party: marketing, {promise}}}}}"
        text = make_policy(timers=timers(TIMER), **{section: duty})
        assert advised(text, "LP2107") == []
