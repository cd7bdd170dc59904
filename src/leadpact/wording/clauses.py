"""Conditions and patterns in the words of a language.

No two conditions that mean different things read the same. Brackets of the policy
stay brackets where `and` and `or` meet; where a part has an `or` of its own, as in
`country is US or CA`, the parts are set apart by commas: `…, and …`.
"""

from __future__ import annotations

import enum
import itertools
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from leadpact.language.lexer import WORDS
from leadpact.language.nodes import (
    Arithmetic,
    Ask,
    Between,
    Compare,
    Comparison,
    Condition,
    Is,
    Joint,
    Literal,
    LiteralValue,
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
    TextTest,
)
from leadpact.language.types import Kind
from leadpact.model.lead import STANDARD_EVENTS
from leadpact.model.policy import Policy
from leadpact.units import Duration, Money, Percent
from leadpact.wording.amounts import Amounts
from leadpact.wording.catalogue import Catalogue
from leadpact.wording.names import EventNames, LeadNames, Names, is_statement, words
from leadpact.wording.shapes import (
    STRONG,
    actor_of,
    channel_of,
    conjuncts,
    has_own_list,
    is_joined,
    is_sum,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


_TIMES = {Kind.DATE, Kind.INSTANT}


class Form(enum.Enum):
    """Where in a sentence a pattern stands: which words of it fit there.

    ``ANY``: `an attempt`; ``THE``: `the attempt` that a clock counts from; ``EACH`` and
    ``LATEST``: each such attempt, or the latest one; ``NO``: one that there is not;
    ``FIRST`` and ``LAST``: that of a lead; ``ONE`` and ``MANY``, behind a number:
    `attempt`, `attempts`, of one lead; ``LEAD`` and ``LEADS``: the same over all leads,
    where it is leads that enter a stage.
    """

    ANY = "any"
    THE = "the"
    EACH = "each"
    LATEST = "latest"
    NO = "no"
    FIRST = "first"
    LAST = "last"
    ONE = "one"
    MANY = "many"
    LEAD = "lead"
    LEADS = "leads"

    @property
    def has_article(self) -> bool:
        """Whether words stand before it that depend on the noun."""
        return self not in {Form.ONE, Form.MANY, Form.LEAD, Form.LEADS}

    @property
    def number(self) -> int:
        """A number that takes this form."""
        return 2 if self in {Form.MANY, Form.LEADS} else 1


_OPPOSITE = {
    Comparison.EQ: Comparison.NE,
    Comparison.NE: Comparison.EQ,
    Comparison.LT: Comparison.GE,
    Comparison.LE: Comparison.GT,
    Comparison.GT: Comparison.LE,
    Comparison.GE: Comparison.LT,
}
#: Words that stand without quotes, once their underscores are spaces.
_PLAIN_WORD = re.compile(r"[^\W_][\w.+-]*")
_VOWELS = "aeiou"
#: How the event that begins a lead is called where it stands for its instant.
_CREATION = {Form.THE: "of_clock", Form.FIRST: "of_lead", Form.LAST: "of_lead"}


@attrs.frozen
class Clauses:
    """Writes conditions and patterns.

    Attributes:
        catalogue: The language.
        policy: Whose names they use.
        names: The names that conditions see: those of the lead, unless told otherwise.
        amounts: Writes amounts in the same language.
    """

    catalogue: Catalogue
    policy: Policy
    names: Names = attrs.field()
    amounts: Amounts = attrs.field(init=False)

    @names.default
    def _lead_names(self) -> Names:
        return LeadNames(self.catalogue, self.policy)

    @amounts.default
    def _new_amounts(self) -> Amounts:
        return Amounts(self.catalogue)

    def condition(self, node: Condition, *, negated: bool = False) -> str:
        """A condition as a clause: `employees is at least 50`.

        Args:
            node: The condition.
            negated: Say that it does not hold.
        """
        match node:
            case Not():
                return self.condition(node.operand, negated=not negated)
            case Logic():
                return self._logic(node, negated=negated)
            case Compare():
                return self._compare(node, negated=negated)
            case Name():
                return self._claim(node.name, negated=negated)
            case Ask(question=Question.HAPPENED):
                return self._happened(node.pattern, negated=negated)
        return self._test(node, negated=negated)

    def value(self, node: Condition) -> str:
        """A value as a noun: `employees`, `fit + intent`, `the number of attempts`."""
        match node:
            case Literal():
                return self.literal(node.value)
            case Name():
                return self.names.noun(node.name)
            case Arithmetic():
                return self._arithmetic(node)
            case Negative():
                shown = self._term(node.operand, grouped=is_sum(node.operand))
                return self._text("arithmetic.negative", value=shown)
            case Ask() if node.question is not Question.HAPPENED:
                pattern = self.pattern(node.pattern, _ASKED[node.question])
                return self._text(f"asks.{node.question.value}", pattern=pattern)
        return self._text("clauses.whether", condition=self._part(node))

    def literal(self, value: LiteralValue) -> str:
        """A constant; text in quotes."""
        match value:
            case Decimal():
                return self.amounts.number(value)
            case Money():
                return self.amounts.money(value)
            case Percent():
                return self.amounts.percent(value)
            case Duration():
                return self.amounts.duration(value)
            case date():
                return self.amounts.date(value)
        return self._text("names.quoted", text=value)

    def word(self, literal: Literal) -> str:
        """A choice, band or stage: bare, unless it could be taken for other words."""
        value = literal.value
        if not isinstance(value, str):
            return self.literal(value)
        parts = value.split("_")
        plain = _PLAIN_WORD.fullmatch(value) and not WORDS.intersection(parts)
        return words(value) if plain else self.literal(value)

    def _logic(self, node: Logic, *, negated: bool) -> str:
        if negated:
            return self._text("clauses.not", condition=self._logic(node, negated=False))
        apart = any(has_own_list(operand) for operand in node.operands)
        joint = node.joint.value
        return self.catalogue.joined(
            [self._part(part) for part in node.operands], joint, apart=apart
        )

    def _part(self, node: Condition) -> str:
        """A condition inside another, in brackets if it has parts of its own."""
        shown = self.condition(node)
        return self._grouped(shown) if is_joined(node) else shown

    def _compare(self, node: Compare, *, negated: bool) -> str:
        pairs = list(itertools.pairwise(node.operands))
        if len(pairs) == 1:
            (left, right), operator = pairs[0], node.operators[0]
            return self._pair(left, _OPPOSITE[operator] if negated else operator, right)
        shown = [
            self._pair(left, operator, right)
            for (left, right), operator in zip(pairs, node.operators, strict=True)
        ]
        chain = self.catalogue.joined(shown, Joint.AND.value)
        return self._text("clauses.not", condition=chain) if negated else chain

    def _pair(self, left: Condition, operator: Comparison, right: Condition) -> str:
        if isinstance(left, Literal) and not isinstance(right, Literal):
            left, operator, right = right, operator.mirrored, left
        if isinstance(left, Ask) and left.question is Question.COUNT:
            count = right.value if isinstance(right, Literal) else None
            if isinstance(count, Decimal):
                return self._count(left.pattern, operator, count)
        if self._kind(left) is Kind.CHOICE and isinstance(right, Literal):
            # The word is the value of a parameter.
            return self._is(left, [right], negated=operator is Comparison.NE)
        test = operator.name.lower()
        is_time = self._is_time(left) or self._is_time(right)
        key = f"times.{test}" if is_time else f"compare.{test}"
        return self._text(key, left=self.value(left), right=self.value(right))

    def _count(self, node: Pattern, operator: Comparison, count: Decimal) -> str:
        """How often something happened: `there were at least 6 attempts`."""
        return self._text(
            f"counts.{operator.name.lower()}",
            count,
            count=self.amounts.number(count),
            pattern=self.pattern(node, Form.ONE if count == 1 else Form.MANY),
        )

    def _kind(self, node: Condition) -> Kind | None:
        return self.names.kind(node.name) if isinstance(node, Name) else None

    def _is_time(self, node: Condition) -> bool:
        """Whether a value is a date or an instant."""
        match node:
            case Literal():
                return isinstance(node.value, date)
            case Name():
                return self.names.kind(node.name) in _TIMES
            case Arithmetic():
                # The difference of two times is a span, not a time.
                return self._is_time(node.left) != self._is_time(node.right)
            case Ask():
                return node.question in {Question.FIRST, Question.LAST}
        return False

    def _claim(self, name: str, *, negated: bool) -> str:
        """A name that is a whole condition."""
        noun = self.names.noun(name)
        if self.names.is_sentence(name):
            key = "clauses.holds_not" if negated else "clauses.holds"
            return self._text(key, sentence=noun)
        if self.names.is_statement(name):
            key = "clauses.is_not" if negated else "clauses.is"
            return self._text(key, name=self._text("names.statement", name=noun))
        return self._text("clauses.no" if negated else "clauses.yes", name=noun)

    def _test(self, node: Condition, *, negated: bool) -> str:
        match node:
            case Between():
                return self._text(
                    "clauses.not_between" if negated else "clauses.between",
                    value=self.value(node.value),
                    low=self.value(node.low),
                    high=self.value(node.high),
                )
            case Member() | Is():
                literals = node.members if isinstance(node, Member) else (node.word,)
                return self._is(node.value, literals, negated=node.negated != negated)
            case Presence():
                return self._presence(node, known=node.known != negated)
            case TextTest():
                return self._text_test(node, negated=negated)
            case OpenAt():
                return self._text(
                    "clauses.closed" if negated else "clauses.open",
                    calendar=self._text("names.word", name=words(node.calendar.name)),
                )
        shown = self.value(node)
        return self._text("clauses.not", condition=shown) if negated else shown

    def _is(
        self, value: Condition, literals: Sequence[Literal], *, negated: bool
    ) -> str:
        noun = self.value(value)
        choices = [self._choice(value, literal) for literal in literals]
        if not negated:
            return self._text(
                "choices.is", value=noun, word=self.catalogue.joined(choices, "or")
            )
        if len(choices) == 1:
            return self._text("choices.is_not", value=noun, word=choices[0])
        joined = self.catalogue.joined(choices, "nor")
        return self._text("choices.neither", value=noun, words=joined)

    def _choice(self, value: Condition, literal: Literal) -> str:
        """A word that a value may be; who did it has words of the language."""
        if isinstance(value, Name) and value.name == "actor":
            key = f"actors.{literal.value}"
            if key in self.catalogue.messages:
                return self._text(key)
        return self.word(literal)

    def _presence(self, node: Presence, *, known: bool) -> str:
        value = node.value
        named = isinstance(value, Name) and self.names.is_statement(value.name)
        if named or is_statement(value):
            key = "clauses.known_whether" if known else "clauses.unknown_whether"
            return self._text(key, condition=self._part(value))
        key = "clauses.known" if known else "clauses.missing"
        return self._text(key, value=self.value(value))

    def _text_test(self, node: TextTest, *, negated: bool) -> str:
        value = self.value(node.value)
        is_set = self._kind(node.value) is Kind.SET
        told = self.word if is_set else lambda needle: self.literal(needle.value)
        needles = [told(needle) for needle in node.needles]
        test = "includes" if is_set else node.operator.name.lower()
        if not negated:
            return self._text(
                f"text.{test}", value=value, text=self.catalogue.joined(needles, "or")
            )
        if len(needles) == 1:
            return self._text(f"text.not_{test}", value=value, text=needles[0])
        texts = self.catalogue.joined(needles, "nor")
        return self._text(f"text.neither_{test}", value=value, texts=texts)

    def _arithmetic(self, node: Arithmetic) -> str:
        strong = node.operator in STRONG
        left_is_weaker = strong and is_sum(node.left)
        right_binds_less = isinstance(node.right, Negative) or (
            isinstance(node.right, Arithmetic)
            and (strong or node.right.operator not in STRONG)
        )
        return self._text(
            f"arithmetic.{node.operator.name.lower()}",
            left=self._term(node.left, grouped=left_is_weaker),
            right=self._term(node.right, grouped=right_binds_less),
        )

    def _term(self, node: Condition, *, grouped: bool) -> str:
        """One side of an operation; what has several words of its own in brackets."""
        shown = self.value(node)
        return self._grouped(shown) if grouped or isinstance(node, Ask) else shown

    def pattern(self, node: Pattern, form: Form = Form.ANY) -> str:
        """Events as a noun: `a demo request in the last 30 days`."""
        return self._qualified(self._head(node, form), node)

    def patterns(self, nodes: Sequence[Pattern], form: Form = Form.ANY) -> str:
        """Alternatives: `an acceptance or a rejection`."""
        apart = any(node.where is not None or node.window for node in nodes)
        joint = "none" if form is Form.NO else "or"
        return self.catalogue.joined(
            [self.pattern(node, form) for node in nodes], joint, apart=apart
        )

    def title(self, name: str) -> str:
        """What a timer or limit is called: its promise, else its name as words."""
        known = self.policy.timers.get(name) or self.policy.limits.get(name)
        promise = known.promise if known else ""
        return promise or self._text("names.word", name=words(name))

    def timer(self, name: str) -> str:
        """A timer or limit inside a sentence, in quotes."""
        return self._text("names.timer", title=self.title(name))

    def _happened(self, node: Pattern, *, negated: bool) -> str:
        if node.source is Source.EVENT:
            key = "happened.no_event" if negated else "happened.event"
            event = self.pattern(node, Form.NO if negated else Form.ANY)
            return self._text(key, event=event)
        key = f"happened.{'not_' * negated}{self._derived(node)}"
        return self._text(key, name=self._qualified(self._derived_name(node), node))

    def _head(self, node: Pattern, form: Form) -> str:
        if node.source is Source.EVENT:
            return self.event(node.name.name, form)
        event, name = self._derived(node), self._derived_name(node)
        if form in {Form.ANY, Form.THE}:
            return self._text(f"deriving.{event}", name=name)
        if form in {Form.LEAD, Form.LEADS}:
            return self._text(f"leads.{event}", form.number, name=name)
        noun = self._text(f"derived.{event}", form.number, name=name)
        return self._with_article(noun, event, form)

    def event(self, name: str, form: Form) -> str:
        """The noun of an event; a policy's own events go by their names."""
        if name not in STANDARD_EVENTS:
            shown = self._text("names.word", name=words(name))
            noun = self._text("events.own", form.number, name=shown)
            vowel = "_vowel" * (name[0].lower() in _VOWELS)
            return self._with_article(noun, f"own{vowel}", form)
        if name == "created" and form in _CREATION:
            # `The first new lead` would be a lead, not an instant of this one.
            noun = self._text(f"creation.{_CREATION[form]}")
        else:
            noun = self._text(f"events.{name}", form.number)
        return self._with_article(noun, name, form)

    def _with_article(self, noun: str, name: str, form: Form) -> str:
        """A noun with what the language puts before it.

        Args:
            noun: In the singular, where the form has an article.
            name: The key of its class.
            form: Where it stands.
        """
        if not form.has_article:
            return noun
        noun_class = self._text(f"noun_classes.{name}")
        return self._text(f"articles.{form.value}", noun_class, noun=noun)

    def _derived(self, node: Pattern) -> str:
        """How a derived event is said; entering a definition is becoming it."""
        is_definition = node.name.name in self.policy.definitions
        if node.source is Source.ENTERED and is_definition:
            return "became"
        return node.source.value

    def _derived_name(self, node: Pattern) -> str:
        if node.source is Source.ENTERED:
            lead, name = LeadNames(self.catalogue, self.policy), node.name.name
            noun = lead.noun(name)
            if name not in self.policy.definitions:
                return noun
            if lead.is_sentence(name):
                label = self.policy.definitions[name].label
                return self._text("names.quoted", text=label)
            return self._text("names.statement", name=noun)
        return self.timer(node.name.name)

    def _qualified(self, head: str, node: Pattern) -> str:
        """A head with who, over what, since when, and what else must hold."""
        shown = head
        rest = []
        for part in conjuncts(node.where):
            if (actor := actor_of(part)) is not None:
                shown = self._text(f"patterns.{actor}", pattern=shown)
            elif (channel := channel_of(part)) is not None:
                via = self.word(channel)
                shown = self._text("patterns.via", pattern=shown, channel=via)
            else:
                rest.append(part)
        if node.window is not None:
            window = self.amounts.duration(node.window)
            length = node.window.amount
            shown = self._text("patterns.window", length, pattern=shown, window=window)
        return self._where(shown, node, rest) if rest else shown

    def _where(self, shown: str, node: Pattern, parts: Sequence[Condition]) -> str:
        event = node.name.name if node.source is Source.EVENT else ""
        inner = attrs.evolve(
            self, names=EventNames.of(self.catalogue, self.policy, event)
        )
        whole = parts[0]
        if len(parts) > 1:
            whole = Logic(Joint.AND, tuple(parts), span=node.span)
        apart = is_joined(whole) or has_own_list(whole)
        key = "patterns.where_apart" if apart else "patterns.where"
        return self._text(key, pattern=shown, where=inner.condition(whole))

    def _grouped(self, shown: str) -> str:
        return self._text("lists.group", items=shown)

    def _text(
        self, key: str, /, choice: Decimal | int | str | None = None, **places: str
    ) -> str:
        return self.catalogue.text(key, choice, **places)


_ASKED = {
    Question.COUNT: Form.MANY,
    Question.FIRST: Form.FIRST,
    Question.LAST: Form.LAST,
}
