# ruff: noqa: RUF001 - sentences have typographic quotes.
"""Laws of sentences: everything can be said, and nothing reads like something else."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import attrs
import pytest
import strategies
from builders import make_policy
from builders_wording import condition, make_wording
from hypothesis import given, settings
from promises import Promise, policy_sections

import leadpact
from leadpact.agreement import agreement_view
from leadpact.language.nodes import (
    Ask,
    Between,
    Compare,
    Comparison,
    Condition,
    Is,
    Joint,
    Literal,
    Logic,
    Measure,
    Member,
    Name,
    Not,
    Pattern,
    Phrase,
    Points,
    Presence,
    Step,
)
from leadpact.language.walk import walk
from leadpact.show import show_policy
from leadpact.wording import Form, Wording, languages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    World = Mapping[str, int | str | bool | None]

#: A place that nothing filled, or one that an empty text did.
GAP = re.compile(r"\{[a-z]|\s{2}|\s[,;:.)]|\(\s|\(\)|„“|“”|‚‘|‘’")
in_every_language = pytest.mark.parametrize("language", languages())

#: Remains of code that a reader must never see.
REMAINS = ("Name(", "Literal(", "Decimal(", "Kind.", "Form.", " object at 0x")


def assert_readable(shown: str, node: Phrase, wording: Wording) -> None:
    """Say that a sentence has words, and no code beyond what its author quoted."""
    for each in (shown, *getattr(shown, "forms", {}).values()):
        _assert_readable(each, node, wording)


def _assert_readable(shown: str, node: Phrase, wording: Wording) -> None:
    texts = {
        wording.text("names.quoted", text=str(found.value)) for found in _texts(node)
    }
    for text in sorted(texts, key=len, reverse=True):
        shown = shown.replace(text, "text")
    assert shown.strip()
    assert "_" not in shown
    assert not any(remain in shown for remain in REMAINS)


def _texts(node: Phrase) -> Iterator[Literal]:
    """The literals of a phrase that are text, wherever they stand."""
    for found in walk(node):
        match found:
            case Literal():
                literals: tuple[Literal, ...] = (found,)
            case Member():
                literals = found.members
            case Is():
                literals = (found.word,)
            case _:
                literals = getattr(found, "needles", ())
        yield from (each for each in literals if isinstance(each.value, str))


@in_every_language
@given(node=strategies.conditions())
def test_every_condition_can_be_said(language: str, node: Condition) -> None:
    """Any condition gives a sentence, whatever its types."""
    wording = make_wording(language)
    clauses = wording.clauses
    assert_readable(clauses.condition(node), node, wording)
    assert_readable(clauses.condition(node, negated=True), node, wording)
    assert_readable(clauses.value(node), node, wording)


@in_every_language
@given(node=strategies.patterns())
def test_every_pattern_can_be_said(language: str, node: Pattern) -> None:
    """Any pattern has every form."""
    wording = make_wording(language)
    for form in Form:
        assert_readable(wording.pattern(node, form), node, wording)


@in_every_language
@given(node=strategies.points())
def test_all_points_can_be_said(language: str, node: Points) -> None:
    """Any line of a score gives a sentence."""
    wording = make_wording(language)
    assert_readable(wording.points(node), node, wording)


@in_every_language
@given(node=strategies.steps())
def test_every_step_can_be_said(language: str, node: Step) -> None:
    """Any step gives a command that ends with its note."""
    wording = make_wording(language)
    shown = wording.step(attrs.evolve(node, note=""))
    assert_readable(shown, node, wording)
    assert wording.step(node).endswith(node.note or "")
    assert wording.step_timing(node)
    assert wording.step_mark(node)


@in_every_language
@given(node=strategies.measures())
def test_every_measure_can_be_said(language: str, node: Measure) -> None:
    """Any measure with an amount of its own gives a noun."""
    wording = make_wording(language)
    if isinstance(node.amount, Literal):
        assert_readable(wording.measure(node), node, wording)


# Each makes a whole page.
@settings(max_examples=settings().max_examples // 5)
@in_every_language
@given(timers=strategies.promises())
def test_every_page_can_be_said(language: str, timers: tuple[Promise, ...]) -> None:
    """No text of the page, or of a policy in sentences, has a gap or an open place."""
    text = make_policy(**policy_sections(timers), language=language)
    checked = leadpact.loads(text).checked
    for told in (agreement_view(checked), *show_policy(checked)):
        for shown in texts_of(told):
            assert not GAP.search(shown), shown


def texts_of(value: object) -> Iterator[str]:
    """All texts of a value and of the values in it."""
    match value:
        case str():
            yield value
        case tuple() | list():
            for item in value:
                yield from texts_of(item)
        case _ if attrs.has(type(value)):
            for attribute in attrs.fields(type(value)):  # type: ignore[arg-type]
                yield from texts_of(getattr(value, attribute.name))


#: A small family: every way to put three of these into one condition.
ATOMS = (
    "employees >= 50",
    "employees between 50 and 60",
    "country is US",
    "country in [US, CA]",
    "country not in [US, CA]",
    "country is known",
    "free_mail",
    "free_mail is missing",
    "happened(note)",
)
SHAPES = (
    "{0}",
    "not {0}",
    "not not {0}",
    "{0} and {1}",
    "{0} or {1}",
    "not ({0} and {1})",
    "not ({0} or {1})",
    "not {0} and {1}",
    "({0} and {1}) is known",
    "({0}) is known and {1}",
    "{0} and {1} and {2}",
    "{0} or {1} or {2}",
    "{0} and {1} or {2}",
    "{0} and ({1} or {2})",
    "{0} or {1} and {2}",
    "({0} or {1}) and {2}",
    "not ({0} and {1}) or {2}",
    "not ({0} and {1} or {2})",
    "not {0} and {1} or {2}",
    "not (not ({0} or {1}) and {2})",
)
WORLDS = tuple(
    {"employees": employees, "country": country, "free_mail": mail, "note": note}
    for employees, country, mail, note in itertools.product(
        (None, 10, 55, 70), (None, "US", "CA", "MX"), (None, True, False), (True, False)
    )
)


@in_every_language
def test_what_reads_the_same_means_the_same(language: str) -> None:
    """No two conditions of the family share a sentence unless they always agree."""
    meanings: dict[str, tuple[bool | None, ...]] = {}
    for text in sorted(_family()):
        node = condition(text)
        meaning = tuple(holds(node, world) for world in WORLDS)
        shown = make_wording(language).condition(node)
        assert meanings.setdefault(shown, meaning) == meaning, (text, shown)
    assert len(set(meanings.values())) > len(ATOMS) ** 2


def _family() -> set[str]:
    return {
        shape.format(*atoms)
        for shape in SHAPES
        for atoms in itertools.permutations(ATOMS, 3)
    }


def holds(node: Condition, world: World) -> bool | None:
    """Whether a condition of the family holds in a world; ``None`` is unknown."""
    match node:
        case Not():
            inner = holds(node.operand, world)
            return None if inner is None else not inner
        case Logic():
            operands = [holds(operand, world) for operand in node.operands]
            decisive = node.joint is Joint.OR
            if decisive in operands:
                return decisive
            return None if None in operands else not decisive
        case Presence():
            known = _value(node.value, world) is not None
            return known is node.known
    return _test(node, world)


def _value(node: Condition, world: World) -> object:
    return world[node.name] if isinstance(node, Name) else holds(node, world)


def _test(node: Condition, world: World) -> bool | None:
    """A test of one field of the family."""
    match node:
        case Ask():
            return bool(world["note"])
        case Name(name="free_mail"):
            found = world["free_mail"]
            return None if found is None else bool(found)
        case Compare(operands=(Name(name), _), operators=(Comparison.GE,)):
            found = world[name]
            return None if found is None else int(found) >= 50
        case Between(value=Name(name)):
            found = world[name]
            return None if found is None else 50 <= int(found) <= 60
        case Member(value=Name(name)):
            found = world[name]
            members = {member.value for member in node.members}
            return None if found is None else (found in members) is not node.negated
        case Is(value=Name(name)):
            found = world[name]
            return None if found is None else found == node.word.value
    raise AssertionError(node)
