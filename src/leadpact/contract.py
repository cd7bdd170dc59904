"""The page of a policy and the signatures under it, together."""

from __future__ import annotations

import hashlib
from importlib import metadata
from typing import TYPE_CHECKING

import attrs

from leadpact.agreement import (
    AgreementView,
    Paper,
    SignedBy,
    Target,
    agreement_view,
    render,
    template_digest,
)
from leadpact.calendars import time_zone
from leadpact.diagnostics import Diagnostic, Span, near
from leadpact.errors import TrustError
from leadpact.instants import from_instant
from leadpact.loading.files import read_bytes
from leadpact.model.versions import is_prerelease
from leadpact.pact import load
from leadpact.signed import broken_chain, deceiving, replaced, replaced_digest
from leadpact.signing.envelope import (
    Entry,
    Envelope,
    envelope_file,
    parse_statement,
)
from leadpact.signing.holidays import closed_dates
from leadpact.signing.sshsig import Signer, SshSignature
from leadpact.signing.statement import Attestation, Document, Replaced, Statement
from leadpact.signing.verification import mistakes, unsigned

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from leadpact.check import CheckedPolicy
    from leadpact.model.policy import Policy
    from leadpact.pact import Pact
    from leadpact.signing.verification import Verdict


def page_of(
    checked: CheckedPolicy,
    paper: Paper,
    *,
    before: Policy | None = None,
    template: Path | None = None,
) -> Document:
    """The page of a policy as it is signed: with empty places to sign in.

    Args:
        checked: The policy.
        paper: Of the page.
        before: The version that it supersedes.
        template: A folder of templates that go before the shipped ones.

    Raises:
        AgreementError: It cannot be rendered; see ``render``.
    """
    view = agreement_view(checked, before=before)
    pdf = render(view, Target.PDF, paper=paper, template=template)
    return Document(
        paper=paper.value,
        language=view.language,
        template=template_digest(template),
        engine=metadata.version("leadpact"),
        typst=metadata.version("typst"),
        babel=metadata.version("babel"),
        sha256=sha256(pdf),
        text=sha256(render(view, Target.MARKDOWN, template=template)),
    )


def sha256(data: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def propose(  # noqa: PLR0913 - what a statement is made of
    path: str | os.PathLike[str],
    pact: Pact,
    party: str,
    *,
    name: str,
    date: int,
    paper: Paper,
    template: Path | None = None,
) -> Statement:
    """What a party is to sign.

    Args:
        path: The file of the version.
        pact: The version.
        party: Who signs.
        name: Of the person.
        date: Instant of the signature, in microseconds since the epoch.
        paper: Of the page.
        template: A folder of templates that go before the shipped ones.

    Raises:
        TrustError: As ``require_signable``.
        AgreementError: The page cannot be rendered.
    """
    policy = pact.checked.policy
    require_signable(path, pact, party)
    older = replaced(path, policy)
    return Statement(
        policy=policy.policy,
        version=policy.version,
        digest=pact.digest,
        party=party,
        role=policy.parties[party].signatory,
        name=name,
        date=date,
        document=page_of(
            pact.checked,
            paper,
            before=None if older is None else older.checked.policy,
            template=template,
        ),
        supersedes=None
        if older is None
        else Replaced(older.checked.policy.version, older.digest),
        holidays=closed_dates(policy),
    )


def require_signable(path: str | os.PathLike[str], pact: Pact, party: str) -> None:
    """Refuse what a party cannot sign.

    Raises:
        TrustError: LP6013, the version that it supersedes is not there; LP6022, the
            policy has no such party; LP6025, it is a draft; LP6026, letters deceive.
    """
    policy = pact.checked.policy
    require_party(pact, party)
    if problems := (*broken_chain(path, policy), *deceiving(policy)):
        raise TrustError(problems)
    if is_prerelease(policy.version):
        message = f"`{policy.version}` is a draft, which nobody signs"
        hint = "give it the number of a release, without a hyphen"
        place = policy.spans["version:"]
        raise TrustError([Diagnostic("LP6025", message, place, hint)])


def require_party(pact: Pact, party: str) -> None:
    """Refuse a party that the policy does not have.

    Raises:
        TrustError: LP6022.
    """
    policy = pact.checked.policy
    if party not in policy.parties:
        message = f"the policy has no party `{party}`"
        place = policy.spans["parties:"]
        found = Diagnostic("LP6022", message, place, near(party, policy.parties))
        raise TrustError([found])


def signed_by(statement: Statement, signer: Signer) -> Entry[Statement]:
    """A statement with its signature."""
    made = SshSignature.make(signer, statement.namespace, statement.bytes())
    return Entry(statement, made.armor())


def attested_by(attestation: Attestation, signer: Signer) -> Entry[Attestation]:
    """An attestation with its signature."""
    made = SshSignature.make(signer, attestation.namespace, attestation.bytes())
    return Entry(attestation, made.armor())


def read_signed(file: Path) -> Entry[Statement]:
    """A statement, and the signature that `ssh-keygen -Y sign` put beside it.

    Raises:
        TrustError: LP6011, one of the two is not what it should be.
        PolicyError: LP1001, one of them cannot be read.
    """
    data = read_bytes(str(file))
    signature = read_bytes(f"{file}.sig").decode(errors="replace")
    return Entry(parse_statement(data, str(file)), signature)


def require_sound(
    path: str | os.PathLike[str],
    pact: Pact,
    party: str,
    entry: Entry[Statement],
    now: int,
) -> None:
    """Refuse a signature that nobody could verify, before it is kept.

    Raises:
        TrustError: What is wrong with it; LP6005 if it is another party's.
    """
    policy, file = pact.checked.policy, str(envelope_file(path))
    older = replaced_digest(path, policy)
    found = mistakes(policy, entry, now, file=file, replaced=older)
    if entry.statement.party != party:
        message = f"it is signed for `{entry.statement.party}`, not for `{party}`"
        found = [Diagnostic("LP6005", message, Span(file))]
    if found:
        raise TrustError(found)


def with_signature(envelope: Envelope, entry: Entry[Statement]) -> Envelope:
    """An envelope with a signature, in the place of an older one of that party."""
    party = entry.statement.party
    others = [one for one in envelope.signatures if one.statement.party != party]
    return attrs.evolve(envelope, signatures=(*others, entry))


@attrs.frozen
class PageVerdict:
    """Whether a page is the signed one.

    Attributes:
        is_rendered: Whether it was made anew, to compare.
        why_not: Why it was not, or an empty string.
        problems: What differs.
    """

    is_rendered: bool
    why_not: str = ""
    problems: tuple[Diagnostic, ...] = ()


def compare_page(
    path: str | os.PathLike[str],
    checked: CheckedPolicy,
    signed: Document,
    *,
    template: Path | None = None,
) -> PageVerdict:
    """Make the page anew, if this machine has what it was made with.

    Args:
        path: The file of the version.
        checked: The same, loaded.
        signed: The page that was signed.
        template: A folder of templates that go before the shipped ones.

    Raises:
        AgreementError: The page cannot be rendered.
    """
    file = str(envelope_file(path))
    if signed.template != template_digest(template):
        message = "the page was signed with another template than the one that is here"
        return PageVerdict(
            is_rendered=False, problems=(Diagnostic("LP6019", message, Span(file)),)
        )
    here = {
        "leadpact": metadata.version("leadpact"),
        "typst": _typst(),
        "babel": metadata.version("babel"),
    }
    made = {
        "leadpact": signed.engine,
        "typst": signed.typst,
        "babel": signed.babel,
    }
    for name, version in made.items():
        if here[name] != version:
            found = here[name] or "no"
            why = f"it was made with {name} {version}, here is {name} {found}"
            return PageVerdict(is_rendered=False, why_not=why)
    older = replaced(path, checked.policy)
    before = None if older is None else older.checked.policy
    page = page_of(checked, Paper(signed.paper), before=before, template=template)
    if page == signed:
        return PageVerdict(is_rendered=True)
    message = "the page that the policy gives is not the one that was signed"
    return PageVerdict(
        is_rendered=True, problems=(Diagnostic("LP6018", message, Span(file)),)
    )


def _typst() -> str:
    try:
        return metadata.version("typst")
    except metadata.PackageNotFoundError:
        return ""


def compare_document(signed: Document, document: Path) -> tuple[Diagnostic, ...]:
    """What is wrong with a PDF that somebody holds for the signed one."""
    found = sha256(document.read_bytes())
    if found == signed.sha256:
        return ()
    message = (
        f"its SHA-256 is {found[:12]}, that of the signed page {signed.sha256[:12]}"
    )
    return (Diagnostic("LP6018", message, Span(str(document))),)


def signed_view(
    path: str | os.PathLike[str], pact: Pact, verdict: Verdict
) -> AgreementView:
    """The signed edition of a page, made from verified signatures alone.

    Args:
        path: The file of the version.
        pact: The version.
        verdict: What became of its signatures.

    Raises:
        TrustError: It is not signed by every party, and why.
    """
    if problems := unsigned(verdict, str(envelope_file(path))):
        raise TrustError(problems)
    older = replaced(path, pact.checked.policy)
    zone = time_zone(pact.checked.policy.timezone)
    signed = {
        party: SignedBy(
            name=one.statement.name,
            date=from_instant(one.statement.date).astimezone(zone).date(),
            key=one.fingerprint,
        )
        for party, one in verdict.signed.items()
    }
    before = None if older is None else older.checked.policy
    return agreement_view(pact.checked, before=before, signed=signed)


def load_with_signatures(path: str | os.PathLike[str]) -> tuple[Pact, Envelope]:
    """A policy with what stands beside it, believed or not.

    Raises:
        PolicyError: The policy has mistakes.
        TrustError: LP6011, the signatures cannot be read.
    """
    return load(path), Envelope.beside(path)
