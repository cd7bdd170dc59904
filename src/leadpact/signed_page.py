"""A page with the signatures of both parties inside, and the policy that it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.agreement import Paper, Target, agreement_view, render
from leadpact.contract import require_signable
from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import TrustError
from leadpact.instants import format_instant
from leadpact.signed import replaced
from leadpact.signing.extras import require_pyhanko

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from leadpact.model.policy import Policy
    from leadpact.pact import Pact
    from leadpact.signing.pades import Certificate, PageSignature, PersonalKey


@attrs.frozen
class Page:
    """A PDF that is said to be the page of a policy, with signatures or without.

    Attributes:
        pdf: Its bytes.
        file: Its name, for places.
        page: The page that it begins with, as the policy gives it.
    """

    pdf: bytes
    file: str
    page: bytes

    def refuse(self, code: str, message: str, hint: str = "") -> TrustError:
        """What to raise about it."""
        return TrustError([Diagnostic(code, message, Span(self.file), hint)])

    def signatures(self) -> tuple[PageSignature, ...]:
        """The signatures in it, each made by its certificate over all before it.

        Raises:
            TrustError: LP6018, it is not the page and signatures, and nothing else.
        """
        from leadpact.signing.pades import (  # noqa: PLC0415 - needs an extra
            ChangedError,
            read_signatures,
        )

        try:
            return read_signatures(self.pdf, self.page)
        except ChangedError as error:
            raise self.refuse("LP6018", str(error)) from None


def read_page(
    path: str | os.PathLike[str],
    pact: Pact,
    file: Path,
    *,
    template: Path | None = None,
) -> Page:
    """A PDF on disk, if it begins with the page that a policy gives.

    Args:
        path: The file of the version.
        pact: The version.
        file: The PDF.
        template: A folder of templates that go before the shipped ones.

    Raises:
        TrustError: LP6018, it does not; LP5002 without the extra `pades`.
        AgreementError: The page cannot be rendered.
    """
    require_pyhanko()
    older = replaced(path, pact.checked.policy)
    before = None if older is None else older.checked.policy
    view = agreement_view(pact.checked, before=before)
    pdf = file.read_bytes()
    for paper in Paper:
        page = render(view, Target.PDF, paper=paper, template=template)
        if pdf.startswith(page):
            return Page(pdf, str(file), page)
    message = "it does not begin with the page that the policy gives here"
    hint = "make the page with `leadpact agreement`, with the same versions of all"
    raise TrustError([Diagnostic("LP6018", message, Span(str(file)), hint)])


def stated(pact: Pact, party: str) -> str:
    """What a party states by its signature; it is signed as well."""
    policy = pact.checked.policy
    role = policy.parties[party].signatory
    return f"{role} for {party}: {policy.policy} {policy.version} sha256:{pact.digest}"


def sign_page(
    path: str | os.PathLike[str],
    pact: Pact,
    page: Page,
    party: str,
    key: PersonalKey,
    now: int,
) -> bytes:
    """The page with the signature of one more party.

    Args:
        path: The file of the version.
        pact: The version.
        page: Its page, with the signatures of other parties or without.
        party: Who signs.
        key: Of the person who signs.
        now: The date of the signature, in microseconds since the epoch.

    Raises:
        TrustError: As ``propose``; LP6018, the page is not that of the policy; LP6011,
            the party has signed; LP6007, it has another party's key; LP6009, the
            certificate is not valid then; LP6010, its key is too weak.
    """
    require_signable(path, pact, party)
    for one in page.signatures():
        if one.party == party:
            raise page.refuse("LP6011", f"`{party}` has signed it already")
        if one.certificate.key == key.certificate.key:
            message = f"`{one.party}` has signed it with this key"
            raise page.refuse("LP6007", message, "each party has its own key")
    certificate = key.certificate
    if certificate.is_weak:
        raise page.refuse("LP6010", f"the key of `{certificate.name:.60}` is too weak")
    if not certificate.is_valid(now):
        at = format_instant(now)
        message = f"the certificate of `{certificate.name:.60}` is not valid at {at}"
        raise page.refuse("LP6009", message)
    return key.sign(page.pdf, party, stated(pact, party), now)


def page_problems(
    pact: Pact,
    page: Page,
    found: tuple[PageSignature, ...],
    signers: Mapping[str, Certificate],
    now: int,
) -> Iterator[Diagnostic]:
    """Why a page is not signed by every party; nothing if it is.

    Args:
        pact: The version that it is the page of.
        page: The page.
        found: Its signatures.
        signers: The certificate of each party's signatory, as the verifier knows it.
        now: Instant of the verification; no signature may be later.
    """
    policy, place = pact.checked.policy, Span(page.file)
    for one in found:
        for code, message in _wrong(pact, one, signers, now):
            yield Diagnostic(code, message, place)
            break
    parties = [one.party for one in found]
    for party in sorted({*policy.parties} - {*parties}):
        yield Diagnostic("LP6001", f"`{party}` has not signed the page", place)
    yield from _shared(found, place)


def _wrong(
    pact: Pact, one: PageSignature, signers: Mapping[str, Certificate], now: int
) -> Iterator[tuple[str, str]]:
    """What is wrong with one signature, by code."""
    policy: Policy = pact.checked.policy
    who, party = f"`{one.certificate.name:.60}`", one.party
    if party not in policy.parties:
        yield "LP6022", f"{who} signed for `{party:.60}`, which is no party"
    elif party not in signers:
        yield "LP6006", f"nobody is named who may sign for `{party}`"
    elif one.certificate != signers[party]:
        print_ = one.certificate.fingerprint[:12]
        yield "LP6006", f"{who}, certificate {print_}, is not trusted for `{party}`"
    elif one.reason != stated(pact, party):
        yield "LP6022", f"{who} signed as `{one.reason:.120}`"
    if one.weakness or one.certificate.is_weak:
        what = one.weakness or "a weak key"
        yield "LP6010", f"the signature of `{party:.60}` is made with {what}"
    at = format_instant(one.date)
    if not one.certificate.is_valid(one.date):
        yield "LP6009", f"the certificate of {who} was not valid at {at}"
    if one.date > now:
        yield "LP6021", f"{who} signed at {at}, which is yet to come"


def _shared(found: tuple[PageSignature, ...], place: Span) -> Iterator[Diagnostic]:
    """One person cannot stand on both sides."""
    by_key: dict[bytes, str] = {}
    for one in found:
        first = by_key.setdefault(one.certificate.key, one.party)
        if first != one.party:
            message = f"one key signs for `{first}` and `{one.party}`"
            yield Diagnostic("LP6007", message, place, "each party has its own key")
