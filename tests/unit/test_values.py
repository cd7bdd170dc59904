from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from leadpact.language.types import Kind, Type
from leadpact.model.values import FieldError, from_native, from_text
from leadpact.units import Duration, Money, Percent

WANTS = Type(Kind.SET, ("crm", "email", "web shop"))
BANDS = Type(Kind.CHOICE, ("hot", "warm", "cold"))


def text(cell: str, kind: Kind) -> object:
    """A cell read as one kind, in dollars."""
    return from_text(cell, Type(kind), "USD")


def native(value: object, kind: Kind) -> object:
    """A Python value read as one kind, in dollars."""
    return from_native(value, Type(kind), "USD")


class TestFromText:
    """Cells of text."""

    @pytest.mark.parametrize(
        ("cell", "kind", "expected"),
        [
            ("50", Kind.INTEGER, 50),
            ("-7", Kind.INTEGER, -7),
            (" 50 ", Kind.INTEGER, 50),
            ("9007199254740992", Kind.INTEGER, 2**53),
            ("2.50", Kind.DECIMAL, Decimal("2.5")),
            ("3", Kind.DECIMAL, Decimal(3)),
            (" Ada ", Kind.TEXT, " Ada "),
            ("50", Kind.TEXT, "50"),
            ("any word", Kind.CHOICE, "any word"),
            ("TRUE", Kind.FLAG, True),
            ("yes", Kind.FLAG, True),
            ("1", Kind.FLAG, True),
            ("False", Kind.FLAG, False),
            ("no", Kind.FLAG, False),
            ("0", Kind.FLAG, False),
            ("2026-02-28", Kind.DATE, date(2026, 2, 28)),
            (
                "2026-03-01T10:00:00+01:00",
                Kind.INSTANT,
                datetime(2026, 3, 1, 9, tzinfo=UTC),
            ),
            ("8 business hours", Kind.DURATION, Duration.parse("8 business hours")),
            ("100 USD", Kind.MONEY, Money(Decimal(100), "USD")),
            ("99.95", Kind.MONEY, Money(Decimal("99.95"), "USD")),
            ("40%", Kind.PERCENT, Percent(Decimal(40))),
            ("2.5 %", Kind.PERCENT, Percent(Decimal("2.5"))),
            ("40", Kind.PERCENT, Percent(Decimal(40))),
        ],
    )
    def test_reads(self, cell: str, kind: Kind, expected: object) -> None:
        """Each kind of value is read from the ways in which it is written."""
        found = text(cell, kind)
        assert found == expected
        assert type(found) is type(expected)

    @pytest.mark.parametrize("kind", list(Kind))
    @pytest.mark.parametrize("cell", ["", "  ", "\t"])
    def test_blank_is_missing(self, cell: str, kind: Kind) -> None:
        """A blank cell is a missing value, of whatever type."""
        assert text(cell, kind) is None

    def test_listed_choice(self) -> None:
        """A listed choice is read, whatever blanks stand around it."""
        assert from_text(" hot ", BANDS, "USD") == "hot"

    @pytest.mark.parametrize(
        ("cell", "kind"),
        [
            ("50.0", Kind.INTEGER),
            ("1e3", Kind.INTEGER),
            ("007", Kind.INTEGER),
            ("1,000", Kind.INTEGER),
            (
                "\N{ARABIC-INDIC DIGIT FIVE}",
                Kind.INTEGER,
            ),  # A digit, but not one of ours.
            ("true", Kind.INTEGER),
            (".5", Kind.DECIMAL),
            ("NaN", Kind.DECIMAL),
            ("inf", Kind.DECIMAL),
            ("maybe", Kind.FLAG),
            ("2", Kind.FLAG),
            ("28/02/2026", Kind.DATE),
            ("20260228", Kind.DATE),
            ("2026-02-30", Kind.DATE),
            ("2026-W01-1", Kind.DATE),
            ("yesterday", Kind.INSTANT),
            ("9999-12-31T23:00:00-05:00", Kind.INSTANT),
            ("8 parsecs", Kind.DURATION),
            ("a lot", Kind.MONEY),
            ("USD", Kind.MONEY),
            ("100 EUR", Kind.MONEY),
            ("half", Kind.PERCENT),
        ],
    )
    def test_refuses(self, cell: str, kind: Kind) -> None:
        """What is no value of the type is refused, with the text that was found."""
        with pytest.raises(FieldError, match=r"expected .* found ") as caught:
            text(cell, kind)
        assert caught.value.code == "LP4004"
        assert str(caught.value)[0].islower()

    def test_names_expected_and_found(self) -> None:
        """The message puts what was expected beside what was found."""
        with pytest.raises(FieldError, match=r"^expected integer, found `many`$"):
            text("many", Kind.INTEGER)

    def test_near_choice(self) -> None:
        """A misspelt choice is told with the nearest one; its case counts."""
        with pytest.raises(FieldError) as caught:
            from_text("Hot", BANDS, "USD")
        assert caught.value.hint == "did you mean `hot`?"

    @pytest.mark.parametrize(
        ("cell", "kind"),
        [
            ("9007199254740993", Kind.INTEGER),
            ("9" * 5000, Kind.INTEGER),
            ("0.1234567", Kind.DECIMAL),
            ("1234567890123.123456", Kind.DECIMAL),
            ("0.0000001 USD", Kind.MONEY),
            ("0.0000001%", Kind.PERCENT),
        ],
    )
    def test_limits(self, cell: str, kind: Kind) -> None:
        """A number outside the limits has a code of its own, and a short message."""
        with pytest.raises(FieldError, match="found `") as caught:
            text(cell, kind)
        assert caught.value.code == "LP4006"
        assert len(str(caught.value)) < 200

    def test_naive_instant(self) -> None:
        """An instant without an offset is refused as such."""
        with pytest.raises(FieldError) as caught:
            text("2026-03-01T10:00:00", Kind.INSTANT)
        assert caught.value.code == "LP4002"


class TestFromNative:
    """Python and JSON values."""

    @pytest.mark.parametrize(
        ("value", "kind", "expected"),
        [
            (50, Kind.INTEGER, 50),
            ("50", Kind.INTEGER, 50),
            (3, Kind.DECIMAL, Decimal(3)),
            (0.1, Kind.DECIMAL, Decimal("0.1")),
            (Decimal("0.10"), Kind.DECIMAL, Decimal("0.1")),
            ("Ada", Kind.TEXT, "Ada"),
            ("web", Kind.CHOICE, "web"),
            (True, Kind.FLAG, True),
            ("no", Kind.FLAG, False),
            (date(2026, 1, 5), Kind.DATE, date(2026, 1, 5)),
            (100, Kind.MONEY, Money(Decimal(100), "USD")),
            (99.5, Kind.MONEY, Money(Decimal("99.5"), "USD")),
            (Money(Decimal(1), "USD"), Kind.MONEY, Money(Decimal(1), "USD")),
            (40, Kind.PERCENT, Percent(Decimal(40))),
            (Percent(Decimal(2)), Kind.PERCENT, Percent(Decimal(2))),
            (Duration.parse("2 days"), Kind.DURATION, Duration.parse("2 days")),
        ],
    )
    def test_reads(self, value: object, kind: Kind, expected: object) -> None:
        """Each kind of value is read from the Python types that hold it exactly."""
        found = native(value, kind)
        assert found == expected
        assert type(found) is type(expected)

    def test_no_time(self) -> None:
        """A datetime that is no instant, as `NaT` of pandas, is refused."""

        class NoTime(datetime):
            def utcoffset(self, _: object = None) -> timedelta:
                raise ValueError

            def isoformat(self, *_: object, **__: object) -> str:
                return "NaT"

        with pytest.raises(FieldError, match="with a zone, found `NaT`") as error:
            native(NoTime(1, 1, 1), Kind.INSTANT)
        assert error.value.code == "LP4002"

    def test_instant_in_utc(self) -> None:
        """An aware datetime is the same instant in UTC."""
        local = datetime(2026, 3, 1, 10, tzinfo=timezone(timedelta(hours=1)))
        found = native(local, Kind.INSTANT)
        assert isinstance(found, datetime)
        assert found.isoformat() == "2026-03-01T09:00:00+00:00"

    @pytest.mark.parametrize("kind", list(Kind))
    def test_none_is_missing(self, kind: Kind) -> None:
        """``None`` is a missing value, of whatever type."""
        assert native(None, kind) is None

    @pytest.mark.parametrize(
        ("value", "kind"),
        [
            (True, Kind.INTEGER),
            (50.0, Kind.INTEGER),
            (Decimal(50), Kind.INTEGER),
            (float("nan"), Kind.DECIMAL),
            (float("inf"), Kind.DECIMAL),
            (Decimal("sNaN"), Kind.DECIMAL),
            (True, Kind.DECIMAL),
            (50, Kind.TEXT),
            (50, Kind.CHOICE),
            (1, Kind.FLAG),
            (datetime(2026, 1, 5, tzinfo=UTC), Kind.DATE),
            (date(2026, 1, 5), Kind.INSTANT),
            (1770000000, Kind.INSTANT),
            (timedelta(hours=8), Kind.DURATION),
            (Money(Decimal(1), "EUR"), Kind.MONEY),
            (Percent(Decimal(1)), Kind.MONEY),
            ([], Kind.MONEY),
            ({}, Kind.PERCENT),
            (b"50", Kind.INTEGER),
            pytest.param(10**5000, Kind.TEXT, id="huge"),
        ],
    )
    def test_refuses(self, value: object, kind: Kind) -> None:
        """Nothing is converted across kinds."""
        with pytest.raises(FieldError, match=r"expected .* found ") as caught:
            native(value, kind)
        assert caught.value.code == "LP4004"

    @pytest.mark.parametrize(
        ("value", "kind"),
        [
            (2**53 + 1, Kind.INTEGER),
            pytest.param(10**5000, Kind.INTEGER, id="huge"),
            (Decimal("1e30"), Kind.INTEGER),
            (1e-7, Kind.DECIMAL),
            (1e300, Kind.MONEY),
            (Money(Decimal("1e-7"), "USD"), Kind.MONEY),
            (Percent(Decimal("1e-7")), Kind.PERCENT),
        ],
    )
    def test_limits(self, value: object, kind: Kind) -> None:
        """A number outside the limits has a code of its own."""
        with pytest.raises(FieldError) as caught:
            native(value, kind)
        assert caught.value.code == "LP4006"

    def test_naive_instant(self) -> None:
        """A datetime without a zone is refused as such."""
        with pytest.raises(FieldError) as caught:
            native(datetime(2026, 3, 1, 10), Kind.INSTANT)  # noqa: DTZ001
        assert caught.value.code == "LP4002"


class TestSets:
    """Sets of choices."""

    @pytest.mark.parametrize(
        ("cell", "expected"),
        [
            ("crm", {"crm"}),
            ("crm;email", {"crm", "email"}),
            (" web shop ; crm ;", {"crm", "web shop"}),
            ("crm;crm", {"crm"}),
            (";", set()),
        ],
    )
    def test_cells(self, cell: str, expected: set[str]) -> None:
        """A cell holds choices parted by semicolons, as CRMs export them."""
        assert from_text(cell, WANTS, "USD") == expected

    @pytest.mark.parametrize("kind", [list, tuple, set, frozenset])
    def test_collections(self, kind: type) -> None:
        """Python and JSON give collections of texts; an empty one is known."""
        assert from_native(kind(["crm", "email"]), WANTS, "USD") == {"crm", "email"}
        assert from_native(kind(), WANTS, "USD") == set()

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            (["crm", "golf"], "expected set, found `golf`"),
            (["crm", 5], "expected set, found `5` in it"),
            ("crm,email", "expected set, found `crm,email`"),
            (5, "expected set, found `5` (int)"),
        ],
    )
    def test_refuses(self, value: object, message: str) -> None:
        """Anything but listed choices is refused."""
        with pytest.raises(FieldError) as caught:
            from_native(value, WANTS, "USD")
        assert str(caught.value) == message
