"""The kinds of texts in a file: how each looks, in a pattern and in examples.

The patterns are for editors, which know nothing of leadpact: they find what is
plainly something else, and take too much rather than too little.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from leadpact.calendars import WEEKDAYS, countries, zone_names
from leadpact.language.lexer import WORDS
from leadpact.language.nodes import Aggregate, Literal, Measure, Name, Pattern, Points
from leadpact.language.nodes import Step as StepPhrase
from leadpact.loading.format.shapes import CASED, Kind, Snippet
from leadpact.loading.format.words import EVENTS, REPORTS
from leadpact.model import versions
from leadpact.model.mapping import Clock, Rule
from leadpact.model.policy import Policy
from leadpact.units import UNITS, Duration, Money, Percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Whatever stands on one line, and whatever stands there at all.
_LINE, _ANYTHING = r"\S.*", r"\S[\s\S]*"
#: What YAML may take a word for, and what it may take any text for.
_WORD = ("boolean", "null")
_ANY = ("number", *_WORD)


def _either(words: Iterable[str]) -> str:
    """One of some words; blanks inside them may be several."""
    listed = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", " +") for word in listed)


# Letters beyond ASCII are told by what they are not: that is read alike by the
# regular expressions of Python and of JavaScript.
_LETTER, _LETTER_OR_DIGIT = r"[^\x00-@\[-`{-\x7f]", r"[^\x00-/:-@\[-^`{-\x7f]"
_NAME = (
    rf"(?!(?:{_either(WORDS)})(?!{_LETTER_OR_DIGIT}))"
    rf"{_LETTER}{_LETTER_OR_DIGIT}*"
)
# A bare word in the place of an amount is left to leadpact, which may know the name.
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
# Zones that are named by a place; the others have old names or none that people use.
_PLACES = re.compile(
    "(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/"
)
_DAY = rf"(?:{'|'.join(WEEKDAYS)})"

TEXT = Kind("text", "Any text.", _ANYTHING, _ANY)
NAME = Kind(
    "name",
    "A letter, then letters, digits and `_`; not a word of the language.",
    _NAME,
    _WORD,
)
SLUG = Kind(
    "slug",
    "Letters, digits and `-`.",
    r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*",
    _ANY,
    ("inbound",),
)
VERSION = Kind(
    "version",
    "Three numbers with points between them, such as `1.0.0`; that of a draft tells "
    "behind a hyphen which one it is, such as `1.1.0-draft.1`.",
    versions.VERSION,
    examples=("1.0.0", "1.1.0-draft.1"),
)
ZONE = Kind(
    "zone",
    "An IANA time zone, such as `America/New_York`.",
    _ANYTHING,
    _ANY,
    known=("UTC", *sorted(filter(_PLACES.match, zone_names()))),
)
CURRENCY = Kind(
    "currency",
    "A currency code of ISO 4217, three capitals such as `USD`.",
    "[A-Z]{3}",
    ("boolean",),
    ("USD", "EUR", "GBP"),
)
COUNTRY = Kind(
    "country",
    "A country code of ISO 3166-1, two capitals such as `US`.",
    "[A-Z]{2}",
    ("boolean",),
    known=tuple(sorted(countries())),
)
SUBDIVISION = Kind(
    "subdivision",
    "The part of an ISO 3166-2 code behind the hyphen, such as `NY` of `US-NY`.",
    _ANYTHING,
    _ANY,
    ("NY",),
)
LANGUAGE = Kind("language", "A language code.", _ANYTHING, _ANY, known=("de", "en"))
INTEGER = Kind(
    "whole number",
    "Digits without a point, such as `6`.",
    rf"[0-9]+(?:\.0+)?|{_NAME}",
    ("number",),
    ("6",),
)
DATE = Kind(
    "date",
    "A day, such as `2026-01-05`.",
    "[0-9]{4}-[0-9]{2}-[0-9]{2}",
    examples=("2026-01-05",),
)
MONEY = Kind(
    "money",
    "An amount and its currency, such as `500000 USD`.",
    rf"-?{_NUMBER} +[A-Z]{{3}}",
    examples=("500000 USD",),
)
PERCENT = Kind(
    "percentage",
    "A number and its sign, such as `40%` or `2.5%`.",
    rf"-?{_NUMBER} *%",
    examples=("40%",),
)
DURATION = Kind(
    "duration",
    "A number and a unit, such as `8 business hours`.",
    rf"{_NUMBER} +(?:{_either(UNITS)})|{_NAME}",
    examples=("8 business hours", "1 business day", "4 hours", "30 calendar days"),
    snippets=(
        Snippet("N business hours", "${1:8} business hours"),
        Snippet("N business days", "${1:1} business days"),
    ),
)
HOURS = Kind(
    "hours",
    "Two times of day, such as `09:00-17:30`; `22:00-06:00` goes on over midnight.",
    r"[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}",
    examples=("09:00-17:30", "00:00-24:00"),
)
WEEKDAY = Kind(
    "days of the week", "`mon`, or a range `mon-fri`.", rf"{_DAY}(?:-{_DAY})?"
)

CONDITION = Kind(
    "condition",
    "What is true, false or unknown, such as `employees >= 50 and not free_mail`.",
    _LINE,
    _ANY,
    (
        "employees >= 50",
        "country in [US, CA]",
        'email ends with any ["@gmail.com", "@yahoo.com"]',
        "happened(demo_request in last 30 days)",
    ),
    (
        Snippet(
            "happened in the last days", "happened(${1:event} in last ${2:30} days)"
        ),
        Snippet("one of some words", "${1:country} in [${2:US, CA}]"),
    ),
)
PATTERN = Kind(
    "event",
    "An event, such as `attempt in last 30 days where actor is human`; also "
    "`entered STAGE`, `missed TIMER` and `met TIMER`.",
    _LINE,
    _WORD,
    ("attempt where actor is human", "entered MQL"),
    (
        Snippet("entered a stage", "entered ${1:MQL}"),
        Snippet("an event with a condition", "${1:attempt} where ${2:actor is human}"),
    ),
    tuple(EVENTS),
)
LITERAL = Kind(
    "value",
    "A word, a number, money or a text in double quotes.",
    _LINE,
    _ANY,
    ("hot",),
)
POINTS = Kind(
    "points",
    "`POINTS when CONDITION`, or `POINTS each EVENT, up to N points`.",
    r"\S.*\b(?:when|each)\b.*",
    examples=("30 when employees >= 200", "2 each touched, up to 20 points"),
    snippets=(
        Snippet("points for a condition", "${1:30} when ${2:employees >= 200}"),
        Snippet(
            "points for each event", "${1:2} each ${2:touched}, up to ${3:20} points"
        ),
    ),
)
STEP = Kind(
    "step",
    "`VERB [to] WHO`, then when, such as `escalate to manager after 1 business hour`.",
    _LINE,
    _WORD,
    (
        "alert owner at 75%",
        "escalate to manager after 1 business hour",
        "return to marketing for nurture after 4 business hours",
    ),
    (
        Snippet("warn at a share of the time", "alert ${1:owner} at ${2:75}%"),
        Snippet(
            "escalate after a time",
            "escalate to ${1:manager} after ${2:1 business hour}",
        ),
        Snippet(
            "return the lead",
            "return to ${1:marketing} for ${2:nurture} after ${3:4 business hours}",
        ),
    ),
)
MEASURE = Kind(
    "measure",
    "What is measured and the amount to reach, such as `share(first_touch) >= 95%`.",
    rf"(?:{_either(each.value for each in Aggregate)}) *\(.*\) *[<>]=.*",
    examples=(
        "share(first_touch) >= 95%",
        "count(entered MQL) >= planned_leads",
        "median(first_touch) <= 10 minutes",
    ),
    snippets=(
        Snippet("a share of promises kept", "share(${1:timer}) >= ${2:95}%"),
        Snippet("a count of events", "count(${1:entered MQL}) >= ${2:100}"),
        Snippet("a median time", "median(${1:timer}) <= ${2:1 hour}"),
    ),
)
EVENT_TYPE = Kind(
    "event type", "The name of an event.", _ANYTHING, _ANY, known=tuple(EVENTS)
)
REPORT = Kind(
    "report",
    "A goal, a timer, a limit, or a report: "
    + ", ".join(f"`{each}`" for each in REPORTS),
    _NAME,
    _WORD,
    known=tuple(REPORTS),
)
CLOCK_FORMAT = Kind(
    "clock format",
    "`iso`, or a format such as `%d/%m/%Y %H:%M`.",
    _ANYTHING,
    _ANY,
    ("iso", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"),
)

#: The kinds of texts that the attributes of the model name in their metadata.
CHECKED: Mapping[str, Kind] = {
    "name": NAME,
    "zone": ZONE,
    "currency": CURRENCY,
    "version": VERSION,
    "slug": SLUG,
}
#: The kinds of texts by the types of the model; a `Case` of them may stand for each.
BY_TYPE: Mapping[object, Kind] = {
    str: TEXT,
    int: INTEGER,
    date: DATE,
    Money: MONEY,
    Percent: PERCENT,
    Duration: DURATION,
    Name: NAME,
    Literal: LITERAL,
    Pattern: PATTERN,
    Points: POINTS,
    StepPhrase: STEP,
    Measure: MEASURE,
}
#: Attributes that the model knows as any text or name, and editors know better.
BY_ATTRIBUTE: Mapping[tuple[type, str], Kind] = {
    (Policy, "language"): LANGUAGE,
    (Policy, "kpis"): REPORT,
    (Clock, "format"): CLOCK_FORMAT,
    (Clock, "zone"): ZONE,
    (Rule, "event"): EVENT_TYPE,
}


def case_of(kind: Kind) -> Kind:
    """The kind of `VALUE when CONDITION`, of which the condition may be left out."""
    return Kind(
        f"{kind.name}{CASED}",
        f"{kind.description} Behind it may stand `when CONDITION`.",
        rf"(?:{kind.core})(?: *\bwhen\b.*)?",
        kind.reads_as,
        kind.examples,
        kind.snippets,
        kind.known,
    )
