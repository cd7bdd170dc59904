"""People with certificates, and pages that they sign or forge."""

from __future__ import annotations

import functools
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from builders_signing import SIGNED_AT
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter

from leadpact.instants import from_instant
from leadpact.signing.pades import Certificate, PersonalKey

if TYPE_CHECKING:
    from collections.abc import Callable

PASSPHRASE = "correct horse"  # noqa: S105 - of keys that are made on the spot


def personal_file(
    name: str, kind: str = "p256", *, first: int = 2025, last: int = 2035
) -> bytes:
    """The PKCS #12 file of a person, the same whenever it is asked for.

    Args:
        name: Of the person.
        kind: `p256`, or the bits of an RSA key.
        first: The year from whose start the certificate is valid.
        last: The year at whose start it ends.
    """
    return _personal_file(name, kind, first, last)


@functools.cache
def _personal_file(name: str, kind: str, first: int, last: int) -> bytes:
    key: Any = (
        ec.generate_private_key(ec.SECP256R1())
        if kind == "p256"
        else rsa.generate_private_key(65537, int(kind))
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(first, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(last, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    secret = BestAvailableEncryption(PASSPHRASE.encode())
    return pkcs12.serialize_key_and_certificates(
        name.encode(), key, certificate, None, secret
    )


def personal_key(name: str, kind: str = "p256", **years: int) -> PersonalKey:
    """The key of a person."""
    return PersonalKey.parse(personal_file(name, kind, **years), PASSPHRASE)


def certificate_file(name: str, kind: str = "p256") -> bytes:
    """The certificate of a person, in PEM."""
    file = personal_file(name, kind)
    _, found, _ = pkcs12.load_key_and_certificates(file, PASSPHRASE.encode())
    assert found is not None
    return found.public_bytes(Encoding.PEM)


def certificate(name: str, kind: str = "p256") -> Certificate:
    """The certificate of a person."""
    return Certificate.parse(certificate_file(name, kind))


class _Forger(signers.PdfSigner):
    """Signs at the instant of all signatures of tests."""

    def init_signing_session(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - as the base
        session = super().init_signing_session(*given, **named)
        session.system_time = from_instant(SIGNED_AT)
        return session


def forge(  # noqa: PLR0913 - each a way to forge
    pdf: bytes,
    field: str,
    name: str,
    *,
    reason: str,
    change: Callable[[IncrementalPdfFileWriter], None] | None = None,
    box: tuple[int, int, int, int] | None = None,
    hashing: str = "sha256",
) -> bytes:
    """A PDF signed with pyHanko alone, which asks for nothing.

    Args:
        pdf: What is signed.
        field: Name of the field of the signature.
        name: Whose key signs.
        reason: What the signer states.
        change: What is changed in the same addition.
        box: Where the field is visible.
        hashing: How the bytes are hashed.
    """
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    if change is not None:
        change(writer)
    about = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm=hashing,
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
    )
    signer = signers.SimpleSigner.load_pkcs12_data(
        personal_file(name), other_certs=[], passphrase=PASSPHRASE.encode()
    )
    place = SigFieldSpec(field, box=box)
    forger = _Forger(about, signer=signer, new_field_spec=place)
    return bytes(forger.sign_pdf(writer).getbuffer())


def added(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """A PDF with an addition that nobody signed."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def other_words(writer: IncrementalPdfFileWriter) -> None:
    """Put another text in the place of the page's own."""
    page = _page(writer)
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"q Q"))
    writer.update_container(page)


def other_stream(writer: IncrementalPdfFileWriter) -> None:
    """The same below the page, which itself stays as it is."""
    reference = _page(writer).raw_get("/Contents").reference
    stream = generic.StreamObject(stream_data=b"q Q")
    writer.objects[(reference.generation, reference.idnum)] = stream


def a_note(writer: IncrementalPdfFileWriter) -> None:
    """Lay a note on the page."""
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
            generic.pdf_name("/Rect"): generic.ArrayObject(
                map(generic.NumberObject, (0, 0, 500, 500))
            ),
            generic.pdf_name("/Contents"): generic.TextStringObject("50 minutes"),
        }
    )
    page = _page(writer)
    page["/Annots"] = generic.ArrayObject([writer.add_object(note)])
    writer.update_container(page)


def on_opening(writer: IncrementalPdfFileWriter) -> None:
    """Let the PDF do something when it is opened."""
    action = generic.DictionaryObject(
        {
            generic.pdf_name("/S"): generic.pdf_name("/JavaScript"),
            generic.pdf_name("/JS"): generic.TextStringObject("app.alert('signed')"),
        }
    )
    writer.root["/OpenAction"] = writer.add_object(action)
    writer.update_root()


def other_pages(writer: IncrementalPdfFileWriter) -> None:
    """Put a page before the page."""
    page = generic.DictionaryObject(_page(writer))
    pages = writer.root["/Pages"]
    pages["/Kids"].insert(0, writer.add_object(page))
    pages["/Count"] = generic.NumberObject(2)
    writer.update_container(pages["/Kids"])
    writer.update_container(pages)


def _page(writer: IncrementalPdfFileWriter) -> Any:  # noqa: ANN401 - pyHanko's
    return writer.root["/Pages"]["/Kids"][0]
