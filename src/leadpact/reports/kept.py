"""Who kept the promise: how the promises that were due in some days ended.

Source: docs/explanation/reports.md.
"""

from __future__ import annotations

import enum
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

import attrs

from leadpact.model.evaluation import Outcome
from leadpact.reports.output import NAME
from leadpact.reports.segments import segment_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from leadpact.reports.material import Material
    from leadpact.results.rows import Row


class Group(enum.Enum):
    """Whom a promise is told for, each alone."""

    ALL = "all"
    OWNER = "owner"
    TEAM = "team"
    WEEK = "week"
    SEGMENT = "segment"


@attrs.frozen
class Kept:
    """How the promises of one kind ended that were due in some days.

    Attributes:
        promise: The timer, or the limit.
        party: Who owes it.
        group: Whose, or of which week; empty for all.
        on_time: Kept by the due instant.
        late: Kept after it.
        never: Not kept so far; of a limit, how often it was violated.
        share: Kept on time, of those that are decided; ``None`` of none, and of a
            limit.
        void: No longer owed before they were due.
        excused: Waived before they were due.
        open: Not due yet, and not kept.
    """

    promise: str = attrs.field(metadata=NAME)
    party: str = attrs.field(metadata=NAME)
    group: str
    on_time: int
    late: int
    never: int
    share: Fraction | None
    void: int
    excused: int
    open: int


#: What is neither kept nor missed yet.
_OPEN = (Outcome.RUNNING.value, Outcome.AT_RISK.value, Outcome.PAUSED.value)


def kept(
    material: Material, by: Group = Group.ALL, segment: str | None = None
) -> tuple[Kept, ...]:
    """How promises ended that were due in the days of a report.

    What was void or excused counts on the day it would have been due. What is open has
    begun before the last of the days, and is neither kept nor missed.

    Args:
        material: The tables.
        by: For whom they are told apart: who held the lead at due, their team, or the
            week of the due instant, or the segment of the lead at ``now``.
        segment: The field or the definition that tells the segment.

    Raises:
        ValueError: Segments are asked for, and the policy has none of that name.
    """
    group = _groups(material, by, segment)
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for row in material.timers:
        if _counts(material, row):
            key = row["timer"], row["party"], group(row)
            counts.setdefault(key, Counter())[row["outcome"]] += 1
    ordered = sorted(
        counts, key=lambda key: ([*counts].index(_first(counts, key)), key[2])
    )
    return tuple(_kept(material, key, counts[key]) for key in ordered)


def _first(
    counts: dict[tuple[str, str, str], Counter[str]], key: tuple[str, str, str]
) -> tuple[str, str, str]:
    """The first key of the same promise, so that the order of promises is kept."""
    return next(one for one in counts if one[0] == key[0])


def _groups(material: Material, by: Group, segment: str | None) -> Callable[[Row], str]:
    """Whose a promise is, by its row."""
    match by:
        case Group.ALL:
            return lambda _: ""
        case Group.OWNER:
            return material.owner
        case Group.TEAM:
            return material.team
        case Group.SEGMENT:
            names = segment_names(material, segment or "")
            return lambda row: names[row["lead"]]
        case Group.WEEK:
            return lambda row: str(material.span.week(row["due_at"] or row["start_at"]))
    assert_never(by)


def _counts(material: Material, row: Row) -> bool:
    """Whether a promise belongs to the days."""
    span, due = material.span, row["due_at"] or row["start_at"]
    if row["outcome"] in _OPEN:
        return not span.is_behind(row["start_at"])
    return span.holds(due)


def _kept(material: Material, key: tuple[str, str, str], found: Counter[str]) -> Kept:
    promise, party, group = key
    on_time = found[Outcome.MET.value]
    late, never = found[Outcome.MET_LATE.value], found[Outcome.NEVER_MET.value]
    decided = on_time + late + never
    is_limit = promise in material.policy.limits
    return Kept(
        promise=promise,
        party=party,
        group=group,
        on_time=on_time,
        late=late,
        never=never,
        share=Fraction(on_time, decided) if decided and not is_limit else None,
        void=found[Outcome.VOID.value],
        excused=found[Outcome.EXCUSED.value],
        open=sum(found[one] for one in _OPEN),
    )
