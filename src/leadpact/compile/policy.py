"""A checked policy to its plan."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

from leadpact.check.graph import Node, dependencies, in_dependency_order
from leadpact.check.subject import definition_type, event_types
from leadpact.compile.lower import Lowering
from leadpact.compile.plan import (
    Apply,
    CalendarPlan,
    Constant,
    ContactPlan,
    DefinitionPlan,
    DurationCase,
    EventPlan,
    Expression,
    FieldPlan,
    GoalPlan,
    LimitPlan,
    LinePlan,
    Operator,
    Origin,
    Plan,
    Read,
    ScorePlan,
    StagePlan,
    StepPlan,
    TimerPlan,
    ValueCase,
)
from leadpact.language.nodes import Aggregate, Name
from leadpact.language.printer import print_phrase
from leadpact.language.types import Kind
from leadpact.model.policy import (
    Classification,
    Counting,
    Definition,
    Goal,
    Lines,
    Policy,
    Quantifier,
    Timer,
)
from leadpact.model.values import FieldValue, bare
from leadpact.planning import plan_numbers
from leadpact.units import Duration, Money, Percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadpact.check import CheckedPolicy
    from leadpact.language import nodes
    from leadpact.language.types import Type


def compile_policy(checked: CheckedPolicy, digest: str) -> Plan:
    """The plan of a checked policy.

    Args:
        checked: The policy.
        digest: Digest of its canonical form, for results to carry.
    """
    policy = checked.policy
    lowering = Lowering(_names(policy))
    definitions = tuple(
        _definition(lowering, name, policy.definitions[name])
        for name in sorted(policy.definitions)
    )
    scores = tuple(
        ScorePlan(name, tuple(_line(lowering, line) for line in policy.scoring[name]))
        for name in sorted(policy.scoring)
    )
    stages = tuple(
        StagePlan(
            stage.name,
            lowering.all_patterns(stage.enter),
            lowering.optional(stage.when),
            tuple(field.name for field in stage.complete),
        )
        for stage in policy.stages
    )
    timers = tuple(
        _timer(lowering, policy, name, policy.timers[name])
        for name in sorted(policy.timers)
    )
    limits = tuple(
        LimitPlan(
            name,
            limit.party.name,
            lowering.all_patterns(limit.never),
            lowering.optional(limit.when),
        )
        for name, limit in sorted(policy.limits.items())
    )
    goals = tuple(
        _goal(lowering, policy, name, policy.goals[name])
        for name in policy.ranked(policy.goals)
    )
    return Plan(
        policy=policy.policy,
        version=policy.version,
        digest=digest,
        timezone=policy.timezone,
        currency=policy.currency,
        fields=_fields({name: field.type for name, field in policy.fields.items()}),
        events=tuple(
            EventPlan(name, _fields(data))
            for name, data in sorted(event_types(policy).items())
        ),
        calendars=tuple(
            CalendarPlan(name, spec) for name, spec in sorted(policy.calendars.items())
        ),
        contacts=_contacts(policy),
        patterns=tuple(lowering.patterns),
        definitions=definitions,
        scores=scores,
        stages=stages,
        timers=timers,
        limits=limits,
        goals=goals,
        order=_order(policy),
    )


def _names(policy: Policy) -> Mapping[str, Expression]:
    """What each name of a condition reads."""
    names: dict[str, Expression] = {"stage": Read(Origin.STAGE)}
    names |= {name: Read(Origin.FIELD, name) for name in policy.fields}
    names |= {name: Read(Origin.DEFINITION, name) for name in policy.definitions}
    names |= {name: Read(Origin.SCORE, name) for name in policy.scoring}
    if policy.plan is not None:
        planned = plan_numbers(policy.plan).named
        names |= {name: Constant(bare(value)) for name, value in planned.items()}
    return names


def _fields(types: Mapping[str, Type]) -> tuple[FieldPlan, ...]:
    return tuple(FieldPlan(name, kind) for name, kind in sorted(types.items()))


def _contacts(policy: Policy) -> tuple[ContactPlan, ...]:
    parties = (
        ContactPlan(name, party.contact, "") for name, party in policy.parties.items()
    )
    roles = (
        ContactPlan(name, role.contact, _named(role.deliver))
        for name, role in policy.roles.items()
    )
    return tuple(sorted((*parties, *roles), key=lambda contact: contact.name))


def _named(name: nodes.Name | None) -> str:
    """A name that may be absent, as plans tell it."""
    return "" if name is None else name.name


def _order(policy: Policy) -> tuple[str, ...]:
    """Timers and stages, each after what it depends on."""
    return tuple(
        name
        for kind, name in in_dependency_order(dependencies(policy))
        if kind in {Node.TIMER, Node.STAGES}
    )


def _definition(
    lowering: Lowering, name: str, definition: Definition
) -> DefinitionPlan:
    kind = definition_type(definition)
    if kind is None:
        msg = f"a checked policy has no classification of several types: {name}"
        raise AssertionError(msg)
    match definition.body:
        case Classification(cases):
            return DefinitionPlan(
                name,
                kind,
                None,
                tuple(
                    ValueCase(bare(case.value.value), lowering.optional(case.when))
                    for case in cases
                ),
            )
        case Lines(quantifier, conditions):
            operands = tuple(map(lowering.condition, conditions))
            return DefinitionPlan(name, kind, _quantified(quantifier, operands), ())
        case condition:
            return DefinitionPlan(name, kind, lowering.condition(condition), ())


def _quantified(quantifier: Quantifier, operands: tuple[Expression, ...]) -> Expression:
    match quantifier:
        case Quantifier.ALL:
            return Apply(Operator.AND, operands)
        case Quantifier.ANY:
            return Apply(Operator.OR, operands)
        case Quantifier.NONE:
            return Apply(Operator.NOT, (Apply(Operator.OR, operands),))
    assert_never(quantifier)


def _line(lowering: Lowering, line: nodes.Points) -> LinePlan:
    return LinePlan(
        line.points,
        lowering.optional(line.when),
        None if line.each is None else lowering.pattern(line.each),
        line.cap,
        print_phrase(line),
    )


def _timer(lowering: Lowering, policy: Policy, name: str, timer: Timer) -> TimerPlan:
    party = policy.parties[timer.party.name]
    pause = timer.pause
    return TimerPlan(
        name=name,
        party=timer.party.name,
        starts=lowering.all_patterns(timer.starts),
        when=lowering.optional(timer.when),
        until=lowering.all_patterns(timer.until),
        enough=lowering.all_patterns(timer.enough),
        unless=lowering.all_patterns(timer.unless),
        within=_durations(lowering, timer.within),
        times=_values(lowering, timer.times),
        apart=_durations(lowering, timer.apart),
        pause=lowering.all_patterns(pause.starts) if pause else (),
        resume=lowering.all_patterns(pause.until) if pause else (),
        repeat=timer.repeat,
        calendar=tuple(
            ValueCase(case.value.name, lowering.optional(case.when))
            for case in timer.calendar
        ),
        fallback=_named(party.calendar),
        deliver=_named(timer.deliver),
        warn=tuple(map(_step, timer.warn)),
        missed=tuple(map(_step, timer.missed)),
        met=tuple(map(_step, timer.met)),
    )


def _goal(lowering: Lowering, policy: Policy, name: str, goal: Goal) -> GoalPlan:
    measure = goal.require
    optional = lowering.optional_pattern
    is_cohort = goal.counting is Counting.COHORT
    amount = _amount(policy, goal)
    return GoalPlan(
        name=name,
        party=goal.party.name,
        aggregate=measure.aggregate,
        timer=_named(measure.timer),
        value=lowering.optional(measure.value),
        datum=_datum(policy, measure),
        pattern=optional(measure.pattern),
        base=optional(measure.base),
        comparison=measure.comparison,
        amount=_number(amount),
        kind=_measured(measure, amount),
        per=goal.per,
        by=_named(goal.by),
        counting=goal.counting,
        cycle=policy.plan.sales_cycle if is_cohort and policy.plan else None,
        calendar=_named(policy.parties[goal.party.name].calendar),
        missed=tuple(map(_step, goal.missed)),
        met=tuple(map(_step, goal.met)),
        text=print_phrase(measure),
    )


def _amount(policy: Policy, goal: Goal) -> FieldValue:
    """The amount of a goal, which may be a number of the plan."""
    amount, segment = goal.require.amount, goal.require.segment
    if not isinstance(amount, Name):
        return amount.value
    assert policy.plan is not None  # noqa: S101 - checked
    named = amount.name if segment is None else f"{amount.name} of {segment.name}"
    return plan_numbers(policy.plan).amounts[named]


def _number(amount: FieldValue) -> Decimal:
    """An amount without its unit."""
    number = bare(amount)
    assert isinstance(number, int | Decimal)  # noqa: S101 - checked
    return Decimal(number)


def _measured(measure: nodes.Measure, amount: FieldValue) -> Kind:
    """What a measure comes to."""
    if measure.timer is not None:
        is_share = measure.aggregate is Aggregate.SHARE
        return Kind.PERCENT if is_share else Kind.DURATION
    if measure.value is None:
        is_count = measure.aggregate is Aggregate.COUNT
        return Kind.INTEGER if is_count else Kind.PERCENT
    match amount:
        case Money():
            return Kind.MONEY
        case Percent():
            return Kind.PERCENT
        case Duration():
            return Kind.DURATION
    return Kind.DECIMAL


def _datum(policy: Policy, measure: nodes.Measure) -> str:
    """The name of a field that an event of a measure may tell for itself."""
    value, pattern = measure.value, measure.pattern
    if pattern is None or not isinstance(value, Name):
        return ""
    field = policy.fields.get(value.name)
    if field is None:
        return ""
    told = {
        data[value.name] for data in event_types(policy).values() if value.name in data
    }
    return value.name if told == {field.type} else ""


def _durations(
    lowering: Lowering, cases: tuple[nodes.Case[Duration], ...]
) -> tuple[DurationCase, ...]:
    return tuple(
        DurationCase(case.value, lowering.optional(case.when)) for case in cases
    )


def _values(
    lowering: Lowering, cases: tuple[nodes.Case[int], ...]
) -> tuple[ValueCase, ...]:
    return tuple(ValueCase(case.value, lowering.optional(case.when)) for case in cases)


def _step(step: nodes.Step) -> StepPlan:
    return StepPlan(
        verb=step.verb.name,
        to=tuple(who.name for who in step.to),
        place=step.place or "",
        timing=step.timing,
        duration=step.duration,
        share=None if step.share is None else step.share.amount,
        every=step.every,
        times=step.times,
        note=step.note or "",
    )
