from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from builders_plan import make_plan

from leadpact.language.types import Kind
from leadpact.planning import (
    ASSUMED_RATE,
    PLAN_NAMES,
    PLAN_NEEDS,
    Rate,
    Volume,
    Workload,
    plan_names,
    plan_numbers,
    stages_product,
)
from leadpact.units import Money

SEGMENTS = (
    "[{name: enterprise, share: 60%, average_sale: 30000 USD, lead_to_customer: 4%},"
    " {name: mid_market, share: 40%}]"
)
CAMPAIGNS = (
    "[{name: search, share: 70%, cost_per_lead: 60 USD},"
    " {name: webinar, share: 30%, cost_per_lead: 90 USD}]"
)
CAPACITY = (
    "{reps: 8, hours: 120 hours, marketing_time: 60%, attempts: 6,"
    " per_attempt: 10 minutes}"
)


def dollars(amount: str | int) -> Money:
    """An amount in the currency of the plans."""
    return Money(Decimal(amount), "USD")


class TestPlanNumbers:
    """`plan_numbers` of a plan without segments."""

    def test_worked_example(self) -> None:
        """500,000 x 40% is 200,000; at 10,000 it takes 20 customers, 800 leads."""
        numbers = plan_numbers(make_plan())
        assert numbers.marketing_revenue == dollars(200_000)
        assert numbers.volume == Volume(Fraction(20), Fraction(800), 20, 800)

    def test_counts_are_rounded_up_once(self) -> None:
        """15,000 at 10,000 a sale is 1.5 customers; at 50% that is 3 leads, not 4."""
        plan = make_plan(
            revenue_quota="15000 USD", marketing_share="100%", lead_to_customer="50%"
        )
        volume = plan_numbers(plan).volume
        assert volume == Volume(Fraction(3, 2), Fraction(3), 2, 3)

    def test_thirds_are_exact(self) -> None:
        """20 customers at 3% are 2000/3 leads: what no decimal holds is a fraction."""
        volume = plan_numbers(make_plan(lead_to_customer="3%")).volume
        assert volume == Volume(Fraction(20), Fraction(2000, 3), 20, 667)

    def test_largest_amounts_are_exact(self) -> None:
        """The longest amounts that the language has lose no digit."""
        plan = make_plan(
            revenue_quota="999999999999.999999 USD", marketing_share="99.999999%"
        )
        revenue = plan_numbers(plan).marketing_revenue
        assert revenue == dollars("999999989999.99999900000001")

    def test_nothing_asked_is_nothing_owed(self) -> None:
        """A share of zero asks for no leads."""
        volume = plan_numbers(make_plan(marketing_share="0%")).volume
        assert volume == Volume(Fraction(), Fraction(), 0, 0)

    def test_a_plan_with_mistakes_has_no_numbers(self) -> None:
        """All reasons are told together."""
        plan = make_plan(average_sale="0 USD", lead_to_customer="0%")
        with pytest.raises(ValueError, match=r"`average_sale`.*; `lead_to_customer`"):
            plan_numbers(plan)


class TestRate:
    """The part of the leads that become customers."""

    def test_stated(self) -> None:
        """What is stated counts, with rates of stages or without."""
        for rates in ("", "{SAL: 60%, SQL: 40%, WON: 25%}"):
            (part,) = plan_numbers(make_plan(rates=rates)).parts
            assert part.rate == Rate(Fraction(25, 1000))

    def test_product_of_stages(self) -> None:
        """60% x 40% x 25% is 6%: 20 customers take 333.33... leads."""
        plan = make_plan(lead_to_customer="", rates="{SAL: 60%, SQL: 40%, WON: 25%}")
        assert stages_product(plan) == Fraction(6, 100)
        volume = plan_numbers(plan).volume
        assert volume == Volume(Fraction(20), Fraction(1000, 3), 20, 334)

    def test_assumed(self) -> None:
        """Without a word on it 1.5% is assumed, and marked: 20 / 1.5% is 1333.33..."""
        plan = make_plan(lead_to_customer="")
        assert stages_product(plan) is None
        numbers = plan_numbers(plan)
        assert str(ASSUMED_RATE) == "1.5%"
        assert [part.rate for part in numbers.parts] == [
            Rate(Fraction(15, 1000), assumed=True)
        ]
        assert numbers.volume == Volume(Fraction(20), Fraction(4000, 3), 20, 1334)


class TestSegments:
    """The calculation for each segment."""

    def test_each_goes_its_own_way(self) -> None:
        """120,000 at 30,000 and 4%; 80,000 with the plan's 10,000 and 2.5%."""
        numbers = plan_numbers(make_plan(segments=SEGMENTS))
        enterprise, mid_market = numbers.parts
        assert enterprise.revenue == dollars(120_000)
        assert enterprise.volume == Volume(Fraction(4), Fraction(100), 4, 100)
        assert mid_market.revenue == dollars(80_000)
        assert mid_market.volume == Volume(Fraction(8), Fraction(320), 8, 320)
        assert numbers.volume == Volume(Fraction(12), Fraction(420), 12, 420)
        assert list(numbers.segments) == ["enterprise", "mid_market"]

    def test_each_is_rounded_up_once(self) -> None:
        """33.33 + 33.33 + 66.67 leads are 133.33, yet 34 + 34 + 67 are asked for."""
        thirds = ", ".join(
            f"{{name: {name}, share: {share}%}}"
            for name, share in (("a", 25), ("b", 25), ("c", 50))
        )
        plan = make_plan(
            revenue_quota="100000 USD",
            marketing_share="100%",
            average_sale="30000 USD",
            segments=f"[{thirds}]",
        )
        # 25,000 / 30,000 is 5/6 of a customer, and 2.5% of leads: 33.33... leads.
        volume = plan_numbers(plan).volume
        assert volume == Volume(
            Fraction(10, 3), Fraction(400, 3), 1 + 1 + 2, 34 + 34 + 67
        )

    def test_exact_below_a_cent(self) -> None:
        """Three factors of many digits lose none: 0.000001 x 1% x 1%."""
        plan = make_plan(
            revenue_quota="0.000001 USD",
            marketing_share="1%",
            segments="[{name: a, share: 1%}, {name: b, share: 99%}]",
        )
        first, _ = plan_numbers(plan).parts
        assert first.revenue == dollars("0.0000000001")


class TestValue:
    """A plan without `average_sale` stays in money."""

    def test_whole(self) -> None:
        """There are no customers and no leads, only revenue."""
        plan = make_plan(average_sale="", lead_to_customer="")
        numbers = plan_numbers(plan)
        assert numbers.volume is None
        assert numbers.leads_per_rep is None
        assert numbers.cost is None
        assert numbers.amounts == {"planned_revenue": dollars(200_000)}

    def test_segments(self) -> None:
        """Each segment has its own part of the revenue."""
        numbers = plan_numbers(
            make_plan(
                average_sale="",
                lead_to_customer="",
                segments="[{name: vip, share: 75%}, {name: rest, share: 25%}]",
            )
        )
        assert numbers.amounts == {
            "planned_revenue": dollars(200_000),
            "planned_revenue of vip": dollars(150_000),
            "planned_revenue of rest": dollars(50_000),
        }
        assert [part.cost_per_customer for part in numbers.parts] == [None, None]
        assert [part.profit for part in numbers.parts] == [None, None]


class TestCost:
    """What leads and customers cost."""

    def test_campaigns(self) -> None:
        """70% x 60 + 30% x 90 is 69 a lead; 800 of them cost 55,200."""
        numbers = plan_numbers(make_plan(campaigns=CAMPAIGNS))
        (part,) = numbers.parts
        assert part.cost_per_lead == dollars(69)
        assert numbers.cost == part.cost == dollars(55_200)
        assert part.cost_per_customer == Fraction(69 * 40)
        assert numbers.cost_per_customer == Fraction(69 * 40)
        assert part.profit == dollars(200_000 - 55_200)

    def test_a_segment_may_have_its_own(self) -> None:
        """100 leads at 200, and 320 at the 69 of all campaigns."""
        segments = SEGMENTS.replace("4%}", "4%, cost_per_lead: 200 USD}")
        numbers = plan_numbers(make_plan(segments=segments, campaigns=CAMPAIGNS))
        assert [part.cost for part in numbers.parts] == [
            dollars(20_000),
            dollars(22_080),
        ]
        assert numbers.cost == dollars(42_080)
        assert [part.cost_per_customer for part in numbers.parts] == [5000, 2760]
        # Four customers at 5,000 and eight at 2,760.
        assert numbers.cost_per_customer == Fraction(42_080, 12)

    def test_rounded_up_leads_are_paid_for(self) -> None:
        """667 leads cost 667 x 69, a customer 69 / 3%."""
        plan = make_plan(lead_to_customer="3%", campaigns=CAMPAIGNS)
        (part,) = plan_numbers(plan).parts
        assert part.cost == dollars(667 * 69)
        assert part.cost_per_customer == Fraction(2300)

    def test_unknown(self) -> None:
        """Where the cost of one segment is not known, that of all is not."""
        segments = SEGMENTS.replace("4%}", "4%, cost_per_lead: 200 USD}")
        numbers = plan_numbers(make_plan(segments=segments))
        assert [part.cost for part in numbers.parts] == [dollars(20_000), None]
        assert numbers.cost is None
        assert numbers.cost_per_customer is None
        assert plan_numbers(make_plan()).cost is None

    def test_nobody(self) -> None:
        """No customers have no cost each."""
        numbers = plan_numbers(make_plan(campaigns=CAMPAIGNS, marketing_share="0%"))
        assert numbers.cost == dollars(0)
        assert numbers.cost_per_customer is None


class TestCapacity:
    """The people and their time."""

    def test_workload(self) -> None:
        """800 x 6 x 10 minutes, of 8 x 120 hours x 60%, which is 34,560 minutes."""
        numbers = plan_numbers(make_plan(capacity=CAPACITY))
        assert numbers.workload == Workload(6, Fraction(48_000), Fraction(34_560))
        assert numbers.leads_per_rep == 100

    def test_all_time_is_for_marketing(self) -> None:
        """Unless the plan says otherwise."""
        capacity = CAPACITY.replace("marketing_time: 60%, ", "")
        load = plan_numbers(make_plan(capacity=capacity)).workload
        assert load == Workload(6, Fraction(48_000), Fraction(57_600))

    def test_people_alone(self) -> None:
        """Leads of one person need no hours; 800 / 7 is rounded up."""
        numbers = plan_numbers(make_plan(capacity="{reps: 7}"))
        assert numbers.workload is None
        assert numbers.leads_per_rep == 115

    def test_part_of_an_hour(self) -> None:
        """Minutes are exact: 37.5 hours x 33.3% of one person."""
        capacity = (
            "{reps: 1, hours: 37.5 hours, marketing_time: 33.3%, attempts: 1,"
            " per_attempt: 0.5 minutes}"
        )
        load = plan_numbers(make_plan(capacity=capacity)).workload
        assert load == Workload(1, Fraction(400), Fraction(2250 * 333, 1000))


class TestNames:
    """What goals may name."""

    def test_named(self) -> None:
        """A goal may use each name with the type that the table tells."""
        assert PLAN_NAMES.keys() == PLAN_NEEDS.keys()
        named = plan_numbers(make_plan(capacity=CAPACITY)).named
        assert named == {
            "planned_revenue": dollars(200_000),
            "planned_customers": Decimal(20),
            "planned_leads": Decimal(800),
            "planned_leads_per_rep": Decimal(100),
        }
        assert {name: kind.kind for name, kind in PLAN_NAMES.items()} == {
            "planned_revenue": Kind.MONEY,
            "planned_customers": Kind.INTEGER,
            "planned_leads": Kind.INTEGER,
            "planned_leads_per_rep": Kind.INTEGER,
        }

    def test_amounts_of_segments(self) -> None:
        """Each number is there for each segment: 320 leads / 8 people are 40."""
        amounts = plan_numbers(make_plan(segments=SEGMENTS, capacity=CAPACITY)).amounts
        assert len(amounts) == 3 * len(PLAN_NAMES)
        assert amounts["planned_leads"] == 420
        assert amounts["planned_leads of enterprise"] == 100
        assert amounts["planned_leads_per_rep of mid_market"] == 40

    @pytest.mark.parametrize(
        "keys",
        [
            {},
            {"capacity": CAPACITY},
            {"segments": SEGMENTS},
            {"average_sale": "", "lead_to_customer": ""},
            {
                "average_sale": "",
                "segments": "[{name: a, share: 100%, average_sale: 5 USD}]",
            },
        ],
    )
    def test_names_are_those_of_the_numbers(self, keys: dict[str, str]) -> None:
        """What a goal may name has a number, and nothing else has one."""
        plan = make_plan(**keys)
        assert set(plan_names(plan)) == set(plan_numbers(plan).named)
