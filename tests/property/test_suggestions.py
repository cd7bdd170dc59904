"""Laws of suggested limits, checked by the engine under the policy that they make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs
from builders import make_policy
from hypothesis import given
from hypothesis import strategies as st
from promises import Promise, policy_sections
from strategies import judged_promises, moments

import leadpact
from leadpact.model.evaluation import Ending, Outcome
from leadpact.review.suggestions.amounts import amounts_up_to
from leadpact.review.suggestions.attempts import suggest_attempts
from leadpact.review.suggestions.limits import Answer, suggest_limits
from leadpact.review.suggestions.thresholds import suggest_threshold
from leadpact.units import Percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadpact.model.evaluation import Instance
    from leadpact.units import Duration

DAYS = 6
TARGETS = st.sampled_from([Percent(Decimal(one)) for one in (10, 50, 75, 95, 100)])
OPEN = {Outcome.RUNNING, Outcome.AT_RISK, Outcome.PAUSED}
RELEASED = {Ending.UNLESS, Ending.WAIVED}
LATE = {Outcome.MET_LATE, Outcome.NEVER_MET}


@attrs.frozen
class History:
    """Leads, and timers of which the last one is looked at.

    Attributes:
        drawn: The timers.
        leads: The leads.
        now: Until when their events are known.
    """

    drawn: Sequence[Promise]
    leads: Sequence[leadpact.Lead]
    now: datetime

    @property
    def timer(self) -> Promise:
        """The timer that is looked at."""
        return self.drawn[-1]

    def pact(self, limits: Sequence[str]) -> leadpact.Pact:
        """The policy with other limits."""
        within = tuple(
            (limit, when)
            for limit, (_, when) in zip(limits, self.timer.within, strict=True)
        )
        # A warning may lie before the start under a shorter limit.
        timer = attrs.evolve(self.timer, within=within, warn=())
        sections = policy_sections((*self.drawn[:-1], timer))
        return leadpact.loads(make_policy(**sections))

    def judged(self, limits: Sequence[str]) -> Mapping[tuple[str, str], Instance]:
        """The instances of the timer under some limits, as the engine tells them."""
        pact = self.pact(limits)
        return {
            (lead.id, one.start_event): one
            for lead in self.leads
            for one in pact.evaluate(lead, now=self.now).instances
            if one.timer == self.timer.name
        }

    def counted(
        self, limits: Sequence[str], present: Sequence[str]
    ) -> Mapping[str, Counter[str]]:
        """How many instances are met and missed, by their limit.

        One that nothing kept is missed if it is under the present limit.
        """
        waited = {
            key for key, one in self.judged(present).items() if one.outcome in LATE
        }
        found: dict[str, Counter[str]] = {}
        for key, one in self.judged(limits).items():
            tally = found.setdefault(one.within, Counter())
            is_left = one.outcome in OPEN or one.ending in RELEASED
            if one.outcome is Outcome.MET:
                tally["met"] += 1
            elif one.outcome in LATE or (is_left and key in waited):
                tally["missed"] += 1
        return found


def smaller(limit: Duration, present: Duration) -> Duration | None:
    """The next smaller amount that might have been suggested."""
    amounts = [*amounts_up_to(present, 10**15 if "day" not in str(limit) else 99)]
    place = amounts.index(limit)
    return amounts[place - 1] if place else None


@given(judged_promises(days=DAYS), moments(days=4 * DAYS), TARGETS)
def test_tightest(
    judged: tuple[tuple[Promise, ...], list[leadpact.Lead]],
    now: datetime,
    target: Percent,
) -> None:
    """The engine meets the share under what is suggested, and not under less."""
    history = History(*judged, now)
    present = [limit for limit, _ in history.timer.within]
    pact = history.pact(present)
    found = suggest_limits(
        pact,
        history.timer.name,
        history.leads,
        now=history.now,
        target=target,
        fewest=1,
    )
    limits = [str(one) for one in found.limits]
    before = history.counted(present, present)
    after = history.counted(limits, present)
    texts = [str(one.present) for one in found.cases]
    for place, case in enumerate(found.cases):
        if texts.count(texts[place]) == 1:
            tally = before.get(texts[place], Counter())
            assert (case.now.met, case.now.missed) == (tally["met"], tally["missed"])
        if limits.count(limits[place]) > 1:
            continue
        tally = after.get(limits[place], Counter())
        assert (case.then.met, case.then.missed) == (tally["met"], tally["missed"])
        if case.answer in {Answer.SUGGESTED, Answer.KEPT}:
            assert case.then.reaches(target)
            less = smaller(case.suggested, case.present)
            if less is None or str(less) in limits:
                continue
            tighter = [*limits]
            tighter[place] = str(less)
            tally = history.counted(tighter, present).get(str(less), Counter())
            all_ = tally["met"] + tally["missed"]
            assert tally["met"] * 100 < target.amount * all_ or not all_


@given(judged_promises(days=DAYS), moments(days=2 * DAYS))
def test_tries(
    judged: tuple[tuple[Promise, ...], list[leadpact.Lead]], now: datetime
) -> None:
    """The engine counts the same tries if the timer asks for more than anybody made."""
    drawn, leads = judged
    timer = attrs.evolve(
        drawn[-1],
        within=(("4000 hours", ""),),
        times=(("99", ""),),
        # No start of any timer is one, too.
        enough=("connected",),
        repeat="keep",
        pauses=False,
        warn=(),
    )
    # A waiver excuses from what is owed, and stops nobody from trying.
    leads = [
        attrs.evolve(
            lead, events=[one for one in lead.events or () if one.type != "waived"]
        )
        for lead in leads
    ]
    sections = policy_sections((*drawn[:-1], timer))
    pact = leadpact.loads(make_policy(**sections))
    found = suggest_attempts(
        pact, timer.name, leads, now=now, target=Percent(Decimal(50)), fewest=1
    )
    pursued: list[Instance] = []
    for lead in leads:
        end = None
        for one in pact.evaluate(lead, now=now).instances:
            # What connects a lead at one instant connects it once.
            if one.timer == timer.name and one.start != end:
                pursued.append(one)
                end = one.end
    connected = [one.counted for one in pursued if one.ending is Ending.ENOUGH]
    assert found.pursued == len(pursued)
    assert found.untried == connected.count(0)
    for each in found.tries:
        assert each.tried == sum(one.counted >= each.number for one in pursued)
        assert each.connected == connected.count(each.number)
        assert each.so_far == sum(0 < one <= each.number for one in connected)
    assert len(found.tries) == max((one.counted for one in pursued), default=0)
    after = sorted(one for one in connected if one)
    # The least number by which half of them, rounded up, have connected.
    half = after[(len(after) + 1) // 2 - 1] if after else None
    assert found.suggested == half


@given(judged_promises(days=DAYS), moments(days=2 * DAYS), TARGETS)
def test_threshold(
    judged: tuple[tuple[Promise, ...], list[leadpact.Lead]],
    now: datetime,
    target: Percent,
) -> None:
    """The share is reached from the threshold on, and from no lower score on."""
    drawn, leads = judged
    pact = leadpact.loads(make_policy(**policy_sections(drawn)))
    found = suggest_threshold(
        pact, ["fit"], leads, goal="attempt", now=now, target=target, fewest=1
    )
    scored: list[tuple[Decimal, bool]] = []
    for lead in leads:
        events = [one for one in lead.events or () if one.at <= now]
        handed = [one.at for one in events if one.type == "handed_off"]
        if handed:
            points = pact.evaluate(lead, now=min(handed)).scores["fit"].points
            tried = [one.at for one in events if one.type == "attempt"]
            scored.append((points, any(at >= min(handed) for at in tried)))
    assert (found.leads, found.unscored) == (len(scored), len(leads) - len(scored))

    def share(least: Decimal) -> float:
        reached = [converted for points, converted in scored if points >= least]
        return 100 * sum(reached) / len(reached)

    good = [points for points, _ in scored if share(points) >= target.amount]
    assert found.suggested == min(good, default=None)
