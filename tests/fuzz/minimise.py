"""A smaller file with the same fault: delta debugging over lines, then over words."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: Files that are tried at most for one fault, and seconds that it takes at most.
MOST_TRIES, MOST_SECONDS = 400, 30


def minimise(data: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """The least part of a file that still fails, as far as it is found soon.

    Args:
        data: A file that fails.
        fails: Whether a file has the same fault.
    """
    tries = _Tries(fails)
    lines = _least(data.split(b"\n"), lambda kept: tries.fails(b"\n".join(kept)))
    words = b"\n".join(lines).split(b" ")
    return b" ".join(_least(words, lambda kept: tries.fails(b" ".join(kept))))


class _Tries:
    """Asks no more often than is worth it."""

    def __init__(self, fails: Callable[[bytes], bool]) -> None:
        self._fails = fails
        self._left = MOST_TRIES
        self._until = time.monotonic() + MOST_SECONDS

    def fails(self, data: bytes) -> bool:
        self._left -= 1
        in_time = self._left >= 0 and time.monotonic() < self._until
        return in_time and self._fails(data)


def _least(parts: list[bytes], fails: Callable[[list[bytes]], bool]) -> list[bytes]:
    """Parts without any piece that can be left out, large pieces first."""
    size = len(parts) // 2
    while size:
        at = 0
        while at < len(parts):
            kept = [*parts[:at], *parts[at + size :]]
            if fails(kept):
                parts = kept
            else:
                at += size
        size //= 2
    return parts
