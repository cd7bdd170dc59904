"""The shipped policies: sound, printable, and true to what they are copied for.

The histories are written from the demands on marketing and sales agreements, not from
what the engine says; each names its demand. Instants are in the zone of the policy.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from builders import ROOT, SHIPPED, at, make_history, make_lead, said

from leadpact.agreement import Paper, Target, agreement_view, render
from leadpact.check import advise_policy, check_policy
from leadpact.diagnostics import Severity
from leadpact.loading.files import read_bytes, read_file
from leadpact.loading.policy import load_policy
from leadpact.pact import Pact, load, loads
from leadpact.planning import plan_numbers
from leadpact.signing.canonical import canonical

if TYPE_CHECKING:
    from pathlib import Path

    from leadpact.model.evaluation import Consequence, Evaluation


@pytest.mark.parametrize(
    "file", SHIPPED, ids=[str(file.relative_to(ROOT)) for file in SHIPPED]
)
class TestShipped:
    """Every policy that is shipped."""

    def test_there_is_nothing_to_warn_of(self, file: Path) -> None:
        """Neither errors nor warnings."""
        loaded = load_policy(str(file), read_bytes(str(file)), read_file)
        found = (*check_policy(loaded).diagnostics, *advise_policy(loaded))
        assert [each for each in found if each.severity is not Severity.NOTE] == []

    def test_its_canonical_form_is_the_same_policy(self, file: Path) -> None:
        """Written as JSON, with all that it includes, it is a policy of that digest."""
        pact = load(file)
        assert loads(canonical(pact.checked.policy)).digest == pact.digest

    @pytest.mark.parametrize("paper", list(Paper))
    def test_its_page_fits(self, file: Path, paper: Paper) -> None:
        """One page on both papers."""
        page = render(agreement_view(load(file).checked), Target.PDF, paper=paper)
        assert page.startswith(b"%PDF")
        assert len(re.findall(rb"/Type\s*/Page\b", page)) == 1

    @pytest.mark.parametrize("target", [Target.HTML, Target.MARKDOWN])
    def test_its_page_says_what_the_policy_says(
        self, file: Path, target: Target
    ) -> None:
        """Each promise of the author stands in the text of the page."""
        checked = load(file).checked
        page = render(agreement_view(checked), target).decode()
        for timer in checked.policy.timers.values():
            assert timer.promise in page
        assert checked.policy.title in page


def shipped(name: str) -> Pact:
    """A shipped policy, by name."""
    return load(ROOT / "policies" / name / "1.0.0.yaml")


@attrs.frozen
class History:
    """What happens to a lead, and what must come of it.

    Attributes:
        events: Lines of ``make_history``.
        now: When it is judged.
        told: Lines of ``lines``; those of everything that is named in one of them.
        fields: What is known of the lead.
    """

    events: str
    now: str
    told: str
    fields: Mapping[str, Any] = attrs.field(factory=dict)

    def judge(self, pact: Pact) -> None:
        """Hold a policy to it."""
        zone = pact.checked.policy.timezone
        lead = make_lead(make_history(self.events, zone), **self.fields)
        verdict = pact.evaluate(lead, now=at(self.now, zone))
        wanted = [line.strip() for line in textwrap.dedent(self.told).splitlines()]
        wanted = sorted(filter(None, wanted))
        topics = {re.split("[:>]", line)[0].strip() for line in wanted}
        assert sorted(lines(verdict, zone, topics)) == wanted


def lines(verdict: Evaluation, zone: str, topics: set[str]) -> list[str]:
    """What a verdict says of some timers, definitions, and the stage.

    `accept: met, due mon 17:00` is an instance, `accept > mon 17:00 alert owner` a
    consequence, `band: hot` a definition.
    """
    found = [f"stage: {verdict.stage or 'none'}"]
    found += [f"{name}: {one.value}" for name, one in verdict.definitions.items()]
    found += [
        f"{one.timer}: {one.outcome.value}, due {said(one.due, zone)}"
        for one in verdict.instances
    ]
    found += [f"{one.timer} > {step(one, zone)}" for one in verdict.consequences]
    return [line for line in found if re.split("[:>]", line)[0].strip() in topics]


def step(one: Consequence, zone: str) -> str:
    """A consequence: when, what, whom."""
    whom = " ".join(to.name for to in one.to)
    place = f" for {one.place}" if one.place else ""
    return f"{said(one.due, zone)} {one.verb} {whom}{place}"


#: A large company whose head asks for a demo: as good as a lead can be.
HOT = {"employees": 250, "country": "US", "email": "ann@acme.example", "title": "VP"}

#: Sales is open from 9:00 to 12:30 and from 13:00 to 17:30, on Fridays until 16:00.
INBOUND = {
    "row 44: eight business hours, one of them on the next day": History(
        "mon 10:00 handed_off; tue 10:00 accepted",
        "tue 10:00",
        """
        stage: SAL
        accept: met, due tue 10:00
        accept > mon 16:30 alert owner
        """,
    ),
    "rows 44, 63, 65: owner, manager, another owner, marketing": History(
        "mon 10:00 handed_off",
        "tue 15:00",
        """
        accept: never_met, due tue 10:00
        accept > mon 16:30 alert owner
        accept > tue 10:00 alert owner
        accept > tue 11:00 escalate sales_manager
        accept > tue 12:00 reroute sales
        accept > tue 14:30 return marketing for nurture
        """,
    ),
    "row 63: a lead that was returned is asked for no more": History(
        "mon 10:00 handed_off; tue 10:30 recycled",
        "wed 15:00",
        """
        stage: none
        accept: never_met, due tue 10:00
        accept > mon 16:30 alert owner
        accept > tue 10:00 alert owner
        """,
    ),
    "row 44: a lead that is accepted late is not sent back": History(
        "mon 10:00 handed_off; tue 11:30 accepted",
        "wed 15:00",
        """
        accept: met_late, due tue 10:00
        accept > mon 16:30 alert owner
        accept > tue 10:00 alert owner
        accept > tue 11:00 escalate sales_manager
        """,
    ),
    "row 45: not qualified in four days, so back to marketing": History(
        "mon 11:00 accepted",
        "fri 11:00",
        """
        stage: SAL
        qualify: never_met, due fri 11:00
        qualify > thu 11:00 alert owner
        qualify > fri 11:00 return marketing for nurture
        """,
    ),
    "row 45: qualified at the last instant": History(
        "mon 11:00 accepted; fri 11:00 qualified",
        "fri 12:00",
        """
        stage: SQL
        qualify: met, due fri 11:00
        qualify > thu 11:00 alert owner
        """,
    ),
    "rows 43, 46, 58: five minutes over lunch, and no machine reaches out": History(
        """
        mon 12:00 demo_request
        mon 12:28 handed_off
        mon 12:29 attempt automation channel=email
        mon 13:04 attempt channel=call
        """,
        "mon 14:00",
        """
        band: hot
        first_touch: met_late, due mon 13:03
        first_touch > mon 13:03 escalate sales_manager
        """,
        HOT,
    ),
    "row 47: a warm lead within an hour": History(
        "mon 10:00 handed_off; mon 11:00 attempt channel=email",
        "mon 14:00",
        "first_touch: met, due mon 11:00",
        {**HOT, "title": "Head of sales"},
    ),
    "rows 49, 51: six tries, four hours apart, then unresponsive": History(
        """
        mon 09:00 accepted
        mon 09:30 attempt; mon 10:30 attempt; mon 13:30 attempt
        tue 09:30 attempt; tue 13:30 attempt
        wed 09:30 attempt; wed 13:30 attempt
        """,
        "wed 14:00",
        """
        persistence: met, due fri 09:00
        persistence > wed 13:30 return marketing for nurture
        """,
    ),
    "row 51: a lead that is reached is not unresponsive": History(
        "mon 09:00 accepted; mon 09:30 attempt; mon 09:31 connected",
        "fri 10:00",
        "persistence: met, due fri 09:00",
    ),
    "row 48: the stage in the CRM, half an hour later": History(
        "mon 11:00 accepted; mon 11:31 stage_changed",
        "mon 12:00",
        "stage_update: met_late, due mon 11:30",
    ),
    "row 56: marketing answers a rejection": History(
        "mon 10:00 handed_off; mon 11:00 rejected; thu 11:00 rejection_acknowledged",
        "fri 10:00",
        """
        stage: none
        feedback: met, due thu 11:00
        """,
    ),
    "row 62: marketing is told at half time that nobody has read the notice": History(
        "mon 10:00 handed_off; mon 10:45 notice_acknowledged",
        "mon 12:00",
        """
        notice: met, due mon 11:00
        notice > mon 10:30 alert marketing
        """,
    ),
    "row 67: two days without a try or a note": History(
        "mon 09:00 accepted; tue 10:00 attempt; wed 10:00 note",
        "fri 10:00",
        """
        stalled: void, due wed 09:00
        stalled: void, due thu 10:00
        stalled: never_met, due fri 10:00
        stalled > fri 10:00 return marketing for nurture
        """,
    ),
    "row 3: a free address is nobody's company": History(
        "mon 09:00 demo_request",
        "mon 10:00",
        """
        stage: none
        free_mail: True
        workable: False
        """,
        {**HOT, "email": "ann@yahoo.com"},
    ),
    "row 8: fit and intent together make a sales-ready lead": History(
        "mon 09:00 demo_request",
        "mon 10:00",
        """
        stage: MQL
        workable: True
        band: hot
        """,
        HOT,
    ),
}

ASKED = "mon 08:00 created; mon 09:59 demo_request; mon 10:00 handed_off\n"
FIT = {"employees": 40, "country": "US", "email": "ann@acme.example"}
#: The desk is open from 8:00 to 18:00.
SPEED_TO_LEAD = {
    "rows 43, 46: owner, manager, another owner, marketing": History(
        ASKED,
        "tue 09:00",
        """
        band: hot
        first_call: never_met, due mon 10:05
        first_call > mon 10:05 alert owner
        first_call > mon 10:15 escalate sales_manager
        first_call > mon 10:35 reroute sales
        first_call > tue 08:05 return marketing for nurture
        """,
        FIT,
    ),
    "rows 43, 58: neither an e-mail nor a machine is the first call": History(
        ASKED
        + """
        mon 10:01 attempt automation channel=call
        mon 10:02 attempt channel=email
        mon 10:05 attempt channel=call
        """,
        "mon 11:00",
        "first_call: met, due mon 10:05",
        FIT,
    ),
    "row 44: accept or reject, else back to marketing": History(
        ASKED,
        "tue 10:00",
        """
        accept: never_met, due mon 18:00
        accept > mon 18:00 return marketing for nurture
        """,
        FIT,
    ),
    "rows 49, 51: nine calls to a hot lead, two hours apart": History(
        """
        mon 07:50 price_request
        mon 08:00 handed_off
        mon 08:05 attempt channel=call; mon 10:05 attempt channel=call
        mon 12:05 attempt channel=call; mon 13:00 attempt channel=call
        tue 08:05 attempt channel=call; tue 10:05 attempt channel=call
        tue 12:05 attempt channel=call; tue 15:00 attempt channel=email
        wed 08:05 attempt channel=call; wed 10:05 attempt channel=call
        wed 12:05 attempt channel=call
        """,
        "wed 13:00",
        """
        persistence: met, due mon2 08:00
        persistence > wed 12:05 return marketing for nurture
        """,
        FIT,
    ),
    "row 49: eight calls to a hot lead are one too few": History(
        """
        mon 07:50 price_request
        mon 08:00 handed_off
        mon 08:05 attempt channel=call; mon 10:05 attempt channel=call
        mon 12:05 attempt channel=call
        tue 08:05 attempt channel=call; tue 10:05 attempt channel=call
        tue 12:05 attempt channel=call
        wed 08:05 attempt channel=call; wed 10:05 attempt channel=call
        """,
        "mon2 09:00",
        """
        persistence: never_met, due mon2 08:00
        persistence > mon2 08:00 escalate sales_manager
        """,
        FIT,
    ),
    # The third Monday is a holiday, so that ten days end on the Tuesday after it.
    "rows 49, 51: six calls to a warm lead, four hours apart": History(
        """
        mon 08:00 handed_off
        mon 08:05 attempt channel=call; mon 10:05 attempt channel=call
        mon 12:05 attempt channel=call
        tue 08:05 attempt channel=call; tue 12:05 attempt channel=call
        wed 08:05 attempt channel=call; wed 12:05 attempt channel=call
        """,
        "wed 13:00",
        """
        band: warm
        persistence: met, due tue3 08:00
        persistence > wed 12:05 return marketing for nurture
        """,
        FIT,
    ),
    "row 16: a lead below the threshold is answered, and nurtured": History(
        """
        sat 22:00 created
        sat 22:05 attempt automation channel=email
        mon2 17:00 nurture_started automation
        """,
        "tue2 09:00",
        """
        stage: none
        welcome: met, due sat 22:10
        nurture: met, due tue2 08:00
        nurture > mon2 15:30 alert marketing
        """,
        {**FIT, "employees": 4},
    ),
    "row 16: so is a lead of whom nothing is known": History(
        "mon 09:00 created",
        "tue 09:00",
        """
        stage: none
        welcome: never_met, due mon 09:10
        nurture: never_met, due tue 09:00
        nurture > mon 16:30 alert marketing
        """,
    ),
    "row 16: a lead that is handed over is in the hands of sales": History(
        ASKED,
        "tue 09:00",
        """
        stage: MQL
        nurture: met, due tue 08:00
        """,
        FIT,
    ),
    "row 51: back from sales, it is nurtured": History(
        ASKED + "wed 12:00 recycled",
        "thu 12:00",
        """
        stage: none
        persistence: void, due mon2 10:00
        nurture: met, due tue 08:00
        nurture: never_met, due thu 12:00
        nurture > thu 09:30 alert marketing
        """,
        FIT,
    ),
    "row 45: from the first talk on, four days to qualify": History(
        ASKED + "mon 10:02 accepted; mon 10:03 connected",
        "fri 11:00",
        """
        stage: SAL
        persistence: met, due mon2 10:00
        qualify: never_met, due fri 10:03
        qualify > fri 10:03 return marketing for nurture
        """,
        FIT,
    ),
    "row 54: a note on each talk": History(
        "mon 10:00 connected; mon 12:00 note; mon 17:00 connected; tue 09:01 note",
        "tue 10:00",
        """
        record: met, due mon 12:00
        record: met_late, due tue 09:00
        """,
    ),
    "row 56: marketing answers a rejection": History(
        "mon 10:00 rejected",
        "thu 10:00",
        "feedback: never_met, due thu 10:00",
    ),
    "row 52: nobody is called at seven in the morning": History(
        "mon 10:00 attempt channel=call; mon 11:00 attempt channel=call",
        "mon 12:00",
        "quiet_hours: never_met, due mon 10:00",
        {"lead_timezone": "America/Los_Angeles"},
    ),
}

CHIEF = {
    "employees": 4000,
    "country": "US",
    "email": "ann@acme.example",
    "title": "CEO",
}
#: The desk is open from 8:30 to 17:30.
SEGMENTS = {
    "row 12: the chief of a large company asks for a demo": History(
        "mon 09:00 demo_request",
        "mon 09:00",
        """
        stage: MQL
        segment: enterprise
        quality: high
        title_value: 100 USD
        offer_value: 100 USD
        enterprise_lead: True
        mid_market_lead: False
        """,
        CHIEF,
    ),
    "row 12: a trainee with an e-book is for marketing": History(
        "mon 09:00 ebook_download",
        "mon 09:00",
        """
        stage: none
        segment: enterprise
        quality: low
        title_value: 10 USD
        offer_value: 30 USD
        enterprise_lead: False
        """,
        {**CHIEF, "title": "Trainee"},
    ),
    "rows 30, 31: a director at a webinar": History(
        "mon 09:00 webinar_registration",
        "mon 09:00",
        """
        stage: MQL
        segment: mid_market
        quality: medium
        title_value: 50 USD
        offer_value: 80 USD
        mid_market_lead: True
        """,
        {**CHIEF, "employees": 999, "title": "Director of IT"},
    ),
    "rows 30, 31: a manager who asks for a demo, in a shop": History(
        "mon 09:00 demo_request",
        "mon 09:00",
        """
        stage: MQL
        segment: small_business
        quality: medium
        title_value: 40 USD
        offer_value: 100 USD
        small_business_lead: True
        """,
        {**CHIEF, "employees": 10, "title": "Store manager"},
    ),
    "row 3: a free address is nobody's company, in all our policies": History(
        "mon 09:00 demo_request",
        "mon 09:00",
        """
        stage: none
        free_mail: True
        workable: False
        enterprise_lead: False
        """,
        {**CHIEF, "email": "ceo@GMAIL.com"},
    ),
    "row 7: the director of the segment is told": History(
        "mon 09:00 handed_off",
        "mon 12:00",
        """
        first_touch: never_met, due mon 10:00
        first_touch > mon 10:00 escalate director
        """,
        CHIEF,
    ),
    "row 29: half a day for the middle": History(
        "mon 09:00 handed_off; mon 13:00 attempt channel=call",
        "mon 14:00",
        "first_touch: met, due mon 13:00",
        {**CHIEF, "employees": 100},
    ),
    "row 29: a day for the small": History(
        "mon 09:00 handed_off; tue 09:01 attempt channel=call",
        "tue 10:00",
        """
        first_touch: met_late, due tue 09:00
        first_touch > tue 09:00 escalate director
        """,
        {**CHIEF, "employees": 99},
    ),
    "row 49: four tries for the small": History(
        """
        mon 09:00 handed_off
        mon 09:30 attempt; mon 13:30 attempt; tue 09:30 attempt; tue 13:30 attempt
        """,
        "wed 09:00",
        """
        persistence: met, due tue3 09:00
        persistence > tue 13:30 return marketing for nurture
        """,
        {**CHIEF, "employees": 50},
    ),
    "row 44: nine hours a day, so the eighth is on the same day": History(
        "mon 09:00 handed_off",
        "tue 13:00",
        """
        accept: never_met, due mon 17:00
        accept > mon 15:00 alert owner
        accept > mon 17:00 escalate director
        accept > tue 12:00 return marketing
        """,
        CHIEF,
    ),
    "row 16: below the threshold marketing nurtures": History(
        "mon 09:00 created; tue 09:00 nurture_started",
        "tue 10:00",
        """
        stage: none
        hand_over: met, due tue 09:00
        hand_over > mon 15:45 alert marketing
        """,
        {**CHIEF, "title": "Trainee"},
    ),
}

#: The office is open from 9:00 to 17:30.
STARTER = {
    "row 44: eight of eight and a half hours": History(
        "mon 09:00 handed_off",
        "tue 18:00",
        """
        accept: never_met, due mon 17:00
        accept > mon 15:00 alert owner
        accept > mon 17:00 alert owner
        accept > tue 09:30 escalate sales_manager
        accept > tue 16:30 return marketing for nurture
        """,
    ),
    "row 43: a quarter of an hour for a hot lead": History(
        "mon 09:00 demo_request; mon 09:00 handed_off; mon 09:15 attempt channel=call",
        "mon 10:00",
        """
        stage: MQL
        band: hot
        first_touch: met, due mon 09:15
        """,
        HOT,
    ),
    "rows 49, 51: four tries, then unresponsive": History(
        """
        mon 09:00 accepted
        mon 09:30 attempt; mon 13:30 attempt; tue 09:30 attempt; tue 13:30 attempt
        """,
        "wed 09:00",
        """
        persistence: met, due mon2 09:00
        persistence > tue 13:30 return marketing for nurture
        """,
    ),
    "row 56: marketing answers a rejection": History(
        "mon 10:00 rejected; wed 10:00 rejection_acknowledged",
        "thu 10:00",
        "feedback: met, due wed 10:00",
    ),
}


class TestHistories:
    """What becomes of leads, policy by policy."""

    @pytest.mark.parametrize("history", INBOUND.values(), ids=list(INBOUND))
    def test_inbound(self, history: History) -> None:
        """Accept, qualify, try, update, answer: each in its time, or else."""
        history.judge(shipped("inbound"))

    @pytest.mark.parametrize("history", SPEED_TO_LEAD.values(), ids=list(SPEED_TO_LEAD))
    def test_speed_to_lead(self, history: History) -> None:
        """The first call, the calls after it, and a side for every lead."""
        history.judge(shipped("speed-to-lead"))

    @pytest.mark.parametrize("history", SEGMENTS.values(), ids=list(SEGMENTS))
    def test_segments(self, history: History) -> None:
        """What a lead is worth, and how fast it is called."""
        history.judge(shipped("segments"))

    @pytest.mark.parametrize("history", STARTER.values(), ids=list(STARTER))
    def test_starter(self, history: History) -> None:
        """The four promises."""
        history.judge(shipped("starter"))


class TestPlans:
    """From revenue back to leads."""

    @pytest.mark.parametrize(
        ("name", "leads"),
        [
            # 300,000 / 12,000 x 40% = 10 customers, of 5% of the leads.
            ("starter", {"planned_leads": 200}),
            # 500,000 x 40% / 10,000 = 20 customers, of 2.5% of the leads.
            ("inbound", {"planned_leads": 800}),
            # 400,000 x 50% / 8,000 = 25 customers, of 5% of the leads; five people.
            ("speed-to-lead", {"planned_leads": 500, "planned_leads_per_rep": 100}),
            # 600,000 x 50% is 300,000: 150,000 / 50,000 = 3 customers, 90,000 / 15,000
            # = 6 and 60,000 / 3,000 = 20, of 5%, 4% and 5% of the leads.
            (
                "segments",
                {
                    "planned_leads of enterprise": 60,
                    "planned_leads of mid_market": 150,
                    "planned_leads of small_business": 400,
                    "planned_leads": 610,
                },
            ),
        ],
    )
    def test_leads(self, name: str, leads: Mapping[str, int]) -> None:
        """Rows 19 to 21, 29, 39: revenue, customers, leads, segment by segment."""
        plan = shipped(name).checked.policy.plan
        assert plan is not None
        amounts = plan_numbers(plan).amounts
        assert {key: amounts[key] for key in leads} == leads
