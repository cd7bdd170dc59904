"""Why a lead has its verdict, in sentences of a language."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, cast

import attrs

from leadpact.language.printer import print_phrase
from leadpact.language.walk import patterns_in
from leadpact.wording.clauses import Form
from leadpact.wording.phrases import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from leadpact.language.nodes import Condition, Pattern, Phrase, Points
    from leadpact.model.evaluation import (
        Consequence,
        Score,
        ScoreLine,
        StageEntry,
        Verdict,
    )

_YES_NO = {True: "holds", False: "fails"}


@attrs.frozen
class Explanations:
    """Says what an evaluation found.

    Attributes:
        wording: Says the phrases of the policy that judged.
        zone: IANA zone to tell instants in.
        names: Names of people, by their ids.
    """

    wording: Wording
    zone: str
    names: Mapping[str, str] = attrs.field(factory=dict)

    # Results name lines and patterns by their canonical text. It is looked up, not
    # read again: lists are written out in it, so that it may be longer than a phrase.

    @functools.cached_property
    def _lines(self) -> Mapping[str, Points]:
        """The lines of all scores, by canonical text."""
        scores = self.wording.policy.scoring.values()
        return {print_phrase(line): line for lines in scores for line in lines}

    @functools.cached_property
    def _patterns(self) -> Mapping[str, Pattern]:
        """The patterns that definitions and scores ask about, by canonical text."""
        phrases: list[Phrase] = [*self._lines.values()]
        for definition in self.wording.policy.definitions.values():
            phrases.extend(definition.phrases)
        patterns = (found for phrase in phrases for found in patterns_in(phrase))
        return {print_phrase(pattern): pattern for pattern in patterns}

    def score(self, scores: Iterable[Score]) -> str:
        """All scores: `scored 50 (fit 30, intent 20)`; a range where one is unknown.

        Args:
            scores: At least one.
        """
        scores = sorted(scores, key=lambda score: score.name)
        total = sum((score.points for score in scores), start=Decimal(0))
        shown = [self._score(score) for score in scores]
        parts = self.wording.catalogue.joined(shown, "more")
        return self._text("explain.scored", total=self._number(total), scores=parts)

    def score_line(self, line: ScoreLine) -> str:
        """Why a line gave points: `30 because employees is at least 200`."""
        node = self._lines[line.text]
        points = self._number(line.points)
        if node.each is not None:
            key = "explain.because_each" if line.known else "explain.perhaps_each"
            pattern = self.wording.pattern(node.each, Form.MANY)
            return self._text(key, points=points, pattern=pattern)
        key = "explain.because" if line.known else "explain.perhaps"
        # Points have exactly one of both.
        condition = self.wording.condition(cast("Condition", node.when))
        return self._text(key, points=points, condition=condition)

    def verdict(self, verdict: Verdict) -> str:
        """One definition: `free mail: no`, `band: hot`."""
        definition = self.wording.noun(verdict.name)
        value = verdict.value
        if value is None:
            if not verdict.missing:
                return self._text("explain.undecided", definition=definition)
            missing = self.missing(verdict.missing)
            return self._text("explain.unknown", definition=definition, missing=missing)
        if isinstance(value, bool):
            line = self._text(f"explain.{_YES_NO[value]}", definition=definition)
        else:
            shown = self.wording.value(value)
            line = self._text("explain.classified", definition=definition, value=shown)
        if verdict.certain or not verdict.missing:
            return line
        missing = self.missing(verdict.missing)
        return self._text("explain.uncertain", line=line, missing=missing)

    def missing(self, names: Sequence[str]) -> str:
        """What is not known, fields or patterns: `employees is missing`."""
        shown = [self._unknown(name) for name in names]
        joined = self.wording.catalogue.joined(shown, "and")
        return self._text("explain.missing", n=len(names), names=joined)

    def entry(self, entry: StageEntry) -> str:
        """One entry into a stage, and the fields that it lacks."""
        line = self._text(
            "explain.entered", stage=entry.stage, at=self.at(entry.entered)
        )
        if not entry.missing:
            return line
        missing = self.missing(entry.missing)
        return self._text("explain.incomplete", line=line, missing=missing)

    def consequence(self, consequence: Consequence) -> str:
        """What is due, and when; and when it is delivered, if not then."""
        step = self._delivered(consequence)
        if consequence.note:
            step = self._text("steps.noted", step=step, note=consequence.note)
        key = "explain.withdrawn" if consequence.withdrawn else "explain.due_step"
        return self._text(key, at=self.at(consequence.due), step=step)

    def _delivered(self, consequence: Consequence) -> str:
        """What a step does, and whose messages wait until when."""
        names = [recipient.name for recipient in consequence.to]
        step = self.wording.step_action(consequence.verb, names, consequence.place)
        waiting: dict[int, list[str]] = {}
        for recipient in consequence.to:
            if recipient.delivered != consequence.due:
                who = self.wording.who(recipient.name)
                waiting.setdefault(recipient.delivered, []).append(who)
        for delivered, people in sorted(waiting.items()):
            at = self.at(delivered)
            if len(people) == len(names):
                return self._text("explain.delivered", step=step, at=at)
            who = self.wording.catalogue.joined(people, "and")
            step = self._text("explain.delivered_to", step=step, who=who, at=at)
        return step

    def next_look(self, at: int | None) -> str:
        """When to look again, in microseconds since the epoch, or that nothing will."""
        if at is None:
            return self._text("explain.settled")
        return self._text("explain.next", at=self.at(at))

    def at(self, at: int) -> str:
        """An instant in the zone."""
        return self.wording.amounts.instant(at, self.zone)

    def person(self, identity: str) -> str:
        """Somebody by name, else by id."""
        return self.names.get(identity) or identity

    def _unknown(self, name: str) -> str:
        if name in self.wording.policy.fields:
            return self.wording.noun(name)
        shown = self.wording.pattern(self._patterns[name], Form.MANY)
        return self._text("explain.history", pattern=shown)

    def _score(self, score: Score) -> str:
        name = self.wording.noun(score.name)
        if score.low.is_infinite():
            return self._text("explain.score_unknown", name=name)
        low = self._number(score.low)
        if score.low == score.high:
            points = self._number(score.points)
            return self._text("explain.score", name=name, points=points)
        if score.high.is_infinite():
            return self._text("explain.score_above", name=name, low=low)
        high = self._number(score.high)
        return self._text("explain.score_range", name=name, low=low, high=high)

    def _number(self, number: Decimal) -> str:
        return self.wording.amounts.number(number)

    def _text(self, key: str, /, n: int | None = None, **places: str) -> str:
        return self.wording.text(key, n, **places)
