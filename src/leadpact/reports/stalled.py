"""Stalled leads: promises that are due, and that nobody has kept.

Source: docs/explanation/reports.md.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from leadpact.instants import from_instant
from leadpact.model.evaluation import Outcome
from leadpact.reports.output import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.reports.material import Material


@attrs.frozen
class Stalled:
    """One overdue promise.

    Attributes:
        lead: The lead.
        promise: The timer.
        party: Who owes it.
        owner: Who held the lead when it was due.
        stage: The furthest stage of the lead now; empty for none.
        due_at: When it was due, in UTC.
        overdue: How long ago, on the wall.
    """

    lead: str
    promise: str = attrs.field(metadata=NAME)
    party: str = attrs.field(metadata=NAME)
    owner: str
    stage: str
    due_at: str
    overdue: timedelta


def stalled(material: Material) -> tuple[Stalled, ...]:
    """The promises that are overdue as of ``now``, the longest first.

    A promise that ended, such as by a new hand-off or a loss, is no longer overdue.

    Args:
        material: The tables.
    """
    found = _overdue(material)
    return tuple(sorted(found, key=lambda one: (-one.overdue, one.lead, one.promise)))


def _overdue(material: Material) -> Iterator[Stalled]:
    now = from_instant(material.now)
    stages = {row["lead"]: row["stage"] for row in material.tables.leads}
    for row in material.timers:
        is_overdue = row["outcome"] == Outcome.NEVER_MET.value and row["end_at"] is None
        if is_overdue:
            due = row["due_at"]
            yield Stalled(
                lead=row["lead"],
                promise=row["timer"],
                party=row["party"],
                owner=material.owner(row),
                stage=stages[row["lead"]] or "",
                due_at=due,
                overdue=now - datetime.fromisoformat(due),
            )
