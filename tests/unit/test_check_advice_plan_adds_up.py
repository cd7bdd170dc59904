from __future__ import annotations

import pytest
from builders import make_policy
from builders_mistakes import marked
from builders_plan import STAGES, plan_text

from leadpact.check import advise_policy, check_policy
from leadpact.diagnostics import Diagnostic, Severity
from leadpact.loading.policy import load_policy

GOAL = "{leads: {party: marketing, require: %s, per: %s}}"
ENTERED = "count(entered MQL) >= "
CAMPAIGNS = "[{name: all, share: 100%, cost_per_lead: 69 USD}]"
CAPACITY = (
    "{reps: 8, hours: 120 hours, marketing_time: 60%, attempts: 6,"
    " per_attempt: 10 minutes}"
)


def advised(text: str) -> list[Diagnostic]:
    """What is said of numbers that do not add up, in a policy without errors."""
    loaded = load_policy("policy.yaml", text.encode())
    check_policy(loaded)
    return [each for each in advise_policy(loaded) if each.code == "LP2112"]


def told(goals: str = "", **keys: str) -> list[tuple[str, str]]:
    """The marked text and the message of every warning about a plan."""
    text = make_policy(plan=plan_text(**keys), stages=STAGES, goals=goals)
    found = advised(text)
    assert {each.severity for each in found} <= {Severity.WARNING}
    return [(marked(each.span, text), each.message) for each in found]


def hint(**keys: str) -> str:
    """The hint of the one warning about a plan."""
    (found,) = advised(make_policy(plan=plan_text(**keys), stages=STAGES))
    return found.hint


def test_without_a_plan() -> None:
    """Nothing is said where there is no plan."""
    assert advised(make_policy()) == []


class TestRates:
    """Rates of the stages beside `lead_to_customer`."""

    def test_another_rate(self) -> None:
        """60% x 40% x 25% is 6%."""
        assert told(rates="{SAL: 60%, SQL: 40%, WON: 25%}") == [
            (
                "2.5%",
                (
                    "`lead_to_customer` is `2.5%`, and the rates of the stages "
                    "multiply to `6%`"
                ),
            )
        ]

    @pytest.mark.parametrize(
        ("rates", "stated", "agree"),
        [
            ("{SAL: 50%, SQL: 50%, WON: 10%}", "2.5%", True),
            # 50% x 50% x 10.2% is 2.55%, which rounds to 2.5% or 2.6%.
            ("{SAL: 50%, SQL: 50%, WON: 10.2%}", "2.5%", True),
            ("{SAL: 50%, SQL: 50%, WON: 10.2%}", "2.6%", True),
            ("{SAL: 50%, SQL: 50%, WON: 10.2%}", "2.50%", True),
            ("{SAL: 50%, SQL: 50%, WON: 10.21%}", "2.5%", False),
            ("{SAL: 33%, SQL: 33%, WON: 33%}", "3.59%", True),
            ("{SAL: 33%, SQL: 33%, WON: 33%}", "3.6%", True),
            ("{SAL: 33%, SQL: 33%, WON: 33%}", "3.61%", False),
            ("{SAL: 33%, SQL: 33%, WON: 33%}", "", True),
        ],
    )
    def test_rounding(self, rates: str, stated: str, *, agree: bool) -> None:
        """A rate is as exact as it is written; 0.33 ** 3 is 3.5937%."""
        assert (told(rates=rates, lead_to_customer=stated) == []) is agree


class TestMoney:
    """The budget, and the cost of a customer."""

    def test_budget(self) -> None:
        """800 x 69 is 55,200."""
        assert told(campaigns=CAMPAIGNS, budget="55200 USD") == []
        assert told(campaigns=CAMPAIGNS, budget="55199.99 USD") == [
            (
                "55199.99 USD",
                "800 leads cost `55200 USD`, `budget` is `55199.99 USD`",
            )
        ]

    def test_budget_without_costs(self) -> None:
        """What leads cost is not guessed."""
        assert told(budget="1 USD", acquisition_cost="1 USD") == []

    def test_acquisition(self) -> None:
        """69 / 2.5% is 2,760 for a customer; at 3.3% it is 2,090.909."""
        assert told(campaigns=CAMPAIGNS, acquisition_cost="2760 USD") == []
        assert told(campaigns=CAMPAIGNS, acquisition_cost="2759 USD") == [
            (
                "2759 USD",
                "a customer costs `2760 USD`, `acquisition_cost` is `2759 USD`",
            )
        ]
        keys = {"campaigns": CAMPAIGNS, "lead_to_customer": "3.3%"}
        assert told(acquisition_cost="2090.9 USD", **keys) == [
            (
                "2090.9 USD",
                "a customer costs `2090.9… USD`, `acquisition_cost` is `2090.9 USD`",
            )
        ]

    def test_acquisition_by_segment(self) -> None:
        """Only the segment with the lower rate is too dear: 69 / 4% is 1,725."""
        found = told(
            campaigns=CAMPAIGNS,
            acquisition_cost="2000 USD",
            segments="[{name: vip, share: 50%, lead_to_customer: 4%},"
            " {name: rest, share: 50%}]",
        )
        assert [message for _, message in found] == [
            "a customer of `rest` costs `2760 USD`, `acquisition_cost` is `2000 USD`"
        ]


class TestCapacity:
    """The time of people."""

    def test_too_many_leads(self) -> None:
        """8 x 120 h x 60% is 576 h, at one hour a lead; 800 leads are 224 too many."""
        assert told(capacity=CAPACITY) == [
            (
                "capacity",
                "there is time for 576 leads, and the plan has 800: 224 too many",
            )
        ]
        # 576 h / 800 leads is 43.2 minutes: four tries of ten minutes.
        assert hint(capacity=CAPACITY) == (
            "all attempts take 800 hours, and there are 576; with 4 a lead, 2 fewer, "
            "they fit"
        )

    def test_just_enough(self) -> None:
        """All the time may be used."""
        capacity = CAPACITY.replace("reps: 8", "reps: 10").replace("60%", "66.7%")
        assert told(capacity=capacity) == []
        exact = "{reps: 10, hours: 80 hours, attempts: 6, per_attempt: 10 minutes}"
        assert told(capacity=exact) == []

    def test_no_attempt_fits(self) -> None:
        """At one person and ten hours not even one try of each lead fits."""
        capacity = "{reps: 1, hours: 10 hours, attempts: 6, per_attempt: 10 minutes}"
        assert hint(capacity=capacity) == (
            "all attempts take 800 hours, and there are 10; not even 1 attempt a lead "
            "fits"
        )
        capacity = "{reps: 1, hours: 1 hour, attempts: 6, per_attempt: 10 minutes}"
        assert told(capacity=capacity)[0][1].startswith("there is time for 1 lead,")

    def test_no_leads(self) -> None:
        """No leads take no time."""
        assert told(capacity=CAPACITY, marketing_share="0%") == []


class TestGoals:
    """Goals that ask for other than the plan."""

    @pytest.mark.parametrize("amount", ["700", "801"])
    def test_other_number_of_leads(self, amount: str) -> None:
        """More than the plan or less, both contradict the page."""
        found = told(GOAL % (ENTERED + amount, "month"))
        message = f"the goal asks for `{amount}` leads, the plan for `800`"
        assert found == [(amount, message)]

    @pytest.mark.parametrize(
        ("require", "per"),
        [
            (f"{ENTERED}800", "month"),
            (f"{ENTERED}planned_leads", "month"),
            ("count(entered MQL) <= 700", "month"),
            ("count(entered SAL) >= 700", "month"),
            ("count(created) >= 700", "month"),
            ("rate(entered MQL of created) >= 70%", "month"),
            (f"{ENTERED}200", "week"),
        ],
    )
    def test_what_is_not_clearly_the_same(self, require: str, per: str) -> None:
        """Nothing is said of what may well be meant."""
        assert told(GOAL % (require, per)) == []

    def test_leads_are_those_before_the_first_rate(self) -> None:
        """With rates from SQL on, the leads of the plan enter SAL."""
        keys = {"rates": "{SQL: 10%, WON: 25%}"}
        assert told(GOAL % (f"{ENTERED}700", "month"), **keys) == []
        found = told(GOAL % ("count(entered SAL) >= 700", "month"), **keys)
        assert [marked_text for marked_text, _ in found] == ["700"]

    def test_leads_before_all_stages(self) -> None:
        """With a rate into the first stage no stage counts the leads of the plan."""
        keys = {"rates": "{MQL: 10%, SAL: 25%}"}
        assert told(GOAL % (f"{ENTERED}700", "month"), **keys) == []

    def test_a_plan_that_stays_in_money(self) -> None:
        """It has no number of leads to compare with."""
        keys = {"average_sale": "", "lead_to_customer": ""}
        assert told(GOAL % (f"{ENTERED}700", "month"), **keys) == []

    def test_policy_without_stages(self) -> None:
        """A goal may count events in their place."""
        goals = GOAL % ("count(created) >= 700", "month")
        assert advised(make_policy(plan=plan_text(), goals=goals)) == []

    def test_a_goal_by_group(self) -> None:
        """What each team or owner is asked for is no total."""
        for group in ("team", "owner", "country"):
            goals = GOAL % (f"{ENTERED}700", f"month, by: {group}")
            assert told(goals) == []

    def test_other_period(self) -> None:
        """800 a month are not 800 a week."""
        found = told(GOAL % (f"{ENTERED}planned_leads", "week"))
        message = "`planned_leads` is for each month, the goal for each week"
        assert found == [("planned_leads", message)]
