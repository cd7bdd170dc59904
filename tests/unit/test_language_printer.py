"""Canonical text: one spelling, the fewest brackets and quotes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from leadpact.language.parser import (
    parse_condition,
    parse_duration_case,
    parse_integer_case,
    parse_literal_case,
    parse_measure,
    parse_name_case,
    parse_pattern,
    parse_points,
    parse_step,
)
from leadpact.language.printer import print_literal, print_phrase
from leadpact.language.source import Source
from leadpact.units import Duration, Money, Percent, Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from leadpact.language.nodes import LiteralValue, Phrase

#: Phrases as a policy writes them, each its own canonical text.
CANONICAL: list[tuple[Callable[[Source], Phrase], str]] = [
    *(
        (parse_condition, text)
        for text in (
            'email ends with any ["@yahoo.com", "@hotmail.com"]',
            "employees >= 50",
            "country in [US, CA]",
            "not free_mail",
            "workable and fit + intent >= 50",
            "band is hot",
            "stage is SAL",
            "not open(lead_day)",
            "a < b <= c and d between 1 and e + 2",
            "a not in [1, 2.5, 40%, -3 USD, 2026-01-05]",
            "a is not hot or a is missing",
            "first(handed_off) - last(created in last 2 weeks) > 1 hour",
            "count(missed accept) > 1 and happened(entered MQL)",
            "(a or b) and not (c and d)",
            "(a and b) and c",
            "not not a",
            "(not a) == b",
            "(a < b) == c",
            "a - (b - c) - d",
            "(a + b) * c / -d",
            "a / (b * c)",
            "-(a + b) * c",
            "-(5) + -5 + --5 - -a",
            "-5 minutes < -(5 USD)",
            '"text" == a and a is "known" and b contains "and"',
            r'a == "say \"so\" \\"',
        )
    ),
    *(
        (parse_pattern, text)
        for text in (
            "handed_off",
            "attempt where actor is human",
            "attempt where channel is call",
            "demo_request in last 30 days",
            "met accept in last 1 hour where a or b",
        )
    ),
    *(
        (parse_literal_case, text)
        for text in (
            "hot when fit + intent >= 80",
            "cold",
            "100 USD when title contains any [ceo, chief]",
            "40 USD",
            '"very hot"',
            "-2.5%",
        )
    ),
    *(
        (parse_duration_case, text)
        for text in ("5 business minutes when band is hot", "1 business day", "0 hours")
    ),
    (parse_integer_case, "6 when band is hot"),
    (parse_name_case, "night_desk when country is PH"),
    *(
        (parse_points, text)
        for text in (
            "30 when employees >= 200",
            "20 when title contains any [vp, director, head]",
            "-20 when free_mail",
            "40 when happened(demo_request in last 30 days)",
            "2 each touched in last 14 days where channel is web, up to 20 points",
            "2.5 each touched",
        )
    ),
    *(
        (parse_step, text)
        for text in (
            "alert owner at 75%",
            "alert owner",
            "escalate to sales_manager after 1 business hour",
            "return to marketing for nurture after 4 business hours",
            "return to marketing for nurture",
            'meet marketing and sales by 5 business days "agree how to catch up"',
            "alert owner 30 minutes before due",
            "alert owner after 1 hour every 2 hours at most 3 times",
            'flag for "by" "note"',
        )
    ),
    *(
        (parse_measure, text)
        for text in (
            "count(entered MQL) >= planned_leads",
            "count(entered MQL) >= planned_leads of enterprise",
            "share(first_touch) >= 95%",
            "median(first_touch) <= 10 minutes",
            "sum(worth of entered MQL) >= 60000 USD",
            "rate(won where a of accepted) >= 5%",
            "p90(amount of won) >= -5",
        )
    ),
]


class TestPrintPhrase:
    """`print_phrase` gives one text for each tree."""

    @pytest.mark.parametrize(("parse", "text"), CANONICAL)
    def test_canonical_text_stays(
        self, parse: Callable[[Source], Phrase], text: str
    ) -> None:
        """Text that is canonical already prints as it is."""
        assert print_phrase(parse(Source.inline(text))) == text

    @pytest.mark.parametrize(
        ("text", "canonical"),
        [
            ("  a   and(b) ", "a and b"),
            ("((a or b))and ((c))", "(a or b) and c"),
            ("(a and b) or (not (c))", "a and b or not c"),
            ("(a * b) + (c / d)", "a * b + c / d"),
            ("(a + b) - c", "a + b - c"),
            ("not (a == b)", "not a == b"),
            ("(a + b) > (c)", "a + b > c"),
            ("a-20", "a - 20"),
            ("- 20", "-20"),
            ("2.50 > 1.0", "2.5 > 1"),
            ("1 hours < 2 hour", "1 hour < 2 hours"),
            ("40 % == a", "40% == a"),
            ('a is "hot" and b contains "vp"', "a is hot and b contains vp"),
            ("a contains any [vp]", "a contains vp"),
            ('a in ["US" ,CA]', "a in [US, CA]"),
        ],
    )
    def test_other_spellings(self, text: str, canonical: str) -> None:
        """Space, brackets and quotes that mean nothing are left out."""
        assert print_phrase(parse_condition(Source.inline(text))) == canonical

    @pytest.mark.parametrize(
        ("text", "canonical"),
        [
            ("alert to owner", "alert owner"),
            ("escalate manager", "escalate to manager"),
            ("flag", "flag"),
            ('return for "nurture"', "return for nurture"),
        ],
    )
    def test_steps_read_as_english(self, text: str, canonical: str) -> None:
        """`to` means nothing; it stands behind the verbs that move a lead."""
        assert print_phrase(parse_step(Source.inline(text))) == canonical

    def test_only_phrases_are_printed(self) -> None:
        """Anything else is a mistake of the caller."""
        with pytest.raises(TypeError):
            print_phrase("a")  # type: ignore[arg-type]


class TestPrintLiteral:
    """`print_literal` quotes only what must be."""

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("student", "student"),
            ("no-budget", '"no-budget"'),
            ("3com", '"3com"'),
            ("known", '"known"'),
            ("head of", '"head of"'),
            ("", '""'),
            (Decimal("2.50"), "2.5"),
            (Decimal(-100), "-100"),
            (Money(Decimal(100), "USD"), "100 USD"),
            (Percent(Decimal("2.5")), "2.5%"),
            (Duration(Decimal(1), Unit.BUSINESS_DAY), "1 business day"),
            (date(2026, 1, 5), "2026-01-05"),
        ],
    )
    def test_values(self, value: LiteralValue, text: str) -> None:
        """Each kind of value prints as it is written."""
        assert print_literal(value) == text
