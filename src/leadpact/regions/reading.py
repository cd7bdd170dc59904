"""Conditions of one policy as forms of a space: names resolved, definitions inlined."""

from __future__ import annotations

import functools
from fractions import Fraction
from functools import singledispatchmethod
from typing import TYPE_CHECKING, NamedTuple, cast

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
from leadpact.language.walk import patterns_in
from leadpact.model.lead import Actor
from leadpact.model.policy import Classification, Lines, Quantifier
from leadpact.model.values import bare
from leadpact.regions import kleene
from leadpact.regions.arithmetic import combine_values, negative
from leadpact.regions.comparing import about, compare, is_member, is_present
from leadpact.regions.counts import Asked, Count
from leadpact.regions.decisions import (
    Decision,
    all_of,
    any_of,
    certain,
    known,
    negation,
)
from leadpact.regions.diagrams import Operation
from leadpact.regions.naming import STAGE, Names
from leadpact.regions.texts import Text, holds
from leadpact.regions.values import (
    Beyond,
    Constant,
    Reading,
    Scored,
    Table,
    Value,
    number_size,
    read,
    size_of,
)
from leadpact.regions.variables import (
    DOUBTFUL,
    Fixed,
    Key,
    Role,
    Subset,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from leadpact.language.scope import Scope
    from leadpact.model.policy import Policy
    from leadpact.model.values import FieldValue
    from leadpact.regions.kleene import Bare
    from leadpact.regions.space import Form, Space


class _Tried(NamedTuple):
    """A case with whether it holds."""

    holds: bool
    value: Bare


_TRY = Operation(_Tried)
_ELSE = Operation(lambda rest, tried: tried.value if tried.holds else rest)
_POINTS = Operation(lambda holds, points: points if holds else 0)
_SUM = Operation(functools.partial(kleene.arithmetic, ArithmeticOperator.ADD))


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
        names: The variables that names of the policy stand for.
    """

    def __init__(
        self,
        space: Space,
        policy: Policy,
        scope: Scope,
        constants: Mapping[str, FieldValue] | None = None,
    ) -> None:
        self.space = space
        self.policy = policy
        self.names = Names(space, policy, scope)
        self._unread: dict[int, Unread] = {}
        self._constants = dict(constants or {})
        self._decisions: dict[tuple[int, str], tuple[Condition, Decision]] = {}
        self._definitions: dict[str, Decision] = {}
        self._chosen: dict[str, tuple[Form, Form]] = {}
        self._scores: dict[str, Scored] = {}
        self._wheres: dict[tuple[str, Condition], Decision] = {}
        self._endless: set[Count] = set()
        self._reached = Fraction(0)

    # What callers read.

    @property
    def unread(self) -> tuple[Unread, ...]:
        """What could not be cut into regions, in order of reading."""
        return tuple(self._unread.values())

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

    def condition(self, node: Condition, event: str = "") -> Decision:
        """The decision that a condition is.

        Args:
            node: It must be true or false.
            event: The type of the event whose `where` it is; empty for the lead.
        """
        key = (id(node), event)
        found = self._decisions.get(key)
        if found is None:
            # The node is kept, so that no other one can get its number.
            found = self._decisions[key] = node, self._condition(node, event)
        return found[1]

    def where(self, pattern: Pattern) -> Decision | None:
        """A pattern's condition on its event; equal ones are one decision."""
        if pattern.where is None:
            return None
        key = pattern.name.name, pattern.where
        if key not in self._wheres:
            self._wheres[key] = self.condition(pattern.where, pattern.name.name)
        return self._wheres[key]

    def definition(self, name: str) -> Decision:
        """The decision that a definition is, which is no classification."""
        found = self._definitions.get(name)
        if found is None:
            found = self._definitions[name] = self._definition(name)
        return found

    def classification(self, name: str) -> tuple[Form, Form]:
        """The value of a classification, and whether it is known for certain."""
        found = self._chosen.get(name)
        if found is None:
            found = self._chosen[name] = self._choose(name)
        return found

    def score(self, name: str) -> Scored:
        """A score, from the certain to the possible points."""
        found = self._scores.get(name)
        if found is None:
            found = self._scores[name] = self._score(name)
        return found

    def field(self, name: str) -> Variable | None:
        """A field as a variable, with its classes; ``None`` if its type is not cut.

        The classes are those of all questions that were read into the space, once
        ``Space.settle`` has made them.
        """
        return self.names.field(name)

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

    def _is_classification(self, name: str) -> bool:
        definition = self.policy.definitions.get(name)
        return definition is not None and isinstance(definition.body, Classification)

    def _definition(self, name: str) -> Decision:
        body = self.policy.definitions[name].body
        if isinstance(body, Classification):
            msg = f"a classification is no condition: {name}"
            raise TypeError(msg)
        if not isinstance(body, Lines):
            return self.condition(body)
        lines = [self.condition(line) for line in body.conditions]
        if body.quantifier is Quantifier.ALL:
            return all_of(self.space, lines)
        either = any_of(self.space, lines)
        return either if body.quantifier is Quantifier.ANY else negation(either)

    def _choose(self, name: str) -> tuple[Form, Form]:
        """From the last case to the first: an unknown case is passed over."""
        body, space = self.policy.definitions[name].body, self.space
        cases = body.cases if isinstance(body, Classification) else ()
        tried, known = [], space.constant(value=True)
        for case in reversed(cases[:-1]):
            # A checked policy has a condition in each case but the last.
            decision = self.condition(cast("Condition", case.when))
            value = space.constant(bare(case.value.value))
            tried.append(space.combine(_TRY, decision.sure, value))
            known = space.any_of((decision.sure, space.all_of((decision.false, known))))
        last = bare(cases[-1].value.value)
        return space.fold(_ELSE, tried, last), known

    def _table(self, name: str) -> Table:
        body = self.policy.definitions[name].body
        cases = body.cases if isinstance(body, Classification) else ()
        size = max(number_size(bare(case.value.value)) for case in cases)
        return Table(self.classification(name)[0], name, size)

    def _score(self, name: str) -> Scored:
        lows, highs, endless, size = [], [], set(), Fraction(0)
        # The last line asks the last variables, so that the sum grows from below.
        for line in reversed(self.policy.scoring[name]):
            low, high = self._line(line)
            lows.append(low)
            highs.append(high)
            if line.each is not None and line.cap is None and line.points:
                endless.add(1 if line.points > 0 else -1)
            else:
                size += abs(Fraction(line.points if line.cap is None else line.cap))
        return Scored(
            self.space.fold(_SUM, lows, 0),
            self.space.fold(_SUM, highs, 0),
            name,
            frozenset({name}),
            frozenset(endless),
            size,
        )

    def _line(self, line: Points) -> tuple[Form, Form]:
        """The least and the most that a line adds: an unknown one all or nothing."""
        if line.each is not None:
            return self._each(line, line.each)
        points = self.space.constant(bare(line.points))
        # Points have exactly one of both.
        decision = self.condition(cast("Condition", line.when))
        sure = self.space.combine(_POINTS, decision.sure, points)
        maybe = self.space.combine(_POINTS, decision.maybe, points)
        return (maybe, sure) if line.points < 0 else (sure, maybe)

    def _each(self, line: Points, pattern: Pattern) -> tuple[Form, Form]:
        """Points for each event, to the cap, or until no comparison changes."""
        count, points, cap = self.count(pattern), line.points, line.cap

        def question(number: int) -> Bare:
            total = kleene.arithmetic(ArithmeticOperator.MULTIPLY, points, number)
            if cap is not None:
                total = max(total, -cap) if points < 0 else min(total, cap)
            return bare(total)

        if cap is None:
            count.mark_each(Fraction(points), self._reach)
            self._endless.add(count)
        elif points:
            count.mark_each(Fraction(points), functools.partial(Fraction, cap))
        form = self.space.ask(count, ("points", points, cap), question)
        most: Bare = kleene.ENDLESS if cap is None else bare(cap)
        low, high = (-most, 0) if points < 0 else (0, most)
        return self.space.in_history(form, low), self.space.in_history(form, high)

    def _reach(self) -> Fraction:
        """Points beyond which no comparison of this policy changes."""
        return self._reached

    def _extend_reach(self, *values: Value) -> None:
        """Take values that are compared, which points without a bound may outweigh.

        Such points lie on one side. Where those of one line are more than all else
        together, more of them change nothing.
        """
        if not any(isinstance(each, Scored) for each in values):
            return
        # Where a size cannot be told, no points without a bound are compared.
        size = sum((size_of(each) or Fraction(0) for each in values), Fraction(0))
        if size > self._reached:
            self._reached = size
            for count in self._endless:
                count.is_settled = False
                self.space.outdate()

    # Conditions.

    @singledispatchmethod
    def _condition(self, node: Condition, event: str) -> Decision:
        raise TypeError(node, event)

    @_condition.register
    def _(self, node: Name, event: str) -> Decision:
        name = node.name
        if not event and name in self.policy.definitions:
            return self.definition(name)
        if event and name == "automated":
            return about(
                self.space,
                self.names.actor(event),
                ("automated",),
                lambda actor: actor != Actor.HUMAN.value,
            )
        variable = self.names.variable(name, event)
        if variable is None:
            return self._free(node, event, f"`{name}` is of a type that is not cut")
        return about(self.space, variable, ("is",), lambda flag: flag)

    @_condition.register
    def _(self, node: Not, event: str) -> Decision:
        return negation(self.condition(node.operand, event))

    @_condition.register
    def _(self, node: Logic, event: str) -> Decision:
        decisions = [self.condition(operand, event) for operand in node.operands]
        join = all_of if node.joint is Joint.AND else any_of
        return join(self.space, decisions)

    @_condition.register
    def _(self, node: Compare, event: str) -> Decision:
        values = [self.value(operand, event) for operand in node.operands]
        links = [
            self._compare(node, event, operator, values[at], values[at + 1])
            for at, operator in enumerate(node.operators)
        ]
        return all_of(self.space, links)

    @_condition.register
    def _(self, node: Between, event: str) -> Decision:
        value, low, high = (
            self.value(part, event) for part in (node.value, node.low, node.high)
        )
        above = self._compare(node, event, Comparison.GE, value, low)
        below = self._compare(node, event, Comparison.LE, value, high)
        return all_of(self.space, (above, below))

    def _compare(
        self, node: Condition, event: str, kind: Comparison, left: Value, right: Value
    ) -> Decision:
        self._extend_reach(left, right)
        return self._or_free(node, event, compare(self.space, kind, left, right))

    @_condition.register
    def _(self, node: Member, event: str) -> Decision:
        value = self.value(node.value, event)
        members = tuple(bare(member.value) for member in node.members)
        for member in members:
            self._extend_reach(value, Constant(member, ""))
        found = self._or_free(node, event, is_member(self.space, value, members))
        return negation(found) if node.negated else found

    @_condition.register
    def _(self, node: Is, event: str) -> Decision:
        kind = Comparison.NE if node.negated else Comparison.EQ
        value = self.value(node.value, event)
        word = Constant(node.word.value, print_phrase(node.word))
        return self._compare(node, event, kind, value, word)

    @_condition.register
    def _(self, node: Presence, event: str) -> Decision:
        found = self._known(node, event)
        return found if node.known else negation(found)

    def _known(self, node: Presence, event: str) -> Decision:
        value = node.value
        if isinstance(value, Name) and not event:
            if value.name == STAGE:
                return about(self.space, self.names.stage(), ("known",), bool)
            if self._is_classification(value.name):
                return certain(self.classification(value.name)[1])
        if self._is_decision(value, event):
            return known(self.condition(value, event))
        if isinstance(value, Ask) and value.question in {Question.FIRST, Question.LAST}:
            return certain(self._happened(value.pattern).sure)
        found = is_present(self.space, self.value(value, event))
        return self._or_free(node, event, found, (True, False))

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
    def _(self, node: TextTest, event: str) -> Decision:
        value = self.value(node.value, event)
        tests = tuple(
            (node.operator, str(needle.value).casefold()) for needle in node.needles
        )
        if isinstance(value, Reading) and isinstance(value.variable, Subset):
            needles = frozenset(needle for _, needle in tests)
            return about(
                self.space,
                value.variable,
                ("contains", needles),
                lambda chosen: _contains(chosen, needles),
                [str(needle.value) for needle in node.needles],
            )
        if not isinstance(value, Reading) or not isinstance(value.variable, Text):
            return self._free(node, event, f"`{print_phrase(node.value)}` is not cut")
        return about(
            self.space,
            value.variable,
            tests,
            lambda text: (
                None if text is None else any(holds(one, text) for one in tests)
            ),
            tests,
        )

    @_condition.register
    def _(self, node: OpenAt, event: str) -> Decision:
        del event  # A checked pattern asks for no calendar.
        text = print_phrase(node)
        variable = self.space.variable(
            Key(Role.OPEN, node.calendar.name), lambda: Fixed(text, (True, False))
        )
        return about(self.space, variable, ("is",), lambda is_open: is_open)

    @_condition.register
    def _(self, node: Ask, event: str) -> Decision:
        del event  # A checked pattern asks for no other events.
        return self._happened(node.pattern)

    def _happened(self, pattern: Pattern) -> Decision:
        count = self.count(pattern)
        return about(
            self.space, count, ("happened",), lambda number: number > 0, [Fraction(0)]
        )

    def _or_free(
        self,
        node: Condition,
        event: str,
        found: Decision | Beyond,
        outcomes: tuple[bool | None, ...] = (True, False, None),
    ) -> Decision:
        if isinstance(found, Beyond):
            return self._free(node, event, found.reason, outcomes)
        return found

    def _free(
        self,
        node: Condition,
        event: str,
        reason: str,
        outcomes: tuple[bool | None, ...] = (True, False, None),
    ) -> Decision:
        """A comparison that may have any outcome, as far as is known."""
        self._unread.setdefault(id(node), Unread(node, reason))
        text = print_phrase(node)
        doubt = f"`{text}`: {reason}"
        variable = self.space.variable(
            Key(Role.FREE, text, event=event, detail=(outcomes, reason)),
            lambda: Fixed(text, outcomes, doubt=doubt, cost=DOUBTFUL),
        )
        return about(self.space, variable, ("is",), lambda outcome: outcome)

    # Values.

    @singledispatchmethod
    def _value(self, node: Condition, event: str) -> Value:
        del event
        text = print_phrase(node)
        return Beyond(f"`{text}` is no value that is cut", text)

    @_value.register
    def _(self, node: Literal, event: str) -> Value:
        del event
        return Constant(bare(node.value), print_phrase(node))

    @_value.register
    def _(self, node: Name, event: str) -> Value:
        name = node.name
        if not event:
            if name in self._constants:
                return Constant(bare(self._constants[name]), name)
            if self._is_classification(name):
                return self._table(name)
            if name in self.policy.scoring:
                return self.score(name)
        variable = self.names.variable(name, event)
        if variable is None:
            return Beyond(f"`{name}` is of a type that is not cut", name)
        return read(variable)

    @_value.register
    def _(self, node: Arithmetic, event: str) -> Value:
        left, right = self.value(node.left, event), self.value(node.right, event)
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


def _contains(chosen: frozenset[str] | None, needles: frozenset[str]) -> bool | None:
    """Whether a set has one of some folded words, whatever the capitals."""
    if chosen is None:
        return None
    return not needles.isdisjoint(word.casefold() for word in chosen)
