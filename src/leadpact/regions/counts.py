"""Counts of events: how those of related patterns bound each other.

A count of `touched in last 7 days` is at most that of `touched in last 14 days`, and
at most that of `touched`. What is counted under `where` is at most what is counted
without, and under a weaker `where`.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadpact.language.nodes import Source
from leadpact.regions.decisions import Decision
from leadpact.regions.diagrams import TooManyRegionsError
from leadpact.regions.numbers import stretches
from leadpact.regions.space import Form, Path, Space
from leadpact.regions.variables import (
    ANSWER_STEPS,
    MOST_CLASSES,
    PLAIN,
    Region,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_MINUTE = 60_000_000
_DAY = 24 * 60 * _MINUTE


@attrs.frozen(eq=False)
class Asked:
    """Which events a pattern picks.

    Attributes:
        source: Recorded events, or stage entries and outcomes of timers.
        name: The event type, stage or timer.
        window: Only events of the last so many microseconds.
        where: Judged on each event, or ``None``.
    """

    source: Source
    name: str
    window: int | None = None
    where: Decision | None = None


class Count(Variable):
    """How many events match a pattern; never missing in a known history.

    Its regions are stretches without holes, so that counts of related patterns can be
    told apart by their ends alone.

    Attributes:
        pattern: Which events are counted.
    """

    def __init__(self, name: str, pattern: Asked) -> None:
        super().__init__(name)
        self.pattern = pattern
        self._within: dict[Count, bool] = {}
        self._cuts: set[Fraction] = set()
        self._reaches: list[tuple[Fraction, Callable[[], Fraction]]] = []

    def mark(self, mark: Fraction) -> None:
        """Take a number at which an answer may change."""
        self._cuts.add(mark)

    def mark_each(self, points: Fraction, reach: Callable[[], Fraction]) -> None:
        """Take points for each event without a bound.

        Args:
            points: For one event.
            reach: Gives, when all conditions are read, the points beyond which no
                comparison changes.
        """
        self._reaches.append((abs(points), reach))
        self.is_settled = False

    def regions(self) -> Iterator[Region]:
        """Each number that some answer tells from its neighbours, and the rest."""
        cuts = set(self._cuts)
        for points, reach in self._reaches:
            last = math.floor(reach() / points) + 1
            if last > MOST_CLASSES:
                raise TooManyRegionsError
            cuts |= set(map(Fraction, range(last + 1)))
        last = max((math.ceil(cut) for cut in cuts), default=0) + 1
        for low, high in stretches(cuts, 1, 0, last):
            yield Region(low, PLAIN, low, None if high == last else high)

    def merged(self, regions: Sequence[Region]) -> tuple[Region, ...]:
        """Neighbours that answer all questions alike, as one."""
        found: list[Region] = []
        answers: object = None
        for region in regions:
            own = self.answers(region)
            if found and own == answers:
                found[-1] = found[-1]._replace(most=region.most)
            else:
                found.append(region)
            answers = own
        return tuple(found)

    def is_within(self, other: Count) -> bool:
        """Whether each event that is counted here is counted there as well."""
        found = self._within.get(other)
        if found is None:
            found = self._within[other] = _is_within(self.pattern, other.pattern)
        return found


def _is_within(one: Asked, other: Asked) -> bool:
    if (one.source, one.name) != (other.source, other.name):
        return False
    if other.window is not None and (one.window is None or one.window > other.window):
        return False
    if other.where is None or one.where is other.where:
        return True
    space = other.where.space
    escape = space.negation(other.where.sure)
    if one.where is not None:
        escape = space.all_of((one.where.sure, escape))
    return not _can_be_true(escape)


def _can_be_true(form: Form) -> bool:
    """Whether some event is so; it is said to be where that is not known."""
    try:
        diagram = form.diagram()
    except TooManyRegionsError:
        return True
    return diagram != form.space.diagrams.false


def bounds(space: Space, support: Sequence[Variable]) -> Form | None:
    """What must hold between the counts among some variables; ``None`` if nothing.

    Raises:
        TooManyRegionsError: There are too many pairs of counts.
    """
    counts = [each for each in support if isinstance(each, Count)]
    space.budget.spend(ANSWER_STEPS * len(counts) ** 2)
    forms = [
        _at_most(space, narrow, wide)
        for narrow in counts
        for wide in counts
        if narrow is not wide and narrow.is_within(wide)
    ]
    forms += [
        space.table(count, lambda region: region.least == 0)
        for count in counts
        if count.pattern.where is not None
        and not _can_be_true(count.pattern.where.sure)
    ]
    return space.all_of(forms) if forms else None


def _at_most(space: Space, narrow: Count, wide: Count) -> Form:
    """Whether two stretches of counts leave room for the narrow one to be less."""
    return space.relation(
        narrow,
        wide,
        lambda one, other: other.most is None or one.least <= other.most,
    )


def _by_event(counts: Sequence[Count]) -> Mapping[tuple[Source, str], list[Count]]:
    groups: dict[tuple[Source, str], list[Count]] = {}
    for count in counts:
        groups.setdefault((count.pattern.source, count.pattern.name), []).append(count)
    return groups


@attrs.frozen
class Happening:
    """Some events that a witness needs.

    Attributes:
        type: Their type.
        age: Microseconds that they lie back.
        times: How many.
        data: Path in the space of the event that gives what they tell.
    """

    type: str
    age: int
    times: int
    path: Path


def happenings(path: Path) -> tuple[list[Happening], Mapping[Count, int]] | None:
    """Events that give each count of a path, and the counts; ``None`` if not found.

    Not every set of counts is found that there may be events for: an event is made
    for one pattern, and for those that it lies within.
    """
    counts = {each: region for each, region in path if isinstance(each, Count)}
    made: list[Happening] = []
    numbers: dict[Count, int] = {}
    for group in _by_event(list(counts)).values():
        # Whoever lies within more patterns comes first.
        ordered = sorted(
            group,
            key=lambda one: sum(one.is_within(other) for other in group),
            reverse=True,
        )
        numbers |= dict.fromkeys(group, 0)
        for count in ordered:
            missing = counts[count].least - numbers[count]
            if missing <= 0:
                continue
            event = _event(count, group, missing)
            if event is None:
                return None
            made.append(event)
            for other in group:
                numbers[other] += missing if count.is_within(other) else 0
    if all(_is_in(counts[count], number) for count, number in numbers.items()):
        return made, numbers
    return None


def _is_in(region: Region, number: int) -> bool:
    return region.least <= number and (region.most is None or number <= region.most)


def _event(count: Count, counts: Sequence[Count], times: int) -> Happening | None:
    """Events that one pattern picks, and none but those that it lies within."""
    asked = count.pattern
    age = _age(asked, [other.pattern.window for other in counts])
    conditions = [] if asked.where is None else [asked.where.sure]
    # A pattern without `where` holds this one, or its window is too short.
    conditions += [
        where.space.negation(where.sure)
        for other in counts
        if (where := other.pattern.where) is not None
        and not count.is_within(other)
        and (other.pattern.window is None or age < other.pattern.window)
    ]
    if not conditions:
        return Happening(asked.name, age, times, [])
    space = conditions[0].space
    try:
        found = space.path(space.all_of(conditions).diagram())
    except TooManyRegionsError:
        return None
    return None if found is None else Happening(asked.name, age, times, found)


def _age(asked: Asked, windows: Sequence[int | None]) -> int:
    """An age inside the pattern's window, and outside of every shorter one."""
    lengths = [window for window in windows if window is not None]
    if asked.window is None:
        return max(lengths, default=0) + _DAY
    shorter = max((each for each in lengths if each < asked.window), default=0)
    return (shorter + asked.window) // 2
