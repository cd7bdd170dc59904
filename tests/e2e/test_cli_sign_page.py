from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from builders_pades import PASSPHRASE, certificate_file, personal_file

if TYPE_CHECKING:
    from collections.abc import Callable

    #: Runs a command in this process; how it ended.
    Run: TypeAlias = Callable[..., Any]

DATE = ("--date", "2026-03-03T10:00:00Z")
AT = ("--at", "2026-03-13T19:30:00Z")
SIGNERS = ("--signer", "marketing=ana.pem", "--signer", "sales=tom.pem")


@pytest.fixture
def page(desk: Path, run: Run) -> str:
    """The page of the starter, beside the keys of both parties."""
    for name in ("Ana", "Tom"):
        (desk / f"{name.lower()}.p12").write_bytes(personal_file(name))
        (desk / f"{name.lower()}.pem").write_bytes(certificate_file(name))
    assert run("agreement", "policy.yaml", "-o", "page.pdf").code == 0
    return "page.pdf"


def sign(run: Run, page: str, party: str, name: str, *more: str) -> Any:  # noqa: ANN401 - as run
    """Sign a page in its place."""
    return run(
        *("sign-page", "policy.yaml", page, "--as", party, *DATE),
        *("--certificate", f"{name}.p12", "-o", page, *more),
        stdin=f"{PASSPHRASE}\ny\n".encode(),
    )


def test_both(run: Run, page: str) -> None:
    """Both sign, one after the other; who and when is told."""
    ended = sign(run, page, "marketing", "ana")
    assert (ended.code, ended.out) == (0, "")
    assert "Ana signs page.pdf as\n  VP Marketing for marketing: starter" in ended.err
    assert sign(run, page, "sales", "tom", "--yes").code == 0
    ended = run("verify-page", "policy.yaml", page, *SIGNERS, *AT)
    assert (ended.code, ended.err) == (0, "")
    first, _, other, _, last = ended.out.splitlines()
    assert first == "marketing: certificate of Ana, by their clock 2026-03-03T10:00:00Z"
    assert other.startswith("sales: certificate of Tom")
    assert last.endswith("signed by every party")


def test_not_asked(run: Run, page: str) -> None:
    """Who says no, or has another pass phrase, signs nothing."""
    before = Path(page).read_bytes()
    for answers, code in ((f"{PASSPHRASE}\nn\n", 1), ("wrong\ny\n", 5)):
        ended = run(
            *("sign-page", "policy.yaml", page, "--as", "sales", *DATE),
            *("--certificate", "tom.p12", "-o", "signed.pdf"),
            stdin=answers.encode(),
        )
        assert ended.code == code
        assert not Path("signed.pdf").exists()
    assert "error[LP6023]" in ended.err
    assert Path(page).read_bytes() == before


def test_refused(run: Run, page: str) -> None:
    """What is wrong has its code and the exit code of trust."""
    assert sign(run, page, "marketing", "ana").code == 0
    ended = run("verify-page", "policy.yaml", page, *SIGNERS, *AT)
    assert ended.code == 5
    assert "page.pdf:1:1: error[LP6001]: `sales` has not signed the page" in ended.err
    Path("page.pdf").write_bytes(Path(page).read_bytes() + b"\n")
    assert "error[LP6018]" in run("verify-page", "policy.yaml", page, *AT).err


def test_usage(run: Run, page: str) -> None:
    """Signers are written as a party and a file that holds a certificate."""
    asked = ("verify-page", "policy.yaml", page, "--signer")
    assert run(*asked, "ana.pem").code == 2
    ended = run(*asked, "marketing=policy.yaml")
    assert (ended.code, "error[LP6017]" in ended.err) == (5, True)


def test_without_extra(run: Run, page: str, monkeypatch: Any) -> None:  # noqa: ANN401
    """Without pyHanko it says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "pyhanko", None)
    ended = run("verify-page", "policy.yaml", page)
    assert ended.code == 5
    assert "pip install 'leadpact[pades]'" in ended.err
