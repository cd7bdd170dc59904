from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders_signing import private_key
from hypothesis import given
from hypothesis import strategies as st

import leadpact
from leadpact.instants import parse_instant
from leadpact.signing.trust import Trust

if TYPE_CHECKING:
    from pathlib import Path

KEY = private_key("ana").key
OTHER = private_key("eve").key


def said(error: leadpact.TrustError) -> list[str]:
    """What is wrong, with its place."""
    assert {found.code for found in error.diagnostics} == {"LP6017"}
    return [f"{found.span.line}: {found.message}" for found in error.diagnostics]


class TestParse:
    """The file `allowed_signers`."""

    def test_lines(self) -> None:
        """Comments and blank lines say nothing; options stand before the key."""
        trust = Trust.parse(
            "# Who may sign.\n\n"
            f'ana@example.com namespaces="marketing@leadpact.v1" {KEY} ana at work\n'
            f'"bob@example.com,ben@example.com" {OTHER}\n'
        )
        first, second = trust.allowed
        assert (first.principals, first.key) == ("ana@example.com", KEY)
        assert second.principals == "bob@example.com,ben@example.com"
        assert trust.of(KEY) == (first,)
        assert trust.of(private_key("tom").key) == ()

    @pytest.mark.parametrize(
        ("namespaces", "covered"),
        [
            ("", False),
            ("sales@leadpact.v1", True),
            ("marketing@leadpact.v1", False),
            ("git,sales@leadpact.v1", True),
            ("*@leadpact.v1", True),
            ("*@leadpact.v1,!sales@*", False),
            ("sale?@leadpact.v1", True),
            ("sale[rs]@leadpact.v1", False),
            ("SALES@leadpact.v1", False),
        ],
    )
    def test_namespaces(self, namespaces: str, *, covered: bool) -> None:
        """A key signs for the namespaces that its line names, and for no other."""
        option = f'namespaces="{namespaces}" ' if namespaces else ""
        (line,) = Trust.parse(f"ana {option}{KEY}").allowed
        assert line.covers("sales@leadpact.v1") is covered

    @pytest.mark.parametrize(
        ("option", "at", "valid"),
        [
            ('valid-after="20260105"', "2026-01-04T23:59:59Z", False),
            ('valid-after="20260105Z"', "2026-01-05T00:00:00Z", True),
            ('valid-before="202601050930"', "2026-01-05T09:29:59Z", True),
            ('valid-before="20260105093015Z"', "2026-01-05T09:30:15Z", True),
            ('valid-before="20260105093015Z"', "2026-01-05T09:30:15.1Z", False),
            (
                'valid-after="20260101",valid-before="20260201"',
                "2026-01-15T00:00:00Z",
                1,
            ),
        ],
    )
    def test_days(self, option: str, at: str, valid: object) -> None:
        """A key is valid from one instant to another, both included, in UTC."""
        (line,) = Trust.parse(f"ana {option} {KEY}").allowed
        assert line.is_valid(parse_instant(at)) is bool(valid)

    def test_mistakes(self) -> None:
        """All lines that are wrong are told at once, with their numbers."""
        with pytest.raises(leadpact.TrustError) as caught:
            Trust.parse(
                "ana\n"
                "ana ssh-ed25519 *\n"
                f"ana cert-authority {KEY}\n"
                f"ana no-touch-required {KEY}\n"
                f'ana valid-after="yesterday" {KEY}\n'
                f'ana valid-after="20261301" {KEY}\n'
                "ana ssh-dss AAAAB3NzaC1kc3MAAAAA\n"
                f'ana namespaces="a",Namespaces="b" {KEY}\n'
                f'ana valid-after="20260105",valid-before="20260105Z" {KEY}\n'
                f"ana {KEY}\n"
            )
        assert said(caught.value) == [
            "1: expected who may sign, and their key",
            "2: the key is not base64",
            "3: certificates are not known; list the keys themselves",
            "4: the option `no-touch-required` is not known",
            "5: `yesterday` is no time such as `20260105Z` or `202601050930Z`",
            "6: `20261301` is no time such as `20260105Z` or `202601050930Z`",
            "7: keys of the kind `ssh-dss` are not trusted",
            "8: the option `namespaces` stands twice",
            "9: `20260105Z` is not later than `20260105`",
        ]

    def test_ends_of_lines(self) -> None:
        """A comment ends with its line, whatever else Python takes for an end of it."""
        ends = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
        hidden = "".join(f"{end}eve {OTHER}" for end in ends)
        trust = Trust.parse(f"# of marketing{hidden}\r\nana {KEY} at work{hidden}\r\n")
        assert [line.principals for line in trust.allowed] == ["ana"]

    def test_revoked(self) -> None:
        """Keys are withdrawn by themselves or by their fingerprints."""
        trust = Trust.parse("", revoked=f"# gone\n{KEY}\n{OTHER.fingerprint}\n")
        assert trust.revoked == {KEY.fingerprint, OTHER.fingerprint}
        with pytest.raises(leadpact.TrustError) as caught:
            Trust.parse("", revoked="SHA256:short")
        assert said(caught.value) == [
            "1: expected a kind and a key, such as `ssh-ed25519 AAAA...`"
        ]

    @given(st.text(max_size=60))
    def test_any_text(self, text: str) -> None:
        """Whatever a line holds, it is a key, a comment, or a mistake with a place."""
        try:
            lines = len(Trust.parse(text).allowed)
        except leadpact.TrustError as error:
            lines = len(error.diagnostics)
        said_nothing = [
            line for line in text.splitlines() if line.strip()[:1] in {"", "#"}
        ]
        assert lines <= len(text.splitlines()) - len(said_nothing)


class TestRead:
    """The same from disk."""

    def test_read(self, tmp_path: Path) -> None:
        """A file that is there is read, another one is refused."""
        file = tmp_path / "allowed_signers"
        file.write_text(f"ana {KEY}\n")
        assert Trust.read(file).of(KEY)
        for wrong in (tmp_path / "none", tmp_path):
            with pytest.raises(leadpact.TrustError) as caught:
                Trust.read(wrong)
            assert [found.code for found in caught.value.diagnostics] == ["LP6017"]
