"""Timers: small histories in plain words, and what becomes of each promise."""

from __future__ import annotations

import pytest
from builders import (
    codes,
    hours,
    judge,
    make_event,
    make_pact,
    make_timer,
    only,
    said,
    tell,
    told,
)

from leadpact.model.evaluation import Ending, Outcome, State

TWO_HOURS = "from: handed_off / until: attempt / within: 2 hours"
UNLESS = f"{TWO_HOURS} / unless: lost"
ENOUGH = f"{TWO_HOURS} / times: 2 / enough: connected / unless: lost"
THRICE = (
    "from: handed_off / until: attempt / times: 3 / apart: 1 hour / within: 8 hours"
)
RESTART = (
    "from: [handed_off, note] / repeat: restart / until: attempt / within: 2 hours"
)
EACH = "from: handed_off / repeat: each / until: attempt / within: 2 hours"
PAUSED = f"{TWO_HOURS} / pause: {{from: paused, until: resumed}}"


def case(name: str, *parts: object) -> object:
    """A row of a table, under a name that says what it shows."""
    return pytest.param(*parts, id=name)


class TestOneInstance:
    """A start, a promise, and what may end it."""

    @pytest.mark.parametrize(
        ("events", "now", "expected"),
        [
            case("nothing yet", "", "mon 12:00", []),
            case(
                "still time",
                "mon 09:00 handed_off",
                "mon 10:59",
                ["mon 09:00 running, due mon 11:00"],
            ),
            case(
                "due now, nothing came",
                "mon 09:00 handed_off",
                "mon 11:00",
                ["mon 09:00 never_met, due mon 11:00"],
            ),
            case(
                "kept",
                "mon 09:00 handed_off; mon 10:00 attempt",
                "mon 12:00",
                ["mon 09:00 met, due mon 11:00, until mon 10:00"],
            ),
            case(
                "kept at the due instant",
                "mon 09:00 handed_off; mon 11:00 attempt",
                "mon 11:00",
                ["mon 09:00 met, due mon 11:00, until mon 11:00"],
            ),
            case(
                "kept a second late",
                "mon 09:00 handed_off; mon 11:00:01 attempt",
                "mon 12:00",
                ["mon 09:00 met_late, due mon 11:00, until mon 11:00:01"],
            ),
            case(
                "events before the start do nothing",
                "mon 08:00 attempt; mon 09:00 handed_off",
                "mon 10:00",
                ["mon 09:00 running, due mon 11:00"],
            ),
            case(
                "the earliest answer counts",
                "mon 09:00 handed_off; mon 12:00 attempt; mon 10:00 attempt",
                "mon 13:00",
                ["mon 09:00 met, due mon 11:00, until mon 10:00"],
            ),
            case(
                "events after now do not count",
                "mon 09:00 handed_off; mon 10:30 attempt",
                "mon 10:00",
                ["mon 09:00 running, due mon 11:00"],
            ),
            case(
                "an event at now counts",
                "mon 09:00 handed_off; mon 10:30 attempt",
                "mon 10:30",
                ["mon 09:00 met, due mon 11:00, until mon 10:30"],
            ),
        ],
    )
    def test_promise(self, events: str, now: str, expected: list[str]) -> None:
        """It is met up to and at due, and breached from due on."""
        assert tell(judge(make_timer(TWO_HOURS), events, now)) == expected

    def test_states(self) -> None:
        """A breach that was met late stays a breach."""
        events = "mon 09:00 handed_off; mon 12:00 attempt"
        found = only(judge(make_timer(TWO_HOURS), events, "mon 13:00"))
        assert found.state is State.BREACHED
        assert found.outcome is Outcome.MET_LATE

    def test_where(self) -> None:
        """An automatic reply is no first touch."""
        pact = make_timer(
            "from: handed_off / until: attempt where actor is human / within: 2 hours"
        )
        events = "mon 09:00 handed_off; mon 09:01 attempt automation"
        events += "; mon 10:00 attempt human"
        assert tell(judge(pact, events, "mon 12:00")) == [
            "mon 09:00 met, due mon 11:00, until mon 10:00"
        ]

    def test_guard_that_fails(self) -> None:
        """An event at which `when` does not hold is no start."""
        pact = make_timer(f"{TWO_HOURS} / when: employees >= 50")
        events = "mon 09:00 handed_off"
        assert tell(judge(pact, events, "mon 10:00", employees=49)) == []
        assert len(tell(judge(pact, events, "mon 10:00", employees=50))) == 1

    def test_guard_is_decided_at_the_start(self) -> None:
        """What becomes true later starts nothing, what ceases ends nothing."""
        pact = make_timer(f"{TWO_HOURS} / when: happened(demo_request in last 1 hours)")
        early = "mon 08:30 demo_request; mon 09:00 handed_off"
        assert tell(judge(pact, early, "mon 10:30")) == [
            "mon 09:00 running, due mon 11:00"
        ]
        late = "mon 09:00 handed_off; mon 09:30 demo_request"
        assert tell(judge(pact, late, "mon 10:00")) == []

    def test_guard_sees_the_start_instant(self) -> None:
        """All that happens at the start instant is true at it, whatever `seq` says."""
        pact = make_timer(f"{TWO_HOURS} / when: happened(demo_request)")
        events = "mon 09:00 handed_off seq:1; mon 09:00 demo_request seq:2"
        assert len(tell(judge(pact, events, "mon 10:00"))) == 1

    def test_cases_are_decided_at_the_start(self) -> None:
        """The time allowed is that of what was true at the start."""
        pact = make_timer(
            "from: handed_off / until: attempt / "
            "within: [1 hour when employees >= 200, 4 hours]"
        )
        events = (
            "mon 09:00 handed_off; mon 09:30 changed field=employees value=10 "
            "before=300"
        )
        assert tell(judge(pact, events, "mon 09:45", employees=10)) == [
            "mon 09:00 running, due mon 10:00"
        ]
        assert tell(judge(pact, "mon 09:00 handed_off", "mon 09:45", employees=10)) == [
            "mon 09:00 running, due mon 13:00"
        ]


class TestRanks:
    """At one instant, until beats enough beats unless beats pause beats start."""

    @pytest.mark.parametrize("first", ["seq:1", "seq:3"])
    @pytest.mark.parametrize(
        ("timer", "events", "expected"),
        [
            case(
                "until before unless",
                UNLESS,
                "mon 09:00 handed_off; mon 10:00 attempt {}; mon 10:00 lost seq:2",
                ["mon 09:00 met, due mon 11:00, until mon 10:00"],
            ),
            case(
                "enough before unless",
                ENOUGH,
                "mon 09:00 handed_off; mon 10:00 connected {}; mon 10:00 lost seq:2",
                ["mon 09:00 met, due mon 11:00, enough mon 10:00"],
            ),
            case(
                "the last until before enough",
                ENOUGH,
                "mon 09:00 handed_off; mon 09:30 attempt; mon 10:00 attempt {}; "
                "mon 10:00 connected seq:2",
                ["mon 09:00 met, due mon 11:00, until mon 10:00"],
            ),
            case(
                "enough although an until is missing",
                ENOUGH,
                "mon 09:00 handed_off; mon 10:00 attempt {}; mon 10:00 connected seq:2",
                ["mon 09:00 met, due mon 11:00, enough mon 10:00"],
            ),
            case(
                "an until that is not the last leaves it to unless",
                ENOUGH,
                "mon 09:00 handed_off; mon 10:00 attempt {}; mon 10:00 lost seq:2",
                ["mon 09:00 void, due mon 11:00, unless mon 10:00"],
            ),
            case(
                "until at due beats a start at due",
                TWO_HOURS,
                "mon 09:00 handed_off; mon 11:00 handed_off {}; "
                "mon 11:00 attempt seq:2",
                [
                    "mon 09:00 met, due mon 11:00, until mon 11:00",
                    "mon 11:00 met, due mon 13:00, until mon 11:00",
                ],
            ),
            case(
                "until beats a restart",
                RESTART,
                "mon 09:00 handed_off; mon 10:00 note {}; mon 10:00 attempt seq:2",
                [
                    "mon 09:00 met, due mon 11:00, until mon 10:00",
                    "mon 10:00 met, due mon 12:00, until mon 10:00",
                ],
            ),
            case(
                "unless beats a restart, and ends the new one too",
                f"{RESTART} / unless: lost",
                "mon 09:00 handed_off; mon 10:00 note {}; mon 10:00 lost seq:2",
                [
                    "mon 09:00 void, due mon 11:00, unless mon 10:00",
                    "mon 10:00 void, due mon 12:00, unless mon 10:00",
                ],
            ),
            case(
                "a pause at due does not save it",
                PAUSED,
                "mon 09:00 handed_off; mon 11:00 paused {}; mon 12:00 resumed; "
                "mon 12:30 attempt seq:2",
                ["mon 09:00 met_late, due mon 11:00, until mon 12:30"],
            ),
            case(
                "a pause at the start counts from the start",
                PAUSED,
                "mon 09:00 handed_off {}; mon 09:00 paused seq:2; mon 10:00 resumed",
                ["mon 09:00 running, due mon 12:00"],
            ),
        ],
    )
    def test_ranks(
        self, timer: str, events: str, expected: list[str], first: str
    ) -> None:
        """The rank decides at one instant, never the order of the source."""
        found = judge(make_timer(timer), events.format(first), "mon 11:30")
        if "mon 12:30" in events:
            found = judge(make_timer(timer), events.format(first), "mon 13:00")
        assert tell(found) == expected

    def test_unless_at_the_start_instant(self) -> None:
        """Another event at the start instant may end it as no longer owed."""
        events = "mon 09:00 handed_off seq:2; mon 09:00 lost seq:1"
        assert tell(judge(make_timer(UNLESS), events, "mon 10:00")) == [
            "mon 09:00 void, due mon 11:00, unless mon 09:00"
        ]

    def test_enough_at_the_start_instant(self) -> None:
        """Another event at the start instant may be enough."""
        events = "mon 09:00 handed_off seq:2; mon 09:00 connected seq:1"
        assert tell(judge(make_timer(ENOUGH), events, "mon 10:00")) == [
            "mon 09:00 met, due mon 11:00, enough mon 09:00"
        ]


class TestOwnEvent:
    """An event never ends the instance that it opened."""

    PING = "from: attempt / until: attempt / within: 2 hours"

    def test_one_event_opens_and_stays_open(self) -> None:
        """One event is not both the question and the answer."""
        assert tell(judge(make_timer(self.PING), "mon 09:00 attempt", "mon 10:00")) == [
            "mon 09:00 running, due mon 11:00"
        ]

    def test_the_next_ends_it_and_opens_one(self) -> None:
        """The next event ends the older instance and opens its own."""
        events = "mon 09:00 attempt; mon 10:00 attempt"
        assert tell(judge(make_timer(self.PING), events, "mon 11:00")) == [
            "mon 09:00 met, due mon 11:00, until mon 10:00",
            "mon 10:00 running, due mon 12:00",
        ]

    def test_another_one_at_the_same_instant(self) -> None:
        """Another event at the start instant meets it, with nothing used."""
        found = only(
            judge(
                make_timer(TWO_HOURS),
                "mon 09:00 handed_off seq:5; mon 09:00 attempt seq:1",
                "mon 10:00",
            )
        )
        assert told(found) == "mon 09:00 met, due mon 11:00, until mon 09:00"
        assert (found.used, found.remaining) == (0, hours(2))

    def test_an_older_one_and_the_new_one(self) -> None:
        """One event may end an open older instance and the new one both."""
        events = (
            "mon 09:00 handed_off; mon 12:00 attempt seq:1; mon 12:00 handed_off seq:2"
        )
        assert tell(judge(make_timer(TWO_HOURS), events, "mon 13:00")) == [
            "mon 09:00 met_late, due mon 11:00, until mon 12:00",
            "mon 12:00 met, due mon 14:00, until mon 12:00",
        ]

    def test_the_oldest_only(self) -> None:
        """With `each`, one event ends the oldest instance and leaves the new one."""
        events = (
            "mon 09:00 handed_off; mon 12:00 attempt seq:1; mon 12:00 handed_off seq:2"
        )
        pact = make_timer(f"{TWO_HOURS} / repeat: each")
        assert tell(judge(pact, events, "mon 13:00")) == [
            "mon 09:00 met_late, due mon 11:00, until mon 12:00",
            "mon 12:00 running, due mon 14:00",
        ]

    def test_a_try_that_is_also_enough(self) -> None:
        """With `each`, the event that counts for an instance may be enough for it."""
        pact = make_timer(
            "from: handed_off / until: attempt / times: 2 / repeat: each / "
            "enough: attempt where outcome is reached / within: 2 hours"
        )
        events = (
            "mon 09:00 handed_off; mon 09:10 handed_off; "
            "mon 10:00 attempt outcome=reached"
        )
        assert tell(judge(pact, events, "mon 10:30")) == [
            "mon 09:00 met, due mon 11:00, enough mon 10:00",
            "mon 09:10 running, due mon 11:10",
        ]

    def test_unless_that_is_also_the_start(self) -> None:
        """An event that starts and voids does not void the one it opened."""
        timer = "from: note / until: attempt / unless: note / within: 2 hours"
        events = "mon 09:00 note; mon 10:00 note"
        assert tell(judge(make_timer(timer), events, "mon 10:30")) == [
            "mon 09:00 void, due mon 11:00, unless mon 10:00",
            "mon 10:00 running, due mon 12:00",
        ]


class TestRepeat:
    """What a start does while the timer runs."""

    @pytest.mark.parametrize(
        ("timer", "events", "now", "expected"),
        [
            case(
                "keep: a start before due is ignored",
                TWO_HOURS,
                "mon 09:00 handed_off; mon 10:00 handed_off",
                "mon 10:30",
                ["mon 09:00 running, due mon 11:00"],
            ),
            case(
                "keep: after it ended, a start opens the next",
                TWO_HOURS,
                "mon 09:00 handed_off; mon 09:30 attempt; mon 10:00 handed_off",
                "mon 10:30",
                [
                    "mon 09:00 met, due mon 11:00, until mon 09:30",
                    "mon 10:00 running, due mon 12:00",
                ],
            ),
            case(
                "keep: a start at due supersedes",
                TWO_HOURS,
                "mon 09:00 handed_off; mon 11:00 handed_off",
                "mon 11:30",
                [
                    "mon 09:00 never_met, due mon 11:00, superseded mon 11:00",
                    "mon 11:00 running, due mon 13:00",
                ],
            ),
            case(
                "keep: a start after due supersedes, and its answer is not for both",
                TWO_HOURS,
                "mon 09:00 handed_off; mon 12:00 handed_off; mon 12:30 attempt",
                "mon 13:30",
                [
                    "mon 09:00 never_met, due mon 11:00, superseded mon 12:00",
                    "mon 12:00 met, due mon 14:00, until mon 12:30",
                ],
            ),
            case(
                "restart: a start before due ends it as void",
                RESTART,
                "mon 09:00 handed_off; mon 10:30 note; mon 11:45 attempt",
                "mon 13:30",
                [
                    "mon 09:00 void, due mon 11:00, restarted mon 10:30",
                    "mon 10:30 met, due mon 12:30, until mon 11:45",
                ],
            ),
            case(
                "restart: a start at due comes too late",
                RESTART,
                "mon 09:00 handed_off; mon 11:00 note",
                "mon 11:30",
                [
                    "mon 09:00 never_met, due mon 11:00, superseded mon 11:00",
                    "mon 11:00 running, due mon 13:00",
                ],
            ),
            case(
                "each: one more, and until ends the oldest",
                EACH,
                "mon 09:00 handed_off; mon 09:30 handed_off; mon 10:00 attempt",
                "mon 10:30",
                [
                    "mon 09:00 met, due mon 11:00, until mon 10:00",
                    "mon 09:30 running, due mon 11:30",
                ],
            ),
            case(
                "each: one answer an instance",
                EACH,
                "mon 09:00 handed_off; mon 09:30 handed_off; mon 10:00 attempt; "
                "mon 10:10 attempt; mon 10:20 attempt",
                "mon 10:30",
                [
                    "mon 09:00 met, due mon 11:00, until mon 10:00",
                    "mon 09:30 met, due mon 11:30, until mon 10:10",
                ],
            ),
            case(
                "each: a start after due ends nothing, the oldest is met late",
                EACH,
                "mon 09:00 handed_off; mon 12:00 handed_off; mon 12:30 attempt",
                "mon 13:00",
                [
                    "mon 09:00 met_late, due mon 11:00, until mon 12:30",
                    "mon 12:00 running, due mon 14:00",
                ],
            ),
            case(
                "each: an event at the start of the new ends the oldest only",
                EACH,
                "mon 09:00 handed_off; mon 10:00 handed_off seq:1; "
                "mon 10:00 attempt seq:2",
                "mon 10:30",
                [
                    "mon 09:00 met, due mon 11:00, until mon 10:00",
                    "mon 10:00 running, due mon 12:00",
                ],
            ),
            case(
                "each: two events at the start of the new end both",
                EACH,
                "mon 09:00 handed_off; mon 10:00 handed_off; "
                "mon 10:00 attempt #a; mon 10:00 attempt #b",
                "mon 10:30",
                [
                    "mon 09:00 met, due mon 11:00, until mon 10:00",
                    "mon 10:00 met, due mon 12:00, until mon 10:00",
                ],
            ),
            case(
                "each: two starts at one instant are two promises",
                EACH,
                "mon 09:00 handed_off #a; mon 09:00 handed_off #b; mon 10:00 attempt",
                "mon 10:30",
                [
                    "mon 09:00 met, due mon 11:00, until mon 10:00",
                    "mon 09:00 running, due mon 11:00",
                ],
            ),
        ],
    )
    def test_repeat(
        self, timer: str, events: str, now: str, expected: list[str]
    ) -> None:
        """Keep ignores, restart voids, each opens one more; after due it supersedes."""
        assert tell(judge(make_timer(timer), events, now)) == expected

    def test_guarded_start_does_not_supersede(self) -> None:
        """A start whose `when` does not hold is no start: nothing is superseded."""
        pact = make_timer(f"{TWO_HOURS} / when: count(handed_off) < 2")
        events = "mon 09:00 handed_off; mon 12:00 handed_off; mon 13:00 attempt"
        assert tell(judge(pact, events, "mon 14:00")) == [
            "mon 09:00 met_late, due mon 11:00, until mon 13:00"
        ]

    def test_two_starts_at_one_instant(self) -> None:
        """Of two starts at one instant the first by seq and id opens it."""
        pact = make_timer(TWO_HOURS)
        for first, second in (("#a seq:1", "#b seq:2"), ("#z seq:1", "#a seq:2")):
            events = f"mon 09:00 handed_off {second}; mon 09:00 handed_off {first}"
            found = only(judge(pact, events, "mon 10:00"))
            assert found.start_event == first[1]
        tied = only(
            judge(pact, "mon 09:00 handed_off #y; mon 09:00 handed_off #x", "mon 10:00")
        )
        assert tied.start_event == "x"

    def test_a_clock_for_each_owner(self) -> None:
        """`reassigned` in `from` with `restart` gives a new owner a fresh clock."""
        pact = make_timer(
            "from: [handed_off, reassigned] / repeat: restart / until: attempt / "
            "within: 2 hours"
        )
        events = "mon 09:00 handed_off; mon 10:30 reassigned to=ben"
        assert tell(judge(pact, events, "mon 11:30")) == [
            "mon 09:00 void, due mon 11:00, restarted mon 10:30",
            "mon 10:30 running, due mon 12:30",
        ]


class TestTimes:
    """Several tries, counted greedily."""

    @pytest.mark.parametrize(
        ("tries", "now", "expected", "counted"),
        [
            case("none", "", "mon 10:00", "running, due mon 17:00", 0),
            case(
                "nearer than apart does not count",
                "10:00 10:59 11:00",
                "mon 12:00",
                "running, due mon 17:00",
                2,
            ),
            case(
                "counted from the last that counted",
                "10:00 10:40 11:20 12:00 12:20",
                "mon 13:00",
                "met, due mon 17:00, until mon 12:20",
                3,
            ),
            case(
                "the last at due",
                "10:00 12:00 17:00",
                "mon 18:00",
                "met, due mon 17:00, until mon 17:00",
                3,
            ),
            case(
                "the last after due",
                "10:00 12:00 17:01",
                "mon 18:00",
                "met_late, due mon 17:00, until mon 17:01",
                3,
            ),
            case(
                "one too few",
                "10:00 12:00",
                "mon 18:00",
                "never_met, due mon 17:00",
                2,
            ),
        ],
    )
    def test_greedy(self, tries: str, now: str, expected: str, counted: int) -> None:
        """A try nearer than `apart` to the last counted one does not count."""
        events = "mon 09:00 handed_off"
        for clock in tries.split():
            events += f"; mon {clock} attempt"
        found = only(judge(make_timer(THRICE), events, now))
        assert told(found) == f"mon 09:00 {expected}"
        assert (found.counted, found.needed) == (counted, 3)

    @pytest.mark.parametrize(("employees", "counted"), [(200, 2), (5, 3)])
    def test_apart_by_case(self, employees: int, counted: int) -> None:
        """The distance is the one of the case that held at the start."""
        pact = make_timer(
            "from: handed_off / until: attempt / times: 4 / within: 8 hours"
            " / apart: [1 hour when employees >= 100, 30 minutes]"
        )
        events = "; ".join(
            ["mon 09:00 handed_off"]
            + [f"mon {clock} attempt" for clock in ("10:00", "10:30", "11:00")]
        )
        found = only(judge(pact, events, "mon 12:00", employees=employees))
        assert found.counted == counted

    def test_two_at_one_instant(self) -> None:
        """Without `apart`, two events at one instant are two tries."""
        pact = make_timer(f"{TWO_HOURS} / times: 2")
        events = "mon 09:00 handed_off; mon 10:00 attempt #a; mon 10:00 attempt #b"
        assert only(judge(pact, events, "mon 10:30")).outcome is Outcome.MET

    def test_duplicates_count_once(self) -> None:
        """An event that is given twice is one try, by id and by content."""
        pact = make_timer(f"{TWO_HOURS} / times: 2")
        for one in ("mon 10:00 attempt #a", "mon 10:00 attempt"):
            events = f"mon 09:00 handed_off; {one}; {one}"
            assert only(judge(pact, events, "mon 10:30")).counted == 1

    def test_times_by_case(self) -> None:
        """How many tries are needed is decided at the start."""
        pact = make_timer(f"{TWO_HOURS} / times: [3 when employees >= 50, 1]")
        events = "mon 09:00 handed_off; mon 10:00 attempt"
        many = only(judge(pact, events, "mon 10:30", employees=50))
        assert (many.outcome, many.needed) == (Outcome.RUNNING, 3)
        one = only(judge(pact, events, "mon 10:30", employees=49))
        assert (one.outcome, one.needed) == (Outcome.MET, 1)

    def test_enough_meets_at_once(self) -> None:
        """`enough` meets it although tries are missing, before due and late."""
        pact = make_timer(f"{THRICE} / enough: connected")
        kept = "mon 09:00 handed_off; mon 10:00 connected"
        assert tell(judge(pact, kept, "mon 11:00")) == [
            "mon 09:00 met, due mon 17:00, enough mon 10:00"
        ]
        late = "mon 09:00 handed_off; mon 18:00 connected"
        assert tell(judge(pact, late, "mon 19:00")) == [
            "mon 09:00 met_late, due mon 17:00, enough mon 18:00"
        ]

    def test_apart_in_business_time(self) -> None:
        """The distance may be open time, on the timer's calendar."""
        pact = make_timer(
            "from: handed_off / until: attempt / within: 5 business days / times: 2 / "
            "apart: 2 business hours"
        )
        for second, counted in (("tue 09:59", 1), ("tue 10:00", 2)):
            events = f"mon 09:00 handed_off; mon 16:00 attempt; {second} attempt"
            assert only(judge(pact, events, "tue 12:00")).counted == counted

    def test_tries_before_the_start_do_not_space(self) -> None:
        """Only tries of this instance count for `apart`."""
        pact = make_timer(f"{TWO_HOURS} / times: 1 / apart: 4 hours")
        events = "mon 08:59 attempt; mon 09:00 handed_off; mon 09:30 attempt"
        assert only(judge(pact, events, "mon 10:00")).outcome is Outcome.MET


class TestUnless:
    """`unless` counts only before due."""

    def test_before_due(self) -> None:
        """Before due the promise is no longer owed."""
        events = "mon 09:00 handed_off; mon 10:59 lost"
        assert tell(judge(make_timer(UNLESS), events, "mon 12:00")) == [
            "mon 09:00 void, due mon 11:00, unless mon 10:59"
        ]

    @pytest.mark.parametrize("clock", ["11:00", "11:01"])
    def test_late(self, clock: str) -> None:
        """At due or later it leaves the promise breached, with a note."""
        events = f"mon 09:00 handed_off; mon {clock} lost #x"
        found = only(judge(make_timer(UNLESS), events, "mon 12:00"))
        assert (found.state, found.outcome) == (State.BREACHED, Outcome.NEVER_MET)
        assert (said(found.due), found.late) == ("mon 11:00", "x")

    @pytest.mark.parametrize("end", ["10:00 lost", "10:00 attempt", "12:00 attempt"])
    def test_nothing_late(self, end: str) -> None:
        """Only an `unless` or a waiver that came too late is noted as such."""
        events = f"mon 09:00 handed_off; mon {end} #x"
        assert only(judge(make_timer(UNLESS), events, "mon 13:00")).late == ""

    def test_void_is_void_for_good(self) -> None:
        """After it is void, an answer is nobody's."""
        events = "mon 09:00 handed_off; mon 10:00 lost; mon 10:30 attempt"
        assert tell(judge(make_timer(UNLESS), events, "mon 14:00")) == [
            "mon 09:00 void, due mon 11:00, unless mon 10:00"
        ]


class TestRecorded:
    """When its events were written down is told, where that was another time."""

    def test_back_dated(self) -> None:
        """Both ends tell it."""
        events = (
            "mon 09:00 handed_off recorded:mon-09:30; "
            "mon 10:00 attempt recorded:tue-08:00"
        )
        found = only(judge(make_timer(TWO_HOURS), events, "tue 12:00"))
        assert said(found.start_recorded) == "mon 09:30"
        assert said(found.end_recorded) == "tue 08:00"

    def test_at_once(self) -> None:
        """What was written down when it happened tells nothing, and so does no end."""
        events = "mon 09:00 handed_off recorded:mon-09:00"
        found = only(judge(make_timer(TWO_HOURS), events, "mon 10:00"))
        assert (found.start_recorded, found.end_recorded) == (None, None)

    def test_limit(self) -> None:
        """What a limit forbids is its start and its end."""
        pact = make_pact(limits="{calm: {party: sales, never: attempt}}")
        events = "mon 09:00 attempt recorded:mon-10:00"
        found = only(judge(pact, events, "mon 12:00"), "calm")
        assert said(found.start_recorded) == said(found.end_recorded) == "mon 10:00"


class TestWaivers:
    """A waiver excuses if it names who and why, before due."""

    def test_excused(self) -> None:
        """A waiver in time that names who and why excuses."""
        events = (
            "mon 09:00 handed_off; "
            "mon 10:00 waived timer=reply by=boss why=trade_fair #w"
        )
        found = only(judge(make_timer(TWO_HOURS), events, "mon 12:00"))
        assert found.state is State.EXCUSED
        assert told(found) == "mon 09:00 excused, due mon 11:00, waived mon 10:00"
        assert found.end_event == "w"

    @pytest.mark.parametrize("data", ["by=boss", "why=fair", ""])
    def test_without_who_or_why(self, data: str) -> None:
        """A waiver without who or why does nothing, with a finding."""
        events = f"mon 09:00 handed_off; mon 10:00 waived timer=reply {data}"
        found = judge(make_timer(TWO_HOURS), events, "mon 12:00")
        assert tell(found) == ["mon 09:00 never_met, due mon 11:00"]
        assert codes(found) == ["LP4013"]

    @pytest.mark.parametrize("clock", ["11:00", "11:30"])
    def test_late(self, clock: str) -> None:
        """At due or later a waiver leaves it breached, with a note."""
        events = (
            f"mon 09:00 handed_off; mon {clock} waived timer=reply by=boss why=fair #w"
        )
        found = only(judge(make_timer(TWO_HOURS), events, "mon 12:00"))
        assert (found.state, found.outcome) == (State.BREACHED, Outcome.NEVER_MET)
        assert (said(found.due), found.late) == ("mon 11:00", "w")

    def test_another_timer(self) -> None:
        """A waiver excuses the timer that it names."""
        pact = make_pact(
            timers="""
                reply: {party: sales, from: handed_off, until: attempt, within: 2 hours}
                close: {party: sales, from: handed_off, until: won, within: 2 hours}
            """
        )
        events = "mon 09:00 handed_off; mon 10:00 waived timer=close by=boss why=fair"
        found = judge(pact, events, "mon 12:00")
        assert tell(found, "reply") == ["mon 09:00 never_met, due mon 11:00"]
        assert tell(found, "close") == [
            "mon 09:00 excused, due mon 11:00, waived mon 10:00"
        ]

    def test_unknown_timer(self) -> None:
        """A waiver of a timer that is not there, or of none, excuses nothing."""
        for timer in ("timer=rely", ""):
            events = f"mon 09:00 handed_off; mon 10:00 waived {timer} by=boss why=fair"
            found = judge(make_timer(TWO_HOURS), events, "mon 10:30")
            assert tell(found) == ["mon 09:00 running, due mon 11:00"]
            assert codes(found) == ["LP4012"]

    @pytest.mark.parametrize(
        ("until", "expected"),
        [
            (
                "2026-01-05T09:00:01Z",
                "mon 09:00 excused, due mon 11:00, waived mon 09:00",
            ),
            ("2026-01-05T09:00:00Z", "mon 09:00 running, due mon 11:00"),
            ("2026-01-05T08:30:00Z", "mon 09:00 running, due mon 11:00"),
        ],
    )
    def test_that_lasts(self, until: str, expected: str) -> None:
        """A waiver with `until` excuses what starts before that, at the start."""
        waived = f"mon 08:00 waived timer=reply by=boss why=fair until={until} #w"
        pact = make_timer(f"{TWO_HOURS} / missed: alert owner")
        found = judge(pact, f"{waived}; mon 09:00 handed_off", "mon 10:00")
        assert tell(found) == [expected]

    def test_that_lasts_over_several(self) -> None:
        """Each start in its time is excused, and owes nothing; later ones are owed."""
        events = """
            mon 08:00 waived timer=reply by=boss why=fair until=2026-01-05T12:00:00Z
            mon 09:00 handed_off; mon 10:00 handed_off; mon 12:00 handed_off
        """
        pact = make_timer(f"{TWO_HOURS} / missed: alert owner")
        found = judge(pact, events, "mon 15:00")
        assert tell(found) == [
            "mon 09:00 excused, due mon 11:00, waived mon 09:00",
            "mon 10:00 excused, due mon 12:00, waived mon 10:00",
            "mon 12:00 never_met, due mon 14:00",
        ]
        assert [said(one.due) for one in found.consequences] == ["mon 14:00"]

    def test_that_lasts_excuses_what_runs(self) -> None:
        """What runs at the waiver is excused then, as without `until`."""
        events = """
            mon 09:00 handed_off
            mon 10:00 waived timer=reply by=boss why=fair until=2026-01-05T10:01:00Z
        """
        assert tell(judge(make_timer(TWO_HOURS), events, "mon 15:00")) == [
            "mon 09:00 excused, due mon 11:00, waived mon 10:00"
        ]

    def test_what_is_met_at_its_start_needs_no_waiver(self) -> None:
        """An answer at the very instant of the start comes before a waiver."""
        events = """
            mon 08:00 waived timer=reply by=boss why=fair until=2026-01-05T12:00:00Z
            mon 09:00 handed_off; mon 09:00 attempt
        """
        assert tell(judge(make_timer(TWO_HOURS), events, "mon 15:00")) == [
            "mon 09:00 met, due mon 11:00, until mon 09:00"
        ]

    def test_before_the_start(self) -> None:
        """A waiver before the start excuses nothing, unless it lasts."""
        events = "mon 08:00 waived timer=reply by=boss why=fair; mon 09:00 handed_off"
        assert tell(judge(make_timer(TWO_HOURS), events, "mon 10:00")) == [
            "mon 09:00 running, due mon 11:00"
        ]

    def test_until_beats_a_waiver(self) -> None:
        """A promise that is kept at the same instant is kept, not excused."""
        events = (
            "mon 09:00 handed_off; mon 10:00 attempt seq:2; "
            "mon 10:00 waived timer=reply by=boss why=fair seq:1"
        )
        assert only(judge(make_timer(TWO_HOURS), events, "mon 11:00")).outcome is (
            Outcome.MET
        )


class TestPauses:
    """Only a timer with `pause` pauses; stretches are folded from the history."""

    @pytest.mark.parametrize(
        ("events", "now", "expected"),
        [
            case(
                "resumed",
                "mon 09:00 handed_off; mon 10:00 paused; mon 10:30 resumed",
                "mon 11:00",
                "running, due mon 11:30",
            ),
            case(
                "paused now",
                "mon 09:00 handed_off; mon 10:00 paused",
                "mon 10:10",
                "paused, due never",
            ),
            case(
                "paused for ever",
                "mon 09:00 handed_off; mon 10:00 paused",
                "mon2 10:10",
                "paused, due never",
            ),
            case(
                "met while paused",
                "mon 09:00 handed_off; mon 10:00 paused; tue 10:00 attempt",
                "tue 12:00",
                "met, due never, until tue 10:00",
            ),
            case(
                "met after the pause",
                "mon 09:00 handed_off; mon 10:00 paused; tue 10:00 resumed; "
                "tue 11:00 attempt",
                "tue 12:00",
                "met, due tue 11:00, until tue 11:00",
            ),
            case(
                "open at the start",
                "mon 08:00 paused; mon 09:00 handed_off; mon 10:00 resumed",
                "mon 11:00",
                "running, due mon 12:00",
            ),
            case(
                "ended at the start",
                "mon 08:00 paused; mon 09:00 handed_off; mon 09:00 resumed",
                "mon 10:00",
                "running, due mon 11:00",
            ),
            case(
                "over before the start",
                "mon 08:00 paused; mon 08:30 resumed; mon 09:00 handed_off",
                "mon 10:00",
                "running, due mon 11:00",
            ),
            case(
                "overlapping ones count once",
                "mon 09:00 handed_off; mon 09:30 paused #a; mon 10:00 paused #b; "
                "mon 10:30 resumed",
                "mon 11:00",
                "running, due mon 12:00",
            ),
            case(
                "a second end does nothing",
                "mon 09:00 handed_off; mon 09:30 paused; mon 10:00 resumed #a; "
                "mon 10:15 resumed #b",
                "mon 11:00",
                "running, due mon 11:30",
            ),
            case(
                "two of them add up",
                "mon 09:00 handed_off; mon 09:30 paused; mon 10:00 resumed; "
                "mon 10:30 paused; mon 11:30 resumed",
                "mon 12:00",
                "running, due mon 12:30",
            ),
            case(
                "after due they save nothing",
                "mon 09:00 handed_off; mon 11:30 paused",
                "mon 12:00",
                "never_met, due mon 11:00",
            ),
        ],
    )
    def test_pauses(self, events: str, now: str, expected: str) -> None:
        """The due moves by what was paused before it."""
        found = only(judge(make_timer(PAUSED), events, now))
        assert told(found) == f"mon 09:00 {expected}"

    @pytest.mark.parametrize(
        ("before", "after", "expected"),
        [
            case("nothing", "", "", "mon 11:00"),
            case("later", "", "mon 10:15 paused", "mon 11:00"),
            case("as it ended", "", "mon 10:00 paused", "mon 11:00"),
            case("still", "mon 09:30 paused", "", "never"),
            case("ended later", "mon 09:30 paused", "mon 10:15 resumed", "never"),
            case("ended then", "mon 09:30 paused", "mon 10:00 resumed", "mon 11:30"),
        ],
    )
    def test_after_the_end(self, before: str, after: str, expected: str) -> None:
        """What is paused or resumed after the end does not change its due."""
        events = f"mon 09:00 handed_off; {before}; mon 10:00 attempt; {after}"
        found = only(judge(make_timer(PAUSED), events, "mon 12:00"))
        assert (said(found.due), found.outcome) == (expected, Outcome.MET)

    def test_used_while_paused(self) -> None:
        """While paused, used and remaining stand still."""
        events = "mon 09:00 handed_off; mon 10:00 paused"
        for now in ("mon 10:00", "mon 12:00", "fri 12:00"):
            found = only(judge(make_timer(PAUSED), events, now))
            assert (found.used, found.remaining) == (hours(1), hours(1))

    @pytest.mark.parametrize(
        ("now", "state"),
        [
            ("mon 09:59", State.RUNNING),
            ("mon 10:00", State.PAUSED),
            ("mon 10:29", State.PAUSED),
            ("mon 10:30", State.RUNNING),
        ],
    )
    def test_half_open(self, now: str, state: State) -> None:
        """It stands still from the pause on, and goes on from its end on."""
        events = "mon 09:00 handed_off; mon 10:00 paused; mon 10:30 resumed"
        assert only(judge(make_timer(PAUSED), events, now)).state is state

    def test_paused_shows_before_at_risk(self) -> None:
        """A paused timer past a warning is paused, and at risk when resumed."""
        pact = make_timer(f"{PAUSED} / warn: [alert owner at 50%]")
        events = "mon 09:00 handed_off; mon 10:30 paused; mon 12:00 resumed"
        assert only(judge(pact, events, "mon 10:29")).state is State.AT_RISK
        assert only(judge(pact, events, "mon 11:00")).state is State.PAUSED
        assert only(judge(pact, events, "mon 12:00")).state is State.AT_RISK

    def test_without_pause(self) -> None:
        """A timer without `pause` runs on."""
        events = "mon 09:00 handed_off; mon 10:00 paused"
        assert tell(judge(make_timer(TWO_HOURS), events, "mon 10:30")) == [
            "mon 09:00 running, due mon 11:00"
        ]

    def test_paused_again_at_the_new_due(self) -> None:
        """The due that the first pause moved is a due like any other."""
        events = (
            "mon 09:00 handed_off; mon 10:00 paused; mon 10:30 resumed; "
            "mon 11:30 paused; mon 12:00 resumed"
        )
        assert tell(judge(make_timer(PAUSED), events, "mon 13:00")) == [
            "mon 09:00 never_met, due mon 11:30"
        ]


class TestWarnings:
    """A timer is at risk from its first warning on."""

    def test_at_share(self) -> None:
        """At 75% of the time allowed it is at risk."""
        pact = make_timer(f"{TWO_HOURS} / warn: [alert owner at 75%]")
        events = "mon 09:00 handed_off"
        assert only(judge(pact, events, "mon 10:29")).state is State.RUNNING
        assert only(judge(pact, events, "mon 10:30")).state is State.AT_RISK
        assert only(judge(pact, events, "mon 11:00")).state is State.BREACHED

    def test_before_due(self) -> None:
        """Some time before due it is at risk."""
        pact = make_timer(f"{TWO_HOURS} / warn: [alert owner 15 minutes before due]")
        events = "mon 09:00 handed_off"
        assert only(judge(pact, events, "mon 10:44")).state is State.RUNNING
        assert only(judge(pact, events, "mon 10:45")).state is State.AT_RISK

    def test_met_after_a_warning(self) -> None:
        """Once met, the risk is over."""
        pact = make_timer(f"{TWO_HOURS} / warn: [alert owner at 75%]")
        events = "mon 09:00 handed_off; mon 10:45 attempt"
        assert only(judge(pact, events, "mon 10:50")).state is State.MET


class TestOwners:
    """Who held the lead, and for how long."""

    def test_held_by_each(self) -> None:
        """Each owner's time up to the end is told, nobody's first."""
        events = (
            "mon 09:00 handed_off; mon 09:15 assigned to=ann; "
            "mon 10:00 reassigned to=ben; mon 10:30 attempt"
        )
        found = only(judge(make_timer(TWO_HOURS), events, "mon 12:00"))
        assert [(one.owner, one.elapsed) for one in found.held] == [
            (None, hours(0.25)),
            ("ann", hours(0.75)),
            ("ben", hours(0.5)),
        ]

    def test_up_to_due(self) -> None:
        """After due nobody's time is counted, and the owner at due is told."""
        events = (
            "mon 08:00 assigned to=ann; mon 09:00 handed_off; "
            "mon 11:30 reassigned to=ben; mon 12:00 attempt"
        )
        found = only(judge(make_timer(TWO_HOURS), events, "mon 13:00"))
        assert [(one.owner, one.elapsed) for one in found.held] == [("ann", hours(2))]
        assert found.owner_at_due == "ann"

    def test_pauses_are_left_out(self) -> None:
        """An owner is not charged with a pause."""
        events = (
            "mon 08:00 assigned to=ann; mon 09:00 handed_off; mon 09:30 paused; "
            "mon 10:00 reassigned to=ben; mon 10:30 resumed; mon 11:00 attempt"
        )
        found = only(judge(make_timer(PAUSED), events, "mon 12:00"))
        assert [(one.owner, one.elapsed) for one in found.held if one.elapsed] == [
            ("ann", hours(0.5)),
            ("ben", hours(0.5)),
        ]

    def test_assigned_at_the_start(self) -> None:
        """Whoever is assigned at the start instant held it from the start."""
        events = "mon 09:00 handed_off seq:1; mon 09:00 assigned to=ann seq:2"
        found = only(judge(make_timer(TWO_HOURS), events, "mon 10:00"))
        assert [(one.owner, one.elapsed) for one in found.held] == [("ann", hours(1))]

    def test_reassigned_as_it_ended(self) -> None:
        """Whoever gets the lead as it is answered has not held it."""
        events = (
            "mon 08:00 assigned to=ann; mon 09:00 handed_off; "
            "mon 10:00 reassigned to=ben; mon 10:00 attempt"
        )
        found = only(judge(make_timer(TWO_HOURS), events, "mon 12:00"))
        assert [(one.owner, one.elapsed) for one in found.held] == [("ann", hours(1))]

    def test_open_time_only(self) -> None:
        """On a business clock, a night costs an owner nothing."""
        pact = make_timer(
            "from: handed_off / until: attempt / within: 4 business hours"
        )
        events = (
            "mon 08:00 assigned to=ann; mon 16:00 handed_off; "
            "tue 10:00 reassigned to=ben; tue 11:00 attempt"
        )
        found = only(judge(pact, events, "tue 12:00"))
        assert [(one.owner, one.elapsed) for one in found.held] == [
            ("ann", hours(2)),
            ("ben", hours(1)),
        ]

    def test_owner_shown(self) -> None:
        """The evaluation tells the last assigned owner."""
        pact = make_timer(TWO_HOURS)
        events = "mon 08:00 assigned to=ann; mon 09:00 reassigned to=ben"
        assert judge(pact, events, "mon 08:30").owner == "ann"
        assert judge(pact, events, "mon 09:30").owner == "ben"
        assert judge(pact, "", "mon 09:30").owner is None


class TestDerivedStarts:
    """Entries into stages and outcomes of timers are events, too."""

    def test_missed_and_met(self) -> None:
        """A timer starts when another is missed, at due; or met, at its end."""
        pact = make_pact(
            timers="""
                reply: {party: sales, from: handed_off, until: attempt, within: 2 hours}
                rescue: {party: sales, from: missed reply, until: note, within: 1 hours}
                thank: {party: sales, from: met reply, until: note, within: 1 hours}
            """
        )
        missed = judge(pact, "mon 09:00 handed_off", "mon 11:30")
        assert tell(missed, "rescue") == ["mon 11:00 running, due mon 12:00"]
        assert tell(missed, "thank") == []
        met = judge(pact, "mon 09:00 handed_off; mon 10:00 attempt", "mon 10:30")
        assert tell(met, "rescue") == []
        assert tell(met, "thank") == ["mon 10:00 running, due mon 11:00"]

    def test_not_missed_before_due(self) -> None:
        """Nothing is missed before its due instant."""
        pact = make_pact(
            timers="""
                reply: {party: sales, from: handed_off, until: attempt, within: 2 hours}
                rescue: {party: sales, from: missed reply, until: note, within: 1 hours}
            """
        )
        found = judge(pact, "mon 09:00 handed_off", "mon 10:59")
        assert tell(found, "rescue") == []
        assert said(found.next) == "mon 11:00"

    def test_entered(self) -> None:
        """A timer starts when a stage is entered, and `when` sees that stage."""
        pact = make_pact(
            stages="""
                - {name: SAL, party: sales, enter: accepted}
            """,
            timers="""
                reply: {party: sales, from: entered SAL, until: attempt,
                  within: 2 hours}
                call: {party: sales, from: accepted, when: stage is SAL,
                  until: attempt, within: 2 hours}
            """,
        )
        found = judge(pact, "mon 09:00 accepted", "mon 10:00")
        assert tell(found, "reply") == ["mon 09:00 running, due mon 11:00"]
        assert tell(found, "call") == ["mon 09:00 running, due mon 11:00"]


class TestEndings:
    """What ended an instance, by event."""

    def test_events(self) -> None:
        """The events at both ends are told by id."""
        events = "mon 09:00 handed_off #h; mon 10:00 attempt #t"
        found = only(judge(make_timer(TWO_HOURS), events, "mon 12:00"))
        assert (found.start_event, found.end_event) == ("h", "t")
        assert found.ending is Ending.UNTIL

    def test_every_type_in_a_list(self) -> None:
        """Alternatives are a list: any of them starts, any of them ends."""
        pact = make_timer(
            "from: [handed_off, created] / until: [attempt, note] / within: 2 hours"
        )
        assert tell(judge(pact, "mon 09:00 created; mon 10:00 note", "mon 11:00")) == [
            "mon 09:00 met, due mon 11:00, until mon 10:00"
        ]

    def test_event_objects(self) -> None:
        """Unknown types are kept and ignored."""
        events = [
            make_event("handed_off", "mon 09:00"),
            make_event("moon_landing", "mon 09:30", crew=3),
        ]
        assert tell(judge(make_timer(TWO_HOURS), events, "mon 10:00")) == [
            "mon 09:00 running, due mon 11:00"
        ]
