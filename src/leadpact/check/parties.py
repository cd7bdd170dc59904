"""Parties and roles: two sides at least, and everybody who is named is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.check.subject import unknown
from leadpact.diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check.subject import Subject
    from leadpact.language.nodes import Name

_FEWEST = 2

#: The one name that stands for whoever the lead was assigned to.
OWNER = "owner"


def check_parties(subject: Subject) -> Iterator[Diagnostic]:
    """Too few parties, names used twice, unknown parties and calendars."""
    policy = subject.policy
    parties = subject.names("parties")
    if len(parties) < _FEWEST and "parties" not in subject.unread:
        yield Diagnostic(
            "LP2007",
            "an agreement needs two parties or more",
            subject.span("parties"),
            "add the other side under `parties`",
        )
    for section in ("parties", "roles"):
        if OWNER in getattr(policy, section):
            yield Diagnostic(
                "LP2002",
                "`owner` is whoever the lead was assigned to",
                subject.span(f"{section}.{OWNER}"),
                "give the party or role another name",
            )
    for name in sorted({*policy.parties} & {*policy.roles}):
        yield Diagnostic(
            "LP2002",
            f"`{name}` is a role, and a party",
            subject.span(f"roles.{name}"),
            "give one of them another name",
        )
    calendars = subject.names("calendars")
    for party in policy.parties.values():
        if party.calendar is not None:
            yield from unknown(party.calendar, calendars, "calendar")
    for role in policy.roles.values():
        if role.deliver is not None:
            yield from unknown(role.deliver, calendars, "calendar")
    for party_name in _named_parties(subject):
        yield from unknown(party_name, parties, "party")


def _named_parties(subject: Subject) -> Iterator[Name]:
    policy = subject.policy
    yield from (role.party for role in policy.roles.values())
    yield from (stage.party for stage in policy.stages)
    yield from (timer.party for timer in policy.timers.values())
    yield from (limit.party for limit in policy.limits.values())
    yield from (goal.party for goal in policy.goals.values())
