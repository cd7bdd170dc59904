"""Names that exist and types that go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pytest

from leadpact.language.inference import (
    Scope,
    check_condition,
    check_measure,
    check_pattern,
    check_points,
    literal_type,
    type_of,
)
from leadpact.language.parser import (
    parse_condition,
    parse_literal_case,
    parse_measure,
    parse_pattern,
    parse_points,
)
from leadpact.language.source import Source
from leadpact.language.types import Kind, Type

if TYPE_CHECKING:
    from leadpact.diagnostics import Diagnostic

WEB, TEXT = Type(Kind.CHOICE), Type(Kind.TEXT)
STAGES = ("MQL", "SAL", "SQL", "WON")
ACTORS = ("human", "automation", "system", "unknown")
SCOPE = Scope(
    names={
        "employees": Type(Kind.INTEGER),
        "fit": Type(Kind.DECIMAL),
        "intent": Type(Kind.DECIMAL),
        "country": Type(Kind.CHOICE, ("US", "CA", "MX", "NO")),
        "home": Type(Kind.CHOICE, ("US", "CA", "MX", "NO")),
        "band": Type(Kind.CHOICE, ("hot", "warm", "cold")),
        "source": Type(Kind.CHOICE),
        "stage": Type(Kind.CHOICE, STAGES),
        "email": TEXT,
        "title": TEXT,
        "amount": Type(Kind.MONEY),
        "worth": Type(Kind.MONEY),
        "chance": Type(Kind.PERCENT),
        "close": Type(Kind.DATE),
        "free_mail": Type(Kind.FLAG),
        "workable": Type(Kind.FLAG),
        "planned_leads": Type(Kind.DECIMAL),
        "hobbies": Type(Kind.SET, ("golf", "chess")),
        "broken": None,
    },
    events={
        "created": {},
        "handed_off": {},
        "accepted": {},
        "demo_request": {},
        "attempt": {"channel": WEB, "outcome": WEB},
        "touched": {"channel": WEB},
        "won": {"amount": Type(Kind.MONEY)},
        "unread": None,
    },
    event_attributes={
        "actor": Type(Kind.CHOICE, ACTORS),
        "automated": Type(Kind.FLAG),
        "at": Type(Kind.INSTANT),
        "recorded_at": Type(Kind.INSTANT),
    },
    stages=STAGES,
    statements=("free_mail", "workable"),
    timers=("accept", "first_touch"),
    calendars=("sales", "lead_day"),
    currency="USD",
    segments=("enterprise", "mid_market"),
    planned={"planned_leads": "`average_sale`", "planned_revenue": "`quota`"},
)

_ELAPSED = "time between instants is in minutes, hours, days of 24 hours, weeks"


def told(found: Diagnostic) -> tuple[str, str, str]:
    """Code, message and hint."""
    return found.code, found.message, found.hint


class TestTypes:
    """`type_of` gives the type of sound values."""

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("50", Kind.INTEGER),
            ("2.5", Kind.DECIMAL),
            ("2.0", Kind.INTEGER),
            ('"a"', Kind.TEXT),
            ("5 USD", Kind.MONEY),
            ("5%", Kind.PERCENT),
            ("5 days", Kind.DURATION),
            ("2026-01-05", Kind.DATE),
            ("-employees", Kind.INTEGER),
            ("-(5 hours)", Kind.DURATION),
            ("employees + 5", Kind.INTEGER),
            ("employees - 5 * 2", Kind.INTEGER),
            ("employees / 5", Kind.DECIMAL),
            ("employees + fit", Kind.DECIMAL),
            ("amount + 5 USD", Kind.MONEY),
            ("amount * 2", Kind.MONEY),
            ("2 * amount", Kind.MONEY),
            ("amount / 2", Kind.MONEY),
            ("amount / worth", Kind.DECIMAL),
            ("chance - 5%", Kind.PERCENT),
            ("first(touched) - last(created)", Kind.DURATION),
            ("first(touched)", Kind.INSTANT),
            ("count(touched)", Kind.INTEGER),
        ],
    )
    def test_values(self, text: str, kind: Kind) -> None:
        """Whole numbers stay whole but for division; money keeps its kind."""
        reports: list[Diagnostic] = []
        found = type_of(parse_condition(Source.inline(text)), SCOPE, reports.append)
        assert (found and found.kind, reports) == (kind, [])

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("hot", Kind.CHOICE),
            ('"very hot"', Kind.CHOICE),
            ("5", Kind.INTEGER),
            ("0.5", Kind.DECIMAL),
            ("5 EUR", Kind.MONEY),
            ("5%", Kind.PERCENT),
            ("5 days", Kind.DURATION),
            ("2026-01-05", Kind.DATE),
        ],
    )
    def test_values_of_cases(self, text: str, kind: Kind) -> None:
        """As the value of a case a word is a choice among others."""
        assert literal_type(parse_literal_case(Source.inline(text)).value).kind is kind

    def test_only_conditions_have_types(self) -> None:
        """Anything else is a mistake of the caller."""
        with pytest.raises(TypeError):
            type_of("a", SCOPE, [].append)  # type: ignore[arg-type]


class TestConditions:
    """`check_condition` accepts what has a meaning."""

    @pytest.mark.parametrize(
        "text",
        [
            'email ends with any ["@yahoo.com", "@hotmail.com"]',
            "employees >= 50",
            "country in [US, CA]",
            "not free_mail",
            "fit + intent >= 80",
            "title contains any [ceo, chief]",
            "happened(demo_request in last 30 days)",
            "workable and fit + intent >= 50",
            "band is not hot",
            "stage is SAL",
            "source is anything and source in [web, call]",
            "not open(lead_day)",
            "1 < fit <= employees < 5.5",
            "fit between 1 and employees",
            "close between 2026-01-01 and 2026-12-31",
            "first(touched) between first(created) and last(handed_off)",
            "amount > 100 USD and chance >= 40%",
            'email == title and title != "x"',
            "country == home",
            "first(touched) - first(handed_off) <= 2 days",
            "first(touched) - first(handed_off) < -(5 minutes)",
            "happened(touched) is known and first(won) is missing",
            "fit in [1, 2.5] and amount in [5 USD] and chance in [5%]",
            "title in [ceo, cfo] and close in [2026-01-05]",
            "count(missed accept) > 1 or happened(met accept in last 1 week)",
            "happened(entered MQL)",
            "happened(attempt where channel is call and not automated)",
            "happened(won where amount > 5 USD and at - recorded_at < 1 hour)",
            # What cannot be known because of another mistake is let pass.
            "broken and broken > 5 and broken is x and broken + 5 > 6",
            "broken in [a] and broken contains x and broken between 1 and 5%",
            "happened(unread where anything is missing)",
        ],
    )
    def test_sound(self, text: str) -> None:
        """Nothing is reported."""
        reports: list[Diagnostic] = []
        check_condition(parse_condition(Source.inline(text)), SCOPE, reports.append)
        assert reports == []

    @pytest.mark.parametrize(
        ("text", "column", "end_column", "code", "message", "hint"),
        [
            # Names.
            (
                *("emploees > 5", 1, 9, "LP2001", "unknown name `emploees`"),
                "did you mean `employees`?",
            ),
            (
                *("accepted", 1, 9, "LP2001", "unknown name `accepted`"),
                "ask about events with `happened(accepted)`; alternatives are a list",
            ),
            (
                *("MQL", 1, 4, "LP2001", "unknown name `MQL`"),
                "ask for the stage with `stage is MQL`",
            ),
            (
                *("accept", 1, 7, "LP2001", "unknown name `accept`"),
                (
                    "ask about timers with `happened(missed accept)` "
                    "or `happened(met …)`"
                ),
            ),
            (
                *("warm", 1, 5, "LP2001", "unknown name `warm`"),
                "`warm` is a choice of `band`: write `band is warm`",
            ),
            (
                *("free_mail == true", 14, 18, "LP2001", "unknown name `true`"),
                "a flag stands bare, as in `free_mail` or `not free_mail`",
            ),
            (
                *("email == null", 10, 14, "LP2001", "unknown name `null`"),
                "a value without content `is missing`",
            ),
            (
                *("country == US", 12, 14, "LP3002", "`US` is not a name"),
                "a choice is compared with `is`: `country is US`",
            ),
            (
                *("US != country", 1, 3, "LP3002", "`US` is not a name"),
                "a choice is compared with `is`: `country is not US`",
            ),
            (
                *("happened(toched)", 10, 16, "LP2001", "unknown event `toched`"),
                "did you mean `touched`?",
            ),
            (
                *("happened(MQL)", 10, 13, "LP2001", "unknown event `MQL`"),
                "the events of a stage are `entered MQL`",
            ),
            (
                *("happened(accept)", 10, 16, "LP2001", "unknown event `accept`"),
                "the events of a timer are `missed accept` and `met accept`",
            ),
            (
                *("happened(entered MQX)", 18, 21, "LP2001", "unknown stage `MQX`"),
                "did you mean `MQL`?",
            ),
            (
                *("happened(met acept)", 14, 19, "LP2001", "unknown timer `acept`"),
                "did you mean `accept`?",
            ),
            (
                *("open(sale)", 6, 10, "LP2001", "unknown calendar `sale`"),
                "did you mean `sales`?",
            ),
            # What `where` may ask.
            (
                *("happened(touched where chanel is web)", 24, 30, "LP2001"),
                *("`touched` has no `chanel`", "did you mean `channel`?"),
            ),
            (
                *("happened(touched where employees > 5)", 24, 33, "LP3004"),
                "`employees` belongs to the lead, not to the event",
                "conditions on the lead stand in `when`",
            ),
            (
                *("happened(touched where happened(won))", 24, 37, "LP3004"),
                "an event knows nothing of other events",
                "conditions on the lead stand in `when`",
            ),
            (
                *("happened(touched where open(sales))", 24, 35, "LP3004"),
                "an event has no calendar",
                "conditions on the lead stand in `when`",
            ),
            (
                *("happened(entered MQL where automated)", 28, 37, "LP3004"),
                "`entered MQL` is not recorded and has no data",
                "conditions on the lead stand in `when`",
            ),
            (
                *("happened(touched where at)", 24, 26, "LP3002"),
                "`at` is an instant, not true or false",
                "compare it, or ask whether `at is known`",
            ),
            # Choices.
            (
                *("country is Mexico", 12, 18, "LP3003"),
                "`Mexico` is not a choice of `country`",
                "known here: `CA`, `MX`, `NO`, `US`",
            ),
            (
                *("stage is not MQLs", 14, 18, "LP3003"),
                *("`MQLs` is not a choice of `stage`", "did you mean `MQL`?"),
            ),
            (
                *('band in [hot, "luke warm"]', 15, 26, "LP3003"),
                '`"luke warm"` is not a choice of `band`',
                "known here: `cold`, `hot`, `warm`",
            ),
            (
                *('country == "US"', 12, 16, "LP3002"),
                '`country` is a choice, `"US"` is text',
                "a choice is compared with `is`: `country is US`",
            ),
            (
                *("country contains U", 1, 19, "LP3002"),
                "`contains` tests text, `country` is a choice",
                "compare a choice with `is` or `in`: `country is U`",
            ),
            (
                *("country < home", 11, 15, "LP3002"),
                *("a choice has no order", "`==` and `!=` compare it"),
            ),
            (
                *("country == email", 12, 17, "LP3002"),
                *("`country` is a choice, `email` is text", ""),
            ),
            (
                *("country in [US, 5]", 17, 18, "LP3002"),
                "`country` is a choice, `5` is a number",
                'text stands in double quotes: `"5"`',
            ),
            (
                *("amount in [5 USD, 6 EUR]", 19, 24, "LP3002"),
                "`6 EUR` is not in the currency of the policy",
                "all money is in USD",
            ),
            # Text, and what is true or false.
            (
                *('email is not "x y"', 1, 19, "LP3002"),
                "`is` tests a choice, `email` is text",
                'compare it with `!=`: `email != "x y"`',
            ),
            (
                *("free_mail is yes", 1, 17, "LP3002"),
                "`is` tests a choice, `free_mail` is true or false",
                "true or false stands bare: `free_mail` or `not free_mail`",
            ),
            (
                *("fit is high", 1, 12, "LP3002"),
                "`is` tests a choice, `fit` is a number",
                "compare it with `==`",
            ),
            (
                *("free_mail == workable", 14, 22, "LP3002"),
                "`free_mail` is true or false, `workable` is true or false",
                "true or false stands bare: `free_mail` or `not free_mail`",
            ),
            (
                *("email < title", 9, 14, "LP3002"),
                *("text has no order", "`==` and `!=` compare it"),
            ),
            (
                *("fit contains five", 1, 18, "LP3002"),
                *("`contains` tests text, `fit` is a number", ""),
            ),
            (
                *("free_mail in [yes]", 1, 19, "LP3002"),
                "`free_mail` is true or false",
                "lists hold choices, texts, numbers, money, percentages or dates",
            ),
            (
                *("not employees", 5, 14, "LP3002"),
                "`employees` is a number, not true or false",
                "compare it, or ask whether `employees is known`",
            ),
            # Amounts.
            (
                *("amount > 50", 10, 12, "LP3002"),
                *("`amount` is money, `50` is a number", "write `50 USD`"),
            ),
            (
                *("50 < amount", 1, 3, "LP3002"),
                *("`50` is a number, `amount` is money", "write `50 USD`"),
            ),
            (
                *("amount > 50 EUR", 10, 16, "LP3002"),
                "`50 EUR` is not in the currency of the policy",
                "all money is in USD",
            ),
            (
                *("chance >= 40", 11, 13, "LP3002"),
                *("`chance` is a percentage, `40` is a number", "write `40%`"),
            ),
            (
                *("chance >= 0.4", 11, 14, "LP3002"),
                *("`chance` is a percentage, `0.4` is a number", "write `40%`"),
            ),
            (
                *("chance >= 1", 11, 12, "LP3002"),
                *("`chance` is a percentage, `1` is a number", "write `1%`"),
            ),
            (
                *("chance > -0.055", 10, 16, "LP3002"),
                *("`chance` is a percentage, `-0.055` is a number", "write `-5.5%`"),
            ),
            # A value that is not there, and one of several.
            *(
                (
                    *(f"email is {word}", 1, 10 + len(word), "LP3002"),
                    "`is` tests a choice, `email` is text",
                    "write `email is missing`",
                )
                for word in ("null", "empty", "none", "NULL")
            ),
            (
                *("fit is not null", 1, 16, "LP3002"),
                "`is` tests a choice, `fit` is a number",
                "write `fit is known`",
            ),
            (
                *("country is empty", 12, 17, "LP3003"),
                "`empty` is not a choice of `country`",
                "write `country is missing`",
            ),
            (
                *("country is not null", 16, 20, "LP3003"),
                "`null` is not a choice of `country`",
                "write `country is known`",
            ),
            (
                *("country == null", 12, 16, "LP3002", "`null` is not a name"),
                "write `country is missing`",
            ),
            (
                *("null != country", 1, 5, "LP3002", "`null` is not a name"),
                "write `country is known`",
            ),
            (
                *("employees == 5 or 6", 19, 20, "LP3002"),
                "`6` is a number, not true or false",
                "write `employees in [5, 6]`",
            ),
            (
                *("workable or fit == 5 or 6 or free_mail", 25, 26, "LP3002"),
                "`6` is a number, not true or false",
                "write `fit in [5, 6]`",
            ),
            (
                *('country is US or "CA"', 18, 22, "LP3002"),
                '`"CA"` is text, not true or false',
                "write `country in [US, CA]`",
            ),
            *(
                (
                    *(text, len(text), len(text) + 1, "LP3002"),
                    "`6` is a number, not true or false",
                    "compare it, or ask whether `6 is known`",
                )
                for text in (
                    *("employees > 5 or 6", "employees == 5 and 6"),
                    *("employees == fit or 6", "happened(won) or 6"),
                )
            ),
            (
                *('fit > "5"', 7, 10, "LP3002"),
                '`fit` is a number, `"5"` is text',
                "only text stands in quotes: `5`",
            ),
            (
                *("title == 5", 10, 11, "LP3002"),
                "`title` is text, `5` is a number",
                'text stands in double quotes: `"5"`',
            ),
            (
                *("fit between 1 and 5%", 19, 21, "LP3002"),
                *("`fit` is a number, `5%` is a percentage", ""),
            ),
            (
                *("amount + 5 > 5 USD", 1, 11, "LP3002"),
                *("`+` has no meaning for money and a number", "write `5 USD`"),
            ),
            (
                *("amount * amount > 5 USD", 1, 16, "LP3002"),
                *("`*` has no meaning for money and money", ""),
            ),
            (
                *("amount * 5% > 5 USD", 1, 12, "LP3002"),
                *("`*` has no meaning for money and a percentage", ""),
            ),
            (
                *("fit / 0 > 5", 7, 8, "LP3002"),
                *("`fit / 0` divides by zero", "such a value is never known"),
            ),
            (
                *("amount / 0 USD > 5", 10, 15, "LP3002"),
                *("`amount / 0 USD` divides by zero", "such a value is never known"),
            ),
            (
                *("-title == email", 1, 7, "LP3002"),
                *("`title` is text", "only amounts can be negative"),
            ),
            # Time.
            (
                *("close > first(won)", 9, 19, "LP3002"),
                *("`close` is a date, `first(won)` is an instant", ""),
            ),
            (
                *("first(won) > 2026-01-05", 14, 24, "LP3002"),
                "`first(won)` is an instant, `2026-01-05` is a date",
                "instants compare with instants, such as `first(created)`",
            ),
            (
                *("first(won) - last(won) > 5", 26, 27, "LP3002"),
                "`first(won) - last(won)` is a duration, `5` is a number",
                "write `5 hours`",
            ),
            *(
                (
                    *(f"first(won) - last(won) > {text}", 26, 26 + len(text), "LP3002"),
                    f"`{text}` is not elapsed time",
                    _ELAPSED,
                )
                for text in (
                    *("5 business hours", "5 business days"),
                    *("5 calendar days", "5 months"),
                )
            ),
        ],
    )
    def test_mistakes(
        self,
        text: str,
        column: int,
        end_column: int,
        code: str,
        message: str,
        hint: str,
    ) -> None:
        """One mistake is one report, at its place, with the next action."""
        reports: list[Diagnostic] = []
        check_condition(parse_condition(Source.inline(text)), SCOPE, reports.append)
        (found,) = reports
        assert told(found) == (code, message, hint)
        assert (found.span.column, found.span.end_column) == (column, end_column)

    def test_all_mistakes_at_once(self) -> None:
        """Each part of a condition is judged, whatever the others hold."""
        text = "emploees > 5 and (country is UK or not titel is known) and fit == 5%"
        reports: list[Diagnostic] = []
        node = parse_condition(Source.inline(text))
        check_condition(node, SCOPE, reports.append)
        assert [found.code for found in reports] == [
            *("LP2001", "LP3003", "LP2001", "LP3002"),
        ]
        assert type_of(node, SCOPE, reports.append) is None

    def test_chains_are_judged_pair_by_pair(self) -> None:
        """Every two neighbours of a chain must compare."""
        reports: list[Diagnostic] = []
        node = parse_condition(Source.inline("1 < fit < 5% < chance < amount"))
        check_condition(node, SCOPE, reports.append)
        assert [found.span.column for found in reports] == [11, 25]

    def test_the_hint_names_the_currency(self) -> None:
        """Another policy has another currency."""
        reports: list[Diagnostic] = []
        scope = attrs.evolve(SCOPE, currency="NOK")
        check_condition(
            parse_condition(Source.inline("amount > 5")), scope, reports.append
        )
        assert [found.hint for found in reports] == ["write `5 NOK`"]

    @pytest.mark.parametrize(
        ("text", "hints"),
        [("amount > 5 EUR", []), ("amount > 5", ["write its currency behind it"])],
    )
    def test_an_unknown_currency(self, text: str, hints: list[str]) -> None:
        """Where the currency has a mistake of its own, no other one is wrong."""
        reports: list[Diagnostic] = []
        scope = attrs.evolve(SCOPE, currency="")
        check_condition(parse_condition(Source.inline(text)), scope, reports.append)
        assert [found.hint for found in reports] == hints


class TestPatterns:
    """`check_pattern` and `check_points` judge events."""

    @pytest.mark.parametrize(
        "text",
        ["handed_off", "attempt where actor is human", "entered MQL", "missed accept"],
    )
    def test_sound(self, text: str) -> None:
        """Known events, stages and timers are patterns."""
        reports: list[Diagnostic] = []
        check_pattern(parse_pattern(Source.inline(text)), SCOPE, reports.append)
        assert reports == []

    def test_mistakes(self) -> None:
        """The condition of an unknown event is not judged."""
        reports: list[Diagnostic] = []
        pattern = parse_pattern(Source.inline("attemt where actr is human"))
        check_pattern(pattern, SCOPE, reports.append)
        assert [found.hint for found in reports] == ["did you mean `attempt`?"]

    @pytest.mark.parametrize(
        ("text", "codes"),
        [
            ("30 when employees >= 200", []),
            ("2 each touched in last 14 days where channel is web, up to 9 points", []),
            ("30 when employees", ["LP3002"]),
            ("2 each toched", ["LP2001"]),
        ],
    )
    def test_points(self, text: str, codes: list[str]) -> None:
        """The condition or the pattern of points is judged."""
        reports: list[Diagnostic] = []
        check_points(parse_points(Source.inline(text)), SCOPE, reports.append)
        assert [found.code for found in reports] == codes


class TestMeasures:
    """`check_measure` compares a measure with an amount of its kind."""

    @pytest.mark.parametrize(
        "text",
        [
            "count(entered MQL) >= planned_leads",
            "count(entered MQL) >= planned_leads of enterprise",
            "count(entered MQL) >= broken",
            "share(first_touch) >= 95%",
            "median(first_touch) <= 10 minutes",
            "p90(first_touch) <= 2 business hours",
            "sum(worth of entered MQL) >= 60000 USD",
            "rate(won of accepted) >= 5%",
            "average(worth of won) >= 5 USD",
            "median(first(won) - first(created) of won) <= 2 weeks",
            "p90(chance of won) >= 5%",
            "sum(broken of won) >= 5",
        ],
    )
    def test_sound(self, text: str) -> None:
        """Nothing is reported."""
        reports: list[Diagnostic] = []
        check_measure(parse_measure(Source.inline(text)), SCOPE, reports.append)
        assert reports == []

    @pytest.mark.parametrize(
        ("text", "column", "code", "message", "hint"),
        [
            (
                *("share(first_touch) >= 95", 23, "LP3002"),
                *("`share` is a percentage, `95` is a number", "write `95%`"),
            ),
            (
                *("rate(won of accepted) >= 0.6", 26, "LP3002"),
                *("`rate` is a percentage, `0.6` is a number", "write `60%`"),
            ),
            (
                *("count(entered MQL where country is US) >= 5", 25, "LP3004"),
                "`entered MQL` is not recorded and has no data",
                "define it under `definitions` and write `entered NAME`",
            ),
            (
                *("count(touched where employees > 5) >= 5", 21, "LP3004"),
                "`employees` belongs to the lead, not to the event",
                "define it under `definitions` and write `entered NAME`",
            ),
            (
                *("count(entered workible) >= 5", 15, "LP2001"),
                "unknown stage or definition `workible`",
                "did you mean `workable`?",
            ),
            (
                *("sum(worth of won) >= 60000", 22, "LP3002"),
                *("`sum` is money, `60000` is a number", "write `60000 USD`"),
            ),
            (
                *("median(accept) <= 10", 19, "LP3002"),
                *("`median` is a duration, `10` is a number", "write `10 hours`"),
            ),
            (
                *("median(accept) <= 2 business days", 19, "LP3002"),
                "`2 business days` is not elapsed time",
                _ELAPSED,
            ),
            (
                *("count(won) >= planned_lead", 15, "LP2001"),
                *("unknown name `planned_lead`", "did you mean `planned_leads`?"),
            ),
            (
                *("count(won) >= planned_leads of entreprise", 32, "LP2001"),
                *("unknown segment `entreprise`", "did you mean `enterprise`?"),
            ),
            (
                *("sum(worth of won) >= planned_leads of enterprise", 22, "LP3002"),
                *("`sum` is money, `planned_leads of enterprise` is a number", ""),
            ),
            (
                *("sum(worth of won) >= planned_revenue", 22, "LP2001"),
                *("unknown name `planned_revenue`", "a `plan` with `quota` has it"),
            ),
            (
                *("count(won) >= employees", 15, "LP3004"),
                "`employees` belongs to the lead, and a measure to all leads",
                "compare it with an amount, or with a number of the plan",
            ),
            (
                *("share(acept) >= 5%", 7, "LP2001"),
                *("unknown timer `acept`", "did you mean `accept`?"),
            ),
            (
                *("rate(won of acepted) >= 5%", 13, "LP2001"),
                *("unknown event `acepted`", "did you mean `accepted`?"),
            ),
            (
                *("sum(title of won) >= 5", 5, "LP3002"),
                *("`title` is text", "`sum` takes a number or money"),
            ),
            (
                *("sum(chance of won) >= 5%", 5, "LP3002"),
                *("`chance` is a percentage", "`sum` takes a number or money"),
            ),
        ],
    )
    def test_mistakes(
        self, text: str, column: int, code: str, message: str, hint: str
    ) -> None:
        """One mistake is one report, at its place, with the next action."""
        reports: list[Diagnostic] = []
        check_measure(parse_measure(Source.inline(text)), SCOPE, reports.append)
        (found,) = reports
        assert told(found) == (code, message, hint)
        assert found.span.column == column

    @pytest.mark.parametrize(
        ("segments", "hint"),
        [
            ((), ["name it under `segments` of the plan"]),
            (None, []),
        ],
    )
    def test_segments_of_a_plan(
        self, segments: tuple[str, ...] | None, hint: list[str]
    ) -> None:
        """A plan without segments has none; of one that is not read nobody knows."""
        reports: list[Diagnostic] = []
        scope = attrs.evolve(SCOPE, segments=segments, planned=None)
        measure = parse_measure(Source.inline("count(won) >= planned_leads of vip"))
        check_measure(measure, scope, reports.append)
        assert [found.hint for found in reports] == hint
