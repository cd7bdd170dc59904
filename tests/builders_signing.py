"""Keys, signatures and trust for tests; every key is made on the spot."""

from __future__ import annotations

import functools
import hashlib
import json
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, utils

import leadpact
from leadpact.signing import wire
from leadpact.signing.envelope import Entry, Envelope
from leadpact.signing.keys import PublicKey
from leadpact.signing.private import PrivateKey
from leadpact.signing.sshsig import SshSignature
from leadpact.signing.statement import Document, Statement

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from leadpact.pact import Pact
    from leadpact.signing.sshsig import Signer
    from leadpact.signing.statement import Attestation

#: When the signatures of tests are made: 2 January 2026, 9:00 UTC.
SIGNED_AT = 1_767_344_400_000_000
_APPLICATION = b"ssh:"


@functools.cache
def private_key(name: str, kind: str = "ed25519") -> PrivateKey:
    """The key of a person, the same whenever it is asked for."""
    makers: Mapping[str, Any] = {
        "ed25519": ed25519.Ed25519PrivateKey.generate,
        "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "p384": lambda: ec.generate_private_key(ec.SECP384R1()),
        "p521": lambda: ec.generate_private_key(ec.SECP521R1()),
        "rsa": lambda: rsa.generate_private_key(65537, 2048),
        # Too short on purpose.
        "short rsa": lambda: rsa.generate_private_key(65537, 1024),  # noqa: S505
    }
    return PrivateKey.parse(key_file(makers[kind]()), name)


def key_file(key: Any, passphrase: bytes = b"") -> bytes:  # noqa: ANN401 - any kind
    """The file that `ssh-keygen` would write for a key."""
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        encryption = serialization.BestAvailableEncryption(passphrase)
    made: bytes = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, encryption
    )
    return made


class SecurityKey:
    """A FIDO key in software: it signs as OpenSSH's `sk-` keys do.

    Attributes:
        flags: What it tells of its user; 1 is that somebody touched it.
    """

    def __init__(self, kind: str, flags: int = 1) -> None:
        self.flags = flags
        self._ed25519 = ed25519.Ed25519PrivateKey.generate()
        self._ecdsa = ec.generate_private_key(ec.SECP256R1())
        self._kind = kind

    @property
    def key(self) -> PublicKey:
        """The public part."""
        raw = serialization.PublicFormat.Raw, serialization.Encoding.Raw
        parts = [wire.string(self._kind)]
        if self._kind.startswith("sk-ssh"):
            parts.append(
                wire.string(self._ed25519.public_key().public_bytes(*raw[::-1]))
            )
        else:
            point = self._ecdsa.public_key().public_bytes(
                serialization.Encoding.X962,
                serialization.PublicFormat.UncompressedPoint,
            )
            parts += [wire.string("nistp256"), wire.string(point)]
        return PublicKey(b"".join([*parts, wire.string(_APPLICATION)]))

    def sign(self, message: bytes) -> bytes:
        """A signature, with the flags and a counter behind it."""
        told = bytes([self.flags]) + (7).to_bytes(4)
        whole = (
            hashlib.sha256(_APPLICATION).digest()
            + told
            + hashlib.sha256(message).digest()
        )
        if self._kind.startswith("sk-ssh"):
            made = self._ed25519.sign(whole)
        else:
            der = self._ecdsa.sign(whole, ec.ECDSA(hashes.SHA256()))
            made = b"".join(map(wire.integer, utils.decode_dss_signature(der)))
        return wire.string(self._kind) + wire.string(made) + told


def make_document(**changes: str) -> Document:
    """A page that nobody has rendered."""
    given = {
        "paper": "a4",
        "language": "en",
        "template": "1" * 64,
        "engine": "0.1.0",
        "typst": "0.15.0",
        "babel": "2.18.0",
        "sha256": "2" * 64,
        "text": "3" * 64,
    }
    return Document(**{**given, **changes})


def make_statement(pact: Pact, party: str, **changes: Any) -> Statement:  # noqa: ANN401
    """What a party states of a policy, with some attributes replaced."""
    policy = pact.checked.policy
    given: dict[str, Any] = {
        "policy": policy.policy,
        "version": policy.version,
        "digest": pact.digest,
        "party": party,
        "role": policy.parties[party].signatory if party in policy.parties else "Head",
        "name": {"marketing": "Ana Duarte", "sales": "Tom Reed"}.get(party, "Kim Park"),
        "date": SIGNED_AT,
        "document": make_document(),
    }
    return Statement(**{**given, **changes})


def sign(
    statement: Statement | Attestation, signer: Signer, namespace: str | None = None
) -> Entry[Any]:
    """A statement with a signature, for its own namespace or for another one."""
    made_for = statement.namespace if namespace is None else namespace
    made = SshSignature.make(signer, made_for, statement.bytes())
    return Entry(statement, made.armor())


def signed_envelope(pact: Pact, **changes: Any) -> Envelope:  # noqa: ANN401
    """The signatures of both parties, each with a key of its own."""
    return Envelope(
        tuple(
            sign(make_statement(pact, party, **changes), private_key(party))
            for party in pact.checked.policy.parties
        )
    )


def allowed_signers(**more: str) -> str:
    """Trust in the keys of both parties, each for its own namespace.

    Args:
        more: Options by party, such as `valid-before="20260101Z"`.
    """
    lines = []
    for party in ("marketing", "sales"):
        options = f'namespaces="{party}@leadpact.v1"'
        if party in more:
            options += f",{more[party]}"
        lines.append(f"{party}@example.com {options} {private_key(party).key}")
    return "\n".join(lines) + "\n"


def write_signed(
    folder: Path, policy: str, envelope: Envelope | None = None
) -> tuple[Path, Path]:
    """A policy with its signatures, and trust in another folder; both paths."""
    (folder / "policies").mkdir(parents=True, exist_ok=True)
    (folder / "trust").mkdir(exist_ok=True)
    pact = leadpact.loads(policy)
    version = pact.checked.policy.version
    file = folder / "policies" / f"{version}.yaml"
    file.write_text(policy, encoding="utf-8")
    made = signed_envelope(pact) if envelope is None else envelope
    file.with_name(f"{version}.signatures.json").write_bytes(made.bytes())
    trust = folder / "trust" / "allowed_signers"
    trust.write_text(allowed_signers(), encoding="utf-8")
    return file, trust


def edited(file: Path, change: Any) -> None:  # noqa: ANN401 - edits plain data
    """Change the signatures of a policy file by hand."""
    envelope = file.with_name(f"{file.stem}.signatures.json")
    data = json.loads(envelope.read_bytes())
    change(data)
    envelope.write_text(json.dumps(data), encoding="utf-8")
