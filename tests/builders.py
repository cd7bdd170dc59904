"""Leads, events and policies for tests, and results in short words.

The tests tell the time as `mon 09:00`: Monday 5 January 2026, in UTC unless a zone
is given. `tue2 09:00` is in the week after, `sun0 09:00` in the week before.
"""

from __future__ import annotations

import functools
import textwrap
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import leadpact
from leadpact.calendars import parse_absences
from leadpact.instants import from_instant
from leadpact.model.lead import Actor, Event, Lead, Person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leadpact.model.evaluation import Consequence, Evaluation, Instance
    from leadpact.pact import Pact

ROOT = Path(__file__).parents[1]

#: Every policy that is shipped. Other files beside them are no versions of a policy.
SHIPPED = sorted(
    [*ROOT.glob("policies/*/[0-9]*.yaml"), *ROOT.glob("examples/*/policy.yaml")]
)

MONDAY = date(2026, 1, 5)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEK = 7

_POLICY = {
    "leadpact": "1",
    "policy": "trial",
    "version": "1.0.0",
    "effective": "2026-01-05",
    "timezone": "UTC",
    "currency": "USD",
    "title": "A trial",
    "summary": "A policy for tests.",
    "parties": """
        marketing: {signatory: VP Marketing, contact: leads@example.com, calendar: desk}
        sales: {signatory: VP Sales, contact: sales@example.com, calendar: desk}
    """,
    "roles": """
        manager: {party: sales, who: head of sales, contact: boss@example.com}
    """,
    "fields": """
        employees: integer
        score: decimal
        country: {type: choice, choices: [US, CA, MX, NO]}
        email: text
        zone: text
        amount: money
        chance: percent
        close: date
    """,
    "events": """
        demo_request: {size: integer, plan: {type: choice, choices: [basic, pro]}}
    """,
    "calendars": """
        desk: {timezone: UTC, open: {mon-fri: 09:00-17:00}}
        late_desk: {timezone: UTC, open: {mon-fri: 13:00-21:00}}
    """,
}


def at(text: str, zone: str = "UTC") -> datetime:
    """An aware instant: `2026-01-05 09:00`, or `mon 09:00` of that week."""
    day, clock = text.split()
    if day[:3] in DAYS:
        week = int(day[3:] or 1) - 1
        found = MONDAY + timedelta(days=_WEEK * week + DAYS.index(day[:3]))
    else:
        found = date.fromisoformat(day)
    naive = datetime.combine(found, time.fromisoformat(clock))
    return naive.replace(tzinfo=UTC if zone == "UTC" else ZoneInfo(zone))


def said(instant: datetime | int | None, zone: str = "UTC") -> str:
    """An instant in the words that ``at`` reads; `never` for none."""
    if instant is None:
        return "never"
    moment = from_instant(instant) if isinstance(instant, int) else instant
    moment = moment.astimezone(ZoneInfo(zone))
    days = (moment.date() - MONDAY).days
    week, day = divmod(days, _WEEK)
    clock = moment.time().isoformat("auto" if moment.second else "minutes")
    return f"{DAYS[day]}{'' if week == 0 else week + 1} {clock}"


def make_event(
    kind: str,
    when: datetime | str,
    *,
    actor: Actor = Actor.HUMAN,
    recorded: datetime | str | None = None,
    seq: int = 0,
    identity: str = "",
    **data: object,
) -> Event:
    """An event, of a human unless told otherwise."""
    return Event(
        kind,
        at(when) if isinstance(when, str) else when,
        data,
        actor,
        at(recorded) if isinstance(recorded, str) else recorded,
        identity,
        seq,
    )


def make_history(text: str, zone: str = "UTC") -> tuple[Event, ...]:
    """Events in plain words, a line or `;` each.

    A line is `mon 09:00 TYPE`, then any of an actor (`system`), `DATUM=VALUE`,
    `#ID`, `seq:N`, and `recorded:mon-10:00`. Values with spaces have `_` for them.
    """
    lines = (line.strip() for line in text.replace(";", "\n").splitlines())
    return tuple(_event(line.split(), zone) for line in lines if line)


def _event(words: list[str], zone: str) -> Event:
    day, clock, kind, *rest = words
    actor, recorded, seq, identity = Actor.HUMAN, None, 0, ""
    data: dict[str, object] = {}
    for word in rest:
        if word.startswith("#"):
            identity = word[1:]
        elif word.startswith("seq:"):
            seq = int(word.removeprefix("seq:"))
        elif word.startswith("recorded:"):
            recorded = at(word.removeprefix("recorded:").replace("-", " ", 1), zone)
        elif "=" in word:
            name, value = word.split("=", 1)
            data[name] = value.replace("_", " ") if name == "why" else value
        else:
            actor = Actor(word)
    return Event(kind, at(f"{day} {clock}", zone), data, actor, recorded, identity, seq)


def make_lead(
    events: str | Iterable[Event] | None = "", *, identity: str = "L1", **fields: object
) -> Lead:
    """A lead with a history in plain words or as events; ``None`` if not known."""
    if isinstance(events, str):
        events = make_history(events)
    return Lead(identity, fields, None if events is None else tuple(events))


def make_person(
    identity: str, *, calendar: str = "", address: str = "", absences: str = ""
) -> Person:
    """Somebody who owns leads."""
    name, away = identity.title(), parse_absences(absences)
    return Person(identity, name, calendar, address, absences=away)


def make_policy(**sections: str) -> str:
    """The text of a policy: a small sound one, with some sections replaced.

    A section is the text below its key, indented in any way, or one line.
    """
    parts = {**_POLICY, **sections}
    return "\n".join(_section(key, text) for key, text in parts.items() if text)


def _section(key: str, text: str) -> str:
    if "\n" not in text.strip() and not text.startswith("\n"):
        return f"{key}: {text}"
    body = textwrap.dedent(text).strip("\n").rstrip()
    return f"{key}:\n{textwrap.indent(body, '  ')}"


@functools.cache
def make_pact(**sections: str) -> Pact:
    """The policy of ``make_policy``, ready to judge; made once for equal texts."""
    return leadpact.loads(make_policy(**sections))


def make_book(folder: Path, *versions: dict[str, str]) -> Path:
    """A folder of versions of ``make_policy``, each with some sections replaced."""
    folder.mkdir(exist_ok=True)
    for sections in versions:
        version = sections.get("version", _POLICY["version"])
        (folder / f"{version}.yaml").write_text(make_policy(**sections), "utf-8")
    return folder


def make_timer(text: str, name: str = "reply", **sections: str) -> Pact:
    """A policy of one timer, owed by sales; parts of it are parted by ` / `."""
    lines = [f"{name}:", "  party: sales"]
    lines += [f"  {part.strip()}" for part in text.strip().split(" / ")]
    return make_pact(timers="\n" + "\n".join(lines), **sections)


def judge(
    pact: Pact,
    events: str | Iterable[Event] | None,
    now: str,
    people: Iterable[Person] = (),
    **fields: Any,  # noqa: ANN401 - what the tests give is for the engine to judge
) -> Evaluation:
    """What a policy says about a lead with a history, at an instant in words."""
    return pact.evaluate(make_lead(events, **fields), now=at(now), people=people)


def told(instance: Instance) -> str:
    """An instance: start, outcome, due, and what ended it."""
    ended = ""
    if instance.ending is not None:
        ended = f", {instance.ending.value} {said(instance.end)}"
    due = said(instance.due)
    return f"{said(instance.start)} {instance.outcome.value}, due {due}{ended}"


def tell(evaluation: Evaluation, timer: str = "reply") -> list[str]:
    """The instances of a timer or limit, in order."""
    return [told(one) for one in evaluation.instances if one.timer == timer]


def only(evaluation: Evaluation, timer: str = "reply") -> Instance:
    """The one instance of a timer."""
    (found,) = (one for one in evaluation.instances if one.timer == timer)
    return found


def asked(evaluation: Evaluation) -> list[str]:
    """The consequences: due, verb, recipients, and whether withdrawn."""
    return [_asked(one) for one in evaluation.consequences]


def _asked(one: Consequence) -> str:
    words = [said(one.due), one.verb, *(to.name for to in one.to)]
    if one.place:
        words.append(f"for {one.place}")
    if one.withdrawn:
        words.append("(withdrawn)")
    return " ".join(words)


def codes(evaluation: Evaluation) -> list[str]:
    """The codes of the findings, sorted."""
    return sorted(found.code for found in evaluation.findings)


def hours(amount: float) -> int:
    """Microseconds of some hours."""
    return round(amount * 3_600_000_000)
