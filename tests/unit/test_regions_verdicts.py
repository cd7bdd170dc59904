from __future__ import annotations

import functools
import operator
from fractions import Fraction

import pytest
from builders_regions import decision, make_reader, reader_in

from leadpact.language.nodes import TextOperator
from leadpact.language.types import Kind
from leadpact.regions import (
    Change,
    Difference,
    Form,
    Space,
    TooManyRegionsError,
    can_be,
    difference,
    verdict,
)
from leadpact.regions.diagrams import Budget, Diagrams, Operation
from leadpact.regions.numbers import Number
from leadpact.regions.texts import Text, holds
from leadpact.regions.variables import Choice

#: Twelve tests of one text that have nothing to do with each other.
WORDS = [f"t contains w{number}x" for number in range(12)]
#: Which of them hold has too many answers to look at each.
CROWD = " or ".join(WORDS)


#: Fields of two versions of a policy.
FEW = "{k: {type: choice, choices: [A, C]}, n: integer}"
MORE = "{k: {type: choice, choices: [A, B, C]}, n: integer}"


def compared(before: str, after: str) -> Difference:
    """How two conditions differ."""
    reader = make_reader()
    return difference(decision(before, reader), decision(after, reader))


class TestDifference:
    """How a condition becomes another one."""

    @pytest.mark.parametrize(
        ("before", "after", "change", "shown"),
        [
            ("n >= 50", "n > 49", Change.NONE, []),
            ("n >= 50", "n >= 20", Change.LOOSENED, ["n = 20"]),
            ("n >= 20", "n >= 50", Change.TIGHTENED, ["n = 20"]),
            ("k is A", "k is B", Change.BOTH, ["k = B", "k = A"]),
            ("not (n > 5 and f)", "n <= 5 or not f", Change.NONE, []),
            ("k in [A, B]", "k is not C", Change.NONE, []),
        ],
    )
    def test_change(
        self, before: str, after: str, change: Change, shown: list[str]
    ) -> None:
        """Each way that leads go is shown by one of them."""
        found = compared(before, after)
        assert found.change is change
        assert [str(one) for one in (found.gained, found.lost) if one] == shown
        assert found.doubts == ()

    def test_blurred(self) -> None:
        """An unknown condition and a false one both do not hold, and differ."""
        found = compared("n > 5", "n > 5 and n is known")
        assert found.change is Change.NONE
        assert (str(found.blurred), found.is_equivalent) == ("n missing", False)
        assert compared("n > 5", "n >= 6").is_equivalent

    def test_choices(self) -> None:
        """A choice that only one version has is a word like any other for both."""
        space = Space()
        old = decision("k is A", reader_in(space, fields=FEW))
        assert not verdict(old).always_holds
        new = decision("k in [A, B]", reader_in(space, fields=MORE))
        assert str(difference(old, new).gained) == "k = B"
        same = decision("k is A", reader_in(space, fields=FEW))
        assert difference(old, same).is_equivalent

    def test_open_choices(self) -> None:
        """Where any word may stand in one version, it may in both."""
        choice = Choice("k", ("A",))
        assert choice.widen(None)
        assert not choice.widen(("A",))
        choice.settle()
        assert [one.value for one in choice.classes] == ["other"]

    def test_doubts(self) -> None:
        """What rests on a comparison that is taken as free is told so."""
        found = compared("n > d", "n > d and f")
        assert found.doubts == ("`n > d`: it compares `n` with `d`",)

    def test_too_many(self) -> None:
        """Of what has too many regions nothing is known."""
        reader = make_reader()
        crowded = [decision(word, reader) for word in WORDS]
        found = difference(crowded[0], decision("f", reader))
        assert (found.change, found.is_equivalent) == (Change.BOTH, False)
        assert found.doubts == (found.unproven,)


class TestVerdict:
    """What a condition can be."""

    def test_properties(self) -> None:
        """Each outcome is possible or not."""
        found = verdict(decision("n is known"))
        assert (found.can_be_true, found.can_be_false) == (True, True)
        assert (found.can_be_unknown, found.is_proven) == (False, True)

    def test_given(self) -> None:
        """Only leads of one kind may be looked at."""
        reader = make_reader()
        given = decision("n > 5", reader).sure
        assert verdict(decision("n < 3", reader), given=given).never_holds
        assert not can_be(decision("n < 3", reader).sure, given=given)

    def test_too_many(self) -> None:
        """Of what has too many regions everything is possible."""
        reader = make_reader()
        crowded = [decision(word, reader) for word in WORDS]
        found = verdict(crowded[0])
        assert (found.can_be_true, found.can_be_false) == (True, True)
        assert (found.can_be_unknown, found.is_proven) == (True, False)
        assert not found.never_holds
        assert not found.always_holds

    def test_depth(self) -> None:
        """What goes deeper than Python can is as good as too many regions."""

        def build() -> int:
            raise RecursionError

        with pytest.raises(TooManyRegionsError):
            can_be(Form(Space(), build))


class TestDiagrams:
    """Equal functions are one diagram."""

    def test_leaves(self) -> None:
        """True is not 1, and each value is one leaf."""
        diagrams = Diagrams(Budget(100))
        assert diagrams.leaf(1) != diagrams.true
        assert diagrams.leaf("a") == diagrams.leaf("a")

    def test_needless_question(self) -> None:
        """A question whose answer changes nothing is not asked."""
        diagrams = Diagrams(Budget(100))
        assert diagrams.node(0, [diagrams.true] * 3) == diagrams.true

    def test_limit(self) -> None:
        """An operation stops where its steps are used up."""
        diagrams = Diagrams(Budget(100))
        one = diagrams.node(0, [diagrams.leaf(1), diagrams.leaf(2)])
        other = diagrams.node(1, [diagrams.leaf(3), diagrams.leaf(4)])
        diagrams.allowance = 2
        with pytest.raises(TooManyRegionsError):
            diagrams.combine(Operation(lambda left, right: left + right), one, other)


class TestCrowds:
    """Variables with too many classes."""

    def test_numbers(self) -> None:
        """A number with more cuts than are looked at is refused."""
        number = Number("n", Kind.INTEGER)
        for at in range(1001):
            number.ask(at, functools.partial(operator.eq, at), [Fraction(at)])
        with pytest.raises(TooManyRegionsError):
            number.settle()
        assert not number.is_settled

    def test_questions(self) -> None:
        """So is what would have to answer too many questions for too many values."""
        choice = Choice("k", tuple(f"w{at}" for at in range(4000)))
        for at in range(500):
            choice.ask(at, functools.partial(operator.eq, f"w{at}"))
        with pytest.raises(TooManyRegionsError):
            choice.settle()

    def test_classes(self) -> None:
        """So is what one question tells too many values apart of."""
        choice = Choice("k", tuple(f"w{at}" for at in range(1001)))
        choice.ask("is", lambda word: word)
        with pytest.raises(TooManyRegionsError):
            choice.settle()

    def test_budget(self) -> None:
        """What one variable takes the next one has not; too little is told."""
        budget = Budget(100)
        for name, is_enough in (("a", True), ("b", False)):
            number = Number(name, Kind.INTEGER)
            for at in range(3):
                number.ask(at, functools.partial(operator.eq, at), [Fraction(at)])
            if is_enough:
                number.settle(budget)
            else:
                with pytest.raises(TooManyRegionsError):
                    number.settle(budget)
            assert budget.is_spent is not is_enough

    def test_needles(self) -> None:
        """Thousands of needles of one question are one question."""
        text = Text("t")
        for kind in TextOperator:
            group = tuple((kind, f"w{at}x") for at in range(2000))
            text.ask(kind, functools.partial(_any_holds, group), group)
        text.settle()
        # What starts or ends with one contains it, which leaves five ways and none.
        assert len(text.classes) == 6

    def test_texts(self) -> None:
        """So is a text with many ways to start and to end."""
        text = Text("t")
        for at in range(40):
            for kind in (TextOperator.STARTS_WITH, TextOperator.ENDS_WITH):
                test = (kind, f"{at:02}")
                text.ask(test, functools.partial(_holds, test), [test])
        with pytest.raises(TooManyRegionsError):
            text.settle()


def _any_holds(
    tests: tuple[tuple[TextOperator, str], ...], value: str | None
) -> bool | None:
    return None if value is None else any(holds(test, value) for test in tests)


def _holds(test: tuple[TextOperator, str], value: str | None) -> bool:
    return value is not None and holds(test, value)
