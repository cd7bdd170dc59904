"""Search long for mutants that break a law: `python -m fuzz --count 100000`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from fuzz.campaign import Failure, run_seeds

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Mutants that a process judges before it tells.
_BATCH = 250


def main() -> int:
    """Run many seeds on all cores; the number of failures, at most one."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="mutants")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    last = options.first + options.count
    failures: dict[str, list[Failure]] = {}
    start, done, accepted = time.monotonic(), 0, 0
    with ProcessPoolExecutor(options.jobs) as pool:
        for result in pool.map(run_seeds, batches(options.first, last)):
            done, accepted = done + result.count, accepted + result.accepted
            for failure in result.failures:
                known = failures.setdefault(failure.law, [])
                if not known:
                    sys.stdout.write(f"{failure}\n")
                    sys.stdout.flush()
                known.append(failure)
            told = sum(map(len, failures.values()))
            rate = done / (time.monotonic() - start)
            sys.stderr.write(
                f"{done:,} of {options.count:,} mutants, {accepted:,} accepted, "
                f"{rate:.0f} a second, {told} failures\n"
            )
    for law, found in failures.items():
        seeds = ", ".join(str(failure.seed) for failure in found[:20])
        sys.stdout.write(f"{len(found)} x {law}: seeds {seeds}\n")
    return 1 if failures else 0


def batches(first: int, last: int) -> Iterator[range]:
    """Seeds in parts."""
    for start in range(first, last, _BATCH):
        yield range(start, min(last, start + _BATCH))


if __name__ == "__main__":
    sys.exit(main())
