from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from builders_signing import key_file
from cryptography.hazmat.primitives.asymmetric import ed25519

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    #: Runs a command in this process; how it ended.
    Run: TypeAlias = Callable[..., Any]

AT = ("--at", "2026-03-13T19:30:00Z")
DATE = ("--date", "2026-01-03T10:00:00Z")
ANA = ("--as", "marketing", "--name", "Ana Duarte")
TOM = ("--as", "sales", "--name", "Tom Reed")


@pytest.fixture
def keys(desk: Path) -> Path:
    """Keys of both parties, of a witness and of a stranger, and trust in the first."""
    folder = desk.parent / "keys"
    folder.mkdir()
    lines = []
    for name, party in (
        ("ana", "marketing"),
        ("tom", "sales"),
        ("kim", "attest-paper"),
    ):
        key = ed25519.Ed25519PrivateKey.generate()
        (folder / name).write_bytes(key_file(key))
        (folder / name).chmod(0o600)
        public = public_line(folder / name)
        (folder / f"{name}.pub").write_text(f"{public} {name}\n")
        lines.append(f'{name}@example.com namespaces="{party}@leadpact.v1" {public}\n')
    (folder / "eve").write_bytes(key_file(ed25519.Ed25519PrivateKey.generate()))
    (folder / "allowed_signers").write_text("".join(lines))
    return folder


def public_line(file: Path) -> str:
    """The public half of a key in a file."""
    from leadpact.signing.private import PrivateKey  # noqa: PLC0415 - as a user has it

    return str(PrivateKey.parse(file.read_bytes()).key)


@pytest.fixture
def signed(keys: Path, run: Run) -> Path:
    """The starter, signed by both parties."""
    for who, key in ((ANA, "ana"), (TOM, "tom")):
        ended = run(
            *("sign", "policy.yaml", *who, "--key", str(keys / key), *DATE, "--yes")
        )
        assert ended.code == 0, ended
    return keys


def verify(run: Run, keys: Path, *more: str) -> Any:  # noqa: ANN401 - as `run`
    """What `leadpact verify` says."""
    trust = str(keys / "allowed_signers")
    return run("verify", "policy.yaml", "--trust", trust, *AT, *more)


class TestSign:
    """Signing, by a key in a file."""

    def test_asks(self, keys: Path, run: Run) -> None:
        """It shows what is signed, and signs nothing without a yes."""
        command = ("sign", "policy.yaml", *ANA, "--key", str(keys / "ana"), *DATE)
        declined = run(*command, stdin=b"n\n")
        assert declined.code == 1
        assert '"role": "VP Marketing"' in declined.err
        assert not Path("policy.signatures.json").exists()
        agreed = run(*command, stdin=b"y\n")
        assert agreed.code == 0
        assert "signed for marketing by Ana Duarte" in agreed.out
        (entry,) = json.loads(Path("policy.signatures.json").read_bytes())["signatures"]
        assert entry["statement"]["date"] == "2026-01-03T10:00:00Z"

    def test_shows_what_changes(self, signed: Path, run: Run) -> None:
        """Before a later version is signed, what it changes is told leaf by leaf."""
        policy = Path("policy.yaml").read_text()
        Path("1.0.0.yaml").write_text(policy)
        later = policy.replace("version: 1.0.0", "version: 1.1.0\nsupersedes: 1.0.0")
        later = later.replace("within: 8 business hours", "within: 4 business hours")
        Path("1.1.0.yaml").write_text(later)
        ended = run(
            *("sign", "1.1.0.yaml", *ANA, "--key", str(signed / "ana"), *DATE, "--yes")
        )
        assert ended.code == 0
        assert "What changes from 1.0.0:" in ended.err
        assert "4 business hours instead of 8 business hours" in ended.err
        assert '"supersedes": {' in ended.err
        run("agreement", "1.1.0.yaml", "-o", "page.md")
        assert "changed since 1.0.0: accept" in Path("page.md").read_text()

    def test_anew(self, signed: Path, run: Run) -> None:
        """Who signs again replaces their own signature."""
        run("sign", "policy.yaml", *ANA, "--key", str(signed / "eve"), *DATE, "--yes")
        found = json.loads(Path("policy.signatures.json").read_bytes())["signatures"]
        assert [one["statement"]["party"] for one in found] == ["sales", "marketing"]

    @pytest.mark.parametrize(
        ("arguments", "code", "message"),
        [
            (
                ("--as", "sale", "--name", "X", "--key", "eve"),
                5,
                "did you mean `sales`",
            ),
            ((*ANA,), 2, "name the key with `--key FILE`"),
            (("--as", "sales", "--key", "eve"), 2, "say with `--name` who signs"),
            ((*ANA, "--key", "ana.pub"), 5, "LP6023"),
            ((*ANA, "--agent"), 5, "there is no SSH agent"),
            ((*ANA, "--key", "none"), 2, "does not exist"),
        ],
    )
    def test_refused(
        self,
        keys: Path,
        run: Run,
        monkeypatch: pytest.MonkeyPatch,
        arguments: tuple[str, ...],
        code: int,
        message: str,
    ) -> None:
        """What cannot be signed is told, and nothing is written."""
        monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
        named = [str(keys / one) if (keys / one).exists() else one for one in arguments]
        ended = run("sign", "policy.yaml", *named, *DATE, "--yes")
        assert (ended.code, message in ended.err) == (code, True), ended
        assert not Path("policy.signatures.json").exists()


class TestVerify:
    """Verifying, and what it refuses."""

    def test_good(self, signed: Path, run: Run) -> None:
        """Both parties signed the page that the policy gives."""
        run("agreement", "policy.yaml", "-o", "page.pdf")
        ended = verify(run, signed, "--document", "page.pdf")
        assert ended.code == 0, ended
        assert (
            "marketing: signed by Ana Duarte, VP Marketing, at 2026-01-03T10:00:00Z"
            in (ended.out)
        )
        assert "of tom@example.com" in ended.out
        assert "page: made anew, and the same: sha256:" in ended.out
        assert "page.pdf: the signed page" in ended.out

    def test_edited_pdf(self, signed: Path, run: Run) -> None:
        """A PDF in which a letter was changed is not the signed page."""
        run("agreement", "policy.yaml", "-o", "page.pdf")
        page = Path("page.pdf")
        page.write_bytes(page.read_bytes() + b"\n")
        ended = verify(run, signed, "--document", "page.pdf")
        assert ended.code == 5
        assert "page.pdf:1:1: error[LP6018]" in ended.err

    @pytest.mark.parametrize(
        ("member", "value", "code", "said"),
        [
            (
                "engine",
                "0.0.9",
                0,
                "page: not compared: it was made with leadpact 0.0.9",
            ),
            ("typst", "0.0.9", 0, "page: not compared: it was made with typst 0.0.9"),
            ("template", "0" * 64, 5, "error[LP6019]"),
            ("sha256", "0" * 64, 5, "error[LP6018]"),
            ("text", "0" * 64, 5, "error[LP6018]"),
        ],
    )
    def test_another_page(
        self, keys: Path, run: Run, member: str, value: str, code: int, said: str
    ) -> None:
        """Both parties soundly signed a page that the policy does not give."""
        for who, key in ((ANA, "ana"), (TOM, "tom")):
            printed = run("sign", "policy.yaml", *who, *DATE, "--print")
            data = json.loads(printed.out)
            data["document"][member] = value
            add_signed(run, keys / key, who[1], data)
        ended = verify(run, keys)
        assert (ended.code, said in ended.out + ended.err) == (code, True), ended

    def test_refused(self, signed: Path, run: Run) -> None:
        """A number changed after both signed: the exit code is 5, with the reasons."""
        policy = Path("policy.yaml")
        policy.write_text(policy.read_text().replace("8 business", "9 business"))
        ended = verify(run, signed)
        assert ended.code == 5
        assert ended.err.count("error[LP6002]") == 2
        assert "sales: signature refused" in ended.out

    def test_revoked(self, signed: Path, run: Run) -> None:
        """Keys that are withdrawn are named in a file of their own."""
        ended = verify(run, signed, "--revoked", str(signed / "tom.pub"))
        assert (ended.code, "error[LP6008]" in ended.err) == (5, True)

    def test_trust_beside(self, signed: Path, run: Run) -> None:
        """Trust in the folder of the policy is none."""
        shutil.copy(signed / "allowed_signers", "allowed_signers")
        ended = run("verify", "policy.yaml", "--trust", "allowed_signers", *AT)
        assert (ended.code, "error[LP6016]" in ended.err) == (5, True)

    def test_not_in_force(self, signed: Path, run: Run) -> None:
        """What is not in force yet is refused at that instant."""
        trust = str(signed / "allowed_signers")
        ended = run(
            *("verify", "policy.yaml", "--trust", trust, "--at", "2020-01-01T00:00:00Z")
        )
        assert (ended.code, "error[LP6015]" in ended.err) == (5, True)


class TestEdition:
    """The page with its signatures."""

    def test_signed(self, signed: Path, run: Run) -> None:
        """It shows name, role, key and date; without trust there are none."""
        trust = ("--trust", str(signed / "allowed_signers"))
        run("agreement", "policy.yaml", "-o", "page.md")
        plain = Path("page.md").read_text()
        assert run("agreement", "policy.yaml", "-o", "page.md", *trust).code == 0
        page = Path("page.md").read_text()
        assert "VP Marketing: Ana Duarte, 3 Jan 2026" in page
        assert "VP Sales: Tom Reed, 3 Jan 2026" in page
        assert page.count("SHA256:") == 2
        assert "SHA256:" not in plain
        for form in ("pdf", "html"):
            asked = ("agreement", "policy.yaml", "-o", f"page.{form}", *trust)
            assert run(*asked).code == 0

    def test_refused(self, signed: Path, run: Run) -> None:
        """Only verified signatures make it."""
        trust = ("--trust", str(signed / "allowed_signers"))
        run("sign", "policy.yaml", *ANA, "--key", str(signed / "eve"), *DATE, "--yes")
        ended = run("agreement", "policy.yaml", "-o", "page.pdf", *trust)
        assert (ended.code, "error[LP6006]" in ended.err) == (5, True)
        assert not Path("page.pdf").exists()

    def test_draft(self, keys: Path, run: Run) -> None:
        """A draft is not signed."""
        policy = Path("policy.yaml")
        text = policy.read_text().replace("version: 1.0.0", "version: 1.1.0-draft.1")
        policy.write_text(text)
        ended = run(
            *("sign", "policy.yaml", *ANA, "--key", str(keys / "ana"), *DATE, "--yes")
        )
        assert (ended.code, "error[LP6025]" in ended.err) == (5, True)

    def test_own_template(self, keys: Path, run: Run) -> None:
        """Both sign the page of their own template, and it verifies with that alone."""
        own = keys / "own"
        own.mkdir()
        start = '{% extends "leadpact/page.typ.j2" %}{% block playbook %}'
        (own / "page.typ.j2").write_text(f"{start}{{% endblock %}}")
        template = ("--template", str(own))
        for who, key in ((ANA, "ana"), (TOM, "tom")):
            command = ("sign", "policy.yaml", *who, "--key", str(keys / key))
            assert run(*command, *template, *DATE, "--yes").code == 0
        assert verify(run, keys, *template).code == 0
        ended = verify(run, keys)
        assert (ended.code, "error[LP6019]" in ended.err) == (5, True)


class TestEvaluate:
    """Judging by what was signed."""

    EVENTS = ("--events", "events.csv", "--mapping", "mapping.yaml")
    NOW = ("--now", "2026-03-13T19:30:00Z")

    def test_signed(self, signed: Path, run: Run) -> None:
        """A result says that it is judged by a signed policy, where that is asked."""
        trust = ("--trust", str(signed / "allowed_signers"))
        command = ("evaluate", "policy.yaml", *self.EVENTS, *self.NOW)
        assert "not signed" in run(*command).out
        ended = run(*command, *trust, "--format", "json")
        assert (ended.code, json.loads(ended.out)["policy"]["signed"]) == (0, True)
        told = run(
            *("explain", "policy.yaml", *self.EVENTS, *self.NOW, *trust),
            *("--lead", "L-1001"),
        )
        assert told.code == 0

    def test_refused(self, keys: Path, run: Run) -> None:
        """What is not signed judges nothing then, and neither does a folder."""
        trust = ("--trust", str(keys / "allowed_signers"))
        ended = run("evaluate", "policy.yaml", *self.EVENTS, *self.NOW, *trust)
        assert (ended.code, ended.out, "LP6001" in ended.err) == (5, "", True)
        ended = run("evaluate", ".", *self.EVENTS, *self.NOW, *trust)
        assert (ended.code, "not with a folder" in ended.err) == (2, True)


class TestStatus:
    """Who has signed so far."""

    def test_nothing_is_refused(self, keys: Path, run: Run) -> None:
        """Without trust, claims are told as claims."""
        run("sign", "policy.yaml", *ANA, "--key", str(keys / "eve"), *DATE, "--yes")
        ended = run("signatures", "policy.yaml")
        assert ended.code == 0
        assert "claims to be signed by Ana Duarte" in ended.out
        assert "sales: not signed" in ended.out
        trusted = run(
            "signatures", "policy.yaml", "--trust", str(keys / "allowed_signers")
        )
        assert (trusted.code, "marketing: signature refused" in trusted.out) == (
            0,
            True,
        )
        assert "error[LP6006]" in trusted.err

    def test_digest(self, desk: Path, run: Run) -> None:
        """The digest is that of the canonical form."""
        assert desk.exists()
        digest = run("digest", "policy.yaml").out.strip()
        assert f"sha256:{digest}" in run("signatures", "policy.yaml").out
        form = run("digest", "policy.yaml", "--canonical").out
        found = subprocess.run(
            ["sha256sum"], input=form.encode(), capture_output=True, check=True
        )
        assert found.stdout.decode().split()[0] == digest


class TestAttest:
    """Paper, and somebody who has seen it."""

    def test_attested(self, keys: Path, run: Run) -> None:
        """It reads as attested, and the policy does not count as signed."""
        run("sign", "policy.yaml", *ANA, "--key", str(keys / "ana"), *DATE, "--yes")
        Path("scan.pdf").write_bytes(b"scan")
        ended = run(
            *("attest", "policy.yaml", "--party", "sales", "--scan", "scan.pdf"),
            *("--name", "Kim Park", "--key", str(keys / "kim"), *DATE),
        )
        assert ended.code == 0, ended
        found = verify(run, keys)
        assert found.code == 5
        assert "sales: attested on paper, not verified, by Kim Park" in found.out
        assert "error[LP6001]: `sales` has not signed" in found.err


def add_signed(run: Run, key: Path, party: str, statement: object) -> None:
    """Sign a statement with a key, and take it in as if `ssh-keygen` had signed it."""
    import rfc8785  # noqa: PLC0415 - what the statement is written in

    from leadpact.signing.private import PrivateKey  # noqa: PLC0415 - as above
    from leadpact.signing.sshsig import SshSignature  # noqa: PLC0415 - as above

    data = rfc8785.dumps(statement)  # type: ignore[arg-type]
    signer = PrivateKey.parse(key.read_bytes())
    made = SshSignature.make(signer, f"{party}@leadpact.v1", data)
    Path("s.json").write_bytes(data)
    Path("s.json.sig").write_text(made.armor())
    ended = run("sign", "policy.yaml", "--as", party, "--signed", "s.json")
    assert ended.code == 0, ended


@pytest.mark.openssh
class TestOpenSsh:
    """The same with `ssh-keygen` and an agent of OpenSSH."""

    def test_signed_and_checked_there(self, keys: Path, run: Run) -> None:
        """`ssh-keygen` signs what is printed, and checks what is exported."""
        for who, key in ((ANA, "ana"), (TOM, "tom")):
            party = who[1]
            data = run("sign", "policy.yaml", *who, *DATE, "--print").out
            Path(f"{party}.json").write_bytes(data.encode())
            ssh_keygen(
                *("-q", "-Y", "sign", "-n", f"{party}@leadpact.v1"),
                *("-f", str(keys / key), f"{party}.json"),
            )
            taken = ("sign", "policy.yaml", "--as", party, "--signed", f"{party}.json")
            assert run(*taken).code == 0
            Path(f"{party}.json").unlink()
        assert verify(run, keys).code == 0
        assert (
            run("export-signature", "policy.yaml", "--as", "sales", "-o", "p").code == 0
        )
        checked = ssh_keygen(
            *("-Y", "verify", "-f", str(keys / "allowed_signers")),
            *("-I", "tom@example.com", "-n", "sales@leadpact.v1"),
            *("-s", "p/sales.json.sig"),
            given=Path("p/sales.json").read_bytes(),
        )
        assert "Good" in checked

    def test_taken_in_for_another(self, keys: Path, run: Run) -> None:
        """What marketing signed is none of sales, and an edited one is not taken."""
        data = run("sign", "policy.yaml", *ANA, *DATE, "--print").out
        Path("m.json").write_bytes(data.encode())
        ssh_keygen(
            *("-q", "-Y", "sign", "-n", "marketing@leadpact.v1"),
            *("-f", str(keys / "ana"), "m.json"),
        )
        taken = run("sign", "policy.yaml", "--as", "sales", "--signed", "m.json")
        assert (taken.code, "error[LP6005]" in taken.err) == (5, True)
        Path("m.json").write_text(data.replace("Ana Duarte", "Eva Duarte"))
        taken = run("sign", "policy.yaml", "--as", "marketing", "--signed", "m.json")
        assert (taken.code, "error[LP6004]" in taken.err) == (5, True)

    def test_agent(self, keys: Path, run: Run, agent: None) -> None:
        """An agent signs with its only key, or with the one that is named."""
        assert agent is None
        assert run("sign", "policy.yaml", *ANA, *DATE, "--agent", "--yes").code == 0
        public = ("--key", str(keys / "tom.pub"))
        absent = run("sign", "policy.yaml", *TOM, *DATE, "--agent", *public, "--yes")
        assert (absent.code, "does not have the key" in absent.err) == (5, True)
        subprocess.run(["ssh-add", "-q", str(keys / "tom")], check=True)
        many = run("sign", "policy.yaml", *TOM, *DATE, "--agent", "--yes")
        assert (many.code, "the agent has 2 keys" in many.err) == (5, True)
        signed = run("sign", "policy.yaml", *TOM, *DATE, "--agent", *public, "--yes")
        assert signed.code == 0
        assert verify(run, keys).code == 0


@pytest.fixture
def agent(keys: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An agent that holds the key of marketing."""
    # Paths of sockets are short, those of tests are not.
    folder = tempfile.TemporaryDirectory()
    place = Path(folder.name) / "agent"
    process = subprocess.Popen(["ssh-agent", "-D", "-a", str(place)])
    try:
        while not place.exists():
            assert process.poll() is None
        monkeypatch.setenv("SSH_AUTH_SOCK", str(place))
        subprocess.run(["ssh-add", "-q", str(keys / "ana")], check=True)
        yield
    finally:
        process.terminate()
        process.wait()
        folder.cleanup()


def ssh_keygen(*arguments: str, given: bytes = b"") -> str:
    """What `ssh-keygen` prints; an exit code that is not 0 is an error of the test."""
    command = ["ssh-keygen", *arguments]
    ended = subprocess.run(command, input=given, check=True, capture_output=True)
    return ended.stdout.decode()
