"""What became of the rows: how many there were, and which were refused, and why."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

import attrs

from leadpact.diagnostics import Diagnostic, in_order
from leadpact.errors import RecordError

if TYPE_CHECKING:
    from leadpact.diagnostics import Span

#: Mistakes that one error lists at most: more of them would hide the first.
LISTED: Final = 20


class OnError(enum.Enum):
    """What to do about a row that cannot be read."""

    STOP = "stop"
    SKIP = "skip"


class RowError(Exception):
    """A row that cannot be read; whoever reads the rows catches it.

    Attributes:
        code: A code of the catalogue, such as ``LP4003``.
        message: What is wrong.
        column: Name of the column at fault, or empty for the row as a whole.
        hint: What to do next, or an empty string.
    """

    def __init__(
        self, code: str, message: str, column: str = "", hint: str = ""
    ) -> None:
        self.code = code
        self.message = message
        self.column = column
        self.hint = hint
        super().__init__(message)


@attrs.define
class Ledger:
    """The account of one reading, across all its files.

    Every row is counted once in ``rows``, and at most once among the refused.

    Attributes:
        on_error: Whether a refused row ends the reading.
        rows: Rows read, without headers and blank lines.
        ignored: Rows that no rule of the mapping matches.
        refused: One diagnostic for each row that cannot be read.
        notes: What is odd about a file but refuses no row.
    """

    on_error: OnError
    rows: int = 0
    ignored: int = 0
    refused: list[Diagnostic] = attrs.field(factory=list)
    notes: list[Diagnostic] = attrs.field(factory=list)

    def refuse(self, error: RowError, span: Span) -> None:
        """Enter a refused row.

        Raises:
            RecordError: Refused rows end the reading, and there are enough to list.
        """
        self.refused.append(Diagnostic(error.code, error.message, span, error.hint))
        if len(self.refused) >= LISTED:
            self.settle()

    def settle(self) -> None:
        """Raise ``RecordError`` if rows were refused and that ends the reading."""
        if self.refused and self.on_error is OnError.STOP:
            raise RecordError(in_order(self.refused))
