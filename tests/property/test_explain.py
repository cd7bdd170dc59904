"""Laws of explanations: they tell what was found, and what they add is true."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from builders import make_event, make_lead, make_person, make_policy, make_timer
from hypothesis import given
from hypothesis import strategies as st
from promises import policy_sections
from strategies import hits, moments

import leadpact
from leadpact.explain import Part
from leadpact.model.evaluation import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from strategies import Hit

    from leadpact.explain import Explanation
    from leadpact.model.account import ClockStretch

DAYS = 6
NOWS = moments(days=DAYS + 6)
PEOPLE = (
    make_person("ann", calendar="late_desk", absences="2026-01-07"),
    make_person("ben", calendar="two_shifts"),
    make_person("cleo"),
)
MICROSECOND = timedelta(microseconds=1)


def explained(hit: Hit, now: datetime) -> tuple[leadpact.Evaluation, Explanation]:
    """What is found about a lead, and why."""
    drawn, lead = hit
    pact = leadpact.loads(make_policy(**policy_sections(drawn)))
    found = pact.evaluate(lead, now=now, people=PEOPLE)
    return found, pact.explain(lead, now=now, people=PEOPLE, stretches=True)


def used(stretches: Iterable[ClockStretch]) -> int:
    """Time that a clock used."""
    return sum(one.end - one.start for one in stretches if one.is_used)


def lines(parts: Iterable[Part | str]) -> Iterator[str]:
    """Every line of an explanation."""
    for part in parts:
        if isinstance(part, Part):
            assert part.lines
            yield part.heading
            yield from lines(part.lines)
        else:
            yield part


@given(hits(days=DAYS, backdated=True), NOWS)
def test_accounts(hit: Hit, now: datetime) -> None:
    """There is an account of each instance, and its stretches make up its numbers."""
    found, why = explained(hit, now)
    assert tuple(one.instance for one in why.accounts) == found.instances
    for account in why.accounts:
        instance = account.instance
        assert account.opened.id == instance.start_event
        assert used(account.stretches) == instance.used
        told = (*account.stretches, *account.ahead)
        assert all(one.end == other.start for one, other in pairwise(told))
        assert all(one.start < one.end for one in told)
        if told:
            assert told[0].start == instance.start
        if account.ahead:
            assert account.ahead[-1].end == instance.due
            assert used(told) == instance.budget


@given(hits(days=DAYS, backdated=True), NOWS)
def test_sentences(hit: Hit, now: datetime) -> None:
    """Every promise is told, and the events that decided stand below it."""
    _, why = explained(hit, now)
    promises = [
        line
        for part in why.parts
        if part.heading == "Promises"
        for line in part.lines
        if isinstance(line, Part)
    ]
    assert len(promises) == len(why.accounts)
    for promise, account in zip(promises, why.accounts, strict=True):
        (ids,) = (
            line
            for line in promise.lines
            if isinstance(line, str) and line.startswith("events: ")
        )
        events = [account.opened, *account.counted]
        events += [account.ended] if account.ended else []
        assert {event.id for event in events} <= set(ids[len("events: ") :].split(", "))
    assert all(line.strip() for line in lines(why.parts))


@pytest.mark.parametrize("unit", ["business hours", "hours", "business days"])
@given(
    moments(days=4),
    st.lists(st.integers(1, 900), min_size=2, max_size=2),
    st.integers(1, 6),
)
def test_assigned_by(
    unit: str, start: datetime, minutes: list[int], amount: int
) -> None:
    """With the latest assignment the same pace meets the promise, later it does not."""
    rule = f"from: handed_off / until: attempt / within: {amount} {unit}"
    pact = make_timer(rule)
    desk = pact.calendar("desk")
    assigned = start + timedelta(minutes=minutes[0])
    attempt = assigned + timedelta(minutes=minutes[1])
    now = attempt + timedelta(days=60)

    def judged(assigned: datetime, attempt: datetime) -> Explanation:
        events = [
            make_event("handed_off", start),
            make_event("assigned", assigned, to="ann"),
            make_event("attempt", attempt),
        ]
        return pact.explain(make_lead(events), now=now)

    def outcome(assigned: datetime) -> Outcome:
        """What becomes of it if the attempt takes as long from an assignment on."""
        came = assigned + taken if unit == "hours" else desk.deadline(assigned, taken)
        (account,) = judged(assigned, came).accounts
        return account.instance.outcome

    (account,) = judged(assigned, attempt).accounts
    latest = account.assign_by_at
    taken = attempt - assigned if unit == "hours" else desk.elapsed(assigned, attempt)
    if latest is not None:
        assert account.instance.outcome is Outcome.MET_LATE
        assert start < latest < assigned
        assert outcome(latest) is Outcome.MET
        assert outcome(latest + MICROSECOND) is Outcome.MET_LATE
    elif account.instance.outcome is Outcome.MET_LATE and taken:
        # No assignment after the start would have been early enough, or the pace would
        # have met it as it was: the attempt came after a due instant at closing time.
        is_hopeless = outcome(start + MICROSECOND) is Outcome.MET_LATE
        assert is_hopeless or outcome(assigned) is Outcome.MET
