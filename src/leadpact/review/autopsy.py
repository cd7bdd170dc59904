"""One disputed lead with everything that its verdict rests on, to be judged again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import attrs
import rfc8785

from leadpact.instants import from_instant
from leadpact.model.lead import Lead, Person
from leadpact.pact import Pact
from leadpact.results import Row, evaluation_to_data
from leadpact.review.papers import Papers
from leadpact.signing.changes import Change, leaves_between

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leadpact.book import Book
    from leadpact.explain import Explanation, Part

#: What of an evaluation depends on the machine, and decides nothing by itself.
_SURROUNDINGS = ("engine", "data")


@attrs.frozen
class Autopsy:
    """A lead, what judged it, and what was found.

    Attributes:
        papers: The policy, with what it is loaded from.
        lead: The lead with its events.
        people: Owners of the lead.
        now: Instant of the verdict, in microseconds since the epoch.
        evaluation: The verdict as plain data, see ``evaluation_to_data``.
        explanation: The same in sentences, as plain data.
    """

    papers: Papers
    lead: Lead
    people: tuple[Person, ...]
    now: int
    evaluation: Row
    explanation: Row

    @property
    def decision(self) -> str:
        """The digest of the verdict; see ``decision_digest``."""
        return decision_digest(self.evaluation)

    @property
    def is_signed(self) -> bool:
        """Whether it was found that every party had signed the policy."""
        return bool(self.evaluation["policy"]["signed"])


def autopsy(
    judge: Pact | Book, papers: Papers, lead: Lead, people: Iterable[Person], now: int
) -> Autopsy:
    """Judge a lead, and keep everything that the verdict rests on.

    Args:
        judge: The policy, or its versions.
        papers: What it was loaded from.
        lead: The lead with all of its events.
        people: Owners of leads; those that the lead's events name are kept.
        now: Instant of the verdict, in microseconds since the epoch.

    Raises:
        RecordError: As ``Pact.evaluate``.
    """
    owners = tuple(_owners(lead, people))
    at = from_instant(now)
    evaluation = judge.evaluate(lead, now=at, people=owners)
    explanation = judge.explain(lead, now=at, people=owners, stretches=True)
    return Autopsy(
        papers,
        lead,
        owners,
        now,
        evaluation_to_data(evaluation),
        _explanation_to_data(explanation),
    )


def _owners(lead: Lead, people: Iterable[Person]) -> Iterable[Person]:
    """Those whom the events of a lead name: all that its verdict can ask about."""
    named = {
        value
        for event in lead.events or ()
        for value in event.data.values()
        if isinstance(value, str)
    }
    return (person for person in people if person.id in named)


def decision_digest(evaluation: Row) -> str:
    """SHA-256 of a verdict as RFC 8785 JSON, 64 hexadecimal digits.

    The versions of the engine and of its data do not count.
    """
    told = _decision(evaluation)
    return hashlib.sha256(rfc8785.dumps(told)).hexdigest()


def _decision(evaluation: Row) -> Row:
    return {key: evaluation[key] for key in evaluation if key not in _SURROUNDINGS}


@attrs.frozen
class Replay:
    """What becomes of a verdict that is found once more.

    Attributes:
        decision: Digest of the verdict now.
        changes: What differs from the verdict that was kept, by place.
        surroundings: What differs in the versions of the engine and of its data.
    """

    decision: str
    changes: tuple[Change, ...]
    surroundings: tuple[Change, ...]

    @property
    def is_same(self) -> bool:
        """Whether the verdict is the one that was kept."""
        return not self.changes


def replay(kept: Autopsy, judge: Pact | Book) -> Replay:
    """Judge a lead once more.

    Args:
        kept: The lead, and what was found.
        judge: The policy of it, or the versions, loaded from its papers.

    Raises:
        RecordError: As ``Pact.evaluate``.
    """
    if isinstance(judge, Pact) and judge.signed != kept.is_signed:
        # Whether it is signed was found by trust that is not part of the papers.
        judge = Pact(judge.checked, signed=kept.is_signed)
    at = from_instant(kept.now)
    found = evaluation_to_data(judge.evaluate(kept.lead, now=at, people=kept.people))
    return Replay(
        decision_digest(found),
        _changes(_decision(kept.evaluation), _decision(found)),
        _changes(
            {key: kept.evaluation[key] for key in _SURROUNDINGS},
            {key: found[key] for key in _SURROUNDINGS},
        ),
    )


def _changes(before: Row, after: Row) -> tuple[Change, ...]:
    keys = sorted({*before, *after})
    return tuple(
        change
        for key in keys
        for change in leaves_between(key, before.get(key), after.get(key))
    )


def _explanation_to_data(explanation: Explanation) -> Row:
    return {
        "title": explanation.title,
        "parts": [_part_to_data(part) for part in explanation.parts],
    }


def _part_to_data(part: Part) -> Row:
    return {
        "heading": part.heading,
        "lines": [
            line if isinstance(line, str) else _part_to_data(line)
            for line in part.lines
        ],
    }
