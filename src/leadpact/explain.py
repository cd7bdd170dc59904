"""Why a lead has its verdict: the parts of an explanation, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from leadpact.model.account import Account
from leadpact.model.evaluation import Evaluation
from leadpact.model.lead import Person
from leadpact.model.policy import Policy
from leadpact.wording import Explanations, Wording
from leadpact.wording.accounts import Accounts

if TYPE_CHECKING:
    from collections.abc import Iterator


@attrs.frozen
class Part:
    """One part of an explanation; a line may be a part of its own."""

    heading: str
    lines: tuple[str | Part, ...]


@attrs.frozen
class Explanation:
    """Why a lead has its verdict.

    Attributes:
        title: Which lead, which policy, which instant.
        parts: Stage, owner, score, definitions, promises, consequences, findings, what
            next; empty ones are left out.
        accounts: What the promises are told from, as values: one for each instance of
            the evaluation, in its order.
    """

    title: str
    parts: tuple[Part, ...]
    accounts: tuple[Account, ...] = ()


def explain_lead(
    evaluation: Evaluation,
    accounts: Sequence[Account],
    policies: Mapping[str, Policy],
    people: Mapping[str, Person],
    *,
    stretches: bool,
) -> Explanation:
    """The sentences behind an evaluation.

    Args:
        evaluation: What was found.
        accounts: How its instances came to their verdicts.
        policies: Every version that may have judged something of it, by number.
        people: Owners by id, for their names.
        stretches: Whether to tell what the clock of each promise used and skipped.

    Returns:
        Sentences in the language of the version at ``now``, with instants in its zone.
    """
    parts = _Lead(evaluation, accounts, policies, people, stretches)
    return parts.explanation()


@attrs.frozen
class _Lead:
    """Explains one evaluation."""

    evaluation: Evaluation
    accounts: Sequence[Account]
    policies: Mapping[str, Policy]
    people: Mapping[str, Person]
    stretches: bool

    def explanation(self) -> Explanation:
        """All parts that have something to tell."""
        found = self.evaluation
        told = self._told(found.version)
        title = told.wording.text(
            "explanation.title",
            lead=found.lead,
            policy=found.policy,
            version=found.version,
            at=told.at(found.now),
        )
        parts = tuple(
            Part(told.wording.text(f"explanation.{name}"), lines)
            for name, lines in self._parts(told)
            if lines
        )
        return Explanation(title, parts, tuple(self.accounts))

    def _told(self, version: str) -> Explanations:
        """Words for what a version judges, in the language and zone of the present."""
        present = self.policies[self.evaluation.version]
        wording = Wording(present.language, self.policies[version])
        names = {person.id: person.name for person in self.people.values()}
        return Explanations(wording, present.timezone, names)

    def _parts(
        self, told: Explanations
    ) -> Iterator[tuple[str, tuple[str | Part, ...]]]:
        found = self.evaluation
        yield "stage", tuple(self._stages(told))
        yield "owner", () if found.owner is None else (told.person(found.owner),)
        scores = found.scores.values()
        if scores:
            lines = (told.score_line(line) for score in scores for line in score.lines)
            yield "score", (told.score(scores), *lines)
        yield "definitions", tuple(map(told.verdict, found.definitions.values()))
        yield "timers", tuple(map(self._promise, self.accounts))
        yield "consequences", tuple(map(told.consequence, found.consequences))
        findings = tuple(f"{one.code}: {one.message}" for one in found.findings)
        yield "findings", findings
        yield "next", (told.next_look(found.next),)

    def _stages(self, told: Explanations) -> Iterator[str]:
        """Entries into stages, and that the lead is in none, if there are stages."""
        found = self.evaluation
        yield from map(told.entry, found.entries)
        if found.stage is None and self.policies[found.version].stages:
            yield told.wording.text("explanation.no_stage")

    def _promise(self, account: Account) -> Part:
        """One promise, with what its clock used and skipped where that is asked for."""
        told = self._told(account.instance.version)
        says = Accounts(told, self.evaluation.owner)
        heading = says.heading(account, versioned=len(self.policies) > 1)
        lines: tuple[str | Part, ...] = says.lines(account)
        clock = says.clock(account) if self.stretches else ()
        if clock:
            lines = (*lines, Part(told.wording.text("explanation.clock"), clock))
        return Part(heading, lines)
