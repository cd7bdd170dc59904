"""The marketing-sales service level agreement as code.

Names are imported when they are first used, so that `import leadpact` costs little.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leadpact.business_time import Calendar
    from leadpact.calendars import Absence, Closed, Stretch
    from leadpact.diagnostics import Diagnostic, Severity, Span
    from leadpact.errors import (
        AgreementError,
        LeadpactError,
        PolicyError,
        RecordError,
    )
    from leadpact.model.evaluation import (
        Consequence,
        Evaluation,
        Instance,
        Outcome,
        State,
    )
    from leadpact.model.lead import Actor, Event, Lead, Person
    from leadpact.pact import Pact, load, loads
    from leadpact.units import Duration, Money, Percent

__version__ = "0.1.0"

_HOMES = {
    "Absence": "calendars",
    "Actor": "model.lead",
    "AgreementError": "errors",
    "Calendar": "business_time",
    "Closed": "calendars",
    "Consequence": "model.evaluation",
    "Diagnostic": "diagnostics",
    "Duration": "units",
    "Evaluation": "model.evaluation",
    "Event": "model.lead",
    "Instance": "model.evaluation",
    "Lead": "model.lead",
    "LeadpactError": "errors",
    "Money": "units",
    "Outcome": "model.evaluation",
    "Pact": "pact",
    "Percent": "units",
    "Person": "model.lead",
    "PolicyError": "errors",
    "RecordError": "errors",
    "Severity": "diagnostics",
    "Span": "diagnostics",
    "State": "model.evaluation",
    "Stretch": "calendars",
    "load": "pact",
    "loads": "pact",
}

__all__ = [
    "Absence",
    "Actor",
    "AgreementError",
    "Calendar",
    "Closed",
    "Consequence",
    "Diagnostic",
    "Duration",
    "Evaluation",
    "Event",
    "Instance",
    "Lead",
    "LeadpactError",
    "Money",
    "Outcome",
    "Pact",
    "Percent",
    "Person",
    "PolicyError",
    "RecordError",
    "Severity",
    "Span",
    "State",
    "Stretch",
    "__version__",
    "load",
    "loads",
]


def __getattr__(name: str) -> object:
    """A public name, imported from its home and kept."""
    home = _HOMES.get(name)
    if home is None:
        msg = f"module `leadpact` has no attribute `{name}`"
        raise AttributeError(msg)
    value = getattr(importlib.import_module(f"leadpact.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, for help and completion."""
    return __all__
