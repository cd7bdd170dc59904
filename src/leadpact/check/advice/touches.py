"""LP2105: a first touch that may take longer than acceptance."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import attrs

from leadpact.check.advice.findings import line_of
from leadpact.check.advice.lengths import calendar_of, calendars_of, is_longer
from leadpact.diagnostics import Diagnostic, Severity
from leadpact.language.nodes import Case, Condition, Name, Pattern
from leadpact.model.policy import Timer
from leadpact.units import Duration, Unit
from leadpact.wording.shapes import is_event

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from leadpact.calendars import CalendarSpec
    from leadpact.check.subject import Subject
    from leadpact.model.policy import Policy

_ANSWERS = ("accepted", "rejected")
_TOUCHES = ("attempt", "connected", "meeting")


#: What acceptances have in common that are owed together: party, start, `when`,
#: calendars.
_Together: TypeAlias = tuple[str, Pattern, Condition | None, tuple[Case[Name], ...]]


@attrs.frozen
class _Acceptance:
    """A timer that waits for acceptance."""

    name: str
    timer: Timer

    @property
    def longest(self) -> Mapping[Unit, Duration]:
        """By unit, the most that its cases allow."""
        cases = sorted(self.timer.within, key=lambda case: case.value.amount)
        return {case.value.unit: case.value for case in cases}

    def is_outlasted(self, value: Duration, spec: CalendarSpec | None) -> bool:
        """Whether a duration is longer than each case."""
        return all(is_longer(value, one, spec) for one in self.longest.values())

    def is_tighter(self, other: _Acceptance) -> bool:
        """Whether it allows less, unit by unit; both have the same units."""
        pairs = [(self.longest[unit], one) for unit, one in other.longest.items()]
        return all(mine.amount < one.amount for mine, one in pairs)


#: Acceptances that are owed together: the tightest, by the units of their cases.
_Tightest: TypeAlias = dict[_Together, dict[frozenset[Unit], _Acceptance]]


def check_touches(subject: Subject) -> Iterator[Diagnostic]:
    """First touches of a party that may come after it must have taken the lead.

    Each is told once, beside the tightest acceptance, so that many timers of both
    kinds do not tell each with each.
    """
    policy = subject.policy
    tightest = _tightest(policy)
    for name, touch in policy.timers.items():
        if not _is_touch(touch):
            continue
        spec, beside = calendar_of(policy, touch), _beside(policy, touch, tightest)
        for case in touch.within:
            late = [one for one in beside if one.is_outlasted(case.value, spec)]
            if late:
                yield _found(name, _least(late, spec), case)
                break


def _tightest(policy: Policy) -> _Tightest:
    found: _Tightest = {}
    for name, timer in policy.timers.items():
        if not _is_answer(timer):
            continue
        own = _Acceptance(name, timer)
        units = frozenset(own.longest)
        calendars = calendars_of(policy, timer)
        for start in timer.starts:
            key = timer.party.name, start, timer.when, calendars
            others = found.setdefault(key, {})
            if units not in others or own.is_tighter(others[units]):
                others[units] = own
    return found


def _beside(policy: Policy, touch: Timer, tightest: _Tightest) -> list[_Acceptance]:
    """The acceptances that are owed wherever a touch is, from a start of its own."""
    party, calendars = touch.party.name, calendars_of(policy, touch)
    return [
        found
        for start in touch.starts
        for when in dict.fromkeys((None, touch.when))
        for found in tightest.get((party, start, when, calendars), {}).values()
    ]


def _least(found: Sequence[_Acceptance], spec: CalendarSpec | None) -> _Acceptance:
    """The tightest of some acceptances; the first where that is not certain."""
    least = found[0]
    for other in found[1:]:
        if all(other.is_outlasted(one, spec) for one in least.longest.values()):
            least = other
    return least


def _is_touch(timer: Timer) -> bool:
    """Whether one touch keeps the promise."""
    once = all(case.value == 1 for case in timer.times)
    return once and _waits_for(timer, _TOUCHES) and not _is_answer(timer)


def _is_answer(timer: Timer) -> bool:
    return _waits_for(timer, _ANSWERS)


def _waits_for(timer: Timer, events: Collection[str]) -> bool:
    return any(is_event(until, event) for until in timer.until for event in events)


def _found(touch: str, acceptance: _Acceptance, case: Case[Duration]) -> Diagnostic:
    within, name = acceptance.timer.within, acceptance.name
    closes = f"after `{within[0].value}`" if len(within) == 1 else "sooner"
    hint = (
        f"`{name}` closes {closes} ({line_of(within[0].span, case.span)}): "
        f"shorten `{touch}` or extend `{name}`"
    )
    message = f"`{touch}` may take longer than `{name}`"
    return Diagnostic("LP2105", message, case.span, hint, Severity.WARNING)
