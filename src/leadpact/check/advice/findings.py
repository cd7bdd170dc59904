"""What is found about conditions, without what it takes to find it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import attrs

from leadpact.language.nodes import Condition

if TYPE_CHECKING:
    from leadpact.diagnostics import Span


#: The least and the most points, ``None`` where there is no bound.
Ends: TypeAlias = tuple[Decimal | None, Decimal | None]


class Constancy(enum.Enum):
    """Which of two a condition is for every lead."""

    ALWAYS = "always"
    NEVER = "never"


@attrs.frozen
class Constant:
    """A part of a condition that is the same for every lead.

    Attributes:
        node: The part, or the last of the lines that make it so.
        constancy: Which of both it is.
        needs_values: Whether it is unknown for leads with missing values.
        core: The fewest operands or lines that make it so, ``node`` among them; empty
            for a single test.
        definition: The definition whose lines they are, or empty.
        scores: Values with scores in it whose reach decides it, with their reach.
    """

    node: Condition
    constancy: Constancy
    needs_values: bool = False
    core: tuple[Condition, ...] = ()
    definition: str = ""
    scores: Mapping[str, Ends] = attrs.field(factory=dict)


@attrs.frozen
class Whole:
    """A whole condition of the policy.

    Attributes:
        node: The condition.
        event: The type of the event whose `where` it is; empty for the lead.
        definition: The definition whose first line it is, if all its lines together
            are meant.
    """

    node: Condition
    event: str = ""
    definition: str = ""


def line_of(span: Span, seen_from: Span) -> str:
    """A line as messages name it: with its file where that is another one."""
    if span.file != seen_from.file:
        return f"{span.file}, line {span.line}"
    return f"line {span.line}"
