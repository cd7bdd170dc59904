"""Who signs: a key in a file, or one that an agent holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import TrustError
from leadpact.loading.files import read_bytes
from leadpact.signing.extras import require_cryptography
from leadpact.signing.keys import PublicKey
from leadpact.signing.kinds import WeakError
from leadpact.signing.wire import WireError

if TYPE_CHECKING:
    from pathlib import Path

    from leadpact.signing.sshsig import Signer


def signer_of(key: Path | None, *, agent: bool) -> Signer:
    """What signs, by the options of a command.

    Args:
        key: File of a private key; with an agent, of a public one.
        agent: Whether an agent signs.

    Raises:
        UsageError: Neither is given.
        TrustError: LP6023, the key cannot sign; LP5002 without the extra.
    """
    require_cryptography()
    if agent:
        from leadpact.cli.agent import agent_key  # noqa: PLC0415 - no sockets before

        return agent_key(None if key is None else public_key(key))
    if key is None:
        msg = "name the key with `--key FILE`, or let the SSH agent sign: `--agent`"
        raise click.UsageError(msg)
    from leadpact.signing.private import PrivateKey  # noqa: PLC0415 - needs an extra

    def passphrase() -> str:
        asked: str = click.prompt(f"Passphrase of {key}", hide_input=True, err=True)
        return asked

    return PrivateKey.parse(read_bytes(str(key)), str(key), passphrase)


def public_key(file: Path) -> PublicKey:
    """The public key in a file such as `id_ed25519.pub`.

    Raises:
        TrustError: LP6023, it is none.
    """
    try:
        return PublicKey.parse(read_bytes(str(file)).decode(errors="replace"))
    except (WireError, WeakError) as error:
        found = Diagnostic("LP6023", str(error), Span(str(file)))
        raise TrustError([found]) from None
