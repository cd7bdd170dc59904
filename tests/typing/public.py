"""Each public signature in use; checked by mypy, never run."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import leadpact
from leadpact.testing import Clock, a_lead, assert_state

if TYPE_CHECKING:
    from collections.abc import Iterator

pact: leadpact.Pact = leadpact.load("policy.yaml")
same: leadpact.Pact = leadpact.loads(b"leadpact: 1", "policy.yaml")
now = datetime(2026, 1, 5, tzinfo=UTC)
event = leadpact.Event("attempt", now, {"channel": "call"}, leadpact.Actor.HUMAN)
lead = leadpact.Lead("L-1", {"employees": 50}, (event,))
away = leadpact.Absence(date(2026, 7, 6), date(2026, 7, 17))
people = [
    leadpact.Person(
        "ann", calendar="office", address="ann@example.com", absences=(away,)
    )
]
verdict: leadpact.Evaluation = pact.evaluate(lead, now=now, people=people)
decision: leadpact.Decision = pact.decide({"employees": 50}, now=now)
points: Decimal = decision.points("fit")
session: leadpact.LeadSession = pact.begin(lead, people=people).apply(event)
later: leadpact.Evaluation = session.at(now)
plain: leadpact.Lead = leadpact.lead_from_data({"id": "L-1", "events": []})
happened: leadpact.Event = leadpact.event_from_data({"type": "won", "at": now})
owner: leadpact.Person = leadpact.person_from_data({"id": "ann"})
at_once: leadpact.Evaluation = pact.evaluate({"id": "L-1"}, now=now)
why: leadpact.Explanation = pact.explain(lead, now=now, people=people, stretches=True)
accounts: tuple[leadpact.Account, ...] = why.accounts
stretches: tuple[leadpact.ClockStretch, ...] = accounts[0].stretches
used: list[tuple[datetime, datetime]] = [
    (one.start_at, one.end_at) for one in stretches if one.is_used
]
assign_by_at: datetime | None = accounts[0].assign_by_at
kept: dict[str, Any] = leadpact.evaluation_to_data(verdict)
again: leadpact.Evaluation = leadpact.evaluation_from_data(kept)
instances: tuple[leadpact.Instance, ...] = verdict.instances
state: leadpact.State = instances[0].state
outcome: leadpact.Outcome = instances[0].outcome
due_at: datetime | None = instances[0].due_at
consequences: tuple[leadpact.Consequence, ...] = verdict.consequences
deliver_at: datetime = consequences[0].to[0].deliver_at
next_at: datetime | None = verdict.next_at
digest: str = pact.digest
book: leadpact.Book = leadpact.load_book("policies/inbound")
said: leadpact.Explanation = book.explain(lead, now=now, people=people)
found: Iterator[leadpact.Evaluation | leadpact.Refused] = book.evaluate_many(
    [lead], now=now
)
begun: str = book.begun(now)[-1].number
present: leadpact.Pact = book.in_force(now)
warnings: tuple[leadpact.Diagnostic, ...] = book.diagnostics
ends_at: datetime | None = book.versions[0].end_at
for one in book.evaluate_many([lead, {"id": "L-2"}], now=now, people=[{"id": "ann"}]):
    said_by: str = one.lead
judges = book.which(lead, now=now, people=people).starts[0].version
duration = leadpact.Duration.parse("8 business hours")
money = leadpact.Money(Decimal(100), "USD")
share: Decimal = leadpact.Percent.parse("40%").share


clock = Clock("2026-01-05T09:00:00Z")
struck: datetime = clock.advance("2 business hours", pact.calendar("sales"))
lead = a_lead(clock.event("attempt", channel="call"), id="L-3", employees=50)
instance: leadpact.Instance | None = assert_state(verdict, "accept", "met")


def deadline(calendar: leadpact.Calendar) -> datetime:
    """A calendar of a policy, over aware datetimes."""
    elapsed: timedelta = calendar.elapsed(now, now)
    closing: datetime | None = calendar.next_close(now)
    last: datetime = calendar.previous_open(closing or calendar.next_open(now))
    start: datetime = calendar.before(last, timedelta(hours=1))
    later: datetime = calendar.add_business_days(start, -2)
    periods: list[tuple[datetime, datetime]] = list(calendar.periods(start, later))
    assert calendar.is_open(periods[0][0])
    stretches: list[leadpact.Stretch] = list(calendar.stretches(start, later))
    reason: leadpact.Closed | None = stretches[0].closed
    assert reason is None or stretches[0].start_at < stretches[0].end_at
    return calendar.deadline(now + elapsed, duration)


def many() -> Iterator[leadpact.Evaluation]:
    """Verdicts; what is refused has none."""
    found: Iterator[leadpact.Evaluation | leadpact.Refused]
    found = pact.evaluate_many([lead, {"id": "L-2"}], now=now, people=people)
    for each in found:
        if isinstance(each, leadpact.Refused):
            codes: list[str] = [one.code for one in each.diagnostics]
            print(each.lead, codes)  # noqa: T201 - never run
        else:
            yield each


office = leadpact.Calendar.parse({"timezone": "UTC", "open": {"mon": "09:00-17:00"}})


def differing(later: leadpact.Pact) -> list[str]:
    """What a version changes."""
    found: leadpact.PolicyDifference = leadpact.diff(pact, later)
    grade: leadpact.Grade | None = found.grade
    clauses: tuple[leadpact.Clause, ...] = found.clauses
    told: list[tuple[leadpact.Clause, leadpact.Effect]] = list(found.effects("sales"))
    harder = [one for _, one in told if one.direction is leadpact.Direction.HARDER]
    return [clause.title for clause in clauses if grade] + [one.lead for one in harder]


def tried(later: leadpact.Pact) -> int:
    """What the same leads would have been."""
    found: leadpact.Backtest = leadpact.backtest(pact, later, [lead], now=now)
    return sum(timer.breaches.gained for timer in found.timers)


def mistakes(error: leadpact.PolicyError) -> list[tuple[str, leadpact.Span, str]]:
    """What an error carries."""
    found: tuple[leadpact.Diagnostic, ...] = error.diagnostics
    errors = [one for one in found if one.severity is leadpact.Severity.ERROR]
    return [(one.code, one.span, one.hint) for one in errors]


def kinds() -> tuple[type[leadpact.LeadpactError], ...]:
    """The exceptions."""
    return (leadpact.PolicyError, leadpact.RecordError, leadpact.AgreementError)
