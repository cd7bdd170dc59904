"""Measures in the words of a language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import attrs

from leadpact.language.nodes import (
    Aggregate,
    Literal,
    LiteralValue,
    Measure,
    Pattern,
)
from leadpact.language.printer import print_amount
from leadpact.wording.clauses import Clauses, Form


@attrs.frozen
class Measures:
    """Writes measures.

    Attributes:
        clauses: Writes what is measured.
        numbers: The plan numbers, by what measures write for them.
    """

    clauses: Clauses
    numbers: Mapping[str, LiteralValue]

    def measure(self, node: Measure) -> str:
        """A measure as a noun: `at least 800 leads entering MQL`."""
        amount = self.clauses.literal(self._amount(node))
        bound = self._text(f"measures.{node.comparison.name.lower()}", amount=amount)
        aggregate = node.aggregate.name.lower()
        if node.timer is not None:
            key = (
                aggregate if node.aggregate is Aggregate.SHARE else f"{aggregate}_timer"
            )
            timer = self.clauses.timer(node.timer.name)
            return self._text(f"measures.{key}", bound=bound, timer=timer)
        places = {"bound": bound}
        if node.value is not None:
            places["value"] = self.clauses.value(node.value)
        if node.base is not None:
            places["base"] = self.clauses.pattern(node.base, Form.LEADS)
        # What is not of a timer is of events.
        places["pattern"] = self._counted(cast("Pattern", node.pattern), node)
        return self._text(f"measures.{aggregate}", **places)

    def _counted(self, pattern: Pattern, node: Measure) -> str:
        counts_one = node.aggregate is Aggregate.COUNT and self._amount(node) == 1
        return self.clauses.pattern(pattern, Form.LEAD if counts_one else Form.LEADS)

    def _amount(self, node: Measure) -> LiteralValue:
        if isinstance(node.amount, Literal):
            return node.amount.value
        return self.numbers[print_amount(node)]

    def _text(self, key: str, /, **places: str) -> str:
        return self.clauses.catalogue.text(key, None, **places)
