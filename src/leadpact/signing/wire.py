"""The binary format of SSH: strings with their lengths before them (RFC 4251)."""

from __future__ import annotations

import struct

_LENGTH = struct.Struct(">I")


class WireError(ValueError):
    """Bytes that are not what SSH would write."""


class Reader:
    """Reads one value after the other, and never beyond the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        """The next bytes.

        Raises:
            WireError: There are not so many.
        """
        end = self._at + count
        if end > len(self._data):
            msg = "the data end too early"
            raise WireError(msg)
        found, self._at = self._data[self._at : end], end
        return found

    def number(self) -> int:
        """The next number, from 0 to 2^32 - 1."""
        found: int = _LENGTH.unpack(self.take(_LENGTH.size))[0]
        return found

    def string(self) -> bytes:
        """The next string."""
        return self.take(self.number())

    def text(self) -> str:
        """The next string, which is UTF-8.

        Raises:
            WireError: It is not.
        """
        try:
            return self.string().decode()
        except UnicodeDecodeError:
            msg = "a name is not UTF-8"
            raise WireError(msg) from None

    def integer(self) -> int:
        """The next number of any size, which is not negative."""
        found = self.string()
        if found[:1] > b"\x7f":
            msg = "a number is negative"
            raise WireError(msg)
        return int.from_bytes(found)

    def end(self) -> None:
        """Refuse what is left over.

        Raises:
            WireError: Something is.
        """
        if self._at != len(self._data):
            msg = "the data do not end where they should"
            raise WireError(msg)


def string(data: bytes | str) -> bytes:
    """A string with its length before it."""
    raw = data.encode() if isinstance(data, str) else data
    return _LENGTH.pack(len(raw)) + raw


def integer(number: int) -> bytes:
    """A number of any size, which is not negative, as a string."""
    return string(number.to_bytes(number.bit_length() // 8 + 1))
