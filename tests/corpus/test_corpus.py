"""The corpus hits what it is drawn for, and a case is the same wherever it is drawn."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from builders import ROOT
from corpus.cases import SHARED, case

COUNT = 200


def printed(seed: str) -> str:
    """What the command prints under a seed for hashes."""
    done = subprocess.run(
        [sys.executable, "-m", "corpus", "--count", str(COUNT)],
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "tests")},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def test_the_same_everywhere() -> None:
    """Neither the process nor what was drawn before changes a case."""
    text = printed("1")
    assert text == printed("2")
    one = 3 * SHARED + 4
    lines = [line for line in text.splitlines() if json.loads(line)["case"] == one]
    assert list(case(1, one).lines()) == lines


def test_hits_what_it_is_for() -> None:
    """Every outcome, every ending, ladders, and what was withdrawn."""
    found = [json.loads(line) for line in printed("1").splitlines()]
    timers = [row for one in found for row in one.get("timers", ())]
    steps = [row for one in found for row in one.get("consequences", ())]
    assert {row["outcome"] for row in timers} == {
        *("met", "met_late", "never_met", "running", "at_risk", "paused"),
        *("void", "excused"),
    }
    assert {row["ending"] for row in timers} == {
        *("until", "enough", "unless", "waived", "restarted", "superseded"),
        *("violated", None),
    }
    assert {row["withdrawn"] for row in steps} == {True, False}
    assert {row["step"] for row in steps} >= {"warn.1", "missed.1", "met.1"}
    assert {row["repetition"] for row in steps} >= {1, 2}


def test_shows_a_case() -> None:
    """A case in full: the policy, the events and the instant."""
    told = case(1, 7).told()
    assert "leadpact: 1" in told
    assert "Event(type=" in told
    assert "now=" in told
