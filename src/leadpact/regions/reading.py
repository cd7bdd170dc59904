"""Conditions of one policy as forms of a space: names resolved, definitions inlined."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import singledispatchmethod
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from leadpact.language.nodes import (
    Arithmetic,
    ArithmeticOperator,
    Ask,
    Between,
    Case,
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
    Phrase,
    Points,
    Presence,
    Question,
    Source,
    TextTest,
)
from leadpact.language.printer import print_phrase
from leadpact.language.types import Kind, Type
from leadpact.language.walk import patterns_in
from leadpact.model.lead import Actor
from leadpact.model.policy import Classification, Lines, Quantifier
from leadpact.regions import kleene
from leadpact.regions.counts import Asked, Count
from leadpact.regions.diagrams import Operation
from leadpact.regions.numbers import Number
from leadpact.regions.space import Form, Space
from leadpact.regions.texts import Text, holds
from leadpact.regions.values import (
    Beyond,
    Constant,
    Table,
    Value,
    about,
    combine_values,
    compare,
    is_member,
    is_present,
    negative,
    read,
)
from leadpact.regions.variables import DOUBTFUL, Choice, Fixed, Key, Role, Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from leadpact.language.scope import Scope
    from leadpact.model.policy import Policy
    from leadpact.regions.kleene import Bare

_STAGE = "stage"
#: An instant to show where any will do: 5 January 2026, 12:00 UTC.
_SOME_INSTANT = 1_767_614_400_000_000
_ENDLESS = Decimal("Infinity")
_ACTORS = tuple(actor.value for actor in Actor)


class _Chosen(NamedTuple):
    """The value of a classification, and whether no unknown case stood before it."""

    value: Bare
    certain: bool


class _Tried(NamedTuple):
    """A case with what its condition says."""

    holds: bool | None
    value: Bare


_TRY = Operation(_Tried)
_VALUE = Operation(lambda chosen, _: chosen.value)
_CERTAIN = Operation(lambda chosen, _: chosen.certain)


def _pass_over(rest: _Chosen, tried: _Tried) -> _Chosen:
    """The value of a case that holds, else that of the rest, certain or not."""
    if tried.holds:
        return _Chosen(tried.value, certain=True)
    return rest if tried.holds is False else _Chosen(rest.value, certain=False)


_PASS_OVER = Operation(_pass_over)


def _points(holds: bool | None, points: Decimal | int) -> kleene.Range:  # noqa: FBT001
    """The range of a line: an unknown one adds all or nothing."""
    if holds is None:
        return min(0, points), max(0, points)
    return (points, points) if holds else (0, 0)


_POINTS = Operation(_points)
_SUM = Operation(
    lambda left, right: kleene.range_arithmetic(ArithmeticOperator.ADD, left, right)
)


@attrs.frozen
class Unread:
    """A comparison that is not cut into regions: it is taken as free.

    Attributes:
        node: Where it stands.
        reason: Why, as a clause about it.
    """

    node: Condition
    reason: str


class Reader:
    """Reads the conditions of one policy into a space.

    Args:
        space: Shared by all policies whose conditions are compared.
        policy: A policy without errors.
        scope: Its names with their types.
        constants: Values of names that are no fields, such as plan numbers.

    Attributes:
        unread: What could not be cut into regions, in order of reading.
    """

    def __init__(
        self,
        space: Space,
        policy: Policy,
        scope: Scope,
        constants: Mapping[str, object] | None = None,
    ) -> None:
        self.space = space
        self.policy = policy
        self.scope = scope
        self.unread: list[Unread] = []
        self._constants = dict(constants or {})
        self._forms: dict[tuple[int, str], tuple[Condition, Form]] = {}
        self._definitions: dict[str, Form] = {}
        self._chosen: dict[str, Form] = {}
        self._scores: dict[str, Table] = {}
        self._wheres: dict[tuple[str, Condition], Form] = {}
        self._endless: set[Count] = set()
        self._compared = Fraction(0)
        self._bounded = Fraction(0)

    # What callers read.

    def read(self, phrases: Iterable[Phrase]) -> None:
        """Read the conditions of many phrases, so that classes are made once."""
        for phrase in phrases:
            self._read(phrase)
            for pattern in patterns_in(phrase):
                self.where(pattern)

    def _read(self, phrase: Phrase) -> None:
        match phrase:
            case Case(_, when) | Points(_, when) if when is not None:
                self.condition(when)
            case _ if isinstance(phrase, Condition):
                self.condition(phrase)

    def condition(self, node: Condition, event: str = "") -> Form:
        """The form of a condition.

        Args:
            node: It must be true or false.
            event: The type of the event whose `where` it is; empty for the lead.
        """
        key = (id(node), event)
        found = self._forms.get(key)
        if found is None:
            # The node is kept, so that no other one can get its number.
            found = self._forms[key] = node, self._condition(node, event)
        return found[1]

    def where(self, pattern: Pattern) -> Form | None:
        """The form of a pattern's condition on its event; equal ones have one form."""
        if pattern.where is None:
            return None
        key = pattern.name.name, pattern.where
        if key not in self._wheres:
            self._wheres[key] = self.condition(pattern.where, pattern.name.name)
        return self._wheres[key]

    def definition(self, name: str) -> Form:
        """The form of a definition: a decision, or the value of a classification."""
        found = self._definitions.get(name)
        if found is None:
            found = self._definitions[name] = self._definition(name)
        return found

    def _definition(self, name: str) -> Form:
        body = self.policy.definitions[name].body
        match body:
            case Classification():
                return self.space.combine(
                    _VALUE, self._choose(name, body), self.space.constant(None)
                )
            case Lines():
                return self._lines(body)
        return self.condition(body)

    def score(self, name: str) -> Table:
        """A score as a table of ranges."""
        found = self._scores.get(name)
        if found is None:
            found = self._scores[name] = self._score(name)
        return found

    def value(self, node: Condition, event: str = "") -> Value:
        """What a value can be cut by."""
        return self._value(node, event)

    def count(self, pattern: Pattern) -> Count:
        """How many events match a pattern, as a variable."""
        window = None if pattern.window is None else pattern.window.microseconds
        asked = Asked(pattern.source, pattern.name.name, window, self.where(pattern))
        text = print_phrase(pattern)
        key = Key(
            Role.COUNT,
            pattern.name.name,
            detail=(pattern.source, window, pattern.where),
        )
        return self.space.variable(key, lambda: Count(text, asked))

    def counts(self, source: Source, name: str) -> Sequence[Count]:
        """The counts of one type of events, whatever their patterns are."""
        return [
            each
            for each in self.space.variables
            if isinstance(each, Count)
            and (each.pattern.source, each.pattern.name) == (source, name)
        ]

    # Definitions and scores.

    def _lines(self, body: Lines) -> Form:
        forms = [self.condition(line) for line in body.conditions]
        match body.quantifier:
            case Quantifier.ALL:
                return self.space.all_of(forms)
            case Quantifier.ANY:
                return self.space.any_of(forms)
        return self.space.negation(self.space.any_of(forms))

    def _choose(self, name: str, body: Classification) -> Form:
        """The chosen value with its certainty."""
        found = self._chosen.get(name)
        if found is None:
            *others, last = body.cases
            value = kleene.bare(last.value.value)
            tried = [
                self.space.combine(
                    _TRY,
                    self.condition(case.when),
                    self.space.constant(kleene.bare(case.value.value)),
                )
                for case in reversed(others)
                if case.when is not None
            ]
            start = _Chosen(value, certain=True)
            found = self._chosen[name] = self.space.fold(_PASS_OVER, tried, start)
        return found

    def _score(self, name: str) -> Table:
        forms: list[Form] = []
        endless: set[int] = set()
        for line in self.policy.scoring[name]:
            forms.append(self._line(line))
            if line.each is not None and line.cap is None and line.points:
                endless.add(1 if line.points > 0 else -1)
        total = self.space.fold(_SUM, forms, (0, 0))
        return Table(total, name, frozenset({name}), frozenset(endless))

    def _line(self, line: Points) -> Form:
        points = kleene.bare(line.points)
        if line.each is not None:
            return self._each(line, line.each)
        if line.when is None:
            return self.space.constant((points, points))
        self._bounded += abs(Fraction(line.points))
        return self.space.combine(
            _POINTS, self.condition(line.when), self.space.constant(points)
        )

    def _each(self, line: Points, pattern: Pattern) -> Form:
        """Points for each event, to the cap, or until no comparison changes."""
        count, points, cap = self.count(pattern), line.points, line.cap

        def question(number: int) -> kleene.Range:
            total = points * number
            if cap is not None:
                total = max(total, -cap) if points < 0 else min(total, cap)
            return (kleene.bare(total),) * 2

        marks: Iterable[Fraction] = ()
        if cap is None:
            count.mark_each(Fraction(points), self._reach)
            self._endless.add(count)
        elif points:
            self._bounded += Fraction(cap)
            last = -(-Fraction(cap) // abs(Fraction(points)))
            marks = map(Fraction, range(int(last) + 1))
        form = self.space.ask(count, ("points", points, cap), question, marks)
        most = _ENDLESS if cap is None else kleene.bare(cap)
        return self.space.in_history(form, (-most, 0) if points < 0 else (0, most))

    def _reach(self) -> Fraction:
        """Points beyond which no comparison of this policy changes."""
        return self._bounded + self._compared

    def _note_constant(self, value: Value) -> None:
        """Take a constant that a score is compared with or computed with."""
        if isinstance(value, Constant) and isinstance(value.value, int | Decimal):
            self._compared += abs(Fraction(value.value))
            for count in self._endless:
                count.is_settled = False
                self.space.outdate()

    # Conditions.

    @singledispatchmethod
    def _condition(self, node: Condition, event: str) -> Form:
        raise TypeError(node, event)

    @_condition.register
    def _(self, node: Name, event: str) -> Form:
        name = node.name
        if not event and name in self.policy.definitions:
            return self.definition(name)
        if event and name == "automated":
            return about(
                self.space,
                self._actor(event),
                ("automated",),
                lambda actor: actor != Actor.HUMAN.value,
            )
        variable = self._variable(name, event)
        if variable is None:
            return self._free(node, event, f"`{name}` is of a type that is not cut")
        return about(self.space, variable, ("is",), lambda flag: flag)

    @_condition.register
    def _(self, node: Not, event: str) -> Form:
        return self.space.negation(self.condition(node.operand, event))

    @_condition.register
    def _(self, node: Logic, event: str) -> Form:
        forms = [self.condition(operand, event) for operand in node.operands]
        join = self.space.all_of if node.joint is Joint.AND else self.space.any_of
        return join(forms)

    @_condition.register
    def _(self, node: Compare, event: str) -> Form:
        values = [self.value(operand, event) for operand in node.operands]
        return self.space.all_of(
            self._compare(node, event, operator, values[at], values[at + 1])
            for at, operator in enumerate(node.operators)
        )

    @_condition.register
    def _(self, node: Between, event: str) -> Form:
        value, low, high = (
            self.value(part, event) for part in (node.value, node.low, node.high)
        )
        return self.space.all_of(
            (
                self._compare(node, event, Comparison.GE, value, low),
                self._compare(node, event, Comparison.LE, value, high),
            )
        )

    def _compare(
        self, node: Condition, event: str, kind: Comparison, left: Value, right: Value
    ) -> Form:
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Table) and one.scores:
                self._note_constant(other)
        return self._or_free(node, event, compare(self.space, kind, left, right))

    @_condition.register
    def _(self, node: Member, event: str) -> Form:
        value = self.value(node.value, event)
        members = tuple(kleene.bare(member.value) for member in node.members)
        if isinstance(value, Table) and value.scores:
            for member in members:
                self._note_constant(Constant(member, ""))
        form = self._or_free(node, event, is_member(self.space, value, members))
        return self.space.negation(form) if node.negated else form

    @_condition.register
    def _(self, node: Is, event: str) -> Form:
        kind = Comparison.NE if node.negated else Comparison.EQ
        value = self.value(node.value, event)
        word = Constant(node.word.value, print_phrase(node.word))
        return self._compare(node, event, kind, value, word)

    @_condition.register
    def _(self, node: Presence, event: str) -> Form:
        form = self._known(node, event)
        return form if node.known else self.space.negation(form)

    def _known(self, node: Presence, event: str) -> Form:
        value = node.value
        if isinstance(value, Name) and not event:
            if value.name == _STAGE:
                return about(self.space, self.stage(), ("known",), bool)
            definition = self.policy.definitions.get(value.name)
            if definition and isinstance(definition.body, Classification):
                chosen = self._choose(value.name, definition.body)
                return self.space.combine(_CERTAIN, chosen, self.space.constant(None))
        if self._is_decision(value, event):
            return self.space.is_known(self.condition(value, event))
        if isinstance(value, Ask) and value.question in {Question.FIRST, Question.LAST}:
            return self.space.is_true(self._happened(value.pattern))
        form = is_present(self.space, self.value(value, event))
        return self._or_free(node, event, form, (True, False))

    def _is_decision(self, node: Condition, event: str) -> bool:
        """Whether a node is true or false, and no value."""
        match node:
            case Name(name):
                if not event and name in self.policy.definitions:
                    return True
                return event != "" and name == "automated"
            case Ask(question, _):
                return question is Question.HAPPENED
            case Literal() | Arithmetic() | Negative():
                return False
        return True

    @_condition.register
    def _(self, node: TextTest, event: str) -> Form:
        value = self.value(node.value, event)
        if isinstance(value, Beyond) or not _is_text(value):
            return self._free(node, event, f"`{print_phrase(node.value)}` is not cut")
        tests = tuple(
            (node.operator, str(needle.value).casefold()) for needle in node.needles
        )
        return about(
            self.space,
            value.variable,  # type: ignore[union-attr]
            tests,
            lambda text: (
                None if text is None else any(holds(one, text) for one in tests)
            ),
            tests,
        )

    @_condition.register
    def _(self, node: OpenAt, event: str) -> Form:
        del event  # A checked pattern asks for no calendar.
        text = print_phrase(node)
        variable = self.space.variable(
            Key(Role.OPEN, node.calendar.name), lambda: Fixed(text, (True, False))
        )
        return about(self.space, variable, ("is",), lambda is_open: is_open)

    @_condition.register
    def _(self, node: Ask, event: str) -> Form:
        del event  # A checked pattern asks for no other events.
        return self._happened(node.pattern)

    def _happened(self, pattern: Pattern) -> Form:
        count = self.count(pattern)
        return about(
            self.space, count, ("happened",), lambda number: number > 0, [Fraction(0)]
        )

    def _or_free(
        self,
        node: Condition,
        event: str,
        form: Form | Beyond,
        outcomes: tuple[bool | None, ...] = (True, False, None),
    ) -> Form:
        if isinstance(form, Beyond):
            return self._free(node, event, form.reason, outcomes)
        return form

    def _free(
        self,
        node: Condition,
        event: str,
        reason: str,
        outcomes: tuple[bool | None, ...] = (True, False, None),
    ) -> Form:
        """A comparison that may have any outcome, as far as is known."""
        if all(found.node is not node for found in self.unread):
            self.unread.append(Unread(node, reason))
        text = print_phrase(node)
        doubt = f"`{text}`: {reason}"
        variable = self.space.variable(
            Key(Role.FREE, text, event=event, detail=(outcomes, reason)),
            lambda: Fixed(text, outcomes, doubt=doubt, cost=DOUBTFUL),
        )
        return self.space.ask(variable, ("is",), lambda outcome: outcome)

    # Values.

    @singledispatchmethod
    def _value(self, node: Condition, event: str) -> Value:
        del event
        text = print_phrase(node)
        return Beyond(f"`{text}` is no value that is cut", text)

    @_value.register
    def _(self, node: Literal, event: str) -> Value:
        del event
        return Constant(kleene.bare(node.value), print_phrase(node))

    @_value.register
    def _(self, node: Name, event: str) -> Value:
        name = node.name
        if not event:
            if name in self._constants:
                return Constant(kleene.bare(self._constants[name]), name)
            if name in self.policy.definitions:
                return Table(self.definition(name), name)
            if name in self.policy.scoring:
                return self.score(name)
        variable = self._variable(name, event)
        if variable is None:
            return Beyond(f"`{name}` is of a type that is not cut", name)
        return read(variable)

    @_value.register
    def _(self, node: Arithmetic, event: str) -> Value:
        left, right = self.value(node.left, event), self.value(node.right, event)
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Table) and one.scores:
                self._note_constant(other)
        return combine_values(node.operator, left, right, print_phrase(node))

    @_value.register
    def _(self, node: Negative, event: str) -> Value:
        return negative(self.value(node.operand, event), print_phrase(node))

    @_value.register
    def _(self, node: Ask, event: str) -> Value:
        del event  # A checked pattern asks for no other events.
        text = print_phrase(node)
        if node.question is Question.COUNT:
            return attrs.evolve(read(self.count(node.pattern)), text=text)
        return Beyond(f"it compares the instant `{text}`", text)

    # Variables.

    def _variable(self, name: str, event: str) -> Variable | None:
        """The variable of a field, a datum or the stage; ``None`` if it is not cut."""
        if event:
            return self._of_event(name, event)
        if name == _STAGE:
            return self.stage()
        field = self.policy.fields.get(name)
        return (
            None if field is None else self._of_type(Role.FIELD, name, field.type, "")
        )

    def _of_event(self, name: str, event: str) -> Variable | None:
        if name == "actor":
            return self._actor(event)
        if name in {"at", "recorded_at"}:
            key = Key(Role.DATUM, name, Kind.INSTANT, event)
            return self.space.variable(key, lambda: Fixed(name, (_SOME_INSTANT,)))
        type_ = (self.scope.events.get(event) or {}).get(name)
        return None if type_ is None else self._of_type(Role.DATUM, name, type_, event)

    def _actor(self, event: str) -> Variable:
        key = Key(Role.ACTOR, "actor", event=event)
        return self.space.variable(
            key, lambda: Choice("actor", _ACTORS, can_miss=False)
        )

    def stage(self) -> Variable:
        """The stage of a lead, as a variable."""
        # Before any stage there is a stage of no name.
        names = tuple(stage.name for stage in self.policy.stages)
        key = Key(Role.STAGE, _STAGE, detail=names)
        return self.space.variable(
            key, lambda: Choice(_STAGE, (*names, ""), can_miss=False)
        )

    def _of_type(
        self, role: Role, name: str, type_: Type, event: str
    ) -> Variable | None:
        detail: object = type_.choices
        if type_.kind is Kind.MONEY:
            detail = self.policy.currency
        make = _makers(name, type_)
        if make is None:
            return None
        return self.space.variable(Key(role, name, type_.kind, event, detail), make)


def _makers(name: str, type_: Type) -> Callable[[], Variable] | None:
    """What makes the variable of a type; ``None`` for types that are not cut."""
    kind = type_.kind
    known: Mapping[Kind, Callable[[], Variable]] = {
        Kind.TEXT: lambda: Text(name),
        Kind.CHOICE: lambda: Choice(name, type_.choices),
        Kind.FLAG: lambda: Fixed(name, (True, False, None)),
        Kind.INSTANT: lambda: Fixed(name, (_SOME_INSTANT, None)),
        **dict.fromkeys(
            (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT, Kind.DATE),
            lambda: Number(name, kind),
        ),
    }
    return known.get(kind)


def _is_text(value: Any) -> bool:  # noqa: ANN401
    return isinstance(getattr(value, "variable", None), Text)
