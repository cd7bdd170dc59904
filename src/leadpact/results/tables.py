"""What a policy says of many leads as tables, and which days a report tells of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import attrs

from leadpact.calendars import time_zone
from leadpact.instants import to_instant
from leadpact.model.evaluation import Evaluation, Refused
from leadpact.results.rows import Row, consequence_rows, lead_row, timer_rows


@attrs.frozen
class Tables:
    """What one version says of some leads, as rows of results.

    Attributes:
        leads: A row for each lead.
        timers: A row for each instance of a timer, and each violation of a limit.
        consequences: A row for each consequence.
        refused: Ids of leads that could not be judged.
    """

    leads: Sequence[Row]
    timers: Sequence[Row]
    consequences: Sequence[Row]
    refused: tuple[str, ...] = ()

    @classmethod
    def of(cls, found: Iterable[Evaluation | Refused]) -> Tables:
        """The tables of some verdicts."""
        leads: list[Row] = []
        timers: list[Row] = []
        consequences: list[Row] = []
        refused: list[str] = []
        for each in found:
            if isinstance(each, Refused):
                refused.append(each.lead)
                continue
            leads.append(lead_row(each))
            timers += timer_rows(each)
            consequences += consequence_rows(each)
        return cls(leads, timers, consequences, tuple(refused))


@attrs.frozen
class Span:
    """From when to when something must have begun to be looked at.

    Attributes:
        since: The first instant, in microseconds since the epoch.
        until: The instant behind the last.
        zone: In which weeks begin on Monday.
    """

    since: int | None
    until: int | None
    zone: str

    def holds(self, text: str) -> bool:
        """Whether an instant of a row lies in it."""
        at = to_instant(datetime.fromisoformat(text))
        return not self.is_behind(text) and (self.since is None or at >= self.since)

    def is_behind(self, text: str) -> bool:
        """Whether an instant of a row lies behind it."""
        at = to_instant(datetime.fromisoformat(text))
        return self.until is not None and at >= self.until

    def week(self, text: str) -> date:
        """The Monday of the week of an instant."""
        day = datetime.fromisoformat(text).astimezone(time_zone(self.zone)).date()
        return day - timedelta(days=day.weekday())
