"""What every part of the page is made from: a checked policy and its words."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from leadpact.agreement.view import Side
from leadpact.language.nodes import Name
from leadpact.model.policy import Policy
from leadpact.planning import PlanNumbers, plan_numbers
from leadpact.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leadpact.check import CheckedPolicy
    from leadpact.model.policy import Goal, Timer


@attrs.frozen
class Material:
    """A policy, its words, and the order and colour of what it names.

    Attributes:
        policy: A checked policy.
        wording: Its sentences, in the language of the page.
        numbers: What its plan asks for, if it has one.
        is_annex: Whether it is for the annex of the page: for what the policy marks.
        sides: The parties as the page shows them, by name.
    """

    policy: Policy
    wording: Wording
    numbers: PlanNumbers | None
    is_annex: bool
    sides: Mapping[str, Side] = attrs.field(init=False)

    @sides.default
    def _ranked_sides(self) -> Mapping[str, Side]:
        return {
            name: Side(tone=tone, name=self.sentence(self.wording.who(name)))
            for tone, name in enumerate(self.ranked(self.policy.parties))
        }

    @classmethod
    def of(cls, checked: CheckedPolicy, *, is_annex: bool = False) -> Material:
        """The material of a page or of its annex, in the policy's own language."""
        policy = checked.policy
        numbers = None if policy.plan is None else plan_numbers(policy.plan)
        named = {} if numbers is None else numbers.amounts
        return cls(policy, Wording(policy.language, policy, named), numbers, is_annex)

    def ranked(self, names: Iterable[str]) -> list[str]:
        """Names as the page orders them: by the policy's `order`, then by name."""
        return self.policy.ranked(names)

    def shows(self, section: str, name: str = "") -> bool:
        """Whether a section, or one thing of it, stands here and not on the other."""
        return self.policy.is_annexed(section, name) == self.is_annex

    def shown(self, section: str) -> list[str]:
        """The names of what stands here of a section, as the page orders them."""
        names = self.ranked(getattr(self.policy, section))
        return [name for name in names if self.shows(section, name)]

    @property
    def timers(self) -> list[tuple[str, Timer]]:
        """The timers that stand here, as the page orders them."""
        return [(name, self.policy.timers[name]) for name in self.shown("timers")]

    @property
    def goals(self) -> list[tuple[str, Goal]]:
        """The goals that stand here, as the page orders them."""
        return [(name, self.policy.goals[name]) for name in self.shown("goals")]

    def sentence(self, text: str) -> str:
        """A text as it begins a sentence or stands alone."""
        return self.wording.text("page.sentence", text=text)

    def lines(self, items: Iterable[str]) -> str:
        """Sentences in one line; an empty text for none."""
        found = [item for item in items if item]
        return self.wording.catalogue.joined(found, "lines") if found else ""

    def beside(self, items: Iterable[str]) -> str:
        """Short texts in one line, set apart; an empty text for none."""
        found = [item for item in items if item]
        return functools.reduce(
            lambda shown, item: self.wording.text(
                "page.beside", items=shown, item=item
            ),
            found[1:],
            found[0] if found else "",
        )

    @property
    def planner(self) -> Side:
        """Who owes the leads of the plan: whose goal names a number of it.

        Without such a goal it is the party of the first stage, else the first party.
        """
        goals = self.policy.goals
        planned = [
            goals[name].party
            for name in self.ranked(goals)
            if isinstance(goals[name].require.amount, Name)
        ]
        entered = [stage.party for stage in self.policy.stages]
        owing = [party.name for party in (*planned, *entered)]
        return self.sides[owing[0]] if owing else next(iter(self.sides.values()))

    @property
    def follower(self) -> Side:
        """Who follows up: whoever owes tries, else the last stage, else any party."""
        timers = self.policy.timers
        tries = [
            timers[name].party for name in self.ranked(timers) if timers[name].times
        ]
        entered = [stage.party for stage in reversed(self.policy.stages)]
        owing = [party.name for party in (*tries, *entered)]
        return self.sides[owing[0]] if owing else list(self.sides.values())[-1]
