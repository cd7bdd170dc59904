"""Whether every party signed a policy: each signature, then all of them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import attrs

from leadpact.diagnostics import Diagnostic, Span, in_order
from leadpact.instants import format_instant
from leadpact.signing.canonical import digest
from leadpact.signing.holidays import closed_dates
from leadpact.signing.kinds import ForgedError, WeakError
from leadpact.signing.sshsig import SshSignature
from leadpact.signing.statement import Attestation, Statement
from leadpact.signing.wire import WireError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from leadpact.model.policy import Policy
    from leadpact.signing.envelope import Entry, Envelope
    from leadpact.signing.statement import ClosedDates, Replaced
    from leadpact.signing.trust import Trust


@attrs.frozen
class Signed:
    """A signature that was verified.

    Attributes:
        statement: What was signed.
        fingerprint: Of the key.
        principals: Who has the key, as the service's trust says.
    """

    statement: Statement
    fingerprint: str
    principals: str


@attrs.frozen
class Attested:
    """Somebody's word that a party signed on paper; it stands for no signature.

    Attributes:
        attestation: What was stated.
        fingerprint: Of the key.
        principals: Who has the key.
    """

    attestation: Attestation
    fingerprint: str
    principals: str


@attrs.frozen
class Verdict:
    """What became of the signatures of a version.

    Attributes:
        signed: Those verified, by party.
        attested: Attestations verified.
        missing: Parties without any signature.
        problems: What is wrong, in order of place; a policy is signed only without.
    """

    signed: Mapping[str, Signed]
    attested: tuple[Attested, ...]
    missing: tuple[str, ...]
    problems: tuple[Diagnostic, ...]

    @property
    def is_signed(self) -> bool:
        """Whether every party signed, and nothing is wrong."""
        return not self.missing and not self.problems


def verify(
    policy: Policy,
    envelope: Envelope,
    trust: Trust,
    now: int,
    *,
    file: str,
    replaced: str | None = None,
) -> Verdict:
    """Check all signatures of a version.

    Args:
        policy: The version as its file says it now.
        envelope: What is claimed about it.
        trust: Whom the service trusts.
        now: Instant of the verification; no signature may be later.
        file: Name of the file of signatures, for places.
        replaced: Digest of the version that it supersedes, where that is known.
    """
    verifier = _Verifier(policy, digest(policy), trust, now, Span(file), replaced)
    signed = {
        one.statement.party: one
        for one in map(verifier.signed, envelope.signatures)
        if one
    }
    attested = tuple(filter(None, map(verifier.attested, envelope.attestations)))
    claimed = [entry.statement.party for entry in envelope.signatures]
    missing = tuple(party for party in sorted(policy.parties) if party not in claimed)
    verifier.problems += [
        *_twice(claimed, verifier.place),
        *_shared_keys(signed.values(), verifier.place),
        *_apart(signed.values(), verifier.place),
    ]
    return Verdict(signed, attested, missing, tuple(in_order(verifier.problems)))


def mistakes(
    policy: Policy,
    entry: Entry[Statement],
    now: int,
    *,
    file: str,
    replaced: str | None = None,
) -> list[Diagnostic]:
    """What is wrong with one signature, whoever may be trusted; see ``verify``."""
    verifier = _Verifier(policy, digest(policy), None, now, Span(file), replaced)
    verifier.signed(entry)
    return verifier.problems


def unsigned(verdict: Verdict, file: str) -> list[Diagnostic]:
    """Why a version is not signed by every party; nothing if it is.

    LP6001 for each party without a signature.
    """
    absent = [
        Diagnostic(
            "LP6001",
            f"`{party}` has not signed",
            Span(file),
            f"leadpact sign POLICY --as {party} --key FILE",
        )
        for party in verdict.missing
    ]
    return [*verdict.problems, *absent]


class _Verifier:
    """Checks one claim after the other, and notes what is wrong."""

    def __init__(
        self,
        policy: Policy,
        sha256: str,
        trust: Trust | None,
        now: int,
        place: Span,
        replaced: str | None,
    ) -> None:
        self.policy = policy
        self.digest = sha256
        self.trust = trust
        self.now = now
        self.place = place
        self.replaced = replaced
        self.problems: list[Diagnostic] = []

    def signed(self, entry: Entry[Statement]) -> Signed | None:
        """A signature of a party, if nothing is wrong with it."""
        who = self._signer(entry)
        if who is None or self._noted(self._about(entry.statement)):
            return None
        key = SshSignature.parse(entry.signature).key
        return Signed(entry.statement, key.fingerprint, who)

    def attested(self, entry: Entry[Attestation]) -> Attested | None:
        """An attestation, if nothing is wrong with it."""
        who = self._signer(entry)
        if who is None or self._noted(self._same(entry.statement)):
            return None
        key = SshSignature.parse(entry.signature).key
        return Attested(entry.statement, key.fingerprint, who)

    def _signer(self, entry: Entry[Statement] | Entry[Attestation]) -> str | None:
        """Who made a signature, if it is sound and they are trusted with it."""
        # What a stranger states is not looked at.
        return None if self._noted(self._sound(entry)) else self._principals(entry)

    def _noted(self, found: Iterator[Diagnostic]) -> bool:
        """Whether anything is wrong; the first such thing is noted."""
        first = next(found, None)
        if first is not None:
            self.problems.append(first)
        return first is not None

    def _sound(
        self, entry: Entry[Statement] | Entry[Attestation]
    ) -> Iterator[Diagnostic]:
        """What is wrong with a signature, whoever made it and for whatever policy."""
        who = f"the signature of `{entry.statement.party}`"
        expected = entry.statement.namespace
        try:
            signature = SshSignature.parse(entry.signature)
            if signature.namespace != expected:
                made_for = f"was made for `{signature.namespace:.60}`"
                message = f"{who} {made_for}, not for `{expected}`"
                yield self._problem("LP6005", message)
                return
            signature.verify(entry.statement.bytes())
        except WeakError as error:
            yield self._problem("LP6010", f"{who}: {error}")
        except ForgedError as error:
            hint = "what is stated was changed after it was signed; sign anew"
            yield self._problem("LP6004", f"{who} does not fit: {error}", hint)
        except WireError as error:
            yield self._problem("LP6011", f"{who} cannot be read: {error}")

    def _same(self, statement: Statement | Attestation) -> Iterator[Diagnostic]:
        """Whether a statement is about this policy."""
        policy = self.policy
        who = f"`{statement.party}` signed"
        if (statement.policy, statement.version) != (policy.policy, policy.version):
            yield self._problem(
                "LP6003",
                f"{who} `{statement.policy}` {statement.version}, "
                f"not `{policy.policy}` {policy.version}",
            )
        if statement.digest != self.digest:
            yield self._problem(
                "LP6002",
                f"{who} the digest {statement.digest[:12]}, the policy has "
                f"{self.digest[:12]}",
                "a signed version is never edited: undo the change, or make it a "
                "version of its own",
            )
        if statement.party not in policy.parties:
            yield self._problem("LP6022", f"the policy has no `{statement.party}`")
        if statement.date > self.now:
            at = format_instant(statement.date)
            yield self._problem("LP6021", f"{who} at {at}, which is yet to come")

    def _about(self, statement: Statement) -> Iterator[Diagnostic]:
        """Whether a statement is about this policy, its parties and its past."""
        yield from self._same(statement)
        role = self.policy.parties[statement.party].signatory
        if statement.role != role:
            yield self._problem(
                "LP6022",
                f"`{statement.party}` signed as `{statement.role}`, its signatory is "
                f"`{role}`",
            )
        yield from self._past(statement.party, statement.supersedes)
        yield from self._closed(statement.party, statement.holidays)

    def _closed(self, party: str, signed: ClosedDates | None) -> Iterator[Diagnostic]:
        """Whether the public holidays are those that were signed."""
        through = date.fromisoformat(signed.through) if signed else None
        found = closed_dates(self.policy, through)
        if (signed and signed.sha256) == (found and found.sha256):
            return
        if signed is None or found is None:
            message = f"`{party}` signed other public holidays than the policy closes"
            yield self._problem("LP6024", message)
            return
        yield self._problem(
            "LP6024",
            f"`{party}` signed the public holidays of the package `holidays` "
            f"{signed.version}; those of {found.version} differ",
            f"install holidays=={signed.version}, or sign a new version",
        )

    def _past(self, party: str, replaced: Replaced | None) -> Iterator[Diagnostic]:
        """Whether the version before is the one that was replaced."""
        version = self.policy.supersedes
        stated = None if replaced is None else replaced.version
        if stated != (version or None):
            message = f"`{party}` signed that it replaces {stated}, the policy says "
            yield self._problem("LP6013", f"{message}{version or 'nothing'}")
        elif replaced is not None and self.replaced not in {None, replaced.digest}:
            yield self._problem(
                "LP6013",
                f"`{party}` signed that it replaces {version} with the digest "
                f"{replaced.digest[:12]}, {version} has {(self.replaced or '')[:12]}",
            )

    def _principals(self, entry: Entry[Statement] | Entry[Attestation]) -> str | None:
        """Who has the key of a signature; nobody if that is not trusted with it."""
        key = SshSignature.parse(entry.signature).key
        needed, at = entry.statement.namespace, entry.statement.date
        who = f"the key {key.fingerprint} of `{entry.statement.name:.60}`"
        if self.trust is None:
            return ""
        if key.fingerprint in self.trust.revoked:
            self.problems.append(self._problem("LP6008", f"{who} is revoked"))
            return None
        trusted = [one for one in self.trust.of(key) if one.covers(needed)]
        if not trusted:
            hint = (
                f'a line of {self.trust.file} needs namespaces="{needed}" and the key'
            )
            message = f"{who} is not trusted to sign for `{needed}`"
            self.problems.append(self._problem("LP6006", message, hint))
            return None
        valid = [one for one in trusted if one.is_valid(at)]
        if not valid:
            message = f"{who} was not valid at {format_instant(at)}"
            self.problems.append(self._problem("LP6009", message))
            return None
        return valid[0].principals

    def _problem(self, code: str, message: str, hint: str = "") -> Diagnostic:
        return Diagnostic(code, message, self.place, hint)


def _twice(claimed: Sequence[str], place: Span) -> Iterator[Diagnostic]:
    for party, count in Counter(claimed).items():
        if count > 1:
            yield Diagnostic("LP6011", f"`{party}` signs {count} times", place)


def _shared_keys(signed: Iterable[Signed], place: Span) -> Iterator[Diagnostic]:
    """One person cannot stand on both sides."""
    by_key: dict[str, list[str]] = {}
    for one in signed:
        by_key.setdefault(one.fingerprint, []).append(one.statement.party)
    for fingerprint, parties in by_key.items():
        if len(parties) > 1:
            named = " and ".join(f"`{party}`" for party in sorted(parties))
            message = f"the key {fingerprint} signs for {named}"
            yield Diagnostic("LP6007", message, place, "each party has its own key")


def _apart(signed: Iterable[Signed], place: Span) -> Iterator[Diagnostic]:
    """All parties signed one page."""
    statements = [one.statement for one in signed]
    for first, other in pairwise(statements):
        if other.document == first.document:
            continue
        message = f"`{first.party}` and `{other.party}` signed different pages"
        hint = "sign for the same paper, with the same version of leadpact"
        yield Diagnostic("LP6020", message, place, hint)
