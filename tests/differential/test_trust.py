"""Trust against `ssh-keygen -Y verify`: the same lines, the same answer."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from builders_signing import private_key
from hypothesis import example, given
from hypothesis import strategies as st

from leadpact.errors import TrustError
from leadpact.instants import parse_instant
from leadpact.signing.sshsig import SshSignature
from leadpact.signing.trust import Trust

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SPACE = "sales@leadpact.v1"
KEYS = (private_key("ana"), private_key("eve"))
#: The instant of the verification, as both sides write it.
NOW, THEN = "2026-01-05T09:30:00Z", "20260105093000Z"
PATTERNS = (
    *(SPACE, "marketing@leadpact.v1", "*@leadpact.v1", "sale?@leadpact.v1", "*"),
    *("!sales@*", "!*", "git", "sale[s]@leadpact.v1", "SALES@leadpact.v1", "!git"),
)
TIMES = (
    *("20260105", "20260105Z", "20260106Z", "202601050930Z", "202601050931Z"),
    *("20260105092959Z", "20260105093000Z", "20260105093001Z", "20260105093000"),
)


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A line of `allowed_signers` that names its namespaces."""
    namespaces = draw(st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=3))
    options = [f'namespaces="{",".join(namespaces)}"']
    for name in ("valid-after", "valid-before"):
        time = draw(st.none() | st.sampled_from(TIMES))
        options += [f'{name}="{time}"'] if time else []
    name = draw(st.sampled_from(("{}", "{}", "NAMESPACES", "{}"))).format("namespaces")
    options[0] = options[0].replace("namespaces", name)
    key = draw(st.sampled_from(KEYS)).key
    comment = draw(st.sampled_from(("", " at work", ' "x" namespaces="*"')))
    return f"ana {','.join(draw(st.permutations(options)))} {key}{comment}"


@pytest.mark.openssh
class TestSshKeygen:
    """What `ssh-keygen` finds in a file of trust."""

    @given(st.lists(lines(), max_size=3))
    @example([])
    def test_same(
        self, tmp_path_factory: pytest.TempPathFactory, found: list[str]
    ) -> None:
        """A signature is trusted by both or by neither."""
        folder = tmp_path_factory.mktemp("trust")
        signature = SshSignature.make(KEYS[0], SPACE, b"data").armor()
        (folder / "data.sig").write_text(signature)
        try:
            trusted = trusts(found)
        except TrustError as error:
            # `ssh-keygen` reads no further than it must: it has to be shown the line.
            lines = [one.span.line for one in error.diagnostics]
            found, trusted = [found[line - 1] for line in lines], False
        (folder / "allowed_signers").write_text("\n".join(found))
        assert trusted is checks(folder)


def trusts(found: Sequence[str]) -> bool:
    """Whether the key may sign, as leadpact reads the lines.

    Raises:
        TrustError: A line is none.
    """
    at = parse_instant(NOW)
    return any(
        line.covers(SPACE) and line.is_valid(at)
        for line in Trust.parse("\n".join(found)).of(KEYS[0].key)
    )


def checks(folder: Path) -> bool:
    """Whether `ssh-keygen` takes the signature of ana."""
    ended = subprocess.run(
        (
            *("ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", "ana"),
            *("-n", SPACE, "-s", "data.sig", f"-Overify-time={THEN}"),
        ),
        cwd=folder,
        env={**os.environ, "TZ": "UTC"},
        input=b"data",
        capture_output=True,
        check=False,
    )
    return ended.returncode == 0
