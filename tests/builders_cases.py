"""Files of cases about a small policy."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from builders import make_pact

import leadpact
from leadpact.review.cases import read_suite

if TYPE_CHECKING:
    from leadpact.review.cases import Suite

#: Timers, a limit, a score, definitions and stages, each to be asked about.
SECTIONS = {
    "timezone": "America/New_York",
    "roles": "{boss: {party: sales, who: head of sales, contact: b@example.com}}",
    "fields": """
        employees: integer
        country: {type: choice, choices: [US, NO]}
        tags: {type: set, choices: [fair, web]}
        amount: money
    """,
    "events": "{demo: {}}",
    "calendars": """
        desk: {timezone: America/New_York, open: {mon-fri: 09:00-17:00}}
    """,
    "definitions": """
        large: employees >= 50
        band:
          first:
            - hot when points >= 40
            - cold
    """,
    "scoring": """
        points:
          - 30 when large
          - 20 when happened(demo)
    """,
    "stages": "[{name: MQL, party: marketing, when: large, complete: country}]",
    "timers": """
        accept:
          party: sales
          from: handed_off
          until: accepted
          within: 8 business hours
          calendar: desk
          pause: {from: paused, until: resumed}
          warn: [alert owner at 75%]
          missed: [alert owner, escalate to boss after 1 business hour]
        reply:
          party: sales
          from: handed_off
          repeat: each
          until: attempt where actor is human
          within: 4 hours
          missed: [return to marketing for nurture]
    """,
    "limits": "{quiet: {party: sales, never: attempt where channel is call}}",
}


def make_suite(text: str, head: str = "tests: 1") -> Suite:
    """A suite of some cases about a policy that has something of everything."""
    data = f"{head}\ncases:\n{textwrap.indent(textwrap.dedent(text).strip(), '  ')}\n"
    return read(data)


def read(data: str) -> Suite:
    """A suite from the whole text of its file."""
    pact = make_pact(**SECTIONS)
    return read_suite("cases.yaml", data.encode(), "1.0.0.yaml", pact)


def mistakes_of(data: str) -> list[str]:
    """What is wrong with a file: place, code and message."""
    try:
        read(data)
    except leadpact.PolicyError as error:
        return [
            f"{one.span.line}:{one.span.column} {one.code} {one.message}"
            for one in error.diagnostics
        ]
    return []
