"""What differs between two versions of a policy, and for whom."""

from __future__ import annotations

import enum

import attrs

from leadpact.diagnostics import Span


class Direction(enum.Enum):
    """What a change is for a party."""

    HARDER = "harder"
    EASIER = "easier"
    #: Neither side of it can be told.
    DIFFERENT = "different"
    MORE_LEADS = "more leads"
    FEWER_LEADS = "fewer leads"


class Grade(enum.Enum):
    """How much a change is, as versions count: the larger, the earlier."""

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"

    @property
    def rank(self) -> int:
        """From 0 for what changes most."""
        return [*Grade].index(self)


#: What a promise gets that is harder for a party, or may be.
_MAJOR = frozenset({Direction.HARDER, Direction.DIFFERENT})


@attrs.frozen
class Effect:
    """What a change is for one party, and why.

    Attributes:
        party: Who.
        direction: What it is for them.
        reason: In words, such as `15 business minutes instead of 30`.
        lead: A lead that shows it, in words; empty where none is needed.
    """

    party: str
    direction: Direction
    reason: str
    lead: str = ""


@attrs.frozen
class Clause:
    """One clause that differs, or that means something else than before.

    Attributes:
        section: Key of the file, such as `timers`.
        name: Its name in that section; empty where the section is one clause.
        label: What people call it, such as the promise of a timer.
        span: Where it stands in the version after; before, where it is gone.
        before: What it said, in sentences; empty if it is new.
        after: What it says; empty if it is gone. The same as before where another
            clause changes what it means.
        effects: What it is for whom.
        notes: What else is to be known, such as that nothing changes by it.
        grade: How much it is.
    """

    section: str
    name: str
    label: str
    span: Span
    before: tuple[str, ...]
    after: tuple[str, ...]
    effects: tuple[Effect, ...]
    notes: tuple[str, ...]
    grade: Grade

    @property
    def title(self) -> str:
        """Such as `timers.accept`."""
        return f"{self.section}.{self.name}" if self.name else self.section

    @property
    def is_only_meant(self) -> bool:
        """Whether it says what it said, and means something else."""
        return self.before == self.after


@attrs.frozen
class Version:
    """Which version of a policy.

    Attributes:
        policy: Name of the policy.
        number: Its version.
        digest: SHA-256 of its canonical form.
    """

    policy: str
    number: str
    digest: str


@attrs.frozen
class PolicyDifference:
    """What differs between two versions.

    Attributes:
        before: The version before.
        after: The version after.
        clauses: What differs, in the order of the sections of a policy.
    """

    before: Version
    after: Version
    clauses: tuple[Clause, ...]

    @property
    def grade(self) -> Grade | None:
        """The grade of the clause that changes most; ``None`` if nothing differs."""
        grades = (clause.grade for clause in self.clauses)
        return min(grades, key=lambda grade: grade.rank, default=None)

    def effects(self, party: str) -> tuple[tuple[Clause, Effect], ...]:
        """What it is for one party, clause by clause."""
        return tuple(
            (clause, effect)
            for clause in self.clauses
            for effect in clause.effects
            if effect.party == party
        )

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties that it is anything for."""
        found = {effect.party for clause in self.clauses for effect in clause.effects}
        return tuple(sorted(found))


def grade_of(effects: tuple[Effect, ...], *, only_words: bool) -> Grade:
    """How much a clause is.

    Args:
        effects: What it is for whom.
        only_words: Whether nothing but words has changed, if it is nothing for anybody.
    """
    if any(effect.direction in _MAJOR for effect in effects):
        return Grade.MAJOR
    return Grade.PATCH if only_words and not effects else Grade.MINOR
