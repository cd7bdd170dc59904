"""The whole evaluation: header, limits, order of rows, and when to look again."""

from __future__ import annotations

import pytest
from builders import at, codes, judge, make_lead, make_pact, make_timer, said, tell

from leadpact.model.evaluation import Ending, Outcome, State

PLAIN = "from: handed_off / until: attempt / within: 2 hours"


class TestHeader:
    """Every evaluation says by what it was made."""

    def test_header(self) -> None:
        """Policy, version, digest, signed, data versions, lead and `now`."""
        pact = make_timer(PLAIN)
        found = judge(pact, "", "mon 10:00")
        assert (found.policy, found.version, found.lead) == ("trial", "1.0.0", "L1")
        assert found.digest == pact.digest
        assert len(found.digest) == 64
        assert found.signed is False
        assert found.now_at == at("mon 10:00")
        assert all(found.data.values())

    def test_same_input_same_answer(self) -> None:
        """Asked twice, it says the same."""
        pact = make_timer(PLAIN)
        lead = make_lead("mon 09:00 handed_off")
        assert pact.evaluate(lead, now=at("mon 12:00")) == pact.evaluate(
            lead, now=at("mon 12:00")
        )

    def test_no_history(self) -> None:
        """Without a history there are no instances, entries or owners."""
        pact = make_timer(f"{PLAIN} / missed: [alert owner]")
        found = judge(pact, None, "mon 12:00")
        assert (found.instances, found.consequences, found.entries) == ((), (), ())
        assert found.owner is None


class TestRows:
    """Rows have an order of their own."""

    def test_instances(self) -> None:
        """Timers by name, instances by start, then limits."""
        pact = make_pact(
            timers="""
                zeal: {party: sales, from: created, until: attempt, within: 2 hours}
                ache: {party: sales, from: created, repeat: each, until: attempt,
                  within: 2 hours}
            """,
            limits="""
                aloof: {party: sales, never: note}
            """,
        )
        found = judge(
            pact, "mon 10:00 created; mon 09:00 created; mon 08:00 note", "mon 10:30"
        )
        assert [(one.timer, said(one.start)) for one in found.instances] == [
            ("ache", "mon 09:00"),
            ("ache", "mon 10:00"),
            ("zeal", "mon 09:00"),
            ("aloof", "mon 08:00"),
        ]

    def test_findings(self) -> None:
        """Findings come once each, by code and message."""
        pact = make_pact(
            timers="""
                a: {party: sales, from: created, when: employees > 1, until: note,
                  within: 2 hours}
                b: {party: sales, from: created, when: country is US, until: note,
                  within: 2 hours}
            """,
        )
        found = judge(pact, "mon 09:00 created; mon 10:00 created", "mon 12:00")
        assert codes(found) == ["LP4008", "LP4008"]
        assert list(found.findings) == sorted(
            set(found.findings), key=lambda one: (one.code, one.message)
        )


class TestLimits:
    """What must never happen, judged at the event."""

    LIMITS = """
        quiet:
          party: sales
          never: attempt where channel is call
          when: not open(desk)
    """

    @pytest.mark.parametrize(
        ("event", "violated"),
        [
            ("mon 08:59 attempt channel=call", True),
            ("mon 09:00 attempt channel=call", False),
            ("mon 16:59 attempt channel=call", False),
            ("mon 17:00 attempt channel=call", True),
            ("mon 08:00 attempt channel=email", False),
        ],
    )
    def test_judged_at_the_event(self, event: str, violated: bool) -> None:  # noqa: FBT001 - a table
        """`when` is asked at the event, not at `now`."""
        found = judge(make_pact(limits=self.LIMITS), event, "tue 12:00")
        assert bool(found.instances) is violated

    def test_row(self) -> None:
        """A violated limit is a breached row: start = due = the event."""
        pact = make_pact(limits=self.LIMITS)
        events = "mon 07:00 assigned to=ann; mon 08:00 attempt channel=call #x"
        (row,) = judge(pact, events, "tue 12:00").instances
        assert (row.timer, row.party, row.start_event) == ("quiet", "sales", "x")
        assert (row.state, row.outcome) == (State.BREACHED, Outcome.NEVER_MET)
        assert row.start_at == row.due_at == row.end_at == at("mon 08:00")
        assert (row.ending, row.owner_at_due) == (Ending.VIOLATED, "ann")

    def test_each_event(self) -> None:
        """Each event that violates it is a row."""
        pact = make_pact(limits=self.LIMITS)
        events = "mon 07:00 attempt channel=call; mon 08:00 attempt channel=call"
        assert tell(judge(pact, events, "mon 07:30"), "quiet") == [
            "mon 07:00 never_met, due mon 07:00, violated mon 07:00"
        ]
        assert len(judge(pact, events, "mon 08:00").instances) == 2

    def test_fields_of_the_instant(self) -> None:
        """A field is asked at the event, too."""
        pact = make_pact(
            limits="\n  it: {party: sales, never: attempt, when: employees >= 50}\n"
        )
        events = (
            "mon 09:00 attempt; mon 10:00 changed field=employees value=60 before=40; "
            "mon 11:00 attempt"
        )
        found = judge(pact, events, "mon 12:00", employees=60)
        assert [said(one.start) for one in found.instances] == ["mon 11:00"]

    def test_derived(self) -> None:
        """What a timer missed may be what must never happen."""
        pact = make_pact(
            timers="""
                reply: {party: sales, from: created, until: note, within: 2 hours}
            """,
            limits="\n  never_late: {party: sales, never: missed reply}\n",
        )
        assert tell(judge(pact, "mon 09:00 created", "mon 10:00"), "never_late") == []
        assert len(
            tell(judge(pact, "mon 09:00 created", "tue 10:00"), "never_late")
        ) == (1)


class TestNext:
    """The earliest instant at which anything but used and remaining changes."""

    LADDER = (
        f"{PLAIN} / warn: [alert owner at 50%] / "
        "missed: [alert owner, flag after 1 hour every 1 hour at most 2 times]"
    )

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            ("mon 08:00", "never"),
            ("mon 09:00", "mon 10:00"),
            ("mon 10:00", "mon 11:00"),
            ("mon 10:59", "mon 11:00"),
            ("mon 11:00", "mon 12:00"),
            ("mon 12:00", "mon 13:00"),
            ("mon 13:00", "never"),
        ],
    )
    def test_of_a_timer(self, now: str, expected: str) -> None:
        """Warning, due, each step and each repetition; then nothing."""
        found = judge(make_timer(self.LADDER), "mon 09:00 handed_off", now)
        assert said(found.next_at) == expected

    @pytest.mark.parametrize(
        ("events", "expected"),
        [
            pytest.param("mon 09:30 attempt", "never", id="met"),
            pytest.param("mon 09:30 paused", "never", id="paused"),
            pytest.param("mon 09:30 lost", "never", id="void"),
            pytest.param("mon 09:30 paused; mon 09:35 resumed", "mon 10:05", id="on"),
        ],
    )
    def test_of_what_is_over(self, events: str, expected: str) -> None:
        """What is over or paused changes only by an event."""
        pact = make_timer(
            f"{self.LADDER} / unless: lost / pause: {{from: paused, until: resumed}}"
        )
        found = judge(pact, f"mon 09:00 handed_off; {events}", "mon 09:40")
        assert said(found.next_at) == expected

    def test_of_a_window(self) -> None:
        """A definition changes as a window passes, and only when it does change."""
        pact = make_pact(definitions="\n  lately: count(note in last 2 hours) >= 1\n")
        events = "mon 09:00 note; mon 10:00 note"
        assert said(judge(pact, events, "mon 10:30").next) == "mon 12:00"
        assert said(judge(pact, events, "mon 12:00").next) == "never"

    def test_of_a_score(self) -> None:
        """Points that fade change the score."""
        pact = make_pact(scoring="\n  it:\n    - 2 each note in last 2 hours\n")
        events = "mon 09:00 note; mon 10:00 note"
        assert said(judge(pact, events, "mon 10:30").next) == "mon 11:00"

    def test_of_a_stage(self) -> None:
        """A stage that will be entered as a window passes."""
        pact = make_pact(
            stages="""
                - name: QUIET
                  party: marketing
                  when: happened(note) and count(note in last 2 hours) == 0
            """
        )
        found = judge(pact, "mon 09:00 note", "mon 10:00")
        assert (found.stage, said(found.next)) == (None, "mon 11:00")
        found = judge(pact, "mon 09:00 note", "mon 11:00")
        assert (found.stage, said(found.next)) == ("QUIET", "never")

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            ("mon 08:00", "mon 09:00"),
            ("mon 10:00", "mon 17:00"),
            ("fri 18:00", "mon2 09:00"),
        ],
    )  # fmt: skip
    def test_of_a_calendar(self, now: str, expected: str) -> None:
        """A definition that asks a calendar changes as it opens and closes."""
        pact = make_pact(definitions="\n  awake: open(desk)\n")
        assert said(judge(pact, "", now).next) == expected

    def test_of_a_calendar_that_never_closes(self) -> None:
        """A calendar that is always open never changes."""
        pact = make_pact(
            calendars="\n  desk: {timezone: UTC, open: {mon-sun: 00:00-24:00}}\n",
            definitions="\n  awake: open(desk)\n",
        )
        assert said(judge(pact, "", "mon 12:00").next) == "never"

    def test_of_a_calendar_that_changes_nothing(self) -> None:
        """Hours that decide nothing wake nobody for a month at least."""
        pact = make_pact(definitions="\n  it: open(desk) and employees >= 50\n")
        found = judge(pact, "", "mon 12:00", employees=49)
        assert found.next_at is None or found.next_at > at("mon5 12:00")
        awake = judge(pact, "", "mon 12:00", employees=50)
        assert said(awake.next) == "mon 17:00"

    def test_a_stray_waiver(self) -> None:
        """A waiver that names no timer does not wake anybody as a window ends."""
        pact = make_timer(
            "from: handed_off / until: attempt / within: 2 hours",
            definitions="\n  busy: count(note in last 2 hours) >= 2\n",
        )
        events = "mon 09:00 note; mon 09:00 waived timer=nothing by=boss why=fair"
        assert judge(pact, events, "mon 10:00").next is None

    def test_the_earliest(self) -> None:
        """The earliest of all counts."""
        pact = make_timer(
            PLAIN,
            definitions="\n  lately: happened(handed_off in last 90 minutes)\n",
        )
        assert (
            said(judge(pact, "mon 09:00 handed_off", "mon 09:10").next) == "mon 10:30"
        )

    def test_of_a_timer_that_will_start(self) -> None:
        """A timer that starts when another is missed starts then."""
        pact = make_pact(
            timers="""
                one: {party: sales, from: created, until: note, within: 2 hours}
                two: {party: sales, from: missed one, until: note, within: 1 hours}
            """
        )
        assert said(judge(pact, "mon 09:00 created", "mon 09:10").next) == "mon 11:00"
        assert said(judge(pact, "mon 09:00 created", "mon 11:00").next) == "mon 12:00"

    def test_of_a_timer_that_a_stage_will_start(self) -> None:
        """A timer that starts when a window lets a stage be entered starts then."""
        pact = make_pact(
            stages="""
                - name: QUIET
                  party: marketing
                  when: happened(note) and count(note in last 2 hours) == 0
            """,
            timers="""
                wake: {party: sales, from: entered QUIET, until: attempt,
                  within: 1 hours}
            """,
        )
        assert said(judge(pact, "mon 09:00 note", "mon 10:00").next) == "mon 11:00"
        found = judge(pact, "mon 09:00 note", "mon 11:30")
        assert tell(found, "wake") == ["mon 11:00 running, due mon 12:00"]
        assert said(found.next) == "mon 12:00"

    def test_changes_after_now_do_not_count(self) -> None:
        """Nor does it know what a field will be, or that it will be known."""
        pact = make_pact(
            definitions="""
                big: employees >= 50
                ever: count(note in last 5 hours) >= 0
            """
        )
        for before in ("", "before=10"):
            events = (
                f"mon 09:00 note; mon 11:00 changed field=employees value=80 {before}"
            )
            assert said(judge(pact, events, "mon 10:00").next) == "never"

    def test_events_after_now_do_not_count(self) -> None:
        """A service does not know what will happen."""
        pact = make_timer(PLAIN)
        events = "mon 09:00 handed_off; mon 10:00 attempt"
        assert said(judge(pact, events, "mon 09:30").next) == "mon 11:00"
