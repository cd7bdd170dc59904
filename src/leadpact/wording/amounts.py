"""Numbers, money, spans and instants in the words of a language."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars import time_zone
from leadpact.instants import from_instant
from leadpact.units import MICROSECONDS, Duration, Money, Percent, plain
from leadpact.wording.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

#: Signs of common currencies. The rest go by their code: a sign that readers must
#: guess, or that a font lacks, is worse.
SYMBOLS: Mapping[str, str] = {
    "AUD": "A$",
    "CAD": "CA$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "¥",
    "NZD": "NZ$",
    "USD": "$",
}

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
        return self._printed(plain(exact), grouped=abs(exact) >= _GROUPED_FROM)

    def money(self, value: Money) -> str:
        """Money such as `$500,000`, or `500,000 XYZ`; cents are two digits."""
        whole, _, places = plain(abs(value.amount)).partition(".")
        digits = f"{whole}.{places.ljust(_CENTS, '0')}" if places else whole
        return self._signed(value, self._printed(digits, grouped=True))

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
        return self.catalogue.text(
            f"units.{value.unit.name.lower()}",
            n=value.amount,
            amount=self.number(value.amount),
        )

    def unit(self, value: Duration) -> str:
        """The unit of a length of time without its amount: `business hours`."""
        return self.catalogue.text(
            f"unit_names.{value.unit.name.lower()}", n=value.amount
        )

    def date(self, day: date) -> str:
        """A date such as `5 Jan 2026`."""
        return self.catalogue.text(
            "dates.day",
            day=str(day.day),
            month=self.catalogue.text(f"months.m{day.month}"),
            year=str(day.year),
        )

    def instant(self, at_us: int, zone: str) -> str:
        """An instant such as `Mon 5 Jan 2026, 09:47 EST`, seconds where there are any.

        Args:
            at_us: Microseconds since the epoch, UTC.
            zone: IANA zone to tell it in.
        """
        moment = _local(at_us, zone)
        return self.catalogue.text(
            "dates.instant",
            weekday=self.weekday(moment.weekday()),
            day=self.date(moment),
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
        """A day of the week, 0 is Monday: `Mon`."""
        return self.catalogue.text(f"weekdays.d{day}")

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
        return self.catalogue.text(f"elapsed.{name}", n=count, amount=str(count))

    def _zone(self, moment: datetime) -> str:
        """Abbreviation of the zone; zones without one have their offset for a name."""
        name = moment.tzname() or ""
        if name[:1] in {"+", "-"}:
            return self.catalogue.text("dates.offset", offset=name)
        return name

    def _short(self, key: str, amount: Decimal) -> str:
        shown = self._printed(plain(amount), grouped=True)
        return self.catalogue.text(key, amount=shown)

    def _signed(self, value: Money, shown: str) -> str:
        """Digits with their currency and, below zero, a minus."""
        symbol = SYMBOLS.get(value.currency)
        if symbol:
            text = self.catalogue.text("money.symbol", amount=shown, symbol=symbol)
        else:
            text = self.catalogue.text("money.code", amount=shown, code=value.currency)
        return (
            self.catalogue.text("money.owed", money=text) if value.amount < 0 else text
        )

    def _printed(self, digits: str, *, grouped: bool) -> str:
        """Plain digits with the separators of the language."""
        whole, _, places = digits.partition(".")
        if grouped:
            # A stand-in: the separator may be a point or a space.
            whole = f"{int(whole):_}".replace("_", self.catalogue.text("numbers.group"))
        return (
            f"{whole}{self.catalogue.text('numbers.point')}{places}"
            if places
            else whole
        )


def _fits(amount: Decimal, unit: int) -> bool:
    """Whether an amount in such units needs no more places than a headline has."""
    return amount * Decimal(10) ** _SHORT_PLACES[unit] % unit == 0


def _local(at_us: int, zone: str) -> datetime:
    return from_instant(at_us).astimezone(time_zone(zone))


def _time(moment: datetime) -> str:
    """Hours and minutes, and seconds unless they are zero."""
    return moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
