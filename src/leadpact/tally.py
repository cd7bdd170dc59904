"""Leads judged one by one, and the goals of their policy counted on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.engines.refusing import judge_or_refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from leadpact.engines.goals import GoalTally
    from leadpact.engines.history import Source
    from leadpact.engines.timeline import Timeline
    from leadpact.model.evaluation import Evaluation, Refused
    from leadpact.model.goals import GoalResult
    from leadpact.model.lead import Lead
    from leadpact.model.records import SomeLead


class Tally:
    """Judges leads, and counts what goals measure; ``Pact.tally`` and ``Book.tally``.

    One thread at a time may use it. It keeps an instant and a number for each thing
    that a goal counts, and no lead.
    """

    def __init__(
        self,
        judge: Callable[[Lead], tuple[Evaluation, Timeline]],
        goals: Sequence[GoalTally],
        now: int,
    ) -> None:
        self._judge = judge
        self._goals = goals
        self._now = now
        self._histories: list[Source] | None = None

    def evaluate_many(
        self, leads: Iterable[SomeLead], *, histories: list[Source] | None = None
    ) -> Iterator[Evaluation | Refused]:
        """Judge leads one after the other, each when it is asked for.

        A lead that is refused counts for no goal.

        Args:
            leads: As for ``Pact.evaluate``, each once.
            histories: Where given, what is known of each judged lead is added to it.

        Returns:
            What ``evaluate_many`` of the policy returns.
        """
        self._histories = histories
        return (judge_or_refuse(self._counted, lead) for lead in leads)

    def _counted(self, lead: Lead) -> Evaluation:
        found, timeline = self._judge(lead)
        for goals in self._goals:
            goals.add(timeline, found)
        if self._histories is not None:
            self._histories.append(timeline.present.history.source)
        return found

    def goals(self) -> tuple[GoalResult, ...]:
        """Every goal in each of its periods, by the leads that were judged so far.

        The first period is that of the first event of all leads, the last that of
        ``now``; with several versions, each period is judged by the one in force when
        it starts, and one that starts in none is left out.

        Returns:
            By goal in the order of the policy, period and group.

        Source: docs/explanation/goals.md.
        """
        return tuple(
            result for goals in self._goals for result in goals.results(self._now)
        )
