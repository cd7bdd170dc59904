"""Numbers, money, spans and instants in the words of a language.

How the language writes digits, months, weekdays and signs of currencies is told by
Babel, from the Unicode locale data; words, and where they stand, by the catalogue.
Babel is imported on first use: a service that judges leads writes no sentences.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars import time_zone
from leadpact.instants import from_instant
from leadpact.units import MICROSECONDS, Duration, Money, Percent
from leadpact.wording.catalogue import Catalogue

if TYPE_CHECKING:
    from datetime import date, datetime

    from babel import Locale

    Day = date  # In the class below `date` is a method.

#: Currencies that go by their sign. The rest go by their code: a sign that readers
#: must guess, or that a font lacks, is worse.
WITH_SIGN = frozenset({"AUD", "CAD", "EUR", "GBP", "JPY", "NZD", "USD"})

#: Plain numbers below this stand ungrouped, so that a year reads as one.
_GROUPED_FROM = 10_000
_CENTS = 2
_THOUSAND, _MILLION = 1_000, 1_000_000
#: What is shortened to thousands, and how many places remain of thousands and
#: millions at most: an amount that needs more is told in full, never rounded.
_SHORT_FROM = 10_000
_SHORT_PLACES = {_THOUSAND: 1, _MILLION: 2}

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


@attrs.frozen
class Amounts:
    """Writes amounts in the language of a catalogue."""

    catalogue: Catalogue

    def number(self, value: Decimal | int) -> str:
        """A number such as `1234` or `12,345.5`, exact."""
        exact = Decimal(value)
        return self._digits(exact, grouped=abs(exact) >= _GROUPED_FROM)

    def money(self, value: Money) -> str:
        """Money such as `$500,000`, or `500,000 XYZ`; cents are two digits."""
        amount = abs(value.amount)
        is_whole = amount == amount.to_integral_value()
        places = 0 if is_whole else _CENTS
        return self._signed(value, self._digits(amount, grouped=True, places=places))

    def short_money(self, value: Money) -> str:
        """Money for a headline: `$500k` or `$1.25M` where that is exact."""
        amount = abs(value.amount)
        if amount >= _MILLION and _fits(amount, _MILLION):
            return self._signed(value, self._short("money.millions", amount / _MILLION))
        if _SHORT_FROM <= amount < _MILLION and _fits(amount, _THOUSAND):
            shown = self._short("money.thousands", amount / _THOUSAND)
            return self._signed(value, shown)
        return self.money(value)

    def percent(self, value: Percent) -> str:
        """A share such as `2.5%`."""
        return self.catalogue.text("numbers.percent", amount=self.number(value.amount))

    def duration(self, value: Duration) -> str:
        """A length of time as its author chose the unit: `8 business hours`."""
        key = f"units.{value.unit.name.lower()}"
        return self.catalogue.text(key, value.amount, amount=self.number(value.amount))

    def unit(self, value: Duration) -> str:
        """The unit of a length of time without its amount: `business hours`."""
        key = f"unit_names.{value.unit.name.lower()}"
        return self.catalogue.text(key, value.amount)

    def date(self, day: date) -> str:
        """A date such as `5 Jan 2026`."""
        return self.catalogue.text("dates.day", day=self._after("day", day))

    def instant(self, at_us: int, zone: str) -> str:
        """An instant such as `Mon 5 Jan 2026, 09:47 EST`, seconds where there are any.

        Args:
            at_us: Microseconds since the epoch, UTC.
            zone: IANA zone to tell it in.
        """
        moment = _local(at_us, zone)
        return self.catalogue.text(
            "dates.instant",
            weekday=self._after("weekday", moment),
            day=self._after("day", moment),
            time=_time(moment),
            zone=self._zone(moment),
        )

    def moment(self, at_us: int, beside_us: int, zone: str) -> str:
        """An instant beside one already told: its time alone on the same local day."""
        moment, beside = _local(at_us, zone), _local(beside_us, zone)
        if (moment.date(), moment.tzname()) == (beside.date(), beside.tzname()):
            return _time(moment)
        return self.instant(at_us, zone)

    def elapsed(self, span_us: int) -> str:
        """A measured span such as `2 min 10 s` or `1 day 3 h`, cut to two units.

        Args:
            span_us: Microseconds, not negative. A day is 24 hours.
        """
        return self._measured(span_us, ("day", _DAY))

    def open_time(self, span_us: int) -> str:
        """A measured span of open time such as `26 h 5 min`: it has no days.

        Args:
            span_us: Microseconds, not negative.
        """
        return self._measured(span_us)

    def weekday(self, day: int) -> str:
        """A day of the week by itself, 0 is Monday: `Mon`."""
        names = self._locale.days["stand-alone"]["abbreviated"]
        return str(names[day])

    def _measured(self, span_us: int, *longer: tuple[str, int]) -> str:
        """The largest unit that counts, and the next one unless it is zero."""
        rest = span_us // MICROSECONDS
        if rest == 0 and span_us:
            return self.catalogue.text("elapsed.brief")
        counts: list[tuple[str, int]] = []
        for name, length in (*longer, ("hour", _HOUR), ("minute", _MINUTE)):
            count, rest = divmod(rest, length)
            if counts or count:
                counts.append((name, count))
        counts.append(("second", rest))
        large, *smaller = (self._span(name, count) for name, count in counts[:2])
        if not smaller or counts[1][1] == 0:
            return large
        return self.catalogue.text("elapsed.pair", large=large, small=smaller[0])

    def _span(self, name: str, count: int) -> str:
        return self.catalogue.text(f"elapsed.{name}", count, amount=str(count))

    @property
    def _locale(self) -> Locale:
        """What Babel knows of the language."""
        from babel import Locale  # noqa: PLC0415 - not needed to judge

        return Locale.parse(self.catalogue.language)

    def _after(self, pattern: str, day: Day) -> str:
        """A day, or a part of it, after a pattern of the catalogue."""
        from babel.dates import format_date  # noqa: PLC0415 - not needed to judge

        written = self.catalogue.text(f"date_patterns.{pattern}")
        return format_date(day, written, locale=self._locale)

    def _zone(self, moment: datetime) -> str:
        """Abbreviation of the zone; zones without one have their offset for a name.

        Babel is not asked: it takes the summer of Dublin for the winter.
        """
        name = moment.tzname() or ""
        if name[:1] in {"+", "-"}:
            return self.catalogue.text("dates.offset", offset=name)
        key = f"zones.{name.lower()}"
        return self.catalogue.text(key) if key in self.catalogue.messages else name

    def _short(self, key: str, amount: Decimal) -> str:
        shown = self._digits(amount, grouped=True)
        return self.catalogue.text(key, amount=shown)

    def _signed(self, value: Money, shown: str) -> str:
        """Digits with their currency and, below zero, a minus."""
        code = value.currency
        if code in WITH_SIGN:
            symbol = self._locale.currency_symbols[code]
            text = self.catalogue.text("money.symbol", amount=shown, symbol=symbol)
        else:
            text = self.catalogue.text("money.code", amount=shown, code=code)
        return (
            self.catalogue.text("money.owed", money=text) if value.amount < 0 else text
        )

    def _digits(self, value: Decimal, *, grouped: bool, places: int = 0) -> str:
        """An exact number with the separators of the language.

        Args:
            value: The number.
            grouped: Whether its thousands are set apart.
            places: How many digits behind the point there are at least.
        """
        from babel.numbers import format_decimal  # noqa: PLC0415 - not needed to judge

        return format_decimal(
            value,
            "#,##0." + "0" * places + "#",
            locale=self._locale,
            decimal_quantization=False,
            group_separator=grouped,
        )


def _fits(amount: Decimal, unit: int) -> bool:
    """Whether an amount in such units needs no more places than a headline has."""
    return amount * Decimal(10) ** _SHORT_PLACES[unit] % unit == 0


def _local(at_us: int, zone: str) -> datetime:
    return from_instant(at_us).astimezone(time_zone(zone))


def _time(moment: datetime) -> str:
    """Hours and minutes, and seconds unless they are zero."""
    return moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
