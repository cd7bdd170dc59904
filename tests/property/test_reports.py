"""Laws of reports: parts add up to the whole, and shares lie within it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
from builders import make_policy
from hypothesis import given
from hypothesis import strategies as st
from promises import policy_sections
from strategies import moments, promises, whole_leads

import leadpact
from leadpact.reports.funnel import funnel
from leadpact.reports.kept import Group, kept
from leadpact.reports.material import Material
from leadpact.reports.speed import Every, speed, speed_ranges
from leadpact.reports.waterfall import counted_goals, waterfall

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from promises import Promise

DAYS = 6
LEADS = st.lists(whole_leads(days=DAYS), max_size=5).map(
    lambda leads: [
        attrs.evolve(lead, id=f"L{number}") for number, lead in enumerate(leads)
    ]
)
GOAL = "{leads: {party: marketing, require: count(entered SAL) >= 70, per: week}}"


def material(
    drawn: Sequence[Promise],
    leads: list[leadpact.Lead],
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Material:
    """What reports on some leads are made from."""
    sections = {**policy_sections(drawn), "goals": GOAL}
    if not drawn:
        del sections["timers"]
    pact = leadpact.loads(make_policy(**sections))
    return Material.of(pact, leads, now=now, since=since, until=until)


@given(promises(most=2), LEADS, moments(days=DAYS + 6))
def test_kept(
    drawn: Sequence[Promise], leads: list[leadpact.Lead], now: datetime
) -> None:
    """Owners and weeks add up to all, and all are the rows of the result."""
    found = material(drawn, leads, now)
    whole = {one.promise: one for one in kept(found)}
    outcomes = Counter((row["timer"], row["outcome"]) for row in found.timers)
    for name, one in whole.items():
        assert one.on_time == outcomes[name, "met"]
        assert one.late == outcomes[name, "met_late"]
        assert one.never == outcomes[name, "never_met"]
        rest = (one.void, one.excused, one.open)
        count = sum(each for key, each in outcomes.items() if key[0] == name)
        assert one.on_time + one.late + one.never + sum(rest) == count
    for group in (Group.OWNER, Group.TEAM, Group.WEEK):
        parts = kept(found, group)
        for column in ("on_time", "late", "never", "void", "excused", "open"):
            sums: Counter[str] = Counter()
            for part in parts:
                sums[part.promise] += getattr(part, column)
            for name, one in whole.items():
                assert sums[name] == getattr(one, column)


@given(promises(most=2), LEADS, moments(days=DAYS + 6))
def test_days(
    drawn: Sequence[Promise], leads: list[leadpact.Lead], now: datetime
) -> None:
    """What is due before a day and what is due from it on is all that is decided."""
    both = material(drawn, leads, now)
    middle = now - timedelta(days=5)
    parts = [
        material(drawn, leads, now, None, middle),
        material(drawn, leads, now, middle, None),
    ]
    for column in ("on_time", "late", "never", "void", "excused"):
        sums: Counter[str] = Counter()
        for part in parts:
            for one in kept(part):
                sums[one.promise] += getattr(one, column)
        assert all(sums[one.promise] == getattr(one, column) for one in kept(both))


@given(promises(most=2), LEADS, moments(days=DAYS + 6))
def test_speed(
    drawn: Sequence[Promise], leads: list[leadpact.Lead], now: datetime
) -> None:
    """Days add up to weeks, ranges to all; what was never kept outlasts any span."""
    found = material(drawn, leads, now)
    by_every = {
        every: Counter(
            {
                (one.promise, column): 0
                for one in speed(found, every)
                for column in ("begun", "kept", "never", "open")
            }
        )
        for every in Every
    }
    for every, sums in by_every.items():
        for one in speed(found, every):
            assert one.begun == one.kept + one.never + one.open
            for column in ("begun", "kept", "never", "open"):
                sums[one.promise, column] += getattr(one, column)
            decided = one.kept + one.never
            # The median has an end exactly if at least half were kept.
            assert (one.median is not None) is (decided > 0 and 2 * one.kept >= decided)
            assert (one.ninetieth is not None) is (
                decided > 0 and 10 * one.kept >= 9 * decided
            )
            if one.median is not None and one.ninetieth is not None:
                assert one.median <= one.ninetieth
    assert by_every[Every.DAY] == by_every[Every.WEEK] == by_every[Every.MONTH]
    totals: Counter[str] = Counter()
    shares: Counter[str] = Counter()
    for each in speed_ranges(found):
        totals[each.promise] += each.count
        shares[each.promise] += each.share or Fraction()  # type: ignore[assignment]
    for name, total in totals.items():
        assert total == by_every[Every.DAY][name, "begun"]
        assert shares[name] in {0, 1}


@given(LEADS, moments(days=DAYS + 6))
def test_waterfall(leads: list[leadpact.Lead], now: datetime) -> None:
    """The line ends at the goal, days add up, and no lead counts twice in a week."""
    found = material((), leads, now)
    (name,) = counted_goals(found.policy)
    days = waterfall(found, name)
    assert len(days) == 7
    assert days[-1].goal == 70
    past = [one for one in days if one.so_far is not None]
    assert [one.day for one in past] == [
        one.day for one in days if one.day <= found.today
    ]
    assert sum(one.new or 0 for one in past) == (past[-1].so_far if past else 0)
    entered = {
        row["lead"]
        for row in found.tables.leads
        for entry in row["entries"]
        if entry["stage"] == "SAL"
        and days[0].day <= found.day(entry["entered_at"]) <= days[-1].day
    }
    assert (past[-1].so_far if past else 0) == len(entered)
    # A week later, this week is the last one.
    later = attrs.evolve(found, now=found.now + 7 * 86_400_000_000)
    compared = waterfall(later, name)
    if compared[0].last_period is not None:
        assert compared[-1].last_period == len(entered)


@given(LEADS, moments(days=DAYS + 6))
def test_funnel(leads: list[leadpact.Lead], now: datetime) -> None:
    """Shares are parts of one, and of the first stage to the last they agree."""
    found = material((), leads, now)
    stages = funnel(found)
    assert [one.stage for one in stages] == ["MQL", "SAL", "SQL"]
    for one in stages:
        for share in (one.of_previous, one.of_first, one.to_last):
            assert share is None or 0 <= share <= 1
        assert one.median is None or one.of_previous
    assert stages[-1].to_last in {None, 1}
    entered = {
        name: sum(
            any(entry["stage"] == name for entry in row["entries"])
            for row in found.tables.leads
        )
        for name in ("MQL", "SAL", "SQL")
    }
    assert {one.stage: one.leads for one in stages} == entered
