from __future__ import annotations

import pytest
from builders_mistakes import hints, mistakes
from builders_plan import STAGES, plan_text

GOALS = (
    "{leads: {party: marketing, require: count(created) >= planned_leads, per: month}}"
)
SEGMENTS = "[{name: vip, share: 60%}, {name: rest, share: 40%}]"


def goal_of(amount: str) -> str:
    """A goal that asks for an amount of leads."""
    return GOALS.replace("planned_leads", amount)


def test_sound() -> None:
    """A goal may name the numbers of the plan."""
    assert mistakes(plan=plan_text(sales_cycle="3 months"), goals=GOALS) == []


def test_no_plan_text() -> None:
    """Without a plan there are no such numbers."""
    found = [("LP2001", "planned_leads", "unknown name `planned_leads`")]
    assert mistakes(goals=GOALS) == found


def test_broken_plan_text() -> None:
    """The numbers of a plan with a mistake are known."""
    found = mistakes(plan=plan_text(marketing_share="40"), goals=GOALS)
    assert [(code, shown) for code, shown, _ in found] == [("LP1009", "40")]


@pytest.mark.parametrize(
    ("key", "value", "code", "message"),
    [
        ("revenue_quota", "-5 USD", "LP2007", "`revenue_quota` is negative: `-5 USD`"),
        (
            "marketing_share",
            "140%",
            "LP2007",
            "`marketing_share` lies within 0% and 100%, `140%` does not",
        ),
        (
            "average_sale",
            "0 USD",
            "LP2007",
            "`average_sale` is above zero, `0 USD` is not",
        ),
        (
            "average_sale",
            "10 EUR",
            "LP2007",
            "`average_sale` is in `EUR`, `revenue_quota` in `USD`",
        ),
        (
            "lead_to_customer",
            "0%",
            "LP2007",
            "`lead_to_customer` is above 0% and at most 100%, `0%` is not",
        ),
        ("sales_cycle", "10 hours", "LP2007", "a sales cycle of `10 hours`"),
        ("budget", "-5 USD", "LP2007", "`budget` is negative: `-5 USD`"),
    ],
)
def test_ranges(key: str, value: str, code: str, message: str) -> None:
    """A number out of range is told at its place."""
    assert mistakes(plan=plan_text(**{key: value})) == [(code, value, message)]


def test_currency() -> None:
    """A plan in another currency is told once, at the quota."""
    text = plan_text(revenue_quota="5 EUR", average_sale="1 EUR")
    assert mistakes(plan=text) == [("LP3002", "5 EUR", "`5 EUR` in a policy in USD")]
    assert hints(plan=text) == ["state it in USD, the `currency` of the policy"]


def test_unknown_currency() -> None:
    """Nothing is said of money where the currency of the policy has a mistake."""
    found = mistakes(
        plan=plan_text(), currency="dollars", definitions="{rich: amount > 5 EUR}"
    )
    assert [(code, shown) for code, shown, _ in found] == [("LP1009", "dollars")]


def test_places_inside_lists() -> None:
    """A number of a segment is told at its place, shares at the list they belong to."""
    segments = "[{name: vip, share: 60%, average_sale: 0 USD}, {name: b, share: 4%}]"
    assert mistakes(plan=plan_text(segments=segments)) == [
        (
            "LP2007",
            "segments",
            "the shares of `segments` add up to 64%, not to 100%",
        ),
        ("LP2007", "0 USD", "`average_sale` is above zero, `0 USD` is not"),
    ]


def test_segments() -> None:
    """A goal may ask for a number of a segment that is there."""
    plan = plan_text(segments=SEGMENTS)
    assert mistakes(plan=plan, goals=goal_of("planned_leads of vip")) == []
    found = [("LP2001", "vips", "unknown segment `vips`")]
    assert mistakes(plan=plan, goals=goal_of("planned_leads of vips")) == found
    found = [("LP2001", "vip", "unknown segment `vip`")]
    assert mistakes(plan=plan_text(), goals=goal_of("planned_leads of vip")) == found


def test_segments_of_a_broken_plan() -> None:
    """Nothing is said of segments that could not be read."""
    plan = plan_text(segments="[{name: vip, share: 60}]")
    found = mistakes(plan=plan, goals=goal_of("planned_leads of rest"))
    assert [(code, shown) for code, shown, _ in found] == [("LP1009", "60")]


@pytest.mark.parametrize(
    ("key", "value", "what"),
    [
        ("segments", SEGMENTS.replace("rest", "vip"), "segment"),
        (
            "campaigns",
            (
                "[{name: vip, share: 60%, cost_per_lead: 5 USD},"
                " {name: vip, share: 40%, cost_per_lead: 6 USD}]"
            ),
            "campaign",
        ),
    ],
)
def test_equal_names(key: str, value: str, what: str) -> None:
    """YAML does not see equal names in a list."""
    found = [("LP2002", "vip", f"`vip` is a {what} already")]
    assert mistakes(plan=plan_text(**{key: value})) == found


def test_numbers_that_the_plan_does_not_have() -> None:
    """Without `average_sale` there are no leads, without people none for each."""
    money = plan_text(average_sale="", lead_to_customer="")
    found = [("LP2001", "planned_leads", "unknown name `planned_leads`")]
    assert mistakes(plan=money, goals=GOALS) == found
    assert hints(plan=money, goals=GOALS) == ["a `plan` with `average_sale` has it"]
    goals = goal_of("planned_leads_per_rep")
    name = "planned_leads_per_rep"
    assert mistakes(plan=plan_text(), goals=goals) == [
        ("LP2001", name, f"unknown name `{name}`")
    ]
    assert mistakes(plan=plan_text(capacity="{reps: 5}"), goals=goals) == []


def test_a_field_is_no_target() -> None:
    """A goal over all leads is not compared with a field of one."""
    message = "`employees` belongs to the lead, and a measure to all leads"
    found = [("LP3004", "employees", message)]
    assert mistakes(plan=plan_text(), goals=goal_of("employees")) == found


class TestRates:
    """Rates from stage to stage."""

    def test_sound(self) -> None:
        """Rates of neighbours, from the first stage on or from a later one."""
        for rates in ("{SAL: 60%, SQL: 40%, WON: 25%}", "{MQL: 9%, SAL: 60%}"):
            plan = plan_text(rates=rates)
            assert mistakes(plan=plan, stages=STAGES) == []

    def test_unknown_stage(self) -> None:
        """A stage that the policy does not have is told with a near one."""
        plan = plan_text(rates="{SAL: 60%, SQI: 40%}")
        found = [("LP2001", "SQI", "unknown stage `SQI`")]
        assert mistakes(plan=plan, stages=STAGES) == found
        assert hints(plan=plan, stages=STAGES) == ["did you mean `SQL`?"]

    def test_gap(self) -> None:
        """What leads to the customer has no stage without a rate."""
        plan = plan_text(rates="{SAL: 60%, WON: 25%}")
        found = [("LP2007", "rates", "`rates` leaves out the stage `SQL`")]
        assert mistakes(plan=plan, stages=STAGES) == found

    def test_broken_stage(self) -> None:
        """Nothing is said of a gap where a stage could not be read."""
        plan = plan_text(rates="{SAL: 60%, WON: 25%}")
        stages = STAGES.replace("enter: qualified", "enter: [qualified, 5]")
        found = mistakes(plan=plan, stages=stages)
        assert [(code, shown) for code, shown, _ in found] == [("LP3001", "5")]


@pytest.mark.parametrize("digits", ["9" * 20, "9" * 5000])
def test_huge_numbers(digits: str) -> None:
    """Whole numbers of a plan lie within the limits of the language."""
    ((code, shown, message),) = mistakes(plan=plan_text(capacity=f"{{reps: {digits}}}"))
    assert (code, shown) == ("LP1009", digits)
    assert message.startswith("whole numbers lie within 2^53")
