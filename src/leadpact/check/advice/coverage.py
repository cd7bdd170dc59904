"""LP2205: leads for which no timer starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.diagnostics import Diagnostic, Severity
from leadpact.language.nodes import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leadpact.check.advice.survey import Survey
    from leadpact.check.subject import Subject
    from leadpact.language.nodes import Pattern
    from leadpact.model.policy import Timer
    from leadpact.regions import Form
    from leadpact.regions.counts import Count

#: Events at which a lead arrives, so that someone has to follow it up.
_ARRIVALS = ("created", "reconverted", "handed_off")


def check_coverage(subject: Subject) -> Iterator[Diagnostic]:
    """Events at which a lead arrives, and starts no timer."""
    for (source, name), timers in _arrivals(subject.policy.timers).items():
        survey = subject.survey
        covered = survey.space.any_of(
            _starts(survey, timer, pattern)
            for timer, patterns in timers.values()
            for pattern in patterns
        )
        off = survey.space.negation(covered)
        lead = survey.example(off, given=_at_arrival(survey, source, name))
        if lead is None or lead.rests_on:
            continue
        event = name if source is Source.EVENT else f"{source.value} {name}"
        named = " and ".join(f"`{each}`" for each in sorted(timers))
        span = min(one.span for _, patterns in timers.values() for one in patterns)
        message = f"`{event}` starts no timer for some leads"
        they = "is off" if len(timers) == 1 else "are off"
        hint = f"with `{lead}`, {named} {they}: widen a `when`, or add a timer"
        yield Diagnostic("LP2205", message, span, hint, Severity.WARNING)


def _arrivals(
    timers: Mapping[str, Timer],
) -> Mapping[tuple[Source, str], dict[str, tuple[Timer, list[Pattern]]]]:
    """By event, the timers that it may start, with the patterns that pick it."""
    found: dict[tuple[Source, str], dict[str, tuple[Timer, list[Pattern]]]] = {}
    for name, timer in timers.items():
        for pattern in timer.starts:
            source, event = pattern.source, pattern.name.name
            if source is Source.ENTERED or (
                source is Source.EVENT and event in _ARRIVALS
            ):
                by_name = found.setdefault((source, event), {})
                by_name.setdefault(name, (timer, []))[1].append(pattern)
    return found


def _starts(survey: Survey, timer: Timer, pattern: Pattern) -> Form:
    """Whether an event starts a timer: an unknown condition does not hold."""
    forms = []
    if timer.when is not None:
        forms.append(survey.reader.condition(timer.when).sure)
    if (where := survey.reader.where(pattern)) is not None:
        forms.append(where.sure)
    return survey.space.all_of(forms)


def _at_arrival(survey: Survey, source: Source, name: str) -> Form:
    """What is so at the instant of the event, which counts itself."""
    space = survey.space
    forms = [space.table(space.history, lambda region: region.value is True)]
    forms += [_counts(survey, count) for count in survey.reader.counts(source, name)]
    if source is Source.ENTERED:
        forms += _entered(survey, name)
    return space.all_of(forms)


def _counts(survey: Survey, count: Count) -> Form:
    """Whether a count has room for the event, if its `where` holds."""
    space, where = survey.space, count.pattern.where
    room = space.table(count, lambda region: region.most is None or region.most > 0)
    if where is None:
        return room
    return space.any_of((room, space.negation(where.sure)))


def _entered(survey: Survey, name: str) -> Sequence[Form]:
    """What is so when a stage is entered: its own condition, and no earlier stage."""
    names = [stage.name for stage in survey.policy.stages]
    later = names[names.index(name) :]
    stage = survey.reader.names.stage()
    forms = [survey.space.table(stage, lambda region: region.value in later)]
    when = survey.policy.stages[names.index(name)].when
    if when is not None:
        forms.append(survey.reader.condition(when).sure)
    return forms
