from __future__ import annotations

import pytest
from builders import make_policy
from builders_mistakes import advised, timers

ACCEPT = "accept / from: handed_off / until: [accepted, rejected]"


def told(accept: str, touch: str, **sections: str) -> list[tuple[str, str]]:
    """Place and message of what is said of a touch beside an acceptance."""
    accept = accept if "from:" in accept else f"{ACCEPT} / within: {accept}"
    if "from:" not in touch:
        touch = f"touch / from: handed_off / until: attempt / within: {touch}"
    text = make_policy(timers=timers(accept, touch), **sections)
    return [(place, message) for _, place, message in advised(text, "LP2105")]


class TestTouches:
    """A touch may take longer than acceptance."""

    @pytest.mark.parametrize(
        ("accept", "touch", "place"),
        [
            ("2 business days", "3 business days", "3 business days"),
            ("4 hours", "241 minutes", "241 minutes"),
            ("1 business day", "21 business hours", "21 business hours"),
            (
                "[2 hours when employees > 5, 4 hours]",
                "[3 hours when employees > 5, 5 hours]",
                "5 hours",
            ),
            ("2 hours", "[3 hours when employees > 5, 1 hour]", "3 hours when"),
            ("2 hours", "t / from: handed_off / until: meeting / within: 3 hours", "3"),
            (
                "2 hours",
                (
                    "t / from: [won, handed_off] / until: [note, connected] "
                    "/ within: 3 hours / when: employees > 5 / times: 1"
                ),
                "3 hours",
            ),
            (
                f"{ACCEPT} / within: 2 hours / when: employees > 5",
                (
                    "t / from: handed_off / until: attempt / when: employees > 5 "
                    "/ within: 3 hours"
                ),
                "3 hours",
            ),
        ],
    )
    def test_told(self, accept: str, touch: str, place: str) -> None:
        """A case that allows more than each case of acceptance is told."""
        ((shown, message),) = told(accept, touch)
        assert shown.startswith(place)
        assert message.endswith("may take longer than `accept`")

    def test_once(self) -> None:
        """Each touch is told once, beside the tightest acceptance."""
        accept = [
            f"accept{at} / from: handed_off / until: accepted / within: {within}"
            for at, within in enumerate(
                (
                    "3 hours",
                    "60 minutes",
                    "2 hours",
                    "[1 hours when score > 3, 3 hours]",
                )
            )
        ]
        touch = [
            f"touch{at} / from: handed_off / until: attempt / within: {within}"
            for at, within in enumerate(
                ("4 hours", "[3 hours when score > 3, 5 hours]")
            )
        ]
        text = make_policy(timers=timers(*accept, *touch))
        assert [message for _, _, message in advised(text, "LP2105")] == [
            "`touch0` may take longer than `accept1`",
            "`touch1` may take longer than `accept1`",
        ]

    @pytest.mark.parametrize(
        ("accept", "touch"),
        [
            ("2 business days", "2 business days"),
            ("4 hours", "1 business day"),
            ("8 business hours", "1 business day"),
            ("[2 hours when employees > 5, 4 hours]", "3 hours"),
            ("2 hours", "t / from: accepted / until: attempt / within: 3 hours"),
            ("2 hours", "t / from: handed_off / until: won / within: 3 hours"),
            (
                "2 hours",
                "t / from: handed_off / until: [attempt, accepted] / within: 3 hours",
            ),
            (
                "2 hours",
                "t / from: handed_off / until: attempt / times: 6 / within: 3 hours",
            ),
            (
                f"{ACCEPT} / within: 2 hours / when: employees > 5",
                "t / from: handed_off / until: attempt / within: 3 hours",
            ),
            (
                f"{ACCEPT} / within: 2 business hours / calendar: late_desk",
                "3 business hours",
            ),
        ],
    )
    def test_sound(self, accept: str, touch: str) -> None:
        """Other starts, guards, calendars, and times that may be shorter are fine."""
        assert told(accept, touch) == []

    def test_other_party(self) -> None:
        """Each party keeps its own time."""
        text = timers(
            f"{ACCEPT} / within: 2 hours", "t / from: handed_off / until: note"
        )
        text = text.replace("party: sales", "party: marketing", 1)
        text = text.replace("until: note", "until: attempt\n    within: 3 hours")
        assert advised(make_policy(timers=text), "LP2105") == []

    def test_no_calendar(self) -> None:
        """Elapsed time is compared without any calendar."""
        party = "{signatory: VP, contact: a@example.com}"
        parties = f"\n  sales: {party}\n  marketing: {party}"
        assert len(told("2 hours", "3 hours", parties=parties)) == 1
