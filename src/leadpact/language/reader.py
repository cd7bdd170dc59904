"""A cursor over the tokens of a phrase: names, words, numbers, and what went wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from leadpact.diagnostics import near
from leadpact.language.lexer import (
    STEP_WORDS,
    WORDS,
    Token,
    TokenKind,
    is_name,
    normal,
    quoted,
    tokenize,
    unquoted,
)
from leadpact.language.nodes import Literal, LiteralValue, Name
from leadpact.language.printer import print_literal
from leadpact.language.source import MOST_VALUES, PhraseError
from leadpact.units import UNITS, Duration, Money, Percent, Unit, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadpact.diagnostics import Span
    from leadpact.language.source import ParameterValue, Source

#: Brackets within brackets, and operations within operations.
DEEPEST = 50

Quantity = Decimal | Money | Percent | Duration
Kind = TypeVar("Kind", Decimal, Duration, Percent)
Unsigned = TypeVar("Unsigned", Decimal, Percent)

# Words that end a literal. `if` is none of ours, but likely to stand for `when`, and
# `up` likely to lack its comma.
_STOPS = WORDS | {"if", "up"}
#: First words of units of two words, with the units.
_FAMILIES = {
    "business": "`business minutes`, `business hours` or `business days`",
    "calendar": "`calendar days`",
}
#: Units to propose behind a bare number, with and without open time.
_OPEN, _ELAPSED = ("business hours", "minutes"), ("minutes", "hours", "days")
_UNITS_HINT = (
    "durations are in minutes, hours, days, weeks, months, business or calendar days"
)


class Reader:
    """A cursor over one phrase.

    Attributes:
        token: The next token.
        end: Offset after the token taken last.
    """

    __slots__ = (
        *("_depth", "_index", "_parameters", "_tokens"),
        *("end", "source", "token"),
    )

    def __init__(self, source: Source) -> None:
        self.source = source
        self._tokens = tokenize(source)
        self._index = 0
        self._depth = 0
        self._parameters = source.parameters
        self.token = self._tokens[0]
        self.end = 0

    @property
    def size(self) -> int:
        """Number of tokens, with the end."""
        return len(self._tokens)

    # Moving on.

    def take(self) -> Token:
        """The next token, passed."""
        token = self.token
        self._index += 1
        self.token = self._tokens[self._index]
        self.end = token.end
        return token

    def skip(self, text: str) -> bool:
        """Pass a word or symbol if it is next."""
        if self.token.text != text:
            return False
        self.take()
        return True

    def expect(self, text: str, hint: str = "") -> None:
        """Pass a word or symbol that must be next."""
        if not self.skip(text):
            raise self.unexpected(f"`{text}`", hint)

    def enter(self, hint: str = "") -> None:
        """Pass an opening bracket, not too many within each other."""
        self.expect("(", hint)
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.too_deep(self._tokens[self._index - 1].start)

    def leave(self, advice: Mapping[str, str]) -> None:
        """Pass a closing bracket; ``advice`` is by the word found instead."""
        self.expect(")", advice.get(self.token.text, ""))
        self._depth -= 1

    def finish(self, advice: Mapping[str, str]) -> None:
        """Make sure that nothing is left; ``advice`` is by the word left."""
        if self.token.kind is not TokenKind.END:
            raise self.unexpected("", advice.get(self.token.text, ""))

    # Places and errors.

    def span(self, start: int) -> Span:
        """From an offset to the end of the token taken last."""
        return self.source.locate(start, self.end)

    def unexpected(self, expected: str, hint: str = "") -> PhraseError:
        """The error for a next token that is not what must stand there."""
        token = self.token
        shown = f"`{token.text}`" if token.text else "the end of the phrase"
        message = (
            f"expected {expected}, found {shown}"
            if expected
            else f"{shown} is not expected here"
        )
        hint = hint or self._advice(token)
        return self.source.error(token.start, token.end, message, hint)

    def too_deep(self, start: int) -> PhraseError:
        """The error for too much nesting."""
        message = f"the phrase is nested more than {DEEPEST} deep"
        hint = "give parts of it a name under `definitions`"
        return self.source.error(start, self.token.start, message, hint, code="LP3005")

    def _advice(self, token: Token) -> str:
        """What the author may have meant around a token in the wrong place."""
        for shouted in (token, self._tokens[max(self._index - 1, 0)]):
            if (lower := shouted.text.lower()) != shouted.text and lower in WORDS:
                return f"the words of the language are lower case: `{lower}`"
        if token.kind is TokenKind.WORD and token.text not in WORDS:
            return near(token.text, WORDS)
        if token.text == "%":
            return "`%` stands only behind a number, as in `40%`"
        if token.text == "," and self._tokens[self._index + 1].kind is TokenKind.NUMBER:
            return "numbers have no separators: `1000`"
        return ""

    # Parameters.

    @property
    def is_parameter(self) -> bool:
        """Whether the next token is the name of a parameter."""
        token, known = self.token, self._parameters
        if not known or token.kind is not TokenKind.WORD:
            return False
        return normal(token.text) in known

    def pass_over_open(self) -> None:
        """Leave a phrase in which a name stands for a value that is stated elsewhere.

        Raises:
            PhraseError: Without a mistake, if the next token is such a name.
        """
        token = self.token
        if self.source.is_open and token.kind is TokenKind.WORD and is_name(token.text):
            raise PhraseError([])

    def parameter(self) -> ParameterValue:
        """What the next name stands for, which is a parameter."""
        name = normal(self.take().text)
        self.source.used.add(name)
        value = self._parameters[name]
        if value is None:  # Its mistake is told where it stands.
            raise PhraseError([])
        return value

    def parameter_literal(self) -> Literal:
        """A parameter that stands for one value, as a literal."""
        token = self.token
        value = self.parameter()
        if isinstance(value, tuple):
            message = f"`{token.text}` is a list"
            hint = "a list stands behind `in`, or behind `contains any` and its like"
            raise self.misfit(token, message, hint)
        span = self.span(token.start)
        return Literal(value, parameter=normal(token.text), span=span)

    def parameter_list(self, *, needed: bool = False) -> tuple[Literal, ...]:
        """A parameter that stands for a list, as its values.

        Args:
            needed: Nothing but a list has the meaning that is asked for here; a
                single value could else be compared with `==`.
        """
        token = self.token
        values = self.parameter()
        if not isinstance(values, tuple):
            message = f"`{token.text}` is one value, not a list"
            stated = f"state a list, as `{token.text}: [{print_literal(values)}]`"
            hint = stated if needed else "compare it with `==`"
            raise self.misfit(token, message, hint)
        self.count(len(values), token.start)
        span, name = self.span(token.start), normal(token.text)
        return tuple(Literal(value, parameter=name, span=span) for value in values)

    def count(self, values: int, start: int) -> None:
        """Count what the text from an offset on stands for, up to the limit."""
        if self.source.tally.add(values):
            message = f"more than {MOST_VALUES:,} values, with what this stands for"
            hint = "name the test under `definitions`, and use that name"
            raise self.source.error(start, self.end, message, hint, code="LP1013")

    def parameter_of(self, kind: type[Kind], what: str) -> Kind:
        """A parameter whose value is of one kind, such as `a duration`."""
        token = self.token
        value = self.parameter()
        if not isinstance(value, kind):
            raise self._other(token, value, what)
        return value

    def unsigned_parameter(self, kind: type[Unsigned], what: str) -> Unsigned:
        """A parameter whose value is of one kind, and not negative."""
        token = self.token
        value = self.parameter_of(kind, what)
        if _is_negative(value):
            raise self._other(token, value, f"{what} without sign")
        return value

    def _other(self, token: Token, value: ParameterValue, what: str) -> PhraseError:
        """The error for a parameter that is not what belongs where its name stands."""
        shown = "a list" if isinstance(value, tuple) else f"`{value}`"
        message = f"`{token.text}` is {shown}, {what} belongs here"
        return self.misfit(token, message, "it stands under `parameters`")

    def misfit(self, token: Token, message: str, hint: str) -> PhraseError:
        """The error for a parameter whose value does not fit where its name stands."""
        return self.source.error(token.start, token.end, message, hint, code="LP3002")

    # Small parts.

    def name(self, what: str, taken: frozenset[str] = frozenset()) -> Name:
        """A name; ``what`` tells of what, ``taken`` are names it cannot have here."""
        token = self.token
        if token.kind is not TokenKind.WORD:
            raise self.unexpected(what)
        if token.text in WORDS or token.text in taken:
            hint = f"`{token.text}` is a word of the language and names nothing"
            raise self.unexpected(what, hint)
        self.take()
        name = normal(token.text)
        if not name.isascii() and not is_name(name):
            message = f"`{name}` is not a name"
            hint = "a name is a letter, then letters, digits and `_`"
            raise self.source.error(token.start, token.end, message, hint)
        return Name(name, span=self.span(token.start))

    def word(self, what: str, taken: frozenset[str] = frozenset()) -> Literal:
        """A bare word or quoted text, as a literal."""
        token = self.token
        if token.kind is TokenKind.TEXT:
            self.take()
            return Literal(unquoted(token), span=self.span(token.start))
        if token.kind is TokenKind.NUMBER or token.kind is TokenKind.DATE:
            hint = (
                f"a number or date is compared with `==`; as a text it stands in "
                f"double quotes: `{quoted(token.text)}`"
            )
            raise self.unexpected(what, hint)
        if token.kind is not TokenKind.WORD:
            raise self.unexpected(what)
        if token.text in WORDS or token.text in taken:
            hint = f"as a literal it stands in double quotes: `{quoted(token.text)}`"
            raise self.unexpected(what, hint)
        self.take()
        self.check_run(token)
        return Literal(normal(token.text), span=self.span(token.start))

    def check_run(self, first: Token) -> None:
        """Refuse a bare literal that goes on, such as `no-budget` or `very hot`."""
        end = self.end
        while self._goes_on():
            self.take()
        if self.end > end:
            text = self.source.text[first.start : self.end]
            message = f"`{text}` is more than one word"
            hint = f"put it in double quotes: `{quoted(text)}`"
            raise self.source.error(first.start, self.end, message, hint)

    def _goes_on(self) -> bool:
        """Whether the next token looks like more of a bare literal."""
        kind, text, start, _ = self.token
        if kind is TokenKind.WORD:
            return not (text in _STOPS or text in STEP_WORDS)
        if kind is TokenKind.SYMBOL:
            return start == self.end and text in "+-*/"
        return start == self.end and kind is not TokenKind.END

    def literal(self, what: str) -> Literal:
        """A number, quantity, date, bare word or quoted text."""
        first = self.token
        value: LiteralValue
        if first.kind is TokenKind.NUMBER:
            value = self.quantity()
        elif first.kind is TokenKind.DATE:
            value = self.date()
        elif first.text == "-":
            self.take()
            value = self._negative()
        else:
            return self.word(what)
        return Literal(value, span=self.span(first.start))

    def value(self, what: str) -> Literal:
        """A literal, or the parameter that stands for one."""
        return self.parameter_literal() if self.is_parameter else self.literal(what)

    def date(self) -> date:
        """A date, which is next."""
        token = self.take()
        try:
            return date.fromisoformat(token.text)
        except ValueError:
            message = f"`{token.text}` is not a date"
            hint = "a date is `YEAR-MONTH-DAY` of the calendar"
            raise self.source.error(token.start, token.end, message, hint) from None

    def number(self) -> Decimal:
        """A plain number without sign, or the parameter that stands for one."""
        if self.is_parameter:
            return self.unsigned_parameter(Decimal, "a number")
        return self.digits()

    def integer(self) -> int:
        """A whole number without sign."""
        token = self.token
        value = self.number()
        if value != value.to_integral_value():
            message = f"`{token.text}` is not a whole number"
            raise self.source.error(token.start, token.end, message)
        return int(value)

    def digits(self) -> Decimal:
        """A plain number without sign, written out."""
        self.pass_over_open()
        token = self.token
        if token.kind is not TokenKind.NUMBER:
            raise self.unexpected("a number")
        self.take()
        try:
            return number(token.text)
        except ValueError as error:
            hint = _number_hint(token.text)
            raise self.source.error(token.start, token.end, str(error), hint) from None

    def quantity(self) -> Quantity:
        """A number, with the unit, currency or `%` behind it."""
        start = self.token.start
        amount = self.digits()
        follower = self.token
        if follower.text == "%":
            self.take()
            return Percent(amount)
        if follower.kind is not TokenKind.WORD or follower.text in _STOPS:
            return amount
        if _is_currency(follower.text):
            self.take()
            return Money(amount, follower.text)
        return self._duration(start, amount)

    def _negative(self) -> Decimal | Money | Percent:
        """The number behind a minus sign, negated."""
        start = self.token.start
        value = self.quantity()
        if isinstance(value, Duration):
            message = "a duration cannot be negative"
            raise self.source.error(start, self.end, message, "leave out the `-`")
        return negated(value)

    def duration(self, *, business: bool = True) -> Duration:
        """A duration; ``business`` tells whether open time may be proposed here."""
        if self.is_parameter:
            return self.parameter_of(Duration, "a duration")
        self.pass_over_open()
        token = self.token
        if token.kind is not TokenKind.NUMBER:
            example = "`8 business hours`" if business else "`8 hours` or `14 days`"
            raise self.unexpected("a duration", f"such as {example}")
        amount = self.digits()
        if self.token.kind is not TokenKind.WORD or self.token.text in WORDS:
            units = _OPEN if business else _ELAPSED
            proposed = ", ".join(f"`{token.text} {unit}`" for unit in units)
            raise self.unexpected("a unit of time", f"say of what: {proposed}")
        return self._duration(token.start, amount)

    def _duration(self, start: int, amount: Decimal) -> Duration:
        """The duration of an amount that began at ``start``; its unit is next."""
        unit = self._unit()
        try:
            return Duration(amount, unit)
        except ValueError as error:
            raise self.source.error(start, self.end, str(error)) from None

    def _unit(self) -> Unit:
        """A unit of time, of one word or two."""
        start = self.token.start
        word = self.take().text
        if word not in UNITS and self._is_unit_next(word):
            word = f"{word} {self.take().text}"
        unit = UNITS.get(word)
        if unit is None:
            hint = _unit_hint(word)
            raise self.source.error(start, self.end, f"unknown unit `{word}`", hint)
        return unit

    def _is_unit_next(self, first: str) -> bool:
        """Whether the next word belongs to a unit whose first word is none itself."""
        kind, text, *_ = self.token
        if first in _FAMILIES:
            return kind is TokenKind.WORD and not (text in _STOPS or text in STEP_WORDS)
        return text in UNITS


def negated(value: Decimal | Money | Percent) -> Decimal | Money | Percent:
    """A number, money or a percentage with the other sign."""
    match value:
        case Decimal():
            return -value
        case Money(amount, currency):
            return Money(-amount, currency)
    return Percent(-value.amount)


def _is_negative(value: Decimal | Percent) -> bool:
    return (value.amount if isinstance(value, Percent) else value) < 0


def _is_currency(word: str) -> bool:
    return len(word) == 3 and word.isascii() and word.isalpha() and word.isupper()  # noqa: PLR2004 - the length of an ISO 4217 code


def _unit_hint(word: str) -> str:
    if word.startswith("percent"):
        return "write `%`, as in `40%`"
    if word in _FAMILIES:
        return f"write {_FAMILIES[word]}"
    if _is_currency(word.upper()):
        return f"a currency is in capitals: `{word.upper()}`"
    return near(word, UNITS) or _UNITS_HINT


def _number_hint(text: str) -> str:
    digits = text.rstrip("abcdefghijklmnopqrstuvwxyz")
    if text[len(digits) :] in UNITS:
        return f"put a space before the unit: `{digits} {text[len(digits) :]}`"
    if text[0] == "0" and text.isdigit():
        return "leave out the zeros in front"
    if not text.replace(".", "").isdigit():
        return (
            f"text that starts with a digit stands in double quotes: `{quoted(text)}`"
        )
    return ""
