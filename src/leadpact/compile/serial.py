"""A plan as plain JSON data, and back."""

from __future__ import annotations

import enum
import functools
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_args

import cattrs
from cattrs.strategies import configure_tagged_union

from leadpact.calendars import ZoneField
from leadpact.compile.plan import Expression, Plan
from leadpact.model.values import Bare
from leadpact.units import Duration

if TYPE_CHECKING:
    from collections.abc import Callable

#: Constants whose JSON form is a text are told apart by a word before it.
_CONSTANTS: dict[str, Callable[[str], Bare]] = {
    "decimal": Decimal,
    "date": date.fromisoformat,
    "text": str,
}


def plan_to_data(plan: Plan) -> dict[str, Any]:
    """A plan as dictionaries, lists, texts and numbers that JSON can hold."""
    data: dict[str, Any] = _converter().unstructure(plan)
    return data


def plan_from_data(data: dict[str, Any]) -> Plan:
    """The plan that ``plan_to_data`` wrote.

    Raises:
        cattrs.BaseValidationError: The data is no plan.
    """
    return _converter().structure(data, Plan)


def _constant_to_data(value: object) -> int | dict[str, str]:
    match value:
        case bool():
            raise TypeError(type(value))
        case int():
            return value
        case Decimal():
            return {"decimal": str(value)}
        case date():
            return {"date": value.isoformat()}
    return {"text": str(value)}


def _constant_from_data(data: Any, _: object) -> Bare:  # noqa: ANN401 - JSON
    if isinstance(data, int):
        return data
    ((kind, text),) = data.items()
    return _CONSTANTS[kind](text)


@functools.cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)
    for kind in (Decimal, Duration):
        converter.register_unstructure_hook(kind, str)
    converter.register_structure_hook(Decimal, lambda text, _: Decimal(text))
    converter.register_structure_hook(Duration, lambda text, _: Duration.parse(text))
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    converter.register_unstructure_hook(enum.Enum, lambda member: member.value)
    converter.register_unstructure_hook_func(
        lambda wanted: _same_union(wanted, Bare), _constant_to_data
    )
    converter.register_structure_hook_func(
        lambda wanted: _same_union(wanted, Bare), _constant_from_data
    )
    converter.register_structure_hook_func(
        lambda wanted: _same_union(wanted, str | ZoneField), _zone_from_data(converter)
    )
    configure_tagged_union(Expression, converter, tag_name="kind")
    return converter


def _same_union(wanted: object, union: object) -> bool:
    return bool(get_args(wanted)) and set(get_args(wanted)) == set(get_args(union))


def _zone_from_data(converter: cattrs.Converter) -> Any:  # noqa: ANN401 - a hook
    def hook(data: Any, _: object) -> str | ZoneField:  # noqa: ANN401 - JSON
        return data if isinstance(data, str) else converter.structure(data, ZoneField)

    return hook
