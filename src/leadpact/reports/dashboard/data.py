"""What a dashboard holds: leads, events and promises in columns, and what was counted.

Columns are lists of one length; a text stands in them as its place in `texts`. Instants
are whole seconds since the epoch, days are counted from 1970 in the zone of the policy.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import attrs

from leadpact.check.subject import event_types
from leadpact.engines.history import ASSIGNING, History
from leadpact.language.types import Kind
from leadpact.model.evaluation import Outcome
from leadpact.model.lead import Actor
from leadpact.planning import plan_numbers
from leadpact.reports.goals import standings
from leadpact.reports.output import shown
from leadpact.reports.segments import named
from leadpact.reports.waterfall import counted_goals, waterfall
from leadpact.units import MICROSECONDS
from leadpact.wording.phrases import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from fractions import Fraction

    from leadpact.engines.history import Record, Source
    from leadpact.language.types import Type
    from leadpact.reports.material import Material
    from leadpact.results.rows import Row

#: The outcomes of promises, by their place in the data.
OUTCOMES = tuple(outcome.value for outcome in Outcome)
_ACTORS = tuple(actor.value for actor in Actor)
_EPOCH = date(1970, 1, 1)
#: Fields and definitions of more values than this are no filter.
_MOST_VALUES = 40
_FIELD, _TO = "field", "to"


@attrs.define
class _Texts:
    """Texts, each once."""

    places: dict[str, int] = attrs.field(factory=dict)

    def place(self, text: str) -> int:
        """The place of a text."""
        return self.places.setdefault(text, len(self.places))


class DashboardData:
    """Collects what a dashboard holds.

    Args:
        material: What reports are made from.
        personal: Whether names of people, ids of leads and free text are told. Without
            them, owners and leads have numbers.
    """

    def __init__(self, material: Material, *, personal: bool) -> None:
        self._material = material
        self._policy = material.policy
        plan = self._policy.plan
        numbers = {} if plan is None else plan_numbers(plan).amounts
        self._wording = Wording("en", self._policy, numbers)
        self._personal = personal
        self._texts = _Texts()
        self._owners: dict[str, int] = {}
        self._types = event_types(self._policy)
        #: By type of event, the names of its data that are told.
        self._told_data = {
            event: [
                name
                for name, kind in sorted(types.items())
                if event == "changed" or self._is_told(kind)
            ]
            for event, types in self._types.items()
        }
        self._steps: dict[tuple[object, ...], str] = {}
        self._places = {
            row["lead"]: place for place, row in enumerate(material.tables.leads)
        }

    def data(self) -> dict[str, Any]:
        """Everything, as JSON can hold it."""
        material, policy = self._material, self._policy
        leads, events = self._leads_and_events()
        promises = self._promises()
        owed = self._owed()
        return {
            "policy": policy.policy,
            "version": policy.version,
            "digest": material.pact.digest,
            "zone": policy.timezone,
            "now": material.now // MICROSECONDS,
            "today": _day_number(material.today),
            "refused": len(material.tables.refused),
            "parties": [
                {"name": name, "label": policy.parties[name].label or self._word(name)}
                for name in policy.ranked(policy.parties)
            ],
            "promises": [*self._kinds()],
            "goals": [*self._goals()],
            "waterfalls": [*self._waterfalls()],
            "stages": [
                {"name": stage.name, "label": stage.label or stage.name}
                for stage in policy.stages
            ],
            "outcomes": OUTCOMES,
            "actors": _ACTORS,
            "leads": leads,
            "events": events,
            "runs": promises,
            "owed": owed,
            "owners": [*map(self._owner_name, self._owners)],
            "texts": [*self._texts.places],
        }

    # What was promised.

    def _kinds(self) -> Iterator[dict[str, object]]:
        """The timers and limits, in the order of the policy."""
        policy = self._policy
        for name in policy.ranked(policy.timers):
            timer = policy.timers[name]
            label = timer.promise or self._word(name)
            yield {"name": name, "label": label, "party": timer.party.name}
        for name in policy.ranked(policy.limits):
            limit = policy.limits[name]
            label = limit.promise or self._word(name)
            yield {
                "name": name,
                "label": label,
                "party": limit.party.name,
                "limit": True,
            }

    def _word(self, name: str) -> str:
        return name.replace("_", " ").capitalize()

    def _goals(self) -> Iterator[dict[str, object]]:
        for one in standings(self._material):
            yield {
                "name": one.goal,
                "party": one.party,
                "group": one.group if self._personal else "",
                "first": one.first.isoformat(),
                "last": one.last.isoformat(),
                "asks": one.asks,
                "value": shown(one.value),
                "required": shown(one.required),
                "line": shown(one.line),
                "state": one.state,
                "observed": one.observed,
                "owed": one.owed,
            }

    def _waterfalls(self) -> Iterator[dict[str, object]]:
        for name in counted_goals(self._policy):
            days = waterfall(self._material, name)
            yield {
                "name": name,
                "asks": self._wording.goal_bound(name),
                "party": self._policy.goals[name].party.name,
                "days": [one.day.isoformat() for one in days],
                "so_far": [_float(one.so_far) for one in days],
                "last_period": [_float(one.last_period) for one in days],
                "goal": float(days[-1].goal),
            }

    # What happened.

    def _leads_and_events(self) -> tuple[dict[str, Any], dict[str, list[int]]]:
        rows = self._material.tables.leads
        sources = {source.lead: source for source in self._material.histories}
        events: dict[str, list[int]] = {
            key: [] for key in ("count", "at", "type", "actor", "note")
        }
        created = []
        for row in rows:
            records = [*self._told(sources[row["lead"]])]
            created.append(records[0].at // MICROSECONDS if records else None)
            self._add_events(events, records)
        leads = {
            "id": [self._lead_name(row, place) for place, row in enumerate(rows)],
            "stage": [row["stage"] for row in rows],
            "owner": [self._owner(row["owner"]) for row in rows],
            "created": created,
            "facts": [*self._facts(rows, sources)],
        }
        return leads, events

    def _told(self, source: Source) -> Iterator[Record]:
        """The events of types that the policy knows, up to ``now``."""
        for record in source.records or ():
            if record.at <= self._material.now and record.type in self._types:
                yield record

    def _add_events(
        self, events: dict[str, list[int]], records: Sequence[Record]
    ) -> None:
        """Each instant as its distance from the one before, which packs well."""
        last = 0
        events["count"].append(len(records))
        for record in records:
            at = record.at // MICROSECONDS
            events["at"].append(at - last)
            events["type"].append(self._texts.place(record.type.replace("_", " ")))
            events["actor"].append(_ACTORS.index(record.actor))
            events["note"].append(self._texts.place(self._note(record)))
            last = at

    def _note(self, record: Record) -> str:
        """The data of an event in a line."""
        if not record.data:
            return ""
        if record.type in ASSIGNING:
            owner = str(record.data.get(_TO) or "")
            return (
                f"to {self._owner_name(owner)}"
                if self._owner(owner) is not None
                else ""
            )
        if record.type == "changed":
            field = self._policy.fields.get(str(record.data.get(_FIELD)))
            if field is not None and not self._is_told(field.type):
                return str(record.data.get(_FIELD))
        parts = (
            f"{name.replace('_', ' ')} {named(record.data[name])}"
            for name in self._told_data[record.type]
            if record.data.get(name) is not None
        )
        return ", ".join(parts)

    def _is_told(self, kind: Type) -> bool:
        return self._personal or kind.kind is not Kind.TEXT

    def _lead_name(self, row: Row, place: int) -> str:
        return row["lead"] if self._personal else f"Lead {place + 1}"

    def _facts(
        self, rows: Sequence[Row], sources: Mapping[str, Source]
    ) -> Iterator[dict[str, object]]:
        """Fields and definitions, a column each; those of few values are filters."""
        now = self._material.now
        histories = {lead: History(source, now) for lead, source in sources.items()}
        for name, field in sorted(self._policy.fields.items()):
            if self._is_told(field.type):
                values = [histories[row["lead"]].field(name, now) for row in rows]
                yield self._fact(name, field.label, map(named, values), field.type)
        for name, definition in sorted(self._policy.definitions.items()):
            values = [row["definitions"][name]["value"] for row in rows]
            yield self._fact(name, definition.label, map(named, values), None)

    def _fact(
        self, name: str, label: str, values: Iterable[str], kind: Type | None
    ) -> dict[str, object]:
        column = [self._texts.place(value) for value in values]
        is_word = kind is None or kind.kind in {Kind.CHOICE, Kind.FLAG, Kind.TEXT}
        return {
            "label": label or self._word(name),
            "filter": is_word and len(set(column)) <= _MOST_VALUES,
            "values": column,
        }

    # What was promised on it.

    def _promises(self) -> dict[str, list[int | None]]:
        """The rows of timers and limits, in the order of the leads."""
        material, policy = self._material, self._policy
        names = [*policy.ranked(policy.timers), *policy.ranked(policy.limits)]
        ranks = {name: rank for rank, name in enumerate(names)}
        rows = [row for row in material.tables.timers if row["timer"] in ranks]
        outcomes = {word: place for place, word in enumerate(OUTCOMES)}
        return {
            "lead": [self._places[row["lead"]] for row in rows],
            "promise": [ranks[row["timer"]] for row in rows],
            "outcome": [outcomes[row["outcome"]] for row in rows],
            "owner": [self._owner(row["owner_at_due"]) for row in rows],
            "start": [_seconds(row["start_at"]) for row in rows],
            "due": [_seconds(row["due_at"]) for row in rows],
            "end": [_seconds(row["end_at"]) for row in rows],
            "start_day": [_day_number(material.day(row["start_at"])) for row in rows],
            "due_day": [
                _day_number(material.day(row["due_at"] or row["start_at"]))
                for row in rows
            ],
            "used": [round(row["used_seconds"]) for row in rows],
            "within": [self._texts.place(row["within"] or "") for row in rows],
        }

    def _owed(self) -> dict[str, list[int]]:
        """What follows from promises, and is due."""
        rows = [row for row in self._material.tables.consequences if row["timer"]]
        return {
            "lead": [self._places[row["lead"]] for row in rows],
            "due": [_seconds(row["due_at"]) or 0 for row in rows],
            "step": [self._texts.place(self._step(row)) for row in rows],
        }

    def _step(self, row: Row) -> str:
        names = tuple(recipient["name"] for recipient in row["to"])
        key = (row["verb"], names, row["place"], row["note"], row["withdrawn"])
        told = self._steps.get(key)
        if told is None:
            told = self._wording.step_action(row["verb"], names, row["place"] or "")
            told += f" ({row['note']})" if row["note"] else ""
            told += ", withdrawn" if row["withdrawn"] else ""
            self._steps[key] = told
        return told

    # Owners.

    def _owner(self, identity: str | None) -> int | None:
        if not identity:
            return None
        return self._owners.setdefault(identity, len(self._owners))

    def _owner_name(self, identity: str) -> str:
        if not self._personal:
            return f"owner {self._owners[identity] + 1}"
        person = self._material.people.get(identity)
        return person.name if person is not None and person.name else identity


def _seconds(text: str | None) -> int | None:
    if text is None:
        return None
    return int(datetime.fromisoformat(text).astimezone(UTC).timestamp())


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _day_number(day: date) -> int:
    return (day - _EPOCH).days
