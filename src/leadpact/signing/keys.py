"""Public keys as SSH writes them."""

from __future__ import annotations

import base64
import binascii
import hashlib

import attrs

from leadpact.signing.extras import require_cryptography
from leadpact.signing.kinds import ALGORITHMS, WeakError
from leadpact.signing.wire import Reader, WireError


@attrs.frozen
class PublicKey:
    """A public key.

    Attributes:
        blob: As SSH writes it.
        kind: Such as `ssh-ed25519`.
    """

    blob: bytes
    kind: str = attrs.field(init=False)

    @kind.default
    def _kind_of_blob(self) -> str:
        return Reader(self.blob).text()

    def __attrs_post_init__(self) -> None:
        if self.kind not in ALGORITHMS:
            msg = f"keys of the kind `{self.kind:.60}` are not trusted"
            raise WeakError(msg)

    @classmethod
    def parse(cls, line: str) -> PublicKey:
        """A key from text such as `ssh-ed25519 AAAA... comment`.

        Raises:
            WireError: It is none.
            WeakError: A kind that is not trusted.
        """
        kind, _, rest = line.strip().partition(" ")
        if not rest.strip():
            msg = "expected a kind and a key, such as `ssh-ed25519 AAAA...`"
            raise WireError(msg)
        try:
            key = cls(base64.b64decode(rest.split()[0], validate=True))
        except binascii.Error:
            msg = "the key is not base64"
            raise WireError(msg) from None
        if key.kind != kind:
            msg = f"`{kind:.60}` stands before a key of the kind `{key.kind}`"
            raise WireError(msg)
        return key

    @property
    def fingerprint(self) -> str:
        """Such as `SHA256:` and 43 characters, as `ssh-keygen -l` shows it."""
        hashed = hashlib.sha256(self.blob).digest()
        return "SHA256:" + base64.b64encode(hashed).decode().rstrip("=")

    def __str__(self) -> str:
        return f"{self.kind} {base64.b64encode(self.blob).decode()}"

    def verify(self, signature: bytes, message: bytes) -> None:
        """Check a signature over a message.

        Raises:
            WeakError: An algorithm that is not trusted, or a short RSA key.
            ForgedError: The key did not make it of that message.
            WireError: The key or the signature is not what SSH would write.
            TrustError: LP5002, `cryptography` is not installed.
        """
        require_cryptography()
        from leadpact.signing import algorithms  # noqa: PLC0415 - needs an extra

        made, key = Reader(signature), Reader(self.blob)
        algorithm = made.text()
        key.text()
        if algorithm not in ALGORITHMS[self.kind]:
            msg = f"signatures of the kind `{algorithm:.60}` are not trusted"
            raise WeakError(msg)
        algorithms.verify(key, algorithm, made, message)
