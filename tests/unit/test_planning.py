from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from leadpact.diagnostics import Span
from leadpact.language.types import Kind
from leadpact.model.policy import Period, Plan
from leadpact.planning import PLAN_NAMES, plan_mistakes, plan_numbers
from leadpact.units import Money, Percent

PLAN = Plan(
    per=Period.MONTH,
    revenue_quota=Money.parse("500000 USD"),
    marketing_share=Percent.parse("40%"),
    average_sale=Money.parse("10000 USD"),
    lead_to_customer=Percent.parse("2.5%"),
    span=Span("plan"),
)


class TestPlanNumbers:
    """`plan_numbers`."""

    def test_worked_example(self) -> None:
        """500,000 x 40% is 200,000; at 10,000 it takes 20 customers, 800 leads."""
        numbers = plan_numbers(PLAN)
        assert numbers.marketing_revenue == Money(Decimal(200_000), "USD")
        assert (numbers.exact_customers, numbers.customers) == (Fraction(20), 20)
        assert (numbers.exact_leads, numbers.leads) == (Fraction(800), 800)

    def test_counts_are_rounded_up_once(self) -> None:
        """15,000 at 10,000 a sale is 1.5 customers; at 50% that is 3 leads, not 4."""
        plan = attrs.evolve(
            PLAN,
            revenue_quota=Money.parse("15000 USD"),
            marketing_share=Percent.parse("100%"),
            lead_to_customer=Percent.parse("50%"),
        )
        numbers = plan_numbers(plan)
        assert (numbers.exact_customers, numbers.customers) == (Fraction(3, 2), 2)
        assert (numbers.exact_leads, numbers.leads) == (Fraction(3), 3)

    def test_thirds_are_exact(self) -> None:
        """What no decimal holds is carried as a fraction."""
        plan = attrs.evolve(PLAN, lead_to_customer=Percent.parse("3%"))
        numbers = plan_numbers(plan)
        assert numbers.exact_leads == Fraction(2000, 3)
        assert numbers.leads == 667

    def test_largest_amounts_are_exact(self) -> None:
        """The longest amounts that the language has lose no digit."""
        plan = attrs.evolve(
            PLAN,
            revenue_quota=Money.parse("999999999999.999999 USD"),
            marketing_share=Percent.parse("99.999999%"),
        )
        revenue = plan_numbers(plan).marketing_revenue.amount
        assert revenue == Decimal("999999989999.99999900000001")

    def test_nothing_asked_is_nothing_owed(self) -> None:
        """A share of zero asks for no leads."""
        plan = attrs.evolve(PLAN, marketing_share=Percent.parse("0%"))
        assert plan_numbers(plan).leads == 0

    def test_named_numbers_have_the_types_of_their_names(self) -> None:
        """A goal may use each name with the type that the table tells."""
        named = plan_numbers(PLAN).named
        assert named == {
            "planned_revenue": Money(Decimal(200_000), "USD"),
            "planned_customers": Decimal(20),
            "planned_leads": Decimal(800),
        }
        assert {name: kind.kind for name, kind in PLAN_NAMES.items()} == {
            "planned_revenue": Kind.MONEY,
            "planned_customers": Kind.INTEGER,
            "planned_leads": Kind.INTEGER,
        }


class TestPlanMistakes:
    """`plan_mistakes`, and how `plan_numbers` refuses."""

    def test_sound_plan(self) -> None:
        """A plan with numbers has none."""
        assert plan_mistakes(PLAN) == {}

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("revenue_quota", Money.parse("-1 USD")),
            ("marketing_share", Percent.parse("-1%")),
            ("marketing_share", Percent.parse("101%")),
            ("average_sale", Money.parse("0 USD")),
            ("average_sale", Money.parse("-5 USD")),
            ("average_sale", Money.parse("10000 EUR")),
            ("lead_to_customer", Percent.parse("0%")),
            ("lead_to_customer", Percent.parse("100.1%")),
        ],
    )
    def test_each_key(self, key: str, value: object) -> None:
        """Each wrong key is named, and the plan has no numbers."""
        plan = attrs.evolve(PLAN, **{key: value})  # type: ignore[arg-type]
        mistakes = plan_mistakes(plan)
        assert list(mistakes) == [key]
        with pytest.raises(ValueError, match=f"`{key}`"):
            plan_numbers(plan)

    def test_all_at_once(self) -> None:
        """Several mistakes are told together."""
        plan = attrs.evolve(
            PLAN,
            average_sale=Money.parse("0 USD"),
            lead_to_customer=Percent.parse("0%"),
        )
        assert set(plan_mistakes(plan)) == {"average_sale", "lead_to_customer"}
        with pytest.raises(ValueError, match=r"`average_sale`.*; `lead_to_customer`"):
            plan_numbers(plan)
