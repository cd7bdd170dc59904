"""A sample of the trial of random calendars against a count of every minute."""

from __future__ import annotations

import pytest
from brute_calendars import ZONES, report, trial

from leadpact.calendars import BusinessClock


@pytest.mark.parametrize("seed", range(8))
def test_sample(seed: int) -> None:
    """No answer differs; `nox -s calendars` tries many more."""
    differences, compared = trial(seed, 60)
    assert differences == []
    assert set(compared) >= {"is_open", "elapsed", "next_open", "previous_open"}


def test_differences_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that is always open differs, and the report tells where."""
    monkeypatch.setattr(BusinessClock, "is_open", lambda _, at: at > 0)
    differences, compared = trial(0, 60)
    assert differences
    lines = list(report(differences, compared))
    assert lines[0].split() == [
        "before",
        f"{compared['before']:,}",
        "answers",
        "compared",
    ]
    assert any("is_open at" in line for line in lines)


def test_zones() -> None:
    """Thirty zones are tried."""
    assert len(set(ZONES)) == 30
