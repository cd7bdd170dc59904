"""What the names of a policy stand for: fields, the stage, and data of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.language.scope import Scope
from leadpact.language.types import Kind, Type
from leadpact.model.lead import Actor
from leadpact.model.policy import Policy
from leadpact.regions.numbers import Number
from leadpact.regions.space import Space
from leadpact.regions.texts import Text
from leadpact.regions.variables import Choice, Fixed, Key, Role, Subset, Variable, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: The name of the stage of a lead.
STAGE = "stage"
#: An instant to show where any will do: 5 January 2026, 12:00 UTC.
_SOME_INSTANT = 1_767_614_400_000_000
_ACTORS = tuple(actor.value for actor in Actor)


@attrs.frozen(eq=False)
class Names:
    """The variables of one policy in a space, which other policies may share.

    Attributes:
        space: Where they are.
        policy: The policy.
        scope: Its names with their types.
    """

    space: Space
    policy: Policy
    scope: Scope

    def field(self, name: str) -> Variable | None:
        """A field of a lead; ``None`` if its type is not cut."""
        field = self.policy.fields[name]
        return self._of_type(Role.FIELD, name, field.type, "")

    def variable(self, name: str, event: str) -> Variable | None:
        """The variable of a field, a datum or the stage; ``None`` if it is not cut."""
        if event:
            return self._of_event(name, event)
        if name == STAGE:
            return self.stage()
        return self.field(name) if name in self.policy.fields else None

    def _of_event(self, name: str, event: str) -> Variable | None:
        if name == "actor":
            return self.actor(event)
        if name in {"at", "recorded_at"}:
            key = Key(Role.DATUM, name, Kind.INSTANT, event)
            return self.space.variable(key, lambda: Fixed(name, (_SOME_INSTANT,)))
        type_ = (self.scope.events.get(event) or {}).get(name)
        return None if type_ is None else self._of_type(Role.DATUM, name, type_, event)

    def actor(self, event: str) -> Variable:
        """Who did an event of a type."""
        key = Key(Role.ACTOR, "actor", event=event)
        return self.space.variable(
            key, lambda: Choice("actor", _ACTORS, can_miss=False)
        )

    def stage(self) -> Variable:
        """The stage of a lead, as a variable."""
        # Before any stage there is a stage of no name.
        names = (*(stage.name for stage in self.policy.stages), "")
        return self._widened(
            self.space.variable(
                Key(Role.STAGE, STAGE), lambda: Choice(STAGE, names, can_miss=False)
            ),
            names,
        )

    def _of_type(
        self, role: Role, name: str, type_: Type, event: str
    ) -> Variable | None:
        make = _makers(name, type_)
        if make is None:
            return None
        currency = self.policy.currency if type_.kind is Kind.MONEY else ""
        key = Key(role, name, type_.kind, event, currency)
        return self._widened(self.space.variable(key, make), type_.choices)

    def _widened(self, variable: Variable, choices: tuple[str, ...] | None) -> Variable:
        """A variable with the choices of this policy beside those of others."""
        if isinstance(variable, Words) and variable.widen(choices):
            self.space.outdate()
        return variable


def _makers(name: str, type_: Type) -> Callable[[], Variable] | None:
    """What makes the variable of a type; ``None`` for types that are not cut."""
    kind = type_.kind
    if kind is Kind.SET:
        return lambda: Subset(name, type_.choices)
    known: Mapping[Kind, Callable[[], Variable]] = {
        Kind.TEXT: lambda: Text(name),
        Kind.CHOICE: lambda: Choice(name, type_.choices),
        Kind.FLAG: lambda: Fixed(name, (True, False, None)),
        Kind.INSTANT: lambda: Fixed(name, (_SOME_INSTANT, None)),
        **dict.fromkeys(
            (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT, Kind.DATE),
            lambda: Number(name, kind),
        ),
    }
    return known.get(kind)
