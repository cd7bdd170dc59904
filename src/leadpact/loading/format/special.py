"""The classes whose form in the file differs from their attributes.

Each reader in ``loading.policy.SPECIAL`` has its entry here.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from leadpact.calendars import WEEKDAYS, CalendarSpec, Joined
from leadpact.language.types import Kind as TypeKind
from leadpact.language.types import Type
from leadpact.loading.format import kinds
from leadpact.loading.format.docstrings import attribute_docs, summary
from leadpact.loading.format.shapes import (
    Choice,
    Either,
    Key,
    ListOf,
    MapOf,
    Section,
    Shape,
    Text,
)
from leadpact.loading.format.words import TYPES
from leadpact.loading.policy import DATA_KINDS
from leadpact.model.policy import (
    Definition,
    Event,
    Field,
    Parameter,
    Quantifier,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_TYPES = {word: TYPES[kind] for word, kind in DATA_KINDS.items()}
_CHOOSING = (TypeKind.CHOICE.value, TypeKind.SET.value)
#: Types that are told by their word alone.
_PLAIN_TYPE = Choice(
    "type", {word: told for word, told in _TYPES.items() if word not in _CHOOSING}
)
_TYPE_KEYS = (
    Key("type", Choice("type", _TYPES), "What it holds.", required=True),
    Key(
        "choices",
        ListOf(Text(kinds.TEXT)),
        "Every word that it may hold.",
        required_with=("type", _CHOOSING),
    ),
)
_LABEL = Key("label", Text(kinds.TEXT), "What the page calls it; by default its name.")
_LABEL_OF_A_DEFINITION = Key(
    "label",
    Text(kinds.TEXT),
    "What the page calls it; by default its name. That of a condition completes"
    " `it is …`, such as `A company we can serve`, or is a sentence, such as `The lead"
    " wants no calls`; that of cases is a noun, such as `Quality`.",
)
_TYPE = Either(
    (
        _PLAIN_TYPE,
        Section("datum", "A type that needs more than its word.", _TYPE_KEYS),
    )
)
_FIELD = Either(
    (
        _PLAIN_TYPE,
        Section("field", summary(Field), (*_TYPE_KEYS, _LABEL)),
    )
)

_CONSTANT = ListOf(Text(kinds.LITERAL))
_PARAMETER_DOCS = attribute_docs(Parameter) if Parameter.__doc__ else defaultdict(str)
_PARAMETER = Either(
    (
        _CONSTANT,
        Section(
            "parameter",
            summary(Parameter),
            (
                Key("value", _CONSTANT, _PARAMETER_DOCS["value"], required=True),
                *(
                    Key(name, Text(kinds.TEXT), _PARAMETER_DOCS[name])
                    for name in ("unit", "reason", "source")
                ),
            ),
        ),
    )
)

_QUANTIFIED = {
    Quantifier.ALL: "Conditions that must all hold, a line per reason.",
    Quantifier.ANY: "Conditions of which one must hold.",
    Quantifier.NONE: "Conditions of which none may hold.",
}
_BODIES = (
    *(
        Key(each.value, ListOf(Text(kinds.CONDITION)), told)
        for each, told in _QUANTIFIED.items()
    ),
    Key(
        "first",
        ListOf(Text(kinds.case_of(kinds.LITERAL))),
        "Values by case: the first whose condition holds; the last has none.",
    ),
)
_DEFINITION = Either(
    (
        Text(kinds.CONDITION),
        Section(
            "definition",
            summary(Definition),
            (*_BODIES, _LABEL_OF_A_DEFINITION),
            one_of=tuple(each.name for each in _BODIES),
        ),
    )
)

_ZONE = Either(
    (
        Text(kinds.ZONE),
        Section(
            "zone of the lead",
            "The zone that a field of the lead names.",
            (
                Key(
                    "field",
                    Text(kinds.NAME),
                    "The field, of type `text`.",
                    required=True,
                ),
                Key(
                    "otherwise",
                    Text(kinds.ZONE),
                    "The zone of a lead whose field is empty.",
                    required=True,
                ),
            ),
        ),
    )
)
_HOURS = ListOf(Text(kinds.HOURS))
_HOLIDAYS = Section(
    "holidays",
    "Dates on which the hours of the week do not count.",
    (
        Key(
            "country",
            Text(kinds.COUNTRY),
            "The country whose public holidays are closed.",
        ),
        Key(
            "subdivision",
            Text(kinds.SUBDIVISION),
            "A part of the country with holidays of its own.",
        ),
        Key("also", ListOf(Text(kinds.DATE)), "Further closed dates."),
    ),
)
_CALENDAR = Section(
    "calendar",
    "Opening hours, in a time zone, with holidays.",
    (
        Key(
            "timezone",
            _ZONE,
            "The zone whose clock the hours are read on.",
            required=True,
        ),
        Key(
            "open",
            MapOf(
                kinds.WEEKDAY,
                _HOURS,
                {**dict.fromkeys(WEEKDAYS, ""), "mon-fri": "", "mon-sun": ""},
            ),
            "The hours of each day of the week; a day that is not named is closed.",
            required=True,
        ),
        Key(
            "holidays",
            _HOLIDAYS,
            "Closed dates; they win over the hours of the week. By default none.",
        ),
        Key(
            "days",
            MapOf(kinds.DATE, Either((Choice("closed", {"closed": ""}), _HOURS))),
            "Hours of single dates, or `closed`; they win over holidays.",
        ),
    ),
)

_JOINED = Section(
    "joined calendar",
    "Calendars that are open together, when each of them is.",
    (
        Key(
            "all",
            ListOf(Text(kinds.NAME)),
            "The calendars, two or more. Days, shifts and the zone are those of the"
            " first one, narrowed to when the others are open too.",
            required=True,
        ),
    ),
)

#: What each special reader reads.
SPECIAL: Mapping[Any, Shape] = {
    Type: _TYPE,
    Field: _FIELD,
    Event: MapOf(kinds.NAME, _TYPE, name="event data"),
    Definition: _DEFINITION,
    CalendarSpec | Joined: Either((_CALENDAR, _JOINED)),
    Parameter: _PARAMETER,
}
