"""What is wrong with calendars that are joined."""

from __future__ import annotations

import pytest
from builders import make_pact
from builders_mistakes import hints, mistakes

from leadpact.calendars import CalendarSpec, Hours, Joined, parts_of
from leadpact.check.calendars import MOST_PARTS

DAY = "day: {timezone: UTC, open: {mon-fri: 09:00-17:00}}"
NIGHT = "night: {timezone: UTC, open: {mon-fri: 22:00-06:00}}"
DESK = "desk: {timezone: UTC, open: {mon-fri: 09:00-17:00}}"


def of(*calendars: str) -> str:
    """A section of calendars; the parties of the trial need `desk`."""
    return "{" + ", ".join((DESK, *calendars)) + "}"


@pytest.mark.parametrize(
    ("calendars", "expected"),
    [
        (
            of("both: {all: [desk, dsk]}"),
            [("LP2001", "dsk", "unknown calendar `dsk`")],
        ),
        (
            of(NIGHT, "both: {all: [desk, night]}"),
            [
                (
                    "LP2005",
                    "both",
                    "`both` is never open: `desk`, `night` have no open time in common",
                )
            ],
        ),
        (
            of("egg: {all: [desk, hen]}", "hen: {all: [desk, egg]}"),
            [("LP2003", "egg", "a circle: `egg` -> `hen` -> `egg`")],
        ),
        (
            of("egg: {all: [desk, egg]}"),
            [("LP2003", "egg", "a circle: `egg` -> `egg`")],
        ),
        # Of what is joined with a broken calendar nothing more is said.
        (
            of(
                "day: {timezone: UTC}",
                "both: {all: [day, desk]}",
                "more: {all: [both, desk]}",
            ),
            [("LP1006", "day", "`open` is missing")],
        ),
    ],
)
def test_mistakes(calendars: str, expected: list[tuple[str, str, str]]) -> None:
    """Each is told once, at its place."""
    assert mistakes(calendars=calendars) == expected


def test_too_many() -> None:
    """A calendar is made of twenty others at most, parts of parts among them."""
    rows = ["c0: {all: [desk, day]}"]
    rows += [f"c{at}: {{all: [c{at - 1}, desk]}}" for at in range(1, MOST_PARTS + 3)]
    message = f"`c{MOST_PARTS - 1}` is made of {MOST_PARTS + 1} calendars"
    found = mistakes(calendars=of(DAY, *rows))
    assert found == [("LP1013", f"c{MOST_PARTS - 1}", message)]


def test_parts_of_many() -> None:
    """Parts that are shared are looked at once."""
    calendars: dict[str, CalendarSpec | Joined] = {
        "a0": CalendarSpec("UTC", [[Hours(0, 60)]] * 7),
        "b0": CalendarSpec("UTC", [[Hours(0, 30)]] * 7),
    }
    for at in range(60):
        parts = (f"a{at}", f"b{at}")
        calendars |= {f"a{at + 1}": Joined(parts), f"b{at + 1}": Joined(parts[::-1])}
    assert list(parts_of(calendars, "a60")) == ["a0", "b0"]


def test_hint() -> None:
    """A near name is told."""
    found = hints(calendars=of("both: {all: [desk, dsk]}"))
    assert found == ["did you mean `desk`?"]


@pytest.mark.parametrize(
    "calendars",
    [
        of(DAY, "both: {all: [desk, day]}", "more: {all: [both, day]}"),
        # They meet for half an hour on Saturdays, by the clock of the other.
        of(
            "fiji: {timezone: Pacific/Fiji, open: {sun: 09:00-09:30}}",
            "sat: {timezone: UTC, open: {sat: 21:00-24:00}}",
            "both: {all: [fiji, sat]}",
        ),
        # They meet on one date, many years from now.
        of(
            "once: {timezone: UTC, open: {}, days: {2071-03-04: 09:00-10:00}}",
            "both: {all: [once, desk]}",
        ),
    ],
)
def test_sound(calendars: str) -> None:
    """Calendars that are ever open together may be joined."""
    make_pact(calendars=calendars)
