"""A result as a page of text: what was kept, what was missed, what is urgent."""

from __future__ import annotations

import io
from collections import Counter
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from leadpact.cli.terminal import printable
from leadpact.model.evaluation import Outcome
from leadpact.results import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rich.console import RenderableType

    from leadpact.results import Results, Row

#: Columns of a page that is no terminal.
_WIDTH = 100
#: Promises at risk that are listed by name.
_LISTED = 5
#: Outcomes with a column even where no instance has them.
_USUAL = {
    Outcome.MET: "green",
    Outcome.MET_LATE: "red",
    Outcome.NEVER_MET: "red",
    Outcome.AT_RISK: "yellow",
    Outcome.RUNNING: "",
}
#: Headings of columns, where the word for the outcome would be long.
_HEADINGS = {
    Outcome.MET_LATE: "late",
    Outcome.NEVER_MET: "never",
    Outcome.AT_RISK: "at risk",
}


def summary_text(results: Results, *, terminal: bool) -> str:
    """A result as text to read.

    Args:
        results: The result.
        terminal: Whether a terminal will show it: then it has the terminal's width,
            and colours.
    """
    page = io.StringIO()
    width = Console().width if terminal else _WIDTH
    console = Console(file=page, force_terminal=terminal, width=width, highlight=False)
    for part in _parts(results):
        console.print(part)
        if isinstance(part, Grid):
            console.print()
    # Rich fills cells with blanks up to the right edge.
    return "".join(line.rstrip() + "\n" for line in page.getvalue().splitlines())


def _parts(results: Results) -> Iterator[RenderableType]:
    head, summary = results.head(), results.summary()
    policy = head["policy"]
    signed = "signed" if policy["signed"] else "not signed"
    name = escape(f"{policy['policy']} {policy['version']}")
    digest = policy["digest"][:12]
    yield f"[bold]{name}[/] at {head['now']}, digest {digest}, {signed}\n"
    if results.timers:
        yield _timers(results, summary["timers"])
    if results.limits:
        yield _limits(results, summary["timers"])
    yield from _at_risk(results)
    leads, rows = summary["leads"], summary["rows"]
    yield f"{_count(leads, 'lead')} judged, {summary['leads_skipped']} skipped"
    yield _due(results.rows(Table.CONSEQUENCES))
    yield (
        f"{_count(rows['read'], 'row')} read, {rows['ignored']} ignored, "
        f"{rows['skipped']} skipped; {_count(summary['findings'], 'finding')}"
    )


def _timers(results: Results, counts: Mapping[str, Mapping[str, int]]) -> Grid:
    shown = {
        outcome: _USUAL.get(outcome, "")
        for outcome in (*_USUAL, *Outcome)
        if outcome in _USUAL
        or any(counts[name][outcome.value] for name in results.timers)
    }
    numbers = ["kept", *(_HEADINGS.get(outcome, outcome.value) for outcome in shown)]
    grid = _grid(["timer", "party"], numbers)
    for timer in results.timers.values():
        found = counts[timer.name]
        cells = [
            f"[{style}]{found[outcome.value]}[/]"
            if style and found[outcome.value]
            else str(found[outcome.value])
            for outcome, style in shown.items()
        ]
        grid.add_row(timer.name, timer.party, _kept(found), *cells)
    return grid


def _grid(words: Iterable[str], numbers: Iterable[str]) -> Grid:
    """A table with headings of its columns: those of words, then those of numbers."""
    grid = Grid(box=None, padding=(0, 1, 0, 0), header_style="bold")
    for heading in words:
        grid.add_column(heading, overflow="fold")
    for heading in numbers:
        longest = max(map(len, heading.split()))
        grid.add_column(heading, justify="right", min_width=longest)
    return grid


def _kept(counts: Mapping[str, int]) -> str:
    """The share of promises that were kept, never rounded up to more than it is."""
    kept = counts[Outcome.MET.value]
    decided = kept + counts[Outcome.MET_LATE.value] + counts[Outcome.NEVER_MET.value]
    if not decided:
        return ""
    whole, tenth = divmod(kept * 1000 // decided, 10)
    return f"{whole}.{tenth}%"


def _limits(results: Results, counts: Mapping[str, Mapping[str, int]]) -> Grid:
    grid = _grid(["limit", "party"], ["broken"])
    for limit in results.limits.values():
        broken = counts[limit.name][Outcome.NEVER_MET.value]
        shown = f"[red]{broken}[/]" if broken else "0"
        grid.add_row(limit.name, limit.party, shown)
    return grid


def _at_risk(results: Results) -> Iterator[RenderableType]:
    """The promises that are due next among those past their first warning."""
    found = [
        row
        for row in results.rows(Table.TIMERS)
        if row["outcome"] == Outcome.AT_RISK.value
    ]
    if not found:
        return
    found.sort(key=lambda row: row["due_at"])
    grid = _grid(["at risk", "timer", "due", "owner"], [])
    for row in found[:_LISTED]:
        grid.add_row(*(escape(printable(row[key] or "")) for key in _RISK))
    if len(found) > _LISTED:
        grid.add_row(f"and {len(found) - _LISTED} more")
    yield grid


_RISK = ("lead", "timer", "due_at", "owner_at_due")


def _due(rows: list[Row]) -> str:
    """How many consequences are due, by what they ask for."""
    verbs = Counter(row["verb"] for row in rows if not row["withdrawn"])
    withdrawn = sum(row["withdrawn"] for row in rows)
    kinds = ", ".join(f"{count} {verb}" for verb, count in sorted(verbs.items()))
    shown = f" ({kinds})" if kinds else ""
    due = _count(verbs.total(), "consequence")
    return f"{due} due{escape(shown)}, {withdrawn} withdrawn"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
