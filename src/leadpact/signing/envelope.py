"""The signatures of one version, in a file beside it.

`1.0.0.yaml` has its signatures in `1.0.0.signatures.json`. Nothing in that file is
believed before it is verified.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import attrs

from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import TrustError
from leadpact.loading.files import read_bytes
from leadpact.signing.statement import (
    FORMAT,
    Attestation,
    ShapeError,
    Statement,
    members,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator

S = TypeVar("S", Statement, Attestation)

#: How the file of signatures of a version ends.
ENDING = ".signatures.json"
#: Bytes beyond which a file is no envelope: a signature takes less than 4 KiB.
_MOST_BYTES = 1 << 20


@attrs.frozen
class Entry(Generic[S]):
    """A statement with the signature that it came with.

    Attributes:
        statement: What is stated.
        signature: The text between `BEGIN` and `END` of an SSH signature.
    """

    statement: S
    signature: str

    def data(self) -> dict[str, object]:
        """As plain data."""
        return {"statement": self.statement.data(), "signature": self.signature}


@attrs.frozen
class Envelope:
    """Claims about one version, in the order in which they were made.

    Attributes:
        signatures: Of the parties.
        attestations: Of people who have seen a signed paper.
    """

    signatures: tuple[Entry[Statement], ...] = ()
    attestations: tuple[Entry[Attestation], ...] = ()

    @classmethod
    def parse(cls, data: bytes, file: str = "<signatures>") -> Envelope:
        """An envelope from its bytes.

        Raises:
            TrustError: LP6011, they are none: a key is unknown, missing or twice.
        """
        with _told(file):
            given = members(_json(data), ("leadpact", "signatures"), ("attestations",))
            if given["leadpact"] != FORMAT or given["leadpact"] is True:
                msg = f"expected format {FORMAT}"
                raise ShapeError(msg)
            return cls(
                _entries(given["signatures"], Statement.read),
                _entries(given.get("attestations", []), Attestation.read),
            )

    @classmethod
    def beside(cls, policy: str | os.PathLike[str]) -> Envelope:
        """The envelope of a policy file; an empty one where there is none.

        Raises:
            TrustError: As ``parse``.
            PolicyError: LP1001, it cannot be read.
        """
        file = envelope_file(policy)
        if not file.exists():
            return cls()
        return cls.parse(read_bytes(str(file)), str(file))

    def bytes(self) -> bytes:
        """As the bytes of a file: JSON for people and for git."""
        data: dict[str, object] = {
            "leadpact": FORMAT,
            "signatures": [one.data() for one in self.signatures],
        }
        if self.attestations:
            data["attestations"] = [one.data() for one in self.attestations]
        return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


def parse_statement(data: bytes, file: str) -> Statement:
    """A statement from the very bytes that were signed.

    Raises:
        TrustError: LP6011, they are none.
    """
    with _told(file):
        statement = Statement.read(_json(data))
        if statement.bytes() != data:
            msg = "it was changed after it was printed"
            raise ShapeError(msg)
        return statement


@contextlib.contextmanager
def _told(file: str) -> Iterator[None]:
    """Turn what reading may raise into LP6011."""
    try:
        yield
    except (ValueError, RecursionError) as error:
        reason = str(error) or "it lies too deep"
        message = f"the signatures cannot be read: {reason}"
        raise TrustError([Diagnostic("LP6011", message, Span(file))]) from None


def _json(data: bytes) -> object:
    if len(data) > _MOST_BYTES:
        msg = f"it is larger than {_MOST_BYTES} bytes"
        raise ShapeError(msg)
    whole: object = json.loads(data, object_pairs_hook=_once, parse_constant=_refused)
    return whole


def envelope_file(policy: str | os.PathLike[str]) -> Path:
    """Where the signatures of a policy file stand."""
    file = Path(policy)
    return file.with_name(file.stem + ENDING)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        msg = f"the key `{twice:.60}` stands twice"
        raise ShapeError(msg)
    return found


def _refused(constant: str) -> object:
    msg = f"`{constant}` is no JSON"
    raise ShapeError(msg)


def _entries(data: object, read: Callable[[object], S]) -> tuple[Entry[S], ...]:
    if not isinstance(data, list):
        msg = "expected a list of signatures"
        raise ShapeError(msg)
    found = []
    for one in data:
        given = members(one, ("statement", "signature"))
        signature = given["signature"]
        if not isinstance(signature, str):
            msg = "`signature` is no text"
            raise ShapeError(msg)
        found.append(Entry(read(given["statement"]), signature))
    return tuple(found)
