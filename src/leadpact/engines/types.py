"""What a policy declares of leads and events: types, and readers of values."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, cast

import attrs

from leadpact.diagnostics import nearest
from leadpact.engines.reading import ReadValue, fields_reader, value_reader
from leadpact.errors import RecordError, refusal
from leadpact.model.evaluation import Finding
from leadpact.model.lead import CHANGED_VALUES, Event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from leadpact.compile.plan import Plan
    from leadpact.language.types import Type
    from leadpact.model.values import Bare

#: Fields that nothing reads, as many as a finding lists.
_LISTED = 5


class Types:
    """Types of fields and of the data of events, by name, and readers of both."""

    def __init__(
        self,
        fields: Mapping[str, Type],
        events: Mapping[str, Mapping[str, Type]],
        currency: str,
    ) -> None:
        self.fields = fields
        self.events = events
        self.currency = currency
        self.read_fields = fields_reader(fields, currency)
        self._readers: dict[str, Mapping[str, ReadValue]] = {}
        self._names = frozenset(fields)
        # Leads of one source have the same fields that nothing reads.
        self._tell_unread = functools.lru_cache(maxsize=256)(self._unread_fields)

    @classmethod
    def of(cls, plan: Plan) -> Types:
        """The types that a plan declares."""
        return cls(
            {field.name: field.type for field in plan.fields},
            {
                event.name: {datum.name: datum.type for datum in event.data}
                for event in plan.events
            },
            plan.currency,
        )

    def unread(self, given: Mapping[str, object]) -> Finding | None:
        """What to say of fields that the policy does not declare, if there are any."""
        if self._names.issuperset(given):
            return None
        names = sorted({*map(str, given)} - self._names)
        return self._tell_unread(tuple(names[: _LISTED + 1]))

    def _unread_fields(self, names: tuple[str, ...]) -> Finding:
        told = []
        for name in names[:_LISTED]:
            close = nearest(name, self._names)
            told.append(f"`{name:.40}`" + (f" (`{close}`?)" if close else ""))
        listed = ", ".join(told) + (", …" if len(names) > _LISTED else "")
        return Finding("LP4016", f"the policy has no field {listed}")

    def read_data(self, lead: str, event: Event) -> Mapping[str, Bare]:
        """The data of an event; missing ones are left out."""
        place = f"lead `{lead}`, event `{event.type}`"
        readers = self._of_event(event)
        values: dict[str, Bare] = {}
        is_same = True
        for name, value in event.data.items():
            read: Bare | None = None
            if value is not None and value != "":
                reader = readers.get(name)
                read = (
                    _text(name, value, place)
                    if reader is None
                    else reader(value, place)
                )
            if read is not None:
                values[name] = read
            is_same = is_same and read is not None and read is value
        # Most data need no reading, and then no place of their own.
        return cast("Mapping[str, Bare]", event.data) if is_same else values

    def _of_event(self, event: Event) -> Mapping[str, ReadValue]:
        """The readers of the data of a type, made when first needed.

        The values of a change have the type of the field that changed.
        """
        field = self.fields.get(str(event.data.get("field")))
        key = event.type
        if key == "changed" and field is not None:
            key = f"changed {event.data['field']}"
        readers = self._readers.get(key)
        if readers is None:
            declared = dict(self.events.get(event.type, {}))
            if event.type == "changed" and field is not None:
                declared |= dict.fromkeys(CHANGED_VALUES, field)
            readers = self._readers[key] = {
                name: value_reader(name, expected, self.currency)
                for name, expected in declared.items()
            }
        return readers


def _text(name: str, value: object, place: str) -> str:
    """What the policy does not declare, written out."""
    try:
        return str(value)
    except (ValueError, RecursionError):  # Digits by the thousand, lists in lists.
        message = f"{place}: `{name}`: the value is too long or too deep to be written"
        raise refusal("LP4004", message) from None


class Lenient:
    """Types for which a value of another type is missing.

    Attributes:
        types: The types.
        refusals: Why values are missing, as they were read.
    """

    def __init__(self, types: Types, refusals: list[str]) -> None:
        self.types = types
        self.refusals = refusals

    def read_fields(self, given: Mapping[str, object], lead: str) -> dict[str, Bare]:
        """The fields that can be read."""
        return self._kept(given, lambda one: self.types.read_fields(one, lead))

    def read_data(self, lead: str, event: Event) -> dict[str, Bare]:
        """The data of an event that can be read."""
        data = event.data
        fixed = {"field": data["field"]} if "field" in data else {}
        return self._kept(
            data,
            lambda one: self.types.read_data(
                lead, attrs.evolve(event, data={**fixed, **one})
            ),
        )

    def _kept(
        self,
        given: Mapping[str, object],
        read: Callable[[Mapping[str, object]], Mapping[str, Bare]],
    ) -> dict[str, Bare]:
        """What can be read: all at once, else value by value."""
        try:
            return {**read(given)}
        except RecordError:
            pass
        values: dict[str, Bare] = {}
        for name, value in given.items():
            try:
                values |= read({name: value})
            except RecordError as error:
                self.refusals += [found.message for found in error.diagnostics]
        return values
