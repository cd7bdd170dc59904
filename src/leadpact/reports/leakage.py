"""Leakage: leads that left the process without an outcome.

Source: docs/explanation/reports.md.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

from leadpact.model.evaluation import Outcome
from leadpact.reports.output import NAME
from leadpact.units import LENGTHS, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from leadpact.engines.history import Record
    from leadpact.reports.material import Material
    from leadpact.results.rows import Row

#: Leads that never entered a stage.
NO_STAGE: Final = "none"
#: A lead on which nothing has happened for so long is no longer at work.
QUIET_DAYS: Final = 30
CUSTOMER, ENDED, RECYCLED = "customers", "ended", "recycled"
AT_WORK, LEAKED = "at work", "leaked"
_ENDS = frozenset({"lost", "rejected", "disqualified", "unsubscribed", "merged"})
_OPEN = frozenset({Outcome.RUNNING.value, Outcome.AT_RISK.value, Outcome.PAUSED.value})


@attrs.frozen
class Leak:
    """Leads whose furthest stage is the same.

    Attributes:
        stage: The furthest stage that they ever entered, or `none`.
        next_party: Who answers for the way into the next stage.
        leads: All of them.
        customers: Those with a `won`.
        ended: Those that were lost, rejected, disqualified, unsubscribed or merged.
        recycled: Those that went back to nurture last.
        at_work: Those with a promise that runs, or an event of the last 30 days.
        leaked: All others: nobody said how they ended, and nobody works on them.
        share: Leaked, of all.
    """

    stage: str
    next_party: str = attrs.field(metadata=NAME)
    leads: int
    customers: int
    ended: int
    recycled: int
    at_work: int
    leaked: int
    share: Fraction


def leakage(material: Material) -> tuple[Leak, ...]:
    """All leads by their furthest stage, and where those are that nobody works on.

    Args:
        material: The leads, and the tables.
    """
    stages = [stage.name for stage in material.policy.stages]
    furthest = {row["lead"]: _furthest(row, stages) for row in material.tables.leads}
    running = {row["lead"] for row in material.timers if row["outcome"] in _OPEN}
    counts: dict[str, Counter[str]] = {name: Counter() for name in (NO_STAGE, *stages)}
    for source in material.histories:
        place = _place(
            material.past(source), material.now, is_running=source.lead in running
        )
        counts[furthest[source.lead]][place] += 1
    parties = _next_parties(material)
    return tuple(
        _leak(name, parties[name], found) for name, found in counts.items() if found
    )


def _furthest(row: Row, stages: Sequence[str]) -> str:
    """The furthest stage that a lead ever entered, by the order of the policy."""
    ranks = [
        stages.index(entry["stage"])
        for entry in row["entries"]
        if entry["stage"] in stages
    ]
    return stages[max(ranks)] if ranks else NO_STAGE


def _place(records: Sequence[Record], now: int, *, is_running: bool) -> str:
    """Where a lead is by its events, in order."""
    kinds = [record.type for record in records]
    if "won" in kinds:
        return CUSTOMER
    last = next(
        (kind for kind in reversed(kinds) if kind in _ENDS or kind == "recycled"), None
    )
    again = last is not None and any(
        kind in {"handed_off", "reconverted"}
        for kind in kinds[len(kinds) - kinds[::-1].index(last) :]
    )
    if last is not None and not again:
        return RECYCLED if last == "recycled" else ENDED
    quiet = QUIET_DAYS * LENGTHS[Unit.DAY]
    is_recent = bool(records) and now - records[-1].at < quiet
    return AT_WORK if is_running or is_recent else LEAKED


def _next_parties(material: Material) -> Mapping[str, str]:
    """By stage, who answers for leads on their way into the next one."""
    stages = material.policy.stages
    names = [NO_STAGE, *(stage.name for stage in stages)]
    parties = [*(stage.party.name for stage in stages), ""]
    return dict(zip(names, parties, strict=True))


def _leak(stage: str, party: str, found: Counter[str]) -> Leak:
    leads = sum(found.values())
    return Leak(
        stage=stage,
        next_party=party,
        leads=leads,
        customers=found[CUSTOMER],
        ended=found[ENDED],
        recycled=found[RECYCLED],
        at_work=found[AT_WORK],
        leaked=found[LEAKED],
        share=Fraction(found[LEAKED], leads),
    )
