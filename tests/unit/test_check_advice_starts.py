from __future__ import annotations

import pytest
from builders import make_policy
from builders_mistakes import advised, timers

from leadpact.check.advice.starts import check_starts
from leadpact.check.subject import Subject
from leadpact.loading.policy import load_policy

STAGES = """
    - {name: SAL, party: sales, enter: accepted}
    - {name: SQL, party: sales, when: employees > 5}
    - {name: BACK, party: sales, enter: [recycled, won]}
"""
NEVER = "never / from: handed_off / until: created / within: 4 hours"


def told(*texts: str, stages: str = STAGES) -> list[tuple[str, str, str]]:
    """What is said of timers that never start."""
    rest = [f"{text} / until: attempt / within: 4 hours" for text in texts]
    text = make_policy(stages=stages, timers=timers(NEVER, *rest))
    return advised(text, "LP2102")


class TestStarts:
    """Every start waits for what cannot be."""

    @pytest.mark.parametrize(
        ("start", "shown"),
        [
            ("met never", "`met never`"),
            ("[met never, met never in last 3 days]", "`met never` or"),
        ],
    )
    def test_never(self, start: str, shown: str) -> None:
        """A timer that cannot be met starts nothing when it is met."""
        ((severity, place, message),) = told(f"t / from: {start}")
        assert (severity, place) == ("warning", "from")
        assert message.startswith(f"`t` never starts: {shown}")

    def test_chain(self) -> None:
        """What waits for a timer or stage that cannot be waits for ever as well."""
        stages = "[{name: S, party: sales, enter: missed t}]"
        found = told("t / from: met never", "u / from: entered S", stages=stages)
        assert [message for _, _, message in found] == [
            "`t` never starts: `met never` can never happen",
            "`u` never starts: `entered S` can never happen",
        ]

    @pytest.mark.parametrize(
        "start",
        ["missed never", "[met never, accepted]", "accepted", "entered SQL", "created"],
    )
    def test_may(self, start: str) -> None:
        """One start that may come is enough."""
        assert told(f"t / from: {start}") == []

    def test_long_chain(self) -> None:
        """A chain of any length is followed without recursion."""
        rest = [
            f"t{n} / from: met t{n - 1} / until: attempt / within: 4 hours"
            for n in range(1, 600)
        ]
        first = "t0 / from: met never / until: attempt / within: 4 hours"
        text = make_policy(timers=timers(NEVER, first, *rest))
        subject = Subject.of(load_policy("policy.yaml", text.encode()))
        assert len(list(check_starts(subject))) == 600


class TestGuards:
    """The guard asks for a stage that no lead can have."""

    @pytest.mark.parametrize(
        ("start", "when", "shown"),
        [
            ("rejected", "stage is SAL", "`SAL`"),
            ("[rejected, recycled]", "stage is SAL and employees > 5", "`SAL`"),
            ("rejected", "stage in [SAL, BACK]", "`SAL` or `BACK`"),
            ("won", "stage is GONE", "`GONE`"),
        ],
    )
    def test_never(self, start: str, when: str, shown: str) -> None:
        """`rejected` and `recycled` take the lead out of every stage."""
        stages = f"{STAGES}    - {{name: GONE, party: sales, enter: met never}}\n"
        found = told(f"t / from: {start} / when: {when}", stages=stages)
        message = f"`t` never starts: no lead is in {shown} at its start"
        assert found == [("warning", "when", message)]

    @pytest.mark.parametrize(
        ("start", "when"),
        [
            ("accepted", "stage is SAL"),
            ("[rejected, won]", "stage is SAL"),
            ("recycled", "stage is BACK"),
            ("recycled", "stage in [SAL, BACK]"),
            ("rejected", "stage is SQL"),
            ("rejected", "stage is not SAL"),
            ("rejected", "stage not in [SAL]"),
            ("rejected", "stage is SAL or employees > 5"),
            ("rejected", "not stage is SAL"),
            ("rejected", "country is US"),
        ],
    )
    def test_may(self, start: str, when: str) -> None:
        """The event enters the stage itself, or the guard may hold without it."""
        assert told(f"t / from: {start} / when: {when}") == []
