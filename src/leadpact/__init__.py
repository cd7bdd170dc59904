"""The marketing-sales service level agreement as code.

Names are imported when they are first used, so that `import leadpact` costs little.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leadpact.book import Book, load_book
    from leadpact.business_time import Calendar
    from leadpact.calendars import Absence, Closed, Stretch
    from leadpact.diagnostics import Diagnostic, Severity, Span
    from leadpact.engines.decide import Decision
    from leadpact.errors import (
        AgreementError,
        LeadpactError,
        PolicyError,
        RecordError,
        TrustError,
    )
    from leadpact.explain import Explanation
    from leadpact.model.account import Account, ClockStretch
    from leadpact.model.evaluation import (
        Consequence,
        Evaluation,
        Instance,
        Outcome,
        Refused,
        State,
    )
    from leadpact.model.goals import GoalConsequence, GoalResult, GoalState
    from leadpact.model.lead import Actor, Event, Lead, Person
    from leadpact.model.records import (
        event_from_data,
        lead_from_data,
        person_from_data,
    )
    from leadpact.pact import LeadSession, Pact, load, loads
    from leadpact.results import evaluation_from_data, evaluation_to_data
    from leadpact.review.backtest import Backtest, backtest
    from leadpact.review.difference import (
        Clause,
        Direction,
        Effect,
        Grade,
        PolicyDifference,
        diff,
    )
    from leadpact.signed import Floor, load_signed
    from leadpact.signing.trust import Trust
    from leadpact.tally import Tally
    from leadpact.units import Duration, Money, Percent

__version__ = "0.1.0"

_HOMES = {
    "Absence": "calendars",
    "Account": "model.account",
    "Actor": "model.lead",
    "AgreementError": "errors",
    "Backtest": "review.backtest",
    "Book": "book",
    "Calendar": "business_time",
    "ClockStretch": "model.account",
    "Clause": "review.difference",
    "Closed": "calendars",
    "Consequence": "model.evaluation",
    "Decision": "engines.decide",
    "Diagnostic": "diagnostics",
    "Direction": "review.difference",
    "Duration": "units",
    "Effect": "review.difference",
    "Evaluation": "model.evaluation",
    "Event": "model.lead",
    "Explanation": "explain",
    "Floor": "signed",
    "GoalConsequence": "model.goals",
    "GoalResult": "model.goals",
    "GoalState": "model.goals",
    "Grade": "review.difference",
    "Instance": "model.evaluation",
    "Lead": "model.lead",
    "LeadSession": "pact",
    "LeadpactError": "errors",
    "Money": "units",
    "Outcome": "model.evaluation",
    "Pact": "pact",
    "Percent": "units",
    "Person": "model.lead",
    "PolicyDifference": "review.difference",
    "PolicyError": "errors",
    "RecordError": "errors",
    "Refused": "model.evaluation",
    "Severity": "diagnostics",
    "Span": "diagnostics",
    "State": "model.evaluation",
    "Stretch": "calendars",
    "Tally": "tally",
    "Trust": "signing.trust",
    "TrustError": "errors",
    "backtest": "review.backtest",
    "diff": "review.difference",
    "evaluation_from_data": "results",
    "evaluation_to_data": "results",
    "event_from_data": "model.records",
    "lead_from_data": "model.records",
    "load": "pact",
    "load_book": "book",
    "load_signed": "signed",
    "loads": "pact",
    "person_from_data": "model.records",
}

__all__ = [
    "Absence",
    "Account",
    "Actor",
    "AgreementError",
    "Backtest",
    "Book",
    "Calendar",
    "Clause",
    "ClockStretch",
    "Closed",
    "Consequence",
    "Decision",
    "Diagnostic",
    "Direction",
    "Duration",
    "Effect",
    "Evaluation",
    "Event",
    "Explanation",
    "Floor",
    "GoalConsequence",
    "GoalResult",
    "GoalState",
    "Grade",
    "Instance",
    "Lead",
    "LeadSession",
    "LeadpactError",
    "Money",
    "Outcome",
    "Pact",
    "Percent",
    "Person",
    "PolicyDifference",
    "PolicyError",
    "RecordError",
    "Refused",
    "Severity",
    "Span",
    "State",
    "Stretch",
    "Tally",
    "Trust",
    "TrustError",
    "__version__",
    "backtest",
    "diff",
    "evaluation_from_data",
    "evaluation_to_data",
    "event_from_data",
    "lead_from_data",
    "load",
    "load_book",
    "load_signed",
    "loads",
    "person_from_data",
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
