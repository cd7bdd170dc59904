"""From which score on enough leads convert."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from leadpact.engines.history import Source
from leadpact.errors import RecordError
from leadpact.instants import to_instant
from leadpact.language.nodes import (
    Arithmetic,
    ArithmeticOperator,
    Compare,
    Comparison,
    Literal,
    Name,
)
from leadpact.language.walk import walk
from leadpact.model.records import as_lead, people_by_id
from leadpact.review.suggestions.limits import FEWEST, Answer, percent_of, reaches
from leadpact.units import Percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from leadpact.language.nodes import Condition, Phrase
    from leadpact.model.lead import Person
    from leadpact.model.records import SomeLead, SomePerson
    from leadpact.pact import Pact

#: The event at which a score must have told what a lead is worth.
SCORED_AT = "handed_off"
#: Rows that a reader takes in; more scores than that are told in ranges.
_MOST_ROWS = 12
_WIDTHS = (1, 2, 5)


@attrs.frozen
class ScoreRange:
    """Leads whose score lies in a range, and all from there on.

    Attributes:
        low: The least score of the range; it ends before the next one.
        leads: How many leads lie in it.
        converted: How many of them converted.
        leads_from: How many leads lie in it or above.
        converted_from: How many of those converted.
    """

    low: Decimal
    leads: int
    converted: int
    leads_from: int
    converted_from: int

    @property
    def percent(self) -> Decimal | None:
        """The share that converted in the range, in percent."""
        return percent_of(self.converted, self.leads)

    @property
    def percent_from(self) -> Decimal | None:
        """The share that converted in it or above, in percent."""
        return percent_of(self.converted_from, self.leads_from)


@attrs.frozen
class ThresholdAdvice:
    """What history says of a threshold of a score.

    Attributes:
        scores: The names of the scores that add up.
        goal: The event that tells that a lead converted.
        target: The share that is to convert.
        leads: How many leads were handed off.
        unscored: How many never were, and are left out.
        refused: How many leads could not be judged.
        ranges: The scores, from the least on.
        answer: What can be said.
        suggested: The least score from which the target is reached; ``None`` for none.
    """

    scores: tuple[str, ...]
    goal: str
    target: Percent
    leads: int
    unscored: int
    refused: int
    ranges: tuple[ScoreRange, ...]
    answer: Answer
    suggested: Decimal | None


def suggest_threshold(  # noqa: PLR0913 - what a history is made of
    pact: Pact,
    scores: Sequence[str],
    leads: Iterable[SomeLead],
    *,
    goal: str,
    now: datetime,
    target: Percent,
    people: Iterable[SomePerson] = (),
    fewest: int = FEWEST,
) -> ThresholdAdvice:
    """The least score from which a share of the leads converted.

    The score is that at the first hand-off, so that what happened later, such as the
    conversion itself, is not in it. A lead converted if the goal came then or later;
    what has not converted until ``now`` counts as not converted.

    Args:
        pact: The policy.
        scores: Names of scores, which add up.
        leads: The leads with their events, or the same as plain data.
        goal: Type of the event that tells that a lead converted, such as `won`.
        now: Aware instant; events after it do not count.
        target: The share that is to convert.
        people: Owners of leads.
        fewest: Leads from a threshold on that it takes to suggest it.

    Raises:
        RecordError: ``now`` or one of the people is wrong.

    Source: docs/how-to/suggest-a-limit.md.
    """
    known, at = people_by_id(people), to_instant(now)
    found: list[tuple[Decimal, bool]] = []
    refused = unscored = 0
    for lead in leads:
        try:
            scored = _scored(pact, scores, lead, goal=goal, now=at, people=known)
        except RecordError:
            refused += 1
            continue
        if scored is None:
            unscored += 1
        else:
            found.append(scored)
    ranges = tuple(_ranges(found))
    enough = [one for one in ranges if one.leads_from >= fewest]
    reached = [
        one.low for one in enough if reaches(one.converted_from, one.leads_from, target)
    ]
    answer = Answer.SUGGESTED if reached else Answer.OUT_OF_REACH
    return ThresholdAdvice(
        tuple(scores),
        goal,
        target,
        len(found),
        unscored,
        refused,
        ranges,
        answer if enough else Answer.TOO_FEW,
        reached[0] if reached else None,
    )


def _scored(
    pact: Pact,
    scores: Sequence[str],
    lead: SomeLead,
    *,
    goal: str,
    now: int,
    people: Mapping[str, Person],
) -> tuple[Decimal, bool] | None:
    """The score of a lead when it was handed off, and whether it converted."""
    source = Source.read(as_lead(lead), pact.bound.types)
    handed = [one.at for one in source.by_type.get(SCORED_AT, ()) if one.at <= now]
    if not handed:
        return None
    start = min(handed)
    told = pact.engine.judge(source, start, people).scores
    points = sum((told[name].points for name in scores), Decimal())
    converted = any(start <= one.at <= now for one in source.by_type.get(goal, ()))
    return points, converted


def _ranges(found: Sequence[tuple[Decimal, bool]]) -> Iterator[ScoreRange]:
    """The scores in ranges, each with what lies from it on."""
    width = _width({points for points, _ in found})
    lows = [(_low(points, width), converted) for points, converted in found]
    leads = Counter(low for low, _ in lows)
    converted = Counter(low for low, is_converted in lows if is_converted)
    for low in sorted(leads):
        yield ScoreRange(
            low,
            leads[low],
            converted[low],
            sum(count for other, count in leads.items() if other >= low),
            sum(count for other, count in converted.items() if other >= low),
        )


def _width(scores: set[Decimal]) -> Decimal:
    """How wide the ranges are; 0 where each score is a row of its own."""
    if len(scores) <= _MOST_ROWS:
        return Decimal()
    widths = (Decimal(one).scaleb(power) for power in range(-6, 18) for one in _WIDTHS)
    return next(
        width
        for width in widths
        if len({_low(score, width) for score in scores}) <= _MOST_ROWS
    )


def _low(score: Decimal, width: Decimal) -> Decimal:
    """The least score of the range that a score lies in."""
    if not width:
        return score
    # Not `//`, which rounds towards zero.
    return score - (score % width + width) % width


def comparisons(
    phrases: Iterable[Phrase], scores: Sequence[str]
) -> Iterator[tuple[Compare, Literal]]:
    """Where a policy asks whether some scores, added up, come to a number: to which."""
    for phrase in phrases:
        for node in walk(phrase):
            match node:
                case Compare((points, Literal() as number), (Comparison.GE,)) if sorted(
                    _terms(points)
                ) == sorted(scores):
                    yield node, number


def _terms(node: Condition) -> Iterator[str]:
    """The names that a sum adds up; an empty one for whatever else it holds."""
    if isinstance(node, Name):
        yield node.name
    elif isinstance(node, Arithmetic) and node.operator is ArithmeticOperator.ADD:
        yield from _terms(node.left)
        yield from _terms(node.right)
    else:
        yield ""
