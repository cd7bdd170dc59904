"""How the goals stand: what was measured in each period, and what follows.

Source: docs/explanation/goals.md.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars import time_zone
from leadpact.instants import format_instant, from_instant
from leadpact.planning import plan_numbers
from leadpact.reports.material import NOBODY
from leadpact.reports.output import DATA, NAME, NESTED, Quantity, unit_of
from leadpact.results.rows import Row, recipient_row
from leadpact.wording.phrases import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from leadpact.model.goals import GoalConsequence, GoalResult
    from leadpact.reports.material import Material

#: Those of whom the field says nothing.
_MISSING = "(missing)"


@attrs.frozen
class GoalStanding:
    """One goal in one of its periods, for all or for one group.

    Attributes:
        goal: The goal.
        party: Who owes it.
        group: The owner, the team or the value that it is judged for; empty for all.
        first: The first day of the period.
        last: The last day.
        asks: What is asked for, in words.
        measure: The same in the language of policies.
        value: What was measured; ``None`` of nothing, and of so many promises that were
            never kept that there is no end.
        required: The amount that is to be reached, or not to be passed.
        unit: Of both, and of the line: `count`, `share` (a part of 1), `seconds`,
            `number`, or a currency.
        line: Where the goal line is at the end of today.
        state: How it stands.
        observed: How many things were measured.
        left_out: How many were left out: undecided promises, values that nobody knows.
        owed: What follows by now, with its dates.
        consequences: The same as requests: `key`, `step`, `repetition`, `due_at`,
            `by_at`, `verb`, `to`, `place` and `note`.
    """

    goal: str = attrs.field(metadata=NAME)
    party: str = attrs.field(metadata=NAME)
    group: str
    first: date
    last: date
    asks: str
    measure: str = attrs.field(metadata=DATA)
    value: Quantity | None
    required: Quantity = attrs.field(metadata=DATA)
    unit: str = attrs.field(metadata=DATA)
    line: Quantity | None
    state: str = attrs.field(metadata=NAME)
    observed: int
    left_out: int
    owed: str
    consequences: tuple[Row, ...] = attrs.field(metadata=NESTED)


def standings(material: Material) -> tuple[GoalStanding, ...]:
    """How goals stand in the periods that overlap the days of a report.

    Where the days are not said, these are the period of ``now`` and the one before.

    Args:
        material: The goals.
    """
    teller = _Teller(material)
    return tuple(teller.standing(one) for one in shown_goals(material))


def shown_goals(material: Material) -> Iterator[GoalResult]:
    """The results in the days of a report."""
    span = material.span
    latest: dict[tuple[str, str], list[date]] = {}
    for one in material.goals:
        firsts = latest.setdefault((one.goal, one.version), [])
        if one.first not in firsts:
            firsts.append(one.first)
    zone = time_zone(span.zone)
    since = None if span.since is None else from_instant(span.since).astimezone(zone)
    until = None if span.until is None else from_instant(span.until).astimezone(zone)
    for one in material.goals:
        if since is None and until is None:
            is_shown = one.first in latest[one.goal, one.version][-2:]
        else:
            is_shown = (since is None or one.last >= since.date()) and (
                until is None or one.first < until.date()
            )
        if is_shown:
            yield one


class GoalWords:
    """Words for goals, each of the version that judges it.

    Args:
        material: The goals, and the versions.
    """

    def __init__(self, material: Material) -> None:
        self._policies = material.policies
        self._known: dict[str, Wording] = {}

    def of(self, one: GoalResult) -> Wording:
        """The words of the version that judges a result."""
        found = self._known.get(one.version)
        if found is None:
            policy = self._policies[one.version]
            numbers = {} if policy.plan is None else plan_numbers(policy.plan).amounts
            found = self._known[one.version] = Wording("en", policy, numbers)
        return found


class _Teller:
    """Tells results as rows."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._words = GoalWords(material)

    def standing(self, one: GoalResult) -> GoalStanding:
        """One row."""
        wording = self._words.of(one)
        currency = wording.policy.currency

        def quantity(number: Fraction | None) -> Quantity | None:
            return None if number is None else Quantity(number, one.kind, currency)

        return GoalStanding(
            goal=one.goal,
            party=one.party,
            group=group_of(self._material, one),
            first=one.first,
            last=one.last,
            asks=wording.goal_bound(one.goal),
            measure=one.measure,
            value=quantity(one.value),
            required=Quantity(one.amount, one.kind, currency),
            unit=unit_of(one.kind, currency),
            line=quantity(one.line),
            state=one.state.value,
            observed=one.observed,
            left_out=one.left_out,
            owed="; ".join(
                owed_of(self._material, wording, step) for step in one.consequences
            ),
            consequences=tuple(map(_request, one.consequences)),
        )


def _request(one: GoalConsequence) -> Row:
    """A request for programs, as the consequences of a result are written."""
    return {
        "key": one.key,
        "step": one.step,
        "repetition": one.repetition,
        "due_at": format_instant(one.due),
        "by_at": None if one.by is None else format_instant(one.by),
        "verb": one.verb,
        "to": [recipient_row(to) for to in one.to],
        "place": one.place or None,
        "note": one.note or None,
    }


def group_of(material: Material, one: GoalResult) -> str:
    """For whom a result is, by name; empty for all."""
    if one.group is None:
        return ""
    by = material.policies[one.version].goals[one.goal].by
    is_people = by is not None and by.name in {"owner", "team"}
    if not one.group:
        return NOBODY if is_people else _MISSING
    person = material.people.get(one.group)
    if by is not None and by.name == "owner" and person is not None and person.name:
        return person.name
    return one.group


def owed_of(material: Material, wording: Wording, one: GoalConsequence) -> str:
    """What follows, and when: `meet Marketing and Sales by 7 Apr 2026`."""
    names = [recipient.name for recipient in one.to]
    step = wording.step_action(one.verb, names, one.place)
    zone = time_zone(material.span.zone)
    at = from_instant(one.due if one.by is None else one.by).astimezone(zone)
    day = wording.amounts.date(at.date())
    told = f"{step}, {day}" if one.by is None else f"{step} by {day}"
    return f"{told} ({one.note})" if one.note else told
