from __future__ import annotations

import pytest
from builders_mistakes import hints, mistakes, timers

PARTIES = """
    marketing: {signatory: A, contact: a@example.com}
    sales: {signatory: B, contact: b@example.com}
"""
WON = "reply / from: won / until: note"


class TestUnits:
    """A day has several readings, and its author means one of them."""

    @pytest.mark.parametrize(
        ("duration", "hint"),
        [
            ("1 day", "say `1 business day`, `1 calendar day` or `24 hours`"),
            ("4 days", "say `4 business days`, `4 calendar days` or `96 hours`"),
            ("2 weeks", "say `10 business days`, `14 calendar days` or `336 hours`"),
            ("3 months", "count it in `calendar days` or `business days`"),
        ],
    )
    def test_bare(self, duration: str, hint: str) -> None:
        """A bare day, week or month is told, with what it may mean."""
        text = timers(f"{WON} / within: {duration}")
        message = f"`{duration}` can be counted in several ways"
        assert mistakes(timers=text) == [("LP2006", duration, message)]
        assert hints(timers=text) == [hint]

    @pytest.mark.parametrize(
        ("part", "shown"),
        [
            ("within: [4 hours when employees > 5, 5 days]", "5 days"),
            ("within: 4 hours / times: 3 / apart: 1 day", "1 day"),
            (
                "within: 4 hours / missed: alert owner after 2 days",
                "alert owner after 2 days",
            ),
            (
                "within: 4 hours / met: flag after 1 hour every 1 week at most 3 times",
                "flag after 1 hour every 1 week at most 3 times",
            ),
            (
                "within: 4 hours / warn: alert owner 1 day before due",
                "alert owner 1 day before due",
            ),
        ],
    )
    def test_places(self, part: str, shown: str) -> None:
        """Every duration of a timer is judged."""
        found = mistakes(timers=timers(f"{WON} / {part}"))
        assert [(code, place) for code, place, _ in found] == [("LP2006", shown)]

    @pytest.mark.parametrize(
        ("longest", "longer"),
        [
            ("3650 business days", "3651 business days"),
            ("3650 calendar days", "999999999 calendar days"),
            ("87600 business hours", "87600.5 business hours"),
            ("5256000 minutes", "5256001 minutes"),
        ],
    )
    def test_longest(self, longest: str, longer: str) -> None:
        """What is due in the year 10000 is due never."""
        assert mistakes(timers=timers(f"{WON} / within: {longest}")) == []
        text = timers(f"{WON} / within: {longer}")
        message = f"`{longer}` is longer than 10 years"
        assert mistakes(timers=text) == [("LP2007", longer, message)]

    def test_goals(self) -> None:
        """The steps of goals have durations too."""
        step = "meet sales by 3 days"
        goal = f"{{party: sales, require: count(won) >= 5, per: day, missed: {step}}}"
        ((code, shown, _),) = mistakes(goals=f"{{many: {goal}}}")
        assert (code, shown) == ("LP2006", step)

    def test_windows(self) -> None:
        """In a window a day is 24 hours, and means one thing."""
        text = "{a: happened(touched in last 14 days)}"
        assert mistakes(definitions=text) == []

    def test_sound(self) -> None:
        """Units with one meaning are fine."""
        part = "within: [90 minutes when employees > 5, 10 business days]"
        text = timers(f"{WON} / {part} / times: 3 / apart: 1 calendar day")
        assert mistakes(timers=text) == []


class TestDeliver:
    """Messages wait for a calendar of the policy."""

    @pytest.mark.parametrize("calendar", ["desks", "owner"])
    def test_unknown(self, calendar: str) -> None:
        """The calendar of an owner is none of the policy's."""
        text = timers(f"{WON} / within: 4 hours / deliver: {calendar}")
        message = f"unknown calendar `{calendar}`"
        assert mistakes(timers=text) == [("LP2001", calendar, message)]

    def test_sound(self) -> None:
        """Any calendar will do, one in the zone of the lead among them."""
        calendars = """
            desk: {timezone: UTC, open: {mon-fri: 09:00-17:00}}
            day: {timezone: {field: zone, otherwise: UTC}, open: {mon-sun: 08:00-20:00}}
        """
        for calendar in ("desk", "day"):
            text = timers(f"{WON} / within: 4 hours / deliver: {calendar}")
            assert mistakes(timers=text, calendars=calendars) == []


class TestCalendars:
    """Business units need the calendar of somebody."""

    def test_timer(self) -> None:
        """A timer without calendar takes that of its party, which must be there."""
        text = timers(f"{WON} / within: 4 business hours")
        message = "`4 business hours` needs a calendar"
        assert mistakes(timers=text) == []
        assert mistakes(timers=text, parties=PARTIES) == [
            ("LP2004", "4 business hours", message)
        ]
        hint = "give the timer or the party `sales` a `calendar`"
        assert hints(timers=text, parties=PARTIES) == [hint]

    @pytest.mark.parametrize(
        ("calendar", "count"),
        [
            ("desk", 0),
            ("[late_desk when employees > 5, desk]", 0),
            ("owner", 1),
            ("[owner when employees > 5, desk]", 1),
        ],
    )
    def test_own(self, calendar: str, count: int) -> None:
        """A calendar of its own is enough; that of an owner may be missing."""
        text = timers(f"{WON} / within: 4 business hours / calendar: {calendar}")
        found = mistakes(timers=text, parties=PARTIES)
        assert [code for code, *_ in found] == ["LP2004"] * count

    def test_elapsed(self) -> None:
        """Elapsed time needs no calendar."""
        text = timers(f"{WON} / within: 4 hours")
        assert mistakes(timers=text, parties=PARTIES) == []

    def test_goal(self) -> None:
        """The steps of a goal count on the party's calendar."""
        step = "meet sales by 3 business days"
        goal = f"{{party: sales, require: count(won) >= 5, per: day, missed: {step}}}"
        goals = f"{{many: {goal}}}"
        assert mistakes(goals=goals) == []
        assert mistakes(goals=goals, parties=PARTIES) == [
            ("LP2004", step, "`3 business days` needs a calendar")
        ]
        hint = "give the party `sales` a `calendar`"
        assert hints(goals=goals, parties=PARTIES) == [hint]

    def test_unknown(self) -> None:
        """An unknown calendar or party is told, and nothing more of it."""
        text = timers(f"{WON} / within: 4 business hours / calendar: [dek, ownr]")
        found = mistakes(timers=text.replace("dek,", "dek when employees > 5,"))
        assert [(code, shown) for code, shown, _ in found] == [
            ("LP2001", "dek"),
            ("LP2001", "ownr"),
        ]
        text = timers(f"{WON} / within: 4 business hours")
        found = mistakes(timers=text.replace("party: sales", "party: seles"))
        assert [(code, shown) for code, shown, _ in found] == [("LP2001", "seles")]


class TestDates:
    """A policy is in force for a day at least."""

    @pytest.mark.parametrize(("ends", "count"), [("2026-01-05", 0), ("2026-01-04", 1)])
    def test_ends(self, ends: str, count: int) -> None:
        """The last day in force is not before the first."""
        found = mistakes(ends=ends)
        message = f"it ends on {ends}, before it is effective on 2026-01-05"
        assert found == [("LP2008", ends, message)] * count


class TestTries:
    """`times`."""

    @pytest.mark.parametrize(("times", "shown"), [("0", "0"), ("1001", "1,001")])
    def test_lie_within_bounds(self, times: str, shown: str) -> None:
        """A promise of no event at all could never be kept."""
        text = (
            "{a: {party: sales, from: won, until: note, within: 4 hours, "
            f"times: {times}}}}}"
        )
        assert mistakes(timers=text) == [("LP2007", times, f"`times` of {shown}")]


class TestBeforeDue:
    """`DURATION before due`."""

    def test_open_time_before_elapsed_time_has_no_meaning(self) -> None:
        """The clock of the timer runs through the night."""
        step = "alert owner 1 business hour before due"
        text = (
            "{a: {party: sales, from: won, until: note, within: 4 hours, "
            f"warn: {step}}}}}"
        )
        ((code, where, _),) = mistakes(timers=text)
        assert (code, where) == ("LP2007", step)

    def test_a_warning_before_the_start(self) -> None:
        """A lead is not at risk from its first instant on."""
        step = "alert owner 5 hours before due"
        message = "`5 hours` before due is not after the start of `4 hours`"
        text = timers(f"{WON} / within: 4 hours / warn: {step}")
        assert mistakes(timers=text) == [("LP2007", step, message)]


class TestApart:
    """`apart`."""

    def test_alone_it_has_no_meaning(self) -> None:
        """A distance lies between two events that count."""
        text = timers(f"{WON} / within: 4 hours / apart: 1 hour")
        message = "`apart` without `times` has no meaning"
        assert mistakes(timers=text) == [("LP2007", "apart", message)]


class TestSupersedes:
    """A version replaces an earlier one."""

    @pytest.mark.parametrize(
        ("version", "supersedes", "sound"),
        [
            ("1.10.0", "1.9.0", True),
            ("2.0.0", "1.99.99", True),
            ("1.0.1", "1.0.0", True),
            ("1.0.0", "1.0.0", False),
            ("1.9.0", "1.10.0", False),
            ("1.0.0", "01.0.0", False),
            ("1.0.0", "2.0.0", False),
            ("1" * 5000 + ".0.0", "1.0.0", True),
        ],
    )
    def test_order(self, version: str, supersedes: str, *, sound: bool) -> None:
        """Versions are compared number by number."""
        found = mistakes(version=version, supersedes=supersedes)
        message = (
            f"version `{version}` does not come after `{supersedes}`, "
            "which it supersedes"
        )
        assert found == ([] if sound else [("LP2007", supersedes, message)])

    @pytest.mark.parametrize("broken", ["version", "supersedes"])
    def test_broken(self, broken: str) -> None:
        """Nothing is said of the order where one of the two has a mistake."""
        versions = {"version": "1.0.0", "supersedes": "1.0.0", broken: "first"}
        assert [code for code, *_ in mistakes(**versions)] == ["LP1009"]
