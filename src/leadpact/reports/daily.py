"""The four numbers that are looked at every day, for the leads of the month so far.

Source: docs/explanation/reports.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

from leadpact.calendars import time_zone
from leadpact.instants import from_instant
from leadpact.reports.material import amount_of
from leadpact.reports.output import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.engines.history import Source
    from leadpact.reports.material import Material

_HANDED_OFF, _ATTEMPT, _CONNECTED = "handed_off", "attempt", "connected"
_OPENED: Final = "opportunity_opened"


@attrs.frozen
class Daily:
    """The month so far, at the end of a day.

    Attributes:
        day: The day.
        leads: Leads that were first handed off from the first of the month on.
        per_rep: The same for each person who follows up; ``None`` if nobody is known.
        attempts: Tries for each of these leads; ``None`` of none.
        connected: The part of them that was reached.
        in_pipeline: The part of them with an opportunity.
        pipeline: What these opportunities are worth, for each of the leads, in the
            currency of the policy.
    """

    day: date
    leads: int
    per_rep: Fraction | None = attrs.field(metadata=NUMBER)
    attempts: Fraction | None = attrs.field(metadata=NUMBER)
    connected: Fraction | None
    in_pipeline: Fraction | None
    pipeline: Decimal | None


@attrs.frozen
class _Lead:
    """The days on which something happened to a lead, from its hand-off on."""

    handed_off: date
    attempts: Sequence[date]
    connected: date | None
    opened: Sequence[tuple[date, Decimal]]


def daily(material: Material, only: str | None = None) -> tuple[Daily, ...]:
    """The days of the month of ``now``, up to it.

    Args:
        material: The leads.
        only: A definition that must hold for a lead at ``now``, such as `workable`.

    Raises:
        ValueError: The policy has no definition of that name that is true or false.
    """
    first, today = material.today.replace(day=1), material.today
    chosen = material.holding(only)
    leads = [
        lead
        for source in material.histories
        if source.lead in chosen
        for lead in _leads(material, source)
        if first <= lead.handed_off
    ]
    reps = _reps(material)
    days = (
        (first + timedelta(days=place)) for place in range((today - first).days + 1)
    )
    return tuple(_daily(day, leads, reps) for day in days)


def _leads(material: Material, source: Source) -> Iterator[_Lead]:
    """One lead, if it was handed off."""
    zone = time_zone(material.span.zone)

    def day(at: int) -> date:
        return from_instant(at).astimezone(zone).date()

    records = material.past(source)
    start = next((one.at for one in records if one.type == _HANDED_OFF), None)
    if start is None:
        return
    since = [one for one in records if one.at >= start]
    connected = next((day(one.at) for one in since if one.type == _CONNECTED), None)
    yield _Lead(
        handed_off=day(start),
        attempts=[day(one.at) for one in since if one.type == _ATTEMPT],
        connected=connected,
        opened=[(day(one.at), amount_of(one)) for one in since if one.type == _OPENED],
    )


def _reps(material: Material) -> int | None:
    """How many people follow up: those given, of the plan, or who ever held a lead."""
    if material.people:
        return len(material.people)
    plan = material.policy.plan
    if plan is not None and plan.capacity is not None:
        return plan.capacity.reps
    owners = {row["owner"] for row in material.tables.leads if row["owner"]}
    return len(owners) or None


def _daily(day: date, leads: Sequence[_Lead], reps: int | None) -> Daily:
    known = [lead for lead in leads if lead.handed_off <= day]
    count = len(known)
    attempts = sum(sum(at <= day for at in lead.attempts) for lead in known)
    connected = sum(
        lead.connected is not None and lead.connected <= day for lead in known
    )
    opened = [[value for at, value in lead.opened if at <= day] for lead in known]
    pipeline = sum((sum(values, Decimal()) for values in opened), Decimal())
    return Daily(
        day=day,
        leads=count,
        per_rep=Fraction(count, reps) if reps else None,
        attempts=Fraction(attempts, count) if count else None,
        connected=Fraction(connected, count) if count else None,
        in_pipeline=Fraction(sum(map(bool, opened)), count) if count else None,
        pipeline=pipeline / count if count else None,
    )
