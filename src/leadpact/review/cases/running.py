"""Cases held against a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.calendars import time_zone
from leadpact.diagnostics import Span
from leadpact.errors import RecordError
from leadpact.explain import Explanation
from leadpact.instants import from_instant, to_instant
from leadpact.pact import Pact
from leadpact.review.cases.moments import Clock, MomentError
from leadpact.review.cases.suite import Case, Check, Judged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from leadpact.model.evaluation import Evaluation
    from leadpact.model.lead import Event, Lead
    from leadpact.review.cases.suite import Suite


@attrs.frozen
class Failure:
    """Something that is not as a case expects it.

    Attributes:
        span: Where the expectation stands.
        name: What of, such as the name of a timer; empty where the case itself
            cannot be judged.
        expected: What is expected.
        found: What was found.
        now: The instant, in microseconds since the epoch; ``None`` if it has none.
    """

    span: Span
    name: str
    expected: str
    found: str
    now: int | None = None


@attrs.frozen
class CaseResult:
    """What became of one case.

    Attributes:
        case: The case.
        failures: What is not as expected, in order; empty if all is.
        explanation: Why the policy says what it says, at the instant of the first
            failure.
    """

    case: Case
    failures: tuple[Failure, ...]
    explanation: Explanation | None = None

    @property
    def is_met(self) -> bool:
        """Whether everything is as expected."""
        return not self.failures


def run_suite(suite: Suite) -> Iterator[CaseResult]:
    """What becomes of each case of a file, in order."""
    for case in suite.cases:
        yield run_case(case, suite.pact)


def run_case(case: Case, pact: Pact) -> CaseResult:
    """Hold one case against a policy."""
    run = _Run(case, pact)
    try:
        events = run.clock.events()
        failures = tuple(run.failures(events))
    except MomentError as error:
        moment = error.moment
        failure = Failure(moment.span, "", f"the instant `{moment.text}`", str(error))
        return CaseResult(case, (failure,))
    except RecordError as error:
        found = error.diagnostics[0].message
        failure = Failure(case.span, "", "a lead that can be judged", found)
        return CaseResult(case, (failure,))
    if not failures:
        return CaseResult(case, ())
    return CaseResult(case, failures, run.explained(events, failures[0].now))


def evaluations(case: Case, pact: Pact) -> Iterator[Evaluation]:
    """What a policy says at each instant that a case looks at; nothing if it cannot."""
    run = _Run(case, pact)
    try:
        events = run.clock.events()
        for check in case.checks:
            yield run.evaluated(events, run.now_of(check, events))
    except (MomentError, RecordError):
        # Whoever runs the case tells why.
        return


@attrs.frozen
class _Run:
    """One case under one policy."""

    case: Case
    pact: Pact

    @property
    def clock(self) -> Clock:
        zone = self.pact.checked.policy.timezone
        return Clock(self.case, zone, self._judged)

    def _judged(self, lead: Lead, now: int) -> Evaluation:
        return self.pact.evaluate(lead, now=from_instant(now), people=self.case.people)

    def evaluated(self, events: Mapping[str, Event], now: int) -> Evaluation:
        lead = attrs.evolve(self.case.lead, events=tuple(events.values()))
        return self._judged(lead, now)

    def failures(self, events: Mapping[str, Event]) -> Iterator[Failure]:
        for check in self.case.checks:
            now = self.now_of(check, events)
            judged = Judged(
                self.evaluated(events, now),
                lambda moment: self.clock.at(moment, events),
                self._shown,
            )
            for one in check.expectations:
                if found := one.compare(judged):
                    yield Failure(one.span, one.name, *found, now)

    def now_of(self, check: Check, events: Mapping[str, Event]) -> int:
        """The instant of a check: if none is told, that of the last event."""
        if check.moment is not None:
            return self.clock.at(check.moment, events)
        return max(to_instant(event.at) for event in events.values())

    def _shown(self, at: int | None) -> str:
        """An instant on the clock of the policy."""
        if at is None:
            return "none"
        zone = time_zone(self.pact.checked.policy.timezone)
        local = from_instant(at).astimezone(zone)
        return local.replace(tzinfo=None).isoformat(" ")

    def explained(
        self, events: Mapping[str, Event], now: int | None
    ) -> Explanation | None:
        if now is None:
            return None
        return self.pact.explain(
            attrs.evolve(self.case.lead, events=tuple(events.values())),
            now=from_instant(now),
            people=self.case.people,
        )
