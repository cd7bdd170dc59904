"""The plan: numbers that lead to a number of leads, in one currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.check.subject import unknown
from leadpact.diagnostics import Diagnostic
from leadpact.language.nodes import Name
from leadpact.planning import plan_mistakes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.check.subject import Subject
    from leadpact.model.policy import Campaign, Plan, Segment


def check_plan(subject: Subject) -> Iterator[Diagnostic]:
    """Numbers out of range, another currency, unknown stages, equal names."""
    plan = subject.policy.plan
    if plan is None:
        return
    for mistake in plan_mistakes(plan):
        span = subject.span(f"plan.{mistake.path}")
        yield Diagnostic("LP2007", mistake.message, span, mistake.hint)
    currency = subject.policy.currency
    if currency and plan.revenue_quota.currency != currency:
        yield Diagnostic(
            "LP3002",
            f"`{plan.revenue_quota}` in a policy in {currency}",
            subject.span("plan.revenue_quota:"),
            f"state it in {currency}, the `currency` of the policy",
        )
    yield from _rates(subject, plan)
    yield from _twice(plan.segments, "segment")
    yield from _twice(plan.campaigns, "campaign")


def _rates(subject: Subject, plan: Plan) -> Iterator[Diagnostic]:
    """Rates are of stages, and lead from one to the next without a gap."""
    known = subject.names("stages")
    for stage in plan.rates:
        name = Name(stage, span=subject.span(f"plan.rates.{stage}"))
        yield from unknown(name, known, "stage")
    if subject.broken.get("stages") or not plan.rates.keys() <= known:
        return  # A stage that is broken or misspelt would look like a gap.
    stages = [stage.name for stage in subject.policy.stages]
    rated = [index for index, stage in enumerate(stages) if stage in plan.rates]
    for stage in stages[min(rated, default=0) : max(rated, default=0)]:
        if stage not in plan.rates:
            yield Diagnostic(
                "LP2007",
                f"`rates` leaves out the stage `{stage}`",
                subject.span("plan.rates"),
                "from the first rate to the last, each stage has one",
            )


def _twice(things: Sequence[Segment | Campaign], what: str) -> Iterator[Diagnostic]:
    """They stand in a list, so that YAML does not find equal names."""
    seen: set[str] = set()
    for thing in things:
        if thing.name in seen:
            message = f"`{thing.name}` is a {what} already"
            hint = "give one of them another name"
            yield Diagnostic("LP2002", message, thing.span, hint)
        seen.add(thing.name)
