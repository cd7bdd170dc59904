"""The text of a phrase with its place in a file, and the error that points there."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import LeadpactError


class PhraseError(LeadpactError):
    """A phrase cannot be read; ``diagnostics`` holds the first mistake in it."""


@attrs.frozen
class Source:
    """A phrase to read.

    Attributes:
        text: The phrase, one line.
        locate: From offsets ``[start, end)`` in ``text``, in characters, to the place
            in the file. Both may be ``len(text)``: the place after the phrase.
    """

    text: str
    locate: Callable[[int, int], Span]

    @classmethod
    def inline(cls, text: str) -> Source:
        """A phrase that stands in no file."""
        return cls(text, _inline)

    def error(
        self,
        start: int,
        end: int,
        message: str,
        hint: str = "",
        *,
        code: str = "LP3001",
    ) -> PhraseError:
        """The error that points to the characters ``[start, end)``."""
        return PhraseError([Diagnostic(code, message, self.locate(start, end), hint)])


def _inline(start: int, end: int) -> Span:
    return Span("<phrase>", 1, start + 1, 1, max(end, start + 1) + 1)
