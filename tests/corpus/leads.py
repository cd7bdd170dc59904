"""Leads drawn at random for a policy: the events and values that it asks about."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from leadpact.language.nodes import Source
from leadpact.language.types import Kind
from leadpact.model.lead import CHANGED_VALUES, Actor, Event, Lead, Person

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

    from leadpact.compile.plan import Plan
    from leadpact.language.types import Type

#: Mondays and Fridays before ordinary days, both changes of the clock, and holidays.
_ANCHORS = (
    datetime(2026, 1, 5, tzinfo=UTC),
    datetime(2026, 3, 6, tzinfo=UTC),
    datetime(2026, 10, 30, tzinfo=UTC),
    datetime(2026, 12, 22, tzinfo=UTC),
)
_DAYS = 9
_ZONES = ("Europe/Oslo", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "UTC")
_OWNERS = ("ann", "ben", "cleo")

#: Words of event data that take any word.
_DATA: Mapping[str, Sequence[str]] = {
    "channel": ("call", "email", "web"),
    "outcome": ("reached", "no_answer"),
    "consent": ("given", "withdrawn"),
    "reason": ("spam", "no_budget", "duplicate"),
    "to": _OWNERS,
    "by": ("boss",),
    "why": ("the desk was closed",),
    "plan": ("basic", "pro"),
}
#: Events that mean something to every policy, more often the first ones.
_ALWAYS = (
    *("handed_off", "accepted", "attempt", "assigned", "changed", "changed"),
    *("waived", "recycled", "rejected", "paused", "resumed", "reconverted", "created"),
    *("consent_changed", "merged", "a_type_of_its_own"),
)
_ACTORS = (Actor.HUMAN, Actor.HUMAN, Actor.AUTOMATION, Actor.SYSTEM, Actor.UNKNOWN)
_DELAYS = (timedelta(), timedelta(minutes=30), timedelta(hours=5), timedelta(days=3))


class LeadDraw:
    """Draws a lead and an instant to judge it at."""

    def __init__(self, chance: random.Random, plan: Plan, text: str) -> None:
        self.chance = chance
        self.plan = plan
        self.numbers = sorted(
            {int(found) for found in re.findall(r"\b\d{1,6}\b", text)}
        )
        self.words: list[str] = sorted(
            set(re.findall(r"[\w@.-]*[a-z]{2}[\w@.-]*", text))
        )
        self.fields = {field.name: field.type for field in plan.fields}
        self.data = {
            event.name: {datum.name: datum.type for datum in event.data}
            for event in plan.events
        }
        self.timers = [timer.name for timer in plan.timers]
        asked = [one.name for one in plan.patterns if one.source is Source.EVENT]
        self.kinds = [*sorted(set(asked)) * 3, *_ALWAYS]
        self.anchor = chance.choice(_ANCHORS)
        self.instants: list[datetime] = []

    def lead(self) -> Lead:
        """A lead; of some the history is not known."""
        names = [name for name in self.fields if self.chance.random() < 0.75]
        fields = {name: self._value(name, self.fields[name]) for name in names}
        if self.chance.random() < 0.03:
            return Lead("L1", fields, None)
        events = [self._event(index) for index in range(self.chance.randint(0, 22))]
        if events and self.chance.random() < 0.3:
            events += self.chance.choices(events, k=2)
        self.chance.shuffle(events)
        return Lead("L1", fields, tuple(events))

    def people(self) -> tuple[Person, ...]:
        """Owners; some have hours of their own, few an unknown calendar."""
        calendars = [calendar.name for calendar in self.plan.calendars]
        calendars += [""] * (1 + len(calendars))
        if self.chance.random() < 0.02:
            calendars = ["no_such_calendar"]
        owners = [owner for owner in _OWNERS if self.chance.random() < 0.6]
        return tuple(
            Person(
                owner, owner.title(), self.chance.choice(calendars), f"{owner}@x.org"
            )
            for owner in owners
        )

    def now(self) -> datetime:
        """An instant, often one at which something happened."""
        if self.instants and self.chance.random() < 0.3:
            return self.chance.choice(self.instants)
        return self._instant() + timedelta(days=self.chance.choice((0, 2, 4, 8, 40)))

    def _event(self, index: int) -> Event:
        kind = self.chance.choice(self.kinds)
        at = self._instant()
        if self.instants and self.chance.random() < 0.25:
            at = self.chance.choice(self.instants)
        self.instants.append(at)
        backdated = self.chance.random() < 0.2
        return Event(
            kind,
            at,
            self._data(kind),
            self.chance.choice(_ACTORS),
            at + self.chance.choice(_DELAYS) if backdated else None,
            f"e{self.chance.randrange(10**6)}-{index}" if index % 5 else "",
            self.chance.choice((0, 0, 0, 1, 2)),
        )

    def _instant(self) -> datetime:
        day = timedelta(days=self.chance.randrange(_DAYS))
        slot = timedelta(minutes=30 * self.chance.choice((*range(16, 40), *range(48))))
        fine = self.chance.choice((0, 0, 0, 0, 1, 60_000_000, 12_345_678))
        return self.anchor + day + slot + timedelta(microseconds=fine)

    def _data(self, kind: str) -> dict[str, object]:
        found = {
            name: self._value(name, kind_of)
            for name, kind_of in self.data.get(kind, {}).items()
            if self.chance.random() < 0.9
        }
        if kind == "changed" and self.fields:
            field = self.chance.choice([*self.fields])
            found["field"] = field
            for name in CHANGED_VALUES:
                if self.chance.random() < 0.8:
                    found[name] = self._value(field, self.fields[field])
        return found

    def _value(self, name: str, kind: Type) -> object:
        match kind.kind:
            case Kind.INTEGER:
                return self._number()
            case Kind.DECIMAL | Kind.PERCENT | Kind.MONEY:
                return self._number() + self.chance.choice((Decimal(0), Decimal("0.5")))
            case Kind.FLAG:
                return self.chance.random() < 0.5
            case Kind.DATE:
                return date(2026, 1, 5) + timedelta(days=self.chance.randrange(400))
            case Kind.CHOICE if kind.choices:
                return self.chance.choice(kind.choices)
            case _:
                return self._word(name)

    def _number(self) -> int:
        return self.chance.choice(self.numbers) + self.chance.choice((-1, 0, 0, 1))

    def _word(self, name: str) -> str:
        """A word for a text, or for a choice that takes any word."""
        if "zone" in name:
            broken = self.chance.random() < 0.01
            return "Nowhere/Land" if broken else self.chance.choice(_ZONES)
        if name == "timer":
            return self.chance.choice((*self.timers, "no_such_timer"))
        words = _DATA.get(name, self.words)
        return self.chance.choice(words if self.chance.random() < 0.9 else self.words)
