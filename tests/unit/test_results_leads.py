from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from builders import make_event, make_lead, make_person

from leadpact.language.types import Kind, Type
from leadpact.model.lead import Actor
from leadpact.model.records import lead_from_data, person_from_data
from leadpact.model.values import from_native
from leadpact.results.leads import lead_to_data, person_to_data
from leadpact.units import Duration, Money, Percent


class TestLeadToData:
    """Leads as plain data."""

    def test_all_attributes(self) -> None:
        """Everything that an event tells is read again."""
        event = make_event(
            *("attempt", "mon 09:00"),
            actor=Actor.SYSTEM,
            recorded="mon 10:00",
            seq=3,
            identity="e1",
            channel="call",
        )
        for events in ([event, make_event("won", "tue 09:00")], [], None):
            lead = make_lead(events, employees=60, title="Héad")
            assert lead_from_data(json.loads(json.dumps(lead_to_data(lead)))) == lead

    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            (Kind.INTEGER, 60),
            (Kind.DECIMAL, Decimal("0.125000")),
            (Kind.DECIMAL, Decimal("123456789012.345678")),
            (Kind.DECIMAL, 0.1),
            (Kind.FLAG, False),
            (Kind.DATE, date(2026, 1, 5)),
            (Kind.INSTANT, datetime(2026, 1, 5, 9, 0, 0, 1, UTC)),
            (Kind.MONEY, Money(Decimal("12.50"), "USD")),
            (Kind.PERCENT, Percent(Decimal("2.5"))),
            (Kind.DURATION, Duration.parse("8 business hours")),
            (Kind.TEXT, "10%"),
            (Kind.CHOICE, "web"),
            (Kind.SET, frozenset({"web", "call"})),
            (Kind.SET, ["web", "call"]),
            (Kind.SET, ("web", "call")),
        ],
    )
    def test_values(self, kind: Kind, value: object) -> None:
        """A value of any type means the same once it was JSON."""
        data = json.loads(json.dumps(lead_to_data(make_lead("", it=value))))
        read = from_native(data["fields"]["it"], Type(kind), "USD")
        assert read == from_native(value, Type(kind), "USD")

    def test_missing(self) -> None:
        """What is missing is left out."""
        assert lead_to_data(make_lead("", title=None))["fields"] == {}


def test_person_to_data() -> None:
    """Everything that is known of a person is read again."""
    people = (
        make_person("dana"),
        make_person(
            *("ben",),
            calendar="night",
            address="ben@example.com",
            absences="2026-01-06/2026-01-07; 2026-12-24",
        ),
    )
    for person in people:
        assert person_from_data(person_to_data(person)) == person
