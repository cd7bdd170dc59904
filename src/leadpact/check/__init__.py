"""Loaded policy to checked policy: every mistake of meaning, at its place.

A rule is a function of the subject that yields diagnostics. A new rule is a new file
and one line in ``RULES``, if what it finds makes a policy invalid, or in ``ADVICE``.
Advice is asked for by those who write policies, not by services that load them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

import attrs

from leadpact.check import (
    calendars,
    circles,
    names,
    parties,
    phrases,
    plan,
    steps,
    times,
)
from leadpact.check.acknowledgements import without_acknowledged
from leadpact.check.advice import (
    always,
    characters,
    contacts,
    coverage,
    duties,
    ends,
    ladders,
    literal_words,
    never,
    own_words,
    plan_adds_up,
    reached,
    starts,
    thresholds,
    touches,
    unheard,
    unproven,
    unused,
)
from leadpact.check.advice.mappings import check_mapping
from leadpact.check.subject import Subject
from leadpact.diagnostics import Diagnostic, Severity, in_order
from leadpact.language.scope import Scope
from leadpact.loading.policy import NAMING
from leadpact.model.policy import Policy

if TYPE_CHECKING:
    from datetime import date

    from leadpact.loading.policy import Loaded
    from leadpact.model.mapping import DataMapping

Rule: TypeAlias = Callable[[Subject], Iterator[Diagnostic]]

#: Warnings and notes of one policy that are told at most.
MOST_ADVICE = 200

#: Rules that find errors.
RULES: tuple[Rule, ...] = (
    names.check_names,
    parties.check_parties,
    phrases.check_phrases,
    circles.check_circles,
    calendars.check_calendars,
    times.check_times,
    steps.check_steps,
    plan.check_plan,
)

#: Rules that find what is allowed and hardly meant: warnings and notes.
ADVICE: tuple[Rule, ...] = (
    unused.check_unused,
    starts.check_starts,
    ends.check_ends,
    ladders.check_ladders,
    touches.check_touches,
    contacts.check_contacts,
    duties.check_duties,
    unheard.check_unheard,
    plan_adds_up.check_plan_adds_up,
    literal_words.check_literal_words,
    characters.check_characters,
    own_words.check_own_words,
    always.check_always,
    never.check_never,
    reached.check_reached,
    thresholds.check_thresholds,
    coverage.check_coverage,
    unproven.check_unproven,
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


def advise_policy(
    loaded: Loaded, *, today: date | None = None
) -> tuple[Diagnostic, ...]:
    """What is allowed and hardly meant in a policy without errors.

    Args:
        loaded: A policy that ``check_policy`` takes.
        today: The day, in the policy's timezone, at which acknowledgements may have
            run out; without it none has.

    Returns:
        Warnings and notes that no comment of its files acknowledges, by place; beyond
        ``MOST_ADVICE`` a note with their number.
    """
    subject = Subject.of(loaded)
    left: Iterable[Diagnostic]
    left = itertools.chain.from_iterable(rule(subject) for rule in ADVICE)
    own = loaded.document.file
    for file, text in loaded.document.sources.items():
        left = without_acknowledged(left, file, text, today, is_shared=file != own)
    return _first(tuple(in_order(left)))


def _first(found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """What is told at most, warnings before notes; one more note counts the rest."""
    more = len(found) - MOST_ADVICE
    if more <= 0:
        return found
    weighed = sorted(found, key=lambda one: one.severity is Severity.NOTE)
    told = in_order(weighed[:MOST_ADVICE])
    message = f"the policy has {more} more warnings and notes: the first are told"
    hint = "mend these, then check again"
    place = found[-1].span
    return (*told, Diagnostic("LP1013", message, place, hint, Severity.NOTE))


def advise_mapping(
    mapping: DataMapping,
    policy: Policy,
    *,
    file: str,
    text: str,
    today: date | None = None,
) -> tuple[Diagnostic, ...]:
    """How a mapping does not fit the policy that judges its leads.

    Args:
        mapping: A mapping without mistakes.
        policy: A policy without errors.
        file: Name of the mapping's file.
        text: Its text, which may acknowledge advice.
        today: As for ``advise_policy``.

    Returns:
        Warnings that no comment of the file acknowledges, by place.
    """
    found = check_mapping(mapping, policy)
    return tuple(in_order(without_acknowledged(found, file, text, today)))
