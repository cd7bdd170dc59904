"""Variables with an order: numbers, money, percentages, dates.

Data lie on a grid: whole numbers, millionths, days. So a region is a stretch of whole
numbers of steps, and between 5 and 6 employees there is nothing.
"""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from leadpact.language.types import Kind
from leadpact.model.values import bare
from leadpact.regions.variables import MISSING, ODD, PLAIN, Region, Variable
from leadpact.units import (
    ARITHMETIC,
    DECIMAL_PLACES,
    LARGEST_INTEGER,
    check_number,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.regions.kleene import Bare

_MILLION = 10**DECIMAL_PLACES
#: A day to show where any day will do.
_SOME_DAY = date(2026, 1, 5).toordinal()


class Number(Variable):
    """A number of a field or of an event's data, or a date.

    Attributes:
        kind: What the values are.
    """

    def __init__(self, name: str, kind: Kind) -> None:
        super().__init__(name)
        self.kind = kind
        self._cuts: set[Fraction] = set()
        self._scale = 1 if kind in {Kind.INTEGER, Kind.DATE} else _MILLION
        if kind is Kind.DATE:
            self._least, self._most = date.min.toordinal(), date.max.toordinal()
            self._start = _SOME_DAY
        else:
            self._most = LARGEST_INTEGER * self._scale
            self._least, self._start = -self._most, self._scale

    def mark(self, mark: Fraction) -> None:
        """Take a number at which an answer may change."""
        self._cuts.add(mark)

    def regions(self) -> Iterator[Region]:
        """Each cut that a value can be, each gap that holds one, missing."""
        for low, high in stretches(self._cuts, self._scale, self._least, self._most):
            value = self._value(self._plainest(low, high))
            if self._can_be(value):
                yield Region(value, ODD if self._is_odd(value) else PLAIN)
        yield Region(None, MISSING)

    def _plainest(self, low: int, high: int) -> int:
        """The roundest step of a stretch, at its end that a cut made."""
        if low == self._least and high == self._most:
            return self._start
        unit = self._scale
        while True:
            up, down = -(-low // unit) * unit, high // unit * unit
            near = down if low == self._least else up
            if low <= near <= high:
                return near
            unit //= 10

    def _value(self, steps: int) -> Bare:
        if self.kind is Kind.DATE:
            return date.fromordinal(steps)
        return (
            bare(ARITHMETIC.scaleb(Decimal(steps), -DECIMAL_PLACES))
            if self._scale > 1
            else steps
        )

    def _can_be(self, value: Bare) -> bool:
        """Whether data can hold a value, the one of fewest digits in its stretch."""
        if isinstance(value, date):
            return True
        try:
            check_number(Decimal(value))
        except ValueError:
            return False
        return True

    def _is_odd(self, value: Bare) -> bool:
        return not isinstance(value, date) and value < 0


def cut_of(value: Bare) -> Fraction | None:
    """Where a constant cuts a number or a date; ``None`` where it is neither."""
    if isinstance(value, date):
        return Fraction(value.toordinal())
    return Fraction(value) if isinstance(value, int | Decimal) else None


def stretches(
    cuts: set[Fraction], scale: int, least: int, most: int
) -> Iterator[tuple[int, int]]:
    """Stretches of steps between cuts, each cut on a step by itself."""
    starts = {least}
    for cut in cuts:
        steps = cut * scale
        first = math.ceil(steps)
        starts |= {first, first + 1} if first == steps else {first}
    inside = sorted(start for start in starts if least <= start <= most)
    for low, after in zip(inside, [*inside[1:], most + 1], strict=True):
        yield low, after - 1
