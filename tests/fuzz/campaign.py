"""Many trials in a row, and what is told of those that fail."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import attrs
from fuzz.laws import Trials, judge
from fuzz.minimise import minimise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fuzz.laws import Trial, Verdict


@attrs.frozen
class Failure:
    """A trial that breaks a law.

    Attributes:
        seed: What it comes from.
        law: The law, in a word or two.
        told: How it is broken.
        origin: The sound file, and what was done to it.
        least: The smallest file with the same fault that was found soon.
    """

    seed: int
    law: str
    told: str
    origin: str
    least: bytes

    def __str__(self) -> str:
        file = self.least.decode(errors="backslashreplace")
        if len(file) > _LONGEST:
            file = f"{file[:_LONGEST]}…"
        return f"seed {self.seed}: {self.told}\n  {self.origin}\n{file}\n"


#: Characters that are shown of a file.
_LONGEST = 4000


@attrs.frozen
class Result:
    """What came of some seeds."""

    count: int
    accepted: int
    failures: tuple[Failure, ...]


@functools.cache
def _trials() -> Trials:
    return Trials()


def run_seeds(seeds: Iterable[int]) -> Result:
    """Judge the mutants of some seeds; the first of each fault is made smaller."""
    failures: list[Failure] = []
    count = accepted = 0
    for seed in seeds:
        trial = _trials().trial(seed)
        verdict = judge(trial)
        count += 1
        accepted += verdict.accepted
        if verdict.law:
            first = verdict.law not in {failure.law for failure in failures}
            failures.append(_failure(trial, verdict, smaller=first))
    return Result(count, accepted, tuple(failures))


def _failure(trial: Trial, verdict: Verdict, *, smaller: bool) -> Failure:
    """What is told of a trial that breaks a law."""
    least = trial.mutant.data
    if smaller:
        least = minimise(least, lambda data: judge(trial, data).law == verdict.law)
    changes = ", ".join(trial.mutant.changes)
    origin = f"{trial.file} of {trial.sample.name}: {changes}"
    return Failure(trial.seed, verdict.law, verdict.told, origin, least)
