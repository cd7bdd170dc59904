from __future__ import annotations

import attrs
import pytest

from leadpact.cli.summary import summary_text
from leadpact.instants import from_instant, parse_instant
from leadpact.model.evaluation import Evaluation, Instance, Outcome, State
from leadpact.model.lead import Lead
from leadpact.pact import Pact, loads
from leadpact.results import Results

NOW = parse_instant("2026-03-13T19:30:00Z")
HOUR = 3_600_000_000

POLICY = """\
leadpact: 1
policy: small
version: 1.0.0
effective: 2026-01-05
timezone: UTC
currency: USD
title: Small
summary: Small.
parties:
  marketing: {signatory: VP Marketing, contact: marketing@example.com}
  sales: {signatory: VP Sales, contact: sales@example.com}
"""
TIMERS = """\
timers:
  touch: {party: sales, from: handed_off, until: attempt, within: 1 hour}
"""
LIMITS = """\
limits:
  mail: {party: sales, never: attempt where channel is mail}
"""


def page(text: str, *outcomes: Outcome) -> list[str]:
    """The words of each line about leads `L-1` and on, one outcome of `touch` each."""
    pact = loads(text)
    results = Results(pact.plan, now=NOW)
    for number, outcome in enumerate(outcomes, 1):
        results.add(evaluation(pact, f"L-{number}", outcome, NOW + number * HOUR))
    shown = summary_text(results, terminal=False)
    return [" ".join(line.split()) for line in shown.splitlines()]


def evaluation(pact: Pact, lead: str, outcome: Outcome, due: int) -> Evaluation:
    """A lead with one instance of `touch`."""
    empty = pact.evaluate(Lead(lead), now=from_instant(NOW))
    found = Instance(
        timer="touch",
        party="sales",
        start=NOW - HOUR,
        start_event="e1",
        state=State.RUNNING,
        outcome=outcome,
        due=due,
        within="1 hour",
        calendar="",
        budget=HOUR,
        used=HOUR,
        owner_at_due="[bold]Mallory[/]\x1b[31m",
    )
    return attrs.evolve(empty, instances=(found,))


class TestSummaryText:
    """The page of text."""

    def test_nothing_promised(self) -> None:
        """A policy without timers and limits has no tables."""
        lines = page(POLICY)
        assert lines[0].startswith("small 1.0.0 at 2026-03-13T19:30:00Z, digest ")
        assert lines[1:] == [
            "",
            "0 leads judged, 0 skipped",
            "0 consequences due, 0 withdrawn",
            "0 rows read, 0 ignored, 0 skipped; 0 findings",
        ]

    def test_nothing_decided(self) -> None:
        """Before any promise is decided, none is kept or broken."""
        lines = page(POLICY + TIMERS + LIMITS, Outcome.RUNNING)
        assert "timer party kept met late never at risk running" in lines
        assert "touch sales 0 0 0 0 1" in lines
        assert "mail sales 0" in lines
        assert "1 lead judged, 0 skipped" in lines

    @pytest.mark.parametrize(
        ("kept", "missed", "share"), [(1, 0, "100.0%"), (1999, 1, "99.9%")]
    )
    def test_share(self, kept: int, missed: int, share: str) -> None:
        """Only a promise that was always kept is kept to 100 %."""
        outcomes = [Outcome.MET] * kept + [Outcome.NEVER_MET] * missed
        lines = page(POLICY + TIMERS, *outcomes)
        assert f"touch sales {share} {kept} 0 {missed} 0 0" in lines

    def test_seldom_outcomes(self) -> None:
        """Paused, void and excused have columns where there are any."""
        lines = page(POLICY + TIMERS, Outcome.PAUSED, Outcome.EXCUSED)
        heading = "timer party kept met late never at risk running paused excused"
        assert heading in lines

    def test_at_risk(self) -> None:
        """What is due next stands first; what a file holds has no effect."""
        lines = page(POLICY + TIMERS, *[Outcome.AT_RISK] * 7)
        start = lines.index("at risk timer due owner")
        assert [line.split()[0] for line in lines[start + 1 : start + 6]] == [
            f"L-{number}" for number in range(1, 6)
        ]
        assert lines[start + 1].endswith(
            "[bold]Mallory[/]\N{REPLACEMENT CHARACTER}[31m"
        )
        assert lines[start + 6] == "and 2 more"

    def test_colours(self) -> None:
        """A terminal gets colours."""
        results = Results(loads(POLICY).plan, now=NOW)
        assert "\x1b[1m" in summary_text(results, terminal=True)
