from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import attrs
import pytest
from builders import judge, make_pact
from builders_wording import make_wording

from leadpact.instants import to_instant
from leadpact.model.evaluation import (
    Consequence,
    Recipient,
    Score,
    ScoreLine,
    StageEntry,
    Verdict,
)
from leadpact.wording import Explanations, Wording

EXPLAIN = Explanations(make_wording(), "America/New_York")


def at(hour: int, minute: int = 0, second: int = 0, day: int = 5) -> int:
    """An instant of January 2026, on the clock of New York."""
    local = datetime(2026, 1, day, hour, minute, second, tzinfo=UTC)
    return to_instant(local + timedelta(hours=5))


def score(name: str, points: int, low: str, high: str) -> Score:
    """A score without its lines."""
    return Score(name, Decimal(points), Decimal(low), Decimal(high), ())


@pytest.mark.parametrize(
    ("scores", "shown"),
    [
        (
            [score("intent", 20, "20", "20"), score("fit", 30, "30", "30")],
            "scored 50 (fit 30, intent 20)",
        ),
        ([score("fit", 30, "10", "50")], "scored 30 (fit 10 to 50)"),
        ([score("fit", 30, "30", "Infinity")], "scored 30 (fit 30 or more)"),
        ([score("fit", 30, "-Infinity", "30")], "scored 30 (fit unknown)"),
    ],
)
def test_score(scores: list[Score], shown: str) -> None:
    """Scores are told with their parts; an unknown line makes a range."""
    assert EXPLAIN.score(scores) == shown


@pytest.mark.parametrize(
    ("text", "points", "known", "shown"),
    [
        (
            "30 when employees >= 200",
            30,
            True,
            "30 because number of employees is at least 200",
        ),
        (
            "30 when employees >= 200",
            30,
            False,
            "perhaps 30: it is not known whether number of employees is at least 200",
        ),
        ("-1 each unsubscribed", -3, True, "-3 for unsubscribes"),
        ("-1 each unsubscribed", -3, False, "perhaps -3, for unsubscribes"),
    ],
)
def test_score_line(text: str, points: int, *, known: bool, shown: str) -> None:
    """A line tells what it gave, and why."""
    assert EXPLAIN.score_line(ScoreLine(text, Decimal(points), known)) == shown


def test_longer_than_a_phrase() -> None:
    """Lists stand for their values, so that a line may be longer than a phrase."""
    listed = [f"word{number}" for number in range(300)]
    pact = make_pact(
        parameters=f"{{words: [{', '.join(listed)}]}}",
        fields="{title: text}",
        scoring="\n  fit: [10 when title contains any words]\n",
        definitions="\n  seen: happened(touched where channel in words)\n",
    )
    told = Explanations(Wording("en", pact.checked.policy), "UTC")
    line = "perhaps 10: it is not known whether title contains “word0”, “word1”, "
    evaluation = judge(pact, None, "mon 12:00")
    assert told.score_line(evaluation.scores["fit"].lines[0]).startswith(line)
    seen = told.verdict(evaluation.definitions["seen"])
    assert seen.startswith("seen: unknown because the history of touches where ")
    assert all(word in seen for word in listed)


@pytest.mark.parametrize(
    ("verdict", "shown"),
    [
        (
            Verdict("workable", value=True, certain=True, missing=()),
            "a company we can serve: yes",
        ),
        (Verdict("free_mail", value=False, certain=True, missing=()), "free mail: no"),
        (Verdict("band", value="hot", certain=True, missing=()), "band: hot"),
        (
            Verdict("workable", value=None, certain=False, missing=("employees",)),
            "a company we can serve: unknown because number of employees is missing",
        ),
        (
            Verdict(
                "workable",
                value=None,
                certain=False,
                missing=("country", "email", "employees"),
            ),
            (
                "a company we can serve: unknown because country, email and "
                "number of employees are missing"
            ),
        ),
        (
            Verdict(
                "promising",
                value=None,
                certain=False,
                missing=("demo_request in last 30 days",),
            ),
            (
                "promising: unknown because the history of demo request events "
                "in the last 30 days is missing"
            ),
        ),
        (
            Verdict("weighted", value=None, certain=False, missing=()),
            "weighted: unknown",
        ),
        (
            Verdict("band", value="cold", certain=False, missing=("employees",)),
            "band: cold, though not certain because number of employees is missing",
        ),
        (Verdict("band", value="cold", certain=False, missing=()), "band: cold"),
    ],
)
def test_verdict(verdict: Verdict, shown: str) -> None:
    """A definition tells its value, and what is missing behind an unknown."""
    assert EXPLAIN.verdict(verdict) == shown


def test_entry() -> None:
    """An entry tells its stage and instant, and the fields that it lacks."""
    since = "SQL since Mon 5 Jan 2026, 09:00 EST"
    assert EXPLAIN.entry(StageEntry("SQL", at(9), ())) == since
    assert EXPLAIN.entry(StageEntry("SQL", at(9), ("amount", "expected_close"))) == (
        f"{since}; amount and expected close are missing"
    )


def test_consequence() -> None:
    """A consequence tells when what is due, and whether it was undone."""
    request = Consequence(
        key="k",
        timer="accept",
        start_event="e1",
        step="missed 2",
        repetition=1,
        due=at(10),
        verb="return",
        to=(Recipient("marketing", delivered=at(10)),),
        place="nurture",
        note="",
    )
    when = "Mon 5 Jan 2026, 10:00 EST: return the lead to marketing for nurture"
    assert EXPLAIN.consequence(request) == when
    noted = attrs.evolve(request, note="with the reason", withdrawn=True)
    assert EXPLAIN.consequence(noted) == f"{when}: with the reason (withdrawn)"


@pytest.mark.parametrize(
    ("delivered", "shown"),
    [
        pytest.param((10, 10), "", id="all at due"),
        pytest.param((12, 12), ", delivered Mon 5 Jan 2026, 12:00 EST", id="all later"),
        pytest.param(
            (10, 12),
            ", delivered to the sales manager Mon 5 Jan 2026, 12:00 EST",
            id="one later",
        ),
        pytest.param(
            (13, 12),
            ", delivered to the sales manager Mon 5 Jan 2026, 12:00 EST, "
            "delivered to the owner Mon 5 Jan 2026, 13:00 EST",
            id="each at another time",
        ),
    ],
)
def test_delivery(delivered: tuple[int, int], shown: str) -> None:
    """When it is delivered is told where that is not when it is due."""
    owner, manager = delivered
    request = Consequence(
        key="k",
        timer="accept",
        start_event="e1",
        step="missed 2",
        repetition=1,
        due=at(10),
        verb="alert",
        to=(
            Recipient("owner", delivered=at(owner)),
            Recipient("sales_manager", delivered=at(manager)),
        ),
        place="",
        note="call now",
    )
    step = "Mon 5 Jan 2026, 10:00 EST: alert the owner and the sales manager"
    assert EXPLAIN.consequence(request) == f"{step}{shown}: call now"


def test_next_look() -> None:
    """It says when to look again, or that nothing changes by itself."""
    assert EXPLAIN.next_look(at(9, 5)) == ("look again at Mon 5 Jan 2026, 09:05 EST")
    assert EXPLAIN.next_look(None) == "nothing changes without a new event"
