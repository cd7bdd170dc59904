"""A policy of three timers in business hours, and its judgement written by hand."""

from __future__ import annotations

import bisect
import random
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

import leadpact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from leadpact import Evaluation, Pact

NEW_YORK = ZoneInfo("America/New_York")

POLICY = """
leadpact: 1
policy: bench
version: 1.0.0
effective: 2026-01-01
timezone: America/New_York
currency: USD
title: Benchmark
summary: Three timers in business hours.
parties:
  marketing: {signatory: VP, contact: marketing@example.com, calendar: desk}
  sales: {signatory: VP, contact: sales@example.com, calendar: desk}
calendars:
  desk: {timezone: America/New_York, open: {mon-fri: 09:00-17:00}}
fields: {employees: integer, country: {type: choice, choices: [US, CA, NO]}}
definitions:
  workable: employees >= 50 and country in [US, CA]
scoring:
  fit: [30 when employees >= 200, 20 when country is US]
timers:
  accept: {party: sales, from: handed_off, until: accepted, within: 8 business hours}
  touch: {party: sales, from: handed_off, until: attempt, within: 1 business hour}
  qualify: {party: sales, from: accepted, until: qualified, within: 32 business hours}
"""


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of March 2026 on the clock of New York."""
    return datetime(2026, 3, day, hour, minute, tzinfo=NEW_YORK).astimezone(UTC)


HISTORY = (
    ("created", local(5, 15)),
    ("handed_off", local(5, 16, 30)),
    ("attempt", local(6, 9, 45)),
    ("accepted", local(6, 10)),
    ("note", local(6, 11)),
    ("qualified", local(11, 12)),
)
NOW = local(12, 9)


FIELDS: Mapping[str, object] = {"employees": 250, "country": "US"}
#: Types and instants of events.
History: TypeAlias = "Sequence[tuple[str, datetime]]"
#: What a judgement says, by name; of a timer its state, due, seconds used and left.
Answers: TypeAlias = "dict[str, object]"


class Table:
    """Open time of a Monday-to-Friday desk, by bisect over two years of openings."""

    def __init__(self) -> None:
        self.opens: list[float] = []
        self.before: list[float] = []
        total = 0.0
        day = date(2025, 1, 1)
        while day < date(2027, 1, 1):
            if day.weekday() < 5:
                opens = datetime(day.year, day.month, day.day, 9, tzinfo=NEW_YORK)
                self.opens.append(opens.timestamp())
                self.before.append(total)
                total += 8 * 3600
            day += timedelta(days=1)

    def open_time(self, at: float) -> float:
        """Open seconds so far."""
        index = bisect.bisect_right(self.opens, at) - 1
        return self.before[index] + min(at - self.opens[index], 8 * 3600)

    def deadline(self, start: datetime, budget: float) -> float:
        """When open seconds after a start are used up."""
        amount = self.open_time(start.timestamp()) + budget
        index = bisect.bisect_left(self.before, amount) - 1
        return self.opens[index] + amount - self.before[index]

    def elapsed(self, start: datetime, end: datetime) -> float:
        """Open seconds between two instants."""
        return self.open_time(end.timestamp()) - self.open_time(start.timestamp())


def by_hand(
    table: Table, fields: Mapping[str, object], history: History
) -> dict[str, object]:
    """What a careful engineer would write for this one policy.

    Raises:
        TypeError: A value is not what its field holds.
    """
    events = sorted((at, kind) for kind, at in history if at <= NOW)
    employees, country = fields.get("employees"), fields.get("country")
    if type(employees) is not int or country not in {"US", "CA", "NO"}:
        raise TypeError(fields)
    reasons = []
    if employees >= 200:
        reasons.append(("employees >= 200", 30))
    if country == "US":
        reasons.append(("country is US", 20))
    result: dict[str, object] = {
        "fit": sum(points for _, points in reasons),
        "reasons": reasons,
        "workable": employees >= 50 and country in {"US", "CA"},
    }
    for name, start, stop, hours in (
        ("accept", "handed_off", "accepted", 8),
        ("touch", "handed_off", "attempt", 1),
        ("qualify", "accepted", "qualified", 32),
    ):
        started = next((at for at, kind in events if kind == start), None)
        if started is None:
            continue
        stops = (at for at, kind in events if kind == stop and at > started)
        stopped = next(stops, None)
        end = stopped or NOW
        # Instants are compared: in closed hours after the due no open time passes.
        due = table.deadline(started, hours * 3600)
        ended = end.timestamp()
        late = ended > due if stopped else ended >= due
        state = "breached" if late else "met" if stopped else "running"
        used = table.elapsed(started, end)
        result[name] = (state, due, used, hours * 3600 - used)
    return result


def lead_of(
    history: History, *, fields: Mapping[str, object] = FIELDS, ids: bool = True
) -> leadpact.Lead:
    """The lead, its events with ids as a CRM has them, or without."""
    events = (
        leadpact.Event(kind, at, id=f"00Q5f00000{number}" if ids else "")
        for number, (kind, at) in enumerate(history)
    )
    return leadpact.Lead("lead-1", fields, tuple(events))


def answers(evaluation: Evaluation) -> Answers:
    """What an evaluation of the library says, in the words of ``by_hand``."""
    fit = evaluation.scores["fit"]
    return {
        "fit": int(fit.points),
        "reasons": [
            (line.text.partition(" when ")[2], int(line.points)) for line in fit.lines
        ],
        "workable": evaluation.definitions["workable"].value,
        **{
            one.timer: (
                one.state.value,
                one.due_at.timestamp() if one.due_at else None,
                one.used / 1e6,
                one.remaining / 1e6,
            )
            for one in evaluation.instances
        },
    }


def random_histories(count: int) -> list[History]:
    """Random histories of March 2026, always the same ones, each event at most once."""
    chance = random.Random(22)  # noqa: S311 - No secret.
    first = local(2, 0)
    return [
        [
            (kind, first + timedelta(seconds=chance.randrange(12 * 86_400)))
            for kind, _ in HISTORY
            if chance.random() < 0.85
        ]
        for _ in range(count)
    ]


def check_agreement(pact: Pact, count: int) -> None:
    """Fail where the library and the hand-written loop say different things."""
    table = Table()
    chance = random.Random(23)  # noqa: S311 - No secret.
    for history in (HISTORY, *random_histories(count)):
        fields: dict[str, object] = {
            "employees": chance.choice((10, 50, 199, 200)),
            "country": chance.choice(("US", "CA", "NO")),
        }
        lead = lead_of(history, fields=fields, ids=chance.random() < 0.5)
        found = answers(pact.evaluate(lead, now=NOW))
        expected = by_hand(table, fields, history)
        assert found == expected, (fields, history, found, expected)
