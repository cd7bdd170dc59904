from __future__ import annotations

from datetime import date

import attrs
import pytest

from leadpact.agreement import (
    AgreementView,
    Target,
    agreement_view,
    annex_view,
    render,
)
from leadpact.agreement.build import content_digest
from leadpact.agreement.view import Bar, Consequence, Figure, Mark, Side
from leadpact.pact import loads

HEAD = """\
leadpact: 1
policy: inbound
version: 1.1.0
effective: 2026-01-05
timezone: Europe/Oslo
currency: EUR
title: Call every lead
summary: Sales calls every lead on the day it comes in.
parties:
  marketing: {signatory: VP Marketing, contact: m@example.com}
  sales: {signatory: VP Sales, contact: s@example.com, calendar: desk}
calendars:
  desk: {timezone: Europe/Oslo, open: {mon-fri: 09:00-17:00}}
  lead_day: {timezone: Europe/Oslo, open: {mon-sun: 08:00-20:00}}
"""
BANDS = """\
fields: {size: integer}
definitions:
  band:
    first:
      - hot when size >= 100
      - cold
"""
MARKETING, SALES = Side(tone=0, name="Marketing"), Side(tone=1, name="Sales")


def view_of(text: str, head: str = HEAD) -> AgreementView:
    """The page of a policy with some more sections."""
    return agreement_view(loads(head + text).checked)


class TestAgreementView:
    """`agreement_view`."""

    def test_a_policy_without_promises_has_its_frame(self) -> None:
        """Title, contacts and signatures stand; what is not filled is left out."""
        view = view_of("")
        assert view.title == "Call every lead"
        assert view.kicker == (
            "Inbound \N{MIDDLE DOT} service level agreement of Marketing and Sales"
        )
        assert view.facts[1] == "In force from 5 Jan 2026"
        assert [each.heading for each in view.signatures] == [
            "For Marketing",
            "For Sales",
        ]
        assert view.contacts is not None
        assert [each.address for each in view.contacts.entries] == [
            "m@example.com",
            "s@example.com",
        ]
        empty = (view.figures, view.pledges, view.notes, view.rules, view.listings)
        assert empty == ((), (), (), (), ())
        whole = (view.funnel, view.clock, view.consequences, view.playbook)
        assert whole == (None,) * 4

    def test_the_digest_stands_in_full_and_in_short(self) -> None:
        """The footer has all of it, the head its first twelve digits in groups."""
        view = view_of("")
        scheme, digest = view.footer[0].split(":")
        assert (scheme, len(digest)) == ("sha256", 64)
        short = f"{digest[:4]} {digest[4:8]} {digest[8:12]}"
        assert view.facts[0] == f"Version 1.1.0, policy {short}"

    def test_the_digest_stands_in_a_code(self) -> None:
        """A scanner reads what the footer says, and who says it."""
        view = view_of("")
        assert view.code
        assert view.code.text == f"leadpact:{view.footer[0]}"
        assert view.code.label == "QR code with the digest of the policy"

    def test_a_version_before_a_release_is_a_draft(self) -> None:
        """A word across the page, and a line for who does not see it."""
        draft = view_of("", HEAD.replace("version: 1.1.0", "version: 1.1.0-draft.1"))
        assert draft.draft == "DRAFT"
        assert draft.facts[0] == "A draft, not agreed"
        assert draft.facts[1].startswith("Version 1.1.0-draft.1, policy ")
        assert view_of("").draft == ""

    def test_an_annex_is_named_by_what_it_says(self) -> None:
        """Page and annex name the same digest, and the annex names the policy."""
        checked = loads(
            f"{HEAD}needs: [A desk]\naims: [Peace]\nannex: [needs]\n"
        ).checked
        page, annex = agreement_view(checked), annex_view(checked)
        assert annex
        assert [each.heading for each in page.listings] == ["What no number measures"]
        assert [each.heading for each in annex.listings] == ["Both teams need"]
        digest = content_digest(annex)
        assert annex.footer == (f"annex sha256:{digest}", "inbound 1.1.0")
        assert page.footer[2] == annex.footer[0]
        short = f"{digest[:4]} {digest[4:8]} {digest[8:12]}"
        assert page.facts[-1] == f"With an annex, {short}"
        assert annex.facts == page.facts[:1]
        assert annex.title == "Annex: Call every lead"
        assert (annex.is_annex, page.is_annex) == (True, False)

    def test_a_word_less_is_another_annex(self) -> None:
        """Its digest is of what it says, wherever its policy and its footer stand."""
        annex = annex_view(loads(f"{HEAD}needs: [A desk]\nannex: [needs]\n").checked)
        assert annex
        assert content_digest(attrs.evolve(annex, places={})) == content_digest(annex)
        for change in (
            {"listings": ()},
            {"facts": ()},
            {"effective": date(2026, 1, 6)},
            {"draft": "DRAFT"},
        ):
            other = attrs.evolve(annex, **change)
            assert content_digest(other) != content_digest(annex)

    def test_without_marks_there_is_no_annex(self) -> None:
        """And the page says nothing of one."""
        assert annex_view(loads(HEAD).checked) is None
        assert len(view_of("").footer) == 2

    def test_days_in_force_and_the_version_before_are_told(self) -> None:
        """`ends` and `supersedes` stand on the page."""
        view = view_of("ends: 2026-12-31\nsupersedes: 1.0.0\n")
        assert view.facts[1] == "In force 5 Jan 2026 to 31 Dec 2026"
        assert view.footer[1] == "inbound 1.1.0, replaces 1.0.0"

    def test_version_of_creation(self) -> None:
        """The page tells where leads keep the version of their creation."""
        kept = "A lead keeps the version that was in force when it was created"
        assert view_of("bind: created\n").facts[2:] == (kept,)
        assert view_of("bind: start\n").facts[2:] == ()

    def test_order_ranks_what_is_named(self) -> None:
        """The parties too: the first has the first colour."""
        view = view_of("order: [sales]\n")
        assert [each.side.name for each in view.signatures] == ["Sales", "Marketing"]
        assert [each.side.tone for each in view.signatures] == [0, 1]

    def test_places_are_those_of_the_sections(self) -> None:
        """The refusal of a page that is too long points there."""
        view = view_of("needs: [A dashboard]\n")
        assert (view.places["needs"].line, view.places["needs"].column) == (15, 1)
        assert {"title", "parties", "needs"} <= view.places.keys()
        assert not [key for key in view.places if "." in key or ":" in key]

    def test_lists_are_told_in_their_order(self) -> None:
        """Needs, numbers to watch, review, ending; goals by name."""
        view = view_of(
            "needs: [A dashboard]\n"
            "kpis: [leads, waterfall]\n"
            "review:\n"
            "  - {meeting: Goals, cadence: every week}\n"
            "  - {meeting: Scores, cadence: every quarter, at_first: every month}\n"
            "cancellation: [Thirty days]\n"
            "aims: [People who recommend us]\n"
            "goals:\n"
            "  leads: {party: marketing, require: count(created) >= 10, per: month,"
            " promise: Deliver leads}\n"
        )
        assert [(each.heading, each.items) for each in view.listings] == [
            ("What no number measures", ("People who recommend us",)),
            ("Both teams need", ("A dashboard",)),
            ("Both teams watch", ("Deliver leads", "Waterfall")),
            (
                "Review",
                ("Goals: every week", "Scores: every month, then every quarter"),
            ),
            ("Ending it", ("Thirty days",)),
        ]

    def test_texts_of_the_funnel_stand_under_it(self) -> None:
        """Labelled definitions and agreed reasons; personas go with the leads."""
        view = view_of(
            "fields: {size: integer}\n"
            "definitions:\n"
            "  large: {label: A large company, all: [size >= 100]}\n"
            "  hidden: size >= 10\n"
            "reject_reasons: {student: A student, no_budget: No budget}\n"
            "disqualify_reasons: {bust: Out of business}\n"
            "personas: [{name: Buyer, who: Buys, needs: peace,"
            " owners: {sales: Bo, marketing: Al}}]\n"
        )
        told = [(each.title, each.text) for each in view.notes]
        assert told == [
            ("A large company", "size is at least 100"),
            (
                "Reasons to reject",
                "No budget\N{NO-BREAK SPACE}\N{MIDDLE DOT} A student",
            ),
            ("Reasons to disqualify", "Out of business"),
        ]
        (pledge,) = view.pledges
        assert pledge.personas is not None
        (buyer,) = pledge.personas.notes
        assert (buyer.title, buyer.text) == ("Buyer", "Buys")
        assert buyer.detail.split("\N{NO-BREAK SPACE}\N{MIDDLE DOT} ") == [
            "needs peace",
            "Al for Marketing",
            "Bo for Sales",
        ]


class TestFigures:
    """The big numbers."""

    PLAN = (
        "plan: {per: month, revenue_quota: 500000 EUR, marketing_share: 40%,"
        " average_sale: 10000 EUR, lead_to_customer: 2.5%, sales_cycle: 3 months}\n"
    )
    TIMERS = (
        "timers:\n"
        "  slow: {party: sales, from: created, until: note, within: 2 calendar days}\n"
        "  fast:\n"
        "    party: sales\n"
        "    promise: Reach out\n"
        "    from: handed_off\n"
        "    until: attempt\n"
        "    within: [5 minutes when band is hot, 1 business day]\n"
        "  tries: {party: sales, from: accepted, until: attempt, times: 6,"
        " within: 10 business days}\n"
    )

    def test_leads_speed_tries_and_revenue_come_first(self) -> None:
        """500,000 x 40% is 200,000; by 10,000 and 2.5% that takes 800 leads."""
        view = view_of(BANDS + self.PLAN + self.TIMERS)
        assert view.figures == (
            Figure(value="800", unit="leads", caption="each month", side=MARKETING),
            Figure(value="5", unit="minutes", caption="Reach out: hot", side=SALES),
            Figure(
                value="6",
                unit="attempts",
                caption="within 10 business days",
                side=SALES,
            ),
            Figure(
                value="\N{EURO SIGN}200k",
                unit="revenue",
                caption="each month",
                side=MARKETING,
            ),
        )

    @pytest.mark.parametrize(
        ("times", "within", "value", "unit", "caption"),
        [
            (
                "[9 when band is hot, 6]",
                "[5 business days when band is hot, 10 business days]",
                "6\N{EN DASH}9",
                "attempts",
                "within 5 to 10 business days",
            ),
            (
                "[9 when band is hot, 6]",
                "[2 hours when band is hot, 1 calendar day]",
                "6\N{EN DASH}9",
                "attempts",
                "within 2 hours to 1 calendar day",
            ),
            (
                "[2 when band is hot, 1]",
                "3 hours",
                "1\N{EN DASH}2",
                "attempts",
                "within 3 hours",
            ),
            (
                "[2 when band is hot, 2]",
                "[1 hour when band is hot, 3 hours]",
                "2",
                "attempts",
                "within 1 hour when band is hot, else 3 hours",
            ),
        ],
    )
    def test_tries_by_case_are_a_range(
        self, times: str, within: str, value: str, unit: str, caption: str
    ) -> None:
        """No class of leads is promised the tries or the time of another."""
        (figure,) = view_of(
            BANDS + "timers:\n"
            "  tries:\n"
            "    party: sales\n"
            "    from: accepted\n"
            "    until: attempt\n"
            f"    times: {times}\n"
            f"    within: {within}\n"
        ).figures
        assert figure == Figure(value=value, unit=unit, caption=caption, side=SALES)

    def test_goals_and_other_timers_take_the_free_places(self) -> None:
        """Without a plan; never more than four."""
        goals = (
            "goals:\n"
            "  on_time: {party: sales, require: share(fast) >= 95%, per: month}\n"
        )
        found = view_of(BANDS + self.TIMERS + goals).figures
        assert [(each.value, each.unit) for each in found] == [
            ("5", "minutes"),
            ("6", "attempts"),
            ("95%", "on time"),
            ("2", "calendar days"),
        ]

    @pytest.mark.parametrize(
        ("require", "value", "unit"),
        [
            ("median(slow) <= 10 minutes", "10", "minutes"),
            ("sum(amount of won) >= 60000 EUR", "\N{EURO SIGN}60k", "goal"),
            ("count(created) >= 12", "12", "goal"),
        ],
    )
    def test_a_goal_shows_its_amount(self, require: str, value: str, unit: str) -> None:
        """A time with its unit, money in short, a count."""
        goal = f"goals:\n  goal: {{party: sales, require: {require}, per: week}}\n"
        timer = (
            "timers:\n"
            "  slow: {party: sales, from: created, until: note, within: 3 hours}\n"
        )
        figure = view_of("fields: {amount: money}\n" + timer + goal).figures[1]
        assert (figure.value, figure.unit) == (value, unit)


class TestPledges:
    """What each party will do."""

    def test_the_measure_stands_out_of_the_promise(self) -> None:
        """Words of the author, then what is measured, then the small print."""
        (pledge,) = view_of(
            "timers:\n"
            "  accept:\n"
            "    party: sales\n"
            "    promise: Accept every lead\n"
            "    from: handed_off\n"
            "    until: accepted\n"
            "    unless: unsubscribed\n"
            "    within: 8 business hours\n"
        ).pledges
        (promise,) = pledge.commitments
        assert pledge.heading == "Sales will"
        assert promise.before == "Accept every lead "
        assert promise.measure == "within 8 business hours of the hand-off"
        assert promise.terms == "No longer owed after an unsubscribe"

    def test_commitments_in_words_stand_last(self) -> None:
        """What a party commits to besides its promises."""
        view = view_of(
            "commitments: {sales: [Write a note behind every call]}\n"
            + TestHandoff.ACCEPT
        )
        (pledge,) = view.pledges
        last = pledge.commitments[-1]
        assert (last.before, last.measure) == ("Write a note behind every call", "")
        page = render(view, Target.MARKDOWN).decode()
        assert "3. Write a note behind every call\n" in page

    def test_events_under_conditions_are_told(self) -> None:
        """What counts is small print, unless the promise or a rule says it."""
        text = (
            "timers:\n"
            "  call:\n"
            "    party: sales\n"
            "    promise: Call\n"
            "    from: handed_off\n"
            "    until: attempt where channel is phone\n"
            "    within: 8 hours\n"
        )
        (pledge,) = view_of(text).pledges
        assert pledge.commitments[0].terms == "Counts: an attempt via phone"

    def test_the_plan_is_derived_where_the_leads_are_owed(self) -> None:
        """Exact figures stand beside rounded ones; bars are shares of one kind."""
        view = view_of(
            "plan: {per: quarter, revenue_quota: 100000 EUR, marketing_share: 50%,"
            " average_sale: 30000 EUR, lead_to_customer: 10%, sales_cycle: 2 months}\n"
            "goals:\n"
            "  leads: {party: sales, require: count(created) >= planned_leads,"
            " per: quarter}\n"
        )
        (pledge,) = view.pledges
        assert pledge.side == SALES
        derived = pledge.derivation
        assert derived is not None
        assert derived.heading == (
            "Why 17 leads: from revenue back to leads, each quarter"
        )
        assert derived.note == "A sale takes 2 months"
        euro, dots = "\N{EURO SIGN}", "\N{HORIZONTAL ELLIPSIS}"
        assert derived.bars == (
            Bar(f"{euro}50k", f"marketing share, 50% of {euro}100,000", 0.5),
            Bar("2", f"customers, at {euro}30,000 each (exactly 1.66{dots})", 0.1),
            Bar("17", f"leads, 10% become customers (exactly 16.66{dots})", 1.0),
        )

    def test_speed_is_a_table_by_class(self) -> None:
        """A row for each class; the promise points at it in short."""
        (pledge,) = view_of(BANDS + TestFigures.TIMERS).pledges
        assert pledge.speed is not None
        assert pledge.speed.heading == "Speed and persistence, by band"
        assert pledge.speed.header == ("Band", "What it is", "Reach out", "Tries")
        assert pledge.speed.rows == (
            ("hot", "size is at least 100", "5 minutes", "6 in 10 business days"),
            ("cold", "all others", "1 business day", "6 in 10 business days"),
        )
        assert pledge.commitments[0].measure == (
            "within 5 minutes to 1 business day of the hand-off, by band"
        )

    def test_tries_may_depend_on_the_class_too(self) -> None:
        """Six to nine follow-ups, by kind of lead."""
        (pledge,) = view_of(
            BANDS + "timers:\n"
            "  tries:\n"
            "    party: sales\n"
            "    from: accepted\n"
            "    until: attempt\n"
            "    times: [9 when band is hot, 6]\n"
            "    within: 10 calendar days\n"
        ).pledges
        assert pledge.speed is not None
        assert [row[-1] for row in pledge.speed.rows] == [
            "9 in 10 calendar days",
            "6 in 10 calendar days",
        ]

    @pytest.mark.parametrize(
        "within",
        [
            "[5 minutes when size >= 100, 1 hour]",
            "[5 minutes when band is hot, 9 minutes when size >= 9, 1 hour]",
            "[5 minutes when band is not hot, 1 hour]",
        ],
    )
    def test_other_cases_are_told_in_full(self, within: str) -> None:
        """A table by class would leave something out."""
        (pledge,) = view_of(
            BANDS + "timers:\n"
            f"  call: {{party: sales, from: created, until: note, within: {within}}}\n"
        ).pledges
        assert pledge.speed is None
        assert "else 1 hour" in pledge.commitments[0].measure

    def test_a_clock_that_starts_anew_is_told_in_full(self) -> None:
        """What it is counted from needs more words than the short form has."""
        (pledge,) = view_of(
            BANDS + "timers:\n"
            "  call:\n"
            "    party: sales\n"
            "    from: note\n"
            "    until: attempt\n"
            "    repeat: restart\n"
            "    within: [5 minutes when band is hot, 1 hour]\n"
        ).pledges
        assert pledge.speed is not None
        assert pledge.commitments[0].measure == (
            "within 5 minutes when band is hot, else 1 hour, "
            "counted from the latest note"
        )


class TestHandoff:
    """The clock, its rules, and the consequences."""

    ACCEPT = (
        "timers:\n"
        "  accept:\n"
        "    party: sales\n"
        "    promise: Accept every lead\n"
        "    from: handed_off\n"
        "    until: accepted\n"
        "    within: 8 hours\n"
        "    warn: [alert owner at 75%]\n"
        "    missed: [alert owner, return to marketing after 4 hours]\n"
        "  other:\n"
        "    party: sales\n"
        "    promise: Try again\n"
        "    from: rejected\n"
        "    until: attempt where actor is human\n"
        "    within: 1 business day\n"
        "    missed: [alert owner]\n"
        "    met: [celebrate]\n"
    )

    def test_the_clock_is_of_the_longest_ladder(self) -> None:
        """Start, warnings, due, then what follows while it is open."""
        clock = view_of(self.ACCEPT).clock
        assert clock is not None
        assert clock.heading == "Hand-off clock: accept every lead"
        assert clock.marks == (
            Mark("0", "A hand-off"),
            Mark("75%", "Alert the owner"),
            Mark("8 hours", "Missed: alert the owner", late=True),
            Mark("+4 hours", "Return the lead to marketing", late=True),
        )

    def test_marks_tell_all_of_a_step(self) -> None:
        """How often it comes again, and its note."""
        clock = view_of(
            self.ACCEPT.replace(
                "[alert owner, return",
                "['alert owner \"call now\"',"
                " alert owner after 1 hour every 2 hours at most 3 times, return",
            )
        ).clock
        assert clock is not None
        assert clock.marks[2:4] == (
            Mark("8 hours", "Missed: alert the owner: call now", late=True),
            Mark(
                "+1 hour",
                "Alert the owner, then every 2 hours, at most 3 times in all",
                late=True,
            ),
        )

    @pytest.mark.parametrize("starts", ["accepted", "[handed_off, reconverted]"])
    def test_a_clock_of_other_events_is_not_of_the_handoff(self, starts: str) -> None:
        """The hand-off clock starts at the hand-off and at nothing else."""
        text = self.ACCEPT.replace("from: handed_off", f"from: {starts}")
        clock = view_of(text).clock
        assert clock is not None
        assert clock.heading == "Clock: accept every lead"

    def test_a_clock_without_a_step_at_due_says_missed(self) -> None:
        """The moment itself is always marked."""
        clock = view_of(self.ACCEPT.replace("[alert owner, return", "[return")).clock
        assert clock is not None
        assert clock.marks[2] == Mark("8 hours", "Missed", late=True)

    def test_timers_without_steps_have_no_clock(self) -> None:
        """There is nothing to tell moment by moment."""
        view = view_of(
            "timers:\n"
            "  a: {party: sales, from: created, until: note, within: 1 business hour}\n"
        )
        assert view.clock is None
        assert [each.title for each in view.rules] == ["Desk hours"]

    def test_a_timer_tells_the_hours_it_counts_in(self) -> None:
        """Its own calendar, not that of its party; plain hours need none."""
        view = view_of(
            "timers:\n"
            "  a: {party: sales, from: created, until: note, within: 1 business hour,"
            " calendar: lead_day}\n"
            "  b: {party: sales, from: created, until: note, within: 1 hour}\n"
        )
        assert [each.title for each in view.rules] == ["Lead day hours"]

    def test_messages_that_wait_are_told(self) -> None:
        """Timers and roles say for which hours, and the page tells these hours."""
        view = view_of(
            "roles:\n"
            "  boss: {party: sales, who: Bo, contact: bo@example.com, deliver: desk}\n"
            "  aide: {party: sales, who: Al, contact: al@example.com}\n"
            "timers:\n"
            "  reply: {party: sales, from: created, until: note, within: 2 hours,"
            " deliver: lead_day}\n"
        )
        assert [each.title for each in view.rules] == ["Desk hours", "Lead day hours"]
        (pledge,) = view.pledges
        (promise,) = pledge.commitments
        assert promise.terms == "Messages wait until lead day hours"
        assert view.contacts is not None
        assert {each.label: each.terms for each in view.contacts.entries} == {
            "Marketing": "",
            "Sales": "",
            "Aide": "",
            "Boss": "Messages wait until desk hours",
        }
        for target in (Target.MARKDOWN, Target.HTML):
            page = render(view, target).decode()
            assert "Messages wait until lead day hours" in page
            assert page.count("Messages wait until desk hours") == 1

    def test_rules_tell_the_handover_contact_limits_and_hours(self) -> None:
        """Only a human's attempt counts; a limit tells the hours it asks about."""
        view = view_of(
            self.ACCEPT + "handoff: {routing: In turn, notice: An alert}\n"
            "limits:\n"
            "  quiet_hours: {party: sales, never: attempt where channel is call,"
            " when: not open(lead_day)}\n"
            "  never_twice: {party: sales, never: rejected}\n"
        )
        told = {each.title: each for each in view.rules}
        assert list(told) == [
            "Hand-off",
            "An automatic reply is not contact",
            "Never twice",
            "Quiet hours",
            "Desk hours",
        ]
        assert told["An automatic reply is not contact"].text == (
            "Counts: an attempt by a human"
        )
        assert told["Quiet hours"].detail.startswith("Lead day hours: every day 8:00")
        assert told["Never twice"].detail == ""

    def test_consequences_are_told_by_party(self) -> None:
        """In words and in steps; the clock's own steps stand there alone."""
        found = view_of(
            self.ACCEPT + "goals:\n"
            "  leads: {party: marketing, require: count(created) >= 10, per: month,"
            " missed: [remediate sales], met: [celebrate marketing]}\n"
            "limits:\n"
            "  quiet: {party: sales, never: rejected}\n"
            "consequences:\n"
            "  leads: The rest is owed next month\n"
            "  quiet: Alert the owner\n"
        ).consequences
        assert found is not None
        assert found.heading == "When a promise is missed or kept"
        assert found.rows == (
            Consequence(
                MARKETING,
                "At least 10 new leads each month",
                "The rest is owed next month; draw up a remediation plan with sales",
            ),
            Consequence(
                MARKETING,
                "At least 10 new leads each month: kept",
                "Celebrate with marketing",
            ),
            Consequence(
                SALES,
                "Try again\N{NO-BREAK SPACE}\N{MIDDLE DOT} Allow no rejection",
                "Alert the owner",
            ),
            Consequence(SALES, "Try again: kept", "Celebrate"),
        )

    def test_what_is_enough_is_not_what_the_steps_wait_for(self) -> None:
        """A promise kept by a connect has none of the steps of its last try."""
        found = view_of(
            "timers:\n"
            "  tries: {party: sales, from: accepted, until: attempt, times: 6,"
            " enough: connected, within: 10 business days, met: [flag]}\n"
        ).consequences
        assert found is not None
        assert found.rows == (Consequence(SALES, "Tries: last try", "Flag the lead"),)

    def test_nothing_kept_is_told_where_nothing_is_owed_for_it(self) -> None:
        """The heading names only what the table holds."""
        found = view_of(self.ACCEPT.replace("    met: [celebrate]\n", "")).consequences
        assert found is not None
        assert found.heading == "When a promise is missed"


class TestFunnel:
    """The stages."""

    def test_a_stage_has_the_promise_that_leads_to_it(self) -> None:
        """A timer that its event ends, or a goal that counts who enters it."""
        funnel = view_of(
            "stages:\n"
            "  - {name: MQL, party: marketing, enter: handed_off}\n"
            "  - {name: SAL, party: sales, label: Accepted, enter: accepted}\n"
            "  - {name: WON, party: sales, enter: won,"
            " duties: [Hand over to service]}\n"
            "goals:\n"
            "  leads: {party: marketing, require: count(entered MQL) >= 10,"
            " per: month}\n" + TestHandoff.ACCEPT
        ).funnel
        assert funnel is not None
        assert [
            (each.name, each.label, each.side.name, each.definition, each.promise)
            for each in funnel.stages
        ] == [
            (
                "MQL",
                "",
                "Marketing",
                "A hand-off",
                "At least 10 leads entering MQL each month",
            ),
            (
                "SAL",
                "Accepted",
                "Sales",
                "An acceptance",
                "Within 8 hours of the hand-off",
            ),
            ("WON", "", "Sales", "A win", "Hand over to service"),
        ]


class TestScores:
    """Scores decide who is a lead, so the page tells each of their lines."""

    def test_every_line_is_told(self) -> None:
        """In the order of the file, under the name of the score."""
        text = """
events: {demo: {}}
fields: {staff: integer}
stages:
  - {name: MQL, party: marketing, when: fit >= 20}
scoring:
  fit:
    - 30 when staff >= 200
    - 2 each demo in last 14 days, up to 20 points
"""
        notes = {note.title: note.text for note in view_of(text).notes}
        assert "30 points when staff is at least 200" in notes["Fit"]
        assert "at most 20 points in all" in notes["Fit"]


class TestPlaybook:
    """The tries."""

    def test_tries_are_told_by_whoever_owes_them(self) -> None:
        """What, over which channel, with which content."""
        playbook = view_of(
            "playbook:\n"
            "  - {try: first two, channel: call, content: the offer}\n"
            "  - {try: third, channel: email, actor: automation, party: sales}\n"
            "  - {try: last, channel: call, actor: human, party: marketing}\n"
            "stages: [{name: WON, party: marketing, enter: won}]\n"
        ).playbook
        assert playbook is not None
        assert playbook.heading == "How Marketing follows up, try by try"
        assert [(play.title, play.text, play.detail) for play in playbook.plays] == [
            ("First two", "call", "the offer"),
            ("Third", "email, automatic, by Sales", ""),
            ("Last", "call", ""),
        ]


def test_a_role_without_contact_has_no_address() -> None:
    """Its line ends behind who holds it, and the next one stands on its own."""
    roles = (
        "roles:\n"
        "  boss: {party: sales, who: Ann}\n"
        "  coach: {party: sales, who: Ben, contact: ben@example.com}\n"
    )
    view = view_of(roles)
    lines = render(view, Target.MARKDOWN).decode().splitlines()
    assert "- **Boss**: Ann" in lines
    assert "- **Coach**: Ben, ben@example.com" in lines
    page = render(view, Target.HTML).decode()
    assert "</strong> Ann</li>" in page
    assert '</strong> Ben<br><span class="quiet">ben@example.com</span></li>' in page
    assert render(view, Target.PDF).startswith(b"%PDF")


def test_a_view_can_be_changed_like_any_value() -> None:
    """Texts stay clean through `attrs.evolve`."""
    assert attrs.evolve(view_of(""), title=" a\n b ").title == "a b"
