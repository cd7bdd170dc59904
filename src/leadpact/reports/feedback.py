"""What sales said of the leads that it was given: accepted, or rejected and why.

Source: docs/explanation/reports.md.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadpact.instants import format_instant
from leadpact.reports.output import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.reports.material import Material

#: Events that say what sales makes of a lead.
_SAID = ("accepted", "rejected", "disqualified")


@attrs.frozen
class Feedback:
    """How often one thing was said of leads.

    Attributes:
        said: `accepted`, `rejected` or `disqualified`.
        reason: Why, in the words of the policy if it has some; empty where no reason
            was told, and of what is accepted.
        count: How often.
        share: Of all that were accepted or rejected; ``None`` of what is disqualified,
            which comes after work on an accepted lead.
    """

    said: str
    reason: str = attrs.field(metadata=NAME)
    count: int
    share: Fraction | None


def feedback(material: Material) -> tuple[Feedback, ...]:
    """What was said of leads in the days of a report, the most frequent reason first.

    A lead that is handed off twice may be rejected twice.

    Args:
        material: The leads, and the days.
    """
    counts = Counter(_said(material))
    decided = sum(count for (said, _), count in counts.items() if said in _SAID[:2])
    ordered = sorted(
        counts, key=lambda key: (_SAID.index(key[0]), -counts[key], key[1])
    )
    return tuple(
        Feedback(
            said=said,
            reason=reason,
            count=counts[said, reason],
            share=Fraction(counts[said, reason], decided)
            if said in _SAID[:2]
            else None,
        )
        for said, reason in ordered
    )


def _said(material: Material) -> Iterator[tuple[str, str]]:
    policy = material.policy
    words = {
        "rejected": policy.reject_reasons,
        "disqualified": policy.disqualify_reasons,
    }
    for lead in material.histories:
        for record in lead.records or ():
            at = format_instant(record.at)
            if (
                record.type in _SAID
                and material.is_past(at)
                and material.span.holds(at)
            ):
                reason = str(record.data.get("reason") or "")
                yield record.type, words.get(record.type, {}).get(reason, reason)
