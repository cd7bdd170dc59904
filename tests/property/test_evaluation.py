"""Laws of evaluations that hold for every history."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from builders import MONDAY, at, make_history, make_lead, make_pact, make_person
from hypothesis import given
from hypothesis import strategies as st
from strategies import histories, moments

from leadpact.compile.serial import plan_from_data, plan_to_data
from leadpact.engines.bound import BoundPlan
from leadpact.engines.record import RecordEngine
from leadpact.instants import to_instant
from leadpact.model.evaluation import State
from leadpact.results import evaluation_from_data, evaluation_to_data

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from leadpact.model.evaluation import Evaluation, Instance
    from leadpact.model.lead import Event
    from leadpact.pact import Pact

WEEK = timedelta(days=7)

TIMERS = """
    keep:
      party: sales
      from: handed_off
      when: employees >= 50
      until: attempt where actor is human
      unless: lost
      within: WITHIN business hours
      deliver: late_desk
      pause: {from: paused, until: resumed}
      warn:
        - alert owner at 75%
        - flag 30 minutes before due
      missed:
        - alert owner
        - return to marketing after 4 business hours every 1 hour at most 3 times
    restart:
      party: sales
      from: [accepted, note, touched where channel is web]
      repeat: restart
      until: [qualified, recycled]
      unless: lost
      within: WITHIN hours
      pause: {from: paused, until: resumed}
      warn:
        - alert owner at 50%
      missed:
        - alert owner after 90 minutes
    answers:
      party: sales
      from: handed_off
      repeat: each
      until: attempt
      within: WITHIN hours
      missed:
        - alert owner
    tries:
      party: sales
      from: handed_off
      until: attempt
      times: 2
      apart: 1 hour
      enough: connected
      calendar: owner
      within:
        - WITHIN business hours when happened(demo_request in last 2 days)
        - WITHIN business days
      pause: {from: paused, until: resumed}
      met:
        - return to marketing for nurture
    rescue:
      party: marketing
      from: [missed keep, entered SAL]
      until: [met answers, note]
      within: WITHIN calendar days
"""
SECTIONS = {
    "scoring": """
        fit:
          - 30 when employees >= 50
          - 20 when happened(demo_request in last 3 days)
          - 2 each touched in last 1 day where channel is web, up to 5 points
    """,
    "definitions": """
        warm: fit >= 40
        busy: count(attempt in last 5 hours) >= 2
        band:
          first:
            - hot when fit >= 50 and stage is SAL
            - cold
    """,
    "stages": """
        - {name: MQL, party: marketing, when: warm}
        - {name: SAL, party: sales, enter: accepted}
        - {name: SQL, party: sales, enter: qualified, complete: [amount]}
    """,
    "limits": """
        quiet:
          party: sales
          never: attempt where channel is call
          when: not open(desk)
    """,
}
PEOPLE = [make_person("ann", calendar="late_desk", address="ann@example.com")]
DAYS = 7
NOWS = moments(days=DAYS + 3)
#: Of each law, how many instants between `now` and the next change are looked at.
LOOKS = 5


def pact(within: int = 4) -> Pact:
    """The policy, with a time allowed in every unit."""
    return make_pact(timers=TIMERS.replace("WITHIN", str(within)), **SECTIONS)


def evaluated(events: Sequence[Event], now: datetime, within: int = 4) -> Evaluation:
    """What the policy says."""
    lead = make_lead(events, employees=90)
    return pact(within).evaluate(lead, now=now, people=PEOPLE)


def keyed(found: Evaluation) -> dict[tuple[str, str], Instance]:
    """Instances by timer and start event."""
    return {(one.timer, one.start_event): one for one in found.instances}


def still(found: Evaluation) -> object:
    """All of an evaluation that may not change between `now` and the next change."""
    instances = [attrs.evolve(one, used=0, held=()) for one in found.instances]
    return attrs.evolve(found, now=0, next=None, instances=tuple(instances))


class TestOrder:
    """The same events give the same answer, however they arrive."""

    @given(
        histories(days=DAYS, backdated=True), NOWS, st.randoms(use_true_random=False)
    )
    def test_any_order(
        self, events: list[Event], now: datetime, chance: random.Random
    ) -> None:
        """The order of arrival is irrelevant."""
        shuffled = [*events]
        chance.shuffle(shuffled)
        assert evaluated(shuffled, now) == evaluated(events, now)

    @given(histories(days=DAYS), NOWS, st.data())
    def test_duplicates(
        self, events: list[Event], now: datetime, data: st.DataObject
    ) -> None:
        """Events that are given twice count once, with an id or without."""
        twice = (
            data.draw(st.lists(st.sampled_from(events), max_size=4)) if events else []
        )
        assert evaluated([*twice, *events], now) == evaluated(events, now)
        bare = [attrs.evolve(event, id="") for event in events]
        again = [attrs.evolve(event, id="") for event in twice]
        assert evaluated([*again, *bare], now) == evaluated(bare, now)


class TestInstances:
    """What becomes of a promise."""

    @given(histories(days=DAYS), NOWS, st.integers(1, 6), st.integers(0, 6))
    def test_a_longer_time_breaks_no_promise(
        self, events: list[Event], now: datetime, within: int, more: int
    ) -> None:
        """With more time allowed, the first instance that was met is met."""
        short = evaluated(events, now, within)
        long = keyed(evaluated(events, now, within + more))
        seen: set[str] = set()
        for one in short.instances:
            # `rescue` starts when another timer is missed, so at other instants.
            if one.timer not in {*seen, "rescue"} and one.state is State.MET:
                assert long[one.timer, one.start_event].state is State.MET
            seen.add(one.timer)

    @given(histories(days=DAYS), histories(days=DAYS), NOWS)
    def test_what_is_over_is_over(
        self, events: list[Event], more: list[Event], now: datetime
    ) -> None:
        """Events after an instance ended change nothing about it."""
        first = evaluated(events, now)
        ended = [
            one
            for one in first.instances
            if one.end is not None and one.timer != "quiet"
        ]
        for one in ended[:3]:
            later = [
                attrs.evolve(event, id=f"later-{event.id}")
                for event in more
                if to_instant(event.at) > (one.end or 0) and event.type != "changed"
            ]
            second = keyed(evaluated([*events, *later], now))
            assert second[one.timer, one.start_event] == one

    @given(histories(days=DAYS, backdated=True), NOWS, NOWS)
    def test_no_breach_is_taken_back(
        self, events: list[Event], one: datetime, other: datetime
    ) -> None:
        """Over the same events, what was breached is breached at any later `now`."""
        early, late = sorted((one, other))
        after = keyed(evaluated(events, late))
        for key, instance in keyed(evaluated(events, early)).items():
            if instance.state is State.BREACHED:
                assert after[key].state is State.BREACHED
                assert after[key].due == instance.due

    @given(histories(days=DAYS), NOWS)
    def test_budget(self, events: list[Event], now: datetime) -> None:
        """Used and remaining make the budget, and due is where it is used up."""
        for one in evaluated(events, now).instances:
            assert one.used + one.remaining == one.budget
            assert one.used >= 0
            if one.state in {State.RUNNING, State.AT_RISK, State.MET} and one.due:
                assert one.used <= one.budget
                assert one.due_at is not None
            if one.state in {State.RUNNING, State.AT_RISK} and one.due_at:
                (then,) = (
                    each
                    for each in evaluated(_until(events, now), one.due_at).instances
                    if (each.timer, each.start_event) == (one.timer, one.start_event)
                )
                assert then.used == then.budget
                assert then.state is State.BREACHED

    @given(histories(days=DAYS), NOWS)
    def test_owners_share_what_was_used(
        self, events: list[Event], now: datetime
    ) -> None:
        """What each owner held adds up to what was used, up to due."""
        for one in evaluated(events, now).instances:
            held = sum(each.elapsed for each in one.held)
            assert held == min(one.used, one.budget)


def _until(events: list[Event], now: datetime) -> list[Event]:
    """Events that have happened, with the changes that tell what was before."""
    return [event for event in events if event.at <= now or event.type == "changed"]


class TestConsequences:
    """What is owed stays owed, under one key."""

    @given(histories(days=DAYS), NOWS, NOWS)
    def test_nothing_is_taken_back(
        self, events: list[Event], one: datetime, other: datetime
    ) -> None:
        """Without back-dated events, what is owed is owed at any later `now`."""
        early, late = sorted((one, other))
        before = {each.key: each for each in evaluated(events, early).consequences}
        after = {each.key: each for each in evaluated(events, late).consequences}
        assert before.items() <= after.items()
        new = [after[key] for key in after.keys() - before.keys()]
        assert all(to_instant(early) < each.due <= to_instant(late) for each in new)

    @given(histories(days=DAYS, backdated=True), NOWS)
    def test_keys(self, events: list[Event], now: datetime) -> None:
        """No two requests have one key, withdrawn ones included."""
        keys = [one.key for one in evaluated(events, now).consequences]
        assert len(keys) == len(set(keys))

    @given(histories(days=DAYS, backdated=True), NOWS, NOWS)
    def test_nothing_is_forgotten(
        self, events: list[Event], one: datetime, other: datetime
    ) -> None:
        """What was owed by what was known then is still listed, or is withdrawn."""
        early, late = sorted((one, other))
        known = [
            event
            for event in events
            if (event.recorded_at or event.at) <= early or event.type == "changed"
        ]
        before = {each.key for each in evaluated(known, early).consequences}
        after = {each.key for each in evaluated(events, late).consequences}
        assert before <= after


class TestNext:
    """A service sleeps until `next_at`, and misses nothing."""

    @given(histories(days=DAYS), NOWS, st.data())
    def test_nothing_before(
        self, events: list[Event], now: datetime, data: st.DataObject
    ) -> None:
        """Nothing but used and remaining changes before `next_at`."""
        past = [event for event in events if event.at <= now]
        first = evaluated(past, now)
        end = first.next_at or now + 2 * WEEK
        span = round((end - now) / timedelta(microseconds=1))
        for _ in range(LOOKS if span > 1 else 0):
            moment = now + timedelta(microseconds=data.draw(st.integers(1, span - 1)))
            assert still(evaluated(past, moment)) == still(first)

    @given(histories(days=DAYS), NOWS)
    def test_something_then(self, events: list[Event], now: datetime) -> None:
        """At `next_at` something changes."""
        past = [event for event in events if event.at <= now]
        first = evaluated(past, now)
        if first.next_at is not None:
            assert first.next_at > now
            assert still(evaluated(past, first.next_at)) != still(first)


class TestSession:
    """Following a lead says what judging it from scratch says."""

    @given(
        histories(days=DAYS, backdated=True),
        NOWS,
        st.randoms(use_true_random=False),
    )
    def test_any_order(
        self, events: list[Event], now: datetime, rng: random.Random
    ) -> None:
        """Whatever order the events come in, and however often, at every step."""
        arrivals = [*events, *events[:2]]
        rng.shuffle(arrivals)
        session = pact().begin(make_lead(employees=90), people=PEOPLE)
        known: list[Event] = []
        for event in arrivals:
            session.apply(event)
            known.append(event)
            assert session.at(now) == evaluated(known, now)

    @given(histories(days=DAYS), NOWS, NOWS)
    def test_a_look_changes_nothing(
        self, events: list[Event], one: datetime, other: datetime
    ) -> None:
        """A session answers for any instant, earlier ones too."""
        session = pact().begin(make_lead(events, employees=90), people=PEOPLE)
        assert session.at(one) == evaluated(events, one)
        assert session.at(other) == evaluated(events, other)
        assert session.at(one) == evaluated(events, one)


class TestDecision:
    """A decision about fields is the evaluation of a lead without a history."""

    FIELDS = st.fixed_dictionaries(
        {},
        optional={
            "employees": st.integers(0, 300) | st.just("70"),
            "score": st.decimals(0, 9, places=2) | st.none(),
            "country": st.sampled_from(["US", "CA", " NO ", ""]),
            "email": st.sampled_from(["a@yahoo.com", "b@acme.com", " "]),
            "amount": st.sampled_from([5, "7.50 USD"]),
            "chance": st.sampled_from([40, "12.5%"]),
            "close": st.sampled_from(["2026-03-01", MONDAY]),
        },
    )
    DEFINITIONS = """
            free: email ends with any ["@yahoo.com", "@hotmail.com"]
            big: employees >= 50 and country in [US, CA] and not free
            odd: (score > 4 or chance >= 20%) and not (amount < 6 USD or free)
            told: free is known and big is known and intent is known
            late: close > 2026-02-01 or count(attempt) > 2
            band:
              first:
                - hot when fit + intent >= 40
                - warm when fit - intent > 10 and not late
                - cold
            worth:
              first:
                - 100 USD when band is hot and odd
                - 12.5 USD
        """
    SCORING = """
            fit: [30 when big, 20 when score + 1 > 3, -20 when free, 5 when told]
            intent:
              - 40 when happened(demo_request in last 30 days)
              - 2 each touched in last 14 days, up to 20 points
              - -1.5 each note
              - 7 when score * 2 >= employees / 10
        """
    #: Of the fields alone, and of the fields and the instant.
    PACTS = (
        make_pact(definitions=DEFINITIONS, scoring=SCORING),
        make_pact(
            definitions=DEFINITIONS.replace("> 2\n", "> 2 or open(desk)\n"),
            scoring=SCORING,
        ),
    )

    @pytest.mark.parametrize("pact", PACTS, ids=["fields", "instant"])
    @given(fields=FIELDS, now=NOWS)
    def test_is_an_evaluation(
        self, pact: Pact, fields: dict[str, Any], now: datetime
    ) -> None:
        """Scores, values and reasons are those of an unknown history."""
        decision = pact.decide(fields, now=now)
        found = pact.evaluate(make_lead(None, **fields), now=now)
        assert decision.scores == found.scores
        assert decision.definitions == found.definitions
        for name, verdict in found.definitions.items():
            assert decision.value(name) == verdict.value
        for name, score in found.scores.items():
            assert decision.points(name) == score.points


class TestPlan:
    """The plan is data."""

    BOUND = BoundPlan(plan_from_data(json.loads(json.dumps(plan_to_data(pact().plan)))))

    @given(histories(days=DAYS, backdated=True), NOWS)
    def test_through_json(self, events: list[Event], now: datetime) -> None:
        """A plan that was written and read says the same."""
        lead = make_lead(events, employees=90)
        people = {person.id: person for person in PEOPLE}
        found = RecordEngine(self.BOUND).evaluate(lead, to_instant(now), people)
        assert found == evaluated(events, now)


class TestResult:
    """What is said can be kept as data."""

    @given(histories(days=DAYS, backdated=True), NOWS)
    def test_through_json(self, events: list[Event], now: datetime) -> None:
        """An evaluation that was written and read is the same."""
        found = evaluated(events, now)
        text = json.dumps(evaluation_to_data(found), allow_nan=False)
        assert evaluation_from_data(json.loads(text)) == found


class TestShift:
    """One week is like another where zones and holidays do not tell them apart."""

    @given(histories(days=DAYS, backdated=True), NOWS, st.integers(-60, 60))
    def test_by_weeks(self, events: list[Event], now: datetime, weeks: int) -> None:
        """Everything shifted by whole weeks gives an answer shifted by them."""
        by = weeks * WEEK
        shifted = [
            attrs.evolve(
                event,
                at=event.at + by,
                recorded_at=event.recorded_at and event.recorded_at + by,
            )
            for event in events
        ]
        found = evaluated(shifted, now + by)
        assert _moved(found, -by // timedelta(microseconds=1)) == _moved(
            evaluated(events, now), 0
        )


def _moved(found: Evaluation, by: int) -> Evaluation:
    """An evaluation with all its instants moved."""

    def moved(instant: int | None) -> int | None:
        return None if instant is None else instant + by

    return attrs.evolve(
        found,
        now=found.now + by,
        next=moved(found.next),
        entries=tuple(
            attrs.evolve(one, entered=one.entered + by) for one in found.entries
        ),
        instances=tuple(
            attrs.evolve(
                one,
                start=one.start + by,
                due=moved(one.due),
                end=moved(one.end),
                start_recorded=moved(one.start_recorded),
                end_recorded=moved(one.end_recorded),
            )
            for one in found.instances
        ),
        consequences=tuple(
            attrs.evolve(
                one,
                due=one.due + by,
                to=tuple(
                    attrs.evolve(to, delivered=to.delivered + by) for to in one.to
                ),
            )
            for one in found.consequences
        ),
    )


def test_the_policy_is_at_work() -> None:
    """The policy of these laws has instances of every timer, entries and steps."""
    events = make_history(
        "mon 09:00 handed_off; mon 09:10 touched channel=web; mon 09:20 accepted; "
        "mon 10:00 attempt; mon 10:05 demo_request; mon 18:00 attempt channel=call"
    )
    found = evaluated(events, at("wed 12:00"))
    timers = {one.timer for one in found.instances}
    assert timers == {"keep", "restart", "answers", "tries", "rescue", "quiet"}
    assert {one.stage for one in found.entries} == {"MQL", "SAL"}
    assert found.consequences
