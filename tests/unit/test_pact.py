from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

import leadpact

INBOUND = Path(__file__).parents[2] / "policies" / "inbound" / "1.0.0.yaml"
NOW = datetime(2026, 1, 12, 15, tzinfo=UTC)


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
        code = (
            "import sys, leadpact; print(sorted({'yaml', 'cattrs', 'holidays', "
            "'jinja2', 'click', 'rich', 'typst'} & set(sys.modules)))"
        )
        found = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert found.stdout.strip() == "[]"


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

    def test_a_pickled_pact_gives_the_same_verdict(self) -> None:
        """Workers of a pool may be handed one."""
        pact = leadpact.load(INBOUND)
        copy = pickle.loads(pickle.dumps(pact))  # noqa: S301 - of our own making
        assert copy.evaluate(a_lead(), now=NOW) == pact.evaluate(a_lead(), now=NOW)

    def test_threads_share_one(self) -> None:
        """Calendars grow on demand, and nobody sees half of one."""
        pact = leadpact.load(INBOUND)
        expected = leadpact.load(INBOUND).evaluate(a_lead(), now=NOW)
        found: list[leadpact.Evaluation] = []
        threads = [
            threading.Thread(
                target=lambda: found.append(pact.evaluate(a_lead(), now=NOW))
            )
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [expected] * 8


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
