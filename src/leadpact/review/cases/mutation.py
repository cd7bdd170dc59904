"""Whether tests notice what is wrong with a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.loading.files import read_bytes, read_file
from leadpact.loading.policy import load_policy
from leadpact.review.cases.mutants import Mutant, mutants
from leadpact.review.cases.running import run_case
from leadpact.review.difference import Grade, compare_policies

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from leadpact.review.cases.suite import Suite


@attrs.frozen
class MutationResult:
    """What became of the mutants of a policy.

    Attributes:
        policy: File of the policy.
        caught: How many mutants some test is not met by.
        same: Those that are no other policy, for any lead.
        missed: Those that every test is met by.
    """

    policy: str
    caught: int
    same: tuple[Mutant, ...]
    missed: tuple[Mutant, ...]

    @property
    def share(self) -> float:
        """The share of mutants that are caught, of those that can be; 1 of none."""
        counted = self.caught + len(self.missed)
        return self.caught / counted if counted else 1.0


def mutate(
    suites: Sequence[Suite], progress: Callable[[int, int], None] | None = None
) -> MutationResult:
    """Hold the mutants of a policy against its tests.

    Args:
        suites: All suites about one version, each of whose cases is met by it.
        progress: Told how many mutants of how many have been tried.

    Raises:
        PolicyError: The policy cannot be read any more.
    """
    file, pact = suites[0].policy, suites[0].pact
    found = [*mutants(load_policy(file, read_bytes(file), read_file))]
    missed: list[Mutant] = []
    same: list[Mutant] = []
    for number, mutant in enumerate(found, start=1):
        if all(_is_met(suite, mutant) for suite in suites):
            difference = compare_policies(pact.checked, mutant.pact.checked)
            is_other = difference.grade not in {None, Grade.PATCH}
            (missed if is_other else same).append(mutant)
        if progress is not None:
            progress(number, len(found))
    caught = len(found) - len(missed) - len(same)
    return MutationResult(file, caught, tuple(same), tuple(missed))


def _is_met(suite: Suite, mutant: Mutant) -> bool:
    """Whether every case of a suite is met by a mutant."""
    return all(run_case(case, mutant.pact).is_met for case in suite.cases)
