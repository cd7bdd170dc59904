from __future__ import annotations

import pytest
from builders_cases import make_suite, mistakes_of, read

from leadpact.instants import format_instant
from leadpact.review.cases import CaseResult, run_suite


def results(text: str) -> list[CaseResult]:
    """What becomes of some cases."""
    return list(run_suite(make_suite(text)))


def failures(text: str) -> list[str]:
    """What is not as some cases expect it."""
    return [
        f"{one.name}: {one.expected} / {one.found}"
        for result in results(text)
        for one in result.failures
    ]


def at(
    instant: str, expected: str, events: str = "", lead: str = "{employees: 60}"
) -> str:
    """A case with one check."""
    told = f"\n  events: {events}" if events else ""
    return f"- name: A\n  lead: {lead}{told}\n  at: {instant}\n  expect: {expected}"


MONDAY = "2026-01-05 09:00"
HANDED = f"[{{handed_off: {MONDAY}}}]"


class TestExpectations:
    """What can be expected, each met and not met."""

    @pytest.mark.parametrize(
        ("expected", "found"),
        [
            ("{accept: running}", ""),
            ("{accept: met}", "accept: met / running"),
            ("{accept: [running]}", ""),
            ("{accept: [met, running]}", "accept: met, running / running"),
            ("{quiet: none}", ""),
            ("{quiet: breached}", "quiet: breached / none"),
            ("{accept: {state: running, due: 2026-01-05 17:00}}", ""),
            (
                "{accept: {due: 2026-01-05 17:01, counted: 1}}",
                (
                    "accept: due 2026-01-05 17:01:00, counted 1 / "
                    "due 2026-01-05 17:00:00, counted 0"
                ),
            ),
            ("{accept: {outcome: running, ended_by: none, owner: none}}", ""),
            ("{quiet: {state: breached}}", "quiet: an instance / none"),
            ("{points: 30}", ""),
            ("{points: 30 to 30}", ""),
            ("{points: 20}", "points: 20 / 30"),
            ("{large: true, band: cold}", ""),
            ("{large: unknown}", "large: unknown / true"),
            ("{band: hot}", "band: hot / cold"),
            ("{stage: MQL}", ""),
            ("{stage: none}", "stage: none / MQL"),
            ("{owner: none}", ""),
            ("{owner: ann}", "owner: ann / none"),
            ("{consequences: none}", ""),
            (
                "{consequences: [alert owner]}",
                "consequences: alert owner / none",
            ),
            ("{unknown: none}", ""),
            ("{unknown: [country]}", "unknown: country / none"),
            ("{incomplete: none}", "incomplete: none / country"),
            ("{incomplete: [country]}", ""),
            ("{findings: none}", ""),
            ("{findings: [LP4014]}", "findings: LP4014 / none"),
            ("{next_at: 2026-01-05 14:00}", ""),
            (
                "{next_at: 2026-01-05 15:00}",
                "next_at: 2026-01-05 15:00:00 / 2026-01-05 14:00:00",
            ),
            ("{next_at: none}", "next_at: none / 2026-01-05 14:00:00"),
        ],
    )
    def test_one_hour_after_the_hand_off(self, expected: str, found: str) -> None:
        """A lead that was handed off an hour ago; the reply is due in three."""
        case = at(
            "1 hour after handed_off", expected, "[{handed_off: 2026-01-05 10:00}]"
        )
        expected_due = case.replace("2026-01-05 17:0", "2026-01-06 10:0")
        wanted = found.replace("2026-01-05 17:0", "2026-01-06 10:0")
        assert failures(expected_due) == ([wanted] if wanted else [])

    def test_unknown(self) -> None:
        """What is missing makes a score a range, and names the field."""
        expected = "{large: unknown, band: cold, points: 0 to 30, unknown: [employees]}"
        assert failures(at(MONDAY, expected, lead="{country: US}")) == []
        met = failures(at(MONDAY, "{points: 0, unknown: none}", lead="{country: US}"))
        assert met == ["points: 0 / 0 to 30", "unknown: none / employees"]

    @pytest.mark.parametrize(
        ("instant", "steps", "found"),
        [
            ("1 second before accept is due", "[return to marketing for nurture]", 1),
            ("accept is due", "[return to marketing for nurture, alert owner]", 1),
            (
                "1 second before accept is due",
                "[return to marketing for nurture, alert owner]",
                0,
            ),
            (
                "18 hours after accept is due",
                (
                    "[return to marketing for nurture, alert owner, alert owner, "
                    "escalate to boss]"
                ),
                0,
            ),
            (
                "18 hours after accept is due",
                (
                    "[alert owner, return to marketing for nurture, alert owner, "
                    "escalate to boss]"
                ),
                1,
            ),
            (
                "18 hours after accept is due",
                (
                    "[return to marketing for nurture, alert owner, "
                    "{do: alert owner, at: accept is due}, "
                    "{do: escalate to boss, at: 2026-01-06 10:00}]"
                ),
                0,
            ),
            (
                "18 hours after accept is due",
                (
                    "[return to marketing for nurture, alert owner, escalate to boss, "
                    "{do: alert owner, at: 1 minute after accept is due}]"
                ),
                1,
            ),
        ],
    )
    def test_consequences(self, instant: str, steps: str, found: int) -> None:
        """All of them, in their order, each at its instant where that is told."""
        case = at(instant, f"{{consequences: {steps}}}", HANDED)
        assert len(failures(case)) == found

    @pytest.mark.parametrize(
        ("steps", "found"),
        [
            ("[escalate to boss, alert owner]", 0),
            ("[alert owner, alert owner]", 0),
            ("[alert owner, alert owner, alert owner]", 1),
            ("[{do: alert owner, at: accept is due}, alert owner]", 0),
            ("[alert owner, {do: alert owner, at: 2026-01-06 10:00}]", 1),
        ],
    )
    def test_includes(self, steps: str, found: int) -> None:
        """Some of them, in any order; each counts once."""
        case = at("1 day after accept is due", f"{{includes: {steps}}}", HANDED)
        assert len(failures(case)) == found

    def test_limit(self) -> None:
        """A violation of a limit is an instance of it."""
        events = f"[{{attempt: {{at: {MONDAY}, channel: call}}}}]"
        assert failures(at(MONDAY, "{quiet: {state: breached}}", events)) == []


class TestEvents:
    """What happens to a lead."""

    def test_everything_told(self) -> None:
        """Data, actor, id and the instant of the record are those of the event."""
        events = (
            f"[{{assigned: {{at: {MONDAY}, to: ann}}}}, {{handed_off: {MONDAY}}}, "
            "{attempt: {at: 5 minutes after handed_off, id: first, actor: automation, "
            "channel: email, recorded_at: 1 hour after first}}, "
            "{attempt: 1 minute after first}]"
        )
        expected = (
            "{reply: {state: met, ended: 6 minutes after handed_off, "
            "ended_by: attempt, counted: 1, owner: ann}, owner: ann}"
        )
        assert failures(at("2026-01-05 12:00", expected, events)) == []

    def test_changed_field(self) -> None:
        """The values of a change are of the type of the field."""
        event = "{at: 2026-01-05 09:00, field: employees, value: 60, before: 10}"
        events = f"[{{changed: {event}}}]"
        lead = "{employees: 60}"
        assert failures(at("2026-01-05 08:59", "{large: false}", events, lead)) == []
        assert failures(at("2026-01-05 09:00", "{large: true}", events, lead)) == []

    def test_last_event(self) -> None:
        """Without an instant the last event tells it."""
        case = f"- name: A\n  events: {HANDED}\n  expect: {{accept: running}}"
        (result,) = results(case)
        assert result.is_met

    def test_at_a_due_instant(self) -> None:
        """An event may come just in time, or just too late."""
        events = "[{handed_off: 2026-01-05 09:00}, {accepted: %s}]"
        for when, state in (
            ("accept is due", "met"),
            ("1 second after accept is due", "breached"),
        ):
            expected = f"{{accept: {state}}}"
            assert failures(at("2026-01-09 09:00", expected, events % when)) == []

    def test_days(self) -> None:
        """A day later is the same time of the day, also where the clock changes."""
        case = at(
            "1 day after handed_off",
            "{next_at: none}",
            "[{handed_off: 2026-03-07 12:00}]",
        )
        (result,) = results(case)
        (failure,) = result.failures
        assert failure.now is not None
        assert format_instant(failure.now) == "2026-03-08T16:00:00Z"


class TestInstants:
    """Instants that only a run can find to be none."""

    @pytest.mark.parametrize(
        ("events", "instant", "reason"),
        [
            (
                "[{won: 1 minute after lost}, {lost: 1 minute after won}]",
                MONDAY,
                "`1 minute after lost` hangs on itself",
            ),
            (
                f"[{{won: {MONDAY}}}, {{won: {MONDAY}}}]",
                "1 hour after won",
                "`1 hour after won` may mean 2 events; give the one an `id`",
            ),
            (
                f"[{{won: {MONDAY}}}]",
                "999999 days before won",
                "`999999 days before won` lies beyond all dates",
            ),
            (
                f"[{{won: {MONDAY}}}]",
                "accept is due",
                "nothing has started `accept` yet",
            ),
            (
                f"[{{handed_off: {MONDAY}}}, {{paused: 1 hour after handed_off}}]",
                "accept is due",
                "`accept` is paused, and not due",
            ),
        ],
    )
    def test_not_found(self, events: str, instant: str, reason: str) -> None:
        """The case is not met, and says why."""
        (result,) = results(at(instant, "{accept: none}", events))
        (failure,) = result.failures
        assert failure.found == reason
        assert result.explanation is None


class TestTables:
    """Cases of which each row is one."""

    def test_rows(self) -> None:
        """Columns are fields or expectations; others come from the case."""
        found = results(f"""
            - name: Bands
              lead: {{country: US}}
              events: [{{created: {MONDAY}}}]
              expect: {{stage: MQL}}
              each:
                - {{employees: 50, points: 30}}
                - {{employees: 49, points: 0}}
        """)
        assert [one.case.name for one in found] == ["Bands [1]", "Bands [2]"]
        assert [one.is_met for one in found] == [True, False]
        (failure,) = found[1].failures
        assert (failure.name, failure.expected, failure.found) == (
            "stage",
            "MQL",
            "none",
        )

    def test_without(self) -> None:
        """What all leads of a file have can be left out."""
        text = (
            "tests: 1\nlead: {employees: 60, country: US}\ncases:\n"
            f"  - {{name: A, at: {MONDAY}, expect: {{large: true}}}}\n"
            f"  - {{name: B, without: [employees], at: {MONDAY}, "
            "expect: {large: unknown}}\n"
            f"  - {{name: C, lead: {{employees: 1}}, at: {MONDAY}, "
            "expect: {large: false}}\n"
        )
        assert all(one.is_met for one in run_suite(read(text)))

    def test_people(self) -> None:
        """People have calendars of the policy, and absences."""
        text = (
            "tests: 1\npeople: [{id: ann, calendar: desk, absences: 2026-01-06}]\n"
            f"cases:\n  - {{name: A, at: {MONDAY}, expect: {{owner: none}}}}\n"
        )
        (case,) = read(text).cases
        (person,) = case.people
        assert (person.id, str(person.absences[0])) == ("ann", "2026-01-06/2026-01-06")


ONE = f"cases: [{{name: A, at: {MONDAY}, expect: {{large: true}}}}]"


class TestMistakes:
    """Files that would test something else than they say, or nothing."""

    @pytest.mark.parametrize(
        ("data", "mistake"),
        [
            ("", "1:1 LP1008 the file is empty"),
            ("tests: 2\n" + ONE, "1:8 LP1010"),
            ("tests: 1", "1:1 LP7002 no cases"),
            ("tests: 1\ncases: []", "2:8 LP7002 no cases"),
            ("tests: 1\ncase: []\n" + ONE, "2:1 LP1005 unknown key `case`"),
            ("tests: 1\ncases: [{at: 2026-01-05 09:00}]", "2:10 LP1006 `name`"),
            ("tests: 1\ncases: [{name: A, at: 2026-01-05 09:00}]", "LP7002"),
            (
                "tests: 1\ncases: [{name: A, at: 2026-01-05 09:00, expect: {}}]",
                "LP7002",
            ),
            (
                "tests: 1\ncases: [{name: A, check: [{at: 2026-01-05 09:00}]}]",
                "LP7002 nothing is expected at this instant",
            ),
            (
                "tests: 1\ncases: [{name: A, expect: {large: true}}]",
                "LP7003 no instant",
            ),
            (
                (
                    "tests: 1\n"
                    "cases: [{name: A, at: 2026-01-05 09:00, each: [{tags: web}]}]"
                ),
                "LP7002 nothing is expected in this row",
            ),
            (
                (
                    "tests: 1\ncases:\n"
                    "  - {name: A, at: 2026-01-05 09:00, expect: {large: true}}\n"
                    "  - {name: A, at: 2026-01-05 09:00, expect: {large: true}}"
                ),
                "4:6 LP7004 `A` is the name of the case in line 3, too",
            ),
            ("tests: 1\nlead: {employes: 1}\n" + ONE, "LP7001 the policy has no field"),
            ("tests: 1\nlead: {employees: many}\n" + ONE, "LP1009 expected integer"),
            ("tests: 1\nlead: {country: DE}\n" + ONE, "LP1009 expected choice"),
            ("tests: 1\npeople: [{id: ann, calendar: dsk}]\n" + ONE, "LP7001"),
            ("tests: 1\npeople: [{name: ann}]\n" + ONE, "LP1009"),
        ],
    )
    def test_files(self, data: str, mistake: str) -> None:
        """Each is told with its place."""
        found = mistakes_of(data)
        assert len(found) == 1, found
        assert mistake in found[0]

    @pytest.mark.parametrize(
        ("expected", "mistake"),
        [
            ("{acept: running}", "LP7001 nothing in the policy is called `acept`"),
            ("{accept: runing}", "LP1009 `runing` is not a state"),
            ("{accept: {sate: met}}", "LP1005 unknown key `sate`"),
            ("{accept: {}}", "LP7002"),
            (
                "{accept: {ended_by: acepted}}",
                "LP1009 `acepted` is not a type of event",
            ),
            ("{accept: {due: tomorrow}}", "LP7003"),
            ("{accept: {counted: some}}", "LP1009"),
            ("{band: warm}", "LP1009 `warm` is not a value of `band`"),
            ("{large: yes}", "LP1009 `yes` is not a value of `large`"),
            ("{points: many}", "LP1009"),
            ("{stage: SQL}", "LP1009 `SQL` is not a stage"),
            ("{consequences: [alert bos]}", "LP7001 the policy never asks to"),
            ("{consequences: alert owner}", "LP1008"),
            ("{consequences: []}", "LP1007"),
            ("{includes: none}", "LP1008"),
            ("{consequences: [alert owner at 75%]}", "LP1009 a step that is due"),
            ("{consequences: [{at: accept is due}]}", "LP1006 `do`"),
            ("{consequences: [{do: alert owner, to: x}]}", "LP1005"),
            ("{unknown: [employes]}", "LP7001"),
            ("{large: }", "LP1007"),
        ],
    )
    def test_expectations(self, expected: str, mistake: str) -> None:
        """Nothing can be expected that the policy can never say."""
        head = f"tests: 1\ncases:\n  - name: A\n    events: {HANDED}\n"
        found = mistakes_of(f"{head}    expect: {expected}\n")
        assert len(found) == 1, found
        assert mistake in found[0]

    @pytest.mark.parametrize(
        ("events", "mistake"),
        [
            ("[{hand_off: 2026-01-05 09:00}]", "LP7001 there is no type of event"),
            ("[{handed_off: 2026-01-05 09:00, won: 2026-01-05 09:00}]", "LP1008"),
            ("[handed_off]", "LP1008"),
            ("[{attempt: {channel: call}}]", "LP1006 `at` is missing"),
            ("[{attempt: {at: 2026-01-05 09:00, chanel: call}}]", "LP7001"),
            ("[{attempt: {at: 2026-01-05 09:00, actor: robot}}]", "LP1009"),
            ("[{changed: {at: 2026-01-05 09:00, field: employes}}]", "LP7001"),
            ("[{won: 2026-02-30 09:00}]", "LP7003 there is no such instant"),
            ("[{won: 2026-03-08 02:30}]", "LP7003 no clock in America/New_York shows"),
            ("[{won: 9999-12-31 23:59}]", "LP7003 there is no such instant"),
            ("[{won: noon}]", "LP7003 there is no event of this case `noon`"),
            ("[{won: 5 parsecs after won}]", "LP7003"),
            ("[{won: reply is overdue}]", "LP7003"),
            (
                "[{won: 1 hour after repply is due}]",
                "LP7003 there is no timer `repply`",
            ),
            ("[]", "LP1007"),
            ("{won: 2026-01-05 09:00}", "LP1008"),
        ],
    )
    def test_events(self, events: str, mistake: str) -> None:
        """No event can be misspelt, and no instant guessed."""
        head = f"tests: 1\ncases:\n  - name: A\n    events: {events}\n"
        found = mistakes_of(
            f"{head}    at: 2026-01-05 09:00\n    expect: {{large: true}}\n"
        )
        assert len(found) == 1, found
        assert mistake in found[0]

    def test_due_of_a_timer(self) -> None:
        """A timer without `is due` is no event, and the hint says so."""
        found = mistakes_of(
            "tests: 1\ncases: [{name: A, at: 1 hour after accept, expect: {band: hot}}]"
        )
        assert found == ["2:23 LP7003 there is no event of this case `accept`"]

    def test_all_at_once(self) -> None:
        """Every mistake of a file is told."""
        found = mistakes_of(
            "tests: 1\nlead: {employes: 1}\ncases:\n"
            "  - {name: A, at: 2026-01-05 09:00, expect: {lrge: true, bnd: hot}}\n"
            "  - {name: B, events: [{wn: 2026-01-05 09:00}], expect: {large: true}}\n"
        )
        assert [one.split()[1] for one in found] == ["LP7001"] * 4
