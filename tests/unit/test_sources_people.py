from __future__ import annotations

import io
from datetime import date

import pytest

from leadpact.calendars import Absence, Away
from leadpact.errors import RecordError
from leadpact.model.lead import Person
from leadpact.sources import Input, read_people


def people(text: str, name: str = "people.csv") -> tuple[Person, ...]:
    """The people of a file."""
    return read_people(Input(name, io.BytesIO(text.encode())))


def codes(text: str) -> list[tuple[str, int]]:
    """Codes and lines of the mistakes of a file."""
    with pytest.raises(RecordError) as caught:
        people(text)
    return [(one.code, one.span.line) for one in caught.value.diagnostics]


def test_csv() -> None:
    """People come sorted by id; other columns are not read."""
    text = "name,shoe,id,address\nGrace,38,g,g@x.com\nAda,36,a,\n"
    assert people(text) == (Person("a", "Ada"), Person("g", "Grace", "", "g@x.com"))


def test_json_lines() -> None:
    """People may stand in JSON Lines; absent keys are empty."""
    text = '{"id": 7, "calendar": "night_desk"}\n'
    assert people(text, "-") == (Person("7", "", "night_desk"),)


def test_more() -> None:
    """Teams, managers, and absences with their last day."""
    text = (
        "id,team,manager,absences\n"
        "a,inbound,g,2026-07-06/2026-07-17; 2026-12-23\n"
        "g,inbound,,\n"
    )
    ada, grace = people(text)
    assert (ada.team, ada.manager, grace.manager) == ("inbound", "g", "")
    assert ada.absences == (
        Absence(date(2026, 7, 6), date(2026, 7, 17)),
        Absence(date(2026, 12, 23), date(2026, 12, 23)),
    )
    assert ada.away == Away("a", ada.absences)
    assert grace.away is None


def test_no_absences() -> None:
    """Absences that are no dates are told with their place."""
    text = "id,absences\na,July\nb,2026-07-06/2026-07-01\n"
    assert codes(text) == [("LP4003", 2), ("LP4003", 3)]


def test_same_person_twice() -> None:
    """A person given twice in the same way is one person."""
    assert len(people("id,name\na,Ada\na,Ada\n")) == 1


def test_mistakes() -> None:
    """Rows without an id, of another shape, or contradicting are all told."""
    text = "id,name\na,Ada\n,Grace\na,Alan\nb\n"
    assert codes(text) == [("LP4003", 3), ("LP4003", 4), ("LP4003", 5)]


def test_no_id() -> None:
    """A file without ids does not fit."""
    assert codes("name\nAda\n") == [("LP4010", 1)]
