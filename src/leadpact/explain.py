"""Why a lead has its verdict: the parts of an explanation, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.book import Which
from leadpact.model.policy import Bind
from leadpact.wording import Explanations, Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.book import Book, Start, Version
    from leadpact.model.evaluation import Evaluation
    from leadpact.model.policy import Policy


@attrs.frozen
class Part:
    """One part of an explanation; it has at least one line."""

    heading: str
    lines: tuple[str, ...]


@attrs.frozen
class Explanation:
    """Why a lead has its verdict.

    Attributes:
        title: Which lead, which policy, which instant.
        parts: Stage, score, definitions, promises, consequences, findings, what next;
            empty ones are left out.
    """

    title: str
    parts: tuple[Part, ...]


def explain_lead(policy: Policy, evaluation: Evaluation) -> Explanation:
    """The sentences behind an evaluation.

    Args:
        policy: The policy that judged the lead.
        evaluation: What it found.

    Returns:
        Sentences in the policy's language, with instants in its zone.
    """
    wording = Wording(policy.language, policy)
    told = Explanations(wording, policy.timezone)
    title = wording.text(
        "explanation.title",
        lead=evaluation.lead,
        policy=evaluation.policy,
        version=evaluation.version,
        at=told.at(evaluation.now),
    )
    parts = (
        Part(wording.text(heading), lines)
        for heading, lines in _parts(told, evaluation)
        if lines
    )
    return Explanation(title, tuple(parts))


def _parts(
    told: Explanations, evaluation: Evaluation
) -> Iterator[tuple[str, tuple[str, ...]]]:
    none = told.wording.text("explanation.no_stage")
    entries = tuple(map(told.entry, evaluation.entries))
    yield "explanation.stage", entries if evaluation.stage else (*entries, none)
    scores = evaluation.scores.values()
    if scores:
        lines = (told.score_line(line) for score in scores for line in score.lines)
        yield "explanation.score", (told.score(scores), *lines)
    verdicts = evaluation.definitions.values()
    yield "explanation.definitions", tuple(map(told.verdict, verdicts))
    yield (
        "explanation.timers",
        tuple(told.instance(one, one.end_type) for one in evaluation.instances),
    )
    consequences = evaluation.consequences
    yield "explanation.consequences", tuple(map(told.consequence, consequences))
    findings = tuple(f"{one.code}: {one.message}" for one in evaluation.findings)
    yield "explanation.findings", findings
    yield "explanation.next", (told.next_look(evaluation.next),)


def explain_which(book: Book, found: Which) -> Explanation:
    """The sentences behind the choice of versions for a lead.

    Args:
        book: The versions.
        found: What it told of the lead.

    Returns:
        Sentences in the language of the version in force at ``now``, else of the last
        one. The days of a version are told in its own zone, all else in that version's.
    """
    policy = (found.present or book.versions[-1]).policy
    told = Explanations(Wording(policy.language, policy), policy.timezone)
    return _Versions(told, found).explanation(book)


@attrs.frozen
class _Versions:
    """Says which versions judge a lead."""

    told: Explanations
    found: Which

    def explanation(self, book: Book) -> Explanation:
        none = self.text("which.no_starts")
        starts = tuple(map(self._start, self.found.starts)) or (none,)
        at = self.told.at(self.found.now)
        return Explanation(
            self.text("which.title", lead=self.found.lead, policy=book.policy, at=at),
            (
                Part(
                    self.text("which.versions"),
                    tuple(map(self._in_force, book.versions)),
                ),
                Part(self.text("which.lead"), (self._created(),)),
                Part(self.text("which.starts"), starts),
                Part(self.text("which.now"), (self._present(),)),
            ),
        )

    def _in_force(self, version: Version) -> str:
        amounts, zone = self.told.wording.amounts, version.policy.timezone
        places = {
            "version": version.number,
            "start": amounts.instant(version.start, zone),
        }
        if version.end is None:
            return self.text("which.from", **places)
        end = amounts.instant(version.end, zone)
        return self.text("which.until", end=end, **places)

    def _created(self) -> str:
        if self.found.created is None:
            return self.text("which.no_events")
        at = self.told.at(self.found.created)
        return self._versioned("created", self.found.at_creation, at=at)

    def _start(self, start: Start) -> str:
        return self.text(
            "which.start",
            timer=start.timer,
            event=self.told.wording.event(start.kind),
            at=self.told.at(start.start),
            reason=self._reason(start),
        )

    def _reason(self, start: Start) -> str:
        """Which version judges, and why that one."""
        at_start = start.at_start
        if at_start is None or at_start.bind is Bind.START:
            return self._versioned("by_start", at_start)
        bound = at_start.number
        return self._versioned("by_creation", start.version, bound=bound)

    def _present(self) -> str:
        present = self.found.present
        digest = {"digest": present.pact.digest} if present else {}
        return self._versioned("present", present, **digest)

    def _versioned(self, name: str, version: Version | None, **places: str) -> str:
        """A message about a version; another one tells that there is none."""
        if version is None:
            return self.text(f"which.{name}_none", **places)
        return self.text(f"which.{name}", version=version.number, **places)

    def text(self, key: str, **places: str) -> str:
        """A message without forms."""
        return self.told.wording.text(key, None, **places)
