from __future__ import annotations

import pytest
from builders import make_policy
from builders_mistakes import advised, timers

CREATED = "a lead is `created` before anything else"


def told(text: str) -> list[tuple[str, str]]:
    """Place and message of what is said of the ends of a timer from acceptance on."""
    parts = "t / from: accepted / within: 24 hours"
    if "within:" in text:
        parts = "t / from: accepted"
    if "from:" in text:
        parts = parts.replace(" / from: accepted", "")
    found = advised(make_policy(timers=timers(f"{parts} / {text}")), "LP2103")
    assert all(severity == "warning" for severity, _, _ in found)
    return [(place, message) for _, place, message in found]


class TestNeverMet:
    """Nothing that keeps the promise can come."""

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("until: created", CREATED),
            ("until: created / enough: created where actor is human", CREATED),
            (
                "until: attempt / times: 2 / unless: attempt",
                "the first `attempt` voids it",
            ),
            (
                (
                    "until: [attempt where actor is human, note] / times: 2 "
                    "/ unless: [attempt, note]"
                ),
                "the first `attempt where actor is human` or `note` voids it",
            ),
        ],
    )
    def test_never(self, text: str, why: str) -> None:
        """The message tells why."""
        assert ("until", f"`t` is never met: {why}") in told(text)

    def test_waits_for_what_cannot_be(self) -> None:
        """A promise that waits for one that cannot be met is never met either."""
        text = make_policy(
            timers=timers(
                "a / from: won / until: created / within: 4 hours",
                "b / from: won / until: met a / within: 4 hours",
            )
        )
        messages = [message for _, _, message in advised(text, "LP2103")]
        assert messages[1] == "`b` is never met: `met a` can never happen"

    @pytest.mark.parametrize(
        "text",
        [
            "until: [created, attempt]",
            "until: created / enough: attempt",
            "until: attempt / times: 2 / unless: lost",
            "until: [attempt, note] / times: 2 / unless: attempt",
            "until: attempt / times: 2 / unless: attempt where actor is human",
            "until: attempt / times: [1 when employees > 5, 2] / unless: attempt",
        ],
    )
    def test_may(self, text: str) -> None:
        """Something may keep it."""
        assert told(text) == []


class TestStartsAgain:
    """What meets the promise makes it anew."""

    @pytest.mark.parametrize(
        "text",
        [
            "from: attempt / until: attempt",
            "from: [accepted, attempt] / until: attempt where channel is call",
        ],
    )
    def test_told(self, text: str) -> None:
        """Then it is missed in the end, by every lead."""
        message = "`t` is missed in the end: what meets it starts it again"
        assert told(text) == [("until", message)]

    @pytest.mark.parametrize(
        "text",
        [
            "from: attempt / until: [attempt, won]",
            "from: attempt where channel is call / until: attempt",
            "from: attempt / until: attempt / unless: lost",
            "from: attempt / until: attempt / enough: won",
            "from: attempt / until: attempt / when: employees > 5",
            "from: attempt / until: attempt / times: 3",
            "from: attempt / until: attempt / repeat: restart",
        ],
    )
    def test_meant(self, text: str) -> None:
        """Another end, a guard, or a word on repetition says what is meant."""
        assert told(text) == []


class TestTooTight:
    """Tries that do not fit into the time."""

    def test_told(self) -> None:
        """Each case of the time that is too short is told."""
        text = (
            "until: attempt / times: 6 / apart: 4 hours "
            "/ within: [19 hours when employees > 5, 1199 minutes]"
        )
        message = "6 tries that are `4 hours` apart take more than this"
        assert told(text) == [
            ("19 hours when employees > 5", message),
            ("1199 minutes", message),
        ]

    @pytest.mark.parametrize(
        "text",
        [
            "times: 6 / apart: 4 hours / within: 20 hours",
            "times: [2 when employees > 5, 6] / apart: 4 hours / within: 5 hours",
            "times: 6 / apart: 4 hours / within: 3 business hours",
            "times: 1 / apart: 4 hours / within: 3 hours",
            "times: 6 / within: 1 minute",
        ],
    )
    def test_fits(self, text: str) -> None:
        """They fit, or it is not certain that they do not."""
        assert told(f"until: attempt / {text}") == []

    def test_pause(self) -> None:
        """A pause may make room for any number of tries."""
        pause = "from: won / pause: {from: paused, until: resumed}"
        text = f"{pause} / until: attempt / times: 6 / apart: 4 hours / within: 3 hours"
        assert told(text) == []

    def test_long(self) -> None:
        """Spans of centuries are compared without a limit."""
        text = "until: attempt / times: 1000 / apart: 80000 hours / within: 4 hours"
        assert len(told(text)) == 1


class TestOutdone:
    """Ends that another one takes first."""

    @pytest.mark.parametrize(
        ("text", "place", "message"),
        [
            (
                "until: attempt / enough: attempt where actor is human",
                "attempt where actor is human",
                "`attempt where actor is human` meets it as `until` already",
            ),
            (
                "until: attempt where actor is human / enough: attempt / times: 6",
                "attempt",
                "the first `attempt` is enough, so `times` says nothing",
            ),
            (
                "until: attempt / unless: attempt",
                "attempt",
                "`attempt` never voids it, since it meets it",
            ),
            (
                "until: attempt / times: 6 / enough: meeting / unless: meeting",
                "meeting",
                "`meeting` never voids it, since it meets it",
            ),
        ],
    )
    def test_told(self, text: str, place: str, message: str) -> None:
        """`until` beats `enough`, and `enough` beats `unless`."""
        assert (place, message) in told(text)

    @pytest.mark.parametrize(
        "text",
        [
            "until: attempt where actor is human / enough: attempt",
            "until: attempt / times: 6 / enough: attempt where channel is call",
            "until: [attempt, note] / times: 6 / enough: attempt",
            "until: attempt where actor is human / unless: attempt",
            "until: attempt / unless: attempt / repeat: each",
            "until: attempt in last 3 days / unless: attempt",
            "until: attempt / enough: [connected, meeting] / unless: [lost, won]",
        ],
    )
    def test_sound(self, text: str) -> None:
        """Each of them ends the timer in some history."""
        assert told(text) == []
