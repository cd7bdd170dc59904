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
        sides: The parties as the page shows them, by name.
    """

    policy: Policy
    wording: Wording
    numbers: PlanNumbers | None
    sides: Mapping[str, Side] = attrs.field(init=False)

    @sides.default
    def _ranked_sides(self) -> Mapping[str, Side]:
        return {
            name: Side(tone=tone, name=self.sentence(self.wording.who(name)))
            for tone, name in enumerate(self.ranked(self.policy.parties))
        }

    @classmethod
    def of(cls, checked: CheckedPolicy) -> Material:
        """The material of a policy's page, in the policy's own language."""
        policy = checked.policy
        numbers = None if policy.plan is None else plan_numbers(policy.plan)
        named = {} if numbers is None else numbers.named
        return cls(policy, Wording(policy.language, policy, named), numbers)

    def ranked(self, names: Iterable[str]) -> list[str]:
        """Names as the page orders them: by the policy's `order`, then by name."""
        order = [name.name for name in self.policy.order]
        ranks = {name: rank for rank, name in reversed([*enumerate(order)])}
        return sorted(names, key=lambda name: (ranks.get(name, len(order)), name))

    @property
    def timers(self) -> list[tuple[str, Timer]]:
        """The timers, as the page orders them."""
        timers = self.policy.timers
        return [(name, timers[name]) for name in self.ranked(timers)]

    @property
    def goals(self) -> list[tuple[str, Goal]]:
        """The goals, as the page orders them."""
        goals = self.policy.goals
        return [(name, goals[name]) for name in self.ranked(goals)]

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
        planned = [
            goal.party
            for _, goal in self.goals
            if isinstance(goal.require.amount, Name)
        ]
        entered = [stage.party for stage in self.policy.stages]
        owing = [party.name for party in (*planned, *entered)]
        return self.sides[owing[0]] if owing else next(iter(self.sides.values()))

    @property
    def follower(self) -> Side:
        """Who follows up: whoever owes tries, else the last stage, else any party."""
        tries = [timer.party for _, timer in self.timers if timer.times]
        entered = [stage.party for stage in reversed(self.policy.stages)]
        owing = [party.name for party in (*tries, *entered)]
        return self.sides[owing[0]] if owing else list(self.sides.values())[-1]
