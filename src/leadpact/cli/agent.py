"""Keys that an SSH agent holds, also those on security keys."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import attrs

from leadpact.diagnostics import NOWHERE, Diagnostic
from leadpact.errors import TrustError
from leadpact.signing import wire
from leadpact.signing.keys import PublicKey
from leadpact.signing.kinds import WeakError
from leadpact.signing.wire import Reader, WireError

if TYPE_CHECKING:
    from collections.abc import Iterator

_REQUEST_KEYS, _KEYS = 11, 12
_REQUEST_SIGNATURE, _SIGNATURE = 13, 14
#: Of RSA keys, the agent is to use SHA-512; others do not look at it.
_RSA_SHA512 = 4
_MOST_BYTES = 1 << 20


@attrs.frozen
class AgentKey:
    """A key of the agent, which signs when it is asked to.

    Attributes:
        key: The public part.
        comment: What its owner called it.
    """

    key: PublicKey
    comment: str = attrs.field(eq=False)

    def sign(self, message: bytes) -> bytes:
        """A signature over a message, as SSH writes it.

        Raises:
            TrustError: LP6023, the agent does not sign.
        """
        request = wire.string(self.key.blob) + wire.string(message)
        flags = _RSA_SHA512.to_bytes(4)
        kind, answer = _ask(_REQUEST_SIGNATURE, request + flags)
        if kind != _SIGNATURE:
            raise _refusal("the agent refuses to sign with the key")
        return answer.string()


def agent_key(wanted: PublicKey | None) -> AgentKey:
    """The key of the agent that is to sign.

    Args:
        wanted: Which one; the only one of the agent if ``None``.

    Raises:
        TrustError: LP6023, there is no agent, or not that key in it.
    """
    keys = list(_keys())
    chosen = [one for one in keys if wanted is None or one.key == wanted]
    if len(chosen) == 1:
        return chosen[0]
    if not chosen:
        raise _refusal("the agent does not have the key", "add it with `ssh-add`")
    known = ", ".join(f"{one.key.fingerprint} {one.comment}" for one in keys)
    hint = "name the public key with `--key FILE.pub`"
    raise _refusal(f"the agent has {len(keys)} keys: {known}", hint)


def _keys() -> Iterator[AgentKey]:
    kind, answer = _ask(_REQUEST_KEYS, b"")
    if kind != _KEYS:
        raise _refusal("the agent does not tell its keys")
    for _ in range(answer.number()):
        blob, comment = answer.string(), answer.string()
        try:
            yield AgentKey(PublicKey(blob), comment.decode(errors="replace"))
        except WeakError:
            continue


def _ask(kind: int, content: bytes) -> tuple[int, Reader]:
    """The kind and the content of the agent's answer.

    Raises:
        TrustError: LP6023, there is none.
    """
    path = os.environ.get("SSH_AUTH_SOCK")
    if not path:
        raise _refusal("there is no SSH agent", "start one, or sign with `--key FILE`")
    message = bytes([kind]) + content
    try:
        with socket.socket(socket.AF_UNIX) as agent:
            agent.connect(path)
            agent.sendall(wire.string(message))
            stream = agent.makefile("rb")
            length = int.from_bytes(stream.read(4))
            answer = stream.read(min(length, _MOST_BYTES))
        reader = Reader(answer)
        return reader.take(1)[0], reader
    except (OSError, WireError) as error:
        raise _refusal(f"the SSH agent does not answer: {error}") from None


def _refusal(message: str, hint: str = "") -> TrustError:
    return TrustError([Diagnostic("LP6023", message, NOWHERE, hint)])
