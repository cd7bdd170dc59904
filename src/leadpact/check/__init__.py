"""Loaded policy to checked policy: every mistake of meaning, at its place.

A rule is a function of the subject that yields diagnostics. A new rule is a new file
and one line in ``RULES``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.check import circles, names, parties, phrases, plan, steps, times
from leadpact.check.subject import Subject
from leadpact.diagnostics import Diagnostic, Severity, in_order
from leadpact.errors import PolicyError
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
    found = [each for rule in RULES for each in rule(subject)]
    if loaded.unread & NAMING:
        # Any name may stand in the part that could not be read.
        found = [each for each in found if each.code != "LP2001"]
    document = loaded.document
    ordered = in_order((*document.diagnostics, *found))
    if any(each.severity is Severity.ERROR for each in ordered):
        raise PolicyError(ordered, {document.file: document.text})
    return CheckedPolicy(loaded.policy, subject.scope, tuple(ordered))
