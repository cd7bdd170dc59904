"""A backtest as text, as a comment for a review, and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import attrs

from leadpact.text_tables import Table, aligned, escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from leadpact.review.backtest import Backtest, Count, TimerChange

#: The format of the JSON.
FORMAT = 1
#: What no backtest can say.
CAUTION = (
    "This is the same history, judged by both versions. Under the other version people "
    "would have acted otherwise, and nothing here says how."
)
_COUNTS = ("", "before", "after", "gained", "lost")


def backtest_tables(found: Backtest) -> Iterator[Table]:
    """The tables of a report; empty ones, and what stays the same, are left out."""
    yield from _counted("Leads that enter a stage", found.stages)
    if found.moves:
        rows = [
            (move.definition, move.before, move.after, str(move.leads))
            for move in found.moves
        ]
        columns = ("", "before", "after", "leads")
        yield Table("Leads that are taken for something else", columns, tuple(rows))
    timers = [_timer(one) for one in found.timers]
    if timers:
        heads = ("", "party", "breached before", "after", "gained", "lost")
        yield Table("Promises", heads, tuple(timers))
    yield from _counted("Breaches by party", found.parties)
    yield from _counted("Breaches by week, as the promise began", _moved(found.weeks))
    yield from _counted("Breaches by owner at due", _moved(found.owners))
    yield from _counted("What follows", found.consequences)
    yield from _counted("Leads that lack a field", found.undecided)
    if found.affected:
        rows_ = [(one.lead, ", ".join(one.changes)) for one in found.affected]
        yield Table("Most affected", ("lead", "what changes"), tuple(rows_))


def _timer(one: TimerChange) -> tuple[str, ...]:
    count = one.breaches
    numbers = (count.before, count.after, count.gained, count.lost)
    return (one.timer, one.party, *map(str, numbers))


def _moved(counts: Iterable[Count]) -> list[Count]:
    return [one for one in counts if one.gained or one.lost]


def _counted(heading: str, counts: Sequence[Count]) -> Iterator[Table]:
    if counts:
        rows = [
            (one.name, *map(str, (one.before, one.after, one.gained, one.lost)))
            for one in counts
        ]
        yield Table(heading, _COUNTS, tuple(rows))


def backtest_head(found: Backtest) -> str:
    """How many leads both versions judged, and how many they could not."""
    told = f"{found.leads:,} leads"
    if any(found.refused):
        before, after = found.refused
        told = f"{told}; {before} could not be judged before, {after} after"
    return told


def backtest_lines(title: str, found: Backtest) -> Iterator[str]:
    """Lines for people."""
    yield f"{title}: {backtest_head(found)}"
    yield CAUTION
    for table in backtest_tables(found):
        yield ""
        yield table.heading
        yield from aligned(table)


def backtest_markdown(title: str, found: Backtest) -> str:
    """A comment for a pull request."""
    lines = [f"### {escaped(title)}: {backtest_head(found)}", "", CAUTION]
    for table in backtest_tables(found):
        lines += ["", f"**{table.heading}**", ""]
        marks = ("---",) * len(table.columns)
        rows = [tuple(map(escaped, row)) for row in (table.columns, *table.rows)]
        lines += [f"| {' | '.join(row)} |" for row in (rows[0], marks, *rows[1:])]
    return "\n".join(lines) + "\n"


def backtest_json(title: str, found: Backtest) -> str:
    """All of it as JSON."""
    data = {"format": FORMAT, "title": title, "caution": CAUTION, **attrs.asdict(found)}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
