# ruff: noqa: RUF001 - the sentences have typographic quotes, dashes and signs.
from __future__ import annotations

import pytest
from builders_wording import condition, make_wording, pattern

from leadpact.language.nodes import Comparison
from leadpact.model.lead import STANDARD_EVENTS
from leadpact.wording import Form

CONDITIONS = {
    # Comparisons.
    "employees >= 50": "number of employees is at least 50",
    "not employees >= 50": "number of employees is below 50",
    "50 <= employees": "number of employees is at least 50",
    "50 < 60": "50 is below 60",
    "50 <= employees < 200": (
        "number of employees is at least 50 and number of employees is below 200"
    ),
    "not 50 <= employees < 200": (
        "not (number of employees is at least 50 and number of employees is below 200)"
    ),
    "amount > 10000 USD": "amount is above $10,000",
    "win_probability <= 40%": "win probability is at most 40%",
    'title == "VP"': "title equals “VP”",
    'title != "VP"': "title does not equal “VP”",
    "expected_close < 2026-03-01": "expected close is before 1 Mar 2026",
    "expected_close >= 2026-03-01": "expected close is no earlier than 1 Mar 2026",
    "2026-03-01 == expected_close": "expected close is exactly 1 Mar 2026",
    "first(attempt) > last(note)": "the first attempt is after the last note",
    "first(created) < last(created)": (
        "the first creation of the lead is before the last creation of the lead"
    ),
    "last(note) - first(note) > 3 hours": (
        "(the last note) - (the first note) is above 3 hours"
    ),
    "expected_close - 3 days < 2026-03-01": (
        "expected close - 3 days is before 1 Mar 2026"
    ),
    "employees between 50 and 200": "number of employees is from 50 to 200",
    "not employees between 50 and 200": "number of employees is not from 50 to 200",
    # Arithmetic.
    "fit + intent >= 80": "fit + intent is at least 80",
    "(fit + intent) * 2 > 1": "(fit + intent) × 2 is above 1",
    "fit + intent * 2 > 1": "fit + intent × 2 is above 1",
    "fit * 2 + intent > 1": "fit × 2 + intent is above 1",
    "fit - (intent - 2) > 1": "fit - (intent - 2) is above 1",
    "fit / (intent * 2) > 1": "fit / (intent × 2) is above 1",
    "-(fit + 2) > 1": "-(fit + 2) is above 1",
    "fit - -intent > 1": "fit - (-intent) is above 1",
    "count(note) + 1 > fit": "(the number of notes) + 1 is above fit",
    # Words.
    "country is US": "country is US",
    "country is not US": "country is not US",
    "not country is not US": "country is US",
    "country in [US, CA]": "country is US or CA",
    "country in [US, CA, MX]": "country is US, CA or MX",
    "country not in [US, CA]": "country is neither US nor CA",
    "not country in [US, CA, MX]": "country is neither US, CA nor MX",
    "free_mail == consent": "free mail equals consent",
    "happened(note) == consent": "whether there was a note equals consent",
    "employees in [50, 100]": "number of employees is 50 or 100",
    "stage is SAL": "the stage is SAL",
    "band is hot": "band is hot",
    'title is "head of sales"': "title is “head of sales”",
    "title is no_budget": "title is no budget",
    'title is "known"': "title is “known”",
    "title is not_known": "title is “not_known”",
    # Presence.
    "email is known": "email is known",
    "email is missing": "email is missing",
    "not email is missing": "email is known",
    "free_mail is known": "it is known whether it is free mail",
    "free_mail is missing": "it is not known whether it is free mail",
    "workable is known": "it is known whether it is a company we can serve",
    "consent is missing": "consent is missing",
    "(employees > 5 and free_mail) is known": (
        "it is known whether (number of employees is above 5 and it is free mail)"
    ),
    "happened(note) is missing": "it is not known whether there was a note",
    # Text.
    "title contains vp": "title contains “vp”",
    "not title contains vp": "title does not contain “vp”",
    "title contains any [vp, head]": "title contains “vp” or “head”",
    "not title contains any [vp, head]": "title contains neither “vp” nor “head”",
    'email ends with "@yahoo.com"': "email ends with “@yahoo.com”",
    'not email ends with any ["a", "b"]': "email ends with neither “a” nor “b”",
    "title starts with head": "title starts with “head”",
    "not title starts with head": "title does not start with “head”",
    # Whole conditions by name.
    "free_mail": "it is free mail",
    "not free_mail": "it is not free mail",
    "workable": "it is a company we can serve",
    "not workable": "it is not a company we can serve",
    "private": "it is private",
    "opted_in": "it is opted in",
    "promising": "it is promising",
    "consent": "consent is yes",
    "not consent": "consent is no",
    "weighted > 5 USD": "weighted is above $5",
    # Calendars.
    "open(lead_day)": "it is within lead day hours",
    "not open(lead_day)": "it is outside lead day hours",
    # Logic.
    "free_mail and consent": "it is free mail and consent is yes",
    "free_mail and consent and private": (
        "it is free mail, consent is yes and it is private"
    ),
    "free_mail or consent": "it is free mail or consent is yes",
    "not (free_mail or consent)": "not (it is free mail or consent is yes)",
    "not not (free_mail or consent)": "it is free mail or consent is yes",
    "free_mail and (consent or private)": (
        "it is free mail and (consent is yes or it is private)"
    ),
    "free_mail and not (consent or private)": (
        "it is free mail and not (consent is yes or it is private)"
    ),
    "free_mail and consent or private": (
        "(it is free mail and consent is yes) or it is private"
    ),
    "country in [US, CA] and free_mail and consent": (
        "country is US or CA, and it is free mail, and consent is yes"
    ),
    "unwanted": "the lead wants no calls",
    "not unwanted": "it is not so that the lead wants no calls",
    "unwanted is known": "it is known whether the lead wants no calls",
    "country in [US, CA] or title contains any [a, b]": (
        "country is US or CA, or title contains “a” or “b”"
    ),
    # Questions about events.
    "happened(demo_request in last 30 days)": (
        "there was a demo request in the last 30 days"
    ),
    "happened(offer_seen)": "there was an offer seen",
    "not happened(demo_request in last 1 week)": (
        "there was no demo request in the last 1 week"
    ),
    "count(attempt where actor is human) >= 6": (
        "there were at least 6 attempts by a human"
    ),
    "count(attempt) >= 1": "there was at least 1 attempt",
    "count(attempt) < 6": "there were fewer than 6 attempts",
    "not count(attempt) == 0": "there were not exactly 0 attempts",
    "3 > count(demo_request)": "there were fewer than 3 demo request events",
    "count(attempt) > fit": "the number of attempts is above fit",
    "happened(entered MQL in last 7 days)": ("it has entered MQL in the last 7 days"),
    "not happened(entered MQL)": "it has not entered MQL",
    "happened(entered workable)": "it has become a company we can serve",
    "happened(entered unwanted)": "it has become “The lead wants no calls”",
    "happened(missed accept)": "it has missed ‘Accept or reject every lead’",
    "not happened(met stalled)": "it has not kept ‘stalled’",
    "count(entered MQL) > 1": "there was more than 1 entry into MQL",
    "count(missed stalled) >= 2": "there were at least 2 times it missed ‘stalled’",
    "happened(touched where channel is web) and free_mail": (
        "there was a touch via web, and it is free mail"
    ),
}


@pytest.mark.parametrize(("text", "shown"), CONDITIONS.items())
def test_condition(text: str, shown: str) -> None:
    """A condition reads as somebody wrote it here by hand."""
    assert make_wording().condition(condition(text)) == shown


PATTERNS = {
    "attempt where actor is human": "an attempt by a human",
    "attempt where not automated": "an attempt by a human",
    "attempt where automated": "an attempt not by a human",
    "attempt where not actor is human": "an attempt not by a human",
    "attempt where not actor is not system": "an attempt by the system",
    "attempt where actor is automation": "an attempt by automation",
    "attempt where actor is unknown": "an attempt by an unknown actor",
    "attempt where channel is call": "an attempt via call",
    "attempt where channel is not call": "an attempt where channel is not call",
    "attempt where channel in [call, email]": (
        "an attempt where (channel is call or email)"
    ),
    "touched in last 14 days where channel is web": (
        "a touch via web in the last 14 days"
    ),
    "attempt in last 2 hours where actor is human and channel is call": (
        "an attempt by a human via call in the last 2 hours"
    ),
    "attempt where outcome is busy and actor is human": (
        "an attempt by a human where outcome is busy"
    ),
    "attempt where outcome is busy and channel is not call": (
        "an attempt where (outcome is busy and channel is not call)"
    ),
    "attempt where actor is human or channel is call": (
        "an attempt where (the actor is human or channel is call)"
    ),
    "attempt where automated is known": (
        "an attempt where it is known whether it is automated"
    ),
    "rejected where reason is no_budget": "a rejection where reason is no budget",
    "visit where signed_in": "a visit where signed in is yes",
    "visit where not signed_in": "a visit where signed in is no",
    "visit where on >= 2026-01-05": ("a visit where on is no earlier than 5 Jan 2026"),
    "note where recorded_at - at > 1 hour": (
        "a note where the time of recording - the time is above 1 hour"
    ),
    "note where recorded_at > at": (
        "a note where the time of recording is after the time"
    ),
    "entered MQL": "entering MQL",
    "entered workable": "becoming a company we can serve",
    "missed accept": "missing ‘Accept or reject every lead’",
    "met accept where actor is human": (
        "keeping ‘Accept or reject every lead’ by a human"
    ),
}


@pytest.mark.parametrize(("text", "shown"), PATTERNS.items())
def test_pattern(text: str, shown: str) -> None:
    """A pattern reads as somebody wrote it here by hand."""
    assert make_wording().pattern(pattern(text)) == shown


@pytest.mark.parametrize(
    ("text", "form", "shown"),
    [
        ("attempt", Form.ANY, "an attempt"),
        ("attempt", Form.THE, "the attempt"),
        ("attempt", Form.ONE, "attempt"),
        ("attempt", Form.MANY, "attempts"),
        ("attempt", Form.LEADS, "attempts"),
        ("demo_request", Form.ANY, "a demo request"),
        ("demo_request", Form.THE, "the demo request"),
        ("demo_request", Form.ONE, "demo request"),
        ("demo_request", Form.MANY, "demo request events"),
        ("entered MQL", Form.ANY, "entering MQL"),
        ("entered MQL", Form.THE, "entering MQL"),
        ("entered MQL", Form.ONE, "entry into MQL"),
        ("entered MQL", Form.MANY, "entries into MQL"),
        ("entered MQL", Form.LEAD, "lead entering MQL"),
        ("entered MQL", Form.LEADS, "leads entering MQL"),
    ],
)
def test_forms(text: str, form: Form, shown: str) -> None:
    """A pattern has a form for each place in a sentence."""
    assert make_wording().pattern(pattern(text), form) == shown


@pytest.mark.parametrize("name", STANDARD_EVENTS)
@pytest.mark.parametrize("form", Form)
def test_every_standard_event_has_every_form(name: str, form: Form) -> None:
    """No standard event is called by its code name, but those that are words."""
    assert "_" not in make_wording().clauses.event(name, form)


@pytest.mark.parametrize("operator", Comparison)
def test_every_comparison_of_times(operator: Comparison) -> None:
    """Times have words for every comparison."""
    node = condition(f"expected_close {operator.value} 2026-01-05")
    shown = make_wording().condition(node)
    assert shown.startswith("expected close is ")
    assert shown.endswith(" 5 Jan 2026")


def test_alternatives() -> None:
    """Patterns that go on are set apart from the next one."""
    clauses = make_wording().clauses
    plain = [pattern("accepted"), pattern("rejected"), pattern("note")]
    assert clauses.patterns(plain) == "an acceptance, a rejection or a note"
    going_on = [pattern("note in last 2 days"), pattern("accepted")]
    assert clauses.patterns(going_on) == "a note in the last 2 days, or an acceptance"


@pytest.mark.parametrize(
    ("text", "shown"), [("fit", "fit is yes"), ("2", "2"), ("not 2", "not (2)")]
)
def test_a_value_as_a_condition(text: str, shown: str) -> None:
    """What no checked policy says can be said all the same."""
    assert make_wording().condition(condition(text)) == shown


def test_titles() -> None:
    """A timer or limit is called by its promise, else by its name."""
    clauses = make_wording().clauses
    assert clauses.title("accept") == "Accept or reject every lead"
    assert clauses.title("stalled") == "stalled"
    assert clauses.title("no_spam") == "Leave leads in peace"
    assert clauses.title("quiet_hours") == "quiet hours"
