"""Laws of reports on leads, beside counts by hand from the events."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import attrs
from builders import make_pact
from hypothesis import given
from hypothesis import strategies as st

from leadpact.model.lead import Actor, Event, Lead
from leadpact.reports.breaches import breaches
from leadpact.reports.daily import daily
from leadpact.reports.disputed import disputed
from leadpact.reports.leakage import leakage
from leadpact.reports.material import Material
from leadpact.reports.stalled import stalled
from leadpact.reports.status import status

KINDS = (
    *("handed_off", "attempt", "accepted", "connected", "note", "qualified", "won"),
    *("rejected", "disqualified", "lost", "recycled", "opportunity_opened", "touched"),
    "reconverted",
)
FIRST = datetime(2026, 1, 5, tzinfo=UTC)
PACT = make_pact(
    definitions="{big: employees >= 50}",
    stages="""
        - {name: SAL, party: marketing, enter: accepted}
        - {name: SQL, party: sales, enter: qualified}
        - {name: WON, party: sales, enter: won}
    """,
    timers="""
        reply: {party: sales, from: handed_off, until: attempt, within: 3 hours}
        decide: {party: sales, from: accepted, until: [qualified, lost], within: 2 days}
    """.replace("2 days", "48 hours"),
)


@st.composite
def leads(draw: st.DrawFn) -> list[Lead]:
    """Leads whose events lie in six weeks."""
    found = []
    for number in range(draw(st.integers(0, 6))):
        kinds = draw(st.lists(st.sampled_from(KINDS), max_size=8))
        events = tuple(
            Event(
                kind,
                FIRST + timedelta(hours=draw(st.integers(0, 42 * 24))),
                {"amount": f"{draw(st.integers(0, 3))} USD"}
                if kind in {"won", "opportunity_opened"}
                else {},
                Actor.HUMAN,
                id=f"e{place}",
            )
            for place, kind in enumerate(kinds)
        )
        size = draw(st.sampled_from([None, 10, 50]))
        found.append(Lead(f"L{number}", {"employees": size} if size else {}, events))
    return found


NOWS = st.integers(0, 80 * 24).map(lambda hours: FIRST + timedelta(hours=hours))


def made(found: list[Lead], now: datetime) -> Material:
    """What reports are made from."""
    return Material.of(PACT, found, now=now)


def past(lead: Lead, now: datetime) -> list[Event]:
    """The events up to now, in order."""
    events = [one for one in lead.events or () if one.at <= now]
    return sorted(events, key=lambda one: (one.at, one.seq, one.id))


def has(lead: Lead, kind: str, now: datetime) -> bool:
    """Whether something happened to a lead."""
    return any(one.type == kind for one in past(lead, now))


def status_by_hand(lead: Lead, now: datetime) -> str | None:
    """The status of a lead, told event by event; ``None`` before a hand-off."""
    told = None
    for kind in (one.type for one in past(lead, now)):
        if kind == "handed_off":
            told = "open"
        elif told is None:
            continue
        elif kind in {"rejected", "disqualified"}:
            told = "unqualified"
        elif kind in {"qualified", "won"}:
            told = "qualified"
        elif kind in {"lost", "recycled"} and told in {"open", "in progress"}:
            told = "unable to qualify"
        elif kind in {"accepted", "attempt", "connected", "note"} and told == "open":
            told = "in progress"
    return told


def place_by_hand(lead: Lead, now: datetime) -> tuple[str, str]:
    """The furthest stage of a lead and its place, told event by event."""
    events = past(lead, now)
    ended = ""
    for kind in (one.type for one in events):
        if kind in {"lost", "rejected", "disqualified"}:
            ended = "ended"
        elif kind == "recycled":
            ended = "recycled"
        elif kind in {"handed_off", "reconverted"}:
            ended = ""
    # A promise runs for two days at most, so that what runs is recent as well.
    is_recent = bool(events) and now - events[-1].at < timedelta(days=30)
    place = ended or ("at_work" if is_recent else "leaked")
    entered = {"won": "WON", "qualified": "SQL", "accepted": "SAL"}
    kinds = {one.type for one in events}
    stage = next((name for kind, name in entered.items() if kind in kinds), "none")
    return stage, "customers" if "won" in kinds else place


def overdue_by_hand(lead: Lead, now: datetime) -> timedelta | None:
    """How long ago the first try was due that is still open, hand-off by hand-off.

    A hand-off while a promise runs changes nothing; one at its due instant, or later,
    opens the next.
    """
    within = timedelta(hours=3)
    tries = [one.at for one in past(lead, now) if one.type == "attempt"]
    start: datetime | None = None
    for one in past(lead, now):
        if one.type == "handed_off":
            is_over = start is not None and any(start <= at <= one.at for at in tries)
            if start is None or is_over or one.at >= start + within:
                start = one.at
    if start is None or any(at >= start for at in tries):
        return None
    overdue = now - start - within
    return None if overdue < timedelta() else overdue


@given(leads(), NOWS)
def test_status_by_hand(found: list[Lead], now: datetime) -> None:
    """Each lead has the status that its events tell, one after the other."""
    by_hand = Counter(status_by_hand(lead, now) for lead in found)
    del by_hand[None]
    counts = Counter({one.status: one.leads for one in status(made(found, now))})
    assert +counts == by_hand


@given(leads(), NOWS)
def test_leakage_by_hand(found: list[Lead], now: datetime) -> None:
    """Each lead has the place that its events tell, one after the other."""
    places = ("customers", "ended", "recycled", "at_work", "leaked")
    counts = Counter(
        {
            (row.stage, place): getattr(row, place)
            for row in leakage(made(found, now))
            for place in places
        }
    )
    assert +counts == Counter(place_by_hand(lead, now) for lead in found)


@given(leads(), NOWS)
def test_stalled_by_hand(found: list[Lead], now: datetime) -> None:
    """A promise is overdue if nobody tried the lead since it began."""
    rows = Counter(
        (row.lead, row.overdue)
        for row in stalled(made(found, now))
        if row.promise == "reply"
    )
    by_hand = ((lead.id, overdue_by_hand(lead, now)) for lead in found)
    assert rows == Counter(each for each in by_hand if each[1] is not None)


@given(leads(), NOWS)
def test_status(found: list[Lead], now: datetime) -> None:
    """Statuses add up to the leads that were handed off; of a definition as well."""
    handed_off = [lead for lead in found if has(lead, "handed_off", now)]
    counts = status(made(found, now))
    assert sum(one.leads for one in counts) == len(handed_off)
    if handed_off:
        assert sum((one.share or Fraction() for one in counts), Fraction()) == 1
    big = [lead for lead in handed_off if lead.fields.get("employees") == 50]
    assert sum(one.leads for one in status(made(found, now), "big")) == len(big)


@given(leads(), NOWS)
def test_disputed(found: list[Lead], now: datetime) -> None:
    """Qualified, not qualified and unknown add up to what was sent."""
    counts = {one.line: one for one in disputed(made(found, now), "big")}
    sent = [lead for lead in found if has(lead, "handed_off", now)]
    sizes = [lead.fields.get("employees") for lead in sent]
    assert counts["sent"].leads == len(sent)
    assert counts["qualified"].leads == sizes.count(50)
    assert counts["not qualified"].leads == sizes.count(10)
    assert counts["unknown"].leads == sizes.count(None)
    assert counts["employees >= 50"].leads == sizes.count(10)
    assert counts["employees >= 50"].unknown == sizes.count(None)


@given(leads(), NOWS)
def test_leakage(found: list[Lead], now: datetime) -> None:
    """Every lead has one place; customers are those with a win."""
    rows = leakage(made(found, now))
    for row in rows:
        parts = (row.customers, row.ended, row.recycled, row.at_work, row.leaked)
        assert sum(parts) == row.leads
    assert sum(row.leads for row in rows) == len(found)
    assert sum(row.customers for row in rows) == sum(
        has(lead, "won", now) for lead in found
    )
    # Something that just happened, or that is promised, is no leak.
    recent = [
        lead
        for lead in found
        if past(lead, now) and now - past(lead, now)[-1].at < timedelta(days=30)
    ]
    assert sum(row.leaked for row in rows) <= len(found) - len(recent)


@given(leads(), NOWS)
def test_stalled(found: list[Lead], now: datetime) -> None:
    """Those are overdue that are due, and whose instances have not ended."""
    rows = stalled(made(found, now))
    overdue = {
        (each.lead, one.timer, now - one.due_at)
        for each in PACT.evaluate_many(found, now=now)
        for one in getattr(each, "instances", ())
        if one.outcome.value == "never_met" and one.end is None and one.due_at
    }
    assert {(row.lead, row.promise, row.overdue) for row in rows} == overdue
    spans = [row.overdue for row in rows]
    assert spans == sorted(spans, reverse=True)


@given(leads(), NOWS)
def test_daily(found: list[Lead], now: datetime) -> None:
    """The last day tells what adding up by hand gives; no count ever falls."""
    rows = daily(made(found, now))
    month = now.replace(day=1, hour=0, minute=0)
    starts = {}
    for lead in found:
        times = [one.at for one in past(lead, now) if one.type == "handed_off"]
        if times and times[0] >= month:
            starts[lead.id] = times[0]
    own = [lead for lead in found if lead.id in starts]
    last = rows[-1]
    assert last.day == now.date()
    assert last.leads == len(own)

    def later(lead: Lead, kind: str) -> list[Event]:
        return [
            one
            for one in past(lead, now)
            if one.type == kind and one.at >= starts[lead.id]
        ]

    if own:
        attempts = sum(len(later(lead, "attempt")) for lead in own)
        assert last.attempts == Fraction(attempts, len(own))
        connected = sum(bool(later(lead, "connected")) for lead in own)
        assert last.connected == Fraction(connected, len(own))
        opened = [later(lead, "opportunity_opened") for lead in own]
        assert last.in_pipeline == Fraction(sum(map(bool, opened)), len(own))
        worth = sum(int(str(e.data["amount"])[0]) for each in opened for e in each)
        assert abs(Fraction(last.pipeline or 0) - Fraction(worth, len(own))) < 1e-9
    counts = [row.leads for row in rows]
    assert counts == sorted(counts)


@given(leads(), NOWS)
def test_breaches(found: list[Lead], now: datetime) -> None:
    """Each lead with a decided promise is kept or broken, and both have customers."""
    rows = {row.promise: row for row in breaches(made(found, now))}
    outcomes: dict[str, dict[str, set[str]]] = {"reply": {}, "decide": {}}
    for each in PACT.evaluate_many(found, now=now):
        for one in getattr(each, "instances", ()):
            if one.outcome.value in {"met", "met_late", "never_met"}:
                outcomes[one.timer].setdefault(each.lead, set()).add(one.outcome.value)
    won = {lead.id for lead in found if has(lead, "won", now)}
    for name, by_lead in outcomes.items():
        kept = {lead for lead, each in by_lead.items() if each == {"met"}}
        broken = set(by_lead) - kept
        if by_lead:
            row = rows[name]
            assert (row.kept, row.broken) == (len(kept), len(broken))
            assert row.kept_customers == len(kept & won)
            assert row.broken_customers == len(broken & won)
        else:
            assert name not in rows


@given(leads(), NOWS)
def test_order(found: list[Lead], now: datetime) -> None:
    """The order of leads and of their events makes no difference."""
    mixed = [
        attrs.evolve(lead, events=tuple(reversed(lead.events or ())))
        for lead in reversed(found)
    ]
    one, other = made(found, now), made(mixed, now)
    assert status(one) == status(other)
    assert disputed(one, "big") == disputed(other, "big")
    assert leakage(one) == leakage(other)
    assert stalled(one) == stalled(other)
    assert daily(one) == daily(other)
    assert breaches(one) == breaches(other)
