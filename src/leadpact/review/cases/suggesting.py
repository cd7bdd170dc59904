"""Cases for boundaries that no test reaches, with what the policy says now."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from leadpact.calendars import time_zone
from leadpact.instants import from_instant, to_instant
from leadpact.language.printer import print_literal
from leadpact.model.lead import STANDARD_EVENTS, Actor, Event, Lead
from leadpact.review.cases.expectations import told
from leadpact.units import plain
from leadpact.wording.phrases import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leadpact.model.values import FieldValue
    from leadpact.pact import Pact
    from leadpact.regions import Past, Witness
    from leadpact.review.cases.boundaries import BlindSpot, Boundary

_LEAD = "test"
#: What stands in a case without quotes.
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*|-?(0|[1-9][0-9]*)(\.[0-9]+)?%?")
_HEAD = """\
# Boundaries that no test reaches, with what the policy says there now.
# Read each of them aloud. Where both teams mean it, the case is a test: keep it.
"""


def suggested(
    missed: Sequence[Boundary],
    pact: Pact,
    version: str = "",
    blind: Sequence[BlindSpot] = (),
) -> str:
    """A file of cases for boundaries, and what there can be none for.

    Args:
        missed: The boundaries.
        pact: The policy.
        version: The version to name in the file; empty for none.
        blind: Comparisons without a boundary.
    """
    wording = Wording("en", pact.checked.policy)
    cases = [_Case(one, pact, wording) for one in missed]
    made = [case for case in cases if not case.reason]
    for number, name in _repeated([case.name for case in made]):
        made[number].name = name
    lines = [_HEAD.rstrip()]
    lines += [
        f"# {case.name}: no case, since {case.reason}" for case in cases if case.reason
    ]
    lines += [
        f"# {one.thing.name}, {one.name}: no case, since {one.reason}" for one in blind
    ]
    if made:
        lines.append("tests: 1")
        if version:
            lines.append(f"version: {version}")
        lines.append("cases:")
        for case in made:
            lines += case.lines()
    return "\n".join(lines) + "\n"


def _repeated(names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Names that were there before, each with a number that makes it another one."""
    counts: Counter[str] = Counter()
    for place, name in enumerate(names):
        counts[name] += 1
        if counts[name] > 1:
            yield place, f"{name} ({counts[name]})"


class _Case:
    """The case of one boundary.

    Attributes:
        name: The thing and the boundary in words: `workable: employees equals 20`.
    """

    def __init__(self, boundary: Boundary, pact: Pact, wording: Wording) -> None:
        said = wording.condition(boundary.condition)
        self.name = f"{boundary.thing.name.replace('_', ' ')}: {said}"
        self.boundary = boundary
        self.pact = pact
        self.policy = pact.checked.policy
        self.zone = time_zone(self.policy.timezone)
        self.now = to_instant(
            datetime.combine(self.policy.effective, time(12), self.zone)
        )

    @property
    def reason(self) -> str:
        """Why there is no case; empty where there is one."""
        lead = self.boundary.lead
        if lead is None:
            return self.boundary.reason
        if lead.open:
            return "it hangs on opening hours"
        if lead.stage:
            return f"it needs a lead in the stage {lead.stage}"
        types = {*STANDARD_EVENTS, *self.policy.events}
        if unknown := [one.type for one in lead.events or () if one.type not in types]:
            return f"it needs `{unknown[0]}`, which follows from other events"
        return ""

    def lines(self) -> Iterator[str]:
        lead = self.boundary.lead
        assert lead is not None  # noqa: S101 - it has no reason
        yield f"  - name: {json.dumps(self.name, ensure_ascii=False)}"
        yield f"    at: {self._local(0)}"
        known = {name: one for name, one in lead.fields.items() if one is not None}
        if known:
            yield f"    lead: {_mapping(known)}"
        if lead.events:
            yield "    events:"
            for past in lead.events:
                yield from [self._event(past)] * past.times
        yield f"    expect: {{{self._expected(lead, known)}}}  # confirm"

    def _event(self, past: Past) -> str:
        told_of = [f"at: {self._local(past.age)}"]
        told_of += [f"{name}: {_word(value)}" for name, value in past.data.items()]
        if past.actor:
            told_of.append(f"actor: {past.actor}")
        return f"      - {past.type}: {{{', '.join(told_of)}}}"

    def _local(self, age: int) -> str:
        """An instant before now on the clock of the policy."""
        local = from_instant(self.now - age).astimezone(self.zone)
        # What is told in the zone alone may be told twice on the day it changes.
        text = local.isoformat(" ")
        return text.replace(":00+", "+").replace(":00-", "-") if age else text[:16]

    def _expected(self, lead: Witness, known: Mapping[str, FieldValue]) -> str:
        """What the policy says of the lead."""
        thing = self.boundary.thing
        events = [
            Event(
                past.type,
                from_instant(self.now - past.age),
                past.data,
                Actor(past.actor) if past.actor else Actor.HUMAN,
                id=f"{number}.{copy}",
            )
            for number, past in enumerate(lead.events or ())
            for copy in range(past.times)
        ]
        found = self.pact.evaluate(
            Lead(_LEAD, known, events), now=from_instant(self.now)
        )
        match thing.section:
            case "scoring":
                score = found.scores[thing.name]
                low, high = plain(score.low), plain(score.high)
                return f"{thing.name}: {low if low == high else f'{low} to {high}'}"
            case "stages":
                return f"stage: {_word(found.stage or 'none')}"
        value = found.definitions[thing.name].value
        return f"{thing.name}: {_quoted(told(value))}"


def _mapping(values: Mapping[str, FieldValue]) -> str:
    return (
        f"{{{', '.join(f'{name}: {_word(value)}' for name, value in values.items())}}}"
    )


def _word(value: FieldValue) -> str:
    """A value as a case has it."""
    if isinstance(value, frozenset):
        return f"[{', '.join(sorted(map(_quoted, value)))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, int):
        return plain(Decimal(value))
    if isinstance(value, str):
        return _quoted(value)
    return print_literal(value)


def _quoted(text: str) -> str:
    """A word, or a text in quotes."""
    return text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False)
