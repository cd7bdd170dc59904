"""Laws of evaluations that hold for every policy, whatever its timers ask for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import attrs
from builders import make_event, make_person, make_policy
from hypothesis import assume, given
from hypothesis import strategies as st
from promises import GUARDS, Promise, Words, policy_sections
from strategies import hits, moments, whole_leads

import leadpact
from leadpact.instants import to_instant
from leadpact.model.evaluation import State

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from datetime import datetime

    from strategies import Hit

    from leadpact.model.evaluation import Evaluation, Instance
    from leadpact.model.lead import Event, Lead
    from leadpact.pact import Pact

DAYS = 6
NOWS = moments(days=DAYS + 6)
PEOPLE = (
    make_person("ann", calendar="new_york", address="ann@example.com"),
    make_person("ben", calendar="night"),
)
TICK = timedelta(microseconds=1)

#: Open time of one desk, which is closed from 17:00 to 09:00.
OPEN_TIME = Words(
    ("desk",), GUARDS, ("business minutes", "business hours", "business days")
)
#: Of each law, how many instants before the next change are looked at.
LOOKS = 5


def pact(drawn: Sequence[Promise]) -> Pact:
    """Some timers as a policy, beside stages, scores, definitions and limits."""
    return leadpact.loads(make_policy(**policy_sections(drawn)))


def evaluated(drawn: Sequence[Promise], lead: Lead, now: datetime) -> Evaluation:
    """What a policy of these timers says."""
    return pact(drawn).evaluate(lead, now=now, people=PEOPLE)


def keyed(found: Evaluation) -> dict[tuple[str, str], Instance]:
    """Instances by timer and start event."""
    return {(one.timer, one.start_event): one for one in found.instances}


def still(found: Evaluation) -> object:
    """All of an evaluation that may not change between `now` and the next change."""
    instances = [attrs.evolve(one, used=0, held=()) for one in found.instances]
    return attrs.evolve(found, now=0, next=None, instances=tuple(instances))


def with_events(lead: Lead, events: Sequence[Event]) -> Lead:
    """A lead with another history."""
    return attrs.evolve(lead, events=tuple(events))


def known(lead: Lead) -> tuple[Event, ...]:
    """The history of a lead that has one."""
    return lead.events or ()


def until(lead: Lead, now: datetime) -> Lead:
    """A lead to which nothing happens any more."""
    return with_events(lead, [event for event in known(lead) if event.at <= now])


class TestEvents:
    """How events arrive, and how often, does not matter."""

    @given(
        hits(days=DAYS, backdated=True),
        NOWS,
        st.randoms(use_true_random=False),
    )
    def test_order_and_duplicates(
        self,
        hit: Hit,
        now: datetime,
        chance: random.Random,
    ) -> None:
        """The order of arrival is irrelevant, and so are copies."""
        drawn, lead = hit
        events = known(lead)
        given = [*events, *(chance.choice(events) for _ in events[:3])]
        chance.shuffle(given)
        policy = pact(drawn)
        first = policy.evaluate(lead, now=now, people=PEOPLE)
        again = policy.evaluate(with_events(lead, given), now=now, people=PEOPLE)
        assert again == first

    @given(hits(days=DAYS), NOWS)
    def test_types_that_nobody_names(self, hit: Hit, now: datetime) -> None:
        """Events of types that the policy does not name are ignored.

        They stand beside others, since the first one of a history tells since when a
        condition on fields alone holds.
        """
        drawn, lead = hit
        policy = pact(drawn)
        first = policy.evaluate(lead, now=now, people=PEOPLE)
        more = [
            attrs.evolve(event, type="of_another_system", id=f"x{event.id}")
            for event in known(lead)
        ]
        again = policy.evaluate(
            with_events(lead, [*known(lead), *more]), now=now, people=PEOPLE
        )
        assert again == first

    @given(
        hits(OPEN_TIME, days=DAYS),
        NOWS,
        st.lists(
            st.tuples(
                st.integers(0, DAYS),
                st.integers(17 * 60, 33 * 60),
                st.integers(17 * 60, 33 * 60),
            ),
            max_size=3,
        ),
    )
    def test_a_pause_without_open_time(
        self,
        hit: Hit,
        now: datetime,
        nights: list[tuple[int, int, int]],
    ) -> None:
        """Pausing and resuming with no open time between changes nothing."""
        drawn, lead = hit
        midnight = now.replace(hour=0, minute=0)
        pairs = [
            (
                midnight + timedelta(days=-day, minutes=min(one, other)),
                midnight + timedelta(days=-day, minutes=max(one, other)),
            )
            for day, one, other in nights
        ]
        running = [
            event for event in known(lead) if event.type not in {"paused", "resumed"}
        ]
        assume(all(end <= now or now < start for start, end in pairs))
        assume(len({day for day, _, _ in nights}) == len(nights))
        stops = [
            make_event(kind, at, seq=seq, identity=f"{kind}-{at}")
            for start, end in pairs
            for kind, at, seq in (("paused", start, 0), ("resumed", end, 1))
        ]
        assume(len({event.id for event in stops}) == len(stops))
        policy = pact(drawn)
        first, again = (
            policy.evaluate(with_events(lead, events), now=now)
            for events in (running, [*running, *stops])
        )
        # What ends while it is paused has no due: its clock never went on.
        ends = [one.end_at for one in again.instances if one.end_at]
        assume(not any(start <= at < end for at in ends for start, end in pairs))
        assert again.instances == first.instances
        assert again.consequences == first.consequences
        assert again.next == first.next

    @given(hits(days=DAYS), whole_leads(days=DAYS), NOWS)
    def test_what_is_over_is_over(self, hit: Hit, other: Lead, now: datetime) -> None:
        """Events after an instance ended change nothing about it."""
        drawn, lead = hit
        policy = pact(drawn)
        first = policy.evaluate(lead, now=now, people=PEOPLE)
        ended = [one for one in first.instances if one.end is not None]
        for one in ended[:3]:
            later = [
                attrs.evolve(event, id=f"later-{event.id}")
                for event in known(other)
                if to_instant(event.at) > (one.end or 0) and event.type != "changed"
            ]
            longer = with_events(lead, [*known(lead), *later])
            again = keyed(policy.evaluate(longer, now=now, people=PEOPLE))
            assert again[one.timer, one.start_event] == one


class TestTime:
    """What a later look tells."""

    @given(hits(days=DAYS, backdated=True), NOWS, NOWS)
    def test_no_breach_is_taken_back(
        self, hit: Hit, one: datetime, other: datetime
    ) -> None:
        """What was breached stays so, since the same instant; what was owed is told."""
        drawn, lead = hit
        policy = pact(drawn)
        early, late = (
            policy.evaluate(lead, now=now, people=PEOPLE)
            for now in sorted((one, other))
        )
        after = keyed(late)
        for key, instance in keyed(early).items():
            if instance.state is State.BREACHED:
                assert after[key].state is State.BREACHED
                assert after[key].due == instance.due
        told = {each.key for each in late.consequences}
        assert {each.key for each in early.consequences} <= told

    @given(hits(days=DAYS), NOWS, NOWS)
    def test_nothing_owed_is_taken_back(
        self, hit: Hit, one: datetime, other: datetime
    ) -> None:
        """Without back-dated events, what is owed is owed at any later `now`."""
        drawn, lead = hit
        policy = pact(drawn)
        early, late = (
            {
                each.key: each
                for each in policy.evaluate(lead, now=now, people=PEOPLE).consequences
            }
            for now in sorted((one, other))
        )
        assert early.items() <= late.items()
        new = [late[key].due for key in late.keys() - early.keys()]
        assert all(to_instant(min(one, other)) < due for due in new)

    @given(hits(days=DAYS, backdated=True), NOWS, NOWS)
    def test_nothing_is_forgotten(
        self, hit: Hit, one: datetime, other: datetime
    ) -> None:
        """What was owed by what was known then is still listed, or is withdrawn."""
        drawn, lead = hit
        early, late = sorted((one, other))
        # What is known of a field before its change was written down is another law.
        events = [event for event in known(lead) if event.type != "changed"]
        written = [
            event for event in events if (event.recorded_at or event.at) <= early
        ]
        policy = pact(drawn)
        before, after = (
            {
                each.key
                for each in policy.evaluate(
                    with_events(lead, given), now=now, people=PEOPLE
                ).consequences
            }
            for given, now in ((written, early), (events, late))
        )
        assert before <= after

    @given(hits(days=DAYS), NOWS, st.data())
    def test_nothing_before_next(
        self, hit: Hit, now: datetime, data: st.DataObject
    ) -> None:
        """Nothing but used and remaining changes before `next_at`; something then."""
        drawn, lead = hit
        policy, past = pact(drawn), until(with_events(lead, known(lead)), now)
        first = policy.evaluate(past, now=now, people=PEOPLE)
        end = first.next_at or now + timedelta(days=14)
        assert end > now
        span = (end - now) // TICK
        looks = [data.draw(st.integers(1, span)) for _ in range(LOOKS - 1)]
        for look in (span, *looks):
            moment = now + (look - 1) * TICK
            found = policy.evaluate(past, now=moment, people=PEOPLE)
            assert still(found) == still(first)
        if first.next_at is not None:
            found = policy.evaluate(past, now=first.next_at, people=PEOPLE)
            assert still(found) != still(first)

    @given(hits(days=DAYS, backdated=True), NOWS)
    def test_keys_and_instants(self, hit: Hit, now: datetime) -> None:
        """No two requests have one key; none is due before its promise began."""
        drawn, lead = hit
        found = evaluated(drawn, lead, now)
        keys = [one.key for one in found.consequences]
        assert len(keys) == len(set(keys))
        instances = keyed(found)
        for one in found.consequences:
            assert one.due <= found.now
            assert all(to.delivered >= one.due for to in one.to)
            if not one.withdrawn:
                assert one.due >= instances[one.timer, one.start_event].start

    @given(hits(days=DAYS, backdated=True), NOWS)
    def test_used_and_held(self, hit: Hit, now: datetime) -> None:
        """Owners share what was used, up to due."""
        drawn, lead = hit
        for one in evaluated(drawn, lead, now).instances:
            assert one.used >= 0
            held = sum(each.elapsed for each in one.held)
            assert held == min(one.used, one.budget)


class TestPolicies:
    """What a change of the policy changes, and what it does not."""

    @given(hits(most=1, days=DAYS), NOWS, st.integers(0, 3))
    def test_a_longer_time_breaks_no_promise(
        self, hit: Hit, now: datetime, more: int
    ) -> None:
        """With more time, what was met is met; of `each`, every one."""
        drawn, lead = hit
        (promise,) = drawn
        longer = attrs.evolve(
            promise,
            warn=(),
            within=tuple(
                (f"{int(amount) + more} {unit}", when)
                for value, when in promise.within
                for amount, unit in (value.split(" ", 1),)
            ),
        )
        short = keyed(evaluated(drawn, lead, now))
        after = keyed(evaluated((longer,), lead, now))
        ours = [key for key in short if key[0] == promise.name]
        for key in ours if promise.repeat == "each" else ours[:1]:
            if short[key].state is State.MET:
                assert after[key].state is State.MET

    @given(hits(days=DAYS, backdated=True), NOWS)
    def test_timers_are_judged_apart(self, hit: Hit, now: datetime) -> None:
        """More timers in a policy change nothing about those it had."""
        drawn, lead = hit
        whole = evaluated(drawn, lead, now)
        few = drawn[: 1 + len(drawn) // 2]
        names = {promise.name for promise in few}
        part = evaluated(few, lead, now)
        assert [one for one in part.instances if one.timer in names] == [
            one for one in whole.instances if one.timer in names
        ]
        assert part.consequences == tuple(
            one for one in whole.consequences if one.timer in names
        )
        assert part.entries == whole.entries
        assert part.next is None or whole.next is not None

    @given(hits(days=DAYS), NOWS)
    def test_a_history_that_is_not_known(self, hit: Hit, now: datetime) -> None:
        """Without a history nothing was promised, and nothing is owed."""
        drawn, lead = hit
        found = evaluated(drawn, attrs.evolve(lead, events=None), now)
        assert found.instances == ()
        assert found.consequences == ()
        assert found.entries == ()
