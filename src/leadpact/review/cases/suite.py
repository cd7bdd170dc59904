"""Cases as a file tells them: plain values with places, not yet judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import attrs

from leadpact.diagnostics import Span
from leadpact.model.evaluation import Evaluation
from leadpact.model.lead import Actor, Lead, Person
from leadpact.pact import Pact


@attrs.frozen
class Moment:
    """An instant, told by itself or by what happens.

    Attributes:
        text: As the file tells it.
        span: Where it stands.
        at: The instant, in microseconds since the epoch; ``None`` if it hangs on
            something else.
        event: Id or type of the event that it hangs on.
        timer: Name of the timer on whose due instant it hangs.
        days: Dates later; before, if negative.
        shift: Microseconds later; before, if negative.
    """

    text: str
    span: Span
    at: int | None = None
    event: str = ""
    timer: str = ""
    days: int = 0
    shift: int = 0


@attrs.frozen
class Happening:
    """An event of a case, at an instant that may hang on others.

    Attributes:
        name: Its id; made from its place in the case where the file tells none.
        type: A word of the vocabulary.
        moment: When it happened.
        span: Where it stands.
        data: What the type asks for.
        actor: Who did it.
        recorded: When it was written down, where that is told.
    """

    name: str
    type: str
    moment: Moment
    span: Span
    data: Mapping[str, object] = attrs.field(factory=dict)
    actor: Actor = Actor.HUMAN
    recorded: Moment | None = None


@attrs.frozen
class Judged:
    """What an expectation is held against.

    Attributes:
        evaluation: What the policy says.
        instant: The instant of a moment in the case; raises ``MomentError``.
        show: An instant as the reader of the policy tells it.
    """

    evaluation: Evaluation
    instant: Callable[[Moment], int]
    show: Callable[[int | None], str]


#: What was expected and what was found, or ``None`` if it is as expected.
Finding: TypeAlias = tuple[str, str] | None


@attrs.frozen(eq=False)
class Expectation:
    """One thing that a case expects at an instant.

    Attributes:
        name: What of, such as the name of a timer.
        span: Where it stands.
        compare: Holds it against what was found.
    """

    name: str
    span: Span
    compare: Callable[[Judged], Finding] = attrs.field(repr=False)


@attrs.frozen
class Check:
    """What a case expects at one instant; at least one thing."""

    moment: Moment | None
    span: Span
    expectations: tuple[Expectation, ...]


@attrs.frozen
class Case:
    """A lead, what happens to it, and what is to follow.

    Attributes:
        name: Told once in a suite; a row of a table has its number behind it.
        span: Where it stands.
        lead: The lead without its events.
        happenings: What happens to it.
        people: Owners of leads.
        checks: What is to follow, at least one.
    """

    name: str
    span: Span
    lead: Lead
    happenings: tuple[Happening, ...]
    people: tuple[Person, ...]
    checks: tuple[Check, ...]


@attrs.frozen
class Suite:
    """The cases of one file.

    Attributes:
        file: Its name.
        text: Its text, to show places in.
        policy: File of the version that they are about.
        pact: That version.
        cases: At least one.
        version: The version that the file names; empty for the newest.
    """

    file: str
    text: str = attrs.field(repr=False)
    policy: str
    pact: Pact
    cases: tuple[Case, ...]
    version: str = ""
