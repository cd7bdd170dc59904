"""Cases by number: a policy, a lead, an instant, and what the engine says of them."""

from __future__ import annotations

import functools
import json
import random
import runpy
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs
from builders import ROOT, SHIPPED, make_policy
from corpus.leads import LeadDraw
from promises import EVERYTHING, draw_timers, policy_sections

import leadpact
from leadpact.errors import RecordError
from leadpact.results import evaluation_to_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

from leadpact.model.lead import Lead, Person
from leadpact.pact import Pact

#: How many cases in a row share a policy, which costs more to load than to apply.
SHARED = 10

#: Shipped policies that came later: with them cases would have other numbers.
_LATER = frozenset({"olist-funnel"})
#: Of so many groups of cases, one is judged by a policy that is no draw.
_SHIPPED_EVERY = 3


@attrs.frozen(eq=False)
class Case:
    """One number's policy, lead, people and instant."""

    number: int
    policy: Subject
    lead: Lead
    people: tuple[Person, ...]
    now: datetime

    def lines(self) -> Iterator[str]:
        """What the engine says, as JSON: at the instant, at the next, and before it."""
        first = self._judge(self.now)
        yield self._line("now", first)
        after = first.get("lead", {}).get("next_at")
        if after is not None:
            then = datetime.fromisoformat(after)
            yield self._line("next", self._judge(then))
            yield self._line("before", self._judge(then - datetime.resolution))

    def told(self) -> str:
        """The case in full, for a person."""
        people = (f"{person}\n" for person in self.people)
        events = (f"{event}\n" for event in self.lead.events or ())
        return (
            f"{self.policy.text}\n{''.join(people)}{''.join(events)}"
            f"fields={self.lead.fields} now={self.now}"
        )

    def _judge(self, now: datetime) -> Mapping[str, Any]:
        try:
            found = self.policy.pact.evaluate(self.lead, now=now, people=self.people)
        except RecordError as error:
            return {
                "refused": [f"{one.code} {one.message}" for one in error.diagnostics]
            }
        return evaluation_to_data(found)

    def _line(self, when: str, found: Mapping[str, Any]) -> str:
        data = {"case": self.number, "of": self.policy.name, "when": when, **found}
        return json.dumps(data, sort_keys=True, ensure_ascii=False)


@attrs.frozen(eq=False)
class Subject:
    """A policy with the text that it came from."""

    name: str
    text: str
    pact: Pact


@functools.cache
def _standing() -> tuple[Subject, ...]:
    """The policies that are no draws."""
    shipped = [
        Subject(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"), pact)
        for path in SHIPPED
        if path.parent.name not in _LATER
        for pact in (leadpact.load(path),)
    ]
    benchmarks = (("three_timers", "POLICY"), ("twenty_rules", "TWENTY_RULES"))
    texts = {
        name: runpy.run_path(str(ROOT / "benchmarks" / f"{module}.py"))[name]
        for module, name in benchmarks
    }
    texts["trial"] = make_policy()
    return (*shipped, *(_subject(name, text) for name, text in texts.items()))


def _subject(name: str, text: str) -> Subject:
    return Subject(name, text, leadpact.loads(text))


@functools.lru_cache(maxsize=1)
def _policy(seed: int, group: int) -> Subject:
    """The policy of some cases in a row."""
    if group % _SHIPPED_EVERY == 0:
        standing = _standing()
        return standing[group // _SHIPPED_EVERY % len(standing)]
    chance = random.Random(f"policy {seed} {group}")  # noqa: S311 - No secret.
    sections = policy_sections(draw_timers(chance, EVERYTHING))
    return _subject(f"drawn {group}", make_policy(**sections))


def case(seed: int, number: int) -> Case:
    """The case of a number, whatever was drawn before it."""
    policy = _policy(seed, number // SHARED)
    chance = random.Random(f"lead {seed} {number}")  # noqa: S311 - No secret.
    draw = LeadDraw(chance, policy.pact.plan, policy.text)
    lead, people = draw.lead(), draw.people()
    return Case(number, policy, lead, people, draw.now())
