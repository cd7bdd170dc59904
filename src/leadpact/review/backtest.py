"""What the same history would have been under another version of a policy.

Two versions judge the same leads, and their results are compared, table by table. The
comparison takes nothing but rows of results, whoever made them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from leadpact.instants import to_instant
from leadpact.model.records import people_by_id
from leadpact.results.rows import Row
from leadpact.results.tables import Span, Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from leadpact.model.records import SomeLead, SomePerson
    from leadpact.pact import Pact

_BREACHED = "breached"
_WEEK = 7
#: Leads that are named as those that a change affects most.
MOST_AFFECTED = 10


@attrs.frozen
class Count:
    """How often something was, and would have been.

    Attributes:
        name: What.
        before: How often under the version before.
        after: How often under the version after.
        gained: How often after, and not before.
        lost: How often before, and not after.
    """

    name: str
    before: int
    after: int
    gained: int
    lost: int


@attrs.frozen
class TimerChange:
    """What becomes of one promise.

    Attributes:
        timer: Its name.
        party: Who owes it.
        before: Instances by outcome, such as `met_late`.
        after: The same under the version after.
        breaches: Breaches, gained and lost.
        weeks: The same by week, from the first to the last in which any promise
            began, also those without a breach.
    """

    timer: str
    party: str
    before: Mapping[str, int]
    after: Mapping[str, int]
    breaches: Count
    weeks: tuple[Count, ...] = ()


@attrs.frozen
class Move:
    """Leads of which a definition says something else.

    Attributes:
        definition: Its name.
        before: What it said.
        after: What it says.
        leads: How many.
    """

    definition: str
    before: str
    after: str
    leads: int


@attrs.frozen
class Affected:
    """A lead for which much would have been different.

    Attributes:
        lead: Its id.
        changes: What, such as `accept breached`, `MQL lost`.
    """

    lead: str
    changes: tuple[str, ...]


@attrs.frozen
class Backtest:
    """What the same history would have been.

    Attributes:
        leads: How many leads both versions judged.
        refused: How many each of them could not judge.
        stages: Leads that entered each stage.
        moves: Leads of which a definition says something else at the end.
        timers: Promises and limits, each as a whole.
        weeks: Breaches by the week in which the promise began, its Monday as name.
        owners: Breaches by who held the lead at due; `nobody` for none.
        parties: Breaches by who owes the promise.
        consequences: Consequences by what is asked of whom.
        undecided: Leads of which some definition lacks a field, by field.
        affected: The leads for which most would have been different.
        zone: In which weeks begin.
    """

    leads: int
    refused: tuple[int, int]
    stages: tuple[Count, ...]
    moves: tuple[Move, ...]
    timers: tuple[TimerChange, ...]
    weeks: tuple[Count, ...]
    owners: tuple[Count, ...]
    parties: tuple[Count, ...]
    consequences: tuple[Count, ...]
    undecided: tuple[Count, ...]
    affected: tuple[Affected, ...]
    zone: str = "UTC"


def backtest(  # noqa: PLR0913 - what a history is made of
    before: Pact,
    after: Pact,
    leads: Sequence[SomeLead],
    *,
    now: datetime,
    people: Iterable[SomePerson] = (),
    since: datetime | None = None,
    until: datetime | None = None,
) -> Backtest:
    """Judge the same leads by two versions, and compare what they say.

    It says nothing of what people would have done under the other version.

    Args:
        before: The version before.
        after: The version after.
        leads: The leads with their events, or the same as plain data.
        now: Aware instant; events after it do not count.
        people: Owners of leads.
        since: Promises and stages that began earlier do not count.
        until: Nor do those that began at this instant or later.

    Raises:
        RecordError: ``now`` or one of the people is wrong.

    Source: docs/how-to/backtest-a-change.md.
    """
    known = tuple(people_by_id(people).values())
    tables = [
        Tables.of(pact.evaluate_many(leads, now=now, people=known))
        for pact in (before, after)
    ]
    bounds = [None if one is None else to_instant(one) for one in (since, until)]
    span = Span(bounds[0], bounds[1], after.checked.policy.timezone)
    return compare_tables(tables[0], tables[1], span)


def compare_tables(before: Tables, after: Tables, span: Span) -> Backtest:
    """Compare what two versions say of the same leads.

    Args:
        before: What the version before says.
        after: What the version after says.
        span: Which promises and stages are looked at, by when they began.
    """
    sides = _Side.of(before, span), _Side.of(after, span)
    return Backtest(
        leads=len({row["lead"] for row in before.leads} & _ids(after.leads)),
        refused=(len(before.refused), len(after.refused)),
        stages=_counts(sides, lambda side: side.entries, lambda key: key[1]),
        moves=tuple(_moves(before, after)),
        timers=tuple(_timers(sides, span)),
        weeks=_breaches(sides, lambda row: str(span.week(row["start_at"]))),
        owners=_breaches(sides, lambda row: row["owner_at_due"] or "nobody"),
        parties=_breaches(sides, lambda row: row["party"]),
        consequences=_counts(sides, lambda side: side.requests, lambda key: key[-1]),
        undecided=_counts(
            [_lacks(one) for one in (before, after)],
            lambda side: side,
            lambda key: key[1],
        ),
        affected=tuple(_affected(sides)),
        zone=span.zone,
    )


@attrs.frozen
class _Side:
    """What one version says, by keys that both versions share.

    Attributes:
        instances: By lead, timer and start event.
        entries: Leads and the stages that they entered.
        requests: Consequences: of which instance, which step, and what is asked.
    """

    instances: Mapping[tuple[str, str, str], Row]
    entries: frozenset[tuple[str, str]]
    requests: frozenset[tuple[Any, ...]]

    @classmethod
    def of(cls, tables: Tables, span: Span) -> _Side:
        instances = {
            (row["lead"], row["timer"], row["start_event"]): row
            for row in tables.timers
            if span.holds(row["start_at"])
        }
        entries = frozenset(
            (row["lead"], entry["stage"])
            for row in tables.leads
            for entry in row["entries"]
            if span.holds(entry["entered_at"])
        )
        requests = frozenset(
            (*key, row["step"], row["repetition"], _asked(row))
            for row in tables.consequences
            if (key := (row["lead"], row["timer"], row["start_event"])) in instances
            and not row["withdrawn"]
        )
        return cls(instances, entries, requests)

    @property
    def breached(self) -> frozenset[tuple[str, str, str]]:
        """The instances that are breached."""
        return frozenset(
            key for key, row in self.instances.items() if row["state"] == _BREACHED
        )


def _asked(row: Row) -> str:
    """What a consequence asks of whom."""
    people = " and ".join(to["name"] for to in row["to"])
    place = f" for {row['place']}" if row["place"] else ""
    return f"{row['verb']} {people}".strip() + place


def _ids(rows: Iterable[Row]) -> set[str]:
    return {row["lead"] for row in rows}


def _counts(
    sides: Sequence[Any],
    keys: Callable[[Any], frozenset[Any]],
    name: Callable[[Any], str],
) -> tuple[Count, ...]:
    """How often each name stands among the keys of both sides."""
    old, new = (keys(side) for side in sides)
    before, after = Counter(map(name, old)), Counter(map(name, new))
    gained, lost = Counter(map(name, new - old)), Counter(map(name, old - new))
    return tuple(
        Count(one, before[one], after[one], gained[one], lost[one])
        for one in sorted(before.keys() | after.keys())
    )


def _breaches(
    sides: tuple[_Side, _Side], name: Callable[[Row], str]
) -> tuple[Count, ...]:
    """Breaches by a name that a row has; each by that of its own side."""
    old, new = sides
    before = Counter(name(old.instances[key]) for key in old.breached)
    after = Counter(name(new.instances[key]) for key in new.breached)
    gained = Counter(name(new.instances[key]) for key in new.breached - old.breached)
    lost = Counter(name(old.instances[key]) for key in old.breached - new.breached)
    kept = Counter(name(old.instances[key]) for key in old.breached & new.breached)
    moved = Counter(name(new.instances[key]) for key in old.breached & new.breached)
    return tuple(
        Count(
            one,
            before[one],
            after[one],
            # What has another name under the other version is lost here, gained there.
            gained[one] + max(moved[one] - kept[one], 0),
            lost[one] + max(kept[one] - moved[one], 0),
        )
        for one in sorted(before.keys() | after.keys())
    )


def _weeks(sides: tuple[_Side, _Side], span: Span) -> list[str]:
    """Every week from the first to the last in which a promise began."""
    days = {
        span.week(row["start_at"]) for side in sides for row in side.instances.values()
    }
    if not days:
        return []
    first, count = min(days), (max(days) - min(days)).days // _WEEK + 1
    return [str(first + timedelta(weeks=number)) for number in range(count)]


def _of_timer(side: _Side, timer: str) -> _Side:
    """The instances of one promise."""
    kept = {key: row for key, row in side.instances.items() if row["timer"] == timer}
    return attrs.evolve(side, instances=kept)


def _timers(sides: tuple[_Side, _Side], span: Span) -> Iterator[TimerChange]:
    old, new = sides
    weeks = _weeks(sides, span)
    parties = {
        row["timer"]: row["party"] for side in sides for row in side.instances.values()
    }
    breaches = {one.name: one for one in _breaches(sides, lambda row: row["timer"])}
    for timer in sorted(parties):
        outcomes = [
            Counter(
                row["outcome"]
                for row in side.instances.values()
                if row["timer"] == timer
            )
            for side in (old, new)
        ]
        none = Count(timer, 0, 0, 0, 0)
        own = _of_timer(old, timer), _of_timer(new, timer)
        counts = {
            one.name: one
            for one in _breaches(own, lambda row: str(span.week(row["start_at"])))
        }
        yield TimerChange(
            timer,
            parties[timer],
            dict(outcomes[0]),
            dict(outcomes[1]),
            breaches.get(timer, none),
            tuple(counts.get(week, Count(week, 0, 0, 0, 0)) for week in weeks),
        )


def _moves(before: Tables, after: Tables) -> Iterator[Move]:
    """Definitions of both versions that say something else of a lead."""
    news = {row["lead"]: row["definitions"] for row in after.leads}
    found: Counter[tuple[str, str, str]] = Counter()
    for row in before.leads:
        new = news.get(row["lead"], {})
        for name, old in row["definitions"].items():
            if name in new and old["value"] != new[name]["value"]:
                found[name, _word(old["value"]), _word(new[name]["value"])] += 1
    for (name, was, becomes), leads in sorted(found.items()):
        yield Move(name, was, becomes, leads)


def _word(value: object) -> str:
    if value is None:
        return "unknown"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _lacks(tables: Tables) -> frozenset[tuple[str, str]]:
    """Leads and the fields that some definition lacks of them."""
    return frozenset(
        (row["lead"], name)
        for row in tables.leads
        for verdict in row["definitions"].values()
        for name in verdict["missing"]
    )


def _affected(sides: tuple[_Side, _Side]) -> Iterator[Affected]:
    """The leads for which most is different, and what."""
    old, new = sides
    changes: dict[str, list[str]] = {}
    for words, keys in (
        ("breached", new.breached - old.breached),
        ("no longer breached", old.breached - new.breached),
    ):
        for lead, timer, _ in keys:
            changes.setdefault(lead, []).append(f"{timer} {words}")
    for words, entered in (
        ("gained", new.entries - old.entries),
        ("lost", old.entries - new.entries),
    ):
        for lead, stage in entered:
            changes.setdefault(lead, []).append(f"{stage} {words}")
    ranked = sorted(changes, key=lambda lead: (-len(changes[lead]), lead))
    for lead in ranked[:MOST_AFFECTED]:
        yield Affected(lead, tuple(sorted(changes[lead])))
