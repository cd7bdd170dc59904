"""Books against a judge that cuts the history by version, by hand."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from builders import make_book, make_lead
from hypothesis import given, target
from hypothesis import strategies as st
from oracle_versions import DAY, MONDAY, Desk, Edition, draw_editions

import leadpact
from leadpact.model.lead import Event

KINDS = (
    *("handed_off", "handed_off", "note", "note", "attempt", "attempt", "meeting"),
    *("created", "accepted", "accepted", "recycled", "rejected", "reconverted"),
)


def number(place: int) -> str:
    """The version at a place in the book."""
    return f"1.{place}.0"


def load(editions: list[Edition]) -> leadpact.Book:
    """The book of some versions."""
    versions = [one.sections(number(place)) for place, one in enumerate(editions)]
    with tempfile.TemporaryDirectory() as folder:
        return leadpact.load_book(make_book(Path(folder) / "trial", *versions))


def draw_events(chance: Random) -> list[Event]:
    """Events at hours of their own, some of them as a version begins."""
    span = range(-DAY, 14 * DAY)
    hours = {chance.choice(span) for _ in range(chance.randint(0, 30))}
    hours |= {chance.randint(0, 12) * DAY for _ in range(chance.randint(0, 2))}
    return [
        Event(chance.choice(KINDS), MONDAY + timedelta(hours=hour), id=f"e{hour}")
        for hour in sorted(hours, key=lambda _: chance.random())
    ]


@given(st.integers(0, 2**32 - 1))
def test_agree(seed: int) -> None:
    """Binding, guards, scores, stages, limits, and instances that go on."""
    chance = Random(seed)  # noqa: S311 - no secret
    editions, events = draw_editions(chance), draw_events(chance)
    employees, now = chance.choice((10, 90)), chance.randint(0, 16 * DAY)
    book, lead = load(editions), make_lead(events, employees=employees)
    moment = MONDAY + timedelta(hours=now)
    if now < editions[0].start * DAY:
        with pytest.raises(leadpact.RecordError, match="LP4015"):
            book.evaluate(lead, now=moment)
        return
    found = book.evaluate(lead, now=moment)
    desk = Desk(editions, events, employees, now)
    expected = [
        (one.timer, number(one.version), one.opener.id, one.outcome(now), one.due)
        for one in desk.runs
    ]
    violations = [
        ("quiet", number(version), event) for version, event in desk.violations()
    ]
    told = [
        (
            one.timer,
            one.version,
            one.start_event,
            one.outcome.value,
            hour(one.due_at),
        )
        for one in found.instances
    ]
    assert [one for one in told if one[0] != "quiet"] == sorted(
        expected, key=lambda one: one[0]
    )
    assert [one[:3] for one in told if one[0] == "quiet"] == violations
    owed = {
        (number(one.version), one.opener.id)
        for one in desk.runs
        if one.timer == "reply" and one.outcome(now) in {"met_late", "never_met"}
    }
    assert {
        (one.key.split("/")[1], one.start_event) for one in found.consequences
    } == owed
    entries = [(one.stage, hour(one.entered_at)) for one in found.entries]
    assert sorted(entries) == sorted(desk.entries)
    assert found.stage == desk.stage(now)
    assert found.version == number(desk.present)
    assert found.scores["fit"].points == desk.fit(desk.present, now)
    target(len(expected), label="instances")


def hour(moment: datetime | None) -> int:
    """Hours since Monday."""
    assert moment is not None
    return (moment - MONDAY) // timedelta(hours=1)
