"""The policy as loaded: one class for each section of the file.

Attributes are spelt as the keys of the file; where a key is a word of Python, the
metadata ``key`` tells it. Places (`span`) never count in comparisons. Mappings are
keyed by the names of the file, and their order has no meaning.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date

import attrs

from leadpact.calendars import CalendarSpec
from leadpact.diagnostics import Span
from leadpact.language.nodes import (
    Case,
    Condition,
    Literal,
    Measure,
    Name,
    Pattern,
    Points,
    Step,
)
from leadpact.language.types import Type
from leadpact.units import Duration, Money, Percent

#: The format of policy files that this version reads and writes.
FORMAT = 1


@attrs.frozen
class Party:
    """One side of the agreement.

    Attributes:
        signatory: Who signs, a role such as `VP Sales`.
        contact: Where the party is reached, such as an email address.
        calendar: The calendar of its business hours; timers that it owes go by it
            unless they name another one.
        label: What the page calls it; by default its name.
    """

    signatory: str
    contact: str
    calendar: Name | None = None
    label: str = ""
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Role:
    """Somebody whom steps name, such as the manager that a breach goes to.

    Attributes:
        party: Whose role it is.
        who: Who holds it, in words.
        contact: Where the role is reached, such as an email address.
    """

    party: Name
    who: str
    contact: str
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Field:
    """One field of a lead: its type, and the words the page uses for it."""

    type: Type
    label: str = ""
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Event:
    """One type of event: the types of its data."""

    data: Mapping[str, Type]
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


class Quantifier(enum.Enum):
    """How the lines of a definition join."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


@attrs.frozen
class Lines:
    """`all`, `any` or `none` of some conditions, a line per reason."""

    quantifier: Quantifier
    conditions: tuple[Condition, ...]


@attrs.frozen
class Classification:
    """`first`: the value of the first case that holds."""

    cases: tuple[Case[Literal], ...]


@attrs.frozen
class Definition:
    """A named condition or classification.

    Attributes:
        body: One condition, lines of them, or cases.
        label: The words the page uses for it.
    """

    body: Condition | Lines | Classification
    label: str = ""
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Stage:
    """One stage of the funnel, in order of the file.

    Attributes:
        name: Its short name, such as `MQL`.
        party: Who answers for leads on their way into it.
        label: Its full name on the page; by default its name.
        enter: Events that enter it; left out by a stage with `when` alone.
        when: With `enter`: must hold at the event. Alone: entered as soon as it holds.
        complete: Fields that must be filled; a lead that lacks one is flagged.
    """

    name: str = attrs.field(metadata={"text": "name"})
    party: Name
    label: str = ""
    enter: tuple[Pattern, ...] = ()
    when: Condition | None = None
    complete: tuple[Name, ...] = ()
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


class Repeat(enum.Enum):
    """What a start does while the timer runs."""

    KEEP = "keep"
    RESTART = "restart"
    EACH = "each"


@attrs.frozen
class Pause:
    """Events that stop the clock, and events that let it go on.

    Attributes:
        starts: Events that stop the clock.
        until: Events that let it go on.
    """

    starts: tuple[Pattern, ...] = attrs.field(metadata={"key": "from"})
    until: tuple[Pattern, ...]


@attrs.frozen
class Timer:
    """One promise over one lead.

    Attributes:
        party: Who owes it.
        starts: Events that start the clock.
        until: Events that keep the promise.
        within: The time allowed, such as `8 business hours`; several cases are a
            list.
        promise: The promise in the author's words, for the page.
        when: What must hold at the start for the timer to run.
        enough: Events that keep the promise at once, however many `times` are left.
        unless: Events that end it as no longer owed.
        times: How many `until` events are needed; by default one.
        apart: The least time between two `until` events that count.
        pause: What stops the clock; by default nothing does.
        repeat: What a start does while the timer runs.
        calendar: Whose hours count: a calendar, or `owner` for that of the lead's
            owner; by default the calendar of the party.
        warn: Steps before due.
        missed: Steps from the due instant on.
        met: Steps when the promise is kept by the last `until` event.
    """

    party: Name
    starts: tuple[Pattern, ...] = attrs.field(metadata={"key": "from"})
    until: tuple[Pattern, ...]
    within: tuple[Case[Duration], ...]
    promise: str = ""
    when: Condition | None = None
    enough: tuple[Pattern, ...] = ()
    unless: tuple[Pattern, ...] = ()
    times: tuple[Case[int], ...] = ()
    apart: Duration | None = None
    pause: Pause | None = None
    repeat: Repeat = Repeat.KEEP
    calendar: tuple[Case[Name], ...] = ()
    warn: tuple[Step, ...] = ()
    missed: tuple[Step, ...] = ()
    met: tuple[Step, ...] = ()
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Limit:
    """What must never happen, judged at the event.

    Attributes:
        party: Who answers for it.
        never: The events that must not happen.
        when: What must hold at the event for it to be a violation.
        promise: The rule in the author's words, for the page.
    """

    party: Name
    never: tuple[Pattern, ...]
    when: Condition | None = None
    promise: str = ""
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


class Period(enum.Enum):
    """The period that a plan or a goal counts over."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@attrs.frozen
class Plan:
    """From revenue back to leads, for one period.

    Attributes:
        per: The period.
        revenue_quota: Revenue that all sources must bring in the period.
        marketing_share: Part of it from leads that marketing generates.
        average_sale: Revenue of one customer.
        lead_to_customer: Part of the leads that become customers.
        sales_cycle: Time from lead to customer, in whole months.
    """

    per: Period
    revenue_quota: Money
    marketing_share: Percent
    average_sale: Money
    lead_to_customer: Percent
    sales_cycle: Duration | None = None
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Goal:
    """One promise over a period.

    Attributes:
        party: Who owes it.
        require: What is measured, and the amount that it must reach.
        per: The period that it is measured over.
        promise: The promise in the author's words, for the page.
        missed: Steps when the period ends and the goal is missed.
        met: Steps when the period ends and the goal is met.
    """

    party: Name
    require: Measure
    per: Period
    promise: str = ""
    missed: tuple[Step, ...] = ()
    met: tuple[Step, ...] = ()
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Persona:
    """One kind of buyer, with the people who answer for it in each party.

    Attributes:
        name: What the page calls it.
        who: Who that is, in words.
        needs: What they look for, in words.
        owners: Who answers for it, by party.
    """

    name: str
    who: str
    needs: str = ""
    owners: Mapping[str, str] = attrs.field(factory=dict)
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Handoff:
    """How a lead passes from one party to the other, in words.

    Attributes:
        routing: Who gets the lead.
        notice: How its new owner hears of it.
        activity: What is put into the CRM, so that the hand-off can be found again.
    """

    routing: str = ""
    notice: str = ""
    activity: str = ""
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Play:
    """One try of the follow-up: when or which, over what channel, with what content.

    Attributes:
        attempt: Which tries are meant, such as `1 and 2`.
        channel: How the lead is reached, such as `call`.
        content: What is said or sent.
    """

    attempt: str = attrs.field(metadata={"key": "try"})
    channel: str
    content: str = ""
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Meeting:
    """One meeting of the review, and how often it is held.

    Attributes:
        meeting: What it is about.
        cadence: How often it is held, such as `every week`.
    """

    meeting: str
    cadence: str
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Policy:
    """One version of an agreement, as its file says it.

    `effective` and `ends` are the first and the last day in force, in `timezone`.
    `order` ranks named things on the page; the rest follow by name. `consequences`
    and `reject_reasons` put goals, timers and reasons into words, by name. Every
    key's place stands in `spans` by its dotted path, such as `timers.accept.within`.

    Attributes:
        policy: The name of the agreement; all its versions share it.
        version: The version that this file is.
        effective: The first day in force, from its start in `timezone`.
        timezone: The zone in which days, weeks and periods begin.
        currency: The currency of all amounts of money.
        title: The title of the page.
        summary: What the agreement is about, in a sentence or two, for the page.
        parties: The sides of the agreement, two or more, by name.
        leadpact: The format of the file, always 1; the first line of a policy.
        ends: The last day in force; by default it stays in force until a later version.
        supersedes: The version that this one replaces.
        language: The language of the page and of explanations.
        order: The order of named things on the page; the rest follow by name.
        roles: People whom steps name, by the name of their role.
        fields: The fields of a lead, by name.
        events: Events of your own, and standard events whose data you narrow.
        calendars: Business hours, by name.
        definitions: Conditions and classifications that other phrases use by name.
        scoring: Scores, by name, as lines of points that add up.
        stages: The funnel, in order.
        timers: Promises over each lead, by name.
        limits: What must never happen, by name.
        plan: From a revenue quota back to the leads that marketing owes.
        goals: Promises over a period, by name.
        personas: The kinds of buyers, for the page.
        handoff: How a lead passes from one party to the other, for the page.
        playbook: The tries of the follow-up in order, for the page.
        reject_reasons: What the reasons of `rejected` events mean, for the page.
        kpis: Goals and reports that both parties look at, by name.
        needs: What must be in place for the promises to hold, for the page.
        review: The meetings that both parties hold, for the page.
        cancellation: How the agreement ends, for the page.
        consequences: What follows a missed goal or timer, in words, for the page.
    """

    policy: str = attrs.field(metadata={"text": "slug"})
    version: str = attrs.field(metadata={"text": "version"})
    effective: date
    timezone: str = attrs.field(metadata={"text": "zone"})
    currency: str = attrs.field(metadata={"text": "currency"})
    title: str
    summary: str
    parties: Mapping[str, Party]
    leadpact: int = FORMAT
    ends: date | None = None
    supersedes: str = attrs.field(default="", metadata={"text": "version"})
    language: str = "en"
    order: tuple[Name, ...] = ()
    roles: Mapping[str, Role] = attrs.field(factory=dict)
    fields: Mapping[str, Field] = attrs.field(factory=dict)
    events: Mapping[str, Event] = attrs.field(factory=dict)
    calendars: Mapping[str, CalendarSpec] = attrs.field(factory=dict)
    definitions: Mapping[str, Definition] = attrs.field(factory=dict)
    scoring: Mapping[str, tuple[Points, ...]] = attrs.field(factory=dict)
    stages: tuple[Stage, ...] = ()
    timers: Mapping[str, Timer] = attrs.field(factory=dict)
    limits: Mapping[str, Limit] = attrs.field(factory=dict)
    plan: Plan | None = None
    goals: Mapping[str, Goal] = attrs.field(factory=dict)
    personas: tuple[Persona, ...] = ()
    handoff: Handoff | None = None
    playbook: tuple[Play, ...] = ()
    reject_reasons: Mapping[str, str] = attrs.field(factory=dict)
    kpis: tuple[Name, ...] = ()
    needs: tuple[str, ...] = ()
    review: tuple[Meeting, ...] = ()
    cancellation: tuple[str, ...] = ()
    consequences: Mapping[str, str] = attrs.field(factory=dict)
    spans: Mapping[str, Span] = attrs.field(
        eq=False, repr=False, kw_only=True, factory=dict
    )
