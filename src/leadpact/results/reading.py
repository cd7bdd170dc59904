"""An evaluation from the plain data that were written of it."""

from __future__ import annotations

import enum
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeVar

from leadpact.diagnostics import near
from leadpact.instants import to_instant
from leadpact.model.evaluation import (
    Consequence,
    Ending,
    Evaluation,
    Finding,
    Holding,
    Instance,
    Outcome,
    Recipient,
    Score,
    ScoreLine,
    StageEntry,
    State,
    Verdict,
)
from leadpact.model.plain import (
    SHAPE,
    Members,
    a_list,
    a_text,
    a_whole_number,
    an_instant,
    an_object,
)
from leadpact.model.values import FieldError, shown
from leadpact.results.rows import FORMAT
from leadpact.results.values import a_flag, a_number, a_span, value_from_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

Word = TypeVar("Word", bound=enum.Enum)

#: Keys of each object: those with a value, and those that may be null.
_WHOLE: Final = (
    *("format", "engine", "policy", "now", "data"),
    *("lead", "timers", "consequences", "findings"),
)
_POLICY: Final = ("policy", "version", "digest", "signed")
_LEAD: Final = (
    ("lead", "scores", "definitions", "entries"),
    ("stage", "owner", "next_at"),
)
_TIMER: Final = (
    (
        *("lead", "timer", "party", "version", "start_at", "start_event"),
        *("state", "outcome"),
        *("budget_seconds", "used_seconds", "remaining_seconds"),
        *("counted", "needed", "held"),
    ),
    (
        *("due_at", "within", "calendar", "end_at", "ending", "end_event"),
        *("end_type", "owner_at_due", "late_event"),
        *("start_recorded_at", "end_recorded_at"),
    ),
)
_CONSEQUENCE: Final = (
    (
        *("key", "lead", "timer", "start_event", "step", "repetition", "due_at"),
        *("verb", "to", "withdrawn"),
    ),
    ("place", "note"),
)
_RECIPIENT: Final = ("name", "deliver_at"), ("id", "address")
_ENTRY: Final = ("stage", "entered_at", "missing")
_SCORE: Final = ("points", "low", "high", "lines")
_LINE: Final = ("text", "points", "known")
_DEFINITION: Final = ("certain", "missing"), ("value", "type")
_HELD: Final = ("elapsed_seconds",), ("owner",)
_FINDING: Final = ("lead", "code", "message"), ("file", "line", "column")
_TABLES: Final = {
    "timers": _TIMER,
    "consequences": _CONSEQUENCE,
    "findings": _FINDING,
}
_ZERO: Final = Decimal(0)


def evaluation_from_data(data: Mapping[str, object]) -> Evaluation:
    """The evaluation that ``evaluation_to_data`` wrote, equal to what was written.

    Raises:
        RecordError: With the place of each mistake: LP4017 the data have another
            format, or keys that are unknown or missing; LP4004 or LP4002 a value is
            of another type.
    """
    whole = Members.of(data, _WHOLE)
    whole.read("format", _format, FORMAT)
    whole.read("engine", a_text, "")
    policy = whole.member("policy", _POLICY)
    lead = whole.member("lead", *_LEAD)
    identity = lead.read("lead", a_text, "")
    found = Evaluation(
        policy=policy.read("policy", a_text, ""),
        version=policy.read("version", a_text, ""),
        digest=policy.read("digest", a_text, ""),
        signed=policy.read("signed", a_flag, otherwise=False),
        data=whole.read("data", _versions, {}),
        lead=identity,
        now=whole.read("now", _instant, 0),
        stage=lead.read("stage", a_text, None),
        entries=tuple(
            StageEntry(
                entry.read("stage", a_text, ""),
                entry.read("entered_at", _instant, 0),
                entry.read("missing", _names, ()),
            )
            for entry in _rows(lead, "entries", _ENTRY)
        ),
        scores={
            name: _score(name, lead.inside(place, value, _SCORE))
            for name, place, value in lead.entries("scores")
        },
        definitions={
            name: _verdict(name, lead.inside(place, value, *_DEFINITION))
            for name, place, value in lead.entries("definitions")
        },
        owner=lead.read("owner", a_text, None),
        instances=tuple(_instance(row) for row in _of_lead(whole, "timers", identity)),
        consequences=tuple(
            _consequence(row) for row in _of_lead(whole, "consequences", identity)
        ),
        findings=tuple(
            Finding(row.read("code", a_text, ""), row.read("message", a_text, ""))
            for row in _of_lead(whole, "findings", identity)
        ),
        next=lead.read("next_at", _instant, None),
    )
    whole.settle("an evaluation")
    return found


def _rows(
    members: Members, key: str, keys: Iterable[str], optional: Iterable[str] = ()
) -> Iterator[Members]:
    """The members of each object of a list."""
    for place, value in members.items(key):
        yield members.inside(place, value, tuple(keys), tuple(optional))


def _of_lead(whole: Members, table: str, lead: str) -> Iterator[Members]:
    """The rows of a table, which name the lead once more."""

    def same(value: object) -> str:
        if lead and value != lead:
            raise FieldError(f"expected `{lead}`, found `{shown(value)}`")
        return lead

    for row in _rows(whole, table, *_TABLES[table]):
        row.read("lead", same, lead)
        yield row


def _score(name: str, row: Members) -> Score:
    return Score(
        name,
        row.read("points", a_number, _ZERO),
        row.read("low", a_number, _ZERO),
        row.read("high", a_number, _ZERO),
        tuple(
            ScoreLine(
                line.read("text", a_text, ""),
                line.read("points", a_number, _ZERO),
                line.read("known", a_flag, otherwise=False),
            )
            for line in _rows(row, "lines", _LINE)
        ),
    )


def _verdict(name: str, row: Members) -> Verdict:
    kind = row.read("type", a_text, "")
    return Verdict(
        name,
        row.read("value", lambda value: value_from_data(value, kind), None),
        row.read("certain", a_flag, otherwise=False),
        row.read("missing", _names, ()),
    )


def _instance(row: Members) -> Instance:
    row.read("remaining_seconds", a_span, 0)
    return Instance(
        timer=row.read("timer", a_text, ""),
        party=row.read("party", a_text, ""),
        start=row.read("start_at", _instant, 0),
        start_event=row.read("start_event", a_text, ""),
        state=row.read("state", _one_of(State), State.VOID),
        outcome=row.read("outcome", _one_of(Outcome), Outcome.VOID),
        due=row.read("due_at", _instant, None),
        within=row.read("within", a_text, ""),
        calendar=row.read("calendar", a_text, ""),
        budget=row.read("budget_seconds", a_span, 0),
        used=row.read("used_seconds", a_span, 0),
        end=row.read("end_at", _instant, None),
        ending=row.read("ending", _one_of(Ending), None),
        end_event=row.read("end_event", a_text, ""),
        end_type=row.read("end_type", a_text, ""),
        counted=row.read("counted", a_whole_number, 0),
        needed=row.read("needed", a_whole_number, 0),
        owner_at_due=row.read("owner_at_due", a_text, None),
        held=tuple(
            Holding(
                held.read("owner", a_text, None),
                held.read("elapsed_seconds", a_span, 0),
            )
            for held in _rows(row, "held", *_HELD)
        ),
        late=row.read("late_event", a_text, ""),
        version=row.read("version", a_text, ""),
        start_recorded=row.read("start_recorded_at", _instant, None),
        end_recorded=row.read("end_recorded_at", _instant, None),
    )


def _consequence(row: Members) -> Consequence:
    return Consequence(
        key=row.read("key", a_text, ""),
        timer=row.read("timer", a_text, ""),
        start_event=row.read("start_event", a_text, ""),
        step=row.read("step", a_text, ""),
        repetition=row.read("repetition", a_whole_number, 0),
        due=row.read("due_at", _instant, 0),
        verb=row.read("verb", a_text, ""),
        to=tuple(
            Recipient(
                to.read("name", a_text, ""),
                to.read("id", a_text, ""),
                to.read("address", a_text, ""),
                delivered=to.read("deliver_at", _instant, 0),
            )
            for to in _rows(row, "to", *_RECIPIENT)
        ),
        place=row.read("place", a_text, ""),
        note=row.read("note", a_text, ""),
        withdrawn=row.read("withdrawn", a_flag, otherwise=False),
    )


def _format(value: object) -> int:
    if value != FORMAT:
        message = f"expected {FORMAT}, found `{shown(value)}`"
        raise FieldError(message, code=SHAPE)
    return FORMAT


def _instant(value: object) -> int:
    return to_instant(an_instant(value))


def _names(value: object) -> tuple[str, ...]:
    return tuple(map(a_text, a_list(value)))


def _versions(value: object) -> dict[str, str]:
    return {name: a_text(version) for name, version in an_object(value).items()}


def _one_of(words: type[Word]) -> Callable[[object], Word]:
    """What reads a word that stands for a member of an enumeration."""

    def read(value: object) -> Word:
        try:
            return words(value)
        except ValueError:
            known = [word.value for word in words]
            message = f"unknown word `{shown(value)}`"
            raise FieldError(message, hint=near(shown(value), known)) from None

    return read
