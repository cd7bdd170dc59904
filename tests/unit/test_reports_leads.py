"""Reports on what became of leads: status, dispute, leakage, stalled, daily, cost."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from builders import at, make_book, make_event, make_lead, make_pact

import leadpact
from leadpact.reports.breaches import breaches
from leadpact.reports.daily import daily
from leadpact.reports.dashboard import dashboard
from leadpact.reports.disputed import disputed
from leadpact.reports.goals import standings
from leadpact.reports.kept import Group, kept
from leadpact.reports.leakage import leakage
from leadpact.reports.material import Material
from leadpact.reports.scorecard.numbers import month_numbers
from leadpact.reports.segments import segments
from leadpact.reports.stalled import stalled
from leadpact.reports.status import status
from leadpact.reports.waterfall import counted_goals, waterfall

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from leadpact.model.lead import Lead

DEFINITIONS = """
    workable:
      all:
        - employees >= 20
        - country is US
    big: employees >= 20 and country is US
    either:
      any: [employees >= 20, country is US]
    size:
      first:
        - large when employees >= 100
        - small
"""
STAGES = """
    - {name: SAL, party: marketing, enter: accepted}
    - {name: WON, party: sales, enter: won}
"""
TIMERS = """
    reply: {party: sales, from: handed_off, until: attempt, within: 1 hour}
"""


def material(
    leads: Sequence[Lead], now: str, *, since: str = "", **sections: str
) -> Material:
    """What reports on some leads are made from."""
    pact = make_pact(definitions=DEFINITIONS, stages=STAGES, timers=TIMERS, **sections)
    return Material.of(pact, leads, now=at(now), since=at(since) if since else None)


def lead(number: int, events: str, **fields: object) -> Lead:
    """One of several leads."""
    return make_lead(events, identity=f"L{number}", **fields)


class TestStatus:
    """What became of a lead since its last hand-off."""

    @pytest.mark.parametrize(
        ("events", "expected"),
        [
            ("mon 09:00 handed_off", "open"),
            ("mon 08:00 attempt; mon 09:00 handed_off", "open"),
            ("mon 09:00 handed_off; mon 10:00 attempt", "in progress"),
            ("mon 09:00 handed_off; mon 10:00 accepted", "in progress"),
            ("mon 09:00 handed_off; mon 10:00 qualified", "qualified"),
            ("mon 09:00 handed_off; mon 10:00 qualified; tue 09:00 lost", "qualified"),
            ("mon 09:00 handed_off; mon 10:00 attempt; tue 09:00 won", "qualified"),
            ("mon 09:00 handed_off; mon 10:00 rejected", "unqualified"),
            (
                "mon 09:00 handed_off; mon 10:00 qualified; tue 09:00 disqualified",
                "unqualified",
            ),
            ("mon 09:00 handed_off; mon 10:00 lost", "unable to qualify"),
            ("mon 09:00 handed_off; mon 10:00 recycled", "unable to qualify"),
            (
                "mon 09:00 handed_off; mon 10:00 rejected; tue 09:00 handed_off",
                "open",
            ),
            ("mon 09:00 handed_off; fri 09:00 rejected", "open"),
        ],
    )
    def test_one(self, events: str, expected: str) -> None:
        """The last word counts; what comes after ``now`` does not."""
        found = status(material([lead(1, events)], "thu 09:00"))
        assert [one.status for one in found if one.leads] == [expected]
        assert [one.share for one in found if one.leads] == [1]

    def test_only_handed_off(self) -> None:
        """A lead that sales was never given has no status."""
        found = status(material([lead(1, "mon 09:00 touched")], "thu 09:00"))
        assert {(one.leads, one.share) for one in found} == {(0, None)}

    def test_of_a_definition(self) -> None:
        """Only leads for which it holds now."""
        leads = [
            lead(1, "mon 09:00 handed_off", employees=20, country="US"),
            lead(2, "mon 09:00 handed_off", employees=10, country="US"),
            lead(3, "mon 09:00 handed_off", country="US"),
        ]
        found = status(material(leads, "thu 09:00"), "workable")
        assert sum(one.leads for one in found) == 1
        with pytest.raises(ValueError, match="no definition `size` that is true"):
            status(material(leads, "thu 09:00"), "size")


class TestDisputed:
    """Sent against qualified."""

    def test_the_worked_dispute(self) -> None:
        """Of 100 leads sent, 75 are too small and from elsewhere: 25 are qualified."""
        leads = [
            lead(
                number,
                "mon 09:00 handed_off",
                employees=25 if number < 25 else 12,
                country="US" if number < 25 else "CA",
            )
            for number in range(100)
        ]
        found = disputed(material(leads, "tue 09:00"), "workable")
        assert [(one.line, one.leads, one.unknown) for one in found] == [
            ("sent", 100, None),
            ("qualified", 25, None),
            ("not qualified", 75, None),
            ("unknown", 0, None),
            ("employees >= 20", 75, 0),
            ("country is US", 75, 0),
        ]
        assert found[1].share == Fraction(1, 4)

    def test_as_it_was(self) -> None:
        """A lead is judged by what was known at its hand-off."""
        leads = [
            lead(
                1,
                "mon 09:00 handed_off; tue 09:00 changed field=employees before=5 "
                "value=50",
                employees=50,
                country="US",
            ),
            lead(2, "mon 09:00 handed_off", country="US"),
        ]
        found = disputed(material(leads, "wed 09:00"), "big")
        counts = {one.line: (one.leads, one.unknown) for one in found}
        assert counts["qualified"] == (0, None)
        assert counts["unknown"] == (1, None)
        assert counts["employees >= 20"] == (1, 1)

    def test_any(self) -> None:
        """A definition of alternatives has no single reason."""
        leads = [lead(1, "mon 09:00 handed_off", employees=1, country="CA")]
        found = disputed(material(leads, "wed 09:00"), "either")
        assert [(one.line, one.leads) for one in found][-1] == ("either", 1)

    def test_days(self) -> None:
        """Hand-offs of other days are left out."""
        leads = [lead(1, "mon 09:00 handed_off", employees=1, country="CA")]
        found = disputed(material(leads, "wed 09:00", since="tue 00:00"), "either")
        assert found[0].leads == 0

    def test_stages(self) -> None:
        """A definition may ask for stages, as they were."""
        pact = make_pact(stages=STAGES, definitions="{early: stage is SAL}")
        leads = [lead(1, "mon 08:00 accepted; mon 09:00 handed_off")]
        found = disputed(Material.of(pact, leads, now=at("tue 09:00")), "early")
        assert [one.leads for one in found if one.line == "qualified"] == [1]


class TestLeakage:
    """Leads without an end on which nobody works."""

    LEADS = (
        lead(1, "mon 09:00 created; mon 10:00 accepted; tue 09:00 won"),
        lead(2, "mon 09:00 created; mon 10:00 accepted"),
        lead(3, "mon 09:00 created; mon 10:00 accepted; tue 09:00 lost"),
        lead(4, "mon 09:00 created; tue 09:00 recycled"),
        lead(5, "mon 09:00 created; tue 09:00 rejected; wed 09:00 handed_off"),
        lead(6, "mon6 09:00 created"),
        lead(7, ""),
    )

    def test_places(self) -> None:
        """Each lead has one place, by its furthest stage."""
        found = leakage(material(self.LEADS, "mon7 09:00"))
        told = {
            one.stage: (
                *(one.leads, one.customers, one.ended),
                *(one.recycled, one.at_work, one.leaked),
            )
            for one in found
        }
        assert told == {
            "none": (4, 0, 0, 1, 1, 2),
            "SAL": (2, 0, 1, 0, 0, 1),
            "WON": (1, 1, 0, 0, 0, 0),
        }
        assert [one.next_party for one in found] == ["marketing", "sales", ""]
        assert sum(one.leads for one in found) == len(self.LEADS)

    def test_a_promise_that_runs(self) -> None:
        """Somebody is still to act on it."""
        leads = [lead(1, "mon 09:00 handed_off")]
        timer = "{t: {party: sales, from: handed_off, until: won, within: 400 days}}"
        pact = make_pact(stages=STAGES, timers=timer.replace("400 days", "9000 hours"))
        (found,) = leakage(Material.of(pact, leads, now=at("mon20 09:00")))
        assert (found.at_work, found.leaked) == (1, 0)


class TestStalled:
    """What is due and open."""

    def test_longest_first(self) -> None:
        """Kept, late, ended and running promises are not in it."""
        leads = [
            lead(1, "tue 09:00 assigned to=ann; tue 09:00 handed_off"),
            lead(2, "mon 09:00 handed_off"),
            lead(3, "mon 09:00 handed_off; mon 12:00 attempt"),
            lead(4, "wed 08:30 handed_off"),
        ]
        found = stalled(material(leads, "wed 09:00"))
        assert [(one.lead, one.owner, one.overdue) for one in found] == [
            ("L2", "nobody", timedelta(hours=47)),
            ("L1", "ann", timedelta(hours=23)),
        ]


class TestDaily:
    """The month so far."""

    LEADS = (
        lead(
            1,
            "mon 09:00 assigned to=ann; mon 09:00 handed_off; mon 10:00 attempt; "
            "tue 10:00 attempt; tue 11:00 connected",
            employees=50,
            country="US",
        ),
        make_lead(
            [
                make_event("handed_off", "tue 09:00"),
                make_event("opportunity_opened", "wed 09:00", amount="500 USD"),
            ],
            identity="L2",
            employees=50,
            country="US",
        ),
        lead(3, "2025-12-30 09:00 handed_off; mon 10:00 attempt"),
    )

    def test_month_to_date(self) -> None:
        """Each day tells of all leads of the month up to it."""
        found = {one.day.day: one for one in daily(material(self.LEADS, "wed 12:00"))}
        assert list(found) == [1, 2, 3, 4, 5, 6, 7]
        assert (found[4].leads, found[4].attempts, found[4].pipeline) == (0, None, None)
        assert [found[day].leads for day in (5, 6)] == [1, 2]
        assert [found[day].attempts for day in (5, 6)] == [1, 1]
        assert found[5].connected == 0
        assert found[6].per_rep == 2
        assert found[6].connected == Fraction(1, 2)
        assert found[6].in_pipeline == 0
        assert found[7].in_pipeline == Fraction(1, 2)
        assert found[7].pipeline == 250

    def test_only(self) -> None:
        """Of a definition."""
        found = daily(material(self.LEADS, "wed 12:00"), "workable")
        assert found[-1].leads == 2
        found = daily(material(self.LEADS[2:], "wed 12:00"), "workable")
        assert found[-1].leads == 0

    def test_reps(self) -> None:
        """The people file tells who follows up."""
        pact = make_pact(timers=TIMERS)
        people = [leadpact.Person(name) for name in ("ann", "bob", "cid", "dan")]
        found = Material.of(pact, self.LEADS, now=at("wed 12:00"), people=people)
        assert daily(found)[-1].per_rep == Fraction(1, 2)


class TestBreaches:
    """Customers of kept promises beside those of broken ones."""

    def test_cost(self) -> None:
        """What the broken would have brought at the share of the kept."""
        won = make_event("won", "fri 09:00", amount="1000 USD")
        kept_leads = [
            make_lead(
                [
                    make_event("handed_off", "mon 09:00"),
                    make_event("attempt", "mon 09:30"),
                    *([won] if number < 2 else []),
                ],
                identity=f"K{number}",
            )
            for number in range(4)
        ]
        broken = [
            make_lead(
                [
                    make_event("handed_off", "mon 09:00"),
                    *([won] if number < 1 else []),
                ],
                identity=f"B{number}",
            )
            for number in range(10)
        ]
        (found,) = breaches(material([*kept_leads, *broken], "mon2 09:00"))
        assert (found.kept, found.kept_customers, found.kept_share) == (
            *(4, 2, Fraction(1, 2)),
        )
        assert (found.broken, found.broken_customers) == (10, 1)
        assert found.fewer == 4
        assert found.cost == 4000

    def test_none_kept(self) -> None:
        """Without a promise that was kept there is nothing to compare with."""
        (found,) = breaches(material([lead(1, "mon 09:00 handed_off")], "wed 09:00"))
        assert (found.kept_share, found.fewer, found.cost) == (None, None, None)


class TestVersions:
    """Goals of a folder of versions, each in the words of its own."""

    def test_goals(self, tmp_path: Path) -> None:
        """A goal that a later version drops or changes is told as it was."""
        old = """
            gone: {party: sales, require: count(won) >= 1, per: week}
            kept: {party: sales, require: count(attempt) >= 3, per: week}
        """
        new = "{kept: {party: sales, require: count(attempt) >= 5, per: week}}"
        folder = make_book(
            tmp_path / "trial",
            {"goals": old, "timers": TIMERS},
            {
                "version": "2.0.0",
                "effective": "2026-01-12",
                "goals": new,
                "timers": TIMERS,
            },
        )
        leads = [lead(1, "mon 09:00 attempt; tue 09:00 won")]
        found = Material.of(leadpact.load_book(folder), leads, now=at("tue2 09:00"))
        told = {(one.goal, one.first.day): one.asks for one in standings(found)}
        assert told == {
            ("gone", 5): "at least 1 win each week",
            ("kept", 5): "at least 3 attempts each week",
            ("kept", 12): "at least 5 attempts each week",
        }
        # Pages are made of it as well.
        assert "gone" not in found.policy.goals
        assert dashboard(found).startswith("<!doctype html>")
        cells = month_numbers(found, date(2026, 1, 1)).goals
        assert [(one.title, one.value) for one in cells] == [("kept", "1")]


class TestWaterfall:
    """Goals of every kind that grows, day by day."""

    GOALS = """
        worth: {party: sales, require: sum(amount of won) >= 900 USD, per: month}
        big: {party: sales, require: count(entered big) >= 4, per: week}
        tries: {party: sales, require: count(attempt) >= 9, per: week}
        rare: {party: sales, require: count(lost) <= 4, per: week}
        owners: {party: sales, require: count(attempt) >= 9, per: week, by: owner}
    """
    LEADS = (
        make_lead(
            [
                make_event("won", "mon 09:00", amount="100 USD"),
                make_event("won", "wed 09:00", amount="250.50 USD"),
                make_event("attempt", "tue0 09:00"),
            ],
            identity="A",
            employees=50,
            country="US",
        ),
    )

    def test_which(self) -> None:
        """Those that are to be reached, of all leads."""
        found = material(self.LEADS, "thu 09:00", goals=self.GOALS)
        assert set(counted_goals(found.policy)) == {"worth", "big", "tries"}
        with pytest.raises(ValueError, match="neither counts nor adds up"):
            waterfall(found, "rare")

    def test_value(self) -> None:
        """A sum of money, on the days on which it came in."""
        found = material(self.LEADS, "thu 09:00", goals=self.GOALS)
        days = {one.day.day: one for one in waterfall(found, "worth")}
        assert days[31].goal == 900
        assert days[31].unit == "USD"
        assert [days[day].so_far for day in (4, 5, 6, 7, 8)] == [
            *(0, 100, 100, Fraction("350.5"), Fraction("350.5")),
        ]
        assert days[9].so_far is None

    def test_definition(self) -> None:
        """Leads that came to be what a definition says, once."""
        found = material(self.LEADS, "thu 09:00", goals=self.GOALS)
        days = waterfall(found, "big")
        # The lead is big since its first event, in the week before.
        assert [one.so_far for one in days[:4]] == [0, 0, 0, 0]
        assert [one.last_period for one in days] == [0, 1, 1, 1, 1, 1, 1]

    def test_working_days(self) -> None:
        """The line rests where the calendar of the party does, and ends at the goal."""
        found = material(self.LEADS, "thu 09:00", goals=self.GOALS)
        days = waterfall(found, "big", working_days=True)
        assert [one.goal for one in days] == [
            *(Fraction(4 * part, 5) for part in (1, 2, 3, 4, 5, 5, 5)),
        ]

    def test_no_calendar(self) -> None:
        """Nobody can tell working days without one."""
        found = material(
            self.LEADS,
            "thu 09:00",
            goals=self.GOALS,
            parties="""
                marketing: {signatory: A, contact: a@example.com}
                sales: {signatory: B, contact: b@example.com}
            """,
        )
        with pytest.raises(ValueError, match="has no calendar"):
            waterfall(found, "big", working_days=True)


class TestSegments:
    """Profit, and promises by segment."""

    PLAN = (
        "{per: month, revenue_quota: 1000 USD, marketing_share: 100%, average_sale: "
        "100 USD, lead_to_customer: 10%, campaigns: [{name: US, share: 50%, "
        "cost_per_lead: 30 USD}, {name: CA, share: 50%, cost_per_lead: 20 USD}]}"
    )

    def test_profit(self) -> None:
        """Revenue less what the leads cost, where the plan tells it."""
        won = make_event("won", "fri 09:00", amount="100 USD")
        leads = [
            make_lead([won], identity="A", country="US"),
            make_lead([make_event("created", "mon 09:00")], identity="B", country="US"),
            make_lead([make_event("created", "mon 09:00")], identity="C", country="CA"),
            make_lead([make_event("created", "mon 09:00")], identity="D", country="MX"),
        ]
        found = {
            one.segment: one
            for one in segments(
                material(leads, "mon2 09:00", plan=self.PLAN), "country"
            )
        }
        assert found["US"].cost == 60
        assert found["US"].profit == 40
        assert found["CA"].profit == -20
        assert [found[name].workable for name in ("US", "CA")] == ["yes", "no"]
        assert (found["MX"].cost, found["MX"].profit, found["MX"].workable) == (
            *(None, None, ""),
        )

    def test_kept(self) -> None:
        """By what a definition says of the lead now."""
        leads = [
            lead(1, "mon 09:00 handed_off; mon 09:30 attempt", employees=500),
            lead(2, "mon 09:00 handed_off", employees=5),
        ]
        found = kept(material(leads, "tue 09:00"), Group.SEGMENT, "size")
        assert [(one.group, one.on_time, one.never) for one in found] == [
            ("large", 1, 0),
            ("small", 0, 1),
        ]
        with pytest.raises(ValueError, match="no field and no definition"):
            kept(material(leads, "tue 09:00"), Group.SEGMENT, "colour")
