"""What is owed for an instance: steps with their instants, while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import attrs

from leadpact.compile.plan import StepPlan, TimerPlan
from leadpact.engines.runs import BREACHED
from leadpact.engines.timers import OWNER
from leadpact.language.nodes import Timing
from leadpact.model.evaluation import Consequence, Ending, Outcome, Recipient

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leadpact.calendars import BusinessClock
    from leadpact.engines.bound import BoundStep
    from leadpact.engines.facts import Facts
    from leadpact.engines.runs import Run
    from leadpact.model.lead import Person


@attrs.define(eq=False)
class DueStep:
    """One repetition of a step, due at an instant.

    Attributes:
        plan: The step.
        name: `warn`, `missed` or `met`, and its place in that list from 1.
        repetition: From 1.
        at: Instant at which it is due.
    """

    plan: StepPlan
    name: str
    repetition: int
    at: int


def due_steps(run: Run, now: int) -> Iterator[DueStep]:
    """Every step of an instance that fires, past or to come without new events.

    A step at one instant with what ends the instance does not fire, but a breach at
    its due instant always does. After due, `recycled` stops a ladder that returns
    the lead.
    """
    for index, step in enumerate(run.timer.warn):
        at = run.warning_at(index)
        if at is not None and run.is_open(at):
            yield DueStep(step.plan, f"warn.{index + 1}", 1, at)
    if run.due is not None:
        yield from _missed(run, run.due, now)
    if run.ending is Ending.UNTIL and run.outcome(now) is Outcome.MET:
        yield from _of_run(run, run.timer.met, "met", run.end or 0)


def _missed(run: Run, due: int, now: int) -> Iterator[DueStep]:
    is_breached = run.outcome(now) in BREACHED
    if run.end is not None and run.end <= due and not is_breached:
        return
    stop = _recycled(run, due)
    for step in _of_run(run, run.timer.missed, "missed", due):
        if step.at == due:
            owed = is_breached or run.end is None
        else:
            owed = run.is_open(step.at) and (stop is None or step.at < stop)
        if owed:
            yield step


def _recycled(run: Run, due: int) -> int | None:
    """When the lead went back, if the ladder was to send it back."""
    if all(step.plan.verb != "return" for step in run.timer.missed):
        return None
    recycled = run.facts.history.by_type.get("recycled", ())
    return next((record.at for record in recycled if record.at >= due), None)


def _of_run(
    run: Run, steps: Sequence[BoundStep], name: str, base: int
) -> Iterator[DueStep]:
    zone = run.facts.bound.plan.timezone
    return ladder(steps, name, base, run.calendar, zone)


def ladder(
    steps: Sequence[BoundStep],
    name: str,
    base: int,
    calendar: BusinessClock | None,
    zone: str,
) -> Iterator[DueStep]:
    """The repetitions of a list of steps.

    Args:
        steps: The list.
        name: Its name, such as `missed`.
        base: The instant that they are counted from.
        calendar: Whose open time counts, if there is one.
        zone: IANA zone of local time where there is none.
    """
    for index, step in enumerate(steps, start=1):
        plan = step.plan
        at = base
        if plan.timing is Timing.AFTER and step.duration is not None:
            at = step.duration.later(base, calendar, zone)
        for repetition in range(1, plan.times + 1):
            yield DueStep(plan, f"{name}.{index}", repetition, at)
            if step.every is not None:
                at = step.every.later(at, calendar, zone)


def consequence(run: Run, step: DueStep, people: Mapping[str, Person]) -> Consequence:
    """A due step as a request."""
    facts = run.facts
    plan = facts.bound.plan
    return Consequence(
        key=key_of(
            plan.policy,
            plan.version,
            facts.history.lead,
            run.timer.plan.name,
            run.opener.id,
            step.name,
            str(step.repetition),
        ),
        timer=run.timer.plan.name,
        start_event=run.opener.id,
        step=step.name,
        repetition=step.repetition,
        due=step.at,
        verb=step.plan.verb,
        to=tuple(
            _recipient(facts, run.timer.plan, name, step.at, people)
            for name in step.plan.to
        ),
        place=step.plan.place,
        note=step.plan.note,
    )


def key_of(*parts: str) -> str:
    """Parts joined so that no two lists of parts give one key."""
    return "/".join(quote(part, safe="") for part in parts)


def _recipient(
    facts: Facts, timer: TimerPlan, name: str, at: int, people: Mapping[str, Person]
) -> Recipient:
    """Whom a step is for; a role may have hours of its own to be told in."""
    if name == OWNER:
        owner = facts.owner(at)
        person = people.get(owner) if owner else None
        address = person.address if person else ""
        delivered = _delivered(facts, timer.deliver, at)
        return Recipient(name, owner or "", address, delivered=delivered)
    contact = facts.bound.contacts[name]
    delivered = _delivered(facts, contact.deliver or timer.deliver, at)
    return Recipient(name, address=contact.address, delivered=delivered)


def _delivered(facts: Facts, calendar: str, at: int) -> int:
    """When a message is told: as it is due, or once the calendar is open."""
    return facts.at(at).calendar(calendar).next_open(at) if calendar else at
