from __future__ import annotations

import pytest
from builders import make_policy
from builders_mistakes import advised
from hypothesis import given
from strategies import durations

from leadpact.units import Duration, Unit


def told(promise: str, *more: str, within: str = "8 business hours") -> list[str]:
    """What is said of the words of a timer."""
    lines = (
        *("party: sales", f"promise: {promise}", "from: handed_off"),
        *("until: attempt", f"within: {within}", *more),
    )
    body = "".join(f"\n    {line}" for line in lines)
    found = advised(make_policy(timers=f"\n  a:{body}\n"), "LP2114")
    assert {severity for severity, _, _ in found} <= {"warning"}
    assert {shown for _, shown, _ in found} <= {promise}
    return [message for _, _, message in found]


class TestOwnWords:
    """Numbers with a unit, in the words of a promise."""

    @pytest.mark.parametrize(
        ("promise", "said", "meant"),
        [
            ("Call within 24 hours", "24 hours", "8 business hours"),
            ("Call in 8 calendar hours", "8 calendar hours", "8 business hours"),
            ("Call within 8 days", "8 days", "8 business hours"),
            ("Within one Business Hour", "one Business Hour", "8 business hours"),
            ("A 4-hour answer", "4-hour", "8 business hours"),
            ("Call 3 times", "3 times", "once"),
            ("Call with six tries", "six tries", "once"),
        ],
    )
    def test_another_number(self, promise: str, said: str, meant: str) -> None:
        """What the words say and the timer does not."""
        message = f"the words of `a` say `{said}`, the timer says `{meant}`"
        assert told(promise) == [message]

    @pytest.mark.parametrize(
        "promise",
        [
            "Call within 8 hours",
            "Call within eight working hours",
            "Call within 8 business hours",
            "An 8-hour answer",
            "Call the top 10 accounts",
            "Call 24 people in room 7",
            "Call every lead from the 1 May campaign",
            "Call",
            "Call within 480 minutes",
            "Reachable 24 hours a day, 7 days a week",
            "Call three times a day, never more",
            "Call within 2-3 days",
            "Call within 2 or 3 days",
            "Call within twenty four hours",
        ],
    )
    def test_the_same(self, promise: str) -> None:
        """The numbers of the timer, and numbers that are none of its."""
        assert told(promise) == []

    def test_cases_steps_and_tries(self) -> None:
        """Any case, distance and step of the timer counts."""
        more = (
            "times: 6",
            "apart: 4 hours",
            "missed: [escalate to manager after 2 hours]",
        )
        for words in ("six times", "4 hours apart", "after 2 hours", "8 hours"):
            assert told(f"Call {words}", *more) == []
        assert len(told("Call five times, 3 hours apart", *more)) == 2

    @given(durations((Unit.BUSINESS_HOUR, Unit.BUSINESS_DAY, Unit.HOUR, Unit.MINUTE)))
    def test_its_own_duration(self, duration: Duration) -> None:
        """Whatever a timer allows, its words may say."""
        whole = Duration(duration.amount.to_integral_value() % 50 + 1, duration.unit)
        assert told(f"Call within {whole}", within=str(whole)) == []
