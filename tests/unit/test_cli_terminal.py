from __future__ import annotations

import click

from leadpact.cli.terminal import explanation_lines, printable
from leadpact.explain import Explanation, Part

CLOCK = Part("Clock", ("09:00: 2 h counted",))
EXPLANATION = Explanation(
    "Lead L-1\x07, judged",
    (
        Part("Owner", ("Ann",)),
        Part("Promises", (Part("reply: met", ("events: first-id, second-id", CLOCK)),)),
    ),
)


def plain(width: int | None) -> list[str]:
    """The text without styles."""
    shown = "\n".join(explanation_lines(EXPLANATION, width))
    return click.unstyle(shown).split("\n")


def test_as_long_as_it_is() -> None:
    """Parts stand further in than their headings; nothing controls the terminal."""
    assert plain(None) == [
        "Lead L-1\N{REPLACEMENT CHARACTER}, judged",
        "",
        "Owner",
        "  Ann",
        "",
        "Promises",
        "  reply: met",
        "    events: first-id, second-id",
        "    Clock",
        "      09:00: 2 h counted",
    ]


def test_printable() -> None:
    """What controls a terminal, or turns the direction of a text, is only marked."""
    text = "a\tb\n\x1b[31m\x07\u202e\u2066\u200f"
    mark = "\N{REPLACEMENT CHARACTER}"
    assert printable(text) == f"a\tb\n{mark}[31m{mark * 4}"


def test_folded() -> None:
    """Long lines are folded between words and stand further in."""
    assert plain(24)[7:9] == ["    events: first-id,", "        second-id"]
