"""The way of one lead through the funnel, looked at every minute that may matter.

Events, ends of windows, and openings fall on half hours or a minute after them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from oracle_leads import MINUTE, Judge, picks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oracle_leads import Mark

_SLOT = 30 * MINUTE


@attrs.frozen
class Step:
    """A stage: events that enter it, and its condition; one of both may be empty."""

    name: str
    enter: tuple[str, ...] = ()
    when: str = ""

    def text(self) -> str:
        """The stage as a policy says it."""
        enter = f", enter: [{', '.join(self.enter)}]" if self.enter else ""
        when = f', when: "{self.when}"' if self.when else ""
        return f"- {{name: {self.name}, party: sales{enter}{when}}}"


class Funnel:
    """Where a lead stands while the time passes."""

    def __init__(self, judge: Judge, stages: Sequence[Step]) -> None:
        self.judge = judge
        self.stages = stages
        self.entries: list[tuple[str, int]] = []
        self.reached: set[str] = set()
        self.held: set[str] = set()
        self.passes = 1
        for at, marks in self._instants():
            begins = False
            for mark in marks:
                begins = self._happens(mark, begins=begins)
            for stage in stages:
                if not stage.enter:
                    self._watch(stage, at, begins=begins)

    @property
    def stage(self) -> str | None:
        """The furthest one of this pass."""
        reached = [one.name for one in self.stages if one.name in self.reached]
        return reached[-1] if reached else None

    def _instants(self) -> Iterator[tuple[int, list[Mark]]]:
        """Every instant to look at from the first event on, with its events."""
        marks = self.judge.marks
        first = marks[0].at if marks else self.judge.now + 1
        at = first - first % _SLOT
        while at <= self.judge.now:
            for look in (at, at + MINUTE):
                if first <= look <= self.judge.now:
                    yield look, [mark for mark in marks if mark.at == look]
            at += _SLOT

    def _happens(self, mark: Mark, *, begins: bool) -> bool:
        """An event; whether `when` stages may be entered again at its instant."""
        if mark.event.type in {"recycled", "rejected"}:
            self.reached.clear()
            self.passes += 1
            begins = False
        for stage in self.stages:
            enters = any(picks(pattern, mark.event) for pattern in stage.enter)
            if enters and self.judge.holds(stage.when, mark.at) is True:
                self._enter(stage, mark.at)
        return begins or mark.event.type in {"reconverted", "handed_off"}

    def _watch(self, stage: Step, at: int, *, begins: bool) -> None:
        holds = self.judge.holds(stage.when, at) is True
        if holds and (stage.name not in self.held or (begins and self.passes > 1)):
            self._enter(stage, at)
        (self.held.add if holds else self.held.discard)(stage.name)

    def _enter(self, stage: Step, at: int) -> None:
        if stage.name not in self.reached:
            self.reached.add(stage.name)
            self.entries.append((stage.name, at))
