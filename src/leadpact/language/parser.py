"""From the text of a phrase to its tree: one function for each kind of phrase.

Every function reads the whole phrase and raises ``PhraseError`` with the first
mistake: LP3001 where it cannot be read, LP3005 where it is too long or too deep. The
names of a phrase may still be wrong; ``inference`` judges them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from leadpact.diagnostics import near
from leadpact.language.advice import percent_meant
from leadpact.language.conditions import (
    CONDITION_ADVICE,
    PATTERN_ADVICE,
    condition,
    pattern,
)
from leadpact.language.lexer import STEP_WORDS, WORDS, TokenKind, unquoted
from leadpact.language.nodes import (
    Aggregate,
    Case,
    Comparison,
    Condition,
    Literal,
    Measure,
    Name,
    Pattern,
    Phrase,
    Points,
    Step,
    Timing,
)
from leadpact.language.reader import DEEPEST, Reader
from leadpact.language.walk import depth
from leadpact.units import Duration, Percent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from leadpact.language.source import Source

Value = TypeVar("Value", Literal, Duration, int, Name)
Tree = TypeVar("Tree", bound=Phrase)

_CASE_ADVICE = {
    **CONDITION_ADVICE,
    "if": "conditions follow `when`",
    "unless": "conditions follow `when`, as in `when not free_mail`",
    ",": "one case stands here; further cases are a list",
}
_EACH_ADVICE = {**PATTERN_ADVICE, "up": "a comma stands before `up to`"}
_STEP_ADVICE = {
    "when": "a step has no condition; put it on the timer",
    ",": "name several people as `owner and manager`",
    "within": "say `by`, as in `by 5 business days`",
    "in": "say `after`, as in `after 1 hour`",
}
_MEASURE_ADVICE = {
    "and": "a goal has one measure; write another goal for the second",
    "or": "a goal has one measure; write another goal for the second",
    "per": "`per` is a key beside `require`",
    "of": "only plan numbers have segments, as in `planned_leads of enterprise`",
}


def parse_condition(source: Source) -> Condition:
    """Read a condition, such as `employees >= 50 and country in [US, CA]`."""
    reader = Reader(source)
    return _finished(reader, condition(reader), CONDITION_ADVICE)


def parse_pattern(source: Source) -> Pattern:
    """Read a pattern, such as `attempt in last 30 days where actor is human`."""
    reader = Reader(source)
    return _finished(reader, pattern(reader), PATTERN_ADVICE)


def parse_duration(source: Source) -> Duration:
    """Read a duration that stands alone, such as `8 business hours`."""
    reader = Reader(source)
    duration = reader.duration(business=False)
    reader.finish({})
    return duration


def parse_name(source: Source) -> Name:
    """Read a name that stands alone."""
    reader = Reader(source)
    name = reader.name("a name")
    reader.finish({})
    return name


def parse_literal_case(source: Source) -> Case[Literal]:
    """Read a case of any constant, such as `hot when fit >= 80` or `100 USD`."""
    return _case(source, lambda reader: reader.value("a value"))


def parse_duration_case(source: Source) -> Case[Duration]:
    """Read a case of a duration, such as `5 business minutes when band is hot`."""
    return _case(source, Reader.duration)


def parse_integer_case(source: Source) -> Case[int]:
    """Read a case of a whole number, such as `6 when band is hot`."""
    return _case(source, Reader.integer)


def parse_name_case(source: Source) -> Case[Name]:
    """Read a case of a name, such as `night_desk when country is PH`."""
    return _case(source, lambda reader: reader.name("a name"))


def parse_constant(source: Source) -> Literal:
    """Read a constant that stands alone, such as `50`, `100 USD` or `"head of"`."""
    reader = Reader(source)
    return _finished(reader, reader.literal("a value"), {})


def parse_points(source: Source) -> Points:
    """Read points: `30 when fit`, or `2 each touched, up to 20 points`."""
    reader = Reader(source)
    start = reader.token.start
    points = _points(reader)
    when = each = cap = None
    if reader.skip("when"):
        when = condition(reader)
    elif reader.skip("each"):
        each = pattern(reader)
        cap = _cap(reader) if reader.skip(",") else None
    else:
        hint = "points are `30 when CONDITION` or `2 each EVENT`"
        raise reader.unexpected("`when` or `each`", hint)
    tree = Points(points, when, each, cap, span=reader.span(start))
    return _finished(reader, tree, CONDITION_ADVICE if when else _EACH_ADVICE)


def parse_step(source: Source) -> Step:
    """Read a step, such as `escalate to sales_manager after 1 business hour`."""
    reader = Reader(source)
    start = reader.token.start
    verb = reader.name("a verb", STEP_WORDS)
    to = _people(reader)
    place = _place(reader) if reader.skip("for") else None
    timing = _timing(reader)
    note = unquoted(reader.take()) if reader.token.kind is TokenKind.TEXT else None
    step = Step(verb, to, place, *timing, note, span=reader.span(start))
    return _finished(reader, step, _STEP_ADVICE)


def parse_measure(source: Source) -> Measure:
    """Read a measure, such as `share(first_touch) >= 95%`."""
    reader = Reader(source)
    start = reader.token.start
    aggregate = _aggregate(reader)
    read, form = _SUBJECTS[aggregate]
    reader.enter(form)
    subject = read(reader, form)
    reader.leave(PATTERN_ADVICE)
    comparison, amount, segment = _target(reader)
    span = reader.span(start)
    measure = Measure(aggregate, comparison, amount, *subject, segment, span=span)
    return _finished(reader, measure, _MEASURE_ADVICE)


def _finished(reader: Reader, tree: Tree, advice: Mapping[str, str]) -> Tree:
    """The tree, if it is the whole phrase and not too deep."""
    reader.finish(advice)
    # A tree has at most as many nodes above one another as the phrase has tokens.
    if reader.size > DEEPEST and depth(tree) > DEEPEST:
        raise reader.too_deep(0)
    return tree


def _case(source: Source, read: Callable[[Reader], Value]) -> Case[Value]:
    reader = Reader(source)
    start = reader.token.start
    value = read(reader)
    when = condition(reader) if reader.skip("when") else None
    return _finished(reader, Case(value, when, span=reader.span(start)), _CASE_ADVICE)


def _points(reader: Reader) -> Decimal:
    """A number with or without sign, or the parameter that stands for one."""
    negative = reader.skip("-")
    if reader.is_parameter:
        points = reader.parameter_of(Decimal, "a number")
    else:
        points = reader.digits()
    return -points if negative else points


def _cap(reader: Reader) -> Decimal:
    """The N of `up to N points`."""
    form = "write `, up to N points`"
    reader.expect("up", form)
    reader.expect("to", form)
    cap = reader.number()
    reader.expect("points", form)
    return cap


def _people(reader: Reader) -> tuple[Name, ...]:
    """`[to] WHO {and WHO}`, or nobody."""
    if not reader.skip("to") and not _is_name_next(reader):
        return ()
    people = [reader.name("a party, a role or `owner`", STEP_WORDS)]
    while reader.skip("and"):
        people.append(reader.name("a party, a role or `owner`", STEP_WORDS))
    return tuple(people)


def _is_name_next(reader: Reader) -> bool:
    token = reader.token
    return token.kind is TokenKind.WORD and not (
        token.text in WORDS or token.text in STEP_WORDS or reader.is_parameter
    )


def _place(reader: Reader) -> str:
    """The PLACE of `for PLACE`."""
    return str(reader.word("a place", STEP_WORDS).value)


def _timing(
    reader: Reader,
) -> tuple[Timing, Duration | None, Percent | None, Duration | None, int]:
    """When a step is due: its kind, duration, share, repetition and how often."""
    if reader.skip("after"):
        duration = reader.duration()
        every, times = _repetition(reader)
        return Timing.AFTER, duration, None, every, times
    if reader.skip("at"):
        return Timing.AT_SHARE, None, _share(reader), None, 1
    if reader.skip("by"):
        return Timing.BY, reader.duration(), None, None, 1
    if reader.token.kind is TokenKind.NUMBER or reader.is_parameter:
        duration = reader.duration()
        form = f"write `{duration} before due` or `after {duration}`"
        reader.expect("before", form)
        reader.expect("due", form)
        return Timing.BEFORE_DUE, duration, None, None, 1
    return Timing.AT_ONCE, None, None, None, 1


def _repetition(reader: Reader) -> tuple[Duration | None, int]:
    """`every DURATION at most N times`; once without it."""
    if not reader.skip("every"):
        return None, 1
    every = reader.duration()
    form = "say how often: `at most 3 times`"
    reader.expect("at", form)
    reader.expect("most", form)
    times = reader.integer()
    reader.expect("times", form)
    return every, times


def _share(reader: Reader) -> Percent:
    """A percentage without sign."""
    if reader.is_parameter:
        return reader.unsigned_parameter(Percent, "a percentage")
    token = reader.token
    share = reader.quantity()
    if not isinstance(share, Percent):
        message = f"expected a percentage, found `{token.text}`"
        meant = percent_meant(share) if isinstance(share, Decimal) else "75%"
        hint = f"write `{meant}`"
        raise reader.source.error(token.start, reader.end, message, hint)
    return share


#: The timer, the value, the pattern and the base of a measure.
_Subject = tuple[Name | None, Condition | None, Pattern | None, Pattern | None]


def _timer(reader: Reader, _: str) -> _Subject:
    return reader.name("a timer"), None, None, None


def _events(reader: Reader, _: str) -> _Subject:
    return None, None, pattern(reader), None


def _rate(reader: Reader, form: str) -> _Subject:
    part = pattern(reader)
    reader.expect("of", form)
    return None, None, part, pattern(reader)


def _sum(reader: Reader, form: str) -> _Subject:
    value = condition(reader)
    reader.expect("of", form)
    return None, value, pattern(reader), None


def _average(reader: Reader, form: str) -> _Subject:
    value = condition(reader)
    if reader.skip("of"):
        return None, value, pattern(reader), None
    if not isinstance(value, Name):
        raise reader.unexpected("`of`", form)
    return value, None, None, None


#: How each aggregate reads its brackets, and what they look like.
_SUBJECTS: Mapping[Aggregate, tuple[Callable[[Reader, str], _Subject], str]] = {
    Aggregate.COUNT: (_events, "write `count(EVENT)`"),
    Aggregate.SHARE: (_timer, "write `share(TIMER)`"),
    Aggregate.RATE: (_rate, "write `rate(EVENT of EVENT)`"),
    Aggregate.SUM: (_sum, "write `sum(VALUE of EVENT)`"),
    **{
        aggregate: (
            _average,
            f"write `{aggregate.value}(TIMER)` or `{aggregate.value}(VALUE of EVENT)`",
        )
        for aggregate in (Aggregate.AVERAGE, Aggregate.MEDIAN, Aggregate.P90)
    },
}
_AGGREGATES = {aggregate.value: aggregate for aggregate in Aggregate}


def _aggregate(reader: Reader) -> Aggregate:
    aggregate = _AGGREGATES.get(reader.token.text)
    if aggregate is None:
        hint = near(reader.token.text, _AGGREGATES)
        raise reader.unexpected("a measure", hint)
    reader.take()
    return aggregate


def _target(reader: Reader) -> tuple[Comparison, Literal | Name, Name | None]:
    """`>= AMOUNT` or `<= AMOUNT`, where a plan number may be `of SEGMENT`."""
    comparison = _TARGETS.get(reader.token.text)
    if comparison is None:
        hint = "a goal is at least (`>=`) or at most (`<=`) an amount"
        raise reader.unexpected("`>=` or `<=`", hint)
    reader.take()
    if reader.is_parameter:
        return comparison, reader.parameter_literal(), None
    if reader.token.kind is TokenKind.WORD:
        amount = reader.name("an amount")
        segment = reader.name("a segment") if reader.skip("of") else None
        return comparison, amount, segment
    if reader.token.kind is TokenKind.NUMBER or reader.token.text == "-":
        return comparison, reader.literal("an amount"), None
    raise reader.unexpected("an amount")


_TARGETS = {operator.value: operator for operator in (Comparison.GE, Comparison.LE)}
