"""Laws of regions: what two conditions have in common, and which texts there are."""

from __future__ import annotations

import functools
import itertools
import operator
from fractions import Fraction
from typing import TYPE_CHECKING

from builders_regions import (
    decision,
    judged,
    lead_of,
    make_reader,
    pact_of,
    reader_in,
    sections_of,
)
from hypothesis import given
from hypothesis import strategies as st
from strategies import field_conditions, lead_conditions

from leadpact.language.nodes import TextOperator
from leadpact.language.types import Kind
from leadpact.regions import Change, Space, difference, verdict
from leadpact.regions.numbers import Number
from leadpact.regions.texts import Text, holds

if TYPE_CHECKING:
    from leadpact.regions import Difference, Witness

_CONDITIONS = field_conditions(events=True)
_SIX = st.lists(_CONDITIONS, min_size=6, max_size=6)


def compared(before: str, after: str, **sections: str) -> Difference:
    """How two conditions of one policy differ."""
    reader = make_reader(**sections)
    return difference(decision(before, reader), decision(after, reader))


class TestDifference:
    """Two conditions are alike exactly if no lead tells them apart."""

    @given(_CONDITIONS, _CONDITIONS)
    def test_witnesses(self, before: str, after: str) -> None:
        """A lead that is gained, lost or blurred is so for the record engine."""
        found = compared(before, after)
        first, second = pact_of(before), pact_of(after)

        def both(witness: Witness) -> tuple[object, object]:
            lead = lead_of(witness)
            return judged(first, lead), judged(second, lead)

        if found.gained and not found.gained.rests_on:
            assert both(found.gained) in {(False, True), (None, True)}
        if found.lost and not found.lost.rests_on:
            assert both(found.lost) in {(True, False), (True, None)}
        if found.blurred and not found.blurred.rests_on:
            assert both(found.blurred) in {(False, None), (None, False)}

    @given(_SIX, lead_conditions())
    def test_itself(self, six: list[str], condition: str) -> None:
        """A condition is no other one than itself, however it is written."""
        sections = sections_of(six)
        for same in (
            condition,
            f"not (not ({condition}))",
            f"({condition}) and ({condition})",
            f"not (not ({condition}) or not ({condition}))",
        ):
            found = compared(condition, same, **sections)
            assert found.unproven or found.is_equivalent

    @given(_CONDITIONS, _CONDITIONS)
    def test_and_tightens(self, one: str, other: str) -> None:
        """`and` gains no lead, and `or` loses none."""
        found = compared(one, f"({one}) and ({other})")
        assert found.change in {Change.NONE, Change.TIGHTENED}
        found = compared(one, f"({one}) or ({other})")
        assert found.change in {Change.NONE, Change.LOOSENED}

    @given(_CONDITIONS, _CONDITIONS)
    def test_turned(self, before: str, after: str) -> None:
        """What one way gains, the other way loses."""
        there, back = compared(before, after), compared(after, before)
        assert _ways(there.gained, there.lost) == _ways(back.lost, back.gained)
        assert _ways(there.blurred) == _ways(back.blurred)

    @given(_SIX, _SIX, lead_conditions())
    def test_versions(self, old: list[str], new: list[str], condition: str) -> None:
        """Two versions of a definition are alike if what they are made of is."""
        space = Space()
        before = decision(condition, reader_in(space, **sections_of(old)))
        after = decision(condition, reader_in(space, **sections_of(new)))
        found = difference(before, after)
        if old == new and not found.unproven:
            assert found.is_equivalent
        if found.is_equivalent:
            one, other = verdict(before), verdict(after)
            assert _ways(one.true, one.false) == _ways(other.true, other.false)


def _ways(*found: Witness | None) -> list[bool]:
    return [witness is not None for witness in found]


_NEEDLES = st.text("ab", min_size=1, max_size=2)
_TESTS = st.lists(
    st.tuples(st.sampled_from(TextOperator), _NEEDLES), min_size=1, max_size=3
).map(tuple)


class TestTexts:
    """The classes of a text are the answers that texts can give."""

    @given(
        st.lists(_TESTS, min_size=1, max_size=3),
        st.lists(st.text("abAB", min_size=1, max_size=2), max_size=2),
    )
    def test_every_text(
        self,
        groups: list[tuple[tuple[TextOperator, str], ...]],
        constants: list[str],
    ) -> None:
        """Trying every short text finds the same sets of answers."""
        text = Text("t")
        for group in groups:
            text.ask(group, functools.partial(_any, group), group)
        for constant in constants:
            text.ask(constant, functools.partial(operator.eq, constant), [constant])
        text.settle()
        found = {
            _answers(groups, constants, region.value)
            for region in text.classes
            if region.value is not None
        }
        tried = {
            _answers(groups, constants, "".join(letters))
            for size in range(1, 7)
            for letters in itertools.product("abx", repeat=size)
        } | {_answers(groups, constants, constant) for constant in constants}
        assert found == tried
        for word in ("a", "xab", "BA", *constants):
            mine = _answers(groups, constants, word)
            assert _answers(groups, constants, text.class_of(word).value) == mine


def _any(group: tuple[tuple[TextOperator, str], ...], value: str | None) -> bool:
    return value is not None and any(holds(test, value) for test in group)


def _answers(
    groups: list[tuple[tuple[TextOperator, str], ...]],
    constants: list[str],
    value: str,
) -> tuple[bool, ...]:
    """The answers of one text, by the operators of Python alone."""
    tests = {
        TextOperator.CONTAINS: lambda text, needle: needle in text,
        TextOperator.STARTS_WITH: str.startswith,
        TextOperator.ENDS_WITH: str.endswith,
    }
    return (
        *(
            any(tests[kind](value.lower(), needle) for kind, needle in group)
            for group in groups
        ),
        *(value == constant for constant in constants),
    )


class TestNumbers:
    """The classes of a number are the stretches between its cuts."""

    @given(
        st.lists(st.fractions(-3, 3, max_denominator=3), max_size=4),
        st.sampled_from([Kind.INTEGER, Kind.DECIMAL]),
    )
    def test_every_number(self, cuts: list[Fraction], kind: Kind) -> None:
        """Trying many numbers finds the same sides of all cuts."""
        number = Number("n", kind)
        for cut in cuts:
            number.ask(cut, functools.partial(_side, cut), [cut])
        number.settle()
        step = Fraction(1, 1 if kind is Kind.INTEGER else 20)
        tried = {
            tuple(_side(cut, step * at) for cut in cuts) for at in range(-100, 101)
        }
        found = {
            tuple(_side(cut, region.value) for cut in cuts)
            for region in number.classes
            if region.value is not None
        }
        assert found == tried


def _side(cut: Fraction, value: Fraction | None) -> int | None:
    """On which side of a cut a number lies."""
    if value is None:
        return None
    return int(Fraction(value) > cut) - int(Fraction(value) < cut)
