"""A disputed lead: what is sealed is judged as the lead itself was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import make_person, make_policy
from hypothesis import given
from hypothesis import strategies as st
from promises import policy_sections
from strategies import moments, promises, whole_leads

import leadpact
from leadpact.instants import to_instant
from leadpact.review.autopsy import autopsy, replay
from leadpact.review.papers import Papers
from leadpact.review.sealing import sealed, unsealed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from promises import Promise

DAYS = 6
PEOPLE = (
    make_person("ann", calendar="new_york", address="ann@example.com"),
    make_person("ben", calendar="night", absences="2026-01-06/2026-01-07"),
    make_person("cleo"),
)


@given(st.data(), promises(), moments(days=DAYS + 6))
def test_replay(data: st.DataObject, drawn: Sequence[Promise], now: datetime) -> None:
    """The verdict of the file is that of the lead and of all people."""
    lead = data.draw(whole_leads(tuple(drawn), days=DAYS, backdated=True))
    text = make_policy(**policy_sections(drawn))
    pact, papers = leadpact.loads(text), Papers("1.0.0.yaml", {"1.0.0.yaml": text})
    written = sealed(autopsy(pact, papers, lead, PEOPLE, to_instant(now)))
    kept, _ = unsealed(written.encode(), "L1.json")
    known = pact.evaluate(lead, now=now, people=PEOPLE)
    assert leadpact.evaluation_from_data(kept.evaluation) == known
    again = replay(kept, leadpact.loads(kept.papers.files["1.0.0.yaml"]))
    assert again.changes == ()
    assert again.decision == kept.decision
