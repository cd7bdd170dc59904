"""Whole leads of the record engine against a judge that adds up minutes."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import attrs
from builders import make_person, make_policy
from hypothesis import given, target
from oracle_leads import Judge, judge, next_change, picks, since_monday
from promises import PLAIN, Promise, draw_timers, policy_sections
from strategies import hits, moments, whole_leads

import leadpact
from leadpact.engines.history import Source
from leadpact.engines.record import evaluated
from leadpact.engines.straight import straight_folds
from leadpact.engines.timeline import Timeline
from leadpact.instants import from_instant, to_instant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from strategies import Hit

    from leadpact.model.evaluation import Consequence, Evaluation, Holding, Instance
    from leadpact.model.lead import Lead
    from leadpact.pact import Pact

DAYS = 6
NOWS = moments(days=DAYS + 6)
PEOPLE = (
    make_person("ann", calendar="late_desk"),
    make_person("ben", calendar="two_shifts"),
    make_person("cleo"),
)
#: A limit of patterns and guards that the oracle knows, and what it does not know.
OTHERS = {
    "limits": """
        quiet:
          party: sales
          never: [attempt where channel is call, touched where channel is email]
          when: not open(late_desk)
    """,
    **dict.fromkeys(("scoring", "definitions", "stages"), ""),
}
ONE = draw_timers(random.Random(1), PLAIN, 1)  # noqa: S311 - No secret.
FORBIDDEN = ("attempt where channel is call", "touched where channel is email")


def pact(drawn: Sequence[Promise], **sections: str) -> Pact:
    """Some timers as a policy, with sections that take the place of others."""
    known = {**policy_sections(drawn), **OTHERS, **sections}
    return leadpact.loads(make_policy(**known))


def plainest(promise: Promise) -> Promise:
    """What is left of a promise if it asks for instants alone."""

    def events(phrases: Sequence[str], least: str) -> tuple[str, ...]:
        found = [one for one in phrases if not one.startswith(("missed ", "met "))]
        return tuple(found) or (least,)

    return Promise(
        promise.name,
        events(promise.starts, "handed_off"),
        events(promise.until, "attempt"),
        ((promise.within[-1][0], ""),),
    )


def moved(instant: int | None) -> int | None:
    """An instant as the oracle tells it."""
    return None if instant is None else since_monday(from_instant(instant))


def held(found: Sequence[Holding]) -> tuple[tuple[str | None, int], ...]:
    """Owners in order, each stretch as long as nobody else takes over."""
    told: list[tuple[str | None, int]] = []
    for one in found:
        time = one.elapsed
        if told and told[-1][0] == one.owner:
            time += told.pop()[1]
        told.append((one.owner, time))
    return tuple(told)


def by_engine(one: Instance) -> Mapping[str, Any]:
    """An instance as the engine tells it."""
    return {
        "timer": one.timer,
        "start": moved(one.start),
        "opener": one.start_event,
        "outcome": one.outcome.value,
        "due": moved(one.due),
        "within": one.within.removesuffix("s"),
        "calendar": one.calendar,
        "budget": one.budget,
        "used": one.used,
        "end": moved(one.end),
        "ending": one.ending.value if one.ending else "",
        "ender": one.end_event,
        "counted": one.counted,
        "needed": one.needed,
        "late": one.late,
        "owner": one.owner_at_due,
        "held": held(one.held),
    }


def request(one: Consequence) -> Mapping[str, Any]:
    """A consequence as the engine tells it."""
    to = tuple((to.name, (to.name, to.id, moved(to.delivered))) for to in one.to)
    return {
        "due": moved(one.due),
        "verb": one.verb,
        "to": to,
        "withdrawn": one.withdrawn,
    }


def agree(
    drawn: Sequence[Promise], lead: Lead, now: datetime, found: Evaluation
) -> None:
    """Compare every instance and every request."""
    expected = judge(drawn, lead, PEOPLE, now)
    instances = [one for one in found.instances if one.timer != "quiet"]
    assert [by_engine(one) for one in instances] == [*expected.instances]
    requests = {
        (one.timer, one.start_event, one.step, one.repetition): request(one)
        for one in found.consequences
    }
    assert requests == expected.requests


def aim(found: Evaluation) -> None:
    """Look for leads of which much is told."""
    target(len(found.instances), label="instances")
    target(len(found.consequences), label="requests")


@given(hits(PLAIN, days=DAYS), NOWS)
def test_agree(hit: Hit, now: datetime) -> None:
    """Several timers with everything that they may ask for."""
    drawn, lead = hit
    found = pact(drawn).evaluate(lead, now=now, people=PEOPLE)
    agree(drawn, lead, now, found)
    aim(found)


@given(hits(PLAIN, most=2, days=DAYS, backdated=True), NOWS)
def test_agree_on_what_was_withdrawn(hit: Hit, now: datetime) -> None:
    """Events that were written down late undo requests, which stay listed."""
    drawn, lead = hit
    # What is known of a field before its change was written down is left to the unit
    # tests of what is withdrawn.
    events = [event for event in lead.events or () if event.type != "changed"]
    lead = attrs.evolve(lead, events=tuple(events))
    found = pact(drawn).evaluate(lead, now=now, people=PEOPLE)
    agree(drawn, lead, now, found)
    aim(found)


@given(hits(PLAIN, most=2, days=DAYS), NOWS)
def test_agree_on_the_next_change(hit: Hit, now: datetime) -> None:
    """A service sleeps until the first instant at which anything else is said."""
    drawn, lead = hit
    found = pact(drawn).evaluate(lead, now=now, people=PEOPLE)
    assert moved(found.next) == next_change(drawn, lead, PEOPLE, now)


@given(hits(PLAIN, days=DAYS, backdated=True), NOWS)
def test_agree_on_plain_promises(hit: Hit, now: datetime) -> None:
    """Timers that ask for nothing but instants, which are told without runs."""
    drawn, lead = tuple(map(plainest, hit[0])), hit[1]
    policy = pact(drawn, limits="")
    assert straight_folds(policy.bound) is not None
    source = Source.read(lead, policy.bound.types)
    people = {person.id: person for person in PEOPLE}
    due = policy.evaluate(lead, now=now).next_at
    for at in (now, due or now):
        found = policy.evaluate(lead, now=at, people=PEOPLE)
        agree(drawn, lead, at, found)
        assert moved(found.next) == next_change(drawn, lead, PEOPLE, at)
        # The longer way says the very same, findings and all.
        timeline = Timeline.alone(policy.bound, source, to_instant(at))
        longer, runs = evaluated(timeline, policy.plan.order, people)
        assert found == longer
        assert len(runs) == len(found.instances)


@given(whole_leads(days=DAYS), NOWS)
def test_agree_on_limits(lead: Lead, now: datetime) -> None:
    """What must never happen is a breach at its instant, and owed by who held it."""
    oracle = Judge((), lead, PEOPLE, since_monday(now))
    expected = [
        (mark.at, mark.id, oracle.owner(mark.at))
        for mark in oracle.marks
        if any(picks(pattern, mark.event) for pattern in FORBIDDEN)
        and oracle.holds("not open(late_desk)", mark.at)
    ]
    found = pact(ONE).evaluate(lead, now=now)
    violations = [one for one in found.instances if one.timer == "quiet"]
    assert all(one.start == one.due == one.end for one in violations)
    assert {one.outcome.value for one in violations} <= {"never_met"}
    assert [
        (moved(one.start), one.start_event, one.owner_at_due) for one in violations
    ] == expected
