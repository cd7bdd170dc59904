"""Clocks of timers: business time, days, pauses in open and closed hours, owners."""

from __future__ import annotations

import pytest
from builders import (
    at,
    codes,
    hours,
    judge,
    make_lead,
    make_pact,
    make_person,
    make_timer,
    only,
    said,
    tell,
    told,
)

from leadpact.errors import RecordError
from leadpact.model.evaluation import State

#: A desk in New York, open on all days, so that both ends of summer time matter.
NEW_YORK = """
    desk: {timezone: America/New_York, open: {mon-sun: 09:00-17:00}}
    night: {timezone: America/New_York, open: {sat-sun: 00:00-06:00}}
"""
#: Monday 5 to Friday 9 January with a short Tuesday and a late Wednesday.
UNEVEN = """
    desk:
      timezone: UTC
      open: {mon-fri: 09:00-17:00}
      days: {2026-01-06: 09:00-12:00, 2026-01-07: 13:00-17:00, 2026-01-08: closed}
"""


def promise(within: str, *parts: str) -> str:
    """The parts of a timer with a time allowed."""
    return " / ".join(
        ["from: handed_off", "until: attempt", f"within: {within}", *parts]
    )


def due(within: str, start: str, calendars: str = "") -> str:
    """When a promise falls due, in words."""
    sections = {"calendars": calendars} if calendars else {}
    pact = make_timer(promise(within), **sections)
    return said(only(judge(pact, f"{start} handed_off", start)).due)


class TestDue:
    """A deadline is the earliest instant at which the time allowed is used up."""

    @pytest.mark.parametrize(
        ("within", "start", "expected"),
        [
            ("90 minutes", "fri 16:00", "fri 17:30"),
            ("96 hours", "mon 09:00", "fri 09:00"),
            ("4 business hours", "mon 10:00", "mon 14:00"),
            ("4 business hours", "mon 13:00", "mon 17:00"),
            ("4 business hours", "mon 16:00", "tue 12:00"),
            ("4 business hours", "mon 17:00", "tue 13:00"),
            ("8 business hours", "mon 09:00", "mon 17:00"),
            ("8 business hours", "mon 08:00", "mon 17:00"),
            ("2 business hours", "fri 16:00", "mon2 10:00"),
            ("2 business hours", "sat 12:00", "mon2 11:00"),
            ("30 business minutes", "fri 16:45", "mon2 09:15"),
            ("0 business hours", "mon 10:00", "mon 10:00"),
            ("0 business hours", "mon 17:00", "tue 09:00"),
            ("0 business hours", "sat 12:00", "mon2 09:00"),
            ("1 business day", "mon 10:00", "tue 10:00"),
            ("1 business day", "fri 10:00", "mon2 10:00"),
            ("3 business days", "thu 16:59", "tue2 16:59"),
            ("1 business day", "mon 08:00", "tue 09:00"),
            ("1 business day", "mon 17:00", "wed 09:00"),
            ("1 business day", "sat 12:00", "tue2 09:00"),
            ("2 calendar days", "fri 22:30", "sun 22:30"),
            ("1 calendar day", "sat 12:00", "sun 12:00"),
        ],
    )
    def test_units(self, within: str, start: str, expected: str) -> None:
        """Each unit has one meaning; out of hours, open time waits for an opening."""
        assert due(within, start) == expected

    @pytest.mark.parametrize(
        ("within", "start", "expected"),
        [
            ("1 business day", "mon 10:00", "tue 10:00"),
            ("1 business day", "mon 15:00", "tue 12:00"),
            ("2 business days", "mon 10:00", "wed 13:00"),
            ("2 business days", "mon 15:00", "wed 15:00"),
            ("3 business days", "mon 15:00", "fri 15:00"),
            ("8 business hours", "mon 16:00", "wed 17:00"),
        ],
    )
    def test_uneven_days(self, within: str, start: str, expected: str) -> None:
        """A business day is held within that day's hours, closed days are none."""
        assert due(within, start, UNEVEN) == expected

    @pytest.mark.parametrize(
        ("within", "start", "expected"),
        [
            ("24 hours", "2026-03-07 10:00", "2026-03-08 11:00"),
            ("1 calendar day", "2026-03-07 10:00", "2026-03-08 10:00"),
            ("1 business day", "2026-03-07 10:00", "2026-03-08 10:00"),
            ("8 business hours", "2026-03-07 10:00", "2026-03-08 10:00"),
            ("1 calendar day", "2026-10-31 10:00", "2026-11-01 10:00"),
            ("24 hours", "2026-10-31 10:00", "2026-11-01 09:00"),
        ],
    )
    def test_clock_changes(self, within: str, start: str, expected: str) -> None:
        """In New York, days keep the local time, and hours are elapsed time."""
        pact = make_timer(
            promise(within), calendars=NEW_YORK, timezone="America/New_York"
        )
        began = at(start, "America/New_York")
        lead = make_lead(f"{said(began)} handed_off")
        (found,) = pact.evaluate(lead, now=began).instances
        assert found.due_at == at(expected, "America/New_York")

    @pytest.mark.parametrize(
        ("day", "expected"), [("2026-03-08", 5), ("2026-11-01", 7), ("2026-03-14", 6)]
    )
    def test_hours_of_a_night_with_a_clock_change(
        self, day: str, expected: int
    ) -> None:
        """A night from 0 to 6 has 5, 7 or 6 hours; used tells how many."""
        pact = make_timer(
            promise("40 business hours", "calendar: night"), calendars=NEW_YORK
        )
        began = at(f"{day} 00:00", "America/New_York")
        lead = make_lead(f"{said(began)} handed_off")
        now = at(f"{day} 07:00", "America/New_York")
        (found,) = pact.evaluate(lead, now=now).instances
        assert found.used == hours(expected)

    def test_closed_hours_after_a_due_at_closing_time(self) -> None:
        """An event there is late, although no open time has passed."""
        pact = make_timer(promise("8 business hours"))
        for clock, expected in (
            ("17:00", "met, due mon 17:00, until mon 17:00"),
            ("17:01", "met_late, due mon 17:00, until mon 17:01"),
        ):
            events = f"mon 09:00 handed_off; mon {clock} attempt"
            found = only(judge(pact, events, "tue 12:00"))
            assert told(found) == f"mon 09:00 {expected}"
            assert (found.used, found.remaining) == (hours(8), 0)

    def test_used_and_remaining(self) -> None:
        """Used and remaining are open time, to a negative rest when overdrawn."""
        pact = make_timer(promise("8 business hours"))
        for now, used in (
            ("mon 12:00", 0),
            ("mon 13:00", 1),
            ("mon 23:00", 5),
            ("tue 10:00", 6),
            ("tue 12:00", 8),
            ("wed 09:00", 13),
        ):
            found = only(judge(pact, "mon 12:00 handed_off", now))
            assert (found.used, found.remaining) == (hours(used), hours(8 - used))
            assert found.budget == hours(8)

    def test_budget_of_business_days(self) -> None:
        """The budget of business days is the open time up to due."""
        pact = make_timer(promise("2 business days"), calendars=UNEVEN)
        found = only(judge(pact, "mon 10:00 handed_off", "mon 12:00"))
        assert said(found.due) == "wed 13:00"
        assert (found.budget, found.used) == (hours(7 + 3), hours(2))

    def test_elapsed_units_need_no_calendar(self) -> None:
        """The instance names the calendar that counts, and none for elapsed time."""
        for within, name in (("2 hours", ""), ("2 business hours", "desk")):
            found = only(
                judge(make_timer(promise(within)), "mon 09:00 handed_off", "mon 10:00")
            )
            assert (found.calendar, found.within) == (name, within)


class TestHolidays:
    """A date's own hours win over holidays, holidays over the week."""

    CALENDAR = """
        desk:
          timezone: UTC
          open: {mon-fri: 09:00-17:00}
          holidays: {country: US, also: [2026-01-06]}
          days: {2026-01-19: 10:00-12:00}
    """

    @pytest.mark.parametrize(
        ("start", "expected"),
        [
            ("mon 16:00", "wed 10:00"),
            ("2026-01-01 10:00", "2026-01-02 11:00"),
            ("2026-01-16 16:00", "2026-01-19 11:00"),
        ],
    )
    def test_two_hours(self, start: str, expected: str) -> None:
        """New Year is closed, an added day too, Martin Luther King Day has its own."""
        assert due("2 business hours", said(at(start)), self.CALENDAR) == said(
            at(expected)
        )


class TestPausesInBusinessTime:
    """Pauses move the due by the open time that they cover, and by nothing else."""

    PAUSE = "pause: {from: paused, until: resumed}"

    @pytest.mark.parametrize(
        ("within", "events", "now", "expected"),
        [
            pytest.param(
                "4 business hours",
                "fri 16:00 handed_off; sat 10:00 paused; sun 10:00 resumed",
                "mon2 09:30",
                "mon2 12:00",
                id="a weekend covers no open time",
            ),
            pytest.param(
                "4 business hours",
                "fri 16:00 handed_off; fri 16:30 paused; mon2 09:30 resumed",
                "mon2 10:00",
                "mon2 13:00",
                id="half an hour on either side of a weekend",
            ),
            pytest.param(
                "4 business hours",
                "fri 16:00 handed_off; fri 18:00 paused; sat 09:00 resumed; "
                "sun 10:00 paused; mon2 10:00 resumed",
                "mon2 10:30",
                "mon2 13:00",
                id="one in closed hours, one into open ones",
            ),
            pytest.param(
                "8 business hours",
                "mon 09:00 handed_off; mon 10:00 paused; mon 11:00 resumed",
                "mon 12:00",
                "tue 10:00",
                id="over closing time",
            ),
            pytest.param(
                "8 business hours",
                "mon 09:00 handed_off; mon 10:00 paused; mon 11:00 resumed; "
                "mon 20:00 paused; tue 08:00 resumed",
                "tue 08:30",
                "tue 10:00",
                id="a night after one that counted",
            ),
            pytest.param(
                "8 business hours",
                "mon 09:00 handed_off; mon 17:00 paused; tue 12:00 resumed",
                "tue 13:00",
                "mon 17:00",
                id="one that begins at due saves nothing",
            ),
            pytest.param(
                "48 hours",
                "fri 16:00 handed_off; sat 10:00 paused; sun 10:00 resumed",
                "sun 11:00",
                "mon2 16:00",
                id="elapsed time pauses at weekends too",
            ),
            pytest.param(
                "2 calendar days",
                "fri 16:00 handed_off; sat 10:00 paused; sat 13:00 resumed",
                "sat 14:00",
                "sun 19:00",
                id="calendar days are moved by elapsed time",
            ),
            pytest.param(
                "1 business day",
                "mon 10:00 handed_off; mon 12:00 paused; mon 14:00 resumed",
                "mon 15:00",
                "tue 12:00",
                id="a business day is moved by open time",
            ),
            pytest.param(
                "1 business day",
                "mon 10:00 handed_off; mon 20:00 paused; tue 08:00 resumed",
                "tue 09:00",
                "tue 10:00",
                id="a business day is not moved by a night",
            ),
            pytest.param(
                "1 business day",
                "mon 09:00 handed_off; mon 18:00 paused; tue 08:00 resumed",
                "tue 08:30",
                "tue 09:00",
                id="a due at an opening stays there",
            ),
            pytest.param(
                "1 business day",
                "mon 09:00 handed_off; mon 18:00 paused; tue 09:00 resumed",
                "tue 08:59",
                "never",
                id="a due at an opening is not known while it is paused",
            ),
            pytest.param(
                "1 business day",
                "mon 09:00 handed_off; mon 18:00 paused; tue 10:00 resumed",
                "tue 10:30",
                "tue 10:00",
                id="a pause through an opening moves the due by what it covers",
            ),
            pytest.param(
                "1 business day",
                "mon 09:00 handed_off; mon 10:00 paused; mon 11:00 resumed",
                "mon 12:00",
                "tue 10:00",
                id="an hour moves a due at an opening by an hour",
            ),
        ],
    )
    def test_due(self, within: str, events: str, now: str, expected: str) -> None:
        """The due instant after all pauses so far."""
        pact = make_timer(promise(within, self.PAUSE))
        assert said(only(judge(pact, events, now)).due) == expected

    def test_no_breach_while_the_pause_through_an_opening_lasts(self) -> None:
        """What the pause will cover is not known yet, so nothing is missed."""
        pact = make_timer(promise("1 business day", self.PAUSE))
        events = (
            "mon 09:00 handed_off; mon 18:00 paused; tue 09:30 attempt; "
            "tue 10:00 resumed"
        )
        for now in ("mon 19:00", "tue 09:00", "tue 09:15"):
            assert only(judge(pact, events, now)).state is State.PAUSED
        for now in ("tue 09:30", "tue 11:00"):
            assert only(judge(pact, events, now)).state is State.MET

    def test_used(self) -> None:
        """Used leaves out open time under a pause, once."""
        pact = make_timer(promise("8 business hours", self.PAUSE))
        events = (
            "mon 09:00 handed_off; mon 10:00 paused #a; mon 11:00 paused #b; "
            "mon 12:00 resumed"
        )
        found = only(judge(pact, events, "mon 15:00"))
        assert (found.used, found.remaining) == (hours(4), hours(4))


class TestWarningsOnTheClock:
    """Warnings are instants of the timer's own clock."""

    @pytest.mark.parametrize(
        ("within", "start", "warn", "expected"),
        [
            ("8 business hours", "mon 13:00", "at 75%", "tue 11:00"),
            ("8 business hours", "mon 11:00", "at 75%", "mon 17:00"),
            ("8 business hours", "mon 13:00", "1 business hour", "tue 12:00"),
            ("8 business hours", "mon 16:30", "30 minutes", "tue 16:00"),
            ("8 business hours", "mon 09:00", "1 business hour", "mon 16:00"),
            ("2 business hours", "mon 16:00", "1 business hour", "mon 17:00"),
            ("2 hours", "mon 16:30", "at 50%", "mon 17:30"),
            ("1 calendar day", "mon 10:00", "6 hours", "tue 04:00"),
        ],
    )
    def test_when(self, within: str, start: str, warn: str, expected: str) -> None:
        """A warning at closing time comes at closing time, not next morning."""
        when = warn if warn.startswith("at") else f"{warn} before due"
        pact = make_timer(promise(within, f"warn: [alert owner {when}]"))
        found = judge(pact, f"{start} handed_off", "fri 12:00")
        (one,) = (each for each in found.consequences if each.step.startswith("warn"))
        assert said(one.due) == expected

    @pytest.mark.parametrize(
        ("within", "warn"),
        [
            ("2 hours", "at 50%"),
            ("2 hours", "60 minutes before due"),
            ("2 business hours", "at 50%"),
            ("2 business hours", "60 minutes before due"),
            ("2 business hours", "1 business hour before due"),
        ],
    )
    def test_a_later_pause_takes_no_warning_back(self, within: str, warn: str) -> None:
        """A warning that was due stays due when a pause moves what comes after it."""
        pact = make_timer(
            promise(
                within,
                f"warn: [alert owner {warn}]",
                "pause: {from: paused, until: resumed}",
            )
        )
        events = "mon 09:00 handed_off; mon 10:30 paused; mon 12:30 resumed"
        for now in ("mon 10:15", "mon 11:00", "mon 12:45", "mon 13:00"):
            dues = [said(one.due) for one in judge(pact, events, now).consequences]
            assert dues == ["mon 10:00"]

    def test_a_pause_before_a_warning_moves_it(self) -> None:
        """A pause moves the warnings that are still to come, with the due."""
        for warn in ("at 50%", "60 minutes before due", "1 business hour before due"):
            pact = make_timer(
                promise(
                    "2 business hours",
                    f"warn: [alert owner {warn}]",
                    "pause: {from: paused, until: resumed}",
                )
            )
            events = "mon 09:00 handed_off; mon 09:30 paused; mon 10:30 resumed"
            assert judge(pact, events, "mon 10:59").consequences == ()
            (one,) = judge(pact, events, "mon 11:30").consequences
            assert said(one.due) == "mon 11:00"


class TestCalendars:
    """Whose hours count: the party's, another's, the owner's, the lead's own."""

    @pytest.mark.parametrize(
        ("calendar", "expected"),
        [
            ("", "mon 11:00"),
            ("calendar: late_desk", "mon 15:00"),
            ("calendar: [late_desk when country is US, desk]", "mon 15:00"),
            ("calendar: [late_desk when country is CA, desk]", "mon 11:00"),
        ],
    )
    def test_named(self, calendar: str, expected: str) -> None:
        """Without `calendar`, that of the owing party counts."""
        parts = [calendar] if calendar else []
        pact = make_timer(promise("2 business hours", *parts))
        found = only(judge(pact, "mon 09:00 handed_off", "mon 10:00", country="US"))
        assert said(found.due) == expected

    @pytest.mark.parametrize(
        ("assigned", "expected"),
        [
            pytest.param("", "mon 11:00", id="nobody"),
            pytest.param("mon 08:00 assigned to=ann", "mon 15:00", id="ann"),
            pytest.param("mon 08:00 assigned to=ben", "mon 11:00", id="no calendar"),
            pytest.param("mon 08:00 assigned to=cid", "mon 11:00", id="not known"),
            pytest.param(
                "mon 07:00 assigned to=ben; mon 08:00 reassigned to=ann",
                "mon 15:00",
                id="the last assigned",
            ),
            pytest.param(
                "mon 09:00 assigned to=ann", "mon 15:00", id="at the start instant"
            ),
            pytest.param(
                "mon 10:00 assigned to=ann", "mon 11:00", id="after the start"
            ),
            pytest.param(
                "mon 08:00 assigned to=ann; mon 10:00 reassigned to=ben",
                "mon 15:00",
                id="fixed at the start",
            ),
        ],
    )
    def test_of_the_owner(self, assigned: str, expected: str) -> None:
        """The last assigned owner's calendar at the start, else the party's."""
        pact = make_timer(promise("2 business hours", "calendar: owner"))
        people = [make_person("ann", calendar="late_desk"), make_person("ben")]
        events = f"mon 09:00 handed_off seq:-1; {assigned}"
        found = only(judge(pact, events, "mon 10:30", people))
        assert said(found.due) == expected

    @pytest.mark.parametrize(
        ("calendar", "named", "expected"),
        [
            ("owner", "desk", "wed 10:00"),
            # Without a calendar of their own they work in the hours of the party.
            ("owner", "", "wed 10:00"),
            # The hours of the party go on without them.
            ("desk", "desk", "tue 10:00"),
        ],
    )
    def test_absence(self, calendar: str, named: str, expected: str) -> None:
        """The owner's calendar is closed while they are away, no other one."""
        pact = make_timer(promise("2 business hours", f"calendar: {calendar}"))
        away = "2026-01-06/2026-01-06"
        people = [make_person("ann", calendar=named, absences=away)]
        events = "mon 14:00 assigned to=ann; mon 16:00 handed_off"
        found = only(judge(pact, events, "mon 16:30", people))
        assert said(found.due) == expected

    def test_many_owners(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """However many owners there are, few clocks are kept."""
        monkeypatch.setattr("leadpact.engines.bound._MOST_CLOCKS", 1)
        pact = make_timer(promise("2 business hours", "calendar: owner"))
        for day, expected in (("06", "wed 10:00"), ("07", "tue 10:00")):
            away = f"2026-01-{day}/2026-01-{day}"
            people = [make_person("ann", absences=away)]
            events = "mon 14:00 assigned to=ann; mon 16:00 handed_off"
            found = only(judge(pact, events, "mon 16:30", people))
            assert said(found.due) == expected

    @pytest.mark.parametrize(
        ("zone", "expected"),
        [
            ("America/New_York", "mon 16:00"),
            ("Asia/Manila", "tue 03:00"),
            (None, "mon 11:00"),
        ],
    )
    def test_of_the_lead(self, zone: str | None, expected: str) -> None:
        """A calendar may be in the lead's own zone, or in another if it is missing."""
        pact = make_timer(
            promise("2 business hours"),
            calendars="""
                desk:
                  timezone: {field: zone, otherwise: UTC}
                  open: {mon-fri: 09:00-17:00}
            """,
        )
        found = only(judge(pact, "mon 09:00 handed_off", "mon 09:30", zone=zone))
        assert said(found.due) == expected

    def test_joined(self) -> None:
        """Each part of a joined calendar is in the zone of its own field."""
        pact = make_timer(
            promise("1 business hour"),
            fields="{zone: text, home: text}",
            calendars="""
                desk: {all: [office, lead_day, owner_day]}
                office: {timezone: UTC, open: {mon-fri: 09:00-17:00}}
                lead_day:
                  timezone: {field: zone, otherwise: UTC}
                  open: {mon-sun: 08:00-20:00}
                owner_day:
                  timezone: {field: home, otherwise: UTC}
                  open: {mon-sun: 06:00-18:00}
            """,
        )
        events = "mon 08:00 handed_off"
        found = only(judge(pact, events, "mon 09:30", zone="America/New_York"))
        assert said(found.due) == "mon 14:00"
        found = only(judge(pact, events, "mon 09:30", home="America/New_York"))
        assert said(found.due) == "mon 12:00"
        found = only(judge(pact, events, "mon 09:30", zone="Asia/Tokyo"))
        assert said(found.due) == "mon 10:00"
        # Here the parts have no time in common.
        verdict = judge(pact, events, "mon 09:30", zone="Asia/Tokyo", home="Asia/Tokyo")
        assert (verdict.instances, codes(verdict)) == ((), ["LP4018"])

    @pytest.mark.parametrize("first", ["2026-01-05", "2026-01-06"])
    def test_an_owner_who_left(self, first: str) -> None:
        """A promise in the hours of somebody who is away for good does not start."""
        people = [make_person("ann", absences=f"{first}/9999-12-31")]
        pact = make_timer(f"{promise('16 business hours')} / calendar: owner")
        found = judge(
            pact, "mon 08:00 assigned to=ann; mon 09:00 handed_off", "tue 09:00", people
        )
        assert (found.instances, codes(found)) == ((), ["LP4018"])

    def test_zone_at_the_start(self) -> None:
        """The calendar is fixed at the start, and the lead's zone with it."""
        pact = make_timer(
            promise("2 business hours"),
            calendars="""
                desk:
                  timezone: {field: zone, otherwise: UTC}
                  open: {mon-fri: 09:00-17:00}
            """,
        )
        events = (
            "mon 09:00 handed_off; mon 09:30 changed field=zone "
            "value=America/New_York before=UTC"
        )
        found = only(judge(pact, events, "mon 10:00", zone="America/New_York"))
        assert said(found.due) == "mon 11:00"

    def test_unknown_zone(self) -> None:
        """A zone that does not exist is refused."""
        pact = make_timer(
            promise("2 business hours"),
            calendars="""
                desk:
                  timezone: {field: zone, otherwise: UTC}
                  open: {mon-fri: 09:00-17:00}
            """,
        )
        lead = make_lead("mon 09:00 handed_off", zone="Mars/Olympus")
        with pytest.raises(RecordError) as caught:
            pact.evaluate(lead, now=at("mon 10:00"))
        assert [found.code for found in caught.value.diagnostics] == ["LP4009"]

    @pytest.mark.parametrize(
        ("within", "expected"),
        [
            ("24 hours", "2026-03-08 11:00"),
            ("1 calendar day", "2026-03-08 10:00"),
            ("60 minutes", "2026-03-07 11:00"),
        ],
    )
    def test_none(self, within: str, expected: str) -> None:
        """Without any calendar, days are those of the policy's zone."""
        pact = make_timer(
            promise(within, "missed: [flag, flag after 1 calendar day]"),
            parties="""
                marketing: {signatory: A, contact: a@b.c}
                sales: {signatory: B, contact: b@b.c}
            """,
            timezone="America/New_York",
        )
        began = at("2026-03-07 10:00", "America/New_York")
        lead = make_lead(f"{said(began)} handed_off")
        found = pact.evaluate(lead, now=at("2026-03-12 10:00"))
        due = at(expected, "America/New_York")
        assert only(found).due_at == due
        local = due.replace(day=due.day + 1)
        assert [one.due_at for one in found.consequences] == [due, local]

    def test_two_timers_two_clocks(self) -> None:
        """Timers of two parties count by two calendars."""
        pact = make_pact(
            parties="""
                marketing: {signatory: A, contact: a@b.c, calendar: late_desk}
                sales: {signatory: B, contact: b@b.c, calendar: desk}
            """,
            timers="""
                one: {party: sales, from: created, until: note, within: 1 business hour}
                two: {party: marketing, from: created, until: note,
                  within: 1 business hour}
            """,
        )
        found = judge(pact, "mon 09:00 created", "mon 09:30")
        assert tell(found, "one") == ["mon 09:00 running, due mon 10:00"]
        assert tell(found, "two") == ["mon 09:00 running, due mon 14:00"]
