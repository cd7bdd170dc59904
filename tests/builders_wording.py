"""A policy with every kind of phrase, for tests of how it reads."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from leadpact.language.parser import parse_condition, parse_pattern
from leadpact.language.source import Source
from leadpact.loading.policy import load_policy
from leadpact.planning import plan_numbers
from leadpact.wording import Wording

if TYPE_CHECKING:
    from leadpact.language.nodes import Condition, Pattern
    from leadpact.model.policy import Policy

POLICY = """\
leadpact: 1
policy: inbound
version: 1.0.0
effective: 2026-01-05
timezone: America/New_York
currency: USD
title: Leads, delivered and followed up
summary: Marketing delivers leads worth calling, and sales calls them.
parties:
  marketing: {signatory: VP Marketing, contact: m@example.com, calendar: sales}
  sales: {signatory: VP Sales, contact: s@example.com, calendar: sales}
  partners: {signatory: Head, contact: p@example.com, label: Channel Partners}
roles:
  sales_manager: {party: sales, who: head of inside sales, contact: x@example.com}
  night_manager: {party: sales, who: A, contact: y@example.com, deliver: night_desk}
fields:
  employees: {type: integer, label: Number of employees}
  country: {type: choice, choices: [US, CA, MX, NO]}
  email: text
  title: text
  lead_timezone: text
  amount: money
  win_probability: percent
  expected_close: date
  consent: flag
events:
  demo_request: {}
  offer_seen: {}
  rejection_acknowledged: {}
  visit: {page: text, signed_in: flag, on: date}
calendars:
  sales:
    timezone: America/New_York
    open: {mon-thu: [09:00-12:30, 13:00-17:30], fri: 09:00-16:00}
    holidays: {country: US, subdivision: NY, also: [2026-12-24]}
    days: {2026-12-23: 09:00-12:00, 2026-12-31: closed}
  night_desk: {timezone: Asia/Manila, open: {sun-thu: 22:00-06:00}}
  always: {timezone: UTC, open: {mon-sun: 00:00-24:00}, holidays: {country: DE}}
  weekend: {timezone: UTC, open: {sat: 10:00-14:00}, holidays: {also: [2026-08-01]}}
  lead_day:
    timezone: {field: lead_timezone, otherwise: America/New_York}
    open: {mon-sun: 08:00-20:00}
  calls: {all: [night_desk, lead_day]}
  all_three: {all: [calls, weekend]}
definitions:
  free_mail: email ends with any ["@yahoo.com", "@hotmail.com"]
  private: free_mail
  opted_in: consent
  weighted: amount * win_probability
  workable:
    label: A company we can serve
    all:
      - employees >= 50
      - country in [US, CA]
      - not free_mail
  unwanted: {label: The lead wants no calls, all: [not consent]}
  one_line: {all: [employees >= 50]}
  promising: {any: [employees >= 50, happened(demo_request)]}
  hopeless: {none: [free_mail]}
  band:
    first:
      - hot when fit + intent >= 80
      - warm when fit + intent >= 50
      - cold
  worth:
    first:
      - 100 USD when title contains any [ceo, chief]
      - 50 USD when title contains director
      - 40 USD
scoring:
  fit:
    - 30 when employees >= 200
    - 20 when title contains any [vp, director, head]
    - -20 when free_mail
  intent:
    - 40 when happened(demo_request in last 30 days)
    - 2 each touched in last 14 days where channel is web, up to 20 points
    - -1 each unsubscribed
stages:
  - {name: MQL, party: marketing, when: workable and fit + intent >= 50}
  - {name: SAL, party: sales, enter: accepted}
  - name: SQL
    party: sales
    enter: [qualified, meeting]
    when: employees >= 50
    complete: [amount, expected_close, win_probability]
  - {name: WON, party: sales, enter: won}
timers:
  accept:
    party: sales
    promise: Accept or reject every lead
    from: handed_off
    until: [accepted, rejected]
    within: 8 business hours
    warn:
      - alert owner at 75%
    missed:
      - alert owner
      - escalate to sales_manager after 1 business hour
      - return to marketing for nurture after 4 business hours
  first_touch:
    party: sales
    promise: Reach out first
    from: handed_off
    when: workable
    until: attempt where actor is human
    within:
      - 5 business minutes when band is hot
      - 1 business hour when band is warm
      - 1 business day
  persistence:
    party: sales
    promise: Try six times before giving up
    from: accepted
    until: attempt where actor is human
    times: 6
    apart: 4 hours
    enough: connected
    unless: [lost, unsubscribed]
    within: 10 business days
    pause: {from: paused, until: resumed}
    met:
      - return to marketing for nurture
  stalled:
    party: sales
    from: [accepted, attempt, note]
    repeat: restart
    when: stage is SAL
    until: [qualified, recycled, lost]
    within: 5 business days
  each_note:
    party: partners
    from: note
    repeat: each
    until: meeting
    times: [2 when band is hot, 1]
    within: 3 calendar days
    deliver: night_desk
    calendar: [night_desk when country is MX, owner]
  one_call:
    party: sales
    promise: Call back
    from: missed accept
    until: attempt where channel is call
    times: 1
    within:
      - 1 hour when country in [US, CA] and not free_mail
      - 2 hours
    calendar: sales
limits:
  quiet_hours:
    party: sales
    never: attempt where channel is call
    when: not open(lead_day)
  no_spam: {party: marketing, never: [note, meeting], promise: Leave leads in peace}
plan:
  per: month
  revenue_quota: 500000 USD
  marketing_share: 40%
  average_sale: 10000 USD
  lead_to_customer: 2.5%
goals:
  leads: {party: marketing, require: count(entered MQL) >= planned_leads, per: month}
  on_time: {party: sales, require: share(first_touch) >= 95%, per: month}
  speed: {party: sales, require: median(first_touch) <= 10 minutes, per: week}
  value:
    party: marketing
    promise: Deliver leads of value
    require: sum(worth of entered MQL) >= 60000 USD
    per: quarter
"""


@functools.cache
def make_policy() -> Policy:
    """The policy."""
    loaded = load_policy("policy.yaml", POLICY.encode())
    assert not loaded.document.diagnostics, loaded.document.diagnostics
    return loaded.policy


@functools.cache
def make_wording(language: str = "en") -> Wording:
    """The policy in a language."""
    policy = make_policy()
    assert policy.plan
    return Wording(language, policy, plan_numbers(policy.plan).named)


def condition(text: str) -> Condition:
    """The tree of a condition."""
    return parse_condition(Source.inline(text))


def pattern(text: str) -> Pattern:
    """The tree of a pattern."""
    return parse_pattern(Source.inline(text))
