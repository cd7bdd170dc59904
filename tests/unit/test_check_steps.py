from __future__ import annotations

import pytest
from builders_mistakes import hints, mistakes, timers


def timer_step(section: str, step: str) -> str:
    """A timer with one step."""
    timer = "reply / from: won / until: note / within: 4 business hours"
    return timers(f"{timer} / {section}: {step}")


def goal_step(section: str, step: str) -> str:
    """A goal with one step."""
    goal = "party: sales, require: count(won) >= 5, per: month"
    return f"{{many: {{{goal}, {section}: '{step}'}}}}"


class TestTimers:
    """Steps of timers."""

    @pytest.mark.parametrize(
        ("section", "step"),
        [
            ("warn", "alert owner at 75%"),
            ("warn", "alert owner and manager 1 hour before due"),
            ("warn", "alert owner 30 business minutes before due"),
            ("missed", "escalate to manager after 1 business hour"),
            ("missed", "return to marketing for nurture"),
            ("missed", "alert owner after 1 hour every 4 hours at most 3 times"),
            ("met", "celebrate"),
            ("met", "flag after 1 business day"),
        ],
    )
    def test_sound(self, section: str, step: str) -> None:
        """Every verb and time has its place."""
        assert mistakes(timers=timer_step(section, step)) == []

    @pytest.mark.parametrize(
        ("section", "step", "shown", "hint"),
        [
            (
                "warn",
                "alert owner",
                "without a time",
                "`at 75%` or `1 hour before due`",
            ),
            (
                "warn",
                "alert owner after 1 hour",
                "with this time",
                "`at 75%` or `1 hour before due`",
            ),
            (
                "warn",
                "alert owner by 2 hours",
                "with this time",
                "`at 75%` or `1 hour before due`",
            ),
            ("missed", "alert owner at 75%", "with this time", "`after 1 hour`"),
            ("missed", "alert owner by 2 hours", "with this time", "`after 1 hour`"),
            (
                "met",
                "alert owner 1 hour before due",
                "with this time",
                "`after 1 hour`",
            ),
        ],
    )
    def test_times(self, section: str, step: str, shown: str, hint: str) -> None:
        """A time that has no meaning in its list is told, with one that has."""
        text = timer_step(section, step)
        message = f"a step {shown} has no meaning in `{section}` of a timer"
        assert mistakes(timers=text) == [("LP2007", step, message)]
        assert hints(timers=text) == [f"say {hint}"]

    @pytest.mark.parametrize(
        ("share", "sound"),
        [("1%", True), ("99.5%", True), ("0%", False), ("100%", False)],
    )
    def test_share(self, share: str, sound: bool) -> None:  # noqa: FBT001 - a case
        """A warning comes after the start and before due."""
        step = f"alert owner at {share}"
        found = mistakes(timers=timer_step("warn", step))
        expected = ("LP2007", step, f"`{share}` is not within 0% and 100%")
        assert found == ([] if sound else [expected])

    @pytest.mark.parametrize("duration", ["2 business days", "1 calendar day"])
    def test_days_before_due(self, duration: str) -> None:
        """Days before due are no instant, hours are."""
        step = f"alert owner {duration} before due"
        message = f"`{duration}` before due is not one instant"
        assert mistakes(timers=timer_step("warn", step)) == [("LP2007", step, message)]

    def test_names(self) -> None:
        """An unknown verb and unknown people are told one by one."""
        text = timer_step("missed", "alrt owner and managr and sales")
        assert mistakes(timers=text) == [
            ("LP2001", "alrt", "unknown verb `alrt`"),
            ("LP2001", "managr", "unknown party or role `managr`"),
        ]
        assert hints(timers=text) == [
            "did you mean `alert`?",
            "did you mean `manager`?",
        ]


class TestGoals:
    """Steps of goals."""

    @pytest.mark.parametrize(
        "step",
        [
            "meet marketing and sales by 5 business days",
            "alert manager",
            "flag after 1 hour",
        ],
    )
    @pytest.mark.parametrize("section", ["missed", "met"])
    def test_sound(self, section: str, step: str) -> None:
        """Steps of goals are counted from the end of the period."""
        assert mistakes(goals=goal_step(section, step)) == []

    def test_owner(self) -> None:
        """A goal is no lead, and has no owner."""
        goals = goal_step("missed", "alert owner")
        found = mistakes(goals=goals)
        assert found == [("LP2001", "owner", "unknown party or role `owner`")]
        assert hints(goals=goals) == ["a period has no owner: name a party or a role"]

    @pytest.mark.parametrize("time", ["at 75%", "1 hour before due"])
    def test_times(self, time: str) -> None:
        """A goal has no due instant."""
        text = goal_step("missed", f"alert sales {time}")
        message = "a step with this time has no meaning in a goal"
        assert mistakes(goals=text) == [("LP2007", f"alert sales {time}", message)]
        assert hints(goals=text) == ["say `by 5 business days`"]


class TestRepetitions:
    """Repetitions of one step."""

    @pytest.mark.parametrize(
        ("step", "message"),
        [
            (
                "alert owner after 1 hour every 1 hour at most 101 times",
                "101 repetitions of one step",
            ),
            (
                "alert owner after 1 hour every 0 hours at most 3 times",
                "repetitions without time between them",
            ),
        ],
    )
    def test_have_an_end_and_a_distance(self, step: str, message: str) -> None:
        """Each repetition is worked out for each lead."""
        text = (
            "{a: {party: sales, from: won, until: note, within: 4 hours, "
            f"missed: {step}}}}}"
        )
        assert mistakes(timers=text) == [("LP2007", step, message)]
