"""Signatures inside a PDF (PAdES), by X.509 certificates.

A signed page is the page, byte by byte, and behind it one addition for each party.
"""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import attrs
from asn1crypto import pem, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.status import SignatureCoverageLevel

from leadpact.instants import from_instant, to_instant
from leadpact.signing.additions import wrong_additions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from typing import Any

    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_HASHES = frozenset({"sha256", "sha384", "sha512"})
_LEAST_RSA_BITS = 2048


class ChangedError(ValueError):
    """A PDF that is not a page with signatures, and nothing else."""


@attrs.frozen
class Certificate:
    """Who signs, as X.509 says it.

    Attributes:
        der: The certificate.
    """

    der: bytes

    @classmethod
    def parse(cls, data: bytes) -> Certificate:
        """A certificate in PEM or DER.

        Raises:
            ValueError: It is none.
        """
        der = pem.unarmor(data)[2] if pem.detect(data) else data
        x509.Certificate.load(der, strict=True).subject  # noqa: B018 - reads it
        return cls(der)

    @property
    def name(self) -> str:
        """The common name of its subject, else all of the subject."""
        subject = self._read.subject
        name = subject.native.get("common_name")
        return name if isinstance(name, str) else str(subject.human_friendly)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, 64 hexadecimal digits."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def key(self) -> bytes:
        """The public key, as X.509 writes it."""
        found: bytes = self._read.public_key.dump()
        return found

    @property
    def is_weak(self) -> bool:
        """Whether its key is one that nobody trusts any more."""
        key = self._read.public_key
        short = key.algorithm in {"rsa", "rsassa_pss"} and key.bit_size
        return key.algorithm == "dsa" or bool(short and short < _LEAST_RSA_BITS)

    def is_valid(self, at: int) -> bool:
        """Whether it is valid at an instant, in microseconds since the epoch."""
        first, last = self._read.not_valid_before, self._read.not_valid_after
        return to_instant(first) <= at <= to_instant(last)

    @property
    def _read(self) -> Any:  # noqa: ANN401 - asn1crypto has no types
        return x509.Certificate.load(self.der)


@attrs.frozen
class PageSignature:
    """One signature in a page; that it was made with the certificate is verified.

    Attributes:
        party: The name of its field.
        certificate: Whose it is.
        reason: What the signer states.
        date: When it was made, as the signer says, in microseconds since the epoch.
        weakness: An algorithm that is not trusted, or an empty string.
    """

    party: str
    certificate: Certificate
    reason: str
    date: int
    weakness: str = ""


class _Signer(signers.PdfSigner):
    """Signs at an instant that it is told."""

    now: datetime

    def init_signing_session(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401
        session = super().init_signing_session(*given, **named)
        session.system_time = self.now
        return session


@attrs.frozen
class PersonalKey:
    """A private key with its certificate, from a PKCS #12 file."""

    _signer: signers.SimpleSigner = attrs.field(repr=False)

    @classmethod
    def parse(cls, data: bytes, passphrase: str) -> PersonalKey:
        """Read the file that keeps a person's key, `.p12` or `.pfx`.

        Raises:
            ValueError: It is none, or the pass phrase is another.
        """
        return cls(
            signers.SimpleSigner.load_pkcs12_data(
                data, other_certs=[], passphrase=passphrase.encode() or None
            )
        )

    @property
    def certificate(self) -> Certificate:
        """The certificate in it.

        Raises:
            ValueError: There is none.
        """
        found = self._signer.signing_cert
        if found is None:
            msg = "there is no certificate in it"
            raise ValueError(msg)
        return Certificate(found.dump())

    def sign(self, pdf: bytes, party: str, reason: str, now: int) -> bytes:
        """A PDF with one more signature, in a field named after the party."""
        about = signers.PdfSignatureMetadata(
            field_name=party,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason=reason,
        )
        signer = _Signer(about, signer=self._signer, new_field_spec=SigFieldSpec(party))
        signer.now = from_instant(now)
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        found: bytes = signer.sign_pdf(writer).getbuffer().tobytes()
        return found


def read_signatures(pdf: bytes, page: bytes) -> tuple[PageSignature, ...]:
    """The signatures in a PDF that is a page and its signatures, and nothing else.

    Args:
        pdf: The page with its signatures.
        page: The page without.

    Raises:
        ChangedError: It is anything else, or a signature does not fit.
    """
    if not pdf.startswith(page):
        msg = "it does not begin with the page that the policy gives"
        raise ChangedError(msg)
    if pdf == page:
        return ()
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        _require(*wrong_additions(reader, page))
        found = tuple(_each(reader.embedded_signatures))
    except ChangedError:
        raise
    except Exception as error:  # noqa: BLE001 - pyHanko raises what it comes across
        msg = f"it cannot be read: {str(error) or type(error).__name__}"
        raise ChangedError(msg) from None
    return found


def _require(*wrong: str) -> None:
    """Refuse a PDF for the first thing that is wrong with it, if any is.

    Raises:
        ChangedError: Something is.
    """
    if wrong:
        raise ChangedError(wrong[0])


def _each(embedded: list[EmbeddedPdfSignature]) -> Iterator[PageSignature]:
    for number, one in enumerate(embedded, start=1):
        _require_cover(one, is_last=number == len(embedded))
        yield _read(one)


def _require_cover(one: EmbeddedPdfSignature, *, is_last: bool) -> None:
    """Refuse a signature that does not cover everything before it.

    Raises:
        ChangedError: It does not.
    """
    covered = one.evaluate_signature_coverage()
    whole = SignatureCoverageLevel.ENTIRE_FILE
    if covered == whole or (
        not is_last and covered == SignatureCoverageLevel.ENTIRE_REVISION
    ):
        return
    msg = f"the signature of `{one.field_name}` does not cover all that it should"
    raise ChangedError(msg)


def _read(one: EmbeddedPdfSignature) -> PageSignature:
    """A signature, if its key made it of what it covers.

    Raises:
        ChangedError: It did not.
    """
    party, certificate = one.field_name, one.signer_cert
    intact, valid = validate_sig_integrity(
        one.signer_info,
        certificate,
        expected_content_type="data",
        actual_digest=one.compute_digest(),
    )
    if not (intact and valid):
        msg = f"the signature of `{party}` does not fit what it signs"
        raise ChangedError(msg)
    date = one.self_reported_timestamp
    if date is None:
        msg = f"the signature of `{party}` has no date"
        raise ChangedError(msg)
    return PageSignature(
        party,
        Certificate(certificate.dump()),
        str(one.sig_object.get("/Reason", "")),
        to_instant(date),
        _weakness(one),
    )


def _weakness(one: EmbeddedPdfSignature) -> str:
    """An algorithm of a signature that is not trusted, or an empty string."""
    algorithm = one.signer_info["signature_algorithm"]
    hashes = {one.md_algorithm}
    if algorithm.signature_algo != "ed25519":
        hashes.add(algorithm.hash_algo)
    return ", ".join(sorted(hashes - _HASHES))
