"""What shape a condition has, as far as it matters to how it reads."""

from __future__ import annotations

from leadpact.language.nodes import (
    Arithmetic,
    ArithmeticOperator,
    Ask,
    Compare,
    Condition,
    Is,
    Joint,
    Literal,
    Logic,
    Member,
    Name,
    Not,
    Pattern,
    Presence,
    Source,
    TextTest,
)
from leadpact.model.lead import Actor

#: Operations that bind more tightly than the others.
STRONG = {ArithmeticOperator.MULTIPLY, ArithmeticOperator.DIVIDE}
_ACTORS = {actor.value for actor in Actor}


def is_joined(node: Condition, *, negated: bool = False) -> bool:
    """Whether a condition reads as several, joined by `and` or `or`.

    A negated one has brackets of its own: `not (… and …)`.
    """
    match node:
        case Not():
            return is_joined(node.operand, negated=not negated)
        case Logic():
            return not negated
        case Compare():
            return len(node.operators) > 1 and not negated
    return False


def has_own_list(node: Condition) -> bool:
    """Whether a condition that has no brackets reads with an `or`, or goes on."""
    match node:
        case Not(operand=inner) | Presence(value=inner):
            return has_own_list(inner)
        case Compare():
            return any(has_own_list(operand) for operand in node.operands)
        case Member():
            return len(node.members) > 1
        case TextTest():
            return len(node.needles) > 1
        case Ask():
            return node.pattern.where is not None
    return False


def is_sum(node: Condition) -> bool:
    """Whether a value is a sum or a difference."""
    return isinstance(node, Arithmetic) and node.operator not in STRONG


def conjuncts(node: Condition | None) -> tuple[Condition, ...]:
    """The conditions that must all hold."""
    if node is None:
        return ()
    if isinstance(node, Logic) and node.joint is Joint.AND:
        return node.operands
    return (node,)


def is_event(pattern: Pattern, name: str) -> bool:
    """Whether a pattern picks recorded events of one type."""
    return pattern.source is Source.EVENT and pattern.name.name == name


def actor_of(node: Condition, *, negated: bool = False) -> str | None:
    """Who does it, as a key of the catalogue, if a condition says that and no more."""
    match node:
        case Not():
            return actor_of(node.operand, negated=not negated)
        case Name(name="automated"):
            return "by_human" if negated else "not_by_human"
        case Is(value=Name(name="actor"), word=Literal(value=str(actor))):
            stated = f"{'not_' * (node.negated != negated)}by_{actor}"
            return stated if actor in _ACTORS else None
    return None


def channel_of(node: Condition) -> Literal | None:
    """The channel it goes over, if a condition says that and no more."""
    match node:
        case Is(value=Name(name="channel"), negated=False):
            return node.word
    return None
