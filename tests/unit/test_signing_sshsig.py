from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from builders_signing import SecurityKey, key_file, private_key
from cryptography.hazmat.primitives.asymmetric import ed25519
from hypothesis import given
from hypothesis import strategies as st

import leadpact
from leadpact.signing import wire
from leadpact.signing.keys import PublicKey
from leadpact.signing.kinds import ForgedError, WeakError
from leadpact.signing.private import PrivateKey
from leadpact.signing.sshsig import SshSignature
from leadpact.signing.wire import Reader, WireError

if TYPE_CHECKING:
    from pathlib import Path

    from leadpact.signing.sshsig import Signer

SPACE = "sales@leadpact.v1"
KINDS = ("ed25519", "p256", "p384", "p521", "rsa")
SECURITY_KEYS = ("sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com")


def signer_of(kind: str) -> Signer:
    """A key of some kind, in a file or on a security key."""
    return SecurityKey(kind) if kind in SECURITY_KEYS else private_key("ana", kind)


class TestSignature:
    """Signatures over bytes."""

    @pytest.mark.parametrize("kind", [*KINDS, *SECURITY_KEYS])
    def test_is_verified(self, kind: str) -> None:
        """What a key signs it verifies, through the text, and nothing else."""
        made = SshSignature.make(signer_of(kind), SPACE, b"data")
        found = SshSignature.parse(made.armor())
        assert found == made
        found.verify(b"data")
        with pytest.raises(ForgedError):
            found.verify(b"datum")

    @pytest.mark.parametrize("kind", [*KINDS, *SECURITY_KEYS])
    def test_is_of_its_key_and_namespace(self, kind: str) -> None:
        """A signature relabelled for another namespace or key fits no more."""
        made = SshSignature.make(signer_of(kind), SPACE, b"data")
        other = SshSignature(
            made.key, "marketing@leadpact.v1", "sha512", made.signature
        )
        with pytest.raises(ForgedError):
            other.verify(b"data")
        stranger = (
            private_key("eve", "ed25519") if kind == "p256" else signer_of("p256")
        )
        forged = SshSignature(stranger.key, SPACE, "sha512", made.signature)
        with pytest.raises((ForgedError, WeakError)):
            forged.verify(b"data")

    @given(st.binary(max_size=40), st.integers(0, 400), st.integers(1, 255))
    def test_a_flipped_byte(self, data: bytes, place: int, by: int) -> None:
        """No byte of a signature can be another one."""
        made = SshSignature.make(private_key("ana"), SPACE, data)
        raw = bytearray(made.signature)
        raw[place % len(raw)] ^= by
        changed = SshSignature(made.key, SPACE, made.hashing, bytes(raw))
        with pytest.raises((ForgedError, WeakError, WireError)):
            changed.verify(data)

    def test_nobody_touched_the_key(self) -> None:
        """A security key that nobody touched signs nothing."""
        made = SshSignature.make(SecurityKey(SECURITY_KEYS[0], flags=0), SPACE, b"")
        with pytest.raises(ForgedError, match="nobody touched"):
            made.verify(b"")

    def test_weak_hash(self) -> None:
        """SHA-1 and MD5 are no hashes of ours."""
        made = SshSignature.make(private_key("ana"), SPACE, b"")
        weak = SshSignature(made.key, SPACE, "sha1", made.signature)
        with pytest.raises(WeakError, match="`sha1` is not trusted"):
            SshSignature.parse(weak.armor())

    def test_weak_rsa(self) -> None:
        """RSA with SHA-1 is refused by its name, and a short key by its length."""
        made = SshSignature.make(private_key("ana", "rsa"), SPACE, b"")
        reader = Reader(made.signature)
        reader.text()
        old = wire.string("ssh-rsa") + wire.string(reader.string())
        with pytest.raises(WeakError, match="`ssh-rsa` are not trusted"):
            SshSignature(made.key, SPACE, "sha512", old).verify(b"")
        short = SshSignature.make(private_key("ana", "short rsa"), SPACE, b"")
        with pytest.raises(WeakError, match="1024 bits"):
            short.verify(b"")

    def test_weak_key(self) -> None:
        """DSA is a kind of key that nobody trusts any more."""
        with pytest.raises(WeakError, match="`ssh-dss` are not trusted"):
            PublicKey(wire.string("ssh-dss") + wire.string(b""))

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "-----BEGIN SSH SIGNATURE-----",
            "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----",
            "-----BEGIN SSH SIGNATURE-----\n*\n-----END SSH SIGNATURE-----",
            "-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----",
            "-----BEGIN PGP SIGNATURE-----\nU1NI\n-----END PGP SIGNATURE-----",
        ],
    )
    def test_no_signature(self, text: str) -> None:
        """What is no signature is refused as such."""
        with pytest.raises(WireError):
            SshSignature.parse(text)

    @given(st.data())
    def test_cut_short(self, data: st.DataObject) -> None:
        """A signature that ends too early, or goes on, is none."""
        made = SshSignature.make(private_key("ana"), SPACE, b"")
        blob = made.signature
        cut = data.draw(st.integers(0, len(blob) - 1))
        for wrong in (blob[:cut], blob + b"\0"):
            changed = SshSignature(made.key, SPACE, "sha512", wrong)
            with pytest.raises((WireError, WeakError, ForgedError)):
                changed.verify(b"")


class TestPublicKey:
    """Keys as lines of text."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_round_trip(self, kind: str) -> None:
        """A key reads back from its line, with a comment or without."""
        key = private_key("ana", kind).key
        assert PublicKey.parse(str(key)) == key
        assert PublicKey.parse(f"{key} ana@example.com at work") == key

    @pytest.mark.parametrize("line", ["", "ssh-ed25519", "ssh-ed25519 *", "x AAAA"])
    def test_no_key(self, line: str) -> None:
        """What is no key is refused."""
        with pytest.raises((WireError, WeakError)):
            PublicKey.parse(line)

    def test_another_kind(self) -> None:
        """The word before a key says what it is."""
        line = str(private_key("ana").key).replace("ssh-ed25519", "ssh-rsa")
        with pytest.raises(WireError, match="stands before a key of the kind"):
            PublicKey.parse(line)


class TestPrivateKey:
    """Private keys in files."""

    def test_with_a_passphrase(self) -> None:
        """An encrypted key asks for its passphrase, an open one does not."""
        data = key_file(ed25519.Ed25519PrivateKey.generate(), b"secret")
        asked = []

        def passphrase() -> str:
            asked.append(1)
            return "secret"

        key = PrivateKey.parse(data, "key", passphrase)
        SshSignature.make(key, SPACE, b"").verify(b"")
        assert asked == [1]

    def test_wrong(self) -> None:
        """A wrong passphrase, none, and what is no key at all are refused."""
        data = key_file(ed25519.Ed25519PrivateKey.generate(), b"secret")
        for given_, asks in ((data, lambda: "guess"), (data, None), (b"no key", None)):
            with pytest.raises(leadpact.TrustError) as caught:
                PrivateKey.parse(given_, "key", asks)
            assert [found.code for found in caught.value.diagnostics] == ["LP6023"]


@pytest.mark.openssh
class TestOpenSsh:
    """What OpenSSH makes and checks."""

    @pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
    def test_made_there(self, tmp_path: Path, kind: str) -> None:
        """A signature of `ssh-keygen` is verified, and reads back as it is."""
        key = tmp_path / "key"
        self.run("-q", "-t", kind, "-N", "", "-f", str(key))
        data = tmp_path / "data"
        data.write_bytes(b"hello")
        self.run("-q", "-Y", "sign", "-n", SPACE, "-f", str(key), str(data))
        armor = (tmp_path / "data.sig").read_text()
        found = SshSignature.parse(armor)
        found.verify(b"hello")
        assert found.armor() == armor
        assert found.key == PublicKey.parse((tmp_path / "key.pub").read_text())

    @pytest.mark.parametrize("kind", [*KINDS, *SECURITY_KEYS])
    def test_made_here(self, tmp_path: Path, kind: str) -> None:
        """A signature of ours is verified by `ssh-keygen`."""
        signer = signer_of(kind)
        made = SshSignature.make(signer, SPACE, b"hello")
        (tmp_path / "data.sig").write_text(made.armor())
        (tmp_path / "allowed").write_text(f'ana namespaces="{SPACE}" {signer.key}\n')
        self.run(
            *("-Y", "verify", "-f", str(tmp_path / "allowed"), "-I", "ana"),
            *("-n", SPACE, "-s", str(tmp_path / "data.sig")),
            given=b"hello",
        )

    @staticmethod
    def run(*arguments: str, given: bytes = b"") -> None:
        """Run `ssh-keygen`; an exit code that is not 0 is an error of the test."""
        command = ["ssh-keygen", *arguments]
        subprocess.run(command, input=given, check=True, capture_output=True)
