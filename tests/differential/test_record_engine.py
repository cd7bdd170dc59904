"""Timers of the record engine against a desk that looks at its watch every minute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builders import MONDAY, make_event, make_lead, make_timer
from hypothesis import given
from hypothesis import strategies as st
from oracle import Desk, Rules, Tick, Told
from strategies import ticks

from leadpact.instants import from_instant, to_instant

if TYPE_CHECKING:
    from datetime import datetime

    from leadpact.model.evaluation import Evaluation, Instance
    from leadpact.pact import Pact

MINUTE = 60_000_000
DAY = 24 * 60
HORIZON = 30 * 60
ORIGIN = to_instant(make_event("note", f"{MONDAY} 00:00").at)

#: Open for three hours at night and one in the morning, every day.
HOURS = ((120, 300), (360, 420))
CALENDARS = """
    desk: {timezone: UTC, open: {mon-sun: [02:00-05:00, 06:00-07:00]}}
"""
#: What the kinds of the oracle are called in the policy.
NAMES = {
    "start": "handed_off",
    "until": "attempt",
    "both": "note",
    "enough": "connected",
    "unless": "lost",
    "paused": "paused",
    "resumed": "resumed",
    "waived": "waived",
}
WAIVER: dict[str, Any] = {"timer": "reply", "by": "boss", "why": "fair"}


def is_open(minute: int) -> bool:
    """Whether the minute that begins then is an open one."""
    return any(opens <= minute % DAY < closes for opens, closes in HOURS)


def policy(rules: Rules, *, business: bool) -> Pact:
    """The rules of the oracle as a policy."""
    unit = "business minutes" if business else "minutes"
    parts = [
        "from: [handed_off, note]",
        "until: [attempt, note]",
        "enough: connected",
        "unless: lost",
        f"within: {rules.budget} {unit}",
        f"repeat: {rules.repeat}",
        f"times: {rules.times}",
        "warn: [flag at 50%]",
        "missed: [flag, flag after 45 minutes]",
    ]
    if rules.apart:
        parts.append(f"apart: {rules.apart} minutes")
    if rules.pauses:
        parts.append("pause: {from: paused, until: resumed}")
    return make_timer(" / ".join(parts), calendars=CALENDARS)


def moment(minute: int) -> datetime:
    """The instant of a minute of the oracle."""
    return from_instant(ORIGIN + minute * MINUTE)


def judged(pact: Pact, history: list[Tick], now: int) -> Evaluation:
    """The engine's word on the same history."""
    events = [
        make_event(
            NAMES[tick.kind],
            moment(tick.minute),
            seq=tick.seq,
            identity=tick.id,
            **(WAIVER if tick.kind == "waived" else {}),
        )
        for tick in history
    ]
    return pact.evaluate(make_lead(events), now=moment(now))


def minute_of(instant: int | None) -> float | None:
    """A minute of the oracle; a fraction would show."""
    return None if instant is None else (instant - ORIGIN) / MINUTE


def by_engine(one: Instance) -> dict[str, object]:
    """An instance as the engine tells it."""
    return {
        "start": minute_of(one.start),
        "opener": one.start_event,
        "due": minute_of(one.due),
        "outcome": one.outcome.value,
        "end": minute_of(one.end),
        "ending": one.ending.value if one.ending else "",
        "ender": one.end_event,
        "used": one.used / MINUTE,
        "counted": one.counted,
    }


def by_oracle(one: Told) -> dict[str, object]:
    """An instance as the oracle tells it."""
    return {
        "start": one.start,
        "opener": one.opener,
        "due": one.due,
        "outcome": one.outcome,
        "end": one.end,
        "ending": one.ending,
        "ender": one.ender,
        "used": one.used,
        "counted": len(one.counted),
    }


def owed(one: Told, now: int) -> list[tuple[int, str]]:
    """Steps of an instance that the oracle finds due by a minute."""
    found = []
    ended = one.end if one.end is not None else now + 1
    if one.warned is not None and one.warned < ended:
        found.append((one.warned, "warn.1"))
    if one.due is not None and one.outcome in {"met_late", "never_met"}:
        found.append((one.due, "missed.1"))
        if one.due + 45 < ended:
            found.append((one.due + 45, "missed.2"))
    return [step for step in found if step[0] <= now]


RULES = st.builds(
    Rules,
    budget=st.sampled_from((30, 60, 90, 180, 240, 242, 300)),
    repeat=st.sampled_from(("keep", "restart")),
    times=st.sampled_from((1, 1, 2, 3)),
    apart=st.sampled_from((0, 0, 30, 45)),
    pauses=st.booleans(),
)
#: Any minute, and often one at which something happens.
NOWS = st.integers(0, HORIZON) | st.integers(0, HORIZON // 30).map(lambda at: at * 30)
KINDS = ("start", "start", "until", "until", "both", "enough", "unless", "waived")
PAUSES = ("paused", "resumed", "paused", "resumed")


def agree(rules: Rules, history: list[Tick], now: int, *, business: bool) -> None:
    """Compare every instance and every step."""
    watch = is_open if business else lambda _: True
    expected = Desk(rules, watch).live_through(history, now)
    found = judged(policy(rules, business=business), history, now)
    instances = [one for one in found.instances if one.timer == "reply"]
    assert [one.start_event for one in instances] == [one.opener for one in expected]
    for one, told in zip(instances, expected, strict=True):
        if told.late:
            # Whether it can still be met late is not compared, the breach is.
            assert one.state.value == "breached"
            assert minute_of(one.due) == told.due
            continue
        assert by_engine(one) == by_oracle(told)
        steps = [
            (minute_of(step.due), step.step)
            for step in found.consequences
            if step.start_event == one.start_event
        ]
        assert steps == owed(told, now)


def identified(found: list[tuple[int, str, int]]) -> list[Tick]:
    """Events with identities, in an order of their own."""
    return [
        Tick(minute, seq, f"e{index * 7 % 13:02}", kind)
        for index, (minute, kind, seq) in enumerate(found)
    ]


class TestOneAtATime:
    """`keep` and `restart`: at most one instance runs."""

    @given(
        RULES,
        ticks((*KINDS, *PAUSES), horizon=HORIZON),
        NOWS,
        st.booleans(),
    )
    def test_agree(
        self,
        rules: Rules,
        found: list[tuple[int, str, int]],
        now: int,
        business: bool,  # noqa: FBT001 - drawn by hypothesis
    ) -> None:
        """Starts, ends, outcomes, dues, time used, counts and steps are the same."""
        agree(rules, identified(found), now, business=business)

    @given(RULES, ticks(("start", "until", "paused", "resumed"), horizon=DAY))
    def test_agree_on_pauses(
        self, rules: Rules, found: list[tuple[int, str, int]]
    ) -> None:
        """So they are where little happens but pauses, in business time."""
        agree(rules, identified(found), HORIZON, business=True)

    @given(RULES, ticks(("start", "until", "both"), horizon=240), st.integers(0, 300))
    def test_agree_on_ties(
        self, rules: Rules, found: list[tuple[int, str, int]], now: int
    ) -> None:
        """So they are where much happens at the same instants."""
        agree(rules, identified(found), now, business=False)


class TestEach:
    """`each`: every start opens an instance."""

    @given(
        st.builds(
            Rules,
            budget=st.sampled_from((30, 60, 240)),
            repeat=st.just("each"),
            pauses=st.booleans(),
        ),
        ticks(
            ("start", "until", "start", "both", "enough", "paused", "resumed"),
            horizon=HORIZON,
        ),
        NOWS,
        st.booleans(),
    )
    def test_agree(
        self,
        rules: Rules,
        found: list[tuple[int, str, int]],
        now: int,
        business: bool,  # noqa: FBT001 - drawn by hypothesis
    ) -> None:
        """Each answer ends the oldest, late or not."""
        agree(rules, identified(found), now, business=business)
