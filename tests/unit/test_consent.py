"""Consent and quiet hours, by the policy of the how-to, a test for each claim."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest
from builders import ROOT, codes, judge, tell

import leadpact

if TYPE_CHECKING:
    from leadpact.pact import Pact

PAGE = ROOT / "docs" / "how-to" / "consent-and-quiet-hours.md"

#: The desk is open from 14:00 to 22:00 UTC in January.
NO = "consent_changed consent=withdrawn"
YES = "consent_changed consent=given"
START = "mon 16:00 handed_off"


@functools.cache
def pact() -> Pact:
    """The policy of the page."""
    return leadpact.loads(text())


def text() -> str:
    """Its text."""
    _, _, rest = PAGE.read_text("utf-8").partition('```yaml title="calls/1.0.0.yaml"\n')
    return rest.partition("```")[0]


def calls(events: str, now: str = "mon 23:00") -> list[str]:
    """The promises to call."""
    return tell(judge(pact(), events, now), "first_call")


class TestConsent:
    """A call promise holds while calls are allowed."""

    def test_nobody_said_no(self) -> None:
        """Without a word about consent, a call is owed."""
        assert calls(START) == ["mon 16:00 never_met, due mon 18:00"]

    def test_withdrawn(self) -> None:
        """A promise that is open when consent is withdrawn is void."""
        assert calls(f"{START}; mon 17:00 {NO}") == [
            "mon 16:00 void, due mon 18:00, unless mon 17:00"
        ]

    def test_no_ladder_follows(self) -> None:
        """Nothing is owed for what is no longer owed."""
        events = f"{START}; mon 17:00 {NO}"
        assert judge(pact(), events, "tue 23:00").consequences == ()

    def test_withdrawn_before(self) -> None:
        """No promise begins for a lead that had said no; marketing writes instead."""
        found = judge(pact(), f"fri0 16:00 {NO}; {START}", "mon 23:00")
        assert tell(found, "first_call") == []
        assert tell(found, "letter") == ["mon 16:00 running, due tue 16:00"]

    def test_comes_back(self) -> None:
        """A fresh promise begins when consent comes back, with its own time."""
        assert calls(f"{START}; mon 17:00 {NO}; mon 19:00 {YES}", "mon 20:00") == [
            "mon 16:00 void, due mon 18:00, unless mon 17:00",
            "mon 19:00 running, due mon 21:00",
        ]

    def test_comes_back_after_a_no_before_the_hand_off(self) -> None:
        """It does so for a lead that had said no beforehand, too."""
        events = f"fri0 16:00 {NO}; {START}; mon 19:00 {YES}"
        assert calls(events, "mon 20:00") == ["mon 19:00 running, due mon 21:00"]

    def test_the_last_word_counts(self) -> None:
        """Withdrawn, given and withdrawn again is withdrawn."""
        events = f"fri0 16:00 {NO}; fri0 17:00 {YES}; fri0 18:00 {NO}; {START}"
        assert calls(events) == []

    @pytest.mark.parametrize(
        ("events", "expected"),
        [
            pytest.param(
                f"fri0 16:00 {YES}; {START}",
                ["mon 16:00 running, due mon 18:00"],
                id="before the hand-off",
            ),
            pytest.param(
                f"{START}; mon 16:30 {YES}",
                ["mon 16:00 running, due mon 18:00"],
                id="while it runs",
            ),
            pytest.param(
                f"{START}; mon 16:30 attempt channel=call; mon 16:40 {YES}",
                ["mon 16:00 met, due mon 18:00, until mon 16:30"],
                id="after the call",
            ),
        ],
    )
    def test_given_again(self, events: str, expected: list[str]) -> None:
        """Consent that was there already starts nothing."""
        assert calls(events, "mon 17:00") == expected

    def test_second_hand_off(self) -> None:
        """A lead that was called and comes back is owed another call."""
        events = f"{START}; mon 16:30 attempt channel=call; tue 16:00 handed_off"
        assert calls(events, "tue 17:00") == [
            "mon 16:00 met, due mon 18:00, until mon 16:30",
            "tue 16:00 running, due tue 18:00",
        ]

    def test_too_late(self) -> None:
        """After due the breach stays: the call was owed until then."""
        assert calls(f"{START}; mon 19:00 {NO}") == [
            "mon 16:00 never_met, due mon 18:00, unless mon 19:00"
        ]

    def test_given_after_due(self) -> None:
        """Consent that is given after due begins a new promise beside the breach."""
        assert calls(f"{START}; mon 19:00 {YES}", "mon 20:00") == [
            "mon 16:00 never_met, due mon 18:00, superseded mon 19:00",
            "mon 19:00 running, due mon 21:00",
        ]

    def test_a_word_that_is_missing(self) -> None:
        """An event that tells of no consent counts as neither, with a finding."""
        found = judge(pact(), f"{START}; mon 17:00 consent_changed", "mon 23:00")
        assert tell(found, "first_call") == ["mon 16:00 never_met, due mon 18:00"]
        assert set(codes(found)) == {"LP4008"}

    @pytest.mark.parametrize(
        "events",
        [
            "",
            START,
            f"fri0 16:00 {YES}",
            f"fri0 16:00 {NO}",
            f"{START}; mon 17:00 {NO}",
        ],
    )
    def test_nothing_is_unknown(self, events: str) -> None:
        """Whatever has happened, the definitions that decide are decided."""
        found = judge(pact(), events, "mon 23:00")
        for name in ("no_calls", "to_be_called"):
            assert found.definitions[name].certain
        assert codes(found) == []


class TestLimits:
    """A call that is made all the same is a breach of its own."""

    def test_against_the_will(self) -> None:
        """A call after consent was withdrawn, and none after it came back."""
        events = (
            f"{START}; mon 16:30 attempt channel=call; mon 17:00 {NO}; "
            "mon 17:30 attempt channel=call; mon 17:40 attempt channel=email; "
            f"mon 18:00 {YES}; mon 18:30 attempt channel=call"
        )
        assert tell(judge(pact(), events, "mon 23:00"), "consent") == [
            "mon 17:30 never_met, due mon 17:30, violated mon 17:30"
        ]

    @pytest.mark.parametrize(
        ("zone", "expected"), [("America/New_York", 0), ("Asia/Tokyo", 1), (None, 0)]
    )
    def test_at_night(self, zone: str | None, expected: int) -> None:
        """A call in the night of the lead, whatever the time at the desk."""
        events = f"{START}; mon 16:30 attempt channel=call"
        found = judge(pact(), events, "mon 23:00", lead_timezone=zone)
        assert len(tell(found, "quiet_hours")) == expected

    def test_the_clock_stands_still_at_night(self) -> None:
        """The promise counts in the hours of calls: nobody need call at night."""
        assert calls("mon 21:30 handed_off", "tue 15:00") == [
            "mon 21:30 running, due tue 15:30"
        ]

    def test_hours_that_never_come(self) -> None:
        """Where the desk works only in the night of the lead, no call is promised."""
        found = judge(pact(), START, "mon 23:00", lead_timezone="Asia/Tokyo")
        assert tell(found, "first_call") == []
        assert codes(found) == ["LP4018"]


class TestConsentBeforehand:
    """Where calls need consent, the policy of the page takes two more lines."""

    ASKED = "happened(consent_changed where consent is given)"

    def pact(self) -> Pact:
        """The policy with the lines that the page names."""
        line = "      - not called\n"
        lines = text().replace(line, f"{line}      - {self.ASKED}\n")
        rule = f"when: no_calls or not {self.ASKED}\n"
        return leadpact.loads(
            lines.replace("when: no_calls\n  quiet", f"{rule}  quiet")
        )

    def test_nobody_asked(self) -> None:
        """No call is owed, and a call is forbidden."""
        events = f"{START}; mon 16:30 attempt channel=call"
        found = judge(self.pact(), events, "mon 23:00")
        assert tell(found, "first_call") == []
        assert len(tell(found, "consent")) == 1

    def test_asked(self) -> None:
        """With consent a call is owed, and welcome."""
        events = f"fri0 16:00 {YES}; {START}; mon 16:30 attempt channel=call"
        found = judge(self.pact(), events, "mon 23:00")
        assert tell(found, "first_call") == [
            "mon 16:00 met, due mon 18:00, until mon 16:30"
        ]
        assert tell(found, "consent") == []
