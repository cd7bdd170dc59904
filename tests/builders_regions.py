"""Conditions in a space of regions, and witnesses as leads that engines judge."""

from __future__ import annotations

import functools
import itertools
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from builders import at, make_policy

from leadpact.check import check_policy
from leadpact.language.parser import parse_condition
from leadpact.language.source import Source
from leadpact.loading.policy import load_policy
from leadpact.model.lead import Actor, Event, Lead
from leadpact.pact import Pact
from leadpact.regions import Decision, Reader, Space

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from leadpact.check import CheckedPolicy
    from leadpact.regions import Past, Witness

#: When leads are judged, and where their events lie back from.
NOW = at("mon3 12:00")

FIELDS = """
    n: integer
    d: decimal
    k: {type: choice, choices: [A, B, C]}
    t: text
    f: flag
    m: money
    p: percent
    day: date
    seen: instant
"""
#: Values at and around every constant of the conditions; none at all last.
DOMAIN: dict[str, tuple[object, ...]] = {
    "n": (-1, 0, 1, 2, 3, 4, None),
    "d": (*tuple(map(Decimal, ("-1", "0", "0.4", "0.5", "0.500001", "2", "3"))), None),
    "k": ("A", "B", "C", None),
    "t": ("a", "A", "b", "B", "ab", "ba", "x", "xa", "xb", "axb", "bxa", "bxab", None),
    "f": (True, False, None),
}
KINDS = tuple(
    ("touched", age, {} if channel is None else {"channel": channel}, actor)
    for age in (1, 3)
    for channel in ("web", "call", None)
    for actor in (Actor.HUMAN, Actor.SYSTEM)
)

BAND = "first: [hot when {}, warm when {}, cold]"
WORTH = "first: [50 USD when {}, 40 USD when {}, 60 USD]"


@functools.cache
def checked(**sections: str) -> CheckedPolicy:
    """A checked policy with the fields of these tests."""
    text = make_policy(**{"fields": FIELDS, **sections})
    return check_policy(load_policy("policy.yaml", text.encode()))


def make_reader(**sections: str) -> Reader:
    """A reader of a policy with the fields of these tests, in a space of its own."""
    return reader_in(Space(), **sections)


def reader_in(space: Space, **sections: str) -> Reader:
    """A reader of a policy with the fields of these tests."""
    found = checked(**sections)
    return Reader(space, found.policy, found.scope)


def decision(text: str, reader: Reader | None = None) -> Decision:
    """The decision that a condition is."""
    node = parse_condition(Source.inline(text))
    return (reader or make_reader()).condition(node)


def sections_of(conditions: Iterable[str]) -> dict[str, str]:
    """Definitions and scores that are made of six conditions."""
    one, two, three, four, five, six = conditions
    definitions = {
        "first_one": one,
        "second_one": f"({two}) and not ({one})",
        "lines": f"\n  none:\n    - {two}\n    - {three}",
        "band": f"\n  first:\n    - hot when {one}\n    - warm when {four}\n    - cold",
        "worth": f"\n  first:\n    - 50 USD when {five}\n    - 40 USD when {six}\n"
        "    - 60 USD",
        "shift": f"\n  first:\n    - -40 when {one}\n    - 30 when {six}\n    - 0",
    }
    fit = (
        f"10 when {one}",
        f"-3 when {three}",
        f"2.5 when {five}",
        "1 each touched where channel is web, up to 2 points",
    )
    intent = (f"4 when {six}", "-2 each touched in last 2 days, up to 5 points")
    endless = (f"3 when {two}", "2 each touched where automated", "2 each touched")
    return {
        "definitions": "\n".join(
            ["", *(f"{name}: {text}" for name, text in definitions.items())]
        ),
        "scoring": "\n".join(
            [
                "",
                *("fit:", *(f"  - {line}" for line in fit)),
                *("intent:", *(f"  - {line}" for line in intent)),
                *("endless:", *(f"  - {line}" for line in endless)),
            ]
        ),
    }


def pact_of(condition: str, **sections: str) -> Pact:
    """A policy ready to judge, in which `tested` is a condition."""
    more = sections.pop("definitions", "")
    return Pact(checked(definitions=f"\n{more}\ntested: {condition}\n", **sections))


def judged(pact: Pact, lead: Lead) -> object:
    """What the record engine says of `tested`."""
    return pact.evaluate(lead, now=NOW).definitions["tested"].value


def lead_of(witness: Witness) -> Lead:
    """The lead that a witness tells of."""
    fields = {
        name: value for name, value in witness.fields.items() if value is not None
    }
    events = None if witness.events is None else tuple(_events(witness.events))
    return Lead("L1", fields, events)


def _events(pasts: Iterable[Past]) -> Iterable[Event]:
    for number, past in enumerate(pasts):
        for time in range(past.times):
            yield Event(
                past.type,
                NOW - timedelta(microseconds=past.age),
                past.data,
                past.actor or Actor.UNKNOWN,
                id=f"{number}-{time}",
            )


def histories(most: int) -> Iterator[tuple[Event, ...] | None]:
    """Every history of a few events, and none that is given."""
    yield None
    for size in range(most + 1):
        for kinds in itertools.combinations_with_replacement(KINDS, size):
            yield tuple(
                Event(kind, NOW - timedelta(days=age), data, actor, id=str(number))
                for number, (kind, age, data, actor) in enumerate(kinds)
            )


def leads(fields: set[str], *, events: bool) -> Iterator[Lead]:
    """Every lead of the domain that may matter."""
    names = sorted(fields & DOMAIN.keys())
    for history in histories(2) if events else [()]:
        for values in itertools.product(*(DOMAIN[name] for name in names)):
            known = {
                name: value
                for name, value in zip(names, values, strict=True)
                if value is not None
            }
            yield Lead("L1", known, history)
