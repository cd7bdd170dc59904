"""One evaluation as plain rows: what JSON can hold, keys in a fixed order.

Instants are text in UTC such as `2012-03-14T15:04:54.681Z`, spans are in seconds,
amounts of money and shares are text with their unit. What is absent is ``None``.
Nothing is lost: ``evaluation_from_data`` reads what is written here.
"""

from __future__ import annotations

import enum
import functools
from importlib import metadata
from typing import TYPE_CHECKING, Any, TypeAlias

from leadpact.instants import format_instant
from leadpact.results.values import (
    kind_of,
    number_to_data,
    seconds_to_data,
    value_to_data,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadpact.diagnostics import Diagnostic
    from leadpact.model.evaluation import (
        Consequence,
        Evaluation,
        Finding,
        Instance,
        Recipient,
        Score,
        StageEntry,
        Verdict,
    )

#: The format of results that this version writes.
FORMAT = 1

#: One row of a table, or another object of a result: what JSON can hold. Whoever reads
#: it knows the types from the schema, which is more than a type could say.
Row: TypeAlias = dict[str, Any]


class Table(enum.Enum):
    """The tables of a result."""

    LEADS = "leads"
    TIMERS = "timers"
    CONSEQUENCES = "consequences"
    FINDINGS = "findings"


def evaluation_to_data(evaluation: Evaluation) -> Row:
    """One evaluation as plain data, for a service to send or to keep.

    Returns:
        The head of a result, then `lead` with one row and the other tables with
        lists of rows.
    """
    head = result_head(
        policy=evaluation.policy,
        version=evaluation.version,
        digest=evaluation.digest,
        signed=evaluation.signed,
        now=evaluation.now,
        data=evaluation.data,
    )
    return {
        **head,
        "lead": lead_row(evaluation),
        Table.TIMERS.value: list(timer_rows(evaluation)),
        Table.CONSEQUENCES.value: list(consequence_rows(evaluation)),
        Table.FINDINGS.value: list(finding_rows(evaluation)),
    }


def result_head(
    *,
    policy: str,
    version: str,
    digest: str,
    signed: bool,
    now: int,
    data: Mapping[str, str],
) -> Row:
    """What a result says about where it comes from.

    Args:
        policy: Name of the policy.
        version: Its version.
        digest: Digest of its canonical form, hexadecimal.
        signed: Whether every party's signature was verified.
        now: Instant of the evaluation, in microseconds since the epoch.
        data: Versions of the holiday and zone data.
    """
    return {
        "format": FORMAT,
        "engine": _engine(),
        "policy": {
            "policy": policy,
            "version": version,
            "digest": digest,
            "signed": signed,
        },
        "now": format_instant(now),
        "data": dict(sorted(data.items())),
    }


@functools.cache
def _engine() -> str:
    """The version of this package, which is slow to look up."""
    return metadata.version("leadpact")


def lead_row(evaluation: Evaluation) -> Row:
    """The row of a lead."""
    return {
        "lead": evaluation.lead,
        "stage": evaluation.stage,
        "owner": evaluation.owner,
        "next_at": _instant(evaluation.next),
        "scores": {
            name: _score(score) for name, score in sorted(evaluation.scores.items())
        },
        "definitions": {
            name: _verdict(verdict)
            for name, verdict in sorted(evaluation.definitions.items())
        },
        "entries": [_entry(entry) for entry in evaluation.entries],
    }


def timer_rows(evaluation: Evaluation) -> list[Row]:
    """A row for each instance of a timer, and for each violation of a limit."""
    return [_timer_row(evaluation.lead, found) for found in evaluation.instances]


def consequence_rows(evaluation: Evaluation) -> list[Row]:
    """A row for each consequence."""
    return [
        _consequence_row(evaluation.lead, found) for found in evaluation.consequences
    ]


def finding_rows(evaluation: Evaluation) -> list[Row]:
    """A row for each finding about the lead's data."""
    return [finding_row(found, evaluation.lead) for found in evaluation.findings]


def finding_row(found: Finding | Diagnostic, lead: str) -> Row:
    """Something about the data of a lead that no line of a file is at fault for."""
    return {
        "lead": lead,
        "code": found.code,
        "message": found.message,
        "file": None,
        "line": None,
        "column": None,
    }


def skipped_row(found: Diagnostic) -> Row:
    """A row of a data file that was left out."""
    return {
        "lead": None,
        "code": found.code,
        "message": found.message,
        "file": found.span.file,
        "line": found.span.line,
        "column": found.span.column,
    }


def _timer_row(lead: str, found: Instance) -> Row:
    return {
        "lead": lead,
        "timer": found.timer,
        "party": found.party,
        "version": found.version,
        "start_at": format_instant(found.start),
        "start_event": found.start_event,
        "state": found.state.value,
        "outcome": found.outcome.value,
        "due_at": _instant(found.due),
        "within": found.within or None,
        "calendar": found.calendar or None,
        "budget_seconds": seconds_to_data(found.budget),
        "used_seconds": seconds_to_data(found.used),
        "remaining_seconds": seconds_to_data(found.remaining),
        "end_at": _instant(found.end),
        "ending": found.ending.value if found.ending else None,
        "end_event": found.end_event or None,
        "end_type": found.end_type or None,
        "counted": found.counted,
        "needed": found.needed,
        "owner_at_due": found.owner_at_due,
        "held": [
            {"owner": held.owner, "elapsed_seconds": seconds_to_data(held.elapsed)}
            for held in found.held
        ],
        "late_event": found.late or None,
        "start_recorded_at": _instant(found.start_recorded),
        "end_recorded_at": _instant(found.end_recorded),
    }


def _consequence_row(lead: str, found: Consequence) -> Row:
    return {
        "key": found.key,
        "lead": lead,
        "timer": found.timer,
        "start_event": found.start_event,
        "step": found.step,
        "repetition": found.repetition,
        "due_at": format_instant(found.due),
        "verb": found.verb,
        "to": [recipient_row(to) for to in found.to],
        "place": found.place or None,
        "note": found.note or None,
        "withdrawn": found.withdrawn,
    }


def recipient_row(to: Recipient) -> Row:
    """Somebody a request is for, and when they are told."""
    return {
        "name": to.name,
        "id": to.id or None,
        "address": to.address or None,
        "deliver_at": format_instant(to.delivered),
    }


def _score(score: Score) -> Row:
    return {
        "points": number_to_data(score.points),
        "low": number_to_data(score.low),
        "high": number_to_data(score.high),
        "lines": [
            {
                "text": line.text,
                "points": number_to_data(line.points),
                "known": line.known,
            }
            for line in score.lines
        ],
    }


def _verdict(verdict: Verdict) -> Row:
    return {
        "value": value_to_data(verdict.value),
        "type": kind_of(verdict.value),
        "certain": verdict.certain,
        "missing": list(verdict.missing),
    }


def _entry(entry: StageEntry) -> Row:
    return {
        "stage": entry.stage,
        "entered_at": format_instant(entry.entered),
        "missing": list(entry.missing),
    }


def _instant(at: int | None) -> str | None:
    return None if at is None else format_instant(at)
