"""Expressions of a plan, written as Python functions.

A decision is true, false or ``None`` (unknown); a value is a bare value or ``None``
(missing); a range is the least and the most that a sum with scores in it can be.
Kleene's tables hold throughout. The text of a function comes from the checked tree
alone: names are those of the plan, in quotes, and every other constant is bound.

A function asks one of four things: an event (``EVENT``), a lead at an instant
(``MOMENT``), a lead whose scores and definitions stand in local variables
(``JUDGE``), or the same without a history, whose fields do too (``DECIDE``).
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from leadpact.compile.plan import (
    Apply,
    Constant,
    Expression,
    Operator,
    Origin,
    Query,
    Read,
)
from leadpact.engines.operations import OPERATIONS, Value
from leadpact.language.nodes import Question
from leadpact.language.types import Kind

if TYPE_CHECKING:
    from leadpact.engines.types import Types

#: A function of what is asked.
Function: TypeAlias = Callable[[Any], Value]

#: Blocks within each other, beyond which a part gets a function of its own.
_DEEPEST = 20
#: Operands of `and` and `or` that stand side by side; more are halved.
_WIDEST = 3
#: Constants that are compared one by one; more are looked up.
_FEW = 3


class Asked(enum.Enum):
    """What a function asks."""

    EVENT = "event"
    MOMENT = "moment"
    JUDGE = "judge"
    DECIDE = "decide"


@attrs.frozen
class Operand:
    """A piece of code without side effects that is cheap to repeat.

    Attributes:
        code: A name or a literal.
        missing: Whether it can be ``None``.
    """

    code: str
    missing: bool = True


#: What is unknown of every lead.
UNKNOWN = Operand("None")


class Writer:
    """Writes the body of one function, line by line.

    Attributes:
        asked: What the function asks.
        types: Types of fields, to know texts from sets.
        bound: What the names of the function stand for, by name.
        part: Gives a function of a moment for a part that lies too deep.
        whole: Names of scores whose points are all whole.
        asks_moment: Whether the code asks for the moment itself.
        knows_history: Whether the lines that follow run only for a known history.
    """

    def __init__(
        self,
        asked: Asked,
        types: Types,
        part: Callable[[Expression], Function],
        whole: frozenset[str],
    ) -> None:
        self.asked = asked
        self.types = types
        self.bound: dict[str, object] = dict(OPERATIONS)
        self.part = part
        self.whole = whole
        self.asks_moment = False
        self.knows_history = False
        self._lines: list[str] = []
        self._depth = 1
        if asked is Asked.MOMENT:
            self._lines += ["    fields = m.fields", "    matches = m.matches"]
        self._count = 0
        self._known: list[dict[object, Operand]] = [{}]
        self._variables: dict[int, tuple[Expression, Read | None]] = {}
        #: Names that other lines may ask for.
        self._kept: set[str] = set()

    def line(self, text: str) -> None:
        """Write a line."""
        self._lines.append("    " * self._depth + text)

    def mark(self) -> int:
        """The place of the next line."""
        return len(self._lines)

    def insert(self, mark: int, text: str) -> None:
        """Write a line at a place that was marked in this block."""
        self._lines.insert(mark, "    " * self._depth + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Write the lines inside below a head; what they work out ends with them."""
        self.line(head)
        self._depth += 1
        self._known.append({})
        yield
        self._known.pop()
        self._depth -= 1

    def function(self, head: str) -> Callable[..., Any]:
        """What was written, as a function."""
        text = "\n".join([f"def written{head}:", *self._lines])
        code = compile(text, "<leadpact policy>", "exec")
        names: dict[str, Any] = dict(self.bound)
        exec(code, names)  # noqa: S102 - the text comes from the checked tree alone
        written: Callable[..., Any] = names["written"]
        return written

    def name(self, value: object) -> str:
        """A name that stands for a value."""
        name = f"k{len(self.bound)}"
        self.bound[name] = value
        return name

    def literal(self, value: object) -> str:
        """A constant as code."""
        if value is None or isinstance(value, bool | int | str):
            text = repr(value)
            return f"({text})" if text.startswith("-") else text
        return self.name(value)

    def fresh(self) -> str:
        """A name for something worked out."""
        self._count += 1
        return f"t{self._count}"

    def keep(self, code: str, *, missing: bool = True) -> Operand:
        """Work something out and give it a name."""
        name = self.fresh()
        self.line(f"{name} = {code}")
        return Operand(name, missing)

    def once(self, key: object, code: str, *, missing: bool = True) -> Operand:
        """The same, unless that was worked out where this line can see it."""
        for known in reversed(self._known):
            if key in known:
                return known[key]
        made = self.keep(code, missing=missing)
        self.set(key, made)
        return made

    def into(self, name: str, operand: Operand) -> None:
        """Give something worked out another name; the line that just did so, if any."""
        before = "    " * self._depth + f"{operand.code} = "
        is_kept = operand.code in self._kept
        if self._lines and self._lines[-1].startswith(before) and not is_kept:
            self.line(f"{name} = {self._lines.pop().removeprefix(before)}")
        else:
            self.line(f"{name} = {operand.code}")

    def set(self, key: object, operand: Operand) -> None:
        """Let something that was worked out be found by ``once``."""
        self._known[-1][key] = operand
        self._kept.add(operand.code)

    # Decisions and values.

    def value(self, part: Expression) -> Operand:  # noqa: PLR0911 - one case a part
        """Code for a decision or a value; a range that is no one number is unknown."""
        if self._depth > _DEEPEST and not isinstance(part, Constant | Read):
            self.asks_moment = True
            return self.keep(f"{self.name(self.part(part))}(m)")
        variable = self._only_variable(part)
        if variable is not None:
            return self._test_of(variable, part)
        if isinstance(part, Apply) and (plain := self._plain(part)) is not None:
            return self.keep(plain, missing=False)
        match part:
            case Constant(constant):
                return Operand(self.literal(constant), missing=False)
            case Read(Origin.SCORE, _):
                return self._exact(part)
            case Read():
                return self._read(part)
            case Query(question, pattern):
                return self._query(question, pattern)
            case Apply(kind, operands):
                return self._apply(part, kind, operands)

    def _only_variable(self, part: Expression) -> Read | None:
        """The variable whose absence alone makes a test unknown, if there is one."""
        if not isinstance(part, Apply):
            return None
        # Parts are looked at from each part that they stand in. The part is kept as
        # well, so that its identity stays its own.
        known = self._variables.get(id(part))
        if known is None:
            known = self._variables[id(part)] = (part, self._variable_of(part))
        return known[1]

    def _variable_of(self, part: Apply) -> Read | None:
        kind, operands = part.operator, part.operands
        if kind is Operator.NOT or kind in _JOINTS:
            found = {self._only_variable(operand) for operand in operands}
            return found.pop() if len(found) == 1 else None
        if kind not in _SYMBOLS and kind not in _TEXT_TESTS:
            return None
        reads = [
            each
            for each in operands
            if isinstance(each, Read) and each.origin is not Origin.SCORE
        ]
        constants = [each for each in operands if isinstance(each, Constant)]
        return reads[0] if len(reads) == len(constants) == 1 else None

    def _test_of(self, variable: Read, part: Expression) -> Operand:
        """A part that is unknown exactly if one variable is missing."""
        operand = self._read(variable)
        code = self._test(part, variable, operand)
        if not operand.missing:
            return self.keep(code, missing=False)
        return self.keep(f"None if {operand.code} is None else {code}")

    def _plain(self, part: Expression) -> str | None:
        """Plain Python for tests of what is known, joined; else ``None``."""
        variable = self._only_variable(part)
        if variable is not None:
            operand = self._read(variable)
            return None if operand.missing else self._test(part, variable, operand)
        if isinstance(part, Read) and part.origin in {Origin.FIELD, Origin.DEFINITION}:
            operand = self._read(part)
            return None if operand.missing else operand.code
        if not isinstance(part, Apply) or part.operator not in {Operator.NOT, *_JOINTS}:
            return None
        tests = []
        for each in part.operands:
            test = self._plain(each)
            if test is None:
                return None
            tests.append(test)
        if part.operator is Operator.NOT:
            return f"(not {tests[0]})"
        return f"({f' {part.operator.value} '.join(tests)})"

    def _test(self, part: Expression, variable: Read, operand: Operand) -> str:
        """Plain Python over a variable that is known."""
        assert isinstance(part, Apply)  # noqa: S101 - nothing else is such a part
        kind, operands = part.operator, part.operands
        if kind is Operator.NOT:
            return f"(not {self._test(operands[0], variable, operand)})"
        if kind is Operator.OR and (group := self._group(operands, variable, operand)):
            return group
        if kind in _JOINTS:
            tests = [self._test(each, variable, operand) for each in operands]
            return f"({f' {kind.value} '.join(tests)})"
        left, right = operands
        if kind in _SYMBOLS:
            sides = [
                self.literal(side.value) if isinstance(side, Constant) else operand.code
                for side in (left, right)
            ]
            return f"({sides[0]} {_SYMBOLS[kind]} {sides[1]})"
        assert isinstance(right, Constant)  # noqa: S101 - texts are sought in values
        return self._text_test(kind, (right.value,), variable, operand)

    def _group(
        self, operands: Sequence[Expression], variable: Read, operand: Operand
    ) -> str | None:
        """Alternatives of one kind, each with a constant, as one test."""
        kinds = {each.operator for each in operands if isinstance(each, Apply)}
        rights = [each.operands[-1] for each in operands if isinstance(each, Apply)]
        constants = tuple(each.value for each in rights if isinstance(each, Constant))
        if len(kinds) != 1 or len(constants) != len(operands):
            return None
        (kind,) = kinds
        if kind is Operator.EQ:
            few = len(constants) <= _FEW
            sought = constants if few else frozenset(constants)
            return f"({operand.code} in {self.name(sought)})"
        if kind in _TEXT_TESTS:
            return self._text_test(kind, constants, variable, operand)
        return None

    def _text_test(
        self,
        kind: Operator,
        needles: tuple[object, ...],
        variable: Read,
        operand: Operand,
    ) -> str:
        """Whether a text has one of some parts; those are folded already."""
        if kind is Operator.CONTAINS and not self._is_text(variable):
            return f"has_any({operand.code}, {self.name(needles)})"
        code = operand.code
        missing = f" if {code} is not None else None" if operand.missing else ""
        folded = self.once(("folded", code), f"{code}.casefold(){missing}").code
        if kind is Operator.CONTAINS:
            if len(needles) > _FEW:
                return f"any(map({folded}.__contains__, {self.name(needles)}))"
            tests = " or ".join(f"{needle!r} in {folded}" for needle in needles)
            return f"({tests})"
        method = "startswith" if kind is Operator.STARTS_WITH else "endswith"
        return f"{folded}.{method}({self.name(needles)})"

    def _is_text(self, variable: Read) -> bool:
        """Whether a variable is surely no set."""
        if variable.origin is Origin.FIELD:
            return self.types.fields[variable.name].kind is not Kind.SET
        return variable.origin is not Origin.DATUM

    def _read(self, part: Read) -> Operand:
        """What is read, once."""
        name = repr(part.name)
        match part.origin:
            case Origin.FIELD:
                return self.once(part, f"fields.get({name})")
            case Origin.DEFINITION:
                return self.once(part, f"m.definition({name})[0]")
            case Origin.STAGE:
                self.asks_moment = True
                return self.once(part, "m.stage()", missing=False)
            case Origin.OPEN:
                self.asks_moment = True
                return self.once(part, f"m.is_open({name})", missing=False)
            case Origin.DATUM:
                return self.once(part, f"m.data.get({name})")
        return Operand(f"m.{_OF_EVENT[part.origin]}", missing=False)

    def matches(self, pattern: int) -> Operand:
        """The events of a pattern, which are unknown without a history."""
        if self.asked is Asked.DECIDE:
            return UNKNOWN
        if self.asked is Asked.JUDGE and not self.knows_history:
            return self.once(("matches", pattern), f"matches and matches({pattern})")
        missing = not self.knows_history
        return self.once(("matches", pattern), f"matches({pattern})", missing=missing)

    def read_field(self, name: str) -> Operand:
        """A field of the lead."""
        return self._read(Read(Origin.FIELD, name))

    def _query(self, question: Question, pattern: int) -> Operand:
        found = self.matches(pattern)
        if found is UNKNOWN:
            return UNKNOWN
        missing = question in {Question.FIRST, Question.LAST}
        return self._strict(_ANSWERS[question], [found], missing=missing)

    def _apply(
        self, part: Expression, kind: Operator, operands: Sequence[Expression]
    ) -> Operand:
        if kind in _JOINTS:
            return self._joint(kind, operands)
        if kind is Operator.KNOWN:
            return self._certain(operands[0])
        if kind in _SYMBOLS and any(map(is_range, operands)):
            return self._compare_ranges(kind, operands)
        if is_range(part):
            return self._exact(part)
        values = [self.value(operand) for operand in operands]
        return self._strict(_CALLS[kind], values, missing=kind in _PARTIAL)

    def _strict(
        self, call: str, values: Sequence[Operand], *, missing: bool
    ) -> Operand:
        """A call that is unknown if one of its operands is."""
        if UNKNOWN in values:
            return UNKNOWN
        codes = [value.code for value in values]
        tests = [f"{value.code} is None" for value in values if value.missing]
        code = call.format(*codes)
        if tests:
            code = f"None if {' or '.join(tests)} else {code}"
        return self.keep(code, missing=missing or bool(tests))

    def _joint(self, kind: Operator, operands: Sequence[Expression]) -> Operand:
        """`and` and `or`: one decisive operand decides, whatever the others are."""
        if len(operands) > _WIDEST:
            half = len(operands) // 2
            operands = (
                Apply(kind, tuple(operands[:half])),
                Apply(kind, tuple(operands[half:])),
            )
        if len(operands) == 1:
            return self.value(operands[0])
        decisive = kind is Operator.OR
        result = self.fresh()
        missing = self._joined(result, operands, decisive=decisive)
        return Operand(result, missing)

    def _joined(
        self, result: str, operands: Sequence[Expression], *, decisive: bool
    ) -> bool:
        """Write operands into a name, one inside the other; whether it can be None."""
        first, *rest = operands
        operand = self.value(first)
        self.into(result, operand)
        if not rest:
            return operand.missing
        with self.block(f"if {result} is not {decisive}:"):
            inner = self.fresh()
            missing = self._joined(inner, rest, decisive=decisive)
            # The rest decides, or is unknown; else the first stands as it is.
            self.line(f"if {inner} is not {not decisive}:")
            self.line(f"    {result} = {inner}")
        return missing or operand.missing

    def _certain(self, part: Expression) -> Operand:
        """Whether a value is known: nothing unknown stood before it either."""
        match part:
            case Read(Origin.DEFINITION, name):
                key = ("certain", name)
                is_told = any(key in known for known in self._known)
                if not is_told and self.asked in {Asked.JUDGE, Asked.DECIDE}:
                    # A condition is certain if it is known.
                    return self._is_known(self._read(part))
                return self.once(key, f"m.is_certain({name!r})", missing=False)
        return self._is_known(self.value(part))

    def _is_known(self, operand: Operand) -> Operand:
        """Whether something is not missing."""
        if operand is UNKNOWN:
            return Operand("False", missing=False)
        known = f"{operand.code} is not None" if operand.missing else "True"
        return self.keep(known, missing=False)

    # Ranges: what sums with scores in them can be.

    def _exact(self, part: Expression) -> Operand:
        """The one number that a range is, else unknown."""
        found = self._range(part)
        return self.keep(
            f"None if {found} is None or {found}[0] != {found}[1] else {found}[0]"
        )

    def _compare_ranges(
        self, kind: Operator, operands: Sequence[Expression]
    ) -> Operand:
        """A comparison that both ends decide alike is decided; others are unknown."""
        symbol = _SYMBOLS[kind]
        solid = [self._solid(operand) for operand in operands]
        if symbol not in {"==", "!="} and solid[0] and solid[1]:
            (low, high), (least, most) = solid[0], solid[1]
            result = self.keep(f"{low} {symbol} {most}")
            if (low, least) == (high, most):
                return attrs.evolve(result, missing=False)
            self.line(f"if {result.code} is not ({high} {symbol} {least}):")
            self.line(f"    {result.code} = None")
            return result
        left, right = (self._range(operand) for operand in operands)
        return self.keep(f"decide({symbol!r}, {left}, {right})")

    def _solid(self, part: Expression) -> tuple[str, str] | None:
        """Code for both ends of a sum of whole numbers, which is always known."""
        match part:
            case Constant(value) if type(value) is int:
                return (self.literal(value),) * 2
            case Read(Origin.SCORE, name) if name in self.whole:
                return self.score(name)
            case Apply(Operator.NEGATE, (inner,)):
                ends = self._solid(inner)
                return ends and (f"(-{ends[1]})", f"(-{ends[0]})")
            case Apply(Operator.ADD | Operator.SUBTRACT as kind, (one, other)):
                left, right = self._solid(one), self._solid(other)
                if left is None or right is None:
                    return None
                if kind is Operator.SUBTRACT:
                    right = (right[1], right[0])
                symbol = kind.value
                return (
                    f"({left[0]} {symbol} {right[0]})",
                    f"({left[1]} {symbol} {right[1]})",
                )
        return None

    def _range(self, part: Expression) -> str:
        """A name for a range."""
        match part:
            case Read(Origin.SCORE, name):
                low, high = self.score(name)
                return self.keep(f"(decimal({low}), decimal({high}))").code
            case Apply(Operator.NEGATE, (inner,)) if is_range(part):
                return self.keep(f"negated({self._range(inner)})").code
            case Apply(kind, (one, other)) if is_range(part):
                left, right = self._range(one), self._range(other)
                return self.keep(f"combine({kind.value!r}, {left}, {right})").code
        values = [self.value(part)]
        return self._strict("(decimal({0}),) * 2", values, missing=False).code

    def score(self, name: str) -> tuple[str, str]:
        """Code for the least and the most of a score."""
        for known in reversed(self._known):
            if ("low", name) in known:
                return known["low", name].code, known["high", name].code
        both = self.keep(f"m.score({name!r})", missing=False).code
        self.set(("low", name), self.keep(f"{both}[0]", missing=False))
        self.set(("high", name), self.keep(f"{both}[1]", missing=False))
        return self.score(name)


def is_range(part: Expression) -> bool:
    """Whether a score stands in an expression that has a number as its value."""
    match part:
        case Read(Origin.SCORE, _):
            return True
        case Apply(kind, operands) if kind in _RANGES or kind is Operator.NEGATE:
            return any(map(is_range, operands))
    return False


_JOINTS = {Operator.AND, Operator.OR}
_TEXT_TESTS = {Operator.CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH}
_RANGES = {Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY, Operator.DIVIDE}
#: Operations that may have no result.
_PARTIAL = {*_RANGES}
#: Comparisons, as Python spells them.
_SYMBOLS = {
    kind: kind.value
    for kind in (
        Operator.EQ,
        Operator.NE,
        Operator.LT,
        Operator.LE,
        Operator.GT,
        Operator.GE,
    )
}
#: Code of an operation over the code of its operands.
_CALLS: Mapping[Operator, str] = {
    **{kind: f"{{0}} {symbol} {{1}}" for kind, symbol in _SYMBOLS.items()},
    Operator.NOT: "not {0}",
    Operator.NEGATE: "-{0}",
    Operator.ADD: "add({0}, {1})",
    Operator.SUBTRACT: "subtract({0}, {1})",
    Operator.MULTIPLY: "multiply({0}, {1})",
    Operator.DIVIDE: "divide({0}, {1})",
    Operator.CONTAINS: "has_any({0}, ({1},))",
    Operator.STARTS_WITH: "{0}.casefold().startswith({1})",
    Operator.ENDS_WITH: "{0}.casefold().endswith({1})",
}
_ANSWERS = {
    Question.HAPPENED: "bool({0})",
    Question.COUNT: "len({0})",
    Question.FIRST: "{0}[0].at if {0} else None",
    Question.LAST: "{0}[-1].at if {0} else None",
}
_OF_EVENT = {
    Origin.ACTOR: "actor",
    Origin.AT: "at",
    Origin.RECORDED_AT: "recorded",
}
