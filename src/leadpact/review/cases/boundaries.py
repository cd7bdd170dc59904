"""Where the verdicts of a policy turn: the values at and beside its constants.

Each comparison in a definition, a score or the `when` of a stage has boundaries: for
`employees >= 20` they are 20, 19 and no value at all. A boundary is a condition like
any other, so that engines tell whether a lead lies on it, and the analysis by regions
finds a lead that does, for which it matters on which side it lies.
"""

from __future__ import annotations

import itertools
import operator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from leadpact.diagnostics import Span
from leadpact.language.nodes import (
    Arithmetic,
    Ask,
    Between,
    Compare,
    Comparison,
    Condition,
    Is,
    Literal,
    LiteralValue,
    Member,
    Name,
    Not,
    OpenAt,
    Pattern,
    Presence,
    Question,
    TextTest,
)
from leadpact.language.printer import print_phrase
from leadpact.language.types import Kind
from leadpact.language.walk import children
from leadpact.model.policy import Classification
from leadpact.planning import plan_numbers
from leadpact.regions import (
    Reader,
    Space,
    TooManyRegionsError,
    Witness,
    can_be,
    witness,
)
from leadpact.regions.diagrams import Operation
from leadpact.units import Money, Percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.check import CheckedPolicy
    from leadpact.model.policy import Policy
    from leadpact.regions import Form

#: Points of a score that are tried on the other side of a constant.
_MOST_POINTS = 200
_CENT = Decimal("0.01")
#: How far a value lies beside a constant, by what is counted.
_STEPS = {
    Kind.INTEGER: Decimal(1),
    Kind.DECIMAL: _CENT,
    Kind.MONEY: _CENT,
    Kind.PERCENT: _CENT,
}
#: On which side of a constant the answer is another one.
_BESIDE = {
    Comparison.GE: -1,
    Comparison.LT: -1,
    Comparison.GT: 1,
    Comparison.LE: 1,
    Comparison.EQ: -1,
    Comparison.NE: -1,
}
_ATOMS = (Compare, Between, Member, Is, Presence, TextTest, OpenAt)
_UNLIKE = Operation(operator.ne)


@attrs.frozen
class Thing:
    """What holds comparisons: a definition, a score, or a stage with `when`.

    Attributes:
        section: Key of the file.
        name: Its name.
    """

    section: str
    name: str


@attrs.frozen
class Boundary:
    """A value at or beside a constant, or none at all.

    Attributes:
        thing: What it is a boundary of.
        condition: What is true of a lead that lies on it.
        span: The comparison.
        lead: A lead that lies on it, and for which it matters; ``None`` if the
            analysis finds none.
        reason: Why there is no lead; empty where there is one.
    """

    thing: Thing
    condition: Condition
    span: Span
    lead: Witness | None
    reason: str = ""

    @property
    def name(self) -> str:
        """Such as `employees == 20`."""
        return print_phrase(self.condition)


@attrs.frozen
class BlindSpot:
    """A comparison that has no boundary of its own.

    Attributes:
        thing: What holds it.
        condition: The comparison.
        span: Where it stands.
        reason: Why it has none.
    """

    thing: Thing
    condition: Condition
    span: Span
    reason: str

    @property
    def name(self) -> str:
        """Such as `open(desk)`."""
        return print_phrase(self.condition)


def blind_spots(checked: CheckedPolicy) -> tuple[BlindSpot, ...]:
    """What of the conditions of a policy no boundary is of, in its order."""
    return tuple(_Survey(checked).blind_spots())


def boundaries(checked: CheckedPolicy) -> tuple[Boundary, ...]:
    """The boundaries of a policy that some lead can lie on, in its order."""
    return tuple(_Survey(checked).boundaries())


class _Survey:
    """Finds the boundaries of one policy."""

    def __init__(self, checked: CheckedPolicy) -> None:
        self.checked = checked
        self.policy = checked.policy
        plan = self.policy.plan
        self.constants = {} if plan is None else plan_numbers(plan).named
        self.space = Space()
        self.reader = self._reader(self.policy)
        # A test always tells what has happened, if only that nothing has.
        self.given = self.space.table(self.space.history, lambda one: bool(one.value))

    def _reader(self, policy: Policy) -> Reader:
        return Reader(self.space, policy, self.checked.scope, self.constants)

    def boundaries(self) -> Iterator[Boundary]:
        seen: set[tuple[Thing, str]] = set()
        for thing, atom in self._atoms():
            conditions = [*self._conditions(atom)]
            matters = self._matters(thing, atom) if conditions else None
            for condition in conditions:
                key = thing, print_phrase(condition)
                if key in seen:
                    continue
                seen.add(key)
                found = self._found(thing, atom, condition, matters)
                if found is not None:
                    yield found

    def blind_spots(self) -> Iterator[BlindSpot]:
        seen: set[tuple[Thing, str]] = set()
        for thing, atom in self._atoms():
            key = thing, print_phrase(atom)
            if key in seen or self._is_definition(atom):
                continue
            if not any(self._conditions(atom)):
                seen.add(key)
                yield BlindSpot(thing, atom, atom.span, self._why_blind(atom))

    def _is_definition(self, atom: Condition) -> bool:
        """Whether it asks for a definition, which has boundaries of its own."""
        match atom:
            case Is(Name(name)) | Member(Name(name)):
                return name in self.policy.definitions
        return False

    def _why_blind(self, atom: Condition) -> str:
        """Why a comparison has no boundary."""
        match atom:
            case OpenAt(calendar):
                return f"it hangs on the opening hours of {calendar.name}"
            case Is(Name("stage")):
                return "it needs a lead in a stage"
            case Compare() | Between():
                return "it compares what leads have with each other"
        return "no constant stands in it"

    # Comparisons.

    def _atoms(self) -> Iterator[tuple[Thing, Condition]]:
        """Every comparison with what holds it."""
        for name, definition in self.policy.definitions.items():
            for phrase in definition.phrases:
                yield from self._in(Thing("definitions", name), phrase)
        for name, lines in self.policy.scoring.items():
            for line in lines:
                if line.when is not None:
                    yield from self._in(Thing("scoring", name), line.when)
        for stage in self.policy.stages:
            if stage.when is not None and not stage.enter:
                yield from self._in(Thing("stages", stage.name), stage.when)

    def _in(self, thing: Thing, phrase: Any) -> Iterator[tuple[Thing, Condition]]:  # noqa: ANN401 - any phrase
        todo = [phrase]
        while todo:
            node = todo.pop()
            if self._is_atom(node):
                yield thing, node
            elif not isinstance(node, Ask | Pattern):
                todo.extend(reversed(children(node)))

    def _is_atom(self, node: object) -> bool:
        asks = isinstance(node, Ask) and node.question is Question.HAPPENED
        return asks or isinstance(node, _ATOMS) or self._is_flag(node)

    def _is_flag(self, node: object) -> bool:
        return (
            isinstance(node, Name)
            and (field := self.policy.fields.get(node.name)) is not None
            and field.type.kind is Kind.FLAG
        )

    def _conditions(self, atom: Condition) -> Iterator[Condition]:  # noqa: C901 - one case a comparison
        """What is true at, and beside, the constants of a comparison."""
        match atom:
            case Compare(operands, operators):
                pairs = itertools.pairwise(operands)
                for (left, right), kind in zip(pairs, operators, strict=True):
                    yield from self._compared(left, kind, right)
            case Between(value, low, high):
                yield from self._compared(value, Comparison.GE, low)
                yield from self._compared(value, Comparison.LE, high)
            case Is(Name() as value, word) if value.name in self.policy.fields:
                yield from self._worded(value, (word,))
            case Member(Name() as value, members) if value.name in self.policy.fields:
                yield from self._listed(value, members)
            case TextTest(value, _, needles):
                for needle in needles:
                    yield attrs.evolve(atom, needles=(needle,))
                yield Not(atom, span=atom.span)
                yield Presence(value, known=False, span=atom.span)
            case Presence(value):
                yield from _both_ways(atom, value)
            case Ask():
                yield atom
                yield Not(atom, span=atom.span)
            case Name():
                yield from _both_ways(atom, atom)

    def _compared(
        self, left: Condition, kind: Comparison, right: Condition
    ) -> Iterator[Condition]:
        """A value beside a constant, whichever of them comes first."""
        value, constant = left, self._constant(right)
        if constant is None:
            value, constant, kind = right, self._constant(left), kind.mirrored
        if constant is None or self._constant(value) is not None:
            return
        if isinstance(constant.value, str):
            if isinstance(value, Name) and value.name in self.policy.fields:
                yield from self._worded(value, (constant,))
            return
        beside = self._beside(value, constant, _BESIDE[kind])
        for one in (constant, beside):
            if one is not None:
                yield _equal(value, one)
        if isinstance(value, Name):
            yield Presence(value, known=False, span=value.span)

    def _constant(self, node: Condition) -> Literal | None:
        """A constant, or a number of the plan as one."""
        if isinstance(node, Literal):
            return node
        if isinstance(node, Name) and node.name in self.constants:
            value: Any = self.constants[node.name]
            return Literal(value, span=node.span)
        return None

    def _beside(self, value: Condition, constant: Literal, side: int) -> Literal | None:
        """The next value on the side where the answer is another one."""
        match value:
            case Name(name) if name in self.policy.scoring:
                return self._points(value, constant, side)
            case Name(name) if name in self.policy.fields:
                step = _STEPS.get(self.policy.fields[name].type.kind)
            case Ask(Question.COUNT):
                step = Decimal(1)
            case Arithmetic():
                return self._points(value, constant, side)
            case _:
                return None
        return None if step is None else _moved(constant, side * step)

    def _points(self, value: Condition, constant: Literal, side: int) -> Literal | None:
        """The nearest points that some lead has."""
        for number in range(1, _MOST_POINTS):
            found = _moved(constant, Decimal(side * number))
            if found is None:
                return None
            try:
                sure = self.reader.condition(_equal(value, found)).sure
                if can_be(sure, given=self.given):
                    return found
            except TooManyRegionsError:
                return None
        return None

    def _worded(self, value: Name, words: Sequence[Literal]) -> Iterator[Condition]:
        """Each of some words, any other word, and none."""
        span = value.span
        for word in words:
            yield Is(value, word, span=span)
        yield Member(value, tuple(words), negated=True, span=span)
        yield Presence(value, known=False, span=span)

    def _listed(self, value: Name, members: Sequence[Literal]) -> Iterator[Condition]:
        if all(isinstance(one.value, str) for one in members):
            yield from self._worded(value, members)
            return
        for member in members:
            yield _equal(value, member)
        yield Presence(value, known=False, span=value.span)

    # Leads.

    def _found(
        self,
        thing: Thing,
        atom: Condition,
        condition: Condition,
        matters: Form | None,
    ) -> Boundary | None:
        """A boundary with a lead; ``None`` if no lead lies on it."""
        sure = self.reader.condition(condition).sure
        try:
            if not can_be(sure, given=self.given):
                return None
            lead = None
            if matters is not None:
                both = self.space.all_of((sure, matters))
                lead = witness(both, given=self.given)
            lead = lead or witness(sure, given=self.given)
        except TooManyRegionsError:
            reason = "it has too many regions to look at each"
            return Boundary(thing, condition, atom.span, None, reason)
        if lead is not None and lead.rests_on:
            reason = "; ".join(lead.rests_on)
            return Boundary(thing, condition, atom.span, None, reason)
        return Boundary(thing, condition, atom.span, lead)

    def _matters(self, thing: Thing, atom: Condition) -> Form:
        """Where it matters what a comparison says."""
        forms = [
            self._outcome(thing, self._reader(_with(self.policy, thing, atom, fixed)))
            for fixed in (_fixed(atom, holds=True), _fixed(atom, holds=False))
        ]
        return self.space.combine(_UNLIKE, *forms)

    def _outcome(self, thing: Thing, reader: Reader) -> Form:
        """What a thing comes to."""
        match thing.section:
            case "scoring":
                return reader.score(thing.name).low
            case "stages":
                (when,) = (
                    stage.when
                    for stage in reader.policy.stages
                    if stage.name == thing.name and stage.when is not None
                )
                return reader.condition(when).sure
        if isinstance(reader.policy.definitions[thing.name].body, Classification):
            return reader.classification(thing.name)[0]
        return reader.definition(thing.name).sure


def _both_ways(atom: Condition, value: Condition) -> Iterator[Condition]:
    """What is asked, its opposite, and no value at all."""
    yield atom
    yield Not(atom, span=atom.span)
    if not isinstance(atom, Presence):
        yield Presence(value, known=False, span=atom.span)


def _equal(value: Condition, constant: Literal) -> Condition:
    return Compare((value, constant), (Comparison.EQ,), span=value.span)


def _moved(constant: Literal, step: Decimal) -> Literal | None:
    """A constant some steps away; ``None`` if it is no amount."""
    value: LiteralValue = constant.value
    moved: LiteralValue
    if isinstance(value, Decimal):
        moved = value + step
    elif isinstance(value, Money | Percent):
        moved = attrs.evolve(value, amount=value.amount + step)
    else:
        return None
    return Literal(moved, span=constant.span)


def _fixed(atom: Condition, *, holds: bool) -> Condition:
    """A comparison that always has one outcome."""
    one = Literal(Decimal(1), span=atom.span)
    kind = Comparison.EQ if holds else Comparison.NE
    return Compare((one, one), (kind,), span=atom.span)


def _with(policy: Policy, thing: Thing, atom: Condition, other: Condition) -> Policy:
    """A policy with a comparison of a thing replaced, wherever it stands in it."""
    if thing.section == "stages":
        stages = tuple(
            _replaced(stage, atom, other) if stage.name == thing.name else stage
            for stage in policy.stages
        )
        return attrs.evolve(policy, stages=stages)
    things = getattr(policy, thing.section)
    changed: Any = {
        thing.section: {
            **things,
            thing.name: _replaced(things[thing.name], atom, other),
        }
    }
    return attrs.evolve(policy, **changed)


def _replaced(node: Any, atom: Condition, other: Condition) -> Any:  # noqa: ANN401 - of the model
    """A tree with one node replaced by another."""
    if node is atom:
        return other
    if isinstance(node, tuple):
        return tuple(_replaced(one, atom, other) for one in node)
    if not attrs.has(type(node)) or isinstance(node, Literal | Name):
        return node
    changed = {}
    for field in attrs.fields(type(node)):
        if field.name != "span":
            value = getattr(node, field.name)
            found = _replaced(value, atom, other)
            if found is not value:
                changed[field.name] = found
    return attrs.evolve(node, **changed) if changed else node
