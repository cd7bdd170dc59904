"""Print what the engine says of many cases, to compare two checkouts line by line.

In each of them run `PYTHONPATH=tests python -m corpus --count 5000 --seed 1`, then
compare the two outputs: they are to be the same, byte by byte.
"""

from __future__ import annotations

import argparse
import sys

from corpus.cases import case


def main() -> int:
    """Print a JSON line for each evaluation; with ``--show`` one case in full."""
    parser = argparse.ArgumentParser(prog="corpus", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="cases")
    parser.add_argument("--first", type=int, default=0, help="the first case")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, help="print the input of one case, too")
    options = parser.parse_args()
    numbers = range(options.first, options.first + options.count)
    if options.show is not None:
        numbers = range(options.show, options.show + 1)
    for number in numbers:
        found = case(options.seed, number)
        if options.show is not None:
            sys.stdout.write(f"{found.told()}\n")
        sys.stdout.writelines(f"{line}\n" for line in found.lines())
    return 0


if __name__ == "__main__":
    sys.exit(main())
