"""Laws of books: a new version changes what it says, and nothing else."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
from builders import at, make_book, make_lead, make_person
from hypothesis import given
from hypothesis import strategies as st
from strategies import histories, moments

import leadpact
from leadpact.model.policy import Bind

if TYPE_CHECKING:
    from leadpact.book import Book
    from leadpact.model.evaluation import Evaluation, Instance
    from leadpact.model.lead import Event

DAYS = 7
NOWS = moments(days=DAYS + 3)
PEOPLE = [make_person("ann", calendar="late_desk", address="ann@example.com")]

SECTIONS = {
    "timers": """
        keep:
          party: sales
          from: handed_off
          when: employees >= 50
          until: attempt where actor is human
          unless: lost
          within: 4 business hours
          pause: {from: paused, until: resumed}
          warn: alert owner at 75%
          missed:
            - alert owner
            - return to marketing after 4 business hours every 1 hour at most 3 times
        restart:
          party: sales
          from: [accepted, note]
          repeat: restart
          until: [qualified, recycled]
          within: 5 hours
        answers:
          party: sales
          from: handed_off
          repeat: each
          until: attempt
          within: 6 hours
        tries:
          party: sales
          from: handed_off
          until: attempt
          times: 2
          apart: 1 hour
          enough: connected
          calendar: owner
          within: 1 business days
        rescue:
          party: marketing
          from: [missed keep, entered SAL]
          until: [met answers, note]
          within: 2 calendar days
    """,
    "scoring": """
        fit:
          - 30 when employees >= 50
          - 20 when happened(demo_request in last 3 days)
    """,
    "stages": """
        - {name: MQL, party: marketing, when: fit >= 50}
        - {name: SAL, party: sales, enter: accepted}
    """,
    "limits": """
        quiet:
          party: sales
          never: attempt where channel is call
          when: not open(desk)
    """,
}
VERSIONS = ("1.0.0", "1.1.0", "1.2.0")
STARTS = ("2026-01-01", "2026-01-07", "2026-01-09")


def book(*changes: dict[str, str]) -> Book:
    """A book of versions that differ in some sections."""
    with tempfile.TemporaryDirectory() as folder:
        versions = [
            {**SECTIONS, "version": number, "effective": start, **change}
            for number, start, change in zip(VERSIONS, STARTS, changes, strict=False)
        ]
        return leadpact.load_book(make_book(Path(folder) / "trial", *versions))


#: Three versions that say the same, and one version alone.
ALIKE, ALONE = book({}, {}, {}), book({})
#: The second version gives sales twice the time.
LONGER = book(
    {}, {"timers": SECTIONS["timers"].replace("within: 6 hours", "within: 12 hours")}
)
#: Days without any version, and a last one that ends.
GAPS = book({"ends": "2026-01-05"}, {"bind": "created", "ends": "2026-01-10"})
CREATED = book({}, *[{"bind": Bind.CREATED.value}] * 2)


def unversioned(found: Evaluation) -> object:
    """What is told, whichever version tells it."""
    instances = [attrs.evolve(one, version="") for one in found.instances]
    owed = [
        attrs.evolve(one, key="/".join(one.key.split("/")[2:]))
        for one in found.consequences
    ]
    owed.sort(key=lambda one: (one.due, one.key))
    return attrs.evolve(
        found,
        version="",
        digest="",
        next=None,
        instances=tuple(instances),
        consequences=tuple(owed),
    )


class TestAlike:
    """Versions that say the same judge as one that stays in force."""

    @given(histories(days=DAYS, backdated=True), NOWS)
    def test_verdict(self, events: list[Event], now: datetime) -> None:
        """Nothing but the number of the version tells them apart."""
        lead = make_lead(events, employees=90)
        one, many = (
            each.evaluate(lead, now=now, people=PEOPLE) for each in (ALONE, ALIKE)
        )
        assert unversioned(one) == unversioned(many)

    @given(histories(days=DAYS, backdated=True), NOWS)
    def test_a_book_of_one(self, events: list[Event], now: datetime) -> None:
        """A book of one version says what the version says."""
        lead = make_lead(events, employees=90)
        pact = ALONE.versions[0].pact
        found = ALONE.evaluate(lead, now=now, people=PEOPLE)
        assert found == pact.evaluate(lead, now=now, people=PEOPLE)


class TestBinding:
    """The version in force at the start judges an instance, as counted by hand."""

    @given(histories(days=DAYS), NOWS)
    def test_by_start(self, events: list[Event], now: datetime) -> None:
        """Each instance has the version and the time allowed of its first instant."""
        found = LONGER.evaluate(make_lead(events, employees=90), now=now)
        turn = at("2026-01-07 00:00")
        for one in found.instances:
            assert one.version == ("1.0.0" if one.start_at < turn else "1.1.0")
            if one.timer == "answers":
                hours = 6 if one.start_at < turn else 12
                assert one.budget == hours * 3_600_000_000

    @given(histories(days=DAYS), NOWS)
    def test_by_creation(self, events: list[Event], now: datetime) -> None:
        """With `bind: created`, all that starts has the version of the creation."""
        past = [event for event in events if event.at <= now]
        named = [event.at for event in past if event.type == "created"]
        created = min(named or [event.at for event in past], default=None)
        found = CREATED.evaluate(make_lead(events, employees=90), now=now)
        turns = [at(f"{day} 00:00") for day in STARTS]
        for one in found.instances:
            # The first version binds by the start.
            decisive = one.start_at if one.start_at < turns[1] else created
            assert decisive is not None
            index = sum(turn <= decisive for turn in turns) - 1
            assert one.version == VERSIONS[index]

    @given(histories(days=DAYS), NOWS)
    def test_an_old_verdict_stands(self, events: list[Event], now: datetime) -> None:
        """What started under the first version ends as without the second."""
        lead = make_lead(events, employees=90)
        first = {
            key(one): one
            for one in ALONE.evaluate(lead, now=now).instances
            if one.timer == "answers"
        }
        for one in LONGER.evaluate(lead, now=now).instances:
            if one.timer == "answers" and one.version == "1.0.0":
                assert first[key(one)] == one


def key(one: Instance) -> tuple[str, str]:
    """What an instance is known by."""
    return one.timer, one.start_event


class TestWhich:
    """`which` tells what `evaluate` goes by."""

    @given(st.sampled_from([ALIKE, LONGER, CREATED, GAPS]), histories(days=DAYS), NOWS)
    def test_one_story(self, book: Book, events: list[Event], now: datetime) -> None:
        """Each instance has a start with its version; with `each`, and the reverse."""
        lead = make_lead(events, employees=90)
        judged = book.evaluate(lead, now=now, people=PEOPLE)
        starts = [
            (one.timer, one.start, one.event, one.version.number)
            for one in book.which(lead, now=now, people=PEOPLE).starts
            if one.version is not None
        ]
        told = [
            (one.timer, one.start, one.start_event, one.version)
            for one in judged.instances
            if one.timer != "quiet"
        ]
        assert set(told) <= set(starts)
        assert [one for one in told if one[0] == "answers"] == [
            one for one in starts if one[0] == "answers"
        ]
        assert {one[:1] for one in told} == {one[:1] for one in starts}


class TestNext:
    """A service that sleeps until `next_at` misses no new version."""

    @given(histories(days=DAYS), NOWS, st.integers(1, 10**6 - 1))
    def test_nothing_before(
        self, events: list[Event], now: datetime, part: int
    ) -> None:
        """Nothing but used and remaining changes before it."""
        lead = make_lead([each for each in events if each.at <= now], employees=90)
        first = LONGER.evaluate(lead, now=now, people=PEOPLE)
        end = first.next_at or now + timedelta(days=14)
        between = now + (end - now) * part / 10**6
        if now < between < end:
            then = LONGER.evaluate(lead, now=between, people=PEOPLE)
            assert _still(then) == _still(first)


def _still(found: Evaluation) -> object:
    instances = [attrs.evolve(one, used=0, held=()) for one in found.instances]
    return attrs.evolve(found, now=0, next=None, instances=tuple(instances))
