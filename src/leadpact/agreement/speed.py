"""Speed and persistence by kind of lead, such as hot, warm and cold."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from leadpact.agreement.view import Table
from leadpact.language.nodes import Is, Literal, Name
from leadpact.model.policy import Classification
from leadpact.units import Duration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leadpact.agreement.material import Material
    from leadpact.language.nodes import Case
    from leadpact.model.policy import Timer

Value = TypeVar("Value", Duration, int)


def speed_class(material: Material, party: str) -> str | None:
    """The classification that the times and tries of a party depend on.

    ``None`` if they depend on none, on several, or on other conditions: such cases
    are told in full among the promises.
    """
    classes = {
        name
        for _, timer in material.timers
        if timer.party.name == party
        for name in _classes(timer)
    }
    if len(classes) != 1:
        return None
    name = classes.pop()
    definition = material.policy.definitions.get(name)
    is_class = definition and isinstance(definition.body, Classification)
    return name if is_class else None


def speed_table(material: Material, party: str) -> Table | None:
    """Times and tries of a party, a row for each class of leads, if they depend on one.

    A class is a value of a classification, as in `5 minutes when band is hot`.
    """
    name = speed_class(material, party)
    body = material.policy.definitions[name].body if name else None
    if name is None or not isinstance(body, Classification):
        return None
    shown = [
        (title, timer)
        for title, timer in material.timers
        if timer.party.name == party and (_classes(timer) or timer.times)
    ]
    wording = material.wording
    return Table(
        heading=wording.text("page.speed_by", classification=wording.noun(name)),
        header=(
            material.sentence(wording.noun(name)),
            wording.text("page.speed_case"),
            *(_title(material, title) for title, _ in shown),
        ),
        rows=tuple(
            (
                wording.clauses.word(case.value),
                _condition(material, case),
                *(_pace(material, timer, case.value) for _, timer in shown),
            )
            for case in body.cases
        ),
    )


def _title(material: Material, name: str) -> str:
    wording = material.wording
    if material.policy.timers[name].times:
        return wording.text("page.speed_tries_title")
    return material.sentence(wording.timer_title(name))


def _classes(timer: Timer) -> set[str]:
    """The names that the cases of a timer ask about; `""` for any other question."""
    conditions = [case.when for case in (*timer.within, *timer.times) if case.when]
    return {
        condition.value.name
        if isinstance(condition, Is)
        and isinstance(condition.value, Name)
        and not condition.negated
        else ""
        for condition in conditions
    }


def _condition(material: Material, case: Case[Literal]) -> str:
    if case.when is None:
        return material.wording.text("page.speed_else")
    return material.wording.condition(case.when)


def _pace(material: Material, timer: Timer, word: Literal) -> str:
    """The time, and the tries, that a timer asks for leads of one class."""
    wording = material.wording
    within = wording.amounts.duration(_chosen(timer.within, word))
    if not timer.times:
        return within
    tries = wording.amounts.number(_chosen(timer.times, word))
    return wording.text("page.speed_tries", tries=tries, within=within)


def _chosen(cases: Sequence[Case[Value]], word: Literal) -> Value:
    """The value for one class: of the first case that asks for it, else the last."""
    return next(
        case.value
        for case in cases
        if not isinstance(case.when, Is) or case.when.word == word
    )
