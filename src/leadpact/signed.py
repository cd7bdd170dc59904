"""Policies that every party signed: loaded only if nothing speaks against them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from leadpact.check.versions import end_instant, first_instant
from leadpact.diagnostics import Diagnostic, Severity, Span
from leadpact.errors import PolicyError, TrustError
from leadpact.instants import format_instant, to_instant
from leadpact.model.characters import deceptive
from leadpact.model.versions import is_prerelease, rank
from leadpact.pact import Pact, load
from leadpact.signing.envelope import Envelope, envelope_file
from leadpact.signing.trust import Trust
from leadpact.signing.verification import Verdict, unsigned, verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from leadpact.model.policy import Policy


@attrs.frozen
class Floor:
    """The oldest version that a service still takes, so that nobody rolls it back.

    Attributes:
        version: Its number, such as `1.2.0`.
        digest: SHA-256 of its canonical form, 64 hexadecimal digits.
    """

    version: str
    digest: str


def load_signed(
    path: str | os.PathLike[str],
    *,
    trust: Trust | str | os.PathLike[str],
    now: datetime,
    floor: Floor | tuple[str, str] | None = None,
    allow_draft: bool = False,
) -> Pact:
    """Load a policy that every party signed and that is in force.

    Its evaluations say ``signed: true``. For its last 30 days they hold an alert to all
    parties that it ends, with one key for all leads.

    Args:
        path: The file of one version; its signatures stand beside it.
        trust: OpenSSH's `allowed_signers`, which the service supplies; a file must
            not lie in the policy's folder.
        now: Aware instant at which the policy must be in force.
        floor: Version and digest of the oldest version that is still taken.
        allow_draft: Whether a policy that nobody has signed yet is loaded, too; its
            evaluations say ``signed: false``. A wrong signature is refused all the
            same. A version with a hyphen is always a draft.

    Raises:
        PolicyError: The policy has mistakes; see ``load``.
        TrustError: Why it cannot be trusted, everything at once: LP6001 to LP6017,
            LP6020 to LP6022; LP5002 without the extra `signing`.
        RecordError: LP4002 an instant without a zone.

    Source: docs/explanation/signatures.md.
    """
    at = to_instant(now)
    known = trust if isinstance(trust, Trust) else read_trust(trust, path)
    pact = load(path)
    policy, file = pact.checked.policy, str(envelope_file(path))
    envelope = Envelope.beside(path)
    problems = [
        *out_of_force(policy, at),
        *_below(pact, floor),
        *deceiving(policy),
        *([] if allow_draft else _draft(policy)),
        *broken_chain(path, policy),
    ]
    if problems:
        raise TrustError(problems)
    if allow_draft and envelope == Envelope():
        return pact
    older = replaced_digest(path, policy)
    verdict = verify(policy, envelope, known, at, file=file, replaced=older)
    if found := unsigned(verdict, file):
        raise TrustError(found)
    return Pact(pact.checked, signed=True)


def status(
    path: str | os.PathLike[str], *, trust: Trust, now: datetime
) -> tuple[Pact, Verdict]:
    """A policy, and what became of its signatures; nothing is refused.

    Args:
        path: The file of one version.
        trust: Whom to trust.
        now: Aware instant of the verification.

    Raises:
        PolicyError: The policy has mistakes.
        TrustError: LP6011, the signatures cannot be read.
    """
    pact = load(path)
    policy = pact.checked.policy
    verdict = verify(
        policy,
        Envelope.beside(path),
        trust,
        to_instant(now),
        file=str(envelope_file(path)),
        replaced=replaced_digest(path, policy),
    )
    return pact, verdict


def read_trust(
    file: str | os.PathLike[str],
    policy: str | os.PathLike[str],
    revoked: str | os.PathLike[str] | None = None,
) -> Trust:
    """Trust from a file that lies elsewhere than the policy.

    Raises:
        TrustError: LP6016, it lies in the policy's folder; LP6017, it cannot be read.
    """
    # The policy may be a link; its folder and that of what it leads to are no place.
    folders = {Path(policy).absolute().parent, Path(policy).resolve().parent}
    folders = {folder.resolve() for folder in folders}
    for each in (file, revoked):
        beside = each is not None and not folders.isdisjoint(
            Path(each).resolve().parents
        )
        if each is not None and beside:
            message = f"`{os.fspath(each)}` lies in the folder of the policy"
            hint = (
                "who may change a policy must not say who signs it; keep it elsewhere"
            )
            raise TrustError([Diagnostic("LP6016", message, Span(str(each)), hint)])
    return Trust.read(file, revoked)


def replaced_digest(path: str | os.PathLike[str], policy: Policy) -> str | None:
    """Digest of the version that a policy supersedes, if its file stands beside it."""
    older = replaced(path, policy)
    return None if older is None else older.digest


def broken_chain(path: str | os.PathLike[str], policy: Policy) -> Iterator[Diagnostic]:
    """A version that a policy supersedes must stand beside it."""
    if policy.supersedes and replaced(path, policy) is None:
        version, place = policy.supersedes, policy.spans["supersedes:"]
        message = f"`{policy.version}` supersedes `{version}`, which cannot be loaded"
        hint = f"keep `{version}.yaml` beside it"
        yield Diagnostic("LP6013", message, place, hint)


def replaced(path: str | os.PathLike[str], policy: Policy) -> Pact | None:
    """The version that a policy supersedes, if it can be loaded from beside it."""
    file = replaced_file(path, policy)
    try:
        return None if file is None else load(file)
    except PolicyError:
        return None


def replaced_file(path: str | os.PathLike[str], policy: Policy) -> Path | None:
    """Where the version that a policy supersedes has to lie, if it names one."""
    if not policy.supersedes:
        return None
    return Path(path).with_name(f"{policy.supersedes}{Path(path).suffix}")


def _draft(policy: Policy) -> Iterator[Diagnostic]:
    if is_prerelease(policy.version):
        message = f"`{policy.version}` is a draft, whoever signed it"
        yield Diagnostic("LP6025", message, policy.spans["version:"])


def deceiving(policy: Policy) -> Iterator[Diagnostic]:
    """Letters that deceive, for which a version is refused."""
    for found in deceptive(policy):
        yield attrs.evolve(found, severity=Severity.ERROR)


def out_of_force(policy: Policy, now: int) -> Iterator[Diagnostic]:
    """Why a version is not in force at an instant."""
    start, end = first_instant(policy), end_instant(policy)
    if now < start:
        message = f"`{policy.version}` is not in force before {format_instant(start)}"
        yield Diagnostic("LP6015", message, policy.spans["effective:"])
    if end is not None and now >= end:
        message = (
            f"`{policy.version}` is no longer in force since {format_instant(end)}"
        )
        hint = "sign the next version"
        yield Diagnostic("LP6014", message, policy.spans["ends:"], hint)


def _below(pact: Pact, floor: Floor | tuple[str, str] | None) -> Iterator[Diagnostic]:
    if floor is None:
        return
    least = floor if isinstance(floor, Floor) else Floor(*floor)
    policy = pact.checked.policy
    place = policy.spans["version:"]
    if rank(policy.version) < rank(least.version):
        message = f"version {policy.version} is older than {least.version}"
        yield Diagnostic("LP6012", message, place, "somebody has rolled it back")
    elif policy.version == least.version and pact.digest != least.digest:
        found = f"has the digest {pact.digest[:12]}, not {least.digest[:12]}"
        yield Diagnostic("LP6012", f"version {policy.version} {found}", place)
