"""Whether phrases mean something: names that exist and types that go together.

Every mistake of a phrase is reported, each once.
"""

from __future__ import annotations

from leadpact.diagnostics import near
from leadpact.language.advice import described, literal_hint
from leadpact.language.nodes import (
    Aggregate,
    Condition,
    Literal,
    Measure,
    Name,
    Pattern,
    Points,
)
from leadpact.language.printer import print_amount, print_phrase
from leadpact.language.rules import (
    Judge,
    Report,
    family,
    judge,
    judge_flag,
    judge_pattern,
    literal_type,
)
from leadpact.language.scope import Scope
from leadpact.language.types import Kind, Type
from leadpact.units import LENGTHS, Duration

__all__ = [
    "Report",
    "Scope",
    "check_condition",
    "check_measure",
    "check_pattern",
    "check_points",
    "literal_type",
    "type_of",
]

_AMOUNTS = (Kind.DECIMAL, Kind.MONEY, Kind.PERCENT, Kind.DURATION)
_SUMMED = (Kind.DECIMAL, Kind.MONEY)
#: A goal has no `when`.
_DEFINE = "define it under `definitions` and write `entered NAME`"


def type_of(node: Condition, scope: Scope, report: Report) -> Type | None:
    """The type of a condition or value, or ``None`` after a report."""
    return judge(node, Judge(scope, report, scope.names))


def check_condition(node: Condition, scope: Scope, report: Report) -> None:
    """Report the mistakes of a condition, which must be true or false."""
    judge_flag(node, Judge(scope, report, scope.names))


def check_pattern(node: Pattern, scope: Scope, report: Report) -> None:
    """Report the mistakes of a pattern."""
    judge_pattern(node, Judge(scope, report, scope.names))


def check_points(node: Points, scope: Scope, report: Report) -> None:
    """Report the mistakes of a line of points."""
    if node.when is not None:
        check_condition(node.when, scope, report)
    if node.each is not None:
        check_pattern(node.each, scope, report)


def check_measure(node: Measure, scope: Scope, report: Report) -> None:
    """Report the mistakes of a measure."""
    at = Judge(scope, report, scope.names, elsewhere=_DEFINE)
    for pattern in (node.pattern, node.base):
        if pattern is not None:
            judge_pattern(pattern, at, scope.statements)
            if pattern.window is not None:
                message = "a measure looks at the whole period"
                at.fail(pattern, "LP2007", message, "leave `in last` out")
    measured, amount = _measured(node, at), _amount(node, at)
    if measured is None or amount is None or family(measured) is family(amount):
        return
    name = node.aggregate.value
    message = (
        f"`{name}` is {described(measured)}, "
        f"`{print_amount(node)}` is {described(amount)}"
    )
    hint = literal_hint(node.amount, measured, scope.currency)
    at.fail(node.amount, "LP3002", message, hint)


def _measured(node: Measure, at: Judge) -> Type | None:
    """The type of what an aggregate makes."""
    if node.timer is not None:
        name, timers = node.timer.name, at.scope.timers
        if name not in timers:
            hint = near(name, timers)
            at.fail(node.timer, "LP2001", f"unknown timer `{name}`", hint)
            return None
        share = node.aggregate is Aggregate.SHARE
        return Type(Kind.PERCENT if share else Kind.DURATION)
    if node.value is None:
        count = node.aggregate is Aggregate.COUNT
        return Type(Kind.INTEGER if count else Kind.PERCENT)
    found = judge(node.value, at)
    known = _SUMMED if node.aggregate is Aggregate.SUM else _AMOUNTS
    if found is None or family(found) in known:
        return found
    message = f"`{print_phrase(node.value)}` is {described(found)}"
    hint = f"`{node.aggregate.value}` takes a number or money"
    at.fail(node.value, "LP3002", message, hint)
    return None


def _amount(node: Measure, at: Judge) -> Type | None:
    """The type of what a measure is compared with."""
    match node.amount:
        case Literal(Duration(_, unit)) if unit in LENGTHS:
            # The time a timer used is open time if its own unit is, so that business
            # hours go with it; days of a calendar have no one length.
            return Type(Kind.DURATION)
        case Name() as amount if not _is_planned(amount, at):
            return None
    found = judge(node.amount, at)
    segments = at.scope.segments
    if found is None or node.segment is None or segments is None:
        return found
    name = node.segment.name
    if name in segments:
        return found
    hint = near(name, segments) or "name it under `segments` of the plan"
    at.fail(node.segment, "LP2001", f"unknown segment `{name}`", hint)
    return None


def _is_planned(amount: Name, at: Judge) -> bool:
    """Whether a name may be a plan number, or else a report."""
    name, planned, names = amount.name, at.scope.planned, at.scope.names
    if planned is None:
        return True
    if name in planned:
        if name not in names:
            hint = f"a `plan` with {planned[name]} has it"
            at.fail(amount, "LP2001", f"unknown name `{name}`", hint)
        return name in names
    if names.get(name) is not None:
        message = f"`{name}` belongs to the lead, and a measure to all leads"
        hint = "compare it with an amount, or with a number of the plan"
        at.fail(amount, "LP3004", message, hint)
        return False
    return True
