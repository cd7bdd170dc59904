"""The decision about a lead's fields alone: scores and definitions, without a history.

It is what a form, a router or an ad server asks while somebody waits.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from leadpact.engines.facts import Facts, LeadMoment
from leadpact.engines.history import History, Source
from leadpact.engines.judge import with_unit
from leadpact.instants import to_instant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from leadpact.engines.bound import BoundPlan
    from leadpact.engines.judge import Row
    from leadpact.model.evaluation import Score, Verdict
    from leadpact.model.values import FieldValue


class Decision:
    """Scores and definitions of a lead of which only the fields are known.

    Questions about events are unknown. Reasons are worked out when they are asked for.
    """

    __slots__ = ("_bound", "_given", "_now", "_row")

    def __init__(
        self, bound: BoundPlan, given: Mapping[str, object], now: datetime, row: Row
    ) -> None:
        self._bound = bound
        self._given = given
        self._now = now
        self._row = row

    def __repr__(self) -> str:
        plan = self._bound.plan
        values = {name: self.value(name) for name in self._bound.definitions}
        points = {name: str(self.points(name)) for name in self._bound.scores}
        return f"Decision({plan.policy} {plan.version}, {values}, {points})"

    def value(self, definition: str) -> FieldValue | None:
        """The value of a definition: true, false, or the value of a classification.

        Returns:
            ``None`` if it is unknown; `definitions` tells what is missing then.

        Raises:
            KeyError: The policy has no such definition.
        """
        bound = self._bound
        value = self._row[bound.decider.definitions[definition]]
        kind = bound.definitions[definition].type
        return with_unit(value, kind, bound.plan.currency)

    def points(self, score: str) -> Decimal:
        """The certain points of a score.

        Raises:
            KeyError: The policy has no such score.
        """
        return Decimal(self._row[self._bound.decider.scores[score].first])

    @property
    def scores(self) -> dict[str, Score]:
        """Every score with the lines behind it, by name."""
        places = self._bound.decider.scores
        return {name: places[name].tell(self._row) for name in self._bound.scores}

    @property
    def definitions(self) -> dict[str, Verdict]:
        """Every definition with what is missing behind an unknown, by name."""
        moment = _moment(self._bound, self._given, self._now)
        return {name: moment.verdict(name) for name in self._bound.definitions}


def decide(bound: BoundPlan, given: Mapping[str, object], now: datetime) -> Decision:
    """Decide about fields.

    Args:
        bound: The policy.
        given: Values of fields; those that the policy does not declare are not read.
        now: Aware instant, for conditions that ask for opening hours.

    Raises:
        RecordError: LP4002 an instant without a zone, LP4004 a value of the wrong
            type, LP4006 a number outside the limits, LP4009 an unknown zone of the
            lead.
    """
    if bound.decide is None:
        moment = _moment(bound, given, now)
        row = bound.judge.row(moment.fields, None, moment)
        return Decision(bound, {**given}, now, row)
    try:
        zone = now.tzinfo
    except AttributeError:
        zone = None
    if zone is None:
        to_instant(now)  # Which refuses it.
    # A copy: callers try what-ifs on one mapping, and reasons are asked for later.
    return Decision(bound, {**given}, now, bound.decide(given, ""))


def _moment(bound: BoundPlan, given: Mapping[str, object], now: datetime) -> LeadMoment:
    """A lead without a history."""
    fields = bound.types.read_fields(given, "")
    at = to_instant(now)
    return Facts(bound, History(Source("", fields, None), at)).at(at)
