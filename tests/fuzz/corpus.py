"""Policies that are sound, as mutants are made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
from builders import make_policy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[2]

#: Where sound policies and files of shared definitions stand.
_PLACES = (
    "policies/**/*.yaml",
    "examples/*/*.yaml",
    "tests/golden/diagnostics/*.yaml",
)
_FIRST_KEY = re.compile(r"^(leadpact|shared): 1$", re.MULTILINE)

#: Sections that a policy made of two files keeps in the second one.
_SHARED = ("fields", "calendars", "definitions", "scoring")

_TRIAL = {
    "parameters": """
        least: 50
        served: [US, CA]
        soon: {value: 8 business hours, source: a meeting}
    """,
    "calendars": """
        desk: {timezone: UTC, open: {mon-fri: 09:00-17:00}}
        late_desk: {timezone: UTC, open: {mon-fri: 13:00-21:00}}
        both: {all: [desk, late_desk]}
    """,
    "actions": """
        tell: Tell everybody in the room
    """,
    "definitions": """
        workable: employees >= least and country in served
        band: {first: [hot when score > 80, warm when chance >= 2.5%, cold]}
        fresh: {label: Come lately, any: [close is missing, close >= 2026-01-05]}
    """,
    "stages": """
        - {name: MQL, party: marketing, when: workable}
        - {name: SAL, party: sales, enter: accepted, complete: [amount, close]}
    """,
    "timers": """
        reply:
          party: sales
          from: [handed_off, demo_request where plan is pro]
          until: attempt in last 2 days where channel is call
          within: [soon when band is hot, 2 business days]
          calendar: [late_desk when country is MX, desk]
          repeat: each
          warn: alert manager and sales 30 minutes before due "soon"
          missed: tell manager after 1 business hour every 2 hours at most 3 times
        tries:
          party: sales
          from: met reply
          until: attempt
          times: 3
          apart: 90 minutes
          pause: {from: paused, until: resumed}
          within: 5 calendar days
    """,
    "limits": """
        rest: {party: sales, never: attempt where channel is call, when: not open(both)}
    """,
    "goals": """
        on_time: {party: sales, require: share(reply) >= 95%, per: week, by: owner}
        more:
          party: marketing
          require: rate(entered SAL of handed_off) >= 40%
          per: month
          counting: cohort
    """,
    "order": "[more, on_time, reply]",
    "annex": "[more, kpis]",
    "kpis": "[more, funnel]",
}


@attrs.frozen(eq=False)
class Sample:
    """A sound policy, with the files that it includes.

    Attributes:
        name: For reports.
        files: Texts by the name of their file; the first is the policy.
    """

    name: str
    files: Mapping[str, str]


def samples() -> Sequence[Sample]:
    """Every shipped policy, and those that the tests are made of."""
    return tuple(_samples())


def _samples() -> Iterator[Sample]:
    for place in _PLACES:
        for file in sorted(ROOT.glob(place)):
            text = file.read_text("utf-8")
            if _FIRST_KEY.search(text):
                name = file.relative_to(ROOT).as_posix()
                yield Sample(name, dict(_with_included(name, text)))
    text = make_policy(**_TRIAL)
    yield Sample("trial", {"trial.yaml": text})
    yield Sample("two files", _parted(text))


def _with_included(name: str, text: str) -> Iterator[tuple[str, str]]:
    """A file by its name, and then all files that stand where shared ones do."""
    yield name, text
    if re.search(r"^include:", text, re.MULTILINE):
        for file in sorted(ROOT.glob("policies/shared/**/*.yaml")):
            yield file.relative_to(ROOT).as_posix(), file.read_text("utf-8")


def _parted(text: str) -> Mapping[str, str]:
    """A policy as two files: itself, and definitions that it includes."""
    sections = re.split(r"^(?=\w)", text, flags=re.MULTILINE)
    own: list[str] = []
    shared = ["shared: 1\n"]
    for section in sections:
        named = section.partition(":")[0]
        (shared if named in _SHARED else own).append(section)
    return {
        "trials/trial.yaml": "".join(own).rstrip()
        + "\ninclude: ../shared/terms.yaml\n",
        "shared/terms.yaml": "".join(shared),
    }
