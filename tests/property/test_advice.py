"""Laws of advice: what it says of leads is true of each, and comments mean nothing."""

from __future__ import annotations

import functools
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import judge, make_policy, make_timer
from builders_mistakes import advised, timers
from hypothesis import assume, example, given
from hypothesis import strategies as st
from strategies import histories

from leadpact.calendars import BusinessClock, CalendarSpec, Hours
from leadpact.check.advice.lengths import is_longer
from leadpact.engines.clocks import Span
from leadpact.errors import PolicyError
from leadpact.loading.comments import comments
from leadpact.model.evaluation import Outcome
from leadpact.pact import Pact, loads
from leadpact.units import Duration, Unit

if TYPE_CHECKING:
    from leadpact.model.lead import Event

ROOT = Path(__file__).parents[2]

#: A policy with texts of every kind over several lines.
POLICY = (ROOT / "policies" / "inbound" / "1.0.0.yaml").read_text("utf-8")
for _line, _texts in {
    "title: Leads, delivered and followed up": 'title: "Leads,\n\n  delivered #1"',
    "summary: Marketing delivers": "summary: >  # the words\n\n  Marketing # delivers",
    "  routing: By country, then": "  routing: |\n    By country\n    then",
    "  notice: An alert to": "  notice: An alert\n    and a call to",
    "  activity: A follow-up activity in the CRM,": "  activity: '''A\n    follow-up'",
    " from which the clock runs": " # from which the clock runs",
}.items():
    assert _line in POLICY
    POLICY = POLICY.replace(_line, _texts)
LINES = POLICY.splitlines()


def read(text: str) -> Pact | None:
    """The policy of a text, if it is one."""
    try:
        return loads(text)
    except PolicyError:
        return None


SAME = read(POLICY)


class TestComments:
    """A comment changes neither the meaning nor the digest."""

    @given(st.integers(0, len(LINES) - 1), st.booleans())
    def test_added(self, number: int, ends: bool) -> None:  # noqa: FBT001
        """What is added to a file is a comment if and only if nothing else changes."""
        assert SAME is not None
        line = LINES[number]
        changed = f"{line} # added" if ends else f"{' ' * 8}# added\n{line}"
        text = "\n".join([*LINES[:number], changed, *LINES[number + 1 :]])
        pact = read(text)
        assume(pact is not None)
        assert pact is not None
        found = [one for one in comments("f", text) if one.text.endswith("# added")]
        assert bool(found) == (pact.digest == SAME.digest)


_UNITS = (
    *(Unit.MINUTE, Unit.HOUR, Unit.CALENDAR_DAY),
    *(Unit.BUSINESS_MINUTE, Unit.BUSINESS_HOUR, Unit.BUSINESS_DAY),
)
DURATIONS = st.builds(
    Duration, st.integers(0, 60).map(Decimal), st.sampled_from(_UNITS)
)
HOURS = st.builds(
    lambda start, length: (Hours(start, min(start + length, 1440)),),
    st.integers(0, 1439),
    st.integers(1, 1440),
)
ZONES = st.sampled_from(
    ["UTC", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo"]
)
SPECS = st.builds(
    CalendarSpec,
    ZONES,
    st.lists(HOURS | st.just(()), min_size=7, max_size=7).filter(any),
)
#: Minutes from the epoch to 2010 and to 2014: the zone of Apia skips a date.
STARTS = st.integers(21_038_400, 23_142_240).map(lambda minute: minute * 60_000_000)


class TestLengths:
    """A duration that is certainly longer ends later, from whatever start."""

    @given(DURATIONS, DURATIONS, SPECS, STARTS)
    @example(
        Duration(Decimal(2), Unit.CALENDAR_DAY),
        Duration(Decimal(23), Unit.HOUR),
        CalendarSpec("Pacific/Apia", [(Hours(0, 1440),)] * 7),
        1_325_000_000_000_000,
    )
    def test_later(
        self, one: Duration, other: Duration, spec: CalendarSpec, start: int
    ) -> None:
        """The engine agrees."""
        assume(is_longer(one, other, spec))
        clock = BusinessClock(spec)
        first, second = (
            Span.of(each).later(start, clock, spec.zone) for each in (one, other)
        )
        assert first > second


STAGES = """
    - {name: SAL, party: sales, enter: accepted}
    - {name: SQL, party: sales, enter: qualified}
"""
LATE = "mon3 00:00"

#: Timers of which advice says something, by what it says.
NEVER_STARTS = (
    "from: [rejected, recycled] / when: stage is SAL / until: note / within: 4 hours",
    "from: rejected / when: stage in [SAL, SQL] / until: note / within: 4 hours",
)
NEVER_MET = (
    "from: handed_off / until: attempt / times: 2 / unless: attempt / within: 90 hours",
    "from: accepted / until: [note, won] / times: 3 / apart: 4 hours / within: 7 hours",
    "from: note / until: note / times: 4 / apart: 90 minutes / within: 4 hours",
    (
        "from: note / until: note / times: 3 / apart: 5 business hours "
        "/ within: 9 business hours"
    ),
    "from: note / until: attempt / times: 3 / apart: 1 calendar day / within: 23 hours",
)
MISSED_IN_THE_END = (
    "from: note / until: note / within: 4 hours",
    "from: [note, attempt] / until: attempt where channel is call / within: 9 hours",
)
#: With a part that advice calls idle, and without it.
IDLE = (
    ("until: attempt / within: 9 hours", "enough: attempt where actor is human"),
    ("until: [attempt, note] / within: 9 hours", "unless: attempt"),
    ("until: attempt / times: 3 / enough: note / within: 9 hours", "unless: note"),
    ("until: attempt / enough: attempt / within: 9 hours", "times: 5"),
)
APART = histories().filter(lambda found: len({one.at for one in found}) == len(found))


@functools.cache
def given_advice(timer: str, code: str) -> bool:
    """Whether advice of a code is given on a timer."""
    text = make_policy(stages=STAGES, timers=timers(f"reply / {timer}"))
    return bool(advised(text, code))


class TestTimers:
    """What advice says of timers is true of every history without coincidences."""

    @pytest.mark.parametrize("timer", NEVER_STARTS)
    @given(events=APART)
    def test_never_starts(self, timer: str, events: list[Event]) -> None:
        """No instance opens."""
        assert given_advice(timer, "LP2102")
        assert not judge(make_timer(timer, stages=STAGES), events, LATE).instances

    @pytest.mark.parametrize("timer", NEVER_MET)
    @given(events=APART)
    def test_never_met(self, timer: str, events: list[Event]) -> None:
        """No instance is met in time."""
        assert given_advice(timer, "LP2103")
        found = judge(make_timer(timer, stages=STAGES), events, LATE).instances
        assert Outcome.MET not in {one.outcome for one in found}

    @pytest.mark.parametrize("timer", MISSED_IN_THE_END)
    @given(events=APART)
    def test_missed_in_the_end(self, timer: str, events: list[Event]) -> None:
        """Of a timer that ever started, the last instance is never met in time."""
        assert given_advice(timer, "LP2103")
        found = judge(make_timer(timer, stages=STAGES), events, LATE).instances
        assert not found or found[-1].outcome is Outcome.NEVER_MET

    @pytest.mark.parametrize(("timer", "idle"), IDLE)
    @given(events=APART)
    def test_idle(self, timer: str, idle: str, events: list[Event]) -> None:
        """What never counts can be left out."""
        timer = f"from: handed_off / {timer}"
        assert given_advice(f"{timer} / {idle}", "LP2103")
        outcomes = [
            [
                (one.start, one.end, one.outcome)
                for one in judge(make_timer(text), events, LATE).instances
            ]
            for text in (timer, f"{timer} / {idle}")
        ]
        assert outcomes[0] == outcomes[1]
