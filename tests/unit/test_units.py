from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpact.units import Duration, Money, Percent, Unit, number, plain


class TestNumber:
    """`number`."""

    @pytest.mark.parametrize(
        ("text", "value"),
        [("0", "0"), ("-3", "-3"), ("2.50", "2.5"), ("0.000001", "0.000001")],
    )
    def test_reads_plain_decimals(self, text: str, value: str) -> None:
        """Numbers are exact, with a sign and a point at most."""
        assert number(text) == Decimal(value)

    @pytest.mark.parametrize(
        "text", ["", "010", "1e3", "+1", "1.", ".5", "1,000", "٣", "NaN", "1 "]
    )
    def test_refuses_other_spellings(self, text: str) -> None:
        """What people may read in two ways is no number."""
        with pytest.raises(ValueError, match="is not a number"):
            number(text)

    def test_whole_numbers_end_at_two_to_the_53(self) -> None:
        """The bound itself is in; the next number is out."""
        assert number("9007199254740992") == 2**53
        with pytest.raises(ValueError, match=r"2\^53"):
            number("9007199254740993")

    @pytest.mark.parametrize(
        "text", ["0.0000001", "1234567890123.123456", "1." + "0" * 40 + "1"]
    )
    def test_decimals_have_18_digits_6_of_them_after_the_point(self, text: str) -> None:
        """Longer ones are refused, however the caller rounds."""
        with pytest.raises(ValueError, match="18 digits"):
            number(text)

    def test_zeros_at_the_end_do_not_count(self) -> None:
        """A value is judged, not its spelling."""
        assert number("1.50000000000") == Decimal("1.5")


class TestDuration:
    """`Duration`."""

    @pytest.mark.parametrize(
        ("text", "amount", "unit"),
        [
            ("8 business hours", 8, Unit.BUSINESS_HOUR),
            ("1 minute", 1, Unit.MINUTE),
            ("3 calendar  days", 3, Unit.CALENDAR_DAY),
            ("2 weeks", 2, Unit.WEEK),
        ],
    )
    def test_reads_an_amount_and_a_unit(
        self, text: str, amount: int, unit: Unit
    ) -> None:
        """Singular and plural are one unit."""
        assert Duration.parse(text) == Duration(Decimal(amount), unit)

    @pytest.mark.parametrize(
        "text",
        [
            "hours",
            "8",
            "8 fortnights",
            "-1 hours",
            "1.5 business days",
            "0.5 weeks",
            "0.0000001 hours",
            "9007199254740992 hours",
        ],
    )
    def test_refuses_what_is_no_duration(self, text: str) -> None:
        """Negative, fractional days, finer than a microsecond, endless."""
        with pytest.raises(ValueError, match="`"):
            Duration.parse(text)

    @given(
        st.integers(0, 10**6).map(Decimal) | st.just(Decimal("1.5")),
        st.sampled_from([Unit.MINUTE, Unit.HOUR, Unit.BUSINESS_HOUR]),
    )
    def test_prints_as_it_is_read(self, amount: Decimal, unit: Unit) -> None:
        """Printing and reading is the identity."""
        duration = Duration(amount, unit)
        assert Duration.parse(str(duration)) == duration

    def test_length_in_microseconds(self) -> None:
        """Ninety minutes, whether elapsed or open."""
        assert Duration.parse("1.5 business hours").microseconds == 5_400_000_000


class TestMoneyAndPercent:
    """`Money` and `Percent`."""

    def test_money_carries_its_currency(self) -> None:
        """The amount is exact."""
        assert Money.parse("99.90 EUR") == Money(Decimal("99.9"), "EUR")

    @pytest.mark.parametrize("text", ["100", "USD 100", "100 usd", "$100", "100 EURO"])
    def test_refuses_other_money(self, text: str) -> None:
        """The code of the currency stands behind the amount."""
        with pytest.raises(ValueError, match="is not money"):
            Money.parse(text)

    def test_percent_is_a_share_of_one(self) -> None:
        """`2.5%` is a fortieth."""
        assert Percent.parse("2.5%").share == Decimal("0.025")

    def test_a_share_has_its_sign(self) -> None:
        """A bare number is no percentage."""
        with pytest.raises(ValueError, match="40%"):
            Percent.parse("0.4")

    def test_plain_text_has_no_exponent(self) -> None:
        """Large and small amounts read alike."""
        assert plain(Decimal("1E+3")) == "1000"
        assert plain(Decimal("0.500")) == "0.5"
