"""What a policy knows of its data, and the readers of cells that come from it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from leadpact.language.types import Type
from leadpact.model.values import FieldError, FieldValue, from_native
from leadpact.sources.ledger import RowError
from leadpact.units import LARGEST_INTEGER

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Reads one cell; ``None`` if it is blank. Raises ``RowError``.
Converter: TypeAlias = Callable[[object], object]

#: Distinct cells of a column that are kept with their values: columns repeat.
REMEMBERED: Final = 1 << 14


@attrs.frozen
class Schema:
    """The types of everything that a policy can ask of leads.

    Attributes:
        fields: Types of the fields of leads.
        events: Types of the data of each type of event, the standard ones included.
        currency: ISO 4217 code of plain amounts; amounts in others are refused.
    """

    fields: Mapping[str, Type]
    events: Mapping[str, Mapping[str, Type]]
    currency: str


@attrs.frozen
class Cell:
    """One column of a table that becomes a field or an event datum.

    Attributes:
        name: The field or datum.
        column: The column that holds it.
        read: Its reader.
    """

    name: str
    column: str
    read: Converter


def typed(name: str, column: str, expected: Type, currency: str) -> Cell:
    """A cell that must hold a value of one type."""

    @functools.lru_cache(maxsize=REMEMBERED, typed=True)
    def read(cell: object) -> FieldValue | None:
        try:
            return from_native(cell, expected, currency)
        except FieldError as error:
            message = f"`{name}`: {error}"
            raise RowError(error.code, message, column, error.hint) from None

    return Cell(name, column, read)


def untyped(name: str, column: str) -> Cell:
    """A cell of an event that the policy does not name: kept as it is."""
    return Cell(name, column, lambda cell: None if cell == "" else cell)


def absent(column: str) -> Cell:
    """A key that must hold an object, whose own keys are columns with a dot."""

    def read(cell: object) -> None:
        if cell is not None:
            message = f"`{column}`: expected an object in `{{ }}`"
            raise RowError("LP4003", message, column)

    return Cell(column, column, read)


def filled(cells: Iterable[Cell], values: Iterable[object]) -> dict[str, object]:
    """The values of cells that are not blank, by name.

    Raises:
        RowError: A cell cannot be read.
    """
    pairs = zip(cells, values, strict=False)  # A table may add blanks to a row.
    return {
        cell.name: found
        for cell, value in pairs
        if (found := cell.read(value)) is not None
    }


@functools.lru_cache(maxsize=REMEMBERED)
def rank(text: str, column: str) -> int:
    """The number that ranks events of one instant; 0 for an empty text.

    Raises:
        RowError: LP4003 if it is no whole number, LP4006 if it is beyond 2^53.
    """
    if not text:
        return 0
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        message = f"`{column}`: expected a whole number, found `{text:.40}`"
        raise RowError("LP4003", message, column)
    if len(digits) > len(str(LARGEST_INTEGER)) or int(digits) > LARGEST_INTEGER:
        message = f"`{column}`: whole numbers lie within 2^53, found `{text:.40}`"
        raise RowError("LP4006", message, column)
    return int(text)
