"""How the benchmarks take time: both sides of a ratio in turn, and the median told.

Machines are noisy, so that ratios are worth more than seconds.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def seconds(run: Callable[[], object], times: int) -> float:
    """Seconds of the processor for one call, the mean of some.

    Time that other programs take does not count, and neither do other processes.
    """
    start = time.process_time()
    for _ in range(times):
        run()
    return (time.process_time() - start) / times


def wall(run: Callable[[], object]) -> float:
    """Seconds of the clock on the wall for one call."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def ratio(
    name: str,
    ours: Callable[[], object],
    theirs: Callable[[], object],
    times: int,
    bar: float | None = None,
) -> None:
    """Print what one side costs, and the median of the ratios of some turns.

    Args:
        name: What is timed, and what it is held against.
        ours: One call of the one side.
        theirs: One call of the other.
        times: Calls of each in a turn.
        bar: What the ratio may be at most, if anything.
    """
    seconds(ours, times // 10 + 1)
    turns = [(seconds(ours, times), seconds(theirs, times)) for _ in range(15)]
    median = statistics.median(one / other for one, other in turns)
    cost = statistics.median(one for one, _ in turns) * 1e6
    line = f"{name:<58} {cost:>10.2f} us   {median:>6.2f} x"
    print(line if bar is None else f"{line}   of {bar:g} x")


def plain(
    name: str, run: Callable[[], object], times: int, bar: float | None = None
) -> None:
    """Print the median of some turns on the wall, in milliseconds."""
    run()
    turns = sorted(wall(run) for _ in range(times))
    line = f"{name:<58} {statistics.median(turns) * 1e3:>10.2f} ms"
    print(line if bar is None else f"{line}             of {bar:g} ms")


def told(name: str, figure: float, unit: str) -> None:
    """Print a figure."""
    print(f"{name:<58} {figure:>10,.0f} {unit}")


def cost(run: Callable[[], object]) -> float:
    """Microseconds of one call, in the best of some turns of a hundredth second."""
    run()
    start = time.perf_counter()
    run()
    times = max(1, int(0.01 / max(time.perf_counter() - start, 1e-7)))
    return min(seconds(run, times) for _ in range(15)) * 1e6
