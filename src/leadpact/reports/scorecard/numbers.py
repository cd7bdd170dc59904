"""What a scorecard tells of a month, in the words of the page."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from leadpact.model.evaluation import Outcome
from leadpact.model.goals import GoalState
from leadpact.model.policy import Period
from leadpact.planning import plan_numbers
from leadpact.reports.goals import GoalWords, group_of, owed_of
from leadpact.reports.output import Quantity, shown
from leadpact.wording.phrases import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leadpact.model.goals import GoalResult
    from leadpact.reports.material import Material
    from leadpact.results.rows import Row

_MET, _LATE = Outcome.MET.value, Outcome.MET_LATE.value
_NEVER = Outcome.NEVER_MET.value
_DECIDED = frozenset({_MET, _LATE, _NEVER})
_OPEN = frozenset({Outcome.RUNNING.value, Outcome.AT_RISK.value, Outcome.PAUSED.value})
#: Months that the trend shows, and people that are named.
_MONTHS, _NAMED = 6, 3
_HUNDRED = 100
#: What stands for a share of nothing.
_NONE = "none"
_STATES = {
    GoalState.AHEAD: "ahead",
    GoalState.ON_TRACK: "on track",
    GoalState.BEHIND: "behind",
    GoalState.MET: "met",
    GoalState.MISSED: "missed",
    GoalState.NO_DATA: "nothing to measure",
}
#: What several periods of a goal come to: the first of these that one of them has.
_WORST = (
    GoalState.MISSED,
    GoalState.BEHIND,
    GoalState.ON_TRACK,
    GoalState.AHEAD,
    GoalState.MET,
)
_GOOD = frozenset({GoalState.AHEAD, GoalState.ON_TRACK, GoalState.MET})
_PERIODS = {Period.DAY: "days", Period.WEEK: "weeks"}


@attrs.frozen
class GoalCell:
    """One goal of the month.

    Attributes:
        title: What it is called.
        party: Who owes it.
        tone: The number of the party's colour.
        value: What was measured, or how many of several were met.
        asks: What is asked for.
        state: How it stands, in words.
        good: Whether that is as promised.
        owed: What follows.
    """

    title: str
    party: str
    tone: int
    value: str
    asks: str
    state: str
    good: bool
    owed: str


@attrs.frozen
class PromiseLine:
    """One timer or limit in the month.

    Attributes:
        title: The promise.
        due: How many were due and are decided; of a limit none.
        on_time: Kept on time, or how often a limit was violated.
        share: Of those that were due, the part on time.
        change: Against the month before, in points of percent.
        late: Kept late.
        never: Never kept.
        open: Not due yet.
        who: Who held those that were late or never kept.
        trend: The share of each month up to this one, between 0 and 1; ``None`` of a
            month without any.
        is_limit: Whether it is a limit.
    """

    title: str
    due: str
    on_time: str
    share: str
    change: str
    late: str
    never: str
    open: str
    who: str
    trend: tuple[float | None, ...]
    is_limit: bool


@attrs.frozen
class PartyPart:
    """One party, and what it promised."""

    name: str
    tone: int
    promises: tuple[PromiseLine, ...]


@attrs.frozen
class OwedLine:
    """What was owed in the month, and how often."""

    what: str
    count: str


@attrs.frozen
class MonthNumbers:
    """Everything on the page."""

    title: str
    month: str
    facts: tuple[str, ...]
    goals: tuple[GoalCell, ...]
    parties: tuple[PartyPart, ...]
    owed: tuple[OwedLine, ...]
    agreed: tuple[tuple[str, str], ...]
    digest: str
    language: str = "en"


def month_numbers(material: Material, month: date) -> MonthNumbers:
    """What a scorecard tells of a month.

    Args:
        material: What reports are made from.
        month: The first day of the month.

    Raises:
        ValueError: It is not one, or lies after ``now``.
    """
    if month.day != 1:
        msg = f"{month} is not the first day of a month"
        raise ValueError(msg)
    if month > material.today:
        msg = f"{month:%Y-%m} has not begun: the evaluation is as of {material.today}"
        raise ValueError(msg)
    return _Month(material, month).numbers()


class _Month:
    """Tells of one month."""

    def __init__(self, material: Material, month: date) -> None:
        self._material = material
        self._policy = material.policy
        plan = self._policy.plan
        numbers = {} if plan is None else plan_numbers(plan).amounts
        self._wording = Wording("en", self._policy, numbers)
        self._words = GoalWords(material)
        self._first = month
        self._after = _later(month, 1)
        self._tones = {
            name: tone
            for tone, name in enumerate(self._policy.ranked(self._policy.parties))
        }

    def numbers(self) -> MonthNumbers:
        policy, material = self._policy, self._material
        amounts = self._wording.amounts
        so_far = " so far" if material.today < self._after else ""
        goals = self._goals()
        return MonthNumbers(
            title=policy.title,
            month=f"{self._first:%B %Y}{so_far}",
            facts=(
                f"{policy.policy} {policy.version}",
                f"as of {amounts.instant(material.now, policy.timezone)}",
                _leads(amounts.number(len(material.tables.leads))),
            ),
            goals=tuple(cell for _, cell in goals),
            parties=tuple(
                PartyPart(self._party(name), tone, tuple(self._promises(name)))
                for name, tone in self._tones.items()
            ),
            owed=tuple(self._owed()),
            agreed=tuple(
                (cell.title, policy.consequences[name])
                for name, cell in goals
                if not cell.good and name in policy.consequences
            ),
            digest=material.pact.digest,
        )

    def _party(self, name: str) -> str:
        return self._policy.parties[name].label or name.replace("_", " ").capitalize()

    # Goals.

    def _goals(self) -> list[tuple[str, GoalCell]]:
        return [
            (name, self._goal(name, results))
            for name in self._policy.ranked(self._policy.goals)
            if (results := [*self._of_month(name)])
        ]

    def _of_month(self, name: str) -> Iterator[GoalResult]:
        """The results of a goal that belong to the month.

        Days and weeks belong to the month in which they end, longer periods to each of
        their months. A day or a week that is not over tells nothing beside others.
        """
        found = [
            one
            for one in self._material.goals
            if one.goal == name and self._belongs(one)
        ]
        over = [one for one in found if one.last < self._material.today]
        is_short = any(one.per in _PERIODS for one in found)
        yield from (over or found) if is_short else found

    def _belongs(self, one: GoalResult) -> bool:
        if one.per in _PERIODS:
            return self._first <= one.last < self._after
        return one.first <= self._first <= one.last

    def _goal(self, name: str, results: Sequence[GoalResult]) -> GoalCell:
        goal = self._policy.goals[name]
        state = next(
            (worst for worst in _WORST if any(one.state is worst for one in results)),
            GoalState.NO_DATA,
        )
        wording = self._words.of(results[-1])
        owed = (
            owed_of(self._material, self._words.of(one), step)
            for one in results
            for step in one.consequences
        )
        told = [one for one in results if self._is_told(one)]
        return GoalCell(
            title=self._wording.goal_title(name),
            party=self._party(goal.party.name),
            tone=self._tones[goal.party.name],
            value=self._value(results),
            asks=wording.goal_bound(name),
            state=", ".join([_STATES[state], *self._missed_groups(told)]),
            good=state in _GOOD,
            owed="; ".join(dict.fromkeys(owed)),
        )

    def _is_told(self, one: GoalResult) -> bool:
        return one.group is not None and one.state in {
            GoalState.MISSED,
            GoalState.BEHIND,
        }

    def _missed_groups(self, results: Sequence[GoalResult]) -> Iterator[str]:
        names = list(dict.fromkeys(group_of(self._material, one) for one in results))
        if names:
            yield _some(names)

    def _value(self, results: Sequence[GoalResult]) -> str:
        """What was measured, or how many of several periods and groups were kept."""
        if len(results) == 1:
            (one,) = results
            currency = self._policy.currency
            if one.value is None:
                return "no end" if one.beyond else _NONE
            return shown(Quantity(one.value, one.kind, currency))
        good = sum(one.state in _GOOD for one in results)
        counted = sum(one.state is not GoalState.NO_DATA for one in results)
        groups = len({one.group for one in results})
        what = "" if groups > 1 else f" {_PERIODS.get(results[0].per, 'periods')}"
        return f"{good} of {counted}{what}"

    # Promises.

    def _promises(self, party: str) -> Iterator[PromiseLine]:
        policy = self._policy
        rows: dict[str, list[Row]] = {}
        for row in self._material.timers:
            rows.setdefault(row["timer"], []).append(row)
        for name in policy.ranked(policy.timers):
            timer = policy.timers[name]
            if timer.party.name == party:
                title = timer.promise or self._word(name)
                yield self._promise(title, rows.get(name, ()))
        for name in policy.ranked(policy.limits):
            limit = policy.limits[name]
            if limit.party.name == party:
                title = limit.promise or self._word(name)
                yield self._limit(title, rows.get(name, ()))

    def _word(self, name: str) -> str:
        return name.replace("_", " ").capitalize()

    def _promise(self, title: str, rows: Sequence[Row]) -> PromiseLine:
        counts = self._counts(rows)
        own = counts.get(self._first, Counter())
        trend = [
            self._share(counts.get(_later(self._first, -back), Counter()))
            for back in reversed(range(_MONTHS))
        ]
        decided = sum(own[outcome] for outcome in _DECIDED)
        number = self._wording.amounts.number
        share, before = trend[-1], trend[-2]
        return PromiseLine(
            title=title,
            due=number(decided),
            on_time=number(own[_MET]),
            share=_NONE if share is None else f"{_floor(share)}%",
            change=_change(share, before),
            late=number(own[_LATE]),
            never=number(own[_NEVER]),
            open=number(sum(own[outcome] for outcome in _OPEN)),
            who=self._who(
                row
                for row in rows
                if self._month(row) == self._first and row["outcome"] in {_LATE, _NEVER}
            ),
            trend=tuple(None if one is None else float(one) for one in trend),
            is_limit=False,
        )

    def _limit(self, title: str, rows: Sequence[Row]) -> PromiseLine:
        own = [row for row in rows if self._month(row) == self._first]
        number = self._wording.amounts.number(len(own))
        return PromiseLine(
            title,
            "",
            number,
            "",
            "",
            "",
            "",
            "",
            self._who(iter(own)),
            (),
            is_limit=True,
        )

    def _counts(self, rows: Sequence[Row]) -> Mapping[date, Counter[str]]:
        """How promises ended, by the month in which they were due."""
        counts: dict[date, Counter[str]] = {}
        for row in rows:
            counts.setdefault(self._month(row), Counter())[row["outcome"]] += 1
        return counts

    def _month(self, row: Row) -> date:
        """The month in which a promise was due, or began if it stands still."""
        return self._material.day(row["due_at"] or row["start_at"]).replace(day=1)

    def _share(self, counts: Counter[str]) -> Fraction | None:
        decided = sum(counts[outcome] for outcome in _DECIDED)
        return Fraction(counts[_MET], decided) if decided else None

    def _who(self, rows: Iterator[Row]) -> str:
        """Those who held what was not kept, with how often."""
        counts = Counter(self._material.owner(row) for row in rows)
        ordered = sorted(counts, key=lambda name: (-counts[name], name))
        return _some([f"{name}\N{NO-BREAK SPACE}{counts[name]}" for name in ordered])

    # What was owed.

    def _owed(self) -> Iterator[OwedLine]:
        """The steps of timers that were due in the month, the most frequent first."""
        counts: Counter[str] = Counter()
        for row in self._material.tables.consequences:
            month = self._material.day(row["due_at"]).replace(day=1)
            if row["timer"] and not row["withdrawn"] and month == self._first:
                names = [recipient["name"] for recipient in row["to"]]
                counts[
                    self._wording.step_action(row["verb"], names, row["place"] or "")
                ] += 1
        for what in sorted(counts, key=lambda each: (-counts[each], each)):
            yield OwedLine(what, self._wording.amounts.number(counts[what]))


def _leads(count: str) -> str:
    return "1 lead" if count == "1" else f"{count} leads"


def _later(month: date, count: int) -> date:
    """The first day of the month so many after another; before, if negative."""
    year, index = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(year, index + 1, 1)


def _floor(share: Fraction) -> int:
    """A share in whole percent, never more than it is."""
    return int(share * _HUNDRED)


def _change(share: Fraction | None, before: Fraction | None) -> str:
    if share is None or before is None:
        return ""
    points = _floor(share) - _floor(before)
    return f"{points:+d}" if points else "0"


def _some(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    shown_names = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return f"{shown_names} and {more} more" if more > 0 else shown_names
