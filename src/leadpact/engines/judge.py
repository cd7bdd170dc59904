"""Every score and definition of a policy at one instant, as one function.

The function fills a row: a flat tuple, so that what nobody asks about costs nothing.
``Judge`` knows the places of the row and turns them into results.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from leadpact.compile.plan import (
    Apply,
    DefinitionPlan,
    Expression,
    LinePlan,
    Origin,
    Query,
    Read,
    ScorePlan,
)
from leadpact.engines.python import UNKNOWN, Asked, Operand, Writer
from leadpact.engines.reading import fields_code
from leadpact.language.nodes import Source
from leadpact.language.types import Kind
from leadpact.model.evaluation import Score, ScoreLine
from leadpact.units import ARITHMETIC, LENGTHS, Duration, Money, Percent, Unit

if TYPE_CHECKING:
    from leadpact.compile.plan import Plan, ValueCase
    from leadpact.engines.operations import Value
    from leadpact.language.types import Type
    from leadpact.model.values import FieldValue

#: What a row holds: points, ends of ranges, values, and what became of lines.
Row: TypeAlias = Sequence[Any]

_NOTHING, _ENDLESS = Decimal(0), Decimal("Infinity")


def whole_scores(plan: Plan) -> frozenset[str]:
    """Names of scores whose points are all whole: they are added up as integers."""
    return frozenset(
        score.name
        for score in plan.scores
        if all(
            amount is None or amount == amount.to_integral_value()
            for line in score.lines
            for amount in (line.points, line.cap)
        )
    )


class _Lines(dict[Any, "ScoreLine | None"]):
    """What a line of a score says, by what became of it; ``None`` if it adds nothing.

    What a condition can give is made once, for all leads.
    """

    def __init__(self, line: LinePlan) -> None:
        super().__init__()
        self.line = line
        if line.each is None:
            for outcome in (True, False, None):
                self[outcome] = self[outcome]

    def __missing__(self, outcome: Value) -> ScoreLine | None:
        least, most = ends(self.line, outcome)
        if not least and not most:
            return None
        return ScoreLine(self.line.text, most or least, known=least == most)


@attrs.frozen
class ScorePlaces:
    """Where a row holds a score: points, least, most, then its lines."""

    plan: ScorePlan
    first: int
    #: By their places, what the lines say.
    _lines: tuple[tuple[int, _Lines], ...] = attrs.field(init=False, eq=False)

    @_lines.default
    def _by_place(self) -> tuple[tuple[int, _Lines], ...]:
        return tuple(enumerate(map(_Lines, self.plan.lines), start=self.first + 3))

    def of(self, row: Row) -> Row:
        """The part of a row that tells of the score."""
        return row[self.first : self.first + 3 + len(self.plan.lines)]

    def tell(self, row: Row) -> Score:
        """The score, with the lines that fired and those that are unknown."""
        first = self.first
        low, high, exact = row[first + 1], row[first + 2], Decimal(row[first])
        told = [line for place, of in self._lines if (line := of[row[place]])]
        if low == high:
            return Score(self.plan.name, exact, exact, exact, tuple(told))
        return Score(self.plan.name, exact, Decimal(low), Decimal(high), tuple(told))


class Judge:
    """The function of all scores and definitions, and the places of its row.

    Attributes:
        row: Fills a row. Of a lead with a history (``JUDGE``) from its fields, the
            matches of a pattern, and the lead at the instant; of fields alone
            (``DECIDE``) from the fields as they are given, and the id of the lead.
        scores: By name, their places.
        definitions: By name, the place of the value. Whether it is certain stands
            behind that of a classification; a condition is if it is known.
        asks_moment: Whether ``row`` needs the lead at the instant.
    """

    def __init__(self, plan: Plan, writer: Writer) -> None:
        self.scores: dict[str, ScorePlaces] = {}
        self.definitions: dict[str, int] = {}
        self._row: list[str] = []
        self._scores = {score.name: score for score in plan.scores}
        self._definitions = {one.name: one for one in plan.definitions}
        self._conditions = frozenset(
            one.name for one in plan.definitions if one.condition is not None
        )
        self._fields = _fields(plan)
        self._order = _in_order(self._scores, self._definitions)
        head = "(fields, matches, m)"
        if writer.asked is Asked.DECIDE:
            head = "(given, lead)"
            _write_given(writer)
        self._write_known(writer)
        self._write_all(writer)
        self.asks_moment = writer.asks_moment
        self.row: Callable[..., Row] = writer.function(head)

    def definition(self, row: Row, name: str) -> tuple[Value, bool]:
        """A definition's value, and whether nothing unknown stood in its way."""
        place = self.definitions[name]
        value = row[place]
        if name in self._conditions:
            return value, value is not None
        return value, row[place + 1]

    def _write_known(self, writer: Writer) -> None:
        """Code for the usual lead, of which every field that counts is known.

        Of such a lead next to nothing can be unknown, and plain Python says the rest.
        """
        fields = self._fields
        with ExitStack() as blocks:
            names = [f"f{number}" for number in range(len(fields))]
            if writer.asked is Asked.JUDGE:
                # Of a lead whose fields change, each is asked for only where it counts:
                # some are findings.
                head = "if type(fields) is dict and matches is not None:"
                blocks.enter_context(writer.block(head))
                for name, field in zip(names, fields, strict=True):
                    writer.line(f"{name} = fields.get({field!r})")
            else:
                names = [writer.read_field(field).code for field in fields]
            tests = " and ".join(f"{name} is not None" for name in names) or "True"
            blocks.enter_context(writer.block(f"if {tests}:"))
            for name, field in zip(names, fields, strict=True):
                operand = Operand(name, missing=False)
                writer.set(Read(Origin.FIELD, field), operand)
            writer.knows_history = writer.asked is Asked.JUDGE
            self._write_all(writer)
            writer.knows_history = False

    def _write_all(self, writer: Writer) -> None:
        """Code for every score and definition, and the row of them."""
        self._row = []
        for origin, name in self._order:
            if origin is Origin.SCORE:
                self._write_score(writer, self._scores[name])
            else:
                self._write_definition(writer, self._definitions[name])
        writer.line(f"return ({', '.join(self._row)},)" if self._row else "return ()")

    def _write_score(self, writer: Writer, score: ScorePlan) -> None:
        self.scores[score.name] = ScorePlaces(score, len(self._row))
        points, low, high, *lines = write_score(writer, score)
        self._row += [points, low, high, *lines]
        writer.set(("low", score.name), Operand(low, missing=False))
        writer.set(("high", score.name), Operand(high, missing=False))

    def _write_definition(self, writer: Writer, plan: DefinitionPlan) -> None:
        self.definitions[plan.name] = len(self._row)
        if plan.condition is not None:
            value = writer.value(plan.condition)
            self._row.append(value.code)
        else:
            value, certain = _write_cases(writer, plan.cases)
            self._row += [value.code, certain.code]
            writer.set(("certain", plan.name), certain)
        writer.set(Read(Origin.DEFINITION, plan.name), value)


def judges_events(plan: Plan) -> bool:
    """Whether scores and definitions ask for fields and events alone.

    Then nothing that they say hangs on stages and on outcomes of timers.
    """
    asked = {line.each for score in plan.scores for line in score.lines}
    for part in _parts(plan):
        if isinstance(part, Read) and part.origin is Origin.STAGE:
            return False
        if isinstance(part, Query):
            asked.add(part.pattern)
    patterns = (plan.patterns[each] for each in asked if each is not None)
    return all(pattern.source is Source.EVENT for pattern in patterns)


def _fields(plan: Plan) -> list[str]:
    """The fields that scores and definitions ask for, in order."""
    return sorted(
        {
            part.name
            for part in _parts(plan)
            if isinstance(part, Read) and part.origin is Origin.FIELD
        }
    )


def _parts(plan: Plan) -> Iterator[Expression]:
    """All that stands in the conditions of scores and definitions."""
    wholes = chain(*map(_of_score, plan.scores), *map(_of_definition, plan.definitions))
    return chain.from_iterable(map(parts_of, wholes))


def ends(line: LinePlan, outcome: Value) -> tuple[Decimal, Decimal]:
    """The least and the most that a line adds, from what became of it."""
    if line.each is None:
        if outcome is None:
            return min(_NOTHING, line.points), max(_NOTHING, line.points)
        points = line.points if outcome else _NOTHING
        return points, points
    if outcome is None:
        most = line.cap if line.cap is not None else _ENDLESS
        return (-most, _NOTHING) if line.points < 0 else (_NOTHING, most)
    return Decimal(outcome), Decimal(outcome)


def with_unit(value: Value, kind: Type, currency: str) -> FieldValue | None:
    """A bare value as the reader knows it."""
    if value is None or value is True or value is False:
        return value
    match kind.kind:
        case Kind.MONEY:
            return Money(Decimal(value), currency)
        case Kind.PERCENT:
            return Percent(Decimal(value))
        case Kind.DURATION:
            return Duration(Decimal(value) / LENGTHS[Unit.MINUTE], Unit.MINUTE)
    return value  # type: ignore[no-any-return]


def _write_given(writer: Writer) -> None:
    """Code that reads every field that is given into a name of its own."""
    lines, names = fields_code(writer.types.fields, writer.types.currency)
    writer.bound |= names
    for line in lines:
        writer.line(line)
    for number, name in enumerate(writer.types.fields):
        writer.set(Read(Origin.FIELD, name), Operand(f"x{number}"))


def write_definition(writer: Writer, plan: DefinitionPlan) -> tuple[str, str]:
    """Code for a definition's value, and for whether nothing stood in its way."""
    if plan.condition is not None:
        value = writer.value(plan.condition)
        return value.code, f"{value.code} is not None" if value.missing else "True"
    value, certain = _write_cases(writer, plan.cases)
    return value.code, certain.code


def _write_cases(writer: Writer, cases: Sequence[ValueCase]) -> tuple[Operand, Operand]:
    """The first case that holds, and whether no unknown one was passed over."""
    value = writer.keep("None", missing=False)
    certain = writer.keep("True", missing=False)
    # A loop that ends at once: a long list would nest too deeply.
    with writer.block("while True:"):
        for case in cases:
            if case.when is None:
                writer.line(f"{value.code} = {writer.literal(case.value)}")
                writer.line("break")
                break
            holds = writer.value(case.when)
            if holds is UNKNOWN:
                writer.line(f"{certain.code} = False")
                continue
            with writer.block(f"if {holds.code}:"):
                writer.line(f"{value.code} = {writer.literal(case.value)}")
                writer.line("break")
            if holds.missing:
                writer.line(f"if {holds.code} is None:")
                writer.line(f"    {certain.code} = False")
    return value, certain


def write_score(writer: Writer, score: ScorePlan) -> list[str]:
    """Names for certain points, the least, the most, and what became of each line."""
    whole = score.name in writer.whole
    sums = _Sums(writer, whole=whole)
    lines = [
        _write_when(writer, sums, line, line.when)
        if line.when is not None
        else _write_each(writer, sums, line, line.each or 0)
        for line in score.lines
    ]
    return [*sums.ends(), *lines]


class _Sums:
    """The certain points of a score, and what unknown lines might add to them.

    A sum begins where the code of the score begins, if anything is ever added to it.
    """

    def __init__(self, writer: Writer, *, whole: bool) -> None:
        self.writer = writer
        self.whole = whole
        self._start = writer.mark()
        self._names: dict[str, str] = {}
        #: What lines that are unknown of every lead might add.
        self._expected = {"low": _NOTHING, "high": _NOTHING}

    def amount(self, amount: Decimal) -> str:
        """An amount as code."""
        is_whole = self.whole and amount.is_finite()
        return self.writer.literal(int(amount) if is_whole else amount)

    def add(self, sum_: str, code: str) -> None:
        """Write that something adds to a sum."""
        name = self._names.setdefault(sum_, "")
        if not name:
            name = self._names[sum_] = self.writer.fresh()
        self.writer.line(f"{name} = {self._plus(name, code)}")

    def unknown(self, line: LinePlan) -> None:
        """Write that a line might add its points."""
        self.writer.line("pass")
        for sum_, amount in zip(("low", "high"), ends(line, None), strict=True):
            if amount:
                self.add(sum_, self.amount(amount))

    def expect(self, line: LinePlan) -> None:
        """Add what a line might add that is unknown of every lead."""
        for sum_, amount in zip(("low", "high"), ends(line, None), strict=True):
            self._expected[sum_] = ARITHMETIC.add(self._expected[sum_], amount)

    def ends(self) -> list[str]:
        """Code for the certain points, the least and the most."""
        nothing = self.amount(_NOTHING)
        for name in self._names.values():
            self.writer.insert(self._start, f"{name} = {nothing}")
        points = self._names.get("points", nothing)
        found = [points]
        for sum_, expected in self._expected.items():
            added = [
                self._names[each] for each in ("points", sum_) if each in self._names
            ]
            if expected or not added:
                added.append(self.amount(expected))
            code = functools.reduce(self._plus, added)
            is_name = len(added) == 1
            found.append(
                code if is_name else self.writer.keep(code, missing=False).code
            )
        return found

    def _plus(self, one: str, other: str) -> str:
        if self.whole:
            return f"{one} + {other}"
        return f"{self.writer.name(ARITHMETIC.add)}({one}, {other})"


def _write_when(writer: Writer, sums: _Sums, line: LinePlan, when: Expression) -> str:
    """A line with a condition; the name tells whether it held."""
    holds = writer.value(when)
    if holds is UNKNOWN:
        sums.expect(line)
        return holds.code
    with writer.block(f"if {holds.code}:"):
        sums.add("points", sums.amount(line.points))
    if holds.missing:
        with writer.block(f"elif {holds.code} is None:"):
            sums.unknown(line)
    return holds.code


def _write_each(writer: Writer, sums: _Sums, line: LinePlan, pattern: int) -> str:
    """A line for each event of a kind; the name tells the points."""
    matches = writer.matches(pattern)
    if matches is UNKNOWN:
        sums.expect(line)
        return matches.code
    counted = _counted(writer, line, f"len({matches.code})", whole=sums.whole)
    if not matches.missing:
        result = writer.keep(counted, missing=False).code
        sums.add("points", result)
        return result
    result = writer.keep("None").code
    with writer.block(f"if {matches.code} is None:"):
        sums.unknown(line)
    with writer.block("else:"):
        writer.line(f"{result} = {counted}")
        sums.add("points", result)
    return result


def _counted(writer: Writer, line: LinePlan, count: str, *, whole: bool) -> str:
    """Code for the points of a number of events."""
    points, cap = line.points, line.cap
    if not whole:
        return f"{writer.name(_capped(points, cap))}({count})"
    code = f"{int(points)} * {count}"
    if cap is None:
        return code
    return f"max({code}, -{int(cap)})" if points < 0 else f"min({code}, {int(cap)})"


def _capped(points: Decimal, cap: Decimal | None) -> Callable[[int], Decimal]:
    """The points for a number of events, not all of which are whole."""

    def counted(count: int) -> Decimal:
        amount = ARITHMETIC.multiply(points, Decimal(count))
        if cap is None:
            return amount
        return max(amount, -cap) if points < 0 else min(amount, cap)

    return counted


def _in_order(
    scores: dict[str, ScorePlan], definitions: dict[str, DefinitionPlan]
) -> list[tuple[Origin, str]]:
    """Scores and definitions, each after what it reads."""
    parts = {
        **{(Origin.SCORE, name): _of_score(one) for name, one in scores.items()},
        **{
            (Origin.DEFINITION, name): _of_definition(one)
            for name, one in definitions.items()
        },
    }
    ordered: dict[tuple[Origin, str], None] = {}
    waiting = [*reversed(parts)]
    while waiting:
        key = waiting[-1]
        needed = [
            (part.origin, part.name)
            for whole in parts[key]
            for part in parts_of(whole)
            if isinstance(part, Read) and (part.origin, part.name) in parts
        ]
        missing = [each for each in needed if each not in ordered]
        if missing and key not in ordered:
            waiting += missing
        else:
            ordered[waiting.pop()] = None
    return [*ordered]


def _of_score(score: ScorePlan) -> list[Expression]:
    return [line.when for line in score.lines if line.when is not None]


def _of_definition(plan: DefinitionPlan) -> list[Expression]:
    whens = [case.when for case in plan.cases]
    return [part for part in (plan.condition, *whens) if part is not None]


def parts_of(expression: Expression | None) -> Iterator[Expression]:
    """An expression and all that stands inside it."""
    if expression is None:
        return
    yield expression
    if isinstance(expression, Apply):
        for operand in expression.operands:
            yield from parts_of(operand)
