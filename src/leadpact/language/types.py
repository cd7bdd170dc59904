"""Types of values in the language."""

from __future__ import annotations

import enum
import functools

import attrs


class Kind(enum.Enum):
    """The kinds of values; the value is the word of the policy file."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"
    CHOICE = "choice"
    FLAG = "flag"
    DATE = "date"
    INSTANT = "instant"
    DURATION = "duration"
    MONEY = "money"
    PERCENT = "percent"
    SET = "set"


@attrs.frozen
class Type:
    """A kind, with the choices of a choice, or of a set of choices.

    Attributes:
        kind: What the values are.
        choices: Every choice, or ``None`` where any word may stand.
    """

    kind: Kind
    choices: tuple[str, ...] | None = None

    @functools.cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self.choices or ())

    def takes(self, word: object) -> bool:
        """Whether a word is one of the choices, as all are where none are listed."""
        return self.choices is None or word in self._words

    @property
    def is_number(self) -> bool:
        """Whether the values are plain numbers."""
        return self.kind in {Kind.INTEGER, Kind.DECIMAL}

    def __str__(self) -> str:
        return self.kind.value
