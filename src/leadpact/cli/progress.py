"""A progress bar for long work, on standard error where that is a terminal."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self, TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

T = TypeVar("T")

#: Work that takes less than this many seconds shows no bar.
_PATIENCE = 0.5


class Track:
    """Shows how far the work is, between entering and leaving a ``with`` block."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._reading: TaskID | None = None
        self._start = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def read(self, count: int, total: int | None) -> None:
        """Show how many bytes of the files have been read, of how many if known."""
        if self._reading is None:
            self._reading = self._progress.add_task("reading", total=None)
        self._show(self._reading, count, total)

    def judged(self, items: Sequence[T]) -> Iterator[T]:
        """The items; how many have been taken is shown."""
        task = self._progress.add_task("judging", total=len(items))
        for count, item in enumerate(items):
            self._show(task, count, len(items))
            yield item

    def _show(self, task: TaskID, done: int, total: int | None) -> None:
        if time.monotonic() - self._start > _PATIENCE:
            self._progress.start()
        self._progress.update(task, completed=done, total=total)
