"""The hand-off clock, its rules, and what is owed when a promise is missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.agreement.view import Clock, Consequence, Consequences, Mark, Note
from leadpact.language.nodes import Timing
from leadpact.language.walk import calendars_in
from leadpact.wording.shapes import actor_of, conjuncts, is_event

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.agreement.material import Material
    from leadpact.agreement.view import Side
    from leadpact.language.nodes import Pattern, Step
    from leadpact.model.policy import Goal, Limit, Timer

_BY_A_HUMAN = {"by_human", "not_by_automation"}


def clock(material: Material) -> Clock | None:
    """The timer with the longest ladder of steps, moment by moment."""
    name = _main_timer(material)
    if name is None:
        return None
    timer = material.policy.timers[name]
    wording = material.wording
    title = wording.timer_title(name)
    key = "page.handoff_clock" if _is_of_the_handoff(timer) else "page.clock"
    return Clock(
        heading=wording.text(key, timer=title),
        side=material.sides[timer.party.name],
        marks=tuple(_marks(material, timer)),
    )


def _main_timer(material: Material) -> str | None:
    """The timer with the most steps; none if no timer has any."""
    steps = {name: len(timer.warn + timer.missed) for name, timer in material.timers}
    name = max(steps, key=steps.__getitem__, default=None)
    return name if name is not None and steps[name] else None


def _is_of_the_handoff(timer: Timer) -> bool:
    """Whether the hand-off, and nothing else, starts a timer."""
    return all(is_event(start, "handed_off") for start in timer.starts)


def _marks(material: Material, timer: Timer) -> Iterator[Mark]:
    """Start, warnings, due, and what follows while the promise is still open."""
    wording = material.wording
    start = material.sentence(wording.clauses.patterns(timer.starts))
    yield Mark(when=wording.text("marks.at_once"), what=start)
    yield from (_mark(material, step) for step in timer.warn)
    at_once = [step for step in timer.missed if step.timing is Timing.AT_ONCE]
    steps = _actions(material, at_once)
    missed = wording.text("page.clock_missed")
    yield Mark(
        when=wording.cases(timer.within),
        what=wording.text("page.clock_steps", missed=missed, steps=steps)
        if steps
        else missed,
        late=True,
    )
    later = [step for step in timer.missed if step.timing is not Timing.AT_ONCE]
    yield from (_mark(material, step, late=True) for step in later)


def _mark(material: Material, step: Step, *, late: bool = False) -> Mark:
    return Mark(
        when=material.wording.step_mark(step),
        what=material.sentence(_actions(material, [step])),
        late=late,
    )


def _actions(material: Material, steps: Sequence[Step]) -> str:
    """What steps do, without the mark that they stand at."""
    return material.lines(material.wording.step_marked(step) for step in steps)


def rules(material: Material) -> tuple[Note, ...]:
    """How a lead is handed over, what counts as contact, limits, and whose hours."""
    return (
        *_handoff(material),
        *_contact(material),
        *_limits(material),
        *_hours(material),
    )


def is_by_a_human(pattern: Pattern) -> bool:
    """Whether a pattern takes only what a human did."""
    return any(actor_of(part) in _BY_A_HUMAN for part in conjuncts(pattern.where))


def _handoff(material: Material) -> Iterator[Note]:
    handoff = material.policy.handoff
    if handoff is not None and material.shows("handoff"):
        told = material.beside((handoff.routing, handoff.notice, handoff.activity))
        yield Note(title=material.wording.text("page.handoff"), text=told)


def _contact(material: Material) -> Iterator[Note]:
    """What counts as contact, if a timer counts only what a human did."""
    wording = material.wording
    human = {
        wording.pattern(pattern): None
        for _, timer in material.timers
        for pattern in timer.until
        if is_by_a_human(pattern)
    }
    if human:
        patterns = wording.catalogue.joined(list(human), "or")
        yield Note(
            title=wording.text("page.no_autoreply"),
            text=wording.text("terms.counts", patterns=patterns),
        )


def _limits(material: Material) -> Iterator[Note]:
    """Each limit, such as quiet hours, with the calendars that it asks about."""
    wording, policy = material.wording, material.policy
    for name in material.shown("limits"):
        when = policy.limits[name].when
        asked = calendars_in(when) if when is not None else set()
        yield Note(
            title=material.sentence(wording.timer_title(name)),
            text=wording.limit_alone(name),
            detail=material.lines(
                material.sentence(_hours_of(material, calendar))
                for calendar in material.ranked(asked)
            ),
        )


def _hours(material: Material) -> Iterator[Note]:
    """The calendars that timers count in, and those that messages wait for."""
    used = {
        name for _, timer in material.timers for name in _calendars(material, timer)
    }
    roles = [material.policy.roles[name] for name in material.shown("roles")]
    used |= {role.deliver.name for role in roles if role.deliver is not None}
    for name in material.ranked(used & material.policy.calendars.keys()):
        yield Note(
            title=material.sentence(material.wording.hours(name)),
            text=material.wording.calendar(name),
        )


def _hours_of(material: Material, calendar: str) -> str:
    """A calendar by name: `sales hours: every day all day, …`."""
    return material.wording.text(
        "page.hours",
        hours=material.wording.hours(calendar),
        week=material.wording.calendar(calendar),
    )


def _calendars(material: Material, timer: Timer) -> Iterator[str]:
    """The calendars that a timer counts in, and that its messages wait for."""
    own = material.policy.parties[timer.party.name].calendar
    if timer.calendar:
        yield from (case.value.name for case in timer.calendar)
    elif own is not None and any(case.value.unit.is_business for case in timer.within):
        yield own.name
    if timer.deliver is not None:
        yield timer.deliver.name


def consequences(material: Material) -> Consequences | None:
    """What is owed for each missed promise, by party; the clock tells its own timer."""
    rows = [*_of_goals(material), *_of_timers(material), *_of_limits(material)]
    if not rows:
        return None
    text = material.wording.text
    return Consequences(
        heading=text(
            "page.missed_or_kept" if _is_any_kept(material) else "page.missed"
        ),
        header=(
            text("page.missed_who"),
            text("page.missed_what"),
            text("page.missed_then"),
        ),
        rows=tuple(sorted(_merged(material, rows), key=lambda row: row.side.tone)),
    )


def _is_any_kept(material: Material) -> bool:
    """Whether something is owed for a promise that is kept."""
    return any(goal.met for _, goal in material.goals) or any(
        timer.met for _, timer in material.timers
    )


def _merged(material: Material, rows: Sequence[Consequence]) -> list[Consequence]:
    """Promises of one party with the same consequence, in one row."""
    triggers: dict[tuple[Side, str], list[str]] = {}
    for row in rows:
        triggers.setdefault((row.side, row.what), []).append(row.trigger)
    return [
        Consequence(side=side, trigger=material.beside(found), what=what)
        for (side, what), found in triggers.items()
    ]


def _of_goals(material: Material) -> Iterator[Consequence]:
    for name, goal in material.goals:
        trigger = material.wording.goal_bound(name)
        yield from _consequence(material, name, goal, trigger, goal.missed)
        kept = material.wording.text("kept_short.kept")
        yield from _kept(material, goal, trigger, kept)


def _of_timers(material: Material) -> Iterator[Consequence]:
    main = _main_timer(material)
    for name, timer in material.timers:
        missed = () if name == main else timer.missed
        item = material.wording.timer_title(name)
        yield from _consequence(material, name, timer, item, missed)
        kept = material.wording.timer_kept(name, short=True)
        yield from _kept(material, timer, item, kept)


def _of_limits(material: Material) -> Iterator[Consequence]:
    limits = material.policy.limits
    for name in material.shown("limits"):
        trigger = material.wording.limit_item(name)
        yield from _consequence(material, name, limits[name], trigger, ())


def _consequence(
    material: Material,
    name: str,
    promise: Goal | Timer | Limit,
    trigger: str,
    steps: Sequence[Step],
) -> Iterator[Consequence]:
    """What is owed for one promise: its steps, and what the policy says in words."""
    told = material.policy.consequences.get(name, "")
    what = material.lines((told, _steps(material, steps)))
    if what:
        yield Consequence(
            side=material.sides[promise.party.name],
            trigger=material.sentence(trigger),
            what=material.sentence(what),
        )


def _kept(
    material: Material, promise: Goal | Timer, item: str, kept: str
) -> Iterator[Consequence]:
    """What follows when one promise is kept.

    Args:
        material: The policy.
        promise: A goal or timer of it.
        item: What the promise is called.
        kept: When its steps are due, in words.
    """
    if promise.met:
        trigger = material.wording.text("page.kept", promise=item, kept=kept)
        yield Consequence(
            side=material.sides[promise.party.name],
            trigger=material.sentence(trigger),
            what=material.sentence(_steps(material, promise.met)),
        )


def _steps(material: Material, steps: Sequence[Step]) -> str:
    return material.lines(material.wording.step(step) for step in steps)
