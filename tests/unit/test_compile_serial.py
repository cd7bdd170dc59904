"""Plans as JSON, and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import cattrs
import pytest
from builders import SHIPPED, make_pact

from leadpact.compile.serial import plan_from_data, plan_to_data
from leadpact.pact import load

if TYPE_CHECKING:
    from pathlib import Path

    from leadpact.compile.plan import Plan

#: Everything whose JSON form is not plain: dates, decimals, zones, choices, nothing.
FULL = {
    "calendars": """
        desk:
          timezone: {field: zone, otherwise: Europe/Oslo}
          open: {mon-fri: [09:00-12:00, 13:00-17:00], sat: 22:00-06:00}
          holidays: {country: US, subdivision: NY, also: [2026-12-24]}
          days: {2026-12-23: 09:00-12:00, 2026-12-28: closed}
        late_desk: {timezone: UTC, open: {mon-sun: 13:00-21:00}}
        both: {all: [desk, late_desk]}
    """,
    "definitions": """
        dated: close between 2026-01-01 and 2026-12-31
        fine: score > 0.125 and chance >= 2.5%
        named: email == "2026-01-01" or email == "1.5"
        counted: count(note in last 3 days where actor is not human) > 2
        long_ago: last(note) - first(note) > 90 minutes
        size:
          first:
            - 1.5 when employees is missing
            - 2
        wait:
          first:
            - 2 hours when employees is missing
            - 90 minutes
    """,
    "scoring": """
        fit:
          - -0.5 when employees < 3
          - 2 each touched, up to 7.5 points
    """,
    "timers": """
        t:
          party: sales
          from: [created, entered SAL]
          until: attempt
          within:
            - 1.5 business hours when employees is known
            - 2 calendar days
          apart: 30 minutes
          times: 2
          pause: {from: paused, until: resumed}
          repeat: each
          calendar: owner
          warn:
            - alert owner at 12.5%
          missed:
            - alert owner after 1 hour every 1 business day at most 3 times "go"
    """,
    "stages": """
        - {name: SAL, party: sales, enter: accepted, complete: [amount]}
    """,
    "limits": """
        l: {party: sales, never: missed t}
    """,
}


def through_json(plan: Plan) -> Plan:
    """A plan that was written as JSON and read."""
    return plan_from_data(json.loads(json.dumps(plan_to_data(plan))))


class TestRoundTrip:
    """What is read is what was written."""

    @pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
    def test_shipped(self, path: Path) -> None:
        """Every shipped policy."""
        plan = load(path).plan
        assert through_json(plan) == plan

    def test_every_kind_of_value(self) -> None:
        """Dates stay dates, texts that look like dates stay texts."""
        plan = make_pact(**FULL).plan
        again = through_json(plan)
        assert again == plan
        assert repr(again) == repr(plan)

    def test_written_alike(self) -> None:
        """Written twice, it is the same text."""
        plan = make_pact(**FULL).plan
        once, twice = plan_to_data(plan), plan_to_data(through_json(plan))
        assert json.dumps(once) == json.dumps(twice)


class TestPlainness:
    """Nothing but what JSON has."""

    def test_plain(self) -> None:
        """Texts, whole numbers, lists and mappings with text keys; no floats."""
        left: list[object] = [plan_to_data(make_pact(**FULL).plan)]
        while left:
            value = left.pop()
            if isinstance(value, dict):
                assert all(type(key) is str for key in value)
                left.extend(value.values())
            elif isinstance(value, list | tuple):
                left.extend(value)
            else:
                assert value is None or type(value) in {str, int}

    @pytest.mark.parametrize("key", ["policy", "timers", "order"])
    def test_missing_keys(self, key: str) -> None:
        """A plan without one of its keys is refused."""
        data = plan_to_data(make_pact().plan)
        del data[key]
        with pytest.raises(cattrs.BaseValidationError):
            plan_from_data(data)

    def test_unknown_keys(self) -> None:
        """A plan with a key of another format is refused."""
        data = plan_to_data(make_pact().plan) | {"newer": 1}
        with pytest.raises(cattrs.BaseValidationError):
            plan_from_data(data)
