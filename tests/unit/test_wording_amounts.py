from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from leadpact.instants import to_instant
from leadpact.units import Duration, Money, Percent, Unit
from leadpact.wording import Catalogue, languages
from leadpact.wording.amounts import WITH_SIGN, Amounts

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parents[1] / "golden" / "locales"
AMOUNTS = Amounts(Catalogue.load("en"))
SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86_400 * SECOND


def at(*parts: int) -> int:
    """An instant in UTC."""
    return to_instant(datetime(*parts, tzinfo=UTC))  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (2026, "2026"),
        (9999, "9999"),
        (10_000, "10,000"),
        (-1_234_567, "-1,234,567"),
        (Decimal("0.50"), "0.5"),
        (Decimal("12345.25"), "12,345.25"),
    ],
)
def test_number(value: Decimal | int, shown: str) -> None:
    """Numbers from 10,000 on are grouped, so that a year is not."""
    assert AMOUNTS.number(value) == shown


@pytest.mark.parametrize(
    ("value", "shown", "short"),
    [
        ("0 USD", "$0", "$0"),
        ("40 USD", "$40", "$40"),
        ("1200 EUR", "€1,200", "€1,200"),
        ("12.5 GBP", "£12.50", "£12.50"),
        ("12.125 GBP", "£12.125", "£12.125"),
        ("9999 USD", "$9,999", "$9,999"),
        ("10000 USD", "$10,000", "$10k"),
        ("12500 CAD", "CA$12,500", "CA$12.5k"),
        ("12550 USD", "$12,550", "$12,550"),
        ("500000 USD", "$500,000", "$500k"),
        ("500000 XYZ", "500,000 XYZ", "500k XYZ"),
        ("1250000 USD", "$1,250,000", "$1.25M"),
        ("1234500 USD", "$1,234,500", "$1,234,500"),
        ("2000000000 JPY", "¥2,000,000,000", "¥2,000M"),
        ("-500000 USD", "-$500,000", "-$500k"),
    ],
)
def test_money(value: str, shown: str, short: str) -> None:
    """The short form is used where it is exact, and never rounds."""
    assert AMOUNTS.money(Money.parse(value)) == shown
    assert AMOUNTS.short_money(Money.parse(value)) == short


@pytest.mark.parametrize("language", languages())
def test_signs_are_not_shared(language: str) -> None:
    """No two currencies read the same."""
    amounts = Amounts(Catalogue.load(language))
    shown = {amounts.money(Money(Decimal(5), code)) for code in WITH_SIGN}
    assert len(shown) == len(WITH_SIGN)


def test_percent() -> None:
    """A percentage has its sign right behind it."""
    assert AMOUNTS.percent(Percent.parse("2.50%")) == "2.5%"


@pytest.mark.parametrize(
    ("value", "shown", "unit"),
    [
        ("1 minute", "1 minute", "minute"),
        ("8 business hours", "8 business hours", "business hours"),
        ("1 business day", "1 business day", "business day"),
        ("1.5 hours", "1.5 hours", "hours"),
        ("0 minutes", "0 minutes", "minutes"),
        ("30 calendar days", "30 calendar days", "calendar days"),
    ],
)
def test_duration(value: str, shown: str, unit: str) -> None:
    """The author's unit is kept; one is singular."""
    duration = Duration.parse(value)
    assert AMOUNTS.duration(duration) == shown
    assert AMOUNTS.unit(duration) == unit


@pytest.mark.parametrize("unit", Unit)
def test_every_unit_has_words(unit: Unit) -> None:
    """English calls units as the language does."""
    duration = Duration(Decimal(2), unit)
    assert AMOUNTS.duration(duration) == f"2 {unit.value}s"
    assert AMOUNTS.unit(duration) == f"{unit.value}s"


@pytest.mark.parametrize(
    ("instant", "zone", "shown"),
    [
        (at(2026, 1, 5, 14, 47), "America/New_York", "Mon 5 Jan 2026, 09:47 EST"),
        (at(2026, 7, 5, 13, 47), "America/New_York", "Sun 5 Jul 2026, 09:47 EDT"),
        (at(2026, 1, 5, 0, 0, 9), "UTC", "Mon 5 Jan 2026, 00:00:09 UTC"),
        (at(2026, 3, 1, 1), "America/Sao_Paulo", "Sat 28 Feb 2026, 22:00 UTC-03"),
        (at(2026, 1, 5), "Asia/Kolkata", "Mon 5 Jan 2026, 05:30 IST"),
    ],
)
def test_instant(instant: int, zone: str, shown: str) -> None:
    """An instant is told in a zone; seconds only where there are any."""
    assert AMOUNTS.instant(instant, zone) == shown


@pytest.mark.parametrize("month", range(1, 13))
def test_months(month: int) -> None:
    """Every month has its three letters."""
    letters = "JanFebMarAprMayJunJulAugSepOctNovDec"[3 * month - 3 : 3 * month]
    assert AMOUNTS.date(date(2026, month, 9)) == f"9 {letters} 2026"


@pytest.mark.parametrize(
    ("instant", "beside", "shown"),
    [
        (at(2026, 1, 5, 14, 7, 10), at(2026, 1, 5, 14, 5), "09:07:10"),
        (at(2026, 1, 6, 4), at(2026, 1, 5, 14), "23:00"),
        (at(2026, 1, 6, 14), at(2026, 1, 5, 14), "Tue 6 Jan 2026, 09:00 EST"),
        # The night of 1 November 2026 shows 01:30 twice.
        (at(2026, 11, 1, 6, 30), at(2026, 11, 1, 5), "Sun 1 Nov 2026, 01:30 EST"),
    ],
)
def test_moment(instant: int, beside: int, shown: str) -> None:
    """A second instant of one local day is told by its time."""
    assert AMOUNTS.moment(instant, beside, "America/New_York") == shown


@pytest.mark.parametrize(
    ("span", "shown", "as_open_time"),
    [
        (0, "0 s", "0 s"),
        (1, "less than 1 s", "less than 1 s"),
        (59 * SECOND + 999_999, "59 s", "59 s"),
        (MINUTE, "1 min", "1 min"),
        (2 * MINUTE + 10 * SECOND, "2 min 10 s", "2 min 10 s"),
        (HOUR + 5 * SECOND, "1 h", "1 h"),
        (27 * HOUR, "1 day 3 h", "27 h"),
        (2 * DAY + 5 * MINUTE, "2 days", "48 h 5 min"),
    ],
)
def test_elapsed(span: int, shown: str, as_open_time: str) -> None:
    """Two units at most, cut and never rounded up; open time has no days."""
    assert AMOUNTS.elapsed(span) == shown
    assert AMOUNTS.open_time(span) == as_open_time


class TestGerman:
    """The same in another language."""

    AMOUNTS = Amounts(Catalogue.load("de"))

    @pytest.mark.parametrize(
        ("value", "shown", "short"),
        [
            ("1000 EUR", "1.000\N{NO-BREAK SPACE}€", "1.000\N{NO-BREAK SPACE}€"),
            (
                "500000 USD",
                "500.000\N{NO-BREAK SPACE}$",
                "500\N{NO-BREAK SPACE}Tsd.\N{NO-BREAK SPACE}$",
            ),
            (
                "1250000 XYZ",
                "1.250.000\N{NO-BREAK SPACE}XYZ",
                "1,25\N{NO-BREAK SPACE}Mio.\N{NO-BREAK SPACE}XYZ",
            ),
            ("-12.5 EUR", "-12,50\N{NO-BREAK SPACE}€", "-12,50\N{NO-BREAK SPACE}€"),
        ],
    )
    def test_money(self, value: str, shown: str, short: str) -> None:
        """A point between thousands, a comma before cents, the sign behind."""
        assert self.AMOUNTS.money(Money.parse(value)) == shown
        assert self.AMOUNTS.short_money(Money.parse(value)) == short

    def test_numbers(self) -> None:
        """A year still reads as one."""
        assert self.AMOUNTS.number(Decimal("12345.25")) == "12.345,25"
        assert self.AMOUNTS.number(2026) == "2026"
        assert self.AMOUNTS.percent(Percent.parse("2.5%")) == ("2,5\N{NO-BREAK SPACE}%")

    def test_durations(self) -> None:
        """Terms of business."""
        shown = [
            self.AMOUNTS.duration(Duration.parse(text))
            for text in ("1.5 business hours", "1 business day", "3 calendar days")
        ]
        assert shown == ["1,5 Geschäftsstunden", "1 Werktag", "3 Kalendertage"]

    def test_instants(self) -> None:
        """The month in full, and the zone by its German name."""
        assert self.AMOUNTS.date(date(2026, 1, 5)) == "5. Januar 2026"
        shown = self.AMOUNTS.instant(at(2026, 3, 4, 13, 25), "Europe/Berlin")
        assert shown == "Mi., 4. März 2026, 14:25 MEZ"
        shown = self.AMOUNTS.instant(at(2026, 7, 4, 13, 25), "America/New_York")
        assert shown == "Sa., 4. Juli 2026, 09:25 EDT"


@pytest.mark.parametrize("language", languages())
def test_locale_data(language: str, golden: Callable[[Path, str], None]) -> None:
    """What Babel tells, as last approved: another version of it must not go unseen."""
    amounts = Amounts(Catalogue.load(language))
    lines = [
        *(amounts.date(date(2026, month, 9)) for month in range(1, 13)),
        *(amounts.weekday(day) for day in range(7)),
        *(amounts.instant(at(2026, 3, day, 12), "UTC") for day in range(2, 9)),
        *(amounts.number(Decimal(text)) for text in ("-1234567.125", "9999", "0.5")),
        *(amounts.money(Money(Decimal("1234.5"), code)) for code in sorted(WITH_SIGN)),
        amounts.money(Money(Decimal(1_234_567), "CHF")),
        amounts.percent(Percent.parse("97.5%")),
    ]
    golden(GOLDEN / f"{language}.txt", "".join(f"{line}\n" for line in lines))
