from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from leadpact.errors import RecordError
from leadpact.model.lead import Actor, Event, Lead, Person
from leadpact.model.records import event_from_data, lead_from_data, person_from_data

if TYPE_CHECKING:
    from collections.abc import Callable

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
#: As callers without types see them.
A_LEAD: Any
AN_EVENT: Any
A_PERSON: Any
A_LEAD, AN_EVENT, A_PERSON = Lead, Event, Person
EVENT = {"type": "attempt", "at": "2026-01-05T10:00:00+01:00"}


def refused(read: Callable[..., object], data: object) -> list[tuple[str, str, str]]:
    """Code, message and hint of everything that is wrong with data."""
    with pytest.raises(RecordError) as caught:
        read(data)
    return [(one.code, one.message, one.hint) for one in caught.value.diagnostics]


class TestLeadFromData:
    """`lead_from_data`."""

    def test_all_attributes(self) -> None:
        """Instants are texts or datetimes, events are data or objects."""
        whole = {
            "type": "attempt",
            "at": NINE,
            "data": {"channel": "call"},
            "actor": "human",
            "recorded_at": "2026-01-05T09:00:00Z",
            "id": "e1",
            "seq": 3,
        }
        given = {
            "id": "L-1",
            "fields": {"employees": 50},
            "events": [whole, EVENT, Event("note", NINE)],
        }
        assert lead_from_data(given) == Lead(
            "L-1",
            {"employees": 50},
            (
                Event("attempt", NINE, {"channel": "call"}, Actor.HUMAN, NINE, "e1", 3),
                Event("attempt", NINE),
                Event("note", NINE),
            ),
        )

    @pytest.mark.parametrize(
        ("given", "events"), [({}, ()), ({"events": []}, ()), ({"events": None}, None)]
    )
    def test_history(self, given: dict[str, Any], events: tuple[()] | None) -> None:
        """Without events nothing has happened; null events are not known."""
        assert lead_from_data({"id": "L-1", **given}) == Lead("L-1", {}, events)

    def test_null_is_absent(self) -> None:
        """What may be left out may be null."""
        none = dict.fromkeys(["data", "actor", "recorded_at", "id", "seq"])
        assert event_from_data({**EVENT, **none}) == event_from_data(EVENT)

    def test_fields_are_copied(self) -> None:
        """A lead does not change with the data that it was made of."""
        fields = {"employees": 50}
        lead = lead_from_data({"id": "L-1", "fields": fields})
        fields["employees"] = 1
        assert lead.fields == {"employees": 50}

    def test_everything_is_told_at_once(self) -> None:
        """Each mistake has its place, its code, and the nearest key."""
        data = {
            "id": "L-1",
            "evnts": [],
            "events": [
                {**EVENT, "at": datetime(2026, 1, 5)},  # noqa: DTZ001 - the test
                {"typ": "x", "at": None, "actor": "humane", "seq": True},
            ],
        }
        zone = "expected an instant with a zone, found `2026-01-05T00:00:00`"
        assert refused(lead_from_data, data) == [
            ("LP4017", "lead `L-1`: unknown key `evnts`", "did you mean `events`?"),
            (
                "LP4002",
                f"lead `L-1`: `events[0].at`: {zone}",
                "add `Z` or an offset such as `+01:00`",
            ),
            (
                "LP4017",
                "lead `L-1`: `events[1]`: unknown key `typ`",
                "did you mean `type`?",
            ),
            ("LP4017", "lead `L-1`: `events[1]`: `type` is missing", ""),
            ("LP4017", "lead `L-1`: `events[1]`: `at` is missing", ""),
            (
                "LP4004",
                "lead `L-1`: `events[1].actor`: unknown actor `humane`",
                "did you mean `human`?",
            ),
            (
                "LP4004",
                "lead `L-1`: `events[1].seq`: expected integer, found `True` (bool)",
                "",
            ),
        ]

    @pytest.mark.parametrize(
        ("data", "code", "message"),
        [
            (None, "LP4017", "a lead: expected an object, found nothing"),
            ([], "LP4004", "a lead: expected an object, found `[]` (list)"),
            ({}, "LP4017", "a lead: `id` is missing"),
            ({"id": 7}, "LP4004", "a lead: `id`: expected text, found `7` (int)"),
            ({"id": " "}, "LP4017", "a lead: `id`: expected text, found blanks"),
            (
                {"id": "\ud800"},
                "LP4004",
                "a lead: `id`: half a character stands in the text",
            ),
            (
                {"id": "ø", "fields": {1: 2}},
                "LP4004",
                "lead `ø`: `fields`: expected text, found `1` (int)",
            ),
            (
                {"id": "a", "fields": {"email": "\ud800"}},
                "LP4004",
                "lead `a`: `fields`: half a character stands in the text",
            ),
            (
                {"id": "a", "events": "none"},
                "LP4004",
                "lead `a`: `events`: expected a list, found `none` (str)",
            ),
            (
                {"id": "a", "events": [None]},
                "LP4017",
                "lead `a`: `events[0]`: expected an object, found nothing",
            ),
        ],
    )
    def test_other_shapes(self, data: object, code: str, message: str) -> None:
        """What is no lead is refused, in words about the whole."""
        assert [found[:2] for found in refused(lead_from_data, data)] == [
            (code, message)
        ]


class TestEventFromData:
    """`event_from_data`."""

    @pytest.mark.parametrize(
        ("key", "value", "said"),
        [
            ("at", 1767600000, "expected an instant such as"),
            ("at", " ", "expected an instant such as"),
            ("at", "soon", "expected instant, found `soon`"),
            ("at", "2026-01-05", "expected an instant with a zone"),
            ("seq", "3", "expected a whole number, found `3` (str)"),
            ("seq", 2**60, "whole numbers lie within 2^53"),
            ("data", [], "expected an object"),
            ("actor", 3, "expected text"),
        ],
    )
    def test_values(self, key: str, value: object, said: str) -> None:
        """A value of another type is refused, never converted."""
        ((_, message, _),) = refused(event_from_data, {**EVENT, key: value})
        assert message.startswith(f"an event: `{key}`: {said}")

    def test_actor(self) -> None:
        """An actor is a word or the object."""
        event = event_from_data({**EVENT, "actor": Actor.SYSTEM})
        assert event == event_from_data({**EVENT, "actor": "system"})


class TestPersonFromData:
    """`person_from_data`."""

    def test_all_attributes(self) -> None:
        """All are text, and all but the id may be left out."""
        data = {"id": "ann", "name": "Ann", "calendar": "office", "address": "a@b.c"}
        assert person_from_data(data) == Person("ann", "Ann", "office", "a@b.c")
        assert person_from_data({"id": "ann"}) == Person("ann")

    def test_mistakes(self) -> None:
        """The person is named."""
        assert refused(person_from_data, {"id": "ann", "adress": "x"}) == [
            ("LP4017", "person `ann`: unknown key `adress`", "did you mean `address`?")
        ]
        assert refused(person_from_data, {"name": "Ann"}) == [
            ("LP4017", "a person: `id` is missing", "")
        ]


class TestNonsense:
    """What nobody meant to send."""

    def test_no_flood(self) -> None:
        """The first mistakes are told, and that there are more."""
        found = refused(lead_from_data, {"id": "x", "events": [5] * 1000})
        assert len(found) == 201
        assert found[-1] == (
            "LP4017",
            "lead `x`: more is wrong than the 200 mistakes that are told",
            "",
        )

    def test_depth(self) -> None:
        """Lists within lists are shown as little as can be."""
        deep: list[object] = []
        for _ in range(10_000):
            deep = [deep]
        data = {"id": "x", "events": deep}
        assert refused(lead_from_data, {"id": deep})[0][1] == (
            "a lead: `id`: expected text, found `…` (list)"
        )
        assert refused(lead_from_data, data)[0][0] == "LP4004"


class TestObjects:
    """Objects of the wrong kinds are refused as they are made."""

    @pytest.mark.parametrize(
        ("make", "code", "message"),
        [
            (
                lambda: A_LEAD(5),
                "LP4004",
                "`id` of Lead: expected text, found `5` (int)",
            ),
            (
                lambda: A_LEAD("x", None),
                "LP4017",
                "`fields` of Lead: expected an object, found nothing",
            ),
            (
                lambda: A_LEAD("x", {}, 5),
                "LP4004",
                "`events` of Lead: expected events, found `5` (int)",
            ),
            (
                lambda: A_LEAD("x", {}, (Event("note", NINE), EVENT)),
                "LP4004",
                (
                    "`events[1]` of Lead: expected an event, found "
                    "`{'type': 'attempt', 'at': '2026-01-05T10…` (dict)"
                ),
            ),
            (
                lambda: AN_EVENT(["note"], NINE),
                "LP4004",
                "`type` of Event: expected text, found `['note']` (list)",
            ),
            (
                lambda: AN_EVENT("note", NINE, None),
                "LP4017",
                "`data` of Event: expected an object, found nothing",
            ),
            (
                lambda: AN_EVENT("note", NINE, id=5),
                "LP4004",
                "`id` of Event: expected text, found `5` (int)",
            ),
            (
                lambda: AN_EVENT("note", NINE, seq="1"),
                "LP4004",
                "`seq` of Event: expected a whole number, found `1` (str)",
            ),
            (
                lambda: A_PERSON(None),
                "LP4017",
                "`id` of Person: expected text, found nothing",
            ),
        ],
    )
    def test_refused(self, make: Callable[[], object], code: str, message: str) -> None:
        """With the attribute, and what was found there."""
        with pytest.raises(RecordError) as caught:
            make()
        (found,) = caught.value.diagnostics
        assert (found.code, found.message) == (code, message)

    def test_events_of_a_generator(self) -> None:
        """They are kept, so that a lead can be judged twice."""
        lead = Lead("x", {}, (event for event in [Event("note", NINE)]))
        assert lead.events == (Event("note", NINE),)
