"""The text of a phrase with its place in a file, and the error that points there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import attrs

from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import LeadpactError
from leadpact.language.nodes import LiteralValue

#: What a parameter stands for: a value, or a list of them.
ParameterValue: TypeAlias = LiteralValue | tuple[LiteralValue, ...]


#: Values of one policy, in all its files: every key, text, list and mapping; the values
#: of a list again wherever its parameter is named; and all parts of what is compared
#: with a list, for each value of it.
MOST_VALUES = 20_000


@attrs.define
class Tally:
    """How many values a policy has so far, to keep a hostile one cheap."""

    values: int = 0

    def add(self, count: int) -> bool:
        """Count some values; whether there are too many now."""
        self.values += count
        return self.values > MOST_VALUES


class PhraseError(LeadpactError):
    """A phrase cannot be read; ``diagnostics`` holds the first mistake in it.

    It is empty where the mistake is that of a parameter, and told there, and where a
    name stands for a value that is not known here.
    """


@attrs.frozen
class Source:
    """A phrase to read.

    Attributes:
        text: The phrase, one line.
        locate: From offsets ``[start, end)`` in ``text``, in characters, to the place
            in the file. Both may be ``len(text)``: the place after the phrase.
        parameters: Values that have a name; ``None`` for a name whose value has a
            mistake of its own, so that nothing more is said where it stands.
        used: Names of parameters that were met, for whoever reads the phrase.
        tally: Counts what lists stand for.
        is_open: Whether other parameters may be stated elsewhere, so that a name in
            the place of a value is no mistake.
    """

    text: str
    locate: Callable[[int, int], Span]
    parameters: Mapping[str, ParameterValue | None] = attrs.field(factory=dict)
    used: set[str] = attrs.field(factory=set, eq=False)
    tally: Tally = attrs.field(factory=Tally)
    is_open: bool = False

    @classmethod
    def inline(
        cls, text: str, parameters: Mapping[str, ParameterValue | None] | None = None
    ) -> Source:
        """A phrase that stands in no file."""
        return cls(text, _inline, parameters or {})

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
