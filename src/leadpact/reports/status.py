"""How far the leads are that sales was given: five statuses, as of ``now``.

Source: docs/explanation/reports.md.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leadpact.engines.history import Record
    from leadpact.reports.material import Material

OPEN, IN_PROGRESS, QUALIFIED = "open", "in progress", "qualified"
UNABLE, UNQUALIFIED = "unable to qualify", "unqualified"
#: In the order of a lead's way.
STATUSES: Final = (OPEN, IN_PROGRESS, QUALIFIED, UNABLE, UNQUALIFIED)
_HANDED_OFF: Final = "handed_off"
_QUALIFIES = frozenset({"qualified", "won"})
_REFUSES = frozenset({"rejected", "disqualified"})
_GIVES_UP = frozenset({"lost", "recycled"})
_WORKS = frozenset({"accepted", "attempt", "connected", "meeting", "note"})


@attrs.frozen
class StatusCount:
    """Leads of one status.

    Attributes:
        status: One of ``STATUSES``.
        leads: How many there are.
        share: Of all that were handed off; ``None`` of none.
    """

    status: str
    leads: int
    share: Fraction | None


def status(material: Material, only: str | None = None) -> tuple[StatusCount, ...]:
    """The leads that were handed off, by what became of them since the last time.

    Args:
        material: The leads.
        only: A definition that must hold for a lead at ``now``.

    Raises:
        ValueError: The policy has no definition of that name that is true or false.
    """
    chosen = material.holding(only)
    counts: Counter[str] = Counter()
    for source in material.histories:
        records = material.past(source)
        since = _since_hand_off(records)
        if since is not None and source.lead in chosen:
            counts[status_of(since)] += 1
    whole = sum(counts.values())
    return tuple(
        StatusCount(
            name, counts[name], Fraction(counts[name], whole) if whole else None
        )
        for name in STATUSES
    )


def _since_hand_off(records: Sequence[Record]) -> Sequence[Record] | None:
    """The events from the last hand-off on; ``None`` without one."""
    places = [place for place, one in enumerate(records) if one.type == _HANDED_OFF]
    return records[places[-1] + 1 :] if places else None


def status_of(records: Sequence[Record]) -> str:
    """The status of a lead by what happened since its last hand-off, in order.

    What is refused is unqualified, whatever came before; what was qualified stays so
    when it is lost later.
    """
    kinds = [record.type for record in records]
    last = next(
        (kind for kind in reversed(kinds) if kind in _REFUSES | _QUALIFIES), None
    )
    if last is not None:
        return UNQUALIFIED if last in _REFUSES else QUALIFIED
    if not _GIVES_UP.isdisjoint(kinds):
        return UNABLE
    return OPEN if _WORKS.isdisjoint(kinds) else IN_PROGRESS
