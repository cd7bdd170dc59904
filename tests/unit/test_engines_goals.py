"""Goals: periods, groups, states, and what follows from them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import pytest
from builders import (
    at,
    make_book,
    make_event,
    make_lead,
    make_pact,
    make_person,
    make_policy,
    said,
)

import leadpact
from leadpact.model.goals import GoalState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from leadpact.book import Book
    from leadpact.model.goals import GoalResult
    from leadpact.model.lead import Lead, Person
    from leadpact.pact import Pact


def goals(
    judge: Pact | Book,
    leads: Sequence[Lead],
    now: str,
    people: Sequence[Person] = (),
) -> list[GoalResult]:
    """What became of the goals."""
    tally = judge.tally(now=at(now), people=people)
    for found in tally.evaluate_many(leads):
        assert isinstance(found, leadpact.Evaluation)
    return list(tally.goals())


def goal(require: str, per: str = "week", more: str = "", **sections: str) -> Pact:
    """A policy of one goal, of sales."""
    line = f"{{g: {{party: sales, require: {require}, per: {per}{more}}}}}"
    return make_pact(goals=line, **sections)


def tries(*days: str) -> list[Lead]:
    """A lead with an attempt at each of some instants."""
    return [make_lead("; ".join(f"{day} attempt channel=call" for day in days))]


class TestStates:
    """Seven in a week is one a day."""

    SEVEN = "count(attempt) >= 7"

    @pytest.mark.parametrize(
        ("days", "state"),
        [
            (0, GoalState.BEHIND),
            (1, GoalState.BEHIND),
            (2, GoalState.ON_TRACK),
            (3, GoalState.AHEAD),
            (6, GoalState.AHEAD),
            (7, GoalState.MET),
        ],
    )
    def test_floor(self, days: int, state: GoalState) -> None:
        """On Wednesday, the line is at two since yesterday, and at three tonight."""
        hours = [f"wed 09:{minute:02}" for minute in range(days)]
        leads = tries(*hours) if hours else [make_lead("mon 08:00 note")]
        (found,) = goals(goal(self.SEVEN), leads, "wed 12:00")
        assert (found.value, found.line, found.state) == (
            Fraction(days),
            Fraction(3),
            state,
        )

    @pytest.mark.parametrize(
        ("days", "state"),
        [
            (2, GoalState.AHEAD),
            (3, GoalState.ON_TRACK),
            (4, GoalState.BEHIND),
            (7, GoalState.BEHIND),
            (8, GoalState.MISSED),
        ],
    )
    def test_ceiling(self, days: int, state: GoalState) -> None:
        """Of what shall be rare, fewer than the line is ahead of it."""
        leads = tries(*[f"wed 09:{minute:02}" for minute in range(days)])
        (found,) = goals(goal("count(attempt) <= 7"), leads, "wed 12:00")
        assert (found.value, found.state) == (Fraction(days), state)

    def test_settled(self) -> None:
        """With the last day it is met or missed, and the next period begins."""
        leads = tries("mon 09:00")
        found = goals(goal("count(attempt) >= 2"), leads, "mon2 00:00")
        assert [(one.first.day, one.state) for one in found] == [
            (5, GoalState.MISSED),
            (12, GoalState.ON_TRACK),
        ]

    def test_nothing_to_measure(self) -> None:
        """A share of nothing is neither met nor missed, and nothing follows."""
        judge = goal(
            "share(reply) >= 90%",
            more=", missed: flag, met: celebrate",
            timers="{reply: {party: sales, from: handed_off, until: attempt, "
            "within: 1 hour}}",
        )
        (found, _) = goals(judge, tries("mon 09:00"), "tue2 09:00")
        assert found.state is GoalState.NO_DATA
        assert found.consequences == ()


class TestValues:
    """What is counted, and what is left out."""

    def test_undecided(self) -> None:
        """A promise that is not decided is left out, and told."""
        judge = goal(
            "share(reply) >= 90%",
            timers="{reply: {party: sales, from: handed_off, until: attempt, "
            "within: 1 hour, unless: lost}}",
        )
        leads = [
            make_lead("mon 09:00 handed_off; mon 09:30 attempt", identity="kept"),
            make_lead("mon 09:00 handed_off", identity="missed"),
            make_lead("mon 09:00 handed_off; mon 09:30 lost", identity="void"),
            make_lead("mon 11:30 handed_off", identity="open"),
        ]
        (found,) = goals(judge, leads, "mon 12:00")
        assert (found.value, found.observed, found.left_out) == (Fraction(1, 2), 2, 1)

    def test_beyond(self) -> None:
        """Where most were never kept, the median lies beyond any amount."""
        judge = goal(
            "median(reply) <= 100 hours",
            timers="{reply: {party: sales, from: handed_off, until: attempt, "
            "within: 1 hour}}",
        )
        leads = [
            make_lead("mon 09:00 handed_off; mon 09:30 attempt", identity="kept"),
            make_lead("mon 09:00 handed_off", identity="one"),
            make_lead("mon 09:00 handed_off", identity="two"),
        ]
        (found, _) = goals(judge, leads, "mon2 00:00")
        assert (found.value, found.beyond) == (None, True)
        assert found.state is GoalState.MISSED

    def test_kept_in_the_next_period(self) -> None:
        """What is kept after the period had ended was not kept in it."""
        judge = goal(
            "median(reply) <= 100 hours",
            timers="{reply: {party: sales, from: handed_off, until: attempt, "
            "within: 1 hour}}",
        )
        leads = [make_lead("sun 20:00 handed_off; mon2 00:00 attempt")]
        (found, _) = goals(judge, leads, "mon2 09:00")
        assert found.state is GoalState.MISSED

    def test_the_event_tells_first(self) -> None:
        """An amount of the event itself comes before that of the lead."""
        judge = goal("sum(amount of won) >= 1 USD")
        lead = make_lead(
            [
                make_event("won", "mon 09:00", amount="5 USD"),
                make_event("won", "mon 10:00"),
            ],
            amount="70 USD",
        )
        assert [one.value for one in goals(judge, [lead], "tue 09:00")] == [75]

    def test_the_event_that_enters(self) -> None:
        """So it does where a stage is entered by it."""
        judge = goal(
            "sum(amount of entered WON) >= 1 USD",
            stages="[{name: WON, party: sales, enter: won}]",
        )
        lead = make_lead([make_event("won", "mon 09:00", amount="5 USD")])
        assert [one.value for one in goals(judge, [lead], "tue 09:00")] == [5]

    def test_unknown_values(self) -> None:
        """What nobody knows is left out, and told."""
        judge = goal("average(amount of won) >= 1 USD")
        lead = make_lead([make_event("won", "mon 09:00")])
        (found,) = goals(judge, [lead], "tue 09:00")
        assert (found.value, found.observed, found.left_out) == (None, 0, 1)

    def test_once_a_period(self) -> None:
        """A lead that enters a stage twice counts once, and again next week."""
        judge = goal(
            "count(entered SAL) >= 1",
            stages="[{name: SAL, party: sales, enter: accepted}]",
        )
        lead = make_lead(
            "mon 09:00 accepted; tue 09:00 recycled; wed 09:00 accepted; "
            "wed2 09:00 recycled; thu2 09:00 accepted"
        )
        found = goals(judge, [lead], "fri2 09:00")
        assert [one.value for one in found] == [1, 1]

    def test_definition(self) -> None:
        """A lead counts as what a definition says from when that holds."""
        judge = goal(
            "count(entered warm) >= 1",
            definitions="""
            warm: happened(touched in last 2 days)
        """,
        )
        lead = make_lead("mon 09:00 touched; tue 09:00 note; sun 12:00 touched")
        found = goals(judge, [lead], "tue2 09:00")
        assert [one.value for one in found] == [1, 0]


class TestCohorts:
    """Events in the period of their lead."""

    PLAN = (
        "{per: month, revenue_quota: 1000 USD, marketing_share: 100%, "
        "average_sale: 100 USD, lead_to_customer: 10%, sales_cycle: 14 days}"
    )

    def test_settled_after_the_cycle(self) -> None:
        """A cohort has the sales cycle of the plan to become customers."""
        judge = goal(
            "rate(won of handed_off) >= 50%", more=", counting: cohort", plan=self.PLAN
        )
        lead = make_lead("mon 09:00 handed_off; sun3 09:00 won; wed4 09:00 won")
        found = goals(judge, [lead], "sun3 12:00")
        assert found[0].state is GoalState.ON_TRACK
        assert said(found[0].settled) == "mon4 00:00"
        assert goals(judge, [lead], "thu4 12:00")[0].value == 1

    def test_by_the_last_start(self) -> None:
        """A win at the instant of a hand-off belongs to that one."""
        judge = goal(
            "rate(won of handed_off) >= 50%", more=", counting: cohort", plan=self.PLAN
        )
        lead = make_lead("mon 09:00 handed_off; mon2 09:00 handed_off; mon2 09:00 won")
        found = goals(judge, [lead], "tue2 09:00")
        assert [one.value for one in found] == [0, 1]

    def test_created(self) -> None:
        """An event alone counts in the period in which its lead was created."""
        judge = goal("count(won) >= 1", more=", counting: cohort", plan=self.PLAN)
        lead = make_lead("mon 09:00 created; mon2 09:00 won")
        found = goals(judge, [lead], "tue2 09:00")
        assert [one.value for one in found] == [1, 0]


class TestGroups:
    """Each alone."""

    def test_owners(self) -> None:
        """Known people are judged although they did nothing."""
        judge = goal("count(attempt) >= 1", more=", by: owner")
        lead = make_lead(
            "mon 09:00 attempt; mon 10:00 assigned to=ann; tue 09:00 attempt"
        )
        people = [make_person("ann"), make_person("bob")]
        found = goals(judge, [lead], "wed 09:00", people)
        assert {one.group: one.value for one in found} == {"": 1, "ann": 1, "bob": 0}

    def test_teams(self) -> None:
        """The team is that of who holds the lead."""
        judge = goal("count(attempt) >= 1", more=", by: team")
        lead = make_lead("mon 09:00 assigned to=ann; tue 09:00 attempt")
        people = [attrs.evolve(make_person("ann"), team="north")]
        found = goals(judge, [lead], "wed 09:00", people)
        assert {one.group: one.value for one in found} == {"north": 1}

    def test_fields(self) -> None:
        """A field is that of the instant of the event."""
        judge = goal("count(attempt) >= 1", more=", by: country")
        lead = make_lead(
            "mon 09:00 attempt; mon 10:00 changed field=country before=US value=NO; "
            "tue 09:00 attempt",
            country="NO",
        )
        found = goals(judge, [lead], "wed 09:00")
        assert {one.group: one.value for one in found} == {"US": 1, "NO": 1}


class TestConsequences:
    """Steps from the end of a period on."""

    def test_missed(self) -> None:
        """A meeting is asked for at once, and to be held within business days."""
        judge = goal(
            "count(attempt) >= 7",
            more=', missed: [meet marketing and sales by 2 business days "why?", '
            "escalate to manager after 1 business day]",
        )
        lead = tries("mon 09:00")
        assert goals(judge, lead, "sun 09:00")[0].consequences == ()
        first, second = goals(judge, lead, "fri2 09:00")[0].consequences
        assert (said(first.due), first.verb, first.note) == (
            "mon2 00:00",
            "meet",
            "why?",
        )
        assert [to.address for to in first.to] == [
            "leads@example.com",
            "sales@example.com",
        ]
        # A start outside hours counts as the next opening.
        assert said(first.by) == "wed2 09:00"
        assert (said(second.due), second.verb, second.by) == (
            "tue2 09:00",
            "escalate",
            None,
        )
        assert first.key == "trial/1.0.0/g/2026-01-05//missed.1/1"

    def test_met(self) -> None:
        """A goal that is met early is celebrated when its period ends."""
        judge = goal("count(attempt) >= 1", more=", met: celebrate")
        lead = tries("mon 09:00")
        assert goals(judge, lead, "tue 09:00")[0].state is GoalState.MET
        assert goals(judge, lead, "tue 09:00")[0].consequences == ()
        (one,) = goals(judge, lead, "mon2 00:00")[0].consequences
        assert (one.verb, one.step) == ("celebrate", "met.1")

    def test_groups_have_their_own(self) -> None:
        """Each group has a key of its own."""
        judge = goal("count(attempt) >= 9", more=", by: owner, missed: flag")
        lead = make_lead(
            "mon 09:00 attempt; mon 10:00 assigned to=a/b; tue 09:00 attempt"
        )
        found = goals(judge, [lead], "mon2 09:00")
        keys = [step.key for one in found for step in one.consequences]
        assert keys == [
            "trial/1.0.0/g/2026-01-05//missed.1/1",
            "trial/1.0.0/g/2026-01-05/a%2Fb/missed.1/1",
        ]


class TestVersions:
    """The version in force when a period starts judges it."""

    def test_each_by_its_own(self, tmp_path: Path) -> None:
        """A period that begins before a version is judged by the one before."""
        first = "{g: {party: sales, require: count(attempt) >= 1, per: week}}"
        second = "{g: {party: sales, require: count(attempt) >= 7, per: week}}"
        folder = make_book(
            tmp_path / "trial",
            {"goals": first},
            {"version": "2.0.0", "effective": "2026-01-14", "goals": second},
        )
        book = leadpact.load_book(folder)
        leads = tries("tue0 09:00", "tue 09:00", "thu2 09:00", "tue3 09:00")
        found = goals(book, leads, "wed3 09:00")
        assert [(one.version, one.first.day) for one in found] == [
            ("1.0.0", 5),
            ("1.0.0", 12),
            ("2.0.0", 19),
        ]
        assert [one.value for one in found] == [1, 1, 1]
        assert [one.state for one in found] == [
            GoalState.MET,
            GoalState.MET,
            GoalState.BEHIND,
        ]


def test_refused_leads() -> None:
    """A lead that cannot be judged counts for nothing."""
    judge = goal("count(attempt) >= 1")
    tally = judge.tally(now=at("tue 09:00"))
    broken = make_lead("mon 09:00 attempt", employees="many")
    (found,) = tally.evaluate_many([broken])
    assert isinstance(found, leadpact.Refused)
    assert [one.value for one in tally.goals()] == [0]


def test_plan_numbers() -> None:
    """An amount may be what the plan comes to."""
    judge = leadpact.loads(
        make_policy(
            stages="[{name: SAL, party: sales, enter: accepted}]",
            plan=TestCohorts.PLAN,
            goals="{g: {party: sales, require: count(entered SAL) >= planned_leads, "
            "per: month}}",
        )
    )
    (found,) = goals(judge, tries("mon 09:00"), "tue 09:00")
    assert found.amount == 100
