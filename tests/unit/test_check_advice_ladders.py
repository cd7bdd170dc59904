from __future__ import annotations

import pytest
from builders import make_policy
from builders_mistakes import advised, timers

START, BEFORE = "lies before the start of", "this step is due before the one above it"
WENT, GOES_ON = (
    "this step comes after the lead went back",
    "the last repetitions come after the lead went back",
)


def told(section: str, *steps: str, within: str = "4 hours") -> list[tuple[str, str]]:
    """Severity and message of what is said of a list of steps of a timer."""
    listed = "".join(f"\n      - {step}" for step in steps)
    timer = f"t / from: won / until: note / within: {within}"
    text = make_policy(timers=timers(f"{timer} / {section}: {listed}"))
    return [(how, message) for how, _, message in advised(text, "LP2104")]


class TestBeforeStart:
    """Warnings that are due before the start."""

    def test_told(self) -> None:
        """The most that a business day can take is counted."""
        ((severity, message),) = told(
            "warn", "alert owner 25 business hours before due", within="1 business day"
        )
        assert severity == "warning"
        assert message == f"`25 business hours` before due {START} `1 business day`"

    @pytest.mark.parametrize(
        ("before", "within"),
        [
            ("8 business hours", "1 business day"),
            ("100 hours", "1 business day"),
            ("30 hours", "1 calendar day"),
            (
                "25 business hours",
                "1 business day / pause: {from: paused, until: resumed}",
            ),
        ],
    )
    def test_uncertain(self, before: str, within: str) -> None:
        """It may lie after the start."""
        assert told("warn", f"alert owner {before} before due", within=within) == []


class TestAfterReturn:
    """Steps after the lead went back."""

    @pytest.mark.parametrize(
        ("steps", "message"),
        [
            (("return to marketing", "flag after 1 hour"), WENT),
            (("return to marketing after 2 hours", "flag after 121 minutes"), WENT),
            (("return to marketing", "flag after 1 business day"), WENT),
            (
                (
                    "alert owner after 1 hour every 1 hour at most 3 times",
                    "return to marketing after 2 hours",
                ),
                GOES_ON,
            ),
            (
                (
                    "alert owner after 5 minutes every 1 hour at most 4 times",
                    "return to marketing after 2 hours",
                ),
                GOES_ON,
            ),
            (
                (
                    "return to marketing",
                    "flag after 0 hours every 1 hour at most 2 times",
                ),
                GOES_ON,
            ),
        ],
    )
    def test_told(self, steps: tuple[str, ...], message: str) -> None:
        """A step, or its last repetition, is due later than the return."""
        assert told("missed", *steps) == [("warning", message)]

    @pytest.mark.parametrize(
        "steps",
        [
            ("return to marketing", "alert owner"),
            ("alert owner after 1 hour", "return to marketing after 1 hour"),
            ("flag after 2 hours", "return to marketing after 4 business hours"),
            (
                "alert owner after 1 hour every 1 hour at most 2 times",
                "return to marketing after 2 hours",
            ),
            ("reroute to marketing", "alert owner after 1 hour"),
        ],
    )
    def test_sound(self, steps: tuple[str, ...]) -> None:
        """A step at the same time or before is fine, and one that may be before."""
        assert told("missed", *steps) == []

    def test_met(self) -> None:
        """A promise that was kept has no ladder that stops."""
        assert told("met", "return to marketing", "celebrate after 1 hour") == []

    def test_out_of_order(self) -> None:
        """A step above the return may come after it all the same."""
        found = told("missed", "flag after 2 hours", "return to marketing")
        assert found == [("warning", WENT), ("note", BEFORE)]


class TestOrder:
    """Steps in the order of their time."""

    @pytest.mark.parametrize(
        ("section", "steps"),
        [
            ("warn", ("alert owner at 75%", "alert manager at 50%")),
            (
                "warn",
                ("alert owner 1 hour before due", "alert owner 90 minutes before due"),
            ),
            ("missed", ("flag after 1 hour", "alert owner")),
            ("missed", ("flag after 2 hours", "alert owner after 1 hour")),
            ("met", ("flag after 2 hours", "celebrate after 1 hour")),
        ],
    )
    def test_told(self, section: str, steps: tuple[str, ...]) -> None:
        """A step that is due before the one above it is a note."""
        assert told(section, *steps) == [("note", BEFORE)]

    @pytest.mark.parametrize(
        ("section", "steps"),
        [
            ("warn", ("alert owner at 50%", "alert manager at 50%")),
            ("warn", ("alert owner at 90%", "alert owner 1 hour before due")),
            ("warn", ("alert owner 1 hour before due", "alert owner at 10%")),
            ("missed", ("alert owner", "flag", "flag after 0 hours", "alert owner")),
            ("missed", ("flag after 2 hours", "alert owner after 1 business hour")),
        ],
    )
    def test_sound(self, section: str, steps: tuple[str, ...]) -> None:
        """Steps at one time, or of which the order is not certain, are fine."""
        assert told(section, *steps) == []

    def test_goals(self) -> None:
        """The steps of goals have an order too."""
        text = make_policy(
            goals="""
              g:
                party: sales
                require: count(won) >= 5
                per: month
                missed:
                  - alert sales after 2 business days
                  - meet sales by 5 business days
                  - meet sales by 3 business days
            """
        )
        shown = "meet sales by 3 business days"
        assert advised(text, "LP2104") == [("note", shown, BEFORE)]
