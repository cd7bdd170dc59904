"""Many evaluations as one result: rows of all leads, and their counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from leadpact.calendars import data_versions
from leadpact.model.evaluation import Outcome, Refused
from leadpact.results.rows import (
    Table,
    consequence_rows,
    finding_row,
    finding_rows,
    lead_row,
    result_head,
    skipped_row,
    timer_rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from leadpact.compile.plan import LimitPlan, Plan, TimerPlan
    from leadpact.diagnostics import Diagnostic
    from leadpact.model.evaluation import Evaluation
    from leadpact.results.rows import Row

#: Columns of the tables that look alike under every policy.
_COLUMNS = {
    Table.TIMERS: (
        "lead",
        "timer",
        "party",
        "version",
        "start_at",
        "start_event",
        "state",
        "outcome",
        "due_at",
        "within",
        "calendar",
        "budget_seconds",
        "used_seconds",
        "remaining_seconds",
        "end_at",
        "ending",
        "end_event",
        "end_type",
        "counted",
        "needed",
        "owner_at_due",
        "held",
        "late_event",
        "start_recorded_at",
        "end_recorded_at",
    ),
    Table.CONSEQUENCES: (
        "key",
        "lead",
        "timer",
        "start_event",
        "step",
        "repetition",
        "due_at",
        "verb",
        "to",
        "place",
        "note",
        "withdrawn",
    ),
    Table.FINDINGS: ("lead", "code", "message", "file", "line", "column"),
}


Named = TypeVar("Named", "TimerPlan", "LimitPlan")


class Results:
    """What a policy, or the versions of one, says about many leads at one instant.

    Only rows are kept, some kilobytes a lead, so evaluations can be given one at a
    time and thrown away.

    Attributes:
        plan: The policy that judged the leads; of several versions the one at ``now``.
        timers: The timers of all versions, by name; the last version tells of each.
        limits: Likewise.
        now: Instant of the evaluations, in microseconds since the epoch.
    """

    def __init__(self, *plans: Plan, now: int, signed: bool = False) -> None:
        """Begin without leads.

        Args:
            plans: The versions that may judge something, at least one; last the one
                at ``now``.
            now: Instant of the evaluations, in microseconds since the epoch.
            signed: Whether every party's signature was verified.
        """
        self.plan = plans[-1]
        self.timers = _by_name(timer for plan in plans for timer in plan.timers)
        self.limits = _by_name(limit for plan in plans for limit in plan.limits)
        self.now = now
        self._signed = signed
        self._rows: dict[Table, list[Row]] = {table: [] for table in Table}
        self._skipped: list[Row] = []
        self._leads_skipped = 0
        self._read = self._ignored = 0
        outcomes = [outcome.value for outcome in Outcome]
        self._counts = {
            name: dict.fromkeys(outcomes, 0) for name in (*self.timers, *self.limits)
        }
        self._withdrawn = 0

    def add(self, found: Evaluation | Refused) -> None:
        """Take in what the policy says about one lead, or why it says nothing."""
        if isinstance(found, Refused):
            self._leads_skipped += 1
            self._rows[Table.FINDINGS] += [
                finding_row(each, found.lead) for each in found.diagnostics
            ]
            return
        self._rows[Table.LEADS].append(lead_row(found))
        self._rows[Table.TIMERS] += timer_rows(found)
        self._rows[Table.CONSEQUENCES] += consequence_rows(found)
        self._rows[Table.FINDINGS] += finding_rows(found)
        for instance in found.instances:
            self._counts[instance.timer][instance.outcome.value] += 1
        self._withdrawn += sum(each.withdrawn for each in found.consequences)

    def account(
        self, *, read: int, ignored: int, skipped: Iterable[Diagnostic]
    ) -> None:
        """Note what became of the rows of the data files.

        Args:
            read: Rows in all.
            ignored: Rows that the mapping asks nothing of.
            skipped: A diagnostic for each row that could not be read, by place.
        """
        self._read += read
        self._ignored += ignored
        self._skipped += [skipped_row(found) for found in skipped]

    def head(self) -> Row:
        """Where the result comes from."""
        plan = self.plan
        return result_head(
            policy=plan.policy,
            version=plan.version,
            digest=plan.digest,
            signed=self._signed,
            now=self.now,
            data=data_versions(),
        )

    def summary(self) -> Row:
        """Counts: every timer and limit of the policy, every outcome, even if zero."""
        consequences = len(self._rows[Table.CONSEQUENCES])
        return {
            "leads": len(self._rows[Table.LEADS]),
            "leads_skipped": self._leads_skipped,
            "timers": {name: {**counts} for name, counts in self._counts.items()},
            "consequences": {
                "due": consequences - self._withdrawn,
                "withdrawn": self._withdrawn,
            },
            "findings": len(self._rows[Table.FINDINGS]) + len(self._skipped),
            "rows": {
                "read": self._read,
                "ignored": self._ignored,
                "skipped": len(self._skipped),
            },
        }

    def rows(self, table: Table) -> list[Row]:
        """The rows of a table, by lead; findings about files stand first."""
        found = sorted(self._rows[table], key=lambda row: row["lead"])
        return [*self._skipped, *found] if table is Table.FINDINGS else found

    def columns(self, table: Table) -> tuple[str, ...]:
        """The columns of a table when its rows are flat: `scores.fit.points`."""
        if table is not Table.LEADS:
            return _COLUMNS[table]
        return (
            "lead",
            "stage",
            "owner",
            "next_at",
            *(
                f"scores.{score.name}.{part}"
                for score in self.plan.scores
                for part in ("points", "low", "high", "lines")
            ),
            *(
                f"definitions.{definition.name}.{part}"
                for definition in self.plan.definitions
                for part in ("value", "type", "certain", "missing")
            ),
            "entries",
        )


def _by_name(found: Iterable[Named]) -> Mapping[str, Named]:
    """Timers or limits by name, sorted; of those with one name the last."""
    named = {each.name: each for each in found}
    return {name: named[name] for name in sorted(named)}
