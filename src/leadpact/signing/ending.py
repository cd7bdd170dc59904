"""That a signed version ends soon: somebody has to sign the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.check.versions import end_instant
from leadpact.diagnostics import Diagnostic, Severity
from leadpact.instants import format_instant
from leadpact.model.evaluation import Consequence, Recipient

if TYPE_CHECKING:
    from leadpact.model.policy import Policy

_DAY = 86_400_000_000
#: How long before its end a version tells that it ends.
_NOTICE = 30 * _DAY


def ending(policy: Policy, now: int) -> Diagnostic | None:
    """A warning that a version ends within 30 days of an instant, if it does."""
    end = end_instant(policy)
    if end is None or not end - _NOTICE <= now < end:
        return None
    hint = "sign the next version"
    place = policy.spans["ends:"]
    return Diagnostic("LP6014", _told(policy, end), place, hint, Severity.WARNING)


def ending_alert(policy: Policy) -> Consequence | None:
    """What is due 30 days before a version ends: an alert to all parties.

    It has one key for all leads, so that it is delivered once.
    """
    end = end_instant(policy)
    if end is None:
        return None
    due = end - _NOTICE
    return Consequence(
        key=f"{policy.policy}/{policy.version}/ends",
        timer="",
        start_event="",
        step="ends",
        repetition=1,
        due=due,
        verb="alert",
        to=tuple(
            Recipient(name, address=party.contact, delivered=due)
            for name, party in sorted(policy.parties.items())
        ),
        place="",
        note=_told(policy, end),
    )


def _told(policy: Policy, end: int) -> str:
    return f"{policy.policy} {policy.version} is in force until {format_instant(end)}"
