"""Laws of leads as plain data: any JSON is judged or refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from builders import at, make_pact
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import histories, moments

import leadpact

if TYPE_CHECKING:
    from datetime import datetime

PACT = make_pact(
    timers="""
        reply:
          party: sales
          from: handed_off
          when: employees >= 50 and country is NO
          until: attempt where channel is call
          within: 4 business hours
          missed:
            - alert owner
    """,
    definitions="""
        worth:
          first:
            - 100 USD when amount > 10 USD and chance >= 40%
            - 40 USD
    """,
)
NOW = at("mon 12:00")

_words = st.sampled_from(
    [
        *(
            "id",
            "fields",
            "events",
            "type",
            "at",
            "data",
            "actor",
            "recorded_at",
            "seq",
        ),
        *("employees", "country", "amount", "chance", "close", "zone", "email", "NO"),
        *("handed_off", "attempt", "changed", "assigned", "waived", "field", "value"),
        *("before", "to", "timer", "by", "why", "reply", "channel", "call", "human"),
        *("2026-01-05T09:00:00Z", "2026-01-05", "0001-01-01T00:00:00+14:00", "40%"),
        *("9999-12-31T23:59:59-12:00", "100 USD", "1e9", "\ud800", "", " ", "\x00"),
    ]
)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | _words
    | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(_words, inner, max_size=4)
    ),
    max_leaves=12,
)


def leads() -> st.SearchStrategy[dict[str, Any]]:
    """Leads of the right outer shape, with anything inside."""
    events = st.fixed_dictionaries(
        {
            "type": st.sampled_from(
                ["handed_off", "attempt", "changed", "assigned", "waived"]
            ),
            "at": st.sampled_from(
                ["2026-01-05T09:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:00:00Z"]
            ),
        },
        optional={
            "data": st.dictionaries(_words, JSON, max_size=3),
            "id": _words,
            "seq": st.integers(-3, 3),
            "recorded_at": st.just("2026-01-05T10:00:00Z"),
        },
    )
    return st.fixed_dictionaries(
        {
            "id": st.just("L-1"),
            "fields": st.dictionaries(_words, JSON, max_size=4),
            "events": st.lists(events, max_size=3),
        }
    )


def written(event: leadpact.Event) -> dict[str, Any]:
    """An event as JSON would hold it."""
    found = attrs.asdict(event)
    at, recorded = event.at.isoformat(), event.recorded_at
    return found | {
        "at": at,
        "recorded_at": recorded and recorded.isoformat(),
        "actor": event.actor.value,
    }


@given(JSON | leads())
@example({"id": "L-1", "fields": {"\ud800": None}})
def test_any_json_is_judged_or_refused(data: Any) -> None:  # noqa: ANN401 - any JSON
    """No data end in another exception, and every verdict can be written."""
    (found,) = PACT.evaluate_many([data], now=NOW)
    if isinstance(found, leadpact.Refused):
        assert found.diagnostics
        with pytest.raises(leadpact.RecordError) as caught:
            PACT.evaluate(data, now=NOW)
        assert caught.value.diagnostics == found.diagnostics
    else:
        assert found == PACT.evaluate(data, now=NOW)
        text = json.dumps(leadpact.evaluation_to_data(found), allow_nan=False)
        assert leadpact.evaluation_from_data(json.loads(text)) == found


@given(histories(backdated=True), moments())
def test_plain_data_are_objects(events: list[leadpact.Event], now: datetime) -> None:
    """A lead that was written as JSON is judged as the object."""
    fields = {"employees": 90, "country": "NO"}
    lead = leadpact.Lead("L-1", fields, tuple(events))
    data = {"id": "L-1", "fields": fields, "events": list(map(written, events))}
    plain = json.loads(json.dumps(data))
    assert leadpact.lead_from_data(plain) == lead
    assert PACT.evaluate(plain, now=now) == PACT.evaluate(lead, now=now)
