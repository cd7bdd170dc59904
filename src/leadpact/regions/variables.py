"""What conditions ask about, cut into regions of values.

A variable collects the questions that are put to it. Its values fall into regions that
answer every question alike; regions that answer all of them alike are one class, which
keeps one of its values as its representative.
"""

from __future__ import annotations

import abc
import enum
from typing import TYPE_CHECKING, Any, NamedTuple

from leadpact.regions.diagrams import Budget, TooManyRegionsError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from leadpact.language.types import Kind
    from leadpact.regions.kleene import Bare

#: Classes of one variable beyond which its conditions are not analysed.
MOST_CLASSES = 1000

#: Answers of regions beyond which the classes of one variable are not worked out.
MOST_ANSWERS = 500_000

#: Steps of a budget that one answer takes.
ANSWER_STEPS = 3

#: How much a witness would rather not have a value: a plain one least of all.
PLAIN, ODD, MISSING, DOUBTFUL = 1, 2, 4, 1000


class Role(enum.Enum):
    """What a variable stands for."""

    FIELD = "a field of the lead"
    DATUM = "a datum of an event"
    ACTOR = "who did an event"
    COUNT = "how many events match a pattern"
    HISTORY = "whether a history is given"
    STAGE = "the stage of the lead"
    OPEN = "whether a calendar is open"
    FREE = "a comparison that is taken as free"


class Key(NamedTuple):
    """The identity of a variable: equal ones of two policies are one variable.

    Attributes:
        role: What it stands for.
        name: Its name, or the text that it stands for.
        kind: The kind of its values, where there are several.
        event: Of a datum, the type of the event.
        detail: What else tells it from others, such as the currency of money.
    """

    role: Role
    name: str
    kind: Kind | None = None
    event: str = ""
    detail: Hashable = None


class Region(NamedTuple):
    """Some values that are all alike.

    Attributes:
        value: One of them, without its unit; ``None`` if it is missing.
        cost: How much a witness would rather have another one.
        least: Of a count, the least in the region.
        most: Of a count, the most in the region, or ``None``.
    """

    value: Bare
    cost: int = PLAIN
    least: int = 0
    most: int | None = None


class Variable(abc.ABC):
    """One thing that conditions ask about.

    Attributes:
        key: Its identity; set by the space.
        name: What messages call it.
        doubt: Why its values are not known to be possible, or an empty string.
        level: Its place among the variables.
        classes: Regions that differ in some answer; set by ``settle``.
    """

    key: Key

    def __init__(self, name: str, doubt: str = "") -> None:
        self.name = name
        self.doubt = doubt
        self.level = -1
        self.classes: tuple[Region, ...] = ()
        self.is_settled = False
        self._questions: dict[Hashable, Callable[[Bare], Hashable]] = {}
        self._budget = Budget(0)

    def ask(
        self,
        key: Hashable,
        question: Callable[[Bare], Hashable],
        marks: Iterable[Any] = (),
    ) -> bool:
        """Put a question; whether it is a new one.

        Args:
            key: The question's identity.
            question: The answer for a value, ``None`` if missing.
            marks: Values at which the answer may change.
        """
        if key in self._questions:
            return False
        self._questions[key] = question
        self.is_settled = False
        for mark in marks:
            self.mark(mark)
        return True

    def mark(self, mark: Any) -> None:  # noqa: ANN401, B027 - of any type, or needless
        """Take a value at which an answer may change."""

    @abc.abstractmethod
    def regions(self) -> Iterator[Region]:
        """Every region of values, before those that are alike are merged."""

    def settle(self, budget: Budget | None = None) -> None:
        """Work out the classes.

        Args:
            budget: Steps that all variables share.

        Raises:
            TooManyRegionsError: They are more than ``MOST_CLASSES``, or take more than
                ``MOST_ANSWERS``, or more than the budget has.
        """
        if self.is_settled:
            return
        self.classes = ()
        shared = budget or Budget(ANSWER_STEPS * MOST_ANSWERS)
        most = min(MOST_ANSWERS, shared.left // ANSWER_STEPS)
        self._budget = Budget(most)
        try:
            classes = self._settled()
        finally:
            shared.left -= ANSWER_STEPS * (most - self._budget.left)
            shared.is_spent |= self._budget.is_spent and most < MOST_ANSWERS
        self.classes = classes
        self.is_settled = True

    def _settled(self) -> tuple[Region, ...]:
        regions = list(self.regions())
        self._budget.spend(len(regions) * self.steps)
        classes = self.merged(regions)
        if len(classes) > MOST_CLASSES:
            raise TooManyRegionsError
        return classes

    @property
    def steps(self) -> int:
        """Steps that the answers of one region take."""
        return len(self._questions)

    def merged(self, regions: Sequence[Region]) -> tuple[Region, ...]:
        """Regions that answer all questions alike, as one: the plainest of them."""
        best: dict[tuple[Hashable, ...], Region] = {}
        for region in regions:
            answers = self.answers(region)
            if answers not in best or region.cost < best[answers].cost:
                best[answers] = region
        return tuple(best.values())

    def class_of(self, value: Bare) -> Region:
        """The class that a value lies in.

        Args:
            value: What data may hold, without its unit; ``None`` for a missing one.
        """
        answers = self.answers(Region(value))
        return next(one for one in self.classes if self.answers(one) == answers)

    def answers(self, region: Region) -> tuple[Hashable, ...]:
        """The answers to all questions in a region."""
        return tuple(question(region.value) for question in self._questions.values())


class Fixed(Variable):
    """A variable with a few known values, such as a flag."""

    def __init__(
        self, name: str, values: Sequence[Bare], *, doubt: str = "", cost: int = PLAIN
    ) -> None:
        super().__init__(name, doubt)
        self._values = [
            Region(value, max(cost, MISSING if value is None else PLAIN))
            for value in values
        ]

    def regions(self) -> Iterator[Region]:
        """Its values."""
        yield from self._values


class Words(Variable):
    """Words of a choice or of a set of choices.

    Args:
        name: What messages call it.
        choices: All there are, or ``None`` where any word may stand.
    """

    def __init__(self, name: str, choices: tuple[str, ...] | None) -> None:
        super().__init__(name)
        self.choices = choices
        self.mentioned: dict[str, None] = {}

    def mark(self, mark: str) -> None:
        """Take a word that a condition mentions."""
        self.mentioned.setdefault(mark)

    def widen(self, choices: tuple[str, ...] | None) -> bool:
        """Take the choices of another policy as well; whether there are new ones."""
        before = self.choices
        if choices is before:
            # One policy says the same at each of its conditions.
            return False
        if before is None or choices is None:
            self.choices = None
        else:
            self.choices = tuple(dict.fromkeys((*before, *choices)))
        if self.choices == before:
            return False
        self.is_settled = False
        return True


class Choice(Words):
    """A word: each one that there is, or else each that is mentioned and one other.

    Args:
        name: What messages call it.
        choices: All there are, or ``None`` where any word may stand.
        can_miss: Whether a value may be missing.
    """

    def __init__(
        self, name: str, choices: tuple[str, ...] | None, *, can_miss: bool = True
    ) -> None:
        super().__init__(name, choices)
        self._can_miss = can_miss

    def regions(self) -> Iterator[Region]:
        """Each word that data can hold, one other, missing."""
        if self.choices is None:
            # Blanks around a word of the data do not count.
            known = [word for word in self.mentioned if word and word == word.strip()]
            yield from map(Region, known)
            yield Region(_unlike("other", self.mentioned))
        else:
            yield from map(Region, self.choices)
        if self._can_miss:
            yield Region(None, MISSING)


class Subset(Words):
    """A set of words: each that matters may be in it or not."""

    def regions(self) -> Iterator[Region]:
        """A set for each way to answer, grown a word at a time, and missing."""
        words = self.mentioned if self.choices is None else self.choices
        nothing = frozenset[str]()
        found = {self.answers(Region(nothing)): nothing}
        for word in words:
            for content in list(found.values()):
                grown = content | {word}
                self._budget.spend(self.steps + len(grown))
                found.setdefault(self.answers(Region(grown)), grown)
            if len(found) > MOST_CLASSES:
                raise TooManyRegionsError
        yield from map(Region, found.values())
        yield Region(None, MISSING)


def _unlike(word: str, known: Iterable[str]) -> str:
    """A word that is none of some."""
    taken = set(known)
    while word in taken:
        word += "_"
    return word
