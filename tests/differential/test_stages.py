"""Stages of the record engine against a look at every minute that may matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import make_policy
from hypothesis import given
from hypothesis import strategies as st
from oracle_leads import Judge, since_monday
from oracle_stages import Funnel, Step
from promises import CALENDARS, GUARDS
from strategies import moments, whole_leads

import leadpact
from leadpact.instants import from_instant

if TYPE_CHECKING:
    from datetime import datetime

    from leadpact.model.lead import Lead

DAYS = 5
NOWS = moments(days=DAYS + 2)

STAGES = st.tuples(
    st.builds(Step, st.just("MQL"), when=st.sampled_from(GUARDS)),
    st.builds(Step, st.just("SAL"), st.just(("accepted",))),
    st.builds(
        Step,
        st.just("SQL"),
        st.just(("qualified", "attempt where channel is call")),
        when=st.sampled_from(("", *GUARDS)),
    ),
    st.builds(Step, st.just("BIG"), when=st.sampled_from(GUARDS)),
)
TIMERS = """
    seen:
      party: sales
      from: [entered MQL, entered SAL, entered SQL, entered BIG]
      repeat: each
      until: won
      within: 1 hour
    inside:
      party: sales
      from: note
      repeat: each
      when: stage is SQL
      until: won
      within: 1 hour
"""


@given(STAGES, whole_leads(days=DAYS), NOWS)
def test_agree(stages: tuple[Step, ...], lead: Lead, now: datetime) -> None:
    """Entries and stage are the same, and timers see both."""
    policy = make_policy(
        calendars=CALENDARS,
        stages="\n" + "\n".join(stage.text() for stage in stages),
        timers=TIMERS,
    )
    found = leadpact.loads(policy).evaluate(lead, now=now)
    judge = Judge((), lead, (), since_monday(now))
    funnel = Funnel(judge, stages)

    def moved(instant: int) -> int:
        return since_monday(from_instant(instant))

    entries = [(one.stage, moved(one.entered)) for one in found.entries]
    assert sorted(entries) == sorted(funnel.entries)
    assert found.stage == funnel.stage
    seen = [moved(one.start) for one in found.instances if one.timer == "seen"]
    assert seen == sorted(at for _, at in funnel.entries)
    inside = {one.start_event for one in found.instances if one.timer == "inside"}
    assert inside == {
        mark.id
        for mark in judge.marks
        if mark.event.type == "note"
        and Funnel(Judge((), lead, (), mark.at), stages).stage == "SQL"
    }
