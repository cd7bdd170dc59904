"""A found point as a concrete lead, in values and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from leadpact.instants import from_instant
from leadpact.language.printer import print_literal
from leadpact.language.types import Kind
from leadpact.model.values import FieldValue
from leadpact.regions.counts import Count, happenings
from leadpact.regions.variables import Role, Variable
from leadpact.units import Money, Percent

if TYPE_CHECKING:
    from leadpact.regions.kleene import Bare
    from leadpact.regions.space import Path


@attrs.frozen
class Past:
    """Some equal events of a witness.

    Attributes:
        type: Their type.
        age: Microseconds that they lie back.
        times: How many.
        data: What they tell.
        actor: Who did them, or an empty string where it does not matter.
    """

    type: str
    age: int
    times: int = 1
    data: Mapping[str, FieldValue] = attrs.field(factory=dict)
    actor: str = ""


@attrs.frozen
class Witness:
    """A lead that shows what a condition can be.

    Only what matters is told: with any other values of the rest it is the same.

    Attributes:
        words: Each thing that matters, such as `employees = 49`, `title missing`.
        fields: Fields that matter, with ``None`` for those that are missing.
        event: What the event in question tells, where its `where` is judged.
        events: The history, or ``None`` where it must not be given.
        stage: The stage of the lead; empty for none, ``None`` where it does not matter.
        open: Calendars, and whether they are open.
        rests_on: What is assumed to be possible, and not known to be.
    """

    words: tuple[str, ...] = ()
    fields: Mapping[str, FieldValue | None] = attrs.field(factory=dict)
    event: Past = attrs.field(factory=lambda: Past("", 0))
    events: tuple[Past, ...] | None = ()
    stage: str | None = None
    open: Mapping[str, bool] = attrs.field(factory=dict)
    rests_on: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ", ".join(self.words) or "any lead"


def witness_of(path: Path) -> Witness:
    """The lead at the end of a path."""
    found = happenings(path)
    made, numbers = found or ((), {})
    by_role = {
        role: [pair for pair in path if pair[0].key.role is role] for role in Role
    }
    given = all(region.value for _, region in by_role[Role.HISTORY])
    events = tuple(
        attrs.evolve(_past(each.path), type=each.type, age=each.age, times=each.times)
        for each in made
    )
    stages = [region.value for _, region in by_role[Role.STAGE]]
    return Witness(
        words=tuple(_words(path, numbers)),
        fields={
            variable.key.name: _native(variable, region.value)
            for variable, region in by_role[Role.FIELD]
        },
        event=_past(path),
        events=events if given else None,
        stage=stages[0] if stages else None,
        open={
            variable.key.name: region.value for variable, region in by_role[Role.OPEN]
        },
        rests_on=tuple(_doubts(path, is_found=found is not None)),
    )


def _doubts(path: Path, *, is_found: bool) -> Sequence[str]:
    doubts = [variable.doubt for variable, _ in path if variable.doubt]
    if not is_found:
        doubts.append("it counts one event by several conditions")
    return doubts


def _past(path: Path) -> Past:
    """What the event in question tells on a path."""
    data = {
        variable.key.name: _native(variable, region.value)
        for variable, region in path
        if variable.key.role is Role.DATUM and region.value is not None
    }
    actors = [region.value for each, region in path if each.key.role is Role.ACTOR]
    known = {name: value for name, value in data.items() if value is not None}
    return Past("", 0, 1, known, actors[0] if actors else "")


def _native(variable: Variable, value: Bare) -> FieldValue | None:
    """A value as data give it, with its unit."""
    if value is None:
        return None
    found: FieldValue = value
    match variable.key.kind:
        case Kind.MONEY:
            found = Money(Decimal(value), str(variable.key.detail))
        case Kind.PERCENT:
            found = Percent(Decimal(value))
        case Kind.INSTANT:
            found = from_instant(value)
    return found


def _words(path: Path, numbers: Mapping[Count, int]) -> Sequence[str]:
    """What matters on a path, by name."""
    told = []
    for variable, region in path:
        value, name = region.value, variable.name
        match variable.key.role:
            case Role.HISTORY:
                words = "" if value else "history not given"
            case Role.STAGE:
                words = f"stage = {print_literal(value)}" if value else "stage missing"
            case Role.OPEN:
                words = name if value else f"not {name}"
            case Role.FREE:
                words = f"`{name}` {_decided(value)}"
            case Role.COUNT if isinstance(variable, Count):
                words = f"count({name}) = {numbers.get(variable, value)}"
            case _ if value is None:
                words = f"{name} missing"
            case _:
                words = f"{name} = {_shown(variable, value)}"
        if words:
            told.append(words)
    return sorted(told)


def _decided(value: bool | None) -> str:  # noqa: FBT001
    return "unknown" if value is None else str(value).lower()


def _shown(variable: Variable, value: Bare) -> str:
    """A value as the policy would write it."""
    if isinstance(value, frozenset):
        return f"[{', '.join(map(print_literal, sorted(value)))}]"
    found = _native(variable, value)
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, datetime):
        return found.isoformat()
    if isinstance(found, int):
        found = Decimal(found)
    return print_literal(found)  # type: ignore[arg-type]
