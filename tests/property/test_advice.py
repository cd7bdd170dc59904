"""Laws of advice: a comment has no meaning, and what is longer ends later."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from hypothesis import assume, example, given
from hypothesis import strategies as st

from leadpact.calendars import BusinessClock, CalendarSpec, Hours
from leadpact.check.advice.lengths import is_longer
from leadpact.engines.clocks import later
from leadpact.errors import PolicyError
from leadpact.loading.comments import comments
from leadpact.pact import Pact, loads
from leadpact.units import Duration, Unit

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
        first, second = (later(start, each, clock, spec.zone) for each in (one, other))
        assert first > second
