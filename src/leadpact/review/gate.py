"""What must be so before a change of policies is merged."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

import attrs

from leadpact.check import CheckedPolicy
from leadpact.check.versions import first_instant
from leadpact.diagnostics import Diagnostic
from leadpact.instants import format_instant
from leadpact.model.versions import is_prerelease, rank
from leadpact.review.difference import Grade, PolicyDifference, compare_policies
from leadpact.signing.canonical import digest
from leadpact.signing.envelope import Envelope

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from leadpact.model.policy import Policy

#: Numbers of a version, and which of them must grow with a change.
_PLACES = {Grade.MAJOR: 0, Grade.MINOR: 1, Grade.PATCH: 2}


@attrs.frozen
class Found:
    """A policy file of one side.

    Attributes:
        checked: The policy.
        envelope: The signatures beside it, believed or not.
    """

    checked: CheckedPolicy
    envelope: Envelope

    @property
    def policy(self) -> Policy:
        """The policy as its file says it."""
        return self.checked.policy

    @property
    def digest(self) -> str:
        """SHA-256 of its canonical form."""
        return digest(self.policy)

    def signers(self) -> frozenset[str]:
        """Parties of whom a signature of this very policy is claimed."""
        return frozenset(
            entry.statement.party
            for entry in self.envelope.signatures
            if entry.statement.digest == self.digest
        )


@attrs.frozen
class Changed:
    """A policy file that is new, or says something else than before.

    Attributes:
        file: Its name.
        difference: What it changes from the version before; ``None`` for the first.
        problems: Why it must not be merged.
        versions: The version before and the one after, where there are both.
    """

    file: str
    difference: PolicyDifference | None
    problems: tuple[Diagnostic, ...]
    versions: tuple[CheckedPolicy, CheckedPolicy] | None = None


def gate(
    base: Mapping[str, Found],
    head: Mapping[str, Found],
    now: int,
    *,
    signed: bool = False,
) -> Iterator[Changed]:
    """Each policy file that a change touches, and what is wrong with that.

    Args:
        base: Policies before, by the names of their files.
        head: Policies after; those of one folder are versions of one policy.
        now: The instant of the change, in microseconds since the epoch.
        signed: Whether every released version that is new must be signed.
    """
    for file in sorted(base.keys() | head.keys()):
        old, new = base.get(file), head.get(file)
        if new is None and old is not None:
            if old.envelope.signatures:
                yield Changed(file, None, (_gone(old),))
        elif new is not None and (old is None or old.digest != new.digest):
            before = _before(file, base, head)
            found, versions = None, None
            if before is not None:
                versions = before.checked, new.checked
                found = compare_policies(*versions)
            rules = _Rules(old, new, before, found, _is_signed(file, head), now)
            problems = tuple(rules.problems(signed=signed))
            yield Changed(file, found, problems, versions)


def _before(
    file: str, base: Mapping[str, Found], head: Mapping[str, Found]
) -> Found | None:
    """What a policy file is compared with: itself, else the version before it."""
    if file in base:
        return base[file]
    number, folder = rank(head[file].policy.version), PurePath(file).parent
    earlier = [
        found
        for name, found in {**head, **base}.items()
        if PurePath(name).parent == folder and rank(found.policy.version) < number
    ]
    released = [one for one in earlier if not is_prerelease(one.policy.version)]
    return max(released, key=lambda one: rank(one.policy.version), default=None)


def _is_signed(file: str, head: Mapping[str, Found]) -> bool:
    """Whether the versions in the folder of a file are signed at all."""
    folder = PurePath(file).parent
    return any(
        found.envelope.signatures
        for name, found in head.items()
        if PurePath(name).parent == folder
    )


def _gone(old: Found) -> Diagnostic:
    message = f"`{old.policy.version}`, which is signed, is gone"
    hint = "keep it: verdicts were given by it, and later versions replace it"
    return Diagnostic("LP7050", message, old.policy.spans["version:"], hint)


@attrs.frozen
class _Rules:
    """One policy file that has changed."""

    old: Found | None
    new: Found
    before: Found | None
    found: PolicyDifference | None
    in_signed_book: bool
    now: int

    def problems(self, *, signed: bool) -> Iterator[Diagnostic]:
        version = self.new.policy.version
        was_signed = self.old is not None and self.old.envelope.signatures
        if was_signed and self.old is not None and self.old.policy.version == version:
            message = f"`{version}` is signed, and was edited"
            hint = "undo the change, and make it a version of its own"
            yield self._problem("LP7050", message, hint)
            return
        if is_prerelease(version):
            return
        yield from self._numbered()
        yield from self._dated()
        if signed:
            yield from self._signed()

    def _numbered(self) -> Iterator[Diagnostic]:
        """The number must grow with the change."""
        if self.before is None or self.found is None or self.found.grade is None:
            return
        grade, number = self.found.grade, self.new.policy.version
        before = self.before.policy.version
        if rank(number) == rank(before):
            yield self._problem(
                "LP7051",
                f"`{number}` was edited: the change is {grade.value}",
                f"make it `{least_number(before, grade)}`",
            )
        elif _step(before, number) > _place(before, grade):
            yield self._problem(
                "LP7052",
                f"from `{before}` to `{number}` is too small a step for a change that "
                f"is {grade.value}",
                f"make it `{least_number(before, grade)}`",
            )

    def _dated(self) -> Iterator[Diagnostic]:
        """What is signed is not agreed on afterwards."""
        start = first_instant(self.new.policy)
        if self.in_signed_book and start < self.now:
            at = format_instant(start)
            message = f"it would be in force since {at}, which has passed"
            hint = "move `effective`: verdicts have been given since then"
            place = self.new.policy.spans["effective:"]
            yield Diagnostic("LP7053", message, place, hint)

    def _signed(self) -> Iterator[Diagnostic]:
        for party in sorted({*self.new.policy.parties} - self.new.signers()):
            yield self._problem(
                "LP7054",
                f"`{party}` has not signed `{self.new.policy.version}`",
                f"leadpact sign FILE --as {party}",
            )

    def _problem(self, code: str, message: str, hint: str) -> Diagnostic:
        return Diagnostic(code, message, self.new.policy.spans["version:"], hint)


def least_number(before: str, grade: Grade) -> str:
    """The least number that a version after another one may have.

    Before 1.0.0 the second number counts what would be major.

    Example:
        >>> least_number("1.4.2", Grade.MINOR), least_number("0.4.2", Grade.MAJOR)
        ('1.5.0', '0.5.0')
    """
    numbers = _numbers(before)
    place = _place(before, grade)
    grown = [*numbers[:place], numbers[place] + 1, *[0] * (2 - place)]
    return ".".join(map(str, grown))


def _place(before: str, grade: Grade) -> int:
    """Which number must grow."""
    place = _PLACES[grade]
    return max(place, 1) if _numbers(before)[0] == 0 else place


def _step(before: str, after: str) -> int:
    """The first number that differs; beyond the last if the version is not later."""
    old, new = _numbers(before), _numbers(after)
    places = [place for place in range(len(old)) if old[place] != new[place]]
    return places[0] if places and new > old else len(old)


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.partition("-")[0].split(".")]
