"""Two versions of a policy, clause by clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.check.graph import Node
from leadpact.language.nodes import Case
from leadpact.language.printer import print_literal
from leadpact.model.policy import Classification
from leadpact.planning import plan_numbers
from leadpact.regions import Change
from leadpact.review.difference.hours import calendar_effects
from leadpact.review.difference.meanings import Meanings
from leadpact.review.difference.model import (
    Clause,
    Direction,
    Effect,
    PolicyDifference,
    Version,
    grade_of,
)
from leadpact.review.difference.needs import Needs
from leadpact.review.difference.rules import Rules
from leadpact.review.difference.terms import Terms
from leadpact.review.difference.words import clauses, place_of, sentences
from leadpact.signing.canonical import digest
from leadpact.signing.changes import leaves_between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from leadpact.check import CheckedPolicy
    from leadpact.model.policy import Policy
    from leadpact.pact import Pact
    from leadpact.review.difference.words import Key

#: Sections of words, for the reader of the page.
_WORDS = frozenset(
    {
        *("title", "summary", "language", "order", "annex", "actions", "personas"),
        *("handoff", "playbook", "reject_reasons", "disqualify_reasons", "aims"),
        *("kpis", "needs", "review"),
    }
)
#: What changes every promise in a way that nobody can tell beforehand.
_EVERYTHING = frozenset({"timezone", "currency", "bind"})
#: Keys of a clause that hold words.
_TEXTS = frozenset({"promise", "label", "duties", "reason", "source"})
#: Keys of a promise whose conditions are compared for every lead.
_COMPARED = frozenset({"when", "within", "times", "apart"})


def compare_policies(before: CheckedPolicy, after: CheckedPolicy) -> PolicyDifference:
    """What differs between two versions, in words, and for whom.

    Conditions are compared for every lead that there can be, so that what is only
    written in another way is known to be the same.

    Args:
        before: The version before.
        after: The version after.

    Source: docs/explanation/difference.md.
    """
    found = tuple(_Comparison(before, after).clauses())
    return PolicyDifference(version_of(before), version_of(after), found)


def diff(before: Pact, after: Pact) -> PolicyDifference:
    """What differs between two versions, in words, and for whom it gets harder.

    Conditions are compared for every lead that there can be.

    Args:
        before: The version before.
        after: The version after.

    Source: docs/explanation/difference.md.
    """
    return compare_policies(before.checked, after.checked)


def version_of(checked: CheckedPolicy) -> Version:
    """Which version a policy is."""
    policy = checked.policy
    return Version(policy.policy, policy.version, digest(policy))


class _Comparison:
    """Compares two versions."""

    def __init__(self, before: CheckedPolicy, after: CheckedPolicy) -> None:
        self.before, self.after = before.policy, after.policy
        self.meanings = Meanings(before, after)
        self.needs = Needs(self.after)
        rules = Rules(self.before, self.after, self.meanings, self.needs)
        terms = Terms(self.before, self.after)
        self.rules: Mapping[str, Callable[[str], Iterator[Effect]]] = {
            "timers": rules.timer,
            "limits": rules.limit,
            "stages": rules.stage,
            "goals": rules.goal,
            "calendars": lambda name: calendar_effects(self.before, self.needs, name),
            "parties": terms.party,
            "roles": terms.role,
            "fields": terms.field,
            "events": terms.event,
            "commitments": terms.commitment,
        }
        self.said = sentences(before), sentences(after)
        self.values = clauses(self.before), clauses(self.after)

    def clauses(self) -> Iterator[Clause]:
        """All clauses that differ, or that mean something else."""
        old, new = self.values
        for key in sorted(old.keys() | new.keys(), key=self._place):
            if old.get(key) != new.get(key):
                yield self._changed(key)
            elif key[0] in self.rules and (effects := self._effects(key)):
                yield self._meant(key, effects)

    def _place(self, key: Key) -> tuple[int, int, str]:
        """Sections as a policy has them, names as it orders them."""
        section, name = key
        order = [field.name for field in attrs.fields(type(self.after))]
        names = self.after.ranked({name, *_names(self.after, section)})
        return order.index(section), [*names].index(name), name

    def _effects(self, key: Key) -> tuple[Effect, ...]:
        section, name = key
        if section in _EVERYTHING:
            reason = "every promise may be another one"
            return tuple(
                Effect(party, Direction.DIFFERENT, reason)
                for party in sorted(self.after.parties)
            )
        rule = self.rules.get(section)
        return () if rule is None else tuple(dict.fromkeys(rule(name)))

    def _changed(self, key: Key) -> Clause:
        effects = self._effects(key)
        notes = tuple(self._notes(key))
        only_words = key[0] in _WORDS or self._is_rewritten(key, effects)
        if only_words and not effects and self._conditions(key):
            notes = (*notes, "no lead is treated differently")
        return self._clause(key, effects, notes, only_words=only_words)

    def _meant(self, key: Key, effects: tuple[Effect, ...]) -> Clause:
        causes = ", ".join(f"`{name}`" for name in self._causes(key))
        notes = (f"what changes it: {causes}",) if causes else ()
        return self._clause(key, effects, notes, only_words=False)

    def _clause(
        self,
        key: Key,
        effects: tuple[Effect, ...],
        notes: tuple[str, ...],
        *,
        only_words: bool,
    ) -> Clause:
        old, new = self.values
        before = self._lines(0, key) if key in old else ()
        after = self._lines(1, key) if key in new else ()
        if old.get(key) != new.get(key) and before == after:
            # What the page does not say is told as it stands in the file.
            leaves = leaves_between(
                ".".join(filter(None, key)), old.get(key), new.get(key)
            )
            notes = (*map(str, leaves), *notes)
        return Clause(
            *key,
            label=_label(
                self.after if key in new else self.before, key, after or before
            ),
            span=place_of(self.after if key in new else self.before, key),
            before=before,
            after=after,
            effects=effects,
            notes=notes,
            grade=grade_of(effects, only_words=only_words),
        )

    def _lines(self, side: int, key: Key) -> tuple[str, ...]:
        """What a clause says in one of the versions."""
        value = self.values[side][key]
        found = self.said[side].get(key)
        return found or ((value,) if isinstance(value, str) else ())

    def _is_rewritten(self, key: Key, effects: tuple[Effect, ...]) -> bool:
        """Whether nothing but words has changed, or how a condition is written."""
        old, new = (value.get(key) for value in self.values)
        if not isinstance(old, dict) or not isinstance(new, dict):
            return key[0] == "definitions" and self._means_the_same(key[1])
        changed = {
            one for one in old.keys() | new.keys() if old.get(one) != new.get(one)
        }
        changed -= _TEXTS
        if not changed:
            return True
        if key[0] == "definitions":
            return self._means_the_same(key[1])
        return key[0] in {"timers", "limits", "stages"} and (
            changed <= _COMPARED and not effects
        )

    def _conditions(self, key: Key) -> bool:
        """Whether a clause has conditions that were compared."""
        return key[0] in {"definitions", "timers", "limits", "stages"}

    def _means_the_same(self, name: str) -> bool:
        """Whether a definition is proven to be the same for every lead."""
        old, new = (one.definitions.get(name) for one in (self.before, self.after))
        if old is None or new is None:
            return False
        if isinstance(old.body, Classification) and isinstance(
            new.body, Classification
        ):
            return self.meanings.moves(_cases(old.body), _cases(new.body)) == ()
        if isinstance(old.body, Classification) or isinstance(new.body, Classification):
            return False
        found = self.meanings.definition(name)
        return found.is_equivalent and not found.doubts

    def _notes(self, key: Key) -> Iterator[str]:
        """For which leads a definition is another one, and what a plan comes to."""
        section, name = key
        if section == "plan":
            yield from self._planned()
        if section != "definitions":
            return
        old, new = (one.definitions.get(name) for one in (self.before, self.after))
        if old is None or new is None:
            return
        cases = (
            isinstance(old.body, Classification),
            isinstance(new.body, Classification),
        )
        if all(cases):
            yield from self._moved(old.body, new.body)  # type: ignore[arg-type]
        elif not any(cases):
            yield from self._held(name)

    def _planned(self) -> Iterator[str]:
        """What a plan asks for, where it is not what it was."""
        old, new = (
            {} if one.plan is None else plan_numbers(one.plan).amounts
            for one in (self.before, self.after)
        )
        for name in sorted(old.keys() & new.keys()):
            if old[name] != new[name]:
                yield f"{name.replace('_', ' ')}: {new[name]} instead of {old[name]}"

    def _moved(self, old: Classification, new: Classification) -> Iterator[str]:
        moves = self.meanings.moves(_cases(old), _cases(new))
        if moves is None:
            yield "not proven: it has too many regions to look at each"
        for move in moves or ():
            yield f"{move.after} instead of {move.before} for a lead with {move.lead}"

    def _held(self, name: str) -> Iterator[str]:
        found = self.meanings.definition(name)
        if found.unproven:
            yield f"not proven: {found.unproven}"
            return
        if found.change is Change.TIGHTENED:
            yield f"tighter: no longer for a lead with {found.lost}"
        elif found.change is Change.LOOSENED:
            yield f"looser: now for a lead with {found.gained}, too"
        elif found.change is Change.BOTH:
            yield f"no longer for a lead with {found.lost}"
            yield f"now for a lead with {found.gained}"
        elif found.blurred is not None:
            yield f"known for other leads than before, such as with {found.blurred}"

    def _causes(self, key: Key) -> list[str]:
        """The definitions and scores that changed, and on which a clause rests."""
        things = self.needs.things(key)
        return sorted(name for kind, name in things if self._is_changed(kind, name))

    def _is_changed(self, kind: Node, name: str) -> bool:
        """Whether a definition or a score is another one than before."""
        old, new = self.values
        if kind is Node.DEFINITION:
            key = "definitions", name
            return old.get(key) != new.get(key) and not self._means_the_same(name)
        key = "scoring", name
        return kind is Node.SCORE and old.get(key) != new.get(key)


def _cases(body: Classification) -> list[Case[str]]:
    """The cases of a classification, each value as a policy writes it."""
    return [
        Case(print_literal(case.value.value), case.when, span=case.span)
        for case in body.cases
    ]


def _label(policy: Policy, key: Key, lines: tuple[str, ...]) -> str:
    """What people call a clause; of a goal, what it says."""
    section, name = key
    if section == "stages":
        return name or section
    if section == "goals" and lines:
        return lines[0]
    things = getattr(policy, section) if name else {}
    thing = things.get(name) if hasattr(things, "get") else None
    said = getattr(thing, "promise", "") or getattr(thing, "label", "")
    return said or (name or section).replace("_", " ")


def _names(policy: Policy, section: str) -> list[str]:
    if section == "stages":
        return []
    found = getattr(policy, section)
    return [*found] if hasattr(found, "keys") else []
