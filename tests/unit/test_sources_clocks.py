from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leadpact.model.mapping import Clock
from leadpact.sources.clocks import instant_reader
from leadpact.sources.ledger import RowError


@pytest.mark.parametrize(
    ("clock", "text", "expected"),
    [
        (Clock("at"), "2011-10-01T00:38:44.546+02:00", "2011-09-30T22:38:44.546000"),
        (Clock("at"), "2026-01-05T09:30:00Z", "2026-01-05T09:30:00"),
        (
            Clock("at", zone="Europe/Amsterdam"),
            "2026-07-01T12:00",
            "2026-07-01T10:00:00",
        ),
        # An offset in the text is stronger than the zone of the column.
        (
            Clock("at", zone="Europe/Amsterdam"),
            "2026-07-01T12:00Z",
            "2026-07-01T12:00:00",
        ),
        # The clocks show half past two twice: the first time counts.
        (
            Clock("at", zone="Europe/Amsterdam"),
            "2026-10-25T02:30",
            "2026-10-25T00:30:00",
        ),
        (
            Clock("at", "%d/%m/%Y %H:%M", "America/New_York"),
            "05/01/2026 09:30",
            "2026-01-05T14:30:00",
        ),
        (
            Clock("at", "%Y-%m-%d %H:%M%z"),
            "2026-01-05 09:30+0200",
            "2026-01-05T07:30:00",
        ),
    ],
)
def test_reads(clock: Clock, text: str, expected: str) -> None:
    """Texts become instants in UTC, by their own offset or the zone of the column."""
    read = instant_reader(clock)
    for _ in range(2):  # The second time from memory.
        assert read(text) == datetime.fromisoformat(expected).replace(tzinfo=UTC)
        assert read(text).tzinfo is UTC


@pytest.mark.parametrize(
    ("clock", "text", "code"),
    [
        (Clock("at"), "2026-01-05T09:30:00", "LP4002"),
        (Clock("at", "%d/%m/%Y"), "05/01/2026", "LP4002"),
        (Clock("at"), "", "LP4003"),
        (Clock("at"), "soon", "LP4003"),
        (Clock("at"), "9999-12-31T23:59:59-01:00", "LP4003"),
        (Clock("at", zone="Asia/Tokyo"), "0001-01-01T00:00", "LP4003"),
        (Clock("at", "%d/%m/%Y", "Europe/Paris"), "01/13/2026", "LP4003"),
        # The clocks go from two to three: half past two is left out.
        (Clock("at", zone="Europe/Amsterdam"), "2026-03-29T02:30", "LP4003"),
    ],
)
def test_refuses(clock: Clock, text: str, code: str) -> None:
    """What tells no instant is refused, with its column and what was found."""
    with pytest.raises(RowError) as caught:
        instant_reader(clock)(text)
    assert caught.value.code == code
    assert caught.value.column == "at"
    assert f"found `{text}`" in caught.value.message


@pytest.mark.parametrize(
    "clock",
    [
        Clock("at", zone="Europe/Amsterdan"),
        Clock("at", zone="../etc/passwd"),
        Clock("at", "%Q"),
        Clock("at", "%Y %"),
        Clock("at", "%Y %Y"),
    ],
)
def test_meaningless_clock(clock: Clock) -> None:
    """A zone or a format that means nothing is told before any row is read."""
    with pytest.raises(ValueError, match=r"`.*` is not"):
        instant_reader(clock)
