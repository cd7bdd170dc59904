"""Laws of backtests: two versions over the same history."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import attrs
from builders import make_policy
from hypothesis import given
from hypothesis import strategies as st
from promises import policy_sections
from strategies import moments, promises, whole_leads

import leadpact
from leadpact.review.backtest import Backtest, Count, backtest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from promises import Promise

    from leadpact.pact import Pact

DAYS = 6
LEADS = st.lists(whole_leads(days=DAYS), max_size=4).map(
    lambda leads: [
        attrs.evolve(lead, id=f"L{number}") for number, lead in enumerate(leads)
    ]
)


def pact(drawn: Sequence[Promise]) -> Pact:
    """Some timers as a policy."""
    return leadpact.loads(make_policy(**policy_sections(drawn)))


def counts(found: Backtest) -> Iterator[tuple[str, Count]]:
    """Every count, with the name of its table."""
    for table in (
        *("stages", "weeks", "owners", "parties", "consequences", "undecided"),
    ):
        for count in getattr(found, table):
            yield table, count
    for timer in found.timers:
        yield "timers", timer.breaches


@given(promises(most=2), promises(most=2), LEADS, moments(days=DAYS + 6))
def test_laws(
    one: Sequence[Promise],
    other: Sequence[Promise],
    leads: list[leadpact.Lead],
    now: datetime,
) -> None:
    """What was, and what is gained, without what is lost, is what would have been."""
    old, new = pact(one), pact(other)
    found = backtest(old, new, leads, now=now)
    for table, count in counts(found):
        assert count.before + count.gained - count.lost == count.after, table
    for timer in found.timers:
        breached = timer.after.get("met_late", 0) + timer.after.get("never_met", 0)
        assert breached == timer.breaches.after
        # Weeks that follow each other, and together all breaches.
        assert sum(week.before for week in timer.weeks) == timer.breaches.before
        assert sum(week.after for week in timer.weeks) == timer.breaches.after
        mondays = [date.fromisoformat(week.name) for week in timer.weeks]
        assert all(b - a == timedelta(weeks=1) for a, b in pairwise(mondays))
    # The other way round, what was gained is lost.
    back = {
        (table, count.name): (count.after, count.before, count.lost, count.gained)
        for table, count in counts(backtest(new, old, leads, now=now))
    }
    assert back == {
        (table, count.name): (count.before, count.after, count.gained, count.lost)
        for table, count in counts(found)
    }
    # The order of the leads does not matter.
    mixed = random.Random(0).sample(leads, len(leads))  # noqa: S311 - no secret
    assert backtest(old, new, mixed, now=now) == found


@given(promises(most=2), LEADS, moments(days=DAYS + 6))
def test_equal(
    drawn: Sequence[Promise], leads: list[leadpact.Lead], now: datetime
) -> None:
    """A version gains and loses nothing against itself."""
    found = backtest(pact(drawn), pact(drawn), leads, now=now)
    assert not any(count.gained or count.lost for _, count in counts(found))
    assert (found.moves, found.affected) == ((), ())
