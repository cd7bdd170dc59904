"""LP2111: a mapping that does not feed what the policy asks about.

A part that a mapping leaves out has leadpact's own shape, in which every field and
event has its name, so that nothing can be said about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.check.advice.uses import Uses, nodes_of
from leadpact.check.subject import event_types
from leadpact.diagnostics import Diagnostic, Severity, Span, near
from leadpact.language.nodes import Pattern, Source
from leadpact.language.walk import names_in
from leadpact.model.lead import CHANGED_VALUES
from leadpact.model.mapping import DataMapping
from leadpact.model.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from leadpact.model.mapping import EventColumns, Rule

#: The event that tells of a field.
_CHANGED = "changed"
_ACTOR = {"actor", "automated"}

_ASKED = "about which the policy asks"
_OR_DELETE = "or leave it out of the policy"


def check_mapping(mapping: DataMapping, policy: Policy) -> Iterator[Diagnostic]:
    """What a policy asks about and a mapping never tells, and the other way round."""
    fit = _Fit(mapping, policy)
    yield from fit.fields()
    if mapping.events is not None:
        yield from fit.events(mapping.events)
        for number, rule in enumerate(mapping.events.rules):
            yield from fit.unknown(rule, f"events.rules.{number}")


@attrs.frozen
class _Fit:
    """A mapping beside the policy that judges its leads."""

    mapping: DataMapping
    policy: Policy

    def fields(self) -> Iterator[Diagnostic]:
        """Fields of one of the two that the other does not have."""
        leads, events = self.mapping.leads, self.mapping.events
        parts = {
            "leads.fields": leads.fields if leads else {},
            "events.fields": events.fields if events else {},
        }
        fed = {name for fields in parts.values() for name in fields}
        known = self.policy.fields
        for part, fields in parts.items():
            for name in fields.keys() - known.keys():
                message = f"the policy has no field `{name}`"
                yield _found(message, self._at(f"{part}.{name}"), near(name, known))
        told = leads is not None or fed
        if told and not (events and any(map(_tells_any_field, events.rules))):
            asked = Uses.of(self.policy).names & known.keys() - fed
            part = "leads" if leads else "events"
            if asked:
                message = f"no column feeds {_listed(asked)}, {_ASKED}"
                place = self._at(part, f"{part}.fields")
                yield _found(message, place, f"name a column, {_OR_DELETE}")

    def events(self, columns: EventColumns) -> Iterator[Diagnostic]:
        """Events, and their data, that the policy waits for and no rule tells."""
        place = self._at("events", "events.rules")
        rules: dict[str, list[Rule]] = {}
        for rule in columns.rules:
            rules.setdefault(rule.event, []).append(rule)
        if awaited := _awaited(self.policy) - rules.keys():
            message = f"no rule yields {_listed(awaited)}, for which the policy waits"
            yield _found(message, place, f"add a rule, {_OR_DELETE}")
        for event, asked in _data_asked(self.policy).items():
            told = {name for rule in rules.get(event, ()) for name in rule.data}
            if columns.actor or any(rule.actor for rule in rules.get(event, ())):
                told |= _ACTOR
            if event in rules and asked - told:
                data = _listed(asked - told)
                message = f"no rule for `{event}` tells {data}, {_ASKED}"
                hint = f"name a column, {_OR_DELETE}"
                yield _found(message, rules[event][0].span, hint)

    def unknown(self, rule: Rule, path: str) -> Iterator[Diagnostic]:
        """What a rule tells and the policy does not know."""
        types = event_types(self.policy)
        data = types.get(rule.event)
        if data is None:
            place = self._at(f"{path}.event:")
            hint = near(rule.event, types)
            yield _found(f"the policy has no event `{rule.event}`", place, hint)
            return
        known = data.keys() | (CHANGED_VALUES if rule.event == _CHANGED else ())
        for name in rule.data.keys() - known:
            place = self._at(f"{path}.data.{name}")
            message = f"the event `{rule.event}` has no `{name}`"
            yield _found(message, place, near(name, known))

    def _at(self, *paths: str) -> Span:
        """The place of the last of some paths that the file has."""
        return next(
            self.mapping.spans[path]
            for path in reversed(paths)
            if path in self.mapping.spans
        )


def _tells_any_field(rule: Rule) -> bool:
    """Whether a rule tells of changes of whatever field the row names."""
    return rule.event == _CHANGED and {"field", "value"} <= rule.data.keys()


def _awaited(policy: Policy) -> set[str]:
    """Events that start or stop a timer, or enter a stage."""
    patterns = [pattern for stage in policy.stages for pattern in stage.enter]
    for timer in policy.timers.values():
        patterns += (*timer.starts, *timer.until)
    return {one.name.name for one in patterns if one.source is Source.EVENT}


def _data_asked(policy: Policy) -> dict[str, set[str]]:
    """The data of each event that patterns ask about; every row tells its instants."""
    asked: dict[str, set[str]] = {}
    for found in nodes_of(policy):
        match found:
            case Pattern(Source.EVENT, name, _, where) if where is not None:
                names = names_in(where) - {"at", "recorded_at"}
                asked.setdefault(name.name, set()).update(names)
    return asked


def _listed(names: Iterable[str]) -> str:
    """Names of which none is there: `` `a`, `b` or `c` ``."""
    *most, last = (f"`{name}`" for name in sorted(names))
    return f"{', '.join(most)} or {last}" if most else last


def _found(message: str, place: Span, hint: str) -> Diagnostic:
    return Diagnostic("LP2111", message, place, hint, Severity.WARNING)
