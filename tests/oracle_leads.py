"""One whole lead, judged slowly and plainly: what the engine is held to.

Written from the rules of `docs/explanation/evaluation.md`, for the timers that
`promises.PLAIN` draws. Instants are microseconds since Monday 5 January 2026, UTC;
events happen at whole minutes, and open time is added up minute by minute.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import attrs
from promises import Cases, Promise

from leadpact.model.lead import Actor, Event, Lead, Person

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)

#: Weekdays, and minutes of the day, at which a calendar is open.
HOURS: Mapping[str, tuple[range, tuple[tuple[int, int], ...]]] = {
    "desk": (range(5), ((9 * 60, 17 * 60),)),
    "late_desk": (range(5), ((13 * 60, 21 * 60),)),
    "two_shifts": (range(7), ((8 * 60, 12 * 60), (13 * 60 + 30, 18 * 60))),
}
_LAST_DAY = 60
#: The calendar of the party, and those of the messages to a role.
PARTY = "desk"
ROLES = {"manager": "desk"}


def since_monday(at: datetime) -> int:
    """An instant, in microseconds."""
    return (at - MONDAY) // timedelta(microseconds=1)


# Open time, minute by minute.


def _is_open(calendar: str, minute: int) -> bool:
    weekdays, spans = HOURS[calendar]
    day, clock = divmod(minute, 24 * 60)
    return day % 7 in weekdays and any(a <= clock < b for a, b in spans)


OPEN = {
    calendar: [_is_open(calendar, minute) for minute in range(_LAST_DAY * 24 * 60)]
    for calendar in HOURS
}


def opened(calendar: str | None, start: int, end: int) -> int:
    """Open time between two instants; elapsed time without a calendar."""
    if calendar is None or end <= start:
        return max(0, end - start)
    first, last = start // MINUTE, end // MINUTE
    whole = sum(OPEN[calendar][first:last]) * MINUTE
    whole -= OPEN[calendar][first] * (start % MINUTE)
    return whole + OPEN[calendar][last] * (end % MINUTE)


def reach(calendar: str | None, start: int, amount: int) -> int:
    """The earliest instant, not before the start, until which so much is open."""
    if calendar is None or amount == 0:
        return start + amount
    at = start
    while amount > 0:
        ends = (at // MINUTE + 1) * MINUTE
        if OPEN[calendar][at // MINUTE]:
            if amount <= ends - at:
                return at + amount
            amount -= ends - at
        at = ends
    return at


def next_open(calendar: str, at: int) -> int:
    """The first open instant, not before another."""
    if OPEN[calendar][at // MINUTE]:
        return at
    return (OPEN[calendar].index(True, at // MINUTE)) * MINUTE


def after(start: int, span: str, calendar: str) -> int:
    """The instant a span after another, by the meaning of its unit."""
    text, unit = span.split(" ", 1)
    amount = int(text)
    match unit:
        case "minutes" | "hours":
            return start + length(span)
        case "calendar days":
            return start + amount * DAY
        case "business days":
            first = next_open(calendar, start)
            day = first // DAY
            for _ in range(amount):
                day = next_open(calendar, (day + 1) * DAY) // DAY
            return day * DAY + first % DAY
    if amount == 0:
        return next_open(calendar, start)
    return reach(calendar, start, length(span))


def length(span: str) -> int:
    """Minutes or hours, open or not, in microseconds."""
    amount, unit = span.split(" ", 1)
    return int(amount) * (HOUR if unit.endswith("hours") else MINUTE)


# Conditions: true, false, or not known.

Answer = bool | None


def _both(one: Answer, other: Answer) -> Answer:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _either(one: Answer, other: Answer) -> Answer:
    if one is True or other is True:
        return True
    return None if one is None or other is None else False


def _test(value: Any, test: Callable[[Any], bool]) -> Answer:  # noqa: ANN401
    return None if value is None else test(value)


def _event_is(event: Event, name: str, word: str) -> Answer:
    return _test(event.data.get(name), lambda value: value == word)


def _by_human(event: Event) -> Answer:
    return event.actor is Actor.HUMAN


#: Of the patterns with a condition: the type, and the condition.
PATTERNS: Mapping[str, tuple[str, Callable[[Event], Answer]]] = {
    "touched where channel is web": (
        "touched",
        lambda event: _event_is(event, "channel", "web"),
    ),
    "touched where channel is email": (
        "touched",
        lambda event: _event_is(event, "channel", "email"),
    ),
    "consent_changed where consent is given": (
        "consent_changed",
        lambda event: _event_is(event, "consent", "given"),
    ),
    "consent_changed where consent is withdrawn": (
        "consent_changed",
        lambda event: _event_is(event, "consent", "withdrawn"),
    ),
    "demo_request where size >= 3": (
        "demo_request",
        lambda event: _test(event.data.get("size"), lambda size: size >= 3),
    ),
    "attempt where actor is human": ("attempt", _by_human),
    "attempt where channel is call": (
        "attempt",
        lambda event: _event_is(event, "channel", "call"),
    ),
    "attempt where channel is not email": (
        "attempt",
        lambda event: _test(event.data.get("channel"), lambda it: it != "email"),
    ),
    "attempt where actor is human and channel is call": (
        "attempt",
        lambda event: _both(_by_human(event), _event_is(event, "channel", "call")),
    ),
    "attempt where outcome is reached": (
        "attempt",
        lambda event: _event_is(event, "outcome", "reached"),
    ),
    "rejected where reason is spam": (
        "rejected",
        lambda event: _event_is(event, "reason", "spam"),
    ),
}


def picks(pattern: str, event: Event) -> bool:
    """Whether a pattern surely picks an event."""
    kind, condition = PATTERNS.get(pattern, (pattern, lambda _: True))
    return event.type == kind and condition(event) is True


@attrs.frozen(order=True)
class Mark:
    """An event, or what became of a timer, in the order of events."""

    at: int
    seq: int
    id: str
    event: Event = attrs.field(order=False)


@attrs.define
class Run:
    """One instance."""

    promise: Promise
    opener: Mark
    within: str
    needed: int
    apart: str
    calendar: str
    due: int = 0
    counted: list[int] = attrs.field(factory=list)
    end: int | None = None
    ending: str = ""
    ender: str = ""
    late: str = ""

    @property
    def start(self) -> int:
        """Its start."""
        return self.opener.at

    @property
    def counting(self) -> str | None:
        """The calendar whose open time counts."""
        return self.calendar if self.within.split()[1] == "business" else None


@attrs.frozen
class Told:
    """What is said of a lead: instances by timer, requests by key."""

    instances: tuple[Mapping[str, Any], ...]
    requests: Mapping[tuple[str, str, str, int], Mapping[str, Any]]


class Judge:
    """Judges one lead at an instant, by what somebody may know of it."""

    def __init__(
        self,
        promises: Sequence[Promise],
        lead: Lead,
        people: Iterable[Person],
        now: int,
    ) -> None:
        self.promises = promises
        self.people = {person.id: person for person in people}
        self.now = now
        self.fields = lead.fields
        events = {event.id: event for event in lead.events or ()}.values()
        marks = sorted(
            Mark(since_monday(event.at), event.seq, event.id, event) for event in events
        )
        self.changes = [mark for mark in marks if mark.event.type == "changed"]
        self.marks = [mark for mark in marks if mark.at <= now]
        self.outcomes: list[Mark] = []
        self.runs: list[Run] = []
        for promise in promises:
            found = self._fold(promise)
            self.runs += found
            for run in found:
                self._derive(run)

    # What was true when.

    def field(self, name: str, at: int) -> Any:  # noqa: ANN401
        """A field at an instant."""
        own = [one for one in self.changes if one.event.data.get("field") == name]
        past = [one for one in own if one.at <= at]
        if past:
            return past[-1].event.data.get("value")
        return own[0].event.data.get("before") if own else self.fields.get(name)

    def owner(self, at: int) -> str | None:
        """The last assigned owner."""
        found = None
        for mark in self.marks:
            if mark.at <= at and mark.event.type in {"assigned", "reassigned"}:
                found = mark.event.data.get("to")
        return None if found is None else str(found)

    def count(self, pattern: str, at: int, window: int | None = None) -> int:
        """Events up to an instant, the window's far edge left out."""
        return sum(
            mark.at <= at
            and (window is None or mark.at > at - window)
            and picks(pattern, mark.event)
            for mark in self.marks
        )

    def holds(self, guard: str, at: int) -> Answer:
        """A condition of `promises.GUARDS`."""
        employees, country = self.field("employees", at), self.field("country", at)
        large = _test(employees, lambda value: value >= 50)
        american = _test(country, lambda value: value == "US")
        withdrawn = "consent_changed where consent is withdrawn"
        web = "touched where channel is web"
        answers: Mapping[str, Callable[[], Answer]] = {
            "": lambda: True,
            "employees >= 50": lambda: large,
            "employees < 50": lambda: _test(large, operator.not_),
            "country is US": lambda: american,
            "country in [US, CA]": lambda: _test(country, {"US", "CA"}.__contains__),
            "employees is known": lambda: employees is not None,
            "employees >= 50 or country is US": lambda: _either(large, american),
            "employees >= 50 and country is not US": lambda: _both(
                large, _test(american, operator.not_)
            ),
            "happened(demo_request)": lambda: self.count("demo_request", at) > 0,
            "not happened(demo_request in last 2 days)": lambda: (
                self.count("demo_request", at, 2 * DAY) == 0
            ),
            "count(attempt in last 5 hours) >= 2": lambda: (
                self.count("attempt", at, 5 * HOUR) >= 2
            ),
            f"not happened({withdrawn})": lambda: self.count(withdrawn, at) == 0,
            "happened(touched in last 1 day where channel is web)": lambda: (
                self.count(web, at, DAY) > 0
            ),
            "open(desk)": lambda: OPEN["desk"][at // MINUTE],
            "not open(late_desk)": lambda: not OPEN["late_desk"][at // MINUTE],
        }
        return answers[guard]()

    def choose(self, cases: Cases, at: int) -> str:
        """The first case that surely holds."""
        return next(value for value, when in cases if self.holds(when, at) is True)

    # Instances.

    def _named(self, phrases: Iterable[str]) -> list[Mark]:
        """Events that any of some phrases names, outcomes of timers included."""
        names = tuple(phrases)
        found = [
            mark for mark in self.marks if any(picks(one, mark.event) for one in names)
        ]
        found += [mark for mark in self.outcomes if mark.event.type in names]
        return sorted(found)

    def _fold(self, promise: Promise) -> list[Run]:
        runs: list[Run] = []
        roles = {
            "start": self._named(promise.starts),
            "until": self._named(promise.until),
            "enough": self._named(promise.enough),
            "unless": self._named(promise.unless),
            "waived": [one for one in self.marks if _waives(one.event, promise.name)],
        }
        for at in sorted({mark.at for marks in roles.values() for mark in marks}):
            here = {
                role: [mark for mark in marks if mark.at == at]
                for role, marks in roles.items()
            }
            spent: set[str] = set()
            self._answer([run for run in runs if run.end is None], at, here, spent)
            older = len(runs)
            for mark in here["start"]:
                if self.holds(promise.when, at) is True:
                    self._start(runs, promise, mark)
            newer = [run for run in runs[older:] if run.end is None]
            self._answer(newer, at, here, spent)
        return runs

    def _start(self, runs: list[Run], promise: Promise, mark: Mark) -> None:
        running = [run for run in runs if run.end is None]
        if running and promise.repeat != "each":
            (old,) = running
            due = self.due(old)
            if due is not None and due <= mark.at and old.start < mark.at:
                self._close(old, mark, "superseded")
            elif promise.repeat == "restart":
                self._close(old, mark, "restarted")
            else:
                return
        at = mark.at
        calendar = self.choose(promise.calendar or ((PARTY, ""),), at)
        if calendar == "owner":
            person = self.people.get(self.owner(at) or "")
            calendar = person.calendar if person and person.calendar else PARTY
        run = Run(
            promise,
            mark,
            self.choose(promise.within, at),
            int(self.choose(promise.times, at)) if promise.times else 1,
            self.choose(promise.apart, at) if promise.apart else "",
            calendar,
        )
        runs.append(run)

    def _answer(
        self,
        runs: list[Run],
        at: int,
        here: Mapping[str, list[Mark]],
        spent: set[str],
    ) -> None:
        """Let the events of an instant end what is open, the oldest first."""
        for run in runs:
            others = {
                role: [mark for mark in marks if mark.id != run.opener.id]
                for role, marks in here.items()
            }
            used = self._keep(run, at, others, spent)
            if run.promise.repeat == "each":
                spent.update(used)
            for ending in ("unless", "waived"):
                if others[ending] and run.end is None:
                    self._close(run, others[ending][0], ending)

    def _keep(
        self, run: Run, at: int, here: Mapping[str, list[Mark]], spent: set[str]
    ) -> set[str]:
        """Let tries count that no older one has spent; those, and what was enough."""
        used: set[str] = set()
        for mark in (one for one in here["until"] if one.id not in spent):
            near = bool(run.counted and run.apart) and at < after(
                run.counted[-1], run.apart, run.calendar
            )
            if near or run.end is not None:
                continue
            run.counted.append(at)
            used.add(mark.id)
            if len(run.counted) == run.needed:
                self._close(run, mark, "until")
        enough = [one for one in here["enough"] if one.id not in spent]
        if enough and run.end is None:
            used.add(enough[0].id)
            self._close(run, enough[0], "enough")
        return used

    def _close(self, run: Run, mark: Mark, ending: str) -> None:
        run.end, run.ending, run.ender = mark.at, ending, mark.id
        due = self.due(run)
        if ending in {"unless", "waived"} and due is not None and due <= mark.at:
            run.late = mark.id

    def _derive(self, run: Run) -> None:
        """Let later timers see what became of an instance."""
        due, outcome = self.due(run), self.outcome(run)
        at, what = run.end, "met"
        if outcome in {"met_late", "never_met"}:
            at, what = due, "missed"
        elif outcome != "met":
            return
        assert at is not None
        kind = f"{what} {run.promise.name}"
        identity = f"{what}:{run.promise.name}:{run.opener.id}"
        self.outcomes.append(Mark(at, 0, identity, Event(kind, MONDAY)))

    # The clock of an instance.

    def pauses(self, run: Run) -> list[tuple[int, int | None]]:
        """Stretches in which it stood still, from its start to its end."""
        found: list[tuple[int, int | None]] = []
        since: int | None = None
        for mark in self.marks if run.promise.pauses else ():
            if run.end is not None and mark.at > run.end:
                break
            if mark.event.type == "paused" and since is None:
                since = mark.at
            elif mark.event.type == "resumed" and since is not None:
                found.append((since, mark.at))
                since = None
        if since is not None and (run.end is None or since < run.end):
            found.append((since, None))
        return [
            (max(first, run.start), last)
            for first, last in found
            if last is None or last > run.start
        ]

    def _moved(self, run: Run, unpaused: int, mark: Callable[[int], int]) -> int | None:
        """An instant, moved by the open time of the pauses that begin before it."""
        at, lost = unpaused, 0
        for first, last in self.pauses(run):
            if first >= mark(at):
                break
            if last is None:
                return None
            gone = opened(run.counting, first, last)
            if gone:
                lost += gone
                whole = opened(run.counting, run.start, unpaused) + lost
                at = reach(run.counting, run.start, whole)
        return mark(at)

    def due(self, run: Run) -> int | None:
        """When it is missed; none while a pause has no end."""
        unpaused = after(run.start, run.within, run.calendar)
        return self._moved(run, unpaused, lambda at: at)

    def budget(self, run: Run) -> int:
        """The time allowed, on its clock."""
        return opened(
            run.counting, run.start, after(run.start, run.within, run.calendar)
        )

    def warning(self, run: Run, timing: str) -> int | None:
        """When a warning is due; none while a pause has no end."""
        if timing.startswith("at "):
            share = Decimal(timing.removeprefix("at ").removesuffix("%"))
            amount = math.ceil(self.budget(run) * share / 100)
            unpaused = reach(run.counting, run.start, amount)
            return self._moved(run, unpaused, lambda at: at)
        span = timing.removesuffix(" before due")

        def before(due: int) -> int:
            if " business " not in f" {span} ":
                return max(run.start, due - length(span))
            used = opened(run.calendar, run.start, due) - length(span)
            return reach(run.calendar, run.start, max(0, used))

        return self._moved(run, after(run.start, run.within, run.calendar), before)

    def used(self, run: Run, start: int, end: int) -> int:
        """Time on its clock between two instants."""
        total = opened(run.counting, start, end)
        for first, last in self.pauses(run):
            until = end if last is None else min(last, end)
            total -= opened(run.counting, max(first, start), until)
        return total

    # What is told.

    def outcome(self, run: Run) -> str:
        """What a summary counts it as."""
        due = self.due(run)
        past = due is not None and due <= (self.now if run.end is None else run.end)
        ended = {"unless": "void", "restarted": "void", "waived": "excused"}
        if run.ending in {"until", "enough"}:
            return "met" if due is None or (run.end or 0) <= due else "met_late"
        if past or run.ending:
            return "never_met" if past else ended[run.ending]
        if any(
            first <= self.now and (last is None or self.now < last)
            for first, last in self.pauses(run)
        ):
            return "paused"
        marks = [self.warning(run, timing) for timing in run.promise.warn]
        risky = any(mark is not None and mark <= self.now for mark in marks)
        return "at_risk" if risky else "running"

    def told(self) -> Told:
        """Everything, as plain values."""
        requests = {
            (run.promise.name, run.opener.id, step, repetition): {
                "due": at,
                "verb": verb,
                "to": tuple((who, self._deliver(run, who, at)) for who in to),
            }
            for run in self.runs
            for step, repetition, at, verb, to in self._steps(run)
            if at <= self.now
        }
        return Told(tuple(map(self._instance, self.runs)), requests)

    def _instance(self, run: Run) -> Mapping[str, Any]:
        until = self.now if run.end is None else run.end
        due = self.due(run)
        held_until = until if due is None else min(until, due)
        return {
            "timer": run.promise.name,
            "start": run.start,
            "opener": run.opener.id,
            "outcome": self.outcome(run),
            "due": due,
            "within": run.within.removesuffix("s"),
            "calendar": run.counting or "",
            "budget": self.budget(run),
            "used": self.used(run, run.start, until),
            "end": run.end,
            "ending": run.ending,
            "ender": run.ender,
            "counted": len(run.counted),
            "needed": run.needed,
            "late": run.late,
            "owner": self.owner(held_until),
            "held": self._held(run, held_until),
        }

    def _held(self, run: Run, until: int) -> tuple[tuple[str | None, int], ...]:
        moves = {mark.at for mark in self.marks if run.start < mark.at < until}
        found: list[tuple[str | None, int]] = []
        for start, end in pairwise([run.start, *sorted(moves), until]):
            owner, time = self.owner(start), self.used(run, start, end)
            if found and found[-1][0] == owner:
                time += found.pop()[1]
            found.append((owner, time))
        return tuple(found)

    def _steps(self, run: Run) -> Iterable[tuple[str, int, int, str, tuple[str, ...]]]:
        """All steps that fire if nothing happens any more."""
        promise, due = run.promise, self.due(run)
        for place, timing in enumerate(promise.warn, start=1):
            at = self.warning(run, timing)
            if at is not None and (run.end is None or at < run.end):
                yield f"warn.{place}", 1, at, "alert", ("owner",)
        if promise.met and run.ending == "until" and self.outcome(run) == "met":
            yield "met.1", 1, run.end or 0, "celebrate", ("sales",)
        if due is None or self.outcome(run) in {"met", "void", "excused"}:
            return
        back = [
            mark.at
            for mark in self.marks
            if mark.event.type == "recycled" and mark.at >= due and promise.returns
        ]
        for place, timing in enumerate(promise.missed, start=1):
            returns = promise.returns and place == len(promise.missed)
            verb = "return" if returns else "alert"
            to = ("marketing",) if returns else ("owner", "manager")
            for repetition, at in enumerate(_ladder(run, due, timing), start=1):
                ends = [*back, *([] if run.end is None else [run.end])]
                if at == due or all(at < end for end in ends):
                    yield f"missed.{place}", repetition, at, verb, to

    def _deliver(self, run: Run, who: str, at: int) -> tuple[str, str, int]:
        """Name, id of the owner, and the instant at which it is told."""
        calendar = ROLES.get(who) or run.promise.deliver
        owner = (self.owner(at) or "") if who == "owner" else ""
        return who, owner, next_open(calendar, at) if calendar else at

    def instants(self) -> list[int]:
        """Later instants at which something may change without a new event."""
        found: set[int] = set()
        for run in self.runs:
            marks = [self.due(run), *(self.warning(run, w) for w in run.promise.warn)]
            found |= {mark for mark in marks if mark is not None and run.end is None}
            found |= {at for _, _, at, _, _ in self._steps(run)}
        return sorted(at for at in found if at > self.now)


def _waives(event: Event, timer: str) -> bool:
    """Whether it waives a timer, by somebody and for a reason."""
    data = event.data
    named = event.type == "waived" and data.get("timer") == timer
    return bool(named and data.get("by") and data.get("why"))


def _ladder(run: Run, due: int, timing: str) -> Iterable[int]:
    """The instants of a step: at due, after it, and again."""
    first, _, again = timing.removeprefix("after ").partition(" every ")
    at = after(due, first, run.calendar) if first else due
    yield at
    if again:
        every, _, most = again.partition(" at most ")
        for _ in range(int(most.split()[0]) - 1):
            at = after(at, every, run.calendar)
            yield at


def _written(event: Event) -> int:
    """When it was written down."""
    return since_monday(event.recorded_at or event.at)


def judge(
    promises: Sequence[Promise], lead: Lead, people: Iterable[Person], now: datetime
) -> Told:
    """What is to be said of a lead, back-dated events included.

    A request that was due by what had been written down just before an event was,
    and is not due now, has been withdrawn.
    """
    people, instant = tuple(people), since_monday(now)
    told = Judge(promises, lead, people, instant).told()
    requests = {
        key: {**request, "withdrawn": False} for key, request in told.requests.items()
    }
    events = lead.events or ()
    for at in sorted({_written(event) for event in events}):
        known = [event for event in events if _written(event) < at]
        # A change that is yet to be written down tells what was there until then.
        known += [
            attrs.evolve(event, at=event.recorded_at or event.at)
            for event in events
            if _written(event) >= at and event.type == "changed"
        ]
        earlier = Judge(
            promises,
            attrs.evolve(lead, events=tuple(known)),
            people,
            min(instant, at - 1),
        )
        for key, request in earlier.told().requests.items():
            if key not in told.requests:
                requests[key] = {**request, "withdrawn": True}
    return attrs.evolve(told, requests=requests)


def next_change(
    promises: Sequence[Promise], lead: Lead, people: Iterable[Person], now: datetime
) -> int | None:
    """The first later instant at which anything else is said without a new event."""
    people, instant = tuple(people), since_monday(now)
    changed = ("changed",)
    past = [
        event
        for event in lead.events or ()
        if since_monday(event.at) <= instant or event.type in changed
    ]
    lead = attrs.evolve(lead, events=tuple(past))
    first = Judge(promises, lead, people, instant)
    for at in first.instants():
        if _lasting(Judge(promises, lead, people, at)) != _lasting(first):
            return at
    return None


def _lasting(found: Judge) -> object:
    """All that is told but used time, and who held the lead for how long."""
    told = found.told()
    instances = [{**one, "used": 0, "held": ()} for one in told.instances]
    return instances, told.requests
