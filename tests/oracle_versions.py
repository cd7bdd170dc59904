"""How a book judges, sentence by sentence: the history cut by version, by hand.

Written from `docs/explanation/versions.md` for books of three timers, two stages, a
score and a limit. Instants are hours since Monday 5 January 2026, UTC; no two events
share one. What a version may change is an attribute of ``Edition``.
"""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING

import attrs
from builders import at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from random import Random

    from leadpact.model.lead import Event

MONDAY = at("2026-01-05 00:00")
DAY = 24
WINDOW = 2 * DAY
#: The repeats of `reply`; how `each` goes together with the others is not told.
REPEATS = (("keep", "restart"), ("each",))
_GUARDS = ("", "fit >= 30", "fit >= 60", "stage is MQL")
_FROM = (("handed_off",), ("handed_off", "note"), ("reconverted",))


@attrs.frozen
class Edition:
    """A version of the policy: its days, counted from Monday, and what it says."""

    start: int
    end: int | None
    bind: str
    points: int
    mql: int
    starts: tuple[str, ...]
    repeat: str
    within: int
    guard: str
    has_reply: bool
    forbids: int

    def sections(self, number: str) -> dict[str, str]:
        """The version as a policy says it."""
        guard = f"when: {self.guard}, " if self.guard else ""
        sorry = f"""
        sorry: {{party: marketing, from: missed reply, until: meeting, within: {self.within} hours}}"""  # noqa: E501
        reply = f"""
        reply: {{party: sales, from: [{", ".join(self.starts)}], {guard}until: attempt,
          repeat: {self.repeat}, within: {self.within} hours, missed: alert owner}}"""
        ends = {} if self.end is None else {"ends": _day(self.end - 1)}
        return ends | {
            "version": number,
            "effective": _day(self.start),
            "bind": self.bind,
            "scoring": f"""
        fit:
          - 30 when employees >= 50
          - {self.points} when happened(note in last {WINDOW} hours)""",
            "stages": f"""
        - {{name: MQL, party: marketing, when: fit >= {self.mql}}}
        - {{name: SAL, party: sales, enter: accepted}}""",
            "timers": f"""{reply + sorry if self.has_reply else ""}
        greet: {{party: sales, from: entered SAL, until: meeting, within: {self.within} hours}}""",  # noqa: E501
            "limits": f"""
        quiet: {{party: sales, never: attempt, when: fit >= {self.forbids}}}""",
        }


def _day(day: int) -> str:
    return f"{MONDAY + timedelta(days=day):%Y-%m-%d}"


def draw_editions(chance: Random, *, most: int = 4) -> list[Edition]:
    """Versions one after the other, some of them with days between."""
    day, drawn = chance.randint(-2, 2), []
    repeats = chance.choice(REPEATS)
    for _ in range(chance.randint(1, most)):
        start, day = day, day + chance.randint(1, 4)
        end = chance.choice((None, max(start + 1, day - chance.randint(0, 2))))
        drawn.append(
            Edition(
                start,
                end,
                chance.choice(("start", "start", "created")),
                chance.choice((10, 30, 50)),
                chance.choice((30, 40, 60, 80)),
                chance.choice(_FROM),
                chance.choice(repeats),
                chance.choice((2, 12, 30, 60)),
                chance.choice(_GUARDS),
                chance.random() < 0.85,
                chance.choice((30, 60, 80)),
            )
        )
    # One without an end gives way to the next.
    return [
        attrs.evolve(one, end=later.start if one.end is None else one.end)
        for one, later in itertools.pairwise(drawn)
    ] + drawn[-1:]


@attrs.frozen(order=True)
class Mark:
    """An event, or what follows from events."""

    at: int
    id: str
    kind: str


@attrs.define
class Run:
    """One instance, by the number of the version that judges it."""

    timer: str
    version: int
    opener: Mark
    due: int
    end: int | None = None
    how: str = ""

    def outcome(self, now: int) -> str:
        """What became of it."""
        if self.how == "until":
            return "met" if (self.end or 0) <= self.due else "met_late"
        if self.how == "restarted":
            return "void"
        return "never_met" if self.how == "superseded" or self.due <= now else "running"


class Desk:
    """Judges one lead by a book, sentence by sentence."""

    def __init__(
        self, book: Sequence[Edition], events: Iterable[Event], employees: int, now: int
    ) -> None:
        self.book, self.employees, self.now = book, employees, now
        marks = (Mark(hours(event), event.id, event.type) for event in events)
        self.marks = sorted(mark for mark in marks if mark.at <= now)
        named = [mark.at for mark in self.marks if mark.kind == "created"]
        self.created = min(named or [mark.at for mark in self.marks], default=now)
        self.entries: list[tuple[str, int]] = []
        self.standing: list[tuple[int, str | None]] = []
        self._walk()
        self.runs = self._fold("reply", self.marks)
        missed = [
            Mark(run.due, f"missed:reply:{run.opener.id}", "missed reply")
            for run in self.runs
            if run.due <= now and run.outcome(now) in {"met_late", "never_met"}
        ]
        accepted = {mark.at: mark for mark in self.marks if mark.kind == "accepted"}
        entered = [
            attrs.evolve(accepted[hour], kind="entered SAL")
            for name, hour in self.entries
            if name == "SAL"
        ]
        self.runs += self._fold("sorry", sorted(missed))
        self.runs += self._fold("greet", entered)

    # Which version judges.

    def in_force(self, at: int) -> int | None:
        """The version in force at an instant: from its first day, before its end."""
        for number, one in enumerate(self.book):
            if one.start * DAY <= at and (one.end is None or at < one.end * DAY):
                return number
        return None

    def judging(self, start: int) -> int | None:
        """The version at the start judges, or leaves it to that at creation."""
        then = self.in_force(start)
        if then is None or self.book[then].bind == "start":
            return then
        return self.in_force(self.created)

    @property
    def present(self) -> int:
        """The version whose scores are told: in a gap the one before it."""
        return max(n for n, one in enumerate(self.book) if one.start * DAY <= self.now)

    # What held when.

    def fit(self, version: int, at: int) -> int:
        """The score by a version at an instant."""
        points = 30 if self.employees >= 50 else 0
        if any(one.kind == "note" and at - WINDOW < one.at <= at for one in self.marks):
            points += self.book[version].points
        return points

    def stage(self, at: int) -> str | None:
        """Where the lead stood."""
        past = [name for since, name in self.standing if since <= at]
        return past[-1] if past else None

    def guarded(self, version: int, at: int) -> bool:
        """Whether the guard of `reply` holds."""
        guard = self.book[version].guard
        if guard == "stage is MQL":
            return self.stage(at) == "MQL"
        return not guard or self.fit(version, at) >= int(guard.split()[-1])

    def _walk(self) -> None:
        """Stages, hour by hour, each hour by the version in force then."""
        held, passes, reached = False, 1, set[str]()
        first = self.marks[0].at if self.marks else self.now + 1
        for hour in range(first, self.now + 1):
            kinds = {mark.kind for mark in self.marks if mark.at == hour}
            if kinds & {"recycled", "rejected"}:
                passes += 1
                reached = set()
                self.standing.append((hour, None))
            version = self.in_force(hour)
            if version is None:
                continue
            holds = self.fit(version, hour) >= self.book[version].mql
            anew = kinds & {"reconverted", "handed_off"} and passes > 1
            enters = {
                "SAL": "accepted" in kinds,
                "MQL": holds and (not held or bool(anew)),
            }
            held = holds
            for name, does in enters.items():
                if does and name not in reached:
                    reached.add(name)
                    self.entries.append((name, hour))
                    self.standing.append((hour, "SAL" if "SAL" in reached else "MQL"))

    # Timers.

    def _fold(self, timer: str, candidates: Iterable[Mark]) -> list[Run]:
        """Instances of a timer, which go on by its name across versions."""
        runs: list[Run] = []
        spent: set[str] = set()
        for opener, version in self._starts(timer, candidates):
            edition = self.book[version]
            repeat = edition.repeat if timer == "reply" else "keep"
            last = runs[-1] if runs else None
            if last is not None and repeat != "each" and self._is_open(last, opener.at):
                if last.due <= opener.at:
                    last.end, last.how = opener.at, "superseded"
                elif repeat == "restart":
                    last.end, last.how = opener.at, "restarted"
                else:
                    continue
            run = Run(timer, version, opener, opener.at + edition.within)
            ends = "attempt" if timer == "reply" else "meeting"
            for mark in self.marks:
                if mark.kind == ends and mark.at >= opener.at and mark.id not in spent:
                    run.end, run.how = mark.at, "until"
                    if repeat == "each":
                        spent.add(mark.id)
                    break
            runs.append(run)
        return runs

    @staticmethod
    def _is_open(run: Run, at: int) -> bool:
        return run.end is None or run.end > at or run.end == run.opener.at == at

    def _starts(self, timer: str, marks: Iterable[Mark]) -> Iterator[tuple[Mark, int]]:
        """Starts, each by the version that judges it."""
        for mark in marks:
            version = self.judging(mark.at)
            if version is None:
                continue
            edition = self.book[version]
            is_start = edition.has_reply or timer == "greet"
            if timer == "reply":
                is_start = is_start and mark.kind in edition.starts
                is_start = is_start and self.guarded(version, mark.at)
            if is_start:
                yield mark, version

    def violations(self) -> list[tuple[int, str]]:
        """Attempts that the version which binds them forbids."""
        found = []
        for mark in self.marks:
            version = self.judging(mark.at)
            if mark.kind != "attempt" or version is None:
                continue
            if self.fit(version, mark.at) >= self.book[version].forbids:
                found.append((version, mark.id))
        return found


def hours(event: Event) -> int:
    """The instant of an event."""
    return (event.at - MONDAY) // timedelta(hours=1)
