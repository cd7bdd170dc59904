"""Texts: which tests of one text can be true together.

A text is made to order: the needle that it starts with, those that it contains, the
one that it ends with, parted by a character that is in no needle. No needle then
stands in it by accident, since none can reach over a separator: what is true of the
text is true of every text that contains those needles. So the answers that a text
can give are the unions of what its needles give.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, TypeAlias

from leadpact.language.nodes import TextOperator
from leadpact.regions.diagrams import TooManyRegionsError
from leadpact.regions.variables import MISSING, MOST_CLASSES, Region, Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

#: An operator with the folded word that it looks for.
Test: TypeAlias = tuple[TextOperator, str]

_TESTS = {
    TextOperator.CONTAINS: lambda text, needle: needle in text,
    TextOperator.STARTS_WITH: str.startswith,
    TextOperator.ENDS_WITH: str.endswith,
}
#: Words to show where any will do.
_ANY = ("other", "text", "some words")


def holds(test: Test, text: str) -> bool:
    """Whether a test is true of a text; capitals do not count."""
    operator, needle = test
    return bool(_TESTS[operator](text.casefold(), needle))


class Text(Variable):
    """A text, with the tests and the constants that conditions know."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._needles: dict[TextOperator, dict[str, int]] = {
            operator: {} for operator in TextOperator
        }
        self._constants: dict[str, None] = {}

    def mark(self, mark: Test | str) -> None:
        """Take a test, or a text that another is compared with.

        The needles of one question are noted as its own, so that those that answer
        alike can stand for each other.
        """
        if isinstance(mark, str):
            self._constants.setdefault(mark)
        else:
            operator, needle = mark
            own = self._needles[operator]
            # The question was noted before its marks are taken.
            own[needle] = own.get(needle, 0) | 1 << (len(self._questions) - 1)

    @property
    def steps(self) -> int:
        """Steps that the answers of one region take: each needle is looked for."""
        return len(self._questions) + sum(map(len, self._needles.values()))

    def regions(self) -> Iterator[Region]:
        """One text for each set of answers that is possible, and missing."""
        # A blank text is a missing one.
        yield from (Region(text) for text in self._constants if text.strip())
        yield from (Region(text) for text in self._made())
        yield Region(None, MISSING)

    def _made(self) -> Iterator[str]:
        """A text, none of the constants, for every set of answers that needles give."""
        gap = self._free_character()
        starts, ends, inner = (
            self._distinct(operator)
            for operator in (
                TextOperator.STARTS_WITH,
                TextOperator.ENDS_WITH,
                TextOperator.CONTAINS,
            )
        )
        contents = self._contents(inner)
        seen: set[int] = set()
        for start, end in itertools.product(starts, ends):
            self._budget.spend(len(contents))
            for content, words in contents.items():
                answers = start | content | end
                if answers not in seen:
                    seen.add(answers)
                    yield self._text(answers, gap, (starts[start], *words, ends[end]))
            if len(seen) > MOST_CLASSES:
                raise TooManyRegionsError

    def _distinct(self, operator: TextOperator) -> dict[int, str]:
        """A needle for each set of answers that one in that place gives; first none."""
        found = {self._true_of(""): ""}
        for needle in self._needles[operator]:
            answers = self._true_of(needle, operator)
            found.setdefault(answers, needle)
        return found

    def _contents(self, needles: dict[int, str]) -> dict[int, tuple[str, ...]]:
        """Sets of needles that differ in an answer: unions, grown one at a time."""
        found: dict[int, tuple[str, ...]] = {self._true_of(""): ()}
        for answers, needle in needles.items():
            self._budget.spend(len(found))
            for union, words in list(found.items()):
                found.setdefault(union | answers, (*words, needle))
            if len(found) > MOST_CLASSES:
                raise TooManyRegionsError
        return found

    def _true_of(self, text: str, *places: TextOperator) -> int:
        """The questions that are true of a folded text, each by its bit.

        Args:
            text: Any text.
            places: Whether it is at the start or at the end of another one.
        """
        found = 0
        for operator in {TextOperator.CONTAINS, *places}:
            needles = self._needles[operator]
            for length in {*map(len, needles)}:
                parts = _PARTS[operator](text, length)
                self._budget.spend(1 + len(parts))
                for part in parts:
                    found |= needles.get(part, 0)
        return found

    def _text(self, answers: int, gap: str, parts: tuple[str, ...]) -> str:
        """A text with some needles and no others: the plainest of some that do.

        Args:
            answers: The questions that are true of it.
            gap: A character that is in no needle.
            parts: The needle that it starts with, some inside, the one at its end.
        """
        start, *inner, end = parts
        words = [part for part in parts if part]
        plain = (
            " ".join(each)
            for any_ in _ANY
            for each in (words, (*words, any_), (any_, *words))
        )
        # No needle reaches over a gap, so that no other one is in it by accident.
        longer = (
            gap.join((start or gap, *inner, gap * more, end or gap))
            for more in itertools.count()
        )
        return next(
            text
            for text in itertools.chain(plain, longer)
            if self._is_free(text)
            and self._true_of(text.casefold(), *TextOperator) == answers
        )

    def _is_free(self, text: str) -> bool:
        return bool(text.strip()) and text not in self._constants

    def _free_character(self) -> str:
        """A character that is in no needle, and no blank: a blank text is missing.

        There is one, since a policy cannot hold all of the last ones.
        """
        needles = "".join(itertools.chain.from_iterable(self._needles.values()))
        known = (
            "-._/~|",
            map(chr, range(0x2500, 0x2600)),
            map(chr, range(0x4E00, 0x9FFF)),
        )
        return next(
            gap for gap in itertools.chain.from_iterable(known) if gap not in needles
        )


#: The parts of a text with a length at which a needle may be.
_PARTS: Mapping[TextOperator, Callable[[str, int], Sequence[str]]] = {
    TextOperator.CONTAINS: lambda text, length: [
        text[at : at + length] for at in range(len(text) - length + 1)
    ],
    TextOperator.STARTS_WITH: lambda text, length: [text[:length]],
    TextOperator.ENDS_WITH: lambda text, length: [text[max(0, len(text) - length) :]],
}
