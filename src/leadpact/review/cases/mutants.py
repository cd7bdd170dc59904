"""Policies that are wrong in one place, to see whether the tests notice.

A threshold or a duration is one more or one less, a comparison is another one at its
border, a line, a step or a word of a list is gone. A test that is met by such a policy
as well does not say what it seems to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from leadpact.check import check_policy
from leadpact.diagnostics import Span
from leadpact.errors import PolicyError
from leadpact.language import nodes
from leadpact.language.printer import print_phrase
from leadpact.model.policy import (
    Classification,
    Definition,
    Limit,
    Lines,
    Quantifier,
    Repeat,
    Stage,
    Timer,
)
from leadpact.pact import Pact
from leadpact.units import Duration, Money, Percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.loading.policy import Loaded
    from leadpact.model.policy import Policy

#: What decides about leads.
_SECTIONS = ("definitions", "scoring", "stages", "timers", "limits")

_PHRASES = (
    *(nodes.Step, nodes.Points, nodes.Case, nodes.Pattern, nodes.Compare),
    *(nodes.Between, nodes.Logic, nodes.Not, nodes.Is, nodes.Member, nodes.Presence),
    *(nodes.TextTest, nodes.Ask),
)
_Kind = nodes.Comparison
_BORDERS = {
    _Kind.GE: _Kind.GT,
    _Kind.GT: _Kind.GE,
    _Kind.LE: _Kind.LT,
    _Kind.LT: _Kind.LE,
    _Kind.EQ: _Kind.NE,
    _Kind.NE: _Kind.EQ,
}
_JOINTS = {nodes.Joint.AND: nodes.Joint.OR, nodes.Joint.OR: nodes.Joint.AND}
#: Lists of which each item can be left out, and how many must be left.
_LISTS: Mapping[tuple[type, str], int] = {
    (Timer, "starts"): 1,
    (Timer, "until"): 1,
    **{(Timer, name): 0 for name in ("enough", "unless", "warn", "missed", "met")},
    (Limit, "never"): 1,
    (Stage, "enter"): 1,
    (Stage, "complete"): 0,
    (Lines, "conditions"): 1,
    (nodes.Member, "members"): 1,
    (nodes.TextTest, "needles"): 1,
    (nodes.Step, "to"): 1,
}
#: What can be left out altogether.
_OPTIONAL = {
    (Timer, "when"): None,
    (Timer, "pause"): None,
    (Timer, "apart"): (),
    (Limit, "when"): None,
    (nodes.Points, "cap"): None,
    (nodes.Pattern, "window"): None,
    (nodes.Pattern, "where"): None,
}


@attrs.frozen
class Mutant:
    """A policy that is wrong in one place.

    Attributes:
        span: The place.
        before: What stands there.
        after: What stands there in the mutant; empty for what is left out.
        pact: The mutant, ready to judge.
    """

    span: Span
    before: str
    after: str
    pact: Pact


@attrs.frozen
class _Edit:
    """A value of the model with one thing changed."""

    span: Span
    before: str
    after: str
    value: Any


def mutants(loaded: Loaded) -> Iterator[Mutant]:
    """The mutants of a policy that are policies, in order of the file.

    Args:
        loaded: The policy, without errors.
    """
    found = [(edit, _pact(loaded, edit.value)) for edit in _edits_of(loaded.policy)]
    sound = [
        Mutant(edit.span, edit.before, edit.after, pact)
        for edit, pact in found
        if pact is not None
    ]
    yield from sorted(sound, key=lambda one: (one.span, one.before, one.after))


def _pact(loaded: Loaded, policy: Policy) -> Pact | None:
    """A mutant, ready to judge; ``None`` if it is no policy."""
    # What is found wrong with one mutant is not wrong with the next.
    document = attrs.evolve(loaded.document, diagnostics=[])
    try:
        return Pact(
            check_policy(attrs.evolve(loaded, policy=policy, document=document))
        )
    except PolicyError:
        return None


def _edits_of(policy: Policy) -> Iterator[_Edit]:
    for section in _SECTIONS:
        value = getattr(policy, section)
        if isinstance(value, Mapping):
            for name, thing in value.items():
                place = policy.spans.get(f"{section}.{name}", policy.spans["policy:"])
                for edit in _thing(thing, place):
                    yield _in_policy(policy, section, {**value, name: edit.value}, edit)
        else:
            place = policy.spans.get(section, policy.spans["policy:"])
            for edit in _items(value, place):
                yield _in_policy(policy, section, edit.value, edit)


def _in_policy(policy: Policy, section: str, value: object, edit: _Edit) -> _Edit:
    """An edit of a section as one of the policy."""
    changed: Any = {section: value}
    return attrs.evolve(edit, value=attrs.evolve(policy, **changed))


def _thing(thing: Any, place: Span) -> Iterator[_Edit]:  # noqa: ANN401 - of the model
    """The edits of a named thing; of a score, a line may be left out as well."""
    if not isinstance(thing, tuple):
        yield from _edits(thing, place)
        return
    yield from _items(thing, place)
    yield from _without(thing, place, 1)


def _edits(node: Any, place: Span) -> Iterator[_Edit]:  # noqa: ANN401 - of the model
    """What one edit can make of a value."""
    place = getattr(node, "span", place)
    if isinstance(node, tuple):
        yield from _items(node, place)
        return
    if not attrs.has(type(node)) or isinstance(node, nodes.Name):
        return
    for edit in (*_own(node, place), *_inner(node, place)):
        if isinstance(node, _PHRASES):
            # The whole phrase tells it best.
            before, after = print_phrase(node), _printed(edit.value)
            yield _Edit(place, before, after, edit.value)
        else:
            yield edit


def _printed(value: Any) -> str:  # noqa: ANN401 - a phrase, or none
    return print_phrase(value)


def _items(items: tuple[Any, ...], place: Span) -> Iterator[_Edit]:
    """One item edited."""
    for number, item in enumerate(items):
        for edit in _edits(item, place):
            whole = (*items[:number], edit.value, *items[number + 1 :])
            yield attrs.evolve(edit, value=whole)


def _inner(node: Any, place: Span) -> Iterator[_Edit]:  # noqa: ANN401 - of the model
    """One attribute edited, or left out."""
    kind = type(node)
    for field in attrs.fields(kind):
        name, value = field.name, getattr(node, field.name)
        found = [*_values(value, place, kind, name)]
        if (kind, name) in _LISTS:
            found += _without(value, place, _LISTS[kind, name])
        if (kind, name) in _OPTIONAL and value not in {None, ()}:
            told = _told(value)
            found.append(_Edit(place, told, "", _OPTIONAL[kind, name]))
        for edit in found:
            yield attrs.evolve(edit, value=attrs.evolve(node, **{name: edit.value}))


def _values(value: Any, place: Span, kind: type, name: str) -> Iterator[_Edit]:  # noqa: ANN401 - of the model
    """The edits of an attribute: numbers and amounts by one, the rest within."""
    is_count = (kind, name) in {(nodes.Case, "value"), (nodes.Points, "points")}
    match value:
        case Duration() | Money() | Percent():
            yield from _by_one(value, place)
        case Decimal() if is_count or name in {"value", "cap"}:
            for other in (value + 1, value - 1):
                yield _Edit(place, str(value), str(other), other)
        case int() if is_count and not isinstance(value, bool):
            for count in {value + 1, value - 1} - {0}:
                yield _Edit(place, str(value), str(count), count)
        case tuple() | nodes.Literal():
            yield from _edits(value, place)
        case _ if attrs.has(type(value)) and not isinstance(value, Span):
            yield from _edits(value, place)


def _by_one(value: Duration | Money | Percent, place: Span) -> Iterator[_Edit]:
    for amount in (value.amount + 1, value.amount - 1):
        if amount > 0:
            other = attrs.evolve(value, amount=amount)
            yield _Edit(place, str(value), str(other), other)


def _without(items: Any, place: Span, least: int) -> Iterator[_Edit]:  # noqa: ANN401 - a tuple
    """One item left out."""
    if len(items) > least:
        for number, item in enumerate(items):
            at = getattr(item, "span", place)
            rest = (*items[:number], *items[number + 1 :])
            yield _Edit(at, _told(item), "", rest)


def _own(node: Any, place: Span) -> Iterator[_Edit]:  # noqa: ANN401, C901 - one case a kind
    """What can be wrong with a node itself."""
    match node:
        case nodes.Compare():
            for number, kind in enumerate(node.operators):
                kinds = [*node.operators]
                kinds[number] = _BORDERS[kind]
                yield _Edit(place, "", "", attrs.evolve(node, operators=tuple(kinds)))
        case nodes.Logic():
            yield _Edit(place, "", "", attrs.evolve(node, joint=_JOINTS[node.joint]))
        case nodes.Not():
            yield _Edit(place, "", "", node.operand)
        case nodes.Is() | nodes.Member():
            yield _Edit(place, "", "", attrs.evolve(node, negated=not node.negated))
        case nodes.Presence():
            yield _Edit(place, "", "", attrs.evolve(node, known=not node.known))
        case Lines(quantifier=Quantifier.ALL):
            loose = attrs.evolve(node, quantifier=Quantifier.ANY)
            yield _Edit(place, "all", "any", loose)
        case Classification():
            for edit in _without(node.cases[:-1], place, 0):
                cases = (*edit.value, node.cases[-1])
                yield attrs.evolve(edit, value=attrs.evolve(node, cases=cases))
        case Timer(repeat=Repeat.KEEP):
            other = attrs.evolve(node, repeat=Repeat.RESTART)
            yield _Edit(place, "repeat: keep", "repeat: restart", other)
        case Timer():
            other = attrs.evolve(node, repeat=Repeat.KEEP)
            yield _Edit(place, f"repeat: {node.repeat.value}", "repeat: keep", other)
        case Definition():
            return


def _told(value: Any) -> str:  # noqa: ANN401 - of the model
    """A value as a policy says it."""
    if isinstance(value, tuple):
        return ", ".join(map(_told, value))
    if isinstance(value, _PHRASES):
        return print_phrase(value)
    if isinstance(value, nodes.Name):
        return value.name
    if isinstance(value, nodes.Literal):
        return str(value.value)
    if attrs.has(type(value)) and not isinstance(value, Duration):
        return "pause"
    return str(value)
