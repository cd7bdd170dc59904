"""The tightest limits of a promise that history would have met."""

from __future__ import annotations

import bisect
import enum
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars.wall_clock import DAY
from leadpact.engines.clocks import Span
from leadpact.engines.history import Source
from leadpact.engines.record import all_openings
from leadpact.engines.timeline import Timeline
from leadpact.errors import RecordError
from leadpact.instants import to_instant
from leadpact.language.printer import print_phrase
from leadpact.model.records import as_lead, people_by_id
from leadpact.review.suggestions.amounts import amounts_up_to, is_days
from leadpact.review.suggestions.openings import Fate, Opening, fates
from leadpact.units import Duration, Percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from leadpact.model.lead import Person
    from leadpact.model.policy import Timer
    from leadpact.model.records import SomeLead, SomePerson
    from leadpact.pact import Pact

#: Instances of a case that it takes to suggest anything: with fewer of them, one lead
#: more or less would move a share by more than a twentieth.
FEWEST = 20
#: How often the cases are gone through, where the limit of one decides which instances
#: another one has.
_ROUNDS = 3
_WHOLE = 100


class Answer(enum.Enum):
    """What can be said of a case."""

    SUGGESTED = "suggested"
    #: Its limit is the tightest already.
    KEPT = "kept"
    TOO_FEW = "too few"
    OUT_OF_REACH = "out of reach"


def reaches(some: int, whole: int, target: Percent) -> bool:
    """Whether some of all are a share of them; of none there is no share."""
    return whole > 0 and some * _WHOLE >= target.amount * whole


def percent_of(some: int, whole: int) -> Decimal | None:
    """Some of all in percent, with one digit; never more than it is.

    Example:
        >>> str(percent_of(2, 3)), str(percent_of(3, 3)), percent_of(0, 0)
        ('66.6', '100.0', None)
    """
    return Decimal(some * _WHOLE * 10 // whole).scaleb(-1) if whole else None


@attrs.frozen
class Tally:
    """What becomes of the instances of one case under a limit.

    Attributes:
        met: Those that are met in time.
        missed: Those that are not, or that nobody kept under the present limit.
        open: Those that may still be met, which are left out.
        released: Those that were no longer owed before due, left out too.
    """

    met: int = 0
    missed: int = 0
    open: int = 0
    released: int = 0

    @property
    def decided(self) -> int:
        """Those that are met or missed."""
        return self.met + self.missed

    def reaches(self, target: Percent) -> bool:
        """Whether a share of the decided ones is met."""
        return reaches(self.met, self.decided, target)

    @property
    def percent(self) -> Decimal | None:
        """The share that is met, as ``percent_of`` tells it."""
        return percent_of(self.met, self.decided)


@attrs.frozen
class CaseLimit:
    """What history says of the limit of one case.

    Attributes:
        when: The condition of the case, in the words of the language; empty for none.
        present: The limit in the policy.
        now: What becomes of its instances under that.
        answer: What can be said.
        suggested: The tightest limit; the present one where another is not suggested.
        then: What becomes of its instances under that, with all that is suggested.
        longest: What becomes of them if time does not matter.
    """

    when: str
    present: Duration
    now: Tally
    answer: Answer
    suggested: Duration
    then: Tally
    longest: Tally


@attrs.frozen
class LimitAdvice:
    """What history says of the limits of a timer.

    Attributes:
        timer: Its name.
        target: The share of its instances that is to be met.
        leads: How many leads have a start of it.
        refused: How many leads could not be judged.
        cases: Its cases in order.
    """

    timer: str
    target: Percent
    leads: int
    refused: int
    cases: tuple[CaseLimit, ...]

    @property
    def limits(self) -> tuple[Duration, ...]:
        """The limit of each case, as suggested or as it is."""
        return tuple(case.suggested for case in self.cases)

    @property
    def is_news(self) -> bool:
        """Whether another limit is suggested for any case."""
        return any(case.answer is Answer.SUGGESTED for case in self.cases)


def suggest_limits(  # noqa: PLR0913 - what a history is made of
    pact: Pact,
    timer: str,
    leads: Iterable[SomeLead],
    *,
    now: datetime,
    target: Percent,
    people: Iterable[SomePerson] = (),
    fewest: int = FEWEST,
) -> LimitAdvice:
    """The tightest limits of a timer under which history would have met a share.

    For each case it is the least amount, of those that people read at a glance, under
    which the share is met and under the next smaller one is not. What was never met,
    and is missed under the present limit, is missed however long the limit. It says
    nothing of what people would have done under another limit.

    Args:
        pact: The policy.
        timer: Name of the timer.
        leads: The leads with their events, or the same as plain data.
        now: Aware instant; events after it do not count.
        target: The share that is to be met.
        people: Owners of leads.
        fewest: Decided instances of a case that it takes to suggest a limit.

    Raises:
        RecordError: ``now`` or one of the people is wrong.

    Source: docs/how-to/suggest-a-limit.md.
    """
    known, at = people_by_id(people), to_instant(now)
    histories: list[tuple[Opening, ...]] = []
    refused = 0
    for lead in leads:
        try:
            found = _openings(pact, timer, lead, at, known)
        except RecordError:
            refused += 1
        else:
            if found:
                histories.append(found)
    terms = pact.checked.policy.timers[timer]
    search = _Search(terms, histories, now=at, target=target, fewest=fewest)
    return LimitAdvice(timer, target, len(histories), refused, search.cases())


def _openings(
    pact: Pact, timer: str, lead: SomeLead, now: int, people: Mapping[str, Person]
) -> tuple[Opening, ...]:
    """The starts of a timer in the history of a lead."""
    source = Source.read(as_lead(lead), pact.bound.types)
    timeline = Timeline.alone(pact.bound, source, now)
    runs = all_openings(timeline, pact.plan.order, people, timer)
    found = tuple(map(Opening.of, runs))
    timeline.present.forget()
    return found


class _Search:
    """Plays the history of a timer under limits.

    Attributes:
        timer: The timer.
        present: Its limits.
        now: Instant up to which the history is known.
        target: The share that is to be met.
        fewest: Decided instances of a case that it takes.
    """

    def __init__(
        self,
        timer: Timer,
        histories: Sequence[tuple[Opening, ...]],
        *,
        now: int,
        target: Percent,
        fewest: int,
    ) -> None:
        self.timer = timer
        self.present = [case.value for case in timer.within]
        self.now = now
        self.target = target
        self.fewest = fewest
        self._histories = [
            [
                each
                for each in histories
                if any(opening.case == place for opening in each)
            ]
            for place in range(len(self.present))
        ]

    def cases(self) -> tuple[CaseLimit, ...]:
        """What is to be said of each case."""
        limits = list(self.present)
        found: list[CaseLimit] = []
        for _ in range(_ROUNDS if self._is_mixed else 1):
            found = [self._case(place, limits) for place in range(len(limits))]
            limits = [case.suggested for case in found]
        return tuple(
            attrs.evolve(case, then=self._tally(place, limits))
            for place, case in enumerate(found)
        )

    @property
    def _is_mixed(self) -> bool:
        """Whether a lead has instances of several cases."""
        return any(
            len({opening.case for opening in each}) > 1
            for histories in self._histories
            for each in histories
        )

    def _case(self, place: int, limits: Sequence[Duration]) -> CaseLimit:
        """What is to be said of one case, with the limits of the others."""
        case, present = self.timer.within[place], self.present[place]

        def under(limit: Duration) -> Tally:
            tried = [*limits]
            tried[place] = limit
            return self._tally(place, tried)

        amounts = self._amounts(place)
        now, longest = self._tally(place, self.present), under(amounts[-1])
        suggested, then = present, now
        if now.decided < self.fewest:
            answer = Answer.TOO_FEW
        elif not longest.reaches(self.target):
            answer = Answer.OUT_OF_REACH
        else:
            index = bisect.bisect_left(
                amounts, x=True, key=lambda one: under(one).reaches(self.target)
            )
            suggested = amounts[index]
            is_same = suggested == present
            answer = Answer.KEPT if is_same else Answer.SUGGESTED
        when = "" if case.when is None else print_phrase(case.when)
        return CaseLimit(when, present, now, answer, suggested, then, longest)

    def _tally(self, place: int, limits: Sequence[Duration]) -> Tally:
        """What becomes of the instances of one case under some limits."""
        spans = [Span.of(limit) for limit in limits]
        found = Counter(
            fate
            for openings in self._histories[place]
            for case, fate in fates(
                openings,
                spans,
                self.timer.repeat,
                now=self.now,
            )
            if case == place
        )
        return Tally(
            found[Fate.MET], found[Fate.MISSED], found[Fate.OPEN], found[Fate.RELEASED]
        )

    def _amounts(self, place: int) -> Sequence[Duration]:
        """The amounts to try for a case.

        None is so long that a calendar is not open for it, where it is for the present
        one: then nothing would be promised.
        """
        present = self.present[place]
        amounts = amounts_up_to(present, self._most(place))
        known = self._opened(place, present)
        while amounts[-1] != present and self._opened(place, amounts[-1]) < known:
            amounts = amounts[:-1]
        return amounts

    def _opened(self, place: int, limit: Duration) -> int:
        """How many starts of a case open an instance under a limit."""
        span = Span.of(limit)
        return sum(
            opening.clock(span) is not None
            for openings in self._histories[place]
            for opening in openings
            if opening.case == place
        )

    def _most(self, place: int) -> int:
        """An amount under which no instance of a case is due yet.

        In microseconds of its own time, or in days.
        """
        return max(
            (
                self._passed(opening, place)
                for openings in self._histories[place]
                for opening in openings
                if opening.case == place
            ),
            default=0,
        )

    def _passed(self, opening: Opening, place: int) -> int:
        """How much of the time of a case passed from a start until now, and more."""
        if is_days(self.present[place].unit):
            # The first and the last date may both be held within their hours.
            return (self.now - opening.start) // DAY + 2
        clock = opening.waited
        return clock.reading(self.now) - clock.origin + 1
