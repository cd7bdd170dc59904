"""The page `docs/reference/policy-format.md`, made from the description of the format.

The words of the page stand in a template; tables and numbers come from the code.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from leadpact.check.names import ANNEXED
from leadpact.check.steps import MOST_TIMES
from leadpact.check.times import MOST_TRIES
from leadpact.language.lexer import LONGEST, WORDS
from leadpact.language.reader import DEEPEST
from leadpact.language.types import Kind
from leadpact.loading.composer import MOST_BYTES, MOST_DEPTH
from leadpact.loading.document import MOST_MISTAKES
from leadpact.loading.format import kinds, policy_format, words
from leadpact.loading.format.shapes import Either, Key, ListOf, MapOf, Section, Shape
from leadpact.loading.format.told import plural, told
from leadpact.model.lead import EVENT_ATTRIBUTES, STANDARD_EVENTS
from leadpact.model.policy import Repeat
from leadpact.planning import PLAN_NAMES
from leadpact.units import DECIMAL_DIGITS, DECIMAL_PLACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TEMPLATE = Path(__file__).parent / "docs" / "policy-format.md.j2"

#: Limits of a file and of its phrases, from the code that keeps them.
LIMITS = {
    "bytes of a policy, in all its files": f"{MOST_BYTES:,}",
    "levels of a file inside one another": MOST_DEPTH,
    "characters of a phrase": f"{LONGEST:,}",
    "brackets or operations of a phrase inside one another": DEEPEST,
    "`times` of a timer": f"{MOST_TRIES:,}",
    "repetitions of a step": MOST_TIMES,
    "a whole number": "2^53, in either direction",
    "digits of a decimal": DECIMAL_DIGITS,
    "digits of a decimal after the point": DECIMAL_PLACES,
    "a duration": "285 years",
    "mistakes told at once": MOST_MISTAKES,
}

#: Kinds of single values, in the order of their table.
SINGLE = (
    *(kinds.TEXT, kinds.NAME, kinds.SLUG, kinds.VERSION, kinds.DATE, kinds.ZONE),
    *(kinds.CURRENCY, kinds.MONEY, kinds.PERCENT, kinds.INTEGER, kinds.HOURS),
    *(kinds.COUNTRY, kinds.SUBDIVISION, kinds.LANGUAGE),
)

#: Where on the page the things are explained that tables name.
_ANCHORS = {
    "party": "parties",
    "parameter": "parameters",
    "segment": "parts-of-a-plan",
    "campaign": "parts-of-a-plan",
    "capacity": "parts-of-a-plan",
    "averages": "parts-of-a-plan",
    "counting": "goals",
    "binding": "versions",
    "role": "roles",
    "field": "fields",
    "calendar": "calendars",
    "joined calendar": "joined-calendars",
    "holidays": "holidays",
    "zone of the lead": "the-zone-of-the-lead",
    "type": "fields",
    "event data": "events",
    "report": "lists-and-labels",
    "slug": "single-values",
    "zone": "single-values",
    "definition": "definitions",
    "stage": "stages",
    "timer": "timers",
    "pause": "pause",
    "limit": "limits",
    "plan": "plan",
    "goal": "goals",
    "persona": "personas",
    "handoff": "hand-off",
    "play": "playbook",
    "meeting": "review",
    "duration": "durations",
    "condition": "conditions",
    "event": "patterns",
    "case": "cases",
    "points": "points",
    "step": "steps",
    "measure": "measures",
}
_LINKED = {
    **_ANCHORS,
    **{plural(name): anchor for name, anchor in _ANCHORS.items()},
}
_TERMS = re.compile(rf"\b({'|'.join(sorted(_LINKED, key=len, reverse=True))})\b(?!`)")


def page() -> str:
    """The text of the page."""
    environment = jinja2.Environment(  # noqa: S701 - it makes Markdown
        undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    )
    template = environment.from_string(TEMPLATE.read_text("utf-8"))
    known = sections()
    return template.render(
        keys=lambda name: "\n".join(_table(known[name])),
        about=lambda name: known[name].description,
        data=_data,
        kinds=SINGLE,
        types=words.TYPES,
        units=words.UNITS,
        verbs=words.VERBS,
        events=words.EVENTS,
        repeats=words.meanings(Repeat)[1],
        reports=_listed(words.REPORTS),
        annexed=_listed(ANNEXED),
        plan_names=_listed(PLAN_NAMES),
        language_words=_listed(sorted(WORDS)),
        event_attributes=_listed(EVENT_ATTRIBUTES),
        limits=LIMITS,
    )


def sections() -> dict[str, Section]:
    """The sections of a policy by their names."""
    return {each.name: each for each in _sections(policy_format())}


def _sections(shape: Shape) -> Iterator[Section]:
    match shape:
        case Section(_, _, keys):
            yield shape
            for key in keys:
                yield from _sections(key.value)
        case ListOf(inner) | MapOf(_, inner):
            yield from _sections(inner)
        case Either(forms):
            for form in forms:
                yield from _sections(form)
        case _:
            pass


def _table(section: Section) -> Iterator[str]:
    """The keys of a section, one a row."""
    yield "| Key | Value | Required, or default | Meaning |"
    yield "| --- | --- | --- | --- |"
    for key in section.keys:
        cells = (
            f"`{key.name}`",
            _TERMS.sub(_link, told(key.value)),
            _without(key, section),
            key.description,
        )
        yield f"| {' | '.join(cells)} |"


def _link(found: re.Match[str]) -> str:
    return f"[{found[0]}](#{_LINKED[found[0]]})"


def _without(key: Key, section: Section) -> str:
    """Whether a key is required, and what holds where it is left out."""
    if key.required:
        return "**required**"
    if key.required_with:
        other, with_any = key.required_with
        shown = (f"`{other}: {word}`" for word in with_any)
        return f"**required** with {' or '.join(shown)}"
    if key.name in section.one_of:
        return "**one** of these"
    if key.name in section.some_of:
        others = (each for each in section.some_of if each != key.name)
        return f"**this** or {_listed(others)}"
    return f"`{key.default}`" if key.default else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _data(event: str) -> str:
    """The data of a standard event, each with what it holds."""
    return ", ".join(
        f"`{name}` ({'word' if kind.kind is Kind.CHOICE else kind.kind.value})"
        for name, kind in STANDARD_EVENTS[event].items()
    )
