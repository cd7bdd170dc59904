from __future__ import annotations

from typing import TYPE_CHECKING

from builders import make_policy
from builders_plan import STAGES, plan_text

from leadpact.agreement import agreement_view
from leadpact.agreement.view import Bar
from leadpact.pact import loads

if TYPE_CHECKING:
    from leadpact.agreement import AgreementView
    from leadpact.agreement.view import Derivation

SEGMENTS = (
    "[{name: enterprise, share: 60%, average_sale: 30000 USD, lead_to_customer: 4%},"
    " {name: mid_market, share: 40%, lead_to_customer: 3%}]"
)


def page(
    require: str = "sum(amount of created) >= planned_revenue", **keys: str
) -> AgreementView:
    """The page of a policy with a plan, and a goal that asks for a number of it."""
    goals = f"{{g: {{party: marketing, require: {require}, per: month}}}}"
    text = make_policy(plan=plan_text(**keys), stages=STAGES, goals=goals)
    return agreement_view(loads(text).checked)


def derived(**keys: str) -> Derivation:
    """Where the number of leads comes from."""
    (found,) = (each.derivation for each in page(**keys).pledges if each.derivation)
    return found


class TestUndivided:
    """A plan without segments."""

    def test_bars(self) -> None:
        """Revenue as a part of the quota, customers as a part of the leads."""
        found = derived()
        assert found.heading == (
            "Why 800 leads: from revenue back to leads, each month"
        )
        assert found.bars == (
            Bar("$200k", "marketing share, 40% of $500,000", 0.4),
            Bar("20", "customers, at $10,000 each", 0.025),
            Bar("800", "leads, 2.5% become customers", 1.0),
        )
        assert found.note == ""

    def test_an_assumed_rate_is_marked(self) -> None:
        """20 customers at 1.5% are 1333.33... leads."""
        bars = derived(lead_to_customer="").bars
        assert bars[-1] == Bar(
            "1334", "leads, 1.5% (assumed) become customers (exactly 1333.33…)", 1.0
        )

    def test_no_leads(self) -> None:
        """Nothing is divided by no leads."""
        assert derived(marketing_share="0%").bars[-1].share == 1.0


class TestSegments:
    """A plan with segments."""

    def test_rows(self) -> None:
        """A row for each, as a part of all leads, then all of them."""
        # 80,000 / 10,000 / 3% is 266.66... leads.
        found = derived(segments=SEGMENTS)
        assert found.bars == (
            Bar("$200k", "marketing share, 40% of $500,000", 0.4),
            Bar("100", "enterprise: 4 customers at $30,000, 4% of leads", 100 / 367),
            Bar(
                "267",
                "mid market: 8 customers at $10,000, 3% of leads (exactly 266.66…)",
                267 / 367,
            ),
            Bar("367", "leads, for 12 customers (exactly 366.66…)", 1.0),
        )

    def test_goals(self) -> None:
        """A goal shows the number of its segment."""
        view = page(
            "count(entered MQL) >= planned_leads of enterprise", segments=SEGMENTS
        )
        (pledge,) = (each for each in view.pledges if each.derivation)
        (promise,) = pledge.commitments
        assert promise.measure == "at least 100 leads entering MQL each month"


class TestValue:
    """A plan that stays in money."""

    def test_whole(self) -> None:
        """There is one bar, and no figure of leads."""
        view = page(average_sale="", lead_to_customer="")
        (found,) = (each.derivation for each in view.pledges if each.derivation)
        assert found.heading == (
            "Why $200k: the marketing share of all revenue, each month"
        )
        assert found.bars == (Bar("$200k", "marketing share, 40% of $500,000", 0.4),)
        assert [figure.unit for figure in view.figures] == ["revenue"]

    def test_segments(self) -> None:
        """Each segment has its part of the revenue."""
        found = derived(
            average_sale="",
            lead_to_customer="",
            segments="[{name: vip, share: 75%}, {name: rest, share: 25%}]",
        )
        assert found.bars[1:] == (
            Bar("$150k", "vip, 75% of it", 0.75),
            Bar("$50k", "rest, 25% of it", 0.25),
        )


def test_terms() -> None:
    """What else the plan says stands below, a short sentence each."""
    found = derived(
        sales_cycle="3 months",
        rates="{SAL: 50%, SQL: 50%, WON: 10%}",
        campaigns="[{name: search, share: 100%, cost_per_lead: 60 USD}]",
        budget="50000 USD",
        acquisition_cost="3000 USD",
        capacity="{reps: 8, hours: 120 hours, attempts: 6, per_attempt: 10 minutes}",
        averages="{over: 6 months}",
    )
    assert found.note.replace("\N{NO-BREAK SPACE}", " ").split(" · ") == [
        "A sale takes 3 months",
        "50% become SAL, 50% of them SQL, 10% of them WON",
        "Leads from search (100%, $60 each)",
        "The leads cost $48,000, the budget is $50,000",
        "A customer may cost $3,000",
        "8 reps, up to 100 leads each",
        "6 attempts of 10 minutes a lead take 800 h, there are 960 h",
        "Averages over 6 months by size, customers counted when they buy",
    ]


def test_people_without_hours() -> None:
    """Only the leads of each are told."""
    assert derived(capacity="{reps: 8}").note == "8 reps, up to 100 leads each"
