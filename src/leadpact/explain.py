"""Why a lead has its verdict: the parts of an explanation, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.wording import Explanations, Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

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
