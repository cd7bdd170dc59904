"""How often leads were tried that nobody has reached.

Source: docs/explanation/reports.md.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadpact.model.lead import Actor
from leadpact.reports.output import NUMBER
from leadpact.units import LENGTHS, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from leadpact.engines.history import Record, Source
    from leadpact.reports.material import Material

_DAY = LENGTHS[Unit.DAY]
#: How old leads are that are told together, by name.
_AGES = {
    "1 week": 7 * _DAY,
    "2 weeks": 14 * _DAY,
    "1 month": 30 * _DAY,
}
_HANDED_OFF, _CONNECTED, _ATTEMPT = "handed_off", "connected", "attempt"


@attrs.frozen
class Depth:
    """How often leads of an age were tried that nobody has reached.

    Attributes:
        older_than: How long ago they were first handed off, at least; a month is 30
            days.
        leads: How many there are without a `connected` since.
        untried: Those of them that no human has tried.
        by_human: Tries by humans, on average; ``None`` of no lead.
        by_others: Tries by automation and by nobody known, on average.
    """

    older_than: str
    leads: int
    untried: int
    by_human: Fraction | None = attrs.field(metadata=NUMBER)
    by_others: Fraction | None = attrs.field(metadata=NUMBER)


def depth(material: Material) -> tuple[Depth, ...]:
    """How often leads were tried that nobody has reached, as of ``now``.

    Tries before the first `handed_off` do not count, nor does anything after ``now``.
    A lead of a month is also one of a week.

    Args:
        material: The leads.
    """
    found = [*_unreached(material.histories, material.now)]
    return tuple(
        _depth(name, [tries for start, tries in found if material.now - start >= age])
        for name, age in _AGES.items()
    )


def _unreached(
    leads: Iterable[Source], now: int
) -> Iterator[tuple[int, Sequence[Record]]]:
    """When each lead was handed off that nobody has reached, and its tries."""
    for lead in leads:
        past = [record for record in lead.records or () if record.at <= now]
        starts = [record.at for record in past if record.type == _HANDED_OFF]
        if not starts:
            continue
        since = [record for record in past if record.at >= min(starts)]
        if not any(record.type == _CONNECTED for record in since):
            yield min(starts), [one for one in since if one.type == _ATTEMPT]


def _depth(name: str, found: Sequence[Sequence[Record]]) -> Depth:
    by_human = [
        sum(record.actor == Actor.HUMAN.value for record in each) for each in found
    ]
    others = sum(map(len, found)) - sum(by_human)
    count = len(found)
    return Depth(
        older_than=name,
        leads=count,
        untried=by_human.count(0),
        by_human=Fraction(sum(by_human), count) if count else None,
        by_others=Fraction(others, count) if count else None,
    )
