"""A policy of twenty rules, and its decision about a lead written by hand.

The decision is about the fields alone, so that every question about events is unknown
and the scores are ranges. Both sides refuse the same values.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

import leadpact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadpact import Decision, Pact

#: Twenty rules: four definitions, ten score lines, six timers.
TWENTY_RULES = """
leadpact: 1
policy: twenty
version: 1.0.0
effective: 2026-01-01
timezone: America/New_York
currency: USD
title: Twenty rules
summary: What a service loads when it starts.
parties:
  marketing: {signatory: VP, contact: marketing@example.com, calendar: desk}
  sales: {signatory: VP, contact: sales@example.com, calendar: desk}
roles:
  manager: {party: sales, who: head of sales, contact: managers@example.com}
calendars:
  desk:
    timezone: America/New_York
    open: {mon-fri: 09:00-17:00}
    holidays: {country: US}
fields:
  employees: integer
  country: {type: choice, choices: [US, CA, NO]}
  email: text
  title: text
  amount: money
events:
  demo_request: {}
definitions:
  free_mail: email ends with any ["@yahoo.com", "@hotmail.com"]
  workable: employees >= 50 and country in [US, CA] and not free_mail
  band:
    first:
      - hot when fit + intent >= 80
      - warm when fit + intent >= 50
      - cold
  worth:
    first:
      - 100 USD when title contains any [ceo, chief]
      - 40 USD
scoring:
  fit:
    - 30 when employees >= 200
    - 15 when employees between 50 and 199
    - 20 when title contains any [vp, director, head]
    - 10 when country is US
    - -20 when free_mail
  intent:
    - 40 when happened(demo_request in last 30 days)
    - 20 when happened(touched in last 7 days where channel is email)
    - 10 when count(touched in last 30 days) >= 5
    - 2 each touched in last 14 days where channel is web, up to 20 points
    - -10 when happened(unsubscribed)
stages:
  - {name: MQL, party: marketing, when: workable and fit + intent >= 50}
  - {name: SAL, party: sales, enter: accepted}
timers:
  accept:
    party: sales
    from: handed_off
    until: [accepted, rejected]
    within: 8 business hours
    warn: alert owner at 75%
    missed:
      - alert owner
      - escalate to manager after 1 business hour
  first_touch:
    party: sales
    from: handed_off
    when: workable
    until: attempt where actor is human
    within:
      - 5 business minutes when band is hot
      - 1 business hour when band is warm
      - 1 business day
  persistence:
    party: sales
    from: accepted
    until: attempt where actor is human
    times: 6
    apart: 4 hours
    enough: connected
    unless: [lost, unsubscribed]
    within: 10 business days
    pause: {from: paused, until: resumed}
  stalled:
    party: sales
    from: [accepted, attempt, note]
    repeat: restart
    when: stage is SAL
    until: [qualified, recycled, lost]
    within: 5 business days
    missed: return to marketing for nurture
  qualify: {party: sales, from: accepted, until: qualified, within: 32 business hours}
  feedback: {party: marketing, from: rejected, until: note, within: 3 business days}
"""


NOW = datetime(2026, 3, 12, 13, tzinfo=UTC)
#: A lead of whom everything is known.
FIELDS: Mapping[str, object] = {
    "employees": 250,
    "country": "US",
    "email": "ann@example.com",
    "title": "VP Sales",
    "amount": 12_000,
}
#: What a decision says, by name.
Answers: TypeAlias = "dict[str, object]"

_LARGEST = 2**53
_COUNTRIES, _SERVED = frozenset(["US", "CA", "NO"]), frozenset(["US", "CA"])
_FREE_MAIL = ("@yahoo.com", "@hotmail.com")
#: What the lines about events take away and add where no history is known.
_INTENT = (-10, 90)


def by_hand(fields: Mapping[str, object]) -> Answers:  # noqa: C901, PLR0912, PLR0915 - one rule after the other, as it would be written
    """The decision of ``TWENTY_RULES``, as a careful engineer would write it.

    Raises:
        TypeError: A value is not what its field holds.
    """
    employees = fields.get("employees")
    if employees is not None and (
        type(employees) is not int or not -_LARGEST <= employees <= _LARGEST
    ):
        raise TypeError(employees)
    country = fields.get("country")
    if country is not None and (type(country) is not str or country not in _COUNTRIES):
        raise TypeError(country)
    email = fields.get("email")
    if email is not None:
        if type(email) is not str:
            raise TypeError(email)
        if not email or email.isspace():
            email = None
    title = fields.get("title")
    if title is not None:
        if type(title) is not str:
            raise TypeError(title)
        if not title or title.isspace():
            title = None
    amount = fields.get("amount")
    if amount is not None and (
        type(amount) is not int or not -_LARGEST <= amount <= _LARGEST
    ):
        raise TypeError(amount)

    free_mail = None if email is None else email.casefold().endswith(_FREE_MAIL)
    title = None if title is None else title.casefold()
    fit = least = most = 0
    reasons = []
    if employees is None:
        most += 45
    elif employees >= 200:
        fit += 30
        reasons.append(0)
    elif employees >= 50:
        fit += 15
        reasons.append(1)
    if title is None:
        most += 20
    elif "vp" in title or "director" in title or "head" in title:
        fit += 20
        reasons.append(2)
    if country is None:
        most += 10
    elif country == "US":
        fit += 10
        reasons.append(3)
    if free_mail is None:
        least -= 20
    elif free_mail:
        fit -= 20
        reasons.append(4)
    least += fit
    most += fit

    workable: bool | None = True
    if (
        (employees is not None and employees < 50)
        or (country is not None and country not in _SERVED)
        or free_mail
    ):
        workable = False
    elif employees is None or country is None or free_mail is None:
        workable = None

    low, high = least + _INTENT[0], most + _INTENT[1]
    if low >= 80:
        band, band_known = "hot", True
    elif low >= 50:
        band, band_known = "warm", high < 80
    else:
        band, band_known = "cold", high < 50
    is_chief = title is not None and ("ceo" in title or "chief" in title)
    return {
        "fit": (fit, least, most),
        "intent": (0, *_INTENT),
        "free_mail": free_mail,
        "workable": workable,
        "band": (band, band_known),
        "worth": (100 if is_chief else 40, title is not None),
        "reasons": reasons,
    }


def answers(decision: Decision) -> Answers:
    """What a decision of the library says, in the words of ``by_hand``."""
    scores, definitions = decision.scores, decision.definitions
    points = {
        name: (int(score.points), int(score.low), int(score.high))
        for name, score in scores.items()
    }
    band, worth = definitions["band"], definitions["worth"]
    texts = [
        "30 when employees >= 200",
        "15 when employees between 50 and 199",
        "20 when title contains any [vp, director, head]",
        "10 when country is US",
        "-20 when free_mail",
    ]
    assert isinstance(worth.value, leadpact.Money)
    return {
        **points,
        "free_mail": definitions["free_mail"].value,
        "workable": definitions["workable"].value,
        "band": (band.value, band.certain),
        "worth": (int(worth.value.amount), worth.certain),
        "reasons": [texts.index(one.text) for one in scores["fit"].lines if one.known],
    }


_VALUES: Mapping[str, tuple[object, ...]] = {
    "employees": (0, 49, 50, 51, 199, 200, 201, 5_000, -1, _LARGEST),
    "country": ("US", "CA", "NO"),
    "email": ("ann@example.com", "ann@Yahoo.com", "BO@HOTMAIL.COM", "@yahoo.com.br"),
    "title": ("VP Sales", "Managing DIRECTOR", "Chief of staff", "ceo", "clerk"),
    "amount": (0, 1, 12_000, -5, _LARGEST),
}
_BLANK: Mapping[str, tuple[object, ...]] = {"email": ("", " "), "title": ("", "\t")}
_WRONG: Mapping[str, tuple[object, ...]] = {
    "employees": (1.5, True, _LARGEST + 1, [3]),
    "country": (7, "DE", "us"),
    "email": (5, b"ann@example.com"),
    "title": (False, ["ceo"]),
    "amount": ({}, True),
}


def known_leads(count: int) -> list[dict[str, object]]:
    """Random leads of whom everything is known, always the same ones."""
    chance = random.Random(20)  # noqa: S311 - No secret.
    return [
        {name: chance.choice(values) for name, values in _VALUES.items()}
        for _ in range(count)
    ]


def random_leads(count: int) -> list[dict[str, object]]:
    """The same with fields that are missing, blank, or of the wrong type."""
    chance = random.Random(21)  # noqa: S311 - No secret.
    leads = []
    for known in known_leads(count):
        lead: dict[str, object] = {}
        for name, value in known.items():
            dice = chance.random()
            if dice < 0.02:
                lead[name] = chance.choice(_WRONG[name])
            elif dice < 0.2:
                lead[name] = chance.choice((*_BLANK.get(name, ()), None))
            elif dice < 0.9:
                lead[name] = value
        leads.append(lead)
    return leads


def check_agreement(pact: Pact, count: int) -> None:
    """Fail where the library and the hand-written function say different things."""
    for fields in random_leads(count):
        try:
            expected: Answers | None = by_hand(fields)
        except TypeError:
            expected = None
        try:
            found: Answers | None = answers(pact.decide(fields, now=NOW))
        except leadpact.RecordError:
            found = None
        assert found == expected, (fields, found, expected)
