# ruff: noqa: RUF001 - the sentences have typographic quotes.
"""German where its grammar asks for more than other words: cases, genders, order."""

from __future__ import annotations

import pytest
from builders_wording import condition, make_wording, pattern

from leadpact.language.parser import parse_measure, parse_points, parse_step
from leadpact.language.source import Source
from leadpact.model.lead import STANDARD_EVENTS
from leadpact.wording import Catalogue, Form

GERMAN = make_wording("de")

#: A condition as a main clause, and behind `wenn`.
CLAUSES = {
    "employees >= 50": (
        "Number of employees ist mindestens 50",
        "Number of employees mindestens 50 ist",
    ),
    "country not in [US, CA]": (
        "Country ist weder US noch CA",
        "Country weder US noch CA ist",
    ),
    "expected_close < 2026-03-01": (
        "Expected close liegt vor dem 1. März 2026",
        "Expected close vor dem 1. März 2026 liegt",
    ),
    "expected_close == 2026-03-01": (
        "Expected close fällt genau auf den 1. März 2026",
        "Expected close genau auf den 1. März 2026 fällt",
    ),
    "first(attempt) > last(note)": (
        "der erste Versuch liegt nach der letzten Notiz",
        "der erste Versuch nach der letzten Notiz liegt",
    ),
    "not title contains any [vp, head]": (
        "Title enthält weder „vp“ noch „head“",
        "Title weder „vp“ noch „head“ enthält",
    ),
    "workable": (
        "„A company we can serve“ trifft zu",
        "„A company we can serve“ zutrifft",
    ),
    "not (free_mail or consent)": (
        "nicht („Free mail“ trifft zu oder Consent lautet ja)",
        "nicht („Free mail“ zutrifft oder Consent ja lautet)",
    ),
    "free_mail is missing": (
        "es ist nicht bekannt, ob „Free mail“ zutrifft",
        "nicht bekannt ist, ob „Free mail“ zutrifft",
    ),
    "not open(lead_day)": (
        "es ist außerhalb der Zeiten „Lead day“",
        "es außerhalb der Zeiten „Lead day“ ist",
    ),
    "happened(attempt in last 30 days)": (
        "es gab einen Versuch in den letzten 30 Tagen",
        "es einen Versuch in den letzten 30 Tagen gab",
    ),
    "not happened(demo_request in last 1 week)": (
        "es gab kein Ereignis „Demo request“ vor höchstens 1 Woche",
        "es kein Ereignis „Demo request“ vor höchstens 1 Woche gab",
    ),
    "count(attempt) > fit": (
        "die Anzahl an Versuchen ist größer als Fit",
        "die Anzahl an Versuchen größer als Fit ist",
    ),
    "count(missed stalled) >= 2": (
        "es gab mindestens 2 Verstöße gegen ‚Stalled‘",
        "es mindestens 2 Verstöße gegen ‚Stalled‘ gab",
    ),
    "not happened(entered MQL)": (
        "der Lead hat MQL nicht erreicht",
        "der Lead MQL nicht erreicht hat",
    ),
}


@pytest.mark.parametrize(("text", "shown"), CLAUSES.items())
def test_clauses(text: str, shown: tuple[str, str]) -> None:
    """The verb stands second, or at the end behind a conjunction."""
    node = condition(text)
    line = parse_points(Source.inline(f"1 when {text}"))
    assert GERMAN.condition(node) == shown[0]
    assert GERMAN.points(line) == f"1 Punkt, wenn {shown[1]}"


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        (Form.ANY, ["ein Versuch", "eine Annahme", "ein Gespräch"]),
        (Form.THE, ["Versuch", "Annahme", "Gespräch"]),
        (Form.EACH, ["jeder Versuch", "jede Annahme", "jedes Gespräch"]),
        (Form.NO, ["kein Versuch", "keine Annahme", "kein Gespräch"]),
        (
            Form.LATEST,
            ["der letzte Versuch", "die letzte Annahme", "das letzte Gespräch"],
        ),
    ],
)
def test_genders(form: Form, shown: list[str]) -> None:
    """An article agrees with its noun."""
    names = ("attempt", "accepted", "connected")
    assert [GERMAN.clauses.event(name, form) for name in names] == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("alert owner", "Hinweis an den Lead-Owner"),
        (
            "meet sales and owner by 5 business days",
            "Besprechung mit Sales und dem Lead-Owner binnen 5 Werktagen",
        ),
        (
            "return to marketing for nurture after 2 days",
            "Rückgabe an Marketing für Nurture nach 2 Tagen",
        ),
        ("flag 2 months before due", "Markierung des Leads 2 Monate vor Fälligkeit"),
        (
            "alert owner after 1 day every 2 days at most 3 times",
            (
                "Hinweis an den Lead-Owner nach 1 Tag, dann alle 2 Tage, "
                "insgesamt höchstens 3-mal"
            ),
        ),
    ],
)
def test_cases(text: str, shown: str) -> None:
    """Prepositions govern the case of what follows."""
    assert GERMAN.step(parse_step(Source.inline(text))) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "sum(worth of attempt) >= 60000 USD",
            ("Worth von insgesamt mindestens 60.000\N{NO-BREAK SPACE}$ aus Versuchen"),
        ),
        (
            "rate(qualified of accepted) >= 20%",
            ("mindestens 20\N{NO-BREAK SPACE}% so viele Qualifizierungen wie Annahmen"),
        ),
        ("median(first_touch) <= 2 days", "im Median höchstens 2 Tage bei {}"),
    ],
)
def test_measures(text: str, shown: str) -> None:
    """Plurals, and the dative among them."""
    told = GERMAN.measure(parse_measure(Source.inline(text)))
    assert told == shown.format("‚Reach out first‘")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (
            "stalled",
            (
                "binnen 5 Werktagen nach der letzten Annahme, dem letzten Versuch "
                "oder der letzten Notiz"
            ),
        ),
        (
            "first_touch",
            (
                "binnen 5 Geschäftsminuten, wenn Band hot ist; 1 Geschäftsstunde, wenn "
                "Band warm ist; sonst 1 Werktag, gerechnet ab Übergabe"
            ),
        ),
        ("each_note", "Termine (2, wenn Band hot ist; sonst 1), {}"),
    ],
)
def test_bounds(name: str, shown: str) -> None:
    """Times are in the dative, also those of cases."""
    bound = GERMAN.timer_bound(name)
    assert bound == shown.format("binnen 3 Kalendertagen nach jeder Notiz")


def test_a_pattern_with_a_condition() -> None:
    """What must hold beside stands in brackets, as a main clause in any case."""
    node = pattern("attempt where outcome is busy and actor is human")
    assert GERMAN.pattern(node) == (
        "ein Versuch durch Menschen (das Ergebnis ist busy)"
    )
    line = parse_points(Source.inline("1 when happened(note where recorded_at > at)"))
    assert GERMAN.points(line) == (
        "1 Punkt, wenn es eine Notiz (der Zeitpunkt der Erfassung liegt nach dem "
        "Zeitpunkt) gab"
    )


def test_what_must_not_be() -> None:
    """Two that are both forbidden are joined by `und`."""
    assert GERMAN.limit_bound("no_spam") == "keine Notiz und kein Termin"


@pytest.mark.parametrize("name", STANDARD_EVENTS)
def test_plurals_in_the_dative(name: str) -> None:
    """They end in `n`, but for what ends in `s`."""
    catalogue = Catalogue.load("de")
    shown = catalogue.text("asks.count", pattern=GERMAN.clauses.event(name, Form.MANY))
    assert shown[-1] in "ns"
