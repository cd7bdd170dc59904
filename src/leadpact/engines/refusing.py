"""Leads that cannot be judged, among others that can."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from leadpact.errors import RecordError
from leadpact.model.evaluation import Evaluation, Refused
from leadpact.model.lead import Lead
from leadpact.model.records import SomeLead, as_lead

if TYPE_CHECKING:
    from collections.abc import Callable


def judge_or_refuse(
    judge: Callable[[Lead], Evaluation], lead: SomeLead
) -> Evaluation | Refused:
    """What is said about a lead or, where that would raise, why it is refused."""
    try:
        return judge(as_lead(lead))
    except RecordError as error:
        return Refused(_identity(lead), error.diagnostics)


def _identity(lead: object) -> str:
    """The id of a lead that may be of any shape; empty where it tells none."""
    if isinstance(lead, Lead):
        return lead.id
    identity = lead.get("id") if isinstance(lead, Mapping) else None
    return identity if isinstance(identity, str) else ""
