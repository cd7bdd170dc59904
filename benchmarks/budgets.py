"""What the main job costs, each figure beside a hand-written one in the same run.

Run it with `python benchmarks/budgets.py`. Machines are noisy, so that ratios are
worth more than seconds: both sides of a ratio are timed in turn, and the median of
the ratios is told.
"""

from __future__ import annotations

import bisect
import statistics
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import leadpact
from leadpact.agreement import Target, agreement_view, render
from leadpact.calendars import BusinessClock, CalendarSpec, Holidays, parse_hours
from leadpact.check import advise_policy
from leadpact.loading.policy import load_policy

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
INBOUND = ROOT / "policies" / "inbound" / "1.0.0.yaml"
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

#: Twenty rules: four definitions, ten score lines, six timers.
TWENTY_RULES = """
leadpact: 1
policy: twenty
version: 1.0.0
effective: 2026-01-01
timezone: America/New_York
currency: USD
title: Twenty rules
summary: What a service loads when it starts.
parties:
  marketing: {signatory: VP, contact: marketing@example.com, calendar: desk}
  sales: {signatory: VP, contact: sales@example.com, calendar: desk}
roles:
  manager: {party: sales, who: head of sales, contact: managers@example.com}
calendars:
  desk:
    timezone: America/New_York
    open: {mon-fri: 09:00-17:00}
    holidays: {country: US}
fields:
  employees: integer
  country: {type: choice, choices: [US, CA, NO]}
  email: text
  title: text
  amount: money
events:
  demo_request: {}
definitions:
  free_mail: email ends with any ["@yahoo.com", "@hotmail.com"]
  workable: employees >= 50 and country in [US, CA] and not free_mail
  band:
    first:
      - hot when fit + intent >= 80
      - warm when fit + intent >= 50
      - cold
  worth:
    first:
      - 100 USD when title contains any [ceo, chief]
      - 40 USD
scoring:
  fit:
    - 30 when employees >= 200
    - 15 when employees between 50 and 199
    - 20 when title contains any [vp, director, head]
    - 10 when country is US
    - -20 when free_mail
  intent:
    - 40 when happened(demo_request in last 30 days)
    - 20 when happened(touched in last 7 days where channel is email)
    - 10 when count(touched in last 30 days) >= 5
    - 2 each touched in last 14 days where channel is web, up to 20 points
    - -10 when happened(unsubscribed)
stages:
  - {name: MQL, party: marketing, when: workable and fit + intent >= 50}
  - {name: SAL, party: sales, enter: accepted}
timers:
  accept:
    party: sales
    from: handed_off
    until: [accepted, rejected]
    within: 8 business hours
    warn: alert owner at 75%
    missed:
      - alert owner
      - escalate to manager after 1 business hour
  first_touch:
    party: sales
    from: handed_off
    when: workable
    until: attempt where actor is human
    within:
      - 5 business minutes when band is hot
      - 1 business hour when band is warm
      - 1 business day
  persistence:
    party: sales
    from: accepted
    until: attempt where actor is human
    times: 6
    apart: 4 hours
    enough: connected
    unless: [lost, unsubscribed]
    within: 10 business days
    pause: {from: paused, until: resumed}
  stalled:
    party: sales
    from: [accepted, attempt, note]
    repeat: restart
    when: stage is SAL
    until: [qualified, recycled, lost]
    within: 5 business days
    missed: return to marketing for nurture
  qualify: {party: sales, from: accepted, until: qualified, within: 32 business hours}
  feedback: {party: marketing, from: rejected, until: note, within: 3 business days}
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
    table: Table, fields: dict[str, object], history: list[tuple[str, datetime]]
) -> dict[str, object]:
    """What a careful engineer would write for this one policy."""
    events = sorted((at, kind) for kind, at in history if at <= NOW)
    employees, country = fields.get("employees"), fields.get("country")
    if not isinstance(employees, int) or country not in {"US", "CA", "NO"}:
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
        used = table.elapsed(started, stopped or NOW)
        late = used > hours * 3600
        state = "breached" if late else "met" if stopped else "running"
        result[name] = (state, used, hours * 3600 - used)
    return result


def seconds(run: Callable[[], object], times: int) -> float:
    """Seconds of one call, the mean of some."""
    start = time.perf_counter()
    for _ in range(times):
        run()
    return (time.perf_counter() - start) / times


def ratio(
    name: str, ours: Callable[[], object], theirs: Callable[[], object], times: int
) -> None:
    """Print the median of the ratios of seven turns."""
    seconds(ours, times // 10 + 1)
    turns = [(seconds(ours, times), seconds(theirs, times)) for _ in range(7)]
    median = statistics.median(one / other for one, other in turns)
    cost = statistics.median(one for one, _ in turns) * 1e6
    print(f"{name:<46} {cost:>12.1f} us   {median:>6.1f} x")


def plain(name: str, run: Callable[[], object], times: int) -> None:
    """Print the median of some turns, in milliseconds."""
    run()
    turns = sorted(seconds(run, 1) for _ in range(times))
    print(f"{name:<46} {statistics.median(turns) * 1e3:>12.1f} ms")


def evaluation() -> None:
    """One whole lead against the loop by hand."""
    pact = leadpact.loads(POLICY)
    fields: dict[str, object] = {"employees": 250, "country": "US"}
    events = tuple(leadpact.Event(kind, at) for kind, at in HISTORY)
    lead = leadpact.Lead("lead-1", fields, events)
    table = Table()
    ratio(
        "evaluate one lead, three timers / by hand",
        lambda: pact.evaluate(lead, now=NOW),
        lambda: by_hand(table, fields, list(HISTORY)),
        300,
    )


def business_time() -> None:
    """Elapsed open time and deadlines against bisect over a table."""
    week = (*[(parse_hours("09:00-17:00"),)] * 5, (), ())
    clock = BusinessClock(CalendarSpec("America/New_York", week))
    table = Table()
    for label, days in (("a day", 1), ("two years", 700)):
        start = datetime(2025, 1, 6, 12, tzinfo=UTC)
        end = start + timedelta(days=days)
        first, last = (int(at.timestamp()) * 1_000_000 for at in (start, end))
        ratio(
            f"open time over {label} / bisect over a table",
            lambda first=first, last=last: (  # type: ignore[misc]
                clock.open_time(last) - clock.open_time(first)
            ),
            lambda start=start, end=end: table.elapsed(start, end),  # type: ignore[misc]
            20_000,
        )
        budget = max(1, days * 5 // 7) * 8 * 3600
        ratio(
            f"deadline over {label} / bisect over a table",
            lambda first=first, budget=budget: clock.due(first, budget * 1_000_000),  # type: ignore[misc]
            lambda start=start, budget=budget: table.deadline(start, budget),  # type: ignore[misc]
            20_000,
        )


def ten_years() -> None:
    """Ten years of a calendar, once the dates of its holidays are known."""
    morning, afternoon = parse_hours("09:00-12:30"), parse_hours("13:00-17:30")
    week = (*[(morning, afternoon)] * 5, (), ())
    spec = CalendarSpec("America/New_York", week, Holidays("US", "NY"))
    first, last = datetime(2020, 6, 1, tzinfo=UTC), datetime(2029, 6, 1, tzinfo=UTC)
    instants = [int(at.timestamp()) * 1_000_000 for at in (first, last)]

    def build() -> None:
        clock = BusinessClock(spec)
        for at in instants:
            clock.open_time(at)

    plain("ten years of a calendar", build, 40)


def whole_process(code: str) -> Callable[[], object]:
    """A fresh interpreter that runs some code."""
    return lambda: subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603


def main() -> None:
    """Print all figures."""
    text = INBOUND.read_bytes()
    evaluation()
    business_time()
    ten_years()
    rules = TWENTY_RULES.encode()
    plain("load, check and compile a 20-rule policy", lambda: leadpact.loads(rules), 40)
    plain("load, check and compile policies/inbound", lambda: leadpact.loads(text), 15)
    loaded = load_policy(str(INBOUND), text)
    plain("advise on policies/inbound, by regions", lambda: advise_policy(loaded), 15)
    plain("import leadpact, whole process", whole_process("import leadpact"), 9)
    plain("python alone, whole process", whole_process("pass"), 9)
    view = agreement_view(leadpact.loads(text).checked)
    plain("render and fit the page, A4", lambda: render(view, Target.PDF), 5)


if __name__ == "__main__":
    main()
