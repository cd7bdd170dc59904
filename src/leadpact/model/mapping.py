"""How columns of an export become leads and events: the mapping file."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import attrs

from leadpact.diagnostics import Span
from leadpact.model.lead import Actor

#: The format of mapping files that this version reads.
MAPPING_FORMAT = 1


@attrs.frozen
class Clock:
    """A column that holds instants.

    Attributes:
        column: Its name.
        format: `iso`, or a format of `strptime` such as `%d/%m/%Y %H:%M`.
        zone: IANA zone of the texts that tell no offset; without it such texts are
            refused.
    """

    column: str
    format: str = "iso"
    zone: str = ""


@attrs.frozen
class ActorColumn:
    """A column that tells who did it; an empty cell is `unknown`.

    Attributes:
        column: Its name.
        values: Cells that mean one kind of actor.
        otherwise: What every other cell means.
    """

    column: str
    values: Mapping[str, Actor] = attrs.field(factory=dict)
    otherwise: Actor = Actor.HUMAN


class Take(enum.Enum):
    """Which of the rows that match a rule become events."""

    EVERY = "every"
    FIRST = "first"


@attrs.frozen
class Rule:
    """Rows that become events of one type; one row may match several rules.

    Attributes:
        event: The type of the events.
        where: Column to the texts that match, any of them; `*` stands for any
            characters. All columns must match; by default every row matches.
        take: Every occurrence, or the first of each lead.
        actor: Who did it; by default the actor column decides.
        data: Name of the datum to the column that holds it; empty cells are left out.
    """

    event: str
    where: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    take: Take = Take.EVERY
    actor: Actor | None = None
    data: Mapping[str, str] = attrs.field(factory=dict)
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class LeadColumns:
    """The file of leads: which column is the id, which columns are fields.

    Attributes:
        id: Column of the identity.
        fields: Field of the policy to the column that holds it.
    """

    id: str
    fields: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class EventColumns:
    """The file of events.

    Attributes:
        lead: Column that names the lead.
        at: When it happened.
        rules: What the rows become.
        order: Column of whole numbers that ranks the events at one instant.
        id: Column of the identity; by default it is made from the content.
        recorded_at: When it was written down; by default when it happened.
        actor: Who did it; by default nobody knows.
        fields: Field of the policy to the column that holds it, for leads without a
            file of their own; a lead's first row with a value tells it.
    """

    lead: str
    at: Clock
    rules: tuple[Rule, ...]
    order: str = ""
    id: str = ""
    recorded_at: Clock | None = None
    actor: ActorColumn | None = None
    fields: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class DataMapping:
    """A mapping file: `mapping: 1`, then `leads`, `events` or both.

    Attributes:
        mapping: The format of the file, always 1; the first line of a mapping.
        events: The file of events.
        leads: The file of leads.
    """

    mapping: int
    events: EventColumns | None = None
    leads: LeadColumns | None = None
    spans: Mapping[str, Span] = attrs.field(
        eq=False, repr=False, kw_only=True, factory=dict
    )
