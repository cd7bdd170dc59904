from __future__ import annotations

import pytest
from builders_mistakes import hints, mistakes

PLAN = {
    "per": "month",
    "revenue_quota": "500000 USD",
    "marketing_share": "40%",
    "average_sale": "10000 USD",
    "lead_to_customer": "2.5%",
}
GOALS = (
    "{leads: {party: marketing, require: count(created) >= planned_leads, per: month}}"
)


def plan(**keys: str) -> str:
    """A plan, with some keys changed or added."""
    found = ", ".join(f"{key}: {value}" for key, value in {**PLAN, **keys}.items())
    return f"{{{found}}}"


def test_sound() -> None:
    """A goal may name the numbers of the plan."""
    assert mistakes(plan=plan(sales_cycle="3 months"), goals=GOALS) == []


def test_no_plan() -> None:
    """Without a plan there are no such numbers."""
    found = [("LP2001", "planned_leads", "unknown name `planned_leads`")]
    assert mistakes(goals=GOALS) == found


def test_broken_plan() -> None:
    """The numbers of a plan with a mistake are known."""
    found = mistakes(plan=plan(marketing_share="40"), goals=GOALS)
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
        ("sales_cycle", "10 weeks", "LP2007", "a sales cycle of `10 weeks`"),
    ],
)
def test_ranges(key: str, value: str, code: str, message: str) -> None:
    """A number out of range is told at its place."""
    assert mistakes(plan=plan(**{key: value})) == [(code, value, message)]


def test_currency() -> None:
    """A plan in another currency is told once, at the quota."""
    text = plan(revenue_quota="5 EUR", average_sale="1 EUR")
    assert mistakes(plan=text) == [("LP3002", "5 EUR", "`5 EUR` in a policy in USD")]
    assert hints(plan=text) == ["state it in USD, the `currency` of the policy"]


def test_unknown_currency() -> None:
    """Nothing is said of money where the currency of the policy has a mistake."""
    found = mistakes(
        plan=plan(), currency="dollars", definitions="{rich: amount > 5 EUR}"
    )
    assert [(code, shown) for code, shown, _ in found] == [("LP1009", "dollars")]
