from __future__ import annotations

from typing import TYPE_CHECKING

from builders import at, make_lead, make_pact

from leadpact.review.backtest import Affected, Backtest, Count, Move, backtest
from leadpact.review.backtest_reports import (
    CAUTION,
    backtest_json,
    backtest_lines,
    backtest_markdown,
)

if TYPE_CHECKING:
    from leadpact.model.lead import Lead

SECTIONS = {
    "fields": "{employees: integer}",
    "definitions": "{large: employees >= 50}",
    "stages": "[{name: MQL, party: marketing, when: large}]",
    "timers": (
        "{reply: {party: sales, from: handed_off, until: attempt, within: 8 hours, "
        "missed: [alert owner]}}"
    ),
}
LEADS = (
    make_lead("mon 09:00 handed_off; mon 12:00 attempt", identity="A", employees=60),
    make_lead("mon 09:00 handed_off; mon 14:00 attempt", identity="B", employees=60),
    make_lead("tue2 09:00 assigned to=ann; tue2 09:00 handed_off", identity="C"),
    make_lead("tue2 09:00 handed_off; tue2 13:00 attempt", identity="D", employees=99),
)
SHORTER = SECTIONS["timers"].replace("8 hours", "4 hours")


def run(leads: tuple[Lead, ...] = LEADS, **sections: str) -> Backtest:
    """The backtest of some changes."""
    before, after = make_pact(**SECTIONS), make_pact(**{**SECTIONS, **sections})
    return backtest(before, after, leads, now=at("wed2 09:00"))


class TestBacktest:
    """Two versions over four leads."""

    def test_breaches(self) -> None:
        """What is gained, by promise, party, week and owner."""
        found = run(timers=SHORTER)
        (timer,) = found.timers
        assert timer.breaches == Count("reply", 1, 2, 1, 0)
        assert (timer.before, timer.after) == (
            {"met": 3, "never_met": 1},
            {"met": 2, "met_late": 1, "never_met": 1},
        )
        assert found.parties == (Count("sales", 1, 2, 1, 0),)
        assert found.weeks == (
            Count("2026-01-05", 0, 1, 1, 0),
            Count("2026-01-12", 1, 1, 0, 0),
        )
        assert found.owners == (Count("ann", 1, 1, 0, 0), Count("nobody", 0, 1, 1, 0))
        assert found.consequences == (Count("alert owner", 1, 2, 1, 0),)
        assert found.affected == (Affected("B", ("reply breached",)),)

    def test_stages(self) -> None:
        """Who counts no more, and what it is taken for; what is missing is told."""
        found = run(definitions="{large: employees >= 70}")
        assert found.stages == (Count("MQL", 3, 1, 0, 2),)
        assert found.moves == (Move("large", "true", "false", 2),)
        assert found.undecided == (Count("employees", 1, 1, 0, 0),)
        assert [one.lead for one in found.affected] == ["A", "B"]

    def test_span(self) -> None:
        """Only what began from one instant until just before another is looked at."""
        before, after = (
            make_pact(**SECTIONS),
            make_pact(**{**SECTIONS, "timers": SHORTER}),
        )
        for since, until, instances in (
            ("mon 09:00", "tue2 09:00", 2),
            ("mon 09:01", None, 2),
            ("tue2 09:00", None, 2),
            (None, "mon 09:00", 0),
            (None, None, 4),
        ):
            found = backtest(
                *(before, after, LEADS),
                now=at("wed2 09:00"),
                since=None if since is None else at(since),
                until=None if until is None else at(until),
            )
            seen = sum(sum(timer.before.values()) for timer in found.timers)
            assert seen == instances, (since, until)

    def test_refused(self) -> None:
        """Leads that cannot be judged are counted, and the others are compared."""
        wrong = make_lead("", identity="E", employees="many")
        found = run((*LEADS, wrong), timers=SHORTER)
        assert (found.leads, found.refused) == (4, (1, 1))


class TestReports:
    """A backtest in words."""

    def test_caution(self) -> None:
        """No report claims what people would have done."""
        found = run(timers=SHORTER)
        assert CAUTION in [*backtest_lines("a -> b", found)]
        assert CAUTION in backtest_markdown("a -> b", found)
        assert CAUTION in backtest_json("a -> b", found)

    def test_lines(self) -> None:
        """Numbers stand below each other; what stays the same in a week is left out."""
        lines = [*backtest_lines("a -> b", run(timers=SHORTER))]
        assert lines[0] == "a -> b: 4 leads"
        place = lines.index("Promises")
        assert lines[place + 1 : place + 3] == [
            "         party  breached before  after  gained  lost",
            "  reply  sales                1      2       1     0",
        ]
        place = lines.index("Breaches by week, as the promise began")
        assert lines[place + 2] == "  2026-01-05       0      1       1     0"
        assert lines[place + 3] == ""

    def test_markdown(self) -> None:
        """Names cannot change the tables."""
        leads = (make_lead("mon 09:00 handed_off; mon 14:00 attempt", identity="a|b"),)
        text = backtest_markdown("a -> b", run(leads, timers=SHORTER))
        assert "| a\\|b | reply breached |" in text
