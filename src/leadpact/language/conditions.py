"""The grammar of conditions, and of the patterns that they ask about.

Each function reads one level of precedence, from `or` down to a single value, and
calls the next. Nodes that are left out of a level cost one call and no memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.diagnostics import near
from leadpact.language.lexer import TokenKind, is_name
from leadpact.language.nodes import (
    Arithmetic,
    ArithmeticOperator,
    Ask,
    Between,
    Compare,
    Comparison,
    Condition,
    Is,
    Joint,
    Literal,
    Logic,
    Member,
    Name,
    Negative,
    Not,
    OpenAt,
    Pattern,
    Presence,
    Question,
    Source,
    TextOperator,
    TextTest,
)
from leadpact.language.printer import print_phrase
from leadpact.language.reader import negated
from leadpact.language.walk import walk
from leadpact.units import Duration, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from leadpact.language.reader import Reader

_COMPARISONS = {operator.value: operator for operator in Comparison}
_ADDITIVE = {
    operator.value: operator
    for operator in (ArithmeticOperator.ADD, ArithmeticOperator.SUBTRACT)
}
_MULTIPLICATIVE = {
    operator.value: operator
    for operator in (ArithmeticOperator.MULTIPLY, ArithmeticOperator.DIVIDE)
}
_DERIVED = {
    source.value: source for source in (Source.ENTERED, Source.MISSED, Source.MET)
}

#: Units that have one length always and everywhere; a day is 24 hours among them.
ELAPSED_UNITS = (Unit.MINUTE, Unit.HOUR, Unit.DAY, Unit.WEEK)

_BRACKETS = "put brackets around the first test"
_ALTERNATIVES = "one pattern stands here; alternatives are a list"
_WINDOW_FIRST = "`in last` stands right behind the event, before `where`"

#: What to do about a word that is left behind a condition.
CONDITION_ADVICE: Mapping[str, str] = {
    **dict.fromkeys(_COMPARISONS, _BRACKETS),
    "is": _BRACKETS,
    "between": _BRACKETS,
    "contains": _BRACKETS,
    "in": _WINDOW_FIRST,
    "where": "`where` belongs to an event, as in `happened(touched where …)`",
    "when": "a condition stands here without `when`",
    "each": "`each` belongs to points, as in `2 each touched`",
    ")": "it closes no bracket",
}

#: What to do about a word that is left behind a pattern.
PATTERN_ADVICE: Mapping[str, str] = {
    "or": _ALTERNATIVES,
    "and": _ALTERNATIVES,
    ",": _ALTERNATIVES,
    "in": _WINDOW_FIRST,
    "is": "conditions on the event follow `where`",
    "when": "conditions on the event follow `where`",
    "within": "windows are written `in last`, as in `touched in last 14 days`",
}


_ASK_ADVICE = {
    **PATTERN_ADVICE,
    **dict.fromkeys(
        ("or", "and", ","), "one pattern stands here; ask about each in brackets"
    ),
}


def condition(reader: Reader) -> Condition:
    """Read a condition: the level of `or`."""
    start = reader.token.start
    first = _conjunction(reader)
    if reader.token.text != "or":
        return first
    operands = [first]
    while reader.skip("or"):
        operands.append(_conjunction(reader))
    return Logic(Joint.OR, tuple(operands), span=reader.span(start))


def _conjunction(reader: Reader) -> Condition:
    start = reader.token.start
    first = _negation(reader)
    if reader.token.text != "and":
        return first
    operands = [first]
    while reader.skip("and"):
        operands.append(_negation(reader))
    return Logic(Joint.AND, tuple(operands), span=reader.span(start))


def _negation(reader: Reader) -> Condition:
    starts = []
    while reader.token.text == "not":
        starts.append(reader.take().start)
    operand = _test(reader)
    for start in reversed(starts):
        operand = Not(operand, span=reader.span(start))
    return operand


def _test(reader: Reader) -> Condition:
    start = reader.token.start
    value = _sum(reader)
    read = _TESTS.get(reader.token.text)
    return value if read is None else read(reader, value, start)


def _compare(reader: Reader, value: Condition, start: int) -> Condition:
    operands, operators = [value], []
    while (operator := _COMPARISONS.get(reader.token.text)) is not None:
        reader.take()
        operators.append(operator)
        operands.append(_sum(reader))
    return Compare(tuple(operands), tuple(operators), span=reader.span(start))


def _between(reader: Reader, value: Condition, start: int) -> Condition:
    reader.take()
    low = _sum(reader)
    reader.expect("and", "write `between LOW and HIGH`")
    high = _sum(reader)
    return Between(value, low, high, span=reader.span(start))


def _member(reader: Reader, value: Condition, start: int) -> Condition:
    reader.take()
    members = _for_each(reader, value, _members(reader), start)
    return Member(value, members, span=reader.span(start))


def _not_member(reader: Reader, value: Condition, start: int) -> Condition:
    reader.take()
    if reader.token.text != "in":
        hint = "`not` stands before the whole test, as in `not title contains vp`"
        raise reader.unexpected("`in`", hint)
    reader.take()
    members = _for_each(reader, value, _members(reader), start)
    return Member(value, members, negated=True, span=reader.span(start))


def _for_each(
    reader: Reader, value: Condition, others: tuple[Literal, ...], start: int
) -> tuple[Literal, ...]:
    """The values of a list; what is compared with each of them counts each time."""
    if not isinstance(value, Name):
        reader.count(len(others) * sum(1 for _ in walk(value)), start)
    return others


def _list(reader: Reader, read: Callable[[], Literal]) -> tuple[Literal, ...]:
    """`[A, B]`, at least one."""
    reader.expect("[", "a list stands in `[` and `]`, as in `in [US, CA]`")
    members = [read()]
    while reader.skip(","):
        members.append(read())
    reader.expect("]", "values of a list are parted by commas")
    return tuple(members)


def _members(reader: Reader) -> tuple[Literal, ...]:
    """The list behind `in`."""
    if reader.token.text == "last":
        raise reader.unexpected("a list", _WINDOW_FIRST)
    return _named_list(reader) or _list(reader, lambda: _list_member(reader))


def _named_list(reader: Reader, *, needed: bool = False) -> tuple[Literal, ...]:
    """A list by the name of its parameter; empty if none is next."""
    if reader.is_parameter:
        return reader.parameter_list(needed=needed)
    reader.pass_over_open()
    token = reader.token
    if token.kind is TokenKind.WORD and is_name(token.text):
        hint = near(token.text, reader.source.parameters) or (
            f"write `[{token.text}]`, or name a list under `parameters`"
        )
        message = f"unknown parameter `{token.text}`"
        raise reader.source.error(token.start, token.end, message, hint, code="LP2001")
    return ()


def _list_member(reader: Reader) -> Literal:
    first = reader.token
    member = reader.literal("a value of the list")
    if first.kind is TokenKind.NUMBER or first.kind is TokenKind.DATE:
        reader.check_run(first)
    return member


def _is(reader: Reader, value: Condition, start: int) -> Condition:
    reader.take()
    negated = reader.skip("not")
    word = reader.token.text
    if word in _PRESENCE:
        known, opposite = _PRESENCE[word]
        if negated:
            raise reader.unexpected("a word", f"write `is {opposite}`")
        reader.take()
        return Presence(value, known, span=reader.span(start))
    if word in {"in", "between"}:
        instead = f"`not {word}`" if negated and word == "in" else f"`{word}`"
        raise reader.unexpected("a word", f"write {instead} without `is`")
    if word == "any":
        form = f"{print_phrase(value)} {'not ' if negated else ''}in […]"
        raise reader.unexpected("a word", f"write `{form}`")
    literal = reader.word("a word")
    return Is(value, literal, negated, span=reader.span(start))


#: Word after `is`: whether it means known, and its opposite.
_PRESENCE = {"known": (True, "missing"), "missing": (False, "known")}


def _text_test(reader: Reader, value: Condition, start: int) -> Condition:
    first = reader.take().text
    if first != "contains":
        reader.expect("with", f"write `{first} with`")
        first = f"{first} with"
    operator = TextOperator(first)
    if reader.skip("any"):
        named = _named_list(reader, needed=True)
        needles = named or _list(reader, lambda: reader.word(_NEEDLE))
    elif reader.token.text == "[":
        raise reader.unexpected(_NEEDLE, f"write `{first} any [A, B]`")
    else:
        needles = (reader.word(_NEEDLE),)
    needles = _for_each(reader, value, needles, start)
    return TextTest(value, operator, needles, span=reader.span(start))


_NEEDLE = "a word or quoted text"

#: How a test goes on, by the word or symbol behind its first value.
_TESTS: Mapping[str, Callable[[Reader, Condition, int], Condition]] = {
    **dict.fromkeys(_COMPARISONS, _compare),
    "between": _between,
    "in": _member,
    "not": _not_member,
    "is": _is,
    "contains": _text_test,
    "starts": _text_test,
    "ends": _text_test,
}


def _sum(reader: Reader) -> Condition:
    start = reader.token.start
    left = _product(reader)
    while (operator := _ADDITIVE.get(reader.token.text)) is not None:
        reader.take()
        left = Arithmetic(operator, left, _product(reader), span=reader.span(start))
    return left


def _product(reader: Reader) -> Condition:
    start = reader.token.start
    left = _signed(reader)
    while (operator := _MULTIPLICATIVE.get(reader.token.text)) is not None:
        reader.take()
        left = Arithmetic(operator, left, _signed(reader), span=reader.span(start))
    return left


def _signed(reader: Reader) -> Condition:
    """A value behind any number of minus signs; the last is part of a number."""
    starts = []
    while reader.token.text == "-":
        starts.append(reader.take().start)
    if starts and reader.token.kind is TokenKind.NUMBER:
        operand: Condition = _signed_number(reader, starts.pop())
    else:
        operand = _value(reader)
    for start in reversed(starts):
        operand = Negative(operand, span=reader.span(start))
    return operand


def _signed_number(reader: Reader, start: int) -> Literal | Negative:
    """A negative number, or what stands for a duration, which has no sign."""
    first = reader.token.start
    value = reader.quantity()
    if isinstance(value, Duration):
        literal = Literal(value, span=reader.span(first))
        return Negative(literal, span=reader.span(start))
    return Literal(negated(value), span=reader.span(start))


def _value(reader: Reader) -> Condition:
    token = reader.token
    if reader.is_parameter:
        return reader.parameter_literal()
    if token.kind is TokenKind.WORD:
        read = _CALLS.get(token.text)
        return reader.name("a value") if read is None else read(reader)
    if token.text == "(":
        reader.enter()
        inner = condition(reader)
        reader.leave(CONDITION_ADVICE)
        return inner
    if token.kind in _CONSTANTS:
        return reader.literal("a value")
    raise reader.unexpected("a value")


_CONSTANTS = (TokenKind.NUMBER, TokenKind.DATE, TokenKind.TEXT)


def _open(reader: Reader) -> OpenAt:
    start = reader.take().start
    reader.enter("write `open(CALENDAR)`")
    calendar = reader.name("a calendar")
    reader.leave({})
    return OpenAt(calendar, span=reader.span(start))


def _ask(reader: Reader) -> Ask:
    token = reader.take()
    reader.enter(f"the event stands in brackets, as in `{token.text}(touched)`")
    asked = pattern(reader)
    reader.leave(_ASK_ADVICE)
    return Ask(Question(token.text), asked, span=reader.span(token.start))


_CALLS: Mapping[str, Callable[[Reader], Condition]] = {
    "open": _open,
    **dict.fromkeys((question.value for question in Question), _ask),
}


def pattern(reader: Reader) -> Pattern:
    """Read a pattern, up to the first token that cannot belong to it."""
    start = reader.token.start
    source = _DERIVED.get(reader.token.text)
    if source is None:
        name = reader.name("an event")
    else:
        reader.take()
        name = reader.name("a stage" if source is Source.ENTERED else "a timer")
    window = _window(reader) if reader.skip("in") else None
    where = condition(reader) if reader.skip("where") else None
    return Pattern(source or Source.EVENT, name, window, where, span=reader.span(start))


def _window(reader: Reader) -> Duration:
    """The span of `in last DURATION`."""
    reader.expect("last", "windows are written `in last`, as in `in last 14 days`")
    start = reader.token.start
    window = reader.duration(business=False)
    if window.unit not in ELAPSED_UNITS:
        message = f"`{window}` is not elapsed time"
        hint = "windows are in minutes, hours, days (of 24 hours) or weeks"
        raise reader.source.error(start, reader.end, message, hint)
    return window
