"""LP2101: a name that nothing uses is a leftover, or its use was forgotten."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import attrs

from leadpact.check.advice.uses import Uses
from leadpact.check.parties import OWNER
from leadpact.diagnostics import Diagnostic, Severity
from leadpact.model.lead import STANDARD_EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check.subject import Subject
    from leadpact.model.policy import Policy


@attrs.frozen
class _Section:
    """Names that a section declares, and those of them that are used."""

    key: str
    what: str
    declared: Collection[str]
    used: Collection[str]
    hint: str = "use it, or delete it"
    severity: Severity = Severity.NOTE


def check_unused(subject: Subject) -> Iterator[Diagnostic]:
    """Names of the policy's own file without any use.

    To be ranked by `order` is no use. A label of a definition is: the page prints it.
    Shared definitions are for other policies too.
    """
    own = subject.span("policy").file
    for section in _sections(subject):
        for name in section.declared:
            place = subject.span(f"{section.key}.{name}")
            if name not in section.used and place.file == own:
                message = f"nothing uses the {section.what} `{name}`"
                yield Diagnostic(
                    "LP2101", message, place, section.hint, section.severity
                )


def _sections(subject: Subject) -> Iterator[_Section]:
    """A definition and a score decide something, so one without use is a warning.

    The others may stand there for whoever reads the data or the page.
    """
    policy, uses = subject.policy, Uses.of(subject.policy)
    yield _Section("parameters", "parameter", policy.parameters, subject.parameters)
    own = policy.events.keys() - STANDARD_EVENTS.keys()
    yield _Section("fields", "field", policy.fields, uses.names)
    yield _Section("events", "event", own, uses.events)
    if not _asks_owners(policy):
        yield _Section("calendars", "calendar", policy.calendars, uses.names)
    hint = "use it, delete it, or give it a `label`, which the page prints"
    plain = {name for name, one in policy.definitions.items() if not one.label}
    warning = Severity.WARNING
    yield _Section("definitions", "definition", plain, uses.names, hint, warning)
    yield _Section("scoring", "score", policy.scoring, uses.names, severity=warning)
    hint = "name it in a step, or delete it"
    yield _Section("roles", "role", policy.roles, uses.names, hint)


def _asks_owners(policy: Policy) -> bool:
    """Whether owners of leads bring their calendars, which may be any."""
    return any(
        case.value.name == OWNER
        for timer in policy.timers.values()
        for case in timer.calendar
    )
