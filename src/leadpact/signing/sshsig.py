"""OpenSSH signatures over bytes (SSHSIG), as `ssh-keygen -Y` makes and checks them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import textwrap
from typing import TYPE_CHECKING, Protocol

import attrs

from leadpact.signing.keys import PublicKey
from leadpact.signing.kinds import WeakError
from leadpact.signing.wire import Reader, WireError, string

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MAGIC = b"SSHSIG"
_VERSION = 1
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_WIDTH = 70
_HASHES: Mapping[str, Callable[[bytes], bytes]] = {
    "sha256": lambda data: hashlib.sha256(data).digest(),
    "sha512": lambda data: hashlib.sha512(data).digest(),
}
#: What a signature is made with, as `ssh-keygen` does.
_HASH = "sha512"


class Signer(Protocol):
    """What holds a private key: a file, or an agent."""

    @property
    def key(self) -> PublicKey:
        """The public part."""

    def sign(self, message: bytes) -> bytes:
        """A signature over a message, as SSH writes it."""


@attrs.frozen
class SshSignature:
    """A signature, not yet verified.

    Attributes:
        key: Whose it claims to be.
        namespace: What it was made for.
        hashing: How the bytes were hashed: `sha256` or `sha512`.
        signature: As SSH writes it.
    """

    key: PublicKey
    namespace: str
    hashing: str
    signature: bytes

    @classmethod
    def parse(cls, armor: str) -> SshSignature:
        """A signature from its text between `BEGIN` and `END`.

        Raises:
            WireError: It is none.
            WeakError: A kind of key or a hash that is not trusted.
        """
        lines = [line.strip() for line in armor.strip().splitlines()]
        if not lines or (lines[0], lines[-1]) != (_BEGIN, _END):
            msg = f"a signature begins with `{_BEGIN}` and ends with `{_END}`"
            raise WireError(msg)
        try:
            blob = base64.b64decode("".join(lines[1:-1]), validate=True)
        except binascii.Error:
            msg = "the signature is not base64"
            raise WireError(msg) from None
        return cls._read(Reader(blob))

    @classmethod
    def _read(cls, blob: Reader) -> SshSignature:
        if blob.take(len(_MAGIC)) != _MAGIC or blob.number() != _VERSION:
            msg = f"it is no SSH signature of version {_VERSION}"
            raise WireError(msg)
        key = PublicKey(blob.string())
        namespace = blob.text()
        blob.string()  # Reserved.
        hashing = blob.text()
        if hashing not in _HASHES:
            msg = f"the hash `{hashing:.60}` is not trusted, only sha256 and sha512"
            raise WeakError(msg)
        signature = blob.string()
        blob.end()
        return cls(key, namespace, hashing, signature)

    @classmethod
    def make(cls, signer: Signer, namespace: str, data: bytes) -> SshSignature:
        """Sign bytes for a namespace."""
        signature = signer.sign(_signed(namespace, _HASH, data))
        return cls(signer.key, namespace, _HASH, signature)

    def armor(self) -> str:
        """The text that `ssh-keygen -Y verify` takes."""
        blob = b"".join(
            (
                _MAGIC,
                _VERSION.to_bytes(4),
                string(self.key.blob),
                string(self.namespace),
                string(b""),
                string(self.hashing),
                string(self.signature),
            )
        )
        text = textwrap.fill(base64.b64encode(blob).decode(), _WIDTH)
        return f"{_BEGIN}\n{text}\n{_END}\n"

    def verify(self, data: bytes) -> None:
        """Check that its key signed some bytes for its namespace.

        Raises:
            WeakError: An algorithm that is not trusted.
            ForgedError: The key did not sign them.
            WireError: The key or the signature is not what SSH would write.
        """
        message = _signed(self.namespace, self.hashing, data)
        self.key.verify(self.signature, message)


def _signed(namespace: str, hashing: str, data: bytes) -> bytes:
    """What is really signed."""
    return b"".join(
        (
            _MAGIC,
            string(namespace),
            string(b""),
            string(hashing),
            string(_HASHES[hashing](data)),
        )
    )
