"""The policy as loaded: one class for each section of the file.

Attributes are spelt as the keys of the file; where a key is a word of Python, the
metadata ``key`` tells it. Places (`span`) never count in comparisons. Mappings are
keyed by the names of the file, and their order has no meaning.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import attrs

from leadpact.calendars import CalendarSpec, Joined
from leadpact.diagnostics import Span
from leadpact.language.nodes import (
    Case,
    Condition,
    Literal,
    Measure,
    Name,
    Pattern,
    Phrase,
    Points,
    Step,
)
from leadpact.language.types import Type
from leadpact.model.lead import Actor
from leadpact.units import Duration, Money, Percent

_WHOLE = Percent(Decimal(100))

#: The format of policy files that this version reads and writes.
FORMAT = 1


@attrs.frozen
class Parameter:
    """A value with a name, stated once and used by name in phrases.

    Attributes:
        value: A number, an amount, a percentage, a duration, a date or a word, or a
            list of them.
        unit: What a plain number counts, such as `points` or `people`.
        reason: Why it is this value.
        source: Where it comes from: a report, a meeting, a date.
    """

    value: Literal | tuple[Literal, ...]
    unit: str = ""
    reason: str = ""
    source: str = ""
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


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
        who: Who holds it, in words; a list of cases where it differs from lead to
            lead.
        contact: Where the role is reached, such as an email address; by default
            nowhere.
        deliver: The calendar that messages to it wait for; by default that of the
            timer, if it has one.
    """

    party: Name
    who: str | tuple[Case[Literal], ...]
    contact: str = ""
    deliver: Name | None = None
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
        label: What the page calls it; by default its name. That of a condition
            completes `it is …`, such as `A company we can serve`, or is a sentence,
            such as `The lead wants no calls`, not `Fits our profile`; that of cases
            is a noun, such as `Quality`.
    """

    body: Condition | Lines | Classification
    label: str = ""
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """All phrases of the body, in order."""
        match self.body:
            case Classification(cases):
                return cases
            case Lines(_, conditions):
                return conditions
            case condition:
                return (condition,)


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
        duties: What its party does for a lead on the way into it, in words.
    """

    name: str = attrs.field(metadata={"text": "name"})
    party: Name
    label: str = ""
    enter: tuple[Pattern, ...] = ()
    when: Condition | None = None
    complete: tuple[Name, ...] = ()
    duties: tuple[str, ...] = ()
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
        deliver: The calendar that the messages of its steps wait for; by default they
            wait for none.
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
    apart: tuple[Case[Duration], ...] = ()
    pause: Pause | None = None
    repeat: Repeat = Repeat.KEEP
    calendar: tuple[Case[Name], ...] = ()
    deliver: Name | None = None
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
class Segment:
    """One part of the leads of a plan; what it does not say is that of the plan.

    Attributes:
        name: Such as `enterprise`.
        share: Part of the revenue from marketing that it brings.
        average_sale: Revenue of one of its customers.
        lead_to_customer: Part of its leads that become customers.
        cost_per_lead: What one of its leads costs.
    """

    name: str = attrs.field(metadata={"text": "name"})
    share: Percent
    average_sale: Money | None = None
    lead_to_customer: Percent | None = None
    cost_per_lead: Money | None = None
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Campaign:
    """One kind of campaign: its part of the leads, and what each of them costs.

    Attributes:
        name: Such as `search`.
        share: Part of the leads that come from it.
        cost_per_lead: What one of its leads costs.
    """

    name: str = attrs.field(metadata={"text": "name"})
    share: Percent
    cost_per_lead: Money
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Capacity:
    """The time that people have for the leads of a period.

    Attributes:
        reps: How many people follow up.
        hours: Working time of one of them in a period; `attempts` and `per_attempt`
            go with it, else only leads per person are known.
        marketing_time: Part of that time for leads from marketing.
        attempts: Tries that one lead takes.
        per_attempt: Time that one try takes.
    """

    reps: int
    hours: Duration | None = None
    marketing_time: Percent = _WHOLE
    attempts: int | None = None
    per_attempt: Duration | None = None
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


class Weighing(enum.Enum):
    """How the rates of several months become one."""

    SIZE = "size"
    MONTH = "month"


class Counting(enum.Enum):
    """Which period something counts in: its own, or that of the lead it came from."""

    PERIOD = "period"
    COHORT = "cohort"


@attrs.frozen
class Averages:
    """Where the numbers of a plan come from.

    Attributes:
        over: The time before the sales cycle that is averaged.
        by: By size, sums are divided; by month, monthly rates are averaged.
        closed: Which period a customer counts in.
    """

    over: Duration
    by: Weighing = Weighing.SIZE
    closed: Counting = Counting.PERIOD
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Plan:
    """From revenue back to leads, for one period.

    Attributes:
        per: The period.
        revenue_quota: Revenue that all sources must bring in the period.
        marketing_share: Part of it from leads that marketing generates.
        average_sale: Revenue of one customer; without it the plan stays in money.
        lead_to_customer: Part of the leads that become customers.
        rates: Part of the leads of a stage that enter the next, by the name of that.
        sales_cycle: Time from lead to customer, in days, weeks or months.
        segments: Parts of the leads, each with its own numbers.
        campaigns: Where leads come from, and what they cost there.
        budget: What marketing may spend in a period.
        acquisition_cost: The most that one customer may cost.
        capacity: The time that there is for following up.
        averages: Where the numbers come from.
    """

    per: Period
    revenue_quota: Money
    marketing_share: Percent
    average_sale: Money | None = None
    lead_to_customer: Percent | None = None
    rates: Mapping[str, Percent] = attrs.field(factory=dict)
    sales_cycle: Duration | None = None
    segments: tuple[Segment, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    budget: Money | None = None
    acquisition_cost: Money | None = None
    capacity: Capacity | None = None
    averages: Averages | None = None
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)

    @property
    def counts_leads(self) -> bool:
        """Whether it tells what a sale brings, without which it stays in money."""
        return self.average_sale is not None or any(
            segment.average_sale is not None for segment in self.segments
        )


@attrs.frozen
class Goal:
    """One promise over a period.

    Attributes:
        party: Who owes it.
        require: What is measured, and the amount that it must reach or stay within.
        per: The period that it is measured over.
        promise: The promise in the author's words, for the page.
        by: Whom it is judged for, each alone: `owner`, `team`, or a field.
        counting: Whether events count in their own period, or in that of their lead.
        missed: Steps when the period ends and the goal is missed.
        met: Steps when the period ends and the goal is met.
    """

    party: Name
    require: Measure
    per: Period
    promise: str = ""
    by: Name | None = None
    counting: Counting = Counting.PERIOD
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
    """One try of the follow-up: which, over what channel, with what content.

    Attributes:
        attempt: Which tries are meant, such as `1 and 2`.
        channel: How the lead is reached, such as `call`.
        content: What is said or sent.
        actor: Who tries; by default a person.
        party: Which party tries; by default the one that follows up.
    """

    attempt: str = attrs.field(metadata={"key": "try"})
    channel: str
    content: str = ""
    actor: Actor | None = None
    party: Name | None = None
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


@attrs.frozen
class Meeting:
    """One meeting of the review, and how often it is held.

    Attributes:
        meeting: What it is about.
        cadence: How often it is held, such as `every week`.
        at_first: How often it is held in the beginning, such as `every week`.
    """

    meeting: str
    cadence: str
    at_first: str = ""
    span: Span = attrs.field(eq=False, repr=False, kw_only=True)


class Bind(enum.Enum):
    """Which version judges a start: that of the start, or that of the lead."""

    START = "start"
    CREATED = "created"


@attrs.frozen
class Policy:
    """One version of an agreement, as its file says it.

    Every key's place stands in `spans` by its dotted path: `timers.accept.within`.

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
        include: Files of shared definitions, as they are seen from this file; their
            sections stand here as if they were written here.
        supersedes: The version that this one replaces.
        bind: Which version judges what starts while this one is in force.
        language: The language of the page and of explanations.
        order: The order of named things on the page; the rest follow by name.
        annex: What stands in the annex of the page: names of promises, definitions,
            scores and roles, and whole sections.
        parameters: Values with a name, which phrases use in place of the value.
        roles: People whom steps name, by the name of their role.
        fields: The fields of a lead, by name.
        events: Events of your own, and standard events whose data you narrow.
        calendars: Business hours, by name.
        definitions: Conditions and classifications that other phrases use by name.
        scoring: Scores, by name, as lines of points that add up.
        stages: The funnel, in order.
        actions: Verbs of steps beside the standard ones, each in words.
        timers: Promises over each lead, by name.
        limits: What must never happen, by name.
        plan: From a revenue quota back to the leads that marketing owes.
        goals: Promises over a period, by name.
        personas: The kinds of buyers, for the page.
        handoff: How a lead passes from one party to the other, for the page.
        playbook: The tries of the follow-up in order, for the page.
        reject_reasons: What the reasons of `rejected` events mean, for the page.
        disqualify_reasons: What the reasons of `disqualified` events mean, for the
            page.
        aims: What both parties want and no number measures, for the page.
        commitments: What a party does besides its promises, in words, for the page.
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
    include: tuple[str, ...] = ()
    supersedes: str = attrs.field(default="", metadata={"text": "version"})
    bind: Bind = attrs.field(default=Bind.START, metadata={"absent": Bind.START})
    language: str = "en"
    order: tuple[Name, ...] = ()
    annex: tuple[Name, ...] = ()
    parameters: Mapping[str, Parameter] = attrs.field(factory=dict)
    roles: Mapping[str, Role] = attrs.field(factory=dict)
    fields: Mapping[str, Field] = attrs.field(factory=dict)
    events: Mapping[str, Event] = attrs.field(factory=dict)
    calendars: Mapping[str, CalendarSpec | Joined] = attrs.field(factory=dict)
    definitions: Mapping[str, Definition] = attrs.field(factory=dict)
    scoring: Mapping[str, tuple[Points, ...]] = attrs.field(factory=dict)
    stages: tuple[Stage, ...] = ()
    actions: Mapping[str, str] = attrs.field(factory=dict, metadata={"names": True})
    timers: Mapping[str, Timer] = attrs.field(factory=dict)
    limits: Mapping[str, Limit] = attrs.field(factory=dict)
    plan: Plan | None = None
    goals: Mapping[str, Goal] = attrs.field(factory=dict)
    personas: tuple[Persona, ...] = ()
    handoff: Handoff | None = None
    playbook: tuple[Play, ...] = ()
    reject_reasons: Mapping[str, str] = attrs.field(factory=dict)
    disqualify_reasons: Mapping[str, str] = attrs.field(factory=dict)
    aims: tuple[str, ...] = ()
    commitments: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    kpis: tuple[Name, ...] = ()
    needs: tuple[str, ...] = ()
    review: tuple[Meeting, ...] = ()
    cancellation: tuple[str, ...] = ()
    consequences: Mapping[str, str] = attrs.field(factory=dict)
    spans: Mapping[str, Span] = attrs.field(
        eq=False, repr=False, kw_only=True, factory=dict
    )

    def is_annexed(self, section: str, name: str = "") -> bool:
        """Whether a section, or one thing of it, stands in the annex of the page."""
        return any(marked.name in {section, name} for marked in self.annex)

    def ranked(self, names: Iterable[str]) -> list[str]:
        """Names as tables and the page order them: by `order`, then by name."""
        order = [name.name for name in self.order]
        ranks = {name: rank for rank, name in reversed([*enumerate(order)])}
        return sorted(names, key=lambda name: (ranks.get(name, len(order)), name))
