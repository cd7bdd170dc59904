"""What can never happen to a lead, as far as the policy alone makes it certain.

Recorded events may come at any time, so everything follows from timers that cannot
start or be met, and from stages and timers that wait for those. That two events fall
on one instant, and make up for each other, is left out of account.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import attrs

from leadpact.check.advice.lengths import calendar_of, is_longer
from leadpact.check.graph import Node, dependencies, in_dependency_order
from leadpact.language.nodes import Is, Member, Name, Pattern, Source
from leadpact.model.policy import Policy
from leadpact.wording.shapes import conjuncts, is_event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from leadpact.language.nodes import Case, Literal
    from leadpact.model.policy import Timer
    from leadpact.units import Duration

#: Events at which a lead leaves every stage.
_LEAVING = {"recycled", "rejected"}
#: The event that comes before every other one of a lead.
_FIRST = "created"


@attrs.frozen
class Occurrence:
    """What can happen to a lead of a policy.

    Attributes:
        policy: The policy.
        never: Derived events that cannot come, by source and name.
    """

    policy: Policy
    never: set[tuple[Source, str]] = attrs.field(factory=set)

    @classmethod
    def of(cls, policy: Policy) -> Occurrence:
        """Stages and timers are judged after what they wait for."""
        found = cls(policy)
        for kind, name in in_dependency_order(dependencies(policy)):
            if kind is Node.STAGES:
                found.never.update(found._closed())
            elif kind is Node.TIMER:
                found.never.update(found._unreached(name))
        return found

    def _closed(self) -> Iterator[tuple[Source, str]]:
        for stage in self.policy.stages:
            if stage.enter and not self.any_of(stage.enter):
                yield Source.ENTERED, stage.name

    def _unreached(self, name: str) -> Iterator[tuple[Source, str]]:
        timer = self.policy.timers[name]
        starts = self.can_start(timer)
        if not starts:
            yield Source.MISSED, name
        if not (starts and self.can_meet(timer)):
            yield Source.MET, name

    @functools.cached_property
    def _entries(self) -> dict[str, tuple[Pattern, ...]]:
        return {stage.name: stage.enter for stage in self.policy.stages}

    def any_of(self, patterns: Iterable[Pattern]) -> bool:
        """Whether something may come that one of some patterns picks."""
        return any((one.source, one.name.name) not in self.never for one in patterns)

    def can_start(self, timer: Timer) -> bool:
        """Whether an instance of a timer may open."""
        return self.any_of(timer.starts) and not self.closed_stages(timer)

    def closed_stages(self, timer: Timer) -> tuple[str, ...]:
        """Stages of which a timer asks one at its start, when none can be held.

        That is where none can be entered, or where every start takes the lead out of
        all stages and into none of these.
        """
        for stages in map(_stages_asked, conjuncts(timer.when)):
            if stages and not any(self._can_hold(name, timer) for name in stages):
                return stages
        return ()

    def _can_hold(self, stage: str, timer: Timer) -> bool:
        return (Source.ENTERED, stage) not in self.never and not all(
            _leaves(start) and not self._may_enter_at(stage, start)
            for start in timer.starts
        )

    def _may_enter_at(self, stage: str, start: Pattern) -> bool:
        """Whether an event that ends the pass of a lead may begin another in a stage.

        A stage with `when` alone may be entered as soon as its condition turns true,
        which the same event can bring about.
        """
        enter = self._entries.get(stage)
        return not enter or any(
            one.source is not Source.EVENT or one.name == start.name for one in enter
        )

    def can_meet(self, timer: Timer) -> bool:
        """Whether an instance of a timer that opened may end as kept."""
        if self.comes_later(timer.enough):
            return True
        return (
            self.comes_later(timer.until)
            and not is_void_at_first(timer)
            and not self.has_no_room(timer)
        )

    def comes_later(self, patterns: Iterable[Pattern]) -> bool:
        """Whether something may come after a start that one of some patterns picks."""
        return self.any_of(one for one in patterns if not is_event(one, _FIRST))

    def has_no_room(self, timer: Timer) -> bool:
        """Whether the tries of a timer fit into none of its times."""
        return len(self.tight_cases(timer)) == len(timer.within)

    def tight_cases(self, timer: Timer) -> Sequence[Case[Duration]]:
        """The times allowed that are too short for the least number of tries.

        A pause may make any time long enough.
        """
        if not timer.apart or not timer.times or timer.pause is not None:
            return ()
        gaps = min(case.value for case in timer.times) - 1
        spec = calendar_of(self.policy, timer)
        return [
            case
            for case in timer.within
            if all(
                is_longer(apart.value, case.value, spec, times=gaps)
                for apart in timer.apart
            )
        ]


def takes_all(wide: Pattern, narrow: Pattern) -> bool:
    """Whether a pattern picks whatever another one picks."""
    if wide.source is not narrow.source or wide.name != narrow.name:
        return False
    return wide == narrow or (wide.where is None and wide.window is None)


def is_void_at_first(timer: Timer) -> bool:
    """Whether the first of several events that a timer waits for voids it."""
    several = timer.times and min(case.value for case in timer.times) > 1
    return bool(several) and all(
        any(takes_all(void, until) for void in timer.unless) for until in timer.until
    )


def _leaves(start: Pattern) -> bool:
    return any(is_event(start, name) for name in _LEAVING)


def _stages_asked(part: object) -> tuple[str, ...]:
    """The stages of `stage is X` and `stage in [X, Y]`; none for anything else."""
    match part:
        case Is(Name("stage"), word, False):
            words: tuple[Literal, ...] = (word,)
        case Member(Name("stage"), members, False):
            words = members
        case _:
            return ()
    return tuple(str(word.value) for word in words)
