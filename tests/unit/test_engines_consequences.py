"""Consequences: what is owed, to whom, when, under which key, and when no longer."""

from __future__ import annotations

from typing import Any

import pytest
from builders import (
    asked,
    at,
    judge,
    make_event,
    make_lead,
    make_pact,
    make_person,
    make_timer,
    only,
    said,
)

import leadpact
from leadpact.model.evaluation import Outcome

LADDER = (
    "from: handed_off / until: attempt / within: 8 business hours / "
    "missed: [alert owner, escalate to manager after 1 business hour, "
    "return to marketing for nurture after 4 business hours]"
)
#: What the ladder owes for a lead of Monday 09:00: due at closing time.
ALERT = "mon 17:00 alert owner"
ESCALATE = "tue 10:00 escalate manager"
RETURN = "tue 13:00 return marketing for nurture"

PLAIN = "from: handed_off / until: attempt / within: 2 hours"


class TestLadder:
    """`missed` counts from the due instant on the timer's calendar."""

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            ("mon 16:59", []),
            ("mon 17:00", [ALERT]),
            ("tue 09:59", [ALERT]),
            ("tue 10:00", [ALERT, ESCALATE]),
            ("tue 13:00", [ALERT, ESCALATE, RETURN]),
            ("fri 13:00", [ALERT, ESCALATE, RETURN]),
        ],
    )
    def test_by_now(self, now: str, expected: list[str]) -> None:
        """Every step that is due by `now` is told, and none before."""
        assert asked(judge(make_timer(LADDER), "mon 09:00 handed_off", now)) == expected

    @pytest.mark.parametrize(
        ("end", "expected"),
        [
            pytest.param("mon 12:00 attempt", [], id="met"),
            pytest.param("mon 17:00 attempt", [], id="met at due"),
            pytest.param("mon 17:01 attempt", [ALERT], id="met late"),
            pytest.param("tue 10:00 attempt", [ALERT], id="met as a step is due"),
            pytest.param("tue 11:00 attempt", [ALERT, ESCALATE], id="met later"),
            pytest.param(
                "tue 11:00 note", [ALERT, ESCALATE, RETURN], id="another event"
            ),
            pytest.param(
                "mon 12:00 waived timer=reply by=boss why=fair", [], id="excused"
            ),
        ],
    )
    def test_while_open(self, end: str, expected: list[str]) -> None:
        """Steps fire only while the promise is still open."""
        found = judge(make_timer(LADDER), f"mon 09:00 handed_off; {end}", "fri 09:00")
        assert asked(found) == expected

    def test_void(self) -> None:
        """Nothing is owed for what is no longer owed."""
        pact = make_timer(f"{LADDER} / unless: lost")
        events = "mon 09:00 handed_off; mon 12:00 lost"
        assert asked(judge(pact, events, "fri 09:00")) == []

    def test_superseded(self) -> None:
        """A new start after due ends the ladder of the old one, and has its own."""
        pact = make_timer(f"{PLAIN} / missed: [alert owner, flag after 3 hours]")
        events = "mon 09:00 handed_off; mon 12:00 handed_off"
        assert asked(judge(pact, events, "mon 15:00")) == [
            "mon 11:00 alert owner",
            "mon 14:00 alert owner",
        ]

    def test_superseded_at_due(self) -> None:
        """What is due at the due instant is owed although a start comes with it."""
        pact = make_timer(f"{PLAIN} / missed: [alert owner, flag after 1 hours]")
        events = "mon 09:00 handed_off; mon 11:00 handed_off"
        assert asked(judge(pact, events, "mon 12:30")) == ["mon 11:00 alert owner"]

    def test_every(self) -> None:
        """A step repeats at its distance, at most so often."""
        pact = make_timer(
            f"{PLAIN} / "
            "missed: [alert owner after 1 hour every 2 hours at most 3 times]"
        )
        found = judge(pact, "mon 09:00 handed_off", "tue 09:00")
        assert asked(found) == [
            "mon 12:00 alert owner",
            "mon 14:00 alert owner",
            "mon 16:00 alert owner",
        ]
        assert [one.repetition for one in found.consequences] == [1, 2, 3]
        met = judge(pact, "mon 09:00 handed_off; mon 15:00 attempt", "tue 09:00")
        assert len(met.consequences) == 2

    def test_every_in_business_time(self) -> None:
        """Repetitions count on the timer's calendar."""
        pact = make_timer(
            "from: handed_off / until: attempt / within: 2 business hours / missed: "
            "[alert owner after 1 business hour every 5 business hours at most 3 times]"
        )
        found = judge(pact, "mon 09:00 handed_off", "fri 09:00")
        assert asked(found) == [
            "mon 12:00 alert owner",
            "mon 17:00 alert owner",
            "tue 14:00 alert owner",
        ]

    def test_elapsed_steps_of_a_business_timer(self) -> None:
        """Hours after due are elapsed time, whatever the timer's calendar."""
        pact = make_timer(
            "from: handed_off / until: attempt / within: 8 business hours / "
            "missed: [alert owner after 2 hours, flag after 1 business day]"
        )
        assert asked(judge(pact, "mon 10:00 handed_off", "fri 09:00")) == [
            "tue 12:00 alert owner",
            "wed 10:00 flag",
        ]


class TestMetSteps:
    """`met` steps fire at the last required one, not when `enough` ended it."""

    TIMER = (
        "from: handed_off / until: attempt / times: 2 / enough: connected / "
        "within: 8 hours / unless: lost / met: [return to marketing for nurture]"
    )

    @pytest.mark.parametrize(
        ("events", "expected"),
        [
            pytest.param("mon 10:00 attempt", [], id="one too few"),
            pytest.param(
                "mon 10:00 attempt; mon 11:00 attempt",
                ["mon 11:00 return marketing for nurture"],
                id="the last one",
            ),
            pytest.param("mon 10:00 attempt; mon 11:00 connected", [], id="enough"),
            pytest.param("mon 10:00 attempt; mon 11:00 lost", [], id="void"),
        ],
    )
    def test_when(self, events: str, expected: list[str]) -> None:
        """Only the last required `until` event sets them off."""
        found = judge(
            make_timer(self.TIMER), f"mon 09:00 handed_off; {events}", "mon 12:00"
        )
        assert asked(found) == expected

    def test_name(self) -> None:
        """A step is told by its list and its place in it."""
        events = "mon 09:00 handed_off; mon 10:00 attempt; mon 11:00 attempt"
        (one,) = judge(make_timer(self.TIMER), events, "mon 12:00").consequences
        assert (one.step, one.repetition, one.place) == ("met.1", 1, "nurture")


class TestWarnings:
    """Warnings are owed while the promise is open."""

    TIMER = f"{PLAIN} / warn: [alert owner at 50%, alert manager 15 minutes before due]"

    @pytest.mark.parametrize(
        ("events", "expected"),
        [
            pytest.param(
                "", ["mon 10:00 alert owner", "mon 10:45 alert manager"], id="open"
            ),
            pytest.param("mon 09:59 attempt", [], id="met before"),
            pytest.param("mon 10:00 attempt", [], id="met as it is due"),
            pytest.param(
                "mon 10:30 attempt", ["mon 10:00 alert owner"], id="met between"
            ),
        ],
    )
    def test_warnings(self, events: str, expected: list[str]) -> None:
        """They come before due, each at its instant."""
        found = judge(
            make_timer(self.TIMER), f"mon 09:00 handed_off; {events}", "mon 12:00"
        )
        assert asked(found) == expected

    def test_no_time_at_all(self) -> None:
        """With no time allowed, a warning still comes no sooner than the start."""
        pact = make_timer(
            "from: handed_off / until: attempt / within: 0 business days / "
            "warn: [alert owner at 50%]"
        )
        found = judge(pact, "mon 18:00 handed_off", "tue 09:00")
        assert all(one.due >= only(found).start for one in found.consequences)

    def test_part_of_a_microsecond(self) -> None:
        """A warning comes once the share is used up, not a microsecond before."""
        pact = make_timer(
            "from: handed_off / until: attempt / within: 1 minute / "
            "warn: [alert owner at 33.333333%]"
        )
        (found,) = judge(pact, "mon 09:00 handed_off", "mon 10:00").consequences
        # 19.9999998 seconds.
        assert said(found.due) == "mon 09:00:20"


class TestUntilTheEventArrives:
    """A consequence is a request: until its event arrives, the lead has not moved."""

    @pytest.mark.parametrize("step", ["reroute to marketing", "return to marketing"])
    def test_nothing_moves(self, step: str) -> None:
        """Stage and owner are what they were, and the instance goes on."""
        pact = make_timer(
            f"{PLAIN} / missed: [{step}]",
            stages="\n  - {name: SAL, party: sales, enter: accepted}\n",
        )
        events = "mon 09:00 handed_off; mon 09:00 assigned to=ann; mon 09:10 accepted"
        found = judge(pact, events, "mon 15:00")
        assert asked(found) == [f"mon 11:00 {step.replace(' to', '')}"]
        assert (found.stage, found.owner) == ("SAL", "ann")
        assert only(found).end is None


class TestRecycled:
    """After due, `recycled` stops a ladder that holds a `return` step."""

    def test_stops(self) -> None:
        """The steps that are still to come are not owed, the breach stays."""
        events = "mon 09:00 handed_off; tue 10:30 recycled"
        found = judge(make_timer(LADDER), events, "fri 09:00")
        assert asked(found) == [ALERT, ESCALATE]
        assert only(found).outcome is Outcome.NEVER_MET
        assert only(found).end is None

    def test_as_a_step_is_due(self) -> None:
        """A step that is due as the lead goes back is not owed any more."""
        events = "mon 09:00 handed_off; tue 10:00 recycled"
        assert asked(judge(make_timer(LADDER), events, "fri 09:00")) == [ALERT]

    def test_can_still_be_met_late(self) -> None:
        """It ends no instance: an answer after it is a late one."""
        events = "mon 09:00 handed_off; tue 10:30 recycled; tue 11:00 attempt"
        found = only(judge(make_timer(LADDER), events, "fri 09:00"))
        assert found.outcome is Outcome.MET_LATE

    def test_before_due(self) -> None:
        """Before due it stops nothing."""
        events = "mon 09:00 handed_off; mon 10:30 recycled"
        assert asked(judge(make_timer(LADDER), events, "fri 09:00")) == [
            ALERT,
            ESCALATE,
            RETURN,
        ]

    def test_without_a_return(self) -> None:
        """A ladder that returns nothing goes on."""
        pact = make_timer(f"{PLAIN} / missed: [alert owner, flag after 3 hours]")
        events = "mon 09:00 handed_off; mon 12:00 recycled"
        assert asked(judge(pact, events, "mon 15:00")) == [
            "mon 11:00 alert owner",
            "mon 14:00 flag",
        ]

    def test_named_in_until(self) -> None:
        """Where it is named, it ends the instance like any event."""
        pact = make_timer("from: handed_off / until: recycled / within: 2 hours")
        events = "mon 09:00 handed_off; mon 10:00 recycled"
        assert only(judge(pact, events, "mon 12:00")).outcome is Outcome.MET


class TestWithdrawn:
    """A step that was due before the event that undoes it was written down."""

    TIMER = f"{PLAIN} / missed: [alert owner, flag after 1 hour]"

    @pytest.mark.parametrize(
        ("recorded", "now", "expected"),
        [
            pytest.param("10:45", "mon 13:00", [], id="in time"),
            pytest.param(
                "11:30", "mon 13:00", ["mon 11:00 alert owner (withdrawn)"], id="late"
            ),
            pytest.param(
                "12:30",
                "mon 13:00",
                ["mon 11:00 alert owner (withdrawn)", "mon 12:00 flag (withdrawn)"],
                id="later",
            ),
            pytest.param("11:00", "mon 13:00", [], id="as it was due"),
        ],
    )
    def test_met(self, recorded: str, now: str, expected: list[str]) -> None:
        """An answer in time that was written down late withdraws what was due."""
        events = f"mon 09:00 handed_off; mon 10:30 attempt recorded:mon-{recorded}"
        found = judge(make_timer(self.TIMER), events, now)
        assert asked(found) == expected
        assert only(found).outcome is Outcome.MET

    def test_late_answer(self) -> None:
        """A late answer withdraws only what came after it."""
        events = "mon 09:00 handed_off; mon 11:30 attempt recorded:mon-12:30"
        assert asked(judge(make_timer(self.TIMER), events, "mon 13:00")) == [
            "mon 11:00 alert owner",
            "mon 12:00 flag (withdrawn)",
        ]

    def test_waived(self) -> None:
        """A waiver that was written down late withdraws as well."""
        events = (
            "mon 09:00 handed_off; "
            "mon 10:30 waived timer=reply by=boss why=fair recorded:mon-11:30"
        )
        assert asked(judge(make_timer(self.TIMER), events, "mon 13:00")) == [
            "mon 11:00 alert owner (withdrawn)"
        ]

    def test_same_key(self) -> None:
        """What is withdrawn has the key that it had when it was owed."""
        pact = make_timer(self.TIMER)
        (owed,) = judge(pact, "mon 09:00 handed_off #h", "mon 11:15").consequences
        events = "mon 09:00 handed_off #h; mon 10:30 attempt recorded:mon-11:30"
        (undone,) = judge(pact, events, "mon 13:00").consequences
        assert (owed.key, owed.withdrawn) == (undone.key, False)
        assert undone.withdrawn

    def test_an_unrelated_late_record(self) -> None:
        """A late record that undoes nothing withdraws nothing."""
        events = "mon 09:00 handed_off; mon 10:30 note recorded:mon-12:30"
        assert asked(judge(make_timer(self.TIMER), events, "mon 13:00")) == [
            "mon 11:00 alert owner",
            "mon 12:00 flag",
        ]

    def test_a_withdrawn_warning(self) -> None:
        """Warnings are withdrawn, too."""
        pact = make_timer(f"{PLAIN} / warn: [alert owner at 75%]")
        events = "mon 09:00 handed_off; mon 10:00 attempt recorded:mon-10:45"
        assert asked(judge(pact, events, "mon 13:00")) == [
            "mon 10:30 alert owner (withdrawn)"
        ]

    def test_a_breach_taken_back(self) -> None:
        """A back-dated event takes back what a later `now` never does."""
        pact = make_timer(self.TIMER)
        start = "mon 09:00 handed_off"
        assert only(judge(pact, start, "mon 11:00")).outcome is Outcome.NEVER_MET
        late = f"{start}; mon 10:30 attempt recorded:mon-12:30"
        assert only(judge(pact, late, "mon 13:00")).outcome is Outcome.MET

    def test_a_start_that_was_written_down_late(self) -> None:
        """Its steps are due when they were, though nobody knew of them then."""
        events = "mon 09:00 handed_off recorded:mon-12:30"
        assert asked(judge(make_timer(self.TIMER), events, "mon 13:00")) == [
            "mon 11:00 alert owner",
            "mon 12:00 flag",
        ]

    def test_a_change_of_a_field(self) -> None:
        """A change that was written down late withdraws what its guard let start."""
        pact = make_timer(
            "from: handed_off / until: attempt / when: employees >= 50 / "
            "within: 1 hour / missed: alert owner"
        )
        events = [
            make_event("handed_off", "mon 10:00"),
            make_event(
                "changed",
                "mon 09:00",
                recorded="tue 12:00",
                field="employees",
                value=10,
                before=90,
            ),
        ]
        assert asked(judge(pact, events, "wed 09:00", employees=10)) == [
            "mon 11:00 alert owner (withdrawn)"
        ]

    def test_a_change_in_time(self) -> None:
        """What never was due is not withdrawn: the lead was small until Monday 15:00.

        A note that was written down late makes the engine look back.
        """
        pact = make_timer(
            "from: handed_off / until: attempt / when: employees >= 50 / "
            "within: 1 hour / missed: alert owner"
        )
        events = [
            make_event("handed_off", "mon 10:00"),
            make_event("note", "mon 11:00", recorded="mon 13:00"),
            make_event("changed", "mon 15:00", field="employees", value=90, before=10),
        ]
        assert asked(judge(pact, events, "wed 09:00", employees=90)) == []

    def test_next(self) -> None:
        """What has been withdrawn does not hide that nothing more will change."""
        pact = make_timer(
            self.TIMER, definitions="\n  ever: count(note in last 2 hours) >= 0\n"
        )
        events = (
            "mon 09:00 handed_off; mon 12:00 note; mon 10:30 attempt recorded:mon-11:30"
        )
        assert judge(pact, events, "mon 13:00").next is None


class TestKeys:
    """One request has one key, for good; two requests have two."""

    TIMER = f"{LADDER} / warn: [alert owner at 50%]"

    def key(self, events: str = "mon 09:00 handed_off #h", **sections: str) -> str:
        """The key of the first consequence of a lead."""
        pact = make_timer(self.TIMER, **sections)
        return judge(pact, events, "mon 17:00").consequences[0].key

    def test_stable(self) -> None:
        """A later `now` gives the same keys again."""
        pact = make_timer(self.TIMER)
        first = judge(pact, "mon 09:00 handed_off", "mon 17:00").consequences
        later = judge(pact, "mon 09:00 handed_off", "fri 17:00").consequences
        assert {one.key for one in first} < {one.key for one in later}

    def test_unlike(self) -> None:
        """Another step, repetition, start, timer, lead, version or policy: another."""
        pact = make_pact(
            timers="""
                one:
                  party: sales
                  from: handed_off
                  repeat: each
                  until: attempt
                  within: 2 hours
                  warn:
                    - alert owner at 50%
                  missed:
                    - alert owner
                    - alert owner
                    - alert owner after 1 hour every 1 hour at most 3 times
                two:
                  party: sales
                  from: handed_off
                  until: attempt
                  within: 2 hours
                  missed:
                    - alert owner
            """
        )
        events = "mon 09:00 handed_off #a; mon 09:00 handed_off #b"
        keys = [one.key for one in judge(pact, events, "tue 09:00").consequences]
        assert len(keys) == len(set(keys)) == 2 * 6 + 1
        plain = self.key()
        others = {
            self.key("mon 09:00 handed_off #i"),
            self.key(version="1.0.1"),
            self.key(policy="other"),
        }
        lead = make_lead("mon 09:00 handed_off #h", identity="L2")
        found = make_timer(self.TIMER).evaluate(lead, now=at("mon 17:00"))
        others.add(found.consequences[0].key)
        assert len(others | {plain}) == 5

    def test_names_with_separators(self) -> None:
        """Ids that hold the separator do not make two requests look like one."""
        pact = make_timer(self.TIMER)
        keys = set()
        for lead, start in (("a/b", "c"), ("a", "b/c"), ("a%2Fb", "c")):
            made = make_lead(f"mon 09:00 handed_off #{start}", identity=lead)
            found = pact.evaluate(made, now=at("mon 17:00"))
            keys.add(found.consequences[0].key)
        assert len(keys) == 3


class TestRecipients:
    """To whom: parties, roles, and whoever owns the lead when the step is due."""

    TIMER = f'{PLAIN} / missed: [alert owner and manager for review "call now"]'

    def test_owner(self) -> None:
        """The owner at the step's instant is told with id and address."""
        pact = make_timer(self.TIMER)
        events = (
            "mon 08:00 assigned to=ann; mon 09:00 handed_off; "
            "mon 10:00 reassigned to=ben; mon 12:00 reassigned to=cid"
        )
        people = [make_person("ben", address="ben@example.com")]
        (one,) = judge(pact, events, "mon 13:00", people).consequences
        assert [(to.name, to.id, to.address) for to in one.to] == [
            ("owner", "ben", "ben@example.com"),
            ("manager", "", "boss@example.com"),
        ]

    def test_nobody(self) -> None:
        """Without an owner, or people, id and address are empty."""
        pact = make_timer(self.TIMER)
        (one,) = judge(pact, "mon 09:00 handed_off", "mon 13:00").consequences
        assert (one.to[0].id, one.to[0].address) == ("", "")
        events = "mon 08:00 assigned to=ann; mon 09:00 handed_off"
        (one,) = judge(pact, events, "mon 13:00").consequences
        assert (one.to[0].id, one.to[0].address) == ("ann", "")

    def test_what(self) -> None:
        """Verb, place and note are those of the step."""
        (one,) = judge(
            make_timer(self.TIMER), "mon 09:00 handed_off #h", "mon 13:00"
        ).consequences
        assert (one.verb, one.place, one.note) == ("alert", "review", "call now")
        assert (one.timer, one.start_event, one.step) == ("reply", "h", "missed.1")
        assert (said(one.due_at), one.withdrawn) == ("mon 11:00", False)

    def test_order(self) -> None:
        """Consequences are told by due instant."""
        pact = make_timer(f"{LADDER} / warn: [alert owner at 50%, flag at 25%]")
        dues = [
            one.due
            for one in judge(pact, "mon 09:00 handed_off", "fri 13:00").consequences
        ]
        assert dues == sorted(dues)


class TestDelivery:
    """A message waits until the calendar that `deliver` names is open."""

    CALENDARS = """
        desk:
          timezone: UTC
          open: {mon-fri: [09:00-12:00, 13:00-17:00]}
          holidays: {also: [2026-01-07]}
        dawn: {timezone: UTC, open: {mon-sun: 06:00-07:00}}
        lead_day:
          timezone: {field: zone, otherwise: UTC}
          open: {mon-sun: 08:00-20:00}
    """
    ROLES = """
        boss: {party: sales, who: A, contact: boss@example.com, deliver: dawn}
        manager: {party: sales, who: B, contact: m@example.com}
    """

    def told(
        self,
        events: str,
        step: str = "alert owner",
        deliver: str = "deliver: desk",
        **fields: Any,  # noqa: ANN401 - what the tests give is for the engine to judge
    ) -> list[str]:
        """Due, then each recipient with the instant of delivery."""
        pact = make_timer(
            f"{PLAIN} / {deliver} / missed: [{step}]",
            calendars=self.CALENDARS,
            roles=self.ROLES,
        )
        found = judge(pact, events, "sun 23:00", **fields)
        return [
            ", ".join(
                [said(one.due), *(f"{to.name} {said(to.deliver_at)}" for to in one.to)]
            )
            for one in found.consequences
        ]

    @pytest.mark.parametrize(
        ("start", "expected"),
        [
            pytest.param("mon 08:30", "mon 10:30, owner mon 10:30", id="open"),
            pytest.param("mon 05:00", "mon 07:00, owner mon 09:00", id="closed"),
            pytest.param("mon 07:00", "mon 09:00, owner mon 09:00", id="opening"),
            pytest.param("mon 15:00", "mon 17:00, owner tue 09:00", id="closing"),
            pytest.param("mon 14:59", "mon 16:59, owner mon 16:59", id="last minute"),
            pytest.param("mon 10:30", "mon 12:30, owner mon 13:00", id="break"),
            pytest.param("tue 18:00", "tue 20:00, owner thu 09:00", id="holiday"),
            pytest.param("fri 16:00", "fri 18:00, owner mon2 09:00", id="weekend"),
        ],
    )
    def test_when(self, start: str, expected: str) -> None:
        """At due while it is open, else at the next opening; closing time is closed."""
        assert self.told(f"{start} handed_off") == [expected]

    def test_part_of_a_minute(self) -> None:
        """An instant in the last second before closing is open."""
        events = "mon 14:59:59.999999 handed_off"
        assert self.told(events) == ["mon 16:59:59.999999, owner mon 16:59:59.999999"]

    def test_role(self) -> None:
        """A role's own calendar wins; the others follow the timer's."""
        step = "escalate to owner and boss and manager and marketing"
        (told,) = self.told("mon 15:00 handed_off", step)
        assert told.split(", ") == [
            "mon 17:00",
            "owner tue 09:00",
            "boss tue 06:00",
            "manager tue 09:00",
            "marketing tue 09:00",
        ]

    def test_role_alone(self) -> None:
        """Without a calendar of the timer, only the role with one waits."""
        step = "escalate to owner and boss and manager"
        assert self.told("mon 15:00 handed_off", step, "repeat: keep") == [
            "mon 17:00, owner mon 17:00, boss tue 06:00, manager mon 17:00"
        ]

    def test_nobody(self) -> None:
        """A step that names nobody has nobody to tell."""
        assert self.told("mon 15:00 handed_off", "flag") == ["mon 17:00"]

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            pytest.param({}, "tue 08:00", id="otherwise"),
            pytest.param({"zone": "America/Los_Angeles"}, "mon 21:00", id="west"),
            pytest.param({"zone": "Asia/Manila"}, "tue 00:00", id="east"),
        ],
    )
    def test_zone_of_the_lead(self, fields: dict[str, str], expected: str) -> None:
        """A calendar may be read on the clock of the lead: 8 in Manila is midnight."""
        found = self.told("mon 19:00 handed_off", deliver="deliver: lead_day", **fields)
        assert found == [f"mon 21:00, owner {expected}"]

    def test_zone_of_the_lead_at_due(self) -> None:
        """The zone is the one that the lead has at the due instant."""
        moves = (
            "mon 19:00 handed_off; mon 20:59 changed field=zone value=Asia/Manila; "
            "mon 21:01 changed field=zone value=America/Los_Angeles"
        )
        found = self.told(moves, deliver="deliver: lead_day")
        assert found == ["mon 21:00, owner tue 00:00"]

    def test_unknown_zone(self) -> None:
        """A lead whose zone is none is refused, once a message waits for it."""
        with pytest.raises(leadpact.RecordError, match="LP4009"):
            self.told("mon 19:00 handed_off", deliver="deliver: lead_day", zone="Mars")
        assert self.told("", deliver="deliver: lead_day", zone="Mars") == []

    def test_every_list(self) -> None:
        """Warnings, repetitions and what follows a kept promise wait as well."""
        pact = make_timer(
            f"{PLAIN} / deliver: desk / warn: [alert owner at 50%] / "
            "missed: [alert owner after 1 hour every 1 hour at most 2 times] / "
            "met: [celebrate owner]",
            calendars=self.CALENDARS,
        )
        missed = judge(pact, "mon 03:00 handed_off", "mon 08:00").consequences
        assert [(said(one.due), said(one.to[0].deliver_at)) for one in missed] == [
            ("mon 04:00", "mon 09:00"),
            ("mon 06:00", "mon 09:00"),
            ("mon 07:00", "mon 09:00"),
        ]
        events = "mon 17:30 handed_off; mon 18:00 attempt"
        (met,) = judge(pact, events, "mon 18:00").consequences
        assert (met.step, said(met.to[0].deliver_at)) == ("met.1", "tue 09:00")

    def test_withdrawn(self) -> None:
        """What was withdrawn tells when it would have been delivered."""
        pact = make_timer(
            f"{PLAIN} / deliver: desk / missed: [alert owner]", calendars=self.CALENDARS
        )
        events = "mon 16:00 handed_off; mon 17:00 attempt recorded:mon-20:00"
        (one,) = judge(pact, events, "mon 21:00").consequences
        assert one.withdrawn
        assert said(one.to[0].deliver_at) == "tue 09:00"

    def test_next(self) -> None:
        """A delivery is told from the start, so that it is no change."""
        pact = make_timer(
            f"{PLAIN} / deliver: desk / missed: [alert owner]", calendars=self.CALENDARS
        )
        assert judge(pact, "mon 16:00 handed_off", "mon 18:00").next is None
