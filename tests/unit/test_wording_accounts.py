from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import at, make_lead, make_pact, make_person, make_timer

from leadpact.explain import Part

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leadpact.model.lead import Person
    from leadpact.pact import Pact

TWO_HOURS = "from: handed_off / until: attempt / within: 2 hours"
DESK = "from: handed_off / until: attempt / within: 4 business hours"
START = "mon 09:00 handed_off #h"
MON, TUE = "Mon 5 Jan 2026", "Tue 6 Jan 2026"


def promise(
    pact: Pact,
    events: str,
    now: str,
    people: Iterable[Person] = (),
    *,
    stretches: bool = False,
) -> list[str]:
    """The one promise on a lead: heading, lines, and those of its clock further in."""
    explanation = pact.explain(
        make_lead(events), now=at(now), people=people, stretches=stretches
    )
    (lines,) = (part.lines for part in explanation.parts if part.heading == "Promises")
    (found,) = lines
    assert isinstance(found, Part)
    return list(told(found))


def told(part: Part) -> Iterable[str]:
    """Lines of a part, those of its own parts behind two blanks."""
    yield part.heading
    for line in part.lines:
        if isinstance(line, Part):
            yield from (f"  {inner}" for inner in told(line))
        else:
            yield line


def clock(
    pact: Pact, events: str, now: str, people: Iterable[Person] = ()
) -> list[str]:
    """What the clock used and skipped."""
    lines = promise(pact, events, now, people, stretches=True)
    return [line.strip() for line in lines[lines.index("  Clock") + 1 :]]


class TestVerdict:
    """The heading of a promise tells what became of it, and by how much."""

    @pytest.mark.parametrize(
        ("rest", "now", "shown"),
        [
            ("mon 11:02:10 attempt", "mon 12:00", "breached by 2 min 10 s"),
            ("mon 10:30 attempt", "mon 12:00", "met with 30 min to spare"),
            ("mon 11:00 attempt", "mon 12:00", "met at the last moment"),
            ("", "mon 12:00", "breached, never met"),
            ("", "mon 09:30", "running, 1 h 30 min left"),
            ("mon 10:00 lost", "mon 12:00", "no longer owed"),
            (
                "mon 10:00 waived timer=reply by=boss why=fair",
                "mon 12:00",
                "excused",
            ),
        ],
    )
    def test_ends(self, rest: str, now: str, shown: str) -> None:
        """Met, breached, open, or no longer owed."""
        pact = make_timer(f"{TWO_HOURS} / unless: lost")
        assert promise(pact, f"{START}; {rest}", now)[0] == f"reply: {shown}"

    def test_business_time(self) -> None:
        """What is left of business time has no days."""
        shown = promise(make_timer(DESK), START, "mon 09:30")[0]
        assert shown == "reply: running, 3 h 30 min of business time left"

    def test_paused(self) -> None:
        """A clock that stands still has no due instant."""
        pact = make_timer(f"{TWO_HOURS} / pause: {{from: paused, until: resumed}}")
        events = f"{START}; mon 10:00 paused #p"
        assert promise(pact, events, "mon 15:00") == [
            "reply: paused, 1 h left",
            "promised by sales: an attempt within 2 hours",
            f"{MON}, 09:00 UTC: hand-off",
            "10:00: pause",
            "events: h, p",
        ]
        met = promise(pact, f"{events}; mon 16:00 attempt", "mon 17:00")
        assert met[0] == "reply: met"

    def test_anew(self) -> None:
        """A start anew is told of the run that it ended."""
        pact = make_timer(f"{TWO_HOURS} / repeat: restart")
        explanation = pact.explain(
            make_lead(f"{START}; mon 10:00 handed_off #again"), now=at("mon 10:30")
        )
        first, second = explanation.parts[-2].lines
        assert isinstance(first, Part)
        assert isinstance(second, Part)
        assert first.heading == "reply: started anew"
        assert first.lines == (
            f"{MON}, 09:00 UTC: hand-off",
            "10:00: hand-off",
            "events: h, again",
        )
        assert second.heading == "reply: running, 1 h 30 min left"

    def test_limit(self) -> None:
        """What a limit forbids is breached as it happens."""
        pact = make_pact(
            limits="{calm: {party: sales, promise: Stay calm, never: attempt}}"
        )
        assert promise(pact, "mon 09:00 attempt #a", "mon 12:00") == [
            "Stay calm: breached",
            "promised by sales: no attempt",
            f"{MON}, 09:00 UTC: attempt",
            "events: a",
        ]


class TestTimeline:
    """What was promised, and what happened when."""

    def test_late(self) -> None:
        """The start, the due instant and the end, in order, with their ids below."""
        events = f"{START}; mon 11:02:10 attempt channel=call #a"
        assert promise(make_timer(TWO_HOURS), events, "mon 12:00") == [
            "reply: breached by 2 min 10 s",
            "promised by sales: an attempt within 2 hours",
            f"{MON}, 09:00 UTC: hand-off",
            "11:00: due",
            "11:02:10: attempt via call",
            "events: h, a",
        ]

    def test_another_day(self) -> None:
        """The time alone stands beside an instant of the same day."""
        events = f"{START}; tue 08:00 attempt system #a"
        assert promise(make_timer(DESK), events, "wed 12:00")[2:5] == [
            f"{MON}, 09:00 UTC: hand-off",
            "13:00: due",
            f"{TUE}, 08:00 UTC: attempt by the system",
        ]

    def test_recorded(self) -> None:
        """What was written down later says so."""
        events = (
            "mon 09:00 handed_off recorded:mon-09:20 #h; "
            "mon 10:00 attempt recorded:tue-10:00 #a"
        )
        lines = promise(make_timer(TWO_HOURS), events, "wed 12:00")
        assert lines[2:4] == [
            f"{MON}, 09:00 UTC: hand-off, recorded only at 09:20",
            f"10:00: attempt, recorded only at {TUE}, 10:00 UTC",
        ]

    def test_tries(self) -> None:
        """Tries that counted, and what was enough."""
        pact = make_timer(
            "from: handed_off / until: attempt / times: 3 / apart: 1 hour / "
            "enough: connected / within: 2 calendar days"
        )
        events = f"{START}; mon 10:00 attempt #a; mon 10:30 attempt #near"
        tries = "3 attempts, at least 1 hour apart"
        tried = [
            f"promised by sales: {tries}, within 2 calendar days",
            f"{MON}, 09:00 UTC: hand-off",
            "10:00: attempt, 1 of 3",
        ]
        lines = promise(pact, f"{events}; mon 12:00 connected #c", "thu 12:00")
        assert lines[1:] == [
            *tried,
            "12:00: connect, which was enough",
            "Wed 7 Jan 2026, 09:00 UTC: due",
            "events: h, a, c",
        ]
        events = f"{events}; mon 12:00 attempt #b; mon 14:00 attempt #c"
        assert promise(pact, events, "thu 12:00")[4:6] == [
            "12:00: attempt, 2 of 3",
            "14:00: attempt, 3 of 3",
        ]

    def test_apart_by_case(self) -> None:
        """Where it is asked for by case, the case that held is told."""
        pact = make_timer(
            "from: handed_off / until: attempt / times: 2 / within: 9 hours / "
            "apart: [1 hour when employees >= 50, 2 hours]"
        )
        assert promise(pact, START, "mon 10:00")[1] == (
            "promised by sales: 2 attempts, at least 2 hours apart, within 9 hours"
        )

    @pytest.mark.parametrize(
        ("rest", "line"),
        [
            ("mon 10:00 lost", "10:00: loss, since when it is no longer owed"),
            ("mon 11:30 lost", "11:30: loss, too late to count"),
            (
                "mon 10:00 waived timer=reply by=ann why=trade_fair",
                "10:00: waiver by Ann: trade fair",
            ),
            (
                "mon 11:30 waived timer=reply by=boss why=fair",
                "11:30: waiver by boss, too late to count: fair",
            ),
            ("mon 12:00 handed_off", "12:00: hand-off, which started it anew"),
        ],
    )
    def test_end(self, rest: str, line: str) -> None:
        """What ended it says what that means."""
        pact = make_timer(f"{TWO_HOURS} / unless: lost")
        explanation = pact.explain(
            make_lead(f"{START}; {rest}"),
            now=at("mon 13:00"),
            people=[make_person("ann")],
        )
        (lines,) = (
            part.lines for part in explanation.parts if part.heading == "Promises"
        )
        assert isinstance(lines[0], Part)
        assert line in lines[0].lines

    @pytest.mark.parametrize(
        ("start", "line"),
        [
            ("mon 09:00", "10:00: waiver by boss until 18:00: fair"),
            ("mon 11:00", f"{MON}, 10:00 UTC: waiver by boss until 18:00: fair"),
        ],
    )
    def test_lasting_waiver(self, start: str, line: str) -> None:
        """A waiver that lasts says until when, also where it was there before."""
        waived = "waived timer=reply by=boss why=fair until=2026-01-05T18:00:00Z #w"
        events = f"{start} handed_off #h; mon 10:00 {waived}"
        lines = promise(make_timer(TWO_HOURS), events, "mon 12:00")
        assert lines[0] == "reply: excused"
        assert line in lines
        assert lines[-1] in {"events: h, w", "events: w, h"}

    def test_pauses(self) -> None:
        """A pause tells until when, by whom and why; one after due decides nothing."""
        pact = make_timer(f"{TWO_HOURS} / pause: {{from: paused, until: resumed}}")
        events = (
            f"{START}; mon 09:30 paused by=ann reason=on_holiday #p; "
            "mon 10:00 resumed; mon 12:00 paused #q"
        )
        lines = promise(pact, events, "mon 13:00", [make_person("ann")])
        assert lines[3:] == [
            "09:30: pause until 10:00 by Ann: on holiday",
            "11:30: due",
            "events: h, p",
        ]

    def test_derived(self) -> None:
        """A start that follows from other events is told by what it is."""
        pact = make_pact(
            timers="""
                reply: {party: sales, from: handed_off, until: attempt, within: 2 hours}
                rescue:
                  party: marketing
                  from: missed reply
                  until: note
                  within: 1 hour
            """
        )
        explanation = pact.explain(make_lead(START), now=at("mon 11:30"))
        _, rescue = next(
            part.lines for part in explanation.parts if part.heading == "Promises"
        )
        assert isinstance(rescue, Part)
        title = "\N{LEFT SINGLE QUOTATION MARK}reply\N{RIGHT SINGLE QUOTATION MARK}"
        assert rescue.lines[1] == f"{MON}, 11:00 UTC: missing {title}"
        assert rescue.lines[-1] == "events: missed:reply:h"


class TestHeld:
    """Who held the lead, where the owner of the lead does not tell it."""

    PEOPLE = (make_person("ann"), make_person("ben"))

    def lines(self, events: str, now: str = "mon 12:00") -> list[str]:
        """What is told of owners."""
        pact = make_timer(TWO_HOURS)
        lines = promise(pact, f"{START}; {events}", now, self.PEOPLE)
        return [line for line in lines if line.startswith("held")]

    def test_one(self) -> None:
        """Whoever holds it still is told with the lead."""
        assert self.lines("mon 09:00 assigned to=ann") == []

    def test_nobody(self) -> None:
        """That nobody held it yet is not worth a word."""
        assert self.lines("mon 11:30 assigned to=ann") == []

    def test_before(self) -> None:
        """Whoever held it alone and holds it no more is named."""
        assert self.lines(
            "mon 09:00 assigned to=ann; mon 10:00 attempt; mon 11:30 reassigned to=ben"
        ) == ["held by Ann"]

    def test_several(self) -> None:
        """Each with their time on the clock; who held it at due is told of a breach."""
        events = (
            "mon 09:20 assigned to=ann; mon 09:50 assigned to=ann; "
            "mon 10:30 reassigned to=cleo"
        )
        held = "held by nobody for 20 min, Ann for 1 h 10 min, cleo for 30 min"
        assert self.lines(events) == [f"{held}; by cleo when it was due"]
        assert self.lines(f"{events}; mon 10:45 attempt") == [
            "held by nobody for 20 min, Ann for 1 h 10 min, cleo for 15 min"
        ]

    def test_no_time(self) -> None:
        """Who held it for no time on the clock is left out."""
        pact = make_timer(DESK)
        events = "mon 07:00 handed_off; mon 08:00 assigned to=ann; mon 10:00 attempt"
        lines = promise(pact, events, "mon 11:00", self.PEOPLE)
        assert [line for line in lines if line.startswith("held")] == ["held by Ann"]


class TestAssignBy:
    """A late assignment that made the breach is told."""

    def line(self, rule: str, events: str) -> str:
        """What is told of it."""
        lines = promise(make_timer(rule), events, "fri 12:00")
        told = [line for line in lines if line.startswith("with the lead assigned")]
        return told[0] if told else ""

    @pytest.mark.parametrize(
        ("events", "by"),
        [
            ("mon 10:59 assigned to=ann; mon 11:02:10 attempt", "10:56:50"),
            ("mon 09:00 assigned to=ann; mon 11:02:10 attempt", ""),
            ("mon 10:59 assigned to=ann; mon 11:00 attempt", ""),
            ("mon 10:59 assigned to=ann; mon 14:00 attempt", ""),
            ("mon 10:59 assigned to=ann", ""),
            ("mon 11:02:10 attempt", ""),
        ],
    )
    def test_elapsed(self, events: str, by: str) -> None:
        """The due instant less the time from the assignment to what came too late."""
        shown = (
            f"with the lead assigned by {by} it would have been met, at the same pace"
        )
        assert self.line(TWO_HOURS, f"{START}; {events}") == (shown if by else "")

    def test_in_the_timeline(self) -> None:
        """When the assignment came, and its id, are told with the rest."""
        events = f"{START}; mon 10:59 assigned to=ann #own; mon 11:02:10 attempt #a"
        people = [make_person("ann")]
        lines = promise(make_timer(TWO_HOURS), events, "tue 12:00", people)
        assert lines[3] == "10:59: assignment to Ann"
        assert lines[-1] == "events: h, own, a"

    def test_business_time(self) -> None:
        """It goes back over closed hours."""
        events = "mon 15:00 handed_off; tue 10:30 assigned to=ann; tue 11:30 attempt"
        assert self.line(DESK, events).startswith("with the lead assigned by 10:00 it ")
        late = "mon 15:00 handed_off; tue 10:30 assigned to=ann; tue 13:30 attempt"
        assert self.line(DESK, late).startswith(
            f"with the lead assigned by {MON}, 16:00 UTC it "
        )

    @pytest.mark.parametrize(
        "assigned", ["mon 16:00", "mon 18:00"], ids=["in time", "closed"]
    )
    def test_due_at_closing_time(self, assigned: str) -> None:
        """In the closed hours after due there is no pace to compare."""
        events = f"mon 13:00 handed_off; {assigned} assigned to=ann; mon 19:00 attempt"
        assert self.line(DESK, events) == ""

    @pytest.mark.parametrize(
        "more", ["times: 2", "pause: {from: paused, until: resumed}"]
    )
    def test_another_pace(self, more: str) -> None:
        """Several tries, and a pause, have a pace of their own."""
        events = (
            f"{START}; mon 09:10 paused; mon 09:11 resumed; mon 10:00 attempt; "
            "mon 11:00 assigned to=ann; mon 11:05 attempt"
        )
        assert self.line(f"{TWO_HOURS} / {more}", events) == ""


class TestClock:
    """Every stretch up to the due instant: used, or skipped and why."""

    def test_hours_and_weekend(self) -> None:
        """Closed hours and weekends are skipped, also those that are yet to come."""
        shown = [
            "Fri 9 Jan 2026, 15:00 UTC: 2 h counted",
            "17:00: skipped, outside hours",
            "Sat 10 Jan 2026, 00:00 UTC: skipped, weekend",
            "Mon 12 Jan 2026, 00:00 UTC: skipped, outside hours",
            "09:00: 2 h counted",
            "11:00: due",
        ]
        pact = make_timer(DESK)
        assert clock(pact, "fri 15:00 handed_off", "fri 16:00") == shown
        assert clock(pact, "fri 15:00 handed_off", "tue2 16:00") == shown
        met = "fri 15:00 handed_off; fri 16:00 attempt"
        assert clock(pact, met, "tue2 16:00") == shown

    def test_holidays(self) -> None:
        """Holidays by name, own ones, and dates with hours of their own."""
        pact = make_timer(
            DESK,
            calendars="""
                desk:
                  timezone: UTC
                  open: {tue-fri: 09:00-17:00}
                  holidays: {country: US, also: [2026-01-20]}
                  days: {2026-01-21: closed}
            """,
        )
        assert clock(pact, "2026-01-16 15:00 handed_off", "2026-01-16 16:00") == [
            "Fri 16 Jan 2026, 15:00 UTC: 2 h counted",
            "17:00: skipped, outside hours",
            "Sat 17 Jan 2026, 00:00 UTC: skipped, weekend",
            "Mon 19 Jan 2026, 00:00 UTC: skipped, Martin Luther King Jr. Day",
            "Tue 20 Jan 2026, 00:00 UTC: skipped, holiday of our own",
            "Wed 21 Jan 2026, 00:00 UTC: skipped, hours of that date",
            "Thu 22 Jan 2026, 00:00 UTC: skipped, outside hours",
            "09:00: 2 h counted",
            "11:00: due",
        ]
        monday = clock(pact, "mon 10:00 handed_off", "mon 11:00")
        assert monday[0] == f"{MON}, 10:00 UTC: skipped, closed on that weekday"

    def test_absence(self) -> None:
        """Whose absence it was."""
        ann = make_person("ann", calendar="desk", absences="2026-01-06")
        pact = make_timer(f"{DESK} / calendar: owner")
        events = "mon 15:00 handed_off; mon 15:00 assigned to=ann"
        shown = clock(pact, events, "mon 16:00", [ann])
        assert f"{TUE}, 00:00 UTC: skipped, Ann away" in shown

    def test_joined(self) -> None:
        """Which part of a joined calendar is closed."""
        pact = make_timer(
            f"{DESK} / calendar: both",
            calendars="""
                desk: {timezone: UTC, open: {mon-fri: 09:00-17:00}}
                late_desk: {timezone: UTC, open: {mon-fri: 13:00-21:00}}
                both: {all: [desk, late_desk]}
            """,
        )
        assert clock(pact, START, "mon 10:00")[:2] == [
            f"{MON}, 09:00 UTC: skipped, outside hours (late desk)",
            "13:00: 4 h counted",
        ]

    def test_pause(self) -> None:
        """A pause is skipped, by whom and why, as a whole; elapsed time counts all."""
        pact = make_timer(f"{TWO_HOURS} / pause: {{from: paused, until: resumed}}")
        events = f"{START}; mon 09:30 paused by=ann reason=on_holiday; "
        assert clock(pact, f"{events}; mon 10:00 resumed", "mon 10:30") == [
            f"{MON}, 09:00 UTC: 30 min counted",
            "09:30: skipped, pause by ann: on holiday",
            "10:00: 1 h 30 min counted",
            "11:30: due",
        ]
        assert clock(pact, events, "tue 10:30") == [
            f"{MON}, 09:00 UTC: 30 min counted",
            "09:30: skipped, pause by ann: on holiday",
        ]

    def test_limit(self) -> None:
        """The violation of a limit has no clock."""
        pact = make_pact(limits="{calm: {party: sales, never: attempt}}")
        lines = promise(pact, "mon 09:00 attempt", "mon 12:00", stretches=True)
        assert "  Clock" not in lines
