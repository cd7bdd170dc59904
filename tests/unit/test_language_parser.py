"""Phrases and their trees, and what is said about phrases that have none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from leadpact.diagnostics import Span
from leadpact.language.nodes import (
    Aggregate,
    Arithmetic,
    ArithmeticOperator,
    Ask,
    Between,
    Case,
    Compare,
    Comparison,
    Is,
    Joint,
    Literal,
    LiteralValue,
    Logic,
    Measure,
    Member,
    Name,
    Negative,
    Not,
    OpenAt,
    Pattern,
    Points,
    Presence,
    Question,
    Source,
    Step,
    TextOperator,
    TextTest,
    Timing,
)
from leadpact.language.parser import (
    parse_condition,
    parse_duration,
    parse_duration_case,
    parse_integer_case,
    parse_literal_case,
    parse_measure,
    parse_name,
    parse_name_case,
    parse_pattern,
    parse_points,
    parse_step,
)
from leadpact.language.source import PhraseError
from leadpact.language.source import Source as Text
from leadpact.units import Duration, Money, Percent, Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from leadpact.language.nodes import Condition, Phrase

SPAN = Span("test")
ADD, SUBTRACT = ArithmeticOperator.ADD, ArithmeticOperator.SUBTRACT
MULTIPLY, DIVIDE = ArithmeticOperator.MULTIPLY, ArithmeticOperator.DIVIDE


def name(text: str) -> Name:
    """A name."""
    return Name(text, span=SPAN)


def value(constant: LiteralValue | int) -> Literal:
    """A constant; whole numbers for short."""
    if isinstance(constant, int):
        constant = Decimal(constant)
    return Literal(constant, span=SPAN)


def compare(left: Condition, operator: str, right: Condition) -> Compare:
    """A chain of two values."""
    return Compare((left, right), (Comparison(operator),), span=SPAN)


def event(text: str, window: Duration | None = None) -> Pattern:
    """A pattern of recorded events."""
    return Pattern(Source.EVENT, name(text), window, span=SPAN)


def duration(amount: int | str, unit: Unit) -> Duration:
    """A duration."""
    return Duration(Decimal(amount), unit)


A, B, C, D = name("a"), name("b"), name("c"), name("d")

CONDITIONS: dict[str, Condition] = {
    # Values.
    "a": A,
    "50": value(50),
    "2.5": value(Decimal("2.5")),
    '"head of"': value("head of"),
    r'"a\"b\\"': value('a"b\\'),
    "100 USD": value(Money(Decimal(100), "USD")),
    "40%": value(Percent(Decimal(40))),
    "40 %": value(Percent(Decimal(40))),
    "2026-01-05": value(date(2026, 1, 5)),
    "5 minutes": value(duration(5, Unit.MINUTE)),
    "1 hour": value(duration(1, Unit.HOUR)),
    "2 business days": value(duration(2, Unit.BUSINESS_DAY)),
    "-20": value(-20),
    "- 20": value(-20),
    "-2.5 USD": value(Money(Decimal("-2.5"), "USD")),
    "-5%": value(Percent(Decimal(-5))),
    "-5 minutes": Negative(value(duration(5, Unit.MINUTE)), span=SPAN),
    "-(20)": Negative(value(20), span=SPAN),
    "--20": Negative(value(-20), span=SPAN),
    "-a": Negative(A, span=SPAN),
    # Arithmetic.
    "a - b - c": Arithmetic(
        SUBTRACT, Arithmetic(SUBTRACT, A, B, span=SPAN), C, span=SPAN
    ),
    "a - (b - c)": Arithmetic(
        SUBTRACT, A, Arithmetic(SUBTRACT, B, C, span=SPAN), span=SPAN
    ),
    "a + b * c": Arithmetic(ADD, A, Arithmetic(MULTIPLY, B, C, span=SPAN), span=SPAN),
    "(a + b) / c": Arithmetic(DIVIDE, Arithmetic(ADD, A, B, span=SPAN), C, span=SPAN),
    "-a * b": Arithmetic(MULTIPLY, Negative(A, span=SPAN), B, span=SPAN),
    "a -20": Arithmetic(SUBTRACT, A, value(20), span=SPAN),
    "a - -20": Arithmetic(SUBTRACT, A, value(-20), span=SPAN),
    # Tests.
    "a >= 50": compare(A, ">=", value(50)),
    "a == b": compare(A, "==", B),
    "a != b": compare(A, "!=", B),
    "a < b <= c": Compare((A, B, C), (Comparison.LT, Comparison.LE), span=SPAN),
    "a + b > c": compare(Arithmetic(ADD, A, B, span=SPAN), ">", C),
    "a between 1 and b + c": Between(
        A, value(1), Arithmetic(ADD, B, C, span=SPAN), span=SPAN
    ),
    "a in [US, CA]": Member(A, (value("US"), value("CA")), span=SPAN),
    "a not in [1, -2, 5%, 3 USD, 2026-01-05]": Member(
        A,
        (
            *(value(1), value(-2), value(Percent(Decimal(5)))),
            *(value(Money(Decimal(3), "USD")), value(date(2026, 1, 5))),
        ),
        negated=True,
        span=SPAN,
    ),
    'a in ["no-budget", "and"]': Member(
        A, (value("no-budget"), value("and")), span=SPAN
    ),
    "a is hot": Is(A, value("hot"), span=SPAN),
    "a is not hot": Is(A, value("hot"), negated=True, span=SPAN),
    'a is "known"': Is(A, value("known"), span=SPAN),
    "a is known": Presence(A, known=True, span=SPAN),
    "a is missing": Presence(A, known=False, span=SPAN),
    "a + b is known": Presence(Arithmetic(ADD, A, B, span=SPAN), known=True, span=SPAN),
    "a contains vp": TextTest(A, TextOperator.CONTAINS, (value("vp"),), span=SPAN),
    'a starts with "head of"': TextTest(
        A, TextOperator.STARTS_WITH, (value("head of"),), span=SPAN
    ),
    "a ends with any [x, y]": TextTest(
        A, TextOperator.ENDS_WITH, (value("x"), value("y")), span=SPAN
    ),
    # Logic.
    "not a == b": Not(compare(A, "==", B), span=SPAN),
    "not not a": Not(Not(A, span=SPAN), span=SPAN),
    "not a and b": Logic(Joint.AND, (Not(A, span=SPAN), B), span=SPAN),
    "a and b and c": Logic(Joint.AND, (A, B, C), span=SPAN),
    "(a and b) and c": Logic(
        Joint.AND, (Logic(Joint.AND, (A, B), span=SPAN), C), span=SPAN
    ),
    "a or b and c or d": Logic(
        Joint.OR, (A, Logic(Joint.AND, (B, C), span=SPAN), D), span=SPAN
    ),
    "(a or b) and c": Logic(
        Joint.AND, (Logic(Joint.OR, (A, B), span=SPAN), C), span=SPAN
    ),
    "a between b and c and d": Logic(
        Joint.AND, (Between(A, B, C, span=SPAN), D), span=SPAN
    ),
    "((a))": A,
    # Questions.
    "not open(desk)": Not(OpenAt(name("desk"), span=SPAN), span=SPAN),
    "happened(a in last 30 days)": Ask(
        Question.HAPPENED, event("a", duration(30, Unit.DAY)), span=SPAN
    ),
    "first(a) - last(b) > 1 hour": compare(
        Arithmetic(
            SUBTRACT,
            Ask(Question.FIRST, event("a"), span=SPAN),
            Ask(Question.LAST, event("b"), span=SPAN),
            span=SPAN,
        ),
        ">",
        value(duration(1, Unit.HOUR)),
    ),
    "count(missed accept) > 1": compare(
        Ask(
            Question.COUNT,
            Pattern(Source.MISSED, name("accept"), span=SPAN),
            span=SPAN,
        ),
        ">",
        value(1),
    ),
    # Words that other phrases use are names here.
    "at == to": compare(name("at"), "==", name("to")),
    "days > 5": compare(name("days"), ">", value(5)),
}

PATTERNS: dict[str, Pattern] = {
    "accepted": event("accepted"),
    "touched in last 2 weeks": event("touched", duration(2, Unit.WEEK)),
    "attempt where actor is human": Pattern(
        Source.EVENT,
        name("attempt"),
        where=Is(name("actor"), value("human"), span=SPAN),
        span=SPAN,
    ),
    "a in last 90 minutes where b or c": Pattern(
        Source.EVENT,
        A,
        duration(90, Unit.MINUTE),
        Logic(Joint.OR, (B, C), span=SPAN),
        span=SPAN,
    ),
    "entered MQL": Pattern(Source.ENTERED, name("MQL"), span=SPAN),
    "missed accept": Pattern(Source.MISSED, name("accept"), span=SPAN),
    "met accept in last 1 hour": Pattern(
        Source.MET, name("accept"), duration(1, Unit.HOUR), span=SPAN
    ),
}

POINTS: dict[str, Points] = {
    "30 when a": Points(Decimal(30), when=A, span=SPAN),
    "-20 when a": Points(Decimal(-20), when=A, span=SPAN),
    "2.5 each touched": Points(Decimal("2.5"), each=event("touched"), span=SPAN),
    "2 each touched in last 14 days where a in [x, y], up to 20 points": Points(
        Decimal(2),
        each=Pattern(
            Source.EVENT,
            name("touched"),
            duration(14, Unit.DAY),
            Member(A, (value("x"), value("y")), span=SPAN),
            span=SPAN,
        ),
        cap=Decimal(20),
        span=SPAN,
    ),
}

OWNER, SALES = name("owner"), name("sales")
STEPS: dict[str, Step] = {
    "flag": Step(name("flag"), span=SPAN),
    "alert owner at 75%": Step(
        name("alert"),
        (OWNER,),
        timing=Timing.AT_SHARE,
        share=Percent(Decimal(75)),
        span=SPAN,
    ),
    "escalate to sales after 1 business hour": Step(
        name("escalate"),
        (SALES,),
        timing=Timing.AFTER,
        duration=duration(1, Unit.BUSINESS_HOUR),
        span=SPAN,
    ),
    "return to sales for nurture": Step(name("return"), (SALES,), "nurture", span=SPAN),
    'return for "by post" 1 hour before due': Step(
        name("return"),
        (),
        "by post",
        Timing.BEFORE_DUE,
        duration(1, Unit.HOUR),
        span=SPAN,
    ),
    "alert owner and sales after 1 hour every 2 hours at most 3 times": Step(
        name("alert"),
        (OWNER, SALES),
        timing=Timing.AFTER,
        duration=duration(1, Unit.HOUR),
        every=duration(2, Unit.HOUR),
        times=3,
        span=SPAN,
    ),
    'meet sales by 5 business days "agree how to catch up"': Step(
        name("meet"),
        (SALES,),
        timing=Timing.BY,
        duration=duration(5, Unit.BUSINESS_DAY),
        note="agree how to catch up",
        span=SPAN,
    ),
    'flag "look"': Step(name("flag"), note="look", span=SPAN),
}

MEASURES: dict[str, Measure] = {
    "count(entered MQL) >= planned": Measure(
        Aggregate.COUNT,
        Comparison.GE,
        name("planned"),
        pattern=Pattern(Source.ENTERED, name("MQL"), span=SPAN),
        span=SPAN,
    ),
    "count(created) >= planned of vip": Measure(
        Aggregate.COUNT,
        Comparison.GE,
        name("planned"),
        pattern=Pattern(Source.EVENT, name("created"), span=SPAN),
        segment=name("vip"),
        span=SPAN,
    ),
    "share(accept) >= 95%": Measure(
        Aggregate.SHARE,
        Comparison.GE,
        value(Percent(Decimal(95))),
        timer=name("accept"),
        span=SPAN,
    ),
    "rate(a where b of c) <= 5%": Measure(
        Aggregate.RATE,
        Comparison.LE,
        value(Percent(Decimal(5))),
        pattern=Pattern(Source.EVENT, A, where=B, span=SPAN),
        base=event("c"),
        span=SPAN,
    ),
    "sum(a + b of won) >= 60000 USD": Measure(
        Aggregate.SUM,
        Comparison.GE,
        value(Money(Decimal(60000), "USD")),
        value=Arithmetic(ADD, A, B, span=SPAN),
        pattern=event("won"),
        span=SPAN,
    ),
    "median(accept) <= 10 minutes": Measure(
        Aggregate.MEDIAN,
        Comparison.LE,
        value(duration(10, Unit.MINUTE)),
        timer=name("accept"),
        span=SPAN,
    ),
    "p90(a of won) >= -5": Measure(
        Aggregate.P90,
        Comparison.GE,
        value(-5),
        value=A,
        pattern=event("won"),
        span=SPAN,
    ),
    "average(accept) <= limit": Measure(
        Aggregate.AVERAGE,
        Comparison.LE,
        name("limit"),
        timer=name("accept"),
        span=SPAN,
    ),
}


def case(of: Literal, when: Condition | None = None) -> Case[Literal]:
    """A case of a constant."""
    return Case(of, when, span=SPAN)


LITERAL_CASES: dict[str, Case[Literal]] = {
    "cold": case(value("cold")),
    "hot when a + b >= 80": case(
        value("hot"), compare(Arithmetic(ADD, A, B, span=SPAN), ">=", value(80))
    ),
    '"very hot" when a': case(value("very hot"), A),
    "100 USD when a": case(value(Money(Decimal(100), "USD")), A),
    "-5 when a": case(value(-5), A),
    "40%": case(value(Percent(Decimal(40)))),
    "4 hours when a": case(value(duration(4, Unit.HOUR)), A),
}


class TestTrees:
    """Each phrase has exactly one tree."""

    @pytest.mark.parametrize(("text", "tree"), CONDITIONS.items())
    def test_conditions(self, text: str, tree: Condition) -> None:
        """Precedence is that of Python; a bare word is a name or a literal."""
        assert parse_condition(Text.inline(text)) == tree

    @pytest.mark.parametrize(("text", "tree"), PATTERNS.items())
    def test_patterns(self, text: str, tree: Pattern) -> None:
        """An event, then its window, then its condition."""
        assert parse_pattern(Text.inline(text)) == tree

    @pytest.mark.parametrize(("text", "tree"), POINTS.items())
    def test_points(self, text: str, tree: Points) -> None:
        """A comma outside inner brackets ends `where`."""
        assert parse_points(Text.inline(text)) == tree

    @pytest.mark.parametrize(("text", "tree"), STEPS.items())
    def test_steps(self, text: str, tree: Step) -> None:
        """Every part behind the verb may be left out."""
        assert parse_step(Text.inline(text)) == tree

    @pytest.mark.parametrize(("text", "tree"), MEASURES.items())
    def test_measures(self, text: str, tree: Measure) -> None:
        """`of` outside inner brackets ends `where`."""
        assert parse_measure(Text.inline(text)) == tree

    @pytest.mark.parametrize(("text", "tree"), LITERAL_CASES.items())
    def test_literal_cases(self, text: str, tree: Case[Literal]) -> None:
        """A value, and where it is not the last case, a condition."""
        assert parse_literal_case(Text.inline(text)) == tree

    def test_other_cases(self) -> None:
        """Durations, whole numbers and names have cases too."""
        assert parse_duration_case(Text.inline("5 business minutes when a")) == Case(
            duration(5, Unit.BUSINESS_MINUTE), A, span=SPAN
        )
        assert parse_integer_case(Text.inline("6 when a")) == Case(6, A, span=SPAN)
        assert parse_integer_case(Text.inline("6.0")) == Case(6, span=SPAN)
        assert parse_name_case(Text.inline("owner")) == Case(OWNER, span=SPAN)

    def test_parts(self) -> None:
        """Durations and names stand alone; whose `days` are meant is not asked."""
        assert parse_duration(Text.inline(" 5 days ")) == duration(5, Unit.DAY)
        assert parse_duration(Text.inline("0.5 hours")) == duration("0.5", Unit.HOUR)
        assert parse_name(Text.inline("sales")) == SALES

    def test_names_are_in_normal_form(self) -> None:
        """Two spellings of one letter are one name."""
        angstrom = Text.inline("\u212b is \u212b")
        letter = "\u00c5"
        assert parse_condition(angstrom) == Is(name(letter), value(letter), span=SPAN)


Mistake = tuple["Callable[[Text], object]", str, int, int, str, str]
CONDITION_MISTAKES: list[tuple[str, int, int, str, str]] = [
    # What stands there, from and to which column, message, hint.
    ("", 1, 2, "expected a value, found the end of the phrase", ""),
    ("a ==", 5, 6, "expected a value, found the end of the phrase", ""),
    ("(a", 3, 4, "expected `)`, found the end of the phrase", ""),
    ("a)", 2, 3, "`)` is not expected here", "it closes no bracket"),
    ("[a]", 1, 2, "expected a value, found `[`", ""),
    (
        *("a b", 3, 4),
        *("`b` is not expected here", ""),
    ),
    (
        *("a contians b", 3, 11),
        *("`contians` is not expected here", "did you mean `contains`?"),
    ),
    (
        *("a AND b", 3, 6, "`AND` is not expected here"),
        "the words of the language are lower case: `and`",
    ),
    (
        *("NOT a", 5, 6, "`a` is not expected here"),
        "the words of the language are lower case: `not`",
    ),
    (
        *("where == 5", 1, 6, "expected a value, found `where`"),
        "`where` is a word of the language and names nothing",
    ),
    (
        *("a is not known", 10, 15, "expected a word, found `known`"),
        "write `is missing`",
    ),
    (
        *("a is not missing", 10, 17, "expected a word, found `missing`"),
        "write `is known`",
    ),
    (
        *("a is in [b]", 6, 8, "expected a word, found `in`"),
        "write `in` without `is`",
    ),
    (
        *("a is not in [b]", 10, 12, "expected a word, found `in`"),
        "write `not in` without `is`",
    ),
    (
        *("a is between 1 and 2", 6, 13, "expected a word, found `between`"),
        "write `between` without `is`",
    ),
    (
        *("a is 5", 6, 7, "expected a word, found `5`"),
        (
            "a number or date is compared with `==`; "
            'as a text it stands in double quotes: `"5"`'
        ),
    ),
    (
        *("a is open", 6, 10, "expected a word, found `open`"),
        'as a literal it stands in double quotes: `"open"`',
    ),
    ("a is [b]", 6, 7, "expected a word, found `[`", ""),
    (
        *("a is no-budget", 6, 15, "`no-budget` is more than one word"),
        'put it in double quotes: `"no-budget"`',
    ),
    (
        *("a is very hot and b", 6, 14, "`very hot` is more than one word"),
        'put it in double quotes: `"very hot"`',
    ),
    (
        *("a in [24/7, b]", 7, 11, "`24/7` is more than one word"),
        'put it in double quotes: `"24/7"`',
    ),
    (
        *("a in [3com]", 7, 11, "`3com` is not a number"),
        'text that starts with a digit stands in double quotes: `"3com"`',
    ),
    (
        *("a in (b)", 6, 7, "expected `[`, found `(`"),
        "a list stands in `[` and `]`, as in `in [US, CA]`",
    ),
    ("a in []", 7, 8, "expected a value of the list, found `]`", ""),
    (
        *("a in [1, 2)", 11, 12, "expected `]`, found `)`"),
        "values of a list are parted by commas",
    ),
    (
        *("a in last 5 days", 6, 10, "expected a list, found `last`"),
        "`in last` stands right behind the event, before `where`",
    ),
    (
        *("a not contains b", 7, 15, "expected `in`, found `contains`"),
        "`not` stands before the whole test, as in `not title contains vp`",
    ),
    (
        *("a starts b", 10, 11, "expected `with`, found `b`"),
        "write `starts with`",
    ),
    (
        *("a ends with [b, c]", 13, 14, "expected a word or quoted text, found `[`"),
        "write `ends with any [A, B]`",
    ),
    (
        *("a between 1, 2", 12, 13, "expected `and`, found `,`"),
        "write `between LOW and HIGH`",
    ),
    (
        *("a is known == b", 12, 14, "`==` is not expected here"),
        "put brackets around the first test",
    ),
    (
        *("a > 1,000", 6, 7, "`,` is not expected here"),
        "numbers have no separators: `1000`",
    ),
    (
        *("a % 2 == 0", 3, 4, "`%` is not expected here"),
        "`%` stands only behind a number, as in `40%`",
    ),
    ("a > 007", 5, 8, "`007` is not a number", "leave out the zeros in front"),
    ("a > 1.", 5, 7, "`1.` is not a number", ""),
    (
        *("a > 9007199254740993", 5, 21),
        *("whole numbers lie within 2^53, `9007199254740993` does not", ""),
    ),
    (
        *("a > 5days", 5, 10, "`5days` is not a number"),
        "put a space before the unit: `5 days`",
    ),
    (
        *("a > 5 dayz", 7, 11, "unknown unit `dayz`"),
        "did you mean `day`?",
    ),
    (
        *("a > 5 busines hours", 7, 20, "unknown unit `busines hours`"),
        "did you mean `business hours`?",
    ),
    (
        *("a > 5 parsecs_or_so", 7, 20, "unknown unit `parsecs_or_so`"),
        (
            "durations are in minutes, hours, days, weeks, months, "
            "business or calendar days"
        ),
    ),
    (
        *("a > 5 business hrs", 7, 19, "unknown unit `business hrs`"),
        "did you mean `business hours`?",
    ),
    (
        *("a > 5 calendar or b", 7, 15, "unknown unit `calendar`"),
        "write `calendar days`",
    ),
    (
        *("a is any [US]", 6, 9, "expected a word, found `any`"),
        "write `a in […]`",
    ),
    (
        *("a is not any [US]", 10, 13, "expected a word, found `any`"),
        "write `a not in […]`",
    ),
    ("a > 5 usd", 7, 10, "unknown unit `usd`", "a currency is in capitals: `USD`"),
    ("a > 5 percent", 7, 14, "unknown unit `percent`", "write `%`, as in `40%`"),
    ("a > 1.5 days", 5, 13, "`1.5 days`: days are whole", ""),
    (
        *("a > 2026-02-30", 5, 15, "`2026-02-30` is not a date"),
        "a date is `YEAR-MONTH-DAY` of the calendar",
    ),
    (
        *("happened touched", 10, 17, "expected `(`, found `touched`"),
        "the event stands in brackets, as in `happened(touched)`",
    ),
    (
        *("happened(a or b)", 12, 14, "expected `)`, found `or`"),
        "one pattern stands here; ask about each in brackets",
    ),
    (
        *("happened(a where b in last 5 days)", 23, 27),
        "expected a list, found `last`",
        "`in last` stands right behind the event, before `where`",
    ),
    (
        *("happened(a where b is c in last 5 days)", 25, 27),
        "expected `)`, found `in`",
        "`in last` stands right behind the event, before `where`",
    ),
    (
        *("happened(a in 5 days)", 15, 16, "expected `last`, found `5`"),
        "windows are written `in last`, as in `in last 14 days`",
    ),
    (
        *("happened(a in last 2 business days)", 20, 35),
        "`2 business days` is not elapsed time",
        "windows are in minutes, hours, days (of 24 hours) or weeks",
    ),
    (
        *("happened(a in last month)", 20, 25),
        "expected a duration, found `month`",
        "such as `8 hours` or `14 days`",
    ),
    ("open desk", 6, 10, "expected `(`, found `desk`", "write `open(CALENDAR)`"),
    (
        *("a where b", 3, 8, "`where` is not expected here"),
        "`where` belongs to an event, as in `happened(touched where …)`",
    ),
    (
        *("\u0958 == a", 1, 2, "`\u0915\u093c` is not a name"),
        "a name is a letter, then letters, digits and `_`",
    ),
]
OTHER_MISTAKES: list[Mistake] = [
    (
        *(parse_pattern, "a or b", 3, 5, "`or` is not expected here"),
        "one pattern stands here; alternatives are a list",
    ),
    (
        *(parse_pattern, "a when b is c", 3, 7, "`when` is not expected here"),
        "conditions on the event follow `where`",
    ),
    (
        *(parse_pattern, "entered", 8, 9),
        *("expected a stage, found the end of the phrase", ""),
    ),
    (
        *(parse_points, "30", 3, 4),
        "expected `when` or `each`, found the end of the phrase",
        "points are `30 when CONDITION` or `2 each EVENT`",
    ),
    (parse_points, "a when b", 1, 2, "expected a number, found `a`", ""),
    (
        *(parse_points, "2 each a, 20 points", 11, 13, "expected `up`, found `20`"),
        "write `, up to N points`",
    ),
    (
        *(parse_points, "2 each a where b is c up to 5 points", 23, 25),
        *("`up` is not expected here", "a comma stands before `up to`"),
    ),
    (
        *(parse_literal_case, "hot if a", 5, 7, "`if` is not expected here"),
        "conditions follow `when`",
    ),
    (
        *(parse_literal_case, "-5 hours", 2, 9, "a duration cannot be negative"),
        "leave out the `-`",
    ),
    (
        *(parse_duration_case, "8 when a", 3, 7),
        "expected a unit of time, found `when`",
        "say of what: `8 business hours`, `8 minutes`",
    ),
    (
        *(parse_duration, "160", 4, 5),
        "expected a unit of time, found the end of the phrase",
        "say of what: `160 minutes`, `160 hours`, `160 days`",
    ),
    (parse_integer_case, "1.5", 1, 4, "`1.5` is not a whole number", ""),
    (parse_name_case, '"a"', 1, 4, 'expected a name, found `"a"`', ""),
    (parse_name, "a b", 3, 4, "`b` is not expected here", ""),
    (
        *(parse_duration, "soon", 1, 5, "expected a duration, found `soon`"),
        "such as `8 hours` or `14 days`",
    ),
    (
        *(parse_step, "to owner", 1, 3, "expected a verb, found `to`"),
        "`to` is a word of the language and names nothing",
    ),
    (
        *(parse_step, "alert to after 1 hour", 10, 15),
        "expected a party, a role or `owner`, found `after`",
        "`after` is a word of the language and names nothing",
    ),
    (
        *(parse_step, "alert owner, sales", 12, 13, "`,` is not expected here"),
        "name several people as `owner and manager`",
    ),
    (
        *(parse_step, "alert owner at 75", 16, 18),
        *("expected a percentage, found `75`", "write `75%`"),
    ),
    (
        *(parse_step, "alert owner at 0.75", 16, 20),
        *("expected a percentage, found `0.75`", "write `75%`"),
    ),
    (
        *(parse_step, "alert owner 1 hour", 19, 20),
        "expected `before`, found the end of the phrase",
        "write `1 hour before due` or `after 1 hour`",
    ),
    (
        *(parse_step, "alert owner after 1 hour every 2 hours", 39, 40),
        "expected `at`, found the end of the phrase",
        "say how often: `at most 3 times`",
    ),
    (
        *(parse_step, "return to sales for by", 21, 23),
        "expected a place, found `by`",
        'as a literal it stands in double quotes: `"by"`',
    ),
    (
        *(parse_measure, "medan(a) >= 5", 1, 6, "expected a measure, found `medan`"),
        "did you mean `median`?",
    ),
    (
        *(parse_measure, "share accept >= 5%", 7, 13, "expected `(`, found `accept`"),
        "write `share(TIMER)`",
    ),
    (
        *(parse_measure, "p90(a + b) <= 5", 10, 11, "expected `of`, found `)`"),
        "write `p90(TIMER)` or `p90(VALUE of EVENT)`",
    ),
    (
        *(parse_measure, "rate(a) <= 5%", 7, 8, "expected `of`, found `)`"),
        "write `rate(EVENT of EVENT)`",
    ),
    (
        *(parse_measure, "count(a) > 5", 10, 11, "expected `>=` or `<=`, found `>`"),
        "a goal is at least (`>=`) or at most (`<=`) an amount",
    ),
    (
        *(parse_measure, 'count(a) >= "5"', 13, 16),
        *('expected an amount, found `"5"`', ""),
    ),
    (
        *(parse_measure, "count(a) >= 5 and b", 15, 18),
        "`and` is not expected here",
        "a goal has one measure; write another goal for the second",
    ),
    (
        *(parse_measure, "count(a) >= 5 of vip", 15, 17, "`of` is not expected here"),
        "only plan numbers have segments, as in `planned_leads of enterprise`",
    ),
    (
        *(parse_measure, "count(a) >= b of 5", 18, 19),
        *("expected a segment, found `5`", ""),
    ),
]


class TestMistakes:
    """A phrase that cannot be read has one mistake, with place and next action."""

    @pytest.mark.parametrize(
        ("parse", "text", "column", "end_column", "message", "hint"),
        [*((parse_condition, *rest) for rest in CONDITION_MISTAKES), *OTHER_MISTAKES],
    )
    def test_mistakes(
        self,
        parse: Callable[[Text], object],
        text: str,
        column: int,
        end_column: int,
        message: str,
        hint: str,
    ) -> None:
        """The exact place, what is wrong, and what to do."""
        with pytest.raises(PhraseError) as caught:
            parse(Text.inline(text))
        (found,) = caught.value.diagnostics
        assert (found.code, found.message, found.hint) == ("LP3001", message, hint)
        assert (found.span.column, found.span.end_column) == (column, end_column)


NEGATIVE: dict[str, LiteralValue] = {"p": Decimal(-5), "s": Percent(Decimal(-5))}


class TestSigns:
    """A parameter with a sign stands only where a sign may."""

    @pytest.mark.parametrize(
        ("parse", "text", "column", "message"),
        [
            (
                parse_points,
                "2 each touched, up to p points",
                23,
                "`p` is `-5`, a number without sign belongs here",
            ),
            (
                parse_integer_case,
                "p when a",
                1,
                "`p` is `-5`, a number without sign belongs here",
            ),
            (
                parse_step,
                "do x after 1 hour every 1 hour at most p times",
                40,
                "`p` is `-5`, a number without sign belongs here",
            ),
            (
                parse_step,
                "alert owner at s",
                16,
                "`s` is `-5%`, a percentage without sign belongs here",
            ),
        ],
    )
    def test_refused(
        self, parse: Callable[[Text], Phrase], text: str, column: int, message: str
    ) -> None:
        """It does not fit, which is told at its name."""
        with pytest.raises(PhraseError) as caught:
            parse(Text.inline(text, NEGATIVE))
        (found,) = caught.value.diagnostics
        assert (found.code, found.span.column) == ("LP3002", column)
        assert found.message == message
        assert found.hint == "it stands under `parameters`"

    def test_allowed(self) -> None:
        """Points, comparisons and targets may be below zero."""
        assert parse_points(Text.inline("p when a", NEGATIVE)).points == -5
        parse_condition(Text.inline("a >= p", NEGATIVE))
        parse_measure(Text.inline("sum(a of x) >= p", NEGATIVE))


class TestLimits:
    """Phrases nobody can read are refused, however they are nested."""

    @pytest.mark.parametrize(
        ("text", "column"),
        [
            ("(" * 51 + "a" + ")" * 51, 51),
            ("happened(a where " * 51 + "b" + ")" * 51, 859),
            ("not " * 50 + "a", 1),
            ("-" * 50 + "a", 1),
            (" + ".join("a" * 51), 1),
            ("-" * 1999 + "a", 1),
            ("not " * 499 + "a", 1),
        ],
    )
    def test_too_deep(self, text: str, column: int) -> None:
        """Brackets are marked at the first one too many, other nesting as a whole."""
        with pytest.raises(PhraseError) as caught:
            parse_condition(Text.inline(text))
        (found,) = caught.value.diagnostics
        assert (found.code, found.span.column) == ("LP3005", column)
        assert found.message == "the phrase is nested more than 50 deep"
        assert found.hint == "give parts of it a name under `definitions`"

    def test_as_deep_as_allowed(self) -> None:
        """Fifty levels of brackets, and of operations, are read."""
        assert parse_condition(Text.inline("(" * 50 + "a" + ")" * 50)) == A
        parse_condition(Text.inline(" + ".join("a" * 50)))
        parse_condition(Text.inline("not " * 49 + "a"))

    def test_long_lists_are_not_deep(self) -> None:
        """Many alternatives stand beside each other."""
        members = ", ".join(f"x{number}" for number in range(200))
        tree = parse_condition(Text.inline(f"a in [{members}]"))
        assert isinstance(tree, Member)
        assert len(tree.members) == 200


class TestSpans:
    """Nodes know their places in the file."""

    def test_places_come_from_the_source(self) -> None:
        """The caller says where the offsets of the phrase are."""
        tree = parse_condition(
            Text(
                "a  or b", lambda start, end: Span("p.yaml", 7, 10 + start, 7, 10 + end)
            )
        )
        assert isinstance(tree, Logic)
        assert tree.span == Span("p.yaml", 7, 10, 7, 17)
        assert tree.operands[1].span == Span("p.yaml", 7, 16, 7, 17)

    def test_brackets_belong_to_what_is_around(self) -> None:
        """A part in brackets does not count them, the whole does."""
        tree = parse_condition(Text.inline("(a or b) and (c)"))
        assert isinstance(tree, Logic)
        assert tree.span == Span("<phrase>", 1, 1, 1, 17)
        assert [part.span.column for part in tree.operands] == [2, 15]
