"""What the words of the format mean: kinds, units, verbs, events, enumerations.

The words themselves stand where they are read; a test compares the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.language.types import Kind
from leadpact.model.lead import Actor
from leadpact.model.mapping import Take
from leadpact.model.policy import Bind, Counting, Period, Repeat, Weighing
from leadpact.units import Unit

if TYPE_CHECKING:
    import enum
    from collections.abc import Mapping

#: What a field of a lead, or a datum of an event, may hold.
TYPES: Mapping[Kind, str] = {
    Kind.INTEGER: "A whole number.",
    Kind.DECIMAL: "A number with at most 18 digits, 6 of them after the point.",
    Kind.TEXT: "Any text; tests of texts do not tell capitals from small letters.",
    Kind.CHOICE: "One word of a list, `choices`.",
    Kind.FLAG: "True or false.",
    Kind.DATE: "A day, such as `2026-01-05`.",
    Kind.INSTANT: "A date and a time of day with its zone.",
    Kind.MONEY: "An amount in the currency of the policy.",
    Kind.PERCENT: "A share, such as `40%`.",
    Kind.SET: "Any number of the words of a list, `choices`; parted by `;` in a cell.",
}

#: Units of time.
UNITS: Mapping[Unit, str] = {
    Unit.MINUTE: "Elapsed time, around the clock.",
    Unit.HOUR: "Elapsed time, around the clock.",
    Unit.DAY: "24 hours, as in `in last 7 days`; a timer says which days it means.",
    Unit.WEEK: "7 times 24 hours, as in `in last 2 weeks`.",
    Unit.MONTH: "A month of the calendar, for `sales_cycle`.",
    Unit.BUSINESS_MINUTE: "Open time of the calendar.",
    Unit.BUSINESS_HOUR: "Open time of the calendar.",
    Unit.BUSINESS_DAY: (
        "The same local time so many open days later, within the hours of that day."
    ),
    Unit.CALENDAR_DAY: "The same local time so many dates later, open or not.",
}

#: What a step can ask for.
VERBS: Mapping[str, str] = {
    "alert": "Tell somebody, as in `alert owner at 75%`.",
    "escalate": "Tell somebody above, as in `escalate to manager after 1 hour`.",
    "reroute": "Give the lead to somebody else.",
    "return": "Give the lead back, as in `return to marketing for nurture`.",
    "flag": "Mark the lead, so that a person looks at it.",
    "meet": "Sit together, as in `meet marketing and sales by 5 business days`.",
    "remediate": "Mend the cause.",
    "make_good": "Deliver later what is short now.",
    "celebrate": "Say so when a promise was kept.",
}

#: The standard events.
EVENTS: Mapping[str, str] = {
    "created": "The lead came into being.",
    "reconverted": "The lead came back by itself, by a form or a download.",
    "touched": "Marketing reached the lead, or it visited a page.",
    "changed": "A field of the lead changed.",
    "scored": "Another system scored the lead.",
    "handed_off": "Marketing passed the lead to sales.",
    "notified": "Somebody was told of the lead.",
    "notice_acknowledged": "Whoever was told has seen it.",
    "assigned": "The lead got an owner.",
    "reassigned": "The lead got another owner.",
    "accepted": "Sales took the lead.",
    "rejected": "Sales gave the lead back.",
    "attempt": "Somebody tried to reach the lead.",
    "connected": "The lead answered.",
    "meeting": "A meeting with the lead took place.",
    "note": "Somebody wrote something down.",
    "qualified": "Sales sees a deal in it.",
    "disqualified": "The lead will never be a customer.",
    "stage_changed": "Another system moved it to a stage.",
    "opportunity_opened": "A deal was opened.",
    "recycled": "The lead went back to marketing for later.",
    "won": "The deal was won.",
    "lost": "The deal was lost.",
    "paused": "The clock may stand still, for timers with `pause`.",
    "resumed": "The clock goes on.",
    "waived": "Somebody excused a timer, with a reason.",
    "consent_changed": "The lead gave or withdrew consent.",
    "unsubscribed": "The lead wants no more messages.",
    "merged": "The lead was joined with another one.",
}

#: Reports that `kpis` may name beside the promises of the policy.
REPORTS: Mapping[str, str] = {
    "waterfall": "How many leads entered each stage.",
    "speed": "How fast the timers were met.",
    "depth": "How often sales tried.",
    "funnel": "How many leads passed from stage to stage.",
    "closed_loop": "What became of the leads that sales gave back.",
    "dashboard": "The whole on one page.",
}

#: What an enumeration stands for, and what its words mean where they do not say it.
CHOICES: Mapping[type[enum.Enum], tuple[str, Mapping[str, str]]] = {
    Bind: (
        "binding",
        {
            "start": "This version.",
            "created": "The version that was in force when the lead was created.",
        },
    ),
    Period: ("period", {"week": "From Monday."}),
    Repeat: (
        "repeat",
        {
            "keep": "A start while the timer runs is ignored.",
            "restart": "A start ends the run as no longer owed, and begins a new one.",
            "each": "A start begins one more run; `until` ends the oldest.",
        },
    ),
    Weighing: (
        "weighing",
        {
            "size": "Sums are divided by sums, so that months weigh by their size.",
            "month": "The rates of the months are averaged.",
        },
    ),
    Counting: (
        "counting",
        {
            "period": "Events count in the period in which they happen.",
            "cohort": "Events count in the period in which their lead came.",
        },
    ),
    Actor: (
        "actor",
        {
            "human": "A person.",
            "automation": "A rule or a sequence, such as an automatic reply.",
            "system": "The system that holds the leads.",
            "unknown": "Nobody knows.",
        },
    ),
    Take: (
        "take",
        {
            "every": "Each row that matches.",
            "first": "The first row of each lead that matches.",
        },
    ),
}


def meanings(words: type[enum.Enum]) -> tuple[str, dict[str, str]]:
    """The name of an enumeration, and each of its words with what it means."""
    name, told = CHOICES[words]
    return name, {each.value: told.get(each.value, "") for each in words}
