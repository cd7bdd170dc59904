"""Goals against sums by hand, and the laws that hold for all of them."""

from __future__ import annotations

import itertools
import math
import statistics
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs
from builders import make_pact, make_person
from hypothesis import given
from hypothesis import strategies as st

from leadpact.language.nodes import Comparison
from leadpact.model.goals import GoalResult, GoalState
from leadpact.model.lead import Actor, Event, Lead

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Sequence

    from leadpact.model.evaluation import Evaluation, Instance
    from leadpact.pact import Pact

KINDS = (
    *("handed_off", "handed_off", "attempt", "attempt", "accepted", "rejected"),
    *("won", "assigned", "changed", "recycled"),
)
#: Few of them, so that events meet at one instant, and at the ends of days.
MINUTES = (14 * 60, 14 * 60 + 30, 20 * 60, 4 * 60, 5 * 60, 23 * 60 + 59)
#: By how many of the marks of yesterday and today are reached.
RANKS = (GoalState.BEHIND, GoalState.ON_TRACK, GoalState.AHEAD)
COUNTS = ("tries", "few", "entries", "big_ones", "missed_ones", "by_owner")
DECIDED = frozenset({"met", "met_late", "never_met"})
ZONE = ZoneInfo("America/New_York")
FIRST = datetime(2026, 1, 5, tzinfo=UTC)
#: Over the end of a month, and the day on which clocks go forward.
DAYS = 70
PERIODS = ("day", "week", "month")
PEOPLE = [
    attrs.evolve(make_person("ann"), team="north"),
    attrs.evolve(make_person("bob"), team="south"),
    make_person("cid"),
]


def pact(per: str) -> Pact:
    """Every kind of measure, each over a period."""
    measures = {
        "tries": "count(attempt where channel is call) >= 3",
        "few": "count(rejected) <= 1",
        "entries": "count(entered SAL) >= 2",
        "big_ones": "count(entered big) >= 1",
        "missed_ones": "count(missed reply) <= 1",
        "money": "sum(amount of won) >= 500 USD",
        "part": "rate(accepted of handed_off) >= 50%",
        "on_time": "share(reply) >= 60%",
        "mean": "average(reply) <= 2 hours",
        "middle": "median(reply) <= 90 minutes",
        "slowest": "p90(reply) <= 4 hours",
        "deal": "average(amount of won) >= 200 USD",
        "size": "median(employees of accepted) >= 50",
        "top": "p90(employees of accepted) >= 50",
    }
    lines = [
        f"  {name}: {{party: sales, require: {measure}, per: {per}}}"
        for name, measure in measures.items()
    ]
    lines += [
        (
            f"  by_owner: {{party: sales, require: count(attempt) >= 1, per: {per}, "
            "by: owner}"
        ),
        (
            f"  by_team: {{party: sales, require: share(reply) >= 50%, per: {per}, "
            "by: team}"
        ),
        (
            f"  by_field: {{party: sales, require: sum(amount of won) >= 1 USD, "
            f"per: {per}, by: country}}"
        ),
        (
            f"  cohort: {{party: sales, require: rate(won of handed_off) >= 10%, "
            f"per: {per}, counting: cohort}}"
        ),
    ]
    return make_pact(
        timezone="America/New_York",
        definitions="{big: employees >= 50}",
        stages="[{name: SAL, party: sales, enter: accepted}]",
        timers="""
            reply:
              party: sales
              from: handed_off
              until: attempt
              within: 3 hours
        """,
        goals="\n" + "\n".join(lines),
    )


@st.composite
def _events(draw: st.DrawFn) -> Event:
    kind = draw(st.sampled_from(KINDS))
    told: dict[str, dict[str, object]] = {
        "attempt": {"channel": draw(st.sampled_from(["call", "email"]))},
        "won": {"amount": f"{draw(st.integers(0, 9)) * 100} USD"},
        "assigned": {"to": draw(st.sampled_from(["ann", "bob", "eve"]))},
        "changed": {
            "field": "employees",
            "value": str(draw(st.sampled_from([10, 60]))),
        },
    }
    is_silent = kind == "won" and draw(st.booleans())
    data = {} if is_silent else told.get(kind, {})
    minutes = draw(st.sampled_from(MINUTES))
    at = FIRST + timedelta(days=draw(st.integers(0, DAYS)), minutes=minutes)
    return Event(kind, at, data, Actor.HUMAN)


@st.composite
def leads(draw: st.DrawFn) -> list[Lead]:
    """Some leads with histories over ten weeks."""
    found = []
    for number in range(draw(st.integers(0, 4))):
        events = draw(st.lists(_events(), max_size=12))
        events = [
            attrs.evolve(event, id=f"e{place}") for place, event in enumerate(events)
        ]
        fields: dict[str, object] = {
            "employees": draw(st.sampled_from([10, 50])),
            "amount": draw(st.sampled_from([None, "70 USD"])),
            "country": draw(st.sampled_from([None, "US", "NO"])),
        }
        known = {name: value for name, value in fields.items() if value is not None}
        found.append(Lead(f"L{number}", known, tuple(events)))
    return found


NOWS = st.integers(0, (DAYS + 9) * 24).map(lambda hours: FIRST + timedelta(hours=hours))


def tallied(
    judge: Pact, found: Sequence[Lead], now: datetime
) -> tuple[list[Evaluation], tuple[GoalResult, ...]]:
    """What is said of leads, and of the goals."""
    tally = judge.tally(now=now, people=PEOPLE)
    evaluations = list(tally.evaluate_many(found))
    return evaluations, tally.goals()  # type: ignore[return-value]


def local(at: datetime) -> date:
    """The day of an instant."""
    return at.astimezone(ZONE).date()


def past(lead: Lead, kind: str, now: datetime) -> list[Event]:
    """The events of a type up to now, in order."""
    events = [one for one in lead.events or () if one.type == kind and one.at <= now]
    return sorted(events, key=lambda one: (one.at, one.seq, one.id))


def owner(lead: Lead, at: datetime) -> str:
    """The last owner up to an instant."""
    owners = past(lead, "assigned", at)
    return str(owners[-1].data["to"]) if owners else ""


def in_period(result: GoalResult) -> Callable[[datetime], bool]:
    """Whether an instant lies in a period."""
    return lambda at: result.first <= local(at) <= result.last


def employees(lead: Lead, at: datetime) -> int:
    """The number of employees at an instant; no change tells what was before."""
    changes = past(lead, "changed", at)
    return int(str(changes[-1].data["value"])) if changes else -1


def amounts(result: GoalResult, found: Sequence[Lead], now: datetime) -> list[Fraction]:
    """What the wins of a period brought: by the event, else by the field."""
    inside = in_period(result)
    wins = []
    for lead in found:
        for one in past(lead, "won", now):
            told = one.data.get("amount", lead.fields.get("amount"))
            country = str(lead.fields.get("country", ""))
            if inside(one.at) and result.group in {None, country} and told:
                wins.append(Fraction(str(told).removesuffix(" USD")))
    return wins


def instances(
    result: GoalResult, evaluations: Sequence[Evaluation]
) -> Iterator[Instance]:
    """The promises due in a period that are kept or missed."""
    inside = in_period(result)
    for each in evaluations:
        for one in each.instances:
            is_due = one.due_at is not None and inside(one.due_at)
            if is_due and one.outcome.value in DECIDED:
                yield one


def spans(
    result: GoalResult, evaluations: Sequence[Evaluation]
) -> tuple[list[int], int]:
    """How long each kept promise took, and how many there were with those not kept.

    What is kept after the period had ended counts as not kept.
    """
    after = datetime.combine(result.last + timedelta(days=1), datetime.min.time(), ZONE)
    decided = list(instances(result, evaluations))
    kept = [
        one.used
        for one in decided
        if one.outcome.value != "never_met" and one.end_at and one.end_at < after
    ]
    return sorted(kept), len(decided)


def ranked(values: Sequence[int], count: int, share: float) -> Fraction | None:
    """The nearest rank; none beyond those that there are."""
    place = math.ceil(Fraction(str(share)) * count) - 1
    return Fraction(values[place]) if 0 <= place < len(values) else None


def by_hand(  # noqa: C901, PLR0911, PLR0912 - one case a goal
    result: GoalResult,
    found: Sequence[Lead],
    evaluations: Sequence[Evaluation],
    now: datetime,
) -> Fraction | None:
    """A value, added up from the events."""
    inside, name = in_period(result), result.goal
    match name:
        case "tries":
            events = [e for lead in found for e in past(lead, "attempt", now)]
            return Fraction(
                sum(inside(e.at) and e.data["channel"] == "call" for e in events)
            )
        case "few":
            events = [e for lead in found for e in past(lead, "rejected", now)]
            return Fraction(sum(inside(e.at) for e in events))
        case "entries":
            entered = [[e.entered_at for e in one.entries] for one in evaluations]
            return Fraction(sum(any(map(inside, each)) for each in entered))
        case "missed_ones":
            return Fraction(
                sum(
                    one.outcome.value != "met" for one in instances(result, evaluations)
                )
            )
        case "money" | "by_field":
            return sum(amounts(result, found, now), Fraction())
        case "deal":
            wins = amounts(result, found, now)
            return sum(wins, Fraction()) / len(wins) if wins else None
        case "part":
            accepted, handed = (
                sum(inside(e.at) for lead in found for e in past(lead, kind, now))
                for kind in ("accepted", "handed_off")
            )
            return Fraction(accepted, handed) if handed else None
        case "on_time" | "by_team":
            teams = {person.id: person.team for person in PEOPLE}
            decided = [
                one
                for one in instances(result, evaluations)
                if result.group in {None, teams.get(one.owner_at_due or "", "")}
            ]
            met = sum(one.outcome.value == "met" for one in decided)
            return Fraction(met, len(decided)) if decided else None
        case "mean":
            kept, _ = spans(result, evaluations)
            return Fraction(sum(kept), len(kept)) if kept else None
        case "middle":
            return ranked(*spans(result, evaluations), 0.5)
        case "slowest":
            return ranked(*spans(result, evaluations), 0.9)
        case "by_owner":
            return Fraction(
                sum(
                    inside(e.at) and owner(lead, e.at) == result.group
                    for lead in found
                    for e in past(lead, "attempt", now)
                )
            )
        case "cohort":
            handed = won = 0
            for lead in found:
                starts = [e.at for e in past(lead, "handed_off", now)]
                handed += sum(map(inside, starts))
                after = datetime.combine(
                    result.last + timedelta(days=1), datetime.min.time(), ZONE
                )
                for e in past(lead, "won", now):
                    before = [start for start in starts if start <= e.at]
                    won += bool(before) and inside(before[-1]) and e.at < after
            return Fraction(won, handed) if handed else None
        case "size" | "top":
            values = sorted(
                employees(lead, e.at)
                if past(lead, "changed", datetime.max.replace(tzinfo=UTC))
                else int(str(lead.fields["employees"]))
                for lead in found
                for e in past(lead, "accepted", now)
                if inside(e.at)
            )
            known = [value for value in values if value >= 0]
            if name == "top":
                return ranked(known, len(known), 0.9)
            return Fraction(statistics.median(known)) if known else None
    assert name == "big_ones"
    return Fraction(sum(_turns_big(lead, now, inside) for lead in found))


def _turns_big(lead: Lead, now: datetime, inside: Callable[[datetime], bool]) -> bool:
    """Whether a lead came to have 50 employees in a period."""
    events = [one for one in lead.events or () if one.at <= now]
    changes = any(one.type == "changed" for one in lead.events or ())
    held = False
    for at in sorted({one.at for one in events}):
        size = employees(lead, at) if changes else int(str(lead.fields["employees"]))
        if size >= 50 and not held and inside(at):
            return True
        held = size >= 50
    return False


@given(st.sampled_from(PERIODS), leads(), NOWS)
def test_by_hand(per: str, found: list[Lead], now: datetime) -> None:
    """Every value is what adding up by hand gives."""
    evaluations, results = tallied(pact(per), found, now)
    for result in results:
        assert result.value == by_hand(result, found, evaluations, now), result.goal


@given(st.sampled_from(PERIODS), leads(), NOWS)
def test_periods(per: str, found: list[Lead], now: datetime) -> None:
    """Periods follow each other, from the first event to now, and none is twice."""
    _, results = tallied(pact(per), found, now)
    first = min(
        (e.at for lead in found for e in lead.events or () if e.at <= now), default=now
    )
    for goal in {one.goal for one in results if one.group is None}:
        own = [one for one in results if one.goal == goal]
        assert own[0].first <= local(first) <= own[0].last
        assert own[-1].first <= local(now) <= own[-1].last
        for one, after in itertools.pairwise(own):
            assert after.first == one.last + timedelta(days=1)


@given(st.sampled_from(PERIODS), leads(), NOWS, st.randoms())
def test_order(
    per: str, found: list[Lead], now: datetime, chance: random.Random
) -> None:
    """Neither the order of leads nor that of events changes anything."""
    judge = pact(per)
    mixed = [
        attrs.evolve(lead, events=tuple(reversed(lead.events or ()))) for lead in found
    ]
    chance.shuffle(mixed)
    assert tallied(judge, found, now)[1] == tallied(judge, mixed, now)[1]


@given(st.sampled_from(PERIODS), leads(), NOWS)
def test_evaluations(per: str, found: list[Lead], now: datetime) -> None:
    """The leads are judged as they are without goals."""
    judge = pact(per)
    plain = list(judge.evaluate_many(found, now=now, people=PEOPLE))
    assert tallied(judge, found, now)[0] == plain


@given(st.sampled_from(PERIODS), leads(), NOWS, st.integers(0, 2000))
def test_settled(per: str, found: list[Lead], now: datetime, hours: int) -> None:
    """What is met or missed stays so, whatever happens later."""
    judge = pact(per)
    then = now + timedelta(hours=hours)
    later = {
        (one.goal, one.first, one.group): one for one in tallied(judge, found, then)[1]
    }
    for one in tallied(judge, found, now)[1]:
        if one.state in {GoalState.MET, GoalState.MISSED}:
            assert later[one.goal, one.first, one.group].state is one.state


@given(st.sampled_from(PERIODS), leads(), NOWS)
def test_states(per: str, found: list[Lead], now: datetime) -> None:
    """States are what the values, the line and the instant make them."""
    for one in tallied(pact(per), found, now)[1]:
        if one.value is None:
            known = {GoalState.NO_DATA} if not one.beyond else set(GoalState)
            assert one.state in known
            continue
        is_floor = one.comparison is Comparison.GE
        reaches = one.value >= one.amount if is_floor else one.value <= one.amount
        if now >= one.settled_at:
            assert one.state is (GoalState.MET if reaches else GoalState.MISSED)
        elif one.line is None:
            assert one.state is (GoalState.ON_TRACK if reaches else GoalState.BEHIND)
        elif not (one.goal in COUNTS and reaches is is_floor):
            days = (one.last - one.first).days + 1
            passed = min((local(now) - one.first).days + 1, days)
            assert one.line == one.amount * passed / days
            marks = one.line - one.amount / days, one.line
            if is_floor:
                rank = sum(one.value >= mark for mark in marks)
            else:
                rank = sum(one.value <= mark for mark in marks)
            assert one.state is RANKS[rank]
