"""Steps in the words of a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.language.nodes import Step, Timing
from leadpact.wording.clauses import Clauses
from leadpact.wording.names import words

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Verbs that have words in every catalogue; those of a policy's `actions` have theirs
#: there.
VERBS = {
    "alert",
    "celebrate",
    "escalate",
    "flag",
    "make_good",
    "meet",
    "remediate",
    "reroute",
    "return",
}


@attrs.frozen
class Steps:
    """Writes steps."""

    clauses: Clauses

    def step(self, node: Step) -> str:
        """A whole step: `escalate to the sales manager after 1 business hour`."""
        shown = self.action(node.verb.name, [who.name for who in node.to], node.place)
        if node.timing is not Timing.AT_ONCE:
            shown = self._text("steps.timed", step=shown, timing=self.timing(node))
        return self._noted(shown, node)

    def marked(self, node: Step) -> str:
        """All of a step but what its mark on a clock says.

        That is what it does, how often it comes again, and its note: `alert the owner,
        then every 2 hours, at most 3 times in all`.
        """
        shown = self.action(node.verb.name, [who.name for who in node.to], node.place)
        if node.every is not None:
            shown = self.clauses.catalogue.text(
                "steps.again",
                node.times,
                step=shown,
                every=self.clauses.amounts.duration(node.every),
                times=self.clauses.amounts.number(node.times),
            )
        return self._noted(shown, node)

    def action(self, verb: str, to: Sequence[str], place: str | None = None) -> str:
        """What a step does: `return the lead to marketing for nurture`.

        Args:
            verb: The step's verb.
            to: Parties, roles or `owner`; may be empty.
            place: Where to, as in `for nurture`.
        """
        own = verb not in VERBS
        key = f"steps.{'own' if own else verb}"
        told = self.clauses.policy.actions.get(verb) or words(verb)
        places = {"verb": told} if own else {}
        if to:
            who = self.clauses.catalogue.joined([self.who(name) for name in to], "and")
            shown = self._text(f"{key}_to", who=who, **places)
        else:
            shown = self._text(key, **places)
        return (
            self._text("steps.place", step=shown, place=self._named(place))
            if place
            else shown
        )

    def timing(self, node: Step) -> str:
        """When a step is due: `after 1 business hour`, `at 75% of the time`."""
        if node.duration is None or node.every is None:
            return self._timed(f"timings.{node.timing.name.lower()}", node)
        amounts = self.clauses.amounts
        return self.clauses.catalogue.text(
            "timings.every",
            node.times,
            duration=amounts.duration(node.duration),
            every=amounts.duration(node.every),
            times=amounts.number(node.times),
        )

    def mark(self, node: Step) -> str:
        """When a step is due, as a mark on a clock: `75%`, `+1 business hour`."""
        return self._timed(f"marks.{node.timing.name.lower()}", node)

    def _noted(self, shown: str, node: Step) -> str:
        if not node.note:
            return shown
        return self._text("steps.noted", step=shown, note=node.note)

    def _timed(self, key: str, node: Step) -> str:
        places = {}
        if node.duration is not None:
            places["duration"] = self.clauses.amounts.duration(node.duration)
        if node.share is not None:
            places["share"] = self.clauses.amounts.percent(node.share)
        return self._text(key, **places)

    def who(self, name: str) -> str:
        """A party, a role or `owner`: `the sales manager`."""
        policy = self.clauses.policy
        if name in policy.parties:
            return policy.parties[name].label or self._named(name)
        if name == "owner":
            return self._text("names.owner")
        return self._text("names.role", name=self._named(name))

    def _named(self, name: str) -> str:
        return self._text("names.word", name=words(name))

    def _text(self, key: str, /, **places: str) -> str:
        return self.clauses.catalogue.text(key, None, **places)
