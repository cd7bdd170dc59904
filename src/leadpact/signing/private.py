"""Private keys in files, as `ssh-keygen` writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import (
    ec,
    ed25519,
    padding,
    rsa,
    utils,
)
from cryptography.hazmat.primitives.serialization.ssh import SSHPrivateKeyTypes

from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import TrustError
from leadpact.signing import wire
from leadpact.signing.keys import PublicKey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_HASHES: Mapping[str, hashes.HashAlgorithm] = {
    "ecdsa-sha2-nistp256": hashes.SHA256(),
    "ecdsa-sha2-nistp384": hashes.SHA384(),
    "ecdsa-sha2-nistp521": hashes.SHA512(),
}


@attrs.frozen
class PrivateKey:
    """A private key that signs by itself.

    Attributes:
        key: The public part.
    """

    key: PublicKey
    _private: SSHPrivateKeyTypes = attrs.field(repr=False)

    @classmethod
    def parse(
        cls,
        data: bytes,
        file: str = "<key>",
        passphrase: Callable[[], str] | None = None,
    ) -> PrivateKey:
        """A key from the bytes of its file.

        Args:
            data: What `ssh-keygen` wrote, in OpenSSH's own format.
            file: For the places of mistakes.
            passphrase: Asks for what the key is encrypted with, if it is.

        Raises:
            TrustError: LP6023, it cannot be used.
        """
        try:
            private = _loaded(data, passphrase)
            public = private.public_key().public_bytes(
                serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
            )
            return cls(PublicKey.parse(public.decode()), private)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            message = f"the key cannot sign: {error}"
            hint = "name the private key; one on a security key signs with `--agent`"
            found = Diagnostic("LP6023", message, Span(file), hint)
            raise TrustError([found]) from None

    def sign(self, message: bytes) -> bytes:
        """A signature over a message, as SSH writes it."""
        match self._private:
            case ed25519.Ed25519PrivateKey() as private:
                return wire.string(self.key.kind) + wire.string(private.sign(message))
            case ec.EllipticCurvePrivateKey() as private:
                made = private.sign(message, ec.ECDSA(_HASHES[self.key.kind]))
                r, s = utils.decode_dss_signature(made)
                numbers = wire.integer(r) + wire.integer(s)
                return wire.string(self.key.kind) + wire.string(numbers)
            case rsa.RSAPrivateKey() as private:
                made = private.sign(message, padding.PKCS1v15(), hashes.SHA512())
                return wire.string("rsa-sha2-512") + wire.string(made)
        msg = f"keys of the kind `{self.key.kind}` cannot sign"
        raise TypeError(msg)


def _loaded(data: bytes, passphrase: Callable[[], str] | None) -> SSHPrivateKeyTypes:
    try:
        return serialization.load_ssh_private_key(data, None)
    except TypeError:  # It is encrypted.
        if passphrase is None:
            raise
        return serialization.load_ssh_private_key(data, passphrase().encode())
