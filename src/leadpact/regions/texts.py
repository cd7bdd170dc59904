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
    from collections.abc import Iterator

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
        self._tests: dict[Test, None] = {}
        self._constants: dict[str, None] = {}

    def mark(self, mark: Test | str) -> None:
        """Take a test, or a text that another is compared with."""
        if isinstance(mark, str):
            self._constants.setdefault(mark)
        else:
            self._tests.setdefault(mark)

    def regions(self) -> Iterator[Region]:
        """One text for each set of answers that is possible, and missing."""
        # A blank text is a missing one.
        yield from (Region(text) for text in self._constants if text.strip())
        yield from (Region(text) for text in self._made())
        yield Region(None, MISSING)

    def _made(self) -> Iterator[str]:
        """A text, none of the constants, for every set of answers that needles give."""
        starts, ends, inner = (
            [needle for kind, needle in self._tests if kind is operator and needle]
            for operator in (
                TextOperator.STARTS_WITH,
                TextOperator.ENDS_WITH,
                TextOperator.CONTAINS,
            )
        )
        seen: set[tuple[object, ...]] = set()
        contents = self._contents(inner)
        for start, end in itertools.product(("", *starts), ("", *ends)):
            for content in contents:
                answers = self._answers_of(content, start, end)
                if answers not in seen:
                    seen.add(answers)
                    yield self._text(content, start, end)
            if len(seen) > MOST_CLASSES:
                raise TooManyRegionsError

    def _contents(self, needles: list[str]) -> list[tuple[str, ...]]:
        """Sets of needles that differ in an answer: unions, grown one at a time."""
        found: dict[tuple[object, ...], tuple[str, ...]] = {self._answers_of(()): ()}
        for needle in needles:
            for content in list(found.values()):
                more: tuple[str, ...] = (*content, needle)
                found.setdefault(self._answers_of(more), more)
            if len(found) > MOST_CLASSES:
                raise TooManyRegionsError
        return list(found.values())

    def _answers_of(
        self, content: tuple[str, ...], start: str = "", end: str = ""
    ) -> tuple[object, ...]:
        return self.answers(Region(self._exact(content, start, end)))

    def _exact(
        self, content: tuple[str, ...], start: str, end: str, longer: int = 0
    ) -> str:
        """A text with some needles, and with no other one by accident."""
        gap = self._gap()
        return gap.join((start or gap, *content, gap * longer, end or gap))

    def _text(self, content: tuple[str, ...], start: str, end: str) -> str:
        """A text with some needles and no others: the plainest of some that do."""
        exact = self._exact(content, start, end)
        wanted = [holds(test, exact) for test in self._tests]
        parts = [part for part in (start, *content, end) if part]
        plain = (
            " ".join(words)
            for any_ in _ANY
            for words in (parts, (*parts, any_), (any_, *parts))
        )
        longer = (self._exact(content, start, end, more) for more in itertools.count())
        return next(
            text
            for text in itertools.chain(plain, longer)
            if self._is_free(text)
            and [holds(test, text) for test in self._tests] == wanted
        )

    def _is_free(self, text: str) -> bool:
        return bool(text.strip()) and text not in self._constants

    def _gap(self) -> str:
        """A character that is in no needle, and no blank: a blank text is missing.

        There is one, since a policy cannot hold all of the last ones.
        """
        needles = "".join(needle for _, needle in self._tests)
        known = (
            "-._/~|",
            map(chr, range(0x2500, 0x2600)),
            map(chr, range(0x4E00, 0x9FFF)),
        )
        return next(
            gap for gap in itertools.chain.from_iterable(known) if gap not in needles
        )
