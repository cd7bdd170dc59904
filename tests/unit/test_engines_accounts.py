from __future__ import annotations

from builders import at, make_lead, make_timer

import leadpact


def test_values() -> None:
    """What a promise is told from: events as they were given, and instants."""
    pact = make_timer("from: handed_off / until: attempt / within: 2 business hours")
    events = (
        "mon 15:00 handed_off #h; mon 16:59 assigned to=ann #own; "
        "tue 09:02 attempt channel=call recorded:tue-10:00 #a"
    )
    lead = make_lead(events)
    (account,) = pact.explain(lead, now=at("tue 12:00")).accounts
    opened, assigned, ended = lead.events or ()
    assert (account.opened, account.assigned) == (opened, assigned)
    assert (account.ended, account.counted) == (ended, (ended,))
    assert account.assign_by_at == at("mon 16:57")
    shown = [(one.start_at, one.end_at, one.closed) for one in account.stretches]
    night = leadpact.Closed.HOURS
    assert shown == [
        (at("mon 15:00"), at("mon 17:00"), None),
        (at("mon 17:00"), at("tue 09:00"), night),
        (at("tue 09:00"), at("tue 09:02"), None),
    ]
    assert account.ahead == ()


def test_no_late_assignment() -> None:
    """Of any other instance there is none."""
    pact = make_timer("from: handed_off / until: attempt / within: 2 hours")
    lead = make_lead("mon 09:00 handed_off; mon 10:00 attempt")
    (account,) = pact.explain(lead, now=at("mon 12:00")).accounts
    assert (account.assigned, account.assign_by_at) == (None, None)
    (left,) = account.ahead
    assert (left.start_at, left.end_at) == (at("mon 10:00"), at("mon 11:00"))
