"""The scorecard: its numbers, and one page of paper whatever there is to tell."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import SHIPPED, at, make_lead, make_pact
from builders_pages import overlaps, words_of

import leadpact
from leadpact.agreement.fit import Paper
from leadpact.reports.kept import kept
from leadpact.reports.material import Material
from leadpact.reports.scorecard import scorecard
from leadpact.reports.scorecard.numbers import PromiseLine, month_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
TIMERS = """
    reply: {party: sales, promise: Call back, from: handed_off, until: attempt,
      within: 1 hour, missed: [alert owner, escalate to manager after 1 hour]}
"""
LIMITS = "{quiet: {party: marketing, promise: No mail, never: touched}}"


def material(leads: Sequence[leadpact.Lead], now: str, **sections: str) -> Material:
    """What reports on some leads are made from."""
    pact = make_pact(timers=TIMERS, limits=LIMITS, **sections)
    return Material.of(pact, leads, now=at(now))


def lead(number: int, events: str) -> leadpact.Lead:
    """One of several leads."""
    return make_lead(events, identity=f"L{number}")


def line(found: Material, month: date, party: int = 1) -> PromiseLine:
    """The first promise of a party."""
    return month_numbers(found, month).parties[party].promises[0]


class TestNumbers:
    """What a month was, beside those before."""

    LEADS = (
        lead(1, "mon 09:00 assigned to=ann; mon 09:00 handed_off; mon 09:30 attempt"),
        lead(2, "tue 09:00 assigned to=ann; tue 09:00 handed_off; tue 11:30 attempt"),
        lead(3, "wed 09:00 assigned to=bob; wed 09:00 handed_off"),
        lead(4, "mon5 09:00 handed_off; mon5 09:30 attempt"),
        lead(5, "tue5 09:00 handed_off; tue5 09:30 attempt"),
        lead(6, "wed5 09:00 assigned to=bob; wed5 09:00 handed_off"),
        lead(7, "mon5 09:00 touched"),
    )

    def test_a_month(self) -> None:
        """The promises that were due in it, with whom those were that failed."""
        found = line(material(self.LEADS, "mon9 09:00"), JANUARY)
        assert (found.due, found.on_time, found.late, found.never) == (
            *("3", "1", "1", "1"),
        )
        assert (found.share, found.change) == ("33%", "")
        assert found.who == "ann\N{NO-BREAK SPACE}1, bob\N{NO-BREAK SPACE}1"

    def test_the_next(self) -> None:
        """The change is in points against the month before; the trend ends with it."""
        found = line(material(self.LEADS, "mon9 09:00"), FEBRUARY)
        assert (found.due, found.share, found.change) == ("3", "66%", "+33")
        assert found.trend == (*[None] * 4, pytest.approx(1 / 3), pytest.approx(2 / 3))

    def test_as_kept(self) -> None:
        """The counts of a month are those of the report on its days."""
        found = Material.of(
            make_pact(timers=TIMERS, limits=LIMITS),
            self.LEADS,
            now=at("mon9 09:00"),
            since=at("2026-02-01 00:00"),
            until=at("2026-03-01 00:00"),
        )
        (whole,) = (one for one in kept(found) if one.promise == "reply")
        told = line(found, FEBRUARY)
        assert (told.on_time, told.late, told.never) == (
            str(whole.on_time),
            str(whole.late),
            str(whole.never),
        )

    def test_limit(self) -> None:
        """How often a limit was violated."""
        found = line(material(self.LEADS, "mon9 09:00"), FEBRUARY, party=0)
        assert (found.title, found.on_time, found.is_limit) == ("No mail", "1", True)

    def test_owed(self) -> None:
        """Steps by how often they were due in the month."""
        found = month_numbers(material(self.LEADS, "mon9 09:00"), JANUARY)
        assert [(one.count, one.what) for one in found.owed] == [
            ("2", "alert the owner"),
            ("2", "escalate to the manager"),
        ]

    def test_many_people(self) -> None:
        """Only the first few are named."""
        leads = [
            lead(number, f"mon 09:00 assigned to=p{number}; mon 09:00 handed_off")
            for number in range(5)
        ]
        found = line(material(leads, "tue 09:00"), JANUARY)
        assert found.who.endswith("p2\N{NO-BREAK SPACE}1 and 2 more")

    def test_nothing(self) -> None:
        """A month without promises has no share."""
        found = line(material((), "mon9 09:00"), JANUARY)
        assert (found.due, found.share, found.who) == ("0", "none", "")

    def test_other_days(self) -> None:
        """A month has a first day, and has begun."""
        found = material((), "mon 09:00")
        with pytest.raises(ValueError, match="first day"):
            month_numbers(found, date(2026, 1, 2))
        with pytest.raises(ValueError, match="has not begun"):
            month_numbers(found, FEBRUARY)


class TestGoals:
    """Goals of a month, of its weeks, and of the quarter around it."""

    GOALS = """
        weekly: {party: sales, promise: Try, require: count(attempt) >= 1, per: week}
        yearly: {party: sales, promise: Win, require: count(won) >= 5, per: year}
        owners: {party: sales, promise: All, require: count(attempt) >= 1, per: month,
          by: owner, missed: flag}
    """

    def test_periods(self) -> None:
        """Weeks that ended in it are counted; a longer period is told as it stands."""
        leads = [
            lead(1, "mon 09:00 assigned to=ann; mon 10:00 attempt; mon2 10:00 attempt"),
            lead(2, "mon 09:00 assigned to=bob; mon 10:00 handed_off"),
        ]
        people = [leadpact.Person("ann", "Ann"), leadpact.Person("bob", "Bob")]
        pact = make_pact(timers=TIMERS, goals=self.GOALS)
        found = Material.of(pact, leads, now=at("mon9 09:00"), people=people)
        cells = {one.title: one for one in month_numbers(found, JANUARY).goals}
        assert (cells["Try"].value, cells["Try"].state) == ("2 of 3 weeks", "missed")
        assert (cells["Win"].value, cells["Win"].state) == ("0", "behind")
        assert cells["All"].value == "1 of 2"
        assert cells["All"].state == "missed, Bob"
        assert "flag" in cells["All"].owed


SAMPLE = Path(__file__).parents[2] / "policies" / "starter" / "sample"


def many(count: int) -> Material:
    """A policy of many promises, all of them missed."""
    timers = "\n".join(
        f"t{number}: {{party: sales, promise: Promise number {number} of many, "
        f"from: handed_off, until: attempt, within: {number + 1} hours}}"
        for number in range(count)
    )
    pact = make_pact(timers=f"\n{timers}")
    return Material.of(pact, [lead(1, "mon 09:00 handed_off")], now=at("fri 09:00"))


@pytest.mark.pdftotext
class TestPage:
    """A PDF of one page."""

    @pytest.mark.parametrize("paper", list(Paper))
    @pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
    def test_shipped(self, path: Path, paper: Paper) -> None:
        """Every shipped policy, with nothing to tell yet."""
        pact = leadpact.load(path)
        found = Material.of(pact, (), now=at("2026-03-13 09:00"))
        words = words_of(scorecard(found, paper=paper))
        assert overlaps(words) == []
        text = " ".join(word.text for word in words)
        assert "Scorecard of March 2026 so far" in text
        assert found.pact.digest in text
        for party in pact.checked.policy.parties.values():
            assert party.label.split(" ", maxsplit=1)[0] in text

    def test_full(self) -> None:
        """As many promises as a page holds, in smaller text."""
        words = words_of(scorecard(many(18)))
        assert overlaps(words) == []
        text = " ".join(word.text for word in words)
        assert "Promise number 17 of many" in text
        assert "Decisions" in text

    def test_too_full(self) -> None:
        """More than that is refused, not cut."""
        with pytest.raises(leadpact.AgreementError, match="LP5001"):
            scorecard(many(60))

    def test_missing_letters(self) -> None:
        """A letter that no font has is named, with what the fonts have."""
        found = Material.of(
            make_pact(title="Leads \N{ROCKET}"), (), now=at("fri 09:00")
        )
        with pytest.raises(leadpact.AgreementError) as raised:
            scorecard(found)
        (one,) = raised.value.diagnostics
        assert one.code == "LP5004"
        assert one.message == "the fonts of the page have no `\N{ROCKET}`"
        assert "Latin, Greek and Cyrillic" in one.hint

    def test_alike(self) -> None:
        """The same numbers make the same bytes."""
        assert scorecard(many(2)) == scorecard(many(2))

    def test_markup_is_text(self) -> None:
        """What a policy says is never taken for markup."""
        pact = make_pact(
            title="'#read(1) *a* $x$'",
            timers="{t: {party: sales, promise: '#panic()', from: handed_off, "
            "until: attempt, within: 1 hour}}",
        )
        found = Material.of(pact, (), now=at("fri 09:00"))
        text = " ".join(word.text for word in words_of(scorecard(found)))
        assert "#panic()" in text
        assert "#read(1)" in text
