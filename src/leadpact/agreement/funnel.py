"""The funnel, and what stands under it: definitions and agreed reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.agreement.view import Funnel, Note, Stage
from leadpact.language.nodes import Aggregate, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.agreement.material import Material
    from leadpact.model import policy


def funnel(material: Material) -> Funnel | None:
    """The stages in order, each with the promise that leads to it."""
    if not material.policy.stages:
        return None
    return Funnel(
        heading=material.wording.text("page.funnel"),
        stages=tuple(
            Stage(
                name=stage.name,
                label=stage.label,
                side=material.sides[stage.party.name],
                definition=material.wording.stage(stage.name),
                promise=material.beside(_owed(material, stage)),
            )
            for stage in material.policy.stages
        ),
    )


def _owed(material: Material, stage: policy.Stage) -> Iterator[str]:
    """The promise that leads to a stage, then the duties in words."""
    if promise := next(_promises(material, stage), ""):
        yield material.sentence(promise)
    yield from stage.duties


def _promises(material: Material, stage: policy.Stage) -> Iterator[str]:
    """Bounds that lead to a stage: of timers its events end, of goals that count it."""
    events = {(pattern.source, pattern.name.name) for pattern in stage.enter}
    entering = {*events, (Source.ENTERED, stage.name)}
    for name, timer in material.timers:
        if entering & {(until.source, until.name.name) for until in timer.until}:
            yield material.wording.timer_bound(name)
    for name, goal in material.goals:
        counted = goal.require.pattern
        if (
            goal.require.aggregate is Aggregate.COUNT
            and counted is not None
            and (counted.source, counted.name.name) in entering
        ):
            yield material.wording.goal_bound(name)


def funnel_notes(material: Material) -> tuple[Note, ...]:
    """Labelled definitions, scores, and the reasons to reject and to disqualify."""
    policy, wording = material.policy, material.wording
    definitions = policy.definitions
    notes = [
        Note(title=definitions[name].label, text=wording.definition(name))
        for name in material.shown("definitions")
        if definitions[name].label
    ]
    notes += [
        Note(
            title=wording.text("page.score", name=wording.noun(name)),
            text=material.beside(map(wording.points, policy.scoring[name])),
        )
        for name in sorted(material.shown("scoring"))
    ]
    notes += [
        Note(
            title=wording.text(f"page.{section}"),
            text=material.beside(reasons[name] for name in material.ranked(reasons)),
        )
        for section in ("reject_reasons", "disqualify_reasons")
        if (reasons := getattr(policy, section)) and material.shows(section)
    ]
    return tuple(notes)
