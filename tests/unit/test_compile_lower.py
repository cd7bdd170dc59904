"""Conditions and patterns as expressions of a plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from builders import make_pact

from leadpact.compile.plan import (
    Apply,
    Constant,
    Expression,
    Operator,
    Origin,
    PatternPlan,
    Query,
    Read,
)
from leadpact.language.nodes import Question, Source

if TYPE_CHECKING:
    from leadpact.model.values import Bare

EMPLOYEES = Read(Origin.FIELD, "employees")
COUNTRY = Read(Origin.FIELD, "country")
EMAIL = Read(Origin.FIELD, "email")
SECTIONS = {
    "scoring": "\n  fit:\n    - 1 when employees >= 1\n",
    "stages": "\n  - {name: SAL, party: sales, enter: accepted}\n",
}


def lowered(condition: str) -> Expression:
    """The expression of a definition."""
    pact = make_pact(
        definitions=f"\n  near: country is US\n  it: '{condition}'\n", **SECTIONS
    )
    (found,) = (one for one in pact.plan.definitions if one.name == "it")
    assert found.condition is not None
    return found.condition


def apply(kind: Operator, *operands: Expression | Bare) -> Apply:
    """An operator over expressions and bare constants."""
    return Apply(
        kind,
        tuple(
            one if isinstance(one, Apply | Read | Query | Constant) else Constant(one)
            for one in operands
        ),
    )


class TestConditions:
    """Four kinds of expressions are left of the language."""

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            ("employees == 1", apply(Operator.EQ, EMPLOYEES, 1)),
            ("employees != 1", apply(Operator.NE, EMPLOYEES, 1)),
            ("employees < 1", apply(Operator.LT, EMPLOYEES, 1)),
            ("employees <= 1", apply(Operator.LE, EMPLOYEES, 1)),
            ("employees > 1", apply(Operator.GT, EMPLOYEES, 1)),
            ("employees >= 1", apply(Operator.GE, EMPLOYEES, 1)),
            (
                "1 < employees <= 9",
                apply(
                    Operator.AND,
                    apply(Operator.LT, 1, EMPLOYEES),
                    apply(Operator.LE, EMPLOYEES, 9),
                ),
            ),
            (
                "employees between 1 and 9",
                apply(
                    Operator.AND,
                    apply(Operator.GE, EMPLOYEES, 1),
                    apply(Operator.LE, EMPLOYEES, 9),
                ),
            ),
            ("country is NO", apply(Operator.EQ, COUNTRY, "NO")),
            ("country is not NO", apply(Operator.NE, COUNTRY, "NO")),
            ("country in [NO]", apply(Operator.EQ, COUNTRY, "NO")),
            (
                "country in [NO, US]",
                apply(
                    Operator.OR,
                    apply(Operator.EQ, COUNTRY, "NO"),
                    apply(Operator.EQ, COUNTRY, "US"),
                ),
            ),
            (
                "country not in [NO]",
                apply(Operator.NOT, apply(Operator.EQ, COUNTRY, "NO")),
            ),
            ("country is known", apply(Operator.KNOWN, COUNTRY)),
            (
                "country is missing",
                apply(Operator.NOT, apply(Operator.KNOWN, COUNTRY)),
            ),
            (
                "near and not near",
                apply(
                    Operator.AND,
                    Read(Origin.DEFINITION, "near"),
                    apply(Operator.NOT, Read(Origin.DEFINITION, "near")),
                ),
            ),
            (
                "near or country is US or employees > 1",
                apply(
                    Operator.OR,
                    Read(Origin.DEFINITION, "near"),
                    apply(Operator.EQ, COUNTRY, "US"),
                    apply(Operator.GT, EMPLOYEES, 1),
                ),
            ),
            ("email contains ANN", apply(Operator.CONTAINS, EMAIL, "ann")),
            (
                'email starts with any ["A b", c]',
                apply(
                    Operator.OR,
                    apply(Operator.STARTS_WITH, EMAIL, "a b"),
                    apply(Operator.STARTS_WITH, EMAIL, "c"),
                ),
            ),
            ('email ends with "SS"', apply(Operator.ENDS_WITH, EMAIL, "ss")),
            (
                "employees * 2 - 1 / 4 > -employees",
                apply(
                    Operator.GT,
                    apply(
                        Operator.SUBTRACT,
                        apply(Operator.MULTIPLY, EMPLOYEES, 2),
                        apply(Operator.DIVIDE, 1, 4),
                    ),
                    apply(Operator.NEGATE, EMPLOYEES),
                ),
            ),
            (
                "fit + 1 >= 2",
                apply(
                    Operator.GE, apply(Operator.ADD, Read(Origin.SCORE, "fit"), 1), 2
                ),
            ),
            ("stage is SAL", apply(Operator.EQ, Read(Origin.STAGE), "SAL")),
            ("open(desk)", Read(Origin.OPEN, "desk")),
        ],
    )
    def test_tables(self, condition: str, expected: Expression) -> None:
        """Each form of the language has one expression."""
        assert lowered(condition) == expected

    @pytest.mark.parametrize(
        ("condition", "value"),
        [
            ("score > 1", 1),
            ("score > 1.0", 1),
            ("score > 1.50", Decimal("1.5")),
            ("amount > 2.5 USD", Decimal("2.5")),
            ("amount > 2 USD", 2),
            ("chance > 40%", 40),
            ("chance > 2.5%", Decimal("2.5")),
            ("close > 2026-03-01", date(2026, 3, 1)),
            ("last(note) - first(note) > 2 hours", 7_200_000_000),
        ],
    )
    def test_amounts_are_bare(self, condition: str, value: Bare) -> None:
        """Amounts are numbers of one unit, whole ones as integers."""
        found = lowered(condition)
        assert isinstance(found, Apply)
        assert found.operands[1] == Constant(value)
        assert type(found.operands[1].value) is type(value)


class TestPatterns:
    """Patterns stand in the plan once each, and are referred to by place."""

    def test_pattern(self) -> None:
        """A pattern with its window, its condition and its text."""
        pact = make_pact(
            definitions="""
                it: >-
                  happened(attempt in last 2 hours
                  where channel is call and automated)
            """
        )
        assert pact.plan.patterns == (
            PatternPlan(
                Source.EVENT,
                "attempt",
                7_200_000_000,
                apply(
                    Operator.AND,
                    apply(Operator.EQ, Read(Origin.DATUM, "channel"), "call"),
                    apply(Operator.NE, Read(Origin.ACTOR), "human"),
                ),
                "attempt in last 2 hours where channel is call and automated",
            ),
        )
        assert pact.plan.definitions[0].condition == Query(Question.HAPPENED, 0)

    def test_what_an_event_tells(self) -> None:
        """Instants of the event, and its actor."""
        pact = make_pact(
            definitions="""
                it: count(note where at < recorded_at and actor is human) > 0
            """
        )
        where = pact.plan.patterns[0].where
        assert where == apply(
            Operator.AND,
            apply(Operator.LT, Read(Origin.AT), Read(Origin.RECORDED_AT)),
            apply(Operator.EQ, Read(Origin.ACTOR), "human"),
        )

    def test_shared(self) -> None:
        """Two questions about one pattern share it."""
        pact = make_pact(
            definitions="""
                one: happened(note)
                two: count(note) > 0
            """,
            timers="\n  t: {party: sales, from: note, until: note, within: 2 hours}\n",
        )
        assert [one.text for one in pact.plan.patterns] == ["note"]
        assert pact.plan.timers[0].starts == pact.plan.timers[0].until == (0,)

    def test_derived(self) -> None:
        """Entries and outcomes are patterns of their own sources."""
        pact = make_pact(
            stages="\n  - {name: SAL, party: sales, enter: accepted}\n",
            timers="""
                a: {party: sales, from: entered SAL, until: note, within: 2 hours}
                b: {party: sales, from: missed a, until: met a, within: 2 hours}
            """,
        )
        assert {(one.source, one.name) for one in pact.plan.patterns} == {
            (Source.EVENT, "accepted"),
            (Source.EVENT, "note"),
            (Source.ENTERED, "SAL"),
            (Source.MISSED, "a"),
            (Source.MET, "a"),
        }
