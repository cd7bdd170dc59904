"""The way through the funnel: entries, passes, and what each stage asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import codes, judge, make_pact, said, tell

if TYPE_CHECKING:
    from leadpact.model.evaluation import Evaluation

FUNNEL = """
    - {name: MQL, party: marketing, when: employees >= 50}
    - {name: SAL, party: sales, enter: accepted}
    - {name: SQL, party: sales, enter: qualified, complete: [amount, close]}
    - {name: WON, party: sales, enter: won}
"""
INTENT = """
    - name: MQL
      party: marketing
      when: count(demo_request in last 2 hours) >= 2
    - {name: SAL, party: sales, enter: accepted}
"""


def entries(found: Evaluation) -> list[str]:
    """Every entry in words, in order."""
    return [f"{entry.stage} {said(entry.entered)}" for entry in found.entries]


class TestEnter:
    """A stage with `enter` is entered at its event."""

    def test_at_its_event(self) -> None:
        """The entry is at the event, not before, not at `now`."""
        pact = make_pact(stages=FUNNEL)
        events = "mon 09:00 accepted; mon 11:00 qualified"
        assert judge(pact, events, "mon 08:59").stage is None
        assert judge(pact, events, "mon 10:00").stage == "SAL"
        found = judge(pact, events, "mon 12:00")
        assert found.stage == "SQL"
        assert entries(found) == ["SAL mon 09:00", "SQL mon 11:00"]

    def test_a_stage_may_be_skipped(self) -> None:
        """A later stage needs no earlier one, and an earlier one does not go back."""
        pact = make_pact(stages=FUNNEL)
        found = judge(pact, "mon 09:00 qualified; mon 10:00 accepted", "mon 12:00")
        assert found.stage == "SQL"
        assert entries(found) == ["SQL mon 09:00", "SAL mon 10:00"]

    def test_with_when(self) -> None:
        """With `when` too, it must hold at the event."""
        pact = make_pact(
            stages="""
                - {name: SAL, party: sales, enter: accepted, when: employees >= 50}
            """
        )
        assert judge(pact, "mon 09:00 accepted", "mon 10:00", employees=49).stage is (
            None
        )
        assert judge(pact, "mon 09:00 accepted", "mon 10:00", employees=50).stage == (
            "SAL"
        )

    def test_when_after_the_event(self) -> None:
        """A `when` that holds only after the event enters nothing."""
        pact = make_pact(
            stages="""
                - {name: SAL, party: sales, enter: accepted, when: employees >= 50}
            """
        )
        events = (
            "mon 09:00 accepted; mon 10:00 changed field=employees value=80 before=10"
        )
        assert judge(pact, events, "mon 11:00", employees=80).stage is None

    def test_one_of_several_events(self) -> None:
        """Any event of a list enters it."""
        pact = make_pact(
            stages="""
                - {name: SAL, party: sales, enter: [accepted, meeting]}
            """
        )
        assert judge(pact, "mon 09:00 meeting", "mon 10:00").stage == "SAL"

    def test_by_a_timer(self) -> None:
        """A promise that is missed may enter a stage, at its due instant."""
        pact = make_pact(
            stages="""
                - {name: LATE, party: sales, enter: missed reply}
            """,
            timers="""
                reply: {party: sales, from: created, until: note, within: 2 hours}
            """,
        )
        before = judge(pact, "mon 09:00 created", "mon 10:59")
        assert (before.stage, said(before.next)) == (None, "mon 11:00")
        found = judge(pact, "mon 09:00 created", "mon 11:00")
        assert entries(found) == ["LATE mon 11:00"]

    def test_complete(self) -> None:
        """Fields that are missing leave the stage entered, and flagged."""
        pact = make_pact(stages=FUNNEL)
        found = judge(pact, "mon 09:00 qualified", "mon 10:00", amount=100)
        (entry,) = found.entries
        assert found.stage == "SQL"
        assert entry.missing == ("close",)
        full = judge(
            pact, "mon 09:00 qualified", "mon 10:00", amount=100, close="2026-03-01"
        )
        assert full.entries[0].missing == ()

    def test_an_unknown_guard_is_told(self) -> None:
        """A lead that may belong in the stage is not left out in silence."""
        pact = make_pact(
            stages="""
                - {name: SAL, party: sales, enter: accepted, when: employees >= 50}
            """
        )
        found = judge(pact, "mon 09:00 accepted", "mon 10:00")
        assert found.stage is None
        assert codes(found) == ["LP4008"]
        assert "`employees` is missing" in found.findings[0].message


class TestWhen:
    """A stage with `when` alone is entered at the first instant it holds."""

    def test_at_an_event(self) -> None:
        """The event that makes it true enters it."""
        pact = make_pact(stages=INTENT)
        events = "mon 09:00 demo_request; mon 10:00 demo_request"
        assert judge(pact, events, "mon 09:30").stage is None
        assert entries(judge(pact, events, "mon 10:00")) == ["MQL mon 10:00"]

    def test_kept_though_points_decay(self) -> None:
        """Once entered it is kept though the window has passed."""
        pact = make_pact(stages=INTENT)
        events = "mon 09:00 demo_request; mon 10:00 demo_request"
        found = judge(pact, events, "fri 10:00")
        assert (found.stage, entries(found)) == ("MQL", ["MQL mon 10:00"])

    def test_at_a_window_edge(self) -> None:
        """A condition that turns true as a window ends enters it there."""
        pact = make_pact(
            stages="""
                - name: QUIET
                  party: marketing
                  when: happened(created) and count(touched in last 2 hours) == 0
            """
        )
        events = "mon 09:00 created; mon 09:00 touched"
        assert judge(pact, events, "mon 10:59").stage is None
        assert said(judge(pact, events, "mon 10:59").next) == "mon 11:00"
        assert entries(judge(pact, events, "mon 12:00")) == ["QUIET mon 11:00"]

    def test_the_window_excludes_its_start(self) -> None:
        """`in last 2 hours` at t is (t - 2 h, t]: two hours later it is over."""
        pact = make_pact(stages=INTENT)
        for clock, stage in (("10:59", "MQL"), ("11:00", None)):
            events = f"mon 09:00 demo_request; mon {clock} demo_request"
            assert judge(pact, events, "mon 12:00").stage == stage

    def test_at_a_field_change(self) -> None:
        """A change of a field enters it at that instant."""
        pact = make_pact(stages=FUNNEL)
        events = (
            "mon 08:00 created; mon 09:00 changed field=employees value=80 before=10"
        )
        found = judge(pact, events, "mon 10:00", employees=80)
        assert entries(found) == ["MQL mon 09:00"]

    def test_from_the_first_event_on(self) -> None:
        """What the fields say from the beginning holds at the first event."""
        pact = make_pact(stages=FUNNEL)
        events = "mon 09:00 created; mon 10:00 note"
        assert entries(judge(pact, events, "mon 11:00", employees=80)) == [
            "MQL mon 09:00"
        ]

    def test_at_an_edge_of_a_calendar(self) -> None:
        """A condition that asks whether a calendar is open is watched at its edges."""
        pact = make_pact(
            stages="""
                - name: AWAKE
                  party: marketing
                  when: happened(created) and open(desk)
            """
        )
        events = "mon 07:00 created"
        assert judge(pact, events, "mon 08:59").stage is None
        assert entries(judge(pact, events, "mon 12:00")) == ["AWAKE mon 09:00"]

    def test_at_an_edge_in_the_zone_of_the_lead(self) -> None:
        """A lead that moves to another zone is watched by the hours of that zone."""
        pact = make_pact(
            calendars="""
                desk:
                  timezone: {field: zone, otherwise: UTC}
                  open: {mon-fri: 09:00-17:00}
            """,
            stages="""
                - name: AWAKE
                  party: marketing
                  when: happened(note) and open(desk)
            """,
        )
        move = "changed field=zone value=Africa/Nairobi before=UTC"
        for moved, entered in (("04:00", "06:00"), ("07:00", "07:00")):
            events = f"mon 03:00 note; mon {moved} {move}"
            found = judge(pact, events, "mon 12:00", zone="Africa/Nairobi")
            assert entries(found) == [f"AWAKE mon {entered}"]
        stayed = judge(pact, "mon 03:00 note", "mon 12:00")
        assert entries(stayed) == ["AWAKE mon 09:00"]

    def test_unknown_does_not_enter(self) -> None:
        """A missing field leaves a stage unentered."""
        pact = make_pact(stages=FUNNEL)
        assert judge(pact, "mon 09:00 created", "mon 10:00").stage is None

    @pytest.mark.parametrize("events", ["", None])
    def test_without_any_event(self, events: str | None) -> None:
        """Nobody knows since when it holds, so it is not entered, and that is told."""
        pact = make_pact(stages=FUNNEL)
        found = judge(pact, events, "mon 10:00", employees=80)
        assert (found.stage, found.entries) == (None, ())
        assert codes(found) == ["LP4014"]
        assert codes(judge(pact, events, "mon 10:00", employees=20)) == []

    def test_scores_and_definitions(self) -> None:
        """A stage may stand on scores and definitions."""
        pact = make_pact(
            scoring="""
                fit:
                  - 30 when employees >= 200
                  - 20 when country is US
            """,
            definitions="""
                fitting: fit >= 50
            """,
            stages="""
                - {name: MQL, party: marketing, when: fitting}
            """,
        )
        for country, stage in (("US", "MQL"), ("CA", None)):
            found = judge(
                pact, "mon 09:00 created", "mon 10:00", employees=300, country=country
            )
            assert found.stage == stage


class TestPasses:
    """`recycled` and `rejected` end the pass."""

    @pytest.mark.parametrize("end", ["recycled", "rejected"])
    def test_no_stage_after(self, end: str) -> None:
        """After it there is no stage, and `stage is X` is false."""
        pact = make_pact(
            stages=FUNNEL,
            definitions="""
                accepted_now: stage is SAL
                elsewhere: stage is not SAL
            """,
        )
        events = f"mon 09:00 accepted; mon 10:00 {end}"
        before = judge(pact, events, "mon 09:30")
        assert before.definitions["accepted_now"].value is True
        after = judge(pact, events, "mon 11:00")
        assert after.stage is None
        assert after.definitions["accepted_now"].value is False
        assert after.definitions["elsewhere"].value is True
        assert entries(after) == ["SAL mon 09:00"]

    def test_enter_again(self) -> None:
        """A stage with `enter` is entered again at its event."""
        pact = make_pact(stages=FUNNEL)
        events = "mon 09:00 accepted; mon 10:00 recycled; tue 09:00 accepted"
        found = judge(pact, events, "wed 09:00")
        assert found.stage == "SAL"
        assert entries(found) == ["SAL mon 09:00", "SAL tue 09:00"]

    def test_the_furthest_of_this_pass(self) -> None:
        """What an earlier pass had reached does not count."""
        pact = make_pact(stages=FUNNEL)
        events = "mon 09:00 qualified; mon 10:00 recycled; tue 09:00 accepted"
        assert judge(pact, events, "wed 09:00").stage == "SAL"

    def test_when_needs_to_turn_true_anew(self) -> None:
        """A condition that goes on holding does not enter it again."""
        pact = make_pact(stages=FUNNEL)
        events = "mon 09:00 created; mon 10:00 recycled; tue 09:00 note"
        found = judge(pact, events, "wed 09:00", employees=80)
        assert found.stage is None
        assert entries(found) == ["MQL mon 09:00"]

    def test_when_turns_true_anew(self) -> None:
        """A condition that ceased and holds again enters it again."""
        pact = make_pact(stages=INTENT)
        events = (
            "mon 09:00 demo_request; mon 09:30 demo_request; mon 10:00 recycled; "
            "tue 09:00 demo_request; tue 10:00 demo_request"
        )
        assert entries(judge(pact, events, "wed 09:00")) == [
            "MQL mon 09:30",
            "MQL tue 10:00",
        ]

    @pytest.mark.parametrize("begin", ["reconverted", "handed_off"])
    def test_when_holds_at_a_new_beginning(self, begin: str) -> None:
        """A condition that holds at a later `reconverted` or `handed_off` enters."""
        pact = make_pact(stages=FUNNEL)
        events = f"mon 09:00 created; mon 10:00 recycled; tue 09:00 {begin}"
        assert entries(judge(pact, events, "wed 09:00", employees=80)) == [
            "MQL mon 09:00",
            "MQL tue 09:00",
        ]

    def test_a_new_beginning_inside_a_pass(self) -> None:
        """In one pass a stage is entered once."""
        pact = make_pact(stages=FUNNEL)
        events = "mon 09:00 created; mon 10:00 handed_off"
        assert entries(judge(pact, events, "wed 09:00", employees=80)) == [
            "MQL mon 09:00"
        ]

    def test_turned_true_before_and_ceased_during(self) -> None:
        """It may cease while no pass runs, and turn true by a field change."""
        pact = make_pact(stages=FUNNEL)
        events = (
            "mon 09:00 created; mon 10:00 rejected; "
            "tue 09:00 changed field=employees value=10 before=80; "
            "wed 09:00 changed field=employees value=90 before=10"
        )
        assert entries(judge(pact, events, "thu 09:00", employees=90)) == [
            "MQL mon 09:00",
            "MQL wed 09:00",
        ]

    def test_timers_see_the_stage_of_their_start(self) -> None:
        """A guard on the stage is judged at the start instant."""
        pact = make_pact(
            stages=FUNNEL,
            timers="""
                stalled:
                  party: sales
                  from: [accepted, attempt, note]
                  repeat: restart
                  when: stage is SAL
                  until: [qualified, recycled, lost]
                  within: 5 business days
            """,
        )
        events = (
            "mon 08:00 note; mon 09:00 accepted; tue 10:00 attempt; "
            "wed 11:00 recycled; thu 09:00 note"
        )
        assert tell(judge(pact, events, "fri 09:00"), "stalled") == [
            "mon 09:00 void, due mon2 09:00, restarted tue 10:00",
            "tue 10:00 met, due tue2 10:00, until wed 11:00",
        ]


class TestQuestions:
    """Entries into stages are events that conditions ask about."""

    def test_entered(self) -> None:
        """`happened(entered X)` and `count` see the entries so far."""
        pact = make_pact(
            stages=FUNNEL,
            definitions="""
                was_accepted: happened(entered SAL)
                twice: count(entered SAL) >= 2
                lately: happened(entered SAL in last 2 hours)
            """,
        )
        events = "mon 09:00 accepted; mon 10:00 recycled; tue 09:00 accepted"
        first = judge(pact, events, "mon 09:00").definitions
        assert [first[name].value for name in ("was_accepted", "twice", "lately")] == [
            True,
            False,
            True,
        ]
        last = judge(pact, events, "tue 12:00").definitions
        assert [last[name].value for name in ("was_accepted", "twice", "lately")] == [
            True,
            True,
            False,
        ]

    def test_is_known(self) -> None:
        """Whether a lead is in a stage at all can be asked."""
        pact = make_pact(
            stages=FUNNEL,
            definitions="""
                staged: stage is known
                stageless: stage is missing
            """,
        )
        found = judge(pact, "mon 09:00 accepted", "mon 10:00").definitions
        assert (found["staged"].value, found["stageless"].value) == (True, False)
        none = judge(pact, "mon 09:00 note", "mon 10:00").definitions
        assert (none["staged"].value, none["stageless"].value) == (False, True)

    def test_no_findings(self) -> None:
        """An ordinary lead has no findings."""
        pact = make_pact(stages=FUNNEL)
        assert codes(judge(pact, "mon 09:00 accepted", "mon 10:00", employees=3)) == []
