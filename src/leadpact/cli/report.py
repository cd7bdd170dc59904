"""`leadpact report`: the numbers that both teams answer for."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import attrs
import click

from leadpact.charts import ChartFormat, draw
from leadpact.cli.backtest import span_of
from leadpact.cli.desk import Source, read_desk, tell_reading
from leadpact.cli.options import data_options, output_option, versions_argument
from leadpact.cli.output import opened
from leadpact.cli.progress import Track
from leadpact.cli.terminal import printable
from leadpact.instants import format_instant, from_instant
from leadpact.model.records import people_by_id
from leadpact.pact import Pact
from leadpact.reports.charts import speed_chart, waterfall_chart
from leadpact.reports.depth import Depth, depth
from leadpact.reports.feedback import Feedback, feedback
from leadpact.reports.funnel import FunnelStage, funnel
from leadpact.reports.goals import GoalStanding, standings
from leadpact.reports.kept import Group, Kept, kept
from leadpact.reports.material import Material
from leadpact.reports.output import (
    Report,
    report_csv,
    report_json,
    report_markdown,
    report_text,
)
from leadpact.reports.segments import Segment, segments
from leadpact.reports.speed import Every, Speed, SpeedRange, speed, speed_ranges
from leadpact.reports.waterfall import WaterfallDay, counted_goals, waterfall
from leadpact.results.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from leadpact.charts import Spec
    from leadpact.results.tables import Span

_DAY = click.DateTime(["%Y-%m-%d"])
#: The reports, with what each tells.
REPORTS = {
    "kept": "How the promises ended that were due: on time, late, or never.",
    "speed": "How fast promises were kept that began, by day, week or month.",
    "ranges": "After how many days they were kept: 0 to 10, 11 to 20, 21 to 35.",
    "depth": "How often leads were tried that nobody has reached, by their age.",
    "feedback": "What sales said of its leads: accepted, or rejected and why.",
    "segments": "Kinds of leads: how many became customers, and what they brought.",
    "funnel": "From stage to stage: how many leads, and how long it takes.",
    "waterfall": "Leads day by day beside the goal line of a period.",
    "goals": "How the goals stand in their periods, and what follows.",
}


@attrs.frozen
class _Asked:
    """What of a report is asked for."""

    by: Group
    every: Every
    field: str | None
    goal: str | None
    first: date | None


@click.command(
    epilog="""\b
Examples:
  leadpact report kept policy.yaml --leads leads.csv --events events.csv \\
      --mapping mapping.yaml --now 2026-03-13T19:30:00Z
  leadpact report speed policy.yaml --events events.jsonl --every month \\
      --now 2026-03-13T19:30:00Z --from 2026-01-01 --to 2026-03-31
  leadpact report waterfall policy.yaml --events events.jsonl --goal leads \\
      --period 2026-03-01 --now 2026-03-13T19:30:00Z --format csv -o waterfall.csv
"""
)
@click.argument("name", type=click.Choice([*REPORTS]))
@versions_argument
@data_options
@click.option(
    "--from", "first", type=_DAY, metavar="DATE", help="The first day that counts."
)
@click.option("--to", "last", type=_DAY, metavar="DATE", help="The last such day.")
@click.option(
    "--by",
    type=click.Choice([group.value for group in Group]),
    default=Group.ALL.value,
    show_default=True,
    help="For whom `kept` is told apart.",
)
@click.option(
    "--every",
    type=click.Choice([every.value for every in Every]),
    default=Every.WEEK.value,
    show_default=True,
    help="Which days `speed` tells together.",
)
@click.option(
    "--of",
    "field",
    metavar="NAME",
    help="Which field or definition `segments` tells leads apart by.",
)
@click.option(
    "--goal",
    metavar="NAME",
    help="Which goal `waterfall` shows; all that count a stage unless given.",
)
@click.option(
    "--period",
    type=_DAY,
    metavar="DATE",
    help="The first day of the period of `waterfall`; the one of `--now` unless given.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "csv", "json", "svg", "png"]),
    default="text",
    show_default=True,
    help="For people, for a wiki, for a spreadsheet, for programs, or, of `waterfall` "
    "and `speed`, as a picture.",
)
@output_option
def command(  # noqa: PLR0913, PLR0917 - one an option
    name: str,
    policy: Path,
    first: datetime | None,
    last: datetime | None,
    by: str,
    every: str,
    field: str | None,
    goal: str | None,
    period: datetime | None,
    form: str,
    output: str,
    **files: Any,  # noqa: ANN401 - what a source is made of
) -> None:
    r"""Tell what became of promises and leads.

    \b
    kept       how promises ended that were due: on time, late, or never
    speed      how fast promises were kept that began, by day, week or month
    ranges     after how many days they were kept: 0 to 10, 11 to 20, 21 to 35
    depth      how often leads were tried that nobody has reached, by their age
    feedback   what sales said of its leads: accepted, or rejected and why
    segments   kinds of leads: how many became customers, and what they brought
    funnel     from stage to stage: how many leads, and how long it takes
    waterfall  leads day by day beside the goal line of a period
    goals      how the goals stand in their periods, and what follows
    """
    if form in {"svg", "png"} and name not in _DRAWN:
        named = " and ".join(f"`{one}`" for one in _DRAWN)
        msg = f"there is no picture of `{name}`, only of {named}"
        raise click.UsageError(msg)
    source = Source(policy=policy, **files)
    day = None if period is None else period.date()
    asked = _Asked(Group(by), Every(every), field, goal, day)
    with opened(output, *source.paths) as stream:
        with Track() as track:
            desk = read_desk(source, track)
            people = people_by_id(desk.people)
            now = from_instant(desk.now)
            tally = desk.judge.tally(now=now, people=desk.people)
            tables = Tables.of(tally.evaluate_many(track.judged(desk.reading.leads)))
        tell_reading(desk.reading)
        judge = desk.judge
        # Of several versions the one in force tells goals, stages and the zone.
        pact = judge if isinstance(judge, Pact) else judge.begun(now)[-1].pact
        span = span_of(pact, first, last)
        leads = desk.reading.leads
        material = Material(pact, leads, tables, desk.now, span, people, tally.goals())
        stream.write(_written(_report(name, material, asked), form))


def _report(name: str, material: Material, asked: _Asked) -> Report:
    """The report of a name."""
    kind: type[Any]
    rows: tuple[Any, ...]
    match name:
        case "kept":
            kind, rows = Kept, kept(material, asked.by)
        case "speed":
            kind, rows = Speed, speed(material, asked.every)
        case "ranges":
            kind, rows = SpeedRange, speed_ranges(material)
        case "depth":
            kind, rows = Depth, depth(material)
        case "feedback":
            kind, rows = Feedback, feedback(material)
        case "segments":
            kind, rows = Segment, _segments(material, asked)
        case "funnel":
            kind, rows = FunnelStage, funnel(material)
        case "goals":
            kind, rows = GoalStanding, standings(material)
        case _:
            kind, rows = WaterfallDay, _waterfall(material, asked)
    policy = material.policy
    title = f"{policy.policy} {policy.version}, {name}: {REPORTS[name]}"
    return Report(name, title, _facts(name, material), kind, rows)


def _segments(material: Material, asked: _Asked) -> tuple[Segment, ...]:
    """The leads by what is asked for.

    Raises:
        UsageError: Nothing is, or the policy does not have it.
    """
    if asked.field is None:
        msg = "say with `--of` by which field or definition leads are told apart"
        raise click.UsageError(msg)
    try:
        return segments(material, asked.field)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _waterfall(material: Material, asked: _Asked) -> tuple[WaterfallDay, ...]:
    """The days of one goal, or of all that can be shown.

    Raises:
        UsageError: There is none, or the period begins on another day.
    """
    known = counted_goals(material.policy)
    names = known if asked.goal is None else (asked.goal,)
    if not names:
        msg = "no goal of the policy counts leads that enter a stage"
        raise click.UsageError(msg)
    try:
        return tuple(
            row for name in names for row in waterfall(material, name, asked.first)
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _facts(name: str, material: Material) -> tuple[str, ...]:
    """As of when, how many leads, which days, and in which zone."""
    told = f"As of {format_instant(material.now)}, {len(material.tables.leads):,} leads"
    if material.tables.refused:
        told = f"{told}, {len(material.tables.refused)} more could not be judged"
    return (f"{told}; days in {material.span.zone}{_days(name, material.span)}.",)


def _days(name: str, span: Span) -> str:
    if name in {"depth", "waterfall"} or (span.since is None and span.until is None):
        return ""
    since = "" if span.since is None else f" from {format_instant(span.since)}"
    until = "" if span.until is None else f" to before {format_instant(span.until)}"
    return f"{since}{until}"


#: The reports that are drawn.
_DRAWN: Mapping[str, Callable[[str, str, Sequence[Any]], Spec]] = {
    "waterfall": waterfall_chart,
    "speed": speed_chart,
}


def _written(report: Report, form: str) -> bytes:
    if form in {"svg", "png"}:
        return draw(_spec(report), ChartFormat(form))
    makers = {"csv": report_csv, "json": report_json, "markdown": report_markdown}
    if form in makers:
        return makers[form](report).encode(errors="backslashreplace")
    lines = "".join(f"{printable(line)}\n" for line in report_text(report))
    return lines.encode(errors="backslashreplace")


def _spec(report: Report) -> Spec:
    """What to draw of a report."""
    # Which reports are drawn was looked at before the leads were read.
    title, _, _ = report.title.partition(", ")
    return _DRAWN[report.name](title, " ".join(report.facts), report.rows)
