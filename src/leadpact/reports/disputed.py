"""Sent against qualified: how many hand-offs met a definition, and why others did not.

Source: docs/explanation/reports.md.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

from leadpact.compile.plan import Apply, Expression, Operator
from leadpact.engines.record import evaluated
from leadpact.engines.timeline import Timeline
from leadpact.instants import format_instant
from leadpact.language.nodes import Joint, Logic
from leadpact.language.printer import print_phrase
from leadpact.model.policy import Classification, Lines, Quantifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.engines.facts import LeadMoment
    from leadpact.reports.material import Material

SENT, QUALIFIED, UNQUALIFIED, UNKNOWN = "sent", "qualified", "not qualified", "unknown"
_HANDED_OFF: Final = "handed_off"


@attrs.frozen
class Disputed:
    """One line of the dispute.

    Attributes:
        line: `sent`, what became of them, then each line of the definition.
        leads: How many: of a line of the definition, those that fail it.
        share: Of those that were sent; ``None`` of none.
        unknown: Of a line of the definition, those of which nobody can tell.
    """

    line: str
    leads: int
    share: Fraction | None
    unknown: int | None


@attrs.frozen
class _Line:
    """One line of a definition, and the part of the plan that decides it."""

    text: str
    part: Expression


def disputed(material: Material, name: str) -> tuple[Disputed, ...]:
    """Leads that were handed off in the days, by a definition as it was then.

    A lead counts once, at its first hand-off in the days. It may fail several lines.

    Args:
        material: The leads.
        name: The definition.

    Raises:
        ValueError: The policy has no definition of that name that is true or false.
    """
    lines = _lines(material, name)
    counts: Counter[str] = Counter({SENT: 0, QUALIFIED: 0, UNQUALIFIED: 0, UNKNOWN: 0})
    fails: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    for moment in _sent(material):
        counts[SENT] += 1
        value = moment.definition(name)[0]
        words = {True: QUALIFIED, False: UNQUALIFIED}
        counts[words.get(value, UNKNOWN)] += 1
        for line in lines:
            holds = material.pact.bound.function(line.part)(moment)
            fails[line.text] += holds is False
            unknown[line.text] += holds is None
        moment.facts.forget()
    return tuple(_rows(counts, lines, fails, unknown))


def _rows(
    counts: Counter[str],
    lines: Sequence[_Line],
    fails: Counter[str],
    unknown: Counter[str],
) -> Iterator[Disputed]:
    sent = counts[SENT]

    def share(leads: int) -> Fraction | None:
        return Fraction(leads, sent) if sent else None

    for word, leads in counts.items():
        yield Disputed(word, leads, share(leads), None)
    for line in sorted(lines, key=lambda each: -fails[each.text]):
        leads = fails[line.text]
        yield Disputed(line.text, leads, share(leads), unknown[line.text])


def _sent(material: Material) -> Iterator[LeadMoment]:
    """Each lead at its first hand-off in the days."""
    bound = material.pact.bound
    for source in material.histories:
        first = next(
            (
                record.at
                for record in material.past(source)
                if record.type == _HANDED_OFF
                and material.span.holds(format_instant(record.at))
            ),
            None,
        )
        if first is not None:
            # Stages and promises may be asked for, so that all is worked out.
            timeline = Timeline.alone(bound, source, first)
            evaluated(timeline, bound.plan.order, material.people)
            yield timeline.present.at(first)


def _lines(material: Material, name: str) -> list[_Line]:
    """The lines of a definition that must all hold; else its one condition.

    Raises:
        ValueError: The policy has no definition of that name that is true or false.
    """
    material.require_statement(name)
    body = material.policy.definitions[name].body
    condition = material.pact.bound.definitions[name].condition
    assert condition is not None  # noqa: S101 - it is true or false
    assert not isinstance(body, Classification)  # noqa: S101 - as above
    match body:
        case Lines(Quantifier.ALL, nodes) | Logic(Joint.AND, nodes):
            texts = [print_phrase(node) for node in nodes]
        case Lines():
            texts = [name]
        case _:
            texts = [print_phrase(body)]
    parts: Sequence[Expression] = (condition,)
    if len(texts) > 1 and isinstance(condition, Apply):
        assert condition.operator is Operator.AND  # noqa: S101 - compiled so
        parts = condition.operands
    return [_Line(*each) for each in zip(texts, parts, strict=True)]
