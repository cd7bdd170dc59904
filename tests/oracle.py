"""One timer over one lead, minute by minute: slow, plain, and nobody's relative.

The rules, each once:

- An instance opens at a start. It ends at `until`, `enough`, `unless`, a waiver, or,
  unless every start opens one (`each`), at a start at or after its due.
- A start before due is ignored (`keep`), or voids and opens anew (`restart`), or opens
  one more (`each`, where `until` and `enough` end the oldest only).
- At one instant: until, enough, unless and waivers, pause, start. What is opened may be
  ended by the others of its instant, never by its own event.
- The budget runs while the calendar is open and nothing is paused. It is due the
  moment that the budget is used up. `unless` and waivers count before due only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: Minutes after which a search for a due instant gives up.
_FAR = 60 * 24 * 10


@attrs.frozen
class Rules:
    """A timer: minutes, and events by their kinds.

    ``start``, ``until``, ``enough``, ``unless``, ``waived``, ``paused`` and
    ``resumed`` are kinds of their own; ``both`` starts and is an `until`.
    """

    budget: int
    repeat: str = "keep"
    times: int = 1
    apart: int = 0
    pauses: bool = True


@attrs.frozen(order=True)
class Tick:
    """An event at a minute, in the order of the source."""

    minute: int
    seq: int
    id: str
    kind: str


@attrs.define
class Told:
    """One instance, and what became of it."""

    start: int
    opener: str
    used: int = 0
    due: int | None = None
    warned: int | None = None
    counted: list[int] = attrs.field(factory=list)
    end: int | None = None
    ending: str = ""
    outcome: str = ""
    ender: str = ""
    late: bool = False

    def close(self, minute: int, ending: str, outcome: str, ender: str) -> None:
        """End it."""
        self.end, self.ending = minute, ending
        self.outcome, self.ender = outcome, ender


class Desk:
    """A lead desk that looks at its watch every minute."""

    def __init__(self, rules: Rules, is_open: Callable[[int], bool]) -> None:
        self.rules = rules
        self.is_open = is_open
        self.paused = False
        self.instances: list[Told] = []

    def live_through(self, ticks: Iterable[Tick], now: int) -> list[Told]:
        """Every instance at a minute, with the due instants that are known."""
        found: dict[int, list[Tick]] = {}
        for tick in sorted(ticks):
            found.setdefault(tick.minute, []).append(tick)
        for minute in range(now + 1):
            if minute:
                self._pass(minute)
            if minute in found:
                self._happen(minute, found[minute])
        for instance in self.instances:
            if instance.end is None:
                self._foresee(instance, now, paused=self.paused)
                instance.outcome = self._state(instance, now)
        return self.instances

    def _pass(self, minute: int) -> None:
        """Let the minute before an instant pass."""
        if self.paused or not self.is_open(minute - 1):
            return
        for instance in self.instances:
            if instance.end is None:
                instance.used += 1
                if instance.used * 2 >= self.rules.budget and instance.warned is None:
                    instance.warned = minute
                if instance.used == self.rules.budget and instance.due is None:
                    instance.due = minute

    def _state(self, instance: Told, now: int) -> str:
        if instance.due is not None and instance.due <= now:
            return "never_met"
        if self.paused:
            return "paused"
        return "at_risk" if instance.warned is not None else "running"

    def _foresee(self, instance: Told, minute: int, *, paused: bool) -> None:
        """The due instant if nothing happens any more; none if it is paused."""
        used = instance.used
        while instance.due is None and not paused:
            used += self.is_open(minute)
            minute += 1
            if used == self.rules.budget:
                instance.due = minute
            assert minute < _FAR, "the calendar never opens"

    def _happen(self, minute: int, ticks: list[Tick]) -> None:
        older = [one for one in self.instances if one.end is None]
        spent: set[str] = set()
        resumed = any(tick.kind == "resumed" for tick in ticks)
        still_paused = self.paused and not resumed
        self._answer(minute, older, ticks, spent, paused=still_paused)
        for tick in ticks:
            if tick.kind in {"paused", "resumed"} and self.rules.pauses:
                self.paused = tick.kind == "paused"
        before = len(self.instances)
        for tick in ticks:
            if tick.kind in {"start", "both"}:
                self._begin(minute, tick, paused=still_paused)
        newer = [one for one in self.instances[before:] if one.end is None]
        self._answer(minute, newer, ticks, spent, paused=still_paused)

    def _begin(self, minute: int, tick: Tick, *, paused: bool) -> None:
        running = [one for one in self.instances if one.end is None]
        if running and self.rules.repeat != "each":
            (old,) = running
            if old.due is not None and old.due <= minute:
                old.close(minute, "superseded", "never_met", tick.id)
            elif self.rules.repeat == "restart":
                self._foresee(old, minute, paused=paused)
                old.close(minute, "restarted", "void", tick.id)
            else:
                return
        self.instances.append(Told(minute, tick.id))

    def _answer(
        self,
        minute: int,
        instances: list[Told],
        ticks: list[Tick],
        spent: set[str],
        *,
        paused: bool,
    ) -> None:
        """Let the events of an instant end what is open, the oldest first."""
        for instance in instances:
            others = [tick for tick in ticks if tick.id != instance.opener]
            self._keep(minute, instance, others, spent)
            if instance.end is None:
                self._excuse(minute, instance, others)
            if instance.end is not None:
                self._foresee(instance, minute, paused=paused)

    def _keep(
        self, minute: int, instance: Told, ticks: list[Tick], spent: set[str]
    ) -> None:
        met = "met" if instance.due is None or minute <= instance.due else "met_late"
        each = self.rules.repeat == "each"
        for tick in ticks:
            if tick.kind not in {"until", "both"} or tick.id in spent:
                continue
            if instance.counted and minute < instance.counted[-1] + self.rules.apart:
                continue
            instance.counted.append(minute)
            if each:
                spent.add(tick.id)
            if len(instance.counted) == self.rules.times:
                instance.close(minute, "until", met, tick.id)
                return
        for tick in ticks:
            if tick.kind == "enough" and tick.id not in spent:
                if each:
                    spent.add(tick.id)
                instance.close(minute, "enough", met, tick.id)
                return

    def _excuse(self, minute: int, instance: Told, ticks: list[Tick]) -> None:
        for kind, ending, outcome in (
            ("unless", "unless", "void"),
            ("waived", "waived", "excused"),
        ):
            for tick in ticks:
                if tick.kind != kind or instance.end is not None:
                    continue
                if instance.due is not None and instance.due <= minute:
                    instance.late = True
                else:
                    instance.close(minute, ending, outcome, tick.id)
