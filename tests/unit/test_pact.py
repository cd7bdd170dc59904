from __future__ import annotations

import copy
import itertools
import multiprocessing
import pickle
import subprocess
import sys
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

import leadpact

INBOUND = Path(__file__).parents[2] / "policies" / "inbound" / "1.0.0.yaml"
#: Packages that no service needs to load a policy and judge leads.
NEVER_TO_JUDGE = ("jinja2", "click", "rich", "typst", "polars", "duckdb", "babel")
NOW = datetime(2026, 1, 12, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def pact() -> leadpact.Pact:
    """A shipped policy."""
    return leadpact.load(INBOUND)


def a_lead() -> leadpact.Lead:
    """A hot lead that was handed over on Friday afternoon."""
    return leadpact.Lead(
        "L-1",
        {"employees": 250, "country": "US", "email": "a@example.com", "title": "VP"},
        (
            leadpact.Event("demo_request", datetime(2026, 1, 9, 19, tzinfo=UTC)),
            leadpact.Event("handed_off", datetime(2026, 1, 9, 20, tzinfo=UTC)),
        ),
    )


class TestPublicNames:
    """The names of `leadpact`."""

    def test_all_are_sorted_and_there(self) -> None:
        """Each name can be imported."""
        assert sorted(leadpact.__all__) == leadpact.__all__
        assert dir(leadpact) == leadpact.__all__
        for name in leadpact.__all__:
            assert getattr(leadpact, name) is not None

    def test_other_names_are_refused(self) -> None:
        """A misspelt name is an `AttributeError`, as in any module."""
        with pytest.raises(AttributeError, match="`lod`"):
            leadpact.lod  # noqa: B018 - the access is the test

    def test_import_brings_none_of_the_heavy_packages(self) -> None:
        """A service pays for what it uses."""
        code = "import sys, leadpact; print(*sys.modules)"
        found = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        loaded = {*found.stdout.split()}
        assert loaded & {"yaml", "cattrs", "holidays", *NEVER_TO_JUDGE} == set()

    def test_judging_brings_only_what_it_needs(self) -> None:
        """The packages of pages, commands and tables stay out of a service."""
        assert asked("sys.modules", "yaml", *NEVER_TO_JUDGE) == ["yaml"]


class TestLoad:
    """`load` and `loads`."""

    @pytest.mark.parametrize("first", ["", "import leadpact.loading.policy; "])
    def test_loads_a_file_whatever_was_imported_before(self, first: str) -> None:
        """No package of leadpact takes the name of a function."""
        path = str(INBOUND)
        code = f"{first}import leadpact; leadpact.loads; print(leadpact.load({path!r}))"
        found = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert found.stdout.startswith("Pact(inbound 1.0.0, ")

    def test_a_missing_file_is_a_diagnostic(self, tmp_path: Path) -> None:
        """The place is the file, and the reason is told."""
        with pytest.raises(leadpact.PolicyError) as caught:
            leadpact.load(tmp_path / "none.yaml")
        (found,) = caught.value.diagnostics
        assert found.code == "LP1001"
        assert "no such file" in found.message

    def test_text_and_bytes_are_one(self) -> None:
        """The digest is that of the meaning."""
        text = INBOUND.read_text("utf-8")
        assert leadpact.loads(text).digest == leadpact.loads(text.encode()).digest


class TestPact:
    """`Pact`."""

    def test_a_verdict_names_the_policy_that_gave_it(self) -> None:
        """Policy, version, digest, and the versions of the data behind it."""
        pact = leadpact.load(INBOUND)
        verdict = pact.evaluate(a_lead(), now=NOW)
        assert (verdict.policy, verdict.version) == ("inbound", "1.0.0")
        assert verdict.digest == pact.digest
        assert len(pact.digest) == 64
        assert verdict.signed is False
        assert set(verdict.data) == {"holidays", "tzdata"}
        assert verdict.now_at == NOW

    def test_a_naive_now_is_refused(self) -> None:
        """Without a zone nobody knows which instant is meant."""
        pact = leadpact.load(INBOUND)
        with pytest.raises(leadpact.RecordError) as caught:
            pact.evaluate(a_lead(), now=datetime(2026, 1, 12))  # noqa: DTZ001 - the test
        assert [found.code for found in caught.value.diagnostics] == ["LP4002"]


class TestCalendar:
    """`Pact.calendar`."""

    def test_is_that_of_the_policy(self, pact: leadpact.Pact) -> None:
        """On the clock of the policy, or of a lead."""
        closing = datetime(2026, 1, 9, 22, tzinfo=UTC)
        assert pact.calendar("sales").zone == "America/New_York"
        assert not pact.calendar("sales").is_open(closing)
        evening = datetime(2026, 1, 10, 2, tzinfo=UTC)
        assert not pact.calendar("lead_day").is_open(evening)
        west = {"lead_timezone": "America/Los_Angeles"}
        assert pact.calendar("lead_day", west).is_open(evening)

    def test_other_names(self, pact: leadpact.Pact) -> None:
        """The near name is told."""
        with pytest.raises(KeyError, match="no calendar `sale`: did you mean `sales`"):
            pact.calendar("sale")


class TestSharing:
    """One policy for all threads and processes of a service."""

    def test_threads_share_one(self) -> None:
        """Calendars grow on demand, and nobody sees half of one."""
        leads = [travelled(index) for index in range(24)]
        expected = [leadpact.load(INBOUND).evaluate(lead, now=FAR) for lead in leads]
        pact, start = leadpact.load(INBOUND), threading.Barrier(8)

        def judge(shift: int) -> list[leadpact.Evaluation]:
            """Every lead, from another one on in each thread."""
            start.wait()
            order = [*leads[shift:], *leads[:shift]]
            found = [pact.evaluate(lead, now=FAR) for lead in order]
            return [*found[len(leads) - shift :], *found[: len(leads) - shift]]

        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            with ThreadPoolExecutor(8) as pool:
                found = list(pool.map(judge, range(0, 24, 3)))
        finally:
            sys.setswitchinterval(interval)
        assert found == [expected] * 8

    def test_a_pickled_pact_gives_the_same_verdict(self, pact: leadpact.Pact) -> None:
        """Workers of a pool may be handed one."""
        twin = pickle.loads(pickle.dumps(pact))  # noqa: S301 - of our own making
        assert twin.digest == pact.digest
        assert twin.evaluate(a_lead(), now=NOW) == pact.evaluate(a_lead(), now=NOW)

    @pytest.mark.parametrize("method", ["fork", "spawn"])
    def test_processes(self, pact: leadpact.Pact, method: str) -> None:
        """A forked and a spawned process say the same, and their errors arrive."""
        lead = a_lead()
        expected = pact.evaluate(lead, now=NOW)
        with multiprocessing.get_context(method).Pool(1) as pool:
            assert pool.apply(pact.evaluate, (lead,), {"now": NOW}) == expected
            with pytest.raises(leadpact.RecordError) as caught:
                pool.apply(pact.evaluate, ({"id": "L-1", "event": []},), {"now": NOW})
        with pytest.raises(leadpact.RecordError) as here:
            pact.evaluate({"id": "L-1", "event": []}, now=NOW)
        assert caught.value.diagnostics == here.value.diagnostics
        assert str(caught.value) == str(here.value)

    def test_nothing_is_logged(self) -> None:
        """What is to be told is returned or raised; no logger, no handler."""
        assert asked("sorted(logging.root.manager.loggerDict)", "leadpact") == []

    def test_results_are_values(self, pact: leadpact.Pact) -> None:
        """An evaluation may be pickled and copied, as a cache does it."""
        found = pact.evaluate(a_lead(), now=NOW)
        copies = [pickle.loads(pickle.dumps(found)), copy.deepcopy(found)]  # noqa: S301 - of our own making
        assert copies == [found, found]


FAR = datetime(2036, 1, 12, 15, tzinfo=UTC)


def travelled(index: int) -> leadpact.Lead:
    """A lead of another year, in another zone."""
    zone = ("America/New_York", "Asia/Tokyo", "Europe/Oslo", "Asia/Manila")[index % 4]
    handed = datetime(2000 + index, 1, 9, 20, tzinfo=UTC)
    call = leadpact.Event("attempt", handed + timedelta(hours=9), {"channel": "call"})
    return leadpact.Lead(
        f"L-{index}",
        {**a_lead().fields, "lead_timezone": zone},
        (leadpact.Event("handed_off", handed), call),
    )


def asked(expression: str, *words: str) -> list[str]:
    """Which words a fresh process has in a list of names, once it judged a lead."""
    code = (
        "import datetime, logging, sys, leadpact\n"
        f"pact = leadpact.load({str(INBOUND)!r})\n"
        "now = datetime.datetime(2026, 1, 12, tzinfo=datetime.UTC)\n"
        'pact.evaluate({"id": "L-1"}, now=now)\n'
        f"print(*{expression})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return sorted({name.partition(".")[0] for name in done.stdout.split()} & {*words})


class TestPlainData:
    """Leads and people as JSON gives them."""

    def test_is_the_same_as_objects(self, pact: leadpact.Pact) -> None:
        """Keys are the names of the attributes."""
        lead = {
            "id": "L-1",
            "fields": dict(a_lead().fields),
            "events": [
                {"type": "handed_off", "at": "2026-01-09T15:00:00-05:00"},
                {"type": "demo_request", "at": "2026-01-09T19:00:00Z"},
            ],
        }
        ann = {"id": "ann", "calendar": "sales"}
        expected = pact.evaluate(a_lead(), now=NOW, people=[leadpact.Person("ann")])
        assert pact.evaluate(lead, now=NOW, people=[ann]) == expected

    def test_a_lead_that_is_followed(self, pact: leadpact.Pact) -> None:
        """Events, people and fields that nothing reads: as `evaluate` has it."""
        happened = {"type": "handed_off", "at": "2026-01-09T15:00:00-05:00"}
        call = {"type": "attempt", "at": "2026-01-09T15:05:00-05:00"}
        lead = {"id": "L-1", "fields": {"employes": 9}, "events": [happened]}
        session = pact.begin(lead, people=[{"id": "ann"}]).apply(call)
        whole = {**lead, "events": [happened, call]}
        assert session.at(NOW) == pact.evaluate(whole, now=NOW)
        assert "LP4016" in [one.code for one in session.at(NOW).findings]
        with pytest.raises(leadpact.RecordError, match="LP4017"):
            session.apply({"type": "attempt"})

    def test_a_person_of_another_shape(self, pact: leadpact.Pact) -> None:
        """People are judged like leads."""
        with pytest.raises(leadpact.RecordError, match="LP4017"):
            pact.evaluate(a_lead(), now=NOW, people=[{"name": "Ann"}])

    def test_fields_that_the_policy_does_not_declare(self, pact: leadpact.Pact) -> None:
        """One finding for each lead names them, the near field, and no more than 5."""
        lead = a_lead()
        expected = pact.evaluate(lead, now=NOW)
        assert expected.findings == ()
        other = leadpact.Lead("L-1", {**lead.fields, "employes": 1}, lead.events)
        found = pact.evaluate(other, now=NOW)
        unread = "the policy has no field `employes` (`employees`?)"
        assert [(one.code, one.message) for one in found.findings] == [
            ("LP4016", unread)
        ]
        found.findings = ()
        assert found == expected
        many = {f"utm_{number}": number for number in range(6)}
        (finding,) = pact.evaluate(
            leadpact.Lead("L-1", {**lead.fields, **many}, lead.events), now=NOW
        ).findings
        assert finding.message == (
            "the policy has no field `utm_0`, `utm_1`, `utm_2`, `utm_3`, `utm_4`, …"
        )


class TestEvaluateMany:
    """`Pact.evaluate_many`."""

    def test_one_result_for_each_lead(self, pact: leadpact.Pact) -> None:
        """A lead that cannot be judged is refused in its place; the others go on."""
        twins = tuple(
            leadpact.Event(word, NOW, id="e1") for word in ("attempt", "note")
        )
        leads: list[leadpact.Lead | dict[str, object]] = [
            a_lead(),
            {"id": "L-2", "events": "none"},
            leadpact.Lead("L-3", {}, twins),
            {"event": []},
            None,  # type: ignore[list-item]
            {"id": "L-1"},
        ]
        found = list(pact.evaluate_many(leads, now=NOW))
        told = [
            (one.lead, [each.code for each in one.diagnostics])
            if isinstance(one, leadpact.Refused)
            else one
            for one in found
        ]
        assert told == [
            pact.evaluate(a_lead(), now=NOW),
            ("L-2", ["LP4004"]),
            ("L-3", ["LP4005"]),
            ("", ["LP4017", "LP4017"]),
            ("", ["LP4017"]),
            pact.evaluate(leadpact.Lead("L-1"), now=NOW),
        ]

    def test_is_lazy(self, pact: leadpact.Pact) -> None:
        """A lead is taken when its result is asked for, so there may be any number."""
        endless = itertools.repeat(a_lead())
        found = pact.evaluate_many(endless, now=NOW)
        assert next(found) == next(found)

    def test_a_wrong_instant_is_told_at_once(self, pact: leadpact.Pact) -> None:
        """What concerns all leads is refused before the first."""
        naive = datetime(2026, 1, 12)  # noqa: DTZ001 - the test
        with pytest.raises(leadpact.RecordError, match="LP4002"):
            pact.evaluate_many([], now=naive)
        with pytest.raises(leadpact.RecordError, match="LP4017"):
            pact.evaluate_many([], now=NOW, people=[{}])

    def test_people(self, pact: leadpact.Pact) -> None:
        """The people may be told once, by an iterator."""
        assigned = leadpact.Event("assigned", NOW - timedelta(days=9), {"to": "ann"})
        lead = leadpact.Lead("L-1", {}, (*(a_lead().events or ()), assigned))
        people = [leadpact.Person("ann", address="ann@example.com")]
        expected = pact.evaluate(lead, now=NOW, people=people)
        found = pact.evaluate_many([lead, lead], now=NOW, people=iter(people))
        assert list(found) == [expected, expected]


class TestPeople:
    """Owners with calendars of their own."""

    def test_a_calendar_that_the_policy_does_not_have(self) -> None:
        """The person is named, and no other calendar is taken instead."""
        text = INBOUND.read_text("utf-8")
        pact = leadpact.loads(
            text.replace(
                "    within: 8 business hours\n",
                "    within: 8 business hours\n    calendar: owner\n",
            )
        )
        lead = a_lead()
        assigned = leadpact.Event(
            "assigned", datetime(2026, 1, 9, 19, tzinfo=UTC), {"to": "ann"}
        )
        lead = leadpact.Lead("L-1", lead.fields, (*(lead.events or ()), assigned))
        desk = pact.evaluate(lead, now=NOW, people=[leadpact.Person("ann")])
        assert {one.calendar for one in desk.instances} == {"sales"}
        night = [leadpact.Person("ann", calendar="night_desk")]
        found = pact.evaluate(lead, now=NOW, people=night).instances
        assert {one.timer: one.calendar for one in found}["accept"] == "night_desk"
        with pytest.raises(leadpact.RecordError) as caught:
            pact.evaluate(lead, now=NOW, people=[leadpact.Person("ann", calendar="x")])
        (mistake,) = caught.value.diagnostics
        assert (mistake.code, mistake.message) == (
            "LP4012",
            "person `ann`: unknown calendar `x`",
        )


class TestHostileText:
    """Text that no file can hold."""

    def test_half_a_character_is_a_diagnostic(self) -> None:
        """A lone surrogate is refused like any other text that is not UTF-8."""
        with pytest.raises(leadpact.PolicyError) as caught:
            leadpact.loads("leadpact: 1\ntitle: \ud800\n")
        assert [found.code for found in caught.value.diagnostics] == ["LP1001"]


class TestDecide:
    """`Pact.decide`."""

    FIELDS: ClassVar = {
        "employees": 250,
        "country": "US",
        "title": "VP",
        "email": "a@b.c",
    }

    def test_values_and_points(self) -> None:
        """Values and certain points are there at once, reasons when asked for."""
        decision = leadpact.load(INBOUND).decide(self.FIELDS, now=NOW)
        assert decision.value("workable") is True
        assert decision.value("worth") == leadpact.Money.parse("40 USD")
        assert decision.points("fit") == 50
        assert [line.text for line in decision.scores["fit"].lines] == [
            "30 when employees >= 200",
            "20 when title contains any [vp, director, head]",
        ]

    def test_a_history_is_unknown(self) -> None:
        """What asks for events is unknown, and says what is missing."""
        decision = leadpact.load(INBOUND).decide(self.FIELDS, now=NOW)
        assert decision.scores["intent"].low == 0
        assert decision.scores["intent"].high == 60
        band = decision.definitions["band"]
        assert (band.value, band.certain) == ("warm", False)
        assert band.missing == (
            "demo_request in last 30 days",
            "touched in last 14 days where channel is web",
        )

    def test_repr(self) -> None:
        """A decision tells what it decided."""
        shown = repr(leadpact.load(INBOUND).decide({}, now=NOW))
        assert shown.startswith("Decision(inbound 1.0.0, {'band': 'cold'")

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"employees": "many"}, "LP4004.*the lead: `employees`: expected integer"),
            ({"employees": 2**60}, "LP4006"),
        ],
    )
    def test_a_bad_field(self, fields: dict[str, object], message: str) -> None:
        """Fields are typed as those of a lead are."""
        with pytest.raises(leadpact.RecordError, match=message):
            leadpact.load(INBOUND).decide(fields, now=NOW)

    @pytest.mark.parametrize(
        ("now", "code"), [(NOW.replace(tzinfo=None), "LP4002"), ("today", "LP4004")]
    )
    def test_a_bad_instant(self, now: Any, code: str) -> None:  # noqa: ANN401 - wrong on purpose
        """`now` is an aware datetime."""
        with pytest.raises(leadpact.RecordError, match=code):
            leadpact.load(INBOUND).decide({}, now=now)


class TestBegin:
    """`Pact.begin` and the session that it gives."""

    def test_events_one_by_one(self) -> None:
        """A session says what an evaluation of all events says."""
        pact, lead = leadpact.load(INBOUND), a_lead()
        session = pact.begin(leadpact.Lead(lead.id, lead.fields))
        for event in lead.events or ():
            assert session.apply(event) is session
        assert session.at(NOW) == pact.evaluate(lead, now=NOW)
        assert repr(session) == "LeadSession(L-1, 2 events)"

    def test_an_event_that_is_refused_changes_nothing(self) -> None:
        """After an error the session is as it was before."""
        session = leadpact.load(INBOUND).begin(a_lead())
        named = leadpact.Event("note", NOW, id="e-1")
        before = session.apply(named).at(NOW)
        for bad, code in (
            (leadpact.Event("won", NOW, {"amount": "much"}), "LP4004"),
            (leadpact.Event("note", NOW.replace(tzinfo=None)), "LP4002"),
            (leadpact.Event("note", NOW.replace(hour=16), id="e-1"), "LP4005"),
        ):
            with pytest.raises(leadpact.RecordError, match=code):
                session.apply(bad)
        assert session.at(NOW) == before

    def test_pickle(self) -> None:
        """A session can be put away, and goes on as if nothing had been."""
        session = leadpact.load(INBOUND).begin(a_lead())
        event = leadpact.Event("accepted", NOW)
        kept = pickle.loads(pickle.dumps(session))  # noqa: S301 - pickled just now
        assert kept.apply(event).at(NOW) == session.apply(event).at(NOW)

    def test_memory(self) -> None:
        """A session of a lead with ten events takes less than 2 KiB beside them."""
        pact = leadpact.load(INBOUND)
        events = [
            leadpact.Event(
                "attempt",
                datetime(2026, 1, 9, 20, minute, tzinfo=UTC),
                {"channel": "call", "outcome": "no_answer"},
                leadpact.Actor.HUMAN,
                id=f"call-{minute}",
            )
            for minute in range(10)
        ]
        lead = leadpact.Lead("L-1", a_lead().fields)
        pact.begin(lead).apply(events[0]).at(NOW)
        # What the interpreter keeps of the first turn is not the session's.
        for _ in range(2):
            tracemalloc.start()
            before, _peak = tracemalloc.get_traced_memory()
            session = pact.begin(lead)
            for event in events:
                session.apply(event)
            after, _peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert len(session.at(NOW).instances) == 0
        assert after - before < 2048
