"""The funnel: how many leads come from one stage to the next, and how long it takes.

Source: docs/explanation/reports.md.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leadpact.reports.material import Material


@attrs.frozen
class FunnelStage:
    """One stage of the funnel.

    Attributes:
        stage: Its name.
        leads: Leads of the cohort that have entered it, each once.
        of_previous: Of those that entered the stage before, the part that entered
            this one; ``None`` of the first stage, and of none.
        of_first: Of all leads of the cohort, the part that entered it.
        median: Half of the leads that entered both, and this one not before the other,
            came from the stage before within it; ``None`` of none.
        to_last: Of those that entered it, the part that entered the last stage: from
            lead to revenue.
        reversed: Leads that entered it before the stage before, which is a mistake of
            the data more often than not.
    """

    stage: str
    leads: int
    of_previous: Fraction | None
    of_first: Fraction | None
    median: timedelta | None
    to_last: Fraction | None
    reversed: int


def funnel(material: Material) -> tuple[FunnelStage, ...]:
    """The way of the leads that first entered any stage in the days of a report.

    Later stages count up to ``now``, also after those days: the leads are a cohort.

    Args:
        material: The tables.
    """
    cohort = [*_cohort(material)]
    names = [stage.name for stage in material.policy.stages]
    return tuple(_stages(names, cohort)) if names else ()


def _cohort(material: Material) -> Iterator[Mapping[str, datetime]]:
    """When each lead of the days first entered each stage."""
    for row in material.tables.leads:
        entries: dict[str, datetime] = {}
        for entry in row["entries"]:
            if material.is_past(entry["entered_at"]):
                at = datetime.fromisoformat(entry["entered_at"])
                entries[entry["stage"]] = min(at, entries.get(entry["stage"], at))
        if entries and material.span.holds(min(entries.values()).isoformat()):
            yield entries


def _stages(
    names: Sequence[str], cohort: Sequence[Mapping[str, datetime]]
) -> Iterator[FunnelStage]:
    for place, name in enumerate(names):
        entered = [lead for lead in cohort if name in lead]
        before = names[place - 1] if place else None
        previous = [] if before is None else [lead for lead in cohort if before in lead]
        both = [lead for lead in previous if name in lead]
        spans = sorted(
            lead[name] - lead[before]
            for lead in both
            if before is not None and lead[name] >= lead[before]
        )
        won = sum(names[-1] in lead for lead in entered)
        yield FunnelStage(
            stage=name,
            leads=len(entered),
            of_previous=_share(len(both), len(previous)),
            of_first=_share(len(entered), len(cohort)),
            median=spans[(len(spans) - 1) // 2] if spans else None,
            to_last=_share(won, len(entered)),
            reversed=len(both) - len(spans),
        )


def _share(some: int, whole: int) -> Fraction | None:
    return Fraction(some, whole) if whole else None
