"""The people who own leads, from a file of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from leadpact.calendars import parse_absences
from leadpact.diagnostics import Span
from leadpact.model.lead import Person
from leadpact.sources.columns import Asked, require
from leadpact.sources.inputs import Input, Meter, opened
from leadpact.sources.ledger import Ledger, OnError, RowError
from leadpact.sources.tables import open_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leadpact.sources.tables import Table

_COLUMNS: Final = ("id", "name", "calendar", "address", "team", "manager", "absences")


def read_people(given: Input) -> tuple[Person, ...]:
    """People by id, from columns named after the attributes of ``Person``.

    Only `id` must be there. Other columns are not read: lists of staff have many.
    Absences are dates, `2026-07-06/2026-07-17; 2026-12-23`, the last ones included.

    Raises:
        RecordError: The file cannot be read, has no `id`, or tells two different
            things of one person.
    """
    ledger = Ledger(OnError.STOP)
    people: dict[str, tuple[int, Person]] = {}
    with opened(given, Meter((given,), None)) as stream:
        table = open_table(given, stream, ledger)
        require(table, [Asked("id", None)])
        for words, _ in table.rows(_present(table), ()):
            person = _person(words[: len(_COLUMNS)], table, ledger)
            line, known = people.setdefault(person.id, (table.line, person))
            if not person.id:
                message = "`id`: expected a person"
                ledger.refuse(RowError("LP4003", message), table.place("id"))
            elif known != person:
                message = f"the person `{person.id:.40}` stands on line {line} too"
                hint = "keep one row: together they may not differ"
                span = Span(given.name, table.line, 1, table.line, 2)
                ledger.refuse(RowError("LP4003", message, hint=hint), span)
    ledger.settle()
    return tuple(people[identity][1] for identity in sorted(people))


def _person(words: Sequence[str], table: Table, ledger: Ledger) -> Person:
    """The person of a row; absences that cannot be read are none."""
    *texts, absences = words
    try:
        return Person(*texts, absences=parse_absences(absences))  # type: ignore[misc, arg-type]
    except ValueError as error:
        mistake = RowError("LP4003", f"`absences`: {error}")
        ledger.refuse(mistake, table.place("absences"))
        return Person(*texts)  # type: ignore[arg-type]


def _present(table: Table) -> list[str]:
    """The columns to ask for; an empty name gives an empty word."""
    return [
        column if not table.has_header or column in table.columns else ""
        for column in _COLUMNS
    ]
