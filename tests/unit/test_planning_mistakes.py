from __future__ import annotations

import pytest
from builders_plan import make_plan

from leadpact.planning import PlanMistake, plan_mistakes

_NEEDS_LEADS = (
    "takes leads or customers, and without `average_sale` a plan counts neither"
)


def found(**keys: str) -> list[tuple[str, str]]:
    """Path and message of every mistake of a plan."""
    return [(each.path, each.message) for each in plan_mistakes(make_plan(**keys))]


def test_sound_plans() -> None:
    """A plan with numbers has none."""
    assert found() == []
    assert found(marketing_share="0%", revenue_quota="0 USD", budget="0 USD") == []
    assert found(sales_cycle="75 days", averages="{over: 12 months}") == []
    assert found(average_sale="", lead_to_customer="", budget="5 USD") == []
    assert found(per="quarter", averages="{over: 9 months}") == []
    assert found(per="week", averages="{over: 26 weeks}") == []
    assert found(capacity="{reps: 3}") == []
    assert found(segments="[{name: a, share: 0%}, {name: b, share: 100%}]") == []


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("revenue_quota", "-1 USD", "`revenue_quota` is negative: `-1 USD`"),
        (
            "marketing_share",
            "-1%",
            "`marketing_share` lies within 0% and 100%, `-1%` does not",
        ),
        (
            "marketing_share",
            "101%",
            "`marketing_share` lies within 0% and 100%, `101%` does not",
        ),
        ("average_sale", "0 USD", "`average_sale` is above zero, `0 USD` is not"),
        ("average_sale", "-5 USD", "`average_sale` is above zero, `-5 USD` is not"),
        (
            "average_sale",
            "10 EUR",
            "`average_sale` is in `EUR`, `revenue_quota` in `USD`",
        ),
        (
            "lead_to_customer",
            "0%",
            "`lead_to_customer` is above 0% and at most 100%, `0%` is not",
        ),
        (
            "lead_to_customer",
            "100.1%",
            "`lead_to_customer` is above 0% and at most 100%, `100.1%` is not",
        ),
        ("budget", "-1 USD", "`budget` is negative: `-1 USD`"),
        ("budget", "1 EUR", "`budget` is in `EUR`, `revenue_quota` in `USD`"),
        (
            "acquisition_cost",
            "1 EUR",
            "`acquisition_cost` is in `EUR`, `revenue_quota` in `USD`",
        ),
        ("sales_cycle", "10 hours", "a sales cycle of `10 hours`"),
        ("sales_cycle", "121 months", "a sales cycle of `121 months`"),
        ("sales_cycle", "3661 days", "a sales cycle of `3661 days`"),
        ("sales_cycle", "5 business days", "a sales cycle of `5 business days`"),
    ],
)
def test_each_number(key: str, value: str, message: str) -> None:
    """A number out of range is named, at its value."""
    assert found(**{key: value}) == [(f"{key}:", message)]


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        (
            "rates",
            "{SAL: 60%, SQL: 0%}",
            ("rates.SQL:", "`SQL` is above 0% and at most 100%, `0%` is not"),
        ),
        (
            "segments",
            "[{name: a, share: 60%}, {name: b, share: 39.9%}]",
            ("segments", "the shares of `segments` add up to 99.9%, not to 100%"),
        ),
        (
            "segments",
            "[{name: a, share: 60%}, {name: b, share: 40%, average_sale: 0 USD}]",
            (
                "segments.1.average_sale:",
                "`average_sale` is above zero, `0 USD` is not",
            ),
        ),
        (
            "segments",
            "[{name: a, share: 100%, lead_to_customer: 0%}]",
            (
                "segments.0.lead_to_customer:",
                "`lead_to_customer` is above 0% and at most 100%, `0%` is not",
            ),
        ),
        (
            "segments",
            "[{name: a, share: 100%, cost_per_lead: -1 USD}]",
            ("segments.0.cost_per_lead:", "`cost_per_lead` is negative: `-1 USD`"),
        ),
        (
            "campaigns",
            (
                "[{name: a, share: 100.1%, cost_per_lead: 5 USD},"
                " {name: b, share: -0.1%, cost_per_lead: 5 USD}]"
            ),
            (
                "campaigns.0.share:",
                "`share` lies within 0% and 100%, `100.1%` does not",
            ),
        ),
        (
            "campaigns",
            "[{name: a, share: 100%, cost_per_lead: 5 EUR}]",
            (
                "campaigns.0.cost_per_lead:",
                "`cost_per_lead` is in `EUR`, `revenue_quota` in `USD`",
            ),
        ),
        (
            "campaigns",
            "[{name: a, share: 99%, cost_per_lead: 5 USD}]",
            ("campaigns", "the shares of `campaigns` add up to 99%, not to 100%"),
        ),
        ("capacity", "{reps: 0}", ("capacity.reps:", "`reps` is at least 1")),
        (
            "capacity",
            "{reps: 1, hours: 20 days, attempts: 1, per_attempt: 1 minute}",
            ("capacity.hours:", "`hours` is working time, `20 days` is not"),
        ),
        (
            "capacity",
            "{reps: 1, hours: 20 hours, attempts: 1, per_attempt: 0 minutes}",
            ("capacity.per_attempt:", "`per_attempt` is above zero"),
        ),
        (
            "capacity",
            "{reps: 1, marketing_time: 101%}",
            (
                "capacity.marketing_time:",
                "`marketing_time` lies within 0% and 100%, `101%` does not",
            ),
        ),
        (
            "capacity",
            "{reps: 1, hours: 20 hours, attempts: 0, per_attempt: 1 minute}",
            ("capacity.attempts:", "`attempts` is at least 1"),
        ),
        (
            "capacity",
            "{reps: 1, attempts: 6}",
            (
                "capacity.attempts",
                "`capacity` has `attempts`, but no `hours` and no `per_attempt`",
            ),
        ),
        (
            "averages",
            "{over: 10 weeks}",
            ("averages.over:", "averages over `10 weeks` in a plan for each month"),
        ),
        (
            "averages",
            "{over: 0 months}",
            ("averages.over:", "averages over `0 months` in a plan for each month"),
        ),
    ],
)
def test_each_list(key: str, value: str, expected: tuple[str, str]) -> None:
    """What stands deeper is named at its own place."""
    assert found(**{key: value})[0] == expected


def test_a_quarter_is_averaged_over_whole_quarters() -> None:
    """Four months are none."""
    message = "averages over `4 months` in a plan for each quarter"
    plan = make_plan(per="quarter", averages="{over: 4 months}")
    assert list(plan_mistakes(plan)) == [
        PlanMistake(
            "averages.over:",
            message,
            "count them in months that make whole periods, up to ten years",
        )
    ]


def test_a_week_is_averaged_over_weeks() -> None:
    """The hint names the unit that the plan counts in."""
    (mistake,) = plan_mistakes(make_plan(per="week", averages="{over: 6 months}"))
    assert mistake.hint.startswith("count them in weeks")


def test_half_in_leads() -> None:
    """Either all segments count leads, or none does."""
    segments = "[{name: a, share: 60%, average_sale: 5 USD}, {name: b, share: 40%}]"
    assert found(average_sale="", segments=segments) == [
        ("segments.1.name:", "`b` has no `average_sale`, other segments have one")
    ]


def test_nothing_takes_leads_in_a_plan_that_stays_in_money() -> None:
    """A key without any effect is no mere decoration."""
    mistakes = found(
        average_sale="",
        rates="{SAL: 60%}",
        campaigns="[{name: a, share: 100%, cost_per_lead: 5 USD}]",
        acquisition_cost="5 USD",
        capacity="{reps: 3}",
        segments="[{name: a, share: 100%, lead_to_customer: 5%, cost_per_lead: 5 USD}]",
    )
    assert mistakes == [
        ("lead_to_customer", f"`lead_to_customer` {_NEEDS_LEADS}"),
        ("rates", f"`rates` {_NEEDS_LEADS}"),
        ("campaigns", f"`campaigns` {_NEEDS_LEADS}"),
        ("acquisition_cost", f"`acquisition_cost` {_NEEDS_LEADS}"),
        ("capacity", f"`capacity` {_NEEDS_LEADS}"),
        ("segments.0.lead_to_customer", f"`lead_to_customer` {_NEEDS_LEADS}"),
        ("segments.0.cost_per_lead", f"`cost_per_lead` {_NEEDS_LEADS}"),
    ]
