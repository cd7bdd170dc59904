"""What the main job costs, each figure beside a hand-written one in the same run.

Run it with `python benchmarks/budgets.py`. Before anything is timed, both sides of a
ratio are held to the same answers.
"""

from __future__ import annotations

import functools
import subprocess
import sys
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import three_timers
import twenty_rules
from three_timers import local
from timing import cost, plain, ratio, seconds, told

import leadpact
from leadpact.agreement import Target, agreement_view, render
from leadpact.calendars import BusinessClock, CalendarSpec, Holidays, parse_hours
from leadpact.check import advise_policy
from leadpact.loading.policy import load_policy

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
INBOUND = ROOT / "policies" / "inbound" / "1.0.0.yaml"

#: A lead of `policies/inbound`, worked from its first visit on until it is qualified.
_WORKED: tuple[tuple[str, datetime, dict[str, object], str], ...] = (
    ("created", local(4, 21, 12), {}, "system"),
    ("touched", local(4, 21, 12), {"channel": "web"}, "system"),
    ("touched", local(5, 8, 40), {"channel": "email"}, "system"),
    ("demo_request", local(5, 10, 2), {}, "system"),
    ("handed_off", local(5, 10, 3), {}, "automation"),
    ("assigned", local(5, 10, 3), {"to": "ann"}, "automation"),
    ("accepted", local(5, 10, 20), {}, "human"),
    ("attempt", local(5, 10, 6), {"channel": "call"}, "human"),
    ("attempt", local(5, 15, 30), {"channel": "email"}, "human"),
    ("attempt", local(6, 9, 10), {"channel": "call"}, "human"),
    ("connected", local(6, 9, 12), {}, "human"),
    ("qualified", local(9, 11), {}, "human"),
)
#: When those leads are judged: two of three timers have an end by then.
NOW = local(12, 9)
#: Sessions whose memory is measured at once.
_SESSIONS = 100


def worked_lead(identity: str = "lead-1") -> leadpact.Lead:
    """A lead with a dozen events, each with an id as a CRM has them."""
    fields: dict[str, object] = {
        "employees": 250,
        "country": "US",
        "email": "ann@example.com",
        "title": "VP Operations",
        "lead_timezone": "America/Chicago",
        "amount": 12_000,
    }
    events = (
        leadpact.Event(kind, at, data, leadpact.Actor(actor), id=f"{identity}-{number}")
        for number, (kind, at, data, actor) in enumerate(_WORKED)
    )
    return leadpact.Lead(identity, fields, tuple(events))


def decision() -> None:
    """The decision about fields against the same decision by hand."""
    pact = leadpact.loads(twenty_rules.TWENTY_RULES)
    twenty_rules.check_agreement(pact, 2_000)
    now, fields = twenty_rules.NOW, twenty_rules.FIELDS

    def read() -> object:
        made = pact.decide(fields, now=now)
        return made.value("band"), made.value("workable"), made.points("fit")

    for name, run, bar in (
        ("decide, twenty rules", lambda: pact.decide(fields, now=now), 1.3),
        ("decide and read three answers", read, None),
    ):
        ratio(
            f"{name} / by hand", run, lambda: twenty_rules.by_hand(fields), 3_000, bar
        )


def evaluation() -> None:
    """One whole lead against the loop by hand, with ids of events and without."""
    pact = leadpact.loads(three_timers.POLICY)
    three_timers.check_agreement(pact, 500)
    table, fields = three_timers.Table(), three_timers.FIELDS
    history = three_timers.HISTORY
    for name, ids, bar in (
        ("evaluate one lead, three timers", True, 1.5),
        ("the same, events without ids", False, None),
    ):
        lead = three_timers.lead_of(history, ids=ids)
        ratio(
            f"{name} / by hand",
            functools.partial(pact.evaluate, lead, now=three_timers.NOW),
            lambda: three_timers.by_hand(table, fields, history),
            300,
            bar,
        )


def services() -> None:
    """What a service does with `policies/inbound` and leads of a dozen events."""
    pact = leadpact.load(INBOUND)
    lead = worked_lead()
    bare = leadpact.Lead(lead.id, lead.fields)
    events = lead.events or ()
    session = pact.begin(lead)
    assert session.at(NOW) == pact.evaluate(lead, now=NOW)

    def evaluate() -> object:
        return pact.evaluate(lead, now=NOW)

    def apply() -> leadpact.LeadSession:
        begun = pact.begin(bare)
        for event in events:
            begun.apply(event)
        return begun

    assert apply().at(NOW) == session.at(NOW)
    told("evaluate a lead of policies/inbound, a dozen events", cost(evaluate), "us")
    told("begin a session and apply a dozen events", cost(apply), "us")
    ratio("session.at / evaluate", lambda: session.at(NOW), evaluate, 200)
    leads = [worked_lead(f"lead-{number}") for number in range(1_000)]
    results = list(pact.evaluate_many(leads, now=NOW))
    assert all(isinstance(each, leadpact.Evaluation) for each in results)
    del results
    many = min(
        seconds(lambda: sum(1 for _ in pact.evaluate_many(leads, now=NOW)), 1)
        for _ in range(5)
    )
    told("evaluate_many, 1,000 such leads", 1_000 / many, "leads a second")
    told("memory of a session with ten events", memory(), "bytes")


def memory() -> float:
    """Bytes that a session with ten events takes beside the events themselves."""
    pact = leadpact.load(INBOUND)
    lead = worked_lead()
    bare, events = leadpact.Lead(lead.id, lead.fields), (lead.events or ())[:10]
    pact.begin(lead).at(NOW)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    sessions = [pact.begin(bare) for _ in range(_SESSIONS)]
    for session in sessions:
        for event in events:
            session.apply(event)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (after - before) / _SESSIONS


def business_time() -> None:
    """Elapsed open time and deadlines against bisect over a table."""
    week = (*[(parse_hours("09:00-17:00"),)] * 5, (), ())
    clock = BusinessClock(CalendarSpec("America/New_York", week))
    table = three_timers.Table()
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
            1.3,
        )
        budget = max(1, days * 5 // 7) * 8 * 3600
        ratio(
            f"deadline over {label} / bisect over a table",
            lambda first=first, budget=budget: clock.due(first, budget * 1_000_000),  # type: ignore[misc]
            lambda start=start, budget=budget: table.deadline(start, budget),  # type: ignore[misc]
            20_000,
            1.3,
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

    plain("ten years of a calendar", build, 40, 15)


def whole_process(code: str) -> Callable[[], object]:
    """A fresh interpreter that runs some code."""
    return lambda: subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603


def loading() -> None:
    """From the text of a policy to one that is ready, and a whole process."""
    rules, text = twenty_rules.TWENTY_RULES.encode(), INBOUND.read_bytes()
    plain("load and compile 20 rules", lambda: leadpact.loads(rules), 40, 15)
    plain("load and compile policies/inbound", lambda: leadpact.loads(text), 15)
    loaded = load_policy(str(INBOUND), text)
    plain("advise on policies/inbound, by regions", lambda: advise_policy(loaded), 15)
    plain("import leadpact, whole process", whole_process("import leadpact"), 9, 60)
    plain("python alone, whole process", whole_process("pass"), 9)
    view = agreement_view(leadpact.loads(text).checked)
    plain("render and fit the page, A4", lambda: render(view, Target.PDF), 5, 500)


def main() -> None:
    """Print all figures: the cost, the ratio, and what it may be at most."""
    decision()
    evaluation()
    business_time()
    ten_years()
    loading()
    services()


if __name__ == "__main__":
    main()
