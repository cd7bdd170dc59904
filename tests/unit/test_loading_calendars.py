from __future__ import annotations

from datetime import date

import pytest
from builders import make_policy
from builders_mistakes import hints, mistakes

from leadpact.calendars import CalendarSpec, Holidays, Hours, Joined, ZoneField
from leadpact.loading.policy import load_policy

NINE, NOON, FIVE = 9 * 60, 12 * 60, 17 * 60
#: A zone and hours, for calendars whose other parts are tested.
WEEK = "timezone: UTC, open: {mon: 09:00-17:00}"


def calendar(text: str) -> CalendarSpec:
    """The calendar that a mapping states."""
    data = make_policy(calendars=f"{{desk: {text}}}").encode()
    loaded = load_policy("policy.yaml", data)
    assert loaded.document.diagnostics == []
    found = loaded.policy.calendars["desk"]
    assert isinstance(found, CalendarSpec)
    return found


def wrong(text: str) -> list[tuple[str, str, str]]:
    """Code, marked text and message of the mistakes of a calendar."""
    return mistakes(calendars=f"{{desk: {text}}}")


class TestSound:
    """What a calendar states."""

    def test_week(self) -> None:
        """Days by themselves and in ranges have hours; the others are closed."""
        hours = "sat-mon: [12:00-17:00, 09:00-12:00], wed: 09:00-17:00"
        found = calendar(f"{{timezone: UTC, open: {{{hours}}}}}")
        split = (Hours(NINE, NOON), Hours(NOON, FIVE))
        whole = (Hours(NINE, FIVE),)
        assert found.open == (split, (), whole, (), (), split, split)
        assert (found.timezone, found.holidays, found.days) == ("UTC", None, ())

    def test_zone_of_the_lead(self) -> None:
        """A zone may be that of a field, with one to fall back on."""
        zone = "{field: zone, otherwise: Asia/Manila}"
        found = calendar(f"{{timezone: {zone}, open: {{mon: 09:00-17:00}}}}")
        assert found.timezone == ZoneField("zone", "Asia/Manila")

    def test_dates(self) -> None:
        """Holidays, further closed dates, and dates with hours of their own."""
        found = calendar(
            f"{{{WEEK}, "
            "holidays: {country: US, subdivision: NY, also: [2026-12-24, 2026-01-02]}, "
            "days: {2026-12-23: 09:00-12:00, 2026-12-22: closed}}"
        )
        also = (date(2026, 1, 2), date(2026, 12, 24))
        assert found.holidays == Holidays("US", "NY", also)
        assert found.days == (
            (date(2026, 12, 22), ()),
            (date(2026, 12, 23), (Hours(NINE, NOON),)),
        )

    def test_joined(self) -> None:
        """A calendar may name others, which are open together with it."""
        calendars = f"{{a: {{{WEEK}}}, b: {{{WEEK}}}, both: {{all: [b, a]}}}}"
        data = make_policy(calendars=calendars).encode()
        loaded = load_policy("policy.yaml", data)
        assert loaded.policy.calendars["both"] == Joined(("b", "a"))

    def test_country_alone(self) -> None:
        """A country has holidays without its parts."""
        found = calendar(f"{{{WEEK}, holidays: {{country: NO}}}}")
        assert found.holidays == Holidays("NO")


class TestMistakes:
    """What is wrong with a calendar, at its place."""

    @pytest.mark.parametrize(
        ("text", "code", "shown", "message"),
        [
            ("{open: {mon: 09:00-17:00}}", "LP1006", "desk", "`timezone` is missing"),
            ("{timezone: UTC}", "LP1006", "desk", "`open` is missing"),
            ("{all: a}", "LP2007", "a", "`all` joins a calendar with itself"),
            ("{all: [a, a]}", "LP2007", "[a, a]", "`all` joins a calendar with itself"),
            ("{all: [a, b c]}", "LP1009", "b c", "`b c` is not a name"),
            ("{all: [a, b], open: {}}", "LP2007", "desk", "keys beside `all`"),
            (
                "{timezone: EST5, open: {mon: 09:00-17:00}}",
                "LP1009",
                "EST5",
                "`EST5` is not an IANA zone",
            ),
            (
                "{timezone: {field: zone}, open: {mon: 09:00-17:00}}",
                "LP1006",
                "timezone",
                "`otherwise` is missing",
            ),
            (
                "{timezone: UTC, open: {mon: 9-17}}",
                "LP1009",
                "9-17",
                "`9-17` is not hours such as `09:00-17:30`",
            ),
            (
                "{timezone: UTC, open: {mon: [09:00-12:00, 11:00-17:00]}}",
                "LP1009",
                "[09:00-12:00, 11:00-17:00]",
                "`09:00-12:00` and `11:00-17:00` overlap",
            ),
            (
                "{timezone: UTC, open: {mon-wed: 09:00-17:00, tue: 09:00-12:00}}",
                "LP1003",
                "tue",
                "`tue` names a day that has hours already",
            ),
            (
                "{timezone: UTC, open: {monday: 09:00-17:00}}",
                "LP1009",
                "monday",
                "`monday` is not a day such as `mon` or a range such as `mon-fri`",
            ),
            (
                "{timezone: UTC, open: {}}",
                "LP2005",
                "desk",
                "the calendar is never open",
            ),
            (
                "{timezone: UTC, open: {}, days: {2026-01-05: closed}}",
                "LP2005",
                "desk",
                "the calendar is never open",
            ),
            (
                f"{{{WEEK}, days: {{2026-1-5: closed}}}}",
                "LP1009",
                "2026-1-5",
                "`2026-1-5` is not a date",
            ),
            (
                f"{{{WEEK}, holidays: {{country: USA}}}}",
                "LP1009",
                "USA",
                "`USA` is not a country with known holidays",
            ),
            (
                f"{{{WEEK}, holidays: {{subdivision: NY}}}}",
                "LP1009",
                "NY",
                "`NY` needs its `country`",
            ),
            (
                f"{{{WEEK}, holidays: {{country: US, subdivision: US-NY}}}}",
                "LP1009",
                "US-NY",
                "`US-NY` is not a subdivision of `US`",
            ),
            (
                f"{{{WEEK}, holidays: {{also: [soon]}}}}",
                "LP1009",
                "soon",
                "`soon` is not a date",
            ),
            ("[mon]", "LP1008", "[mon]", "a list where a mapping belongs"),
        ],
    )
    def test_place(self, text: str, code: str, shown: str, message: str) -> None:
        """Each mistake is told once, at the text that makes it."""
        assert wrong(text) == [(code, shown, message)]

    def test_all(self) -> None:
        """All parts of a calendar are read, whatever is wrong with the others."""
        text = (
            "{timezone: Mars, open: {mon: 9-17, son: 09:00-17:00}, "
            "holidays: {country: X, also: [soon]}, days: {2026-01-05: later}}"
        )
        shown = [place for _, place, _ in wrong(text)]
        assert shown == ["Mars", "9-17", "son", "X", "soon", "later"]

    def test_hints(self) -> None:
        """Codes of places have hints of their own."""
        behind = "the part of its ISO 3166-2 code behind the `-`"
        for holidays, hint in (
            ("country: USA", "a code of ISO 3166-1, two capitals such as `US`"),
            ("country: DE, subdivision: BYE", "did you mean `BY`?"),
            ("country: US, subdivision: US-NY", behind),
            ("subdivision: XX", behind),
        ):
            text = f"{{desk: {{{WEEK}, holidays: {{{holidays}}}}}}}"
            assert hints(calendars=text) == [hint]
