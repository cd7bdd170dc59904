from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

import pytest

from leadpact.business_time import Calendar
from leadpact.calendars import CalendarSpec, Closed, Holidays, Hours
from leadpact.errors import PolicyError, RecordError
from leadpact.units import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

OFFICE = Calendar.parse(
    {"timezone": "America/New_York", "open": {"mon-fri": "09:00-17:00"}}
)


def code(error: pytest.ExceptionInfo[RecordError]) -> str:
    """The code of the only diagnostic of an error."""
    (found,) = error.value.diagnostics
    return found.code


class TestParse:
    """A calendar from plain data."""

    def test_whole(self) -> None:
        """Every key of a policy's calendar, with dates as dates or texts."""
        found = Calendar.parse(
            {
                "timezone": "Europe/Oslo",
                "open": {
                    "mon-thu": ["09:00-12:00", "13:00-24:00"],
                    "fri": "22:00-06:00",
                },
                "holidays": {"country": "NO", "also": [date(2026, 12, 24)]},
                "days": {date(2026, 12, 23): "closed", "2026-12-22": ("09:00-12:00",)},
            }
        )
        split = (Hours(540, 720), Hours(780, 1440))
        assert found.zone == "Europe/Oslo"
        assert found.spec == CalendarSpec(
            "Europe/Oslo",
            (*[split] * 4, (Hours(1320, 1800),), (), ()),
            Holidays("NO", also=(date(2026, 12, 24),)),
            ((date(2026, 12, 23), ()), (date(2026, 12, 22), (Hours(540, 720),))),
        )

    @pytest.mark.parametrize(
        ("data", "codes"),
        [
            ({}, ["LP1006"]),
            ("UTC", ["LP1008"]),
            (["UTC"], ["LP1008"]),
            ({"timezone": None, "open": {}, "opens": 3}, ["LP1007", "LP1005"]),
            ({"timezone": "UTC", "open": {"mon": []}}, ["LP1007"]),
            ({"timezone": "UTC", "open": {"mon": 9}}, ["LP1009"]),
            ({"timezone": "\u200b", "open": {}}, ["LP1002"]),
            ({"timezone": "\ud800", "open": {}}, ["LP1001"]),
            ({"timezone": "UTC", "open": {"\ud800": "09:00-10:00"}}, ["LP1001"]),
            (
                {
                    "timezone": "UTC",
                    "open": {"mon": "09:00-10:00"},
                    "days": {date(2026, 1, 1): "closed", "2026-01-01": "closed"},
                },
                ["LP1003"],
            ),
            (
                {
                    "timezone": "UTC",
                    "open": {"mon": "09:00-10:00"},
                    "holidays": {"country": False},
                },
                ["LP1009"],
            ),
        ],
    )
    def test_mistakes(self, data: object, codes: list[str]) -> None:
        """All mistakes are told, with the codes of a policy file."""
        with pytest.raises(PolicyError) as error:
            Calendar.parse(data)  # type: ignore[arg-type]
        assert [found.code for found in error.value.diagnostics] == codes

    def test_too_deep(self) -> None:
        """Data without end, or nested beyond all use, is refused as in a file."""
        endless: dict[str, object] = {}
        endless["open"] = endless
        deep: object = "09:00-17:00"
        for _ in range(10_000):
            deep = [deep]
        for data in (endless, {"timezone": "UTC", "open": {"mon": deep}}):
            with pytest.raises(PolicyError) as error:
                Calendar.parse(data)
            assert [found.code for found in error.value.diagnostics] == ["LP1011"]

    @pytest.mark.parametrize(
        ("others", "codes"),
        [(True, ["LP1008"]), ("office", ["LP1008"]), (["office"], ["LP1008"])],
    )
    def test_others(self, others: object, codes: list[str]) -> None:
        """The other calendars are a mapping, or are refused with a place."""
        office = {"timezone": "UTC", "open": {"mon": "09:00-17:00"}}
        with pytest.raises(PolicyError) as error:
            Calendar.parse(office, others)  # type: ignore[arg-type]
        assert [found.code for found in error.value.diagnostics] == codes
        assert [found.span.line for found in error.value.diagnostics] == [1]

    @pytest.mark.parametrize(
        ("week", "hint"),
        [
            ({"mon": "9:00-17:00"}, "did you mean `09:00-17:00`?"),
            ({"mon": "9 - 17"}, "did you mean `09:00-17:00`?"),
            ({"mon": "9.30\u201317.00"}, "did you mean `09:30-17:00`?"),
            ({"mon": "9-5"}, ""),
            ({"mon": "9:00-25:00"}, ""),
            ({"mon": "closed"}, "leave the day out: one that is not named is closed"),
            ({"Monday - Friday": "09:00-17:00"}, "did you mean `mon-fri`?"),
            ({"weekdays": "09:00-17:00"}, ""),
        ],
    )
    def test_hints(self, week: Mapping[str, str], hint: str) -> None:
        """Hours and days as people write them elsewhere are asked about."""
        with pytest.raises(PolicyError) as error:
            Calendar.parse({"timezone": "UTC", "open": week})
        assert error.value.diagnostics[0].hint == hint

    def test_place(self) -> None:
        """A place is that of the data as text, which the error carries."""
        with pytest.raises(PolicyError) as error:
            Calendar.parse({"timezone": "Europe/Olso", "open": {"mon": "09:00-10:00"}})
        (found,) = error.value.diagnostics
        line = error.value.sources[found.span.file].splitlines()[found.span.line - 1]
        assert line[found.span.column - 1 :].startswith('"Europe/Olso"')
        assert found.hint == "did you mean `Europe/Oslo`?"


class TestJoined:
    """Calendars that are open together."""

    SECTION: ClassVar[Mapping[str, object]] = {
        "office": {"timezone": "UTC", "open": {"mon-fri": "09:00-17:00"}},
        "lead_day": {
            "timezone": {"field": "zone", "otherwise": "UTC"},
            "open": {"mon-sun": "08:00-20:00"},
        },
        "calls": {"all": ["office", "lead_day"]},
    }

    def test_parse(self) -> None:
        """The others are what a joined one names; each may be in a lead's zone."""
        calls = Calendar.parse({"all": ["office", "lead_day"]}, self.SECTION)
        assert calls == Calendar.parse({"all": ["calls", "office"]}, self.SECTION)
        monday = datetime(2026, 1, 5, 8, tzinfo=UTC)
        assert calls.next_open(monday) == monday.replace(hour=9)
        there = calls.for_lead({"zone": "America/New_York"})
        assert there.next_open(monday) == monday.replace(hour=13)
        assert there.for_lead({}) == calls
        assert there.for_lead({"zone": None}) == there.for_lead({"zone": ""}) == calls
        with pytest.raises(ValueError, match="`Mars` is not a time zone"):
            calls.for_lead({"zone": "Mars"})

    @pytest.mark.parametrize(
        ("parts", "codes"),
        [
            (["office", "ofice"], ["LP2001"]),
            (["office", "night"], ["LP2005"]),
            (["office"], ["LP2007"]),
            (["office", "<calendar>"], ["LP1009"]),
        ],
    )
    def test_mistakes(self, parts: list[str], codes: list[str]) -> None:
        """Mistakes are those of a policy."""
        night = {"timezone": "UTC", "open": {"mon": "20:00-24:00"}}
        with pytest.raises(PolicyError) as error:
            Calendar.parse({"all": parts}, {**self.SECTION, "night": night})
        assert [found.code for found in error.value.diagnostics] == codes


class TestCalendar:
    """The calendar over aware datetimes."""

    FRIDAY = datetime(2026, 1, 9, 16, tzinfo=ZoneInfo("America/New_York"))

    def test_methods(self) -> None:
        """Any zone goes in, UTC comes out."""
        calendar = OFFICE
        evening = self.FRIDAY + timedelta(hours=2)
        monday = datetime(2026, 1, 12, 14, tzinfo=UTC)
        assert calendar.is_open(self.FRIDAY)
        assert not calendar.is_open(evening)
        assert calendar.next_open(evening) == monday
        assert calendar.next_open(evening).tzinfo is UTC
        assert list(calendar.periods(self.FRIDAY, monday + timedelta(hours=1))) == [
            (
                datetime(2026, 1, 9, 21, tzinfo=UTC),
                datetime(2026, 1, 9, 22, tzinfo=UTC),
            ),
            (monday, monday + timedelta(hours=1)),
        ]

    def test_wall_clock_trap(self) -> None:
        """Datetimes of one zone are not subtracted by the wall clock."""
        paris = ZoneInfo("Europe/Paris")
        start = datetime(2026, 3, 28, 12, tzinfo=paris)
        end = datetime(2026, 3, 29, 12, tzinfo=paris)
        always = {"timezone": "Europe/Paris", "open": {"mon-sun": "00:00-24:00"}}
        assert Calendar.parse(always).elapsed(start, end) == timedelta(hours=23)

    def test_deadline(self) -> None:
        """A timedelta is open time; a duration says what it is."""
        calendar = OFFICE
        expected = datetime(2026, 1, 12, 15, tzinfo=UTC)
        assert calendar.deadline(self.FRIDAY, timedelta(hours=2)) == expected
        business = Duration.parse("2 business hours")
        assert calendar.deadline(self.FRIDAY, business) == expected
        hours = Duration.parse("2 hours")
        assert calendar.deadline(self.FRIDAY, hours) == datetime(
            2026, 1, 9, 23, tzinfo=UTC
        )

    @pytest.mark.parametrize("budget", ["2 business hours", 2, 1.5, None])
    def test_no_budget(self, budget: object) -> None:
        """What is no budget is told by what it should be."""
        for ask in (OFFICE.deadline, OFFICE.before):
            with pytest.raises(TypeError, match="a `timedelta` or a `Duration`, not"):
                ask(self.FRIDAY, budget)  # type: ignore[arg-type]

    def test_subclass_of_budget(self) -> None:
        """A subclass that cannot be divided counts for the time that it is."""

        class Indivisible(timedelta):
            def __floordiv__(self, _: object) -> int:  # type: ignore[override]
                raise AttributeError

        two = Indivisible(hours=2)
        due = OFFICE.deadline(self.FRIDAY, two)
        assert due == datetime(2026, 1, 12, 15, tzinfo=UTC)
        assert OFFICE.before(due, two) == self.FRIDAY

    def test_backwards(self) -> None:
        """What leads up to an instant: open time, business days, openings, closings."""
        monday = datetime(2026, 1, 12, 15, tzinfo=UTC)
        two = timedelta(hours=2)
        friday = datetime(2026, 1, 9, 21, tzinfo=UTC)
        assert OFFICE.before(monday, two) == friday
        assert OFFICE.before(monday, Duration.parse("2 business hours")) == friday
        assert OFFICE.add_business_days(monday, -1) == friday - timedelta(hours=6)
        assert OFFICE.add_business_days(monday, 1) == monday + timedelta(days=1)
        assert OFFICE.previous_open(monday) == monday
        assert OFFICE.next_close(monday) == monday + timedelta(hours=7)
        assert OFFICE.elapsed(monday, friday) == -two
        assert list(OFFICE.periods(monday, friday)) == []
        always = {"timezone": "UTC", "open": {"mon-sun": "00:00-24:00"}}
        assert Calendar.parse(always).next_close(monday) is None

    def test_stretches(self) -> None:
        """Every stretch tells its ends, and why it is closed."""
        friday = datetime(2026, 1, 9, 21, tzinfo=UTC)
        found = list(OFFICE.stretches(friday, friday + timedelta(hours=9)))
        closing, midnight = (
            friday.replace(hour=22),
            datetime(2026, 1, 10, 5, tzinfo=UTC),
        )
        assert [(one.start_at, one.end_at, one.closed) for one in found] == [
            (friday, closing, None),
            (closing, midnight, Closed.HOURS),
            (midnight, midnight + timedelta(hours=1), Closed.WEEKDAY),
        ]
        assert list(OFFICE.stretches(closing, friday)) == []

    def test_zone(self) -> None:
        """A lead's own zone reads the same hours on another clock."""
        calendar = Calendar(OFFICE.spec, "Europe/Paris")
        assert calendar.is_open(datetime(2026, 1, 9, 8, tzinfo=UTC))
        assert calendar == Calendar(OFFICE.spec, "Europe/Paris")
        assert pickle.loads(pickle.dumps(calendar)) == calendar  # noqa: S301 - ours
        assert calendar != OFFICE

    def test_naive(self) -> None:
        """A datetime without a zone is refused."""
        with pytest.raises(RecordError, match="has no zone") as error:
            OFFICE.elapsed(self.FRIDAY, self.FRIDAY.replace(tzinfo=None))
        assert code(error) == "LP4002"
        # At once, not when the first period is asked for.
        for ask in (OFFICE.periods, OFFICE.stretches):
            with pytest.raises(RecordError, match="has no zone"):
                ask(self.FRIDAY.replace(tzinfo=None), self.FRIDAY)
