"""What each party will do: its promises, where they come from, and how fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.agreement.derivation import derivation
from leadpact.agreement.figures import length
from leadpact.agreement.handoff import is_by_a_human
from leadpact.agreement.personas import personas
from leadpact.agreement.speed import speed_class, speed_table
from leadpact.agreement.view import Commitment, Pledge
from leadpact.model.policy import Repeat
from leadpact.wording import Form

if TYPE_CHECKING:
    from leadpact.agreement.material import Material
    from leadpact.agreement.view import Side
    from leadpact.model.policy import Timer


def pledges(material: Material) -> tuple[Pledge, ...]:
    """What each party promises; whoever owes the leads also tells why, and of whom."""
    found = (_pledge(material, name, side) for name, side in material.sides.items())
    return tuple(
        pledge
        for pledge in found
        if pledge.commitments or pledge.derivation or pledge.personas
    )


def _pledge(material: Material, name: str, side: Side) -> Pledge:
    plans = side == material.planner
    return Pledge(
        heading=material.wording.text("page.will", party=side.name),
        side=side,
        commitments=_commitments(material, name),
        derivation=derivation(material) if plans and material.shows("plan") else None,
        personas=personas(material) if plans and material.shows("personas") else None,
        speed=speed_table(material, name),
    )


def _commitments(material: Material, party: str) -> tuple[Commitment, ...]:
    """The goals and timers of a party, goals first, and what else it commits to."""
    wording, by = material.wording, speed_class(material, party)
    return (
        *(
            _commitment(material, wording.goal_item(name), wording.goal_bound(name))
            for name, goal in material.goals
            if goal.party.name == party
        ),
        *(
            _commitment(
                material,
                wording.timer_item(name),
                wording.timer_bound(name),
                terms=material.beside(_terms(material, name)),
                shown=_shortened(material, timer, by),
            )
            for name, timer in material.timers
            if timer.party.name == party
        ),
        *(
            Commitment(before=text, measure="")
            for text in material.policy.commitments.get(party, ())
            if material.shows("commitments")
        ),
    )


def _terms(material: Material, name: str) -> list[str]:
    """The small print of a timer, without what its promise already says.

    Events without conditions are what the author's words stand for, and what counts
    as contact is a rule of the page.
    """
    wording, timer = material.wording, material.policy.timers[name]
    counts = wording.text(
        "terms.counts", patterns=wording.clauses.patterns(timer.until)
    )
    plain = all(
        pattern.where is None or is_by_a_human(pattern) for pattern in timer.until
    )
    return [term for term in wording.terms(name) if not (plain and term == counts)]


def _shortened(material: Material, timer: Timer, name: str | None) -> str:
    """The bound of a timer whose cases the table of speeds tells, else nothing."""
    wording = material.wording
    plain = timer.repeat is Repeat.KEEP and not timer.times
    if name is None or len(timer.within) == 1 or not plain:
        return ""
    ranked = sorted((case.value for case in timer.within), key=length)
    return wording.text(
        "page.by_class",
        shortest=wording.amounts.duration(ranked[0]),
        longest=wording.amounts.duration(ranked[-1]),
        start=wording.clauses.patterns(timer.starts, Form.THE),
        classification=wording.noun(name),
    )


def _commitment(
    material: Material, item: str, bound: str, *, terms: str = "", shown: str = ""
) -> Commitment:
    """A promise whose measure stands out, wherever its language places it.

    Args:
        material: The policy.
        item: The whole promise.
        bound: The part of it that is measured.
        terms: The small print.
        shown: What stands in the place of the bound, where a table tells the rest.
    """
    opening = material.sentence(bound)
    if item.startswith(opening):
        bound, shown = opening, material.sentence(shown)
    before, measure, after = item.partition(bound)
    return Commitment(before=before, measure=shown or measure, after=after, terms=terms)
