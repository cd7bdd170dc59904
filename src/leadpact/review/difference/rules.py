"""Which change is harder, and for whom: the table of rules.

A rule answers only where the answer is certain; everything else is `different`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from leadpact.check.graph import Node, timer_phrases
from leadpact.diagnostics import NOWHERE
from leadpact.language.nodes import Case, Comparison, Name, Pattern, Source
from leadpact.language.printer import print_phrase
from leadpact.model.policy import Classification, Policy, Repeat
from leadpact.planning import plan_numbers
from leadpact.regions import Change
from leadpact.review.difference.meanings import Meanings
from leadpact.review.difference.model import Direction, Effect
from leadpact.review.difference.needs import Needs
from leadpact.units import LENGTHS, Duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from leadpact.check.graph import Thing
    from leadpact.language.nodes import Phrase, Step
    from leadpact.model.policy import Goal, Stage, Timer
    from leadpact.regions import Difference

_HARDER, _EASIER = Direction.HARDER, Direction.EASIER
_DIFFERENT = Direction.DIFFERENT
#: What another party gets of a stage whose condition has changed.
_COUNTED = {
    Change.TIGHTENED: (Direction.FEWER_LEADS, "fewer"),
    Change.LOOSENED: (Direction.MORE_LEADS, "more"),
    Change.BOTH: (Direction.DIFFERENT, "other"),
}
_TURNED = {_HARDER: _EASIER, _EASIER: _HARDER, _DIFFERENT: _DIFFERENT}


@attrs.frozen
class Rules:
    """Holds clauses of two versions against the table.

    Attributes:
        before: The version before.
        after: The version after.
        meanings: Their conditions.
        needs: What the clauses of the version after rest on.
    """

    before: Policy
    after: Policy
    meanings: Meanings
    needs: Needs

    # Timers.

    def timer(self, name: str) -> Iterator[Effect]:
        """What a change of a timer is for the parties."""
        old, new = self.before.timers.get(name), self.after.timers.get(name)
        if old is None or new is None:
            yield from _there(old, new, "this promise")
            return
        if old.party.name != new.party.name:
            yield from _handed_over(old, new)
            return
        party, guards = new.party.name, (old.when, new.when)
        restarts = Repeat.RESTART in {old.repeat, new.repeat}
        yield from _starting(self._guard(party, *guards), restarts=restarts)
        yield from self._amounts(
            party, "", (old.within, new.within), guards, _length, _EASIER
        )
        yield from self._times(party, old, new)
        yield from _starting(self._starts(party, old, new), restarts=restarts)
        yield from self._ends(party, old, new)
        yield from self._clock(party, old, new)
        yield from _ladder(party, old.missed, new.missed)
        yield from self._asked(name, new)

    def _guard(self, party: str, old: Any, new: Any) -> Iterator[Effect]:  # noqa: ANN401 - a condition or none
        """More leads to keep a promise for are harder."""
        found = self.meanings.condition(old, new)
        if found.gained is not None and not found.unproven:
            yield Effect(party, _HARDER, "for more leads", str(found.gained))
        if found.lost is not None and not found.unproven:
            yield Effect(party, _EASIER, "for fewer leads", str(found.lost))
        yield from _unproven(party, found)

    def _amounts(
        self,
        party: str,
        what: str,
        cases: tuple[Sequence[Case[Any]], Sequence[Case[Any]]],
        guards: tuple[Any, Any],
        size: Callable[[Any, Any], int | None],
        more: Direction,
    ) -> Iterator[Effect]:
        """Amounts by case: which leads get another one, and which way it goes."""
        old, new = cases
        moves = self.meanings.moves(old, new, guards)
        if moves is None:
            yield Effect(party, _DIFFERENT, f"{what}not proven: too many regions")
            return
        is_plain = len(old) == len(new) == 1
        for move in moves:
            sign = size(move.before, move.after)
            direction = _DIFFERENT
            if sign:
                direction = more if sign > 0 else _TURNED[more]
            reason = f"{what}{_said(move.after)} instead of {_said(move.before)}"
            if move.lead.rests_on:
                doubts = "; ".join(move.lead.rests_on)
                direction, reason = _DIFFERENT, f"{reason}, not proven: {doubts}"
            lead = "" if is_plain else str(move.lead)
            yield Effect(party, direction, reason, lead)

    def _times(self, party: str, old: Timer, new: Timer) -> Iterator[Effect]:
        guards = old.when, new.when
        tries = old.times or _ONCE, new.times or _ONCE
        yield from self._amounts(party, "tries: ", tries, guards, _less, _HARDER)
        if old.apart and new.apart:
            apart = old.apart, new.apart
            yield from self._amounts(
                party, "between tries: ", apart, guards, _length, _HARDER
            )
        elif new.apart:
            yield Effect(party, _HARDER, "tries must lie apart")
        elif old.apart:
            yield Effect(party, _EASIER, "tries need not lie apart")

    def _starts(self, party: str, old: Timer, new: Timer) -> Iterator[Effect]:
        """More starts are harder, be it that more leads enter a stage."""
        yield from self._events(party, _STARTS, old.starts, new.starts, _HARDER)
        for stage in _entered(new.starts) & _entered(old.starts):
            yield from self._arrivals(party, stage, _HARDER)

    def _ends(self, party: str, old: Timer, new: Timer) -> Iterator[Effect]:
        """More ways to an end are easier."""
        yield from self._events(party, _UNTIL, old.until, new.until, _EASIER)
        yield from self._events(party, _ENOUGH, old.enough, new.enough, _EASIER)
        yield from self._events(party, _UNLESS, old.unless, new.unless, _EASIER)

    def _clock(self, party: str, old: Timer, new: Timer) -> Iterator[Effect]:
        """Whose hours count, what stops them, and what a further start does."""
        if old.pause != new.pause:
            direction, reason = _DIFFERENT, "other pauses of the clock"
            if new.pause is None:
                direction, reason = _HARDER, "nothing pauses the clock any more"
            elif old.pause is None:
                direction, reason = _EASIER, "the clock can be paused"
            yield Effect(party, direction, reason)
        if old.repeat != new.repeat:
            yield Effect(
                party,
                _repeat(old.repeat, new.repeat),
                "another rule for further starts",
            )
        if old.calendar != new.calendar:
            yield Effect(party, _DIFFERENT, "another calendar")

    def _asked(self, name: str, timer: Timer) -> Iterator[Effect]:
        """Stages and promises that a timer asks for; its starts tell their own."""
        told = {*timer.starts} if _entered(timer.starts) else set()
        phrases = [
            one for one in timer_phrases(timer) if one not in told or not _is_entry(one)
        ]
        things = self.needs.behind(phrases) - {(Node.TIMER, name)}
        yield from self._rest(timer.party.name, things)

    def _rest(self, party: str, things: frozenset[Thing]) -> Iterator[Effect]:
        """What a clause rests on, and which has become another."""
        if (Node.STAGES, "") in things and self._has_other_stages():
            yield Effect(party, _DIFFERENT, "a lead may be in another stage")
        for name in sorted(name for kind, name in things if kind is Node.TIMER):
            if any(self.timer(name)):
                label = self.after.timers[name].promise or name.replace("_", " ")
                yield Effect(party, _DIFFERENT, f"it asks for {label}")

    def _has_other_stages(self) -> bool:
        """Whether a lead may enter another stage, or at another time."""
        olds, news = ([one.name for one in each.stages] for each in self._both)
        return olds != news or any(any(self.stage(name)) for name in news)

    @property
    def _both(self) -> tuple[Policy, Policy]:
        return self.before, self.after

    def _arrivals(self, party: str, name: str, more: Direction) -> Iterator[Effect]:
        """More or fewer leads that enter a stage."""
        old, new = (_stage(policy, name) for policy in self._both)
        if old is None or new is None:
            return
        if old.enter != new.enter:
            yield Effect(party, _DIFFERENT, f"leads become {name} otherwise")
            return
        found = self.meanings.condition(old.when, new.when)
        yield from _unproven(party, found)
        if found.unproven:
            return
        if found.gained is not None:
            yield Effect(party, more, f"more leads become {name}", str(found.gained))
        if found.lost is not None:
            fewer = f"fewer leads become {name}"
            yield Effect(party, _TURNED[more], fewer, str(found.lost))

    def _events(
        self,
        party: str,
        said: _Said,
        old: Sequence[Pattern],
        new: Sequence[Pattern],
        more: Direction,
    ) -> Iterator[Effect]:
        """Patterns of which each is one way more."""
        added, gone = ([*dict.fromkeys(side)] for side in (new, old))
        added, gone = (
            [one for one in added if one not in old],
            [one for one in gone if one not in new],
        )
        if added and gone:
            yield from self._replaced(party, said, (gone, added), more)
        elif added:
            yield Effect(party, more, said.more.format(_listed(added)))
        elif gone:
            yield Effect(party, _TURNED[more], said.fewer.format(_listed(gone)))

    def _replaced(
        self,
        party: str,
        said: _Said,
        sides: tuple[Sequence[Pattern], Sequence[Pattern]],
        more: Direction,
    ) -> Iterator[Effect]:
        """Patterns in the place of others; of the same event they are compared."""
        gone, added = sides
        reason = f"{_listed(added)} instead of {_listed(gone)}"
        found = None
        if len(gone) == len(added) == 1:
            found = self.meanings.pattern(gone[0], added[0])
        if found is None or found.doubts or found.change is Change.BOTH:
            yield Effect(party, _DIFFERENT, said.other.format(reason))
        elif found.change is not Change.NONE:
            is_more = found.change is Change.LOOSENED
            direction = more if is_more else _TURNED[more]
            shown = str(found.gained if is_more else found.lost)
            yield Effect(party, direction, said.other.format(reason), f"{shown}")

    # Limits, stages and goals.

    def limit(self, name: str) -> Iterator[Effect]:
        """What a change of a limit is for the parties."""
        old, new = self.before.limits.get(name), self.after.limits.get(name)
        if old is None or new is None:
            yield from _there(old, new, "this limit")
            return
        if old.party.name != new.party.name:
            yield from _handed_over(old, new)
            return
        party = new.party.name
        yield from self._guard(party, old.when, new.when)
        yield from self._events(party, _NEVER, old.never, new.never, _HARDER)
        yield from self._rest(party, self.needs.things(("limits", name)))

    def stage(self, name: str) -> Iterator[Effect]:
        """What a change of a stage, or of their order, is for the parties."""
        if not name:
            yield from self._order()
            return
        olds = {stage.name: stage for stage in self.before.stages}
        news = {stage.name: stage for stage in self.after.stages}
        old, new = olds.get(name), news.get(name)
        if old is None or new is None:
            stage = new or old
            assert stage is not None  # noqa: S101 - one of them has it
            reason = "a new stage" if old is None else "the stage is gone"
            yield Effect(stage.party.name, _DIFFERENT, reason)
            return
        if old.party.name != new.party.name:
            yield from _handed_over(old, new)
        yield from self._entering(name, old, new)
        yield from _fields(new.party.name, old, new)

    def _order(self) -> Iterator[Effect]:
        """Stages that both versions have, in another order."""
        olds = [stage.name for stage in self.before.stages]
        news = [stage.name for stage in self.after.stages]
        common = {*olds} & {*news}
        if [one for one in olds if one in common] != [
            one for one in news if one in common
        ]:
            for party in sorted({stage.party.name for stage in self.after.stages}):
                yield Effect(party, _DIFFERENT, "the funnel has another order")

    def _entering(self, name: str, old: Stage, new: Stage) -> Iterator[Effect]:
        """More events that lead into a stage are easier for who answers for it."""
        party = new.party.name
        if bool(old.enter) != bool(new.enter):
            yield Effect(party, _DIFFERENT, f"another way into {name}")
            return
        yield from self._events(party, _ENTER, old.enter, new.enter, _EASIER)
        found = self.meanings.condition(old.when, new.when)
        yield from _unproven(party, found)
        if not found.unproven:
            yield from self._counting(name, party, found)

    def _counting(self, name: str, party: str, found: Difference) -> Iterator[Effect]:
        """Fewer leads that count are harder for who answers for the stage."""
        if found.lost is not None:
            yield Effect(party, _HARDER, f"fewer leads become {name}", str(found.lost))
        if found.gained is not None:
            yield Effect(party, _EASIER, f"more leads become {name}", str(found.gained))
        told = _COUNTED.get(found.change)
        for other in sorted(self.after.parties):
            if other != party and told is not None:
                direction, which = told
                yield Effect(other, direction, f"{which} leads become {name}")

    def goal(self, name: str) -> Iterator[Effect]:
        """What a change of a goal is for the parties."""
        old, new = self.before.goals.get(name), self.after.goals.get(name)
        if old is None or new is None:
            yield from _there(old, new, "this goal")
            return
        if old.party.name != new.party.name:
            yield from _handed_over(old, new)
            return
        yield from self._measure(new.party.name, old, new)
        yield from self._counted(new.party.name, new)
        yield from _ladder(new.party.name, old.missed, new.missed)
        yield from self._measured(name, new)

    def _measure(self, party: str, old: Goal, new: Goal) -> Iterator[Effect]:
        same = attrs.evolve(old.require, amount=new.require.amount)
        others = (old.per, old.by, old.counting) != (new.per, new.by, new.counting)
        if same != new.require or others:
            yield Effect(party, _DIFFERENT, "something else is measured")
            return
        before = self._amount(self.before, old)
        after = self._amount(self.after, new)
        if before == after:
            return
        sign = _less(before, after) if _alike(before, after) else None
        direction = _DIFFERENT
        if sign:
            more = _HARDER if new.require.comparison is Comparison.GE else _EASIER
            direction = more if sign > 0 else _TURNED[more]
        yield Effect(party, direction, f"{_said(after)} instead of {_said(before)}")

    def _amount(self, policy: Policy, goal: Goal) -> Any:  # noqa: ANN401 - of any unit
        """The amount of a goal, which may be a number of the plan."""
        amount = goal.require.amount
        if isinstance(amount, Name):
            assert policy.plan is not None  # noqa: S101 - checked
            segment = goal.require.segment
            name = (
                amount.name if segment is None else f"{amount.name} of {segment.name}"
            )
            return plan_numbers(policy.plan).amounts[name]
        return amount.value

    def _counted(self, party: str, goal: Goal) -> Iterator[Effect]:
        """Definitions that a goal counts leads by, or adds up the values of."""
        pattern, value = goal.require.pattern, goal.require.value
        more = _EASIER if goal.require.comparison is Comparison.GE else _HARDER
        if pattern is not None and pattern.source is Source.ENTERED:
            yield from self._entered(party, pattern.name.name, more)
        if isinstance(value, Name):
            yield from self._valued(party, value.name, more)

    def _measured(self, name: str, goal: Goal) -> Iterator[Effect]:
        """A promise of somebody else, or leads in a stage of theirs, that it counts."""
        party, pattern = goal.party.name, goal.require.pattern
        things = self.needs.things(("goals", name))
        own = {
            (Node.TIMER, each)
            for each, timer in self.after.timers.items()
            if timer.party.name == party
        }
        if pattern is not None and _is_entry(pattern):
            stage = _stage(self.after, pattern.name.name)
            if stage is not None and stage.party.name != party:
                is_least = goal.require.comparison is Comparison.GE
                more = _EASIER if is_least else _HARDER
                yield from self._arrivals(party, stage.name, more)
            things -= {(Node.STAGES, "")}
        yield from self._rest(party, things - own)

    def _entered(self, party: str, name: str, more: Direction) -> Iterator[Effect]:
        """Leads that become what a definition says; a stage tells its own."""
        olds, news = self.before.definitions, self.after.definitions
        if name not in olds or name not in news:
            return
        found = self.meanings.definition(name)
        yield from _unproven(party, found)
        if found.unproven:
            return
        if found.gained is not None:
            yield Effect(party, more, "more leads count", str(found.gained))
        if found.lost is not None:
            yield Effect(party, _TURNED[more], "fewer leads count", str(found.lost))

    def _valued(self, party: str, name: str, more: Direction) -> Iterator[Effect]:
        """Values of leads that a goal adds up."""
        bodies = [
            one.definitions[name].body
            for one in (self.before, self.after)
            if name in one.definitions
        ]
        cases = [
            [Case(case.value.value, case.when, span=case.span) for case in body.cases]
            for body in bodies
            if isinstance(body, Classification)
        ]
        if len(cases) == len((self.before, self.after)):
            both = cases[0], cases[1]
            yield from self._amounts(
                party, f"{name}: ", both, (None, None), _less, more
            )


@attrs.frozen
class _Said:
    """How it is told that there are more events of a kind, fewer, or others."""

    more: str
    fewer: str
    other: str


_STARTS = _Said("starts at {} as well", "no longer starts at {}", "starts at {}")
_UNTIL = _Said("kept by {} as well", "no longer kept by {}", "kept by {}")
_ENOUGH = _Said(
    "kept at once by {} as well", "no longer kept at once by {}", "kept at once by {}"
)
_UNLESS = _Said("no longer owed after {}", "still owed after {}", "not owed after {}")
_NEVER = _Said("never {} as well", "{} may happen now", "never {}")
_ENTER = _Said("entered by {} as well", "no longer entered by {}", "entered by {}")


def _listed(patterns: Sequence[Pattern]) -> str:
    return ", ".join(sorted(map(print_phrase, patterns)))


def _is_entry(phrase: Phrase) -> bool:
    """Whether it is `entered STAGE`, and nothing else."""
    return isinstance(phrase, Pattern) and phrase.source is Source.ENTERED


def _entered(patterns: Sequence[Pattern]) -> set[str]:
    """The stages of which the entry is such a pattern."""
    return {one.name.name for one in patterns if _is_entry(one)}


def _stage(policy: Policy, name: str) -> Stage | None:
    return next((one for one in policy.stages if one.name == name), None)


def _starting(effects: Iterator[Effect], *, restarts: bool) -> Iterator[Effect]:
    """What more starts are; with `restart` a start also ends what is owed."""
    for effect in effects:
        yield attrs.evolve(effect, direction=_DIFFERENT) if restarts else effect


def _there(old: Any, new: Any, what: str) -> Iterator[Effect]:  # noqa: ANN401 - a promise
    """A promise that is new, or gone."""
    if new is not None:
        yield Effect(new.party.name, _HARDER, f"{what} is new")
    elif old is not None:
        yield Effect(old.party.name, _EASIER, f"{what} is gone")


def _handed_over(old: Any, new: Any) -> Iterator[Effect]:  # noqa: ANN401 - a promise
    """A promise that another party answers for."""
    before, after = old.party.name, new.party.name
    yield Effect(before, _EASIER, f"{after} answers for it now")
    yield Effect(after, _HARDER, f"{before} answered for it before")


def _ladder(party: str, old: Sequence[Step], new: Sequence[Step]) -> Iterator[Effect]:
    """More that follows a miss is harder; the same at another time is different."""
    before, after = ([print_phrase(one) for one in side] for side in (old, new))
    added = [one for one in after if one not in before]
    gone = [one for one in before if one not in after]
    if added and gone:
        said = f"if missed: {', '.join(added)} instead of {', '.join(gone)}"
        yield Effect(party, _DIFFERENT, said)
    elif added:
        yield Effect(party, _HARDER, f"if missed: {', '.join(added)} as well")
    elif gone:
        yield Effect(party, _EASIER, f"if missed: no longer {', '.join(gone)}")
    elif before != after:
        yield Effect(party, _DIFFERENT, "if missed: the same in another order")


def _fields(party: str, old: Stage, new: Stage) -> Iterator[Effect]:
    before, after = ({one.name for one in side.complete} for side in (old, new))
    if added := sorted(after - before):
        yield Effect(party, _HARDER, f"{', '.join(added)} must be filled in as well")
    if gone := sorted(before - after):
        yield Effect(party, _EASIER, f"{', '.join(gone)} need not be filled in")


def _unproven(party: str, found: Difference) -> Iterator[Effect]:
    """A change that cannot be followed for every lead."""
    if found.doubts and found.change is not Change.NONE:
        doubts = "; ".join(found.doubts)
        yield Effect(party, _DIFFERENT, f"not proven: {doubts}")


def _repeat(old: Repeat, new: Repeat) -> Direction:
    """Each start a promise of its own is harder than one for all."""
    if {old, new} == {Repeat.KEEP, Repeat.EACH}:
        return _HARDER if new is Repeat.EACH else _EASIER
    return _DIFFERENT


def _length(old: Duration, new: Duration) -> int | None:
    """1 if the new duration is longer, -1 if shorter; ``None`` if nobody can say."""
    if old.unit is new.unit:
        return _less(old.amount, new.amount)
    fixed = {old.unit, new.unit} <= LENGTHS.keys()
    if fixed and old.unit.is_business == new.unit.is_business:
        return _less(old.microseconds, new.microseconds)
    return None


def _less(old: Any, new: Any) -> int:  # noqa: ANN401 - of one unit
    """1 if the new one is more, -1 if it is less."""
    one, other = (getattr(each, "amount", each) for each in (old, new))
    return int(other > one) - int(other < one)


def _alike(old: Any, new: Any) -> bool:  # noqa: ANN401 - amounts
    """Whether two amounts can be compared."""
    if isinstance(old, Duration) and isinstance(new, Duration):
        return _length(old, new) is not None
    units = {getattr(each, "currency", type(each)) for each in (old, new)}
    return len(units) == 1


def _said(value: Any) -> str:  # noqa: ANN401 - a value of the language
    return str(value)


#: The number of tries, if none is told.
_ONCE = (Case(1, span=NOWHERE),)
