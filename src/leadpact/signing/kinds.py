"""Kinds of keys and signatures that are trusted.

Only those that OpenSSH 9 still trusts are known: no DSA, and of RSA only SHA-2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ED25519, RSA = "ssh-ed25519", "ssh-rsa"
SK_ED25519 = "sk-ssh-ed25519@openssh.com"
SK_ECDSA = "sk-ecdsa-sha2-nistp256@openssh.com"
#: The curve of each kind of ECDSA key.
CURVES: Mapping[str, str] = {
    "ecdsa-sha2-nistp256": "nistp256",
    "ecdsa-sha2-nistp384": "nistp384",
    "ecdsa-sha2-nistp521": "nistp521",
}
#: The algorithms of signatures that a kind of key may make.
ALGORITHMS: Mapping[str, tuple[str, ...]] = {
    ED25519: (ED25519,),
    **{name: (name,) for name in CURVES},
    RSA: ("rsa-sha2-512", "rsa-sha2-256"),
    SK_ED25519: (SK_ED25519,),
    SK_ECDSA: (SK_ECDSA,),
}


class WeakError(ValueError):
    """An algorithm that is not known, or not trusted any more."""


class ForgedError(ValueError):
    """A signature that its key did not make."""
