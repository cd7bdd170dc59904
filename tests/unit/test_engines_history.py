"""Histories: order, identity, field values in time, and data that is refused."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

import pytest
from builders import (
    at,
    codes,
    judge,
    make_event,
    make_history,
    make_lead,
    make_pact,
    make_timer,
    only,
    tell,
)

from leadpact.errors import RecordError
from leadpact.model.evaluation import Outcome
from leadpact.model.lead import Event, Lead

PACT = make_timer("from: handed_off / until: attempt / within: 2 hours")
BIG = {"definitions": "\n  big: employees >= 50\n  told: employees is known\n"}


def refused(lead: Lead, now: datetime | None = None) -> str:
    """The code that a lead is refused with."""
    with pytest.raises(RecordError) as caught:
        PACT.evaluate(lead, now=now or at("mon 12:00"))
    (found,) = caught.value.diagnostics
    return found.code


def with_field(name: str, value: object) -> Lead:
    """A lead with one field."""
    fields: dict[str, Any] = {name: value}
    return make_lead(**fields)


class TestOrder:
    """Order is (at, seq, id), never the order of arrival."""

    def test_any_arrival_order(self) -> None:
        """Every order of arrival gives one answer."""
        events = make_history(
            "mon 09:00 handed_off; mon 10:00 attempt #a; mon 11:30 handed_off; "
            "mon 12:00 attempt"
        )
        answers = {
            str(judge(PACT, order, "mon 13:00"))
            for order in itertools.permutations(events)
        }
        assert len(answers) == 1

    def test_owner_by_seq_then_id(self) -> None:
        """Of two owners at one instant the later by seq, then by id, holds it."""
        for first, second, owner in (
            ("to=ann seq:2", "to=ben seq:1", "ann"),
            ("to=ann #a", "to=ben #b", "ben"),
            ("to=ann #b", "to=ben #a", "ann"),
            ("to=ann #z seq:1", "to=ben #a seq:2", "ben"),
        ):
            events = f"mon 09:00 assigned {first}; mon 09:00 assigned {second}"
            assert judge(PACT, events, "mon 10:00").owner == owner

    def test_field_by_seq(self) -> None:
        """Of two changes of a field at one instant the later by seq counts."""
        pact = make_pact(**BIG)
        events = (
            "mon 09:00 changed field=employees value=80 seq:2; "
            "mon 09:00 changed field=employees value=10 seq:1"
        )
        assert judge(pact, events, "mon 10:00").definitions["big"].value is True

    def test_paused_by_seq(self) -> None:
        """Of a pause and its end at one instant the later by seq counts."""
        pact = make_timer(
            "from: handed_off / until: attempt / within: 2 hours / "
            "pause: {from: paused, until: resumed}"
        )
        events = (
            "mon 09:00 handed_off; mon 10:00 paused seq:{}; mon 10:00 resumed seq:2"
        )
        ended = judge(pact, events.format(1), "mon 10:30")
        assert only(ended).outcome is Outcome.RUNNING
        lasting = judge(pact, events.format(3), "mon 10:30")
        assert only(lasting).outcome is Outcome.PAUSED


class TestIdentity:
    """Duplicate ids count once; without an id, content is identity."""

    def test_same_id_same_content(self) -> None:
        """The same event twice is one."""
        pact = make_pact(definitions="\n  twice: count(note) == 2\n")
        events = "mon 09:00 note #a; mon 09:00 note #a"
        assert judge(pact, events, "mon 10:00").definitions["twice"].value is False

    def test_no_id_same_content(self) -> None:
        """Without an id, the same content is the same event."""
        pact = make_pact(definitions="\n  once: count(attempt) == 1\n")
        events = "mon 09:00 attempt channel=call; mon 09:00 attempt channel=call"
        assert judge(pact, events, "mon 10:00").definitions["once"].value is True

    def test_the_order_of_data(self) -> None:
        """Data are the same content in any order."""
        pact = make_pact(definitions="\n  once: count(attempt) == 1\n")
        events = (
            "mon 09:00 attempt channel=call outcome=busy; "
            "mon 09:00 attempt outcome=busy channel=call"
        )
        assert judge(pact, events, "mon 10:00").definitions["once"].value is True

    @pytest.mark.parametrize(
        "other",
        [
            "mon 09:01 attempt channel=call",
            "mon 09:00 attempt channel=email",
            "mon 09:00 attempt channel=call seq:1",
            "mon 09:00 attempt channel=call system",
            "mon 09:00 attempt channel=call #b",
        ],
    )
    def test_another_content(self, other: str) -> None:
        """Another instant, datum, place in the source, actor or id is another event."""
        pact = make_pact(definitions="\n  twice: count(attempt) == 2\n")
        events = f"mon 09:00 attempt channel=call; {other}"
        assert judge(pact, events, "mon 10:00").definitions["twice"].value is True

    @pytest.mark.parametrize(
        "other",
        [
            "mon 09:01 attempt #a",
            "mon 09:00 note #a",
            "mon 09:00 attempt #a channel=call",
            "mon 09:00 attempt #a system",
            "mon 09:00 attempt #a seq:1",
            "mon 09:00 attempt #a recorded:mon-10:00",
        ],
    )
    def test_one_id_two_contents(self, other: str) -> None:
        """One id with two contents is refused, even if one of them is after now."""
        lead = make_lead(f"mon 09:00 attempt #a; {other}")
        assert refused(lead) == "LP4005"
        assert refused(lead, at("mon 08:00")) == "LP4005"

    def test_a_content_id_is_stable(self) -> None:
        """The id made from the content does not depend on the other events."""
        alone = only(judge(PACT, "mon 09:00 handed_off", "mon 10:00"))
        among = only(judge(PACT, "mon 08:00 note; mon 09:00 handed_off", "mon 10:00"))
        assert alone.start_event == among.start_event != ""


class TestNow:
    """Events after `now` are ignored, by `at` alone."""

    def test_after_now(self) -> None:
        """An event a moment after `now` does not count."""
        pact = make_pact(definitions="\n  told: happened(note)\n")
        for now, value in (("mon 09:59", False), ("mon 10:00", True)):
            found = judge(pact, "mon 10:00 note", now).definitions["told"]
            assert found.value is value

    def test_recorded_after_now(self) -> None:
        """When it was written down does not matter."""
        events = "mon 09:00 handed_off; mon 10:00 attempt recorded:tue-10:00"
        assert only(judge(PACT, events, "mon 10:30")).outcome is Outcome.MET

    def test_naive_now(self) -> None:
        """An instant without a zone is refused."""
        assert refused(make_lead(), datetime(2026, 1, 5)) == "LP4002"  # noqa: DTZ001 - the mistake under test

    def test_naive_events(self) -> None:
        """An event without a zone is refused, and a recording too."""
        naive = datetime(2026, 1, 5)  # noqa: DTZ001 - the mistake under test
        assert refused(make_lead([make_event("note", naive)])) == "LP4002"
        recorded = make_event("note", "mon 09:00", recorded=naive)
        assert refused(make_lead([recorded])) == "LP4002"

    def test_zones_do_not_matter(self) -> None:
        """One instant is one instant in any zone."""
        lead = make_lead(
            [
                make_event("handed_off", at("mon 09:00", "America/New_York")),
                make_event("attempt", at("mon 18:00", "Europe/Athens")),
            ]
        )
        (found,) = PACT.evaluate(lead, now=at("mon 20:00")).instances
        assert found.outcome is Outcome.MET
        assert found.start_at == at("mon 14:00")
        assert found.end_at == at("mon 16:00")
        assert found.due_at == at("mon 16:00")


class TestFields:
    """A field has the value of its last change, else what was before the next one."""

    @pytest.mark.parametrize(
        ("changes", "own", "expected", "found"),
        [
            pytest.param("", 80, True, [], id="own value without changes"),
            pytest.param("", None, None, [], id="no value at all"),
            pytest.param(
                "mon 09:00 changed field=employees value=80",
                10,
                True,
                [],
                id="last change before",
            ),
            pytest.param(
                "mon 10:00 changed field=employees value=80",
                10,
                True,
                [],
                id="change at the instant",
            ),
            pytest.param(
                "mon 08:00 changed field=employees value=80; "
                "mon 09:00 changed field=employees value=10",
                80,
                False,
                [],
                id="the last of two",
            ),
            pytest.param(
                "mon 11:00 changed field=employees value=80 before=10",
                80,
                False,
                [],
                id="before the first later change, although after now",
            ),
            pytest.param(
                "tue 11:00 changed field=employees value=80 before=20; "
                "mon 11:00 changed field=employees value=20 before=60",
                80,
                True,
                [],
                id="before the first of two later changes",
            ),
            pytest.param(
                "mon 11:00 changed field=employees value=80",
                80,
                None,
                ["LP4007"],
                id="a later change that does not tell what was before",
            ),
            pytest.param(
                "mon 09:00 changed field=country value=US", 80, True, [], id="another"
            ),
            pytest.param(
                "mon 09:00 changed field=employees value=", 80, None, [], id="emptied"
            ),
        ],
    )
    def test_at_an_instant(
        self, changes: str, own: int | None, expected: object, found: list[str]
    ) -> None:
        """The value at `now`, from changes at, before and after it."""
        answer = judge(make_pact(**BIG), changes, "mon 10:00", employees=own)
        assert answer.definitions["big"].value is expected
        assert answer.definitions["told"].value is (expected is not None)
        assert codes(answer) == found

    def test_the_message_names_the_field(self) -> None:
        """The finding says which field nobody can tell."""
        changes = "mon 11:00 changed field=employees value=80"
        (found,) = judge(make_pact(**BIG), changes, "mon 10:00").findings
        assert "`employees`" in found.message

    def test_values_are_typed(self) -> None:
        """The value of a change has the type of its field."""
        event = make_event("changed", "mon 09:00", field="employees", value="many")
        lead = make_lead([event])
        with pytest.raises(RecordError) as caught:
            make_pact(**BIG).evaluate(lead, now=at("mon 10:00"))
        assert [found.code for found in caught.value.diagnostics] == ["LP4004"]

    def test_only_changes_that_name_it(self) -> None:
        """Another event with such data is no change, a change of nothing neither."""
        events = "mon 08:00 note field=employees value=10; mon 09:00 changed value=10"
        found = judge(make_pact(**BIG), events, "mon 10:00", employees=80)
        assert found.definitions["big"].value is True

    def test_blank(self) -> None:
        """A blank text is a missing value."""
        found = judge(make_pact(**BIG), "", "mon 10:00", employees="  ")
        assert found.definitions["told"].value is False

    def test_at_the_start_of_a_timer(self) -> None:
        """A change at the start instant is true at it, whatever `seq` says."""
        pact = make_timer(
            "from: handed_off / until: attempt / within: 2 hours / when: employees > 50"
        )
        events = (
            "mon 09:00 handed_off seq:1; "
            "mon 09:00 changed field=employees value=80 before=10 seq:2"
        )
        assert len(tell(judge(pact, events, "mon 10:00", employees=80))) == 1


class TestRefusals:
    """A value of the wrong type is a data error, never a guess."""

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("employees", "many", "LP4004"),
            ("employees", 3.7, "LP4004"),
            ("employees", True, "LP4004"),
            ("employees", "010", "LP4004"),
            ("country", "no", "LP4004"),
            ("country", "DE", "LP4004"),
            ("amount", "100 EUR", "LP4004"),
            ("close", "12/01/2026", "LP4004"),
            ("employees", 2**53 + 1, "LP4006"),
            ("score", "0.1234567", "LP4006"),
            ("score", "1234567890123.123456", "LP4006"),
        ],
    )
    def test_fields(self, field: str, value: object, code: str) -> None:
        """Nothing is coerced: the value is refused with its code."""
        assert refused(with_field(field, value)) == code

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("employees", 2**53),
            ("employees", -(2**53)),
            ("score", "123456789012.123456"),
            ("country", "NO"),
            ("amount", "100 USD"),
            ("amount", "100.5"),
            ("chance", "40%"),
            ("chance", 40),
            ("close", "2026-12-01"),
            ("employees", "  "),
        ],
    )
    def test_accepted(self, field: str, value: object) -> None:
        """Values at the limits are fine."""
        answer = PACT.evaluate(with_field(field, value), now=at("mon 12:00"))
        assert answer.findings == ()

    def test_undeclared(self) -> None:
        """A field that the policy does not declare may hold anything, and is told."""
        lead = with_field("unheard_of", object())
        answer = PACT.evaluate(lead, now=at("mon 12:00"))
        assert codes(answer) == ["LP4016"]

    def test_names_that_are_no_texts(self) -> None:
        """Nobody asks for such a field, or for such data."""
        names: Any = {5: 1, (1, 2): 2, "unheard_of": 3}
        twins = [Event("note", at("mon 09:00"), names) for _ in range(2)]
        answer = PACT.evaluate(Lead("x", names, twins), now=at("mon 12:00"))
        (found,) = answer.findings
        message = "the policy has no field `(1, 2)`, `5`, `unheard_of`"
        assert (found.code, found.message) == ("LP4016", message)

    def test_many_undeclared(self) -> None:
        """Of many, the first are told."""
        lead = Lead("x", {f"f{index}": 1 for index in range(1000)})
        (found,) = PACT.evaluate(lead, now=at("mon 12:00")).findings
        told = "`f0`, `f1`, `f10`, `f100`, `f101`, …"
        assert found.message == f"the policy has no field {told}"

    def test_data_that_cannot_be_written(self) -> None:
        """Undeclared data make up the id of an event, and must have an end."""
        deep: list[object] = []
        for _ in range(10_000):
            deep = [deep]
        for value in (deep, 10**5000):
            assert refused(make_lead([make_event("note", "mon 09:00", x=value)])) == (
                "LP4004"
            )

    def test_event_data(self) -> None:
        """Data of events the policy names are typed, too."""
        bad = make_event("demo_request", "mon 09:00", size="huge")
        assert refused(make_lead([bad])) == "LP4004"
        word = make_event("demo_request", "mon 09:00", plan="gold")
        assert refused(make_lead([word])) == "LP4004"

    def test_unknown_types_are_ignored(self) -> None:
        """Types the policy does not name are kept and ignored, with any data."""
        lead = make_lead([make_event("landing", "mon 09:00", size="huge")])
        assert PACT.evaluate(lead, now=at("mon 12:00")).findings == ()

    def test_the_message_tells_where(self) -> None:
        """The message names lead and field."""
        with pytest.raises(RecordError, match=r"`L1`.*`employees`"):
            PACT.evaluate(make_lead(employees="many"), now=at("mon 12:00"))


class TestEffective:
    """A policy loaded alone judges all history, whatever its `effective`."""

    def test_before_effective(self) -> None:
        """Events long before the first day in force are judged."""
        pact = make_timer(
            "from: handed_off / until: attempt / within: 2 hours",
            effective="2030-01-01",
        )
        assert tell(judge(pact, "mon 09:00 handed_off", "mon 10:00")) == [
            "mon 09:00 running, due mon 11:00"
        ]
