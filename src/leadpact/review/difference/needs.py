"""What the clauses of a policy rest on: other things, and calendars that they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.calendars import Joined
from leadpact.check.graph import (
    Node,
    asked_things,
    dependencies,
    stage_phrases,
    timer_phrases,
)
from leadpact.language.walk import calendars_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from leadpact.check.graph import Thing
    from leadpact.language.nodes import Measure, Phrase
    from leadpact.model.policy import Limit, Policy
    from leadpact.review.difference.words import Key


class Needs:
    """What the clauses of one policy rest on."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._graph = dependencies(policy)

    def things(self, key: Key) -> frozenset[Thing]:
        """All that a clause asks for, and what that asks for in turn."""
        section, name = key
        if section == "goals":
            return self._closed(self._measured(self.policy.goals[name].require))
        return self.behind(self._own(key))

    def _measured(self, measure: Measure) -> set[Thing]:
        """What a goal measures: leads may enter a definition as they do a stage."""
        asked = asked_things(self.policy, [measure])
        pattern = measure.pattern
        if pattern is not None and pattern.name.name in self.policy.definitions:
            asked.discard((Node.STAGES, ""))
            asked.add((Node.DEFINITION, pattern.name.name))
        if measure.timer is not None:
            asked.add((Node.TIMER, measure.timer.name))
        return asked

    def behind(self, phrases: Iterable[Phrase]) -> frozenset[Thing]:
        """All that some phrases ask for, and what that asks for in turn."""
        return self._closed(asked_things(self.policy, phrases))

    def calendars(self, key: Key) -> frozenset[str]:
        """The calendars that a clause asks whether they are open, at any distance."""
        phrases = [*self._own(key)]
        for thing in self.things(key):
            phrases += self._of(thing)
        return self.with_parts(name for one in phrases for name in calendars_in(one))

    def with_parts(self, names: Iterable[str]) -> frozenset[str]:
        """Calendars, and those that they are made of."""
        found: set[str] = set()
        todo = [*names]
        while todo:
            name = todo.pop()
            calendar = self.policy.calendars.get(name)
            if name not in found and isinstance(calendar, Joined):
                todo += calendar.all
            found.add(name)
        return frozenset(found)

    def _closed(self, things: Iterable[Thing]) -> frozenset[Thing]:
        seen: set[Thing] = set()
        todo = [*things]
        while todo:
            thing = todo.pop()
            if thing not in seen:
                seen.add(thing)
                todo += self._graph.get(thing, ())
        return frozenset(seen)

    def _own(self, key: Key) -> Iterator[Phrase]:
        """The phrases of a clause that decide about leads."""
        section, name = key
        policy = self.policy
        match section:
            case "timers":
                yield from timer_phrases(policy.timers[name])
            case "limits":
                yield from _limit_phrases(policy.limits[name])
            case "goals":
                yield policy.goals[name].require
            case "stages":
                for stage in policy.stages:
                    if stage.name == name:
                        yield from stage_phrases(stage)

    def _of(self, thing: Thing) -> Iterator[Phrase]:
        """The phrases of something that others ask for."""
        kind, name = thing
        policy = self.policy
        match kind:
            case Node.DEFINITION:
                yield from policy.definitions[name].phrases
            case Node.SCORE:
                yield from policy.scoring[name]
            case Node.TIMER:
                yield from timer_phrases(policy.timers[name])
            case Node.STAGES:
                for stage in policy.stages:
                    yield from stage_phrases(stage)


def _limit_phrases(limit: Limit) -> Iterator[Phrase]:
    yield from limit.never
    if limit.when is not None:
        yield limit.when
