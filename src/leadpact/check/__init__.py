"""Loaded policy to checked policy: every mistake of meaning, at its place.

A rule is a function of the subject that yields diagnostics. A new rule is a new file
and one line in ``RULES``.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import attrs

from leadpact.check import circles, names, parties, phrases, plan, steps, times
from leadpact.check.subject import Subject
from leadpact.diagnostics import Diagnostic, Severity, in_order
from leadpact.language.scope import Scope
from leadpact.loading.policy import NAMING
from leadpact.model.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from leadpact.loading.policy import Loaded

RULES: tuple[Callable[[Subject], Iterator[Diagnostic]], ...] = (
    names.check_names,
    parties.check_parties,
    phrases.check_phrases,
    circles.check_circles,
    times.check_times,
    steps.check_steps,
    plan.check_plan,
)


@attrs.frozen
class CheckedPolicy:
    """A policy without errors; only ``check_policy`` makes one.

    Attributes:
        policy: The policy.
        scope: Its names with their types.
        diagnostics: Warnings and notes, by place.
    """

    policy: Policy
    scope: Scope
    diagnostics: tuple[Diagnostic, ...] = ()


def check_policy(loaded: Loaded) -> CheckedPolicy:
    """Judge a loaded policy.

    Raises:
        PolicyError: The file has errors, in its shape or its meaning; the error lists
            them all, by place.
    """
    subject = Subject.of(loaded)
    document = loaded.document
    # Any name may stand in a section that could not be read.
    passed_over = {"LP2001"} if loaded.unread & NAMING else set()
    for found in itertools.chain.from_iterable(rule(subject) for rule in RULES):
        if found.code not in passed_over:
            document.add(found)
    if any(each.severity is Severity.ERROR for each in document.diagnostics):
        raise document.error()
    ordered = tuple(in_order(document.diagnostics))
    return CheckedPolicy(loaded.policy, subject.scope, ordered)
