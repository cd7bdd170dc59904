"""What definitions and scores are of one lead, by walking the trees of their phrases.

It is written from the rules of the language alone and shares no code with an engine:
slow, small, and easy to read beside the rules. Every value is a pair, the least and the
most that it can be; only scores make the two differ. ``None`` is unknown.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from leadpact.language.nodes import (
    Arithmetic,
    Ask,
    Between,
    Compare,
    Condition,
    Is,
    Literal,
    Logic,
    Member,
    Name,
    Negative,
    Not,
    OpenAt,
    Presence,
    Question,
    TextTest,
)
from leadpact.model.policy import Classification, Lines, Policy
from leadpact.units import Duration, Money, Percent

if TYPE_CHECKING:
    from leadpact.language.nodes import Pattern

#: A number, in the unit of its kind; or a text, a flag, a date, a set.
Plain: TypeAlias = Any
#: The least and the most.
Ends: TypeAlias = tuple[Plain, Plain] | None

_NO_RESULT = (InvalidOperation, DivisionByZero, Overflow)
_EXACT = Context(prec=38, traps=list(_NO_RESULT))
_MICROSECONDS = {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_ENDLESS = Decimal("Infinity")
_COMPARE: Mapping[str, Callable[[Plain, Plain], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COMPUTE: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": _EXACT.add,
    "-": _EXACT.subtract,
    "*": _EXACT.multiply,
    "/": _EXACT.divide,
}
_TEXT_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "contains": operator.contains,
    "starts with": str.startswith,
    "ends with": str.endswith,
}


@attrs.frozen
class Happening:
    """An event in plain words; instants in microseconds."""

    type: str
    at: int
    actor: str
    recorded: int
    data: Mapping[str, Plain]


@attrs.frozen
class Points:
    """A score: its certain points, and the ends of its range."""

    points: Decimal
    low: Decimal
    high: Decimal


@attrs.frozen
class Oracle:
    """One lead at an instant.

    Attributes:
        policy: The policy, whose phrases are read.
        fields: Fields of the lead that are known, without units.
        events: Its events in order, or ``None`` without a history.
        now: The instant, in microseconds.
        stage: The stage that it is in; empty for none.
        open: Calendars that are open.
        event: The event that a `where` is about, which sees its own data alone.
    """

    policy: Policy
    fields: Mapping[str, Plain]
    events: tuple[Happening, ...] | None
    now: int
    stage: str
    open: frozenset[str]
    event: Happening | None = None

    def definition(self, name: str) -> tuple[Plain, bool]:
        """A definition's value, and whether nothing unknown stood in its way."""
        match self.policy.definitions[name].body:
            case Classification(cases):
                certain = True
                for case in cases:
                    holds = True if case.when is None else self.value(case.when)
                    if holds:
                        return _plain(case.value.value), certain
                    certain = certain and holds is not None
                raise AssertionError(name)
            case Lines(quantifier, lines):
                found = [self.value(line) for line in lines]
                joined = _joined(found, decisive=quantifier.value != "all")
                value = _opposite(joined) if quantifier.value == "none" else joined
            case condition:
                value = self.value(condition)
        return value, value is not None

    def score(self, name: str) -> Points:
        """A score; each line that is unknown counts on its own."""
        points = low = high = Decimal(0)
        for line in self.policy.scoring[name]:
            if line.when is not None:
                holds = self.value(line.when)
                found: Ends = None if holds is None else (line.points * holds,) * 2
                reach = line.points
            else:
                assert line.each is not None
                matches = self.matches(line.each)
                cap = _ENDLESS if line.cap is None else line.cap
                reach = cap.copy_sign(line.points)
                found = None
                if matches is not None:
                    sum_ = line.points * len(matches)
                    found = (min(abs(sum_), cap).copy_sign(line.points),) * 2
            if found is None:
                low, high = low + min(reach, Decimal(0)), high + max(reach, Decimal(0))
            else:
                points += found[0]
        return Points(points, low + points, high + points)

    def matches(self, pattern: Pattern) -> list[Happening] | None:
        """The events up to the instant that a pattern picks."""
        if self.events is None:
            return None
        window = _ENDLESS if pattern.window is None else _plain(pattern.window)
        return [
            event
            for event in self.events
            if event.type == pattern.name.name
            and event.at <= self.now
            and self.now - event.at < window
            and (pattern.where is None or self.of(event).value(pattern.where))
        ]

    def of(self, event: Happening) -> Oracle:
        """What a condition about an event is asked of."""
        return attrs.evolve(self, event=event)

    def value(self, node: Condition) -> Plain:
        """The one value of a condition or value, or ``None``."""
        ends = self.ends(node)
        return ends[0] if ends is not None and ends[0] == ends[1] else None

    def ends(self, node: Condition) -> Ends:  # noqa: PLR0911 - one case a node
        """The least and the most of a condition or value."""
        match node:
            case Literal(value):
                return _one(_plain(value))
            case Name(name):
                return self.named(name)
            case Negative(operand):
                ends = self.ends(operand)
                return ends and (-ends[1], -ends[0])
            case Arithmetic(kind, left, right):
                return _computed(kind.value, self.ends(left), self.ends(right))
            case Ask(question, pattern):
                return _one(_answer(question, self.matches(pattern)))
            case OpenAt(calendar):
                return _one(calendar.name in self.open)
            case Presence(value, known):
                return _one(self.is_known(value) is known)
            case Not(operand):
                return _one(_opposite(self.value(operand)))
            case Logic(joint, operands):
                found = map(self.value, operands)
                return _one(_joined(found, decisive=joint.value == "or"))
        return _one(self.tested(node))

    def tested(self, node: Condition) -> bool | None:
        """A comparison or a test of text."""
        match node:
            case Compare(operands, operators):
                ends = [self.ends(operand) for operand in operands]
                links = zip(operators, ends, ends[1:], strict=False)
                found = [_compared(kind.value, *sides) for kind, *sides in links]
                return _joined(found, decisive=False)
            case Between(value, low, high):
                inner = self.ends(value)
                above = _compared(">=", inner, self.ends(low))
                below = _compared("<=", inner, self.ends(high))
                return _joined([above, below], decisive=False)
            case Member(value, members, negated):
                inner = self.ends(value)
                found = [_compared("==", inner, self.ends(each)) for each in members]
                joined = _joined(found, decisive=True)
                return _opposite(joined) if negated else joined
            case Is(value, word, negated):
                kind = "!=" if negated else "=="
                return _compared(kind, self.ends(value), self.ends(word))
            case TextTest(value, test, needles):
                text = self.value(value)
                parts = [str(needle.value).casefold() for needle in needles]
                return None if text is None else _tests(test.value, text, parts)
        raise AssertionError(node)

    def named(self, name: str) -> Ends:
        """What a name means."""
        if self.event is not None:
            return _one(_of_event(self.event).get(name))
        if name == "stage":
            return _one(self.stage)
        if name in self.policy.definitions:
            return _one(self.definition(name)[0])
        if name in self.policy.scoring:
            score = self.score(name)
            return score.low, score.high
        return _one(self.fields.get(name))

    def is_known(self, node: Condition) -> bool:
        """Whether a value is known, and nothing unknown stood in its way."""
        if isinstance(node, Name) and self.event is None:
            if node.name == "stage":
                return self.stage != ""
            if node.name in self.policy.definitions:
                return self.definition(node.name)[1]
        return self.value(node) is not None


def _of_event(event: Happening) -> Mapping[str, Plain]:
    """What a condition about an event may name."""
    return {
        "actor": event.actor,
        "automated": event.actor != "human",
        "at": Decimal(event.at),
        "recorded_at": Decimal(event.recorded),
        **event.data,
    }


def _one(value: Plain) -> Ends:
    return None if value is None else (value, value)


def _plain(value: object) -> Plain:
    """A constant without its unit; durations in microseconds."""
    match value:
        case Money() | Percent():
            return value.amount
        case Duration(amount, unit):
            return amount * _MICROSECONDS[unit.value] * 1_000_000
    return value


def _opposite(holds: bool | None) -> bool | None:  # noqa: FBT001 - the tables of Kleene
    return None if holds is None else not holds


def _joined(found: Iterable[bool | None], *, decisive: bool) -> bool | None:
    """`or`, if true decides, else `and`."""
    all_found = list(found)
    if decisive in all_found:
        return decisive
    return None if None in all_found else not decisive


def _compared(kind: str, left: Ends, right: Ends) -> bool | None:
    """What all values between the ends say, if they say the same."""
    if left is None or right is None:
        return None
    if kind in {"==", "!="}:
        if left[0] == left[1] and right[0] == right[1]:
            return (left[0] == right[0]) is (kind == "==")
        apart = left[1] < right[0] or right[1] < left[0]
        return kind == "!=" if apart else None
    found = {_COMPARE[kind](one, other) for one in left for other in right}
    return found.pop() if len(found) == 1 else None


def _computed(kind: str, left: Ends, right: Ends) -> Ends:
    """The range of an operation, if it has a result whatever the values are."""
    if left is None or right is None:
        return None
    if kind == "/" and right[0] <= 0 <= right[1]:
        return None
    try:
        corners = [
            _COMPUTE[kind](Decimal(one), Decimal(other))
            for one in left
            for other in right
        ]
    except _NO_RESULT:
        return None
    return min(corners), max(corners)


def _answer(question: Question, matches: list[Happening] | None) -> Plain:
    if matches is None:
        return None
    match question:
        case Question.HAPPENED:
            return bool(matches)
        case Question.COUNT:
            return Decimal(len(matches))
    at = [event.at for event in matches]
    if not at:
        return None
    return Decimal(min(at) if question is Question.FIRST else max(at))


def _tests(test: str, value: str | frozenset[str], parts: list[str]) -> bool:
    """Whether a text has a part, or a set a word, whatever the capitals."""
    if isinstance(value, frozenset):
        return any(part in {word.casefold() for word in value} for part in parts)
    return any(_TEXT_TESTS[test](value.casefold(), part) for part in parts)
