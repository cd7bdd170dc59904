"""How each kind of key checks a signature over a message."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import (
    ec,
    ed25519,
    padding,
    rsa,
    utils,
)

from leadpact.signing import kinds
from leadpact.signing.kinds import ForgedError, WeakError
from leadpact.signing.wire import Reader, WireError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: RSA keys with fewer bits are refused, as OpenSSH refuses them.
_LEAST_RSA_BITS = 2048
#: Of a security key: somebody touched it.
_USER_PRESENT = 1

_CURVES: Mapping[str, tuple[ec.EllipticCurve, hashes.HashAlgorithm]] = {
    "nistp256": (ec.SECP256R1(), hashes.SHA256()),
    "nistp384": (ec.SECP384R1(), hashes.SHA384()),
    "nistp521": (ec.SECP521R1(), hashes.SHA512()),
}
#: Reads a key and a signature, behind their kinds, and checks it over a message.
_Verifier: TypeAlias = "Callable[[Reader, str, Reader, bytes], None]"


def verify(key: Reader, algorithm: str, made: Reader, message: bytes) -> None:
    """Check a signature over a message.

    Args:
        key: The key, behind its kind.
        algorithm: Of the signature; one that the kind of key may make.
        made: The signature, behind its algorithm.
        message: What was signed.

    Raises:
        WeakError: A short RSA key.
        ForgedError: The key did not make it of that message.
        WireError: The key or the signature is not what SSH would write.
    """
    try:
        _VERIFIERS[algorithm](key, algorithm, made, message)
    except InvalidSignature:
        msg = "the key did not make it"
        raise ForgedError(msg) from None
    key.end()
    made.end()


def _ed25519(key: Reader, _: str, made: Reader, message: bytes) -> None:
    point, signed = key.string(), made.string()
    try:
        public = ed25519.Ed25519PublicKey.from_public_bytes(point)
    except ValueError as error:
        raise WireError(str(error)) from None
    public.verify(signed, message)


def _ecdsa(key: Reader, algorithm: str, made: Reader, message: bytes) -> None:
    name = key.text()
    if name != kinds.CURVES[algorithm]:
        msg = f"a key of the curve `{name:.60}` in the place of another"
        raise WireError(msg)
    _verify_on_curve(name, key.string(), made.string(), message)


def _verify_on_curve(curve: str, point: bytes, signed: bytes, message: bytes) -> None:
    group, hashing = _CURVES[curve]
    numbers = Reader(signed)
    r, s = numbers.integer(), numbers.integer()
    numbers.end()
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(group, point)
    except ValueError as error:
        raise WireError(str(error)) from None
    public.verify(utils.encode_dss_signature(r, s), message, ec.ECDSA(hashing))


def _rsa(key: Reader, algorithm: str, made: Reader, message: bytes) -> None:
    exponent, modulus = key.integer(), key.integer()
    if modulus.bit_length() < _LEAST_RSA_BITS:
        msg = f"an RSA key of {modulus.bit_length()} bits is not trusted"
        raise WeakError(msg)
    hashing = hashes.SHA512() if algorithm.endswith("512") else hashes.SHA256()
    try:
        public = rsa.RSAPublicNumbers(exponent, modulus).public_key()
    except ValueError as error:
        raise WireError(str(error)) from None
    # OpenSSH may leave out leading zeros.
    signed = made.string().rjust((modulus.bit_length() + 7) // 8, b"\0")
    public.verify(signed, message, padding.PKCS1v15(), hashing)


def _sk_ed25519(key: Reader, _: str, made: Reader, message: bytes) -> None:
    point, application = key.string(), key.string()
    signed = made.string()
    whole = _by_security_key(application, made, message)
    try:
        public = ed25519.Ed25519PublicKey.from_public_bytes(point)
    except ValueError as error:
        raise WireError(str(error)) from None
    public.verify(signed, whole)


def _sk_ecdsa(key: Reader, _: str, made: Reader, message: bytes) -> None:
    curve, point, application = key.text(), key.string(), key.string()
    if curve != "nistp256":
        msg = f"a security key of the curve `{curve:.60}`"
        raise WireError(msg)
    signed = made.string()
    whole = _by_security_key(application, made, message)
    _verify_on_curve(curve, point, signed, whole)


def _by_security_key(application: bytes, made: Reader, message: bytes) -> bytes:
    """What a security key signs of a message.

    Raises:
        ForgedError: Nobody touched it.
    """
    flags, counter = made.take(1), made.take(4)
    if not flags[0] & _USER_PRESENT:
        msg = "nobody touched the security key"
        raise ForgedError(msg)
    return (
        hashlib.sha256(application).digest()
        + flags
        + counter
        + hashlib.sha256(message).digest()
    )


_VERIFIERS: Mapping[str, _Verifier] = {
    kinds.ED25519: _ed25519,
    **dict.fromkeys(kinds.CURVES, _ecdsa),
    **dict.fromkeys(kinds.ALGORITHMS[kinds.RSA], _rsa),
    kinds.SK_ED25519: _sk_ed25519,
    kinds.SK_ECDSA: _sk_ecdsa,
}
