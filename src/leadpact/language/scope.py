"""What phrases may name."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import attrs

from leadpact.language.types import Type


@attrs.frozen
class Scope:
    """The names that a phrase may use, with their types.

    A type of ``None`` belongs to a name that is known, but whose own definition has a
    mistake: nothing more is said about it.

    Attributes:
        names: Fields, definitions, scores, plan numbers and `stage`: one namespace.
        events: Types of events, each with the types of its data.
        event_attributes: What `where` sees of every event besides its data.
        stages: What `entered` may name.
        statements: Definitions that are true or false of a lead: a measure counts
            leads as they enter them.
        timers: What `missed`, `met` and measures may name.
        calendars: What `open` may name.
        currency: The currency of all money, an ISO 4217 code; empty where it is not
            known, and nothing is said about currencies.
        segments: What plan numbers in measures may be `of`; ``None`` where the plan
            could not be read, and nothing is said about segments.
        planned: The names of plan numbers, the only ones that measures compare with,
            each with what a plan has that has it; ``None`` where that is not known.
    """

    names: Mapping[str, Type | None]
    events: Mapping[str, Mapping[str, Type | None] | None]
    event_attributes: Mapping[str, Type]
    stages: Collection[str]
    statements: Collection[str]
    timers: Collection[str]
    calendars: Collection[str]
    currency: str
    segments: Collection[str] | None = ()
    planned: Mapping[str, str] | None = None
