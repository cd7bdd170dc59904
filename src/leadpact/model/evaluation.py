"""What an evaluation says about one lead: the objects behind every output.

Instants are whole microseconds since the epoch, UTC, in the fields, and aware
datetimes in the properties whose names end in ``_at``. The classes are slotted, not
frozen: a frozen one costs three times as much to make.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from leadpact.diagnostics import Diagnostic
from leadpact.instants import from_instant
from leadpact.model.values import FieldValue

if TYPE_CHECKING:
    from datetime import datetime


class State(enum.Enum):
    """State of a timer instance at ``now``."""

    RUNNING = "running"
    PAUSED = "paused"
    AT_RISK = "at_risk"
    MET = "met"
    BREACHED = "breached"
    VOID = "void"
    EXCUSED = "excused"


class Outcome(enum.Enum):
    """What a summary counts: the states, with breaches told apart.

    Attributes:
        state: The state that it belongs to.
    """

    state: State

    def __init__(self, word: str) -> None:
        is_breach = word in {"met_late", "never_met"}
        self.state = State.BREACHED if is_breach else State(word)

    MET = "met"
    MET_LATE = "met_late"
    NEVER_MET = "never_met"
    RUNNING = "running"
    AT_RISK = "at_risk"
    PAUSED = "paused"
    VOID = "void"
    EXCUSED = "excused"


class Ending(enum.Enum):
    """What ended an instance.

    ``SUPERSEDED``: a start at or after due. ``RESTARTED``: a start before due, with
    `repeat: restart`. ``VIOLATED``: the event that a limit forbids.
    """

    UNTIL = "until"
    ENOUGH = "enough"
    UNLESS = "unless"
    WAIVED = "waived"
    RESTARTED = "restarted"
    SUPERSEDED = "superseded"
    VIOLATED = "violated"


def _at(instant: int | None) -> datetime | None:
    return None if instant is None else from_instant(instant)


@attrs.frozen
class ScoreLine:
    """One line of a score that added points, or might have; one for many leads.

    Attributes:
        text: The line in canonical text.
        points: What it added; what it might add where ``known`` is false.
        known: Whether its condition was decided.
    """

    text: str
    points: Decimal
    known: bool


@attrs.define
class Score:
    """One score at ``now``.

    Attributes:
        name: Name of the score.
        points: The certain part.
        low: The least it can be, unknown lines considered.
        high: The most it can be; infinite where a history is not known.
        lines: Lines that fired, and lines that are unknown, in policy order.
    """

    name: str
    points: Decimal
    low: Decimal
    high: Decimal
    lines: tuple[ScoreLine, ...]


@attrs.define
class Verdict:
    """One definition at ``now``.

    Attributes:
        name: Name of the definition.
        value: True, false, or the value of a classification; ``None`` is unknown.
        certain: Whether nothing unknown stood in the way of the value.
        missing: Fields, and questions about events, behind an unknown; sorted.
    """

    name: str
    value: FieldValue | None
    certain: bool
    missing: tuple[str, ...]


@attrs.define
class StageEntry:
    """One entry into a stage.

    Attributes:
        stage: Name of the stage.
        entered: Instant of the entry.
        missing: Fields that the stage asks for and that are missing at ``now``.
    """

    stage: str
    entered: int
    missing: tuple[str, ...]

    @property
    def entered_at(self) -> datetime:
        """Instant of the entry, UTC."""
        return from_instant(self.entered)


@attrs.define
class Holding:
    """For how long one owner held the lead while an instance ran.

    Attributes:
        owner: Id of the owner; ``None`` where nobody had been assigned.
        elapsed: Time on the timer's clock, in microseconds, pauses left out.
    """

    owner: str | None
    elapsed: int


@attrs.define
class Instance:
    """One run of a timer, or one violation of a limit.

    Attributes:
        timer: Name of the timer or limit.
        party: Who owes it.
        start: Instant of the start.
        start_event: Id of the event that opened it.
        state: At ``now``.
        outcome: The state, with breaches told apart.
        due: Instant at which it is missed; ``None`` while it is paused.
        within: The time allowed, as the policy says it.
        calendar: Name of the calendar that counts; empty for elapsed time.
        budget: The time allowed on that clock, in microseconds.
        used: Time used on that clock until the end, or ``now``.
        end: Instant at which it ended.
        ending: What ended it.
        end_event: Id of the event that ended it.
        end_type: Type of that event.
        counted: How many `until` events counted, of ``needed``.
        needed: How many are needed.
        owner_at_due: Who held the lead at due, or at ``now`` before that.
        held: Owners in order, up to the end, due or ``now``, whichever came first.
        late: An `unless` or a waiver that came too late to count, by event id.
        version: The version of the policy that judges it.
        start_recorded: Instant at which the event that opened it was written down;
            ``None`` where that was when it happened.
        end_recorded: The same of the event that ended it.
    """

    timer: str
    party: str
    start: int
    start_event: str
    state: State
    outcome: Outcome
    due: int | None
    within: str
    calendar: str
    budget: int
    used: int
    end: int | None = None
    ending: Ending | None = None
    end_event: str = ""
    end_type: str = ""
    counted: int = 0
    needed: int = 1
    owner_at_due: str | None = None
    held: tuple[Holding, ...] = ()
    late: str = ""
    version: str = ""
    start_recorded: int | None = None
    end_recorded: int | None = None

    @property
    def remaining(self) -> int:
        """Time left on the clock in microseconds; negative when overdrawn."""
        return self.budget - self.used

    @property
    def start_at(self) -> datetime:
        """Instant of the start, UTC."""
        return from_instant(self.start)

    @property
    def due_at(self) -> datetime | None:
        """Instant at which it is missed, UTC; ``None`` while it is paused."""
        return _at(self.due)

    @property
    def end_at(self) -> datetime | None:
        """Instant at which it ended, UTC."""
        return _at(self.end)


@attrs.define
class Recipient:
    """Somebody a consequence is for.

    Attributes:
        name: Party, role, or `owner`.
        id: Id of the owner; empty for parties and roles.
        address: Where to reach them; empty where nobody is known.
        delivered: Instant at which the message is told: the first one not before due
            at which the calendar that it waits for is open; due itself without one.
    """

    name: str
    id: str = ""
    address: str = ""
    delivered: int = attrs.field(kw_only=True)

    @property
    def deliver_at(self) -> datetime:
        """Instant at which the message is told, UTC."""
        return from_instant(self.delivered)


@attrs.define
class Consequence:
    """A request: what to do, for whom, due at an instant.

    Attributes:
        key: The same for the same request, whenever and how often it is computed.
        timer: Name of the timer; empty for `ends`.
        start_event: Id of the event that opened the instance; empty for `ends`.
        step: `warn`, `missed` or `met`, and the place in that list from 1; `ends` for
            the alert that a signed version ends.
        repetition: From 1.
        due: Instant at which it is due.
        verb: What to do.
        to: For whom.
        place: Where to, as in `for nurture`.
        note: Free words.
        withdrawn: Whether an event that was recorded after ``due`` undid it.
    """

    key: str
    timer: str
    start_event: str
    step: str
    repetition: int
    due: int
    verb: str
    to: tuple[Recipient, ...]
    place: str
    note: str
    withdrawn: bool = False

    @property
    def due_at(self) -> datetime:
        """Instant at which it is due, UTC."""
        return from_instant(self.due)


@attrs.frozen
class Finding:
    """Something about the data of a lead that a reader should know.

    Attributes:
        code: A code of the catalogue.
        message: In words; lower case, names in backticks.
    """

    code: str
    message: str

    def rank(self) -> tuple[str, str]:
        """The order of findings: code, then message."""
        return (self.code, self.message)


@attrs.define
class Evaluation:
    """Everything that a policy says about one lead at one instant.

    Attributes:
        policy: Name of the policy.
        version: Its version.
        digest: Digest of its canonical form, hexadecimal.
        signed: Whether every party's signature was verified.
        data: Versions of the holiday and zone data behind every due instant.
        lead: Id of the lead.
        now: Instant of the evaluation.
        stage: The furthest stage of this pass; ``None`` before any.
        entries: Every entry into a stage, in order of time.
        scores: By name.
        definitions: By name.
        owner: Id of the last assigned owner.
        instances: Timers in policy order of name, instances by start; then limits.
        consequences: Due by ``now``, by due instant and key.
        findings: About the data, by code and message.
        next: The earliest instant after ``now`` at which anything but used and
            remaining time changes without a new event; ``None`` if there is none.
    """

    policy: str
    version: str
    digest: str
    signed: bool
    data: Mapping[str, str]
    lead: str
    now: int
    stage: str | None
    entries: tuple[StageEntry, ...]
    scores: Mapping[str, Score]
    definitions: Mapping[str, Verdict]
    owner: str | None
    instances: tuple[Instance, ...]
    consequences: tuple[Consequence, ...]
    findings: tuple[Finding, ...]
    next: int | None = None

    def add(self, finding: Finding) -> None:
        """Add a finding in its place."""
        self.findings = tuple(sorted({*self.findings, finding}, key=Finding.rank))

    @property
    def now_at(self) -> datetime:
        """Instant of the evaluation, UTC."""
        return from_instant(self.now)

    @property
    def next_at(self) -> datetime | None:
        """The instant to look again at, UTC; ``None`` if nothing will change."""
        return _at(self.next)


@attrs.frozen
class Refused:
    """A lead that cannot be judged as it is: no verdict, and no part of one.

    Attributes:
        lead: Id of the lead; empty where the data do not tell it.
        diagnostics: Why, as ``RecordError`` would carry it.
    """

    lead: str
    diagnostics: tuple[Diagnostic, ...]
