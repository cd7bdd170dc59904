from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from leadpact.errors import RecordError
from leadpact.instants import format_instant, from_instant, parse_instant, to_instant


class Nowhere(tzinfo):
    """A zone that does not know its offset: Python takes its times for naive."""

    def utcoffset(self, _: datetime | None) -> None:
        """No offset."""

    dst = tzname = utcoffset


class Inexact(datetime):
    """A datetime that subtracts with floats, as some libraries do."""

    def __sub__(self, other: object) -> object:  # type: ignore[override]
        """Some microseconds off, and no `timedelta`."""
        return self.timestamp() - cast("datetime", other).timestamp()


class TestToInstant:
    """Instants of datetimes."""

    def test_zones(self) -> None:
        """An offset is taken off, to the microsecond."""
        india = timezone(timedelta(hours=5, minutes=30))
        moment = datetime(1970, 1, 2, 5, 30, 0, 7, tzinfo=india)
        assert to_instant(moment) == 86_400_000_007

    def test_second_time(self) -> None:
        """Of an hour that comes twice, the fold says which one is meant."""
        first = datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/New_York"))
        hour = to_instant(first.replace(fold=1)) - to_instant(first)
        assert hour == 3_600_000_000

    @pytest.mark.parametrize("zone", [None, Nowhere()])
    def test_naive(self, zone: tzinfo | None) -> None:
        """A datetime without an offset is refused."""
        with pytest.raises(RecordError, match="`2026-01-05 09:00:00` has no zone") as e:
            to_instant(datetime(2026, 1, 5, 9, tzinfo=zone))
        assert [found.code for found in e.value.diagnostics] == ["LP4002"]

    def test_subclass(self) -> None:
        """A subclass is taken for what it is, not for how it subtracts."""
        moment = Inexact(4934, 6, 20, 6, 5, 10, 24_154, tzinfo=UTC)
        exact = datetime(4934, 6, 20, 6, 5, 10, 24_154, tzinfo=UTC)
        assert to_instant(moment) == to_instant(exact)
        with pytest.raises(RecordError, match="LP4002"):
            to_instant(moment.replace(tzinfo=None))

    def test_date(self) -> None:
        """A date is no instant either."""
        with pytest.raises(RecordError, match="LP4004"):
            to_instant(cast("datetime", date(2026, 1, 5)))


class TestFromInstant:
    """Datetimes of instants."""

    def test_exact(self) -> None:
        """Microseconds survive where a float would have lost them."""
        at = 253_402_300_799_999_999
        last = datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
        assert from_instant(at) == last
        assert to_instant(last) == at

    @pytest.mark.parametrize("at", [253_402_300_800_000_000, -(10**17), 10**30])
    def test_beyond(self, at: int) -> None:
        """What no datetime can hold is refused."""
        with pytest.raises(RecordError, match="years 2 to 9998") as error:
            from_instant(at)
        assert error.value.diagnostics[0].code == "LP4006"


class TestParseInstant:
    """Instants of texts."""

    @pytest.mark.parametrize(
        "text",
        [
            "2012-03-14T15:04:54.681Z",
            "2012-03-14 16:04:54,681+01:00",
            "2012-03-14T15:04:54.681000999+00:00",
            "20120314T093454.681-0530",
        ],
    )
    def test_spellings(self, text: str) -> None:
        """ISO 8601 in all its spellings, cut to the microsecond."""
        assert parse_instant(text) == 1_331_737_494_681_000

    @pytest.mark.parametrize("text", ["2026-01-05T09:00", "2026-01-05"])
    def test_naive(self, text: str) -> None:
        """A text without an offset is refused."""
        with pytest.raises(RecordError, match="has no zone: add `Z` or an") as error:
            parse_instant(text)
        assert error.value.diagnostics[0].code == "LP4002"

    @pytest.mark.parametrize("text", ["", "soon", "2026-02-30T09:00Z", "05/01/2026"])
    def test_unreadable(self, text: str) -> None:
        """A text that is no instant is refused."""
        with pytest.raises(RecordError, match=f"`{text}` is not an instant") as error:
            parse_instant(text)
        assert error.value.diagnostics[0].code == "LP4004"


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1_331_737_494_681_000, "2012-03-14T15:04:54.681Z"),
        (500_000, "1970-01-01T00:00:00.500Z"),
        (1, "1970-01-01T00:00:00.000001Z"),
        (-1_000_000, "1969-12-31T23:59:59Z"),
    ],
)
def test_format(at: int, text: str) -> None:
    """An instant is told in UTC, with as many digits as it needs, by threes."""
    assert format_instant(at) == text
